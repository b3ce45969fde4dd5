package io.pureboot.lab.outage;

import java.time.Instant;
import java.util.List;

/**
 * What the engine has of one execution afterwards.
 *
 * @param steps as {@code step/attempt/status}, in the order in which they began
 * @param reports its progress reports
 */
record Stored(String execution, String status, List<String> steps, List<Report> reports) {
    Stored {
        steps = List.copyOf(steps);
        reports = List.copyOf(reports);
    }

    /** @param at when an engine took it, by its clock */
    record Report(String eventId, Instant at) {}
}
