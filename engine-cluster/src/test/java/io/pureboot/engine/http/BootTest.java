package io.pureboot.engine.http;

import static io.pureboot.engine.http.EngineForTests.EDGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.protocol.Headers;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What machines boot (promises P-15 and P-18), and the seeds that their installed systems fetch. */
class BootTest {
    private static EngineForTests engine;

    @BeforeAll
    static void start() {
        engine = EngineForTests.start();
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static Answer boot(String mac) {
        return engine.post("/api/v1/boot", EDGE, """
                {"mac":"%s","uuid":"%s","arch":"x86_64","platform":"pcbios","manufacturer":"QEMU","edge_id":"e1",
                 "edge_url":"http://10.0.0.1:8081"}""".formatted(mac, "00000000-0000-0000-0000-000000000000"));
    }

    private static Answer report(Answer boot, String step, String status) {
        return engine.post(
                "/api/v1/callback/" + boot.text("execution_id") + "/step/" + step,
                boot.text("token"),
                "{\"status\":\"" + status + "\",\"exit_code\":0}");
    }

    @Test
    void anUnknownMachineIsDiscoveredAndBootsFromItsDisk() {
        Answer answer = boot("52-54-00-00-04-01");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.text("action")).isEqualTo("disk");
        Answer node = engine.get("/api/v1/nodes/" + answer.text("node_id"));
        assertThat(node.text("state")).isEqualTo("discovered");
        assertThat(node.text("mac_address")).isEqualTo("52:54:00:00:04:01");
        assertThat(node.text("vendor")).isEqualTo("QEMU");
        assertThat(boot("52:54:00:00:04:01").text("node_id")).isEqualTo(answer.text("node_id"));
    }

    @Test
    void whatItsLabelsSayBecomesMetadataOnceAndOverwritesNothing() {
        String node = labelled("A-42").text("node_id");
        assertThat(engine.get("/api/v1/nodes/" + node)
                        .json()
                        .at("/metadata/inventory")
                        .toString())
                .isEqualTo("{\"asset\":\"A-42\"}");
        assertThat(labelled("A-43").status()).isEqualTo(200);
        assertThat(engine.get("/api/v1/nodes/" + node)
                        .json()
                        .at("/metadata/inventory/asset")
                        .asText())
                .isEqualTo("A-42");
    }

    private static Answer labelled(String asset) {
        return engine.post("/api/v1/boot", EDGE, """
                {"mac":"52:54:00:00:04:0a","edge_id":"e1","edge_url":"http://10.0.0.1:8081",
                 "inventory":{"asset":"%s","chip":"undionly","board-serial":" ","odd":7}}""".formatted(asset));
    }

    @Test
    void manyMachinesAskInOneRequestAndEachIsAnsweredAsIfItWereAlone() {
        String workflow = engine.post("/api/v1/workflows", """
                {"name":"of a batch","os_family":"linux","steps":[
                 {"id":"up","name":"Up","type":"boot","config":{"kernel":"k"}}]}""").text("id");
        engine.post("/api/v1/nodes", """
                {"mac_address":"52:54:00:00:04:51","workflow_id":"%s"}""".formatted(workflow));
        String question = "{\"mac\":\"52:54:00:00:04:%s\",\"edge_id\":\"e1\",\"edge_url\":\"http://10.0.0.1:8081\"}";
        Answer answer = engine.post(
                "/api/v1/boot/batch",
                EDGE,
                "{\"boots\":[" + question.formatted("50") + "," + question.formatted("51") + ",7,"
                        + question.formatted("zz") + "," + question.formatted("52") + "]}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("results")).hasSize(5);
        assertThat(answer.json().at("/results/0/answer/action").asText()).isEqualTo("disk");
        assertThat(answer.json().at("/results/1/answer/action").asText()).isEqualTo("kernel");
        assertThat(answer.json().at("/results/1/answer/token").asText()).isNotEmpty();
        assertThat(answer.json().at("/results/2/answer").isMissingNode()).isTrue();
        assertThat(answer.json().at("/results/3/answer").isMissingNode()).isTrue();
        assertThat(answer.json().at("/results/4/answer/node_id").asText())
                .isEqualTo(boot("52:54:00:00:04:52").text("node_id"))
                .isNotEqualTo(answer.json().at("/results/0/answer/node_id").asText());

        String many = String.join(",", java.util.Collections.nCopies(65, question.formatted("50")));
        assertThat(engine.post("/api/v1/boot/batch", EDGE, "{\"boots\":[" + many + "]}")
                        .status())
                .isEqualTo(400);
        assertThat(engine.post("/api/v1/boot/batch", EDGE, "{}").status()).isEqualTo(400);
    }

    @Test
    void aPendingMachineStartsItsWorkflowAtItsBootOnceAndAFinishedOneBootsFromItsDisk() {
        engine.post("/api/v1/templates", """
                {"name":"user-data","content":"#cloud-config\\nhostname: ${node.hostname}\\n# ${execution.id} ${HOME}\\n"}""");
        String workflow = engine.post("/api/v1/workflows", """
                {"name":"whole","os_family":"linux","steps":[
                 {"id":"up","name":"Up","type":"boot","config":{"kernel":"debian/${node.architecture|amd64}/vmlinuz","initrd":["debian/initrd"],"cmdline":"host=${node.hostname}"}},
                 {"id":"go","name":"Go","type":"reboot","config":{"delay_seconds":1}},
                 {"id":"home","name":"Home","type":"cloud_init","config":{"template_id":"user-data"}}]}""").text("id");
        String group = engine.post("/api/v1/groups", "{\"name\":\"g\",\"workflow_id\":\"" + workflow + "\"}")
                .text("id");
        Answer node = engine.post("/api/v1/nodes", """
                {"mac_address":"52:54:00:00:04:02","hostname":"h2","group_id":"%s"}""".formatted(group));
        assertThat(node.status()).as(node.body()).isEqualTo(201);

        Answer first = boot("52:54:00:00:04:02");
        assertThat(first.text("action")).as(first.body()).isEqualTo("kernel");
        assertThat(first.text("kernel")).startsWith("debian/").endsWith("/vmlinuz");
        assertThat(first.text("cmdline")).isEqualTo("host=h2");
        assertThat(first.text("step_id")).isEqualTo("up");
        assertThat(first.json().path("attempt").asInt()).isEqualTo(1);
        Answer second = boot("52:54:00:00:04:02");
        assertThat(second.text("execution_id")).isEqualTo(first.text("execution_id"));
        assertThat(second.text("step_id")).isEqualTo("up");

        assertThat(report(first, "up", "success").text("current_step_id")).isEqualTo("go");
        Answer order = engine.get("/api/v1/callback/" + first.text("execution_id") + "/current", first.text("token"));
        assertThat(order.text("directive")).isEqualTo("reboot");
        assertThat(order.json().path("delay_seconds").asInt()).isEqualTo(1);
        assertThat(report(first, "go", "success").text("current_step_id")).isEqualTo("home");
        assertThat(boot("52:54:00:00:04:02").text("action")).isEqualTo("disk");

        String seed = "/api/v1/boot/" + first.text("execution_id") + "/seed/";
        assertThat(engine.get(seed + "meta-data", EDGE).body())
                .contains("instance-id: \"" + first.text("execution_id") + "\"")
                .contains("local-hostname: \"h2\"");
        assertThat(engine.get(seed + "user-data", EDGE).body())
                .isEqualTo("#cloud-config\nhostname: h2\n# " + first.text("execution_id") + " ${HOME}\n");
        String vendor = engine.get(seed + "vendor-data", EDGE, Headers.EDGE_URL, "http://10.0.0.9:81")
                .body();
        String phoneHome = "/api/v1/callback/" + first.text("execution_id") + "/phone-home?token="
                + second.text("token") + "&step=home&attempt=1";
        assertThat(vendor).startsWith("#cloud-config\n").contains("url: \"http://10.0.0.9:81" + phoneHome + "\"");

        Answer event = engine.send(
                "POST",
                phoneHome.replace("phone-home", "report"),
                "",
                "application/json",
                "{\"name\":\"modules-final\",\"description\":\"running modules\",\"event_type\":\"start\",\"origin\":\"cloudinit\",\"timestamp\":1.5}");
        assertThat(event.status()).as(event.body()).isEqualTo(204);
        Answer home = engine.send(
                "POST", phoneHome, "", "application/x-www-form-urlencoded", "hostname=h2&instance_id=i&fqdn=N%2FA");
        assertThat(home.text("status")).as(home.body()).isEqualTo("completed");
        assertThat(engine.get("/api/v1/executions/" + first.text("execution_id"))
                        .json()
                        .at("/step_results/2/sub_tasks/0/message")
                        .asText())
                .isEqualTo("start: running modules");
        Awaitility.await()
                .untilAsserted(() -> assertThat(
                                engine.get("/api/v1/nodes/" + node.text("id")).text("state"))
                        .isEqualTo("installed"));
        Answer finished = boot("52:54:00:00:04:02");
        assertThat(finished.text("action")).isEqualTo("disk");
        assertThat(finished.json().has("token")).isFalse();
        assertThat(engine.get(seed + "user-data", EDGE).status()).isEqualTo(409);
    }

    /** An installed system that waits for its cloud-init: each file of its seed is a template's, or none is. */
    private static Answer comesUp(String name, String mac, String config) {
        String workflow =
                engine.post("/api/v1/workflows", """
                {"name":"%s","os_family":"linux","steps":[{"id":"home","name":"Home","type":"cloud_init","config":{%s}}]}""".formatted(name, config)).text("id");
        engine.post("/api/v1/nodes", """
                {"mac_address":"%s","hostname":"%s","workflow_id":"%s"}""".formatted(mac, name, workflow));
        return boot(mac);
    }

    @Test
    void everyFileOfTheSeedMayBeATemplates() {
        for (String name : List.of("meta", "vendor", "network", "unnamed")) {
            engine.post(
                    "/api/v1/templates", """
                    {"name":"seed-%s","content":"# %s of ${node.hostname}\\n%s"}""".formatted(name, name, name.equals("meta") ? "instance-id: i-1\\n" : ""));
        }
        Answer boot = comesUp("seeded", "52:54:00:00:04:21", """
                "meta_data_template_id":"seed-meta","vendor_data_template_id":"seed-vendor","network_config_template_id":"seed-network\"""");
        String seed = "/api/v1/boot/" + boot.text("execution_id") + "/seed/";
        assertThat(engine.get(seed + "meta-data", EDGE).body()).isEqualTo("# meta of seeded\ninstance-id: i-1\n");
        assertThat(engine.get(seed + "user-data", EDGE).body()).isEqualTo("#cloud-config\n");
        assertThat(engine.get(seed + "network-config", EDGE).body()).isEqualTo("# network of seeded\n");
        assertThat(engine.get(seed + "vendor-data", EDGE).body())
                .startsWith(
                        "#cloud-config-archive\n- type: text/cloud-config\n  content: \"#cloud-config\\nphone_home:")
                .endsWith("\n- content: \"# vendor of seeded\\n\"\n");

        Answer unnamed = comesUp("unnamed", "52:54:00:00:04:22", "\"meta_data_template_id\":\"seed-unnamed\"");
        assertThat(engine.get("/api/v1/boot/" + unnamed.text("execution_id") + "/seed/meta-data", EDGE)
                        .body())
                .isEqualTo("instance-id: \"" + unnamed.text("execution_id") + "\"\n# unnamed of unnamed\n");
        assertThat(engine.get("/api/v1/boot/" + unnamed.text("execution_id") + "/seed/network-config", EDGE)
                        .status())
                .isEqualTo(404);
    }

    /** By its URL an event says whose it is; an installer's own cloud-init, whose URL says nothing, completes nothing. */
    @Test
    void theEndOfTheInstalledSystemsCloudInitCompletesTheStep() {
        Answer boot = comesUp("reports", "52:54:00:00:04:23", "");
        String execution = boot.text("execution_id");
        String vendor = engine.get("/api/v1/boot/" + execution + "/seed/vendor-data", EDGE)
                .body();
        String url = vendor.replaceAll("(?s).*endpoint: \"[^/]*//[^/]*(/[^\"]*)\".*", "$1");
        assertThat(url)
                .startsWith("/api/v1/callback/" + execution + "/report?token=")
                .endsWith("&step=home&attempt=1");
        String whose = url.replaceAll("&step=.*", "");
        String end =
                "{\"name\":\"modules-final\",\"event_type\":\"finish\",\"origin\":\"cloudinit\",\"timestamp\":%s,\"result\":\"%s\"}";
        event(whose, end.formatted("1.5", "SUCCESS"));
        // As cloud-init sends it: without a Content-Type.
        Answer unnamed = engine.send("POST", url, "", "application/octet-stream", end.formatted("1.7", "FAIL"));
        assertThat(unnamed.status()).as(unnamed.body()).isEqualTo(204);
        event(url, end.formatted("2.5", "FAIL"));
        event(url, end.formatted("3.5", "SUCCESS").replace("cloudinit", "curtin"));
        event(url, end.formatted("4.5", "SUCCESS").replace("finish", "start"));
        assertThat(engine.get("/api/v1/executions/" + execution).text("status")).isEqualTo("running");
        event(url, end.formatted("5.5", "WARN"));
        assertThat(engine.get("/api/v1/executions/" + execution).text("status")).isEqualTo("completed");
        event(url, end.formatted("5.5", "WARN"));
    }

    private static void event(String url, String body) {
        Answer answer = engine.send("POST", url, "", "application/json", body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(204);
    }

    @Test
    void theStandardAgentServesWorkflowsWithoutAKernelOfTheirOwn() {
        String workflow = engine.post("/api/v1/workflows", """
                {"name":"plain","os_family":"linux","steps":[{"id":"s","name":"S","type":"script","config":{"script":"true"}}]}""").text("id");
        engine.post("/api/v1/nodes", """
                {"mac_address":"52:54:00:00:04:03","workflow_id":"%s"}""".formatted(workflow));
        Answer answer = boot("52:54:00:00:04:03");
        assertThat(answer.text("kernel")).as(answer.body()).isEqualTo("agent/vmlinuz");
        assertThat(answer.json().at("/initrds/0").asText()).isEqualTo("agent/initrd.img");
        assertThat(report(answer, "s", "failed").text("status")).isEqualTo("failed");
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(boot("52:54:00:00:04:03").text("action")).isEqualTo("disk"));
    }

    @Test
    void aScriptThatCannotBeRenderedFailsItsStep() {
        String workflow = engine.post("/api/v1/workflows", """
                {"name":"unrendered","os_family":"linux","steps":[{"id":"s","name":"S","type":"script","config":{"script":"${if:node.ip}x"}}]}""").text("id");
        Answer node = engine.post("/api/v1/nodes", "{\"mac_address\":\"52:54:00:00:04:04\"}");
        Answer execution =
                engine.post("/api/v1/nodes/" + node.text("id") + "/execute", "{\"workflow_id\":\"" + workflow + "\"}");
        if (execution.status() == 201) {
            engine.get("/api/v1/callback/" + execution.text("id") + "/current", execution.text("callback_token"));
            assertThat(engine.get("/api/v1/executions/" + execution.text("id")).body())
                    .contains("cannot be rendered");
        } else {
            // The definition's own check may refuse it earlier.
            assertThat(execution.status()).as(execution.body()).isBetween(400, 422);
        }
    }
}
