package io.pureboot.engine.template.handlebars;

import io.pureboot.engine.template.Rendering.Code;
import io.pureboot.engine.template.handlebars.TagScanner.Fault;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/** Says of a template's tags where blocks do not close, or close what is not open, and where a helper is named that there is not. */
final class BlockNesting {
    /** Blocks within each other. */
    static final int DEEPEST = 100;

    private final Predicate<String> helpers;
    private final Deque<Tag> open = new ArrayDeque<>();
    private final List<Fault> faults = new ArrayList<>();

    private BlockNesting(Predicate<String> helpers) {
        this.helpers = helpers;
    }

    /** @param helpers whether there is a helper of that name */
    static List<Fault> faults(List<Tag> tags, Predicate<String> helpers) {
        BlockNesting nesting = new BlockNesting(helpers);
        tags.forEach(nesting::read);
        nesting.open
                .descendingIterator()
                .forEachRemaining(tag -> nesting.fault(
                        Code.UNCLOSED_BLOCK, "this {{#" + name(tag) + "}} has no {{/" + name(tag) + "}}", tag));
        return nesting.faults;
    }

    private void read(Tag tag) {
        switch (tag.kind()) {
            case OPEN, OPEN_INVERSE -> {
                helper(tag);
                open.push(tag);
                if (open.size() == DEEPEST + 1) {
                    fault(Code.TEMPLATE_TOO_COMPLEX, "more than " + DEEPEST + " blocks within each other", tag);
                }
            }
            case CLOSE -> close(tag);
            case ELSE -> {
                if (open.isEmpty()) {
                    fault(Code.UNEXPECTED_ELSE, "this {{else}} belongs to no block", tag);
                }
                helper(tag);
            }
            case VALUE -> helper(tag);
            case PARTIAL -> partial(tag);
            case COMMENT -> {}
        }
    }

    private void close(Tag tag) {
        if (open.isEmpty()) {
            fault(Code.UNEXPECTED_CLOSE, "this {{/" + name(tag) + "}} closes nothing", tag);
            return;
        }
        Tag opened = open.pop();
        if (!name(opened).equals(name(tag))) {
            fault(Code.UNEXPECTED_CLOSE, "this {{/" + name(tag) + "}} closes {{#" + name(opened) + "}}", tag);
        }
    }

    /** Whoever is followed by arguments is a helper, here and in parentheses. */
    private void helper(Tag tag) {
        for (int i = 0; i < tag.words().size(); i++) {
            Tag.Word word = tag.words().get(i);
            boolean head = i == 0 || tag.words().get(i - 1).sort() == Tag.Sort.OPEN;
            boolean arguments = i + 1 < tag.words().size()
                    && tag.words().get(i + 1).sort() != Tag.Sort.BLOCK_PARAMS
                    && !tag.words().get(i + 1).text().equals("as");
            boolean called = i > 0 || arguments;
            if (head && called && word.sort() == Tag.Sort.PATH && !helpers.test(word.text())) {
                fault(Code.UNKNOWN_HELPER, "there is no helper " + word.text(), tag);
            }
        }
    }

    private void partial(Tag tag) {
        Tag.Word name = tag.words().getFirst();
        if (name.sort() == Tag.Sort.OPEN) {
            fault(
                    Code.UNSUPPORTED_TAG,
                    "what is included must be written, so that an execution can bind it to a version at its start",
                    tag);
        } else if (IncludeName.reference(tag).isEmpty()) {
            fault(Code.TEMPLATE_SYNTAX, "this names no template: " + name.text(), tag);
        }
    }

    private static String name(Tag tag) {
        return tag.words().isEmpty() ? "" : tag.words().getFirst().text();
    }

    private void fault(Code code, String message, Tag tag) {
        if (faults.size() < TagScanner.MOST_FAULTS) {
            faults.add(new Fault(code, message, tag.start()));
        }
    }
}
