package io.pureboot.lab.chaos.check;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What the checker says. */
public record Verdict(List<Finding> findings, Counts counts) {
    public Verdict {
        findings = List.copyOf(findings);
    }

    public List<Finding> violations() {
        return findings.stream().filter(finding -> finding.kind().violation()).toList();
    }

    /** How many there are of each kind; for people. */
    public String summary() {
        return findings.isEmpty()
                ? "nothing"
                : Arrays.stream(Finding.Kind.values())
                        .filter(kind -> count(kind) > 0)
                        .map(kind -> count(kind) + " " + kind.wire())
                        .collect(Collectors.joining(", "));
    }

    public long count(Finding.Kind kind) {
        return findings.stream().filter(finding -> finding.kind() == kind).count();
    }
}
