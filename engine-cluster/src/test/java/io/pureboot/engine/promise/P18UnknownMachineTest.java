package io.pureboot.engine.promise;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.postgres.PostgresForTests;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Promise(
        number = 18,
        says = "An unknown machine is registered as discovered, with what it says of itself, and boots from its disk.")
@ExtendWith(SharedEngine.class)
class P18UnknownMachineTest {
    @Test
    @Promise(number = 18, says = "its first boot registers it, and leads to its disk")
    void itIsDiscovered(Site site) {
        String mac = Site.freshMac();
        Answer boot = site.boot(
                mac, ",\"manufacturer\":\"ACME\",\"product\":\"One\",\"arch\":\"x86_64\",\"ip\":\"192.0.2.9\"");
        assertThat(boot.text("action")).as(boot.body()).isEqualTo("disk");
        Answer node = site.engine().get("/api/v1/nodes/" + boot.text("node_id"));
        assertThat(node.text("state")).as(node.body()).isEqualTo("discovered");
        assertThat(node.text("mac_address")).isEqualTo(mac);
        assertThat(node.text("vendor")).isEqualTo("ACME");
        assertThat(node.text("model")).isEqualTo("One");
    }

    @Test
    @Promise(
            number = 18,
            says =
                    "a rule may give it a default workflow, which waits until somebody has let the machine go on; others get none")
    void aRuleGivesItAWorkflow() {
        Map<String, Object> rules = Map.of(
                "unknown-machines.rules",
                List.of(
                        Map.of("vendor", "acme*", "model", "Two", "workflow", "not there"),
                        Map.of("vendor", "acme*", "mac", "52:54:00:*", "workflow", "for acme")));
        try (Site site = Site.open(PostgresForTests.freshDatabase(), rules)) {
            String made = site.engine()
                    .post(
                            "/api/v1/workflows",
                            "{\"name\":\"for acme\",\"os_family\":\"linux\",\"steps\":[" + Site.script("a") + "]}")
                    .text("id");
            String mac = Site.freshMac();
            String says = ",\"manufacturer\":\"ACME Inc.\",\"product\":\"One\"";
            Answer boot = site.boot(mac, says);
            assertThat(boot.text("action")).as(boot.body()).isEqualTo("disk");
            String path = "/api/v1/nodes/" + boot.text("node_id");
            Answer node = site.engine().get(path);
            assertThat(node.text("state")).as(node.body()).isEqualTo("discovered");
            assertThat(node.text("workflow_id")).isEqualTo(made);
            assertThat(site.boot(mac, says).text("action")).isEqualTo("disk");

            assertThat(site.engine()
                            .post(path + "/state", "{\"state\":\"pending\"}")
                            .status())
                    .isEqualTo(200);
            Answer next = site.boot(mac, says);
            assertThat(next.json().has("execution_id")).as(next.body()).isTrue();

            String unfit =
                    site.boot(Site.freshMac(), ",\"manufacturer\":\"Other\"").text("node_id");
            String unruled = site.boot(Site.freshMac(), ",\"manufacturer\":\"ACME\",\"product\":\"Two\"")
                    .text("node_id");
            for (String id : List.of(unfit, unruled)) {
                assertThat(site.engine().get("/api/v1/nodes/" + id).json().has("workflow_id"))
                        .isFalse();
            }
        }
    }

    @Test
    @Promise(number = 18, says = "it is known again by its MAC, then by its SMBIOS UUID, then by its serial number")
    void itIsKnownAgain(Site site) {
        String mac = Site.freshMac();
        String uuid = UUID.randomUUID().toString();
        String serial = "SN-" + uuid.substring(0, 8);
        String says = ",\"uuid\":\"" + uuid + "\",\"serial\":\"" + serial + "\"";
        String node = site.boot(mac, says).text("node_id");
        assertThat(site.boot(mac, "").text("node_id")).isEqualTo(node);
        assertThat(site.boot(Site.freshMac(), ",\"uuid\":\"" + uuid + "\"").text("node_id"))
                .isEqualTo(node);
        assertThat(site.boot(Site.freshMac(), ",\"serial\":\"" + serial + "\"").text("node_id"))
                .isEqualTo(node);
        String another = site.boot(Site.freshMac(), "").text("node_id");
        assertThat(another).isNotEqualTo(node);
        assertThat(site.boot(mac, ",\"uuid\":\"" + UUID.randomUUID() + "\"").text("node_id"))
                .as("the MAC comes first")
                .isEqualTo(node);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"uuid\":\"00000000-0000-0000-0000-000000000000\"",
                "\"uuid\":\"ffffffff-ffff-ffff-ffff-ffffffffffff\"",
                "\"uuid\":\"03000200-0400-0500-0006-000700080009\"",
                "\"serial\":\"To be filled by O.E.M.\"",
                "\"serial\":\"Default string\"",
                "\"serial\":\"0123456789\""
            })
    @Promise(number = 18, says = "all-zero and placeholder values never identify")
    void placeholdersIdentifyNobody(String says, Site site) {
        String one = site.boot(Site.freshMac(), "," + says).text("node_id");
        String other = site.boot(Site.freshMac(), "," + says).text("node_id");
        assertThat(one).isNotEmpty().isNotEqualTo(other);
    }
}
