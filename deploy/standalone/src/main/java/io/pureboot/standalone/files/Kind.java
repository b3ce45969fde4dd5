package io.pureboot.standalone.files;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a directory may hold, in the order in which it is applied: what is named comes before what names it. */
public enum Kind {
    TEMPLATE("templates"),
    PROFILE("device-profiles"),
    WORKFLOW("workflows"),
    GROUP("groups");

    private final String resource;

    Kind(String resource) {
        this.resource = resource;
    }

    /** Its name in marks and plans: lower case. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The URL of all of them. */
    String path() {
        return "/api/v1/" + resource;
    }
}
