package io.pureboot.bench.render;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.template.IncludeSource;
import io.pureboot.engine.template.TemplateFormat;
import io.pureboot.engine.template.TemplateSource;
import io.pureboot.engine.template.Variables;
import io.pureboot.protocol.MacAddress;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.NodeState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A kickstart of 20 KB with three includes and 60 variables, and what it is rendered with.
 *
 * @param pieces the rendered text, cut where its variables and includes are
 */
record SampleKickstart(TemplateSource root, IncludeSource includes, Variables variables, List<String> pieces) {
    /** UTF-16 units of the template with what it includes. */
    static final int SIZE = 20 * 1024;
    /** Variables in it. */
    static final int VARIABLES = 60;
    /** Templates that it includes. */
    static final int INCLUDES = 3;

    private static final int FOR_EACH_PART = VARIABLES / (INCLUDES + 1);
    private static final List<String> NAMES =
            List.of("node.hostname", "node.mac", "node.ip", "meta.disk.root", "meta.zone");
    private static final String LINE =
            "# the installer reads this line and goes on to the next one, as it does with all\n";

    /** The kickstart in one of the languages; the rendered text is the same in both. */
    static SampleKickstart in(TemplateFormat format) {
        List<String> pieces = new ArrayList<>();
        Variables variables = known();
        StringBuilder root = new StringBuilder(part(format, "root", variables, pieces));
        Map<String, TemplateSource> includes = new HashMap<>();
        for (int i = 1; i <= INCLUDES; i++) {
            String name = "part-" + i;
            root.append(
                    switch (format) {
                        case PUREBOOT -> "${include:" + name + ":v1}";
                        case HANDLEBARS -> "{{> " + name + "@1}}.";
                        case FILE -> throw new IllegalArgumentException("a file is not rendered");
                    });
            includes.put(name + ":v1", new TemplateSource(name, "v1.0", format, part(format, name, variables, pieces)));
            pieces.add(format == TemplateFormat.HANDLEBARS ? "." : "");
        }
        return new SampleKickstart(
                new TemplateSource("kickstart", "v1.0", format, root.toString()),
                IncludeSource.of(includes),
                variables,
                List.copyOf(pieces));
    }

    private static String part(TemplateFormat format, String name, Variables variables, List<String> pieces) {
        StringBuilder text = new StringBuilder("# " + name + "\n");
        pieces.add(text.toString());
        int filled = SIZE / (INCLUDES + 1) / FOR_EACH_PART;
        for (int i = 0; i < FOR_EACH_PART; i++) {
            String variable = NAMES.get(i % NAMES.size());
            String written = format == TemplateFormat.PUREBOOT ? "${" + variable + "}" : "{{" + variable + "}}";
            String rest = "\n" + LINE.repeat((filled - written.length()) / LINE.length()) + "command --host=";
            text.append(written).append(rest);
            int dot = variable.indexOf('.');
            pieces.add(variables
                    .value(variable.substring(0, dot), variable.substring(dot + 1))
                    .orElseThrow());
            pieces.add(rest);
        }
        String end = LINE.repeat(Math.max(0, (SIZE / (INCLUDES + 1) - text.length()) / LINE.length() + 1));
        pieces.add(end);
        return text.append(end).toString();
    }

    private static Variables known() {
        ObjectNode meta = JsonNodeFactory.instance.objectNode().put("zone", "eu-1");
        meta.putObject("disk").put("root", "/dev/sda");
        return Variables.none()
                .with(new Variables.Node(
                        new NodeId("0199a1c2-0000-7000-8000-000000000001"),
                        MacAddress.parse("52:54:00:12:34:56"),
                        Optional.of("10.0.0.17"),
                        Optional.of("web-01"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        NodeState.INSTALLING))
                .withMeta(meta);
    }
}
