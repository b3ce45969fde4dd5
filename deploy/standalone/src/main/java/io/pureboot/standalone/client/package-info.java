/** A client of the engine's HTTP interface, as the command line needs it, and tables for its answers. Imports {@code protocol} only. */
@NullMarked
package io.pureboot.standalone.client;

import org.jspecify.annotations.NullMarked;
