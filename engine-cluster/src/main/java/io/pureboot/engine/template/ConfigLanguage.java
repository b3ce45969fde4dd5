package io.pureboot.engine.template;

import io.pureboot.engine.workflow.Nearest;
import io.pureboot.engine.workflow.TextLanguage;
import io.pureboot.protocol.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts in steps' configs are templates without a name: what {@link TemplateFaults} finds in them, with the nearest name that there is. */
public final class ConfigLanguage implements TextLanguage {
    private static final Pattern NAME = Pattern.compile("\\$\\{(?:if:)?([a-z]+)\\.([A-Za-z0-9_.-]+)");

    @Override
    public List<TextFault> faults(String text) {
        TextPosition position = new TextPosition(text);
        List<TextFault> faults = new ArrayList<>();
        for (Problem.Fault fault : TemplateFaults.validate(text)) {
            int at = position.offset(fault.line().orElse(1), fault.column().orElse(1));
            String written = written(text, at);
            faults.add(new TextFault(at, written, fault.code().replace('-', '_'), fault.message() + hint(written)));
        }
        return faults;
    }

    @Override
    public List<Inclusion> inclusions(String text) {
        List<Inclusion> inclusions = new ArrayList<>();
        for (String reference : TemplateFaults.references(text)) {
            String written = "${include:" + reference + "}";
            inclusions.add(new Inclusion(Math.max(text.indexOf(written), 0), written, reference));
        }
        return inclusions;
    }

    private static String written(String text, int at) {
        Matcher name = NAME.matcher(text).region(at, text.length());
        if (name.lookingAt()) {
            return name.group();
        }
        int close = text.indexOf('}', at);
        return close < 0 ? text.substring(at) : text.substring(at, close + 1);
    }

    private static String hint(String written) {
        Matcher name = NAME.matcher(written);
        if (!name.lookingAt()) {
            return "";
        }
        Optional<Namespace> namespace = Namespace.parse(name.group(1));
        return namespace
                .map(known -> known.knows(name.group(2)) ? "" : Nearest.hint(name.group(2), known.keys()))
                .orElseGet(() -> Nearest.hint(
                        name.group(1),
                        Arrays.stream(Namespace.values()).map(Namespace::wire).toList()));
    }
}
