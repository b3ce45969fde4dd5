package io.pureboot.lab.chaos.machine;

import java.time.Duration;

/**
 * What all machines share.
 *
 * @param workflow the id of the one that they go through
 * @param pace how long a step takes on average
 */
record Surroundings(OperatorLink operator, String workflow, Duration pace, Mischief mischief, Stage stage) {}
