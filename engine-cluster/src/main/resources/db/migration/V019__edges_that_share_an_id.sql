-- Two edges that speak under one id: when that was seen last, and under which URL the other one spoke.
ALTER TABLE edge
    ADD COLUMN shared_at   TIMESTAMPTZ,
    ADD COLUMN shared_with TEXT;
