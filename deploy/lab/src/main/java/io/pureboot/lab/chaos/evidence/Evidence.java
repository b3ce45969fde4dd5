package io.pureboot.lab.chaos.evidence;

import io.pureboot.lab.chaos.ledger.Entry;
import java.util.List;
import java.util.Map;

/**
 * Everything that is compared.
 *
 * @param journal in the order of its {@code ordering}
 * @param ledgers what each machine has written down, by its name
 */
public record Evidence(List<Event> journal, Tables tables, Map<String, List<Entry>> ledgers) {
    public Evidence {
        journal = List.copyOf(journal);
        ledgers = Map.copyOf(ledgers);
    }
}
