package io.pureboot.engine;

import com.typesafe.config.ConfigFactory;

/** The engine as a process of its own, configured by system properties and {@code PUREBOOT_…} alone; SIGTERM is a graceful leave. */
public final class EngineMain {
    private EngineMain() {}

    /** Runs until a signal ends it (status 0 by the virtual machine's rules) or its cluster expels it (status 1). */
    public static void main(String[] args) {
        try {
            Engine engine = Engine.start(ConfigFactory.empty());
            System.out.println("pureboot engine at " + engine.httpUri());
            engine.terminated().toCompletableFuture().join();
            System.exit(1);
        } catch (EngineDidNotStart refused) {
            System.err.println("pureboot engine did not start: " + refused.getMessage());
            System.exit(1);
        }
    }
}
