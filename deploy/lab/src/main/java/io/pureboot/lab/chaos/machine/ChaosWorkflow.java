package io.pureboot.lab.chaos.machine;

import java.time.Duration;

/**
 * What every machine goes through: script steps, one that fails now and then and is tried again, a wait, a reboot; and so around the
 * circle of a node's states that its next execution begins where this one began.
 */
final class ChaosWorkflow {
    /** The step that machines fail at, and that times out when they dawdle. */
    static final String RETRIED = "install";

    private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(6);

    private ChaosWorkflow() {}

    /** Its definition, for machines that work at a step for {@code pace} on average. */
    static String yaml(Duration pace) {
        return """
            name: chaos
            os_family: linux
            steps:
              - name: prepare
                type: script
                config: {script: "true"}
              - name: install
                type: script
                config: {script: "true"}
                timeout_seconds: %d
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
            """.formatted(retriedTimeout(pace).toSeconds());
    }

    /** Three times the pace, 6 s at least: no machine that works takes that long. */
    static Duration retriedTimeout(Duration pace) {
        Duration timeout = Duration.ofSeconds(pace.multipliedBy(3).toSeconds());
        return timeout.compareTo(SHORTEST_TIMEOUT) > 0 ? timeout : SHORTEST_TIMEOUT;
    }
}
