package io.pureboot.engine.promise;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Draws {@code docs/promises.md} from the annotations of the promises' tests, and from {@link PromisesElsewhere}. */
final class PromisesPage {
    private static final String HERE = "engine-cluster/src/test/java/io/pureboot/engine/promise/";

    private PromisesPage() {}

    /**
     * A line of the page.
     *
     * @param missing what is not kept or not proved; empty when the promise is kept
     * @param tests files from the root of the repository; none when nothing is built
     * @param clauses what the methods of its test prove, in order
     */
    record Line(int number, String says, String missing, List<String> tests, List<String> clauses) {
        Line {
            tests = List.copyOf(tests);
            clauses = List.copyOf(clauses);
        }

        String status() {
            if (missing.isEmpty()) {
                return "kept";
            }
            return tests.isEmpty() ? "not yet: " + missing : "partly: " + missing;
        }
    }

    static Line line(Class<?> test) {
        Promise promise = Optional.ofNullable(test.getAnnotation(Promise.class))
                .orElseThrow(() -> new AssertionError(test + " is named after a promise and carries no @Promise"));
        List<String> tests = new ArrayList<>(List.of(HERE + test.getSimpleName() + ".java"));
        tests.addAll(List.of(promise.alsoIn()));
        return new Line(promise.number(), promise.says(), promise.missing(), tests, clauses(test, promise.number()));
    }

    private static List<String> clauses(Class<?> test, int number) {
        return Arrays.stream(test.getDeclaredMethods())
                .map(method -> Optional.ofNullable(method.getAnnotation(Promise.class))
                        .map(clause -> clause(method, clause, number)))
                .flatMap(Optional::stream)
                .sorted()
                .toList();
    }

    private static String clause(Method method, Promise clause, int number) {
        if (clause.number() != number) {
            throw new AssertionError(method + " proves a clause of another promise than its class");
        }
        return clause.says();
    }

    static String of(Collection<Line> lines) {
        List<Line> sorted =
                lines.stream().sorted(Comparator.comparingInt(Line::number)).toList();
        StringBuilder page = new StringBuilder("""
                # Promises

                What PureBoot promises, and the tests that prove it. Generated from the tests' own words; do not edit, renew it with
                `mvn -pl engine-cluster -am -Dtest=PromisesPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dpureboot.regenerate=true package`.

                | | promise | proved by | status |
                |---|---|---|---|
                """);
        for (Line line : sorted) {
            page.append("| P-%d | %s | %s | %s |\n"
                    .formatted(line.number(), line.says(), links(line.tests()), line.status()));
        }
        page.append("\n## Clause by clause\n");
        for (Line line : sorted) {
            if (!line.clauses().isEmpty()) {
                page.append("\n**P-")
                        .append(line.number())
                        .append("** ")
                        .append(line.says())
                        .append("\n\n");
                line.clauses()
                        .forEach(clause -> page.append("- ").append(clause).append('\n'));
            }
        }
        return page.toString();
    }

    private static String links(List<String> tests) {
        return String.join("<br>", tests.stream().map(PromisesPage::link).toList());
    }

    private static String link(String file) {
        String name = String.valueOf(Path.of(file).getFileName()).replace(".java", "");
        return "[" + name + "](../" + file + ")";
    }

    /** All lines: those of the tests, and those of promises that are proved elsewhere and have no test here. */
    static List<Line> lines(Stream<Class<?>> tests) {
        List<Line> lines = new ArrayList<>(tests.map(PromisesPage::line).toList());
        List<Integer> here = lines.stream().map(Line::number).toList();
        PromisesElsewhere.lines().stream()
                .filter(line -> !here.contains(line.number()))
                .forEach(lines::add);
        return lines;
    }
}
