package io.pureboot.engine.template;

import java.util.Optional;

/** A piece of a template, from offset {@code start} to before {@code end}. Jumps are indices into the list of tokens. */
sealed interface Token {
    int start();

    int end();

    record Text(int start, int end) implements Token {}

    /** {@code ${namespace.key}} or {@code ${namespace.key|fallback}}. */
    record Variable(int start, int end, Name name, Optional<String> fallback) implements Token {}

    /**
     * {@code ${include:reference}}.
     *
     * @param written the reference as it stands there
     */
    record Include(int start, int end, String written, TemplateReference reference) implements Token {}

    /**
     * {@code ${if:namespace.key}}.
     *
     * @param otherwise where to go on when it does not hold: after the else, or after the endif
     */
    record If(int start, int end, Name name, int otherwise) implements Token {}

    /**
     * {@code ${else}}.
     *
     * @param after where to go on when the branch before it was taken: after the endif
     */
    record Else(int start, int end, int after) implements Token {}

    /** {@code ${endif}}. */
    record EndIf(int start, int end) implements Token {}

    /**
     * A variable's name.
     *
     * @param written both parts, with the dot between them
     * @param known the namespace, when there is one that may have the key
     */
    record Name(String namespace, String key, String written, Optional<Namespace> known) {
        static Name of(String namespace, String key) {
            return new Name(
                    namespace,
                    key,
                    namespace + "." + key,
                    Namespace.parse(namespace).filter(n -> n.knows(key)));
        }
    }
}
