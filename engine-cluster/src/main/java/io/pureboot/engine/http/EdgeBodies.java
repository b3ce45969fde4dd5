package io.pureboot.engine.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.http.exchange.Fields;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.protocol.EdgeHeartbeat;
import io.pureboot.protocol.Ids;
import io.pureboot.protocol.Json;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads what edges say of themselves; what a newer edge says beyond it is ignored. */
final class EdgeBodies {
    private static final int LONGEST = 255;
    private static final int MOST_COUNTERS = 500;

    private EdgeBodies() {}

    static Read<EdgeHeartbeat> heartbeat(ObjectNode body) {
        Fields fields = new Fields(body);
        fields.demand("instance");
        Optional<String> instance =
                fields.parsed("instance", text -> Optional.of(text).filter(Ids::wellFormed), "malformed_id", "an id");
        String version = fields.requiredText("version", LONGEST);
        String url = fields.requiredText("url", LONGEST);
        Optional<String> site = fields.text("site", LONGEST);
        long uptime = count(fields, "uptime_seconds").orElse(0L);
        Map<String, Long> counters = counters(fields);
        return spool(part(fields, "spool"))
                .then(spool -> cache(part(fields, "cache"))
                        .then(cache -> fields.lenient(() -> new EdgeHeartbeat(
                                instance.orElseThrow(), version, url, site, uptime, spool, cache, counters))));
    }

    private static Read<EdgeHeartbeat.Spool> spool(Fields fields) {
        long reports = count(fields, "reports").orElse(0L);
        long bytes = count(fields, "bytes").orElse(0L);
        Optional<Long> oldest = count(fields, "oldest_seconds");
        long maxReports = count(fields, "max_reports").orElse(0L);
        long maxBytes = count(fields, "max_bytes").orElse(0L);
        return fields.lenient(() -> new EdgeHeartbeat.Spool(reports, bytes, oldest, maxReports, maxBytes));
    }

    private static Read<EdgeHeartbeat.Cache> cache(Fields fields) {
        long files = count(fields, "files").orElse(0L);
        long bytes = count(fields, "bytes").orElse(0L);
        long maxBytes = count(fields, "max_bytes").orElse(0L);
        return fields.lenient(() -> new EdgeHeartbeat.Cache(files, bytes, maxBytes));
    }

    private static Fields part(Fields whole, String name) {
        return new Fields(whole.object(name).orElseGet(() -> Json.mapper().createObjectNode()));
    }

    private static Optional<Long> count(Fields fields, String name) {
        return fields.any(name)
                .flatMap(node -> counts(node)
                        ? Optional.of(node.longValue())
                        : fields.fault(name, "out_of_range", "must be a whole number, 0 or more"));
    }

    private static boolean counts(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 0;
    }

    /** Those that can be shown; which ones there are is the edge's own matter. */
    private static Map<String, Long> counters(Fields fields) {
        Map<String, Long> counters = new TreeMap<>();
        fields.object("counters")
                .ifPresent(object -> object.properties().stream()
                        .filter(entry -> entry.getKey().length() <= LONGEST && counts(entry.getValue()))
                        .limit(MOST_COUNTERS)
                        .forEach(entry ->
                                counters.put(entry.getKey(), entry.getValue().longValue())));
        return counters;
    }
}
