package io.pureboot.standalone;

import com.typesafe.config.Config;
import io.pureboot.standalone.server.RunningServer;
import io.pureboot.standalone.server.Servers;
import java.util.ArrayList;
import java.util.List;

/** Remembers the configurations that it was given, and starts nothing. */
final class ServersThatRemember implements Servers {
    final List<Config> engines = new ArrayList<>();
    final List<Config> edges = new ArrayList<>();

    @Override
    public RunningServer engine(Config config) {
        engines.add(config);
        throw new IllegalStateException("this engine only remembers");
    }

    @Override
    public RunningServer edge(Config config) {
        edges.add(config);
        throw new IllegalStateException("this edge only remembers");
    }
}
