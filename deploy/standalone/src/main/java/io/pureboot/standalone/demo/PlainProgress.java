package io.pureboot.standalone.demo;

import io.pureboot.standalone.client.ExecutionView;
import io.pureboot.standalone.client.ExecutionView.StepResultView;
import io.pureboot.standalone.client.ExecutionView.StepView;
import io.pureboot.standalone.client.StepTable;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** For pipes and logs: a line whenever something has changed, none painted over. */
final class PlainProgress implements Progress {
    private final Terminal terminal;
    private final boolean alone;
    private final Set<String> said = new HashSet<>();

    PlainProgress(Terminal terminal, int machines) {
        this.terminal = terminal;
        this.alone = machines == 1;
    }

    @Override
    public void show(List<Machine> machines) {
        if (!alone) {
            FleetProgress.Tally tally = FleetProgress.Tally.of(
                    machines.stream().map(Machine::execution).toList());
            once(
                    tally.summary(),
                    "  " + tally.summary() + " (" + tally.stepsDone() + " of " + tally.stepsAll() + " steps)");
            return;
        }
        ExecutionView execution = machines.getFirst().execution();
        for (StepView step : execution.steps()) {
            for (StepResultView attempt : execution.attempts(step)) {
                show(step, attempt);
            }
        }
    }

    private void show(StepView step, StepResultView attempt) {
        String head =
                step.name() + " (" + step.type() + ")" + (attempt.attempt() > 1 ? " attempt " + attempt.attempt() : "");
        String key = step.id() + " " + attempt.attempt();
        once(key, "  " + head + ": running");
        attempt.subTasks()
                .forEach(task -> once(
                        key + " " + task.at() + task.message(),
                        "    "
                                + task.percent()
                                        .map(percent -> String.format("%3d %% ", percent))
                                        .orElse("      ") + task.message().orElse("")));
        if (!attempt.status().equals("running")) {
            once(
                    key + " " + attempt.status(),
                    "  " + head + ": " + attempt.status() + " after "
                            + StepTable.seconds(attempt.elapsed(Instant.now())) + " s");
        }
    }

    private void once(String key, String line) {
        if (said.add(key)) {
            terminal.out().println(line);
            terminal.out().flush();
        }
    }

    @Override
    public void end() {
        terminal.out().println();
    }
}
