package io.pureboot.engine.http;

import static io.pureboot.engine.http.exchange.Access.ADMIN;
import static io.pureboot.engine.http.exchange.Access.CALLBACK;
import static io.pureboot.engine.http.exchange.Access.CALLBACK_OR_QUERY;
import static io.pureboot.engine.http.exchange.Access.EDGE;
import static io.pureboot.engine.http.exchange.Access.EDGE_OR_VIEWER;
import static io.pureboot.engine.http.exchange.Access.OPEN;
import static io.pureboot.engine.http.exchange.Access.OPERATOR;
import static io.pureboot.engine.http.exchange.Access.VIEWER;

import io.pureboot.engine.http.exchange.Access;
import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Endpoint;
import io.pureboot.engine.http.exchange.RouteTable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Every URL of the engine, with whom it serves and who answers it. */
public final class EngineRoutes {
    private final Resources on;
    private final int bodyLimit;
    private final int callbackBodyLimit;

    private EngineRoutes(Resources on, int bodyLimit, int callbackBodyLimit) {
        this.on = on;
        this.bodyLimit = bodyLimit;
        this.callbackBodyLimit = callbackBodyLimit;
    }

    /**
     * The table, ready for requests.
     *
     * @param bodyLimit the largest body, in bytes
     * @param callbackBodyLimit the largest body of a machine's callback, in bytes
     */
    public static RouteTable table(Rooms rooms, int bodyLimit, int callbackBodyLimit) {
        return new RouteTable(new EngineRoutes(Resources.of(rooms), bodyLimit, callbackBodyLimit).lines());
    }

    private List<Endpoint> lines() {
        return List.of(
                list(
                        "/api/v1/workflows",
                        VIEWER,
                        on.workflows()::list,
                        "os_family",
                        "architecture",
                        "boot_mode",
                        "is_active",
                        "q"),
                line("POST", "/api/v1/workflows", OPERATOR, on.workflows()::create)
                        .taking("dry_run", "strict"),
                line("POST", "/api/v1/workflows/import", OPERATOR, on.workflows()::importYaml)
                        .taking("dry_run", "strict"),
                line("POST", "/api/v1/workflows/validate", VIEWER, on.workflows()::validate)
                        .taking("strict"),
                line("GET", "/api/v1/workflows/{workflow}", VIEWER, on.workflows()::get),
                line("PUT", "/api/v1/workflows/{workflow}", OPERATOR, on.workflows()::update)
                        .taking("dry_run", "strict"),
                line("DELETE", "/api/v1/workflows/{workflow}", OPERATOR, on.workflows()::delete)
                        .taking("force"),
                line("GET", "/api/v1/workflows/{workflow}/export", VIEWER, on.workflows()::export),
                line("GET", "/api/v1/workflows/{workflow}/graph", VIEWER, on.graphs()::workflow)
                        .taking("revision", "format"),
                line("POST", "/api/v1/workflows/simulate", VIEWER, on.simulations()::ofUnsaved)
                        .taking("outcomes"),
                line("POST", "/api/v1/workflows/{workflow}/simulate", VIEWER, on.simulations()::ofStored)
                        .taking("outcomes"),
                list("/api/v1/workflows/{workflow}/revisions", VIEWER, on.workflows()::revisions),
                line("GET", "/api/v1/workflows/{workflow}/revisions/{revision}", VIEWER, on.workflows()::revision),
                //
                list("/api/v1/templates", VIEWER, on.templates()::list, "q", "name", "format"),
                line("POST", "/api/v1/templates", OPERATOR, on.templateFiles().creating(on.templates()::create)),
                line("GET", "/api/v1/templates/{template}", VIEWER, on.templates()::get),
                line("PATCH", "/api/v1/templates/{template}", OPERATOR, on.templates()::patch),
                line("DELETE", "/api/v1/templates/{template}", OPERATOR, on.templates()::delete)
                        .taking("force"),
                line(
                                "POST",
                                "/api/v1/templates/{template}/versions",
                                OPERATOR,
                                on.templateFiles().adding(on.templates()::addVersion))
                        .taking("bump"),
                list("/api/v1/templates/{template}/versions", VIEWER, on.templates()::versions),
                line("GET", "/api/v1/templates/{template}/versions/{version}", VIEWER, on.templates()::version),
                list("/api/v1/templates/{template}/history", VIEWER, on.templates()::history),
                line("GET", "/api/v1/templates/{template}/diff", VIEWER, on.previews()::diff)
                        .taking("from", "to", "context", "format"),
                line("POST", "/api/v1/templates/{template}/preview", VIEWER, on.previews()::preview)
                        .taking("format"),
                line("POST", "/api/v1/templates/preview", VIEWER, on.previews()::previewUnsaved)
                        .taking("format"),
                line("POST", "/api/v1/templates/validate", VIEWER, on.previews()::validate),
                line("GET", "/api/v1/templates/variables", VIEWER, on.previews()::variables),
                //
                list("/api/v1/groups", VIEWER, on.groups()::list, "q"),
                line("POST", "/api/v1/groups", OPERATOR, on.groups()::create),
                line("GET", "/api/v1/groups/{group}", VIEWER, on.groups()::get),
                line("PATCH", "/api/v1/groups/{group}", OPERATOR, on.groups()::patch),
                line("DELETE", "/api/v1/groups/{group}", OPERATOR, on.groups()::delete),
                //
                list("/api/v1/device-profiles", VIEWER, on.profiles()::list),
                line("POST", "/api/v1/device-profiles", OPERATOR, on.profiles()::create),
                line("GET", "/api/v1/device-profiles/{profile}", VIEWER, on.profiles()::get),
                line("PUT", "/api/v1/device-profiles/{profile}", OPERATOR, on.profiles()::update),
                line("DELETE", "/api/v1/device-profiles/{profile}", OPERATOR, on.profiles()::delete),
                list("/api/v1/applied/{source}", VIEWER, on.applied()::list),
                line("PUT", "/api/v1/applied/{source}", OPERATOR, on.applied()::put),
                line("DELETE", "/api/v1/applied/{source}", OPERATOR, on.applied()::remove)
                        .taking("kind", "name"),
                //
                list("/api/v1/nodes", VIEWER, on.nodes()::list, "state", "group_id", "q"),
                line("POST", "/api/v1/nodes", OPERATOR, on.nodes()::register),
                line("GET", "/api/v1/nodes/{node}", VIEWER, on.nodes()::get),
                line("PATCH", "/api/v1/nodes/{node}", OPERATOR, on.nodes()::patch),
                line("DELETE", "/api/v1/nodes/{node}", OPERATOR, on.nodes()::delete),
                line("POST", "/api/v1/nodes/{node}/state", OPERATOR, on.nodes()::move),
                list("/api/v1/nodes/{node}/history", VIEWER, on.nodes()::history),
                line("POST", "/api/v1/nodes/{node}/release-quarantine", OPERATOR, on.nodes()::release),
                line("POST", "/api/v1/nodes/{node}/execute", OPERATOR, on.executions()::execute),
                list("/api/v1/nodes/{node}/executions", VIEWER, on.executions()::listOfNode),
                //
                list(
                        "/api/v1/executions",
                        VIEWER,
                        on.executions()::list,
                        "status",
                        "workflow_id",
                        "node_id",
                        "group_id",
                        "step",
                        "since",
                        "until",
                        "q"),
                line("GET", "/api/v1/executions/{execution}", VIEWER, on.executions()::get),
                list("/api/v1/executions/{execution}/steps", VIEWER, on.executions()::steps),
                line("GET", "/api/v1/executions/{execution}/steps/{step}/logs", VIEWER, on.logs()::read)
                        .taking("attempt", "offset", "follow"),
                line("POST", "/api/v1/executions/{execution}/release-quarantine", OPERATOR, on.executions()::release),
                line("POST", "/api/v1/executions/{execution}/cancel", OPERATOR, on.executions()::cancel)
                        .taking("force"),
                line("POST", "/api/v1/executions/{execution}/retry", OPERATOR, on.executions()::retry)
                        .taking("from"),
                line("POST", "/api/v1/executions/{execution}/pause", OPERATOR, on.controls()::pause),
                line("POST", "/api/v1/executions/{execution}/resume", OPERATOR, on.controls()::resume),
                line("POST", "/api/v1/executions/{execution}/skip", OPERATOR, on.controls()::skip),
                line("GET", "/api/v1/executions/{execution}/why", VIEWER, on.inquiries()::why),
                line("GET", "/api/v1/executions/{execution}/graph", VIEWER, on.graphs()::execution)
                        .taking("format"),
                list("/api/v1/executions/{execution}/events", VIEWER, on.inquiries()::events),
                //
                call("GET", "/api/v1/callback/{execution}/current", CALLBACK, on.callbacks()::current)
                        .taking("boot_id", "format"),
                call("POST", "/api/v1/callback/{execution}/step/{step}", CALLBACK, on.callbacks()::report),
                call("POST", "/api/v1/callback/{execution}/step/{step}/logs", CALLBACK, on.logs()::put)
                        .taking("attempt", "offset"),
                call("POST", "/api/v1/callback/{execution}/heartbeat", CALLBACK, on.callbacks()::heartbeat),
                call("POST", "/api/v1/callback/{execution}/phone-home", CALLBACK_OR_QUERY, on.callbacks()::phoneHome)
                        .taking("step", "attempt", "event_id"),
                call("POST", "/api/v1/callback/{execution}/report", CALLBACK_OR_QUERY, on.callbacks()::event)
                        .taking("step", "attempt"),
                //
                line("POST", "/api/v1/boot", EDGE, on.boots()::boot),
                line("POST", "/api/v1/boot/batch", EDGE, on.boots()::batch),
                line("GET", "/api/v1/boot/{execution}/seed/{file}", EDGE, on.boots()::seed),
                line("POST", "/api/v1/callbacks/batch", EDGE, on.callbackBatches()::take),
                list("/api/v1/edges", VIEWER, on.edges()::list),
                line("GET", "/api/v1/edges/{edge}", VIEWER, on.edges()::get),
                line("DELETE", "/api/v1/edges/{edge}", OPERATOR, on.edges()::forget),
                line("POST", "/api/v1/edges/{edge}/heartbeat", EDGE, on.edges()::heartbeat),
                //
                list("/api/v1/storage-backends", VIEWER, on.storageBackends()::list),
                line("POST", "/api/v1/storage-backends", ADMIN, on.storageBackends()::create),
                line("GET", "/api/v1/storage-backends/{backend}", VIEWER, on.storageBackends()::get),
                line("DELETE", "/api/v1/storage-backends/{backend}", ADMIN, on.storageBackends()::delete),
                line("OPTIONS", "/api/v1/uploads", OPEN, on.uploads()::options),
                line("POST", "/api/v1/uploads", OPERATOR, on.uploads()::create),
                line("GET", "/api/v1/uploads/{upload}", OPERATOR, on.uploads()::get),
                streamed("PATCH", "/api/v1/uploads/{upload}", OPERATOR, on.uploads()::append),
                line("DELETE", "/api/v1/uploads/{upload}", OPERATOR, on.uploads()::discard),
                list("/api/v1/files", VIEWER, on.files()::list),
                line("POST", "/api/v1/files", OPERATOR, on.files()::refer),
                line("GET", "/api/v1/files/{sha256}", VIEWER, on.files()::get),
                line("GET", "/api/v1/artifacts/sha256/{sha256}", EDGE_OR_VIEWER, on.files()::bytes),
                list("/api/v1/secrets", ADMIN, on.secrets()::list),
                line("POST", "/api/v1/secrets/rotate", ADMIN, on.secrets()::rotate),
                line("GET", "/api/v1/secrets/{name}", ADMIN, on.secrets()::get),
                line("PUT", "/api/v1/secrets/{name}", ADMIN, on.secrets()::put),
                line("DELETE", "/api/v1/secrets/{name}", ADMIN, on.secrets()::delete),
                //
                list("/api/v1/quarantine", VIEWER, on.operations()::quarantined),
                line("GET", "/api/v1/openapi.json", VIEWER, this::document),
                line("GET", "/health/live", OPEN, on.operations()::live),
                line("GET", "/health/ready", OPEN, on.operations()::ready),
                line("GET", "/metrics", OPEN, on.operations()::metrics));
    }

    private CompletionStage<HttpResponse> document(Call call) {
        return CompletableFuture.completedFuture(Answers.json(ApiDocument.of(lines())));
    }

    private Endpoint line(
            String method, String path, Access access, Function<Call, CompletionStage<HttpResponse>> serve) {
        return new Endpoint(method, path, access, bodyLimit, serve);
    }

    /** All lists take these two, the short ones too. */
    private Endpoint list(
            String path, Access access, Function<Call, CompletionStage<HttpResponse>> serve, String... filters) {
        return line("GET", path, access, serve).taking(filters).taking("limit", "cursor");
    }

    private Endpoint streamed(
            String method, String path, Access access, Function<Call, CompletionStage<HttpResponse>> serve) {
        return new Endpoint(method, path, access, List.of(), new Endpoint.Body.Streamed(), serve);
    }

    private Endpoint call(
            String method, String path, Access access, Function<Call, CompletionStage<HttpResponse>> serve) {
        return new Endpoint(method, path, access, callbackBodyLimit, serve);
    }
}
