/**
 * The checker: what ledgers, journal and read tables say against each other, and the gaps. Pure: it gets everything as values.
 *
 * <p>May import: {@code evidence}, {@code ledger}, {@code fault}, {@code io.pureboot.protocol}, Jackson's trees.
 */
@NullMarked
package io.pureboot.lab.chaos.check;

import org.jspecify.annotations.NullMarked;
