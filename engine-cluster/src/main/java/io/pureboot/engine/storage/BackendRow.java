package io.pureboot.engine.storage;

import java.util.Optional;

/**
 * A backend with what only this room knows of it.
 *
 * @param marker what stands in its directory
 */
record BackendRow(StorageBackend backend, Optional<String> marker) {}
