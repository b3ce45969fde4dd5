/**
 * How fast bodies may be sent: token buckets for all clients together and for each of them.
 *
 * <p>May import: the JDK's collections. Knows no socket and no clock: who asks says what time it is.
 */
@NullMarked
package io.pureboot.edge.bandwidth;

import org.jspecify.annotations.NullMarked;
