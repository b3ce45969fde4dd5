package io.pureboot.edge.uplink;

import java.util.Optional;

/** What became of a request to the engines. */
public sealed interface Outcome {

    /**
     * An engine has answered, whatever the status.
     *
     * @param contentType as the engine wrote it
     * @param retryAfter the header of that name, as the engine wrote it
     */
    record Answered(int status, Optional<String> contentType, Optional<String> retryAfter, Bytes body)
            implements Outcome {

        public String text() {
            return body.text();
        }

        /** Whether the same request may fare better later: 408, 429 and all 5xx. */
        public boolean passing() {
            return status == 408 || status == 429 || status >= 500;
        }
    }

    /**
     * No engine has answered; one may have received it all the same.
     *
     * @param why one clause for people
     */
    record Away(String why) implements Outcome {}
}
