package io.pureboot.standalone.command;

import io.pureboot.standalone.server.Settings;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What an engine is told. */
final class EngineOptions {
    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "Engine's HTTP port. PUREBOOT_HTTP_PORT; default: 8080.")
    private Optional<Integer> httpPort = Optional.empty();

    @Option(
            names = "--db-url",
            paramLabel = "URL",
            description = "JDBC URL of an external PostgreSQL, jdbc:postgresql://host:port/name. PUREBOOT_DB_URL.")
    private Optional<String> dbUrl = Optional.empty();

    @Option(names = "--db-user", paramLabel = "NAME", description = "Its user. PUREBOOT_DB_USER.")
    private Optional<String> dbUser = Optional.empty();

    @Option(
            names = "--db-password",
            paramLabel = "TEXT",
            description = "Its password; PUREBOOT_DB_PASSWORD keeps it out of the process list.")
    private Optional<String> dbPassword = Optional.empty();

    @Option(
            names = "--cluster-port",
            paramLabel = "PORT",
            description = "Port on which other engines reach this one. PUREBOOT_CLUSTER_PORT; default: any free one.")
    private Optional<Integer> clusterPort = Optional.empty();

    @Option(
            names = "--seeds",
            paramLabel = "HOST:PORT,...",
            description =
                    "Engines to join, the same list on all of them. PUREBOOT_SEEDS; default: a cluster of its own.")
    private Optional<String> seeds = Optional.empty();

    void addTo(GivenOptions given) {
        given.add(Settings.HTTP_PORT, httpPort)
                .add(Settings.DB_URL, dbUrl)
                .add(Settings.DB_USER, dbUser)
                .add(Settings.DB_PASSWORD, dbPassword)
                .add(Settings.CLUSTER_PORT, clusterPort)
                .add(Settings.SEEDS, seeds);
    }
}
