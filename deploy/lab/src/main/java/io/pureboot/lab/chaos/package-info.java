/**
 * {@code ./pureboot chaos}: three engines, two edges, PostgreSQL and many simulated machines, faults by seed, and afterwards a checker
 * that compares what the machines wrote down with the journal and the read tables.
 *
 * <p>In reading order: {@code Chaos} (the command), {@code ChaosRun} (the course of a run), {@code Injection} (faults are done),
 * {@code site} (the servers), {@code machine}, {@code ledger}, {@code fault} (the plan), {@code evidence}, {@code check}.
 *
 * <p>May import: all rooms below it; picocli; the text table of {@code io.pureboot.standalone.client}.
 */
@NullMarked
package io.pureboot.lab.chaos;

import org.jspecify.annotations.NullMarked;
