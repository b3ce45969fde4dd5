package io.pureboot.engine.template;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Reads a template into tokens in one pass, in time proportional to its length. Whatever is not written exactly as one of ours, such as
 * iPXE's {@code ${net0/mac}} and the shell's {@code ${HOME:-/root}}, is text. So is one of ours after a further dollar sign, which is
 * dropped: {@code $${node.mac}} is the text {@code ${node.mac}}. Two dollar signs before anything else are two dollar signs.
 */
final class TemplateScanner {
    private static final int LONGEST_REFERENCE = TemplateReference.LONGEST_NAME + 24;

    private final String content;
    private final List<Token> tokens = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private final Deque<Integer> openIfs = new ArrayDeque<>();
    private final Deque<Boolean> elseSeen = new ArrayDeque<>();
    private boolean noMoreClosing;

    private TemplateScanner(String content) {
        this.content = content;
    }

    /** The tokens in order, and what is wrong with their nesting; tokens of a template with faults are not to be rendered. */
    record Scan(List<Token> tokens, List<Fault> faults) {}

    record Fault(Rendering.Code code, int at) {}

    static Scan scan(String content) {
        TemplateScanner scanner = new TemplateScanner(content);
        scanner.run();
        return new Scan(scanner.tokens, scanner.faults);
    }

    private void run() {
        int textFrom = 0;
        int at = content.indexOf("${");
        while (at >= 0) {
            Optional<Token> token = tokenAt(at);
            int next = token.map(Token::end).orElse(at + 2);
            if (token.isPresent() && at > textFrom && content.charAt(at - 1) == '$') {
                text(textFrom, at - 1);
                textFrom = at;
            } else if (token.isPresent()) {
                text(textFrom, at);
                add(token.get());
                textFrom = next;
            }
            at = content.indexOf("${", next);
        }
        text(textFrom, content.length());
        openIfs.descendingIterator()
                .forEachRemaining(open -> faults.add(
                        new Fault(Rendering.Code.UNCLOSED_IF, tokens.get(open).start())));
    }

    private void text(int from, int to) {
        if (from < to) {
            tokens.add(new Token.Text(from, to));
        }
    }

    private Optional<Token> tokenAt(int start) {
        int word = start + 2;
        int end = endOfLetters(word);
        if (end == word || end >= content.length()) {
            return Optional.empty();
        }
        String name = content.substring(word, Math.min(end, word + 64));
        return switch (content.charAt(end)) {
            case '}' -> bracket(start, end + 1, name);
            case ':' -> directive(start, end + 1, name);
            case '.' -> variable(start, name, end + 1);
            default -> Optional.empty();
        };
    }

    private static Optional<Token> bracket(int start, int end, String name) {
        return switch (name) {
            case "else" -> Optional.of(new Token.Else(start, end, 0));
            case "endif" -> Optional.of(new Token.EndIf(start, end));
            default -> Optional.empty();
        };
    }

    private Optional<Token> directive(int start, int from, String name) {
        return switch (name) {
            case "include" -> include(start, from);
            case "if" -> condition(start, from);
            default -> Optional.empty();
        };
    }

    private Optional<Token> include(int start, int from) {
        int limit = Math.min(content.length(), from + LONGEST_REFERENCE);
        int close = from;
        while (close < limit && content.charAt(close) != '}') {
            close++;
        }
        if (close >= limit) {
            return Optional.empty();
        }
        int end = close + 1;
        String written = content.substring(from, close);
        return TemplateReference.parse(written).map(reference -> new Token.Include(start, end, written, reference));
    }

    private Optional<Token> condition(int start, int from) {
        int dot = endOfLetters(from);
        if (dot == from || dot >= content.length() || content.charAt(dot) != '.') {
            return Optional.empty();
        }
        int end = endOfKey(dot + 1);
        if (!keyWellFormed(dot + 1, end) || end >= content.length() || content.charAt(end) != '}') {
            return Optional.empty();
        }
        return Optional.of(new Token.If(
                start, end + 1, Token.Name.of(content.substring(from, dot), content.substring(dot + 1, end)), 0));
    }

    private Optional<Token> variable(int start, String namespace, int from) {
        int end = endOfKey(from);
        if (!keyWellFormed(from, end) || end >= content.length()) {
            return Optional.empty();
        }
        Token.Name name = Token.Name.of(namespace, content.substring(from, end));
        return switch (content.charAt(end)) {
            case '}' -> Optional.of(new Token.Variable(start, end + 1, name, Optional.empty()));
            case '|' -> {
                int close = closing(end);
                yield close < 0
                        ? Optional.empty()
                        : Optional.of(new Token.Variable(
                                start, close + 1, name, Optional.of(content.substring(end + 1, close))));
            }
            default -> Optional.empty();
        };
    }

    /** The next closing brace; once there is none, there is none further on either, and nobody looks again. */
    private int closing(int from) {
        if (noMoreClosing) {
            return -1;
        }
        int close = content.indexOf('}', from);
        noMoreClosing = close < 0;
        return close;
    }

    private int endOfLetters(int from) {
        int at = from;
        while (at < content.length() && content.charAt(at) >= 'a' && content.charAt(at) <= 'z') {
            at++;
        }
        return at;
    }

    private int endOfKey(int from) {
        int at = from;
        while (at < content.length() && keyCharacter(content.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean keyCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '-'
                || c == '.';
    }

    /** Parts between dots are not empty. */
    private boolean keyWellFormed(int from, int to) {
        boolean afterDot = true;
        for (int at = from; at < to; at++) {
            boolean dot = content.charAt(at) == '.';
            if (dot && afterDot) {
                return false;
            }
            afterDot = dot;
        }
        return !afterDot;
    }

    private void add(Token token) {
        switch (token) {
            case Token.If open -> {
                openIfs.push(tokens.size());
                elseSeen.push(false);
                tokens.add(open);
            }
            case Token.Else middle -> addElse(middle);
            case Token.EndIf close -> addEndIf(close);
            case Token.Text text -> tokens.add(text);
            case Token.Variable variable -> tokens.add(variable);
            case Token.Include include -> tokens.add(include);
        }
    }

    private void addElse(Token.Else token) {
        if (openIfs.isEmpty() || elseSeen.pop()) {
            faults.add(new Fault(Rendering.Code.UNEXPECTED_ELSE, token.start()));
            if (!openIfs.isEmpty()) {
                elseSeen.push(true);
            }
            return;
        }
        elseSeen.push(true);
        int opened = openIfs.pop();
        openIfs.push(tokens.size());
        pointTo(opened, tokens.size() + 1);
        tokens.add(token);
    }

    private void addEndIf(Token.EndIf token) {
        if (openIfs.isEmpty()) {
            faults.add(new Fault(Rendering.Code.UNEXPECTED_ENDIF, token.start()));
            return;
        }
        elseSeen.pop();
        pointTo(openIfs.pop(), tokens.size() + 1);
        tokens.add(token);
    }

    private void pointTo(int index, int target) {
        switch (tokens.get(index)) {
            case Token.If open -> tokens.set(index, new Token.If(open.start(), open.end(), open.name(), target));
            case Token.Else middle -> tokens.set(index, new Token.Else(middle.start(), middle.end(), target));
            case Token.Text text -> throw new IllegalStateException("no bracket: " + text);
            case Token.Variable variable -> throw new IllegalStateException("no bracket: " + variable);
            case Token.Include include -> throw new IllegalStateException("no bracket: " + include);
            case Token.EndIf close -> throw new IllegalStateException("no bracket: " + close);
        }
    }
}
