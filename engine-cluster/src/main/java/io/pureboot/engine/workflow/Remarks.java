package io.pureboot.engine.workflow;

import io.pureboot.engine.workflow.ExecutionState.Execution;
import java.util.List;

/** Warnings that machines ask for; each is kept once, and the first of them only. */
final class Remarks {
    private Remarks() {}

    /** A failure goes up to the parts that hold the failed one: what has been said of a part below is not said again. */
    static Decision remark(Execution execution, ExecutionCommand.Remark remark, Moment moment) {
        boolean known = execution.warnings().stream()
                .anyMatch(warning ->
                        warning.startsWith(begin(remark.part())) || warning.startsWith(below(remark.part())));
        boolean room = execution.warnings().size() < Evolution.WARNINGS_KEPT;
        return new Decision.Accepted(
                known || !room || execution.status().terminal()
                        ? List.of()
                        : List.of(new ExecutionEvent.WarningNoted(
                                moment.now(), Reports.cut(begin(remark.part()) + remark.text()))));
    }

    private static String begin(String part) {
        return "'" + part + "' has failed: ";
    }

    private static String below(String part) {
        return "'" + part + "/";
    }
}
