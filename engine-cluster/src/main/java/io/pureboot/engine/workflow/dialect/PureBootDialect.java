package io.pureboot.engine.workflow.dialect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.workflow.StepCatalog;
import io.pureboot.engine.workflow.StepDefinition;
import io.pureboot.engine.workflow.TemplateFields;
import io.pureboot.engine.workflow.TextLanguage;
import io.pureboot.engine.workflow.WorkflowDefinition;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.Problem;
import io.pureboot.protocol.Seconds;
import io.pureboot.protocol.StepId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The dialect of document 000: its model's field names and defaults, with {@code steps} as a list, in YAML and in JSON. What is not
 * written has 000's defaults: {@code architecture x86_64, boot_mode bios, timeout_seconds 3600, on_failure fail, max_retries 3,
 * retry_delay_seconds 30}. A step without {@code id} gets a slug of its name, one without {@code sequence} its place in the list;
 * {@code rollback_step_id} and {@code on_cancel} name steps by id or name. Of the promises' own fields, {@code on_unexpected_reboot} is
 * {@code resume} and {@code boot_loop} is {@code {boots: 5, minutes: 30}} when absent (promise P-16).
 */
public final class PureBootDialect {
    private PureBootDialect() {}

    /** The definition that {@code text} spells, or all its faults with lines and columns, in the order of the text (promise P-21). */
    public static Reading readYaml(String text, StepCatalog catalog) {
        YamlTree.Parsed tree = YamlTree.parse(text);
        List<Problem.Fault> faults = new ArrayList<>(tree.faults());
        boolean readable = faults.isEmpty() || tree.root() instanceof ObjectNode;
        Reading reading = readable ? DefinitionReader.read(tree.root(), catalog) : new Reading.Faulty(List.of());
        if (reading instanceof Reading.Faulty faulty) {
            faulty.faults().forEach(fault -> faults.add(tree.places().located(fault)));
        }
        faults.sort(Comparator.comparing((Problem.Fault fault) -> fault.line().orElse(0))
                .thenComparing(fault -> fault.column().orElse(0)));
        return faults.isEmpty() ? reading : new Reading.Faulty(faults);
    }

    /**
     * What is to be said of each definition in {@code text}, which may hold several documents: at least one, empty ones left out. The
     * second and any further one of a name is faulty.
     */
    public static List<Inspection> inspectYaml(String text, StepCatalog catalog, TextLanguage language) {
        List<YamlTree.Parsed> documents = YamlTree.documents(text);
        List<YamlTree.Parsed> full =
                documents.stream().filter(document -> !document.empty()).toList();
        Set<String> names = new HashSet<>();
        return (full.isEmpty() ? documents.subList(0, 1) : full)
                .stream()
                        .map(document -> inspect(document, catalog, language, names))
                        .toList();
    }

    private static Inspection inspect(
            YamlTree.Parsed document, StepCatalog catalog, TextLanguage language, Set<String> names) {
        Inspection inspection =
                Inspector.inspect(document.root(), document.places(), document.faults(), catalog, language);
        boolean again =
                inspection.definition().filter(read -> !names.add(read.name())).isPresent();
        return again
                ? inspection.and(
                        List.of(document.places()
                                .located(Problem.Fault.at("/name", "duplicate", "is the name of an earlier document"))),
                        List.of())
                : inspection;
    }

    /** What is to be said of the definition that {@code json} spells; places are JSON pointers alone. */
    public static Inspection inspectJson(JsonNode json, StepCatalog catalog, TextLanguage language) {
        return Inspector.inspect(json, new Places(), List.of(), catalog, language);
    }

    /** The definition that {@code json} spells, or all its faults. */
    public static Reading readJson(JsonNode json, StepCatalog catalog) {
        return DefinitionReader.read(json, catalog);
    }

    /** The definition as YAML; reading it back gives the same definition. */
    public static String writeYaml(WorkflowDefinition definition) {
        return YamlText.of(toJson(definition));
    }

    /** The definition as the API shows it, every default written out. */
    public static ObjectNode toJson(WorkflowDefinition definition) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", definition.name());
        json.put("description", definition.description());
        json.put("os_family", definition.osFamily());
        json.put("architecture", definition.architecture());
        json.put("boot_mode", definition.bootMode());
        json.put("is_active", definition.isActive());
        definition.timeoutSeconds().ifPresent(timeout -> put(json, "timeout_seconds", timeout));
        var onCancel = json.putArray("on_cancel");
        definition.onCancel().forEach(step -> onCancel.add(step.value()));
        put(json, "cancel_grace_seconds", definition.cancelGraceSeconds());
        definition
                .bootLoop()
                .ifPresent(loop ->
                        json.putObject("boot_loop").put("boots", loop.boots()).put("minutes", loop.minutes()));
        var steps = json.putArray("steps");
        definition.steps().forEach(step -> steps.add(toJson(step)));
        return json;
    }

    private static ObjectNode toJson(StepDefinition step) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", step.id().value());
        json.put("sequence", step.sequence());
        json.put("name", step.name());
        json.put("type", step.type());
        json.set("config", step.config().deepCopy());
        put(json, "timeout_seconds", step.timeoutSeconds());
        json.put("on_failure", step.onFailure().wire());
        json.put("max_retries", step.maxRetries());
        put(json, "retry_delay_seconds", step.retryDelaySeconds());
        json.put("backoff", step.backoff().wire());
        step.maxDelaySeconds().ifPresent(limit -> put(json, "max_delay_seconds", limit));
        json.put("jitter", step.jitter());
        var retryOn = json.putArray("retry_on");
        step.retryOn().forEach(retryOn::add);
        step.nextState().ifPresent(state -> json.put("next_state", state.wire()));
        step.rollbackStepId().map(StepId::value).ifPresent(undo -> json.put("rollback_step_id", undo));
        put(json, "heartbeat_timeout_seconds", step.heartbeatTimeoutSeconds());
        json.put("late_success", step.lateSuccess() ? "accept" : "refuse");
        // Not written when it was not: older definitions keep their hash.
        step.onUnexpectedReboot().ifPresent(policy -> json.put("on_unexpected_reboot", policy.wire()));
        return json;
    }

    /** SHA-256 of the definition's canonical form: its JSON without white space, the fields of every object in ascending order. */
    public static String sha256(WorkflowDefinition definition) {
        try {
            byte[] canonical = Json.mapper().writeValueAsBytes(sorted(toJson(definition)));
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("a tree can be written, and every JDK knows SHA-256", e);
        }
    }

    /** The templates that the steps name, as they name them, each once. */
    public static List<String> templateReferences(WorkflowDefinition definition) {
        return definition.steps().stream()
                .flatMap(step -> TemplateFields.references(step.config()))
                .distinct()
                .toList();
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode();
            node.forEach(entry -> array.add(sorted(entry)));
            return array;
        }
        if (!node.isObject()) {
            return node;
        }
        Map<String, JsonNode> fields = new TreeMap<>();
        node.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        fields.forEach(object::set);
        return object;
    }

    private static void put(ObjectNode json, String field, Seconds seconds) {
        json.put(field, seconds.value());
    }
}
