package io.pureboot.standalone.command;

import io.pureboot.standalone.server.RunningServer;
import io.pureboot.standalone.server.Servers;
import io.pureboot.standalone.server.Settings;
import io.pureboot.standalone.server.UntilSignal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code engine}: one engine, for production. */
@Command(
        name = "engine",
        description = "One engine, a member of a cluster of equals; needs an external PostgreSQL (--db-url).",
        footer = {
            "",
            "Three on one host, for a try:",
            "  ./pureboot engine --db-url jdbc:postgresql://... --http-port 8080 --cluster-port 7001 --seeds 127.0.0.1:7001",
            "  ./pureboot engine --db-url jdbc:postgresql://... --http-port 8090 --cluster-port 7002 --seeds 127.0.0.1:7001",
            "  ./pureboot engine --db-url jdbc:postgresql://... --http-port 8100 --cluster-port 7003 --seeds 127.0.0.1:7001",
            "SIGTERM hands its executions over to the others."
        })
public final class EngineCommand implements Callable<Integer> {
    private final Servers servers;

    @Mixin
    private DataOptions data = new DataOptions();

    @Mixin
    private ListenOptions listen = new ListenOptions();

    @Mixin
    private EngineOptions engine = new EngineOptions();

    public EngineCommand(Servers servers) {
        this.servers = servers;
    }

    @Override
    public Integer call() throws InterruptedException {
        Logging.toConsoleWithMembership();
        GivenOptions given = new GivenOptions();
        data.addTo(given);
        listen.addTo(given);
        engine.addTo(given);
        Settings settings = given.settings();
        RunningServer running = servers.engine(settings.config());
        System.out.println("engine " + running.url());
        System.out.flush();
        UntilSignal.serve(() -> running.stop().toCompletableFuture().join(), running.terminated());
        return 0;
    }
}
