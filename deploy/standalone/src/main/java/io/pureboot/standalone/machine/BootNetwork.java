package io.pureboot.standalone.machine;

import io.pureboot.standalone.machine.ipxe.FetchedFile;
import io.pureboot.standalone.machine.ipxe.Network;
import io.pureboot.standalone.machine.tftp.TftpClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * iPXE's network over real sockets: HTTP and TFTP. A refusal with {@code Retry-After} is waited for and asked again, as iPXE does; files
 * whose checksum is known are checked.
 */
final class BootNetwork implements Network {
    private static final int LARGEST_SCRIPT = 1 << 20;
    private static final int MOST_RETRIES = 60;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int TFTP_PORT = 69;

    private final HttpClient http;
    private final Map<String, String> checksums;

    BootNetwork(HttpClient http, Map<String, String> checksums) {
        this.http = http;
        this.checksums = checksums;
    }

    @Override
    public FetchedFile fetch(URI uri, Optional<Duration> timeout) throws IOException, InterruptedException {
        FetchedFile file = switch (Optional.ofNullable(uri.getScheme()).orElse("")) {
            case "http" -> overHttp(uri, timeout.orElse(PATIENCE));
            case "tftp" -> overTftp(uri);
            default -> throw new IOException("protocol not supported");
        };
        return checked(file);
    }

    private FetchedFile overTftp(URI uri) throws IOException {
        InetSocketAddress server = new InetSocketAddress(
                Optional.ofNullable(uri.getHost()).orElse(""), uri.getPort() < 0 ? TFTP_PORT : uri.getPort());
        byte[] content = TftpClient.read(
                server, Optional.ofNullable(uri.getPath()).orElse("").replaceFirst("^/", ""));
        return new FetchedFile(uri, content.length, Sha256.of(content), script(content, content.length));
    }

    private FetchedFile overHttp(URI uri, Duration timeout) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("User-Agent", "iPXE/1.0.0+ (PureBoot software machine)")
                .timeout(timeout)
                .build();
        for (int attempt = 1; attempt <= MOST_RETRIES; attempt++) {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() / 100 == 2) {
                    return read(uri, body);
                }
            }
            Optional<String> after = response.headers().firstValue("Retry-After");
            if (after.isEmpty()) {
                throw new IOException("HTTP " + response.statusCode());
            }
            Thread.sleep(Duration.ofSeconds(after.get().matches("[0-9]{1,4}") ? Long.parseLong(after.get()) : 5));
        }
        throw new IOException("the server was busy " + MOST_RETRIES + " times");
    }

    /** Kernels and initrds are not kept in memory: there may be many machines. */
    private static FetchedFile read(URI uri, InputStream body) throws IOException {
        byte[] head = body.readNBytes(LARGEST_SCRIPT);
        MessageDigest digest = Sha256.digest();
        digest.update(head);
        long length = head.length;
        byte[] buffer = new byte[65_536];
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            digest.update(buffer, 0, n);
            length += n;
        }
        return new FetchedFile(uri, length, HexFormat.of().formatHex(digest.digest()), script(head, length));
    }

    private static Optional<String> script(byte[] content, long length) {
        String text = new String(content, StandardCharsets.UTF_8);
        return text.startsWith("#!ipxe") && length <= LARGEST_SCRIPT ? Optional.of(text) : Optional.empty();
    }

    private FetchedFile checked(FetchedFile file) throws IOException {
        String path = Optional.ofNullable(file.uri().getPath()).orElse("");
        for (Map.Entry<String, String> known : checksums.entrySet()) {
            if (path.endsWith(known.getKey()) && !known.getValue().equals(file.sha256())) {
                throw new IOException("the bytes differ: SHA-256 " + file.sha256() + ", should be " + known.getValue());
            }
        }
        return file;
    }
}
