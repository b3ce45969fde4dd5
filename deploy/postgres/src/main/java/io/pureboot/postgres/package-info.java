@NullMarked
package io.pureboot.postgres;

import org.jspecify.annotations.NullMarked;
