package io.pureboot.engine.storage;

import com.typesafe.config.Config;
import io.pureboot.engine.query.Database;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;

/** The room as one engine holds it. */
public record Storage(Backends backends, StoredFiles files, Uploads uploads) {
    /**
     * Opens the room and begins to look for expired uploads.
     *
     * @param engine the resolved subtree {@code pureboot.engine}
     * @param credentials finds what backends' settings call by name
     */
    public static Storage open(ActorSystem<?> system, Config engine, Database database, Credentials credentials) {
        StorageSettings settings = StorageSettings.read(engine);
        // Threads of the operating system: clients of object stores hold on to theirs while they wait.
        ExecutorService threads = Executors.newCachedThreadPool(
                Thread.ofPlatform().name("storage-", 0).daemon().factory());
        OpenShelves shelves = new OpenShelves(database, settings.directory(), credentials);
        Backends backends = new Backends(database, shelves, threads);
        Uploads uploads = new Uploads(database, backends, shelves, settings, threads);
        system.scheduler()
                .scheduleWithFixedDelay(
                        settings.sweepEvery(), settings.sweepEvery(), uploads::sweep, system.executionContext());
        CoordinatedShutdown.get(system).addTask(CoordinatedShutdown.PhaseServiceStop(), "storage", () -> {
            threads.shutdownNow();
            shelves.close();
            return CompletableFuture.completedFuture(Done.getInstance());
        });
        return new Storage(backends, new StoredFiles(database, backends, shelves, threads), uploads);
    }
}
