/**
 * The servers of a run: PostgreSQL, engines, edges, and the relays between edges and engines; each can be hurt and brought back.
 *
 * <p>May import: {@code io.pureboot.lab.process}, {@code io.pureboot.postgres}, {@code evidence}, JDBC.
 */
@NullMarked
package io.pureboot.lab.chaos.site;

import org.jspecify.annotations.NullMarked;
