package io.pureboot.postgres;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The walls of this room. */
final class ArchitectureTest {
    @Test
    void theServerKnowsNothingOfPureBoot() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "com.sun.security.auth.module..",
                        "org.jspecify..",
                        "org.apache.commons.compress..",
                        "org.tukaani.xz..",
                        "io.pureboot.postgres..")
                .because("every module's tests stand on it: what is PureBoot's own belongs to its user")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.pureboot.postgres"));
    }
}
