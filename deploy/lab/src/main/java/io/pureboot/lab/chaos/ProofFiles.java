package io.pureboot.lab.chaos;

import io.pureboot.lab.chaos.check.Finding;
import io.pureboot.lab.chaos.check.Verdict;
import io.pureboot.lab.chaos.evidence.Evidence;
import io.pureboot.lab.chaos.ledger.Entry;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What the checker has seen and found, as text files in the run's directory: the servers and their data are gone afterwards. */
final class ProofFiles {
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

    static List<String> lines(Finding finding) {
        List<String> lines = new java.util.ArrayList<>();
        lines.add(finding.kind().wire() + " " + finding.subject() + ": " + finding.what());
        finding.proof().forEach(line -> lines.add("    " + line));
        return lines;
    }
}
