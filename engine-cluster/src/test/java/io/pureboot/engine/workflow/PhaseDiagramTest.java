package io.pureboot.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The drawn phases are those of the machine that is built here. */
class PhaseDiagramTest {
    @Test
    void thePageShowsTheMachineAsItIs() throws IOException {
        Path page = root().resolve("docs/generated/execution-phases.md");
        String fresh = PhaseDiagram.page();
        if (Boolean.getBoolean("pureboot.regenerate")) {
            Files.createDirectories(page.getParent());
            Files.writeString(page, fresh);
        }
        assertThat(Files.exists(page) ? Files.readString(page) : "")
                .as(
                        "%s is stale; renew it with: mvn -pl engine-cluster -am -Dtest=PhaseDiagramTest "
                                + "-Dsurefire.failIfNoSpecifiedTests=false -Dpureboot.regenerate=true package",
                        page)
                .isEqualTo(fresh);
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
