package io.pureboot.engine.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.template.Namespace;
import io.pureboot.protocol.Json;
import java.util.Map;
import java.util.Optional;

/** What templates may name, in words, for editors and their completion. */
final class VariableGuide {
    private static final Map<String, String> NAMESPACES = Map.of(
            "node", "the machine",
            "group", "the machine's group",
            "workflow", "the workflow that the execution runs",
            "server", "the edge through which the machine speaks to the engine; no URL ends with a slash",
            "template", "the template that is rendered; within an include too, the one that includes",
            "execution", "the execution and its current step",
            "meta",
                    "metadata: the group's, over it the node's, over it the parameters of the execution; keys are paths such as"
                            + " meta.disk.root or meta.disks.0.name",
            "profile",
                    "what the machine's make needs, as its device profile says; keys are paths such as profile.tools.bmc",
            "secret", "secrets, by name; shown as *** everywhere but on the machine itself");

    private static final Map<String, String> VARIABLES = Map.ofEntries(
            Map.entry("node.id", "its id"),
            Map.entry("node.mac", "its MAC address, such as 52:54:00:aa:00:01"),
            Map.entry("node.ip", "its address, when it is known"),
            Map.entry("node.hostname", "its host name, when it has one"),
            Map.entry("node.uuid", "the UUID of its SMBIOS"),
            Map.entry("node.serial", "its serial number"),
            Map.entry("node.vendor", "its manufacturer, as it says itself"),
            Map.entry("node.model", "its product name, as it says itself"),
            Map.entry("node.architecture", "such as x86_64"),
            Map.entry("node.boot_mode", "bios or uefi"),
            Map.entry("node.state", "its state, such as installing"),
            Map.entry("group.id", "its id"),
            Map.entry("group.name", "its name"),
            Map.entry("group.description", "its description"),
            Map.entry("workflow.id", "its id"),
            Map.entry("workflow.name", "its name"),
            Map.entry("workflow.description", "its description"),
            Map.entry("server.url", "the edge's URL"),
            Map.entry("server.tftp_url", "the edge as tftp://host"),
            Map.entry("server.http_url", "the edge's URL for files: /artifacts/ lies below it"),
            Map.entry("template.id", "its id"),
            Map.entry("template.name", "its name"),
            Map.entry("template.version", "its version, such as v2.1"),
            Map.entry("execution.id", "its id"),
            Map.entry("execution.step_id", "the current step's id"),
            Map.entry("execution.step_name", "the current step's name"),
            Map.entry(
                    "execution.phone_home_url",
                    "where the installed system reports that it is up (POST, with the token in it): ends a cloud_init step"),
            Map.entry(
                    "execution.callback_url", "where reports of the current step go (POST, with the token as bearer)"),
            Map.entry(
                    "execution.seed_url",
                    "the NoCloud directory of the execution, with a slash at its end; user-data there is the template of the"
                            + " cloud_init step"));

    private VariableGuide() {}

    /** Of {@code namespace} or {@code namespace.key}; empty when nothing is written of it, which a test does not let be. */
    static Optional<String> of(String name) {
        return Optional.ofNullable(VARIABLES.get(name)).or(() -> Optional.ofNullable(NAMESPACES.get(name)));
    }

    static ObjectNode json() {
        ObjectNode guide = Json.mapper().createObjectNode();
        ArrayNode namespaces = guide.putArray("namespaces");
        for (Namespace namespace : Namespace.values()) {
            ObjectNode entry = namespaces.addObject();
            entry.put("name", namespace.wire());
            entry.put("description", of(namespace.wire()).orElse(""));
            entry.put("any_key", namespace.takesAnyKey());
            ArrayNode keys = entry.putArray("variables");
            namespace.keys().forEach(key -> {
                String name = namespace.wire() + "." + key;
                keys.addObject().put("key", key).put("name", name).put("description", of(name).orElse(""));
            });
        }
        return guide;
    }
}
