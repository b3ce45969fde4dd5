package io.pureboot.standalone.server;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

/** A process that serves until SIGTERM or SIGINT: then what it runs is closed, and the process ends when that is done. */
public final class UntilSignal {
    private UntilSignal() {}

    /**
     * Waits for the signal, or until a server is gone by itself.
     *
     * @param servers closed before the process ends, whatever ends it
     */
    public static void serve(Runnable servers, CompletionStage<?> gone) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(servers, "leave"));
        CountDownLatch latch = new CountDownLatch(1);
        gone.whenComplete((done, failure) -> latch.countDown());
        latch.await();
    }
}
