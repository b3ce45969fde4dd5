package io.pureboot.engine.template.handlebars;

import io.pureboot.engine.template.Rendering;

/** Carries a refusal through handlebars.java up to {@link Writing}, where it becomes a value again. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Rendering.Failed failed;

    Refusal(Rendering.Failed failed) {
        super(failed.message(), null, false, false);
        this.failed = failed;
    }

    Rendering.Failed failed() {
        return failed;
    }
}
