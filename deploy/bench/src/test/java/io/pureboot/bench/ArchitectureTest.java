package io.pureboot.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The walls inside of this room. */
final class ArchitectureTest {
    private static final String ROOM = "io.pureboot.bench";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOM);

    @Test
    void packagesFormNoCircle() {
        slices().matching(ROOM + ".(*)..")
                .should()
                .beFreeOfCycles()
                .because("job → report, subject → agent → http; floor beside them")
                .check(CLASSES);
    }

    @Test
    void theClientIsNothingButAClient() {
        classes()
                .that()
                .resideInAPackage(ROOM + ".http..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", ROOM + ".http..")
                .because("it shares the processors with what it measures: nothing may come between it and the socket")
                .check(CLASSES);
    }

    @Test
    void theEngineIsMeasuredFromOutside() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOM + ".render..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.pureboot.engine..", "io.pureboot.edge..", "org.apache.pekko..")
                .because("it is measured over the network, as its users meet it")
                .check(CLASSES);
    }

    @Test
    void ofTheEngineOnlyTheRenderingIsMeasuredFromWithin() {
        noClasses()
                .that()
                .resideInAPackage(ROOM + ".render..")
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are of the engine, but for its templates",
                        type -> type.getPackageName().startsWith("io.pureboot.engine")
                                && !type.getPackageName().equals("io.pureboot.engine.template")))
                .because("only a pure function can be measured so")
                .check(CLASSES);
    }

    @Test
    void theFloorKnowsNothingOfWhatMeasuresIt() {
        noClasses()
                .that()
                .resideInAPackage(ROOM + ".floor..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOM + ".agent..", ROOM + ".http..", ROOM + ".subject..", ROOM + ".job..")
                .because("it is a server like the engine: what it needs comes by its environment")
                .check(CLASSES);
    }
}
