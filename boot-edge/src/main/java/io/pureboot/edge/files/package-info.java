/**
 * Finding a file below a list of root directories that nothing escapes from. TFTP, artifacts and the agents' files look here.
 *
 * <p>May import: the JDK's file system. Knows no socket, no actor, no other room.
 */
@NullMarked
package io.pureboot.edge.files;

import org.jspecify.annotations.NullMarked;
