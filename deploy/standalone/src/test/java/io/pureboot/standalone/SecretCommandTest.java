package io.pureboot.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The subcommands of {@code secret}: what they ask of an engine, and that they print no value. */
final class SecretCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private EngineThatWritesDown engine;

    @BeforeEach
    void start() throws IOException {
        engine = new EngineThatWritesDown();
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void aValueComesFromAFileOrFromStandardInputWithoutItsLastLineBreak(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("value"), "two\nlines\n");
        engine.answer = "{\"name\": \"db.password\", \"version\": 3}";
        assertThat(run("set", "db.password", "--file", file.toString()))
                .as(err.toString())
                .isZero();
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream("pa\"ss\r\n".getBytes(StandardCharsets.UTF_8)));
            assertThat(run("set", "db.password")).as(err.toString()).isZero();
        } finally {
            System.setIn(before);
        }
        assertThat(engine.asked)
                .containsExactly(
                        "PUT /api/v1/secrets/db.password {\"value\":\"two\\nlines\"}",
                        "PUT /api/v1/secrets/db.password {\"value\":\"pa\\\"ss\"}");
        assertThat(out.toString()).contains("secret db.password: version 3").doesNotContain("lines", "pa\"ss");
    }

    @Test
    void secretsAreListedDeletedAndSealedAnew() {
        engine.answer = """
                {"items": [{"name": "a", "version": 2, "changed_at": "2026-01-26T08:00:00Z", "changed_by": "admin", "readable": true},
                           {"name": "b", "version": 1, "changed_at": "2026-01-26T08:00:00Z", "changed_by": "admin", "readable": false}]}""";
        assertThat(run("list")).as(err.toString()).isZero();
        assertThat(out.toString().lines().map(String::stripTrailing))
                .containsExactly(
                        "NAME  VERSION  CHANGED               BY",
                        "a     2        2026-01-26T08:00:00Z  admin",
                        "b     1        2026-01-26T08:00:00Z  admin  cannot be read: set it again");
        assertThat(run("delete", "a")).isZero();
        engine.answer = "{\"key_id\": 5, \"resealed\": 2, \"unreadable\": 0, \"finished\": true}";
        assertThat(run("rotate")).isZero();
        engine.answer = "{\"key_id\": 5, \"resealed\": 0, \"unreadable\": 0, \"finished\": false}";
        assertThat(run("rotate")).isEqualTo(1);
        assertThat(engine.asked)
                .containsExactly(
                        "GET /api/v1/secrets ",
                        "DELETE /api/v1/secrets/a ",
                        "POST /api/v1/secrets/rotate {}",
                        "POST /api/v1/secrets/rotate {}");
    }

    @Test
    void aValueIsNoArgumentAndANameMustBeOne() {
        assertThat(run("set", "a", "value")).isEqualTo(2);
        assertThat(run("set", "../nodes")).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
        assertThat(engine.asked).isEmpty();
    }

    private int run(String... arguments) {
        CommandLine line = PureBoot.commandLine(new ServersThatRemember());
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of("secret"));
        all.addAll(List.of(arguments));
        if (arguments.length > 0) {
            all.addAll(List.of("--server", engine.url(), "--token", "t"));
        }
        return line.execute(all.toArray(String[]::new));
    }
}
