package io.pureboot.engine.template.handlebars;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Iterator;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes a tree as YAML in block style. A text that any YAML could take for something else stands in double quotes, written as JSON
 * writes it, which every YAML reads (YAML 1.2, 7.3.1).
 */
final class YamlBlock {
    /** Words without quotes; none of them is a truth value, a number or null in YAML 1.1 or 1.2. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./-]*");

    private static final Pattern MEANING =
            Pattern.compile("true|false|yes|no|on|off|y|n|null", Pattern.CASE_INSENSITIVE);

    private final StringBuilder out = new StringBuilder();

    private YamlBlock() {}

    /** Without a line break at the end. */
    static String of(JsonNode node) {
        YamlBlock yaml = new YamlBlock();
        yaml.block(node, 0);
        return yaml.out.toString();
    }

    private void block(JsonNode node, int depth) {
        switch (node.getNodeType()) {
            case OBJECT -> fields(node, depth);
            case ARRAY -> items(node, depth);
            default -> scalar(node);
        }
    }

    private void fields(JsonNode node, int depth) {
        if (node.isEmpty()) {
            out.append("{}");
            return;
        }
        Iterator<Map.Entry<String, JsonNode>> fields = node.properties().iterator();
        while (fields.hasNext()) {
            Map.Entry<String, JsonNode> field = fields.next();
            out.append(word(field.getKey())).append(':');
            value(field.getValue(), depth);
            separate(fields.hasNext(), depth);
        }
    }

    /** After a field's name: beside it when it is one line, else below it. */
    private void value(JsonNode value, int depth) {
        if (value.isContainerNode() && !value.isEmpty()) {
            separate(true, depth + 1);
            block(value, depth + 1);
        } else {
            out.append(' ');
            block(value, depth);
        }
    }

    private void items(JsonNode node, int depth) {
        if (node.isEmpty()) {
            out.append("[]");
            return;
        }
        Iterator<JsonNode> items = node.iterator();
        while (items.hasNext()) {
            out.append("- ");
            block(items.next(), depth + 1);
            separate(items.hasNext(), depth);
        }
    }

    private void separate(boolean more, int depth) {
        if (more) {
            out.append('\n').repeat("  ", depth);
        }
    }

    private void scalar(JsonNode node) {
        out.append(node.isTextual() ? word(node.textValue()) : node.toString());
    }

    private static String word(String text) {
        boolean plain = PLAIN.matcher(text).matches() && !MEANING.matcher(text).matches();
        return plain ? text : TextNode.valueOf(text).toString();
    }
}
