/**
 * Files in a directory: parts below {@code uploads/}, whole ones below {@code sha256/}, one marker that says whose directory it is.
 *
 * <p>May import: {@code storage}. No other kind of backend.
 */
@NullMarked
package io.pureboot.engine.storage.local;

import org.jspecify.annotations.NullMarked;
