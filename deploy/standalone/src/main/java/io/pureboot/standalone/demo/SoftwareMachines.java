package io.pureboot.standalone.demo;

import io.pureboot.standalone.machine.MachineIdentity;
import io.pureboot.standalone.machine.MachinePlug;
import io.pureboot.standalone.machine.SoftwareMachine;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** Machines without hardware: their firmware is Java, their agent is the real one in this host's shell. */
public final class SoftwareMachines implements MachineKind {
    private static final BootFiles STAND_INS =
            new BootFiles("software-machine/kernel-stand-in", "software-machine/initrd-stand-in", Optional.empty());

    private final HttpClient http;

    public SoftwareMachines(HttpClient http) {
        this.http = http;
    }

    @Override
    public String name() {
        return "software machine";
    }

    @Override
    public List<String> missing() {
        return List.of();
    }

    @Override
    public String hostAddress() {
        return "127.0.0.1";
    }

    /** A software machine loads and checks its kernel and never starts it, so files that only look the part will do. */
    @Override
    public BootFiles prepare(Path artifacts) throws IOException {
        standIn(artifacts.resolve(STAND_INS.kernel()), 96 << 10);
        standIn(artifacts.resolve(STAND_INS.initrd()), 1 << 20);
        return STAND_INS;
    }

    @Override
    public WorkflowText workflow(BootFiles files) throws IOException {
        String yaml = DemoLibrary.resource("/demo/workflow.yaml")
                .replace("@KERNEL@", files.kernel())
                .replace("@INITRD@", files.initrd());
        return new WorkflowText("demo-install", yaml);
    }

    private static void standIn(Path file, int length) throws IOException {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        byte[] honest = "PureBoot: not a real one; software machines fetch and check it, and do not start it.\n"
                .getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(honest, 0, content, 0, honest.length);
        if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), content)) {
            return;
        }
        Files.createDirectories(file.resolve("..").normalize());
        Files.write(file, content);
    }

    @Override
    public SoftwareMachine.End run(MachineIdentity identity, MachinePlug plug, Path home, Consumer<String> listener)
            throws InterruptedException {
        return new SoftwareMachine(identity, plug, home, http, listener).run();
    }
}
