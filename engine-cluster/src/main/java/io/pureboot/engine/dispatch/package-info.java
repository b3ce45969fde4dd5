/**
 * From what an execution needs to what a machine gets: boot answers, agents' orders, cloud-init seeds, rendered.
 *
 * <p>May import: {@code access, execution, node, registry, query, secret, step, template, workflow}.
 */
@NullMarked
package io.pureboot.engine.dispatch;

import org.jspecify.annotations.NullMarked;
