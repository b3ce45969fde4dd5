package io.pureboot.lab.chaos.machine;

import io.pureboot.protocol.Directive;

/**
 * What a machine is told.
 *
 * @param status the execution's
 * @param step empty when no step is named
 * @param attempt 0 when none is named
 */
record Order(Directive directive, String status, String step, int attempt) {}
