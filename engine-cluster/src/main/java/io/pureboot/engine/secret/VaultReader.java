package io.pureboot.engine.secret;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.access.SecretFile;
import io.pureboot.protocol.Json;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads secrets of a Vault's key-value store of version 2. {@code site1.db.password} is the field {@code password} of the secret
 * {@code site1/db} below the configured path; a name without a dot is the field {@code value} of the secret of that name.
 */
final class VaultReader {
    private static final Logger LOG = LoggerFactory.getLogger(VaultReader.class);
    private static final int MOST_REMEMBERED = 1000;
    private static final String USUAL_FIELD = "value";

    private final HttpClient http;
    private final SecretSettings.Vault vault;
    private final Duration grace;
    private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();
    /** One line in the log for each time that it falls silent. */
    private final AtomicBoolean silent = new AtomicBoolean();

    private record Remembered(SecretText value, long atNanos) {
        Duration age() {
            return Duration.ofNanos(System.nanoTime() - atNanos);
        }
    }

    private record Place(String path, String field) {}

    /** @param grace how long values are read from memory while the Vault does not answer */
    VaultReader(SecretSettings.Vault vault, Duration grace) {
        this.http = HttpClient.newBuilder().connectTimeout(vault.timeout()).build();
        this.vault = vault;
        this.grace = grace;
    }

    /** Empty when there is no such secret or field; fails with {@link SecretsUnavailable} when the Vault does not say. */
    CompletionStage<Optional<SecretText>> find(SecretName name) {
        Optional<Remembered> known = Optional.ofNullable(remembered.get(name.value()));
        if (known.filter(k -> k.age().compareTo(vault.cache()) < 0).isPresent()) {
            return CompletableFuture.completedStage(known.map(Remembered::value));
        }
        return ask(name).handle((found, failure) -> {
            if (failure == null) {
                silent.set(false);
                remember(name, found);
                return found;
            }
            SecretsUnavailable why = reason(failure);
            if (!silent.getAndSet(true)) {
                LOG.warn("{}", why.getMessage());
            }
            return known.filter(k -> k.age().compareTo(grace) < 0)
                    .map(Remembered::value)
                    .or(() -> {
                        throw why;
                    });
        });
    }

    private CompletionStage<Optional<SecretText>> ask(SecretName name) {
        Place place = place(name);
        HttpRequest request;
        try {
            request = request(place);
        } catch (SecretsUnavailable tokenless) {
            return CompletableFuture.failedStage(tokenless);
        }
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(response -> switch (response.statusCode()) {
                    case 200 -> field(response.body(), place);
                    case 404 -> Optional.empty();
                    default ->
                        throw new SecretsUnavailable("the Vault at " + vault.url() + " answers " + response.statusCode()
                                + " when it is asked for " + place.path());
                });
    }

    private static Place place(SecretName name) {
        int dot = name.value().lastIndexOf('.');
        return dot <= 0 || dot == name.value().length() - 1
                ? new Place(name.value(), USUAL_FIELD)
                : new Place(
                        name.value().substring(0, dot).replace('.', '/'),
                        name.value().substring(dot + 1));
    }

    private HttpRequest request(Place place) {
        String folder = vault.path().isEmpty() ? "" : vault.path() + "/";
        URI url = URI.create(vault.url() + "/v1/" + vault.mount() + "/data/" + folder + place.path());
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(vault.timeout())
                .header("X-Vault-Token", token())
                .header("X-Vault-Request", "true");
        vault.namespace().ifPresent(namespace -> request.header("X-Vault-Namespace", namespace));
        return request.build();
    }

    /** Whoever renews a token writes it into the file anew. */
    private String token() {
        try {
            return vault.token()
                    .or(() -> vault.tokenFile().flatMap(SecretFile::read))
                    .orElseThrow(() -> new SecretsUnavailable("there is no token for the Vault in "
                            + vault.tokenFile().map(Object::toString).orElse("its settings")));
        } catch (UncheckedIOException unreadable) {
            throw new SecretsUnavailable("the Vault's token cannot be read: " + unreadable.getMessage());
        }
    }

    /** {@code {"data": {"data": {field: text}, "metadata": {…}}}}; a deleted version has no inner data. */
    private Optional<SecretText> field(String body, Place place) {
        try {
            JsonNode value =
                    Json.mapper().readTree(body).path("data").path("data").path(place.field());
            return value.isValueNode() && !value.isNull()
                    ? Optional.of(new SecretText(value.asText()))
                    : Optional.empty();
        } catch (JsonProcessingException other) {
            // Its message would show a part of the body.
            throw new SecretsUnavailable("what the Vault at " + vault.url() + " answers is not JSON");
        }
    }

    private void remember(SecretName name, Optional<SecretText> found) {
        if (remembered.size() > MOST_REMEMBERED) {
            remembered.clear();
        }
        found.ifPresentOrElse(
                value -> remembered.put(name.value(), new Remembered(value, System.nanoTime())),
                () -> remembered.remove(name.value()));
    }

    private SecretsUnavailable reason(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof SecretsUnavailable known
                ? known
                : new SecretsUnavailable("the Vault at " + vault.url() + " does not answer: "
                        + cause.getClass().getSimpleName());
    }
}
