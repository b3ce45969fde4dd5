@NullMarked
package io.pureboot.edge;

import org.jspecify.annotations.NullMarked;
