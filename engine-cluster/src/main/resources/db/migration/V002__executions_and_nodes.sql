-- Read tables: written after the journal by the entity that owns the row. last_seq is the entity's sequence number; a row is only
-- ever replaced by one of a higher number, so writes may come late, twice or out of order.

CREATE TABLE execution (
    id                VARCHAR(64)  PRIMARY KEY,
    node_id           VARCHAR(64)  NOT NULL,
    workflow_id       VARCHAR(64)  NOT NULL,
    workflow_name     TEXT         NOT NULL,
    workflow_revision INTEGER      NOT NULL,
    status            VARCHAR(20)  NOT NULL,
    run               INTEGER      NOT NULL,
    current_step_id   VARCHAR(64),
    current_attempt   INTEGER,
    steps_done        INTEGER      NOT NULL,
    steps_total       INTEGER      NOT NULL,
    started_by        TEXT         NOT NULL,
    created_at        TIMESTAMPTZ  NOT NULL,
    started_at        TIMESTAMPTZ,
    completed_at      TIMESTAMPTZ,
    failed_step_id    VARCHAR(64),
    error_message     TEXT,
    rolled_back       BOOLEAN      NOT NULL,
    updated_at        TIMESTAMPTZ  NOT NULL,
    last_seq          BIGINT       NOT NULL
);
CREATE INDEX execution_newest_idx ON execution (created_at DESC, id DESC);
CREATE INDEX execution_node_idx ON execution (node_id, created_at DESC, id DESC);
CREATE INDEX execution_workflow_idx ON execution (workflow_id, created_at DESC, id DESC);
-- The few that are alive among the many that are over: the reconciler's and the dashboard's way in.
CREATE INDEX execution_alive_idx ON execution (status, created_at DESC, id DESC)
    WHERE status NOT IN ('completed', 'failed', 'cancelled');

CREATE TABLE node (
    id                  VARCHAR(64)  PRIMARY KEY,
    mac_address         VARCHAR(17)  NOT NULL,
    ip_address          TEXT,
    hostname            TEXT,
    uuid                TEXT,
    serial              TEXT,
    vendor              TEXT,
    model               TEXT,
    architecture        TEXT,
    boot_mode           TEXT,
    state               VARCHAR(20)  NOT NULL,
    group_id            VARCHAR(64),
    workflow_id         VARCHAR(64),
    metadata            JSONB        NOT NULL,
    active_execution_id VARCHAR(64),
    install_attempts    INTEGER      NOT NULL,
    last_seen_at        TIMESTAMPTZ,
    created_at          TIMESTAMPTZ  NOT NULL,
    updated_at          TIMESTAMPTZ  NOT NULL,
    deleted             BOOLEAN      NOT NULL,
    last_seq            BIGINT       NOT NULL
);
CREATE INDEX node_newest_idx ON node (created_at DESC, id DESC) WHERE NOT deleted;
CREATE INDEX node_state_idx ON node (state, created_at DESC, id DESC) WHERE NOT deleted;
CREATE INDEX node_group_idx ON node (group_id) WHERE NOT deleted;

-- Who a machine is. The primary key decides when two ask at once; the node's own journal knows nothing of it.
CREATE TABLE node_identity (
    kind    VARCHAR(10)  NOT NULL,   -- mac, uuid, serial
    value   VARCHAR(256) NOT NULL,
    node_id VARCHAR(64)  NOT NULL,
    PRIMARY KEY (kind, value)
);
CREATE INDEX node_identity_node_idx ON node_identity (node_id);

-- When an entity must be woken if it has no home by then. Only the entity changes its row; owner is the incarnation that wrote it
-- last, so that a predecessor's late delete cannot take away what its successor relies on.
CREATE TABLE execution_wakeup (
    entity_id VARCHAR(64) PRIMARY KEY,
    slice     SMALLINT    NOT NULL,
    wake_at   TIMESTAMPTZ NOT NULL,
    owner     VARCHAR(36) NOT NULL
);
CREATE INDEX execution_wakeup_due_idx ON execution_wakeup (slice, wake_at);

CREATE TABLE node_wakeup (
    entity_id VARCHAR(64) PRIMARY KEY,
    slice     SMALLINT    NOT NULL,
    wake_at   TIMESTAMPTZ NOT NULL,
    owner     VARCHAR(36) NOT NULL
);
CREATE INDEX node_wakeup_due_idx ON node_wakeup (slice, wake_at);

-- What agents say between a step's start and its end. No events: progress never enters the journal.
CREATE TABLE sub_task (
    execution_id VARCHAR(64)  NOT NULL,
    event_id     VARCHAR(256) NOT NULL,
    step_id      VARCHAR(64)  NOT NULL,
    attempt      INTEGER      NOT NULL,
    at           TIMESTAMPTZ  NOT NULL,
    message      TEXT         NOT NULL,
    percent      SMALLINT,
    PRIMARY KEY (execution_id, event_id)
);
CREATE INDEX sub_task_time_idx ON sub_task (execution_id, at);
