package io.pureboot.standalone.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Some requests at once: one after the other they would take a rack's time, all at once they would be an attack. */
final class AtOnce {
    private static final int REQUESTS = 8;

    private AtOnce() {}

    /** A request that answers {@code B} for {@code A}. */
    interface Request<A, B> {
        B answer(A about) throws IOException, InterruptedException;
    }

    /** The answers, in the order of {@code all}; the first failure is thrown. */
    static <A, B> List<B> map(List<A> all, Request<A, B> request) throws IOException, InterruptedException {
        try (ExecutorService threads =
                Executors.newFixedThreadPool(REQUESTS, Thread.ofVirtual().factory())) {
            List<Future<B>> futures = new ArrayList<>();
            for (A each : all) {
                futures.add(threads.submit(() -> request.answer(each)));
            }
            List<B> answers = new ArrayList<>();
            for (Future<B> future : futures) {
                answers.add(answer(future));
            }
            return answers;
        }
    }

    private static <B> B answer(Future<B> future) throws IOException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException(e.getCause());
        }
    }
}
