@NullMarked
package io.pureboot.standalone;

import org.jspecify.annotations.NullMarked;
