package io.pureboot.engine.workflow.walk;

import io.pureboot.engine.workflow.walk.Invariant.Broken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A list of things that happen to one execution, drawn by a seed.
 *
 * @param seed of the moves and of the chances that the machine is given
 */
record Walk(Subject subject, long seed, List<Move.Drawn> moves) {
    Walk {
        moves = List.copyOf(moves);
    }

    /** Where a walk came to grief. */
    record Finding(Walk walk, List<Broken> broken, List<String> diary) {
        Finding {
            broken = List.copyOf(broken);
            diary = List.copyOf(diary);
        }

        Stream<Invariant> invariants() {
            return broken.stream().map(Broken::invariant).distinct();
        }

        /** For people: what broke, how to walk there again, and the shortest way that was found. */
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(
                    "seed " + walk.seed() + " over '" + walk.subject().name() + "' breaks\n");
            broken.forEach(each -> text.append("  ")
                    .append(each.invariant())
                    .append(": ")
                    .append(each.what())
                    .append('\n'));
            text.append("after\n");
            diary.forEach(line -> text.append("  ").append(line).append('\n'));
            return text.toString();
        }
    }

    static Walk drawn(Subject subject, long seed, int length) {
        Random random = new Random(seed);
        return new Walk(
                subject,
                seed,
                Stream.generate(() -> Moves.drawn(random)).limit(length).toList());
    }

    /** Walks it to its end, or to where an invariant breaks; the last thing that happens is a crash. */
    Walker walk(Machine machine) {
        Walker walker = new Walker(machine, subject.workflow(), seed);
        for (Move.Drawn move : moves) {
            if (!walker.broken().isEmpty()) {
                return walker;
            }
            move.happens(walker);
        }
        if (walker.broken().isEmpty()) {
            walker.crash();
        }
        return walker;
    }

    /** What breaks on the way, on the shortest way there that dropping moves leads to. */
    Optional<Finding> finding(Machine machine) {
        Walker walker = walk(machine);
        if (walker.broken().isEmpty()) {
            return Optional.empty();
        }
        Invariant invariant = walker.broken().getFirst().invariant();
        Walk shortest = shortened(machine, invariant);
        Walker again = shortest.walk(machine);
        return again.broken().isEmpty()
                // It does not happen twice on the same way: the machine remembers something outside its state.
                ? Optional.of(new Finding(this, walker.broken(), walker.diary()))
                : Optional.of(new Finding(shortest, again.broken(), again.diary()));
    }

    /** Drops as much as it can, halves first, single moves last, as long as the same invariant breaks. */
    private Walk shortened(Machine machine, Invariant invariant) {
        Walk shortest = this;
        for (int chunk = Math.max(1, moves.size() / 2); chunk >= 1; chunk /= 2) {
            int at = 0;
            while (at < shortest.moves().size()) {
                Walk shorter = shortest.without(at, chunk);
                if (shorter.breaks(machine, invariant)) {
                    shortest = shorter;
                } else {
                    at += chunk;
                }
            }
        }
        return shortest;
    }

    private Walk without(int from, int count) {
        List<Move.Drawn> rest = new ArrayList<>(moves.subList(0, from));
        rest.addAll(moves.subList(Math.min(moves.size(), from + count), moves.size()));
        return new Walk(subject, seed, rest);
    }

    private boolean breaks(Machine machine, Invariant invariant) {
        return walk(machine).broken().stream().anyMatch(broken -> broken.invariant() == invariant);
    }
}
