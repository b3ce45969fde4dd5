package io.pureboot.standalone.demo;

import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.standalone.client.ExecutionView;
import io.pureboot.standalone.client.ExecutionView.StepView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Many machines on a terminal: how many are at which step. */
final class FleetProgress implements Progress {
    private static final int BAR = 30;

    private final Terminal terminal;
    private final Painting painting;

    FleetProgress(Terminal terminal) {
        this.terminal = terminal;
        this.painting = new Painting(terminal);
    }

    @Override
    public void show(List<Machine> machines) {
        Tally tally = Tally.of(machines.stream().map(Machine::execution).toList());
        int width =
                tally.atStep().keySet().stream().mapToInt(String::length).max().orElse(1);
        List<String> lines = new ArrayList<>();
        tally.atStep()
                .forEach((step, count) -> lines.add("  " + step + " ".repeat(width - step.length()) + "  "
                        + Painting.bar(count * 100 / machines.size(), BAR) + " "
                        + (count == 0 ? terminal.faint("0") : count)));
        lines.add("");
        lines.add("  " + terminal.green(Painting.bar(tally.stepsDone() * 100 / Math.max(1, tally.stepsAll()), BAR))
                + "  " + tally.summary());
        painting.paint(lines);
    }

    @Override
    public void end() {
        terminal.out().println();
    }

    /** How many executions stand where. */
    record Tally(Map<String, Integer> atStep, int stepsDone, int stepsAll, int completed, int failed, int under) {

        static Tally of(List<ExecutionView> executions) {
            Map<String, Integer> atStep = new LinkedHashMap<>();
            int done = 0;
            int all = 0;
            int completed = 0;
            int failed = 0;
            for (ExecutionView each : executions) {
                each.steps().forEach(step -> atStep.putIfAbsent(step.name(), 0));
                done += (int) each.stepsDone();
                all += each.steps().size();
                completed += each.status() == ExecutionStatus.COMPLETED ? 1 : 0;
                failed += each.status().terminal() && each.status() != ExecutionStatus.COMPLETED ? 1 : 0;
                if (!each.status().terminal()) {
                    each.currentStep().map(StepView::name).ifPresent(name -> atStep.merge(name, 1, Integer::sum));
                }
            }
            return new Tally(atStep, done, all, completed, failed, executions.size() - completed - failed);
        }

        String summary() {
            return completed + " completed, " + under + " under way" + (failed == 0 ? "" : ", " + failed + " failed");
        }
    }
}
