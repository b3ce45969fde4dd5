package io.pureboot.engine.template;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** How long this thread has worked: what a limit of time is compared with where other things run beside the test. */
public final class WorkTime {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private WorkTime() {}

    /** Nanoseconds on a processor. */
    public static long now() {
        return THREADS.getCurrentThreadCpuTime();
    }
}
