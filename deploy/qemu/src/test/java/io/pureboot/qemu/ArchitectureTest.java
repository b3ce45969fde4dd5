package io.pureboot.qemu;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The walls of this module. */
class ArchitectureTest {
    private final JavaClasses ours = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.pureboot.qemu");

    @Test
    void theLabSeesTheServersOnlyFromOutside() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..", "org.jspecify..", "io.pureboot.qemu", "io.pureboot.agents", "io.pureboot.protocol")
                .because("a lab that looks into engine or edge proves nothing about what a machine meets; ask by HTTP")
                .check(ours);
    }
}
