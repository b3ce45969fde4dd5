package io.pureboot.standalone.command;

import io.pureboot.standalone.client.EdgeView;
import io.pureboot.standalone.client.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code edges}: the boot edges and what waits on their disks. */
@Command(name = "edges", description = "The boot edges, one line each: how they are, and what waits on their disks.")
public final class EdgesCommand implements Callable<Integer> {
    private static final double MIB = 1 << 20;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

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
        List<EdgeView> edges = client.client().edges(limit);
        PrintWriter out = spec.commandLine().getOut();
        if (edges.isEmpty()) {
            out.println("No edges yet. One enters itself when it is started with the engines' URLs and its token.");
            return 0;
        }
        TextTable table = new TextTable(
                "EDGE", "STATE", "SITE", "URL", "VERSION", "SPOOLED", "OLDEST", "CACHE", "STARTED", "SEEN");
        for (EdgeView each : edges) {
            table.row(
                    each.id(),
                    each.state(),
                    each.site().orElse(""),
                    each.url(),
                    each.version(),
                    Long.toString(each.spool().reports()),
                    each.spool().oldestSeconds().map(age -> age + " s").orElse(""),
                    String.format(
                            Locale.ROOT,
                            "%d files, %.0f of %.0f MiB",
                            each.cache().files(),
                            each.cache().bytes() / MIB,
                            each.cache().maxBytes() / MIB),
                    each.startedAt().toString(),
                    each.lastSeenAt().toString());
        }
        table.lines().forEach(out::println);
        edges.forEach(each -> each.warnings()
                .forEach(warning ->
                        out.println("warning: " + each.id() + ": " + warning.code() + ": " + warning.detail())));
        return 0;
    }
}
