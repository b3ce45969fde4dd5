package io.pureboot.protocol;

/**
 * What is wrong with an edge although it works.
 *
 * @param code one that stays, such as {@link #ID_SHARED}
 * @param detail a sentence for people
 */
public record EdgeWarning(String code, String detail) {
    /** Another edge speaks under the same id. */
    public static final String ID_SHARED = "edge-id-shared";
}
