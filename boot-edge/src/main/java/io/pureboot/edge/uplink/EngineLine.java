package io.pureboot.edge.uplink;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The line to one engine, and what its last answers and silences say of it. One that is down is asked now and then only, by one request at a
 * time: all others need not wait for it in vain. Times are those of {@link System#nanoTime}.
 */
final class EngineLine {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final int MOST_DOUBLINGS = 8;

    private final int index;
    private final URI url;
    private long answeredAt = System.nanoTime();
    private long tryAt;
    private int failures;
    private boolean down;
    private boolean overtaken;

    EngineLine(int index, URI url) {
        this.index = index;
        this.url = url;
    }

    int index() {
        return index;
    }

    URI url() {
        return url;
    }

    synchronized boolean down() {
        return down;
    }

    /** How much speaks against it: 0 nothing, 1 it was overtaken, 2 it is down. */
    synchronized int doubt() {
        return down ? 2 : overtaken ? 1 : 0;
    }

    /** Whether another engine has answered a request sooner that this one had got before, and nothing was heard of it since. */
    synchronized boolean overtaken() {
        return overtaken;
    }

    /** Whether a request may be sent now; of those that come while the line is down, one after each pause may. */
    synchronized boolean admits(long now) {
        if (down && now - tryAt < 0) {
            return false;
        }
        if (down) {
            tryAt = now + pause();
        }
        return true;
    }

    /** It has answered, whatever the status. */
    synchronized void answered(long now) {
        answeredAt = now;
        failures = 0;
        down = false;
        overtaken = false;
    }

    /** It could not be reached. */
    synchronized void unreachable(long now) {
        failures = Math.min(failures + 1, MOST_DOUBLINGS);
        down = true;
        tryAt = now + pause();
    }

    /** A request of that time got no answer. When others have got theirs meanwhile, that is the request's own matter. */
    synchronized void silent(long askedAt, long now) {
        if (answeredAt - askedAt < 0) {
            unreachable(now);
        }
    }

    /** A request of that time was answered by another engine first. */
    synchronized void overtaken(long askedAt) {
        if (answeredAt - askedAt < 0) {
            overtaken = true;
        }
    }

    /** Half to all of a pause that doubles: edges that have lost an engine together do not come back together. */
    private long pause() {
        long whole = Math.min(FIRST_PAUSE.toNanos() << Math.max(0, failures - 1), LONGEST_PAUSE.toNanos());
        return whole / 2 + ThreadLocalRandom.current().nextLong(whole / 2 + 1);
    }
}
