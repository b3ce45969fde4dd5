package io.pureboot.standalone.demo;

import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.WorkflowId;
import io.pureboot.standalone.client.EngineClient;
import io.pureboot.standalone.client.ExecutionView;
import io.pureboot.standalone.client.StepTable;
import io.pureboot.standalone.client.TextTable;
import io.pureboot.standalone.machine.MachineIdentity;
import io.pureboot.standalone.machine.MachinePlug;
import io.pureboot.standalone.machine.Sha256;
import io.pureboot.standalone.server.AllInOne;
import io.pureboot.standalone.server.FreePorts;
import io.pureboot.standalone.server.Servers;
import io.pureboot.standalone.server.Settings;
import io.pureboot.standalone.server.UntilSignal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The demo, from nothing to a table of results. */
public final class Demo {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
    private static final int LISTED_FAILURES = 5;
    private static final int KEPT_DEMOS = 3;

    private final Servers servers;
    private final MachineKind kind;
    private final HttpClient http;
    private final Terminal terminal;
    private final DemoPlan plan;
    private final Instant start = Instant.now();

    public Demo(Servers servers, MachineKind kind, HttpClient http, Terminal terminal, DemoPlan plan) {
        this.servers = servers;
        this.kind = kind;
        this.http = http;
        this.terminal = terminal;
        this.plan = plan;
    }

    /** One machine, its execution, and what the engine said of it last. */
    private record Case(MachineIdentity machine, ExecutionView execution) {
        boolean completed() {
            return execution.status() == ExecutionStatus.COMPLETED;
        }
    }

    /** Runs it and returns the exit status: 0 when every execution is completed. */
    public int run() throws IOException, InterruptedException {
        Settings settings = withFreePorts(plan.settings());
        say(terminal.bold("PureBoot demo: " + plan.machines() + " " + kind.name() + (plan.machines() == 1 ? "" : "s")));
        try (AllInOne all = AllInOne.start(servers, settings, line -> say("  " + line))) {
            // A signal in the middle must not leave PostgreSQL and agents behind.
            Runtime.getRuntime().addShutdownHook(new Thread(all::close, "leave"));
            EngineClient engine = new EngineClient(http, all.engine(), all.adminToken());
            Path artifacts = settings.dataDir().resolve("artifacts");
            MachineKind.BootFiles files = kind.prepare(artifacts);
            DemoLibrary library = new DemoLibrary(engine);
            WorkflowId workflow = library.prepare(kind.workflow(files));
            say("  ready after " + StepTable.seconds(Duration.between(start, Instant.now())) + " s; engine "
                    + all.engine() + ", edge " + all.edge());
            say("");
            List<Case> cases;
            try (Fleet fleet = new Fleet(kind, plug(all.edge(), settings, artifacts, files), machinesHome(settings))) {
                Thread unplug = new Thread(fleet::close, "unplug");
                Runtime.getRuntime().addShutdownHook(unplug);
                cases = play(engine, library, workflow, fleet);
                Runtime.getRuntime().removeShutdownHook(unplug);
                report(cases, fleet);
            }
            boolean good = cases.stream().allMatch(Case::completed);
            tellMore(all, settings, cases);
            if (plan.keep()) {
                say("The servers stay up; Ctrl-C stops them.");
                UntilSignal.serve(all::close, all.terminated());
            }
            return good ? 0 : 1;
        }
    }

    private List<Case> play(EngineClient engine, DemoLibrary library, WorkflowId workflow, Fleet fleet)
            throws IOException, InterruptedException {
        SecureRandom random = new SecureRandom();
        List<MachineIdentity> machines = Stream.generate(() -> MachineIdentity.random(random))
                .limit(plan.machines())
                .toList();
        List<Case> cases = AtOnce.map(machines, machine -> {
            ExecutionId id = library.start(library.register(machine), workflow);
            fleet.switchOn(machine);
            return new Case(machine, engine.execution(id));
        });
        Progress progress = Progress.on(terminal, plan.machines());
        Instant deadline = Instant.now().plus(plan.patience());
        while (Instant.now().isBefore(deadline)) {
            progress.show(cases.stream()
                    .map(each -> new Progress.Machine(
                            each.machine().hostname(), each.execution(), fleet.lastLine(each.machine())))
                    .toList());
            if (cases.stream().allMatch(each -> each.execution().status().terminal() || gaveUp(fleet, each))) {
                break;
            }
            Thread.sleep(BETWEEN_LOOKS.multipliedBy(1 + plan.machines() / 10));
            cases = look(engine, cases);
        }
        progress.end();
        return cases;
    }

    private static boolean gaveUp(Fleet fleet, Case each) {
        return fleet.broken(each.machine()).isPresent();
    }

    private static List<Case> look(EngineClient engine, List<Case> cases) throws IOException, InterruptedException {
        return AtOnce.map(
                cases,
                each -> each.execution().status().terminal()
                        ? each
                        : new Case(
                                each.machine(),
                                engine.execution(each.execution().id())));
    }

    private void report(List<Case> cases, Fleet fleet) {
        if (cases.size() == 1) {
            StepTable.of(cases.getFirst().execution()).lines().forEach(line -> say("  " + line));
        } else {
            stepTimes(cases).lines().forEach(line -> say("  " + line));
        }
        say("");
        cases.stream().filter(each -> !each.completed()).limit(LISTED_FAILURES).forEach(each -> {
            say(terminal.red("  " + each.machine().hostname() + ": "
                            + each.execution().status().wire()) + " "
                    + each.execution()
                            .errorMessage()
                            .or(() -> fleet.broken(each.machine()))
                            .orElse("no answer in time"));
            say("    its console: " + fleet.home(each.machine()).resolve("console.log"));
        });
    }

    /** Of many: for each step how often it ended how, and how long it took. */
    private static TextTable stepTimes(List<Case> cases) {
        TextTable table = new TextTable("STEP", "TYPE", "SUCCESS", "OTHER", "ATTEMPTS", "SECONDS MEDIAN", "LONGEST");
        for (ExecutionView.StepView step : cases.getFirst().execution().steps()) {
            List<ExecutionView.StepResultView> results = cases.stream()
                    .flatMap(each -> each.execution().attempts(step).stream())
                    .toList();
            long good = results.stream()
                    .filter(result -> result.status().equals("success"))
                    .count();
            List<Duration> times = results.stream()
                    .map(result -> result.elapsed(Instant.now()))
                    .sorted()
                    .toList();
            table.row(
                    step.name(),
                    step.type(),
                    Long.toString(good),
                    Long.toString(cases.size() - good),
                    Integer.toString(results.size()),
                    times.isEmpty() ? "" : StepTable.seconds(times.get(times.size() / 2)),
                    times.isEmpty() ? "" : StepTable.seconds(times.getLast()));
        }
        return table;
    }

    private void tellMore(AllInOne all, Settings settings, List<Case> cases) {
        long completed = cases.stream().filter(Case::completed).count();
        String result = completed + " of " + cases.size() + (cases.size() == 1 ? " execution" : " executions")
                + " completed, " + StepTable.seconds(Duration.between(start, Instant.now())) + " s in all";
        say(completed == cases.size() ? terminal.green(result) : terminal.red(result));
        say("");
        ExecutionId id = cases.getFirst().execution().id();
        if (plan.keep()) {
            say("Look further:");
            say("  execution     " + all.engine() + "/api/v1/executions/" + id);
            say("  first script  " + all.edge() + "/boot.ipxe");
            say("  with          curl -H \"Authorization: Bearer $(./pureboot token --data-dir " + settings.dataDir()
                    + ")\" URL");
            say("  or            ./pureboot execution " + id + " --server " + all.engine() + " --data-dir "
                    + settings.dataDir());
        } else {
            say("Everything is kept in " + settings.dataDir() + " (log: pureboot.log, machines: machines/).");
            say("Next:");
            say("  ./pureboot demo --keep            and look around in it while it is up");
            say("  ./pureboot demo --machines 50     a rack at once");
            say("  ./pureboot up                     for machines of your own");
        }
        say("");
    }

    /** Whatever else runs on this host, a demo gets by. */
    private Settings withFreePorts(Settings asked) throws IOException {
        String edgePort = asked.get(Settings.EDGE_PORT).orElse(FreePorts.tcp());
        return asked.withDefault(Settings.HTTP_PORT, FreePorts.tcp())
                .withDefault(Settings.EDGE_PORT, edgePort)
                .withDefault(Settings.TFTP_PORT, FreePorts.udp())
                .withDefault(Settings.CLUSTER_PORT, FreePorts.tcp())
                .withDefault(Settings.EDGE_URL, "http://" + kind.hostAddress() + ":" + edgePort);
    }

    /** A directory for this demo's machines; of earlier demos only the newest are kept. */
    private static Path machinesHome(Settings settings) throws IOException {
        String now = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")
                .withZone(ZoneOffset.UTC)
                .format(Instant.now());
        Path all = Files.createDirectories(settings.dataDir().resolve("machines"));
        List<Path> earlier;
        try (Stream<Path> found = Files.list(all)) {
            earlier = found.sorted(Comparator.reverseOrder()).skip(KEPT_DEMOS).toList();
        }
        for (Path old : earlier) {
            try (Stream<Path> tree = Files.walk(old)) {
                for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
        return all.resolve(now);
    }

    private MachinePlug plug(URI edge, Settings settings, Path artifacts, MachineKind.BootFiles files)
            throws IOException {
        Map<String, String> checksums = new TreeMap<>();
        for (String name : List.of(files.kernel(), files.initrd())) {
            checksums.put("/artifacts/" + name, Sha256.of(artifacts.resolve(name)));
        }
        int tftpPort = Integer.parseInt(settings.get(Settings.TFTP_PORT).orElse("6969"));
        InetSocketAddress tftp = new InetSocketAddress(
                Settings.reachable(settings.get(Settings.BIND).orElse("127.0.0.1")), tftpPort);
        return new MachinePlug(edge, tftp, loaders(settings), checksums);
    }

    /** The first loader that the edge's TFTP finds where it is told to look. */
    private static List<MachinePlug.Loader> loaders(Settings settings) throws IOException {
        String roots =
                settings.get(Settings.TFTP_ROOT).orElse(settings.dataDir().resolve("tftp") + ":/usr/lib/ipxe");
        List<Path> found = Stream.of(roots.split(":", -1))
                .map(root -> Path.of(root, "undionly.kpxe"))
                .filter(Files::isReadable)
                .limit(1)
                .toList();
        List<MachinePlug.Loader> loaders = new ArrayList<>();
        for (Path loader : found) {
            loaders.add(new MachinePlug.Loader("undionly.kpxe", Sha256.of(loader)));
        }
        return loaders;
    }

    private void say(String line) {
        terminal.out().println(line);
        terminal.out().flush();
    }
}
