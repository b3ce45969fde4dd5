package io.pureboot.standalone.files;

import java.util.List;
import java.util.Optional;

/**
 * One line of a plan.
 *
 * @param what of an update: what differs
 * @param held what the server has
 * @param wanted what the files want; absent of a deletion
 * @param mine whether this source has made what the server has
 */
record Change(
        Action action,
        Kind kind,
        String name,
        List<String> what,
        Optional<Held> held,
        Optional<Wanted> wanted,
        boolean mine) {
    Change {
        what = List.copyOf(what);
    }

    /** What is to be done. */
    enum Action {
        CREATE("+"),
        UPDATE("~"),
        KEEP("="),
        DELETE("-");

        private final String sign;

        Action(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }
    }

    String line() {
        return action.sign() + " " + kind.wire() + " " + name
                + (what.isEmpty() ? "" : "  (" + String.join("; ", what) + ")");
    }
}
