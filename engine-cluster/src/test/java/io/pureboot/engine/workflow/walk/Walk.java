package io.pureboot.engine.workflow.walk;

import io.pureboot.engine.workflow.walk.Invariant.Broken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * One execution's way, drawn by a seed.
 *
 * @param seed of the moves, and of the chances that the machine is given
 * @param moves how many are drawn after the start
 */
record Walk(Subject subject, long seed, int moves) {
    /** Where a walk came to grief, on the shortest way there that was found. */
    record Finding(Walk walk, List<Broken> broken, List<String> diary) {
        Finding {
            broken = List.copyOf(broken);
            diary = List.copyOf(diary);
        }

        Stream<Invariant> invariants() {
            return broken.stream().map(Broken::invariant).distinct();
        }

        /** For people: what broke, by which seed, and what led there. */
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

    /** Walks it to its end, or to where an invariant breaks; the last thing that happens is a crash. */
    Walker walk(Machine machine) {
        Random random = new Random(seed);
        Walker walker = new Walker(machine, subject.workflow(), seed);
        walker.tell(walker.start());
        for (int i = 0; i < moves && walker.broken().isEmpty(); i++) {
            Moves.drawn(random).happens(walker);
        }
        if (walker.broken().isEmpty()) {
            walker.crash();
        }
        return walker;
    }

    /** What breaks on the way, told as shortly as dropping what does not matter leads to. */
    Optional<Finding> finding(Machine machine) {
        Walker walker = walk(machine);
        if (walker.broken().isEmpty()) {
            return Optional.empty();
        }
        Invariant invariant = walker.broken().getFirst().invariant();
        Walker shortest = again(machine, shortened(machine, walker.happened(), invariant));
        // A machine that remembers something outside its state may not do it twice.
        Walker told = shortest.broken().isEmpty() ? walker : shortest;
        return Optional.of(new Finding(this, told.broken(), told.diary()));
    }

    /** Drops as much as it can, halves first, single steps last, as long as the same invariant breaks. */
    private List<Step> shortened(Machine machine, List<Step> steps, Invariant invariant) {
        List<Step> shortest = steps;
        for (int chunk = Math.max(1, steps.size() / 2); chunk >= 1; chunk /= 2) {
            int at = 0;
            while (at < shortest.size()) {
                List<Step> shorter = new ArrayList<>(shortest.subList(0, at));
                shorter.addAll(shortest.subList(Math.min(shortest.size(), at + chunk), shortest.size()));
                boolean breaks =
                        again(machine, shorter).broken().stream().anyMatch(broken -> broken.invariant() == invariant);
                if (breaks) {
                    shortest = shorter;
                } else {
                    at += chunk;
                }
            }
        }
        return shortest;
    }

    private Walker again(Machine machine, List<Step> steps) {
        Walker walker = new Walker(machine, subject.workflow(), seed);
        steps.forEach(walker::happens);
        return walker;
    }
}
