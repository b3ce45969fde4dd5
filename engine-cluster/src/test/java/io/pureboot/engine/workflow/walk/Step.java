package io.pureboot.engine.workflow.walk;

import io.pureboot.engine.workflow.ExecutionCommand;
import java.time.Instant;
import java.util.Optional;

/** What happens on a walk, with everything that it depends on: it can be walked again without what came before it. */
sealed interface Step {
    record Told(Instant at, double chance, ExecutionCommand command) implements Step {
        /** The id under which an agent says a thing once. */
        Optional<String> eventId() {
            return switch (command) {
                case ExecutionCommand.Report report -> report.report().eventId();
                case ExecutionCommand.PhoneHome phoneHome -> phoneHome.eventId();
                default -> Optional.empty();
            };
        }

        /**
         * Whether a second one can be known as the first one repeated. Two boot requests are two boots; a report with neither attempt
         * nor event id, as document 000 has it, is about whatever attempt of its step is the newest.
         */
        boolean canBeToldApart() {
            return switch (command) {
                case ExecutionCommand.BootSeen boot -> false;
                case ExecutionCommand.Report report ->
                    report.report().attempt().isPresent()
                            || report.report().eventId().isPresent();
                // Without a step it means whatever waits then.
                case ExecutionCommand.Skip skip -> skip.step().isPresent();
                case ExecutionCommand.UnderToken under -> new Told(at, chance, under.command()).canBeToldApart();
                default -> true;
            };
        }
    }

    record Snapshot() implements Step {}

    record Crash() implements Step {}

    record CrashAfterSnapshot() implements Step {}
}
