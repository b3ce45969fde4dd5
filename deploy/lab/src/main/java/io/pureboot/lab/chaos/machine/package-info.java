/**
 * The simulated machines: each a small agent that speaks HTTP to its edge, throws its own seeded dice, and keeps a ledger.
 *
 * <p>May import: {@code ledger}, {@code io.pureboot.protocol}. Knows engines and edges by their URLs only.
 */
@NullMarked
package io.pureboot.lab.chaos.machine;

import org.jspecify.annotations.NullMarked;
