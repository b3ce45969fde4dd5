package io.pureboot.protocol;

import java.util.List;
import java.util.Optional;

/**
 * The body of every refusal: a problem document (RFC 9457), served as {@code application/problem+json} (promise P-30).
 *
 * @param type a URI reference that names the kind of problem: {@code /problems/} and the code
 * @param title a short sentence, the same for every problem of this code
 * @param status the HTTP status, 400 to 599
 * @param code the stable name that programs compare, in kebab-case
 * @param detail what was wrong this time, and where
 * @param advice what the reader may do about it
 * @param errors the single faults, when there is more than one place to mend
 */
public record Problem(
        String type,
        String title,
        int status,
        String code,
        Optional<String> detail,
        Optional<String> advice,
        List<Fault> errors) {
    /** Its media type. */
    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        errors = List.copyOf(errors);
    }

    public static Problem of(int status, String code, String title) {
        return new Problem("/problems/" + code, title, status, code, Optional.empty(), Optional.empty(), List.of());
    }

    public Problem detail(String text) {
        return new Problem(type, title, status, code, Optional.of(text), advice, errors);
    }

    public Problem advice(String text) {
        return new Problem(type, title, status, code, detail, Optional.of(text), errors);
    }

    public Problem errors(List<Fault> faults) {
        return new Problem(type, title, status, code, detail, advice, faults);
    }

    /**
     * One fault of an input.
     *
     * @param path where, as a JSON pointer ({@code /steps/2/timeout_seconds}) or a parameter's name
     * @param line the line of a text input, from 1
     * @param column the column of a text input, from 1
     */
    public record Fault(String code, String path, String message, Optional<Integer> line, Optional<Integer> column) {
        public static Fault at(String path, String code, String message) {
            return new Fault(code, path, message, Optional.empty(), Optional.empty());
        }

        public Fault where(int atLine, int atColumn) {
            return new Fault(code, path, message, Optional.of(atLine), Optional.of(atColumn));
        }
    }
}
