/**
 * Names and versions of events, their serializer, the schema's migrations.
 *
 * <p>May import: {@code protocol, workflow, template, Pekko's serialization}.
 */
@NullMarked
package io.pureboot.engine.journal;

import org.jspecify.annotations.NullMarked;
