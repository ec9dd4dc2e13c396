-- Step 8: destruction by a decision (gallring). What is destroyed is the text; its row, its SHA-256 and its size stay, so that a mail
-- that still lies in a mailbox is known for ever and never filed again.

-- One time that something was destroyed. Only ever added to.
CREATE TABLE gallring (
	id INTEGER PRIMARY KEY,
	beslut TEXT NOT NULL CHECK (beslut <> ''),  -- number of the decision
	slag TEXT NOT NULL CHECK (slag IN ('brev', 'mejl', 'handlingar')),
	fore TEXT NOT NULL CHECK (fore IS date(fore)), -- only what is older
	utford TEXT NOT NULL, utford_av TEXT NOT NULL, -- moment; login name
	antal INTEGER NOT NULL,
	protokoll TEXT NOT NULL                     -- Swedish, as it was written out
) STRICT;
CREATE TRIGGER gallring_andras_inte BEFORE UPDATE ON gallring BEGIN
	SELECT raise(ABORT, 'a protocol stays');
END;
CREATE TRIGGER gallring_tas_inte_bort BEFORE DELETE ON gallring BEGIN
	SELECT raise(ABORT, 'a protocol stays');
END;

-- What was destroyed then: one of the three.
CREATE TABLE gallrat (
	gallring_id INTEGER NOT NULL REFERENCES gallring,
	handling_id INTEGER UNIQUE REFERENCES handling,
	utskick_id INTEGER UNIQUE REFERENCES utskick,
	innehall_id INTEGER UNIQUE REFERENCES innehall, -- its row goes if the same bytes come in again and are kept
	CHECK ((handling_id IS NOT NULL) + (utskick_id IS NOT NULL) + (innehall_id IS NOT NULL) = 1)
) STRICT;
CREATE INDEX gallrat_gang ON gallrat (gallring_id);

-- An original changes only from whole to empty and back, and only while it is noted as destroyed.
DROP TRIGGER innehall_star;
CREATE TRIGGER innehall_star BEFORE UPDATE ON innehall
WHEN new.id <> old.id OR new.sha256 <> old.sha256 OR new.storlek <> old.storlek
	OR NOT EXISTS (SELECT 1 FROM gallrat WHERE innehall_id = old.id)
	OR (length(new.bytes) > 0) = (length(old.bytes) > 0)
BEGIN
	SELECT raise(ABORT, 'an original stays as it came');
END;

-- What a document became of: asked when it is destroyed.
CREATE INDEX granskning_handling ON granskning (handling_id) WHERE handling_id IS NOT NULL;
