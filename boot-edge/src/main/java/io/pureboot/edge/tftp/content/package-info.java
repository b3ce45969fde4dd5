/**
 * The bytes of what is sent by TFTP: files, read through a cache that all transfers share, and texts made in memory.
 *
 * <p>May import: the JDK's files and buffers. Knows no socket, no packet, no clock. Nothing here is safe from several threads: it belongs to
 * the server's one.
 */
@NullMarked
package io.pureboot.edge.tftp.content;

import org.jspecify.annotations.NullMarked;
