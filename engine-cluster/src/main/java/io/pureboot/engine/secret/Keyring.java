package io.pureboot.engine.secret;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * The keys of secrets' values: the primary one seals, all of them open. One key, but for the time of a rotation.
 *
 * @param aead made of {@code keys}
 */
record Keyring(KeysetHandle keys, Aead aead) {
    private static final byte[] ABOUT = "pureboot secret keyset".getBytes(StandardCharsets.UTF_8);

    /** One fresh key. */
    static Keyring fresh() {
        return built(KeysetHandle.newBuilder().addEntry(entry()));
    }

    private static KeysetHandle.Builder.Entry entry() {
        try {
            return KeysetHandle.generateEntryFromParameters(MasterKeys.parameters())
                    .withRandomId()
                    .makePrimary();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Tink makes keys of 256 bits", impossible);
        }
    }

    private static Keyring built(KeysetHandle.Builder builder) {
        try {
            return of(builder.build());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Tink makes keysets of such keys", impossible);
        }
    }

    private static Keyring of(KeysetHandle keys) throws GeneralSecurityException {
        return new Keyring(keys, keys.getPrimitive(RegistryConfiguration.get(), Aead.class));
    }

    /** Empty when the master keys are not those that have sealed it. */
    static Optional<Keyring> open(byte[] sealed, MasterKeys master) {
        try {
            return Optional.of(of(TinkProtoKeysetFormat.parseEncryptedKeyset(sealed, master.aead(), ABOUT)));
        } catch (GeneralSecurityException foreign) {
            return Optional.empty();
        }
    }

    /** As it lies in the database, under the first of the master keys. */
    byte[] sealed(MasterKeys master) {
        try {
            return TinkProtoKeysetFormat.serializeEncryptedKeyset(keys, master.aead(), ABOUT);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-GCM seals every keyset", impossible);
        }
    }

    int primary() {
        return keys.getPrimary().getId();
    }

    /** Whether a rotation has begun and not ended. */
    boolean rotating() {
        return keys.size() > 1;
    }

    byte[] seal(String name, SecretText value) {
        try {
            return aead.encrypt(value.reveal().getBytes(StandardCharsets.UTF_8), name.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-GCM seals every text", impossible);
        }
    }

    /** Empty when it was sealed under a key that is not here, under another name, or was changed since. */
    Optional<SecretText> open(String name, byte[] sealed) {
        try {
            byte[] value = aead.decrypt(sealed, name.getBytes(StandardCharsets.UTF_8));
            return Optional.of(new SecretText(new String(value, StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException foreign) {
            return Optional.empty();
        }
    }

    /** The same with a fresh key that seals from now on. */
    Keyring withNewPrimary() {
        return built(KeysetHandle.newBuilder(keys).addEntry(entry()));
    }

    Keyring onlyPrimary() {
        KeysetHandle.Builder builder = KeysetHandle.newBuilder(keys);
        for (int i = builder.size() - 1; i >= 0; i--) {
            if (!builder.getAt(i).isPrimary()) {
                builder.deleteAt(i);
            }
        }
        return built(builder);
    }
}
