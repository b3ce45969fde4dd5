package io.pureboot.engine.storage.s3;

import io.pureboot.engine.storage.Landing;
import io.pureboot.engine.storage.LostUpload;
import io.pureboot.engine.storage.Upload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;

/**
 * An upload in parts. One part is in memory; what does not fill one when the sender pauses lies in an object of its own meanwhile. The object under the
 * key appears when the last part is there and all of them are put together.
 */
final class Parts implements Landing {
    private static final int MB = 1024 * 1024;
    /** Stores take parts of 5 MiB or more, and 10,000 of them. */
    private static final int SMALLEST_PART = 8 * MB;

    private static final int MOST_PARTS = 9_000;

    private final S3Client client;
    private final String bucket;
    private final String key;
    private final String tailKey;
    private final String uploadId;
    private final List<String> etags;
    private final byte[] part;
    private int filled;
    private boolean settled;
    private boolean joined;

    private Parts(
            S3Client client,
            String bucket,
            String key,
            String tailKey,
            String uploadId,
            List<String> etags,
            int partBytes,
            boolean settled) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.tailKey = tailKey;
        this.uploadId = uploadId;
        this.etags = new ArrayList<>(etags);
        this.part = new byte[partBytes];
        this.settled = settled;
    }

    static Parts resume(S3Client client, String bucket, String key, String tailKey, Upload upload) throws IOException {
        int partBytes = partBytes(upload.sizeBytes());
        if (upload.progress().isEmpty()) {
            String uploadId = Bucket.call(() -> client.createMultipartUpload(
                            request -> request.bucket(bucket).key(key)))
                    .uploadId();
            return new Parts(client, bucket, key, tailKey, uploadId, List.of(), partBytes, false);
        }
        Progress progress = Progress.read(upload.progress());
        Parts parts = new Parts(client, bucket, key, tailKey, progress.uploadId(), progress.etags(), partBytes, true);
        parts.readTail(progress.tail());
        return parts;
    }

    private static int partBytes(long size) {
        long least = (size + MOST_PARTS - 1) / MOST_PARTS;
        return Math.toIntExact(Math.max(SMALLEST_PART, (least + MB - 1) / MB * MB));
    }

    private void readTail(int bytes) throws IOException {
        if (bytes == 0) {
            return;
        }
        try (ResponseInputStream<GetObjectResponse> tail = Bucket.call(
                () -> client.getObject(request -> request.bucket(bucket).key(tailKey)))) {
            filled = tail.readNBytes(part, 0, bytes);
        }
        if (filled != bytes) {
            throw new LostUpload(tailKey + " has " + filled + " bytes, not " + bytes);
        }
    }

    @Override
    public void write(byte[] bytes, int count) throws IOException {
        int taken = 0;
        while (taken < count) {
            if (filled == part.length) {
                sendPart();
            }
            int fits = Math.min(count - taken, part.length - filled);
            System.arraycopy(bytes, taken, part, filled, fits);
            filled += fits;
            taken += fits;
        }
    }

    private void sendPart() throws IOException {
        int number = etags.size() + 1;
        try {
            etags.add(Bucket.call(() -> client.uploadPart(
                            request -> request.bucket(bucket)
                                    .key(key)
                                    .uploadId(uploadId)
                                    .partNumber(number),
                            filledBytes()))
                    .eTag());
        } catch (IOException failed) {
            if (failed.getCause() instanceof NoSuchUploadException) {
                throw new LostUpload("the store has forgotten upload " + uploadId);
            }
            throw failed;
        }
        filled = 0;
    }

    private RequestBody filledBytes() {
        int length = filled;
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(part, 0, length), length, "application/octet-stream");
    }

    @Override
    public String settle() throws IOException {
        if (filled == part.length) {
            sendPart();
        }
        if (filled > 0) {
            Bucket.call(() -> client.putObject(request -> request.bucket(bucket).key(tailKey), filledBytes()));
        }
        settled = true;
        return new Progress(uploadId, etags, filled).written();
    }

    private void join() throws IOException {
        if (joined) {
            return;
        }
        if (filled > 0) {
            sendPart();
        }
        List<CompletedPart> parts = IntStream.range(0, etags.size())
                .mapToObj(i -> CompletedPart.builder()
                        .partNumber(i + 1)
                        .eTag(etags.get(i))
                        .build())
                .toList();
        Bucket.call(() -> client.completeMultipartUpload(request ->
                request.bucket(bucket).key(key).uploadId(uploadId).multipartUpload(all -> all.parts(parts))));
        joined = true;
        Bucket.call(() -> client.deleteObject(request -> request.bucket(bucket).key(tailKey)));
    }

    @Override
    public InputStream readBack() throws IOException {
        join();
        return Bucket.call(
                () -> client.getObject(request -> request.bucket(bucket).key(key)));
    }

    @Override
    public String land() throws IOException {
        join();
        return key;
    }

    /** What nothing tells of would lie in the store for ever. */
    @Override
    public void close() throws IOException {
        if (!settled && !joined) {
            Bucket.abort(client, bucket, key, uploadId);
        }
    }
}
