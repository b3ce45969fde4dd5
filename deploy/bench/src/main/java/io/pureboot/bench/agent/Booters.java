package io.pureboot.bench.agent;

import io.pureboot.bench.http.HttpAnswer;
import io.pureboot.bench.http.HttpRequest;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Machines that ask for their scripts, over connections that are kept.
 *
 * @param latencies from request to answer
 * @param nanos from the first request to the last answer
 */
public record Booters(Latencies latencies, long nanos, Mistakes mistakes) {
    private static final byte[] SCRIPT = "#!ipxe\n".getBytes(StandardCharsets.US_ASCII);

    /**
     * Asks and returns when the last answer is there.
     *
     * @param paths what is asked, in turn
     */
    public static Booters ask(InetSocketAddress server, int connections, int requests, List<String> paths)
            throws InterruptedException {
        Mistakes mistakes = new Mistakes();
        List<byte[]> all =
                paths.stream().map(path -> HttpRequest.get(path, "none")).toList();
        List<Latencies> latencies = new ArrayList<>(
                Stream.generate(Latencies::new).limit(connections).toList());
        long nanos = Hands.work(List.of(server), connections, requests, mistakes, (number, line) -> {
            long start = System.nanoTime();
            HttpAnswer answer = line.send(all.get(number % all.size()));
            latencies.get(line.hand()).add(System.nanoTime() - start);
            if (answer.status() != 200 || !startsAsScript(answer.body())) {
                throw new WrongAnswer("a script was answered " + answer.status() + ": " + answer.text());
            }
        });
        return new Booters(Latencies.of(latencies), nanos, mistakes);
    }

    public double perSecond() {
        return latencies.count() / (nanos / 1e9);
    }

    private static boolean startsAsScript(byte[] body) {
        return body.length > SCRIPT.length && IntStream.range(0, SCRIPT.length).allMatch(i -> body[i] == SCRIPT[i]);
    }
}
