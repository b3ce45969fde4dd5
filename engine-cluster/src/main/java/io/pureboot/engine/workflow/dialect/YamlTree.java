package io.pureboot.engine.workflow.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.workflow.StrictFields;
import io.pureboot.protocol.Ids;
import io.pureboot.protocol.Problem;
import java.io.StringReader;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;

/**
 * A YAML text as a JSON tree with the place of every value. Built from parser events, so that no tag can name a class, a key
 * that comes twice is seen, and aliases cannot grow a small text into a huge tree. Plain scalars are read as YAML 1.2's core schema reads
 * them ({@code yes} and {@code 0755} are texts); merge keys are not known.
 */
final class YamlTree {
    private static final int MAX_CHARACTERS = 1024 * 1024;
    private static final int MAX_NODES = 20_000;
    private static final int MAX_DEPTH = 32;
    private static final Pattern WHOLE = Pattern.compile("[-+]?(0|[1-9][0-9]{0,18})");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(0|[1-9][0-9]*)\\.[0-9]+([eE][-+]?[0-9]{1,3})?");
    private static final Pattern NOTHING = Pattern.compile("null|Null|NULL|~|");
    private static final Pattern TRUTH = Pattern.compile("true|True|TRUE");
    private static final Pattern FALSEHOOD = Pattern.compile("false|False|FALSE");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /**
     * What a text holds.
     *
     * @param root null's node when there is nothing
     * @param begins where the document begins
     */
    record Parsed(JsonNode root, Places places, List<Problem.Fault> faults, Places.Place begins) {
        Parsed {
            faults = List.copyOf(faults);
        }

        /** Whether there is anything to read. */
        boolean empty() {
            return root.isNull() && faults.isEmpty();
        }
    }

    /** A node that can be referred to, and how many nodes it stands for. */
    private record Anchored(JsonNode node, int size) {}

    private final String text;
    private final Iterator<Event> events;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private Places places;
    private List<Problem.Fault> faults = new ArrayList<>();
    private int nodes;

    private YamlTree(String text, Iterator<Event> events) {
        this.text = text;
        this.events = events;
        this.places = new Places(text);
    }

    /** The tree of {@code text}, which holds one document, as far as it could be built, and the faults of its form. */
    static Parsed parse(String text) {
        List<Parsed> documents = documents(text);
        Parsed first = documents.getFirst();
        if (documents.size() == 1) {
            return first;
        }
        Parsed second = documents.get(1);
        List<Problem.Fault> faults = new ArrayList<>(first.faults());
        boolean broken = second.faults().stream().anyMatch(fault -> fault.code().equals("yaml_syntax"));
        faults.addAll(
                broken
                        ? second.faults()
                        : List.of(Problem.Fault.at("", "several_documents", "holds more than one document")
                                .where(second.begins().line(), second.begins().column())));
        return new Parsed(first.root(), first.places(), faults, first.begins());
    }

    /** The trees of all documents that {@code text} holds, at least one; a fault of syntax ends them. */
    static List<Parsed> documents(String text) {
        if (text.length() > MAX_CHARACTERS) {
            return List.of(broken(
                    Problem.Fault.at("", "too_large", "must not be longer than " + MAX_CHARACTERS + " characters")));
        }
        List<Parsed> documents = new ArrayList<>();
        try {
            YamlTree tree = new YamlTree(
                    text,
                    new Yaml(new LoaderOptions()).parse(new StringReader(text)).iterator());
            tree.all(documents);
        } catch (MarkedYAMLException e) {
            Problem.Fault fault = Problem.Fault.at("", "yaml_syntax", sentence(e.getProblem()));
            Mark mark = e.getProblemMark();
            documents.add(broken(mark == null ? fault : fault.where(mark.getLine() + 1, mark.getColumn() + 1)));
        } catch (YAMLException e) {
            documents.add(broken(Problem.Fault.at("", "yaml_syntax", "holds a character that YAML does not allow")));
        }
        return List.copyOf(documents);
    }

    private static Parsed broken(Problem.Fault fault) {
        return new Parsed(JSON.nullNode(), new Places(), List.of(fault), new Places.Place(1, 1));
    }

    private static String sentence(String problem) {
        return problem == null ? "is not YAML" : "is not YAML: " + Ids.shown(problem);
    }

    private void all(List<Parsed> documents) {
        events.next();
        Event next = events.next();
        while (next instanceof DocumentStartEvent start) {
            documents.add(document(start));
            next = events.next();
        }
        if (documents.isEmpty()) {
            documents.add(new Parsed(JSON.nullNode(), new Places(), List.of(), new Places.Place(1, 1)));
        }
    }

    private Parsed document(DocumentStartEvent start) {
        places = new Places(text);
        faults = new ArrayList<>();
        anchors.clear();
        JsonNode root = node(events.next(), "", 0);
        events.next();
        return new Parsed(root, places, faults, Places.Place.of(start.getStartMark()));
    }

    private JsonNode node(Event event, String pointer, int depth) {
        places.value(pointer, event.getStartMark(), event.getEndMark());
        int before = nodes;
        grow(event, 1);
        if (depth > MAX_DEPTH || nodes > MAX_NODES) {
            if (depth > MAX_DEPTH) {
                fault(pointer, event, "too_large", "must not be nested deeper than " + MAX_DEPTH);
            }
            passOver(event);
            return JSON.nullNode();
        }
        JsonNode node = switch (event) {
            case AliasEvent alias -> referred(alias, pointer);
            case ScalarEvent scalar -> scalar(scalar, pointer);
            case SequenceStartEvent sequence -> sequence(sequence, pointer, depth);
            case MappingStartEvent mapping -> mapping(mapping, pointer, depth);
            default -> JSON.nullNode();
        };
        if (!(event instanceof AliasEvent) && event instanceof NodeEvent anchored && anchored.getAnchor() != null) {
            anchors.put(anchored.getAnchor(), new Anchored(node, nodes - before));
        }
        return node;
    }

    private JsonNode referred(AliasEvent alias, String pointer) {
        Optional<Anchored> target = Optional.ofNullable(anchors.get(alias.getAnchor()));
        if (target.isEmpty()) {
            fault(pointer, alias, "unknown_alias", "refers to an anchor that no value before it carries");
        }
        target.ifPresent(known -> grow(alias, known.size() - 1));
        return target.filter(known -> nodes <= MAX_NODES).map(Anchored::node).orElseGet(JSON::nullNode);
    }

    private JsonNode sequence(SequenceStartEvent start, String pointer, int depth) {
        refuseTag(start.getTag(), start, pointer);
        ArrayNode array = JSON.arrayNode();
        Event event = events.next();
        while (!event.is(Event.ID.SequenceEnd)) {
            array.add(node(event, pointer + "/" + array.size(), depth + 1));
            event = events.next();
        }
        return array;
    }

    private JsonNode mapping(MappingStartEvent start, String pointer, int depth) {
        refuseTag(start.getTag(), start, pointer);
        ObjectNode object = JSON.objectNode();
        Event event = events.next();
        while (!event.is(Event.ID.MappingEnd)) {
            if (event instanceof ScalarEvent key) {
                entry(object, key, pointer, depth);
            } else {
                fault(pointer, event, "wrong_type", "has a key that is no text");
                passOver(event);
                passOver(events.next());
            }
            event = events.next();
        }
        return object;
    }

    private void entry(ObjectNode object, ScalarEvent key, String pointer, int depth) {
        String name = key.getValue();
        String at = pointer + "/" + StrictFields.segment(name);
        if (object.has(name)) {
            fault(at, key, "duplicate_key", "stands twice in the same mapping");
            passOver(events.next());
            return;
        }
        places.key(at, key.getStartMark());
        object.set(name, node(events.next(), at, depth + 1));
    }

    private JsonNode scalar(ScalarEvent scalar, String pointer) {
        refuseTag(scalar.getTag(), scalar, pointer);
        String text = scalar.getValue();
        if (!scalar.isPlain()) {
            return JSON.textNode(text);
        }
        if (NOTHING.matcher(text).matches()) {
            return JSON.nullNode();
        }
        if (TRUTH.matcher(text).matches() || FALSEHOOD.matcher(text).matches()) {
            return JSON.booleanNode(TRUTH.matcher(text).matches());
        }
        if (WHOLE.matcher(text).matches()) {
            return whole(new BigInteger(text));
        }
        return DECIMAL.matcher(text).matches() ? JSON.numberNode(Double.parseDouble(text)) : JSON.textNode(text);
    }

    /** In the smallest of the forms that a JSON parser would choose, so that both trees are equal. */
    private static JsonNode whole(BigInteger number) {
        if (number.bitLength() < Integer.SIZE) {
            return JSON.numberNode(number.intValue());
        }
        return number.bitLength() < Long.SIZE ? JSON.numberNode(number.longValue()) : JSON.numberNode(number);
    }

    private void refuseTag(@org.jspecify.annotations.Nullable String tag, Event event, String pointer) {
        if (tag != null) {
            fault(pointer, event, "yaml_tag", "carries a tag; values are what they look like, texts stand in quotes");
        }
    }

    private void grow(Event event, int by) {
        boolean fitted = nodes <= MAX_NODES;
        nodes += by;
        if (fitted && nodes > MAX_NODES) {
            fault("", event, "too_large", "must not hold more than " + MAX_NODES + " values, aliases resolved");
        }
    }

    /** Leaves out a node and all that is in it. */
    private void passOver(Event event) {
        int open = opens(event);
        while (open > 0) {
            Event next = events.next();
            open += opens(next);
            if (next.is(Event.ID.SequenceEnd) || next.is(Event.ID.MappingEnd)) {
                open--;
            }
        }
    }

    private static int opens(Event event) {
        return event instanceof SequenceStartEvent || event instanceof MappingStartEvent ? 1 : 0;
    }

    private void fault(String pointer, Event event, String code, String message) {
        Mark mark = event.getStartMark();
        faults.add(Problem.Fault.at(pointer, code, message).where(mark.getLine() + 1, mark.getColumn() + 1));
    }
}
