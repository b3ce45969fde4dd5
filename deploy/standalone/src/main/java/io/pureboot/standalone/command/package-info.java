/** The commands, one class each, and the options that several of them share. May import every other package of this room. */
@NullMarked
package io.pureboot.standalone.command;

import org.jspecify.annotations.NullMarked;
