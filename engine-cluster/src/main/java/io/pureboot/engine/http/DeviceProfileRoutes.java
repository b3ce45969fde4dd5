package io.pureboot.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.engine.registry.DeviceProfiles;
import io.pureboot.engine.registry.ProfileEntry;
import io.pureboot.engine.step.StepTypes;
import io.pureboot.engine.workflow.catalog.StorableText;
import io.pureboot.engine.workflow.dialect.YamlDocument;
import io.pureboot.engine.workflow.profile.DeviceProfile;
import io.pureboot.engine.workflow.profile.ProfileReading;
import io.pureboot.protocol.Ids;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /api/v1/device-profiles}. */
final class DeviceProfileRoutes {
    private static final String PATH = "/api/v1/device-profiles/";

    private final DeviceProfiles profiles;

    DeviceProfileRoutes(DeviceProfiles profiles) {
        this.profiles = profiles;
    }

    /** All of them: no list of makes is long. */
    CompletionStage<HttpResponse> list(Call call) {
        return profiles.all()
                .thenApply(all ->
                        Answers.page(all.stream().map(DeviceProfileRoutes::json).toList(), Optional.empty()));
    }

    CompletionStage<HttpResponse> create(Call call) {
        return call.idempotencyKey()
                .then(key -> profile(call).map(profile -> profiles.create(profile, call.by(), key)))
                .serve(stage -> stage.thenApply(answer -> Refusals.or(
                        answer, (entry, duplicate) -> Answers.created(PATH + entry.id(), duplicate, json(entry)))));
    }

    CompletionStage<HttpResponse> get(Call call) {
        return id(call).serve(id -> profiles.get(id)
                .thenApply(found -> found.map(entry -> Answers.json(json(entry)))
                        .orElseGet(() -> Answers.problem(
                                Problems.of("profile-not-found", "no device profile has the id " + id)))));
    }

    CompletionStage<HttpResponse> update(Call call) {
        return id(call).then(id -> profile(call).map(profile -> profiles.update(id, profile)))
                .serve(stage ->
                        stage.thenApply(answer -> Refusals.or(answer, (entry, same) -> Answers.json(json(entry)))));
    }

    CompletionStage<HttpResponse> delete(Call call) {
        return id(call).map(profiles::delete)
                .serve(stage -> stage.thenApply(answer -> Refusals.or(answer, (entry, same) -> Answers.nothing())));
    }

    private static Read<String> id(Call call) {
        return call.id("profile", text -> Optional.of(text).filter(Ids::wellFormed));
    }

    private static Read<DeviceProfile> profile(Call call) {
        return call.saysYaml()
                ? call.yaml().then(DeviceProfileRoutes::inYaml)
                : call.object().then(json -> of(json, List.of()));
    }

    private static Read<DeviceProfile> inYaml(String text) {
        YamlDocument document = YamlDocument.read(text);
        List<Problem.Fault> faults = new ArrayList<>(document.faults());
        if (ProfileReading.of(document.object(), StepTypes.all())
                instanceof ProfileReading.Faulty(List<Problem.Fault> more)) {
            more.forEach(fault -> faults.add(document.located(fault)));
        }
        return of(document.object(), faults);
    }

    private static Read<DeviceProfile> of(ObjectNode json, List<Problem.Fault> known) {
        if (!StorableText.holds(json.toString()) || json.toString().contains("\\u0000")) {
            return Read.refused(Problems.of("profile-invalid", "a text holds a NUL or an unpaired surrogate"));
        }
        return switch (ProfileReading.of(json, StepTypes.all())) {
            case ProfileReading.Profile(DeviceProfile profile) when known.isEmpty() -> Read.fine(profile);
            case ProfileReading.Profile profile -> refused(known);
            case ProfileReading.Faulty(List<Problem.Fault> faults) -> refused(known.isEmpty() ? faults : known);
        };
    }

    private static Read<DeviceProfile> refused(List<Problem.Fault> faults) {
        return Read.refused(
                Problems.of("profile-invalid", faults.getFirst().message()).errors(faults));
    }

    private static ObjectNode json(ProfileEntry entry) {
        ObjectNode json = Json.mapper().createObjectNode().put("id", entry.id());
        json.setAll(entry.profile().toJson());
        json.set("created_at", Json.mapper().valueToTree(entry.createdAt()));
        json.put("created_by", entry.createdBy());
        json.set("updated_at", Json.mapper().valueToTree(entry.updatedAt()));
        return json;
    }
}
