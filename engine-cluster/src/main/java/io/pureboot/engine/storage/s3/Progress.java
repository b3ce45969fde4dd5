package io.pureboot.engine.storage.s3;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.util.List;

/**
 * How far an upload in parts is.
 *
 * @param etags of the parts, in their order
 * @param tail bytes behind the last part, which lie in an object of their own until there are enough for a part
 */
record Progress(String uploadId, List<String> etags, int tail) {
    Progress {
        etags = List.copyOf(etags);
    }

    static Progress read(String json) throws IOException {
        return Json.mapper().readValue(json, Progress.class);
    }

    String written() {
        try {
            return Json.mapper().writeValueAsString(this);
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException("three values that JSON cannot hold", bug);
        }
    }
}
