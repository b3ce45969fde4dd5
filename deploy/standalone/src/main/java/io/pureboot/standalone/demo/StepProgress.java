package io.pureboot.standalone.demo;

import io.pureboot.standalone.client.ExecutionView;
import io.pureboot.standalone.client.ExecutionView.StepResultView;
import io.pureboot.standalone.client.ExecutionView.StepView;
import io.pureboot.standalone.client.StepTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One machine on a terminal: a line for each step, painted over. */
final class StepProgress implements Progress {
    private static final int BAR = 20;
    private static final String[] TURNING = {"|", "/", "-", "\\"};

    private final Terminal terminal;
    private final Painting painting;
    private int turn;

    StepProgress(Terminal terminal) {
        this.terminal = terminal;
        this.painting = new Painting(terminal);
    }

    @Override
    public void show(List<Machine> machines) {
        Machine machine = machines.getFirst();
        ExecutionView execution = machine.execution();
        List<String> lines = new ArrayList<>();
        int nameWidth = execution.steps().stream()
                .mapToInt(step -> step.name().length())
                .max()
                .orElse(1);
        for (StepView step : execution.steps()) {
            lines.add(line(step, execution.latest(step), nameWidth));
        }
        int steps = Math.max(1, execution.steps().size());
        int percent = (int) (execution.stepsDone() * 100 / steps);
        lines.add("");
        lines.add("  " + Painting.bar(percent, BAR) + " " + execution.stepsDone() + " of " + steps + " steps, "
                + execution.status().wire());
        lines.add("  "
                + terminal.faint(
                        terminal.cut(machine.name() + ": " + machine.lastLine().orElse(""), 2)));
        painting.paint(lines);
        turn = (turn + 1) % TURNING.length;
    }

    private String line(StepView step, Optional<StepResultView> latest, int nameWidth) {
        String name = step.name() + " ".repeat(nameWidth - step.name().length());
        if (latest.isEmpty()) {
            return terminal.faint("  ·  " + name + "  " + step.type());
        }
        StepResultView result = latest.get();
        String type = step.type() + " ".repeat(Math.max(0, 10 - step.type().length()));
        String seconds = String.format("%6s s", StepTable.seconds(result.elapsed(Instant.now())));
        String attempt = result.attempt() > 1 ? "  attempt " + result.attempt() : "";
        String rest = "  " + name + "  " + type + seconds + attempt;
        return "  " + mark(result.status()) + rest + terminal.cut(detail(result), 3 + rest.length());
    }

    private String detail(StepResultView result) {
        if (!result.status().equals("running")) {
            return "  " + (result.status().equals("success") ? "" : result.status() + " ")
                    + result.message().flatMap(text -> text.lines().findFirst()).orElse("");
        }
        return result.latest()
                .map(task -> "  "
                        + task.percent()
                                .map(percent -> Painting.bar(percent, 12) + " " + percent + " % ")
                                .orElse("")
                        + task.message().orElse(""))
                .orElse("");
    }

    private String mark(String status) {
        return switch (status) {
            case "success" -> terminal.green("✓");
            case "running" -> terminal.yellow(TURNING[turn]);
            case "skipped" -> terminal.yellow("-");
            default -> terminal.red("✗");
        };
    }

    @Override
    public void end() {
        terminal.out().println();
    }
}
