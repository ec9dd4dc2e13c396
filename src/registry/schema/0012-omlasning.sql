-- Step 12: mails whose reader died, and that are read again later.

-- What kills a reader may be the mail, or a passing trouble of our machine: the tries lie minutes apart, and what was given up is tried
-- again later while it waits for a person. The row goes when the mail has been read.
CREATE TABLE omlasning (
	meddelande_id INTEGER PRIMARY KEY REFERENCES meddelande,
	nasta_s INTEGER NOT NULL,                   -- not read before, seconds since 1970
	avbrott INTEGER NOT NULL DEFAULT 0,         -- times that somebody else killed the reader: the kernel, for want of memory
	omgang INTEGER NOT NULL DEFAULT 0           -- times that it was given up: a person has been told
) STRICT;
