package io.pureboot.engine.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.GroupId;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.MacAddress;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.NodeState;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.TemplateId;
import io.pureboot.protocol.WorkflowId;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Document 000's syntax, example by example. */
class TemplateSyntaxTest {
    private static final IncludeSource PACKAGES = IncludeSource.of(Map.of(
            "base-packages", new TemplateSource("base-packages", "v3.0", "curl vim jq"),
            "base-packages:v2", new TemplateSource("base-packages", "v2.4", "curl vim"),
            "base-packages:v2.1", new TemplateSource("base-packages", "v2.1", "curl"),
            "host", new TemplateSource("host", "v1.0", "host ${node.hostname}")));

    private static final Variables VARIABLES = Variables.none()
            .with(new Variables.Node(
                    new NodeId("node-7"),
                    MacAddress.parse("aa:bb:cc:dd:ee:ff"),
                    Optional.empty(),
                    Optional.of("web-01"),
                    Optional.of("4c4c4544-0042"),
                    Optional.of("SN1"),
                    Optional.of("Dell"),
                    Optional.of("R640"),
                    Optional.of("x86_64"),
                    Optional.of("uefi"),
                    NodeState.INSTALLING))
            .with(new Variables.Group(new GroupId("group-1"), "web", ""))
            .with(new Variables.Workflow(new WorkflowId("wf-1"), "ubuntu", "Ubuntu 24.04"))
            .with(new Variables.Server("http://e:8081", "tftp://e", "http://e:8081"))
            .with(new Variables.Template(new TemplateId("t-1"), "kickstart", new VersionNumber(2, 3)))
            .with(new Variables.Execution(
                    new ExecutionId("exec-1"),
                    Optional.of(new StepId("install")),
                    Optional.of("Install"),
                    Optional.of("http://e:8081/phone"),
                    Optional.of("http://e:8081/report"),
                    Optional.of("http://e:8081/cloud-init/exec-1/")))
            .withMeta(json("""
                    {"disk": {"root": "/dev/sda", "size_gb": 480}, "disks": [{"name": "sda"}, {"name": "sdb"}],
                     "raid": false, "swap": true, "empty": "", "none": null, "role-name": "db"}"""))
            .with((SecretSource) name -> name.equals("root_password") ? Optional.of("s3cret") : Optional.empty());

    private static ObjectNode json(String text) {
        try {
            return Json.mapper().readValue(text, ObjectNode.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                // the section "Variable Syntax", line by line; node.ip is unset
                "${node.mac} ¦ aa:bb:cc:dd:ee:ff",
                "${node.ip|dhcp} ¦ dhcp",
                "${include:base-packages} ¦ curl vim jq",
                "${include:base-packages:v2} ¦ curl vim",
                "${include:base-packages:v2.1} ¦ curl",
                "[${if:node.ip}static${endif}] ¦ []",
                "[${if:node.hostname}static${endif}] ¦ [static]",
                // the table of namespaces
                "${node.id} ${node.hostname} ${node.uuid} ${node.serial} ¦ node-7 web-01 4c4c4544-0042 SN1",
                "${node.vendor} ${node.model} ${node.architecture} ${node.boot_mode} ${node.state} ¦ Dell R640 x86_64 uefi installing",
                "${group.id} ${group.name} [${group.description}] ¦ group-1 web []",
                "${workflow.id} ${workflow.name} ${workflow.description} ¦ wf-1 ubuntu Ubuntu 24.04",
                "${server.url} ${server.tftp_url} ${server.http_url} ¦ http://e:8081 tftp://e http://e:8081",
                "${template.id} ${template.name} ${template.version} ¦ t-1 kickstart v2.3",
                "${execution.id} ${execution.step_id} ${execution.step_name} ¦ exec-1 install Install",
                "${execution.phone_home_url} ${execution.callback_url} ¦ http://e:8081/phone http://e:8081/report",
                "${execution.seed_url} ¦ http://e:8081/cloud-init/exec-1/",
                "${meta.disk.root} ${meta.disk.size_gb} ${meta.disks.1.name} ${meta.role-name} ¦ /dev/sda 480 sdb db",
                "${meta.disk} ¦ {\"root\":\"/dev/sda\",\"size_gb\":480}",
                "${secret.root_password} ¦ s3cret",
                // defaults
                "[${node.ip|}] ¦ []",
                "${node.hostname|localhost} ¦ web-01",
                "${meta.none|x} ${meta.nothing.at.all|y} [${meta.empty|z}] ¦ x y []",
                "${nowhere.key|still} ¦ still",
                "${node.ip|a b:c/d|e $1 \\0} ¦ a b:c/d|e $1 \\0",
                // conditions
                "${if:node.ip}static${else}dhcp${endif} ¦ dhcp",
                "${if:node.hostname}named${else}bare${endif} ¦ named",
                "${if:meta.raid}raid${else}plain${endif} ${if:meta.swap}swap${endif} ¦ plain swap",
                "[${if:meta.empty}x${endif}${if:meta.none}y${endif}] ¦ []",
                "${if:node.mac}a${if:node.ip}b${else}c${if:group.name}d${endif}${endif}e${endif} ¦ acde",
                "${if:node.ip}${if:node.mac}x${else}y${endif}${else}z${endif} ¦ z",
                "${if:node.ip}${include:missing}${endif}ok ¦ ok",
                // two siblings; an include sees the same variables
                "${include:host}, ${include:host} ¦ host web-01, host web-01",
                // what is not ours passes through
                "${net0/mac} ${HOME} ${HOME:-/root} ${x%.*} ${#a} $${node ${} ${.x} ${node.} ${a..b} ¦ ${net0/mac} ${HOME} ${HOME:-/root} ${x%.*} ${#a} $${node ${} ${.x} ${node.} ${a..b}",
                "${net0.dhcp/filename} ${if:-x} ${include:-base} ${include:a:b} ¦ ${net0.dhcp/filename} ${if:-x} ${include:-base} ${include:a:b}",
                "${node.mac ¦ ${node.mac",
                "$ { } ${ ${node.hostname} ¦ $ { } ${ web-01",
                "${x${node.hostname}} ¦ ${xweb-01}",
            })
    void rendersTo(String template, String text) {
        assertThat(TemplateRenderer.render(template, VARIABLES, PACKAGES, false))
                .isInstanceOfSatisfying(
                        Rendering.Rendered.class, r -> assertThat(r.text()).isEqualTo(text));
    }

    @Test
    void unresolvedOnesStayAndAreListedWithTheirPlaces() {
        String text = "ip=${node.ip}\nshell=${HOME}\n  x=${foo.bar} ${meta.disk.boot}\n";

        assertThat(TemplateRenderer.render(text, VARIABLES, IncludeSource.NONE, false))
                .isInstanceOfSatisfying(Rendering.Rendered.class, r -> {
                    assertThat(r.text()).isEqualTo(text);
                    assertThat(r.unresolved())
                            .containsExactly(
                                    new Rendering.Unresolved("node.ip", Optional.empty(), 1, 4),
                                    new Rendering.Unresolved("foo.bar", Optional.empty(), 3, 5),
                                    new Rendering.Unresolved("meta.disk.boot", Optional.empty(), 3, 16));
                });
    }

    @Test
    void strictFailsAtTheFirstUnresolved() {
        assertThat(TemplateRenderer.render("a\n b ${node.ip}", VARIABLES, IncludeSource.NONE, true))
                .isInstanceOfSatisfying(Rendering.Failed.class, f -> {
                    assertThat(f.code().wire()).isEqualTo("unresolved-variable");
                    assertThat(f.line()).isEqualTo(2);
                    assertThat(f.column()).isEqualTo(4);
                });
    }

    @Test
    void aValueIsNeverReadAsATemplate() {
        Variables sly = VARIABLES.withMeta(json("{\"motd\": \"${secret.root_password} ${include:host}\"}"));

        assertThat(TemplateRenderer.render("${meta.motd} ${node.ip|$}{secret.root_password}", sly, PACKAGES, false))
                .isInstanceOfSatisfying(Rendering.Rendered.class, r -> {
                    assertThat(r.text())
                            .isEqualTo("${secret.root_password} ${include:host} ${secret.root_password}"
                                    .replace(" ${secret", " ${secret"));
                    assertThat(r.used()).containsExactly("meta.motd");
                });
    }

    @Test
    void secretsComeOnlyFromTheirSource() {
        assertThat(TemplateRenderer.render(
                        "${secret.root_password}", VARIABLES.with(SecretSource.MASKED), PACKAGES, false))
                .isInstanceOfSatisfying(
                        Rendering.Rendered.class, r -> assertThat(r.text()).isEqualTo("***"));
        assertThat(TemplateRenderer.render(
                        "${secret.root_password}", VARIABLES.with(SecretSource.NONE), PACKAGES, false))
                .isInstanceOfSatisfying(
                        Rendering.Rendered.class,
                        r -> assertThat(r.unresolved()).hasSize(1));
    }

    static Stream<String> everyKnownVariable() {
        return Stream.of(Namespace.values())
                .flatMap(namespace -> namespace.keys().stream().map(key -> namespace.wire() + "." + key));
    }

    @ParameterizedTest
    @MethodSource("everyKnownVariable")
    void everyKnownVariableHasAValueSomewhere(String variable) {
        Variables full = VARIABLES.with(new Variables.Node(
                new NodeId("n"),
                MacAddress.parse("aa:bb:cc:dd:ee:ff"),
                Optional.of("10.0.0.7"),
                Optional.of("h"),
                Optional.of("u"),
                Optional.of("s"),
                Optional.of("v"),
                Optional.of("m"),
                Optional.of("a"),
                Optional.of("b"),
                NodeState.PENDING));

        assertThat(TemplateRenderer.render("${" + variable + "}", full, PACKAGES, true))
                .isInstanceOf(Rendering.Rendered.class);
        assertThat(TemplateFaults.validate("${" + variable + "}")).isEmpty();
    }

    @Test
    void validateNamesUnknownNamespacesAndKeysWithTheirPlaces() {
        String text =
                "${node.mac}\n${host.name} ${node.colour|x}\n${if:nodes.ip}${endif}${meta.any.thing}${HOME}${node.ip|${node.mac}}";

        assertThat(TemplateFaults.validate(text))
                .extracting(f -> f.code() + " " + f.line().orElseThrow() + ":"
                        + f.column().orElseThrow())
                .containsExactly(
                        "unknown-namespace 2:1",
                        "unknown-variable 2:14",
                        "unknown-namespace 3:1",
                        "nested-default 3:47");
    }

    @Test
    void referencesAndVariablesAreListedOnce() {
        String text = "${include:a}${if:node.ip}${include:b:2.1}${include:a}${endif}${node.mac}${node.mac}";

        assertThat(TemplateFaults.references(TemplateFormat.PUREBOOT, text)).containsExactly("a", "b:v2.1");
        assertThat(TemplateFaults.variables(TemplateFormat.PUREBOOT, text)).containsExactly("node.ip", "node.mac");
    }

    @Test
    void aReferenceIsFoundHoweverItsVersionIsWritten() {
        assertThat(TemplateReference.parse("base-packages:2.1"))
                .isEqualTo(TemplateReference.parse("base-packages:v2.1"));
        assertThat(TemplateReference.parse("base:latest")).isEqualTo(TemplateReference.parse("base"));
        assertThat(TemplateReference.parse("base:v")).isEmpty();
        assertThat(TemplateReference.parse("base:v1.2.3")).isEmpty();
        assertThat(TemplateReference.parse(" base")).isEmpty();
        assertThat(TemplateReference.parse("")).isEmpty();
    }
}
