package io.pureboot.engine.access;

import io.pureboot.protocol.ExecutionId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The bearer tokens of executions' callbacks: an HMAC-SHA-256 of the execution's id under a key that all engines share, so that
 * nothing is stored and nothing is looked up to check one.
 */
public final class CallbackTokens {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;
    private final ThreadLocal<Mac> macs;

    /** @param key the shared secret, not empty */
    public CallbackTokens(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
        this.macs = ThreadLocal.withInitial(this::newMac);
    }

    /** The execution's token: 43 characters that are safe in URLs, kernel command lines and shells. */
    public String of(ExecutionId execution) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hmac("callback:" + execution.value()));
    }

    /** Whether {@code token} is the execution's; takes the same time whatever it is. */
    public boolean matches(ExecutionId execution, String token) {
        return MessageDigest.isEqual(
                of(execution).getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }

    /** What tells two keys apart without giving either away: 32 hex digits. */
    public String fingerprint() {
        return HexFormat.of().formatHex(hmac("fingerprint"), 0, 16);
    }

    private byte[] hmac(String text) {
        return macs.get().doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private Mac newMac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
        }
    }
}
