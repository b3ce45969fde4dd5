package io.pureboot.lab.outage;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a run shall be.
 *
 * @param outage how long no engine is there
 * @param machines how many report
 * @param pace between two reports of a machine, on average
 * @param directory where data and logs go
 */
public record OutagePlan(Duration outage, int machines, Duration pace, Path directory) {}
