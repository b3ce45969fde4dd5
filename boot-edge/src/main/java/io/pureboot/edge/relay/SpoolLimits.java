package io.pureboot.edge.relay;

import java.time.Duration;

/**
 * How much is kept while no engine answers. Nothing that was acknowledged is ever thrown away for a limit: further reports are refused, and
 * their agents repeat them.
 *
 * @param maxReports further reports are refused
 * @param maxBytes of all reports together, as they lie on disk; their file is several times as large
 * @param minFree bytes that must stay free on the disk; below, reports are refused before the disk itself refuses them
 * @param maxAge a report that is older is put aside into a file, when engines that answer have not decided on it for ...
 * @param decisionPatience ... so long
 */
public record SpoolLimits(long maxReports, long maxBytes, long minFree, Duration maxAge, Duration decisionPatience) {}
