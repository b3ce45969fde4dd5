package io.pureboot.lab.chaos.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What a seed plans: kinds, targets, durations and pauses, in an endless order. The same seed plans the same; how many of them come to pass
 * is a matter of the run's time and of how fast the servers come back.
 */
public final class Schedule {
    private static final int SHORTEST_PAUSE_MILLIS = 1000;
    private static final int LONGEST_PAUSE_MILLIS = 5000;

    private final Random random;
    private final Random pauses;
    private final int engines;
    private final int edges;
    private final List<FaultKind> next = new ArrayList<>();
    private int number;

    public Schedule(long seed, int engines, int edges) {
        this.random = new Random(seed);
        this.pauses = new Random(~seed);
        this.engines = engines;
        this.edges = edges;
        // The two whose gaps have a limit come first of all, in a run of any length.
        next.addAll(List.of(FaultKind.ENGINE_KILLED, FaultKind.ENGINE_LEAVES));
        Collections.shuffle(next, random);
        List<FaultKind> others = new ArrayList<>(Arrays.asList(FaultKind.values()));
        others.removeAll(next);
        Collections.shuffle(others, random);
        next.addAll(others);
    }

    /** The next fault. All kinds come once before one comes again. */
    public Fault fault() {
        if (next.isEmpty()) {
            next.addAll(Arrays.asList(FaultKind.values()));
            Collections.shuffle(next, random);
        }
        FaultKind kind = next.removeFirst();
        int target = switch (kind.target()) {
            case ENGINE -> random.nextInt(engines);
            case EDGE -> random.nextInt(edges);
            case DATABASE, MACHINES -> 0;
        };
        number++;
        long spread = kind.longest().minus(kind.shortest()).toMillis();
        return new Fault(number, kind, target, kind.shortest().plusMillis((long) (random.nextDouble() * spread)));
    }

    /** The pause before the next one while faults overlap. */
    public Duration pause() {
        return Duration.ofMillis(pauses.nextInt(SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS));
    }
}
