package io.pureboot.edge.tftp;

import io.pureboot.edge.tftp.Session.Request;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The transfers under way, and how many more there may be. Of the server's thread, except for {@link #count}. */
final class Sessions {

    private final TftpSettings.Limits limits;
    private final Map<Request, Session> sessions = new HashMap<>();
    private final Map<InetAddress, Integer> byAddress = new HashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    Sessions(TftpSettings.Limits limits) {
        this.limits = limits;
    }

    /** From any thread. */
    int count() {
        return count.get();
    }

    Optional<Session> of(Request request) {
        return Optional.ofNullable(sessions.get(request));
    }

    /** Whether there is room for one more transfer of this client. */
    boolean hasRoom(InetAddress client) {
        return sessions.size() < limits.transfers() && byAddress.getOrDefault(client, 0) < limits.perClient();
    }

    void add(Session session) {
        sessions.put(session.request(), session);
        byAddress.merge(session.request().client().getAddress(), 1, Integer::sum);
        count.set(sessions.size());
    }

    void remove(Session session) {
        if (sessions.remove(session.request(), session)) {
            InetAddress client = session.request().client().getAddress();
            int left = byAddress.getOrDefault(client, 0) - 1;
            if (left > 0) {
                byAddress.put(client, left);
            } else {
                byAddress.remove(client);
            }
            count.set(sessions.size());
        }
    }

    void closeAll() {
        List.copyOf(sessions.values()).forEach(Session::close);
    }
}
