package io.pureboot.engine.step;

import io.pureboot.protocol.Seconds;
import java.util.Optional;

/** What an agent is to do for a step, before its texts are rendered. */
public sealed interface AgentOrder {
    /** Say that it is up. */
    record ReportUp() implements AgentOrder {}

    /** Run a script; exactly one of the three sources is there. */
    record Run(
            Optional<String> script,
            Optional<String> scriptUrl,
            Optional<String> templateRef,
            Optional<String> interpreter)
            implements AgentOrder {}

    /** Report success, wait, reboot. */
    record Reboot(Seconds delay) implements AgentOrder {}

    /** Leave the machine to its disk. */
    record LeaveForDisk() implements AgentOrder {}

    /** Ask again later. */
    record AskAgain() implements AgentOrder {}
}
