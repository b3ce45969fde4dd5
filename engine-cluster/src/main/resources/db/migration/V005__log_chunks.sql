-- What steps print. No events: logs never enter the journal. The chunks of an attempt follow each other without gap or overlap: each
-- starts where the one before it ends, and the primary key decides when two write the same one at once. Offsets count bytes.
CREATE TABLE log_chunk (
    execution_id VARCHAR(64)  NOT NULL,
    step_id      VARCHAR(64)  NOT NULL,
    attempt      INTEGER      NOT NULL,
    start_offset BIGINT       NOT NULL,
    size_bytes   INTEGER      NOT NULL,
    truncated    BOOLEAN      NOT NULL,   -- the quota was used up here; the chunk ends with a mark that says so
    at           TIMESTAMPTZ  NOT NULL,
    data         BYTEA        NOT NULL,
    PRIMARY KEY (execution_id, step_id, attempt, start_offset)
);
