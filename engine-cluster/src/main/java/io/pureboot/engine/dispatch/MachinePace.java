package io.pureboot.engine.dispatch;

import io.pureboot.protocol.Seconds;
import java.util.List;
import java.util.Optional;

/**
 * What machines are told when their workflow says nothing of it.
 *
 * @param kernel the standard agent's kernel: a path below the edge's artifacts, or a URL
 * @param cmdline its arguments beside those that the edge adds
 * @param publicUrl where machines reach PureBoot when the request came through no edge
 */
public record MachinePace(
        String kernel,
        List<String> initrds,
        Optional<String> cmdline,
        Seconds heartbeat,
        Seconds askAgain,
        String publicUrl) {
    public MachinePace {
        initrds = List.copyOf(initrds);
    }
}
