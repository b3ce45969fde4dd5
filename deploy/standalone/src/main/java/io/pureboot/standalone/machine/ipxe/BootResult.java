package io.pureboot.standalone.machine.ipxe;

import java.util.List;

/** How iPXE was left. */
public sealed interface BootResult {
    /** A kernel was started. */
    record Kernel(Image kernel, List<Image> initrds) implements BootResult {
        public Kernel {
            initrds = List.copyOf(initrds);
        }
    }

    /** The disk was started ({@code sanboot}). */
    record Disk() implements BootResult {}

    /** The outermost script ended: the firmware goes on to its next boot device. */
    record NextDevice(int status) implements BootResult {}

    record Reboot() implements BootResult {}

    record PowerOff() implements BootResult {}

    /**
     * A loaded file.
     *
     * @param name by which the kernel finds it
     * @param arguments the command line, its words joined by single spaces
     */
    record Image(String name, FetchedFile file, String arguments) {}
}
