package io.pureboot.engine.template.handlebars;

import java.util.List;

/**
 * What stands between <code>{{</code> and <code>}}</code>.
 *
 * @param start offset of the first brace
 * @param end offset after the last brace
 * @param words what it says, without the sign that tells its kind
 */
record Tag(Kind kind, int start, int end, List<Word> words) {
    enum Kind {
        /** {@code {{node.ip}}}, {@code {{default node.ip "dhcp"}}}. */
        VALUE,
        /** {@code {{#if node.ip}}}. */
        OPEN,
        /** {@code {{^node.ip}}}: a block for when there is no value. */
        OPEN_INVERSE,
        /** {@code {{else}}}, {@code {{^}}}, {@code {{else if node.ip}}}. */
        ELSE,
        /** {@code {{/if}}}. */
        CLOSE,
        /** {@code {{> base-packages@2.1}}}. */
        PARTIAL,
        /** {@code {{! not for the text }}}. */
        COMMENT
    }

    /** One word of a tag. */
    record Word(Sort sort, String text, int at) {}

    enum Sort {
        /** A variable's path or a helper's name. */
        PATH,
        /** A text in quotes, without them. */
        TEXT,
        /** A number, true, false, null, undefined. */
        LITERAL,
        /** The name before an equals sign. */
        HASH_KEY,
        OPEN,
        CLOSE,
        /** {@code |name other|}, the names that a block gives to what it hands in. */
        BLOCK_PARAMS
    }
}
