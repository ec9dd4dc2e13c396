-- Step 15: what a letter to staff asked about, so that an answer is carried out on that and on nothing that has come since.

CREATE TABLE fragat (
	utskick_id INTEGER NOT NULL REFERENCES utskick,
	granskning_id INTEGER NOT NULL REFERENCES granskning,
	PRIMARY KEY (utskick_id, granskning_id)
) STRICT, WITHOUT ROWID;
