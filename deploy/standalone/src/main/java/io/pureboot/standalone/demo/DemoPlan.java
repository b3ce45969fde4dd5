package io.pureboot.standalone.demo;

import io.pureboot.standalone.server.Settings;
import java.time.Duration;

/**
 * What a demo is asked to do.
 *
 * @param settings with a data directory of its own
 * @param machines how many, at once
 * @param keep leave the servers up afterwards
 * @param patience how long all of it may take once the servers are up
 */
public record DemoPlan(Settings settings, int machines, boolean keep, Duration patience) {}
