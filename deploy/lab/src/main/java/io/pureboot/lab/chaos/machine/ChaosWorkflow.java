package io.pureboot.lab.chaos.machine;

import java.time.Duration;

/**
 * What every machine goes through: script steps, one that fails now and then and is tried again, a wait, a reboot; and so around the
 * circle of a node's states that its next execution begins where this one began.
 */
final class ChaosWorkflow {
    /** The step that machines fail at, and that times out when they dawdle. */
    static final String RETRIED = "install";

    static final Duration RETRIED_TIMEOUT = Duration.ofSeconds(6);

    static final String YAML = """
            name: chaos
            os_family: linux
            steps:
              - name: prepare
                type: script
                config: {script: "true"}
              - name: install
                type: script
                config: {script: "true"}
                timeout_seconds: 6
                on_failure: retry
                max_retries: 5
                retry_delay_seconds: 1
                next_state: installed
              - name: settle
                type: wait
                config: {duration_seconds: 1}
              - name: restart
                type: reboot
                next_state: active
              - name: finish
                type: script
                config: {script: "true"}
                next_state: reprovision
            """;

    private ChaosWorkflow() {}
}
