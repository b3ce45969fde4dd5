package io.pureboot.engine;

import java.net.URI;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.ServerBinding;

/** An engine that has started. */
final class RunningEngine implements Engine {
    private final ActorSystem<?> system;
    private final URI httpUri;

    RunningEngine(ActorSystem<?> system, ServerBinding binding, String bind) {
        this.system = system;
        String host = bind.contains(":") ? "[" + bind.replace("[", "").replace("]", "") + "]" : bind;
        String reachable = host.equals("0.0.0.0") || host.equals("[::]") ? "127.0.0.1" : host;
        this.httpUri =
                URI.create("http://" + reachable + ":" + binding.localAddress().getPort());
    }

    @Override
    public URI httpUri() {
        return httpUri;
    }

    @Override
    public CompletionStage<Done> stop() {
        return CoordinatedShutdown.get(system)
                .runAll(CoordinatedShutdown.clusterLeavingReason())
                .thenCompose(left -> terminated());
    }

    @Override
    public CompletionStage<Done> terminated() {
        return system.getWhenTerminated();
    }
}
