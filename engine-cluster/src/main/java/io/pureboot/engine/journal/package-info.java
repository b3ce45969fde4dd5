/**
 * Names and versions of events, their serializer, the schema's migrations, and the mark of messages that cross the cluster.
 *
 * <p>May import: {@code protocol}, the events and states of {@code workflow}, {@code node} and {@code template}, Pekko's serialization.
 */
@NullMarked
package io.pureboot.engine.journal;

import org.jspecify.annotations.NullMarked;
