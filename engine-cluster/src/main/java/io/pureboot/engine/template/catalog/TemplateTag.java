package io.pureboot.engine.template.catalog;

import io.pureboot.engine.template.VersionNumber;

/** The entity tag of a template: changes with its name, its description and its current version. */
public final class TemplateTag {
    private TemplateTag() {}

    public static String of(String name, String description, VersionNumber current) {
        return ofHashed(name, Sha256.of(description), current);
    }

    /** The same, for who keeps the hash of the description only. */
    static String ofHashed(String name, String descriptionSha256, VersionNumber current) {
        return Sha256.ofAll(name, descriptionSha256, current.toString());
    }
}
