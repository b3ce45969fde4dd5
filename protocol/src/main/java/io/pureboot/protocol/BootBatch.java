package io.pureboot.protocol;

import java.util.List;

/**
 * What machines that boot at the same time ask, many questions in one request: the body of {@code POST /api/v1/boot/batch}. Each is answered as if it
 * came alone.
 */
public record BootBatch(List<BootRequest> boots) {
    /** The most questions of one batch. */
    public static final int MOST = 64;

    public BootBatch {
        boots = List.copyOf(boots);
    }
}
