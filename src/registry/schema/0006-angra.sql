-- Step 6: what a decision in review made, so that it can be undone.

ALTER TABLE granskning ADD COLUMN gjorde_handling INTEGER NOT NULL DEFAULT 0 CHECK (gjorde_handling IN (0, 1)); -- 0: it was there
ALTER TABLE granskning ADD COLUMN larde_alias INTEGER;   -- row of alias; NULL: none
ALTER TABLE granskning ADD COLUMN larde_kontakt INTEGER; -- row of kontakt; NULL: none
