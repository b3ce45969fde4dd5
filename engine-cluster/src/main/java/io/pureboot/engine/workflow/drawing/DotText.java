package io.pureboot.engine.workflow.drawing;

import io.pureboot.engine.workflow.drawing.Vertex.Progress;

/** A drawing in Graphviz's language DOT. */
public final class DotText {
    private DotText() {}

    /** The text, lines ended by {@code \n}. */
    public static String of(Drawing drawing) {
        StringBuilder text = new StringBuilder("digraph " + quoted(drawing.title()) + " {\n");
        text.append("    label=").append(quoted(drawing.title())).append(";\n");
        text.append("    labelloc=t;\n");
        text.append("    node [shape=box, style=\"rounded,filled\", fillcolor=white, fontname=\"sans-serif\"];\n");
        text.append("    edge [fontname=\"sans-serif\", fontsize=10];\n");
        drawing.nodes()
                .forEach(node -> text.append("    ")
                        .append(quoted(node.id()))
                        .append(" [label=")
                        .append(label(node))
                        .append(attributes(node))
                        .append("];\n"));
        drawing.edges()
                .forEach(edge -> text.append("    ")
                        .append(quoted(edge.from()))
                        .append(" -> ")
                        .append(quoted(edge.to()))
                        .append(attributes(edge))
                        .append(";\n"));
        return text.append("}\n").toString();
    }

    private static String label(Vertex node) {
        String type = node.type().map(name -> "\\n" + escaped(name)).orElse("");
        String progress = node.progress()
                .map(MermaidText::words)
                .map(words -> "\\n" + escaped(words))
                .orElse("");
        return "\"" + escaped(node.name()) + type + progress + "\"";
    }

    private static String attributes(Vertex node) {
        if (!node.kind().isStep()) {
            return ", shape=ellipse";
        }
        return node.progress().map(DotText::colour).orElse("");
    }

    private static String colour(Progress progress) {
        String fill = switch (progress.status()) {
            case "running" -> "#cfe8ff";
            case "success" -> "#d6f5d6";
            case "failed", "timed_out" -> "#ffd6d6";
            case "skipped" -> "#eeeeee";
            case "cancelled" -> "#fff3cd";
            default -> "white";
        };
        return ", fillcolor=\"" + fill + "\"" + (progress.current() ? ", penwidth=2" : "");
    }

    private static String attributes(Edge edge) {
        String style = edge.kind() == Edge.Kind.SUCCESS ? "" : "style=dashed";
        String label = edge.label().isEmpty() ? "" : "label=" + quoted(edge.label());
        String both = label + (label.isEmpty() || style.isEmpty() ? "" : ", ") + style;
        return both.isEmpty() ? "" : " [" + both + "]";
    }

    private static String quoted(String text) {
        return "\"" + escaped(text) + "\"";
    }

    /** Within quotes, where only quotes and backslashes mean something; line ends and other controls become blanks. */
    static String escaped(String text) {
        return text.replaceAll("\\p{Cntrl}", " ").replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
