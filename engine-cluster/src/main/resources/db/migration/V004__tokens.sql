-- Tokens of people, programs and edges. Only the SHA-256 is kept; the tokens are random, so that it needs no salt.
CREATE TABLE api_token (
    id         VARCHAR(64)  PRIMARY KEY,
    name       TEXT         NOT NULL,
    role       VARCHAR(20)  NOT NULL,
    sha256     CHAR(64)     NOT NULL UNIQUE,
    created_at TIMESTAMPTZ  NOT NULL DEFAULT now()
);

-- The fingerprint of the key behind callback tokens: an engine with another key does not start.
CREATE TABLE callback_key (
    singleton   BOOLEAN     PRIMARY KEY DEFAULT TRUE CHECK (singleton),
    fingerprint VARCHAR(64) NOT NULL
);
