package io.pureboot.engine.secret;

/** A secret's value. It does not print itself: whoever wants it must say so. */
record SecretText(String reveal) {
    /** What stands where a secret stood. */
    static final String MASK = "***";

    @Override
    public String toString() {
        return MASK;
    }
}
