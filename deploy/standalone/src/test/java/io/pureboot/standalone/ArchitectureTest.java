package io.pureboot.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The walls inside of this room. */
final class ArchitectureTest {
    private static final String ROOM = "io.pureboot.standalone";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOM);

    @Test
    void packagesFormNoCircle() {
        slices().matching(ROOM + ".(*)..")
                .should()
                .beFreeOfCycles()
                .because("command → demo → server, client, machine: move what both need to the one below")
                .check(CLASSES);
    }

    @Test
    void theMachineKnowsOfPureBootOnlyWhatAMachineSees() {
        noClasses()
                .that()
                .resideInAPackage(ROOM + ".machine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOM + ".server..",
                        ROOM + ".client..",
                        ROOM + ".demo..",
                        "io.pureboot.edge..",
                        "io.pureboot.engine..")
                .because("a machine that looks behind the edge proves nothing: let it ask over the network")
                .check(CLASSES);
    }

    @Test
    void theInterpreterAndTheTftpClientStandAlone() {
        classes()
                .that()
                .resideInAnyPackage(ROOM + ".machine.ipxe..", ROOM + ".machine.tftp..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", ROOM + ".machine.ipxe..", ROOM + ".machine.tftp..")
                .because("they are read beside iPXE's sources and the RFCs: give them what they need as an interface")
                .check(CLASSES);
    }

    @Test
    void onlyTheServerPackageKnowsTheModules() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOM + ".server..", ROOM + ".files..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.pureboot.edge..", "io.pureboot.engine..", "io.pureboot.postgres..")
                .because("everything else goes by HTTP, or by the interfaces Servers and RunningServer")
                .check(CLASSES);
    }

    @Test
    void filesAreJudgedByTheEnginesPureRooms() {
        noClasses()
                .that()
                .resideInAPackage(ROOM + ".files..")
                .should()
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "are of an engine's room that is not pure",
                        type -> type.getPackageName().startsWith("io.pureboot.engine")
                                && !type.getPackageName()
                                        .matches("io\\.pureboot\\.engine\\.(workflow|step|template)(\\..*)?")))
                .because("what needs an engine that runs goes by HTTP; workflow, step and template need none")
                .check(CLASSES);
    }

    @Test
    void theClientKnowsOnlyWhatIsOnTheWire() {
        noClasses()
                .that()
                .resideInAPackage(ROOM + ".client..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOM + ".server..", ROOM + ".demo..", ROOM + ".machine..", "io.pureboot.engine..")
                .because("it must work against an engine somewhere else: read the answer's fields")
                .check(CLASSES);
    }
}
