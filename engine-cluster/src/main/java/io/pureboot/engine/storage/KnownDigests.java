package io.pureboot.engine.storage;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far this engine has hashed the uploads that it received: one that is interrupted and resumed here need not be read again. What it does not
 * know, because another engine received it or this one was restarted, is read back once at the end.
 */
final class KnownDigests {
    private record Known(String writer, MessageDigest digest) {}

    private final Map<String, Known> known = new ConcurrentHashMap<>();

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /** The digest of all that was received of the upload, to go on with. */
    Optional<MessageDigest> after(Upload upload) {
        if (upload.received() == 0) {
            return Optional.of(sha256());
        }
        return Optional.ofNullable(known.get(upload.id()))
                .filter(each -> each.writer().equals(upload.lastWriter()))
                .map(each -> copy(each.digest()));
    }

    /** Notes what this engine has hashed until now; {@code digest} may go on. */
    void keep(Upload upload, MessageDigest digest) {
        known.put(upload.id(), new Known(upload.lastWriter(), copy(digest)));
    }

    void forget(String uploadId) {
        known.remove(uploadId);
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException theJdkClonesItsOwn) {
            throw new IllegalStateException(theJdkClonesItsOwn);
        }
    }
}
