package io.pureboot.engine.workflow;

import java.util.List;

/** What the machine makes of a command. */
public sealed interface Decision {
    /** It holds. The events, persisted together, are all that it changes; none means that nothing needs remembering. */
    record Accepted(List<ExecutionEvent> events) implements Decision {
        public Accepted {
            events = List.copyOf(events);
        }
    }

    /** It was taken before (promise P-1); nothing changes, the sender gets the same answer. */
    record Duplicate() implements Decision {}

    /** It does not hold; {@code kept} are events that remember the refusal, often none. */
    record Refused(Refusal refusal, List<ExecutionEvent> kept) implements Decision {
        public Refused {
            kept = List.copyOf(kept);
        }
    }
}
