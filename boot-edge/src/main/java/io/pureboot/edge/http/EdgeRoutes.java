package io.pureboot.edge.http;

import static io.pureboot.edge.http.Route.get;
import static io.pureboot.edge.http.Route.post;

import io.pureboot.edge.ipxe.script.QueryText;
import io.pureboot.protocol.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every URL of the edge. What GET answers, HEAD answers too, and asks no engine what a machine boots. */
public final class EdgeRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(EdgeRoutes.class);

    private final List<Route> routes;
    /** Those that are one path, by it: what machines ask most is found at once. */
    private final Map<String, Route> exact;

    public EdgeRoutes(
            BootAnswers boot,
            GrubAnswers grub,
            LoaderAnswers loaders,
            AssetAnswers assets,
            CachedAnswers cached,
            CloudInitAnswers cloudInit,
            AgentAnswers agent,
            CallbackAnswers callbacks,
            HealthAnswers health) {
        routes = List.of(
                get("/boot.ipxe", boot::firstScript),
                get("/ipxe", boot::machineScript),
                get("/artifacts/sha256/{hash}", cached::file),
                get("/artifacts/**", assets::artifact),
                get("/cloud-init/{execution}/{file}", cloudInit::seed),
                get("/agent/overlay.img", agent::overlay),
                get("/agent/**", agent::file),
                get("/api/v1/callback/{execution}/**", callbacks::relay),
                post("/api/v1/callback/{execution}/**", callbacks::relay),
                get("/health/live", health::live),
                get("/health/ready", health::ready),
                get("/metrics", health::metrics),
                get("/loaders/**", loaders::file),
                get("/grub/machine/{mac}/{target}", grub::machine),
                get("/grub/again/{mac}/{target}", grub::again),
                get("/**/grub.cfg", grub::first),
                get("/grub/{file}", grub::named),
                get("/**/autoexec.ipxe", boot::firstScript));
        exact = routes.stream()
                .filter(Route::exact)
                .collect(Collectors.toMap(route -> "/" + String.join("/", route.pattern()), route -> route));
    }

    private static final Route.Match NO_NAMES = new Route.Match(List.of(), "");

    /** The URLs, as {@code GET /boot.ipxe}: for the documentation and its test. */
    public List<String> urls() {
        return routes.stream().map(Route::toString).toList();
    }

    /** Answers a request; completes normally in every case. */
    public CompletionStage<HttpResponse> answer(HttpRequest request) {
        String path = request.getUri().path();
        Optional<Route> only = Optional.ofNullable(exact.get(path))
                .filter(route -> route.takes(request.method().value()));
        if (only.isPresent()) {
            return answer(only.get(), request, NO_NAMES);
        }
        boolean known = false;
        List<String> segments = Route.segments(path);
        for (Route route : routes) {
            Optional<Route.Match> match = route.match(segments);
            if (match.isEmpty()) {
                continue;
            }
            known = true;
            if (route.takes(request.method().value())) {
                return answer(route, request, match.get());
            }
        }
        return CompletableFuture.completedFuture(
                known
                        ? Answers.problem(Problem.of(405, "method-not-allowed", "This URL does not take this method"))
                        : Answers.problem(Problem.of(404, "no-such-url", "The edge has no such URL")
                                .detail(QueryText.decode(path))));
    }

    private static CompletionStage<HttpResponse> answer(Route route, HttpRequest request, Route.Match match) {
        try {
            return route.handler().answer(request, match).exceptionally(failure -> broken(request, failure));
        } catch (RuntimeException failure) {
            return CompletableFuture.completedFuture(broken(request, failure));
        }
    }

    private static HttpResponse broken(HttpRequest request, Throwable failure) {
        LOG.error("{} {} failed", request.method().value(), request.getUri().path(), failure);
        return Answers.problem(Problem.of(500, "edge-failed", "The edge failed to answer")
                .advice("Ask again; the edge's log has the cause."));
    }
}
