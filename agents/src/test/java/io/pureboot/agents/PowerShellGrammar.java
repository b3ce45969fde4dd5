package io.pureboot.agents;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.treesitter.TSLanguage;
import org.treesitter.TSNode;
import org.treesitter.TSParser;

/**
 * PowerShell's grammar for tree-sitter, as Airbus keeps it, in its npm package: version and hash are fixed here. It is fetched once by npm and
 * kept in {@code target/}; where {@code PUREBOOT_POWERSHELL_GRAMMAR} names the library, that one is taken.
 */
final class PowerShellGrammar {
    private static final String PACKAGE = "tree-sitter-powershell";
    private static final String VERSION = "0.26.4";
    private static final String SHA512 =
            "5RwNW/qN/cKArZY0znvTOG+OWSau7Agel5K0A8KQ5Nubw/4SyZ5KC02RKCaYcA2ur5UQ8esyxe9+6yXup2MXkw==";

    private final TSLanguage language;

    private PowerShellGrammar(TSLanguage language) {
        this.language = language;
    }

    /** Skips the test, saying why, when it cannot be had. */
    static PowerShellGrammar assumeHere() throws IOException, InterruptedException {
        Optional<Path> given = Optional.ofNullable(System.getenv("PUREBOOT_POWERSHELL_GRAMMAR"))
                .map(Path::of);
        Path library = given.isPresent() ? given.get() : fetched();
        return new PowerShellGrammar(TSLanguage.load(library.toAbsolutePath().toString(), "tree_sitter_powershell"));
    }

    private static Path fetched() throws IOException, InterruptedException {
        Path home = Path.of("target", PACKAGE + "-" + VERSION).toAbsolutePath();
        Path library = home.resolve("package/prebuilds/" + platform() + "/" + PACKAGE + ".node");
        if (!Files.exists(library)) {
            Assumptions.assumeTrue(
                    Surroundings.find("npm").isPresent()
                            && Surroundings.find("tar").isPresent(),
                    "skipped: PowerShell's grammar is fetched by npm, which is not installed");
            Path part = Files.createDirectories(home.resolveSibling(home.getFileName() + ".part"));
            Path archive = part.resolve(PACKAGE + "-" + VERSION + ".tgz");
            boolean came = run(part, "npm", "pack", "--silent", PACKAGE + "@" + VERSION);
            Assumptions.assumeTrue(came && Files.exists(archive), "skipped: npm cannot fetch PowerShell's grammar");
            verified(archive);
            if (!run(part, "tar", "xzf", archive.toString())) {
                throw new IOException("tar cannot unpack " + archive);
            }
            Files.move(part, home, StandardCopyOption.ATOMIC_MOVE);
        }
        Assumptions.assumeTrue(Files.exists(library), "skipped: PowerShell's grammar has no library for " + platform());
        return library;
    }

    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String os = system.contains("mac") ? "darwin" : system.contains("win") ? "win32" : "linux";
        return os + (System.getProperty("os.arch").equals("aarch64") ? "-arm64" : "-x64");
    }

    private static void verified(Path archive) throws IOException {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(archive));
            if (!Base64.getEncoder().encodeToString(hash).equals(SHA512)) {
                throw new IOException(archive + " is not what it was");
            }
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static boolean run(Path directory, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return false;
        }
        return process.exitValue() == 0;
    }

    /** Where {@code text} is no PowerShell, as "line:column text"; empty when it is. */
    List<String> faults(String text) {
        try (TSParser parser = new TSParser()) {
            parser.setLanguage(language);
            List<String> faults = new ArrayList<>();
            collect(parser.parseString(null, text).getRootNode(), text.getBytes(StandardCharsets.UTF_8), faults);
            return faults;
        }
    }

    private static void collect(TSNode node, byte[] text, List<String> faults) {
        if (node.isError() || node.isMissing()) {
            int start = node.getStartByte();
            String what = new String(text, start, Math.min(60, text.length - start), StandardCharsets.UTF_8);
            faults.add((node.getStartPoint().getRow() + 1) + ":"
                    + node.getStartPoint().getColumn() + " " + what);
        }
        for (int i = 0; i < node.getChildCount(); i++) {
            collect(node.getChild(i), text, faults);
        }
    }
}
