package io.pureboot.standalone.machine;

import io.pureboot.standalone.machine.ipxe.BootResult;
import io.pureboot.standalone.machine.ipxe.FetchedFile;
import io.pureboot.standalone.machine.ipxe.Ipxe;
import io.pureboot.standalone.machine.tftp.TftpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One machine, from power on until its agent is done, its installed system is up, or it gives up. */
public final class SoftwareMachine {
    private static final int MOST_BOOTS = 40;
    private static final Duration FIRMWARE_RETRY = Duration.ofSeconds(3);

    private final MachineIdentity identity;
    private final MachinePlug plug;
    private final Path home;
    private final HttpClient http;
    private final Consumer<String> listener;
    private final MachineDisk disk;

    /**
     * @param home the machine's directory: its disk, its memory and its console's log
     * @param listener hears every line of the machine's console that is not the agent's
     */
    public SoftwareMachine(
            MachineIdentity identity, MachinePlug plug, Path home, HttpClient http, Consumer<String> listener) {
        this.identity = identity;
        this.plug = plug;
        this.home = home;
        this.http = http;
        this.listener = listener;
        this.disk = new MachineDisk(home.resolve("disk"));
    }

    /** How it ended. */
    public sealed interface End {
        /** The agent has nothing more to do. */
        record AgentDone() implements End {}

        /** The installed system has started. */
        record SystemUp() implements End {}

        record Broken(String why) implements End {}
    }

    /** Where everything that the machine printed is kept. */
    public Path console() {
        return home.resolve("console.log");
    }

    /** Runs the machine; an interrupt is pulling its plug. */
    public End run() throws InterruptedException {
        try {
            Files.createDirectories(disk.root());
            for (int boot = 1; boot <= MOST_BOOTS; boot++) {
                say("power on, boot " + boot);
                BootResult result = networkBoot(boot == 1);
                switch (result) {
                    case BootResult.Kernel kernel -> {
                        AgentRun.End end = runAgent(kernel);
                        if (end instanceof AgentRun.End.Done) {
                            return new End.AgentDone();
                        }
                        if (end instanceof AgentRun.End.Failed failed) {
                            return new End.Broken(failed.why());
                        }
                        say("rebooting");
                    }
                    case BootResult.Disk ignored -> {
                        return startDisk();
                    }
                    case BootResult.NextDevice ignored -> {
                        if (disk.boots()) {
                            return startDisk();
                        }
                        say("no bootable device, trying the network again");
                        Thread.sleep(FIRMWARE_RETRY);
                    }
                    case BootResult.Reboot ignored -> say("rebooting");
                    case BootResult.PowerOff ignored -> {
                        return new End.Broken("a script switched the machine off");
                    }
                }
            }
            return new End.Broken("booted " + MOST_BOOTS + " times and came to nothing");
        } catch (IOException e) {
            say(String.valueOf(e.getMessage()));
            return new End.Broken(String.valueOf(e.getMessage()));
        }
    }

    private End startDisk() throws IOException, InterruptedException {
        say("starting the installed system from disk");
        new InstalledSystem(http, identity, disk, this::say).boot();
        return new End.SystemUp();
    }

    private BootResult networkBoot(boolean first) throws IOException, InterruptedException {
        if (first) {
            overTftp();
        }
        Ipxe ipxe = new Ipxe(
                identity.settings(plug.tftp().getHostString()),
                new BootNetwork(http, plug.checksums()),
                disk::boots,
                this::say);
        URI script = URI.create(plug.edge() + "/boot.ipxe");
        say("iPXE: " + script);
        BootResult result = ipxe.boot(script);
        if (result instanceof BootResult.Kernel kernel) {
            describe(kernel);
        }
        return result;
    }

    /** What a network card's ROM does before iPXE has HTTP: the loader, and the first script by TFTP too. */
    private void overTftp() throws IOException {
        for (MachinePlug.Loader loader : plug.loaders()) {
            byte[] bytes = TftpClient.read(plug.tftp(), loader.name());
            if (!Sha256.of(bytes).equals(loader.sha256())) {
                throw new IOException("tftp: " + loader.name() + ": the bytes differ from the server's file");
            }
            say("tftp: " + loader.name() + ": " + bytes.length + " bytes, as they should be");
        }
        String script = new String(TftpClient.read(plug.tftp(), "boot.ipxe"), StandardCharsets.UTF_8);
        if (!script.startsWith("#!ipxe")) {
            throw new IOException("tftp: boot.ipxe is no iPXE script");
        }
        say("tftp: boot.ipxe: " + script.length() + " characters");
    }

    private void describe(BootResult.Kernel boot) {
        Stream.concat(Stream.of(boot.kernel()), boot.initrds().stream()).forEach(image -> {
            FetchedFile file = image.file();
            say("loaded " + image.name() + ": " + file.length() + " bytes, SHA-256 "
                    + file.sha256().substring(0, 12));
        });
    }

    private AgentRun.End runAgent(BootResult.Kernel kernel) throws IOException, InterruptedException {
        Path ram = home.resolve("ram");
        delete(ram);
        Files.createDirectories(ram);
        say("kernel started, running the agent");
        return new AgentRun(http, ram, disk, console()).run(kernel);
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> walk = Files.walk(tree)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }

    private void say(String line) {
        listener.accept(line);
        try {
            Files.writeString(
                    console(),
                    line + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
