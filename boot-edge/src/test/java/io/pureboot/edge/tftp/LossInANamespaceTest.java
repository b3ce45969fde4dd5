package io.pureboot.edge.tftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real clients and clients with windows over a network that the kernel spoils: {@code tc netem} in a network namespace of its own, and nftables
 * where the kernel has no netem (loss only).
 */
class LossInANamespaceTest {

    /**
     * A spoilt network.
     *
     * @param command that makes it
     * @param otherwise one that makes the same where the kernel does not know the first; empty when there is none
     * @param nativeTransport whether the server uses it; not where packets are lost: what the kernel has not yet cut apart would be lost as one
     * @param mostOfNeeded packets sent, by packets needed
     */
    record Weather(String name, String command, String otherwise, boolean nativeTransport, double mostOfNeeded) {
        @Override
        public String toString() {
            return name;
        }
    }

    @TempDir
    Path directory;

    static List<Weather> weathers() {
        return List.of(
                new Weather("1 % lost", netem("loss 1%"), drop(1), false, 1.5),
                new Weather("5 % lost", netem("loss 5%"), drop(5), false, 1.5),
                new Weather("5 % doubled", netem("duplicate 5%"), "", false, 1.5),
                // Who throws away what comes too early needs it again: each swap costs as much as a loss.
                new Weather("2 % swapped", netem("delay 2ms reorder 98%"), "", false, 2.5),
                // The kernel refuses to cut packets that it would have to fragment.
                new Weather("blocks larger than packets", "ip link set lo mtu 1280", "", true, 1.1));
    }

    private static String netem(String how) {
        return "tc qdisc add dev lo root netem limit 100000 " + how;
    }

    private static String drop(int percent) {
        return "nft add table inet weather"
                + " && nft 'add chain inet weather in { type filter hook input priority 0; }'"
                + " && nft add rule inet weather in meta l4proto udp numgen random mod 100 '<' " + percent + " drop";
    }

    @ParameterizedTest
    @MethodSource("weathers")
    void everyFileArrivesAndLittleIsSentTwice(Weather weather) throws IOException, InterruptedException {
        String setUp = setUp(weather);
        List<String> lines = inNamespace(
                "ip link set lo up && " + setUp + " && exec \"$0\" \"$@\"",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx200m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LossyHost.class.getName(),
                        directory.toString(),
                        Boolean.toString(weather.nativeTransport())));
        List<String> results =
                lines.stream().filter(line -> line.matches("\\S+ [0-9.]+ .*")).toList();
        results.forEach(line -> System.out.println(weather + ": " + line));
        assertThat(results).as(String.join("\n", lines)).hasSizeGreaterThanOrEqualTo(8);
        assertThat(results).allMatch(line -> line.endsWith(" right"));
        assertThat(results)
                .filteredOn(line -> line.startsWith("window-"))
                .allSatisfy(line -> assertThat(Double.parseDouble(line.split(" ", -1)[1]))
                        .as(line)
                        .isLessThanOrEqualTo(weather.mostOfNeeded()));
    }

    /** The commands that spoil the loopback of a fresh namespace; skips the test where the kernel has none that would. */
    private String setUp(Weather weather) throws IOException, InterruptedException {
        assumeTrue(works("true"), "this kernel or container allows no network namespace (unshare -n)");
        if (works("ip link set lo up && " + weather.command())) {
            return weather.command();
        }
        String missing = "this kernel does not know: " + weather.command();
        assumeTrue(!weather.otherwise().isEmpty(), missing);
        assumeTrue(works(weather.otherwise()), missing + ", nor (Debian package nftables): " + weather.otherwise());
        return weather.otherwise();
    }

    private boolean works(String commands) throws IOException, InterruptedException {
        Path log = directory.resolve("set-up.log");
        return run(commands, List.of(), log) == 0;
    }

    private List<String> inNamespace(String script, List<String> command) throws IOException, InterruptedException {
        Path log = directory.resolve("host.log");
        int status = run(script, command, log);
        assertThat(status).as(Files.readString(log)).isZero();
        return Files.readAllLines(log);
    }

    private static int run(String script, List<String> arguments, Path log) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("unshare", "--net"));
        if (!"root".equals(System.getProperty("user.name"))) {
            words.add("--map-root-user");
        }
        words.addAll(List.of("sh", "-c", script));
        words.addAll(arguments);
        Process process;
        try {
            process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException noUnshare) {
            return 127;
        }
        boolean ended = process.waitFor(4, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended)
                .as("ends within four minutes: " + Files.readString(log))
                .isTrue();
        return process.exitValue();
    }
}
