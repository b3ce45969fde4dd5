package io.pureboot.engine.template;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The namespaces of variables and their keys: document 000's table, and three of our own under {@code execution}. Keys of {@code meta}
 * are paths into the node's metadata ({@code meta.disk.root}, {@code meta.disks.0.name}); keys of {@code secret} are names of secrets.
 */
public enum Namespace {
    NODE,
    GROUP,
    WORKFLOW,
    SERVER,
    TEMPLATE,
    /** {@code phone_home_url}, {@code callback_url} and {@code seed_url} are additions to document 000. */
    EXECUTION,
    META,
    /** An addition to document 000: the values of the machine's device profile, as its execution was started with them. */
    PROFILE,
    SECRET;

    /** The namespace that is written {@code text}, or empty. */
    public static Optional<Namespace> parse(String text) {
        return switch (text) {
            case "node" -> Optional.of(NODE);
            case "group" -> Optional.of(GROUP);
            case "workflow" -> Optional.of(WORKFLOW);
            case "server" -> Optional.of(SERVER);
            case "template" -> Optional.of(TEMPLATE);
            case "execution" -> Optional.of(EXECUTION);
            case "meta" -> Optional.of(META);
            case "profile" -> Optional.of(PROFILE);
            case "secret" -> Optional.of(SECRET);
            default -> Optional.empty();
        };
    }

    /** As templates write it: lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The keys that there are; none for a namespace that takes any. */
    public List<String> keys() {
        return switch (this) {
            case NODE ->
                List.of(
                        "id",
                        "mac",
                        "ip",
                        "hostname",
                        "uuid",
                        "serial",
                        "vendor",
                        "model",
                        "architecture",
                        "boot_mode",
                        "state");
            case GROUP, WORKFLOW -> List.of("id", "name", "description");
            case SERVER -> List.of("url", "tftp_url", "http_url");
            case TEMPLATE -> List.of("id", "name", "version");
            case EXECUTION -> List.of("id", "step_id", "step_name", "phone_home_url", "callback_url", "seed_url");
            case META, PROFILE, SECRET -> List.of();
        };
    }

    /** Whether a variable of that key may exist here. */
    public boolean knows(String key) {
        return takesAnyKey() || keys().contains(key);
    }

    /** Whether its keys are the operator's own. */
    public boolean takesAnyKey() {
        return this == META || this == PROFILE || this == SECRET;
    }
}
