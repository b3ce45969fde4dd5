package io.pureboot.standalone.machine.ipxe;

import io.pureboot.standalone.machine.ipxe.BootResult.Image;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs scripts as iPXE does: words are split first and expanded after; a line that fails ends its script unless {@code ||} follows;
 * {@code chain} runs a script as a child, {@code chain --replace} in the place of this one (ipxe/src/core/exec.c, image/script.c).
 */
public final class Ipxe {
    private static final Set<String> JOINTS = Set.of("||", "&&", ";");
    private static final int MOST_COMMANDS = 100_000;

    private final Variables variables;
    private final Network network;
    private final BooleanSupplier diskBoots;
    private final Consumer<String> console;

    private final List<Image> initrds = new ArrayList<>();
    private Optional<Image> kernel = Optional.empty();
    private Optional<BootResult> left = Optional.empty();
    private int commands;

    /**
     * A machine that has just been switched on.
     *
     * @param diskBoots whether there is something on the disk that a BIOS can start
     */
    public Ipxe(Variables variables, Network network, BooleanSupplier diskBoots, Consumer<String> console) {
        this.variables = variables;
        this.network = network;
        this.diskBoots = diskBoots;
        this.console = console;
    }

    /** One script while it runs. */
    private static final class Frame {
        final URI uri;
        final List<String> lines;
        int next;
        boolean lineDone;
        boolean ended;
        Optional<FetchedFile> replacement = Optional.empty();

        Frame(FetchedFile file) {
            this.uri = file.uri();
            this.lines = file.script().orElse("").lines().map(String::strip).toList();
        }
    }

    /** Fetches the first script and runs it until iPXE is left, however long that takes. */
    public BootResult boot(URI first) throws InterruptedException {
        int status = chain(first, Words.of(List.of(first.toString())), Optional.empty());
        return left.orElseGet(() -> new BootResult.NextDevice(status));
    }

    private int run(FetchedFile script) throws InterruptedException {
        Optional<FetchedFile> now = Optional.of(script);
        int status = 0;
        while (now.isPresent() && left.isEmpty()) {
            Frame frame = new Frame(now.get());
            status = run(frame);
            now = frame.replacement;
        }
        return status;
    }

    private int run(Frame frame) throws InterruptedException {
        int status = 0;
        while (frame.next < frame.lines.size() && left.isEmpty() && !frame.ended) {
            String line = frame.lines.get(frame.next++);
            if (line.isEmpty() || line.startsWith(":")) {
                continue;
            }
            status = line(line, frame);
            if (status != 0) {
                frame.ended = true;
            }
        }
        return status;
    }

    /** Commands joined by {@code ||}, {@code &&} and {@code ;}. */
    private int line(String line, Frame frame) throws InterruptedException {
        frame.lineDone = false;
        int status = 0;
        boolean wanted = true;
        List<String> words = new ArrayList<>();
        for (String word : split(line)) {
            if (!JOINTS.contains(word)) {
                words.add(word);
                continue;
            }
            if (wanted) {
                status = command(words.stream().map(variables::expand).toList(), frame);
            }
            if (frame.lineDone || frame.ended || left.isPresent()) {
                return status;
            }
            words.clear();
            wanted = word.equals(";") || (word.equals("||") == (status != 0));
        }
        return status;
    }

    /** The line's words without its comment, ended by a joint. */
    private static List<String> split(String line) {
        List<String> words = Stream.of(line.split("\\s+", -1))
                .takeWhile(word -> !word.startsWith("#"))
                .collect(Collectors.toCollection(ArrayList::new));
        words.add(";");
        return words;
    }

    private int command(List<String> words, Frame frame) throws InterruptedException {
        if (words.isEmpty()) {
            return 0;
        }
        if (++commands > MOST_COMMANDS) {
            return failed("the scripts run in circles");
        }
        List<String> arguments = words.subList(1, words.size());
        return switch (words.getFirst()) {
            case "echo" -> echo(arguments);
            case "set" -> set(arguments);
            case "clear" -> clear(arguments);
            case "isset" -> arguments.isEmpty() || arguments.getFirst().isEmpty() ? 1 : 0;
            case "iseq" -> arguments.size() == 2 && arguments.get(0).equals(arguments.get(1)) ? 0 : 1;
            case "inc" -> increase(arguments);
            case "goto" -> jump(arguments, frame);
            case "exit" -> exit(arguments, frame);
            case "sleep" -> sleep(arguments);
            case "chain", "imgexec" -> chain(arguments, frame);
            case "kernel", "imgselect", "imgload" -> kernel(arguments, frame);
            case "initrd", "module", "imgfetch" -> initrd(arguments, frame);
            case "imgfree" -> free();
            case "boot" -> bootKernel();
            case "sanboot" -> sanboot();
            case "cpuid" -> cpuid(arguments);
            case "reboot" -> leave(new BootResult.Reboot());
            case "poweroff" -> leave(new BootResult.PowerOff());
            // The firmware has configured the interface before the first script.
            case "dhcp", "ifconf", "ifopen", "ifstat", "route", "imgstat" -> 0;
            // Nobody presses a key.
            case "prompt" -> 1;
            default -> failed(words.getFirst() + ": command not found");
        };
    }

    private int echo(List<String> arguments) {
        console.accept(Words.plain(arguments).joined(0));
        return 0;
    }

    private int set(List<String> arguments) {
        if (arguments.isEmpty()) {
            return failed("set: which setting?");
        }
        variables.set(arguments.getFirst(), String.join(" ", arguments.subList(1, arguments.size())));
        return 0;
    }

    private int clear(List<String> arguments) {
        boolean there =
                !arguments.isEmpty() && !variables.get(arguments.getFirst()).isEmpty();
        arguments.stream().findFirst().ifPresent(variables::clear);
        return there ? 0 : 1;
    }

    private int increase(List<String> arguments) {
        if (arguments.isEmpty()) {
            return failed("inc: which setting?");
        }
        String by = arguments.size() > 1 ? arguments.get(1) : "1";
        variables.set(arguments.getFirst(), Long.toString(number(variables.get(arguments.getFirst())) + number(by)));
        return 0;
    }

    private int jump(List<String> arguments, Frame frame) {
        String label = ":" + String.join(" ", arguments);
        for (int i = 0; i < frame.lines.size(); i++) {
            if (frame.lines.get(i).split("\\s+", 2)[0].equals(label)) {
                frame.next = i + 1;
                frame.lineDone = true;
                return 0;
            }
        }
        return failed("goto: no label " + label);
    }

    private static int exit(List<String> arguments, Frame frame) {
        frame.ended = true;
        return arguments.isEmpty() ? 0 : (int) number(arguments.getFirst());
    }

    private static int sleep(List<String> arguments) throws InterruptedException {
        Thread.sleep(Duration.ofSeconds(arguments.isEmpty() ? 0 : number(arguments.getFirst())));
        return 0;
    }

    private int chain(List<String> arguments, Frame frame) throws InterruptedException {
        Words words = Words.of(arguments);
        if (words.rest().isEmpty()) {
            return failed("chain: what?");
        }
        return chain(frame.uri, words, Optional.of(frame));
    }

    private int chain(URI base, Words words, Optional<Frame> frame) throws InterruptedException {
        Optional<FetchedFile> file = fetch(base, words);
        if (file.isEmpty()) {
            return 1;
        }
        if (file.get().script().isEmpty()) {
            return leave(new BootResult.Kernel(image(words, file.get()), initrds));
        }
        if (words.has("--replace") && frame.isPresent()) {
            frame.get().replacement = file;
            frame.get().ended = true;
            return 0;
        }
        return run(file.get());
    }

    private int kernel(List<String> arguments, Frame frame) throws InterruptedException {
        Words words = Words.of(arguments);
        Optional<FetchedFile> file = words.rest().isEmpty() ? Optional.empty() : fetch(frame.uri, words);
        kernel = file.map(each -> image(words, each)).or(() -> kernel);
        return file.isPresent() ? 0 : 1;
    }

    private int initrd(List<String> arguments, Frame frame) throws InterruptedException {
        Words words = Words.of(arguments);
        Optional<FetchedFile> file = words.rest().isEmpty() ? Optional.empty() : fetch(frame.uri, words);
        file.ifPresent(each -> initrds.add(image(words, each)));
        return file.isPresent() ? 0 : 1;
    }

    private static Image image(Words words, FetchedFile file) {
        String name = words.option("--name").or(() -> words.option("-n")).orElseGet(file::name);
        return new Image(name, file, words.joined(1));
    }

    private int free() {
        kernel = Optional.empty();
        initrds.clear();
        return 0;
    }

    private int bootKernel() {
        if (kernel.isEmpty()) {
            return failed("boot: nothing is loaded");
        }
        return leave(new BootResult.Kernel(kernel.get(), initrds));
    }

    private int sanboot() {
        if (!diskBoots.getAsBoolean()) {
            return failed("sanboot: the disk holds nothing that boots");
        }
        return leave(new BootResult.Disk());
    }

    /** Bit 29 of the extended features is long mode: this machine is a 64-bit one. */
    private static int cpuid(List<String> arguments) {
        return Words.of(arguments).option("--ext").filter("29"::equals).isPresent() ? 0 : 1;
    }

    private Optional<FetchedFile> fetch(URI base, Words words) throws InterruptedException {
        String address = words.rest().getFirst();
        try {
            Optional<Duration> timeout = words.option("--timeout").map(text -> Duration.ofMillis(number(text)));
            return Optional.of(network.fetch(base.resolve(address), timeout));
        } catch (IOException | IllegalArgumentException e) {
            console.accept(address + "... " + e.getMessage());
            return Optional.empty();
        }
    }

    private int leave(BootResult result) {
        left = Optional.of(result);
        return 0;
    }

    private int failed(String why) {
        console.accept(why);
        return 1;
    }

    /** Decimal or 0x-hexadecimal; anything else counts as 0, as iPXE takes it. */
    private static long number(String text) {
        try {
            return Long.decode(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
