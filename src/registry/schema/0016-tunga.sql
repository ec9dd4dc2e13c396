-- Step 16: mails that take their reader long wait until all others have been read.

ALTER TABLE omlasning ADD COLUMN tung INTEGER NOT NULL DEFAULT 0 CHECK (tung IN (0, 1)); -- 1: read last, with all the time a mail may take
