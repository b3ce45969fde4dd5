package io.pureboot.edge.agent;

import java.util.Arrays;

/**
 * A file of an overlay.
 *
 * @param path below the root, without a slash in front
 * @param mode its permissions, such as 0755
 * @param content not copied: whoever hands it over leaves it alone
 */
@SuppressWarnings("ArrayRecordComponent") // compared by value here
record OverlayEntry(String path, int mode, byte[] content) {

    @Override
    public boolean equals(Object other) {
        return other instanceof OverlayEntry that
                && path.equals(that.path)
                && mode == that.mode
                && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return 31 * path.hashCode() + Arrays.hashCode(content);
    }
}
