package io.pureboot.engine.query;

import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.StepId;

/** Whose log it is: one attempt at one step. */
public record LogOf(ExecutionId execution, StepId step, int attempt) {}
