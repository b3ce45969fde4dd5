package io.pureboot.engine.secret;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What is configured about secrets.
 *
 * @param keyset the master keys themselves
 * @param keysetFile the file that holds them
 * @param grace how long values are read from memory while the database or the Vault does not answer
 * @param echo how long values that were replaced, deleted or read from a Vault are still masked
 */
public record SecretSettings(
        Optional<String> keyset, Optional<Path> keysetFile, Duration grace, Duration echo, Optional<Vault> vault) {
    /**
     * A Vault with a key-value store of version 2.
     *
     * @param url without a slash at the end
     * @param path the folder below the mount, without slashes around it; may be empty
     * @param cache how long a value is believed without asking again
     */
    public record Vault(
            URI url,
            Optional<String> token,
            Optional<Path> tokenFile,
            String mount,
            String path,
            Optional<String> namespace,
            Duration timeout,
            Duration cache) {
        @Override
        public String toString() {
            return "Vault[" + url + ", " + mount + "/" + path + "]";
        }
    }

    /**
     * @param engine the subtree {@code pureboot.engine}
     * @throws ConfigException when a value is missing or out of its range
     */
    public static SecretSettings read(Config engine) {
        Config c = engine.getConfig("secrets");
        Optional<String> keyset = text(c, "keyset");
        Optional<Path> file = text(c, "keyset-file").map(Path::of);
        if (keyset.isPresent() && file.isPresent()) {
            throw new ConfigException.BadValue(
                    c.origin(),
                    "pureboot.engine.secrets.keyset",
                    "give the keys (PUREBOOT_SECRETS_KEYSET) or their file (PUREBOOT_SECRETS_KEYSET_FILE), not both");
        }
        return new SecretSettings(
                keyset, file, c.getDuration("grace"), c.getDuration("echo"), vault(c.getConfig("vault")));
    }

    @Override
    public String toString() {
        return "SecretSettings[" + vault + "]";
    }

    private static Optional<Vault> vault(Config c) {
        Optional<String> url = text(c, "url");
        if (url.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> token = text(c, "token");
        Optional<Path> file = text(c, "token-file").map(Path::of);
        if (!url.get().matches("https?://[^\\s?#]+") || token.isPresent() == file.isPresent()) {
            throw new ConfigException.BadValue(
                    c.origin(),
                    "pureboot.engine.secrets.vault",
                    "url must begin with http:// or https://, and either token or token-file must be given");
        }
        return Optional.of(new Vault(
                URI.create(bare(url.get())),
                token,
                file,
                bare(c.getString("mount")),
                bare(c.getString("path")),
                text(c, "namespace"),
                c.getDuration("timeout"),
                c.getDuration("cache")));
    }

    private static String bare(String text) {
        return text.strip().replaceAll("^/+|/+$", "");
    }

    private static Optional<String> text(Config c, String key) {
        return Optional.of(c.getString(key).strip()).filter(value -> !value.isEmpty());
    }
}
