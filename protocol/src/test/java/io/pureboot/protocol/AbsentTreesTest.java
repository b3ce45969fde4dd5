package io.pureboot.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AbsentTreesTest {
    record Carrier(Optional<JsonNode> output, Optional<String> message) {}

    @Test
    void anAbsentTreeStaysAbsent() throws JsonProcessingException {
        Carrier empty = new Carrier(Optional.empty(), Optional.empty());
        assertThat(Json.mapper().writeValueAsString(empty)).isEqualTo("{}");
        assertThat(Json.mapper().readValue("{}", Carrier.class)).isEqualTo(empty);
        assertThat(Json.mapper().readValue("{\"output\":null,\"message\":null}", Carrier.class))
                .isEqualTo(empty);
    }

    @Test
    void aTreeThatIsThereIsRead() throws JsonProcessingException {
        Carrier read = Json.mapper().readValue("{\"output\":{\"a\":[1]}}", Carrier.class);
        assertThat(read.output().orElseThrow().toString()).isEqualTo("{\"a\":[1]}");
    }
}
