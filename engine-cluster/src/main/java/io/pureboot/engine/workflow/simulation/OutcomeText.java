package io.pureboot.engine.workflow.simulation;

import io.pureboot.engine.workflow.CompiledGraph;
import io.pureboot.protocol.Ids;
import io.pureboot.protocol.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Outcomes as a short text: {@code install=fail:2@10s,ok@40s;verify=silent;cancel@5m}. Entries stand between semicolons or on lines of
 * their own:
 *
 * <pre>
 * WHICH=OUTCOME,OUTCOME,…   the first attempt's outcome, the second's …; the last one holds for all that follow.
 *                           WHICH is a step's id or name, TYPE:* for all steps of a type, or * for all
 * OUTCOME                   ok, fail, fail:EXIT, fatal, fatal:EXIT, silent, hang, no-boot, no-phone-home, each with @TIME where that
 *                           makes sense, counted from the attempt's begin; before it any number of reboot@TIME+
 * cancel@TIME               what an operator does, counted from the start: cancel, force-cancel, pause, resume
 * # …                       to the end of the line: a comment
 * </pre>
 */
public final class OutcomeText {
    private static final int LONGEST = 65_536;

    private final String text;
    private final ScriptInMaking script;

    private OutcomeText(String text, ScriptInMaking script) {
        this.text = text;
        this.script = script;
    }

    /**
     * The outcomes that {@code text} spells, or all its faults with line and column.
     *
     * @param types the names of all step types
     */
    public static OutcomesReading read(String text, CompiledGraph graph, List<String> types) {
        ScriptInMaking script = new ScriptInMaking(graph, types);
        if (text.length() > LONGEST) {
            script.note(new Place("", 0, 0), "outcome_syntax", "must not be longer than " + LONGEST + " characters");
        } else {
            new OutcomeText(text, script).entries();
        }
        return script.reading();
    }

    private void entries() {
        int start = 0;
        while (start <= text.length()) {
            int end = end(start);
            entry(start, end);
            boolean comment = end < text.length() && text.charAt(end) == '#';
            start = comment ? lineEnd(end) + 1 : end + 1;
        }
    }

    private int end(int from) {
        int end = from;
        while (end < text.length() && ";\n#".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private int lineEnd(int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    private void entry(int from, int to) {
        Piece entry = new Piece(text, from, to).strip();
        if (entry.isEmpty()) {
            return;
        }
        Optional<Integer> equals = entry.find('=');
        if (equals.isPresent()) {
            Piece which = entry.before(equals.get()).strip();
            List<Outcome> outcomes = new ArrayList<>();
            for (Piece each : entry.after(equals.get()).split(',')) {
                outcome(each.strip()).ifPresent(outcomes::add);
            }
            script.add(
                    which.text(),
                    which.place(),
                    outcomes,
                    entry.after(equals.get()).strip().place());
        } else {
            hand(entry);
        }
    }

    private void hand(Piece entry) {
        Optional<Integer> at = entry.find('@');
        String word = at.map(entry::before).orElse(entry).strip().text();
        Optional<Hand.Kind> kind = Arrays.stream(Hand.Kind.values())
                .filter(k -> k.word().equals(word))
                .findFirst();
        if (kind.isEmpty() || at.isEmpty()) {
            script.note(
                    entry.place(),
                    "outcome_syntax",
                    "'" + Ids.shown(entry.text())
                            + "' is neither STEP=OUTCOME,… nor one of cancel, force-cancel, pause,"
                            + " resume with @TIME");
            return;
        }
        time(entry.after(at.get()).strip()).ifPresent(when -> script.add(new Hand(kind.get(), when)));
    }

    /** One outcome, such as {@code reboot@5s+fail:2@10s}. */
    private Optional<Outcome> outcome(Piece piece) {
        return read(piece, script);
    }

    /** The outcome that {@code spelled} spells; what is wrong is noted at {@code place}, column by column. */
    static Optional<Outcome> read(String spelled, ScriptInMaking script, String path) {
        return read(new Piece(spelled, 0, spelled.length(), Optional.of(path)), script);
    }

    private static Optional<Outcome> read(Piece piece, ScriptInMaking script) {
        List<Duration> reboots = new ArrayList<>();
        List<Piece> parts = piece.split('+');
        for (int i = 0; i < parts.size(); i++) {
            Piece part = parts.get(i).strip();
            boolean last = i == parts.size() - 1;
            if (word(part).equals("reboot")) {
                Optional<Duration> at =
                        part.find('@').flatMap(sign -> time(part.after(sign).strip(), script));
                if (at.isEmpty()) {
                    part.find('@')
                            .ifPresentOrElse(
                                    sign -> {},
                                    () -> script.note(
                                            part.place(),
                                            "duration_invalid",
                                            "a reboot needs its moment: reboot@TIME"));
                    return Optional.empty();
                }
                reboots.add(at.get());
            } else if (!last) {
                script.note(part.place(), "outcome_syntax", "only reboot@TIME may stand before a +");
                return Optional.empty();
            } else {
                return ending(part, reboots, script);
            }
        }
        return Optional.of(new Outcome(Optional.empty(), Optional.empty(), Optional.empty(), true, reboots));
    }

    private static String word(Piece part) {
        String text = part.text();
        int end = 0;
        while (end < text.length() && ":@".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return text.substring(0, end).strip();
    }

    private static Optional<Outcome> ending(Piece part, List<Duration> reboots, ScriptInMaking script) {
        String word = word(part);
        Optional<Outcome.Ending> ending = Arrays.stream(Outcome.Ending.values())
                .filter(each -> each.word().equals(word))
                .findFirst();
        if (ending.isEmpty()) {
            script.note(
                    part.place(),
                    "outcome_unknown",
                    "'" + Ids.shown(word) + "' is no outcome; there are "
                            + Stream.concat(
                                            Arrays.stream(Outcome.Ending.values())
                                                    .map(Outcome.Ending::word),
                                            Stream.of("reboot"))
                                    .collect(Collectors.joining(", ")));
            return Optional.empty();
        }
        Optional<Integer> at = part.find('@');
        Optional<Integer> colon = part.find(':');
        Optional<Duration> after = Optional.empty();
        if (at.isPresent()) {
            after = time(part.after(at.get()).strip(), script);
            if (after.isEmpty()) {
                return Optional.empty();
            }
        }
        Optional<Integer> exit = Optional.empty();
        if (colon.isPresent()) {
            exit = exit(at.map(part::before).orElse(part).after(colon.get()).strip(), script);
            if (exit.isEmpty()) {
                return Optional.empty();
            }
        }
        return checked(part.place(), ending.get(), after, exit, reboots, script);
    }

    /** The outcome, unless its parts make no sense together. */
    static Optional<Outcome> checked(
            Place place,
            Outcome.Ending ending,
            Optional<Duration> after,
            Optional<Integer> exit,
            List<Duration> reboots,
            ScriptInMaking script) {
        boolean timed = ending.reports() || ending == Outcome.Ending.SILENT;
        if (after.isPresent() && !timed) {
            script.note(place, "outcome_syntax", "'" + ending.word() + "' takes no time: it never ends by itself");
            return Optional.empty();
        }
        if (exit.isPresent() && !ending.fails()) {
            script.note(place, "exit_code_invalid", "only fail and fatal have an exit code");
            return Optional.empty();
        }
        return Optional.of(new Outcome(Optional.of(ending), after, exit, ending != Outcome.Ending.FATAL, reboots));
    }

    private Optional<Duration> time(Piece piece) {
        return time(piece, script);
    }

    private static Optional<Duration> time(Piece piece, ScriptInMaking script) {
        Optional<Duration> time = Spans.parse(piece.text());
        if (time.isEmpty()) {
            script.note(
                    piece.place(),
                    "duration_invalid",
                    "'" + Ids.shown(piece.text()) + "' is no time such as 40s, 5m, 1h30m or 2d, of ten years at most");
        }
        return time;
    }

    private static Optional<Integer> exit(Piece piece, ScriptInMaking script) {
        if (piece.text().matches("[0-9]{1,3}") && Integer.parseInt(piece.text()) <= ScriptInMaking.HIGHEST_EXIT) {
            return Optional.of(Integer.parseInt(piece.text()));
        }
        script.note(piece.place(), "exit_code_invalid", "'" + Ids.shown(piece.text()) + "' is no exit code, 0 to 255");
        return Optional.empty();
    }

    /** Where something stands: in JSON its pointer; in a text line and column, from 1. */
    record Place(String path, int line, int column) {
        Problem.Fault fault(String code, String message) {
            Problem.Fault fault = Problem.Fault.at(path, code, message);
            return line > 0 ? fault.where(line, column) : fault;
        }
    }

    /** A part of the text that knows where it stands. */
    private record Piece(String whole, int from, int to, Optional<String> path) {
        Piece(String whole, int from, int to) {
            this(whole, from, to, Optional.empty());
        }

        String text() {
            return whole.substring(from, to);
        }

        boolean isEmpty() {
            return from == to;
        }

        Piece strip() {
            int start = from;
            int end = to;
            while (start < end && Character.isWhitespace(whole.charAt(start))) {
                start++;
            }
            while (end > start && Character.isWhitespace(whole.charAt(end - 1))) {
                end--;
            }
            return new Piece(whole, start, end, path);
        }

        Optional<Integer> find(char sign) {
            int at = whole.indexOf(sign, from);
            return at < 0 || at >= to ? Optional.empty() : Optional.of(at);
        }

        Piece before(int at) {
            return new Piece(whole, from, at, path);
        }

        Piece after(int at) {
            return new Piece(whole, Math.min(at + 1, to), to, path);
        }

        List<Piece> split(char sign) {
            List<Piece> pieces = new ArrayList<>();
            int start = from;
            for (int i = from; i < to; i++) {
                if (whole.charAt(i) == sign) {
                    pieces.add(new Piece(whole, start, i, path));
                    start = i + 1;
                }
            }
            pieces.add(new Piece(whole, start, to, path));
            return pieces;
        }

        Place place() {
            if (path.isPresent()) {
                return new Place(path.get(), 0, 0);
            }
            String before = whole.substring(0, from);
            int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
            return new Place("", line, from - before.lastIndexOf('\n'));
        }
    }
}
