package io.pureboot.standalone.server;

import com.typesafe.config.Config;
import io.pureboot.edge.Edge;
import io.pureboot.edge.EdgeConfig;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The engine and the edge that this build carries. */
public final class ServersOfThisBuild implements Servers {
    @Override
    public RunningServer engine(Config config) {
        throw new IllegalStateException("this build carries no engine");
    }

    @Override
    public RunningServer edge(Config config) {
        return new RunningEdge(Edge.start(EdgeConfig.from(config)), new CompletableFuture<>());
    }

    /** An edge as a server. */
    private record RunningEdge(Edge edge, CompletableFuture<Void> gone) implements RunningServer {
        @Override
        public URI url() {
            return URI.create(edge.url());
        }

        @Override
        public CompletionStage<?> stop() {
            return CompletableFuture.runAsync(edge::stop).whenComplete((done, failure) -> gone.complete(null));
        }

        @Override
        public CompletionStage<?> terminated() {
            return gone;
        }
    }
}
