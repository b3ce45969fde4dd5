-- Where files lie, which files there are, and which are on their way. Versions of templates name files by their hash alone: the rows here
-- say where the bytes are, and may change when files move.
CREATE TABLE storage_backend (
    id         VARCHAR(64)  PRIMARY KEY,
    name       VARCHAR(255) NOT NULL,
    kind       VARCHAR(20)  NOT NULL,     -- local, http, s3
    settings   JSONB        NOT NULL,     -- what is secret in them stands there by its name only
    marker     TEXT,                      -- what stands in the directory itself: an engine that sees another directory refuses
    created_at TIMESTAMPTZ  NOT NULL,
    created_by TEXT         NOT NULL
);
CREATE UNIQUE INDEX storage_backend_name_idx ON storage_backend (name);
-- Each engine's own configuration says where it is.
INSERT INTO storage_backend (id, name, kind, settings, created_at, created_by) VALUES ('local', 'local', 'local', '{}', now(), 'pureboot');

-- Whole and verified; a row's file never changes.
CREATE TABLE stored_file (
    sha256     CHAR(64)    NOT NULL,
    backend_id VARCHAR(64) NOT NULL REFERENCES storage_backend (id),
    location   TEXT        NOT NULL,      -- as the backend finds it
    size_bytes BIGINT      NOT NULL,
    file_name  TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    created_by TEXT        NOT NULL,
    PRIMARY KEY (sha256, backend_id)
);
CREATE INDEX stored_file_newest_idx ON stored_file (created_at DESC, sha256 DESC);
CREATE INDEX stored_file_backend_idx ON stored_file (backend_id);

CREATE TABLE file_upload (
    id           VARCHAR(64) PRIMARY KEY,
    backend_id   VARCHAR(64) NOT NULL REFERENCES storage_backend (id),
    sha256       CHAR(64)    NOT NULL,    -- what its sender has promised
    size_bytes   BIGINT      NOT NULL,
    file_name    TEXT,
    received     BIGINT      NOT NULL,    -- bytes that would survive this engine
    last_writer  VARCHAR(64) NOT NULL,    -- who received the last of them: it may know their hash
    progress     TEXT        NOT NULL,    -- the backend's own
    complete     BOOLEAN     NOT NULL,    -- kept for a while, for senders that missed the last answer
    writer       VARCHAR(64),             -- who receives bytes now ...
    writer_until TIMESTAMPTZ,             -- ... and until when nobody else may, by the database's clock
    created_at   TIMESTAMPTZ NOT NULL,
    created_by   TEXT        NOT NULL,
    expires_at   TIMESTAMPTZ NOT NULL
);
CREATE INDEX file_upload_expires_idx ON file_upload (expires_at);
CREATE INDEX file_upload_backend_idx ON file_upload (backend_id);
