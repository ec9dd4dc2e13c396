-- Step 13: reports of unknown senders that their contact is told of later, many in one letter.

-- A stranger who sends sixty reports must not send sixty letters through us: the first is told of at once, the others together, at most once
-- a day to an address.
CREATE TABLE okand_besked (
	handling_id INTEGER PRIMARY KEY REFERENCES handling,
	utskick_id INTEGER REFERENCES utskick       -- the letter that told of it; NULL: none has yet
) STRICT;
CREATE INDEX okand_besked_kvar ON okand_besked (handling_id) WHERE utskick_id IS NULL;
CREATE INDEX okand_besked_utskick ON okand_besked (utskick_id);
