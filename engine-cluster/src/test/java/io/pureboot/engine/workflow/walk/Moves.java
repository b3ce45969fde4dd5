package io.pureboot.engine.workflow.walk;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.engine.workflow.NodeRequest;
import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepReport;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Everything that a walk is made of. A new command of the machine is a line here. */
final class Moves {
    static final List<Move> ALL = List.of(
            new Move("success", 6, (walker, random) -> report(walker, random, ReportStatus.SUCCESS)),
            new Move("failed", 3, (walker, random) -> report(walker, random, ReportStatus.FAILED)),
            new Move("progress", 2, (walker, random) -> report(walker, random, ReportStatus.PROGRESS)),
            new Move("report of any step", 2, Moves::reportOfAnyStep),
            new Move("the same again", 4, (walker, random) -> walker.again()),
            new Move("an old one late", 3, Walker::late),
            new Move("the next deadline", 3, (walker, random) -> walker.untilNextDeadline()),
            new Move("a little time", 2, (walker, random) -> walker.after(random.nextInt(12))),
            new Move("much time", 1, (walker, random) -> walker.after(random.nextInt(300))),
            new Move("time unnoticed", 1, (walker, random) -> walker.silently(random.nextInt(120))),
            new Move("boot", 2, (walker, random) -> walker.tell(new ExecutionCommand.BootSeen(boot(random)))),
            new Move("phone home", 2, Moves::phoneHome),
            new Move("heartbeat missed", 1, Moves::heartbeatMissed),
            new Move("cancel", 1, (walker, random) -> walker.tell(cancel(random.nextInt(4) == 0))),
            new Move("retry", 3, (walker, random) -> walker.tell(walker.retry(Optional.empty()))),
            new Move(
                    "retry from",
                    1,
                    (walker, random) -> walker.tell(walker.retry(Optional.of(anyStep(walker, random))))),
            new Move(
                    "pause",
                    1,
                    (walker, random) -> walker.tell(new ExecutionCommand.Pause("walker", Optional.empty()))),
            new Move(
                    "resume",
                    3,
                    (walker, random) -> walker.tell(new ExecutionCommand.Resume("walker", Optional.empty()))),
            new Move("skip", 1, Moves::skip),
            new Move(
                    "skip what failed", 1, (walker, random) -> walker.tell(walker.skipFailed(anyStep(walker, random)))),
            new Move("boot request", 2, Moves::bootRequest),
            new Move("remark", 1, (walker, random) -> walker.tell(remark(random))),
            new Move("under a token", 2, Moves::underToken),
            new Move("node answers", 4, Moves::nodeAnswers),
            new Move("start", 1, (walker, random) -> walker.tell(walker.start())),
            new Move("snapshot", 1, (walker, random) -> walker.takeSnapshot()),
            new Move("crash", 2, (walker, random) -> walker.crash()),
            new Move("crash after a snapshot", 1, (walker, random) -> walker.crashAfterSnapshot()));

    private static final int WEIGHTS = ALL.stream().mapToInt(Move::weight).sum();

    private Moves() {}

    static Move.Drawn drawn(Random random) {
        int place = random.nextInt(WEIGHTS);
        long seed = random.nextLong();
        for (Move move : ALL) {
            place -= move.weight();
            if (place < 0) {
                return new Move.Drawn(move, seed);
            }
        }
        throw new IllegalStateException("weights do not add up");
    }

    private static void report(Walker walker, Random random, ReportStatus status) {
        walker.tell(new ExecutionCommand.Report(currentStep(walker, random), said(random, status)));
    }

    private static void reportOfAnyStep(Walker walker, Random random) {
        ReportStatus status = pick(List.of(ReportStatus.values()), random);
        walker.tell(new ExecutionCommand.Report(anyStep(walker, random), said(random, status)));
    }

    private static void skip(Walker walker, Random random) {
        Optional<StepId> step = random.nextBoolean() ? Optional.empty() : Optional.of(anyStep(walker, random));
        walker.tell(new ExecutionCommand.Skip("walker", step, "not today"));
    }

    private static void bootRequest(Walker walker, Random random) {
        String request = "request-" + Long.toHexString(random.nextLong());
        walker.tell(new ExecutionCommand.BootRequested(request, random.nextBoolean(), random.nextBoolean()));
    }

    private static ExecutionCommand remark(Random random) {
        return new ExecutionCommand.Remark("modules-final/part-" + random.nextInt(4), "it has failed");
    }

    private static void underToken(Walker walker, Random random) {
        ReportStatus status = pick(List.of(ReportStatus.values()), random);
        walker.tell(new ExecutionCommand.UnderToken(
                random.nextInt(4), new ExecutionCommand.Report(currentStep(walker, random), said(random, status))));
    }

    private static void phoneHome(Walker walker, Random random) {
        walker.tell(new ExecutionCommand.PhoneHome(event(random), JsonNodeFactory.instance.objectNode()));
    }

    private static void heartbeatMissed(Walker walker, Random random) {
        walker.tell(new ExecutionCommand.HeartbeatMissed(currentStep(walker, random), 1 + random.nextInt(3)));
    }

    private static ExecutionCommand cancel(boolean force) {
        return new ExecutionCommand.Cancel("walker", Optional.of("why not"), force);
    }

    private static void nodeAnswers(Walker walker, Random random) {
        List<NodeRequest> open = walker.requests();
        String id = open.isEmpty() || random.nextInt(8) == 0
                ? "1/nothing"
                : open.getFirst().requestId();
        walker.tell(new ExecutionCommand.RequestAnswered(id, random.nextInt(3) > 0, Optional.of("so it is")));
    }

    /** What an agent may say: with or without attempt, event and boot; with event ids of its own, as an agent makes them. */
    private static StepReport said(Random random, ReportStatus status) {
        return new StepReport(
                status,
                Optional.of("said"),
                random.nextBoolean() ? Optional.of(random.nextInt(3)) : Optional.empty(),
                Optional.empty(),
                random.nextInt(3) == 0 ? Optional.of(1 + random.nextInt(4)) : Optional.empty(),
                event(random),
                boot(random),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                random.nextInt(10) == 0 ? Optional.of(false) : Optional.empty());
    }

    private static Optional<String> event(Random random) {
        return random.nextBoolean() ? Optional.empty() : Optional.of("event-" + Long.toHexString(random.nextLong()));
    }

    private static Optional<String> boot(Random random) {
        return random.nextBoolean() ? Optional.empty() : Optional.of("boot-" + random.nextInt(3));
    }

    private static StepId currentStep(Walker walker, Random random) {
        List<StepId> current = walker.stepsUnderWay();
        return current.isEmpty() ? anyStep(walker, random) : pick(current, random);
    }

    private static StepId anyStep(Walker walker, Random random) {
        boolean nowhere = walker.steps().isEmpty() || random.nextInt(20) == 0;
        return nowhere ? new StepId("nowhere") : pick(walker.steps(), random);
    }

    private static <T> T pick(List<T> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }
}
