package io.pureboot.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Debian's cloud-init in a directory of its own: the package and all that it needs are fetched by apt and unpacked there, nothing is
 * installed. It runs by chroot in a mount namespace that ends with it, with modules that touch nothing but that directory.
 */
record CloudInitChroot(Path root) {
    private static final Path HOME = Path.of("target", "cloud-init").toAbsolutePath();
    private static final List<String> PACKAGES = List.of("cloud-init", "util-linux", "dash", "coreutils");
    private static final String CONFIG = """
            users: []
            disable_root: false
            preserve_hostname: true
            network: {config: disabled}
            datasource_list: [NoCloud]
            datasource: {NoCloud: {seedfrom: "SEED"}}
            cloud_init_modules: [write-files]
            cloud_config_modules: []
            cloud_final_modules: [FINAL_MODULES]
            system_info:
              distro: debian
              paths: {cloud_dir: /var/lib/cloud/, templates_dir: /etc/cloud/templates/}
            """;

    /** Skips the test, saying why, where there is neither root nor Debian. */
    static CloudInitChroot assumeHere() throws IOException, InterruptedException {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "skipped: chroot takes root");
        for (String program : List.of("apt-get", "dpkg-deb", "unshare", "chroot")) {
            Assumptions.assumeTrue(isHere(program), "skipped: " + program + " is not here");
        }
        Assumptions.assumeTrue(run("unshare", "-m", "true").ended(), "skipped: no mount namespace may be made here");
        Path root = HOME.resolve("root");
        if (!Files.exists(root)) {
            fetch(HOME.resolve("fetched"));
            unpack(HOME.resolve("fetched"), root);
        }
        return new CloudInitChroot(root);
    }

    private static boolean isHere(String program) {
        return Stream.of(System.getenv()
                        .getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
                        .split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    private static void fetch(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory.resolve("partial"));
        Path nothingInstalled = Files.writeString(HOME.resolve("status"), "");
        List<String> command = new ArrayList<>(List.of(
                "apt-get",
                "-q",
                "-y",
                "--no-install-recommends",
                "--download-only",
                "-o",
                "Dir::State::status=" + nothingInstalled,
                "-o",
                "Dir::Cache::archives=" + directory,
                "-o",
                "Debug::NoLocking=1",
                "-o",
                "APT::Sandbox::User=root",
                "install"));
        command.addAll(PACKAGES);
        Ran fetched = run(command.toArray(String[]::new));
        Assumptions.assumeTrue(fetched.ended(), () -> "skipped: apt cannot fetch cloud-init: " + fetched.said());
    }

    private static void unpack(Path packages, Path root) throws IOException, InterruptedException {
        Path part = Files.createDirectories(root.resolveSibling("root.part"));
        try (Stream<Path> files = Files.list(packages)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".deb"))
                    .sorted()
                    .toList()) {
                Ran unpacked = run("dpkg-deb", "-x", file.toString(), part.toString());
                if (!unpacked.ended()) {
                    throw new IOException(file + ": " + unpacked.said());
                }
            }
        }
        for (String directory : List.of("proc", "sys", "dev", "run", "tmp", "root")) {
            Files.createDirectories(part.resolve(directory));
        }
        Files.writeString(part.resolve("etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n");
        Files.writeString(part.resolve("etc/group"), "root:x:0:\nadm:x:4:\n");
        emptied(part.resolve("etc/cloud/cloud.cfg.d"));
        Files.move(part, root);
    }

    /** One boot of a new instance with that seed, as systemd would run its stages; what cloud-init says. */
    String boots(String seed, String... finalModules) throws IOException, InterruptedException {
        emptied(root.resolve("var/lib/cloud"));
        emptied(root.resolve("run"));
        emptied(root.resolve("tmp"));
        Files.writeString(
                root.resolve("etc/cloud/cloud.cfg"),
                CONFIG.replace("SEED", seed).replace("FINAL_MODULES", String.join(", ", finalModules)));
        String stages = """
                set -e
                for place in proc sys dev; do mount --bind /$place "$1/$place"; done
                for stage in 'init --local' init 'modules --mode=config' 'modules --mode=final'; do
                  echo "== cloud-init $stage"
                  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 chroot "$1" /usr/bin/cloud-init $stage
                done
                """;
        Ran ran = run("unshare", "-m", "sh", "-c", stages, "-", root.toString());
        if (!ran.ended()) {
            throw new AssertionError("cloud-init failed:\n" + ran.said());
        }
        return ran.said();
    }

    String read(String path) throws IOException {
        return Files.readString(root.resolve(path));
    }

    private static void emptied(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder())
                        .filter(file -> !file.equals(directory))
                        .forEach(CloudInitChroot::delete);
            }
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Ran(boolean ended, String said) {}

    private static Ran run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Arrays.asList(command))
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        boolean ended = process.waitFor(180, TimeUnit.SECONDS) && process.exitValue() == 0;
        return new Ran(ended, said);
    }
}
