package io.pureboot.lab.chaos.machine;

/** Where the run is, set by the run and read by the machines. */
public final class Stage {
    private volatile boolean starting = true;
    private volatile boolean going = true;

    /** No execution is started any more; those that run are finished. */
    public void lastOnes() {
        starting = false;
    }

    /** Machines leave what they do. */
    public void over() {
        starting = false;
        going = false;
    }

    boolean starting() {
        return starting;
    }

    boolean going() {
        return going;
    }
}
