/**
 * What each machine writes down of what it was told, what it did and what it was answered; nobody else writes here.
 *
 * <p>May import: {@code io.pureboot.protocol}. Pure but for the ledger's own list.
 */
@NullMarked
package io.pureboot.lab.chaos.ledger;

import org.jspecify.annotations.NullMarked;
