package io.pureboot.lab.chaos.ledger;

/** What a machine was answered when it reported. */
public sealed interface Heard {

    /** 200: the engine has it in its journal (promise P-4). */
    record Persisted(boolean duplicate) implements Heard {}

    /** 202: the edge has it on its disk (promise P-31). */
    record Spooled() implements Heard {}

    /** 4xx: it was refused, and the refusal changes nothing (promises P-2, P-3). */
    record Refused(int status, String code) implements Heard {}

    /** Nobody has taken it: 5xx, 429, or no answer at all. The engine may have it all the same. */
    record Nothing(String why) implements Heard {}
}
