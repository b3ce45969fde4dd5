@NullMarked
package io.pureboot.lab;

import org.jspecify.annotations.NullMarked;
