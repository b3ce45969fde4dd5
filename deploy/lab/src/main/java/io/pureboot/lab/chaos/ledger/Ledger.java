package io.pureboot.lab.chaos.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One machine's ledger. Its machine appends; others look at copies, at any time. */
public final class Ledger {
    private final String machine;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Wait> waits = new ArrayList<>();
    private Optional<Wait> open = Optional.empty();

    public Ledger(String machine) {
        this.machine = machine;
    }

    public String machine() {
        return machine;
    }

    public synchronized void add(Entry entry) {
        entries.add(entry);
    }

    /** An engine is wanted from {@code from} on. Nothing changes while an earlier want is open. */
    public synchronized void wanted(String execution, Instant from) {
        if (open.isEmpty()) {
            open = Optional.of(new Wait(execution, from, from));
        }
    }

    /** An engine has answered. */
    public synchronized void served(Instant at) {
        open.ifPresent(wait -> waits.add(new Wait(wait.execution(), wait.from(), at)));
        open = Optional.empty();
    }

    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** All waits; one that is open lasts until {@code now}. */
    public synchronized List<Wait> waits(Instant now) {
        List<Wait> all = new ArrayList<>(waits);
        open.ifPresent(wait -> all.add(new Wait(wait.execution(), wait.from(), now)));
        return List.copyOf(all);
    }
}
