/**
 * What is compared after a run: the journal's rows, the read tables' rows and the ledgers, as values, and views of them by execution.
 *
 * <p>It reads the journal's JSON by itself and uses none of the engine's code: a fault there must not hide here.
 *
 * <p>May import: {@code ledger}, Jackson's trees.
 */
@NullMarked
package io.pureboot.lab.chaos.evidence;

import org.jspecify.annotations.NullMarked;
