/**
 * What crosses a process boundary: the records that agents, edges, engines, the command line and the dashboard exchange over
 * HTTP, their ids and units, the problem document (RFC 9457) and the one {@code ObjectMapper}.
 *
 * <p>May import: Jackson, the JDK. Knows no actor, no HTTP library, no database.
 */
@NullMarked
package io.pureboot.protocol;

import org.jspecify.annotations.NullMarked;
