package io.pureboot.engine.template.handlebars;

import io.pureboot.engine.template.Variables;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.Sha2Crypt;

/**
 * Hashes passwords as /etc/shadow holds them: crypt(3)'s {@code $6$}, 5,000 rounds of SHA-512.
 *
 * <p>A rendering must give the same text each time, so the salt is not drawn by lot. Without one in the template it is made of the
 * execution's id (else the node's) and of how many passwords were hashed before in the same text. It is not made of the password: whoever
 * knows the execution's id could otherwise try passwords against the salt, at a single round each.
 */
final class PasswordHash {
    /** UTF-16 units; the time that a hash takes grows with them. */
    private static final int LONGEST = 256;

    /** Steps that one hash costs: some milliseconds of work. */
    private static final int COST = 4_000;

    private static final int SALT_LENGTH = 16;
    private static final String SALT_CHARACTERS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final Pattern SALT = Pattern.compile("[./0-9A-Za-z]{1,16}");

    private PasswordHash() {}

    static String of(HelperCall call) {
        String password = call.text(0);
        if (password.length() > LONGEST) {
            throw call.failed("takes passwords of at most " + LONGEST + " characters");
        }
        call.writing().spend(COST);
        String salt = call.option("salt").map(Object::toString).orElseGet(() -> salt(call.writing()));
        if (!SALT.matcher(salt).matches()) {
            throw call.failed("wants a salt of 1 to 16 letters, digits, dots or slashes");
        }
        return Sha2Crypt.sha512Crypt(password.getBytes(StandardCharsets.UTF_8), "$6$" + salt);
    }

    private static String salt(Writing writing) {
        Variables variables = writing.run().variables();
        String seed = variables
                .execution()
                .map(execution -> execution.id().value())
                .or(() -> variables.node().map(node -> node.id().value()))
                .orElse("");
        byte[] digest = sha512("pureboot sha512-crypt/" + seed + "/" + writing.nextHash());
        StringBuilder salt = new StringBuilder();
        for (int i = 0; i < SALT_LENGTH; i++) {
            salt.append(SALT_CHARACTERS.charAt(digest[i] & 0x3f));
        }
        return salt.toString();
    }

    private static byte[] sha512(String text) {
        try {
            return MessageDigest.getInstance("SHA-512").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-512", impossible);
        }
    }
}
