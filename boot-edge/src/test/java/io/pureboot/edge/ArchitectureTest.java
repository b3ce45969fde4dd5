package io.pureboot.edge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The rooms' walls. */
class ArchitectureTest {

    private static final JavaClasses EDGE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.pureboot.edge");

    @Test
    void packetsAndTransfersArePure() {
        classes()
                .that()
                .resideInAnyPackage("..tftp.packet..", "..tftp.transfer..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java.lang..",
                        "java.util",
                        "java.util.function",
                        "java.util.stream",
                        "java.nio",
                        "java.nio.charset",
                        "java.time",
                        "org.jspecify..",
                        "..tftp.packet..",
                        "..tftp.transfer..")
                .because(
                        "a transfer is tested without sockets and clocks; put what needs them into the tftp room itself")
                .check(EDGE);
    }

    @Test
    void dhcpMessagesAndRulesArePure() {
        classes()
                .that()
                .resideInAnyPackage("..dhcp.packet..", "..dhcp.reply..", "..edge.loader..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java.lang..",
                        "java.io",
                        "java.util..",
                        "java.nio",
                        "java.nio.charset",
                        "org.jspecify..",
                        "..dhcp.packet..",
                        "..dhcp.reply..",
                        "..edge.loader..")
                .because("what a machine is told is tested without sockets; put what needs them into the dhcp room")
                .check(EDGE);
    }

    @Test
    void scriptsArePure() {
        classes()
                .that()
                .resideInAPackage("..ipxe.script..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java.lang..",
                        "java.io",
                        "java.util..",
                        "java.nio.charset",
                        "org.jspecify..",
                        "io.pureboot.protocol..",
                        "..ipxe.script..")
                .because("a script is a text made of values; asking engines belongs into the ipxe room itself")
                .check(EDGE);
    }

    @Test
    void onlyTheFrontSpeaksPekko() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.pureboot.edge", "io.pureboot.edge.http")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.pekko..")
                .because("rooms give and take values; the http room turns them into requests and responses")
                .check(EDGE);
    }

    @Test
    void onlyTheSpoolAndTheMemoryOfBootsKnowTheStore() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.pureboot.edge", "io.pureboot.edge.relay", "io.pureboot.edge.ipxe")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.h2..")
                .because(
                        "what is kept on disk goes through Spool or LastBoots; Edge only says when they cannot be opened")
                .check(EDGE);
    }

    @Test
    void onlyTheTftpRoomItselfKnowsNetty() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.pureboot.edge.tftp")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..")
                .because("HTTP is Pekko's, and what is pure knows no socket; decision 0024")
                .check(EDGE);
    }

    @Test
    void onlyTheOverlayKnowsArchives() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.pureboot.edge.agent")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.commons.compress..")
                .because("what is packed for the kernel is packed in one place")
                .check(EDGE);
    }

    @Test
    void theEdgeKnowsOnlyTheProtocol() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.pureboot.engine..", "io.pureboot.agents..", "io.pureboot.postgres..")
                .because("the edge speaks HTTP with the engine and the agents; share a record through protocol instead")
                .check(EDGE);
    }

    @Test
    void arrowsPointOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("io.pureboot.edge..")
                .layer("Edge")
                .definedBy("io.pureboot.edge")
                .layer("http")
                .definedBy("..edge.http..")
                .layer("tftp")
                .definedBy("..edge.tftp..")
                .layer("ipxe")
                .definedBy("..edge.ipxe..")
                .layer("relay")
                .definedBy("..edge.relay..")
                .layer("asset")
                .definedBy("..edge.asset..")
                .layer("uplink")
                .definedBy("..edge.uplink..")
                .layer("registration")
                .definedBy("..edge.registration..")
                .layer("files")
                .definedBy("..edge.files..")
                .layer("cache")
                .definedBy("..edge.cache..")
                .layer("dhcp")
                .definedBy("..edge.dhcp..")
                .layer("bandwidth")
                .definedBy("..edge.bandwidth..")
                .whereLayer("bandwidth")
                .mayOnlyBeAccessedByLayers("Edge", "http")
                .layer("loader")
                .definedBy("..edge.loader..")
                .whereLayer("dhcp")
                .mayOnlyBeAccessedByLayers("Edge")
                .whereLayer("loader")
                .mayOnlyBeAccessedByLayers("Edge", "http", "dhcp")
                .layer("agent")
                .definedBy("..edge.agent..")
                .whereLayer("Edge")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("http")
                .mayOnlyBeAccessedByLayers("Edge")
                .whereLayer("tftp")
                .mayOnlyBeAccessedByLayers("Edge")
                .whereLayer("ipxe")
                .mayOnlyBeAccessedByLayers("Edge", "http")
                .whereLayer("relay")
                .mayOnlyBeAccessedByLayers("Edge", "http")
                .whereLayer("asset")
                .mayOnlyBeAccessedByLayers("http")
                .whereLayer("uplink")
                .mayOnlyBeAccessedByLayers("Edge", "http", "ipxe", "relay", "cache", "registration")
                .whereLayer("registration")
                .mayOnlyBeAccessedByLayers("Edge")
                .whereLayer("cache")
                .mayOnlyBeAccessedByLayers("Edge", "http")
                .whereLayer("agent")
                .mayOnlyBeAccessedByLayers("Edge", "http")
                .whereLayer("files")
                .mayOnlyBeAccessedByLayers("Edge", "http", "tftp", "agent")
                .because("siblings never import each other: what two rooms need goes below both")
                .check(EDGE);
    }
}
