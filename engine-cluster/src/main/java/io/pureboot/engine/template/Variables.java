package io.pureboot.engine.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.GroupId;
import io.pureboot.protocol.MacAddress;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.NodeState;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.TemplateId;
import io.pureboot.protocol.WorkflowId;
import java.util.Optional;

/**
 * What a template may speak of, by namespace (see {@link Namespace}). A namespace that is absent has no values.
 *
 * @param meta the node's metadata, laid over its group's; below {@code profile} the values of its device profile, which metadata of
 *     that name overlays; treated as immutable
 */
public record Variables(
        Optional<Node> node,
        Optional<Group> group,
        Optional<Workflow> workflow,
        Optional<Server> server,
        Optional<Template> template,
        Optional<Execution> execution,
        ObjectNode meta,
        SecretSource secrets) {
    /** No values at all. */
    public static Variables none() {
        return new Variables(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                JsonNodeFactory.instance.objectNode(),
                SecretSource.NONE);
    }

    public Variables with(Node value) {
        return new Variables(Optional.of(value), group, workflow, server, template, execution, meta, secrets);
    }

    public Variables with(Group value) {
        return new Variables(node, Optional.of(value), workflow, server, template, execution, meta, secrets);
    }

    public Variables with(Workflow value) {
        return new Variables(node, group, Optional.of(value), server, template, execution, meta, secrets);
    }

    public Variables with(Server value) {
        return new Variables(node, group, workflow, Optional.of(value), template, execution, meta, secrets);
    }

    public Variables with(Template value) {
        return new Variables(node, group, workflow, server, Optional.of(value), execution, meta, secrets);
    }

    public Variables with(Execution value) {
        return new Variables(node, group, workflow, server, template, Optional.of(value), meta, secrets);
    }

    public Variables withMeta(ObjectNode value) {
        return new Variables(node, group, workflow, server, template, execution, value, secrets);
    }

    public Variables with(SecretSource value) {
        return new Variables(node, group, workflow, server, template, execution, meta, value);
    }

    /** The value of {@code namespace.key} as text; empty when it is unset or unknown. Objects and lists of {@code meta} become JSON. */
    public Optional<String> value(String namespace, String key) {
        return Namespace.parse(namespace).flatMap(known -> value(known, key));
    }

    /** As {@link #value(String, String)}, of a namespace that there is. */
    public Optional<String> value(Namespace namespace, String key) {
        return switch (namespace) {
            case NODE -> node.flatMap(n -> n.value(key));
            case GROUP -> group.flatMap(g -> g.value(key));
            case WORKFLOW -> workflow.flatMap(w -> w.value(key));
            case SERVER -> server.flatMap(s -> s.value(key));
            case TEMPLATE -> template.flatMap(t -> t.value(key));
            case EXECUTION -> execution.flatMap(e -> e.value(key));
            case META -> metaValue(key);
            case PROFILE -> metaValue("profile." + key);
            case SECRET -> secrets.find(key);
        };
    }

    private Optional<String> metaValue(String path) {
        JsonNode at = meta;
        for (String part : path.split("\\.", -1)) {
            at = at.isArray() && isIndex(part) ? at.path(Integer.parseInt(part)) : at.path(part);
        }
        if (at.isMissingNode() || at.isNull()) {
            return Optional.empty();
        }
        return Optional.of(at.isValueNode() ? at.asText() : at.toString());
    }

    private static boolean isIndex(String part) {
        return part.length() <= 6 && part.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** The machine. */
    public record Node(
            NodeId id,
            Optional<MacAddress> mac,
            Optional<String> ip,
            Optional<String> hostname,
            Optional<String> uuid,
            Optional<String> serial,
            Optional<String> vendor,
            Optional<String> model,
            Optional<String> architecture,
            Optional<String> bootMode,
            NodeState state) {
        Optional<String> value(String key) {
            return switch (key) {
                case "id" -> Optional.of(id.value());
                case "mac" -> mac.map(MacAddress::toString);
                case "ip" -> ip;
                case "hostname" -> hostname;
                case "uuid" -> uuid;
                case "serial" -> serial;
                case "vendor" -> vendor;
                case "model" -> model;
                case "architecture" -> architecture;
                case "boot_mode" -> bootMode;
                case "state" -> Optional.of(state.wire());
                default -> Optional.empty();
            };
        }
    }

    /** The machine's group. */
    public record Group(GroupId id, String name, String description) {
        Optional<String> value(String key) {
            return switch (key) {
                case "id" -> Optional.of(id.value());
                case "name" -> Optional.of(name);
                case "description" -> Optional.of(description);
                default -> Optional.empty();
            };
        }
    }

    /** The workflow that the execution runs. */
    public record Workflow(WorkflowId id, String name, String description) {
        Optional<String> value(String key) {
            return switch (key) {
                case "id" -> Optional.of(id.value());
                case "name" -> Optional.of(name);
                case "description" -> Optional.of(description);
                default -> Optional.empty();
            };
        }
    }

    /** The edge through which the machine speaks to the engine, without a slash at the end of a URL. */
    public record Server(String url, String tftpUrl, String httpUrl) {
        Optional<String> value(String key) {
            return switch (key) {
                case "url" -> Optional.of(url);
                case "tftp_url" -> Optional.of(tftpUrl);
                case "http_url" -> Optional.of(httpUrl);
                default -> Optional.empty();
            };
        }
    }

    /** The template that is rendered; within an include too, the one that includes. */
    public record Template(TemplateId id, String name, VersionNumber version) {
        Optional<String> value(String key) {
            return switch (key) {
                case "id" -> Optional.of(id.value());
                case "name" -> Optional.of(name);
                case "version" -> Optional.of(version.toString());
                default -> Optional.empty();
            };
        }
    }

    /**
     * The execution and its current step.
     *
     * @param phoneHomeUrl where cloud-init reports that it is done, with the execution's token
     * @param callbackUrl where reports of the current step go
     * @param seedUrl the NoCloud directory, with a slash at its end
     */
    public record Execution(
            ExecutionId id,
            Optional<StepId> stepId,
            Optional<String> stepName,
            Optional<String> phoneHomeUrl,
            Optional<String> callbackUrl,
            Optional<String> seedUrl) {
        Optional<String> value(String key) {
            return switch (key) {
                case "id" -> Optional.of(id.value());
                case "step_id" -> stepId.map(StepId::value);
                case "step_name" -> stepName;
                case "phone_home_url" -> phoneHomeUrl;
                case "callback_url" -> callbackUrl;
                case "seed_url" -> seedUrl;
                default -> Optional.empty();
            };
        }
    }
}
