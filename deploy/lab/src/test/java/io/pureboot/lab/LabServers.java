package io.pureboot.lab;

import io.pureboot.qemu.QemuMachine;
import io.pureboot.standalone.server.AllInOne;
import io.pureboot.standalone.server.FreePorts;
import io.pureboot.standalone.server.ServersOfThisBuild;
import io.pureboot.standalone.server.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/** PostgreSQL, engine and edge of this build on free loopback ports, as {@code ./pureboot up} starts them. */
record LabServers(AllInOne all, int tftpPort, Path dataDir) implements AutoCloseable {
    /**
     * For machines of QEMU.
     *
     * @param dataDir a directory of their own
     */
    static LabServers start(Path dataDir) throws IOException {
        return start(dataDir, QemuMachine.HOST_SEEN_BY_GUESTS);
    }

    /** @param host under which machines reach the edge */
    static LabServers start(Path dataDir, String host) throws IOException {
        String edgePort = FreePorts.tcp();
        String tftpPort = FreePorts.udp();
        Settings settings = Settings.of(Map.of(
                Settings.DATA_DIR,
                dataDir.toString(),
                Settings.HTTP_PORT,
                FreePorts.tcp(),
                Settings.CLUSTER_PORT,
                FreePorts.tcp(),
                Settings.EDGE_PORT,
                edgePort,
                Settings.TFTP_PORT,
                tftpPort,
                Settings.EDGE_URL,
                "http://" + host + ":" + edgePort));
        AllInOne all = AllInOne.start(new ServersOfThisBuild(), settings, line -> {});
        return new LabServers(all, Integer.parseInt(tftpPort), dataDir);
    }

    URI engine() {
        return all.engine();
    }

    URI edge() {
        return all.edge();
    }

    String adminToken() throws IOException {
        return all.adminToken();
    }

    /** A directory that the edge serves below {@code /artifacts/}. */
    Path artifacts() {
        return dataDir.resolve("artifacts");
    }

    @Override
    public void close() {
        all.close();
    }
}
