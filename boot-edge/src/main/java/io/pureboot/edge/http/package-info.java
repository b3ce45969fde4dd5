/**
 * The edge's URLs: {@code EdgeRoutes} shows all of them on one screen; one file of answers per resource.
 *
 * <p>May import: every other room, Pekko HTTP. Is imported by {@code Edge} only.
 */
@NullMarked
package io.pureboot.edge.http;

import org.jspecify.annotations.NullMarked;
