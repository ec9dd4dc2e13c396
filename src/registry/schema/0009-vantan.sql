-- Step 9: mails that come before their attachment.

-- A server that scans attachments may hand out the mail first, and replace it by the whole one later, under a new number or the same
-- (Microsoft's Safe Attachments with Dynamic Delivery). Such a mail stays in state 'hamtat', unread, until then. The row stays.
CREATE TABLE vantan (
	meddelande_id INTEGER PRIMARY KEY REFERENCES meddelande,
	till_s INTEGER NOT NULL,                    -- seconds since 1970: then it is read as it is
	message_id TEXT, fran_adress_vikt TEXT,     -- by which the one that replaces it is known; the address folded
	ersatt_av INTEGER REFERENCES meddelande     -- that one; NULL: none came yet
) STRICT;
CREATE INDEX vantan_message_id ON vantan (message_id) WHERE ersatt_av IS NULL;
CREATE INDEX vantan_oersatt ON vantan (meddelande_id) WHERE ersatt_av IS NULL;
