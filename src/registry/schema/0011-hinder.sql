-- Step 11: mails that cannot be fetched, and are asked for again.

-- A session with the mailbox that breaks each time at the same mail would keep all those behind it waiting, and a server may have nothing
-- for a mail that it lists. Such a mail has no place in meddelande_plats, so it is not known and lies where it lies.
CREATE TABLE hinder (
	konto TEXT NOT NULL, mapp TEXT NOT NULL, uidvalidity INTEGER NOT NULL, uid INTEGER NOT NULL,
	forsok INTEGER NOT NULL,                    -- tries that failed while it was asked for
	sedan_s INTEGER NOT NULL,                   -- the first of them, seconds since 1970
	nasta_s INTEGER NOT NULL DEFAULT 0,         -- not asked for before
	meddelande_id INTEGER REFERENCES meddelande, -- what stands for it before a person; NULL: nobody has been told yet
	PRIMARY KEY (konto, mapp, uidvalidity, uid)
) STRICT, WITHOUT ROWID;
