package io.pureboot.engine.promise;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.promise.PromisesPage.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/promises.md} says of every promise what its tests say. */
class PromisesPageTest {
    private static final int PROMISES = 36;

    @Test
    void thePageSaysWhatTheTestsSay() throws IOException {
        Path page = root().resolve("docs/promises.md");
        String fresh = PromisesPage.of(PromisesPage.lines(tests()));
        if (Boolean.getBoolean("pureboot.regenerate")) {
            Files.writeString(page, fresh);
        }
        assertThat(Files.exists(page) ? Files.readString(page) : "")
                .as(
                        "%s is stale; renew it with: mvn -pl engine-cluster -am -Dtest=PromisesPageTest "
                                + "-Dsurefire.failIfNoSpecifiedTests=false -Dpureboot.regenerate=true package",
                        page)
                .isEqualTo(fresh);
    }

    @Test
    void everyPromiseHasOneLine() throws IOException {
        assertThat(PromisesPage.lines(tests()).stream().map(Line::number))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, PROMISES).boxed().toList());
    }

    @Test
    void everyTestThatIsNamedIsThere() throws IOException {
        List<String> gone = PromisesPage.lines(tests()).stream()
                .flatMap(line -> line.tests().stream())
                .filter(file -> !Files.isRegularFile(root().resolve(file)))
                .toList();
        assertThat(gone).isEmpty();
    }

    @Test
    void everyTestIsNamedAfterItsPromise() throws IOException {
        assertThat(tests())
                .allSatisfy(test -> assertThat(test.getSimpleName())
                        .startsWith("P%02d".formatted(PromisesPage.line(test).number())));
    }

    /** The classes of this package that are named after a promise. */
    private static Stream<Class<?>> tests() throws IOException {
        Path here = root().resolve("engine-cluster/src/test/java/io/pureboot/engine/promise");
        try (Stream<Path> files = Files.list(here)) {
            return files
                    .map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.matches("P[0-9]{2}\\w+Test\\.java"))
                    .sorted()
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .<Class<?>>map(PromisesPageTest::named)
                    .toList()
                    .stream();
        }
    }

    private static Class<?> named(String name) {
        try {
            return Class.forName(PromisesPageTest.class.getPackageName() + "." + name);
        } catch (ClassNotFoundException missing) {
            throw new AssertionError(missing);
        }
    }

    /** The repository, from wherever in it the build runs. */
    private static Path root() {
        return Stream.iterate(Optional.of(Path.of("").toAbsolutePath()), here -> here.map(Path::getParent))
                .takeWhile(Optional::isPresent)
                .flatMap(Optional::stream)
                .filter(here -> Files.isDirectory(here.resolve("engine-cluster")))
                .findFirst()
                .orElseThrow();
    }
}
