/**
 * The benchmark: {@code ./pureboot bench engine}. This package is its command line only; {@code job} says what is run and measured,
 * {@code subject} starts what is measured, {@code agent} puts load on it through {@code http}, {@code report} shows what came of it, and
 * {@code floor} is the server that the engine is compared with. Nothing here is part of the product.
 */
@NullMarked
package io.pureboot.bench;

import org.jspecify.annotations.NullMarked;
