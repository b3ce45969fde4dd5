/**
 * Templates in Handlebars, by handlebars.java, shut in: values come from {@code Variables} alone, includes from {@code IncludeSource}
 * alone, helpers are those listed here, and what they spend is counted. Pure.
 *
 * <p>May import: {@code template, protocol}.
 */
@NullMarked
package io.pureboot.engine.template.handlebars;

import org.jspecify.annotations.NullMarked;
