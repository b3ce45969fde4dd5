package io.pureboot.lab.chaos.ledger;

import io.pureboot.protocol.ReportStatus;

/**
 * One report of a machine, as often as it is sent.
 *
 * @param eventId the same on every repetition
 * @param honest false for one that contradicts what the machine has said of this attempt before, or comes after a later attempt has begun: it
 *     must never take effect
 */
public record Saying(String execution, String step, int attempt, ReportStatus status, String eventId, boolean honest) {

    /** Whether it is to end its attempt. */
    public boolean ends() {
        return status != ReportStatus.PROGRESS;
    }
}
