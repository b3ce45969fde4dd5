package io.pureboot.lab.chaos.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pureboot.lab.chaos.evidence.Event;
import io.pureboot.lab.chaos.evidence.Evidence;
import io.pureboot.lab.chaos.evidence.Tables;
import io.pureboot.lab.chaos.ledger.Entry;
import io.pureboot.lab.chaos.ledger.Heard;
import io.pureboot.lab.chaos.ledger.Saying;
import io.pureboot.protocol.Directive;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.ReportStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One execution {@code e1} on node {@code n1}, told by hand: journal, tables and its machine's ledger. {@link #clean} tells it as it should
 * be: {@code prepare} succeeds, {@code install} fails once and then succeeds. Tests add or take away what makes it wrong.
 */
final class Tale {
    private static final Instant BEGIN = Instant.parse("2026-01-26T10:00:00Z");

    final List<Event> journal = new ArrayList<>();
    final List<Entry> ledger = new ArrayList<>();
    final Map<String, Tables.ExecutionLine> executions = new HashMap<>();
    final Map<String, Tables.NodeLine> nodes = new HashMap<>();
    final Set<Tables.SubTaskKey> subTasks = new HashSet<>();
    final Set<String> wakeups = new HashSet<>();
    private final Map<String, Long> sequences = new HashMap<>();
    private int seconds;

    static Tale clean() {
        Tale tale = new Tale();
        tale.node("node-registered", "\"state\":\"pending\"");
        tale.node("node-locked", "\"execution_id\":\"e1\",\"lease\":1,\"key\":\"k1\"");
        tale.created("e1");
        tale.told("prepare", 1);
        tale.said("prepare", 1, ReportStatus.PROGRESS, "p1", new Heard.Persisted(false));
        tale.subTasks.add(new Tables.SubTaskKey("e1", "p1"));
        tale.said("prepare", 1, ReportStatus.SUCCESS, "s1", new Heard.Persisted(false));
        tale.ended("prepare", 1, "success", Optional.of("s1"));
        tale.started("install", 1, 1);
        tale.told("install", 1);
        tale.said("install", 1, ReportStatus.FAILED, "f1", new Heard.Spooled());
        tale.ended("install", 1, "failed", Optional.of("f1"));
        tale.execution("retry-scheduled", "\"step\":\"install\",\"next_budgeted\":2,\"due\":\"" + tale.now() + "\"");
        tale.started("install", 2, 2);
        tale.told("install", 2);
        tale.said("install", 2, ReportStatus.SUCCESS, "s2", new Heard.Persisted(false));
        tale.said("install", 2, ReportStatus.SUCCESS, "s2", new Heard.Persisted(true));
        tale.ended("install", 2, "success", Optional.of("s2"));
        tale.execution("execution-ended", "\"status\":\"completed\",\"rolled_back\":false");
        tale.ledger.add(new Entry.Finished(tale.now(), "e1", "completed"));
        tale.node("node-request-answered", "\"execution_id\":\"e1\",\"request_id\":\"r1\",\"applied\":true");
        tale.node("node-released", "\"execution_id\":\"e1\",\"lease\":1");
        tale.executions.put("e1", new Tables.ExecutionLine("completed", Optional.empty(), 2, tale.last("e1")));
        tale.nodes.put("n1", new Tables.NodeLine("pending", Optional.empty(), tale.last("n1")));
        return tale;
    }

    Verdict judged() {
        return Checker.check(
                new Evidence(journal, new Tables(executions, nodes, subTasks, wakeups), Map.of("m1", ledger)));
    }

    void created(String id) {
        ledger.add(new Entry.Started(now(), now(), "n1", "k" + id.substring(1), id, false));
        event(Event.EXECUTION, id, "execution-created", """
                "node_id":"n1","workflow":{"graph":{"steps":[{"id":"prepare","on_failure":"fail","retry":{"max_attempts":3}},
                {"id":"install","on_failure":"retry","retry":{"max_attempts":2}}]}}""");
        event(Event.EXECUTION, id, "attempt-started", attempt("prepare", 1, 1));
    }

    void started(String step, int attempt, int budgeted) {
        execution("attempt-started", attempt(step, attempt, budgeted));
    }

    private String attempt(String step, int attempt, int budgeted) {
        return "\"step\":\"" + step + "\",\"attempt\":" + attempt + ",\"budgeted\":" + budgeted + ",\"deadline\":\""
                + now().plusSeconds(600) + "\"";
    }

    void ended(String step, int attempt, String outcome, Optional<String> eventId) {
        execution(
                "attempt-ended",
                "\"step\":\"" + step + "\",\"attempt\":" + attempt + ",\"outcome\":\"" + outcome + "\""
                        + eventId.map(id -> ",\"event_id\":\"" + id + "\"").orElse(",\"cause\":\"attempt_timeout\""));
    }

    void execution(String name, String fields) {
        event(Event.EXECUTION, "e1", name, fields);
    }

    void node(String name, String fields) {
        event(Event.NODE, "n1", name, fields);
    }

    void told(String step, int attempt) {
        ledger.add(new Entry.Told(now(), "e1", step, attempt, Directive.RUN));
    }

    void said(String step, int attempt, ReportStatus status, String eventId, Heard heard) {
        said(step, attempt, status, eventId, true, heard);
    }

    void said(String step, int attempt, ReportStatus status, String eventId, boolean honest, Heard heard) {
        Saying saying = new Saying("e1", step, attempt, status, eventId, honest);
        ledger.add(new Entry.Said(now(), now(), saying, heard));
    }

    /** Takes away the events that a test does not want, and the numbers stay as if they had never been. */
    void without(String name, String text) {
        boolean some = journal.removeIf(
                event -> event.name().equals(name) && event.body().toString().contains(text));
        if (!some) {
            throw new IllegalArgumentException("the tale has no " + name + " with " + text);
        }
    }

    long last(String id) {
        return sequences.getOrDefault(id, 0L);
    }

    private Instant now() {
        return BEGIN.plusSeconds(seconds++);
    }

    private void event(String entity, String id, String name, String fields) {
        long sequence = sequences.merge(id, 1L, Long::sum);
        try {
            journal.add(new Event(
                    journal.size() + 1L,
                    entity,
                    id,
                    sequence,
                    name,
                    Json.mapper().readTree("{\"at\":\"" + now() + "\"," + fields + "}")));
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(fields, malformed);
        }
    }
}
