package io.pureboot.edge.relay;

import io.pureboot.edge.uplink.Bytes;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.Ids;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One request of an agent.
 *
 * @param rest the path behind the execution's id, such as {@code step/install}
 * @param query raw, as it came
 * @param headers those that travel on: Authorization, Content-Type, Accept
 */
public record Callback(
        String method,
        ExecutionId execution,
        String rest,
        Optional<String> query,
        Map<String, String> headers,
        Bytes body) {

    /** What kind of request it is; this decides what happens to it while no engine answers. */
    public enum Kind {
        /** A step's status: kept on disk, made safe to repeat by its event id. */
        REPORT(true),
        /** A chunk of a step's log: kept on disk; its offset makes it safe to repeat. */
        LOGS(true),
        /** cloud-init's phone_home form: kept on disk. */
        PHONE_HOME(true),
        /** A reporting event of cloud-init or curtin: kept on disk. */
        EVENT(true),
        /** Only says that the agent lives now: worthless later. */
        HEARTBEAT(false),
        /** Anything else, such as asking for the current step: needs an engine. */
        QUESTION(false);

        private final boolean kept;

        Kind(boolean kept) {
            this.kept = kept;
        }

        /** Whether it is kept on disk while no engine answers. */
        public boolean kept() {
            return kept;
        }
    }

    public Callback {
        headers = Map.copyOf(headers);
    }

    /** Whether {@code rest} may be a callback's path: one to four ids. */
    public static boolean wellFormedRest(String rest) {
        List<String> segments = Arrays.asList(rest.split("/", -1));
        return segments.size() <= 4 && segments.stream().allMatch(Ids::wellFormed);
    }

    public Kind kind() {
        List<String> segments = Arrays.asList(rest.split("/", -1));
        boolean step = segments.getFirst().equals("step");
        if (!method.equals("POST")) {
            return Kind.QUESTION;
        } else if (step && segments.size() == 2) {
            return Kind.REPORT;
        } else if (step && segments.size() == 3 && segments.getLast().equals("logs")) {
            return Kind.LOGS;
        }
        return switch (rest) {
            case "phone-home" -> Kind.PHONE_HOME;
            case "report" -> Kind.EVENT;
            case "heartbeat" -> Kind.HEARTBEAT;
            default -> Kind.QUESTION;
        };
    }

    /** Its URL at an engine. */
    String pathAndQuery() {
        return "/api/v1/callback/" + execution + "/" + rest
                + query.map(text -> "?" + text).orElse("");
    }

    /** @param value safe in a URL */
    Callback withParameter(String name, String value) {
        String parameter = name + "=" + value;
        Optional<String> longer = Optional.of(query.filter(text -> !text.isEmpty())
                .map(text -> text + "&" + parameter)
                .orElse(parameter));
        return new Callback(method, execution, rest, longer, headers, body);
    }

    Callback withBody(Bytes other) {
        return new Callback(method, execution, rest, query, headers, other);
    }
}
