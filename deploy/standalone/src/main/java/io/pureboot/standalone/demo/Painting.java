package io.pureboot.standalone.demo;

import java.util.List;

/** Some lines at the end of a terminal that are painted again and again in their place. */
final class Painting {
    private final Terminal terminal;
    private int painted;

    Painting(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Replaces what was painted before. No line may be wider than the terminal. */
    void paint(List<String> lines) {
        StringBuilder text = new StringBuilder();
        if (painted > 0) {
            text.append("\u001b[").append(painted).append('A');
        }
        for (String line : lines) {
            text.append("\r\u001b[2K").append(line).append('\n');
        }
        // What is left of a longer painting.
        text.append("\u001b[0J");
        terminal.out().print(text);
        terminal.out().flush();
        painted = lines.size();
    }

    /** A bar of {@code width} columns. */
    static String bar(int percent, int width) {
        int full = Math.clamp((long) percent * width / 100, 0, width);
        return "█".repeat(full) + "░".repeat(width - full);
    }
}
