package io.pureboot.lab;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** A file that is made while it is read: the same bytes for the same seed, and no two blocks alike. */
record SeededBytes(long seed, long size) {
    private static final int BLOCK = 64 * 1024;

    /** Its bytes from an offset on, so many of them. */
    InputStream part(long offset, long length) {
        return new InputStream() {
            private final byte[] block = new byte[BLOCK];
            private long at = offset;
            private long filled = -1;

            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int from, int wanted) {
                if (at >= offset + length) {
                    return -1;
                }
                long number = at / BLOCK;
                if (number != filled) {
                    new SplittableRandom(seed * 31 + number).nextBytes(block);
                    filled = number;
                }
                int within = (int) (at % BLOCK);
                int count = (int) Math.min(Math.min(wanted, BLOCK - within), offset + length - at);
                System.arraycopy(block, within, into, from, count);
                at += count;
                return count;
            }
        };
    }

    String sha256() throws IOException {
        try (InputStream all = part(0, size)) {
            return sha256(all);
        }
    }

    static String sha256(InputStream bytes) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BLOCK];
            for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
                digest.update(buffer, 0, count);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
