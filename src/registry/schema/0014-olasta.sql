-- Step 14: whose a mail may be that no reader could read yet.

-- Whom it may come from is not reminded meanwhile; a stranger's holds up others' reminders for a day at most.
ALTER TABLE omlasning ADD COLUMN avsandare TEXT; -- by its header, folded; '': one that says nothing; '?': anybody's; NULL: nobody has looked since
