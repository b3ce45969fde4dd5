package io.pureboot.engine.promise;

import static io.pureboot.engine.http.EngineForTests.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.http.EngineForTests.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Promise(
        number = 21,
        says =
                "Import and export of a definition are each other's inverse, and every fault is reported with its place.",
        alsoIn = {
            "engine-cluster/src/test/java/io/pureboot/engine/workflow/dialect/GeneratedDefinitionsTest.java",
            "engine-cluster/src/test/java/io/pureboot/engine/workflow/dialect/ShippedWorkflowsTest.java",
            "engine-cluster/src/test/java/io/pureboot/engine/workflow/dialect/InspectionTest.java",
            "engine-cluster/src/test/java/io/pureboot/engine/http/WorkflowFilesTest.java"
        })
@ExtendWith(SharedEngine.class)
class P21ImportExportTest {
    /** Every field of document 000's models, and what the promises add. */
    private static final String FULL = """
            # A comment is not kept.
            name: NAME
            description: |
              Two lines,
              of which one is "quoted".
            os_family: bsd
            architecture: aarch64
            boot_mode: uefi
            is_active: false
            timeout_seconds: 90000
            on_cancel: [Wipe]
            cancel_grace_seconds: 7
            boot_loop: {boots: 9, minutes: 90}
            steps:
              - {name: Wipe, type: script, config: {script: wipefs, interpreter: /bin/ksh}, sequence: 50}
              - id: boot.1
                sequence: 10
                name: Boot
                type: boot
                config: {kernel: k, initrd: [i, j], cmdline: "ip=${node.ip|dhcp}", boot_timeout_seconds: 60}
                timeout_seconds: 61
                on_failure: retry
                max_retries: 7
                retry_delay_seconds: 8
                backoff: exponential
                max_delay_seconds: 99
                jitter: 0.25
                retry_on: [1, 75]
                next_state: installing
                heartbeat_timeout_seconds: 33
                late_success: accept
                on_unexpected_reboot: fail
              - {id: go, sequence: 20, name: Go, type: reboot, config: {delay_seconds: 1, confirm: boot}, on_failure: rollback,
                 rollback_step_id: Undo}
              - {sequence: 30, name: Sit, type: wait, config: {duration_seconds: 1}, next_state: installed}
              - {sequence: 40, name: Phone, type: cloud_init, config: {phone_home_url: "http://192.0.2.1/"}, on_failure: skip}
              - {sequence: 60, name: Undo, type: script, config: {script_url: /undo.sh}}
            """;

    private static Answer yaml(Site site, String path, String text) {
        return site.engine().send("POST", "/api/v1/workflows/" + path, ADMIN, "application/yaml", text);
    }

    private static String fresh() {
        return "p21-" + Site.freshMac().replace(":", "");
    }

    @Test
    @Promise(
            number = 21,
            says = "what is imported and exported has every field, and is imported unchanged, with the same hash")
    void importExportImport(Site site) {
        Answer imported = yaml(site, "import", FULL.replace("NAME", fresh()));
        assertThat(imported.status()).as(imported.body()).isEqualTo(201);
        String path = "/api/v1/workflows/" + imported.text("id");
        String exported = site.engine().get(path + "/export").body();
        assertThat(exported)
                .contains(
                        "os_family: bsd", "next_state: installing", "retry_on: [1, 75]", "jitter: 0.25", "minutes: 90")
                .contains("rollback_step_id: undo", "on_cancel: [wipe]", "confirm: boot", "late_success: accept");
        Answer again = yaml(site, "import", exported);
        assertThat(again.text("change")).as(again.body()).isEqualTo("unchanged");
        assertThat(again.text("sha256")).isEqualTo(imported.text("sha256"));
        assertThat(site.engine().get(path + "/export").body()).isEqualTo(exported);

        assertThat(site.engine()
                        .send("DELETE", path, ADMIN, "application/json", "")
                        .status())
                .isEqualTo(204);
        Answer anew = yaml(site, "import", exported);
        assertThat(anew.status()).as(anew.body()).isEqualTo(201);
        assertThat(anew.text("sha256")).isEqualTo(imported.text("sha256"));
        assertThat(anew.text("id")).isNotEqualTo(imported.text("id"));
    }

    @Test
    @Promise(
            number = 21,
            says =
                    "a text with faults gets all of them, each with line and column, and leaves nothing behind, whole documents before it neither")
    void faultsLeaveNothingBehind(Site site) {
        String before = site.engine().get("/api/v1/workflows?limit=500").body();
        long events = site.count("SELECT count(*) FROM journal_event WHERE persistence_id = 'workflow-registry'");
        String fine = "{name: %s, os_family: linux, steps: [{name: a, type: boot}]}\n---\n".formatted(fresh());
        Answer answer = yaml(site, "import", fine + """
                name: %s
                os_family: amiga
                bootmode: uefi
                steps:
                  - {name: a, type: dance}
                  - {name: b, type: wait, config: {duration_seconds: soon}}
                  - {name: c, type: script, config: {script: "echo ${node.mca}"}}
                """.formatted(fresh()));
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.json().path("errors").findValuesAsText("code"))
                .isEqualTo(
                        List.of("unknown_value", "unknown_field", "unknown_value", "wrong_type", "unknown_variable"));
        assertThat(answer.json().path("errors").findValuesAsText("line")).isEqualTo(List.of("4", "5", "7", "8", "9"));
        assertThat(answer.json().path("errors").findValuesAsText("column"))
                .isEqualTo(List.of("12", "1", "21", "54", "52"));
        assertThat(site.engine().get("/api/v1/workflows?limit=500").body()).isEqualTo(before);
        assertThat(site.count("SELECT count(*) FROM journal_event WHERE persistence_id = 'workflow-registry'"))
                .isEqualTo(events);
    }
}
