package io.pureboot.bench.agent;

import java.util.Arrays;
import java.util.Collection;

/** Every latency of a run, in nanoseconds, so that percentiles are exact. Of one thread at a time. */
public final class Latencies {
    private long[] nanos = new long[256];
    private int count;

    public void add(long latency) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = latency;
    }

    /** All of them together. */
    public static Latencies of(Collection<Latencies> parts) {
        Latencies all = new Latencies();
        all.count = parts.stream().mapToInt(Latencies::count).sum();
        all.nanos = new long[Math.max(1, all.count)];
        int next = 0;
        for (Latencies part : parts) {
            System.arraycopy(part.nanos, 0, all.nanos, next, part.count);
            next += part.count;
        }
        Arrays.sort(all.nanos, 0, all.count);
        return all;
    }

    public int count() {
        return count;
    }

    /**
     * The smallest measured latency that at least this share of all does not exceed (nearest rank), in milliseconds; of the result of
     * {@link #of}, which is sorted. NaN when there is none.
     *
     * @param percent above 0, at most 100
     */
    public double percentile(double percent) {
        if (count == 0) {
            return Double.NaN;
        }
        // 99.9 % of 1,000 is 999 and not, by a rounding of floating point, 1,000.
        int rank = (int) Math.ceil(percent * count / 100 - 1e-9);
        return nanos[Math.max(1, rank) - 1] / 1e6;
    }
}
