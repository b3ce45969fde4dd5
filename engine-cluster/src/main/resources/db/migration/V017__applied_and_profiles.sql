-- What device profiles there are: plain rows, no events; an execution keeps what it was started with.
CREATE TABLE device_profile (
    id         VARCHAR(64)  PRIMARY KEY,
    name       VARCHAR(255) NOT NULL UNIQUE,
    profile    TEXT         NOT NULL,   -- JSON as the API shows it
    created_at TIMESTAMPTZ  NOT NULL,
    created_by TEXT         NOT NULL,
    updated_at TIMESTAMPTZ  NOT NULL
);

-- What files have made (decision 0023). object_id is NULL from just before something is made until it is known to be.
CREATE TABLE applied (
    source     VARCHAR(64)  NOT NULL,
    kind       VARCHAR(20)  NOT NULL,
    name       VARCHAR(255) NOT NULL,
    object_id  VARCHAR(64),
    applied_at TIMESTAMPTZ  NOT NULL,
    applied_by TEXT         NOT NULL,
    PRIMARY KEY (source, kind, name)
);
