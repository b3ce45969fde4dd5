package io.pureboot.standalone.files;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** One thing that a directory holds, read and free of faults of its own. */
sealed interface Wanted {
    Kind kind();

    /** Unique within its kind. */
    String name();

    /** The file, as it is shown to people. */
    String file();

    /** Its text, for places in it. */
    String text();

    /** The templates that it names, as written. */
    List<String> templates();

    /** @param format {@code pureboot} or {@code handlebars} */
    record Template(String name, String file, String text, String format, List<String> templates) implements Wanted {
        @Override
        public Kind kind() {
            return Kind.TEMPLATE;
        }
    }

    /** @param json in its canonical form, every default written out */
    record Workflow(String name, String file, String text, ObjectNode json, String sha256, List<String> templates)
            implements Wanted {
        @Override
        public Kind kind() {
            return Kind.WORKFLOW;
        }
    }

    /** @param workflow the name of the workflow that its nodes get; empty for none */
    record Group(String name, String file, String text, String description, String workflow, ObjectNode metadata)
            implements Wanted {
        @Override
        public Kind kind() {
            return Kind.GROUP;
        }

        @Override
        public List<String> templates() {
            return List.of();
        }
    }

    /** @param json in its canonical form */
    record Profile(String name, String file, String text, ObjectNode json, List<String> templates) implements Wanted {
        @Override
        public Kind kind() {
            return Kind.PROFILE;
        }
    }
}
