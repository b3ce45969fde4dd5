package io.pureboot.engine.template;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What somebody meant who wrote a variable that there is not. */
final class NearestName {
    /** Edits between a word and what it was meant to be: hostnam, hotsname. */
    private static final LevenshteinDistance EDITS = new LevenshteinDistance(3);

    private static final int LONGEST = 40;

    private NearestName() {}

    /** The nearest variable, or empty when none is near. */
    static Optional<String> of(String namespace, String key) {
        Optional<Namespace> known = Namespace.parse(namespace);
        if (known.isPresent()) {
            return nearest(key, known.get().keys()).map(found -> namespace + "." + found);
        }
        List<String> namespaces =
                Arrays.stream(Namespace.values()).map(Namespace::wire).toList();
        return nearest(namespace, namespaces)
                .flatMap(Namespace::parse)
                .flatMap(found -> found.knows(key)
                        ? Optional.of(found.wire() + "." + key)
                        : nearest(key, found.keys()).map(name -> found.wire() + "." + name));
    }

    /** The nearest of the words, by edits; at most half of it may be wrong. */
    static Optional<String> nearest(String written, List<String> words) {
        if (written.length() > LONGEST) {
            return Optional.empty();
        }
        return words.stream()
                .map(word -> new Near(word, EDITS.apply(written, word)))
                .filter(near ->
                        near.edits() >= 0 && near.edits() * 2 <= near.word().length())
                .min(Comparator.comparingInt(Near::edits))
                .map(Near::word);
    }

    private record Near(String word, int edits) {}
}
