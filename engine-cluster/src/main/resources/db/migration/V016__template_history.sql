-- What has become of each template, and by whom: made from the registry's events as the other rows are, so the rows of templates are made again
-- from the journal once, with their history.
CREATE TABLE template_history (
    entry            BIGINT       GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    template_id      VARCHAR(64)  NOT NULL,
    at               TIMESTAMPTZ  NOT NULL,
    by_whom          TEXT         NOT NULL,
    action           VARCHAR(20)  NOT NULL,   -- created, version_added, changed, deleted
    from_version     VARCHAR(24),             -- the current version before and after, where it has changed
    to_version       VARCHAR(24),
    from_name        VARCHAR(255),            -- the name before and after, where it has changed
    to_name          VARCHAR(255),
    from_description TEXT,
    to_description   TEXT
);
CREATE INDEX template_history_idx ON template_history (template_id, entry DESC);

DELETE FROM template_version;
DELETE FROM template;
UPDATE registry_position SET seq = 0 WHERE registry = 'template-registry';
