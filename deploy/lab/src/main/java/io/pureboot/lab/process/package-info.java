/**
 * Engines and edges in processes of their own, as {@code ./pureboot engine} and {@code ./pureboot edge} start them: they can be killed,
 * stopped and asked to leave.
 *
 * <p>May import: {@code io.pureboot.standalone} for the name of its main class and of its settings.
 */
@NullMarked
package io.pureboot.lab.process;

import org.jspecify.annotations.NullMarked;
