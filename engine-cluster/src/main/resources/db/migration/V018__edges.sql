-- The edges that have said that they are there. Rewritten every few seconds: nothing but the key is indexed, and pages keep room, so that
-- a new version of a row lies beside the old one and no index is touched.
CREATE TABLE edge (
    id            VARCHAR(64)  PRIMARY KEY,
    instance      VARCHAR(64)  NOT NULL,   -- another one after each start of the edge
    started_at    TIMESTAMPTZ  NOT NULL,
    first_seen_at TIMESTAMPTZ  NOT NULL,
    last_seen_at  TIMESTAMPTZ  NOT NULL,
    spooled       BIGINT       NOT NULL,   -- reports that wait on its disk
    heartbeat     TEXT         NOT NULL    -- JSON as the edge has sent it
) WITH (fillfactor = 50);

-- Before which edge a machine was seen last.
CREATE TABLE edge_machine (
    node_id VARCHAR(64) PRIMARY KEY,
    edge_id VARCHAR(64) NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL
);

-- Files that machines before an edge will soon ask for; forgotten after a while.
CREATE TABLE edge_prefetch (
    edge_id   VARCHAR(64) NOT NULL,
    sha256    VARCHAR(64) NOT NULL,
    wanted_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (edge_id, sha256)
);
