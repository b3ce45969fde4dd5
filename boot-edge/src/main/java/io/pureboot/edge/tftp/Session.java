package io.pureboot.edge.tftp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.Future;
import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.counters.Counters;
import io.pureboot.edge.tftp.content.Content;
import io.pureboot.edge.tftp.packet.ErrorCode;
import io.pureboot.edge.tftp.packet.Option;
import io.pureboot.edge.tftp.packet.Packet;
import io.pureboot.edge.tftp.packet.PacketCodec;
import io.pureboot.edge.tftp.packet.Reading;
import io.pureboot.edge.tftp.transfer.Caps;
import io.pureboot.edge.tftp.transfer.Move;
import io.pureboot.edge.tftp.transfer.Move.Ending;
import io.pureboot.edge.tftp.transfer.Move.Output;
import io.pureboot.edge.tftp.transfer.Patience;
import io.pureboot.edge.tftp.transfer.Terms;
import io.pureboot.edge.tftp.transfer.Transfer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** One transfer's line, content and state. Lives in the server's thread only. */
final class Session {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    /** A request is the same as another when it comes from the same socket for the same file. */
    record Request(InetSocketAddress client, String file) {}

    /** Called once, when nothing more will come. */
    interface Leaving {
        void left(Session session);
    }

    private final Request request;
    private final Content content;
    private final Counters counters;
    private final Leaving leaving;
    private final long startedNanos = System.nanoTime();
    private Optional<Outgoing> outgoing = Optional.empty();
    private Optional<Transfer> transfer = Optional.empty();
    private Optional<Future<?>> alarm = Optional.empty();
    private long alarmNanos;
    private boolean over;

    Session(Request request, Content content, Counters counters, Leaving leaving) {
        this.request = request;
        this.content = content;
        this.counters = counters;
        this.leaving = leaving;
    }

    Request request() {
        return request;
    }

    /** Begins to send, unless it has been ended meanwhile. */
    void begin(List<Option> options, Caps caps, Patience patience, Outgoing line) {
        if (over) {
            line.close();
            return;
        }
        outgoing = Optional.of(line);
        Terms terms = Terms.agree(options, content.size(), caps);
        apply(Transfer.begin(terms, patience, content.size(), System.nanoTime()));
    }

    boolean onlyLastAckMissing() {
        return transfer.isPresent() && transfer.get().onlyLastAckMissing();
    }

    /** The request has come once more. */
    void askedAgain() {
        transfer.ifPresent(now -> apply(now.askedAgain(System.nanoTime())));
    }

    /** Takes one datagram of the client; the buffer stays the caller's. */
    void receive(ByteBuf datagram) {
        if (over || transfer.isEmpty()) {
            return;
        }
        switch (PacketCodec.read(datagram.nioBuffer())) {
            case Reading.Understood(Packet.Ack ack) ->
                apply(transfer.get().acknowledged(ack.block(), System.nanoTime()));
            case Reading.Understood(Packet.Failure failure) -> {
                LOG.debug("TFTP {}: client says {} {}", request, failure.code(), failure.message());
                apply(transfer.get().endedByClient());
            }
            case Reading.Understood other -> counters.count(Counted.TFTP_MALFORMED);
            case Reading.Refused refused -> counters.count(Counted.TFTP_MALFORMED);
        }
    }

    /** Something could not be sent. A client that has closed its socket has gone: so do some when they have what they wanted. */
    void unsent(Throwable cause) {
        if (over) {
            return;
        }
        if (Outgoing.isGone(cause)) {
            finish(Ending.ENDED_BY_CLIENT);
        } else if (cause instanceof IOException) {
            LOG.debug("TFTP {}: a packet was not sent: {}", request, cause.toString());
        } else {
            LOG.error("TFTP {}: a bug", request, cause);
            counters.count(Counted.TFTP_FAILED);
            close();
        }
    }

    /** Ends without a word. */
    void close() {
        if (over) {
            return;
        }
        over = true;
        alarm.ifPresent(future -> future.cancel(false));
        outgoing.ifPresent(Outgoing::close);
        try {
            content.close();
        } catch (IOException unclosed) {
            LOG.debug("TFTP {}: not closed: {}", request, unclosed.toString());
        }
        leaving.left(this);
    }

    private void apply(Move move) {
        transfer = Optional.of(move.transfer());
        Outgoing line = outgoing.orElseThrow();
        try {
            switch (move.output()) {
                case Output.Silence silence -> {}
                case Output.SendOptionAck optionAck ->
                    watch(line.send(new Packet.OptionAck(move.transfer().terms().granted())));
                case Output.SendBlocks blocks -> send(line, move.transfer(), blocks);
                case Output.Over ended -> finish(ended.ending());
            }
        } catch (IOException broken) {
            fail(line, broken);
        }
        if (!over) {
            setAlarm(line, move.transfer().deadlineNanos());
        }
    }

    private void send(Outgoing line, Transfer now, Output.SendBlocks blocks) throws IOException {
        // Counted before they leave: whoever holds a block may already look for it in the counters.
        long last = blocks.first() + blocks.count() - 1;
        counters.add(Counted.TFTP_BLOCKS, blocks.count());
        counters.add(Counted.TFTP_BYTES, now.offset(last) + now.length(last) - now.offset(blocks.first()));
        if (blocks.again() > 0) {
            counters.add(Counted.TFTP_BLOCKS_AGAIN, blocks.again());
        }
        watch(line.send(now, blocks, content));
    }

    private void watch(ChannelFuture written) {
        if (!written.isSuccess()) {
            written.addListener(done -> {
                if (!done.isSuccess()) {
                    unsent(done.cause());
                }
            });
        }
    }

    /** One alarm at a time; one that rings too early is set anew, which costs less than to move it with each packet. */
    private void setAlarm(Outgoing line, long deadlineNanos) {
        if (alarm.isPresent() && deadlineNanos - alarmNanos >= 0) {
            return;
        }
        alarm.ifPresent(future -> future.cancel(false));
        alarmNanos = deadlineNanos;
        long wait = Math.max(0, deadlineNanos - System.nanoTime());
        alarm = Optional.of(line.eventLoop().schedule(this::ring, wait, TimeUnit.NANOSECONDS));
    }

    private void ring() {
        alarm = Optional.empty();
        if (over || transfer.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        if (now - transfer.get().deadlineNanos() >= 0) {
            apply(transfer.get().timedOut(now));
        } else {
            setAlarm(outgoing.orElseThrow(), transfer.get().deadlineNanos());
        }
    }

    private void finish(Ending ending) {
        counters.count(
                switch (ending) {
                    case COMPLETED -> Counted.TFTP_COMPLETED;
                    case ENDED_BY_CLIENT -> Counted.TFTP_ENDED_BY_CLIENT;
                    case GIVEN_UP -> Counted.TFTP_GIVEN_UP;
                });
        long millis = (System.nanoTime() - startedNanos) / 1_000_000;
        InetSocketAddress client = request.client();
        String file = request.file();
        switch (ending) {
            case COMPLETED -> LOG.info("TFTP {} has fetched {} in {} ms", client, file, millis);
            case ENDED_BY_CLIENT -> LOG.debug("TFTP {} has ended {} after {} ms", client, file, millis);
            case GIVEN_UP -> {
                // Who has never said anything may be anybody: no line in the log for each forged request.
                Level level = transfer.isPresent() && transfer.get().heard() ? Level.WARN : Level.DEBUG;
                LOG.atLevel(level).log("TFTP {} fell silent on {}, given up after {} ms", client, file, millis);
            }
        }
        close();
    }

    private void fail(Outgoing line, IOException broken) {
        counters.count(Counted.TFTP_FAILED);
        LOG.warn("TFTP {} failed: {}", request, broken.toString());
        watch(line.send(Packet.Failure.of(ErrorCode.NOT_DEFINED, "the server cannot go on")));
        close();
    }
}
