-- One event a row, for people and for queries: a journal row holds one event under its name, or all events of one command as an array
-- of objects with one member each (changes:1).
CREATE VIEW journal_event AS
SELECT j.ordering, j.persistence_id, j.sequence_number, e.position, j.write_timestamp, e.name, e.event
FROM event_journal j
CROSS JOIN LATERAL (
    SELECT 1 AS position, j.event_ser_manifest AS name, convert_from(j.event_payload, 'UTF8')::jsonb AS event
    WHERE j.event_ser_manifest <> 'changes:1'
    UNION ALL
    SELECT a.position::integer, m.key::varchar, m.value
    FROM jsonb_array_elements(
            CASE j.event_ser_manifest WHEN 'changes:1' THEN convert_from(j.event_payload, 'UTF8')::jsonb ELSE '[]' END)
        WITH ORDINALITY AS a (one, position)
    CROSS JOIN LATERAL jsonb_each(a.one) AS m (key, value)
) e
WHERE NOT j.deleted;

-- A row is rewritten at every step of its execution: with room in its page, that touches no index.
ALTER TABLE execution SET (fillfactor = 60);
ALTER TABLE node SET (fillfactor = 60);
