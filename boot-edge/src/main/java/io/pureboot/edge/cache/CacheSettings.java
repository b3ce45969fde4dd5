package io.pureboot.edge.cache;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where files are kept.
 *
 * @param maxBytes of all of them together; those that nobody has asked for longest make room
 * @param hold how long a request waits for a file that is being fetched
 * @param stall after how long without a byte another engine is asked
 */
public record CacheSettings(Path directory, long maxBytes, Duration hold, Duration stall) {}
