package io.pureboot.engine.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/** The fields of a step's config that name templates. */
public final class TemplateFields {
    /** Of every step type that has one: its text; of {@code cloud_init} the user-data. */
    public static final String TEXT = "template_id";

    /** Of {@code cloud_init}: the seed's other files. */
    public static final String META_DATA = "meta_data_template_id";

    public static final String VENDOR_DATA = "vendor_data_template_id";
    public static final String NETWORK_CONFIG = "network_config_template_id";

    /** All of them. */
    public static final List<String> ALL = List.of(TEXT, META_DATA, VENDOR_DATA, NETWORK_CONFIG);

    private TemplateFields() {}

    /** The templates that a config names, as it names them. */
    public static Stream<String> references(JsonNode config) {
        return ALL.stream().map(config::path).filter(JsonNode::isTextual).map(JsonNode::textValue);
    }
}
