-- What the webhook reporters of cloud-init and curtin say beyond a message: how a part has ended, how grave it is, and when it
-- happened by the machine's own clock.
ALTER TABLE sub_task ADD COLUMN result VARCHAR(10);
ALTER TABLE sub_task ADD COLUMN level VARCHAR(20);
ALTER TABLE sub_task ADD COLUMN said_at TIMESTAMPTZ;
