-- Executions and nodes whose history cannot be read, for operators. Each engine decides by itself, by trying; a row says what came of it.
CREATE TABLE quarantine (
    kind      VARCHAR(20) NOT NULL,   -- execution, node
    entity_id VARCHAR(64) NOT NULL,
    reason    TEXT        NOT NULL,
    since     TIMESTAMPTZ NOT NULL,
    tried_at  TIMESTAMPTZ NOT NULL,
    engine    TEXT        NOT NULL,
    PRIMARY KEY (kind, entity_id)
);
