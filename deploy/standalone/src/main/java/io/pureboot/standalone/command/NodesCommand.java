package io.pureboot.standalone.command;

import io.pureboot.standalone.client.NodeView;
import io.pureboot.standalone.client.TextTable;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nodes}: the machines. */
@Command(name = "nodes", description = "The machines of the inventory, one line each.")
public final class NodesCommand implements Callable<Integer> {
    @Mixin
    private ClientOptions client = new ClientOptions();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many; default: ${DEFAULT-VALUE}.")
    private int limit;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<NodeView> nodes = client.client().nodes(limit);
        if (nodes.isEmpty()) {
            System.out.println("No machines yet. One that network-boots from the edge registers itself.");
            return 0;
        }
        TextTable table = new TextTable("NODE", "MAC", "HOSTNAME", "STATE", "IP", "UPDATED");
        for (NodeView each : nodes) {
            table.row(
                    each.id().value(),
                    each.macAddress().orElse(""),
                    each.hostname().orElse(""),
                    each.state().orElse(""),
                    each.ipAddress().orElse(""),
                    each.updatedAt().map(Instant::toString).orElse(""));
        }
        table.lines().forEach(System.out::println);
        return 0;
    }
}
