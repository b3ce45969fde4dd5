package io.pureboot.bench.subject;

import io.pureboot.bench.agent.Mistakes;
import io.pureboot.bench.agent.Ticket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** A running server with its database: what is measured. */
public sealed interface Subject extends AutoCloseable permits EngineSubject, FloorSubject {
    /** Where agents connect to. */
    List<InetSocketAddress> servers();

    /** Its JVMs. */
    List<Long> pids();

    DatabaseServer database();

    /** The table that gets a row for each event. */
    String eventTable();

    /** Whether {@link #start} goes through the server, so that it says something about it. */
    boolean startsByItself();

    /** Makes machines known for so many executions; over several connections. */
    void register(int machines, Mistakes mistakes) throws InterruptedException;

    /** Begins so many executions; the clock's nanoseconds are those of the requests alone. */
    Begun start(int executions, Mistakes mistakes) throws InterruptedException, SQLException;

    /** What has begun. */
    record Begun(List<Ticket> tickets, long nanos) {}

    /** Processor time of its JVMs. */
    default Duration cpu() throws IOException {
        Duration sum = Duration.ZERO;
        for (long pid : pids()) {
            sum = sum.plus(ProcessUse.cpuOfTree(pid));
        }
        return sum;
    }

    /** The most memory that its JVMs have had, in bytes. */
    default long peakMemory() throws IOException {
        long sum = 0;
        for (long pid : pids()) {
            sum += ProcessUse.memory(pid, "VmHWM");
        }
        return sum;
    }

    @Override
    void close() throws IOException;
}
