package io.pureboot.lab.chaos.machine;

import io.pureboot.lab.chaos.ledger.Ledger;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** All machines of a run, each at one of the edges. */
public final class Fleet {
    private final List<Machine> machines;
    private final Stage stage;
    private final List<Thread> threads = new ArrayList<>();

    private Fleet(List<Machine> machines, Stage stage) {
        this.machines = List.copyOf(machines);
        this.stage = stage;
    }

    /**
     * Registers machines and their workflow.
     *
     * @param size how many, 1 to 65536
     * @param pace how long a step takes on average
     */
    public static Fleet register(
            List<URI> engines, List<URI> edges, String token, int size, long seed, Duration pace, Mischief mischief)
            throws InterruptedException {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        OperatorLink operator = new OperatorLink(http, engines, token);
        Stage stage = new Stage();
        Surroundings around =
                new Surroundings(operator, operator.importWorkflow(ChaosWorkflow.yaml(pace)), pace, mischief, stage);
        List<Machine> machines = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            String name = "m" + i;
            String mac = String.format(Locale.ROOT, "52:54:00:c5:%02x:%02x", i >> 8, i & 0xff);
            String node = operator.register(mac, name);
            EdgeLink edge = new EdgeLink(http, edges.get(i % edges.size()));
            machines.add(new Machine(around, name, node, edge, new Dice(seed, i)));
        }
        return new Fleet(machines, stage);
    }

    /** Powers all of them on. */
    public void go() {
        machines.forEach(machine ->
                threads.add(Thread.ofVirtual().name(machine.ledger().machine()).start(machine)));
    }

    /** No new executions; waits until those that run are finished. False when some were not within {@code patience}. */
    public boolean finish(Duration patience) throws InterruptedException {
        stage.lastOnes();
        long end = System.nanoTime() + patience.toNanos();
        for (Thread thread : threads) {
            long left = end - System.nanoTime();
            if (!thread.join(Duration.ofNanos(Math.max(1, left)))) {
                return false;
            }
        }
        return true;
    }

    /** Powers all of them off: they leave what they do. */
    public void off() throws InterruptedException {
        stage.over();
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join(Duration.ofSeconds(5));
        }
    }

    public List<Ledger> ledgers() {
        return machines.stream().map(Machine::ledger).toList();
    }
}
