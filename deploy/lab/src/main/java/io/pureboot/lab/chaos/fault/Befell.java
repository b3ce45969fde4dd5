package io.pureboot.lab.chaos.fault;

import java.time.Instant;

/**
 * A fault that has come to pass.
 *
 * @param from when it was done
 * @param until when the next one was done, or the faults were over: up to then what follows is its doing
 * @param alone nothing else was wrong in that time
 */
public record Befell(Fault fault, Instant from, Instant until, boolean alone) {}
