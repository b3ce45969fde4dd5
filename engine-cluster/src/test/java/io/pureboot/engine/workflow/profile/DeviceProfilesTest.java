package io.pureboot.engine.workflow.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.step.StepTypes;
import io.pureboot.engine.workflow.CompiledGraph;
import io.pureboot.engine.workflow.GraphCompiler;
import io.pureboot.engine.workflow.GraphStep;
import io.pureboot.engine.workflow.dialect.PureBootDialect;
import io.pureboot.engine.workflow.dialect.Reading;
import io.pureboot.engine.workflow.dialect.YamlDocument;
import io.pureboot.protocol.Problem;
import io.pureboot.protocol.Seconds;
import io.pureboot.protocol.StepId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which profile a machine has, and what of it becomes part of its workflow. */
class DeviceProfilesTest {
    private static DeviceProfile profile(String yaml) {
        YamlDocument document = YamlDocument.read(yaml);
        assertThat(document.faults()).isEmpty();
        return switch (ProfileReading.of(document.object(), StepTypes.all())) {
            case ProfileReading.Profile(DeviceProfile profile) -> profile;
            case ProfileReading.Faulty(List<Problem.Fault> faults) -> throw new AssertionError(yaml + faults);
        };
    }

    private static DeviceProfile matching(String vendor, String model) {
        return profile("name: '%s/%s'\nmatch: {vendor: '%s', model: '%s'}\n".formatted(vendor, model, vendor, model));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Dell Inc.  | PowerEdge R640  | Dell*/PowerEdge R640",
                "dell inc.  | PowerEdge R740  | Dell*/PowerEdge R7?0",
                "Dell Inc.  | PowerEdge R650  | Dell*/PowerEdge R6*",
                "Dell Inc.  | PowerEdge T40   | Dell*/PowerEdge*",
                "Dell Inc.  | OptiPlex        | Dell Inc./*",
                "Dell       | OptiPlex        | Dell*/*",
                "HPE        | ProLiant DL360  | */*",
                "           |                 | */*",
                "Acme       | PowerEdge R640  | */PowerEdge R640",
            })
    void theMostSpecificOneWins(String vendor, String model, String expected) {
        List<DeviceProfile> all = Stream.of(
                        "*/*",
                        "Dell*/*",
                        "Dell Inc./*",
                        "Dell*/PowerEdge*",
                        "Dell*/PowerEdge R6*",
                        "Dell*/PowerEdge R7?0",
                        "*/PowerEdge R640",
                        "Dell*/PowerEdge R640")
                .map(both -> matching(both.substring(0, both.indexOf('/')), both.substring(both.indexOf('/') + 1)))
                .toList();
        ProfileMatch match = ProfileMatch.of(all, Optional.ofNullable(vendor), Optional.ofNullable(model))
                .orElseThrow();
        assertThat(match.profile().name()).as(match.why()).isEqualTo(expected);
        assertThat(ProfileMatch.of(all.reversed(), Optional.ofNullable(vendor), Optional.ofNullable(model)))
                .contains(match);
    }

    @Test
    void theMatchSaysWhy() {
        List<DeviceProfile> all = List.of(matching("*", "*"), matching("Dell*", "PowerEdge*"));
        assertThat(ProfileMatch.of(all, Optional.of("Dell Inc."), Optional.of("PowerEdge R640"))
                        .orElseThrow()
                        .why())
                .isEqualTo(
                        "vendor 'Dell Inc.' matches 'Dell*', model 'PowerEdge R640' matches 'PowerEdge*'; more specific than 1 other"
                                + " that would match");
        assertThat(ProfileMatch.of(List.of(matching("Dell*", "*")), Optional.empty(), Optional.empty()))
                .isEmpty();
    }

    @Test
    void noPatternMakesMatchingSlow() {
        String stars = "*a".repeat(100) + "b";
        assertThat(ProfileMatch.matches(stars, Optional.of("a".repeat(20_000)))).isFalse();
    }

    @Test
    void theWorkflowsOwnValueWins() {
        CompiledGraph graph = graph("""
                name: w
                os_family: linux
                steps:
                  - {name: says-nothing, type: boot}
                  - {name: says-all, type: boot, timeout_seconds: 60, heartbeat_timeout_seconds: 5,
                     config: {boot_timeout_seconds: 30, template_id: mine}}
                  - {name: kernel, type: boot, config: {kernel: k}}
                  - {name: script, type: script, config: {script: x}}
                """);
        ProfileMerge merge = ProfileMerge.of(graph, profile("""
                name: p
                match: {vendor: x}
                steps:
                  boot: {timeout_seconds: 2700, heartbeat_timeout_seconds: 90, config: {boot_timeout_seconds: 1500, template_id: theirs}}
                """), StepTypes.all());
        assertThat(step(merge, "says-nothing").timeout()).isEqualTo(new Seconds(2700));
        assertThat(step(merge, "says-nothing").heartbeatTimeout()).isEqualTo(new Seconds(90));
        assertThat(step(merge, "says-nothing").behaviour().firstContact()).contains(new Seconds(1500));
        assertThat(step(merge, "says-nothing").config().path("template_id").asText())
                .isEqualTo("theirs");
        assertThat(step(merge, "says-all"))
                .isEqualTo(graph.step(new StepId("says-all")).orElseThrow());
        assertThat(step(merge, "script"))
                .isEqualTo(graph.step(new StepId("script")).orElseThrow());
        assertThat(step(merge, "kernel").config().toString())
                .isEqualTo("{\"kernel\":\"k\",\"boot_timeout_seconds\":1500}");
        assertThat(merge.leftOut()).containsExactly("kernel: config.template_id = \"theirs\"");
        assertThat(merge.applied())
                .containsExactlyInAnyOrder(
                        "says-nothing: config.boot_timeout_seconds = 1500",
                        "says-nothing: config.template_id = \"theirs\"",
                        "says-nothing: timeout_seconds = 2700",
                        "says-nothing: heartbeat_timeout_seconds = 90",
                        "kernel: config.boot_timeout_seconds = 1500",
                        "kernel: timeout_seconds = 2700",
                        "kernel: heartbeat_timeout_seconds = 90");
    }

    private static GraphStep step(ProfileMerge merge, String id) {
        return merge.graph().step(new StepId(id)).orElseThrow();
    }

    private static CompiledGraph graph(String yaml) {
        return switch (PureBootDialect.readYaml(yaml, StepTypes.all())) {
            case Reading.Definition read -> GraphCompiler.compile(read.definition(), StepTypes.all());
            case Reading.Faulty faulty -> throw new AssertionError(faulty.faults());
        };
    }

    @Test
    void allFaultsAreToldWithTheirPlaces() {
        YamlDocument document = YamlDocument.read("""
                match: {vendor: 5, make: x}
                steps:
                  bot: {}
                  boot: {timeout_seconds: 0, config: {boot_timeout_seconds: soon, colour: red}}
                values: [1]
                """);
        ProfileReading reading = ProfileReading.of(document.object(), StepTypes.all());
        assertThat(reading).isInstanceOf(ProfileReading.Faulty.class);
        assertThat(((ProfileReading.Faulty) reading)
                        .faults().stream()
                                .map(document::located)
                                .map(fault -> fault.line().orElse(0) + ":"
                                        + fault.column().orElse(0) + " " + fault.path() + " " + fault.code()))
                .containsExactlyInAnyOrder(
                        "1:1 /name missing_field",
                        "1:17 /match/vendor wrong_type",
                        "1:20 /match/make unknown_field",
                        "3:8 /steps/bot unknown_value",
                        "4:27 /steps/boot/timeout_seconds out_of_range",
                        "4:61 /steps/boot/config/boot_timeout_seconds wrong_type",
                        "4:67 /steps/boot/config/colour unknown_field",
                        "5:9 /values wrong_type");
    }

    @Test
    void theShippedOnesAreFineAndReadBackAsTheyAre() throws IOException {
        List<DeviceProfile> shipped = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("../deploy/catalog/profiles"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                DeviceProfile profile = profile(Files.readString(file));
                assertThat(file.getFileName()).hasToString(profile.name() + ".yaml");
                ObjectNode json = profile.toJson();
                assertThat(ProfileReading.of(json, StepTypes.all())).isEqualTo(new ProfileReading.Profile(profile));
                shipped.add(profile);
            }
        }
        assertThat(chosen(shipped, "Dell Inc.", "PowerEdge R640")).isEqualTo("dell-poweredge");
        assertThat(chosen(shipped, "HPE", "ProLiant DL360 Gen10")).isEqualTo("hpe-proliant");
        assertThat(chosen(shipped, "Lenovo", "ThinkSystem SR650")).isEqualTo("lenovo-thinksystem");
        assertThat(chosen(shipped, "Supermicro", "SYS-1029P")).isEqualTo("supermicro");
        assertThat(chosen(shipped, "QEMU", "Standard PC (Q35 + ICH9, 2009)")).isEqualTo("qemu");
        assertThat(chosen(shipped, "Acme", "One")).isEqualTo("any");
    }

    private static String chosen(List<DeviceProfile> profiles, String vendor, String model) {
        return ProfileMatch.of(profiles, Optional.of(vendor), Optional.of(model))
                .orElseThrow()
                .profile()
                .name();
    }
}
