package io.pureboot.edge.loader;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which set of loaders a machine has.
 *
 * @param sets by name, such as {@code ipxe} and {@code secure-boot}
 * @param usual the name of the set for machines that no rule names
 * @param rules sets for machines, by their Ethernet addresses
 */
public record Loaders(Map<String, LoaderSet> sets, String usual, List<Rule> rules) {

    /**
     * The machines whose address begins so have that set.
     *
     * @param prefix hex pairs with colons, from one pair to all six
     */
    public record Rule(String prefix, String set) {}

    /** @throws IllegalArgumentException when a set is named that is not there */
    public Loaders {
        sets = Map.copyOf(sets);
        // The longest prefix is the closest word about a machine.
        rules = rules.stream()
                .sorted(Comparator.comparingInt((Rule rule) -> rule.prefix().length())
                        .reversed())
                .toList();
        for (String named : rules.stream().map(Rule::set).toList()) {
            known(sets, named);
        }
        known(sets, usual);
    }

    private static void known(Map<String, LoaderSet> sets, String name) {
        if (!sets.containsKey(name)) {
            throw new IllegalArgumentException("there is no set of loaders " + name + ", only " + sets.keySet());
        }
    }

    /**
     * Reads rules such as {@code 52-54-00=secure-boot, aa:bb:cc:dd:ee:ff=ipxe}.
     *
     * @throws IllegalArgumentException when one is not of this form
     */
    public static List<Rule> rules(String text) {
        return List.of(text.split(",", -1)).stream()
                .map(String::strip)
                .filter(rule -> !rule.isEmpty())
                .map(Loaders::rule)
                .toList();
    }

    private static Rule rule(String text) {
        int equals = text.indexOf('=');
        String prefix = text.substring(0, Math.max(0, equals))
                .strip()
                .toLowerCase(Locale.ROOT)
                .replace('-', ':');
        if (!prefix.matches("[0-9a-f]{2}(:[0-9a-f]{2}){0,5}")) {
            throw new IllegalArgumentException(
                    "a rule for loaders is ADDRESS=SET, such as 52-54-00=secure-boot, not " + text);
        }
        return new Rule(prefix, text.substring(equals + 1).strip());
    }

    /**
     * The file for a machine.
     *
     * @param hardware its Ethernet address, with colons; empty when it is not known
     */
    public Optional<String> file(Architecture architecture, String hardware) {
        String name = rules.stream()
                .filter(rule -> hardware.startsWith(rule.prefix()))
                .map(Rule::set)
                .findFirst()
                .orElse(usual);
        return Optional.ofNullable(sets.get(name)).flatMap(set -> set.file(architecture));
    }
}
