package io.pureboot.standalone.server;

import com.typesafe.config.Config;
import io.pureboot.edge.Edge;
import io.pureboot.edge.EdgeConfig;
import io.pureboot.engine.Engine;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The engine and the edge that this build carries. */
public final class ServersOfThisBuild implements Servers {
    @Override
    public RunningServer engine(Config config) {
        return new RunningEngine(Engine.start(config));
    }

    @Override
    public RunningServer edge(Config config) {
        return new RunningEdge(Edge.start(EdgeConfig.from(config)), new CompletableFuture<>());
    }

    /** An engine as a server. */
    private record RunningEngine(Engine engine) implements RunningServer {
        @Override
        public URI url() {
            return engine.httpUri();
        }

        @Override
        public CompletionStage<?> stop() {
            return engine.stop();
        }

        @Override
        public CompletionStage<?> terminated() {
            return engine.terminated();
        }
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
