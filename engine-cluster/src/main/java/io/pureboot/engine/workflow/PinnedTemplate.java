package io.pureboot.engine.workflow;

import io.pureboot.protocol.TemplateId;

/**
 * The version of a template that an execution renders, whatever happens to the template later (promise P-19).
 *
 * @param reference as the definition or an include wrote it: an id or name, with {@code :v2} or {@code :v2.1} where given
 * @param version such as {@code v2.1}
 * @param sha256 of the version's content
 */
public record PinnedTemplate(String reference, TemplateId id, String name, String version, String sha256) {}
