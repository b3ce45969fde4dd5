/**
 * The heart, pure: workflow definitions, their compiled graphs and the machine that drives one execution.
 *
 * <p>{@code WorkflowMachine.decide(state, command, moment)} answers events or a refusal with a code, {@code evolve(state, event)} is
 * total on known history, {@code timers(state)} are the deadlines that must tick, {@code requests(state)} what has been asked of the
 * world and is not yet answered. No actor, no I/O, no clock, no randomness: time, jitter and ids are parameters.
 *
 * <p>May import: {@code protocol}, Jackson's tree model and annotations, Commons Text. {@code workflow.dialect} reads and writes YAML and may
 * import SnakeYAML.
 */
@NullMarked
package io.pureboot.engine.workflow;

import org.jspecify.annotations.NullMarked;
