-- Step 5: the conversation: whose report counts, what a mail proposes, who is away, which letters belong to which case.

-- Who sent it. NULL: known when it came, or filed by hand. okand: unknown though others are registered, so it counts as nothing
-- until a person has said that it does; oregistrerad: unknown, as nobody is registered: it counts; godkand, avvisad: what the
-- person said.
ALTER TABLE handling ADD COLUMN avsandare TEXT CHECK (avsandare IN ('okand', 'oregistrerad', 'godkand', 'avvisad'));

CREATE INDEX handling_inkom ON handling (inkom);

-- What accepting it would do: let the unknown sender's report count, give more time until forslag_till, or move the document to
-- the period forslag_fran–forslag_till. NULL: nothing is proposed.
ALTER TABLE granskning ADD COLUMN forslag TEXT CHECK (forslag IN ('avsandare', 'anstand', 'period'));
ALTER TABLE granskning ADD COLUMN forslag_rapportor INTEGER REFERENCES rapportor;
ALTER TABLE granskning ADD COLUMN forslag_handling INTEGER REFERENCES handling;
ALTER TABLE granskning ADD COLUMN forslag_fran TEXT CHECK (forslag_fran IS date(forslag_fran));
ALTER TABLE granskning ADD COLUMN forslag_till TEXT CHECK (forslag_till IS date(forslag_till));
CREATE INDEX granskning_forslag ON granskning (forslag_handling) WHERE forslag_handling IS NOT NULL;

-- A letter that went is registered in its case, as the so-manieth outgoing one.
ALTER TABLE arende ADD COLUMN senaste_ut INTEGER NOT NULL DEFAULT 0;
ALTER TABLE utskick ADD COLUMN arende_id INTEGER REFERENCES arende;
ALTER TABLE utskick ADD COLUMN ut_nummer INTEGER;
CREATE UNIQUE INDEX utskick_arende ON utskick (arende_id, ut_nummer) WHERE arende_id IS NOT NULL;

-- What out-of-office answers said: the newest of each address.
CREATE TABLE franvaro (
	adress_vikt TEXT PRIMARY KEY,               -- folded
	adress TEXT NOT NULL,
	ater TEXT CHECK (ater IS date(ater)),       -- first day back; NULL: not said
	ersattare TEXT, ersattare_namn TEXT,        -- who answers meanwhile; NULL: not said
	inkom TEXT NOT NULL                         -- day
) STRICT, WITHOUT ROWID;
