package io.pureboot.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.standalone.server.ServersOfThisBuild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole of it: real PostgreSQL, engine, edge and agents; only the machines' hardware is software. */
final class DemoTest {
    @TempDir
    Path temporary;

    @Test
    void threeMachinesAreInstalledAndTheSecondDemoFindsWhatTheFirstHasLeft() throws IOException {
        String data = temporary.resolve("demo").toString();
        assertThat(demo(data, "3")).as("see %s", data).isZero();
        assertThat(demo(data, "1")).as("see %s", data).isZero();

        try (Stream<Path> machines = Files.walk(temporary.resolve("demo/machines"), 2)) {
            List<Path> homes = machines.filter(path -> Files.exists(path.resolve("console.log")))
                    .toList();
            assertThat(homes).hasSize(4).allSatisfy(home -> {
                assertThat(home.resolve("disk/etc/motd")).content().contains("installed by demo-install");
                assertThat(home.resolve("console.log")).content().contains("phone_home: HTTP 200");
            });
        }
        assertThat(temporary.resolve("demo/postgres/pgdata/postmaster.pid")).doesNotExist();
    }

    private static int demo(String data, String machines) {
        return PureBoot.commandLine(new ServersOfThisBuild())
                .execute("demo", "--machines", machines, "--data-dir", data);
    }
}
