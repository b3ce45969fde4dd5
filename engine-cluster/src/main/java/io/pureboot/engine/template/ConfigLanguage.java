package io.pureboot.engine.template;

import io.pureboot.engine.workflow.TextLanguage;
import java.util.List;

/** Texts in steps' configs are templates without a name, in document 000's language: what they mention, and what is wrong with that. */
public final class ConfigLanguage implements TextLanguage {
    @Override
    public List<TextFault> faults(String text) {
        TextPosition position = new TextPosition(text);
        return mentions(text).faults().stream()
                .map(fault -> {
                    int at = offset(position, fault.place());
                    return new TextFault(
                            at,
                            written(text, at),
                            fault.code().replace('-', '_'),
                            fault.problem().message());
                })
                .toList();
    }

    @Override
    public List<Inclusion> inclusions(String text) {
        TextPosition position = new TextPosition(text);
        return mentions(text).includes().stream()
                .map(use -> {
                    int at = offset(position, use.place());
                    return new Inclusion(at, written(text, at), use.reference());
                })
                .toList();
    }

    private static Mentions mentions(String text) {
        return new TemplateLanguages(() -> 0).mentions(TemplateSource.inline(TemplateFormat.PUREBOOT, text));
    }

    private static int offset(TextPosition position, Place place) {
        return position.offset(place.line(), place.column());
    }

    /** The bracket as far as it stands in one line without blanks, which no quoting and folding can break. */
    private static String written(String text, int at) {
        int end = at;
        while (end < text.length() && text.charAt(end) > ' ' && text.charAt(end) != '|' && text.charAt(end) != '}') {
            end++;
        }
        return text.substring(at, end);
    }
}
