package io.pureboot.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.edge.EdgeConfig;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SettingsTest {
    private static final Path HOME = Path.of("/srv/pureboot");

    @Test
    void aFlagGoesBeforeTheEnvironmentAndBlankIsNothing() {
        Settings settings = new Settings(
                Map.of("PUREBOOT_BIND", "10.0.0.1", "PUREBOOT_DB_URL", " "),
                Map.of("PUREBOOT_BIND", "10.0.0.2", "PUREBOOT_HTTP_PORT", "99", "PUREBOOT_DB_URL", "jdbc:x"),
                HOME);
        assertThat(settings.get("PUREBOOT_BIND")).contains("10.0.0.1");
        assertThat(settings.get("PUREBOOT_HTTP_PORT")).contains("99");
        assertThat(settings.get("PUREBOOT_DB_URL")).isEmpty();
        assertThat(settings.server()).hasToString("http://10.0.0.1:99");
    }

    @Test
    void theDataDirectoryIsTheCheckoutsUnlessItIsNamed() {
        assertThat(new Settings(Map.of(), Map.of(), HOME).dataDir()).isEqualTo(HOME.resolve("data"));
        assertThat(new Settings(Map.of(), Map.of("PUREBOOT_DATA_DIR", "/var/lib/x/../y"), HOME).dataDir())
                .isEqualTo(Path.of("/var/lib/y"));
    }

    @Test
    void aClientFindsAServerThatListensEverywhere() {
        assertThat(new Settings(Map.of("PUREBOOT_BIND", "0.0.0.0"), Map.of(), HOME).server())
                .hasToString("http://127.0.0.1:8080");
        assertThat(new Settings(Map.of("PUREBOOT_SERVER", "https://boot.example/"), Map.of(), HOME).server())
                .hasToString("https://boot.example");
    }

    @Test
    void whatIsGivenReachesTheModulesConfiguration() {
        Settings settings = new Settings(Map.of(), Map.of(), HOME)
                .with(Settings.EDGE_PORT, "18081")
                .with(Settings.ENGINE_URLS, "http://a:1,http://b:2")
                .with(Settings.DATA_DIR, "/tmp/x");
        EdgeConfig edge = EdgeConfig.from(settings.config());
        assertThat(edge.httpPort()).isEqualTo(18081);
        assertThat(edge.dataDir()).isEqualTo(Path.of("/tmp/x"));
        assertThat(edge.engines().toString()).contains("http://a:1", "http://b:2");
    }
}
