package io.pureboot.standalone.files;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.Json;
import io.pureboot.standalone.client.EngineClient;
import io.pureboot.standalone.client.EngineRefusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compares what files want with what a server holds. Reads only. */
public final class Planning {
    private static final Set<String> OF_SERVER =
            Set.of("id", "revision", "sha256", "created_at", "created_by", "updated_at", "updated_by");
    private static final List<Kind> BACKWARDS = List.of(Kind.GROUP, Kind.WORKFLOW, Kind.PROFILE, Kind.TEMPLATE);
    private static final int NOT_FOUND = 404;

    private record Key(Kind kind, String name) {}

    private final Source source;
    private final Server server;
    private final boolean prune;
    private final Map<Key, Held> held = new LinkedHashMap<>();
    private final Map<Key, Mark> marks = new LinkedHashMap<>();
    private final Map<Key, Wanted> wanted = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private Planning(Source source, Server server, boolean prune) {
        this.source = source;
        this.server = server;
        this.prune = prune;
    }

    /**
     * What an apply would do.
     *
     * @param name of the source, whose marks say what it has made
     * @param prune whether what it has made and does not hold any more is to go
     */
    public static Plan of(Source source, EngineClient client, String name, boolean prune)
            throws IOException, InterruptedException {
        return new Planning(source, new Server(client, name), prune).plan();
    }

    private Plan plan() throws IOException, InterruptedException {
        for (Kind kind : Kind.values()) {
            all(kind).forEach(each -> held.put(new Key(kind, each.name()), each));
        }
        server.marks().forEach(mark -> marks.put(new Key(mark.kind(), mark.name()), mark));
        source.wanted().forEach(each -> wanted.putIfAbsent(new Key(each.kind(), each.name()), each));
        faults.addAll(source.faults());
        for (Wanted each : source.wanted()) {
            references(each);
        }
        List<Change> changes = new ArrayList<>();
        for (Wanted each : References.inOrder(source.wanted())) {
            changes.add(change(each));
        }
        List<Mark> unmarked = new ArrayList<>();
        deletions(changes, unmarked);
        return new Plan(faults.isEmpty() ? changes : List.of(), unmarked, faults, notes);
    }

    /** An older server knows no device profiles: it holds none. */
    private List<Held> all(Kind kind) throws IOException, InterruptedException {
        try {
            return server.all(kind);
        } catch (EngineRefusal refusal) {
            boolean wants = source.wanted().stream().anyMatch(each -> each.kind() == kind);
            if (refusal.status() == NOT_FOUND && !wants) {
                return List.of();
            }
            throw refusal;
        }
    }

    // --- what is named

    private void references(Wanted each) throws IOException, InterruptedException {
        for (String reference : each.templates()) {
            if (!resolves(reference)) {
                faults.add(each.file() + ":" + References.place(each.text(), reference) + ": there is no template "
                        + reference + ", neither here nor on the server [template_missing]");
            }
        }
        if (each instanceof Wanted.Group group
                && !group.workflow().isEmpty()
                && !there(Kind.WORKFLOW, group.workflow())) {
            faults.add(each.file() + ":" + References.place(each.text(), group.workflow()) + ": there is no workflow '"
                    + group.workflow() + "', neither here nor on the server [workflow_missing]");
        }
    }

    private boolean resolves(String reference) throws IOException, InterruptedException {
        String name = References.name(reference);
        String version = References.version(reference);
        if (!there(Kind.TEMPLATE, name)) {
            return false;
        }
        Optional<Held> template = held(Kind.TEMPLATE, name);
        boolean unversioned = version.isEmpty() || version.equals("latest");
        if (template.isEmpty() || unversioned) {
            return unversioned || version.matches("v?1(\\.0)?");
        }
        return server.hasVersion(template.get(), version);
    }

    /** Whether it will be there after the apply. */
    private boolean there(Kind kind, String name) {
        boolean stays =
                held(kind, name).filter(found -> !(prune && mine(found))).isPresent();
        return wanted.containsKey(new Key(kind, name)) || stays;
    }

    private Optional<Held> held(Kind kind, String name) {
        return Optional.ofNullable(held.get(new Key(kind, name)));
    }

    private Optional<Mark> mark(Kind kind, String name) {
        return Optional.ofNullable(marks.get(new Key(kind, name)));
    }

    private boolean mine(Held found) {
        return mark(found.kind(), found.name()).flatMap(Mark::id).equals(Optional.of(found.id()));
    }

    // --- what differs

    private Change change(Wanted each) throws IOException, InterruptedException {
        Optional<Held> there = held(each.kind(), each.name());
        if (there.isEmpty()) {
            return new Change(
                    Change.Action.CREATE,
                    each.kind(),
                    each.name(),
                    List.of(),
                    Optional.empty(),
                    Optional.of(each),
                    true);
        }
        Held found = there.get();
        List<String> what = switch (each) {
            case Wanted.Template template -> template(template, found);
            case Wanted.Workflow workflow ->
                workflow.sha256().equals(found.json().path("sha256").asText())
                        ? List.of()
                        : Differences.fields(found.json(), workflow.json(), OF_SERVER);
            case Wanted.Profile profile -> Differences.fields(found.json(), profile.json(), OF_SERVER);
            case Wanted.Group group -> group(group, found);
        };
        // The mark of an interrupted apply, which did not get to write down what it had made.
        boolean unfinished = mark(each.kind(), each.name())
                .filter(mark -> mark.id().isEmpty())
                .isPresent();
        return new Change(
                what.isEmpty() ? Change.Action.KEEP : Change.Action.UPDATE,
                each.kind(),
                each.name(),
                what,
                Optional.of(found),
                Optional.of(each),
                unfinished);
    }

    private List<String> template(Wanted.Template template, Held found) throws IOException, InterruptedException {
        String format = found.json().path("format").asText();
        if (!format.equals(template.format())) {
            faults.add(template.file() + ":1:1: template '" + template.name() + "' is " + format
                    + " on the server, and its format cannot change; use another name [format_changed]");
        }
        String content = server.currentVersion(found).path("content").asText();
        return content.equals(template.text())
                ? List.of()
                : List.of(found.json().path("current_version").asText() + ", "
                        + Differences.lines(content, template.text()));
    }

    private List<String> group(Wanted.Group group, Held found) {
        ObjectNode before = Json.mapper().createObjectNode();
        before.put("description", found.json().path("description").asText());
        before.put("workflow", workflowName(found.json().path("workflow_id").asText("")));
        before.set("metadata", found.json().path("metadata"));
        ObjectNode after = Json.mapper().createObjectNode();
        after.put("description", group.description());
        after.put("workflow", group.workflow());
        after.set("metadata", group.metadata());
        return Differences.fields(before, after, Set.of());
    }

    private String workflowName(String id) {
        return held.values().stream()
                .filter(each -> each.kind() == Kind.WORKFLOW && each.id().equals(id))
                .map(Held::name)
                .findFirst()
                .orElse(id.equals("null") ? "" : id);
    }

    // --- what goes

    private void deletions(List<Change> changes, List<Mark> unmarked) {
        int left = 0;
        for (Kind kind : BACKWARDS) {
            List<Mark> gone = marks.values().stream()
                    .filter(mark -> mark.kind() == kind && !wanted.containsKey(new Key(kind, mark.name())))
                    .sorted(Comparator.comparing(Mark::name))
                    .toList();
            for (Mark mark : gone) {
                Optional<Held> found = held(kind, mark.name());
                if (found.isEmpty()) {
                    unmarked.add(mark);
                } else if (mark.id().isEmpty()) {
                    notes.add(kind.wire() + " " + mark.name()
                            + " may be what an interrupted apply has made, or somebody else's: delete it by hand");
                } else if (!mine(found.get())) {
                    notes.add(kind.wire() + " " + mark.name() + " was made anew by somebody else: it stays");
                    unmarked.add(mark);
                } else if (prune) {
                    changes.add(new Change(
                            Change.Action.DELETE, kind, mark.name(), List.of(), found, Optional.empty(), true));
                } else {
                    left++;
                }
            }
        }
        if (left > 0) {
            notes.add(left + (left == 1 ? " thing" : " things")
                    + " that this source has made and does not hold any more: --prune deletes them");
        }
    }
}
