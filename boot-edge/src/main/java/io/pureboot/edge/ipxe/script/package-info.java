/**
 * PURE. The iPXE scripts as texts, and the question that a machine's first script asks, as a value.
 *
 * <p>The texts run on iPXE of 2019 (Debian 12's package): no {@code params}, no HTTPS, no {@code imgverify}. A command that may fail is followed by
 * {@code ||}, as iPXE ends a script at the first failure.
 *
 * <p>May import: {@code protocol}. Knows no socket, no clock, no actor.
 */
@NullMarked
package io.pureboot.edge.ipxe.script;

import org.jspecify.annotations.NullMarked;
