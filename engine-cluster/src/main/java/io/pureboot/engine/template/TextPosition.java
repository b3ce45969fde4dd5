package io.pureboot.engine.template;

import java.util.Arrays;

/** Lines and columns of a text, both from 1; a column counts UTF-16 units, as editors do. */
final class TextPosition {
    private final int[] lineStarts;

    TextPosition(String text) {
        int[] starts = new int[16];
        int count = 1;
        for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, count * 2);
            }
            starts[count++] = at + 1;
        }
        lineStarts = Arrays.copyOf(starts, count);
    }

    int line(int offset) {
        int found = Arrays.binarySearch(lineStarts, offset);
        return found >= 0 ? found + 1 : -found - 1;
    }

    int column(int offset) {
        return offset - lineStarts[line(offset) - 1] + 1;
    }

    /** The offset of a line and column. */
    int offset(int line, int column) {
        return lineStarts[line - 1] + column - 1;
    }
}
