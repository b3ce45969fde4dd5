package io.pureboot.engine.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.http.exchange.Fields;
import io.pureboot.engine.template.Namespace;
import io.pureboot.engine.template.Variables;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.GroupId;
import io.pureboot.protocol.Ids;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.MacAddress;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.NodeState;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.WorkflowId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The {@code variables} of a preview: {@code {"node": {"hostname": "x"}, "meta": {…}}}. What is given lies over what is real; a node, group,
 * workflow or execution that is only imagined has the id {@code imagined} unless it is given another one.
 */
final class ImaginedVariables {
    private static final String IMAGINED = "imagined";
    private static final int LONGEST_VALUE = 64 * 1024;

    private final Fields fields;
    private final Map<Namespace, Map<String, String>> given = new HashMap<>();
    private Optional<ObjectNode> meta = Optional.empty();

    private ImaginedVariables(Fields fields) {
        this.fields = fields;
    }

    /** What the field {@code variables} says; its faults are noted there. */
    static UnaryOperator<Variables> read(Fields fields) {
        ImaginedVariables imagined = new ImaginedVariables(fields);
        fields.object("variables").ifPresent(imagined::read);
        return imagined::lay;
    }

    private void read(ObjectNode variables) {
        variables.properties().forEach(field -> {
            Optional<Namespace> namespace = Namespace.parse(field.getKey());
            if (namespace.isEmpty()) {
                fault(field.getKey(), "unknown_namespace", "is no namespace of variables");
            } else if (!(field.getValue() instanceof ObjectNode values)) {
                fault(field.getKey(), "wrong_type", "must be an object");
            } else {
                read(namespace.get(), values);
            }
        });
    }

    private void read(Namespace namespace, ObjectNode values) {
        switch (namespace) {
            case META -> givenMeta().setAll(values);
            case PROFILE -> givenMeta().set(namespace.wire(), values);
            case SECRET -> fault("secret", "not_given", "cannot be given: secrets are shown as ***");
            case TEMPLATE -> fault("template", "not_given", "cannot be given: it is the template that is looked at");
            case NODE, GROUP, WORKFLOW, SERVER, EXECUTION ->
                values.properties().forEach(field -> value(namespace, field.getKey(), field.getValue()));
        }
    }

    /** The profile's values lie below it. */
    private ObjectNode givenMeta() {
        ObjectNode given = meta.orElseGet(() -> Json.mapper().createObjectNode());
        meta = Optional.of(given);
        return given;
    }

    private void value(Namespace namespace, String key, JsonNode value) {
        String path = namespace.wire() + "/" + key;
        if (!namespace.knows(key)) {
            fault(path, "unknown_variable", "is no variable");
        } else if (!value.isValueNode() || value.asText().length() > LONGEST_VALUE) {
            fault(path, "wrong_type", "must be a text of " + LONGEST_VALUE + " characters or fewer");
        } else if (!value.isNull() && spells(namespace, key, value.asText(), path)) {
            given.computeIfAbsent(namespace, any -> new HashMap<>()).put(key, value.asText());
        }
    }

    /** Ids, addresses and states are types: what is none cannot be imagined either. */
    private boolean spells(Namespace namespace, String key, String text, String path) {
        Optional<?> value = switch (namespace.wire() + "." + key) {
            case "node.id" -> NodeId.parse(text);
            case "node.mac" -> MacAddress.parse(text);
            case "node.state" -> NodeState.parse(text);
            case "group.id" -> GroupId.parse(text);
            case "workflow.id" -> WorkflowId.parse(text);
            case "execution.id" -> ExecutionId.parse(text);
            case "execution.step_id" -> StepId.parse(text);
            default -> Optional.of(text);
        };
        if (value.isEmpty()) {
            fault(path, "malformed", "'" + Ids.shown(text) + "' is no " + key);
        }
        return value.isPresent();
    }

    private void fault(String path, String code, String message) {
        fields.fault("variables/" + Ids.shown(path), code, message);
    }

    private Variables lay(Variables real) {
        Variables laid = real;
        if (given.containsKey(Namespace.NODE)) {
            laid = laid.with(node(real.node()));
        }
        if (given.containsKey(Namespace.GROUP)) {
            laid = laid.with(group(real.group()));
        }
        if (given.containsKey(Namespace.WORKFLOW)) {
            laid = laid.with(workflow(real.workflow()));
        }
        if (given.containsKey(Namespace.SERVER)) {
            laid = laid.with(server(real.server()));
        }
        if (given.containsKey(Namespace.EXECUTION)) {
            laid = laid.with(execution(real.execution()));
        }
        return meta.isPresent() ? laid.withMeta(meta(real.meta(), meta.get())) : laid;
    }

    private Optional<String> given(Namespace namespace, String key) {
        return Optional.ofNullable(given.get(namespace)).flatMap(values -> Optional.ofNullable(values.get(key)));
    }

    private <T> T id(Namespace namespace, Function<String, Optional<T>> parse, Optional<T> real) {
        return given(namespace, "id")
                .flatMap(parse)
                .or(() -> real)
                .or(() -> parse.apply(IMAGINED))
                .orElseThrow(() -> new IllegalStateException(IMAGINED + " is no id"));
    }

    private Variables.Node node(Optional<Variables.Node> real) {
        return new Variables.Node(
                id(Namespace.NODE, NodeId::parse, real.map(Variables.Node::id)),
                given(Namespace.NODE, "mac").flatMap(MacAddress::parse).or(() -> real.flatMap(Variables.Node::mac)),
                node("ip", real, Variables.Node::ip),
                node("hostname", real, Variables.Node::hostname),
                node("uuid", real, Variables.Node::uuid),
                node("serial", real, Variables.Node::serial),
                node("vendor", real, Variables.Node::vendor),
                node("model", real, Variables.Node::model),
                node("architecture", real, Variables.Node::architecture),
                node("boot_mode", real, Variables.Node::bootMode),
                given(Namespace.NODE, "state")
                        .flatMap(NodeState::parse)
                        .or(() -> real.map(Variables.Node::state))
                        .orElse(NodeState.PENDING));
    }

    private Optional<String> node(
            String key, Optional<Variables.Node> real, Function<Variables.Node, Optional<String>> value) {
        return given(Namespace.NODE, key).or(() -> real.flatMap(value));
    }

    private Variables.Group group(Optional<Variables.Group> real) {
        return new Variables.Group(
                id(Namespace.GROUP, GroupId::parse, real.map(Variables.Group::id)),
                given(Namespace.GROUP, "name")
                        .or(() -> real.map(Variables.Group::name))
                        .orElse(IMAGINED),
                given(Namespace.GROUP, "description")
                        .or(() -> real.map(Variables.Group::description))
                        .orElse(""));
    }

    private Variables.Workflow workflow(Optional<Variables.Workflow> real) {
        return new Variables.Workflow(
                id(Namespace.WORKFLOW, WorkflowId::parse, real.map(Variables.Workflow::id)),
                given(Namespace.WORKFLOW, "name")
                        .or(() -> real.map(Variables.Workflow::name))
                        .orElse(IMAGINED),
                given(Namespace.WORKFLOW, "description")
                        .or(() -> real.map(Variables.Workflow::description))
                        .orElse(""));
    }

    private Variables.Server server(Optional<Variables.Server> real) {
        return new Variables.Server(
                given(Namespace.SERVER, "url")
                        .or(() -> real.map(Variables.Server::url))
                        .orElse(""),
                given(Namespace.SERVER, "tftp_url")
                        .or(() -> real.map(Variables.Server::tftpUrl))
                        .orElse(""),
                given(Namespace.SERVER, "http_url")
                        .or(() -> real.map(Variables.Server::httpUrl))
                        .orElse(""));
    }

    private Variables.Execution execution(Optional<Variables.Execution> real) {
        return new Variables.Execution(
                id(Namespace.EXECUTION, ExecutionId::parse, real.map(Variables.Execution::id)),
                given(Namespace.EXECUTION, "step_id").flatMap(StepId::parse),
                given(Namespace.EXECUTION, "step_name"),
                given(Namespace.EXECUTION, "phone_home_url"),
                given(Namespace.EXECUTION, "callback_url"),
                given(Namespace.EXECUTION, "seed_url"));
    }

    private static ObjectNode meta(ObjectNode real, ObjectNode over) {
        ObjectNode laid = real.deepCopy();
        over.properties().forEach(field -> {
            if (laid.get(field.getKey()) instanceof ObjectNode below && field.getValue() instanceof ObjectNode more) {
                laid.set(field.getKey(), meta(below, more));
            } else {
                laid.set(field.getKey(), field.getValue());
            }
        });
        return laid;
    }
}
