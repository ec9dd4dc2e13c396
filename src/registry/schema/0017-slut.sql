-- Step 17: a final report of an insats that has no last day, or a later one, proposes its last day.

-- As step 5 has it, and: let the insats's last day be forslag_till. forslag_fran is then the day that stood in the register. No report of a later quarter
-- is asked for while that waits.
ALTER TABLE granskning ADD COLUMN forslag_nytt TEXT CHECK (forslag_nytt IN ('avsandare', 'anstand', 'period', 'slut'));
UPDATE granskning SET forslag_nytt = forslag WHERE forslag IS NOT NULL;
ALTER TABLE granskning DROP COLUMN forslag;
ALTER TABLE granskning RENAME COLUMN forslag_nytt TO forslag;
CREATE INDEX granskning_slut ON granskning (forslag_rapportor, forslag_till) WHERE forslag = 'slut';
