package io.pureboot.engine.storage;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** What kind of backend it is, and where. What is secret in it stands there by its name only: see {@link Credentials}. */
public sealed interface Place {
    /** Its name in the table and on the wire. */
    String kind();

    /** @param directory the same one on every engine that is to use it; empty for the one of the engine's configuration */
    record LocalDirectory(Optional<Path> directory) implements Place {
        @Override
        public String kind() {
            return "local";
        }
    }

    /**
     * Files lie on a web server of somebody else's and are only read there.
     *
     * @param base what every file's URL begins with; ends with a slash
     * @param authorization the name of the secret that is sent as the header {@code Authorization}
     */
    record HttpReference(URI base, Optional<String> authorization) implements Place {
        @Override
        public String kind() {
            return "http";
        }
    }

    /**
     * A bucket.
     *
     * @param endpoint empty for Amazon's own
     * @param prefix before every key; empty or ending with a slash
     * @param pathStyle whether the bucket stands in the path rather than in the host's name, as most servers but Amazon's want it
     * @param accessKeyId empty for what the engine's environment says, as Amazon's tools read it
     * @param secretKey the name of the secret that belongs to it
     */
    record S3(
            Optional<URI> endpoint,
            String region,
            String bucket,
            String prefix,
            boolean pathStyle,
            Optional<String> accessKeyId,
            Optional<String> secretKey)
            implements Place {
        @Override
        public String kind() {
            return "s3";
        }
    }
}
