package io.pureboot.standalone.server;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports on loopback that are free now. */
public final class FreePorts {
    private FreePorts() {}

    public static String tcp() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
            return Integer.toString(socket.getLocalPort());
        }
    }

    public static String udp() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(loopback(), 0))) {
            return Integer.toString(socket.getLocalPort());
        }
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }
}
