package io.pureboot.edge.ipxe;

import io.pureboot.protocol.BootAnswer;

/** What came of a question to the engines. */
sealed interface EngineWord {
    record Answer(BootAnswer answer) implements EngineWord {}

    /** @param why one clause for people */
    record None(String why) implements EngineWord {}
}
