package io.pureboot.engine.storage;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * Why a file or an upload is not to be had.
 *
 * @param detail what was wrong this time, for people
 * @param offset where the sender is to go on, when that is what was wrong
 */
public record StorageRefusal(Code code, String detail, OptionalLong offset) {
    public static StorageRefusal of(Code code, String detail) {
        return new StorageRefusal(code, detail, OptionalLong.empty());
    }

    /** The stable codes; the HTTP room knows each one's status and title. */
    public enum Code {
        STORAGE_BACKEND_NOT_FOUND,
        STORAGE_BACKEND_IN_USE,
        /** Its settings cannot be used. */
        STORAGE_BACKEND_INVALID,
        NAME_TAKEN,
        /** It only refers to files that lie elsewhere, or it keeps what is uploaded and refers to nothing. */
        STORAGE_KIND_MISMATCH,
        /** This engine does not see the backend's directory; another one may. */
        STORAGE_NOT_HERE,
        /** It does not answer, or not as it should. */
        STORAGE_UNAVAILABLE,
        STORAGE_FULL,
        FILE_NOT_FOUND,
        /** The file's row says another size or place. */
        FILE_EXISTS,
        FILE_IN_USE,
        UPLOAD_NOT_FOUND,
        /** Somebody else is sending bytes of it. */
        UPLOAD_BUSY,
        UPLOAD_OFFSET_MISMATCH,
        UPLOAD_TOO_LONG,
        UPLOAD_INTERRUPTED,
        TOO_MANY_UPLOADS,
        CHECKSUM_MISMATCH,
        IDEMPOTENCY_KEY_REUSED;

        /** The code as problem documents write it: kebab-case. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
