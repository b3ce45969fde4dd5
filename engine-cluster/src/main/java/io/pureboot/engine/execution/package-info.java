/**
 * The sharded, event-sourced WorkflowExecution, its timers, wake-up rows and sweeper.
 *
 * <p>May import: {@code workflow, step, journal, query, call, Pekko}.
 */
@NullMarked
package io.pureboot.engine.execution;

import org.jspecify.annotations.NullMarked;
