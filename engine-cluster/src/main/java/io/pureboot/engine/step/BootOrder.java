package io.pureboot.engine.step;

import java.util.List;
import java.util.Optional;

/** What a machine boots while a step is current, before its texts are rendered. */
public sealed interface BootOrder {
    /** A kernel of the step's own; the steps after it run under the same one until another boot step comes. */
    record Kernel(String kernel, List<String> initrds, Optional<String> cmdline) implements BootOrder {
        public Kernel {
            initrds = List.copyOf(initrds);
        }
    }

    /** An iPXE script of the step's own, from a template. */
    record Script(String templateRef) implements BootOrder {}

    /** The agent: the boot step that ran last, or the edge's standard agent when there was none. */
    record Agent() implements BootOrder {}

    /** The machine's own disk. */
    record Disk() implements BootOrder {}

    /** Whatever the step that follows needs. */
    record LikeNext() implements BootOrder {}
}
