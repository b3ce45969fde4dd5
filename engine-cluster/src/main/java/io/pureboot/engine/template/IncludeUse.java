package io.pureboot.engine.template;

import java.util.Optional;

/**
 * One place of a template that includes another one.
 *
 * @param reference what is meant, in the way {@link TemplateReference} writes it: {@code base-packages:v2.1}
 * @param resolved the version that it means now, such as {@code base-packages:v2.1}; empty when there is none
 */
public record IncludeUse(String reference, Optional<String> resolved, Place place) {}
