@NullMarked
package io.pureboot.engine;

import org.jspecify.annotations.NullMarked;
