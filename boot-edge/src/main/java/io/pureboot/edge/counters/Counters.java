package io.pureboot.edge.counters;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** The edge's counters and gauges; safe from any thread. */
public final class Counters {

    private record Gauge(String name, String help, LongSupplier value) {}

    private final Map<Counted, LongAdder> adders = new EnumMap<>(Counted.class);
    private final List<Gauge> gauges = new CopyOnWriteArrayList<>();

    public Counters() {
        for (Counted counted : Counted.values()) {
            adders.put(counted, new LongAdder());
        }
    }

    public void count(Counted what) {
        add(what, 1);
    }

    public void add(Counted what, long amount) {
        adder(what).add(amount);
    }

    /** How often so far. */
    public long value(Counted what) {
        return adder(what).sum();
    }

    /** All counters, by family and labels, as the page names them. */
    public Map<String, Long> values() {
        Map<String, Long> values = new TreeMap<>();
        for (Counted counted : Counted.values()) {
            values.put(name(counted), value(counted));
        }
        return values;
    }

    private static String name(Counted counted) {
        return counted.family() + (counted.labels().isEmpty() ? "" : "{" + counted.labels() + "}");
    }

    /** Adds a value that is read whenever the page is. */
    public void gauge(String name, String help, LongSupplier value) {
        gauges.add(new Gauge(name, help, value));
    }

    /** The page in Prometheus' text format, version 0.0.4. */
    public String page() {
        List<String> lines = new ArrayList<>();
        String family = "";
        for (Counted counted : Counted.values()) {
            if (!counted.family().equals(family)) {
                family = counted.family();
                lines.add("# HELP " + family + " " + counted.help());
                lines.add("# TYPE " + family + " counter");
            }
            lines.add(name(counted) + " " + value(counted));
        }
        for (Gauge gauge : gauges) {
            lines.add("# HELP " + gauge.name() + " " + gauge.help());
            lines.add("# TYPE " + gauge.name() + " gauge");
            lines.add(gauge.name() + " " + gauge.value().getAsLong());
        }
        return String.join("\n", lines) + "\n";
    }

    private LongAdder adder(Counted what) {
        LongAdder adder = adders.get(what);
        if (adder == null) {
            throw new IllegalStateException("no counter for " + what);
        }
        return adder;
    }
}
