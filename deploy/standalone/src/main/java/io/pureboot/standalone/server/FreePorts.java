package io.pureboot.standalone.server;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports on loopback that are free now. A server binds them a little later, so they are none of those that the system gives to clients and to
 * who asks for any port (from 32768 on Linux, from 49152 on others): somebody else would have one of those by then now and again.
 */
public final class FreePorts {
    private static final int FIRST = 15_000;
    private static final int END = 32_000;
    private static final int TRIES = 200;

    private FreePorts() {}

    /** One of TCP. */
    public static String tcp() throws IOException {
        for (int tries = 0; tries < TRIES; tries++) {
            int port = any();
            try (ServerSocket socket = new ServerSocket(port, 1, loopback())) {
                return Integer.toString(socket.getLocalPort());
            } catch (BindException taken) {
                // Another one, then.
            }
        }
        throw none();
    }

    /** One of UDP. */
    public static String udp() throws IOException {
        for (int tries = 0; tries < TRIES; tries++) {
            int port = any();
            try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(loopback(), port))) {
                return Integer.toString(socket.getLocalPort());
            } catch (BindException taken) {
                // Another one, then.
            }
        }
        throw none();
    }

    private static int any() {
        return ThreadLocalRandom.current().nextInt(FIRST, END);
    }

    private static IOException none() {
        return new IOException("no free port was found between " + FIRST + " and " + END);
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }
}
