@NullMarked
package io.pureboot.agents;

import org.jspecify.annotations.NullMarked;
