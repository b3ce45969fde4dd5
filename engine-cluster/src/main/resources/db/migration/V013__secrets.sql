-- Secrets. Values are sealed (AES-256-GCM, the row's name is the associated data) under keys that lie here sealed themselves: the master key
-- that opens them is the engines' and never in the database.
CREATE TABLE secret_keyset (
    singleton BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (singleton),
    sealed    BYTEA   NOT NULL,
    revision  BIGINT  NOT NULL    -- goes up with each change of a secret or a key; its row's lock puts the changes in order
);

CREATE TABLE secret (
    name       VARCHAR(128) PRIMARY KEY,
    version    INTEGER      NOT NULL,
    key_id     INTEGER      NOT NULL,
    sealed     BYTEA        NOT NULL,
    created_at TIMESTAMPTZ  NOT NULL,
    created_by TEXT         NOT NULL,
    changed_at TIMESTAMPTZ  NOT NULL,
    changed_by TEXT         NOT NULL
);

-- Values that machines may still repeat, so that they are still masked: replaced and deleted ones, and those that came from elsewhere.
CREATE TABLE secret_echo (
    name      VARCHAR(200) NOT NULL,
    version   INTEGER      NOT NULL,
    key_id    INTEGER      NOT NULL,
    sealed    BYTEA        NOT NULL,
    since     TIMESTAMPTZ  NOT NULL,
    forget_at TIMESTAMPTZ  NOT NULL,
    PRIMARY KEY (name, version)
);

-- Who changed what, and when; never a value. A change of keys has no name.
CREATE TABLE secret_change (
    id      BIGINT       GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      TIMESTAMPTZ  NOT NULL,
    by_whom TEXT         NOT NULL,
    change  VARCHAR(20)  NOT NULL,
    name    VARCHAR(128),
    version INTEGER
);
CREATE INDEX secret_change_name_idx ON secret_change (name, id);

-- A chunk whose end may be the beginning of a secret shows stars there; what stood there is kept sealed until the next chunk tells.
ALTER TABLE log_chunk ADD COLUMN held BYTEA;
