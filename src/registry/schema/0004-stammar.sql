-- Step 4: the index holds Swedish stems, so that "deltagarna" finds "deltagare". The tokenizer "svenska" is our own
-- (fulltext.c); other programs can read the sections but not ask this index.
DROP TABLE avsnitt_sok;
CREATE VIRTUAL TABLE avsnitt_sok USING fts5(text, content='avsnitt', content_rowid='id', tokenize='svenska', prefix='2 3');
INSERT INTO avsnitt_sok (avsnitt_sok) VALUES ('rebuild');
