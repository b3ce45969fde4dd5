/**
 * Definitions as files: read, judged, simulated and planned here, with the engine's own pure rooms, and applied to a server over HTTP.
 * {@code Source} reads a directory, {@code Server} what an engine has, {@code Planning} compares them, {@code Applying} does what the
 * plan says.
 *
 * <p>May import: {@code client}, {@code protocol}, the engine's {@code workflow, step, template}.
 */
@NullMarked
package io.pureboot.standalone.files;

import org.jspecify.annotations.NullMarked;
