package io.pureboot.engine.registry;

import static io.pureboot.engine.registry.EngineWithRegistries.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.journal.Schema;
import io.pureboot.engine.query.Cursor;
import io.pureboot.engine.query.Page;
import io.pureboot.engine.step.StepTypes;
import io.pureboot.engine.template.Bump;
import io.pureboot.engine.template.IncludeSource;
import io.pureboot.engine.template.Rendering;
import io.pureboot.engine.template.TemplateFormat;
import io.pureboot.engine.template.TemplateReference;
import io.pureboot.engine.template.TemplateRenderer;
import io.pureboot.engine.template.TemplateSource;
import io.pureboot.engine.template.Variables;
import io.pureboot.engine.template.VersionNumber;
import io.pureboot.engine.template.VersionSelector;
import io.pureboot.engine.template.catalog.TemplateVersion;
import io.pureboot.engine.workflow.PinnedTemplate;
import io.pureboot.engine.workflow.PinnedWorkflow;
import io.pureboot.engine.workflow.WorkflowDefinition;
import io.pureboot.engine.workflow.catalog.CatalogRefusal;
import io.pureboot.engine.workflow.dialect.PureBootDialect;
import io.pureboot.engine.workflow.dialect.Reading;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import io.pureboot.protocol.TemplateId;
import io.pureboot.protocol.WorkflowId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The registries on a real PostgreSQL and in a real cluster. */
@Timeout(120)
class RegistriesTest {
    private static final Optional<String> NO_KEY = Optional.empty();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private FreshDatabase database = PostgresForTests.freshDatabase();
    private @Nullable EngineWithRegistries engine;

    @BeforeEach
    void begin() {
        Schema.migrate(database.jdbcUrl(), database.user(), database.password());
        engine = EngineWithRegistries.alone(database);
    }

    @AfterEach
    void end() throws SQLException {
        engine().close();
        database.close();
    }

    private EngineWithRegistries engine() {
        return Objects.requireNonNull(engine);
    }

    private Workflows workflows() {
        return engine().registries.workflows();
    }

    private Templates templates() {
        return engine().registries.templates();
    }

    private Groups groups() {
        return engine().registries.groups();
    }

    private void restart() {
        engine().close();
        engine = EngineWithRegistries.alone(database);
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    /** Of how many registries there is a snapshot. */
    private long snapshots() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(DISTINCT persistence_id) FROM snapshot")) {
            count.next();
            return count.getLong(1);
        }
    }

    private static WorkflowDefinition definition(String name, String description, String... templates) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", name).put("description", description).put("os_family", "linux");
        var steps = json.putArray("steps");
        steps.addObject()
                .put("id", "start")
                .put("name", "Start")
                .put("type", "boot")
                .putObject("config");
        for (int i = 0; i < templates.length; i++) {
            steps.addObject()
                    .put("id", "run-" + i)
                    .put("name", "Run " + i)
                    .put("type", "script")
                    .putObject("config")
                    .put("template_id", templates[i]);
        }
        return read(json);
    }

    /** A definition that no dialect has checked. */
    private static WorkflowDefinition renamed(String name) {
        WorkflowDefinition sound = definition("sound", "");
        return new WorkflowDefinition(
                name,
                sound.description(),
                sound.osFamily(),
                sound.architecture(),
                sound.bootMode(),
                sound.isActive(),
                sound.timeoutSeconds(),
                sound.onCancel(),
                sound.cancelGraceSeconds(),
                sound.steps(),
                sound.bootLoop());
    }

    private static WorkflowDefinition read(ObjectNode json) {
        return switch (PureBootDialect.readJson(json, StepTypes.all())) {
            case Reading.Definition(WorkflowDefinition definition) -> definition;
            case Reading.Faulty(var faults) -> throw new AssertionError(faults);
        };
    }

    private static <T> T done(CompletionStage<RegistryAnswer<T>> stage) {
        return switch (get(stage)) {
            case RegistryAnswer.Done<T>(T value, boolean duplicate) -> value;
            case RegistryAnswer.Refused<T>(CatalogRefusal refusal) -> throw new AssertionError(refusal);
        };
    }

    private static <T> String code(CompletionStage<RegistryAnswer<T>> stage) {
        return switch (get(stage)) {
            case RegistryAnswer.Done<T>(T value, boolean duplicate) -> throw new AssertionError(value);
            case RegistryAnswer.Refused<T>(CatalogRefusal refusal) ->
                refusal.code().wire();
        };
    }

    private static <T> boolean duplicate(CompletionStage<RegistryAnswer<T>> stage) {
        return get(stage) instanceof RegistryAnswer.Done<T>(T value, boolean duplicate) && duplicate;
    }

    private static NewTemplate template(String name, String content) {
        return new NewTemplate(name, "about " + name, TemplateFormat.PUREBOOT, content, Optional.empty());
    }

    private TemplateVersion version(TemplateEntry template, Bump bump, String content) {
        return done(templates().addVersion(template.id(), bump, content, "bob", Optional.of("why"), NO_KEY));
    }

    @Test
    void aWorkflowsWholeLife() {
        WorkflowEntry first = done(workflows().create(definition("ubuntu", "one"), "ann", NO_KEY));
        assertThat(first.current().revision()).isEqualTo(1);
        assertThat(first.current().createdBy()).isEqualTo("ann");
        assertThat(get(workflows().get(first.id()))).contains(first);
        assertThat(get(workflows().findByName("ubuntu"))).contains(first);
        assertThat(code(workflows().create(definition("ubuntu", "two"), "ann", NO_KEY)))
                .isEqualTo("name-taken");

        String tag = first.current().sha256();
        WorkflowEntry second = done(
                workflows().update(first.id(), definition("ubuntu", "two"), Optional.of("\"" + tag + "\""), "bob"));
        assertThat(second.current().revision()).isEqualTo(2);
        assertThat(code(workflows().update(first.id(), definition("ubuntu", "3"), Optional.of(tag), "bob")))
                .isEqualTo("version-conflict");
        assertThat(done(workflows().update(first.id(), definition("ubuntu", "two"), Optional.empty(), "bob")))
                .isEqualTo(second);
        assertThat(get(workflows().revision(first.id(), 1))).contains(first.current());
        assertThat(get(workflows().revisions(first.id()))).containsExactly(second.current(), first.current());
        assertThat(PureBootDialect.sha256(second.current().definition()))
                .isEqualTo(second.current().sha256());

        assertThat(done(workflows().delete(first.id(), false, Optional.empty(), "bob"))
                        .deletedAt())
                .isPresent();
        assertThat(get(workflows().get(first.id()))).isEmpty();
        assertThat(get(workflows().revision(first.id(), 2))).contains(second.current());
        assertThat(code(workflows().delete(first.id(), false, Optional.empty(), "bob")))
                .isEqualTo("workflow-not-found");
        assertThat(done(workflows().create(definition("ubuntu", "new"), "ann", NO_KEY))
                        .id())
                .isNotEqualTo(first.id());
    }

    @Test
    void aTemplatesWholeLife() {
        TemplateEntry base = done(templates().create(template("base", "one"), "ann", NO_KEY));
        assertThat(base.current().version()).isEqualTo(VersionNumber.FIRST);
        assertThat(get(templates().get(base.id()))).contains(base);
        assertThat(version(base, Bump.MINOR, "one.one").version()).hasToString("v1.1");
        assertThat(version(base, Bump.MAJOR, "two").version()).hasToString("v2.0");
        TemplateVersion newest = version(base, Bump.MINOR, "two.one");
        assertThat(newest.commitMessage()).contains("why");

        assertThat(get(templates().versions(base.id())))
                .extracting(v -> v.version().toString())
                .containsExactly("v2.1", "v2.0", "v1.1", "v1.0");
        assertThat(selected(base, "latest")).isEqualTo("two.one");
        assertThat(selected(base, "v1")).isEqualTo("one.one");
        assertThat(selected(base, "v2.0")).isEqualTo("two");
        assertThat(selected(base, newest.id())).isEqualTo("two.one");

        done(templates()
                .patch(
                        base.id(),
                        new TemplatePatch(Optional.of("core"), Optional.empty(), VersionSelector.parse("v1.0")),
                        Optional.empty(),
                        "ann"));
        assertThat(selected(base, "latest")).isEqualTo("one");
        assertThat(get(templates().findByName("core")))
                .hasValueSatisfying(t -> assertThat(t.description()).isEqualTo("about base"));
        assertThat(code(templates()
                        .patch(
                                base.id(),
                                new TemplatePatch(Optional.empty(), Optional.empty(), VersionSelector.parse("v7")),
                                Optional.empty(),
                                "ann")))
                .isEqualTo("version-not-found");

        done(templates().create(template("user", "${include:core:v1}"), "ann", NO_KEY));
        assertThat(code(templates().delete(base.id(), false, Optional.empty(), "ann")))
                .isEqualTo("template-in-use");
        done(templates().delete(base.id(), true, Optional.empty(), "ann"));
        assertThat(get(templates().get(base.id()))).isEmpty();
        assertThat(get(templates().text(base.id(), VersionNumber.of("v2.1"))).map(TemplateText::content))
                .contains("two.one");
    }

    private String selected(TemplateEntry template, String version) {
        VersionSelector selector = VersionSelector.parse(version).orElseThrow();
        TemplateVersion found =
                get(templates().version(template.id(), selector)).orElseThrow();
        return get(templates().text(template.id(), found.version()))
                .orElseThrow()
                .content();
    }

    @Test
    void anExecutionRendersWhatWasPinnedWhateverComesLater() {
        TemplateEntry leaf = done(templates().create(template("leaf", "leaf 1"), "ann", NO_KEY));
        TemplateEntry root =
                done(templates().create(template("root", "${include:leaf} ${include:leaf:v1}"), "ann", NO_KEY));
        WorkflowEntry workflow = done(workflows()
                .create(definition("w", "d", "root", "root:1", leaf.id().value()), "ann", NO_KEY));

        PinnedWorkflow pinned = done(workflows().pinned(workflow.id()));
        assertThat(pinned.graph().steps()).hasSize(4);
        assertThat(pinned.templates())
                .extracting(PinnedTemplate::reference)
                .containsExactly("root", "root:1", leaf.id().value(), "leaf", "leaf:v1");

        version(leaf, Bump.MINOR, "leaf 2");
        done(templates().delete(root.id(), true, Optional.empty(), "ann"));
        done(workflows().delete(workflow.id(), false, Optional.empty(), "ann"));
        restart();

        IncludeSource source = get(templates().contents(pinned.templates()));
        TemplateSource found =
                source.find(TemplateReference.parse("root:v1").orElseThrow()).orElseThrow();
        assertThat(TemplateRenderer.render(found, Variables.none(), source, true))
                .isInstanceOfSatisfying(
                        Rendering.Rendered.class, r -> assertThat(r.text()).isEqualTo("leaf 1 leaf 1"));
    }

    @Test
    void whatIsMissingIsNamedWithTheWayThere() {
        done(templates().create(template("a", "${include:b}"), "ann", NO_KEY));
        done(templates().create(template("b", "${include:a} ${include:gone:v2}"), "ann", NO_KEY));
        assertThat(get(templates().pin(List.of("a"))))
                .isEqualTo(new Pinning.Missing("gone:v2", List.of("a", "b", "gone:v2")));

        WorkflowEntry workflow = done(workflows().create(definition("w", "d", "a"), "ann", NO_KEY));
        assertThat(code(workflows().pinned(workflow.id()))).isEqualTo("template-missing");
        assertThat(code(workflows().pinned(WorkflowId.random()))).isEqualTo("workflow-not-found");
    }

    @Test
    void restartKeepsAllAlsoFromASnapshot() {
        WorkflowEntry workflow = done(workflows().create(definition("w", "d"), "ann", Optional.of("key-w")));
        TemplateEntry template = done(templates().create(template("t", "x"), "ann", Optional.of("key-t")));
        IntStream.range(0, 120).forEach(i -> version(template, Bump.MINOR, "content " + i));
        IntStream.range(0, 120)
                .forEach(i ->
                        done(workflows().update(workflow.id(), definition("w", "d" + i), Optional.empty(), "ann")));
        Awaitility.await().atMost(PATIENCE).until(this::snapshots, count -> count == 2);
        restart();

        assertThat(code(workflows().create(definition("w", "other"), "ann", NO_KEY)))
                .isEqualTo("name-taken");
        assertThat(code(templates().create(template("t", "other"), "ann", NO_KEY)))
                .isEqualTo("name-taken");
        assertThat(duplicate(workflows().create(definition("w", "d"), "ann", Optional.of("key-w"))))
                .isTrue();
        assertThat(duplicate(templates().create(template("t", "x"), "ann", Optional.of("key-t"))))
                .isTrue();
        assertThat(version(template, Bump.MINOR, "next").version()).hasToString("v1.121");
        assertThat(done(workflows().update(workflow.id(), definition("w", "next"), Optional.empty(), "ann"))
                        .current()
                        .revision())
                .isEqualTo(122);
    }

    @Test
    void tablesThatWereEmptiedAreMadeAgainFromTheJournal() throws SQLException {
        WorkflowEntry workflow = done(workflows().create(definition("w", "d"), "ann", NO_KEY));
        WorkflowEntry revised =
                done(workflows().update(workflow.id(), definition("w2", "d2"), Optional.empty(), "ann"));
        TemplateEntry template = done(templates().create(template("t", "x"), "ann", NO_KEY));
        TemplateVersion newest = version(template, Bump.MAJOR, "y");
        TemplateEntry expected = get(templates().get(template.id())).orElseThrow();
        engine().close();
        sql("TRUNCATE workflow, workflow_revision, template, template_version", "UPDATE registry_position SET seq = 0");
        engine = EngineWithRegistries.alone(database);

        TemplateId id = template.id();
        WorkflowId workflowId = revised.id();
        Awaitility.await().atMost(PATIENCE).until(() -> get(templates().get(id)), Optional.of(expected)::equals);
        Awaitility.await().atMost(PATIENCE).until(() -> get(workflows().get(workflowId)), Optional.of(revised)::equals);
        assertThat(get(workflows().revisions(workflowId))).hasSize(2);
        assertThat(get(templates().history(id)))
                .extracting(TemplateChange::action)
                .containsExactly("version_added", "created");
        assertThat(get(templates().text(id, newest.version())).map(TemplateText::content))
                .contains("y");
    }

    @Test
    void rowsFollowTheJournalWhenTheTablesComeBack() throws SQLException {
        TemplateEntry template = done(templates().create(template("t", "x"), "ann", NO_KEY));
        sql("ALTER TABLE template_version RENAME TO template_version_away");
        assertThatThrownBy(() -> get(templates()
                        .addVersion(template.id(), Bump.MINOR, "y", "ann", Optional.empty(), Optional.of("k"))))
                .hasRootCauseInstanceOf(RegistryUnavailable.class);
        sql("ALTER TABLE template_version_away RENAME TO template_version");

        Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> get(templates().get(template.id()))
                                .map(t -> t.current().version().toString()),
                        Optional.of("v1.1")::equals);
        assertThat(duplicate(templates()
                        .addVersion(template.id(), Bump.MINOR, "y", "ann", Optional.empty(), Optional.of("k"))))
                .isTrue();
        assertThat(get(templates().versions(template.id()))).hasSize(2);
    }

    @Test
    void anIdempotencyKeyMakesOneResource() {
        Optional<String> key = Optional.of("k-1");
        WorkflowEntry workflow = done(workflows().create(definition("w", "d"), "ann", key));
        assertThat(done(workflows().create(definition("w", "d"), "ann", key))).isEqualTo(workflow);
        assertThat(code(workflows().create(definition("w", "e"), "ann", key))).isEqualTo("idempotency-key-reused");

        TemplateEntry template = done(templates().create(template("t", "x"), "ann", key));
        assertThat(done(templates().create(template("t", "x"), "ann", key))).isEqualTo(template);
        assertThat(code(templates().create(template("t", "y"), "ann", key))).isEqualTo("idempotency-key-reused");
    }

    @Test
    void ofConcurrentCreationsOfOneNameExactlyOneWinsOnWhicheverEngine() {
        try (EngineWithRegistries other = EngineWithRegistries.beside(engine(), database)) {
            Workflows here = workflows();
            Workflows there = other.registries.workflows();
            List<CompletionStage<RegistryAnswer<WorkflowEntry>>> asked = IntStream.range(0, 40)
                    .mapToObj(i -> (i % 2 == 0 ? here : there).create(definition("w", "by " + i), "ann", NO_KEY))
                    .toList();
            List<RegistryAnswer<WorkflowEntry>> answers =
                    asked.stream().map(EngineWithRegistries::get).toList();

            assertThat(answers)
                    .filteredOn(a -> a instanceof RegistryAnswer.Done)
                    .hasSize(1);
            assertThat(answers)
                    .filteredOn(a -> a instanceof RegistryAnswer.Refused<WorkflowEntry>(CatalogRefusal refusal)
                            && refusal.code() == CatalogRefusal.Code.NAME_TAKEN)
                    .hasSize(39);
            // What one engine was answered, the other reads; the largest content passes from engine to engine.
            String large = "x".repeat(1024 * 1024);
            TemplateEntry template = done(other.registries.templates().create(template("large", large), "ann", NO_KEY));
            assertThat(get(templates().get(template.id()))).contains(template);
            assertThat(get(templates().text(template.id(), VersionNumber.FIRST)).map(TemplateText::content))
                    .contains(large);
            assertThat(code(there.create(renamed(" "), "ann", NO_KEY))).isEqualTo("definition-invalid");
            assertThat(code(there.create(renamed("a\nb"), "ann", NO_KEY))).isEqualTo("name-invalid");
        }
    }

    @Test
    void listsPageNewestFirstWhileRowsAreAdded() {
        List<String> created = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            String name = "w-" + i;
            done(workflows().create(definition(name, i % 2 == 0 ? "even" : "odd"), "ann", NO_KEY));
            created.addFirst(name);
        }
        List<String> listed = new ArrayList<>();
        Optional<Cursor> after = Optional.empty();
        do {
            Page<WorkflowEntry> page = get(workflows().list(WorkflowFilter.ALL, after, 3));
            page.items().forEach(entry -> listed.add(entry.name()));
            after = page.nextCursor().flatMap(Cursor::parse);
            done(workflows().create(definition("later-" + listed.size(), ""), "ann", NO_KEY));
        } while (after.isPresent());

        assertThat(listed).containsExactlyInAnyOrderElementsOf(created);
        assertThat(get(workflows().list(filter(Optional.of("EVEN")), Optional.empty(), 100))
                        .items())
                .hasSize(4);
        assertThat(get(workflows().list(filter(Optional.of("%")), Optional.empty(), 100))
                        .items())
                .isEmpty();
        assertThat(get(templates().list(TemplateFilter.ALL, Optional.empty(), 10))
                        .items())
                .isEmpty();
    }

    private static WorkflowFilter filter(Optional<String> q) {
        return new WorkflowFilter(
                Optional.of("linux"), Optional.of("x86_64"), Optional.of("bios"), Optional.of(true), q);
    }

    @Test
    void groupsAreRows() {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode().put("rack", "r1");
        WorkflowEntry workflow = done(workflows().create(definition("w", "d"), "ann", NO_KEY));
        GroupFields fields = new GroupFields("web", "servers", Optional.of(workflow.id()), metadata);
        GroupEntry group = done(groups().create(fields, Optional.of("k")));
        assertThat(duplicate(groups().create(fields, Optional.of("k")))).isTrue();
        assertThat(code(groups().create(fields, NO_KEY))).isEqualTo("name-taken");
        assertThat(code(groups().create(new GroupFields("db", "", Optional.of(WorkflowId.random()), metadata), NO_KEY)))
                .isEqualTo("workflow-not-found");
        assertThat(get(groups().findByName("web"))).contains(group);
        assertThat(code(workflows().delete(workflow.id(), false, Optional.empty(), "ann")))
                .isEqualTo("workflow-in-use");

        GroupEntry changed = done(groups().patch(
                        group.id(),
                        new GroupPatch(
                                Optional.of("www"),
                                Optional.empty(),
                                Optional.of(Optional.empty()),
                                Optional.empty())));
        assertThat(changed.name()).isEqualTo("www");
        assertThat(changed.workflowId()).isEmpty();
        assertThat(changed.metadata()).isEqualTo(metadata);
        assertThat(get(groups().list(Optional.of("SERV"), Optional.empty(), 10)).items())
                .containsExactly(changed);
        done(groups().delete(group.id()));
        assertThat(code(groups().delete(group.id()))).isEqualTo("group-not-found");
    }
}
