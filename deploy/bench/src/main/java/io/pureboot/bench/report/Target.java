package io.pureboot.bench.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A figure that was promised, and what was measured. Compared as measured; shown with the last digit rounded to the worse side, so that
 * what is missed never looks met.
 *
 * @param decimals of the shown figures
 */
public record Target(String what, Bound bound, double limit, double measured, int decimals) {
    /** On which side of the limit the good figures lie. */
    public enum Bound {
        AT_LEAST,
        AT_MOST
    }

    /** A figure that was not measured (NaN) is missed. */
    public boolean met() {
        return switch (bound) {
            case AT_LEAST -> measured >= limit;
            case AT_MOST -> measured <= limit;
        };
    }

    public String line() {
        return what + ": target " + (bound == Bound.AT_LEAST ? "at least " : "at most ")
                + shown(limit, RoundingMode.HALF_EVEN)
                + ", measured "
                + shown(measured, bound == Bound.AT_LEAST ? RoundingMode.FLOOR : RoundingMode.CEILING)
                + (met() ? ": met" : ": missed");
    }

    private String shown(double value, RoundingMode rounding) {
        return Double.isFinite(value)
                ? BigDecimal.valueOf(value).setScale(decimals, rounding).toPlainString()
                : "nothing";
    }

    public ObjectNode json() {
        ObjectNode json = Json.mapper().createObjectNode().put("what", what);
        json.put(bound == Bound.AT_LEAST ? "at_least" : "at_most", limit);
        if (Double.isFinite(measured)) {
            json.put("measured", measured);
        }
        return json.put("met", met());
    }
}
