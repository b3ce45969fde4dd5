package io.pureboot.engine.workflow.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.workflow.StrictFields;
import io.pureboot.engine.workflow.TemplateFields;
import io.pureboot.engine.workflow.TextLanguage;
import io.pureboot.protocol.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** What the texts of a step's config say: variables that there are not, templates that they name. */
final class ConfigTexts {
    private ConfigTexts() {}

    /**
     * A fault within a text.
     *
     * @param at the offset of {@code written} in {@code text}
     */
    record Within(Problem.Fault fault, String text, int at, String written) {
        /** With its place; of a tree without places, the message says where in a longer text it is. */
        Problem.Fault located(Places places) {
            int before = 0;
            for (int i = text.indexOf(written); i >= 0 && i < at; i = text.indexOf(written, i + 1)) {
                before++;
            }
            Problem.Fault located = places.located(fault, written, before);
            boolean longer = text.indexOf('\n') >= 0;
            return located.line().isPresent() || !longer || written.isEmpty()
                    ? located
                    : Problem.Fault.at(fault.path(), fault.code(), fault.message() + " (" + place() + " of the text)");
        }

        private String place() {
            String above = text.substring(0, at);
            long line = above.chars().filter(c -> c == '\n').count() + 1;
            return "line " + line + ", column " + (at - above.lastIndexOf('\n'));
        }
    }

    static List<Within> faults(ObjectNode config, String path, TextLanguage language) {
        List<Within> faults = new ArrayList<>();
        each(
                config,
                path,
                (pointer, text) -> language.faults(text)
                        .forEach(fault -> faults.add(new Within(
                                Problem.Fault.at(pointer, fault.code(), fault.message()),
                                text,
                                fault.at(),
                                fault.written()))));
        return faults;
    }

    /** The templates that a config names by {@link TemplateFields}, and those that its texts include, each with its first place. */
    static Map<String, Within> templates(ObjectNode config, String path, TextLanguage language) {
        Map<String, Within> templates = new LinkedHashMap<>();
        for (String field : TemplateFields.ALL) {
            JsonNode named = config.path(field);
            if (named.isTextual()) {
                Problem.Fault place = Problem.Fault.at(path + "/" + field, "", "");
                templates.putIfAbsent(named.textValue(), new Within(place, named.textValue(), 0, ""));
            }
        }
        each(
                config,
                path,
                (pointer, text) -> language.inclusions(text)
                        .forEach(inclusion -> templates.putIfAbsent(
                                inclusion.reference(),
                                new Within(
                                        Problem.Fault.at(pointer, "", ""),
                                        text,
                                        inclusion.at(),
                                        inclusion.written()))));
        return templates;
    }

    private static void each(JsonNode node, String pointer, BiConsumer<String, String> visit) {
        if (node.isTextual()) {
            visit.accept(pointer, node.textValue());
        }
        node.properties()
                .forEach(field -> each(field.getValue(), pointer + "/" + StrictFields.segment(field.getKey()), visit));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            each(node.get(i), pointer + "/" + i, visit);
        }
    }
}
