package io.pureboot.engine.template;

import java.util.Arrays;

/** Lines and columns of a text, both from 1; a column counts UTF-16 units, as editors do. */
public final class TextPosition {
    private final int[] lineStarts;
    private final int length;

    public TextPosition(String text) {
        int[] starts = new int[16];
        int count = 1;
        for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, count * 2);
            }
            starts[count++] = at + 1;
        }
        lineStarts = Arrays.copyOf(starts, count);
        length = text.length();
    }

    public int line(int offset) {
        int found = Arrays.binarySearch(lineStarts, offset);
        return found >= 0 ? found + 1 : -found - 1;
    }

    public int column(int offset) {
        return offset - lineStarts[line(offset) - 1] + 1;
    }

    /** The offset of a line and column, or of the last place that there is before it. */
    public int offset(int line, int column) {
        int start = lineStarts[Math.clamp(line - 1, 0, lineStarts.length - 1)];
        return Math.min(start + Math.max(0, column - 1), length);
    }
}
