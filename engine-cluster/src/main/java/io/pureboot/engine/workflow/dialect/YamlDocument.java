package io.pureboot.engine.workflow.dialect;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.Problem;
import java.util.ArrayList;
import java.util.List;

/** A YAML text that is no workflow: its object, and where everything stands. Read as strictly as workflows are. */
public final class YamlDocument {
    private final YamlTree.Parsed tree;

    private YamlDocument(YamlTree.Parsed tree) {
        this.tree = tree;
    }

    public static YamlDocument read(String text) {
        return new YamlDocument(YamlTree.parse(text));
    }

    /** Its object; an empty one when it holds something else, which {@link #faults} tells. */
    public ObjectNode object() {
        return tree.root() instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
    }

    /** The faults of its form, with line and column. */
    public List<Problem.Fault> faults() {
        List<Problem.Fault> faults = new ArrayList<>(tree.faults());
        if (faults.isEmpty() && !(tree.root() instanceof ObjectNode)) {
            faults.add(Problem.Fault.at("", "wrong_type", "must be an object").where(1, 1));
        }
        return faults;
    }

    /** A fault of a value, with its line and column. */
    public Problem.Fault located(Problem.Fault fault) {
        return tree.places().located(fault);
    }
}
