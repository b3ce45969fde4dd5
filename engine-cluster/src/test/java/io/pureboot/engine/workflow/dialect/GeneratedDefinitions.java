package io.pureboot.engine.workflow.dialect;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.workflow.Backoff;
import io.pureboot.engine.workflow.BootLoop;
import io.pureboot.engine.workflow.FailurePolicy;
import io.pureboot.engine.workflow.RebootPolicy;
import io.pureboot.engine.workflow.StepDefinition;
import io.pureboot.engine.workflow.WorkflowDefinition;
import io.pureboot.protocol.NodeState;
import io.pureboot.protocol.Seconds;
import io.pureboot.protocol.StepId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** Well-formed definitions by seed, with every field that there is and texts that are hard to write down. */
final class GeneratedDefinitions {
    private static final List<String> MORSELS = List.of(
            "a",
            "B",
            "7",
            " ",
            " ",
            "\n",
            "\n",
            "\t",
            "\r",
            "\r\n",
            ":",
            ": ",
            " #",
            "#",
            "-",
            "- ",
            "---",
            "...",
            "'",
            "\"",
            "\\",
            "|",
            ">",
            "&",
            "*",
            "!",
            "%",
            "@",
            "`",
            "{",
            "}",
            "[",
            "]",
            ",",
            "?",
            "~",
            "null",
            "true",
            "yes",
            "0.5",
            "017",
            "0x1f",
            "1e3",
            "=",
            "<<",
            "ü",
            "✓",
            "\ud83d\ude00",
            "\u0000",
            "\u0007",
            "\u001b",
            "\u0085",
            "\u00a0",
            "\u2028",
            "\ufeff",
            "${node.mac}",
            "${node.ip|dhcp}",
            "${HOME:-/root}",
            "${net0/mac}",
            "${if:node.ip}x${endif}",
            "${nope.mac}",
            "${node.nope}",
            "${",
            "$",
            "/dev/sda",
            "https://example.org/x?y=z");

    private final Random random;

    GeneratedDefinitions(long seed) {
        this.random = new Random(seed);
    }

    WorkflowDefinition next() {
        List<StepDefinition> steps = steps();
        List<StepId> cleanUps = steps.stream()
                .map(StepDefinition::id)
                .filter(id -> random.nextInt(8) == 0)
                .toList();
        return new WorkflowDefinition(
                line(60),
                random.nextBoolean() ? "" : text(12),
                one(List.of("linux", "windows", "bsd")),
                one(List.of("x86_64", "aarch64")),
                one(List.of("bios", "uefi")),
                random.nextBoolean(),
                maybe(this::seconds),
                cleanUps,
                new Seconds(random.nextInt(1000)),
                steps,
                maybe(() -> new BootLoop(random.nextInt(101), 1 + random.nextInt(BootLoop.MOST_MINUTES))));
    }

    private List<StepDefinition> steps() {
        int count = random.nextInt(7);
        int undoes = count < 2 ? 0 : random.nextInt(count / 2);
        List<StepDefinition> steps = new ArrayList<>();
        int sequence = random.nextInt(3);
        for (int i = 0; i < count; i++) {
            // Those at the end undo others, and are undone by none.
            Optional<StepId> undo = i < count - undoes && undoes > 0 && random.nextBoolean()
                    ? Optional.of(id(count - 1 - random.nextInt(undoes)))
                    : Optional.empty();
            steps.add(step(id(i), sequence, undo));
            sequence += 1 + random.nextInt(10);
        }
        return steps;
    }

    private static StepId id(int i) {
        return new StepId((i % 2 == 0 ? "step." : "S-") + i);
    }

    private StepDefinition step(StepId id, int sequence, Optional<StepId> undo) {
        String type = one(List.of("boot", "script", "reboot", "wait", "cloud_init"));
        return new StepDefinition(
                id,
                sequence,
                line(20),
                type,
                config(type),
                seconds(),
                undo.isPresent()
                        ? one(List.of(FailurePolicy.values()))
                        : one(List.of(FailurePolicy.FAIL, FailurePolicy.RETRY, FailurePolicy.SKIP)),
                1 + random.nextInt(1000),
                new Seconds(random.nextInt(100)),
                one(List.of(Backoff.values())),
                maybe(this::seconds),
                random.nextBoolean() ? 0.0 : jitter(),
                random.ints(random.nextInt(4)).boxed().toList(),
                maybe(() -> one(List.of(NodeState.values()))),
                undo,
                random.nextBoolean() ? Seconds.ZERO : seconds(),
                random.nextBoolean(),
                maybe(() -> one(List.of(RebootPolicy.values()))));
    }

    private double jitter() {
        return switch (random.nextInt(4)) {
            case 0 -> 1.0;
            case 1 -> Double.MIN_VALUE;
            case 2 -> 1e-9;
            default -> random.nextDouble();
        };
    }

    private ObjectNode config(String type) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        switch (type) {
            case "boot" -> bootConfig(config);
            case "script" -> {
                config.put(one(List.of("script", "script_url", "template_id")), text(40));
                maybe(() -> text(3)).ifPresent(interpreter -> config.put("interpreter", interpreter));
            }
            case "reboot" -> {
                maybe(() -> random.nextInt(100)).ifPresent(delay -> config.put("delay_seconds", delay));
                maybe(() -> one(List.of("agent", "boot"))).ifPresent(confirm -> config.put("confirm", confirm));
            }
            case "wait" -> config.put("duration_seconds", 1 + random.nextInt(100));
            case "cloud_init" -> {
                maybe(() -> text(3)).ifPresent(template -> config.put("template_id", template));
                maybe(() -> text(5)).ifPresent(url -> config.put("phone_home_url", url));
            }
            default -> throw new IllegalArgumentException(type);
        }
        return config;
    }

    private void bootConfig(ObjectNode config) {
        switch (random.nextInt(3)) {
            case 0 -> {
                config.put("kernel", text(5));
                maybe(() -> text(20)).ifPresent(cmdline -> config.put("cmdline", cmdline));
                if (random.nextBoolean()) {
                    config.putArray("initrd").add(text(3)).add(text(3));
                } else {
                    config.put("initrd", text(3));
                }
            }
            case 1 -> config.put("template_id", text(4));
            default -> config.put("boot_timeout_seconds", 1 + random.nextInt(1000));
        }
    }

    /** Of up to so many morsels, not blank. */
    private String text(int morsels) {
        StringBuilder text = new StringBuilder();
        for (int left = 1 + random.nextInt(morsels); left > 0; left--) {
            text.append(one(MORSELS));
        }
        return text.toString().isBlank() ? text.append('x').toString() : text.toString();
    }

    private String line(int longest) {
        String text = text(5);
        return text.length() > longest ? text.substring(0, longest - 1).replaceAll("[\ud800-\udfff]", "") + "x" : text;
    }

    private Seconds seconds() {
        return new Seconds(random.nextInt(10) == 0 ? Seconds.MAX : 1 + random.nextInt(10_000));
    }

    private <T> Optional<T> maybe(Supplier<T> value) {
        return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** The text with a few pieces taken out, doubled, moved, or replaced. */
    String mutated(String text) {
        StringBuilder mutated = new StringBuilder(text);
        for (int left = 1 + random.nextInt(4); left > 0 && !mutated.isEmpty(); left--) {
            int from = random.nextInt(mutated.length());
            int to = Math.min(mutated.length(), from + 1 + random.nextInt(random.nextInt(4) == 0 ? 80 : 4));
            switch (random.nextInt(5)) {
                case 0 -> mutated.delete(from, to);
                case 1 -> mutated.insert(random.nextInt(mutated.length()), mutated.substring(from, to));
                case 2 -> mutated.replace(from, to, one(MORSELS));
                case 3 -> mutated.insert(from, one(MORSELS));
                default -> mutated.setCharAt(from, (char) random.nextInt(0x3000));
            }
        }
        return mutated.toString();
    }
}
