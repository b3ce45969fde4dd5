package io.pureboot.engine.workflow;

import io.pureboot.engine.workflow.ExecutionState.Execution;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One decision in the making: the events so far and the state they lead to, so that each rule reads the world as the rule before
 * left it. Lives within one call of {@code decide}.
 */
final class Unfolding {
    private final List<ExecutionEvent> events = new ArrayList<>();
    private final Moment moment;
    private ExecutionState state;

    Unfolding(ExecutionState state, Moment moment) {
        this.state = state;
        this.moment = moment;
    }

    void happens(ExecutionEvent event) {
        events.add(event);
        state = Evolution.evolve(state, event);
    }

    /** The execution as it stands after the events so far; there is one as soon as it was created. */
    Execution execution() {
        if (state instanceof Execution execution) {
            return execution;
        }
        throw new IllegalStateException("no execution was created");
    }

    /** The events so far. */
    List<ExecutionEvent> events() {
        return List.copyOf(events);
    }

    Instant now() {
        return moment.now();
    }

    double chance() {
        return moment.chance();
    }

    Decision accepted() {
        return new Decision.Accepted(events);
    }
}
