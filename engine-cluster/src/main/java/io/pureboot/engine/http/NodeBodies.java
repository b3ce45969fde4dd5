package io.pureboot.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.http.exchange.Fields;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.engine.node.NodeFacts;
import io.pureboot.engine.node.NodePatch;
import io.pureboot.engine.node.NodeRegistration;
import io.pureboot.protocol.BootRequest;
import io.pureboot.protocol.GroupId;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.MacAddress;
import io.pureboot.protocol.NodeState;
import io.pureboot.protocol.WorkflowId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads bodies that describe machines. */
final class NodeBodies {
    private static final int LONGEST = 255;
    private static final Pattern HOSTNAME = Pattern.compile(
            "(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]{2,45}(/[0-9]{1,3})?");

    private NodeBodies() {}

    static Read<NodeRegistration> registration(ObjectNode body) {
        Fields fields = new Fields(body);
        fields.demand("mac_address");
        Described described = described(fields);
        Optional<NodeState> state =
                fields.parsed("state", NodeState::parse, "unknown_state", "a state that nodes can have");
        return fields.read(() -> new NodeRegistration(
                new NodeFacts(
                        described.mac().orElseThrow(),
                        described.ip(),
                        described.hostname(),
                        described.uuid(),
                        described.serial(),
                        described.vendor(),
                        described.model(),
                        described.architecture(),
                        described.bootMode()),
                state,
                described.group(),
                described.workflow(),
                described.metadata().orElseGet(() -> Json.mapper().createObjectNode())));
    }

    /** A field that is {@code null} is taken away. */
    static Read<NodePatch> patch(ObjectNode body) {
        Fields fields = new Fields(body);
        Described described = described(fields);
        Set<NodePatch.Field> cleared = new HashSet<>();
        for (NodePatch.Field field : NodePatch.Field.values()) {
            if (body.has(field.wire()) && body.get(field.wire()).isNull()) {
                cleared.add(field);
            }
        }
        if (body.has("mac_address") && body.get("mac_address").isNull()) {
            fields.fault("mac_address", "missing", "cannot be taken away");
        }
        return fields.read(() -> new NodePatch(
                described.mac(),
                described.ip(),
                described.hostname(),
                described.uuid(),
                described.serial(),
                described.vendor(),
                described.model(),
                described.architecture(),
                described.bootMode(),
                described.group(),
                described.workflow(),
                described.metadata(),
                cleared));
    }

    private record Described(
            Optional<MacAddress> mac,
            Optional<String> ip,
            Optional<String> hostname,
            Optional<String> uuid,
            Optional<String> serial,
            Optional<String> vendor,
            Optional<String> model,
            Optional<String> architecture,
            Optional<String> bootMode,
            Optional<GroupId> group,
            Optional<WorkflowId> workflow,
            Optional<ObjectNode> metadata) {}

    private static Described described(Fields fields) {
        return new Described(
                mac(fields, "mac_address"),
                matching(fields, "ip_address", ADDRESS, "malformed_address", "an IP address"),
                matching(fields, "hostname", HOSTNAME, "malformed_hostname", "a host name"),
                fields.text("uuid", LONGEST),
                fields.text("serial", LONGEST),
                fields.text("vendor", LONGEST),
                fields.text("model", LONGEST),
                fields.text("architecture", LONGEST),
                matching(fields, "boot_mode", Pattern.compile("bios|uefi"), "unknown_boot_mode", "bios or uefi"),
                fields.parsed("group_id", GroupId::parse, "malformed_id", "an id"),
                fields.parsed("workflow_id", WorkflowId::parse, "malformed_id", "an id"),
                fields.object("metadata"));
    }

    private static Optional<MacAddress> mac(Fields fields, String name) {
        return fields.parsed(
                name,
                MacAddress::parse,
                "malformed_mac",
                "the Ethernet address of one machine, such as 52:54:00:12:34:56");
    }

    private static Optional<String> matching(
            Fields fields, String name, Pattern pattern, String code, String expected) {
        return fields.parsed(
                name, text -> Optional.of(text).filter(t -> pattern.matcher(t).matches()), code, expected);
    }

    /** An edge's question; what a newer edge says beyond it is ignored, and what firmware says of itself may be anything. */
    static Read<BootRequest> boot(ObjectNode body) {
        Fields fields = new Fields(body);
        fields.demand("mac");
        Optional<MacAddress> mac = mac(fields, "mac");
        Optional<String> uuid = fields.text("uuid", LONGEST);
        Optional<String> serial = fields.text("serial", LONGEST);
        Optional<String> arch = fields.text("arch", LONGEST);
        Optional<String> platform = fields.text("platform", LONGEST);
        Optional<String> manufacturer = fields.text("manufacturer", LONGEST);
        Optional<String> product = fields.text("product", LONGEST);
        Optional<String> ip = fields.text("ip", LONGEST);
        Optional<Boolean> again = fields.flag("again");
        Optional<String> requestId = fields.text("request_id", LONGEST);
        Optional<Map<String, String>> inventory = fields.object("inventory").map(NodeBodies::texts);
        String edgeId = fields.requiredText("edge_id", LONGEST);
        String edgeUrl = fields.requiredText("edge_url", LONGEST);
        return fields.lenient(() -> new BootRequest(
                mac.orElseThrow(),
                uuid,
                serial,
                arch,
                platform,
                manufacturer,
                product,
                ip,
                edgeId,
                edgeUrl,
                again,
                requestId,
                inventory));
    }

    /** The members that are texts, each no longer than a text may be. */
    private static Map<String, String> texts(ObjectNode object) {
        Map<String, String> texts = new HashMap<>();
        object.properties().forEach(member -> {
            String text = member.getValue().asText("");
            if (member.getValue().isTextual() && text.length() <= LONGEST) {
                texts.put(member.getKey(), text);
            }
        });
        return texts;
    }
}
