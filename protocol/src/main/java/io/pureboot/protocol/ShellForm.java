package io.pureboot.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A {@link CurrentStep} as a POSIX shell fragment of assignments that is safe to source: every value stands in single quotes,
 * every variable is set (to nothing where there is no value), so that none survives from the step before.
 */
public final class ShellForm {
    /** Its media type. */
    public static final String MEDIA_TYPE = "text/x-shellscript";

    private ShellForm() {}

    /** The fragment, ending in a newline; the variables begin with {@code PUREBOOT_}. */
    public static String of(CurrentStep step) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("DIRECTIVE", step.directive().wire());
        values.put("STATUS", step.status().wire());
        values.put("STEP_ID", text(step.stepId()));
        values.put("STEP_NAME", text(step.stepName()));
        values.put("STEP_TYPE", text(step.type()));
        values.put("ATTEMPT", text(step.attempt()));
        values.put("TIMEOUT_SECONDS", text(step.timeoutSeconds().map(Seconds::value)));
        values.put("INTERPRETER", text(step.interpreter()));
        values.put("SCRIPT", text(step.script()));
        values.put("SCRIPT_URL", text(step.scriptUrl()));
        values.put("DELAY_SECONDS", text(step.delaySeconds().map(Seconds::value)));
        values.put("HEARTBEAT_SECONDS", Long.toString(step.heartbeatSeconds().value()));
        values.put("RETRY_SECONDS", Long.toString(step.retrySeconds().value()));
        StringBuilder fragment = new StringBuilder("# PureBoot: the current step of one execution\n");
        values.forEach((name, value) -> fragment.append("PUREBOOT_")
                .append(name)
                .append('=')
                .append(quoted(value))
                .append('\n'));
        return fragment.toString();
    }

    /** {@code text} as one word of a POSIX shell, whatever it holds; NUL, which no shell can hold, is dropped. */
    public static String quoted(String text) {
        return "'" + text.replace("\0", "").replace("'", "'\\''") + "'";
    }

    private static String text(Optional<?> value) {
        return value.map(Object::toString).orElse("");
    }
}
