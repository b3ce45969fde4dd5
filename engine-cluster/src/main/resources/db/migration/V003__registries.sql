-- What the two registries write after each persist, and every engine reads. registry_position is the sequence number of the last event
-- that is in the tables; it moves by one, in the transaction that writes the event's rows, so that rows are never skipped or written
-- twice and can all be made again from the journal by setting it to 0 and emptying the tables.
CREATE TABLE registry_position (
    registry VARCHAR(64) PRIMARY KEY,
    seq      BIGINT      NOT NULL
);
INSERT INTO registry_position (registry, seq) VALUES ('workflow-registry', 0), ('template-registry', 0);

CREATE TABLE workflow (
    id           VARCHAR(64)  PRIMARY KEY,
    name         VARCHAR(255) NOT NULL,
    description  TEXT         NOT NULL,
    os_family    TEXT         NOT NULL,
    architecture TEXT         NOT NULL,
    boot_mode    TEXT         NOT NULL,
    is_active    BOOLEAN      NOT NULL,
    revision     INTEGER      NOT NULL,
    templates    TEXT[]       NOT NULL,   -- what the current revision names, as written
    created_at   TIMESTAMPTZ  NOT NULL,
    deleted_at   TIMESTAMPTZ
);
CREATE UNIQUE INDEX workflow_name_idx ON workflow (name) WHERE deleted_at IS NULL;
CREATE INDEX workflow_newest_idx ON workflow (created_at DESC, id DESC) WHERE deleted_at IS NULL;

-- Never changed, never deleted: executions are pinned to them.
CREATE TABLE workflow_revision (
    workflow_id VARCHAR(64) NOT NULL,
    revision    INTEGER     NOT NULL,
    sha256      CHAR(64)    NOT NULL,
    definition  TEXT        NOT NULL,     -- JSON as the API shows it; sha256 is of its canonical form
    created_at  TIMESTAMPTZ NOT NULL,
    created_by  TEXT        NOT NULL,
    PRIMARY KEY (workflow_id, revision)
);

CREATE TABLE template (
    id            VARCHAR(64)  PRIMARY KEY,
    name          VARCHAR(255) NOT NULL,
    description   TEXT         NOT NULL,
    format        VARCHAR(20)  NOT NULL,
    current_major INTEGER      NOT NULL,
    current_minor INTEGER      NOT NULL,
    created_at    TIMESTAMPTZ  NOT NULL,
    created_by    TEXT         NOT NULL,
    updated_at    TIMESTAMPTZ  NOT NULL,
    deleted_at    TIMESTAMPTZ
);
CREATE UNIQUE INDEX template_name_idx ON template (name) WHERE deleted_at IS NULL;
CREATE INDEX template_newest_idx ON template (created_at DESC, id DESC) WHERE deleted_at IS NULL;

-- Never changed, never deleted: executions are pinned to them.
CREATE TABLE template_version (
    template_id    VARCHAR(64) NOT NULL,
    major          INTEGER     NOT NULL,
    minor          INTEGER     NOT NULL,
    id             VARCHAR(64) NOT NULL UNIQUE,
    sha256         CHAR(64)    NOT NULL,
    size_bytes     BIGINT      NOT NULL,
    includes       TEXT[]      NOT NULL,  -- as written
    content        TEXT        NOT NULL,
    created_at     TIMESTAMPTZ NOT NULL,
    created_by     TEXT        NOT NULL,
    commit_message TEXT,
    PRIMARY KEY (template_id, major, minor)
);

-- Plain rows, no events.
CREATE TABLE node_group (
    id            VARCHAR(64)  PRIMARY KEY,
    name          VARCHAR(255) NOT NULL,
    description   TEXT         NOT NULL,
    workflow_id   VARCHAR(64),
    metadata      JSONB        NOT NULL,
    fields_sha256 CHAR(64)     NOT NULL,  -- of what it was created with: knows a repeated creation
    created_at    TIMESTAMPTZ  NOT NULL,
    updated_at    TIMESTAMPTZ  NOT NULL
);
CREATE UNIQUE INDEX node_group_name_idx ON node_group (name);
CREATE INDEX node_group_newest_idx ON node_group (created_at DESC, id DESC);
CREATE INDEX node_group_workflow_idx ON node_group (workflow_id);
