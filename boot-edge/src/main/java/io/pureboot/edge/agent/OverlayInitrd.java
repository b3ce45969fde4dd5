package io.pureboot.edge.agent;

import io.pureboot.protocol.FileHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The overlay initrd: the Linux agent, an {@code /init} that starts it, and where the edge is. It is built when it is asked for and one of
 * its files has changed since.
 *
 * <p>Anybody may fetch it: it holds no secret. What belongs to one execution (its id, its token) stands on the kernel command line.
 */
public final class OverlayInitrd {

    /** Where the files go. */
    private static final String HOME = "lib/pureboot/";

    private static final String CONFIG = "etc/pureboot/agent.conf";
    private static final int PROGRAM = 0755;
    private static final int TEXT = 0644;
    private static final Pattern SETTING = Pattern.compile("PUREBOOT_[A-Z_]{1,40}");
    private static final Pattern OF_ONE_EXECUTION = Pattern.compile("PUREBOOT_(SERVER|EXECUTION|TOKEN|STEP.*|ATTEMPT)");

    private final AgentShelf shelf;
    private final Path directory;
    private final byte[] config;
    private Optional<Built> latest = Optional.empty();

    /** The overlay on disk. */
    public record Image(Path file, FileHash hash) {}

    private record Built(List<OverlayEntry> of, Image image) {}

    private OverlayInitrd(AgentShelf shelf, Path directory, byte[] config) {
        this.shelf = shelf;
        this.directory = directory;
        this.config = config;
    }

    /**
     * An overlay of {@code shelf}'s files, to be kept below {@code directory}, which is emptied.
     *
     * @param edgeUrl where the agent finds the edge when the kernel command line does not say it
     * @param settings of the agent, by the names of its environment; the head of {@code pureboot-agent.sh} lists them
     * @throws IllegalArgumentException when a setting has no such name, or belongs to one execution: the overlay is public
     */
    public static OverlayInitrd of(AgentShelf shelf, Path directory, String edgeUrl, Map<String, String> settings)
            throws IOException {
        Files.createDirectories(directory);
        try (var left = Files.newDirectoryStream(directory)) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
        return new OverlayInitrd(shelf, directory, config(edgeUrl, settings));
    }

    /** Refuses what may not stand in an overlay. */
    public static Map<String, String> checked(Map<String, String> settings) {
        settings.forEach((name, value) -> {
            if (!SETTING.matcher(name).matches()
                    || OF_ONE_EXECUTION.matcher(name).matches()) {
                throw new IllegalArgumentException("no setting of an overlay's agent: " + name);
            }
            if (value.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("the setting " + name + " has a control character");
            }
        });
        return settings;
    }

    private static byte[] config(String edgeUrl, Map<String, String> settings) {
        StringBuilder lines =
                new StringBuilder("PUREBOOT_SERVER=").append(edgeUrl).append('\n');
        new TreeMap<>(checked(settings))
                .forEach((name, value) ->
                        lines.append(name).append('=').append(value).append('\n'));
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The overlay as it is now.
     *
     * @return empty when there is no Linux agent
     * @throws IOException when it can neither be read nor built
     */
    public synchronized Optional<Image> image() throws IOException {
        List<OverlayEntry> files = files();
        if (files.isEmpty()) {
            return Optional.empty();
        }
        Optional<Image> same = latest.filter(built -> built.of().equals(files)).map(Built::image);
        if (same.filter(image -> Files.isRegularFile(image.file())).isPresent()) {
            return same;
        }
        Image image = write(OverlayArchive.of(files));
        latest = Optional.of(new Built(files, image));
        return Optional.of(image);
    }

    private List<OverlayEntry> files() throws IOException {
        Optional<byte[]> agent = shelf.bytes("linux/pureboot-agent.sh");
        if (agent.isEmpty()) {
            return List.of();
        }
        List<OverlayEntry> files = new ArrayList<>();
        files.add(new OverlayEntry(HOME + "pureboot-agent.sh", PROGRAM, agent.get()));
        // Not /init itself: that is the base image's. rdinit=/lib/pureboot/init on the kernel command line takes this
        // one.
        shelf.bytes("initramfs/init").ifPresent(init -> files.add(new OverlayEntry(HOME + "init", PROGRAM, init)));
        shelf.bytes("initramfs/udhcpc.script")
                .ifPresent(script -> files.add(new OverlayEntry(HOME + "udhcpc.script", PROGRAM, script)));
        files.add(new OverlayEntry(CONFIG, TEXT, config));
        return files;
    }

    /** An earlier image stays where it is: somebody may be fetching it. */
    private Image write(byte[] bytes) throws IOException {
        FileHash hash = new FileHash(HexFormat.of().formatHex(sha256().digest(bytes)));
        Path file = directory.resolve(hash.hex() + ".img");
        Path half = Files.write(directory.resolve(hash.hex() + ".half"), bytes);
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return new Image(file, hash);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
