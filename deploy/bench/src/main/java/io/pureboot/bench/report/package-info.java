/** What was measured, as values, and how it is shown: a table for people, JSON for programs. Imports {@code agent}, {@code subject} values. */
@NullMarked
package io.pureboot.bench.report;

import org.jspecify.annotations.NullMarked;
