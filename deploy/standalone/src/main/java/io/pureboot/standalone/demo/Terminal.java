package io.pureboot.standalone.demo;

import java.io.PrintStream;

/**
 * What standard output is: the launcher knows whether it is a terminal and how wide, as Java does not before 22.
 *
 * @param live whether lines can be painted over
 * @param columns how wide it is
 * @param colours whether to use them; {@code NO_COLOR} says no
 */
public record Terminal(PrintStream out, boolean live, int columns, boolean colours) {
    private static final int LEAST_COLUMNS = 40;

    public static Terminal ofThisProcess() {
        boolean live = Boolean.getBoolean("pureboot.terminal");
        int columns = Math.max(LEAST_COLUMNS, Integer.getInteger("pureboot.columns", 80));
        return new Terminal(System.out, live, columns, live && System.getenv("NO_COLOR") == null);
    }

    String green(String text) {
        return painted("32", text);
    }

    String red(String text) {
        return painted("31", text);
    }

    String yellow(String text) {
        return painted("33", text);
    }

    String faint(String text) {
        return painted("2", text);
    }

    String bold(String text) {
        return painted("1", text);
    }

    private String painted(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /** {@code text} cut to the terminal's width less {@code used} columns. */
    String cut(String text, int used) {
        int room = Math.max(0, columns - used - 1);
        return text.length() <= room ? text : text.substring(0, Math.max(0, room - 1)) + "…";
    }
}
