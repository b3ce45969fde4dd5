/**
 * What has changed from one version of a template to another, pure: hunks, and the unified text of them.
 *
 * <p>May import: {@code java-diff-utils}.
 */
@NullMarked
package io.pureboot.engine.template.diff;

import org.jspecify.annotations.NullMarked;
