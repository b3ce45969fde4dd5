package io.pureboot.engine.query;

import java.time.Instant;

/**
 * An entity that cannot be recovered.
 *
 * @param kind {@code execution} or {@code node}
 * @param since when it failed first
 * @param triedAt when it was tried last
 * @param engine the address of the engine that tried
 */
public record QuarantineRow(String kind, String id, String reason, Instant since, Instant triedAt, String engine) {}
