package io.pureboot.lab.chaos.check;

import io.pureboot.lab.chaos.evidence.Event;
import io.pureboot.lab.chaos.evidence.Evidence;
import io.pureboot.lab.chaos.evidence.ExecutionStory;
import io.pureboot.lab.chaos.evidence.NodeStory;
import io.pureboot.lab.chaos.evidence.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows of the read tables that say something else than the journal, once all is quiet. */
final class TableDifferences {
    private TableDifferences() {}

    static List<Finding> find(Evidence evidence, Map<String, ExecutionStory> stories) {
        List<Finding> findings = new ArrayList<>();
        stories.values().forEach(story -> execution(evidence.tables(), story, findings));
        NodeStory.of(evidence.journal()).forEach((id, line) -> {
            Optional<Tables.NodeLine> row =
                    Optional.ofNullable(evidence.tables().nodes().get(id));
            if (!row.equals(Optional.of(line))) {
                findings.add(new Finding(
                        Finding.Kind.TABLE_DIFFERS,
                        id,
                        "table node has another row than the journal tells",
                        List.of("table " + shown(row), "journal " + line)));
            }
        });
        return findings;
    }

    private static void execution(Tables tables, ExecutionStory story, List<Finding> findings) {
        Optional<Tables.ExecutionLine> row =
                Optional.ofNullable(tables.executions().get(story.id()));
        Optional<String> current =
                story.ended().isPresent() ? Optional.empty() : row.flatMap(Tables.ExecutionLine::currentStep);
        Tables.ExecutionLine told = new Tables.ExecutionLine(
                story.status(), current, story.settled().size(), story.lastSequence());
        if (!row.equals(Optional.of(told))) {
            findings.add(new Finding(
                    Finding.Kind.TABLE_DIFFERS,
                    story.id(),
                    "table execution has another row than the journal tells",
                    List.of("table " + shown(row), "journal " + told)));
        }
        if (story.ended().isPresent() && tables.wakeups().contains(story.id())) {
            findings.add(new Finding(
                    Finding.Kind.WAKE_ROW_LEFT,
                    story.id(),
                    "it has ended and has a wake-up row",
                    story.ended().map(Event::line).stream().toList()));
        }
    }

    private static String shown(Optional<?> row) {
        return row.map(Object::toString).orElse("has no row");
    }
}
