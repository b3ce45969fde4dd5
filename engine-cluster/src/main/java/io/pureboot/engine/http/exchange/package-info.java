/**
 * How one request is taken and answered, whatever it is about: the table of endpoints, who may use them, what a request carries, and what
 * every refusal looks like.
 *
 * <p>May import: {@code access}, {@code protocol}, Pekko HTTP.
 */
@NullMarked
package io.pureboot.engine.http.exchange;

import org.jspecify.annotations.NullMarked;
