/** What the benchmark runs, and what it measures while it does. Imports {@code subject}, {@code agent}, {@code report}. */
@NullMarked
package io.pureboot.bench.job;

import org.jspecify.annotations.NullMarked;
