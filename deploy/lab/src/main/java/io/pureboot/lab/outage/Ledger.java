package io.pureboot.lab.outage;

import java.util.List;

/** All that one machine has said, in its order. */
record Ledger(String execution, List<Said> said) {
    Ledger {
        said = List.copyOf(said);
    }
}
