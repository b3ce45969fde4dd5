package io.pureboot.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.protocol.StepReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands that a step's script finds on its PATH, beside {@code pureboot_report}. */
class StepCommandsTest {
    private static final String EVERYWHERE = "io.pureboot.agents.Surroundings#all";

    @TempDir
    private Path scratch;

    private StepReport reportOf(Surroundings surroundings, String script, Map<String, String> more) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.add(FakeEdge.run("s1", script));
            try (AgentRun agent = AgentRun.start(surroundings, scratch, edge.url(), more)) {
                assertThat(agent.await()).as(agent::log).isZero();
                assertThat(edge.finals()).hasSize(1);
                return edge.finals().getFirst();
            }
        }
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void valuesArriveWithTheStepsEnd(Surroundings surroundings) throws Exception {
        StepReport report = reportOf(surroundings, """
                pureboot_output root_disk /dev/vda
                pureboot_output root_disk '/dev/"vdb"\\'
                printf 'two\\nlines \\303\\251 \\377\\001' | pureboot_output facts.a-1
                pureboot_output empty ''
                pureboot_output ../evil x; echo "name $?"
                pureboot_output -x y; echo "dash $?"
                head -c 40000 /dev/zero | tr '\\000' 'x' | pureboot_output large; echo "large $?"
                exit 3""", Map.of());
        JsonNode output = report.output().orElseThrow();
        assertThat(output.size()).isEqualTo(3);
        assertThat(output.path("root_disk").asText()).isEqualTo("/dev/\"vdb\"\\");
        assertThat(output.path("facts.a-1").asText()).isEqualTo("two\nlines é \u0001");
        assertThat(output.path("empty").asText("-")).isEmpty();
        assertThat(report.logs().orElse("")).contains("name 64\n", "dash 64\n", "large 65\n");
        assertThat(report.exitCode()).contains(3);
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void theValuesOfOneStepAreNotThoseOfTheNext(Surroundings surroundings) throws Exception {
        try (FakeEdge edge = FakeEdge.onFreePort()) {
            edge.add(FakeEdge.run("s1", "pureboot_output a 1"));
            edge.add(FakeEdge.run("s2", "true"));
            edge.add(FakeEdge.step(io.pureboot.protocol.Directive.CANCEL, "s3", ""));
            try (AgentRun agent = AgentRun.start(surroundings, scratch, edge.url(), Map.of())) {
                assertThat(agent.await()).as(agent::log).isZero();
            }
            assertThat(edge.finals().stream().map(r -> r.output().isPresent()).toList())
                    .containsExactly(true, false, false);
        }
    }

    /** A machine with a SATA disk, a smaller twin of it, an NVMe disk, a USB stick and all that is no disk. */
    private Path sysfs() throws Exception {
        Path sys = Files.createDirectories(scratch.resolve("sys"));
        disk(sys, "sda", "0:2:0:0", 937703088, 1, "SAMSUNG MZ7L3480", "naa.5002538f01234567", "");
        page80(sys, "sda", "S666NE0R1");
        disk(sys, "sdb", "0:2:1:0", 937703088, 1, "SAMSUNG MZ7L3480", "naa.5002538f07654321", "");
        page80(sys, "sdb", "S666NE0R2");
        disk(sys, "sdc", "8:0:0:0", 60062500, 1, "Ultra Fit", "", "4C53");
        Files.writeString(sys.resolve("block/sdc/removable"), "1\n");
        disk(sys, "nvme0n1", "", 1875385008, 0, "INTEL SSDPE2KX010T8", "eui.01000000010000005cd2e4", "PHLJ9");
        Path hidden = disk(sys, "nvme0c0n1", "", 1875385008, 0, "INTEL SSDPE2KX010T8", "", "");
        Files.writeString(hidden.resolve("hidden"), "1\n");
        disk(sys, "sr0", "1:0:0:0", 2097151, 1, "DVD-ROM", "", "");
        disk(sys, "sdd", "9:0:0:0", 0, 1, "Card Reader", "", "");
        Files.createDirectories(sys.resolve("block/loop0"));
        Files.createDirectories(sys.resolve("block/dm-0"));
        Files.createDirectories(sys.resolve("block/md127"));
        return sys;
    }

    private static Path disk(
            Path sys, String name, String hctl, long sectors, int rotational, String model, String wwn, String serial)
            throws Exception {
        Path block = Files.createDirectories(sys.resolve("block").resolve(name));
        Path device = Files.createDirectories(sys.resolve("devices").resolve(hctl.isEmpty() ? name : hctl));
        Files.createSymbolicLink(block.resolve("device"), device);
        Files.createDirectories(block.resolve("queue"));
        Files.writeString(block.resolve("queue/rotational"), rotational + "\n");
        Files.writeString(block.resolve("size"), sectors + "\n");
        Files.writeString(block.resolve("removable"), "0\n");
        Files.writeString(block.resolve("ro"), "0\n");
        Files.writeString(device.resolve("model"), String.format("%-16s\n", model));
        if (!wwn.isEmpty()) {
            Files.writeString((hctl.isEmpty() ? block : device).resolve("wwid"), wwn + "\n");
        }
        if (!serial.isEmpty()) {
            Files.writeString(device.resolve("serial"), serial + "   \n");
        }
        return block;
    }

    private static void page80(Path sys, String name, String serial) throws Exception {
        Files.write(
                sys.resolve("block").resolve(name).resolve("device/vpd_pg80"),
                ("\0\u0080\0\u0014" + String.format("%20s", serial)).getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void theRootDiskIsTheOnlyOneThatFits(Surroundings surroundings) throws Exception {
        List<List<String>> asked = List.of(
                List.of("wwn=0x5002538F01234567", "/dev/sda"),
                List.of("wwn=naa.5002538f07654321", "/dev/sdb"),
                List.of("serial=s666ne0r2", "/dev/sdb"),
                List.of("serial=PHLJ9", "/dev/nvme0n1"),
                List.of("hctl=0:2:0:0", "/dev/sda"),
                List.of("rotational=0", "/dev/nvme0n1"),
                List.of("'model=intel*'", "/dev/nvme0n1"),
                List.of("size=960G", "/dev/nvme0n1"),
                List.of("min_size=500G", "/dev/nvme0n1"),
                List.of("max_size=500G name=/dev/sdb", "/dev/sdb"),
                List.of("removable=1 size=30G", "/dev/sdc"),
                List.of("size=447GiB hctl=0:2:1:0", "/dev/sdb"));
        List<String> commands = new ArrayList<>();
        asked.forEach(one -> commands.add("pureboot_root_disk " + one.getFirst()));
        StepReport report =
                reportOf(surroundings, String.join("\n", commands), Map.of("PUREBOOT_SYSFS", sysfs().toString()));
        assertThat(report.logs().orElse("").lines().toList())
                .isEqualTo(asked.stream().map(List::getLast).toList());
    }

    @ParameterizedTest
    @MethodSource(EVERYWHERE)
    void whatIsAmbiguousOrAbsentOrWrongIsRefused(Surroundings surroundings) throws Exception {
        StepReport report = reportOf(surroundings, """
                pureboot_root_disk; echo "none $?"
                pureboot_root_disk size=480G; echo "twins $?"
                pureboot_root_disk serial=nobody; echo "absent $?"
                pureboot_root_disk name=sdc; echo "stick $?"
                pureboot_root_disk name=loop0; echo "loop $?"
                pureboot_root_disk serial=; echo "empty $?"
                pureboot_root_disk size=much; echo "size $?"
                pureboot_root_disk /dev/sda; echo "word $?"
                """, Map.of("PUREBOOT_SYSFS", sysfs().toString()));
        String said = report.logs().orElse("");
        assertThat(said)
                .contains("none 2\n", "twins 2\n", "absent 1\n", "stick 1\n", "loop 1\n")
                .contains("empty 64\n", "size 64\n", "word 64\n")
                .contains("3 disks fit (no hint), give more hints:")
                .contains(
                        "  /dev/sda 480 GB model=SAMSUNG MZ7L3480 serial=S666NE0R1 wwn=naa.5002538f01234567 hctl=0:2:0:0")
                .contains("none of 4 disks fits (serial=nobody)");
        assertThat(said.lines().filter(line -> line.startsWith("/dev/"))).isEmpty();
    }

    @Test
    void shellcheckHasNothingToSayOfTheCommands() throws Exception {
        Assumptions.assumeTrue(Surroundings.find("shellcheck").isPresent(), "skipped: shellcheck is not installed");
        reportOf(Surroundings.all().findFirst().orElseThrow(), "true", Map.of());
        List<String> command = new ArrayList<>(List.of("shellcheck", "--shell=sh"));
        try (var files = Files.list(scratch.resolve("work/bin"))) {
            files.map(Path::toString).forEach(command::add);
        }
        assertThat(command).hasSize(5);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said).isEmpty();
    }
}
