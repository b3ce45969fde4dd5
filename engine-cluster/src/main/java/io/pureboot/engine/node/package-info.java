/**
 * The sharded, event-sourced Node: inventory of one machine, its state machine, the lock that one active execution holds.
 *
 * <p>May import: {@code workflow, journal, query, call, Pekko}.
 */
@NullMarked
package io.pureboot.engine.node;

import org.jspecify.annotations.NullMarked;
