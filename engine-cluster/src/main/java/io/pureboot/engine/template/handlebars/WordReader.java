package io.pureboot.engine.template.handlebars;

import io.pureboot.engine.template.Rendering.Code;
import io.pureboot.engine.template.handlebars.Tag.Sort;
import io.pureboot.engine.template.handlebars.Tag.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the words of one tag. */
final class WordReader {
    private static final int DEEPEST = 16;
    /** Characters of a path: the library takes time by the square of it. */
    private static final int LONGEST_PATH = 500;

    private static final int LONGEST_TEXT = 10_000;

    private final String content;
    private final List<Word> words = new ArrayList<>();
    private int at;
    private int depth;
    private Code fault = Code.UNCLOSED_TAG;
    private String message = "these braces do not close";

    WordReader(String content, int from) {
        this.content = content;
        this.at = from;
    }

    /** @param end after the closing braces */
    record Read(List<Word> words, int end) {}

    /** Why {@link #read} gave nothing. */
    Code fault() {
        return fault;
    }

    String message() {
        return message;
    }

    Optional<Read> read(String closing) {
        while (at < content.length()) {
            char c = content.charAt(at);
            if (content.startsWith(closing, at) || (c == '~' && content.startsWith(closing, at + 1))) {
                return depth == 0
                        ? Optional.of(new Read(List.copyOf(words), at + closing.length() + (c == '~' ? 1 : 0)))
                        : refused(Code.TEMPLATE_SYNTAX, "a parenthesis does not close");
            }
            if (words.size() == TagScanner.MOST_WORDS) {
                return refused(Code.TEMPLATE_TOO_COMPLEX, "a tag has more than " + TagScanner.MOST_WORDS + " words");
            }
            if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
                at++;
            } else if (!word(c)) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private Optional<Read> refused(Code code, String why) {
        fault = code;
        message = why;
        return Optional.empty();
    }

    private boolean word(char c) {
        return switch (c) {
            case '(' -> {
                add(Sort.OPEN, "(", at + 1);
                depth++;
                yield depth <= DEEPEST
                        || refused(Code.TEMPLATE_TOO_COMPLEX, "more than " + DEEPEST + " parentheses within each other")
                                .isPresent();
            }
            case ')' -> {
                add(Sort.CLOSE, ")", at + 1);
                depth--;
                yield depth >= 0
                        || refused(Code.TEMPLATE_SYNTAX, "a parenthesis was not opened")
                                .isPresent();
            }
            case '"', '\'' -> quoted(c);
            case '|' -> blockParams();
            default -> plain();
        };
    }

    private boolean quoted(char quote) {
        StringBuilder text = new StringBuilder();
        for (int i = at + 1; i < content.length(); i++) {
            char c = content.charAt(i);
            if (c == '\\' && i + 1 < content.length() && content.charAt(i + 1) == quote) {
                text.append(quote);
                i++;
            } else if (c == quote) {
                add(Sort.TEXT, text.toString(), i + 1);
                return true;
            } else if (c == '\n') {
                break;
            } else if (text.length() == LONGEST_TEXT) {
                return refused(Code.TEMPLATE_TOO_COMPLEX, "a text has more than " + LONGEST_TEXT + " characters")
                        .isPresent();
            } else {
                text.append(c);
            }
        }
        return refused(Code.TEMPLATE_SYNTAX, "a quoted text does not end on its line")
                .isPresent();
    }

    private boolean blockParams() {
        int close = at + 1;
        while (close < content.length() && content.charAt(close) != '|' && content.charAt(close) != '}') {
            close++;
        }
        if (close == content.length() || content.charAt(close) != '|') {
            return refused(Code.TEMPLATE_SYNTAX, "the names of a block do not end")
                    .isPresent();
        }
        add(Sort.BLOCK_PARAMS, content.substring(at + 1, close).strip(), close + 1);
        return true;
    }

    private boolean plain() {
        int end = at;
        boolean bracket = false;
        while (end < content.length() && (bracket || !ends(content.charAt(end)))) {
            char c = content.charAt(end);
            if (c == '\n') {
                break;
            }
            bracket = c == '[' || (bracket && c != ']');
            end++;
        }
        if (end == at) {
            return refused(Code.TEMPLATE_SYNTAX, "a tag holds what cannot be read: " + content.charAt(at))
                    .isPresent();
        }
        if (end - at > LONGEST_PATH) {
            return refused(Code.TEMPLATE_TOO_COMPLEX, "a name has more than " + LONGEST_PATH + " characters")
                    .isPresent();
        }
        String text = content.substring(at, end);
        if (end < content.length() && content.charAt(end) == '=') {
            add(Sort.HASH_KEY, text, end + 1);
        } else {
            add(isLiteral(text) ? Sort.LITERAL : Sort.PATH, text, end);
        }
        return true;
    }

    private static boolean ends(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '}' || c == '(' || c == ')' || c == '='
                || c == '"' || c == '\'' || c == '|' || c == '~';
    }

    private static boolean isLiteral(String text) {
        return switch (text) {
            case "true", "false", "null", "undefined" -> true;
            default -> {
                int digits = text.startsWith("-") ? 1 : 0;
                yield text.length() > digits
                        && text.chars().skip(digits).allMatch(c -> (c >= '0' && c <= '9') || c == '.')
                        && text.charAt(digits) != '.';
            }
        };
    }

    private void add(Sort sort, String text, int next) {
        words.add(new Word(sort, text, at));
        at = next;
    }
}
