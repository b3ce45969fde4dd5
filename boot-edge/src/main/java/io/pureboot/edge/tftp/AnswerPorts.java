package io.pureboot.edge.tftp;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From which ports transfers are sent: RFC 1350 has a fresh one for each, but not every firewall or address translation lets those through. */
public sealed interface AnswerPorts {

    /** A free port for each transfer, as RFC 1350 has it. */
    record Ephemeral() implements AnswerPorts {}

    /**
     * These ports, shared by all transfers: a client is known by its own address and port.
     *
     * @param first to {@code last}: 1 to 65535
     */
    record Range(int first, int last) implements AnswerPorts {
        public Range {
            if (first < 1 || last < first || last > 65_535) {
                throw new IllegalArgumentException("no range of ports: " + first + "-" + last);
            }
        }
    }

    /** The port on which requests arrive: what NAT and Kubernetes' services let through. */
    record Single() implements AnswerPorts {}

    /**
     * Reads {@code ephemeral}, {@code single} or {@code 30000-30100}.
     *
     * @throws IllegalArgumentException when it is something else
     */
    static AnswerPorts parse(String text) {
        Matcher range = Pattern.compile("([0-9]{1,5})-([0-9]{1,5})").matcher(text);
        if (range.matches()) {
            return new Range(Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)));
        }
        return switch (text) {
            case "ephemeral" -> new Ephemeral();
            case "single" -> new Single();
            default ->
                throw new IllegalArgumentException("answer ports are ephemeral, single or FIRST-LAST, not " + text);
        };
    }
}
