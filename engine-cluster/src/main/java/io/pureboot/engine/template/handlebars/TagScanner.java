package io.pureboot.engine.template.handlebars;

import io.pureboot.engine.template.Rendering.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds a template's tags in one pass, in time proportional to its length. It reads before handlebars.java does: for the places of all that is
 * mentioned and of all faults, where the library names one fault; and to keep from the library what would take it too long or too deep.
 */
final class TagScanner {
    /** UTF-16 units of a template. */
    static final int LONGEST = 1024 * 1024;
    /** Tags of a template. */
    static final int MOST_TAGS = 2_500;
    /** Faults after which nobody reads on. */
    static final int MOST_FAULTS = 100;
    /** Words of a tag. */
    static final int MOST_WORDS = 200;
    /** Words of all tags. */
    static final int MOST_WORDS_OF_ALL = 10_000;

    private final String content;
    private final List<Tag> tags = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private int words;

    private TagScanner(String content) {
        this.content = content;
    }

    record Fault(Code code, String message, int at) {}

    record Scan(List<Tag> tags, List<Fault> faults) {
        Scan {
            tags = List.copyOf(tags);
            faults = List.copyOf(faults);
        }
    }

    static Scan scan(String content) {
        TagScanner scanner = new TagScanner(content);
        if (content.length() > LONGEST) {
            scanner.fault(Code.TEMPLATE_TOO_COMPLEX, "the template has more than " + LONGEST + " characters", 0);
        } else {
            scanner.run();
        }
        return new Scan(scanner.tags, scanner.faults);
    }

    private void run() {
        int at = content.indexOf("{{");
        while (at >= 0) {
            if (tags.size() == MOST_TAGS) {
                fault(Code.TEMPLATE_TOO_COMPLEX, "the template has more than " + MOST_TAGS + " tags", at);
                return;
            }
            Optional<Integer> next = escaped(at) ? literal(at) : tag(at);
            if (next.isEmpty() || faults.size() >= MOST_FAULTS) {
                return;
            }
            at = content.indexOf("{{", next.get());
        }
    }

    private boolean escaped(int at) {
        return at > 0 && content.charAt(at - 1) == '\\';
    }

    /** {@code \{{…}}} is text. */
    private Optional<Integer> literal(int at) {
        return after("", at + 2, at);
    }

    /** Reads the tag and says where to go on; empty when nothing can be read any more. */
    private Optional<Integer> tag(int start) {
        int at = start + 2;
        if (at < content.length() && content.charAt(at) == '~') {
            at++;
        }
        char sign = at < content.length() ? content.charAt(at) : ' ';
        return switch (sign) {
            case '!' -> comment(start, at + 1);
            case '{' ->
                content.startsWith("{{", at)
                        ? unsupported("raw blocks are not supported", start)
                        : words(Tag.Kind.VALUE, start, at + 1, true);
            case '&' -> words(Tag.Kind.VALUE, start, at + 1, false);
            case '#' -> opening(start, at + 1);
            case '^' -> words(Tag.Kind.OPEN_INVERSE, start, at + 1, false);
            case '/' -> words(Tag.Kind.CLOSE, start, at + 1, false);
            case '>' -> words(Tag.Kind.PARTIAL, start, at + 1, false);
            case '=' -> unsupported("other delimiters are not supported", start);
            case '*' -> unsupported("decorators are not supported", start);
            default -> words(Tag.Kind.VALUE, start, at, false);
        };
    }

    private Optional<Integer> comment(int start, int at) {
        Optional<Integer> end = after(content.startsWith("--", at) ? "--" : "", at, start);
        end.ifPresent(next -> tags.add(new Tag(Tag.Kind.COMMENT, start, next, List.of())));
        return end;
    }

    private Optional<Integer> opening(int start, int at) {
        char sign = at < content.length() ? content.charAt(at) : ' ';
        return switch (sign) {
            case '*' -> unsupported("inline partials are not supported; make a template and include it", start);
            case '>' -> unsupported("partial blocks are not supported", start);
            default -> words(Tag.Kind.OPEN, start, at, false);
        };
    }

    /** After the end of a comment or of an escaped tag: dashes where it has some, then braces. */
    private Optional<Integer> after(String dashes, int from, int start) {
        int end = content.indexOf(dashes + "}}", from);
        if (end < 0) {
            fault(Code.UNCLOSED_TAG, "these braces do not close", start);
            return Optional.empty();
        }
        return Optional.of(end + dashes.length() + 2);
    }

    private Optional<Integer> unsupported(String message, int start) {
        fault(Code.UNSUPPORTED_TAG, message, start);
        return Optional.of(start + 2);
    }

    private Optional<Integer> words(Tag.Kind kind, int start, int from, boolean triple) {
        WordReader reader = new WordReader(content, from);
        Optional<WordReader.Read> read = reader.read(triple ? "}}}" : "}}");
        if (read.isEmpty()) {
            fault(reader.fault(), reader.message(), start);
            return reader.fault() == Code.TEMPLATE_SYNTAX ? Optional.of(start + 2) : Optional.empty();
        }
        words += read.get().words().size();
        if (words > MOST_WORDS_OF_ALL) {
            fault(Code.TEMPLATE_TOO_COMPLEX, "the tags have more than " + MOST_WORDS_OF_ALL + " words", start);
            return Optional.empty();
        }
        add(kind, start, read.get());
        return Optional.of(read.get().end());
    }

    private void add(Tag.Kind kind, int start, WordReader.Read read) {
        List<Tag.Word> words = read.words();
        boolean lone = words.isEmpty();
        if (lone && kind != Tag.Kind.OPEN_INVERSE) {
            fault(Code.TEMPLATE_SYNTAX, "nothing stands between these braces", start);
            return;
        }
        boolean otherwise = kind == Tag.Kind.OPEN_INVERSE
                ? lone
                : kind == Tag.Kind.VALUE && words.getFirst().text().equals("else");
        if (otherwise) {
            tags.add(new Tag(Tag.Kind.ELSE, start, read.end(), lone ? words : words.subList(1, words.size())));
        } else {
            tags.add(new Tag(kind, start, read.end(), words));
        }
    }

    private void fault(Code code, String message, int at) {
        faults.add(new Fault(code, message, at));
    }
}
