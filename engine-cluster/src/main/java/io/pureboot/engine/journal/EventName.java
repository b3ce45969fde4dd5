package io.pureboot.engine.journal;

/**
 * How a class is named in the journal.
 *
 * @param name short, in kebab-case, never changed once released
 * @param version from 1; a changed shape is a new version with its own class, and the old one stays readable
 */
public record EventName(String name, int version, Class<?> type) {
    /** As rows and golden files carry it: {@code attempt-started:1}. */
    public String manifest() {
        return name + ":" + version;
    }
}
