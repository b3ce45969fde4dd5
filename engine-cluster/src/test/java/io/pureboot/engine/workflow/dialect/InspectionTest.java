package io.pureboot.engine.workflow.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pureboot.engine.step.StepTypes;
import io.pureboot.engine.template.ConfigLanguage;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of a definition before it is kept: all of it at once, each with its place. */
class InspectionTest {
    private static Inspection inspect(String yaml) {
        List<Inspection> documents = PureBootDialect.inspectYaml(yaml, StepTypes.all(), new ConfigLanguage());
        assertThat(documents).hasSize(1);
        return documents.getFirst();
    }

    private static List<String> shown(List<Problem.Fault> faults) {
        return faults.stream()
                .map(fault -> fault.line().orElse(0) + ":" + fault.column().orElse(0) + " " + fault.code() + " "
                        + fault.path())
                .toList();
    }

    private static List<String> errors(String yaml) {
        return shown(inspect(yaml).errors());
    }

    private static List<String> warnings(String yaml) {
        Inspection inspection = inspect(yaml);
        assertThat(inspection.errors()).isEmpty();
        return shown(inspection.warnings());
    }

    @Test
    void faultsOfAllKindsAreReportedTogetherInTheOrderOfTheText() {
        Inspection inspection = inspect("""
                name: five faults
                os_familiy: linux
                os_family: linux
                steps:
                  - name: boot
                    type: boot
                    config:
                      kernel: /vmlinuz
                      cmdline: "ip=${node.ipp} host=${node.hostname}"
                  - name: install
                    type: scirpt
                    timeout_seconds: 0
                    on_failure: rollback
                    rollback_step_id: wpie
                  - name: wipe
                    type: script
                    config: {script: "wipefs -a ${meta.disk.root|/dev/sda}"}
                """);
        assertThat(shown(inspection.errors()))
                .containsExactly(
                        "2:1 unknown_field /os_familiy",
                        "9:20 unknown_variable /steps/0/config/cmdline",
                        "11:11 unknown_value /steps/1/type",
                        "12:22 out_of_range /steps/1/timeout_seconds",
                        "14:23 unknown_step /steps/1/rollback_step_id");
        assertThat(inspection.errors().stream().map(Problem.Fault::message))
                .satisfiesExactly(
                        field -> assertThat(field).contains("did you mean 'os_family'?"),
                        variable -> assertThat(variable).contains("node.ipp").contains("did you mean node.ip?"),
                        type -> assertThat(type).contains("did you mean 'script'?"),
                        range -> assertThat(range).contains("must be 1 to"),
                        step -> assertThat(step).contains("'wpie'").contains("did you mean 'wipe'?"));
        assertThat(inspection.accepted()).isEmpty();
    }

    @Test
    void variablesAreFoundWhereTheyStandHoweverTheTextIsWritten() {
        assertThat(errors("""
                name: w
                os_family: linux
                steps:
                  - name: literal
                    type: script
                    config:
                      script: |
                        echo ${node.mac}
                        echo ${node.mca} ${HOME} ${net0/mac} ${HOME:-/root}
                          echo "${node.mca}" ${noed.mac}
                  - name: folded
                    type: script
                    config:
                      script: >-
                        echo
                        ${group.nam}
                  - name: quoted
                    type: script
                    config:
                      script: "echo \\u00fc\\t${server.ulr} \\
                        ${if:node.ipp}x${endif}"
                  - {name: ü 😀 flow, type: script, config: {script: '${execution.idd} ${workflow.naem|x}'}}
                """))
                .containsExactly(
                        "9:14 unknown_variable /steps/0/config/script",
                        "10:17 unknown_variable /steps/0/config/script",
                        "10:30 unknown_namespace /steps/0/config/script",
                        "16:9 unknown_variable /steps/1/config/script",
                        "20:29 unknown_variable /steps/2/config/script",
                        "21:9 unknown_variable /steps/2/config/script",
                        "22:54 unknown_variable /steps/3/config/script",
                        "22:71 unknown_variable /steps/3/config/script");
    }

    @Test
    void bracketsThatDoNotCloseAreFaultsOfTheText() {
        assertThat(errors("""
                name: w
                os_family: linux
                steps:
                  - name: a
                    type: script
                    config:
                      script: |
                        ${if:node.ip}static
                """)).containsExactly("8:9 unclosed_if /steps/0/config/script");
    }

    @Test
    void aTextThatIsReachedOverAnAliasIsFaultyWhereTheAliasStands() {
        assertThat(errors("""
                name: w
                os_family: linux
                steps:
                  - {name: a, type: script, config: &same {script: "${node.mca}"}}
                  - {name: b, type: script, config: *same}
                """))
                .containsExactly(
                        "4:53 unknown_variable /steps/0/config/script", "5:37 unknown_variable /steps/1/config/script");
    }

    @Test
    void rollbacksThatLeadInACircleAreShownAsOne() {
        Inspection inspection = inspect("""
                name: w
                os_family: linux
                steps:
                  - {name: a, type: boot, on_failure: rollback, rollback_step_id: b}
                  - {name: b, type: boot, on_failure: rollback, rollback_step_id: c}
                  - {name: c, type: boot, on_failure: rollback, rollback_step_id: a}
                  - {name: d, type: boot}
                """);
        assertThat(shown(inspection.errors()))
                .contains(
                        "4:67 cycle /steps/0/rollback_step_id",
                        "5:67 cycle /steps/1/rollback_step_id",
                        "6:67 cycle /steps/2/rollback_step_id");
        assertThat(inspection.errors().stream().map(Problem.Fault::message)).anyMatch(m -> m.contains("a → b → c → a"));
    }

    @Test
    void aStepThatOnlyUndoesWhatIsNeverUndoneIsUnreachable() {
        assertThat(errors("""
                name: w
                os_family: linux
                steps:
                  - {name: a, type: boot, rollback_step_id: undo-a}
                  - {name: b, type: wait, config: {duration_seconds: 1}, on_failure: rollback, rollback_step_id: undo-b}
                  - {name: c, type: boot, on_failure: rollback, rollback_step_id: undo-c}
                  - {name: d, type: boot, on_failure: retry, rollback_step_id: undo-c}
                  - {name: undo-a, type: boot}
                  - {name: undo-b, type: boot}
                  - {name: undo-c, type: boot}
                """)).containsExactly("8:5 unreachable_step /steps/4", "9:5 unreachable_step /steps/5");
        assertThat(errors("""
                name: w
                os_family: linux
                on_cancel: [a]
                steps: [{name: a, type: boot}]
                """)).containsExactly("4:8 nothing_runs /steps");
        assertThat(warnings("{name: w, os_family: linux, steps: []}")).containsExactly("1:36 no_steps /steps");
    }

    @Test
    void timeThatCannotSufficeIsAnErrorAndTimeThatMayNotIsAWarning() {
        String waits = """
                name: w
                os_family: linux
                timeout_seconds: %d
                steps:
                  - {name: a, type: wait, config: {duration_seconds: 30}}
                  - {name: b, type: script, config: {script: x}, timeout_seconds: 100}
                  - {name: c, type: wait, config: {duration_seconds: 31}}
                """;
        assertThat(errors(waits.formatted(61))).containsExactly("3:18 impossible_timeout /timeout_seconds");
        assertThat(warnings(waits.formatted(62))).containsExactly("3:18 timeout_below_steps /timeout_seconds");
        assertThat(warnings(waits.formatted(161))).isEmpty();
    }

    @Test
    void fieldsWithoutEffectAreWarnings() {
        assertThat(warnings("""
                name: w
                os_family: linux
                steps:
                  - name: a
                    type: boot
                    config: {boot_timeout_seconds: 61}
                    timeout_seconds: 60
                    heartbeat_timeout_seconds: 61
                  - {name: b, type: boot, backoff: linear, jitter: 0.5, retry_on: [1], max_delay_seconds: 9, late_success: accept}
                  - {name: c, type: boot, on_failure: retry, backoff: linear, jitter: 0.5, retry_on: [1], max_delay_seconds: 9}
                """))
                .containsExactly(
                        "6:36 no_effect /steps/0/config/boot_timeout_seconds",
                        "8:32 no_effect /steps/0/heartbeat_timeout_seconds",
                        "9:36 no_effect /steps/1/backoff",
                        "9:52 no_effect /steps/1/jitter",
                        "9:67 no_effect /steps/1/retry_on",
                        "9:91 no_effect /steps/1/max_delay_seconds",
                        "9:108 no_effect /steps/1/late_success");
    }

    @Test
    void whatStrictReadersTakeForErrorsIsNotAccepted() {
        Inspection inspection = inspect("{name: w, os_family: linux, steps: []}");
        assertThat(inspection.accepted()).isPresent();
        assertThat(inspection.strictly().accepted()).isEmpty();
        assertThat(inspection.strictly().warnings()).isEmpty();
    }

    @Test
    void severalDocumentsAreSeveralDefinitionsAndEveryoneHasItsOwnFaults() {
        List<Inspection> documents = PureBootDialect.inspectYaml("""
                ---
                {name: one, os_family: linux, steps: [{name: a, type: boot}]}
                ---
                # nothing
                ---
                {name: two, os_family: linus, steps: [{name: a, type: boot}]}
                ---
                {name: one, os_family: linux, steps: [{name: b, type: dance}]}
                ...
                """, StepTypes.all(), new ConfigLanguage());
        assertThat(documents).hasSize(3);
        assertThat(documents.get(0).accepted()).isPresent();
        assertThat(shown(documents.get(1).errors())).containsExactly("6:24 unknown_value /os_family");
        assertThat(shown(documents.get(2).errors()))
                .containsExactly("8:8 duplicate /name", "8:55 unknown_value /steps/0/type");
    }

    @Test
    void afterAFaultOfSyntaxTheDocumentsBeforeItAreStillRead() {
        List<Inspection> documents = PureBootDialect.inspectYaml(
                "{name: one, os_family: linus, steps: []}\n---\nname: [\n", StepTypes.all(), new ConfigLanguage());
        assertThat(documents).hasSize(2);
        assertThat(shown(documents.get(0).errors())).containsExactly("1:24 unknown_value /os_family");
        assertThat(shown(documents.get(1).errors())).containsExactly("4:1 yaml_syntax ");
    }

    @Test
    void aTreeOfJsonHasPointersAndTheTextsLines() throws JsonProcessingException {
        Inspection inspection =
                PureBootDialect.inspectJson(Json.mapper().readTree("""
                        {"name": "w", "os_family": "linux", "steps": [
                          {"name": "a", "type": "script", "config": {"script": "echo\\n  ${node.mca}\\n"}},
                          {"name": "b", "type": "script", "config": {"script": "${node.mca}", "interpretor": "x"}}]}"""), StepTypes.all(), new ConfigLanguage());
        assertThat(inspection.errors().stream().map(fault -> fault.code() + " " + fault.path()))
                .containsExactlyInAnyOrder(
                        "unknown_variable /steps/0/config/script",
                        "unknown_variable /steps/1/config/script",
                        "unknown_field /steps/1/config/interpretor");
        assertThat(inspection.errors().stream().map(Problem.Fault::message))
                .anyMatch(message -> message.endsWith("(line 2, column 3 of the text)"));
        assertThat(inspection.errors()).allMatch(fault -> fault.line().isEmpty());
    }

    @Test
    void whatTheApiShowsMayBeSentBack() throws JsonProcessingException {
        Inspection inspection =
                PureBootDialect.inspectJson(Json.mapper().readTree("""
                        {"id": "x", "revision": 3, "sha256": "ab", "created_at": "2026-01-26T10:00:00Z", "updated_at": null,
                         "created_by": "ann", "name": "w", "os_family": "linux",
                         "steps": [{"id": "a", "workflow_id": "x", "name": "a", "type": "boot"}]}"""), StepTypes.all(), new ConfigLanguage());
        assertThat(inspection.errors()).isEmpty();
    }

    @Test
    void templatesAreListedWithTheirPlaces() {
        Inspection inspection = inspect("""
                name: w
                os_family: linux
                steps:
                  - {name: a, type: boot, config: {template_id: ipxe}}
                  - name: b
                    type: script
                    config:
                      script: |
                        ${include:base:v2}
                        ${include:base:v2} ${include:other}
                """);
        assertThat(inspection.errors()).isEmpty();
        assertThat(inspection.templates().stream()
                        .map(use -> use.reference() + " " + use.place().line().orElse(0) + ":"
                                + use.place().column().orElse(0)))
                .containsExactly("ipxe 4:49", "base:v2 9:9", "other 10:28");
    }
}
