-- What a place held when it was last looked at, and how often nobody knows whether a letter went.

-- INTERNALDATE as the server told it, a moment; NULL: not known. A server that numbers a rebuilt mailbox from one again under the
-- UIDVALIDITY of before (Exchange does) is found out by it: another date under a known number is another mail.
ALTER TABLE meddelande_plats ADD COLUMN serverdatum TEXT;
UPDATE meddelande_plats SET serverdatum = (SELECT m.serverdatum FROM meddelande m WHERE m.id = meddelande_id);

-- attempts to send whose outcome nobody knows
ALTER TABLE utskick ADD COLUMN ovissa INTEGER NOT NULL DEFAULT 0;
