-- Lists run by time with the id only to tell equal times apart: an index on the time alone gives the order, and the few of the same time
-- are sorted as they come. The id in three of four indexes made them two to three times as large, and each version of a row pays for them.
DROP INDEX execution_newest_idx;
CREATE INDEX execution_newest_idx ON execution (created_at);
-- A machine has few executions.
DROP INDEX execution_node_idx;
CREATE INDEX execution_node_idx ON execution (node_id);
DROP INDEX execution_workflow_idx;
CREATE INDEX execution_workflow_idx ON execution (workflow_id, created_at);
-- Who is alive changes once in each execution's life, and with it all indexes; it is asked for once an hour.
DROP INDEX execution_alive_idx;

DROP INDEX node_newest_idx;
CREATE INDEX node_newest_idx ON node (created_at) WHERE NOT deleted;
-- An inventory is small against its history: nodes of one state are picked out on the way through the newest. Without this index a move
-- from state to state touches none.
DROP INDEX node_state_idx;

-- Rows are written again with each step: room in the page lets the new version stay there, where no index learns of it.
ALTER TABLE execution SET (fillfactor = 80);
ALTER TABLE node SET (fillfactor = 80);

-- The journal grows at its end, so ordering follows the place in the file: a BRIN index finds its ranges in a few pages, where the B-tree
-- took an entry for every row. It has to be unique no more than the sequence that fills it; the foreign key that wanted it so guarded the tags of
-- events, of which there are none.
ALTER TABLE event_tag DROP CONSTRAINT fk_event_journal;
DROP INDEX event_journal_ordering_idx;
CREATE INDEX event_journal_ordering_idx ON event_journal USING brin (ordering) WITH (pages_per_range = 32, autosummarize = on);
