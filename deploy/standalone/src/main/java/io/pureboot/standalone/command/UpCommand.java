package io.pureboot.standalone.command;

import io.pureboot.standalone.server.AllInOne;
import io.pureboot.standalone.server.Servers;
import io.pureboot.standalone.server.Settings;
import io.pureboot.standalone.server.UntilSignal;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code up}: everything in one process, until a signal comes. */
@Command(
        name = "up",
        description = "Engine, edge and PostgreSQL in one process, until SIGTERM or Ctrl-C.",
        footer = {
            "",
            "The administrator's token is made at the first start, shown once, and kept in DATA_DIR/admin.token (mode 600).",
            "With --db-url an external PostgreSQL is used instead of the embedded one."
        })
public final class UpCommand implements Callable<Integer> {
    private final Servers servers;

    @Mixin
    private DataOptions data = new DataOptions();

    @Mixin
    private ListenOptions listen = new ListenOptions();

    @Mixin
    private EngineOptions engine = new EngineOptions();

    @Mixin
    private EdgeOptions edge = new EdgeOptions();

    public UpCommand(Servers servers) {
        this.servers = servers;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Logging.toConsole();
        GivenOptions given = new GivenOptions();
        data.addTo(given);
        listen.addTo(given);
        engine.addTo(given);
        edge.addTo(given);
        Settings settings = given.settings();
        AllInOne all = AllInOne.start(servers, settings, line -> System.err.println("pureboot: " + line));
        ready(all, settings);
        UntilSignal.serve(() -> leave(all), all.terminated());
        return 0;
    }

    private static void ready(AllInOne all, Settings settings) throws IOException {
        System.out.println("PureBoot is up.");
        System.out.println("  engine   " + all.engine() + "   (ready? " + all.engine() + "/health/ready)");
        System.out.println("  edge     " + all.edge() + "   (first script: " + all.edge() + "/boot.ipxe)");
        System.out.println("  tftp     " + settings.get(Settings.BIND).orElse("127.0.0.1") + " port "
                + settings.get(Settings.TFTP_PORT).orElse("6969"));
        System.out.println("  data     " + settings.dataDir());
        if (all.firstStart()) {
            System.out.println("  admin token, shown this once: " + all.adminToken());
        }
        System.out.println("  admin token kept in " + AllInOne.adminTokenFile(settings.dataDir()));
        System.out.println("Next: ./pureboot status, ./pureboot nodes, ./pureboot workflow import FILE. Ctrl-C stops.");
        System.out.flush();
    }

    private static void leave(AllInOne all) {
        System.err.println("pureboot: leaving");
        all.close();
        System.err.println("pureboot: stopped");
    }
}
