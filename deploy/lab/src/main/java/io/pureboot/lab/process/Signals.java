package io.pureboot.lab.process;

import java.io.IOException;

/** Signals that Java itself cannot send. */
public final class Signals {
    private Signals() {}

    /**
     * Sends {@code signal}, such as {@code KILL}, by the shell's own {@code kill}: the program of that name is missing on slim systems.
     *
     * @throws IOException when there is no such process
     */
    public static void send(long pid, String signal) throws IOException {
        try {
            int status = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IOException("process " + pid + " does not take SIG" + signal);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while SIG" + signal + " was sent to process " + pid, stopped);
        }
    }
}
