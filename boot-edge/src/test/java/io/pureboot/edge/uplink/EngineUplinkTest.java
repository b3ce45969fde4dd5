package io.pureboot.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.counters.Counters;
import io.pureboot.edge.fakes.EngineOnLoopback;
import io.pureboot.edge.fakes.EngineOnLoopback.Reply;
import io.pureboot.edge.fakes.FrozenServer;
import io.pureboot.edge.fakes.ServerThatHangsUp;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The way to several engines, of which some are stopped, frozen or slow: over real sockets. */
class EngineUplinkTest {
    /** Longer than any test may wait for one engine that says nothing. */
    private static final Duration FOR_EVER = Duration.ofMinutes(5);

    private static final Duration SOON = Duration.ofMillis(100);

    private final Counters counters = new Counters();

    @Test
    void aStoppedEngineCostsNothing() {
        try (EngineOnLoopback engine = EngineOnLoopback.thatAcknowledges();
                EngineUplink uplink = uplink(FOR_EVER, EngineOnLoopback.awayUrl(), engine.url())) {
            assertThat(status(uplink)).isEqualTo(200);
            assertThat(status(uplink)).isEqualTo(200);
            assertThat(counters.value(Counted.ENGINE_FAILOVERS))
                    .as("the second request goes to the living one at once")
                    .isEqualTo(1);
        }
    }

    @Test
    void aFrozenEngineIsOvertakenAndThenLeftAlone() {
        try (FrozenServer frozen = FrozenServer.start();
                EngineOnLoopback engine = EngineOnLoopback.thatAcknowledges();
                EngineUplink uplink = uplink(FOR_EVER, frozen.url(), engine.url())) {
            // More at once than may be put to two engines: the others follow when the first has been overtaken.
            List<CompletableFuture<Outcome>> answers = IntStream.range(0, 100)
                    .mapToObj(i -> uplink.send(call("/" + i)).toCompletableFuture())
                    .toList();
            assertThat(answers)
                    .allSatisfy(answer ->
                            assertThat(answer.get(20, TimeUnit.SECONDS)).isInstanceOf(Outcome.Answered.class));
            long failovers = counters.value(Counted.ENGINE_FAILOVERS);
            assertThat(status(uplink)).isEqualTo(200);
            assertThat(counters.value(Counted.ENGINE_FAILOVERS)).isEqualTo(failovers);
            assertThat(uplink.away()).isFalse();
        }
    }

    @Test
    void aSlowEngineIsOvertakenUnderTheSameId() {
        CountDownLatch slow = new CountDownLatch(1);
        try (EngineOnLoopback first = EngineOnLoopback.thatAnswers(asked -> after(slow));
                EngineOnLoopback second = EngineOnLoopback.thatAcknowledges();
                EngineUplink uplink = uplink(FOR_EVER, first.url(), second.url())) {
            assertThat(status(uplink)).isEqualTo(200);
            await("the first one has got it too").until(() -> first.asked().size() == 1);
            assertThat(first.asked().getFirst().body())
                    .isEqualTo(second.asked().getFirst().body());
            slow.countDown();
        }
    }

    @Test
    void slowEnginesAreNotAskedTwiceForMoreThanAFewRequests() {
        CountDownLatch slow = new CountDownLatch(1);
        try (EngineOnLoopback first = EngineOnLoopback.thatAnswers(asked -> after(slow));
                EngineOnLoopback second = EngineOnLoopback.thatAnswers(asked -> after(slow));
                EngineUplink uplink = uplink(FOR_EVER, first.url(), second.url())) {
            List<CompletableFuture<Outcome>> answers = IntStream.range(0, 200)
                    .mapToObj(i -> uplink.send(call("/" + i)).toCompletableFuture())
                    .toList();
            await("all are asked")
                    .until(() -> first.asked().size() == 200 && second.asked().size() >= 15);
            slow.countDown();
            assertThat(answers)
                    .allSatisfy(answer ->
                            assertThat(answer.get(20, TimeUnit.SECONDS)).isInstanceOf(Outcome.Answered.class));
            assertThat(second.asked().size())
                    .as("20 at once, and a tenth of 200")
                    .isLessThanOrEqualTo(40);
        }
    }

    @Test
    void whoeverIsAwayIsKnownToBeSoUntilItIsBack() {
        String url = EngineOnLoopback.awayUrl();
        try (EngineUplink uplink = uplink(FOR_EVER, url)) {
            CountDownLatch back = new CountDownLatch(1);
            uplink.whenBack(back::countDown);
            assertThat(send(uplink)).isInstanceOf(Outcome.Away.class);
            assertThat(uplink.away()).isTrue();
            try (EngineOnLoopback engine = EngineOnLoopback.thatComesBackAt(url)) {
                await("its return is noticed").until(() -> send(uplink) instanceof Outcome.Answered);
                assertThat(uplink.away()).isFalse();
                assertThat(back.getCount()).isZero();
                assertThat(engine.asked()).hasSize(1);
            }
        }
    }

    /** Nobody waits for a single engine that is frozen, but for one request now and then. */
    @Test
    void onlyTheFirstWaitForAFrozenEngine() {
        try (FrozenServer frozen = FrozenServer.start();
                EngineUplink uplink = uplink(Duration.ofMillis(600), frozen.url())) {
            assertThat(send(uplink)).isInstanceOf(Outcome.Away.class);
            assertThat(uplink.away()).isTrue();
            // Within the first pause, an eighth of a second at least.
            assertThat(uplink.send(call("/at-once")).toCompletableFuture()).isCompleted();
        }
    }

    @Test
    void oneRequestWithoutAnAnswerSaysNothingOfAnEngineThatAnswersOthers() throws InterruptedException {
        CountDownLatch others = new CountDownLatch(1);
        try (EngineOnLoopback engine = EngineOnLoopback.thatAnswers(
                        asked -> asked.url().equals("/homeless") ? after(others) : EngineOnLoopback.acknowledgement());
                EngineUplink uplink = uplink(Duration.ofSeconds(2), engine.url())) {
            CompletableFuture<Outcome> homeless = uplink.send(call("/homeless")).toCompletableFuture();
            assertThat(status(uplink)).isEqualTo(200);
            assertThat(homeless.join()).isInstanceOf(Outcome.Away.class);
            assertThat(uplink.away()).isFalse();
            assertThat(status(uplink)).isEqualTo(200);
            others.countDown();
        }
    }

    @Test
    void aConnectionThatBreaksIsTriedAgainAFewTimes() {
        try (ServerThatHangsUp engine = ServerThatHangsUp.start(2);
                EngineUplink uplink = uplink(FOR_EVER, engine.url())) {
            assertThat(status(uplink)).isEqualTo(200);
            assertThat(engine.requests()).isEqualTo(3);
        }
        try (ServerThatHangsUp engine = ServerThatHangsUp.start(1000);
                EngineUplink uplink = uplink(FOR_EVER, engine.url())) {
            assertThat(send(uplink)).isInstanceOf(Outcome.Away.class);
            assertThat(engine.requests()).isEqualTo(3);
        }
    }

    @Test
    void anEngineThatCannotAnswerNowIsPassedOverAndItsWordIsKept() {
        try (EngineOnLoopback busy = EngineOnLoopback.thatIsBusy();
                EngineOnLoopback engine = EngineOnLoopback.thatAcknowledges()) {
            try (EngineUplink uplink = uplink(FOR_EVER, busy.url(), engine.url())) {
                assertThat(status(uplink)).isEqualTo(200);
            }
            try (EngineUplink uplink = uplink(FOR_EVER, busy.url(), EngineOnLoopback.awayUrl())) {
                assertThat(status(uplink)).isEqualTo(503);
                assertThat(uplink.away()).as("one of them answers").isFalse();
            }
        }
    }

    @Test
    void whatCannotBeSentIsNobodysFault() {
        try (EngineOnLoopback engine = EngineOnLoopback.thatAcknowledges();
                EngineUplink uplink = uplink(FOR_EVER, engine.url())) {
            EngineCall bad = new EngineCall("GET", "/", Map.of("Accept", "a\r\nb"), Optional.empty(), true);
            assertThat(uplink.send(bad).toCompletableFuture().join()).isInstanceOf(Outcome.Away.class);
            assertThat(uplink.away()).isFalse();
            assertThat(status(uplink)).isEqualTo(200);
        }
    }

    private EngineUplink uplink(Duration patience, String... engines) {
        return new EngineUplink(
                new UplinkSettings(
                        Stream.of(engines).map(URI::create).toList(),
                        Optional.of("edge-token"),
                        Duration.ofSeconds(5),
                        SOON,
                        patience,
                        FOR_EVER),
                counters);
    }

    private static EngineCall call(String path) {
        return EngineCall.ofEdge("POST", path, "{\"event_id\":\"" + path + "\"}");
    }

    private static Outcome send(EngineUplink uplink) {
        return uplink.send(call("/one")).toCompletableFuture().join();
    }

    private static int status(EngineUplink uplink) {
        return send(uplink) instanceof Outcome.Answered answered ? answered.status() : 0;
    }

    private static Reply after(CountDownLatch latch) {
        try {
            latch.await();
            return EngineOnLoopback.acknowledgement();
        } catch (InterruptedException unwanted) {
            throw new AssertionError(unwanted);
        }
    }
}
