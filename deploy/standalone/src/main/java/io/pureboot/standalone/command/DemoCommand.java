package io.pureboot.standalone.command;

import io.pureboot.qemu.Firmware;
import io.pureboot.standalone.demo.Demo;
import io.pureboot.standalone.demo.DemoPlan;
import io.pureboot.standalone.demo.MachineKind;
import io.pureboot.standalone.demo.SoftwareMachines;
import io.pureboot.standalone.demo.Terminal;
import io.pureboot.standalone.demo.VirtualMachines;
import io.pureboot.standalone.server.Servers;
import io.pureboot.standalone.server.Settings;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code demo}: a machine goes through a whole workflow, before your eyes. */
@Command(
        name = "demo",
        description =
                "A machine goes through a whole workflow, on loopback: network boot, installation, reboot, cloud-init.",
        footer = {
            "",
            "Engine, edge and PostgreSQL run in this process, on free ports. The machine is software, but does what a real one does:",
            "TFTP, HTTP, iPXE scripts, and the agent's own script in a shell, against a scratch directory.",
            "Exit status: 0 when every execution is completed, else 1."
        })
public final class DemoCommand implements Callable<Integer> {
    private final Servers servers;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(
            names = "--machines",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many at once; default: ${DEFAULT-VALUE}.")
    private int machines;

    @Option(names = "--keep", description = "Leave the servers up afterwards, until Ctrl-C.")
    private boolean keep;

    @Option(
            names = "--qemu",
            arity = "0..1",
            fallbackValue = "bios",
            paramLabel = "bios|uefi",
            description = "Boot real virtual machines instead, with QEMU; default: bios.")
    private Optional<String> qemu = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long the machines may take; default: 300, with --qemu 900.")
    private Optional<Integer> timeoutSeconds = Optional.empty();

    @Mixin
    private DataOptions data = new DataOptions();

    @Mixin
    private ListenOptions listen = new ListenOptions();

    @Mixin
    private EngineOptions engine = new EngineOptions();

    @Mixin
    private EdgeOptions edge = new EdgeOptions();

    public DemoCommand(Servers servers) {
        this.servers = servers;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (machines < 1 || machines > 500) {
            throw new ParameterException(spec.commandLine(), "--machines: 1 to 500, not " + machines);
        }
        GivenOptions given = new GivenOptions();
        data.addTo(given);
        listen.addTo(given);
        engine.addTo(given);
        edge.addTo(given);
        // Not where the servers of ./pureboot up keep theirs: a demo may run beside them.
        Settings settings = given.settings();
        settings = settings.withDefault(
                Settings.DATA_DIR, settings.dataDir().resolve("demo").toString());
        Logging.toFile(settings.dataDir().resolve("pureboot.log"));
        HttpClient http = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .followRedirects(HttpClient.Redirect.NORMAL)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        MachineKind kind = kind(http);
        if (!kind.missing().isEmpty()) {
            Logging.complain(System.err, "no " + kind.name() + " can run here; missing:");
            kind.missing().forEach(line -> Logging.complain(System.err, "  " + line));
            return 1;
        }
        DemoPlan plan = new DemoPlan(
                settings, machines, keep, Duration.ofSeconds(timeoutSeconds.orElse(qemu.isPresent() ? 900 : 300)));
        int status = new Demo(servers, kind, http, Terminal.ofThisProcess(), plan).run();
        if (status != 0 && Files.exists(settings.dataDir().resolve("pureboot.log"))) {
            Logging.complain(
                    System.err, "the servers' log: " + settings.dataDir().resolve("pureboot.log"));
        }
        return status;
    }

    private MachineKind kind(HttpClient http) {
        if (qemu.isEmpty()) {
            return new SoftwareMachines(http);
        }
        return switch (qemu.get()) {
            case "bios" -> new VirtualMachines(Firmware.BIOS);
            case "uefi" -> new VirtualMachines(Firmware.UEFI);
            default -> throw new ParameterException(spec.commandLine(), "--qemu: bios or uefi, not " + qemu.get());
        };
    }
}
