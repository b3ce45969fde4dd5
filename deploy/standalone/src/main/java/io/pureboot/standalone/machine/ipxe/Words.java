package io.pureboot.standalone.machine.ipxe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A command's words after its name, options first. As in iPXE the first word that is no option ends them, so that a kernel's arguments
 * may begin with hyphens.
 */
record Words(Map<String, String> options, List<String> rest) {
    private static final Set<String> WITH_VALUE =
            Set.of("--timeout", "-t", "--name", "-n", "--drive", "-d", "--ext", "--ecx");
    private static final Map<String, String> LONG_FORMS =
            Map.of("-t", "--timeout", "-d", "--drive", "-a", "--autofree", "-r", "--replace", "-e", "--ext");

    static Words of(List<String> words) {
        return of(words, WITH_VALUE);
    }

    /** For commands whose options have no values. */
    static Words plain(List<String> words) {
        return of(words, Set.of());
    }

    private static Words of(List<String> words, Set<String> withValue) {
        Map<String, String> options = new HashMap<>();
        int at = 0;
        while (at < words.size()
                && words.get(at).startsWith("-")
                && words.get(at).length() > 1) {
            String word = words.get(at++);
            if (word.equals("--")) {
                break;
            }
            int equals = word.indexOf('=');
            if (equals > 0) {
                options.put(longForm(word.substring(0, equals)), word.substring(equals + 1));
            } else if (withValue.contains(word) && at < words.size()) {
                options.put(longForm(word), words.get(at++));
            } else {
                options.put(longForm(word), "");
            }
        }
        return new Words(options, new ArrayList<>(words.subList(at, words.size())));
    }

    private static String longForm(String option) {
        return LONG_FORMS.getOrDefault(option, option);
    }

    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    boolean has(String name) {
        return options.containsKey(name);
    }

    String joined(int from) {
        return String.join(" ", rest.subList(Math.min(from, rest.size()), rest.size()));
    }
}
