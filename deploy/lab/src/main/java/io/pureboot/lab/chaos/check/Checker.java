package io.pureboot.lab.chaos.check;

import io.pureboot.lab.chaos.evidence.Evidence;
import io.pureboot.lab.chaos.evidence.ExecutionStory;
import io.pureboot.lab.chaos.evidence.Ledgers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Compares everything with everything. */
public final class Checker {
    private Checker() {}

    public static Verdict check(Evidence evidence) {
        Map<String, ExecutionStory> stories = ExecutionStory.of(evidence.journal());
        Ledgers ledgers = Ledgers.of(evidence);
        List<Finding> findings = new ArrayList<>();
        findings.addAll(LostCallbacks.find(evidence, stories, ledgers));
        findings.addAll(DoubledInJournal.find(evidence.journal(), stories));
        findings.addAll(DoubledForMachines.find(stories, ledgers));
        findings.addAll(Endings.find(evidence, stories, ledgers));
        findings.addAll(TableDifferences.find(evidence, stories));
        return new Verdict(findings, Counts.of(evidence, stories));
    }
}
