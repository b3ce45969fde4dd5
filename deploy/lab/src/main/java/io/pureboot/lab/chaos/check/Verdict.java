package io.pureboot.lab.chaos.check;

import java.util.List;

/** What the checker says. */
public record Verdict(List<Finding> findings, Counts counts) {
    public Verdict {
        findings = List.copyOf(findings);
    }

    public List<Finding> violations() {
        return findings.stream().filter(finding -> finding.kind().violation()).toList();
    }

    public long count(Finding.Kind kind) {
        return findings.stream().filter(finding -> finding.kind() == kind).count();
    }
}
