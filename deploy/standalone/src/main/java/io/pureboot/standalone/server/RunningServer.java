package io.pureboot.standalone.server;

import java.net.URI;
import java.util.concurrent.CompletionStage;

/** An engine or an edge that runs in this process. */
public interface RunningServer {
    /** Where its HTTP listens, with the port that was really bound. */
    URI url();

    /** Leaves gracefully; the same stage each time. */
    CompletionStage<?> stop();

    /** Completes when it is gone, for whatever reason. */
    CompletionStage<?> terminated();
}
