-- Step 10: the letters that answer a mail, found without reading all letters.
CREATE INDEX utskick_meddelande ON utskick (meddelande_id) WHERE meddelande_id IS NOT NULL;
