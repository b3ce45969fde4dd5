package io.pureboot.engine.storage.s3;

import io.pureboot.engine.storage.Landing;
import io.pureboot.engine.storage.LandingShelf;
import io.pureboot.engine.storage.Place;
import io.pureboot.engine.storage.StoredFile;
import io.pureboot.engine.storage.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;

/**
 * A bucket as a backend. Every upload has a key of its own, {@code sha256/HASH-UPLOAD}: an object appears under it when all its parts are there, and no
 * later upload can overwrite it.
 */
public final class Bucket implements LandingShelf {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private final S3Client client;
    private final Place.S3 place;

    public Bucket(S3Client client, Place.S3 place) {
        this.client = client;
        this.place = place;
    }

    /** @param secretKey belongs to the place's access key */
    public static S3Client client(Place.S3 place, Optional<String> secretKey) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClient(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(SILENCE)
                        .build())
                .region(Region.of(place.region()))
                .forcePathStyle(place.pathStyle())
                // What many servers beside Amazon's do not know; the whole file is verified by its own hash.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(
                        S3Configuration.builder().chunkedEncodingEnabled(false).build());
        place.endpoint().ifPresent(builder::endpointOverride);
        boolean given = place.accessKeyId().isPresent() && secretKey.isPresent();
        return builder.credentialsProvider(
                        given
                                ? StaticCredentialsProvider.create(AwsBasicCredentials.create(
                                        place.accessKeyId().get(), secretKey.get()))
                                : DefaultCredentialsProvider.builder().build())
                .build();
    }

    /** @throws IOException when the bucket cannot be used with these settings */
    public void check() throws IOException {
        call(() -> client.headBucket(request -> request.bucket(place.bucket())));
    }

    @Override
    public boolean verified() {
        return true;
    }

    @Override
    public void probe(StoredFile file) throws IOException {
        long length = call(() -> client.headObject(
                        request -> request.bucket(place.bucket()).key(file.location())))
                .contentLength();
        if (length != file.sizeBytes()) {
            throw new IOException(file.location() + " has " + length + " bytes, not " + file.sizeBytes());
        }
    }

    @Override
    public InputStream open(StoredFile file, long first, long length) throws IOException {
        return call(() -> client.getObject(request -> request.bucket(place.bucket())
                .key(file.location())
                .range("bytes=" + first + "-" + (first + length - 1))));
    }

    @Override
    public Landing resume(Upload upload) throws IOException {
        return Parts.resume(client, place.bucket(), key(upload), tailKey(upload), upload);
    }

    @Override
    public void discard(Upload upload) throws IOException {
        if (!upload.progress().isEmpty()) {
            abort(
                    client,
                    place.bucket(),
                    key(upload),
                    Progress.read(upload.progress()).uploadId());
        }
        call(() -> client.deleteObject(request -> request.bucket(place.bucket()).key(key(upload))));
        call(() -> client.deleteObject(request -> request.bucket(place.bucket()).key(tailKey(upload))));
    }

    private String key(Upload upload) {
        return place.prefix() + "sha256/" + upload.sha256() + "-" + upload.id();
    }

    private String tailKey(Upload upload) {
        return place.prefix() + "uploads/" + upload.id() + ".tail";
    }

    static void abort(S3Client client, String bucket, String key, String uploadId) throws IOException {
        try {
            call(() -> client.abortMultipartUpload(
                    request -> request.bucket(bucket).key(key).uploadId(uploadId)));
        } catch (IOException failed) {
            if (!(failed.getCause() instanceof NoSuchUploadException)) {
                throw failed;
            }
        }
    }

    /** @throws IOException when the store does not answer, or refuses */
    static <T> T call(Supplier<T> work) throws IOException {
        try {
            return work.get();
        } catch (SdkException failed) {
            throw new IOException("the object store fails: " + failed.getMessage(), failed);
        }
    }
}
