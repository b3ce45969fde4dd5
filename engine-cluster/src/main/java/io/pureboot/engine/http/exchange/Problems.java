package io.pureboot.engine.http.exchange;

import io.pureboot.protocol.Problem;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The one table of refusals: each stable code with its HTTP status, its title, and what the reader may do (promise P-30). */
public final class Problems {
    /**
     * Of a change that got no answer. It may have been on its way into the journal when the database died: whoever repeats it as it was
     * gets the answer that was lost (promises P-1, P-14).
     */
    public static final String NOBODY_KNOWS =
            "a change that was asked for may have been made: ask again with the same Idempotency-Key or event_id";

    private record Kind(int status, String title, String advice) {}

    private static final Map<String, Kind> TABLE = new TreeMap<>();

    static {
        // The request itself.
        put("malformed-request", 400, "The request is not well-formed HTTP", "Mend the request line or the headers.");
        put("malformed-json", 400, "The body is not JSON", "Mend the place that the detail names.");
        put("malformed-yaml", 400, "The body is not YAML", "Mend the place that the detail names.");
        put("malformed-id", 400, "A part of the path is no id", "Ids have 1 to 64 characters of A-Z a-z 0-9 . _ -.");
        put("malformed-parameter", 400, "A query parameter or header has no proper value", "See the detail.");
        put("unknown-parameter", 400, "There is no such query parameter", "Use those that the detail names.");
        put("invalid-body", 400, "The body has faulty fields", "Mend every field that the errors name.");
        put("unauthenticated", 401, "A bearer token is needed", "Send the header Authorization: Bearer TOKEN.");
        put("forbidden", 403, "The token's role may not do this", "Use a token of a role that may.");
        put("wrong-token", 403, "The token is not that of this execution", "Use the token of the machine's last boot.");
        put("no-such-resource", 404, "Nothing is served under this path", "See the list of URLs in the documentation.");
        put("method-not-allowed", 405, "The path is not served with this method", "See the header Allow.");
        put("body-too-large", 413, "The body is too large", "Send less; long logs belong into the step's log chunks.");
        put("unsupported-media-type", 415, "The body's media type is not understood", "Set the header Content-Type.");
        put(
                "internal-error",
                500,
                "The engine has made a mistake",
                "Report it with the incident that the detail names.");
        put(
                "unavailable",
                503,
                "The engine cannot answer just now",
                "Repeat the request after the time in Retry-After.");
        put(
                "database-unavailable",
                503,
                "The engine's database does not answer",
                "Repeat the request after the time in Retry-After; reads of what is in memory go on.");
        put(
                "overloaded",
                429,
                "The engine takes no new work just now",
                "Repeat the start after the time in Retry-After.");
        put("not-ready", 503, "The engine is not ready", "Wait, or see its log.");
        put(
                "quarantined",
                503,
                "The history of the execution or node cannot be read",
                "Mend its journal, then POST release-quarantine; others are not touched.");
        // Executions.
        put("execution-unknown", 404, "There is no such execution", "");
        put("execution-exists", 409, "An execution of this id exists", "");
        put("execution-ended", 409, "The execution has ended", "Start another one, or retry this one.");
        put("execution-not-ended", 409, "The execution has not ended", "Wait for its end, or cancel it first.");
        put("execution-completed", 409, "The execution is completed", "Name the step to run again from: ?from=STEP.");
        put("execution-cancelling", 409, "The execution is being cancelled", "Wait for its end.");
        put("step-unknown", 404, "The execution's workflow has no such step", "");
        put("step-not-current", 409, "The step is not the current one", "Ask for the current step.");
        put("step-takes-no-report", 409, "The step ends by itself", "Ask for the current step later.");
        put("attempt-closed", 409, "The attempt is over", "Ask for the current step.");
        put("offset-mismatch", 409, "The chunk does not start where the log ends", "Go on from expected_offset.");
        put("attempt-unknown", 409, "The step has had no such attempt", "Ask for the current step.");
        put("no-step-awaits-phone-home", 409, "No step waits for the machine to phone home", "");
        put("nothing-to-retry", 409, "There is no step to run again", "Name the step to run again from: ?from=STEP.");
        put("step-running", 409, "An attempt at the step runs", "Wait for its end, or cancel the execution.");
        put("step-not-skippable", 409, "The step cannot be skipped", "Wait for its end, or cancel the execution.");
        put("nothing-to-skip", 409, "No step waits", "See what the execution waits for: GET .../why.");
        put("execution-not-active", 409, "The execution is not under way", "");
        put("seed-unknown", 404, "There is no such cloud-init file", "");
        put("render-failed", 422, "A template of the step cannot be rendered", "Mend the template, then start again.");
        // Workflows, templates, groups.
        put("workflow-not-found", 404, "There is no such workflow", "");
        put("workflow-inactive", 409, "The workflow is not active", "Set its is_active to true.");
        put(
                "workflow-in-use",
                409,
                "The workflow is assigned to a node or a group",
                "Assign another one there first, or use ?force=true.");
        put("workflow-not-assigned", 409, "No workflow is assigned", "Name one in workflow_id, or assign one.");
        put("definition-invalid", 422, "The workflow cannot run as it is", "Mend every place that the errors name.");
        put("outcomes-invalid", 422, "The outcomes are faulty", "Mend every place that the errors name.");
        put("definition-too-large", 413, "The workflow is too large", "Move long scripts into templates.");
        put("revision-not-found", 404, "The workflow has no such revision", "");
        put("template-not-found", 404, "There is no such template", "");
        put("version-not-found", 404, "The template has no such version", "");
        put(
                "template-in-use",
                409,
                "A workflow or another template names the template",
                "Mend those first, or use ?force=true.");
        put("template-invalid", 422, "The template's syntax is faulty", "Mend every place that the errors name.");
        put("template-too-large", 413, "The template is too large", "");
        put(
                "circular-include",
                422,
                "A template includes itself, over others or not",
                "Break the chain that the detail names.");
        put(
                "template-too-complex",
                422,
                "The template is too long, too deep, or has too many parts",
                "Make several of it.");
        put("include-depth", 422, "More than 10 templates include each other", "Put some of them into one.");
        put(
                "include-not-found",
                422,
                "An included template is not there",
                "Create it, or mend the place that is named.");
        put("include-limit", 422, "The template includes too much", "Include less, or less often.");
        put("render-steps", 422, "The rendering takes too many steps", "Shorten its loops, or render less.");
        put("render-time", 422, "The rendering takes too long", "Shorten its loops, or render less.");
        put("helper-failed", 422, "A helper cannot do what it is asked", "Mend the value or the place that is named.");
        put("output-too-large", 422, "The rendered text is too large", "Render less.");
        put(
                "unresolved-variable",
                422,
                "A variable has neither value nor default",
                "Give it one, or a default: ${ns.key|default}.");
        put(
                "previews-busy",
                429,
                "Too many previews are under way",
                "Repeat the request after the time in Retry-After.");
        put("template-missing", 422, "A template that is named is not there", "Create it, or mend the name.");
        put("profile-not-found", 404, "There is no such device profile", "");
        put("profile-invalid", 422, "The device profile is faulty", "Mend every place that the errors name.");
        put("group-not-found", 404, "There is no such group", "");
        put("group-in-use", 409, "Nodes belong to the group", "Move them to another one first.");
        put("name-taken", 409, "The name is taken", "Choose another one.");
        put("name-invalid", 422, "The name cannot be used", "See the detail.");
        put("field-invalid", 422, "A field is out of its range", "See the detail.");
        put("version-conflict", 412, "It has changed since you read it", "Read it again, then repeat the change.");
        put("idempotency-key-reused", 422, "The Idempotency-Key came with another body before", "Use a fresh key.");
        put(
                "cursor-invalid",
                400,
                "The cursor is none that a list has given",
                "Begin the list again without a cursor.");
        // Files.
        put("storage-backend-not-found", 404, "There is no such storage backend", "");
        put("storage-backend-in-use", 409, "Files lie in the storage backend", "");
        put("storage-backend-invalid", 422, "The storage backend cannot be used as it is described", "See the detail.");
        put("storage-kind-mismatch", 422, "The storage backend is of another kind", "Name another storage backend.");
        put(
                "storage-not-here",
                503,
                "This engine does not see the storage backend's directory",
                "Ask another engine, or mount the directory on all of them.");
        put(
                "storage-unavailable",
                503,
                "The storage backend fails",
                "Repeat the request after the time in Retry-After.");
        put("storage-full", 507, "The storage backend is full", "Make room, then go on with the upload.");
        put("file-not-found", 404, "There is no such file", "Upload it first: POST /api/v1/uploads.");
        put("file-exists", 409, "The file is known with another size or place", "");
        put("file-too-large", 413, "The file is larger than is taken", "See pureboot.engine.storage.largest-file.");
        put("file-missing", 422, "A file that is named is not there", "Upload it first: POST /api/v1/uploads.");
        put("range-not-satisfiable", 416, "The range begins behind the end", "See the header Content-Range.");
        put("upload-not-found", 404, "There is no such upload", "Begin another one: POST /api/v1/uploads.");
        put(
                "upload-busy",
                409,
                "Another request is sending bytes of the upload",
                "Wait for its end, then ask with HEAD.");
        put(
                "upload-offset-mismatch",
                409,
                "The piece does not begin where the upload ends",
                "Go on from Upload-Offset.");
        put("upload-too-long", 413, "The piece is longer than what is left of the file", "");
        put("upload-interrupted", 400, "The piece broke off", "Ask with HEAD, then go on from Upload-Offset.");
        put("too-many-uploads", 429, "The engine receives no more uploads just now", "Wait, or ask another engine.");
        put("checksum-mismatch", 422, "The bytes are not those that were promised", "Send the file again.");
        put("tus-version-unsupported", 412, "The upload protocol's version is not spoken", "See Tus-Version.");
        // Secrets.
        put("secret-unknown", 404, "There is no such secret", "");
        put(
                "secret-unmaskable",
                422,
                "The value is too short to be masked",
                "Use a value of 4 or more characters that are no white space.");
        put(
                "secrets-unavailable",
                503,
                "A secret cannot be read just now",
                "Repeat the request after the time in Retry-After.");
        // Edges.
        put("edge-unknown", 404, "There is no such edge", "An edge enters itself with its first heartbeat.");
        put("edge-not-gone", 409, "The edge has been heard of lately", "Stop it, and wait until it is gone.");
        // Nodes.
        put("node-unknown", 404, "There is no such node", "");
        put("node-busy", 409, "The node runs another execution", "Wait for its end, or cancel it.");
        put("node-retired", 409, "The node is retired", "Move it to another state first.");
        put("mac-taken", 409, "Another node has the address", "Use the node that the detail names.");
        put("illegal-move", 409, "The node cannot go from its state to that one", "Add force: true and a comment.");
        put("comment-required", 422, "A forced move needs a comment", "Say why, in the field comment.");
    }

    private Problems() {}

    private static void put(String code, int status, String title, String advice) {
        TABLE.put(code, new Kind(status, title, advice));
    }

    /** Whether the table has the code; a test asks it for every code that the rooms may refuse with. */
    public static boolean knows(String code) {
        return TABLE.containsKey(code);
    }

    /**
     * The problem of that code; one that the table does not know is a conflict.
     *
     * @param detail what was wrong this time, and where
     */
    public static Problem of(String code, String detail) {
        Kind kind = Optional.ofNullable(TABLE.get(code)).orElse(new Kind(409, "The request does not hold now", ""));
        Problem problem = Problem.of(kind.status(), code, kind.title()).detail(detail);
        return kind.advice().isEmpty() ? problem : problem.advice(kind.advice());
    }
}
