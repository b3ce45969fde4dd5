package io.pureboot.lab.chaos.evidence;

/** One attempt at a step of an execution. */
public record StepAttempt(String step, int attempt) {
    @Override
    public String toString() {
        return "attempt " + attempt + " of " + step;
    }
}
