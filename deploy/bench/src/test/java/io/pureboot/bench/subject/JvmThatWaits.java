package io.pureboot.bench.subject;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.Reference;

/** A JVM with one live object of this class, until its standard input ends. */
final class JvmThatWaits {
    private JvmThatWaits() {}

    public static void main(String[] arguments) throws IOException {
        JvmThatWaits live = new JvmThatWaits();
        try {
            System.out.println("up");
            System.in.transferTo(OutputStream.nullOutputStream());
        } finally {
            Reference.reachabilityFence(live);
        }
    }
}
