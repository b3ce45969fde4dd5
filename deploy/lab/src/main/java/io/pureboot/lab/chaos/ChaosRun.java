package io.pureboot.lab.chaos;

import io.pureboot.lab.chaos.check.Checker;
import io.pureboot.lab.chaos.check.Gap;
import io.pureboot.lab.chaos.check.Verdict;
import io.pureboot.lab.chaos.evidence.Evidence;
import io.pureboot.lab.chaos.evidence.Tables;
import io.pureboot.lab.chaos.fault.Befell;
import io.pureboot.lab.chaos.fault.Schedule;
import io.pureboot.lab.chaos.ledger.Entry;
import io.pureboot.lab.chaos.ledger.Ledger;
import io.pureboot.lab.chaos.ledger.Wait;
import io.pureboot.lab.chaos.machine.Fleet;
import io.pureboot.lab.chaos.machine.Mischief;
import io.pureboot.lab.chaos.site.EdgeHost;
import io.pureboot.lab.chaos.site.EngineHost;
import io.pureboot.lab.chaos.site.Site;
import io.pureboot.lab.chaos.site.StoredRows;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** The course of one run: everything up, machines go, a calm to measure against, faults, the last executions, quiet, the checker. */
final class ChaosRun {
    private static final Duration UP_PATIENCE = Duration.ofMinutes(5);
    private static final Duration WARM_UP = Duration.ofSeconds(30);
    private static final Duration BASELINE = Duration.ofSeconds(10);
    private static final Duration FINISH_PATIENCE = Duration.ofMinutes(5);
    private static final Duration QUIET_PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    private final ChaosPlan plan;
    private final RunLog log;

    ChaosRun(ChaosPlan plan, PrintStream terminal) throws IOException {
        this.plan = plan;
        this.log = new RunLog(plan.directory(), terminal);
    }

    /**
     * Runs it.
     *
     * @throws IOException when the servers cannot be started
     * @throws SQLException when the journal cannot be read afterwards
     */
    ChaosResult run() throws IOException, SQLException, InterruptedException {
        log.line("seed " + plan.seed() + ", " + plan.length() + " of faults, " + plan.machines() + " machines, in "
                + plan.directory());
        Site site = new Site(plan.directory(), log::line);
        Thread cleanUp = new Thread(site::close, "clean up");
        Runtime.getRuntime().addShutdownHook(cleanUp);
        try {
            site.start();
            if (!site.awaitWhole(UP_PATIENCE)) {
                throw new IOException("the servers did not come up:\n" + site.engineLogs());
            }
            log.line("all servers are up");
            ChaosResult result = run(site);
            log.line(result.passed() ? "passed" : "failed");
            if (result.passed()) {
                site.discardData();
            }
            return result;
        } finally {
            site.close();
            forget(cleanUp);
        }
    }

    private void forget(Thread cleanUp) {
        try {
            Runtime.getRuntime().removeShutdownHook(cleanUp);
        } catch (IllegalStateException ending) {
            log.line("the run is ended from outside");
        }
    }

    private ChaosResult run(Site site) throws IOException, SQLException, InterruptedException {
        Mischief mischief = new Mischief();
        Fleet fleet = Fleet.register(
                site.engines().stream().map(EngineHost::url).toList(),
                site.edges().stream().map(EdgeHost::url).toList(),
                site.adminToken(),
                plan.machines(),
                plan.seed(),
                plan.pace(),
                mischief);
        try {
            fleet.go();
            log.line("machines are registered and go");
            return run(site, fleet, mischief);
        } finally {
            fleet.off();
        }
    }

    private ChaosResult run(Site site, Fleet fleet, Mischief mischief)
            throws IOException, SQLException, InterruptedException {
        TimeUnit.MILLISECONDS.sleep(WARM_UP.toMillis());
        Instant calm = Instant.now();
        TimeUnit.MILLISECONDS.sleep(BASELINE.toMillis());
        Instant storm = Instant.now();
        List<Befell> befallen = new Injection(site, mischief, log)
                .run(new Schedule(plan.seed(), Site.ENGINES, Site.EDGES), plan.length());
        boolean finished = fleet.finish(FINISH_PATIENCE);
        log.line(finished ? "all machines have finished" : "not all machines have finished");
        Verdict verdict = verdict(site, fleet);
        Instant now = Instant.now();
        List<Wait> waits = fleet.ledgers().stream()
                .flatMap(ledger -> ledger.waits(now).stream())
                .toList();
        ProofFiles.write(plan.directory(), waits);
        return new ChaosResult(plan, befallen, Gap.between(calm, storm, waits), Gaps.of(befallen, waits), verdict);
    }

    /** What the checker says once all is quiet; what comes late, such as a row or a spooled report, is given time to come. */
    private Verdict verdict(Site site, Fleet fleet) throws IOException, SQLException, InterruptedException {
        Instant end = Instant.now().plus(QUIET_PATIENCE);
        StoredRows rows = site.rows();
        while (!quiet(site, rows) && Instant.now().isBefore(end)) {
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN.toMillis());
        }
        while (true) {
            Evidence evidence = evidence(rows, fleet);
            Verdict verdict = Checker.check(evidence);
            ProofFiles.write(plan.directory(), verdict, evidence);
            boolean settled = verdict.findings().stream()
                    .noneMatch(finding -> finding.kind().maySettle());
            log.line("found: " + verdict.summary());
            if (settled || Instant.now().isAfter(end)) {
                return verdict;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN.multipliedBy(3).toMillis());
        }
    }

    private boolean quiet(Site site, StoredRows rows) throws InterruptedException {
        try {
            OptionalLong spooled = site.spooled();
            long unsettled = rows.unsettled();
            log.line("unsettled in the tables: " + unsettled + "; in the spools: "
                    + (spooled.isPresent() ? spooled.getAsLong() : "unknown"));
            return unsettled == 0 && spooled.equals(OptionalLong.of(0));
        } catch (SQLException away) {
            log.line("the database does not answer: " + away.getMessage());
            return false;
        }
    }

    private static Evidence evidence(StoredRows rows, Fleet fleet) throws IOException, SQLException {
        Map<String, List<Entry>> ledgers = new LinkedHashMap<>();
        for (Ledger ledger : fleet.ledgers()) {
            ledgers.put(ledger.machine(), new ArrayList<>(ledger.entries()));
        }
        // The ledgers first, then the tables: what was acknowledged is in the journal by then, and no row is ahead of
        // it.
        Tables tables = rows.tables();
        return new Evidence(rows.journal(), tables, ledgers);
    }
}
