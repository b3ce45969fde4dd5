package io.pureboot.lab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The walls inside of this room. */
final class ArchitectureTest {
    private static final String CHAOS = "io.pureboot.lab.chaos";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.pureboot.lab");

    @Test
    void packagesFormNoCircle() {
        slices().matching(CHAOS + ".(*)..")
                .should()
                .beFreeOfCycles()
                .because("site and check → evidence → ledger: move what two need to the one below")
                .check(CLASSES);
    }

    @Test
    void theCheckerIsPure() {
        noClasses()
                .that()
                .resideInAnyPackage(CHAOS + ".check..", CHAOS + ".evidence..", CHAOS + ".fault..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "java.net..", "java.nio..", CHAOS + ".site..", CHAOS + ".machine..")
                .because("what it judges comes as values, so that a test can tell it any tale")
                .check(CLASSES);
    }

    @Test
    void nobodyLooksBehindTheEngines() {
        noClasses()
                .that()
                .resideInAPackage(CHAOS + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.pureboot.engine..", "io.pureboot.edge..")
                .because(
                        "a fault of theirs must not hide in the code that looks for it: use HTTP, and read the rows yourself")
                .check(CLASSES);
    }

    @Test
    void machinesKnowServersByTheirUrlsOnly() {
        noClasses()
                .that()
                .resideInAPackage(CHAOS + ".machine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.pureboot.lab.process..", CHAOS + ".site..", CHAOS + ".fault..")
                .because("a machine does not know what befalls its servers: it sees that nobody answers")
                .check(CLASSES);
    }
}
