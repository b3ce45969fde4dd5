package io.pureboot.engine.workflow.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.step.StepTypes;
import io.pureboot.engine.template.ConfigLanguage;
import io.pureboot.engine.workflow.WorkflowDefinition;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.Problem;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds of every definition (promise P-21), shown of many that were made by seed. */
class GeneratedDefinitionsTest {
    private static final int DEFINITIONS = 2_500;
    private static final int MUTANTS = 20_000;

    /** Of so many definitions. */
    private static final int ORIGINALS = 600;

    /** What an inspection may have against a well-formed definition. */
    private static final Set<String> SENSE = Set.of(
            "unreachable_step",
            "nothing_runs",
            "impossible_timeout",
            "unknown_variable",
            "unknown_namespace",
            "nested_default",
            "unclosed_if",
            "unexpected_else",
            "unexpected_endif");

    private static String hash(WorkflowDefinition definition) {
        return PureBootDialect.sha256(definition);
    }

    private static Inspection inspect(String yaml) {
        return PureBootDialect.inspectYaml(yaml, StepTypes.all(), new ConfigLanguage())
                .getFirst();
    }

    @Test
    void whatIsExportedIsImportedAsTheSameDefinitionWithTheSameHash() throws JsonProcessingException {
        for (long seed = 0; seed < DEFINITIONS; seed++) {
            WorkflowDefinition definition = new GeneratedDefinitions(seed).next();
            String yaml = PureBootDialect.writeYaml(definition);
            Reading read = PureBootDialect.readYaml(yaml, StepTypes.all());
            assertThat(read).as("seed %d:%n%s", seed, yaml).isEqualTo(new Reading.Definition(definition));
            WorkflowDefinition again = ((Reading.Definition) read).definition();
            assertThat(PureBootDialect.writeYaml(again)).as("seed %d", seed).isEqualTo(yaml);
            assertThat(hash(again)).as("seed %d", seed).isEqualTo(hash(definition));

            String json = Json.mapper().writeValueAsString(PureBootDialect.toJson(definition));
            assertThat(PureBootDialect.readJson(Json.mapper().readTree(json), StepTypes.all()))
                    .as("seed %d: %s", seed, json)
                    .isEqualTo(new Reading.Definition(definition));
        }
    }

    @Test
    void anInspectionOfAWellFormedDefinitionAsksOnlyForSense() {
        for (long seed = 0; seed < DEFINITIONS; seed++) {
            WorkflowDefinition definition = new GeneratedDefinitions(seed).next();
            Inspection inspection = inspect(PureBootDialect.writeYaml(definition));
            assertThat(inspection.definition()).as("seed %d", seed).contains(definition);
            assertThat(inspection.errors())
                    .as("seed %d", seed)
                    .allMatch(fault -> SENSE.contains(fault.code()))
                    .allMatch(fault -> fault.line().isPresent());
            assertThat(inspection.warnings())
                    .as("seed %d", seed)
                    .allMatch(fault -> fault.line().isPresent());
        }
    }

    @Test
    void noTextWhateverItsMistakesBringsTheReaderDown() {
        List<String> originals = originals(PureBootDialect::writeYaml);
        int accepted = 0;
        for (int seed = 0; seed < MUTANTS; seed++) {
            String mutant = new GeneratedDefinitions(seed).mutated(originals.get(seed % ORIGINALS));
            try {
                for (Inspection inspection :
                        PureBootDialect.inspectYaml(mutant, StepTypes.all(), new ConfigLanguage())) {
                    accepted += inspection.accepted().isPresent() ? 1 : 0;
                    inspection.accepted().ifPresent(GeneratedDefinitionsTest::comesBack);
                    inspection.errors().forEach(fault -> hasItsPlaceIn(mutant, fault));
                }
            } catch (RuntimeException thrown) {
                fail("seed " + seed + ":\n" + mutant, thrown);
            }
        }
        assertThat(accepted).as("mutants that are definitions all the same").isBetween(MUTANTS / 100, MUTANTS / 2);
    }

    @Test
    void noJsonWhateverItsMistakesBringsTheReaderDown() {
        List<String> originals =
                originals(definition -> PureBootDialect.toJson(definition).toString());
        int read = 0;
        for (int seed = 0; seed < MUTANTS / 4; seed++) {
            String mutant = new GeneratedDefinitions(seed).mutated(originals.get(seed % ORIGINALS));
            try {
                JsonNode tree = Json.mapper().readTree(mutant);
                PureBootDialect.inspectJson(tree, StepTypes.all(), new ConfigLanguage())
                        .accepted()
                        .ifPresent(GeneratedDefinitionsTest::comesBack);
                read++;
            } catch (JsonProcessingException noJson) {
                assertThat(noJson.getOriginalMessage()).isNotEmpty();
            } catch (RuntimeException thrown) {
                fail("seed " + seed + ":\n" + mutant, thrown);
            }
        }
        assertThat(read).as("mutants that are JSON all the same").isGreaterThan(100);
    }

    private static List<String> originals(Function<WorkflowDefinition, String> written) {
        return IntStream.range(0, ORIGINALS)
                .mapToObj(seed -> written.apply(new GeneratedDefinitions(seed).next()))
                .toList();
    }

    private static void comesBack(WorkflowDefinition definition) {
        assertThat(PureBootDialect.readYaml(PureBootDialect.writeYaml(definition), StepTypes.all()))
                .isEqualTo(new Reading.Definition(definition));
    }

    private static void hasItsPlaceIn(String text, Problem.Fault fault) {
        // YAML 1.1 breaks lines at three characters more than Java's lines() does.
        int lines = text.split("\r\n|[\n\r\u0085\u2028\u2029]", -1).length;
        fault.line().ifPresent(line -> assertThat(line).as(text).isBetween(1, lines + 1));
        fault.column().ifPresent(column -> assertThat(column).isBetween(1, text.length() + 1));
    }
}
