package io.pureboot.edge;

import com.typesafe.config.ConfigFactory;
import java.util.concurrent.CountDownLatch;

/** The edge as a process of its own: configured by the environment, ended by SIGTERM. */
public final class EdgeMain {

    private EdgeMain() {}

    /** Runs until the process is told to end. Exit status 1 when it cannot start. */
    public static void main(String[] arguments) throws InterruptedException {
        Edge edge = Edge.start(EdgeConfig.from(ConfigFactory.load()));
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            edge.stop();
                            stopped.countDown();
                        },
                        "edge-stop"));
        System.out.printf("edge %s, TFTP port %d%n", edge.url(), edge.tftp().getPort());
        stopped.await();
    }
}
