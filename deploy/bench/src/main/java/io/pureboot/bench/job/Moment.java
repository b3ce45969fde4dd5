package io.pureboot.bench.job;

import com.sun.management.OperatingSystemMXBean;
import io.pureboot.bench.subject.DatabaseState;
import io.pureboot.bench.subject.Subject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.time.Duration;

/** What has been used until now: two of them tell what was used between. */
record Moment(Duration server, Duration databaseCpu, Duration client, DatabaseState database) {
    static Moment of(Subject subject) throws IOException, SQLException {
        Duration client = Duration.ofNanos(
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime());
        return new Moment(
                subject.cpu(),
                subject.database().cpu(),
                client,
                subject.database().state(subject.eventTable()));
    }

    /** What was used since an earlier moment. */
    Moment since(Moment earlier) {
        return new Moment(
                server.minus(earlier.server),
                databaseCpu.minus(earlier.databaseCpu),
                client.minus(earlier.client),
                database.since(earlier.database));
    }
}
