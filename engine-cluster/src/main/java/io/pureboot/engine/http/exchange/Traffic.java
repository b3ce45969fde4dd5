package io.pureboot.engine.http.exchange;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the door has answered, by endpoint and status, in Prometheus's words. */
public final class Traffic {
    private record Tally(LongAdder requests, LongAdder nanos) {}

    private final Map<String, Tally> tallies = new ConcurrentSkipListMap<>();

    void count(String method, String path, int status, long nanos) {
        String labels = "method=\"" + method + "\",route=\"" + path + "\",status=\"" + status + "\"";
        Tally tally = tallies.computeIfAbsent(labels, l -> new Tally(new LongAdder(), new LongAdder()));
        tally.requests().increment();
        tally.nanos().add(nanos);
    }

    /** The counts as Prometheus's text format has them. */
    public String exposition() {
        StringBuilder text = new StringBuilder("""
                # HELP pureboot_http_request_seconds Requests answered, and the time that took.
                # TYPE pureboot_http_request_seconds summary
                """);
        tallies.forEach((labels, tally) -> text.append("pureboot_http_request_seconds_count{")
                .append(labels)
                .append("} ")
                .append(tally.requests().sum())
                .append("\npureboot_http_request_seconds_sum{")
                .append(labels)
                .append("} ")
                .append(String.format(Locale.ROOT, "%.6f", tally.nanos().sum() / 1e9))
                .append('\n'));
        return text.toString();
    }
}
