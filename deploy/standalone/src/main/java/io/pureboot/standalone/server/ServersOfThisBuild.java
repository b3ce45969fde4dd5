package io.pureboot.standalone.server;

import com.typesafe.config.Config;

/** The engine and the edge that this build carries. */
public final class ServersOfThisBuild implements Servers {
    @Override
    public RunningServer engine(Config config) {
        throw new IllegalStateException("this build carries no engine");
    }

    @Override
    public RunningServer edge(Config config) {
        throw new IllegalStateException("this build carries no edge");
    }
}
