package io.pureboot.edge;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many files, and so connections, the system lets this process have open. */
final class OpenFiles {

    private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);

    private OpenFiles() {}

    /** Says so when the connections that are wanted cannot be had: otherwise it shows in a boot storm only. */
    static void warnIfFewerThan(int connections) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                && system.getMaxFileDescriptorCount() < connections) {
            LOG.warn(
                    "the system allows {} open files, fewer than http.max-connections {}: raise it with ulimit -n or"
                            + " LimitNOFILE",
                    system.getMaxFileDescriptorCount(),
                    connections);
        }
    }
}
