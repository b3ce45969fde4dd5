/**
 * The faults: which there are, their seeded plan, and when each of them was really there.
 *
 * <p>May import: nothing of ours. Pure: doing them is the run's.
 */
@NullMarked
package io.pureboot.lab.chaos.fault;

import org.jspecify.annotations.NullMarked;
