package io.pureboot.engine.template.handlebars;

import java.util.List;

/**
 * Takes out of a text the rest of each line on which a block's, a comment's or an included template's tag stands alone, as the Mustache
 * specification has it. (handlebars.java can do so, but takes the blanks between two tags of one line with them.)
 *
 * @param text without those blanks and line breaks
 * @param starts where each tag starts in {@code text}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
record LoneTags(String text, int[] starts) {
    static LoneTags taken(String content, List<Tag> tags) {
        StringBuilder text = new StringBuilder(content.length());
        int[] starts = new int[tags.size()];
        int copied = 0;
        for (int i = 0; i < starts.length; i++) {
            Tag tag = tags.get(i);
            boolean lone = isLone(content, tag);
            text.append(content, copied, Math.max(copied, lone ? lineStart(content, tag) : tag.start()));
            starts[i] = text.length();
            text.append(content, tag.start(), tag.end());
            copied = lone ? afterLine(content, tag) : tag.end();
        }
        return new LoneTags(text.append(content, copied, content.length()).toString(), starts);
    }

    static boolean isLone(String content, Tag tag) {
        return switch (tag.kind()) {
            case VALUE -> false;
            case OPEN, OPEN_INVERSE, ELSE, CLOSE, PARTIAL, COMMENT ->
                beginsLine(content, tag) && endsLine(content, tag);
        };
    }

    private static boolean beginsLine(String content, Tag tag) {
        int at = lineStart(content, tag);
        return at == 0 || content.charAt(at - 1) == '\n';
    }

    /** After the blanks' beginning: at a line's start, when nothing but blanks stands before the tag. */
    static int lineStart(String content, Tag tag) {
        int at = tag.start();
        while (at > 0 && isBlank(content.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    private static boolean endsLine(String content, Tag tag) {
        int at = blanks(content, tag.end());
        return at == content.length() || content.charAt(at) == '\n' || content.startsWith("\r\n", at);
    }

    private static int afterLine(String content, Tag tag) {
        int at = blanks(content, tag.end());
        return at == content.length() ? at : at + (content.charAt(at) == '\r' ? 2 : 1);
    }

    private static int blanks(String content, int from) {
        int at = from;
        while (at < content.length() && isBlank(content.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
