package io.pureboot.lab.outage;

import java.time.Duration;

/**
 * What a machine has said, and how it was answered in the end.
 *
 * @param number counts what one machine says
 * @param status 200 or 202; anything else is a refusal; 0 when nobody ever answered
 * @param tries how often it was sent
 * @param waited from the first try to the answer
 */
record Said(int number, String eventId, boolean progress, int status, int tries, Duration waited) {
    boolean answered() {
        return status == 200 || status == 202;
    }
}
