-- Which machines a workflow is assigned to: asked before it is deleted. Few machines have one of their own, and it changes seldom.
CREATE INDEX node_workflow_idx ON node (workflow_id) WHERE workflow_id IS NOT NULL AND NOT deleted;
