-- Step 2: what the yearly appendix says of each insats: its aim, goals and partners, and each year's money and result.

ALTER TABLE rapportor ADD COLUMN inriktning TEXT; -- NULL: not known
ALTER TABLE rapportor ADD COLUMN syfte TEXT;

-- Goals, as the newest appendix has them.
CREATE TABLE mal (
	rapportor_id INTEGER NOT NULL REFERENCES rapportor,
	ordning INTEGER NOT NULL,                   -- from 1
	text TEXT NOT NULL CHECK (text <> ''),
	PRIMARY KEY (rapportor_id, ordning)
) STRICT, WITHOUT ROWID;

CREATE TABLE samverkanspart (
	rapportor_id INTEGER NOT NULL REFERENCES rapportor,
	ordning INTEGER NOT NULL,
	namn TEXT NOT NULL CHECK (namn <> ''),
	PRIMARY KEY (rapportor_id, ordning)
) STRICT, WITHOUT ROWID;

-- One year of one insats.
CREATE TABLE arsutfall (
	rapportor_id INTEGER NOT NULL REFERENCES rapportor,
	ar INTEGER NOT NULL,
	budget_tkr INTEGER, utfall_tkr INTEGER,     -- NULL: not given
	resultat TEXT, kommentar TEXT,              -- as the appendix has them
	PRIMARY KEY (rapportor_id, ar)
) STRICT, WITHOUT ROWID;
