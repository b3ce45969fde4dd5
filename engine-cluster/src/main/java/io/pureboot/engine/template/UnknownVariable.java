package io.pureboot.engine.template;

/** A variable whose namespace or key there is not. */
public final class UnknownVariable {
    private UnknownVariable() {}

    /** As a fault: an error of validation (promise P-22). */
    public static TemplateFault fault(String namespace, String key, Place place) {
        boolean known = Namespace.parse(namespace).isPresent();
        return new TemplateFault(
                known ? "unknown-variable" : "unknown-namespace",
                known
                        ? "there is no variable " + TemplateFaults.shown(namespace + "." + key)
                        : "there is no namespace " + TemplateFaults.shown(namespace),
                NearestName.of(namespace, key),
                place);
    }
}
