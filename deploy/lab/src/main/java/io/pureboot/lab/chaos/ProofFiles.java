package io.pureboot.lab.chaos;

import io.pureboot.lab.chaos.check.Finding;
import io.pureboot.lab.chaos.check.Verdict;
import io.pureboot.lab.chaos.evidence.Evidence;
import io.pureboot.lab.chaos.ledger.Entry;
import io.pureboot.lab.chaos.ledger.Wait;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the checker has seen and found, as text files in the run's directory: the servers and their data are gone afterwards. */
final class ProofFiles {
    private static final Duration SHORTEST_SHOWN = Duration.ofMillis(500);

    private ProofFiles() {}

    static void write(Path directory, Verdict verdict, Evidence evidence) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(directory.resolve("findings.txt"))) {
            for (Finding finding : verdict.findings()) {
                out.write(String.join("\n", lines(finding)) + "\n\n");
            }
        }
        try (BufferedWriter out = Files.newBufferedWriter(directory.resolve("ledgers.txt"))) {
            for (Map.Entry<String, List<Entry>> ledger : evidence.ledgers().entrySet()) {
                for (Entry entry : ledger.getValue()) {
                    out.write(ledger.getKey() + " " + entry + "\n");
                }
            }
        }
        try (BufferedWriter out = Files.newBufferedWriter(directory.resolve("journal.txt"))) {
            for (var event : evidence.journal()) {
                out.write(event.ordering() + " " + event.line() + "\n");
            }
        }
    }

    /** Each wait that is worth a look: what a gap is made of. */
    static void write(Path directory, List<Wait> waits) throws IOException {
        List<String> lines = waits.stream()
                .filter(wait -> wait.length().compareTo(SHORTEST_SHOWN) > 0)
                .sorted((one, other) -> one.from().compareTo(other.from()))
                .map(wait -> wait.from() + " " + wait.to() + " " + wait.length().toMillis() + " ms " + wait.execution())
                .toList();
        Files.write(directory.resolve("waits.txt"), lines);
    }

    static List<String> lines(Finding finding) {
        List<String> lines = new ArrayList<>();
        lines.add(finding.kind().wire() + " " + finding.subject() + ": " + finding.what());
        finding.proof().forEach(line -> lines.add("    " + line));
        return lines;
    }
}
