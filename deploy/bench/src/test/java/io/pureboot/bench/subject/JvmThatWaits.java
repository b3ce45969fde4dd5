package io.pureboot.bench.subject;

import java.io.IOException;

/** A JVM with one live object of this class, until its standard input ends. */
final class JvmThatWaits {
    private JvmThatWaits() {}

    public static void main(String[] arguments) throws IOException {
        JvmThatWaits live = new JvmThatWaits();
        System.out.println("up");
        while (System.in.read() >= 0) {
            Thread.onSpinWait();
        }
        System.out.println(live);
    }
}
