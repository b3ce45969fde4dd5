package io.pureboot.standalone.command;

import java.io.PrintStream;
import java.nio.file.Path;

/** Where the log goes. Decided before the first logger is made; a configuration that the caller names himself is left alone. */
final class Logging {
    private static final String CHOSEN = "logback.configurationFile";

    private Logging() {}

    /** To standard error, for servers. */
    static void toConsole() {
        use("logback-console.xml");
    }

    /** The same, for a member of a cluster: who joins and leaves is told as well. */
    static void toConsoleWithMembership() {
        System.setProperty("pureboot.log.membership", "INFO");
        toConsole();
    }

    /** To a file, for commands that paint the terminal themselves. */
    static void toFile(Path file) {
        System.setProperty("pureboot.log.file", file.toString());
        use("logback-file.xml");
    }

    private static void use(String configuration) {
        if (System.getProperty(CHOSEN) == null) {
            System.setProperty(CHOSEN, configuration);
        }
    }

    /** Each line of a message, after the program's name. */
    static void complain(PrintStream out, String message) {
        message.lines().forEach(line -> out.println("pureboot: " + line));
    }
}
