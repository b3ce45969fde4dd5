package io.pureboot.engine.workflow.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A JSON tree as YAML that people like to read: block style, texts of several lines as literal blocks. */
final class YamlText {
    /** Texts that stay themselves as literal blocks: a reader would turn any other line end, or what YAML cannot hold, into something else. */
    private static final Pattern LITERAL = Pattern.compile("[\\x20-\\x7e\\t\\n\\u00a0-\\ud7ff&&[^\\u2028\\u2029]]*");

    private static final Pattern ONE_LINE = Pattern.compile("[\\x20-\\x7e\\u00a0-\\ud7ff&&[^\\u2028\\u2029]]*");

    private YamlText() {}

    static String of(JsonNode tree) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(FlowStyle.BLOCK);
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(true);
        options.setIndent(2);
        options.setSplitLines(false);
        StringWriter text = new StringWriter();
        new Yaml(options).serialize(node(tree), text);
        return text.toString();
    }

    private static Node node(JsonNode json) {
        if (json.isObject()) {
            List<NodeTuple> tuples = new ArrayList<>();
            json.properties().forEach(field -> tuples.add(new NodeTuple(text(field.getKey()), node(field.getValue()))));
            return new MappingNode(Tag.MAP, tuples, tuples.isEmpty() ? FlowStyle.FLOW : FlowStyle.BLOCK);
        }
        if (json.isArray()) {
            List<Node> entries = new ArrayList<>();
            json.forEach(entry -> entries.add(node(entry)));
            boolean scalars = entries.stream().allMatch(ScalarNode.class::isInstance);
            return new SequenceNode(Tag.SEQ, entries, scalars ? FlowStyle.FLOW : FlowStyle.BLOCK);
        }
        return switch (json.getNodeType()) {
            case NUMBER -> json.isIntegralNumber() ? plain(Tag.INT, json.asText()) : plain(Tag.FLOAT, decimal(json));
            case BOOLEAN -> plain(Tag.BOOL, json.asText());
            case NULL, MISSING -> plain(Tag.NULL, "null");
            default -> text(json.asText());
        };
    }

    /** With a point, as the reader knows a number that is not whole. */
    private static String decimal(JsonNode json) {
        String plain = json.decimalValue().toPlainString();
        return plain.contains(".") ? plain : plain + ".0";
    }

    private static Node plain(Tag tag, String text) {
        return new ScalarNode(tag, text, null, null, ScalarStyle.PLAIN);
    }

    private static Node text(String text) {
        ScalarStyle style = ScalarStyle.DOUBLE_QUOTED;
        if (ONE_LINE.matcher(text).matches()) {
            style = ScalarStyle.PLAIN;
        } else if (LITERAL.matcher(text).matches()) {
            style = ScalarStyle.LITERAL;
        }
        return new ScalarNode(Tag.STR, text, null, null, style);
    }
}
