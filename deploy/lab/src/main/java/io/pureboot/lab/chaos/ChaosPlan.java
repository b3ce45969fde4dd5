package io.pureboot.lab.chaos;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a run is to be.
 *
 * @param length how long faults are done; setting up before and finishing afterwards take their own time
 * @param machines how many, 1 to 2000
 * @param pace how long a step of a workflow takes on average
 * @param directory its own, for data, logs and what is found
 */
record ChaosPlan(long seed, Duration length, int machines, Duration pace, Path directory) {}
