package io.pureboot.engine.template;

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

/** One machine with everything but an address, and some templates to include. */
public final class SampleVariables {
    public static final IncludeSource PACKAGES = IncludeSource.of(Map.of(
            "base-packages", new TemplateSource("base-packages", "v3.0", "curl vim jq"),
            "base-packages:v2", new TemplateSource("base-packages", "v2.4", "curl vim"),
            "base-packages:v2.1", new TemplateSource("base-packages", "v2.1", "curl"),
            "host", new TemplateSource("host", "v1.0", "host ${node.hostname}")));

    public static final Variables VARIABLES = Variables.none()
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

    private SampleVariables() {}

    public static ObjectNode json(String text) {
        try {
            return Json.mapper().readValue(text, ObjectNode.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
