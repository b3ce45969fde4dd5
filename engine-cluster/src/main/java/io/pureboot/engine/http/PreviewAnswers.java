package io.pureboot.engine.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.dispatch.Preview;
import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.template.Analysis;
import io.pureboot.engine.template.Rendering;
import io.pureboot.engine.template.diff.TextDiff;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.Problem;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Previews and comparisons as responses. */
final class PreviewAnswers {
    private PreviewAnswers() {}

    /** @param plain the rendered text, or the unified one, without anything around it */
    static HttpResponse of(Preview preview, boolean plain) {
        return switch (preview) {
            case Preview.Shown shown ->
                switch (shown.rendering()) {
                    case Rendering.Rendered rendered ->
                        plain ? Answers.text("text/plain", rendered.text()) : Answers.json(rendered(shown, rendered));
                    case Rendering.Failed failed -> failed(failed);
                };
            case Preview.Compared compared ->
                plain ? Answers.text("text/x-diff", unified(compared)) : Answers.json(compared(compared));
            case Preview.Analysed(Analysis analysis) -> Answers.json(verdict(analysis));
            case Preview.NoTemplate(var id) -> problem("template-not-found", "no template has the id " + id);
            case Preview.NoVersion(var id, var version) ->
                problem("version-not-found", "template " + id + " has no " + version);
            case Preview.NoNode(var id) -> problem("node-unknown", "no node has the id " + id);
            case Preview.NoWorkflow(var id) -> problem("workflow-not-found", "no workflow has the id " + id);
            case Preview.Busy() -> problem("previews-busy", "as many previews wait as may");
        };
    }

    private static HttpResponse problem(String code, String detail) {
        return Answers.problem(Problems.of(code, detail));
    }

    private static ObjectNode rendered(Preview.Shown shown, Rendering.Rendered rendered) {
        ObjectNode json = Json.mapper().createObjectNode();
        shown.template().ifPresent(template -> {
            json.put("template_id", template.id().value());
            json.put("name", template.name());
            json.put("format", template.format().wire());
        });
        shown.version().ifPresent(version -> json.put("version", version.toString()));
        json.put("text", rendered.text());
        json.set("variables_used", Json.mapper().valueToTree(rendered.used()));
        json.set("unresolved", Json.mapper().valueToTree(rendered.unresolved()));
        json.set("unknown", Json.mapper().valueToTree(rendered.unknown()));
        ArrayNode includes = json.putArray("includes");
        shown.includes()
                .forEach(pin -> includes.addObject()
                        .put("reference", pin.reference())
                        .put("template_id", pin.id().value())
                        .put("name", pin.name())
                        .put("version", pin.version()));
        return json;
    }

    /** Where it lies: the template that includes, its line and column, and the chain that leads there. */
    private static HttpResponse failed(Rendering.Failed failed) {
        String place = failed.template().map(template -> template + ", ").orElse("") + "line " + failed.line()
                + ", column " + failed.column();
        String code = code(failed.code());
        Problem problem = Problems.of(code, failed.message() + "; " + place)
                .errors(List.of(Problem.Fault.at(
                                "/content",
                                failed.code().wire(),
                                failed.message()
                                        + failed.template().map(t -> " in " + t).orElse(""))
                        .where(failed.line(), failed.column())));
        ObjectNode more = Json.mapper().createObjectNode();
        more.put("template", failed.template().orElse(""));
        more.put("line", failed.line());
        more.put("column", failed.column());
        more.set("chain", Json.mapper().valueToTree(failed.chain()));
        return Answers.problem(problem, more);
    }

    private static String code(Rendering.Code code) {
        if (code.ofSyntax() && code != Rendering.Code.TEMPLATE_TOO_COMPLEX) {
            return "template-invalid";
        }
        return code == Rendering.Code.INCLUDE_MISSING ? "include-not-found" : code.wire();
    }

    private static ObjectNode verdict(Analysis analysis) {
        ObjectNode verdict =
                Json.mapper().createObjectNode().put("valid", analysis.faults().isEmpty());
        ArrayNode errors = verdict.putArray("errors");
        analysis.faults().forEach(fault -> {
            ObjectNode error = errors.addObject();
            error.put("code", code(fault.code())).put("message", fault.message());
            fault.suggestion().ifPresent(suggestion -> error.put("suggestion", suggestion));
            fault.place().template().ifPresent(template -> error.put("template", template));
            error.put("line", fault.place().line()).put("column", fault.place().column());
        });
        verdict.set("variables", Json.mapper().valueToTree(analysis.variableNames()));
        verdict.set("includes", Json.mapper().valueToTree(analysis.references()));
        return verdict;
    }

    /** As problem documents call it. */
    private static String code(String fault) {
        return Rendering.Code.parse(fault)
                .filter(code -> code == Rendering.Code.INCLUDE_MISSING)
                .map(PreviewAnswers::code)
                .orElse(fault);
    }

    private static String unified(Preview.Compared compared) {
        String name = compared.template().name();
        return compared.diff().unified(name + ":" + compared.from(), name + ":" + compared.to());
    }

    private static ObjectNode compared(Preview.Compared compared) {
        TextDiff diff = compared.diff();
        ObjectNode json = Json.mapper()
                .createObjectNode()
                .put("template_id", compared.template().id().value())
                .put("name", compared.template().name())
                .put("from", compared.from().toString())
                .put("to", compared.to().toString())
                .put("identical", diff.hunks().isEmpty())
                .put("added", diff.added())
                .put("removed", diff.removed())
                .put("coarse", diff.coarse());
        ArrayNode hunks = json.putArray("hunks");
        diff.hunks().forEach(hunk -> {
            ObjectNode entry = hunks.addObject()
                    .put("from_line", hunk.from().first())
                    .put("from_count", hunk.from().count())
                    .put("to_line", hunk.to().first())
                    .put("to_count", hunk.to().count());
            ArrayNode lines = entry.putArray("lines");
            hunk.lines().forEach(line -> line(lines.addObject(), line));
        });
        return json;
    }

    private static void line(ObjectNode json, TextDiff.Line line) {
        json.put("op", String.valueOf(line.op().sign())).put("text", line.text());
        Optional.of(line).filter(last -> !last.ends()).ifPresent(last -> json.put("no_newline", true));
    }
}
