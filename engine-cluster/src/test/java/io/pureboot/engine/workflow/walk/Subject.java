package io.pureboot.engine.workflow.walk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.Workflows;
import io.pureboot.engine.workflow.PinnedWorkflow;
import io.pureboot.protocol.Json;
import java.util.List;
import java.util.Map;

/** A workflow to walk over; between them they use every rule of the machine. */
record Subject(String name, PinnedWorkflow workflow) {
    static List<Subject> all() {
        return List.of(everything(), list(), rollback(), cleanUp(), waits(), reboots(), diamond(), empty());
    }

    private static Subject of(String name, String yaml) {
        return new Subject(name, Workflows.pinned("name: " + name + "\nos_family: linux\n" + yaml));
    }

    static Subject everything() {
        return of("everything", """
                timeout_seconds: 400
                cancel_grace_seconds: 15
                on_cancel: [wipe, park]
                steps:
                  - {name: boot, type: boot, config: {boot_timeout_seconds: 40}, timeout_seconds: 60, on_failure: retry, max_retries: 2,
                     retry_delay_seconds: 5, jitter: 0.5, heartbeat_timeout_seconds: 10, next_state: installing}
                  - {name: install, type: script, config: {script: x}, timeout_seconds: 50, on_failure: retry, max_retries: 3,
                     backoff: exponential, retry_delay_seconds: 4, late_success: accept, heartbeat_timeout_seconds: 10}
                  - {name: pause, type: wait, config: {duration_seconds: 7}}
                  - {name: reboot, type: reboot, config: {confirm: boot}, timeout_seconds: 30, on_failure: skip}
                  - {name: system, type: cloud_init, timeout_seconds: 50, on_failure: rollback, rollback_step_id: undo, next_state: active}
                  - {name: undo, type: script, config: {script: x}, timeout_seconds: 20, on_failure: retry, max_retries: 2}
                  - {name: wipe, type: script, config: {script: x}, timeout_seconds: 20, on_failure: retry, max_retries: 2, retry_delay_seconds: 1}
                  - {name: park, type: wait, config: {duration_seconds: 3}, next_state: pending}
                """);
    }

    private static Subject list() {
        return of("list", """
                steps:
                  - {name: a, type: script, config: {script: x}, timeout_seconds: 30, on_failure: retry, max_retries: 4, backoff: linear,
                     retry_delay_seconds: 3, max_delay_seconds: 5, jitter: 1.0, retry_on: [1, 2], heartbeat_timeout_seconds: 5}
                  - {name: b, type: script, config: {script: x}, on_failure: skip, next_state: installed}
                  - {name: c, type: script, config: {script: x}, on_failure: fail}
                """);
    }

    private static Subject rollback() {
        return of("rollback", """
                timeout_seconds: 600
                steps:
                  - {name: a, type: script, config: {script: x}, on_failure: rollback, rollback_step_id: undo}
                  - {name: b, type: script, config: {script: x}, timeout_seconds: 20, on_failure: rollback, rollback_step_id: undo}
                  - {name: undo, type: script, config: {script: x}, timeout_seconds: 20, on_failure: retry, max_retries: 3,
                     retry_delay_seconds: 2, jitter: 0.2, next_state: pending}
                """);
    }

    private static Subject cleanUp() {
        return of("clean-up", """
                cancel_grace_seconds: 0
                on_cancel: [off, wipe, rest]
                steps:
                  - {name: a, type: boot, config: {boot_timeout_seconds: 20}, timeout_seconds: 90, next_state: installing}
                  - {name: b, type: wait, config: {duration_seconds: 30}}
                  - {name: off, type: script, config: {script: x}, timeout_seconds: 10, on_failure: fail}
                  - {name: wipe, type: script, config: {script: x}, timeout_seconds: 10, on_failure: skip}
                  - {name: rest, type: wait, config: {duration_seconds: 5}}
                """);
    }

    private static Subject waits() {
        return of("waits", """
                timeout_seconds: 25
                steps:
                  - {name: a, type: wait, config: {duration_seconds: 10}, next_state: installing}
                  - {name: b, type: wait, config: {duration_seconds: 10}}
                  - {name: c, type: script, config: {script: x}, timeout_seconds: 3, on_failure: retry, max_retries: 2, late_success: accept}
                """);
    }

    private static Subject reboots() {
        return of("reboots", """
                boot_loop: {boots: 2, minutes: 30}
                steps:
                  - {name: a, type: reboot, config: {confirm: boot}, timeout_seconds: 30, on_failure: retry, max_retries: 2, retry_delay_seconds: 1}
                  - {name: e, type: script, config: {script: x}, on_unexpected_reboot: retry, on_failure: retry, max_retries: 3}
                  - {name: f, type: script, config: {script: x}, on_unexpected_reboot: fail, on_failure: skip}
                  - {name: b, type: reboot, config: {confirm: agent}, timeout_seconds: 30}
                  - {name: c, type: boot, config: {boot_timeout_seconds: 20}, timeout_seconds: 30, on_failure: retry, max_retries: 2}
                  - {name: d, type: cloud_init, timeout_seconds: 60, on_failure: retry, max_retries: 2, next_state: installed}
                """);
    }

    /** prepare → (disk, network) → install, with a roll-back step aside: parallel branches that join. */
    private static Subject diamond() {
        return withEdges(
                of("diamond", """
                        on_cancel: [undo]
                        steps:
                          - {name: prepare, type: script, config: {script: x}}
                          - {name: disk, type: script, config: {script: x}, timeout_seconds: 40, on_failure: rollback, rollback_step_id: undo}
                          - {name: network, type: script, config: {script: x}, timeout_seconds: 30, on_failure: retry, max_retries: 2,
                             retry_delay_seconds: 5, next_state: active, heartbeat_timeout_seconds: 10}
                          - {name: install, type: script, config: {script: x}, on_failure: skip}
                          - {name: undo, type: script, config: {script: x}, timeout_seconds: 20}
                        """),
                Map.of(
                        "prepare", List.of("disk", "network"),
                        "disk", List.of("install"),
                        "network", List.of("install")));
    }

    private static Subject empty() {
        return of("empty", "steps: []\n");
    }

    /** The same with other success edges than a list has: no dialect writes them yet. */
    private static Subject withEdges(Subject list, Map<String, List<String>> edges) {
        ObjectNode tree = Json.mapper().valueToTree(list.workflow());
        tree.at("/graph/steps")
                .forEach(step -> ((ObjectNode) step)
                        .set(
                                "on_success",
                                Json.mapper()
                                        .valueToTree(edges.getOrDefault(
                                                step.path("id").asText(), List.of()))));
        try {
            return new Subject(list.name(), Json.mapper().treeToValue(tree, PinnedWorkflow.class));
        } catch (JsonProcessingException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
