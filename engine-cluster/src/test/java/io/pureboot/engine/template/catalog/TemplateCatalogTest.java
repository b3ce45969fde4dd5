package io.pureboot.engine.template.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.template.Bump;
import io.pureboot.engine.template.TemplateFormat;
import io.pureboot.engine.template.VersionNumber;
import io.pureboot.engine.template.catalog.TemplateCatalog.State;
import io.pureboot.engine.workflow.catalog.CatalogDecision;
import io.pureboot.engine.workflow.catalog.CatalogRefusal;
import io.pureboot.protocol.TemplateId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TemplateCatalogTest {
    private static final Instant AT = Instant.parse("2026-02-01T10:00:00Z");
    private static final TemplateId ID = new TemplateId("t-1");

    private State state = State.EMPTY;

    private CatalogDecision<TemplateEvent> decide(TemplateCommand command) {
        CatalogDecision<TemplateEvent> decision = TemplateCatalog.decide(state, command, AT);
        if (decision instanceof CatalogDecision.Accepted<TemplateEvent>(TemplateEvent event)) {
            state = TemplateCatalog.evolve(state, event);
        }
        return decision;
    }

    private static TemplateCommand.Create create(TemplateId id, String name, String content) {
        return new TemplateCommand.Create(
                id, name, "", TemplateFormat.PUREBOOT, "v-" + id, content, "ann", Optional.empty());
    }

    private TemplateCatalog.Known known() {
        return Objects.requireNonNull(state.templates().get(ID));
    }

    private VersionNumber add(Bump bump, String versionId) {
        decide(new TemplateCommand.AddVersion(ID, bump, versionId, "content " + versionId, "ann", Optional.empty()));
        return known().current();
    }

    private static void assertRefused(CatalogDecision<TemplateEvent> decision, CatalogRefusal.Code code) {
        assertThat(decision)
                .isInstanceOfSatisfying(
                        CatalogDecision.Refused.class,
                        r -> assertThat(r.refusal().code()).isEqualTo(code));
    }

    @Test
    void versionsRiseFromTheNewestWhereverTheCurrentOneIs() {
        decide(create(ID, "base", "x"));
        assertThat(known().current()).hasToString("v1.0");
        assertThat(add(Bump.MINOR, "a")).hasToString("v1.1");
        assertThat(add(Bump.MAJOR, "b")).hasToString("v2.0");

        decide(new TemplateCommand.Change(
                ID, Optional.empty(), Optional.empty(), VersionNumber.parse("v1.1"), Optional.empty(), "ann"));
        assertThat(known().current()).hasToString("v1.1");
        assertThat(add(Bump.MINOR, "c")).hasToString("v2.1");
        assertRefused(
                decide(new TemplateCommand.Change(
                        ID, Optional.empty(), Optional.empty(), VersionNumber.parse("v9.9"), Optional.empty(), "ann")),
                CatalogRefusal.Code.VERSION_NOT_FOUND);
    }

    @Test
    void aNameBelongsToOneTemplateUntilItIsDeleted() {
        TemplateId other = new TemplateId("t-2");
        decide(create(ID, "base", "x"));
        assertRefused(decide(create(other, "base", "y")), CatalogRefusal.Code.NAME_TAKEN);

        decide(new TemplateCommand.Change(
                ID, Optional.of("core"), Optional.empty(), Optional.empty(), Optional.empty(), "ann"));
        decide(create(other, "base", "y"));
        assertRefused(
                decide(new TemplateCommand.Change(
                        other, Optional.of("core"), Optional.empty(), Optional.empty(), Optional.empty(), "ann")),
                CatalogRefusal.Code.NAME_TAKEN);

        decide(new TemplateCommand.Delete(ID, Optional.empty(), "ann"));
        assertRefused(
                decide(new TemplateCommand.Delete(ID, Optional.empty(), "ann")),
                CatalogRefusal.Code.TEMPLATE_NOT_FOUND);
        decide(new TemplateCommand.Change(
                other, Optional.of("core"), Optional.empty(), Optional.empty(), Optional.empty(), "ann"));
        assertThat(state.names()).containsOnlyKeys("core");
    }

    @Test
    void aRepeatedCreationIsKnownByItsFields() {
        decide(create(ID, "base", "x"));
        add(Bump.MINOR, "a");

        assertThat(decide(create(ID, "base", "x"))).isEqualTo(new CatalogDecision.Unchanged<>(true));
        assertRefused(decide(create(ID, "base", "y")), CatalogRefusal.Code.IDEMPOTENCY_KEY_REUSED);
        assertThat(decide(new TemplateCommand.AddVersion(ID, Bump.MAJOR, "a", "content a", "bob", Optional.empty())))
                .isEqualTo(new CatalogDecision.Unchanged<>(true));
        assertRefused(
                decide(new TemplateCommand.AddVersion(ID, Bump.MAJOR, "a", "other", "bob", Optional.empty())),
                CatalogRefusal.Code.IDEMPOTENCY_KEY_REUSED);
    }

    @Test
    void whatCannotBeKeptOrRenderedIsRefused() {
        assertRefused(decide(create(ID, "", "x")), CatalogRefusal.Code.NAME_INVALID);
        assertRefused(decide(create(ID, "a:b", "x")), CatalogRefusal.Code.NAME_INVALID);
        assertRefused(decide(create(ID, "a".repeat(256), "x")), CatalogRefusal.Code.NAME_INVALID);
        assertRefused(decide(create(ID, "a", "\0")), CatalogRefusal.Code.TEMPLATE_INVALID);
        assertRefused(decide(create(ID, "a", "\ud800")), CatalogRefusal.Code.TEMPLATE_INVALID);
        assertRefused(decide(create(ID, "a", "${if:node.ip}")), CatalogRefusal.Code.TEMPLATE_INVALID);
        assertRefused(
                decide(create(ID, "a", "x".repeat(TemplateCatalog.LARGEST_CONTENT + 1))),
                CatalogRefusal.Code.TEMPLATE_TOO_LARGE);
        assertRefused(decide(handlebars("{{#if node.ip}}")), CatalogRefusal.Code.TEMPLATE_INVALID);
        assertThat(state).isEqualTo(State.EMPTY);
        decide(create(ID, "a".repeat(255), "ok"));
        assertThat(state.names()).hasSize(1);
    }

    private static TemplateCommand handlebars(String content) {
        return new TemplateCommand.Create(
                ID, "h", "", TemplateFormat.HANDLEBARS, "v", content, "ann", Optional.empty());
    }

    @Test
    void eachVersionIsReadInTheLanguageOfItsTemplate() {
        decide(handlebars("{{> base}} ${if:node.ip}"));
        assertRefused(
                decide(new TemplateCommand.AddVersion(ID, Bump.MINOR, "b", "{{#if node.ip}}", "ann", Optional.empty())),
                CatalogRefusal.Code.TEMPLATE_INVALID);
        CatalogDecision<TemplateEvent> added =
                decide(new TemplateCommand.AddVersion(ID, Bump.MINOR, "b", "{{> other@2.1}}", "ann", Optional.empty()));
        assertThat(added)
                .isInstanceOfSatisfying(
                        CatalogDecision.Accepted.class,
                        accepted -> assertThat(((TemplateEvent.VersionAdded) accepted.event())
                                        .version()
                                        .includes())
                                .containsExactly("other:v2.1"));
    }
}
