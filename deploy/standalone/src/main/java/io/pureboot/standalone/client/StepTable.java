package io.pureboot.standalone.client;

import io.pureboot.standalone.client.ExecutionView.StepResultView;
import io.pureboot.standalone.client.ExecutionView.StepView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An execution's steps as a table: one row for each attempt, and one for each step that has had none. */
public final class StepTable {
    private StepTable() {}

    public static TextTable of(ExecutionView execution) {
        TextTable table = new TextTable("STEP", "TYPE", "ATTEMPT", "STATUS", "SECONDS", "EXIT", "MESSAGE");
        Instant now = Instant.now();
        for (StepView step : execution.steps()) {
            List<StepResultView> attempts = execution.attempts(step);
            if (attempts.isEmpty()) {
                table.row(step.name(), step.type(), "", step.status().orElse("pending"), "", "", "");
            }
            for (StepResultView attempt : attempts) {
                table.row(
                        step.name(),
                        step.type(),
                        Integer.toString(attempt.attempt()),
                        attempt.status(),
                        seconds(attempt.elapsed(now)),
                        attempt.exitCode().map(code -> Integer.toString(code)).orElse(""),
                        firstLine(attempt.message()));
            }
        }
        return table;
    }

    /** Seconds with one digit after the point. */
    public static String seconds(Duration length) {
        return String.format(Locale.ROOT, "%.1f", length.toMillis() / 1000.0);
    }

    private static String firstLine(Optional<String> message) {
        return message.flatMap(text -> text.lines().findFirst()).orElse("");
    }
}
