-- Step 7: one letter may ask for several reports, and a notice of the quarterly report is none of the final one's.

-- The ledger of the ladder: which step of which report a letter took. A report's step is taken once for each recipient.
CREATE TABLE brevsteg (
	utskick_id INTEGER NOT NULL REFERENCES utskick,
	rapportor_id INTEGER NOT NULL REFERENCES rapportor,
	kvartal TEXT NOT NULL,
	rapportslag TEXT NOT NULL CHECK (rapportslag IN ('kvartalsrapport', 'slutrapport')), -- what was owed
	steg INTEGER NOT NULL,
	till_vikt TEXT NOT NULL,                    -- the recipient, folded; '': decided against
	struket INTEGER NOT NULL DEFAULT 0 CHECK (struket IN (0, 1)), -- 1: the letter was called back before it went; the step is open again
	PRIMARY KEY (utskick_id, rapportor_id, kvartal, rapportslag)
) STRICT, WITHOUT ROWID;
INSERT INTO brevsteg (utskick_id, rapportor_id, kvartal, rapportslag, steg, till_vikt)
SELECT id, rapportor_id, kvartal, CASE WHEN nyckel LIKE '%/slutrapport/%' THEN 'slutrapport' ELSE 'kvartalsrapport' END, steg,
	coalesce(till_vikt, '')
FROM utskick WHERE steg IS NOT NULL AND rapportor_id IS NOT NULL AND kvartal IS NOT NULL;
CREATE UNIQUE INDEX brevsteg_en_gang ON brevsteg (rapportor_id, kvartal, rapportslag, steg, till_vikt) WHERE struket = 0;
CREATE INDEX brevsteg_kvartal ON brevsteg (kvartal, rapportor_id);
DROP INDEX utskick_steg;
DROP INDEX utskick_arende;

-- The cases that a letter is registered in, and its number among the outgoing ones of each.
CREATE TABLE utskick_arende (
	arende_id INTEGER NOT NULL REFERENCES arende,
	ut_nummer INTEGER NOT NULL,
	utskick_id INTEGER NOT NULL REFERENCES utskick,
	PRIMARY KEY (arende_id, ut_nummer)
) STRICT, WITHOUT ROWID;
INSERT INTO utskick_arende SELECT arende_id, ut_nummer, id FROM utskick WHERE arende_id IS NOT NULL AND ut_nummer IS NOT NULL;
CREATE UNIQUE INDEX utskick_arende_en_gang ON utskick_arende (utskick_id, arende_id);
ALTER TABLE utskick DROP COLUMN arende_id;
ALTER TABLE utskick DROP COLUMN ut_nummer;
