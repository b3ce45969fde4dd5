package io.pureboot.standalone.files;

import java.util.Optional;

/**
 * That files of a source have made something.
 *
 * @param id of what was made; absent while nobody knows whether it was
 */
record Mark(Kind kind, String name, Optional<String> id) {}
