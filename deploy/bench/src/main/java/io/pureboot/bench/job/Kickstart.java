package io.pureboot.bench.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.Json;

/** A kickstart file of 20 KB with 60 variables, as a request for its preview. */
final class Kickstart {
    private static final int VARIABLES = 60;
    private static final int BYTES = 20 * 1024;
    private static final String[] NAMES = {"node.hostname", "node.mac", "node.ip", "meta.disk.root", "group.name|all"};

    private Kickstart() {}

    /** The body of {@code POST /api/v1/templates/preview}. */
    static String preview() {
        ObjectNode body = Json.mapper().createObjectNode().put("content", content());
        ObjectNode variables = body.putObject("variables");
        variables
                .putObject("node")
                .put("hostname", "web-17")
                .put("mac", "52:54:00:12:34:56")
                .put("ip", "10.0.3.17");
        variables.putObject("meta").putObject("disk").put("root", "/dev/nvme0n1");
        return body.toString();
    }

    private static String content() {
        StringBuilder content = new StringBuilder("# kickstart\ntext\nreboot\n");
        for (int i = 0; i < VARIABLES; i++) {
            content.append("network --hostname=${")
                    .append(NAMES[i % NAMES.length])
                    .append("} # ");
            int end = BYTES * (i + 1) / VARIABLES;
            while (content.length() < end - 1) {
                content.append((char) ('a' + content.length() % 26));
            }
            content.append('\n');
        }
        return content.toString();
    }
}
