package io.pureboot.engine.secret;

/**
 * What a change of keys has done.
 *
 * @param keyId of the key that seals now
 * @param resealed values that were sealed under it now
 * @param unreadable values that no key opens, which stay as they are
 * @param finished whether the older keys are gone
 */
public record Rotation(int keyId, int resealed, int unreadable, boolean finished) {}
