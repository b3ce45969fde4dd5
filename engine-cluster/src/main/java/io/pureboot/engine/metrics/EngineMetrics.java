package io.pureboot.engine.metrics;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.DoubleSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;

/** The values that an engine shows under {@code /metrics} besides its HTTP traffic; one per actor system. Names begin with {@code pureboot_}. */
public final class EngineMetrics implements Extension {
    private static final ExtensionId<EngineMetrics> ID = new ExtensionId<>() {
        @Override
        public EngineMetrics createExtension(ActorSystem<?> system) {
            return new EngineMetrics();
        }
    };

    private record Family(String type, String help, Map<String, DoubleSupplier> series) {}

    private final Map<String, Family> families = new ConcurrentSkipListMap<>();

    private EngineMetrics() {}

    /** The actor system's own. */
    public static EngineMetrics of(ActorSystem<?> system) {
        return ID.apply(system);
    }

    /** A value that goes up and down. A second registration under the same name and labels takes the first one's place. */
    public void gauge(String name, String help, String labels, DoubleSupplier value) {
        add("gauge", name, help, labels, value);
    }

    /** A value that only grows while the engine runs. */
    public void counter(String name, String help, String labels, DoubleSupplier value) {
        add("counter", name, help, labels, value);
    }

    private void add(String type, String name, String help, String labels, DoubleSupplier value) {
        families.computeIfAbsent(name, n -> new Family(type, help, new ConcurrentSkipListMap<>()))
                .series()
                .put(labels, value);
    }

    /** Everything in Prometheus's text format. */
    public String exposition() {
        StringBuilder text = new StringBuilder();
        families.forEach((name, family) -> {
            text.append("# HELP ")
                    .append(name)
                    .append(' ')
                    .append(family.help())
                    .append('\n');
            text.append("# TYPE ")
                    .append(name)
                    .append(' ')
                    .append(family.type())
                    .append('\n');
            family.series()
                    .forEach((labels, value) -> text.append(name)
                            .append(labels.isEmpty() ? "" : "{" + labels + "}")
                            .append(' ')
                            .append(number(value.getAsDouble()))
                            .append('\n'));
        });
        return text.toString();
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.6f", value);
    }
}
