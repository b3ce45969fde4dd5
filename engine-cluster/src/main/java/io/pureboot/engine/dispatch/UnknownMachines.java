package io.pureboot.engine.dispatch;

import com.typesafe.config.Config;
import io.pureboot.engine.node.NodeView;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which workflow a machine that nobody has entered gets: that of the first rule which fits what it says of itself (promise P-18). */
public record UnknownMachines(List<Rule> rules) {
    public UnknownMachines {
        rules = List.copyOf(rules);
    }

    /** Reads the keys {@code pureboot.engine.unknown-machines.*}. */
    public static UnknownMachines read(Config section) {
        return new UnknownMachines(
                section.getConfigList("rules").stream().map(Rule::read).toList());
    }

    /** The name of the workflow that a rule gives to this machine. */
    Optional<String> workflow(NodeView node) {
        return rules.stream()
                .filter(rule -> rule.fits(node))
                .map(Rule::workflow)
                .findFirst();
    }

    /**
     * One rule. In a pattern {@code *} stands for any text, case does not matter; an absent one fits every machine, others only those
     * that say something.
     *
     * @param workflow its name
     */
    public record Rule(
            Optional<Pattern> mac,
            Optional<Pattern> vendor,
            Optional<Pattern> model,
            Optional<Pattern> serial,
            Optional<Pattern> architecture,
            String workflow) {
        private static Rule read(Config rule) {
            return new Rule(
                    pattern(rule, "mac"),
                    pattern(rule, "vendor"),
                    pattern(rule, "model"),
                    pattern(rule, "serial"),
                    pattern(rule, "architecture"),
                    rule.getString("workflow"));
        }

        private static Optional<Pattern> pattern(Config rule, String key) {
            return rule.hasPath(key) ? Optional.of(pattern(rule.getString(key))) : Optional.empty();
        }

        private static Pattern pattern(String text) {
            String regex =
                    Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
            return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
        }

        private boolean fits(NodeView node) {
            return fits(mac, Optional.of(node.macAddress().value()))
                    && fits(vendor, node.vendor())
                    && fits(model, node.model())
                    && fits(serial, node.serial())
                    && fits(architecture, node.architecture());
        }

        private static boolean fits(Optional<Pattern> pattern, Optional<String> said) {
            return pattern.isEmpty()
                    || said.filter(text -> pattern.get().matcher(text).matches())
                            .isPresent();
        }
    }
}
