package io.pureboot.engine.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.workflow.Behaviour;
import io.pureboot.engine.workflow.BootExpectation;
import io.pureboot.engine.workflow.Completion;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.Seconds;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each type's config: what it refuses, and what a machine and an agent get. */
class StepTypesTest {
    private static ObjectNode config(String json) {
        try {
            return (ObjectNode) Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static StepType type(String name) {
        return StepTypes.find(name).orElseThrow();
    }

    @Test
    void theFiveTypesOfDocument000() {
        assertThat(StepTypes.all().names()).containsExactly("boot", "script", "reboot", "wait", "cloud_init");
        assertThat(StepTypes.find("nonsense")).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "boot | {} |",
                "boot | {\"kernel\": \"k\", \"initrd\": \"i\", \"cmdline\": \"c\"} |",
                "boot | {\"kernel\": \"k\", \"template_id\": \"t\"} | mutually_exclusive /template_id",
                "boot | {\"initrd\": [\"a\", 1]} | wrong_type /initrd/1, missing_field /initrd",
                "boot | {\"initrd\": {}} | wrong_type /initrd, missing_field /initrd",
                "boot | {\"cmdline\": \"c\"} | missing_field /cmdline",
                "boot | {\"boot_timeout_seconds\": 0} | out_of_range /boot_timeout_seconds",
                "boot | {\"kernel\": \" \", \"a/b\": 1} | wrong_type /kernel, unknown_field /a~1b",
                "script | {} | missing_field ''",
                "script | {\"script\": null, \"script_url\": \"/x\"} |",
                "script | {\"script\": \"x\", \"template_id\": \"t\"} | mutually_exclusive /template_id",
                "script | {\"script\": 5} | wrong_type /script",
                "reboot | {\"delay_seconds\": 3, \"confirm\": \"agent\"} |",
                "reboot | {\"delay_seconds\": -1, \"confirm\": \"maybe\"} | out_of_range /delay_seconds, unknown_value /confirm",
                "reboot | {\"delay_seconds\": 1.5} | wrong_type /delay_seconds",
                "wait | {} | missing_field /duration_seconds",
                "wait | {\"duration_seconds\": 99999999999999999999} | out_of_range /duration_seconds",
                "cloud_init | {\"template_id\": \"t\", \"phone_home_url\": \"http://x\"} |",
                "cloud_init | {\"user_data\": \"x\"} | unknown_field /user_data",
            })
    void faultsOfAConfig(String type, String json, String faults) {
        List<String> found = type(type).faults(config(json)).stream()
                .map(fault -> (fault.code() + " " + fault.path()).strip())
                .toList();
        String expected = faults == null ? "" : faults.replace("''", "").strip();
        assertThat(String.join(", ", found)).isEqualTo(expected);
    }

    @Test
    void whatTheMachineKnowsOfEach() {
        assertThat(type("boot").behaviour(config("{\"boot_timeout_seconds\": 9}")))
                .isEqualTo(new Behaviour(Completion.REPORT, Optional.empty(), Optional.of(new Seconds(9)), false)
                        .with(BootExpectation.UNTIL_CONTACT));
        assertThat(type("reboot").behaviour(config("{\"confirm\": \"boot\"}")).confirmByBoot())
                .isTrue();
        assertThat(type("reboot").behaviour(config("{}")).confirmByBoot()).isFalse();
        assertThat(type("wait").behaviour(config("{\"duration_seconds\": 7}")))
                .isEqualTo(new Behaviour(Completion.TIMER, Optional.of(new Seconds(7)), Optional.empty(), false));
        assertThat(type("cloud_init").behaviour(config("{}")).completion()).isEqualTo(Completion.PHONE_HOME);
    }

    @Test
    void whatAnAgentGets() {
        assertThat(type("boot").agentOrder(config("{}"))).isEqualTo(new AgentOrder.ReportUp());
        assertThat(type("script").agentOrder(config("{\"script\": \"x\", \"interpreter\": \"sh\"}")))
                .isEqualTo(new AgentOrder.Run(Optional.of("x"), Optional.empty(), Optional.empty(), Optional.of("sh")));
        assertThat(type("reboot").agentOrder(config("{}"))).isEqualTo(new AgentOrder.Reboot(Seconds.ZERO));
        assertThat(type("wait").agentOrder(config("{\"duration_seconds\": 7}"))).isEqualTo(new AgentOrder.AskAgain());
        assertThat(type("cloud_init").agentOrder(config("{}"))).isEqualTo(new AgentOrder.LeaveForDisk());
    }

    @Test
    void whatAMachineBoots() {
        assertThat(type("boot").bootOrder(config("{\"kernel\": \"k\", \"initrd\": [\"a\", \"b\"]}")))
                .isEqualTo(new BootOrder.Kernel("k", List.of("a", "b"), Optional.empty()));
        assertThat(type("boot").bootOrder(config("{\"template_id\": \"t\"}"))).isEqualTo(new BootOrder.Script("t"));
        assertThat(type("boot").bootOrder(config("{}"))).isEqualTo(new BootOrder.Agent());
        assertThat(type("script").bootOrder(config("{\"script\": \"x\"}"))).isEqualTo(new BootOrder.Agent());
        assertThat(type("wait").bootOrder(config("{\"duration_seconds\": 1}"))).isEqualTo(new BootOrder.LikeNext());
        assertThat(type("cloud_init").bootOrder(config("{}"))).isEqualTo(new BootOrder.Disk());
    }
}
