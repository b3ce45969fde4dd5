package io.pureboot.engine.journal;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.Scheduler;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.jdbc.config.JournalConfig;
import org.apache.pekko.persistence.jdbc.journal.dao.DefaultJournalDao;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.scaladsl.Source;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;
import scala.util.Try;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/**
 * The journal's access to its tables, as pekko-persistence-jdbc has it, and two things more: a recovery fails at a missing event, where
 * the plug-in of this version leaves out what follows it without a word (pekko-persistence-jdbc#516), and persists are measured.
 * The plug-in makes it by reflection, from the key {@code jdbc-journal.dao}; an extension point of a library is the one reason here to inherit.
 */
public final class WatchedJournalDao extends DefaultJournalDao {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedJournalDao.class);
    private static final int LONGEST_LINE = 300;

    private final JournalLoad load;

    /** As the plug-in calls it. */
    public WatchedJournalDao(
            JdbcBackend.JdbcDatabaseDef db,
            JdbcProfile profile,
            JournalConfig journalConfig,
            Serialization serialization,
            ExecutionContext ec,
            Materializer mat) {
        super(db, profile, journalConfig, serialization, ec, mat);
        this.load = JournalLoad.of(Adapter.toTyped(mat.system()));
    }

    @Override
    public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> messages) {
        long began = load.began();
        Future<Seq<Try<BoxedUnit>>> written = super.asyncWriteMessages(
                mapped(messages, write -> new AtomicWrite(mapped(write.payload(), WatchedJournalDao::shortly))));
        written.onComplete(
                result -> {
                    load.ended(began, result.isSuccess());
                    if (result.isFailure()) {
                        LOG.warn(
                                "{} entities' rows cannot be written to the journal now: {}",
                                messages.size(),
                                firstLine(result.failed().get()));
                    }
                    return BoxedUnit.UNIT;
                },
                ec());
        return written;
    }

    /** With 11 characters for the 36 of the writer's UUID: it stands in every row, and only equality with other rows' matters. */
    private static PersistentRepr shortly(PersistentRepr event) {
        return event.update(
                event.sequenceNr(),
                event.persistenceId(),
                event.deleted(),
                event.sender(),
                shortWriter(event.writerUuid()));
    }

    private static <T> Seq<T> mapped(Seq<T> all, UnaryOperator<T> each) {
        return CollectionConverters.asScala(
                        CollectionConverters.asJava(all).stream().map(each).toList())
                .toSeq();
    }

    /** Base64url of half of the random bits, enough to tell the few writers of one history apart; what is no UUID stays as it is. */
    static String shortWriter(String writer) {
        if (writer.length() != 36) {
            return writer;
        }
        UUID uuid = UUID.fromString(writer);
        byte[] bytes = ByteBuffer.allocate(Long.BYTES)
                .putLong(uuid.getMostSignificantBits() ^ uuid.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Around what has happened stands the statement of a whole batch. */
    private static String firstLine(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String text = root.toString().lines().findFirst().orElse("");
        return text.length() > LONGEST_LINE ? text.substring(0, LONGEST_LINE) + "…" : text;
    }

    @Override
    public Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messagesWithBatch(
            String persistenceId,
            long fromSequenceNr,
            long toSequenceNr,
            int batchSize,
            Option<Tuple2<FiniteDuration, Scheduler>> refreshInterval) {
        Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> rows =
                super.messagesWithBatch(persistenceId, fromSequenceNr, toSequenceNr, batchSize, refreshInterval);
        // With an interval it is a live query that has no end.
        return refreshInterval.isDefined()
                ? rows
                : complete(persistenceId, Math.max(1, fromSequenceNr), toSequenceNr, rows);
    }

    /** Fails when what comes is not every event from the first to the last; the plug-in asks with the highest number that the table has. */
    private static Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> complete(
            String persistenceId, long first, long last, Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> rows) {
        return rows.asJava()
                .map(Optional::of)
                .concat(org.apache.pekko.stream.javadsl.Source.single(Optional.empty()))
                .statefulMapConcat(() -> {
                    long[] next = {first};
                    return row -> {
                        if (row.isEmpty()) {
                            if (next[0] <= last) {
                                throw new JournalGap(persistenceId, next[0], "the newest event is " + last);
                            }
                            return List.of();
                        }
                        if (row.get().isSuccess()) {
                            long found = row.get().get()._1().sequenceNr();
                            if (found != next[0]) {
                                throw new JournalGap(persistenceId, next[0], "event " + found + " comes instead");
                            }
                            next[0]++;
                        }
                        return List.of(row.get());
                    };
                })
                .asScala();
    }
}
