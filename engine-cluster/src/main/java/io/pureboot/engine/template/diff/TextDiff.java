package io.pureboot.engine.template.diff;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
import com.github.difflib.patch.ChangeDelta;
import com.github.difflib.patch.Chunk;
import com.github.difflib.patch.Patch;
import java.util.ArrayList;
import java.util.List;

/**
 * What has changed from one text to another, line by line.
 *
 * @param coarse the texts differ in so many lines that they are not compared line by line: what lies between their common beginning and
 *     their common end is shown as removed and added as a whole
 */
public record TextDiff(List<Hunk> hunks, boolean coarse) {
    /** Unchanged lines around a change, when nothing is said. */
    public static final int USUAL_CONTEXT = 3;
    /** Lines, of both texts together, between their common beginning and end, up to which they are compared line by line. */
    static final int MOST_LINES = 8_000;

    private static final String NO_NEWLINE = "\n\\ No newline at end of file";

    public TextDiff {
        hunks = List.copyOf(hunks);
    }

    /** Changes that lie close together, with the lines around them. */
    public record Hunk(Range from, Range to, List<Line> lines) {
        public Hunk {
            lines = List.copyOf(lines);
        }
    }

    /**
     * Lines of one of the two texts.
     *
     * @param first from 1; of an empty range the line before it
     */
    public record Range(int first, int count) {
        @Override
        public String toString() {
            return count == 1 ? Integer.toString(first) : first + "," + count;
        }
    }

    /**
     * One line.
     *
     * @param text without its end
     * @param ends whether a newline follows; the last line of a text may have none
     */
    public record Line(Op op, String text, boolean ends) {
        @Override
        public String toString() {
            return op.sign() + text + (ends ? "" : NO_NEWLINE) + "\n";
        }
    }

    /** Which of the two texts has the line. */
    public enum Op {
        BOTH(' '),
        REMOVED('-'),
        ADDED('+');

        private final char sign;

        Op(char sign) {
            this.sign = sign;
        }

        /** As unified text writes it, before the line. */
        public char sign() {
            return sign;
        }

        static Op of(char sign) {
            return sign == '-' ? REMOVED : sign == '+' ? ADDED : BOTH;
        }
    }

    /**
     * Compares two texts.
     *
     * @param context unchanged lines around each change
     */
    public static TextDiff between(String from, String to, int context) {
        List<String> before = lines(from);
        List<String> after = lines(to);
        int head = commonHead(before, after);
        int tail = commonTail(before, after, head);
        boolean coarse = before.size() + after.size() - 2 * (head + tail) > MOST_LINES;
        Patch<String> patch = coarse
                ? asAWhole(before, after, head, tail)
                : DiffUtils.diff(before, after, new MyersDiffWithLinearSpace<>());
        return new TextDiff(hunks(UnifiedDiffUtils.generateUnifiedDiff("", "", before, patch, context)), coarse);
    }

    public int added() {
        return count(Op.ADDED);
    }

    public int removed() {
        return count(Op.REMOVED);
    }

    private int count(Op op) {
        return (int) hunks.stream()
                .flatMap(hunk -> hunk.lines().stream())
                .filter(line -> line.op() == op)
                .count();
    }

    /** As {@code diff -u} prints it, for {@code patch}; empty when nothing has changed. */
    public String unified(String fromName, String toName) {
        if (hunks.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        text.append("--- ").append(fromName).append('\n');
        text.append("+++ ").append(toName).append('\n');
        for (Hunk hunk : hunks) {
            text.append("@@ -").append(hunk.from()).append(" +").append(hunk.to());
            text.append(" @@\n");
            hunk.lines().forEach(text::append);
        }
        return text.toString();
    }

    /** A last line without newline is another line than the same one with it. */
    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        String last = lines.removeLast();
        if (!last.isEmpty()) {
            lines.add(last + NO_NEWLINE);
        }
        return lines;
    }

    private static int commonHead(List<String> before, List<String> after) {
        int most = Math.min(before.size(), after.size());
        int head = 0;
        while (head < most && before.get(head).equals(after.get(head))) {
            head++;
        }
        return head;
    }

    private static int commonTail(List<String> before, List<String> after, int head) {
        int most = Math.min(before.size(), after.size()) - head;
        int tail = 0;
        while (tail < most && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
            tail++;
        }
        return tail;
    }

    private static Patch<String> asAWhole(List<String> before, List<String> after, int head, int tail) {
        Patch<String> patch = new Patch<>(1);
        patch.addDelta(new ChangeDelta<>(
                new Chunk<>(head, before.subList(head, before.size() - tail)),
                new Chunk<>(head, after.subList(head, after.size() - tail))));
        return patch;
    }

    /** The library's unified text as hunks: two lines of names, then each hunk's ranges and lines. */
    private static List<Hunk> hunks(List<String> unified) {
        List<Hunk> hunks = new ArrayList<>();
        for (int i = 2; i < unified.size(); ) {
            String[] head = unified.get(i++).split(" ", -1);
            List<Line> lines = new ArrayList<>();
            while (i < unified.size() && !unified.get(i).startsWith("@")) {
                lines.add(line(unified.get(i++)));
            }
            hunks.add(
                    new Hunk(range(head[1], lines, Op.ADDED), range(head[2], lines, Op.REMOVED), removedFirst(lines)));
        }
        return hunks;
    }

    /** The library knows no order within a change; readers of such texts do. */
    private static List<Line> removedFirst(List<Line> lines) {
        List<Line> ordered = new ArrayList<>();
        List<Line> added = new ArrayList<>();
        for (Line line : lines) {
            if (line.op() == Op.ADDED) {
                added.add(line);
            } else {
                if (line.op() == Op.BOTH) {
                    ordered.addAll(added);
                    added.clear();
                }
                ordered.add(line);
            }
        }
        ordered.addAll(added);
        return ordered;
    }

    /**
     * The lines of one text that a hunk has.
     *
     * @param written such as {@code -3,4}; the lines themselves say how many there are, and an empty range is written with the line after it
     *     where {@code patch} wants the line before
     */
    private static Range range(String written, List<Line> lines, Op others) {
        int count = (int) lines.stream().filter(line -> line.op() != others).count();
        int comma = written.indexOf(',');
        int first = Integer.parseInt(written.substring(1, comma < 0 ? written.length() : comma));
        return new Range(count == 0 ? Math.max(0, first - 1) : first, count);
    }

    private static Line line(String unified) {
        boolean ends = !unified.endsWith(NO_NEWLINE);
        return new Line(
                Op.of(unified.charAt(0)),
                unified.substring(1, unified.length() - (ends ? 0 : NO_NEWLINE.length())),
                ends);
    }
}
