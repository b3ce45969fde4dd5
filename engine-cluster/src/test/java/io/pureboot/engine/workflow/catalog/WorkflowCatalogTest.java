package io.pureboot.engine.workflow.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pureboot.engine.workflow.catalog.WorkflowCatalog.State;
import io.pureboot.engine.workflow.catalog.WorkflowCatalogCommand.DefinitionText;
import io.pureboot.protocol.WorkflowId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkflowCatalogTest {
    private static final Instant AT = Instant.parse("2026-02-01T10:00:00Z");
    private static final WorkflowId ID = new WorkflowId("w-1");

    private State state = State.EMPTY;

    private CatalogDecision<WorkflowCatalogEvent> decide(WorkflowCatalogCommand command) {
        CatalogDecision<WorkflowCatalogEvent> decision = WorkflowCatalog.decide(state, command, AT);
        if (decision instanceof CatalogDecision.Accepted<WorkflowCatalogEvent>(WorkflowCatalogEvent event)) {
            state = WorkflowCatalog.evolve(state, event);
        }
        return decision;
    }

    private static DefinitionText text(String name, String sha256) {
        return new DefinitionText(name, JsonNodeFactory.instance.objectNode().put("name", name), sha256, List.of());
    }

    private CatalogDecision<WorkflowCatalogEvent> create(WorkflowId id, String name, String sha256) {
        return decide(new WorkflowCatalogCommand.Create(id, text(name, sha256), "ann"));
    }

    private int revision() {
        return Objects.requireNonNull(state.workflows().get(ID)).revision();
    }

    private CatalogDecision<WorkflowCatalogEvent> update(String name, String sha256, Optional<String> ifMatch) {
        return decide(new WorkflowCatalogCommand.Update(ID, text(name, sha256), ifMatch, "ann"));
    }

    private static void assertRefused(CatalogDecision<WorkflowCatalogEvent> decision, CatalogRefusal.Code code) {
        assertThat(decision)
                .isInstanceOfSatisfying(
                        CatalogDecision.Refused.class,
                        r -> assertThat(r.refusal().code()).isEqualTo(code));
    }

    @Test
    void eachChangeIsARevisionAndNoChangeIsNone() {
        create(ID, "ubuntu", "aa");
        update("ubuntu", "bb", Optional.empty());
        assertThat(revision()).isEqualTo(2);
        assertThat(update("ubuntu", "bb", Optional.empty())).isEqualTo(new CatalogDecision.Unchanged<>(false));
        update("debian", "cc", Optional.empty());
        assertThat(revision()).isEqualTo(3);
        assertThat(state.names()).containsOnlyKeys("debian");
    }

    @Test
    void ifMatchGuardsTheRevisionThatWasRead() {
        create(ID, "ubuntu", "aa");
        assertRefused(update("ubuntu", "bb", Optional.of("\"zz\"")), CatalogRefusal.Code.VERSION_CONFLICT);
        assertRefused(update("ubuntu", "bb", Optional.of("W/\"aa\"")), CatalogRefusal.Code.VERSION_CONFLICT);
        update("ubuntu", "bb", Optional.of("\"zz\", \"aa\""));
        update("ubuntu", "cc", Optional.of("*"));
        update("ubuntu", "dd", Optional.of("cc"));
        assertThat(revision()).isEqualTo(4);
        assertRefused(
                decide(new WorkflowCatalogCommand.Delete(ID, Optional.of("\"aa\""), "ann")),
                CatalogRefusal.Code.VERSION_CONFLICT);
    }

    @Test
    void deletionFreesTheNameAndIsFinal() {
        WorkflowId other = new WorkflowId("w-2");
        create(ID, "ubuntu", "aa");
        assertRefused(create(other, "ubuntu", "aa"), CatalogRefusal.Code.NAME_TAKEN);
        decide(new WorkflowCatalogCommand.Delete(ID, Optional.empty(), "ann"));
        create(other, "ubuntu", "aa");

        assertThat(state.names()).containsEntry("ubuntu", other);
        assertRefused(update("x", "bb", Optional.empty()), CatalogRefusal.Code.WORKFLOW_NOT_FOUND);
        assertRefused(
                decide(new WorkflowCatalogCommand.Delete(ID, Optional.empty(), "ann")),
                CatalogRefusal.Code.WORKFLOW_NOT_FOUND);
    }

    @Test
    void aRepeatedCreationIsKnownByItsFirstRevision() {
        create(ID, "ubuntu", "aa");
        update("ubuntu", "bb", Optional.empty());
        assertThat(create(ID, "ubuntu", "aa")).isEqualTo(new CatalogDecision.Unchanged<>(true));
        assertRefused(create(ID, "ubuntu", "bb"), CatalogRefusal.Code.IDEMPOTENCY_KEY_REUSED);
    }

    @Test
    void namesAreOneLineOfUpTo255Characters() {
        assertRefused(create(ID, " ", "aa"), CatalogRefusal.Code.NAME_INVALID);
        assertRefused(create(ID, "a\nb", "aa"), CatalogRefusal.Code.NAME_INVALID);
        assertRefused(create(ID, "x".repeat(256), "aa"), CatalogRefusal.Code.NAME_INVALID);
        create(ID, "x".repeat(255), "aa");
        assertThat(state.workflows()).hasSize(1);
    }

    private static WorkflowCatalogCommand.Named named(String id, String name, String sha256) {
        return new WorkflowCatalogCommand.Named(new WorkflowId(id), text(name, sha256));
    }

    private CatalogDecision<WorkflowCatalogEvent> importing(WorkflowCatalogCommand.Named... workflows) {
        CatalogDecision<WorkflowCatalogEvent> decision =
                decide(new WorkflowCatalogCommand.Import(List.of(workflows), "ann"));
        if (decision instanceof CatalogDecision.AcceptedAll<WorkflowCatalogEvent>(var events)) {
            events.forEach(event -> state = WorkflowCatalog.evolve(state, event));
        }
        return decision;
    }

    @Test
    void anImportCreatesRevisesAndLeavesByName() {
        create(ID, "ubuntu", "aa");
        create(new WorkflowId("w-2"), "debian", "bb");
        CatalogDecision<WorkflowCatalogEvent> decision =
                importing(named("n-1", "ubuntu", "cc"), named("n-2", "debian", "bb"), named("n-3", "rocky", "dd"));
        assertThat(decision).isInstanceOf(CatalogDecision.AcceptedAll.class);
        assertThat(((CatalogDecision.AcceptedAll<WorkflowCatalogEvent>) decision).events())
                .hasSize(2);
        assertThat(revision()).isEqualTo(2);
        assertThat(state.names())
                .containsEntry("ubuntu", ID)
                .containsEntry("rocky", new WorkflowId("n-3"))
                .hasSize(3);
        assertThat(importing(named("n-4", "ubuntu", "cc"))).isEqualTo(new CatalogDecision.Unchanged<>(false));
    }

    @Test
    void anImportOfWhichOneDoesNotHoldChangesNothing() {
        create(ID, "ubuntu", "aa");
        State before = state;
        assertRefused(
                importing(named("n-1", "ubuntu", "cc"), named("n-2", "two\nlines", "dd")),
                CatalogRefusal.Code.NAME_INVALID);
        assertThat(state).isEqualTo(before);
    }

    @Test
    void anImportTakesTheFreedNameOfADeletedWorkflowForANewOne() {
        create(ID, "ubuntu", "aa");
        decide(new WorkflowCatalogCommand.Delete(ID, Optional.empty(), "ann"));
        importing(named("n-1", "ubuntu", "aa"));
        assertThat(state.names()).containsEntry("ubuntu", new WorkflowId("n-1"));
    }
}
