package io.pureboot.engine.secret;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import io.pureboot.engine.access.SecretFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that all engines of a cluster share and the database never sees: 256 bits each, as Base64, the first one seals, all of them
 * open. They seal the {@link Keyring}, so that the keys of values can change without anybody's going from engine to engine.
 */
public final class MasterKeys {
    /** The file's name in the data directory. */
    public static final String FILE = "secrets.keyset";

    private static final int KEY_BYTES = 32;

    private final Aead aead;

    private MasterKeys(Aead aead) {
        this.aead = aead;
    }

    /**
     * The given ones, or those of the data directory, where one is made when there is none.
     *
     * @throws UnusableKeys when what is given are no keys
     */
    static MasterKeys read(SecretSettings settings, Path dataDir) {
        if (settings.keyset().isPresent()) {
            return of(settings.keyset().get(), "PUREBOOT_SECRETS_KEYSET");
        }
        try {
            if (settings.keysetFile().isPresent()) {
                Path file = settings.keysetFile().get();
                return of(
                        SecretFile.read(file)
                                .orElseThrow(() -> new UnusableKeys(
                                        "there is no key in " + file + " (PUREBOOT_SECRETS_KEYSET_FILE)")),
                        file.toString());
            }
            Path file = dataDir.resolve(FILE);
            return of(SecretFile.readOrCreate(file, SecretFile.random("")), file.toString());
        } catch (UncheckedIOException unreadable) {
            throw new UnusableKeys("the keys of secrets cannot be read: " + unreadable.getMessage());
        }
    }

    /** @param source where the text comes from, for the refusal */
    static MasterKeys of(String text, String source) {
        Map<Integer, byte[]> keys = new LinkedHashMap<>();
        for (String each : text.strip().split("[\\s,]+", -1)) {
            byte[] key = key(each)
                    .orElseThrow(() -> new UnusableKeys(source + " must hold keys of 32 bytes in Base64, as"
                            + " 'openssl rand -base64 32' makes them, separated by white space or commas"));
            keys.putIfAbsent(id(key), key);
        }
        try {
            return new MasterKeys(aead(keys));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Tink takes keys of 256 bits", impossible);
        }
    }

    private static Optional<byte[]> key(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
            return Optional.of(bytes).filter(key -> key.length == KEY_BYTES);
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** The same for the same key at every engine. */
    private static int id(byte[] key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("pureboot key id".getBytes(StandardCharsets.UTF_8));
            int id = ByteBuffer.wrap(digest.digest(key)).getInt();
            return id == 0 ? 1 : id;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    @AccessesPartialKey
    private static Aead aead(Map<Integer, byte[]> keys) throws GeneralSecurityException {
        AeadConfig.register();
        KeysetHandle.Builder builder = KeysetHandle.newBuilder();
        boolean first = true;
        for (Map.Entry<Integer, byte[]> each : keys.entrySet()) {
            AesGcmKey key = AesGcmKey.builder()
                    .setParameters(parameters())
                    .setKeyBytes(SecretBytes.copyFrom(each.getValue(), InsecureSecretKeyAccess.get()))
                    .setIdRequirement(each.getKey())
                    .build();
            KeysetHandle.Builder.Entry entry = KeysetHandle.importKey(key).withFixedId(each.getKey());
            builder.addEntry(first ? entry.makePrimary() : entry);
            first = false;
            Arrays.fill(each.getValue(), (byte) 0);
        }
        return builder.build().getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    /** AES-256-GCM whose texts begin with the id of their key. */
    static AesGcmParameters parameters() throws GeneralSecurityException {
        return AesGcmParameters.builder()
                .setKeySizeBytes(KEY_BYTES)
                .setIvSizeBytes(12)
                .setTagSizeBytes(16)
                .setVariant(AesGcmParameters.Variant.TINK)
                .build();
    }

    Aead aead() {
        return aead;
    }

    /** @param about what the text belongs to; it opens under nothing else */
    byte[] seal(byte[] text, String about) {
        try {
            return aead.encrypt(text, about.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-GCM seals every text", impossible);
        }
    }

    /** Empty when another key has sealed it, or for something else. */
    Optional<byte[]> open(byte[] sealed, String about) {
        try {
            return Optional.of(aead.decrypt(sealed, about.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException foreign) {
            return Optional.empty();
        }
    }
}
