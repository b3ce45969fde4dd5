/**
 * The agents as files: their names on the class path, and how to unpack them. The agents themselves are no Java: {@code linux/}
 * holds the agent for Linux, {@code windows/} the one for Windows, {@code initramfs/} the builder of the initramfs that carries it.
 *
 * <p>May import: the JDK. The tests also know {@code io.pureboot.protocol}, whose records the agents speak.
 */
@NullMarked
package io.pureboot.agents;

import org.jspecify.annotations.NullMarked;
