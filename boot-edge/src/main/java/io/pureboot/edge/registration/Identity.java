package io.pureboot.edge.registration;

import io.pureboot.protocol.EdgeId;
import java.util.Optional;

/**
 * What stays the same while the edge runs.
 *
 * @param url under which machines reach it
 * @param site where it stands, in its operator's own words
 * @param version that of its build
 */
public record Identity(EdgeId id, String url, Optional<String> site, String version) {}
