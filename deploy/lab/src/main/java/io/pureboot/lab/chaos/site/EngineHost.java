package io.pureboot.lab.chaos.site;

import io.pureboot.lab.process.ClassArchive;
import io.pureboot.lab.process.EngineProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The place of one engine: its ports and its data directory stay, its process may be another one. */
public final class EngineHost implements AutoCloseable {
    private static final int HEAP_MB = 512;
    private static final Duration LOOK = Duration.ofSeconds(3);

    private final String name;
    private final Path directory;
    private final String httpPort;
    private final Map<String, String> settings;
    private final ClassArchive classes;
    private EngineProcess engine;
    private boolean wanted = true;
    private boolean closed;

    private EngineHost(
            String name,
            Path directory,
            String httpPort,
            Map<String, String> settings,
            ClassArchive classes,
            EngineProcess engine) {
        this.name = name;
        this.directory = directory;
        this.httpPort = httpPort;
        this.settings = settings;
        this.classes = classes;
        this.engine = engine;
    }

    /** Starts one only to keep its classes for those that come after it. */
    static void keepClasses(ClassArchive classes, Path directory, String httpPort, Map<String, String> settings)
            throws IOException, InterruptedException {
        try (EngineProcess engine = EngineProcess.making(classes, directory, httpPort, HEAP_MB, settings)) {
            engine.awaitReady(1);
            engine.askToLeave();
            engine.awaitEnd();
        }
    }

    static EngineHost start(
            String name, Path directory, String httpPort, Map<String, String> settings, ClassArchive classes)
            throws IOException {
        return new EngineHost(
                name,
                directory,
                httpPort,
                settings,
                classes,
                EngineProcess.start(directory, httpPort, HEAP_MB, settings, classes));
    }

    public String name() {
        return name;
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + httpPort);
    }

    /** {@code kill -9}; it stays down until {@link #startAgain}. */
    public synchronized void kill() {
        wanted = false;
        engine.kill();
    }

    /** SIGTERM; it stays down until {@link #startAgain}. True when it has ended within {@code patience}. */
    public boolean leave(Duration patience) throws InterruptedException {
        EngineProcess leaving = askToLeave();
        return leaving.process().awaitEnd(patience).isPresent();
    }

    private synchronized EngineProcess askToLeave() {
        wanted = false;
        engine.askToLeave();
        return engine;
    }

    /** SIGSTOP. */
    public synchronized void pause() throws IOException {
        engine.process().pause();
    }

    /** SIGCONT. */
    public synchronized void resume() throws IOException {
        if (engine.process().alive()) {
            engine.process().resume();
        }
    }

    /** A new process in the place of one that has ended; a living one is killed before. Does nothing when all is over. */
    public synchronized void startAgain() throws IOException {
        if (!closed) {
            engine.kill();
            engine = EngineProcess.start(directory, httpPort, HEAP_MB, settings, classes);
            wanted = true;
        }
    }

    /** Whether it has ended by itself: nobody wanted it to. */
    synchronized boolean fallen() {
        return wanted && !closed && !engine.process().alive();
    }

    /** Whether it serves, in a cluster of so many. */
    boolean ready(int members) throws InterruptedException {
        return current().ready(members, LOOK);
    }

    void awaitReady(int members) {
        current().awaitReady(members);
    }

    private synchronized EngineProcess current() {
        return engine;
    }

    /** The last lines of its log. */
    String logEnd() {
        return current().logEnd();
    }

    @Override
    public synchronized void close() {
        closed = true;
        engine.kill();
    }
}
