package io.pureboot.engine.template;

import java.util.Optional;

/**
 * Where something stands in a template.
 *
 * @param template which one, such as {@code base-packages:v2.1}; empty for the text that was given
 * @param line from 1
 * @param column from 1, in UTF-16 units as editors count
 */
public record Place(Optional<String> template, int line, int column) {}
