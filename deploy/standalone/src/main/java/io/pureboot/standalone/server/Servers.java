package io.pureboot.standalone.server;

import com.typesafe.config.Config;

/** How an engine and an edge are started: the only place where this room meets their modules. */
public interface Servers {
    /** Starts an engine and waits until it serves. */
    RunningServer engine(Config config);

    /** Starts an edge and waits until it serves. */
    RunningServer edge(Config config);
}
