package io.pureboot.engine.registry;

import io.pureboot.engine.query.Cursor;
import io.pureboot.engine.query.Page;
import io.pureboot.protocol.GroupId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The groups of nodes: plain rows. A stage fails when PostgreSQL is away. */
public interface Groups {
    /** With a key, the id is made from the key: the same key and fields give the same group. */
    CompletionStage<RegistryAnswer<GroupEntry>> create(GroupFields fields, Optional<String> idempotencyKey);

    CompletionStage<RegistryAnswer<GroupEntry>> patch(GroupId id, GroupPatch patch);

    /** Refused while nodes belong to it. */
    CompletionStage<RegistryAnswer<GroupEntry>> delete(GroupId id);

    CompletionStage<Optional<GroupEntry>> get(GroupId id);

    CompletionStage<Optional<GroupEntry>> findByName(String name);

    /**
     * All, newest first.
     *
     * @param q a part of the name or the description
     * @param limit 1 to 1000
     */
    CompletionStage<Page<GroupEntry>> list(Optional<String> q, Optional<Cursor> after, int limit);
}
