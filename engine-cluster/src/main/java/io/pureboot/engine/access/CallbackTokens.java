package io.pureboot.engine.access;

import io.pureboot.protocol.ExecutionId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The bearer tokens of executions' callbacks: {@code <generation>.<HMAC>}, an HMAC-SHA-256 of the execution's id and the generation
 * under a key that all engines share. Whether a token is genuine is told by itself; whether its generation is still good, only the
 * execution knows, which raises it with each boot (decision 0011).
 */
public final class CallbackTokens {
    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern FORM = Pattern.compile("(0|[1-9][0-9]{0,8})\\.[A-Za-z0-9_-]{43}");

    private final SecretKeySpec key;
    private final ThreadLocal<Mac> macs;

    /** @param key the shared secret, not empty */
    public CallbackTokens(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
        this.macs = ThreadLocal.withInitial(this::newMac);
    }

    /**
     * The execution's token of that generation: at most 53 characters that are safe in URLs, kernel command lines and shells.
     *
     * @param generation 0 or more
     */
    public String of(ExecutionId execution, int generation) {
        byte[] hmac = hmac("callback:" + execution.value() + ":" + generation);
        return generation + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(hmac);
    }

    /** The generation of {@code token}; empty when it is none of the execution's. Takes the same time whatever HMAC it bears. */
    public Optional<Integer> generation(ExecutionId execution, String token) {
        Matcher form = FORM.matcher(token);
        if (!form.matches()) {
            return Optional.empty();
        }
        int generation = Integer.parseInt(form.group(1));
        boolean genuine = MessageDigest.isEqual(
                of(execution, generation).getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
        return genuine ? Optional.of(generation) : Optional.empty();
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
