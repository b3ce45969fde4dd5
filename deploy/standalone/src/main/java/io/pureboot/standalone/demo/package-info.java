/**
 * {@code ./pureboot demo}: brings the servers up, gives them something to do, switches machines on, and shows what happens. May import {@code
 * server}, {@code client} and {@code machine}; learns everything that it shows from the engine's HTTP interface.
 */
@NullMarked
package io.pureboot.standalone.demo;

import org.jspecify.annotations.NullMarked;
