package io.pureboot.engine.workflow.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pureboot.engine.step.StepTypes;
import io.pureboot.engine.workflow.BootLoop;
import io.pureboot.engine.workflow.FailurePolicy;
import io.pureboot.engine.workflow.RebootPolicy;
import io.pureboot.engine.workflow.StepDefinition;
import io.pureboot.engine.workflow.WorkflowDefinition;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.Seconds;
import io.pureboot.protocol.StepId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Definitions as YAML and JSON: defaults, round trips, and every fault with its place (promise P-21). */
class PureBootDialectTest {
    private static final String FULL = """
            name: Ubuntu 24.04
            description: "Installs it: twice"
            os_family: linux
            architecture: aarch64
            boot_mode: uefi
            is_active: false
            timeout_seconds: 7200
            on_cancel: [Wipe]
            cancel_grace_seconds: 10
            boot_loop: {boots: 3, minutes: 60}
            steps:
              - name: Boot the installer
                type: boot
                config:
                  kernel: ubuntu/vmlinuz
                  initrd: [ubuntu/initrd, agent.cpio]
                  cmdline: console=ttyS0 ip=dhcp
                  boot_timeout_seconds: 600
                next_state: installing
              - id: install
                name: Install
                type: script
                config:
                  interpreter: /bin/sh -e
                  script: |
                    #!/bin/sh
                    echo "${node.mac}"
                on_failure: rollback
                rollback_step_id: Undo
                timeout_seconds: 1800
                heartbeat_timeout_seconds: 90
              - {name: Again, type: script, config: {template_id: "flaky:v2"}, on_failure: retry, max_retries: 5,
                 retry_delay_seconds: 0, backoff: exponential, max_delay_seconds: 300, jitter: 0.25, retry_on: [1, 75],
                 late_success: accept, on_unexpected_reboot: retry}
              - {name: Reboot, type: reboot, config: {delay_seconds: 5, confirm: boot}}
              - {name: Settle, type: wait, config: {duration_seconds: 30}}
              - {name: System, type: cloud_init, config: {template_id: user-data}, next_state: active}
              - {name: Undo, type: script, config: {script_url: /scripts/undo.sh}}
              - {name: Wipe, type: script, config: {script: wipefs -a /dev/sda}}
            """;

    private static Reading read(String yaml) {
        return PureBootDialect.readYaml(yaml, StepTypes.all());
    }

    private static WorkflowDefinition definition(String yaml) {
        Reading reading = read(yaml);
        assertThat(reading).isInstanceOf(Reading.Definition.class);
        return ((Reading.Definition) reading).definition();
    }

    /** The faults, such as {@code 3:5 wrong_type /steps}. */
    private static List<String> faults(String yaml) {
        Reading reading = read(yaml);
        assertThat(reading).isInstanceOf(Reading.Faulty.class);
        return ((Reading.Faulty) reading)
                .faults().stream()
                        .map(fault -> fault.line().orElse(0) + ":"
                                + fault.column().orElse(0) + " " + fault.code() + " " + fault.path())
                        .toList();
    }

    @Test
    void whatIsNotWrittenHasTheDefaultsOfDocument000() {
        WorkflowDefinition workflow =
                definition("name: w\nos_family: bsd\nsteps: [{name: Go on!, type: script, config: {script: x}}]\n");
        assertThat(workflow.architecture()).isEqualTo("x86_64");
        assertThat(workflow.bootMode()).isEqualTo("bios");
        assertThat(workflow.isActive()).isTrue();
        StepDefinition step = workflow.steps().getFirst();
        assertThat(step.id()).isEqualTo(new StepId("go-on"));
        assertThat(step.sequence()).isEqualTo(1);
        assertThat(step.timeoutSeconds()).isEqualTo(new Seconds(3600));
        assertThat(step.onFailure()).isEqualTo(FailurePolicy.FAIL);
        assertThat(step.maxRetries()).isEqualTo(3);
        assertThat(step.retryDelaySeconds()).isEqualTo(new Seconds(30));
    }

    @Test
    void referencesAreIdsOrNamesAndBecomeIds() {
        WorkflowDefinition workflow = definition(FULL);
        assertThat(workflow.steps().get(1).rollbackStepId()).contains(new StepId("undo"));
        assertThat(workflow.onCancel()).containsExactly(new StepId("wipe"));
        assertThat(PureBootDialect.templateReferences(workflow)).containsExactly("flaky:v2", "user-data");
    }

    @Test
    void sameNamesGetDifferentIds() {
        WorkflowDefinition workflow = definition("""
                name: w
                os_family: linux
                steps:
                  - {name: A, type: boot}
                  - {name: "a ", type: boot}
                  - {id: a-2, name: B, type: boot}
                  - {name: "!", type: boot}
                """);
        assertThat(workflow.steps()).extracting(step -> step.id().value()).containsExactly("a", "a-3", "a-2", "step");
    }

    @Test
    void stepsStandInTheOrderOfTheirSequence() {
        WorkflowDefinition workflow = definition("""
                name: w
                os_family: linux
                steps: [{name: last, type: boot, sequence: 30}, {name: first, type: boot, sequence: 0}]
                """);
        assertThat(workflow.steps()).extracting(StepDefinition::name).containsExactly("first", "last");
    }

    @Test
    void importThenExportThenImportGivesTheSameDefinitionAndHash() throws JsonProcessingException {
        WorkflowDefinition workflow = definition(FULL);
        String yaml = PureBootDialect.writeYaml(workflow);
        assertThat(definition(yaml)).isEqualTo(workflow);
        assertThat(PureBootDialect.writeYaml(definition(yaml))).isEqualTo(yaml);
        assertThat(PureBootDialect.sha256(definition(yaml)))
                .isEqualTo(PureBootDialect.sha256(workflow))
                .hasSize(64);
        String json = Json.mapper().writeValueAsString(PureBootDialect.toJson(workflow));
        assertThat(PureBootDialect.readJson(Json.mapper().readTree(json), StepTypes.all()))
                .isEqualTo(new Reading.Definition(workflow));
    }

    @Test
    void theHashDoesNotKnowTheOrderOfConfigFields() {
        String one = "name: w\nos_family: linux\nsteps: [{name: a, type: script, config: {script: x, interpreter: y}}]";
        String other =
                "os_family: linux\nname: w\nsteps: [{config: {interpreter: y, script: x}, type: script, name: a}]";
        assertThat(PureBootDialect.sha256(definition(one))).isEqualTo(PureBootDialect.sha256(definition(other)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yes",
                "null",
                "~",
                "1.5",
                "007",
                "0x1f",
                "1e3",
                "2026-01-26",
                "a: b",
                "- a",
                "#no",
                "a #b",
                "*x",
                "&x",
                "!t",
                "trailing ",
                " leading",
                "\ttab",
                "a\nb",
                "a\n",
                "\n\na\n\n",
                "  a\nb\n",
                "a\r\nb\r\n",
                "a\rb",
                "\u0085x",
                "\u2028x",
                "\u0000x",
                "\u001b[0m",
                "ü ✓",
                "\ud83d\ude00",
                "'",
                "\"",
                "\\",
                "%d",
                "@x",
                "`x`",
                "{",
                "[",
                "a\n \n b",
                "line\n\ttabbed\n",
                "...",
                "---",
                "a\n---\nb",
                "?",
                ": x",
                "<<",
                "=",
                "\ufeffx"
            })
    void anyTextSurvivesTheTripThroughYaml(String text) {
        WorkflowDefinition workflow = definition(FULL);
        StepDefinition old = workflow.steps().getLast();
        StepDefinition step = withScript(old, text);
        WorkflowDefinition changed = new WorkflowDefinition(
                text.isBlank() ? "w" : text,
                text,
                workflow.osFamily(),
                workflow.architecture(),
                workflow.bootMode(),
                true,
                workflow.timeoutSeconds(),
                List.of(),
                workflow.cancelGraceSeconds(),
                List.of(step),
                workflow.bootLoop());
        assertThat(definition(PureBootDialect.writeYaml(changed))).isEqualTo(changed);
    }

    @Test
    void randomTextsSurviveTheTripThroughYaml() {
        Random random = new Random(5);
        String alphabet = "ab \n\t\r:#-'\"\\|>&*!%{}[],?~0.ü\u0085\u2028\u0007";
        for (int i = 0; i < 300; i++) {
            StringBuilder text = new StringBuilder("x");
            for (int length = random.nextInt(12); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            WorkflowDefinition workflow = definition(FULL);
            WorkflowDefinition changed = new WorkflowDefinition(
                    "w",
                    text.toString(),
                    "linux",
                    "x86_64",
                    "bios",
                    true,
                    workflow.timeoutSeconds(),
                    List.of(),
                    workflow.cancelGraceSeconds(),
                    List.of(withScript(
                            workflow.steps().getLast(), text.reverse().toString() + "x")),
                    workflow.bootLoop());
            assertThat(definition(PureBootDialect.writeYaml(changed))).isEqualTo(changed);
        }
    }

    private static StepDefinition withScript(StepDefinition old, String script) {
        return new StepDefinition(
                old.id(),
                old.sequence(),
                old.name(),
                old.type(),
                old.config().deepCopy().put("script", script),
                old.timeoutSeconds(),
                old.onFailure(),
                old.maxRetries(),
                old.retryDelaySeconds(),
                old.backoff(),
                old.maxDelaySeconds(),
                old.jitter(),
                old.retryOn(),
                old.nextState(),
                old.rollbackStepId(),
                old.heartbeatTimeoutSeconds(),
                old.lateSuccess(),
                old.onUnexpectedReboot());
    }

    @Test
    void allFaultsAreReportedAtOnceEachWithItsPlace() {
        assertThat(faults("""
                                name: w
                                os_family: plan9
                                bootmode: uefi
                                timeout_seconds: soon
                                steps:
                                  - name: a
                                    type: skript
                                    timeout_seconds: 0
                                  - name: b
                                    type: script
                                    config:
                                      script: x
                                      script_url: y
                                      shell: z
                                    on_failure: rollback
                                    jitter: 1.5
                                  - type: wait
                                    config: {duration_seconds: "10"}
                                    sequence: 1
                                    next_state: nirvana
                                """))
                .containsExactly(
                        "2:12 unknown_value /os_family",
                        "3:1 unknown_field /bootmode",
                        "4:18 wrong_type /timeout_seconds",
                        "7:11 unknown_value /steps/0/type",
                        "8:22 out_of_range /steps/0/timeout_seconds",
                        "9:5 missing_field /steps/1/rollback_step_id",
                        "12:15 mutually_exclusive /steps/1/config/script",
                        "14:7 unknown_field /steps/1/config/shell",
                        "16:13 out_of_range /steps/1/jitter",
                        "17:5 missing_field /steps/2/name",
                        "18:32 wrong_type /steps/2/config/duration_seconds",
                        "19:15 duplicate /steps/2/sequence",
                        "20:17 unknown_value /steps/2/next_state");
    }

    @Test
    void rebootsAndBootLoopsAreReadWithTheirDefaultsAndTheirFaults() {
        WorkflowDefinition full = definition(FULL);
        assertThat(full.bootLoop()).contains(new BootLoop(3, 60));
        assertThat(full.steps().get(2).onUnexpectedReboot()).contains(RebootPolicy.RETRY);
        WorkflowDefinition silent = definition("{name: w, os_family: linux, steps: [{name: a, type: boot}]}");
        assertThat(silent.bootLoop()).isEmpty();
        assertThat(PureBootDialect.toJson(silent).has("boot_loop")).isFalse();
        assertThat(PureBootDialect.toJson(silent).at("/steps/0").has("on_unexpected_reboot"))
                .as("older definitions keep their hash")
                .isFalse();
        assertThat(definition("{name: w, os_family: linux, boot_loop: {boots: 0}, steps: []}")
                        .bootLoop())
                .contains(new BootLoop(0, 30));
        assertThat(faults("""
                                name: w
                                os_family: linux
                                boot_loop: {boots: 101, minutes: 0, seconds: 3}
                                steps:
                                  - name: a
                                    type: boot
                                    on_unexpected_reboot: panic
                                """))
                .containsExactly(
                        "3:20 out_of_range /boot_loop/boots",
                        "3:34 out_of_range /boot_loop/minutes",
                        "3:37 unknown_field /boot_loop/seconds",
                        "7:27 unknown_value /steps/0/on_unexpected_reboot");
        assertThat(faults("{name: w, os_family: linux, boot_loop: 5, steps: []}"))
                .containsExactly("1:40 wrong_type /boot_loop");
    }

    @Test
    void referencesThatLeadNowhereAreFaults() {
        assertThat(faults("""
                                name: w
                                os_family: linux
                                on_cancel: [nobody, a, a]
                                steps:
                                  - {name: a, type: boot, on_failure: rollback, rollback_step_id: a}
                                  - {name: b, type: boot, rollback_step_id: c}
                                  - {name: c, type: boot, rollback_step_id: same}
                                  - {id: d, name: d, type: boot}
                                  - {id: d, name: e, type: boot}
                                  - {name: same, type: boot}
                                  - {name: same, type: boot}
                                """))
                .containsExactly(
                        "3:13 unknown_step /on_cancel/0",
                        "3:24 duplicate /on_cancel/2",
                        "5:67 self_reference /steps/0/rollback_step_id",
                        "6:45 rollback_of_rollback /steps/1/rollback_step_id",
                        "7:45 ambiguous /steps/2/rollback_step_id",
                        "9:10 duplicate /steps/4/id");
    }

    @Test
    void theFormOfTheYamlIsCheckedToo() {
        assertThat(faults("name: w\n  os_family: linux\n")).containsExactly("2:12 yaml_syntax ");
        assertThat(faults("name: w\nname: v\nos_family: linux\n")).containsExactly("2:1 duplicate_key /name");
        assertThat(faults("name: !!javax.script.ScriptEngineManager []\nos_family: linux\n"))
                .contains("1:7 yaml_tag /name");
        assertThat(faults("name: *nobody\nos_family: linux\n")).contains("1:7 unknown_alias /name");
        assertThat(faults("name: w\nos_family: linux\n---\nname: v\n")).containsExactly("3:1 several_documents ");
        assertThat(faults("")).containsExactly("0:0 wrong_type ");
        assertThat(faults("- a\n")).containsExactly("1:1 wrong_type ");
        assertThat(faults("a\u0000b")).containsExactly("0:0 yaml_syntax ");
        assertThat(faults("[".repeat(5000))).hasSize(1);
        assertThat(faults("x".repeat(1024 * 1024 + 1))).containsExactly("0:0 too_large ");
    }

    @Test
    void aliasesAreResolvedButCannotExplode() {
        WorkflowDefinition workflow = definition("""
                name: w
                os_family: linux
                steps:
                  - {name: a, type: script, config: &same {script: x}}
                  - {name: b, type: script, config: *same}
                """);
        assertThat(workflow.steps().get(1).config().path("script").asText()).isEqualTo("x");
        StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            laughs.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9) + "*a" + (i - 1)));
        }
        assertThat(faults(laughs.toString())).anyMatch(fault -> fault.contains("too_large"));
    }

    @Test
    void noTextMakesTheReaderThrow() {
        Random random = new Random(6);
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder(FULL);
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                int at = random.nextInt(text.length());
                int to = Math.min(text.length(), at + random.nextInt(5));
                text.replace(
                        at,
                        to,
                        List.of("", ":", "-", "\n", "{", "]", "'", "*", "&a ", "!!", "\t", "  ", "\u0000")
                                .get(random.nextInt(13)));
            }
            assertThat(read(text.toString())).isNotNull();
        }
    }
}
