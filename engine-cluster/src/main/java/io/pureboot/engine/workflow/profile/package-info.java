/**
 * Device profiles: what a make and model of machines needs (times, templates, names of tools), kept apart from workflows. {@code
 * DeviceProfile} says what and for whom, {@code ProfileMatch} finds the most specific one, {@code ProfileMerge} lays it under a
 * workflow's own values; what an execution keeps of it is {@code workflow.PinnedProfile}.
 *
 * <p>May import: {@code workflow}, {@code protocol}, Jackson's tree model.
 */
@NullMarked
package io.pureboot.engine.workflow.profile;

import org.jspecify.annotations.NullMarked;
