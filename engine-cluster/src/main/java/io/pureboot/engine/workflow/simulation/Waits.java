package io.pureboot.engine.workflow.simulation;

import io.pureboot.engine.workflow.Deadline;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.Task;
import io.pureboot.engine.workflow.Why;
import io.pureboot.protocol.StepId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a simulation waits for, one wait after the other. */
final class Waits {
    private record Open(
            Instant from, Optional<StepId> step, String waitsFor, List<Deadline> firm, List<Deadline> silences) {}

    private final Instant begin;
    private final List<Simulated.Wait> over = new ArrayList<>();
    private Optional<Open> open = Optional.empty();

    Waits(Instant begin) {
        this.begin = begin;
    }

    /** The execution stands so, after {@code event}; the same wait goes on while neither its sentence nor a deadline has changed. */
    void seen(Execution execution, List<Deadline> silences, Optional<String> event, Instant now) {
        Optional<Open> next = Optional.of(execution)
                .filter(each -> !each.status().terminal())
                .map(Why::of)
                .map(why -> new Open(
                        now,
                        execution.tasks().stream().map(Task::step).findFirst(),
                        why.waitsFor(),
                        why.deadlines(),
                        silences));
        boolean same = open.isPresent()
                && next.isPresent()
                && open.get().waitsFor().equals(next.get().waitsFor())
                && open.get().firm().equals(next.get().firm());
        if (!same) {
            open.ifPresent(wait -> close(wait, now, event));
            open = next;
        }
    }

    List<Simulated.Wait> done(Instant now) {
        open.ifPresent(wait -> close(wait, now, Optional.empty()));
        open = Optional.empty();
        return over;
    }

    private void close(Open wait, Instant now, Optional<String> event) {
        List<Simulated.Ticking> ticking = Stream.concat(wait.firm().stream(), wait.silences().stream())
                .sorted(Comparator.comparing(Deadline::at))
                .map(each -> new Simulated.Ticking(each.cause(), Duration.between(begin, each.at()), each.step()))
                .toList();
        over.add(new Simulated.Wait(
                Duration.between(begin, wait.from()),
                Duration.between(begin, now),
                wait.step(),
                Spans.virtual(wait.waitsFor(), begin),
                ticking,
                event));
    }
}
