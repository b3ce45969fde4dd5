package io.pureboot.engine.workflow.walk;

/** What holds whatever is told to an execution, in whatever order. */
public enum Invariant {
    NEVER_THROWS("the machine answers every command in every state"),
    REPLAY_EQUALS_LIVE("the events, read back, lead to the state that was there before the crash"),
    TERMINAL_STAYS_TERMINAL("nothing but an explicit retry leaves a terminal status"),
    TIMERS_ONLY_FOR_WHAT_RUNS("a deadline ticks only for a step that is under way and an attempt that runs"),
    ATTEMPTS_WITHIN_MAXIMUM("no run tries a step more often than its maximum says"),
    ONE_RUNNING_ATTEMPT("a step is under way once, and what runs is what the history calls running"),
    DUPLICATES_CHANGE_NOTHING("what was told before and is told again leaves no event"),
    CLOSED_ATTEMPTS_STAY_CLOSED("a report of an attempt that does not run changes neither steps nor attempts"),
    HISTORY_ONLY_GROWS("an attempt that has ended is never changed and never forgotten"),
    REQUEST_IDS_DIFFER("the node is never asked for two things under one id"),
    SOMETHING_GOES_ON("something is under way, and something ticks, exactly until the end"),
    STOPS_IN_A_PAUSE("in a pause only the attempts tick that ran before it"),
    MEMORY_IS_BOUNDED("of refused reports and warnings only the first 20 are kept");

    private final String sentence;

    Invariant(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String toString() {
        return name() + " (" + sentence + ")";
    }

    Broken broken(String what) {
        return new Broken(this, what);
    }

    /** That it did not hold. */
    public record Broken(Invariant invariant, String what) {}
}
