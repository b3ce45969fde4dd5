/**
 * What is measured, each in processes of its own: PostgreSQL, engines, the floor, nginx; how much they use; and where programs of other
 * people come from. Imports {@code agent}, {@code floor}, {@code http}, the embedded PostgreSQL, and the names of the settings from {@code
 * standalone}.
 */
@NullMarked
package io.pureboot.bench.subject;

import org.jspecify.annotations.NullMarked;
