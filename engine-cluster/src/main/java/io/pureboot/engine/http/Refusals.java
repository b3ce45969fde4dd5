package io.pureboot.engine.http;

import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.node.NodeRefusal;
import io.pureboot.engine.registry.RegistryAnswer;
import io.pureboot.engine.storage.StorageAnswer;
import io.pureboot.engine.storage.StorageRefusal;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.Refusal;
import io.pureboot.engine.workflow.catalog.CatalogRefusal;
import io.pureboot.protocol.Problem;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** The rooms' refusals as problems. */
final class Refusals {
    private Refusals() {}

    static HttpResponse of(Refusal refusal, Optional<Execution> execution) {
        String status =
                execution.map(e -> "; the execution is " + e.status().wire()).orElse("");
        return Answers.problem(Problems.of(refusal.code().wire(), refusal.detail() + status));
    }

    static HttpResponse of(NodeRefusal refusal) {
        return Answers.problem(refusal.refusal()
                .map(inner -> Problems.of(inner.code().wire(), refusal.detail()))
                .orElseGet(() -> Problems.of(refusal.code().wire(), refusal.detail())));
    }

    /** A sender that is at another place learns where to go on. */
    static HttpResponse of(StorageRefusal refusal) {
        HttpResponse response = Answers.problem(Problems.of(refusal.code().wire(), refusal.detail()));
        return refusal.offset().isPresent()
                ? response.addHeader(RawHeader.create(
                        "Upload-Offset", Long.toString(refusal.offset().getAsLong())))
                : response;
    }

    /** The storage's answer, likewise. */
    static <T> HttpResponse or(StorageAnswer<T> answer, BiFunction<T, Boolean, HttpResponse> shown) {
        return switch (answer) {
            case StorageAnswer.Done<T>(T value, boolean duplicate) -> shown.apply(value, duplicate);
            case StorageAnswer.Refused<T>(StorageRefusal refusal) -> of(refusal);
        };
    }

    static HttpResponse of(CatalogRefusal refusal) {
        return Answers.problem(
                Problems.of(refusal.code().wire(), refusal.detail()).errors(refusal.faults()));
    }

    /** The registry's answer: what {@code shown} makes of the value and whether it is a duplicate, or the problem. */
    static <T> HttpResponse or(RegistryAnswer<T> answer, BiFunction<T, Boolean, HttpResponse> shown) {
        return switch (answer) {
            case RegistryAnswer.Done<T>(T value, boolean duplicate) -> shown.apply(value, duplicate);
            case RegistryAnswer.Refused<T>(CatalogRefusal refusal) -> of(refusal);
        };
    }

    /** What is wrong with a definition: not YAML at all, or a workflow that cannot run. */
    static Problem definition(List<Problem.Fault> faults) {
        boolean syntax = faults.stream().anyMatch(fault -> fault.code().equals("yaml_syntax"));
        String first = faults.stream()
                .findFirst()
                .map(fault -> (fault.path().isEmpty() ? "" : fault.path() + " ")
                        + fault.message()
                        + fault.line()
                                .map(line -> "; line " + line + ", column "
                                        + fault.column().orElse(1))
                                .orElse(""))
                .orElse("the definition is faulty");
        String more = faults.size() > 1 ? " (" + faults.size() + " faults in all)" : "";
        return Problems.of(syntax ? "malformed-yaml" : "definition-invalid", first + more)
                .errors(faults);
    }
}
