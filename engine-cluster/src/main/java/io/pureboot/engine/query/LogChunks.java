package io.pureboot.engine.query;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The table of what steps print (promise P-28): chunks that follow each other without gap or overlap, so that a sender may repeat any of
 * them and two engines may take them at once. Kept until somebody deletes them.
 */
public final class LogChunks {
    /** The largest piece that one read gives, in bytes. */
    public static final int PIECE = 64 * 1024;

    private static final String INSERT = """
            INSERT INTO log_chunk (execution_id, step_id, attempt, start_offset, size_bytes, truncated, at, data, held)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""";
    private static final String END = """
            SELECT start_offset + size_bytes, truncated, size_bytes, held FROM log_chunk
            WHERE execution_id = ? AND step_id = ? AND attempt = ? ORDER BY start_offset DESC LIMIT 1""";
    private static final String REPLACE_END = """
            UPDATE log_chunk SET data = overlay(data PLACING ? FROM size_bytes - ? + 1), held = NULL
            WHERE execution_id = ? AND step_id = ? AND attempt = ? AND start_offset = ?""";
    private static final String STARTS = """
            SELECT 1 FROM log_chunk WHERE execution_id = ? AND step_id = ? AND attempt = ? AND start_offset = ?""";
    private static final String FROM = """
            SELECT start_offset, substring(data FROM greatest(1, ? - start_offset + 1)::int FOR ?) FROM log_chunk
            WHERE execution_id = ? AND step_id = ? AND attempt = ? AND start_offset + size_bytes > ?
            ORDER BY start_offset LIMIT 1""";

    private final Database database;
    private final long quota;
    private final InstantSource clock;

    /** @param quota bytes that are kept of one attempt, the mark at its end not counted */
    public LogChunks(Database database, long quota, InstantSource clock) {
        this.database = database;
        this.quota = quota;
        this.clock = clock;
    }

    /**
     * Where the log ends.
     *
     * @param size of the last chunk
     * @param held what the last chunk has left over for the next one
     */
    private record End(long offset, boolean truncated, int size, Optional<byte[]> held) {
        static final End NONE = new End(0, false, 0, Optional.empty());
    }

    /** Keeps a chunk that starts at {@code offset}, masked; the same offset again changes nothing. */
    public CompletionStage<LogAnswer> put(LogOf log, long offset, byte[] data, LogMask mask) {
        return database.call(connection -> put(connection, log, offset, data, mask));
    }

    private LogAnswer put(Connection connection, LogOf log, long offset, byte[] data, LogMask mask)
            throws SQLException {
        while (true) {
            End end = end(connection, log);
            if (end.truncated()) {
                return new LogAnswer.Kept(end.offset(), true);
            }
            if (offset != end.offset()) {
                return starts(connection, log, offset)
                        ? new LogAnswer.Kept(end.offset(), false)
                        : new LogAnswer.OffsetMismatch(end.offset());
            }
            // Otherwise somebody else has just written there: look again.
            if (data.length == 0 || insert(connection, log, end, mask.mask(log, end.held(), data, false))) {
                boolean over = end.offset() + data.length > quota;
                long next = over ? end(connection, log).offset() : end.offset() + data.length;
                return new LogAnswer.Kept(next, over);
            }
        }
    }

    /**
     * Keeps what a report carries: after what is there, unless what is there ends with it already, as it does when a report is repeated
     * or its sender has sent chunks before.
     */
    public CompletionStage<LogAnswer> append(LogOf log, String text, LogMask mask) {
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        return database.call(connection -> {
            while (true) {
                End end = end(connection, log);
                if (end.truncated() || endsWith(connection, log, end, data)) {
                    return new LogAnswer.Kept(end.offset(), end.truncated());
                }
                if (insert(connection, log, end, mask.mask(log, end.held(), data, true))) {
                    End after = end(connection, log);
                    return new LogAnswer.Kept(after.offset(), after.truncated());
                }
            }
        });
    }

    /** What the log has from {@code offset} on, {@link #PIECE} bytes at most. */
    public CompletionStage<LogPiece> read(LogOf log, long offset) {
        return database.call(connection -> read(connection, log, offset));
    }

    /** Where the log ends just now; 0 when there is none. */
    public CompletionStage<Long> end(LogOf log) {
        return database.call(connection -> end(connection, log).offset());
    }

    private static LogPiece read(Connection connection, LogOf log, long offset) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FROM)) {
            statement.setLong(1, offset);
            statement.setInt(2, PIECE);
            bind(statement, 3, log);
            statement.setLong(6, offset);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return new LogPiece(ByteBuffer.allocate(0), offset);
                }
                byte[] data = row.getBytes(2);
                return new LogPiece(
                        ByteBuffer.wrap(data).asReadOnlyBuffer(), Math.max(offset, row.getLong(1)) + data.length);
            }
        }
    }

    private static End end(Connection connection, LogOf log) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(END)) {
            bind(statement, 1, log);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? new End(
                                row.getLong(1), row.getBoolean(2), row.getInt(3), Optional.ofNullable(row.getBytes(4)))
                        : End.NONE;
            }
        }
    }

    private static boolean starts(Connection connection, LogOf log, long offset) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STARTS)) {
            bind(statement, 1, log);
            statement.setLong(4, offset);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private static boolean endsWith(Connection connection, LogOf log, End end, byte[] data) throws SQLException {
        long from = end.offset() - data.length;
        if (from < 0) {
            return false;
        }
        int compared = 0;
        while (compared < data.length) {
            LogPiece piece = read(connection, log, from + compared);
            int length = Math.min(piece.data().remaining(), data.length - compared);
            if (length == 0 || !same(piece.data(), data, compared, length)) {
                return false;
            }
            compared += length;
        }
        return true;
    }

    /** What was masked is as good as what it stands for. */
    private static boolean same(ByteBuffer kept, byte[] data, int from, int length) {
        for (int i = 0; i < length; i++) {
            if (kept.get(i) != data[from + i] && kept.get(i) != '*') {
                return false;
            }
        }
        return true;
    }

    /** False when another engine has written a chunk there meanwhile. */
    private boolean insert(Connection connection, LogOf log, End end, LogMask.Masked masked) throws SQLException {
        byte[] data = masked.data();
        Optional<byte[]> cut = end.offset() + data.length > quota ? Optional.of(cut(end, data)) : Optional.empty();
        byte[] kept = cut.orElse(data);
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            bind(statement, 1, log);
            statement.setLong(4, end.offset());
            statement.setInt(5, kept.length);
            statement.setBoolean(6, cut.isPresent());
            statement.setObject(7, Statement.utc(clock.instant()));
            statement.setBytes(8, kept);
            statement.setBytes(9, cut.isPresent() ? null : masked.held().orElse(null));
            if (statement.executeUpdate() != 1) {
                return false;
            }
        }
        if (masked.before().length > 0) {
            replaceEnd(connection, log, end, masked.before());
        }
        return true;
    }

    /** Of the last chunk only: what reaches further back, through chunks of a few bytes, stays masked. */
    private static void replaceEnd(Connection connection, LogOf log, End end, byte[] before) throws SQLException {
        int length = Math.min(before.length, end.size());
        try (PreparedStatement statement = connection.prepareStatement(REPLACE_END)) {
            statement.setBytes(1, Arrays.copyOfRange(before, before.length - length, before.length));
            statement.setInt(2, length);
            bind(statement, 3, log);
            statement.setLong(6, end.offset() - end.size());
            statement.executeUpdate();
        }
    }

    /** What the quota still takes, whole characters of UTF-8, and the mark. */
    private byte[] cut(End end, byte[] data) {
        int room = (int) Math.max(0, quota - end.offset());
        while (room > 0 && (data[room] & 0xC0) == 0x80) {
            room--;
        }
        byte[] mark =
                ("\n[the log ends here: an attempt may have " + quota + " bytes]\n").getBytes(StandardCharsets.UTF_8);
        byte[] kept = Arrays.copyOf(data, room + mark.length);
        System.arraycopy(mark, 0, kept, room, mark.length);
        return kept;
    }

    private static void bind(PreparedStatement statement, int first, LogOf log) throws SQLException {
        statement.setString(first, log.execution().value());
        statement.setString(first + 1, log.step().value());
        statement.setInt(first + 2, log.attempt());
    }
}
