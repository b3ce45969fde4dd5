package io.pureboot.standalone.command;

import io.pureboot.standalone.server.RunningServer;
import io.pureboot.standalone.server.Servers;
import io.pureboot.standalone.server.Settings;
import io.pureboot.standalone.server.UntilSignal;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code edge}: one boot edge, for production. */
@Command(name = "edge", description = "One boot edge: TFTP and HTTP for the machines of a site, HTTP to the engines.")
public final class EdgeCommand implements Callable<Integer> {
    private final Servers servers;

    @Mixin
    private DataOptions data = new DataOptions();

    @Mixin
    private ListenOptions listen = new ListenOptions();

    @Mixin
    private EdgeOptions edge = new EdgeOptions();

    @Option(
            names = "--engine-urls",
            paramLabel = "URL[,URL...]",
            description = "The engines, or their load balancer. PUREBOOT_ENGINE_URLS.")
    private Optional<String> engineUrls = Optional.empty();

    @Option(
            names = "--edge-token",
            paramLabel = "TEXT",
            description = "The edge's token for them; PUREBOOT_EDGE_TOKEN keeps it out of the process list.")
    private Optional<String> edgeToken = Optional.empty();

    public EdgeCommand(Servers servers) {
        this.servers = servers;
    }

    @Override
    public Integer call() throws InterruptedException {
        Logging.toConsole();
        GivenOptions given =
                new GivenOptions().add(Settings.ENGINE_URLS, engineUrls).add(Settings.EDGE_TOKEN, edgeToken);
        data.addTo(given);
        listen.addTo(given);
        edge.addTo(given);
        RunningServer running = servers.edge(given.settings().config());
        System.out.println("edge " + running.url());
        System.out.flush();
        UntilSignal.serve(() -> running.stop().toCompletableFuture().join(), running.terminated());
        return 0;
    }
}
