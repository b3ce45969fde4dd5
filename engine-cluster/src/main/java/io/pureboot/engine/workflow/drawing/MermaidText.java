package io.pureboot.engine.workflow.drawing;

import io.pureboot.engine.workflow.drawing.Vertex.Progress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A drawing as a Mermaid flowchart. Vertices have made-up ids, for Mermaid knows words that a step may have as its id ({@code end}). */
public final class MermaidText {
    private static final String MEANS_NOTHING = " .,:_-/()'+";

    private static final Map<String, String> COLOURS = Map.of(
            "running", "fill:#cfe8ff,stroke:#1565c0",
            "success", "fill:#d6f5d6,stroke:#2e7d32",
            "failed", "fill:#ffd6d6,stroke:#c62828",
            "timed_out", "fill:#ffd6d6,stroke:#c62828",
            "skipped", "fill:#eeeeee,stroke:#757575",
            "cancelled", "fill:#fff3cd,stroke:#b28704");

    private MermaidText() {}

    /** The text, lines ended by {@code \n}. */
    public static String of(Drawing drawing) {
        Map<String, String> names = new LinkedHashMap<>();
        drawing.nodes().forEach(node -> names.put(node.id(), "n" + names.size()));
        StringBuilder text = new StringBuilder("---\ntitle: \"" + escaped(drawing.title()) + "\"\n---\nflowchart TD\n");
        drawing.nodes()
                .forEach(node -> text.append("    ")
                        .append(names.get(node.id()))
                        .append(shaped(node))
                        .append('\n'));
        drawing.edges()
                .forEach(edge -> text.append("    ")
                        .append(names.get(edge.from()))
                        .append(edge.kind() == Edge.Kind.SUCCESS ? " -->" : " -.->")
                        .append(edge.label().isEmpty() ? "" : "|\"" + escaped(edge.label()) + "\"|")
                        .append(' ')
                        .append(names.get(edge.to()))
                        .append('\n'));
        colours(drawing.nodes(), names, text);
        return text.toString();
    }

    private static String shaped(Vertex node) {
        if (!node.kind().isStep()) {
            return "([\"" + escaped(node.name()) + "\"])";
        }
        String type = node.type().map(name -> "<br/>" + escaped(name)).orElse("");
        String progress =
                node.progress().map(done -> "<br/>" + escaped(words(done))).orElse("");
        return "[\"" + escaped(node.name()) + type + progress + "\"]";
    }

    /** Such as {@code running, attempt 2}. */
    static String words(Progress progress) {
        return progress.status() + (progress.attempts() > 1 ? ", attempt " + progress.attempts() : "");
    }

    private static void colours(List<Vertex> nodes, Map<String, String> names, StringBuilder text) {
        COLOURS.keySet().stream().sorted().forEach(status -> {
            List<String> of = nodes.stream()
                    .filter(node -> node.progress()
                            .filter(done -> done.status().equals(status))
                            .isPresent())
                    .map(node -> names.getOrDefault(node.id(), ""))
                    .toList();
            if (!of.isEmpty()) {
                text.append("    classDef ")
                        .append(status)
                        .append(' ')
                        .append(COLOURS.get(status))
                        .append('\n');
                text.append("    class ")
                        .append(String.join(",", of))
                        .append(' ')
                        .append(status)
                        .append('\n');
            }
        });
    }

    /** Whatever may mean something to Mermaid or HTML, as Mermaid's entity of its number; line ends and other controls as blanks. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c)) {
                escaped.append(' ');
            } else if (Character.isLetterOrDigit(c) || c > 127 || MEANS_NOTHING.indexOf(c) >= 0) {
                escaped.appendCodePoint(c);
            } else {
                escaped.append('#').append(c).append(';');
            }
        });
        return escaped.toString();
    }
}
