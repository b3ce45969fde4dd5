/**
 * How long it takes to render a template, measured within the JVM by JMH: the one thing here that is not measured over the network,
 * because it is a pure function.
 *
 * <p>May import: {@code io.pureboot.engine.template}, {@code protocol}.
 */
@NullMarked
package io.pureboot.bench.render;

import org.jspecify.annotations.NullMarked;
