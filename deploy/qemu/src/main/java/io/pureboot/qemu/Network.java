package io.pureboot.qemu;

import java.util.List;

/** What a machine's network card is connected to. */
public sealed interface Network {

    /**
     * QEMU's own network, for which no root is needed: its DHCP gives the machine the boot file's URL; everything else it gets from there.
     *
     * @param bootFile a URL, such as {@code tftp://10.0.2.2:6969/boot.ipxe}; at most 127 characters, no comma
     */
    record User(String bootFile) implements Network {
        private static final int LONGEST_BOOT_FILE = 127;

        public User {
            if (bootFile.length() > LONGEST_BOOT_FILE || bootFile.contains(",")) {
                throw new IllegalArgumentException("QEMU cannot hand out this boot file: " + bootFile);
            }
        }

        @Override
        public String netdev(String id) {
            return "user,id=" + id + ",bootfile=" + bootFile;
        }

        @Override
        public List<String> runsIn() {
            return List.of();
        }
    }

    /**
     * A tap device that is there already.
     *
     * @param namespace of {@code ip netns}, in which the device is
     */
    record Tap(String namespace, String device) implements Network {
        @Override
        public String netdev(String id) {
            return "tap,id=" + id + ",ifname=" + device + ",script=no,downscript=no";
        }

        @Override
        public List<String> runsIn() {
            return List.of("ip", "netns", "exec", namespace);
        }
    }

    /** QEMU's {@code -netdev}. */
    String netdev(String id);

    /** The command within which QEMU runs; empty for none. */
    List<String> runsIn();
}
