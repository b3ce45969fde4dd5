package io.pureboot.lab.chaos.machine;

/** What all machines do wrong just now, set by the run and read by the machines. */
public final class Mischief {
    private volatile boolean duplicates;
    private volatile boolean reordered;

    /** From now on machines repeat reports, or not any more. */
    public void duplicates(boolean on) {
        duplicates = on;
    }

    /** From now on machines send reports out of place, or not any more. */
    public void reordered(boolean on) {
        reordered = on;
    }

    boolean duplicates() {
        return duplicates;
    }

    boolean reordered() {
        return reordered;
    }
}
