package io.pureboot.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Fields;
import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.engine.secret.SecretEntry;
import io.pureboot.engine.secret.SecretName;
import io.pureboot.engine.secret.Secrets;
import io.pureboot.protocol.Ids;
import io.pureboot.protocol.Json;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /api/v1/secrets}: administrators write secrets; nobody reads one back (promise P-23). */
final class SecretRoutes {
    private static final String PATH = "/api/v1/secrets/";

    private final Secrets secrets;

    SecretRoutes(Secrets secrets) {
        this.secrets = secrets;
    }

    CompletionStage<HttpResponse> list(Call call) {
        return secrets.list().thenApply(entries -> Answers.page(entries, Optional.empty()));
    }

    /** What is told of a secret, and who changed it; of a deleted one the changes only. */
    CompletionStage<HttpResponse> get(Call call) {
        return name(call)
                .serve(name -> secrets.get(name).thenCombine(secrets.changes(name), (entry, changes) -> {
                    if (entry.isEmpty() && changes.isEmpty()) {
                        return unknown(name);
                    }
                    ObjectNode shown = entry.<ObjectNode>map(Json.mapper()::valueToTree)
                            .orElseGet(() -> Json.mapper().createObjectNode().put("name", name.value()));
                    shown.put("deleted", entry.isEmpty());
                    shown.set("changes", Json.mapper().valueToTree(changes));
                    return Answers.json(shown);
                }));
    }

    /** Sets a value; the answer says everything but it. */
    CompletionStage<HttpResponse> put(Call call) {
        return name(call)
                .then(name -> call.object().then(SecretRoutes::value).map(value -> secrets.set(name, value, call.by())))
                .serve(stage -> stage.thenApply(SecretRoutes::shown));
    }

    private static HttpResponse shown(SecretEntry entry) {
        return Answers.created(PATH + entry.name(), entry.version() > 1, entry);
    }

    private static Read<String> value(ObjectNode body) {
        Fields fields = new Fields(body);
        String value = fields.requiredText("value", Secrets.LONGEST_VALUE);
        return fields.read(() -> value)
                .then(text -> Secrets.maskable(text)
                        ? Read.fine(text)
                        : Read.refused(Problems.of(
                                "secret-unmaskable",
                                "a value that machines may print must be long enough to be told from other text")));
    }

    CompletionStage<HttpResponse> delete(Call call) {
        return name(call)
                .serve(name ->
                        secrets.delete(name, call.by()).thenApply(was -> was ? Answers.nothing() : unknown(name)));
    }

    CompletionStage<HttpResponse> rotate(Call call) {
        return secrets.rotate(call.by()).thenApply(Answers::json);
    }

    private static HttpResponse unknown(SecretName name) {
        return Answers.problem(Problems.of("secret-unknown", "no secret is called " + name));
    }

    private static Read<SecretName> name(Call call) {
        String text = call.segment("name");
        return SecretName.parse(text)
                .map(Read::fine)
                .orElseGet(() -> Read.refused(Problems.of(
                        "name-invalid",
                        "'" + Ids.shown(text) + "' is no secret's name: 1 to 128 characters of A-Z a-z 0-9 _ . -,"
                                + " the first one a letter or digit")));
    }
}
