package io.pureboot.engine.http.exchange;

import io.pureboot.engine.access.ApiTokens;
import io.pureboot.engine.access.CallbackTokens;
import io.pureboot.engine.access.Caller;
import io.pureboot.engine.access.Role;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.Headers;
import io.pureboot.protocol.Ids;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/** Who sends a request, and may they use the endpoint? */
public final class Authentication {
    private static final Caller NOBODY = new Caller("nobody", Role.VIEWER);
    private static final String BEARER = "Bearer ";

    private final ApiTokens apiTokens;
    private final CallbackTokens callbackTokens;

    public Authentication(ApiTokens apiTokens, CallbackTokens callbackTokens) {
        this.apiTokens = apiTokens;
        this.callbackTokens = callbackTokens;
    }

    CompletionStage<Read<Caller>> check(Endpoint endpoint, Map<String, String> variables, HttpRequest request) {
        return switch (endpoint.access()) {
            case OPEN -> done(Read.fine(NOBODY));
            case VIEWER -> role(request, Role.VIEWER);
            case OPERATOR -> role(request, Role.OPERATOR);
            case ADMIN -> role(request, Role.ADMIN);
            case EDGE -> role(request, Role.EDGE);
            case EDGE_OR_VIEWER -> role(request, Role.VIEWER, Role.EDGE);
            case CALLBACK -> done(callback(request, variables, bearer(request)));
            case CALLBACK_OR_QUERY ->
                done(callback(
                        request,
                        variables,
                        bearer(request).or(() -> request.getUri().query().get("token"))));
        };
    }

    private CompletionStage<Read<Caller>> role(HttpRequest request, Role wanted, Role... alsoWelcome) {
        Optional<String> token = bearer(request);
        if (token.isEmpty()) {
            return done(Read.refused(Problems.of("unauthenticated", "the request has no bearer token")));
        }
        return apiTokens.check(token.get()).thenApply(found -> {
            if (found.isEmpty()) {
                return Read.refused(Problems.of("unauthenticated", "the bearer token is not known"));
            }
            Caller caller = found.get();
            return caller.role().covers(wanted) || List.of(alsoWelcome).contains(caller.role())
                    ? Read.fine(caller)
                    : Read.refused(Problems.of(
                            "forbidden",
                            "the token's role is " + caller.role().wire() + "; this needs " + wanted.wire()));
        });
    }

    private Read<Caller> callback(HttpRequest request, Map<String, String> variables, Optional<String> token) {
        String text = variables.getOrDefault("execution", "");
        Optional<ExecutionId> execution = ExecutionId.parse(text);
        if (execution.isEmpty()) {
            return Read.refused(Problems.of("malformed-id", "'" + Ids.shown(text) + "' is no execution's id"));
        }
        if (token.isEmpty()) {
            return Read.refused(Problems.of("unauthenticated", "the callback has no token"));
        }
        Optional<Integer> generation = callbackTokens.generation(execution.get(), token.get());
        if (generation.isEmpty()) {
            return Read.refused(
                    Problems.of("wrong-token", "the token does not belong to execution " + execution.get()));
        }
        String edge = request.getHeader(Headers.EDGE)
                .map(HttpHeader::value)
                .filter(Ids::wellFormed)
                .map(id -> " via " + id)
                .orElse("");
        return Read.fine(new Caller("agent" + edge, Role.VIEWER, generation));
    }

    private static Optional<String> bearer(HttpRequest request) {
        return request.getHeader("Authorization")
                .map(HttpHeader::value)
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()).strip())
                .filter(token -> !token.isEmpty());
    }

    private static <T> CompletionStage<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
