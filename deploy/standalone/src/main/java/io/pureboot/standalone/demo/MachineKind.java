package io.pureboot.standalone.demo;

import io.pureboot.standalone.machine.MachineIdentity;
import io.pureboot.standalone.machine.MachinePlug;
import io.pureboot.standalone.machine.SoftwareMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The machines that a demo switches on: software ones, or virtual ones. */
public interface MachineKind {
    /** What they are called in the demo's first line, such as {@code software machine}. */
    String name();

    /** What this host lacks to run them, one line each; nothing when it can. */
    List<String> missing();

    /** This host's address as such a machine sees it: it goes into the machine's scripts. */
    String hostAddress();

    /** Makes sure that what they boot lies below {@code artifacts}, the directory that the edge serves. */
    BootFiles prepare(Path artifacts) throws IOException;

    /** What such machines go through. */
    WorkflowText workflow(BootFiles files) throws IOException;

    /**
     * Switches one on and returns when it needs nothing more; an interrupt pulls its plug.
     *
     * @param home a directory of its own
     * @param listener hears what it says
     */
    SoftwareMachine.End run(MachineIdentity identity, MachinePlug plug, Path home, Consumer<String> listener)
            throws InterruptedException;

    /**
     * Paths below the artifacts.
     *
     * @param disk a packed disk image, for machines that install one
     */
    record BootFiles(String kernel, String initrd, Optional<String> disk) {}

    /** A workflow's YAML, and the name that it has in it. */
    record WorkflowText(String name, String yaml) {}
}
