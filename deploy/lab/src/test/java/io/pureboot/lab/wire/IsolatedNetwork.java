package io.pureboot.lab.wire;

import io.pureboot.qemu.Network;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * Two network namespaces: {@link #site()}, with a bridge on which the edge and the machine's tap device are, and another one with the DHCP server,
 * wired to that bridge. A second wire leads from the site to this process, where the engine is; its addresses and names are those of the first
 * number that no other process has, as tests run beside each other. All of it goes when it is closed.
 *
 * <pre>
 * engine 169.254.77.4n+1 ──── 169.254.77.4n+2 [ site: edge 10.77.0.1 on br0 ─ tap0: machine ]
 *                                                                br0 ─ wire ─ 10.77.0.2 [ lease: dnsmasq ]
 * </pre>
 */
public final class IsolatedNetwork implements AutoCloseable {

    /** The edge's address on the machines' network. */
    public static final String EDGE = "10.77.0.1";

    private static final int NUMBERS = 63;

    private final int number;
    private final FileChannel taken;
    private final String site;
    private final String lease;

    private IsolatedNetwork(int number, FileChannel taken) {
        this.number = number;
        this.taken = taken;
        this.site = "pbt" + number + "s";
        this.lease = "pbt" + number + "l";
    }

    /**
     * Makes it.
     *
     * @throws IOException when the kernel forbids it, or {@code ip} is not there: the message says which
     */
    public static IsolatedNetwork make() throws IOException, InterruptedException {
        IsolatedNetwork network = takeNumber();
        try {
            network.removeLeftovers();
            network.wire();
            return network;
        } catch (IOException | InterruptedException forbidden) {
            network.close();
            throw forbidden;
        }
    }

    /** The lock goes with the process, whatever ends it. */
    private static IsolatedNetwork takeNumber() throws IOException {
        for (int number = 0; number < NUMBERS; number++) {
            FileChannel channel = FileChannel.open(
                    Path.of(System.getProperty("java.io.tmpdir"), "pureboot-test-network-" + number + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            Optional<FileLock> lock = Optional.ofNullable(channel.tryLock());
            if (lock.isPresent()) {
                return new IsolatedNetwork(number, channel);
            }
            channel.close();
        }
        throw new IOException("all " + NUMBERS + " numbers of networks are taken by other processes");
    }

    /** Of a process that was killed while it had this number. */
    private void removeLeftovers() throws InterruptedException {
        for (String line : removal()) {
            try {
                Commands.run(line);
            } catch (IOException none) {
                continue;
            }
            System.out.println("was left behind: " + line);
        }
    }

    private List<String> removal() {
        return List.of("ip link del " + site, "ip netns del " + site, "ip netns del " + lease);
    }

    /** The edge's address as this process sees it. */
    public String edgeFromHere() {
        return "169.254.77." + (4 * number + 2);
    }

    /** This process's address as the edge sees it. */
    public String here() {
        return "169.254.77." + (4 * number + 1);
    }

    private void wire() throws IOException, InterruptedException {
        for (String line : List.of(
                "ip netns add " + site,
                "ip netns add " + lease,
                "ip -n " + site + " link set lo up",
                "ip -n " + site + " link add br0 type bridge forward_delay 0",
                "ip -n " + site + " addr add " + EDGE + "/24 dev br0",
                "ip -n " + site + " link set br0 up",
                "ip -n " + site + " tuntap add tap0 mode tap",
                "ip -n " + site + " link set tap0 master br0 up",
                "ip -n " + site + " link add wire type veth peer name eth0 netns " + lease,
                "ip -n " + site + " link set wire master br0 up",
                "ip -n " + lease + " addr add 10.77.0.2/24 dev eth0",
                "ip -n " + lease + " addr add fd77::2/64 dev eth0 nodad",
                "ip -n " + lease + " link set eth0 up",
                "ip link add " + site + " type veth peer name up0 netns " + site,
                "ip addr add " + here() + "/30 dev " + site,
                "ip link set " + site + " up",
                "ip -n " + site + " addr add " + edgeFromHere() + "/30 dev up0",
                "ip -n " + site + " link set up0 up")) {
            Commands.run(line);
        }
    }

    /** What the machine's card is connected to. */
    public Network machines() {
        return new Network.Tap(site, "tap0");
    }

    /** The command within which a program runs beside the edge. */
    public List<String> site() {
        return List.of("ip", "netns", "exec", site);
    }

    /** The command within which the DHCP server runs. */
    public List<String> lease() {
        return List.of("ip", "netns", "exec", lease);
    }

    @Override
    public void close() {
        for (String line : removal()) {
            try {
                Commands.run(line);
            } catch (IOException gone) {
                System.out.println(gone.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        try {
            taken.close();
        } catch (IOException unlikely) {
            System.out.println(unlikely.getMessage());
        }
    }
}
