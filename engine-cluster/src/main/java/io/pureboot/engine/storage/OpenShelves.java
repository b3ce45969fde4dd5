package io.pureboot.engine.storage;

import io.pureboot.engine.query.Database;
import io.pureboot.engine.storage.local.LocalDirectory;
import io.pureboot.engine.storage.local.Marker;
import io.pureboot.engine.storage.reference.WebServer;
import io.pureboot.engine.storage.s3.Bucket;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.s3.S3Client;

/** The backends as this engine reads and writes them. All methods block. */
final class OpenShelves implements AutoCloseable {
    private final Database database;
    private final Path directory;
    private final Credentials credentials;
    private final Map<String, String> markers = new ConcurrentHashMap<>();
    private final Map<Account, S3Client> accounts = new ConcurrentHashMap<>();
    private final HttpClient follows = WebServer.thatFollows();
    private final HttpClient stays = WebServer.thatStays();

    OpenShelves(Database database, Path directory, Credentials credentials) {
        this.database = database;
        this.directory = directory;
        this.credentials = credentials;
    }

    /** One client for each, as long as its secret is the same. */
    private record Account(Place.S3 place, Optional<String> secretKey) {
        @Override
        public String toString() {
            return "Account[" + place + "]";
        }
    }

    FileShelf shelf(String id) throws IOException {
        BackendRow row = row(id);
        return row.backend().place() instanceof Place.HttpReference http ? webServer(http) : landing(row);
    }

    LandingShelf landing(String id) throws IOException {
        return landing(row(id));
    }

    private BackendRow row(String id) throws IOException {
        return Blocking.get(database.call(connection -> BackendTable.find(connection, id)))
                .orElseThrow(() -> new IOException("there is no storage backend " + id));
    }

    private LandingShelf landing(BackendRow row) throws IOException {
        return switch (row.backend().place()) {
            case Place.LocalDirectory local -> directory(row, local.directory().orElse(directory));
            case Place.S3 s3 -> bucket(s3);
            case Place.HttpReference http -> throw new IOException("nothing is uploaded to " + http.base());
        };
    }

    private LandingShelf directory(BackendRow row, Path root) throws IOException {
        String id = row.backend().id();
        Optional<String> known = Optional.ofNullable(markers.get(id)).or(row::marker);
        String marker = known.isPresent() ? known.get() : claim(id, root);
        Marker.check(root, marker);
        markers.put(id, marker);
        return new LocalDirectory(root);
    }

    private String claim(String id, Path root) throws IOException {
        String claimed = Marker.claim(root);
        return Blocking.get(database.call(connection -> BackendTable.claim(connection, id, claimed)));
    }

    /** @throws IOException when the secret that it names is not there */
    Bucket bucket(Place.S3 place) throws IOException {
        Account account = new Account(place, secret(place.secretKey()));
        return new Bucket(
                accounts.computeIfAbsent(account, fresh -> Bucket.client(fresh.place(), fresh.secretKey())), place);
    }

    private FileShelf webServer(Place.HttpReference place) throws IOException {
        Optional<String> authorization = secret(place.authorization());
        return new WebServer(authorization.isPresent() ? stays : follows, place, authorization);
    }

    /** @throws IOException when there is none of the name */
    Optional<String> secret(Optional<String> name) throws IOException {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> value = Blocking.get(credentials.find(name.get()));
        if (value.isEmpty()) {
            throw new IOException("there is no secret " + name.get());
        }
        return value;
    }

    @Override
    public void close() {
        accounts.values().forEach(S3Client::close);
        follows.shutdownNow();
        stays.shutdownNow();
    }
}
