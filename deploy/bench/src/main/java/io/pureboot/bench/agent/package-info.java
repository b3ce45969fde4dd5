/** The load: agents that do what agents on machines do, as fast as they are answered. Imports {@code http} and {@code protocol}. */
@NullMarked
package io.pureboot.bench.agent;

import org.jspecify.annotations.NullMarked;
