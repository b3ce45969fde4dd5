package io.pureboot.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.execution.Executions;
import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.engine.query.AuditEntry;
import io.pureboot.engine.query.AuditTrail;
import io.pureboot.engine.query.Page;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.Json;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** What people ask of one execution: what it waits for, and what has happened to it. */
final class InquiryRoutes {
    private final Executions executions;
    private final AuditTrail trail;
    private final PageSize pages;

    InquiryRoutes(Executions executions, AuditTrail trail, PageSize pages) {
        this.executions = executions;
        this.trail = trail;
        this.pages = pages;
    }

    /** What the execution waits for, since when, and what would move it. */
    CompletionStage<HttpResponse> why(Call call) {
        return ExecutionRoutes.id(call)
                .serve(id -> executions
                        .get(id)
                        .thenApply(found -> found.map(execution -> Answers.json(WhyView.of(execution)))
                                .orElseGet(() -> ExecutionRoutes.unknown(id))));
    }

    private record Slice(ExecutionId execution, AuditTrail.Place after, int limit) {}

    /** The audit: every event, the oldest first. It does not need the execution itself, so a quarantined one has it too. */
    CompletionStage<HttpResponse> events(Call call) {
        return slice(call)
                .serve(slice -> trail.list(slice.execution(), slice.after(), slice.limit())
                        .thenApply(page -> answer(slice, page)));
    }

    private Read<Slice> slice(Call call) {
        return ExecutionRoutes.id(call)
                .then(id -> place(call)
                        .then(after ->
                                call.limit(pages.usual(), pages.most()).map(limit -> new Slice(id, after, limit))));
    }

    private static Read<AuditTrail.Place> place(Call call) {
        Optional<String> cursor = call.query("cursor");
        Optional<AuditTrail.Place> place = cursor.flatMap(AuditTrail::place);
        return cursor.isPresent() && place.isEmpty()
                ? Read.refused(Problems.of("cursor-invalid", "?cursor is none that a list has given"))
                : Read.fine(place.orElse(AuditTrail.Place.BEGINNING));
    }

    private static HttpResponse answer(Slice slice, Page<AuditEntry> page) {
        boolean unknown =
                slice.after().equals(AuditTrail.Place.BEGINNING) && page.items().isEmpty();
        return unknown
                ? ExecutionRoutes.unknown(slice.execution())
                : Answers.page(page.items().stream().map(InquiryRoutes::shown).toList(), page.nextCursor());
    }

    private static ObjectNode shown(AuditEntry entry) {
        ObjectNode shown = Json.mapper().createObjectNode();
        shown.put("sequence", entry.sequence());
        shown.put("position", entry.position());
        shown.put("name", entry.name());
        shown.put("at", entry.at().toString());
        shown.setAll(entry.details());
        return shown;
    }
}
