package io.pureboot.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The walls between the engine's rooms; docs/map.md shows them. */
class ArchitectureTest {
    private static final String ROOM = "io.pureboot.engine.";
    private static final String[] PURE = {ROOM + "workflow..", ROOM + "step..", ROOM + "template.."};
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.pureboot.engine");

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }

    @Test
    void pureRoomsKnowNoActorSocketDatabaseOrThread() {
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(PURE)
                        .should()
                        .dependOnClassesThat(JavaClass.Predicates.resideInAnyPackage(
                                        "org.apache.pekko..",
                                        "scala..",
                                        "java.net..",
                                        "java.sql..",
                                        "javax.sql..",
                                        "java.nio.file..",
                                        "java.util.concurrent..",
                                        "org.slf4j..")
                                // A value; handlebars.java's registry of helpers names it in a method that we refuse.
                                .and(DescribedPredicate.not(JavaClass.Predicates.equivalentTo(URI.class))))
                        .because(
                                "what an execution does must follow from state and command alone; "
                                        + "give the pure room the value it needs and do the work in execution, node, registry or query"));
    }

    @Test
    void pureRoomsAskNoClockAndDrawNoLots() {
        check(noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Clock.class, java.util.Random.class, java.security.SecureRandom.class, Thread.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Instant.class, "now", Clock.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .because("replay must give the same state; time and chance come in with the Moment"));
    }

    @Test
    void stepTypesNeverImportEachOther() {
        check(slices().matching(ROOM + "step.(*)..")
                .should()
                .notDependOnEachOther()
                .because("a step type is added and removed as one folder; share through step or workflow"));
    }

    @Test
    void kindsOfBackendsNeverImportEachOther() {
        check(slices().matching(ROOM + "storage.(*)..")
                .should()
                .notDependOnEachOther()
                .because("a kind of backend is added and removed as one folder; share through storage"));
    }

    @Test
    void onlyTheBucketKnowsTheObjectStoresLibrary() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(ROOM + "storage.s3..", ROOM + "storage")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("software.amazon..")
                .because("the library speaks with buckets; ask a shelf"));
    }

    @Test
    void onlyTheDialectsKnowYaml() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(ROOM + "workflow.dialect..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.yaml.snakeyaml..")
                .because("texts from outside are read in one place, from parser events; call a dialect"));
    }

    @Test
    void yamlMakesNoObjects() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.yaml.snakeyaml.constructor..")
                .because("a tag in a text from outside must never name a class; read events instead"));
    }

    /** Each room, and the rooms that it must not import: all that do not stand below it. */
    @ParameterizedTest(name = "{0} does not import {1}")
    @CsvSource({
        "workflow,  secret step template journal query execution node registry dispatch http",
        "step,      secret template journal query execution node registry dispatch http",
        "template,  secret step journal query execution node registry dispatch http",
        "metrics,   secret workflow step template journal query recovery wakeup execution node registry dispatch http",
        "journal,   secret step query recovery execution registry dispatch http",
        "query,     secret step template recovery wakeup execution node registry dispatch http",
        "recovery,  secret workflow step template wakeup execution node registry dispatch http",
        "call,      secret workflow step template journal recovery wakeup execution node registry dispatch http",
        "wakeup,    secret workflow step template recovery execution node registry dispatch http",
        "execution, secret node registry dispatch http",
        "node,      secret registry dispatch http",
        "registry,  secret execution node dispatch http",
        "dispatch,  http",
        "storage,   secret workflow step template journal recovery wakeup execution node registry dispatch http",
        "secret,    workflow step journal recovery wakeup execution node registry dispatch http",
        "edge,      secret workflow step template journal recovery wakeup execution node registry dispatch http",
        "access,    secret step template execution node registry dispatch http",
    })
    void roomsImportOneWay(String room, String above) {
        String[] forbidden = List.of(above.split(" ")).stream()
                .map(name -> ROOM + name + "..")
                .toArray(String[]::new);
        check(noClasses()
                .that()
                .resideInAPackage(ROOM + room + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .because(
                        "imports point one way: http → dispatch → execution, node, registry, secret → query, journal, step, "
                                + "template → workflow → protocol; pass a value or a function down instead"));
    }

    @Test
    void theJournalKnowsOfTheNodeOnlyWhatItWrites() {
        check(noClasses()
                .that()
                .resideInAPackage(ROOM + "journal..")
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are of the node's room, but for its events and state",
                        type -> type.getPackageName().startsWith(ROOM + "node")
                                && !type.getName().matches(".*\\.Node(Event|Entry)(\\$.*)?")))
                .because("the table of event names lists every event class and nothing else of a room"));
    }
}
