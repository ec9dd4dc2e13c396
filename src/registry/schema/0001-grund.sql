-- Step 1: the whole register. Released steps are never edited; a change is a new step.
--
-- Days are ISO 8601 dates, moments ISO 8601 with the offset that held in [reminders] timezone. Columns
-- that end in _s are the same moment in seconds since 1970, for comparing. Quarters are '2025-Q1'.

-- An activity that the förbund pays for.
CREATE TABLE insats (
	id INTEGER PRIMARY KEY,
	namn TEXT NOT NULL CHECK (namn <> ''),      -- as printed in the register
	namn_vikt TEXT NOT NULL UNIQUE,             -- folded, for comparing (SQLite folds only ASCII)
	vantas INTEGER NOT NULL DEFAULT 1 CHECK (vantas IN (0, 1)) -- 0: no reports are expected of it
) STRICT;

-- Other names under which an insats is written: from the register, or learnt in review.
CREATE TABLE alias (
	id INTEGER PRIMARY KEY,
	insats_id INTEGER NOT NULL REFERENCES insats,
	alias TEXT NOT NULL,
	alias_vikt TEXT NOT NULL,                   -- folded
	kalla TEXT NOT NULL CHECK (kalla IN ('register', 'granskning')),
	UNIQUE (insats_id, alias_vikt)
) STRICT;
CREATE INDEX alias_vikt ON alias (alias_vikt);

-- One reporting organisation of one insats: the unit that is expected, reminded and excused.
CREATE TABLE rapportor (
	id INTEGER PRIMARY KEY,
	insats_id INTEGER NOT NULL REFERENCES insats,
	huvudman TEXT NOT NULL,
	huvudman_vikt TEXT NOT NULL,                -- folded
	start TEXT CHECK (start IS date(start)),    -- first day; NULL: open
	slut TEXT CHECK (slut IS date(slut)),       -- last day; NULL: open
	UNIQUE (insats_id, huvudman_vikt)
) STRICT;

-- To whom letters about a reporter go.
CREATE TABLE kontakt (
	id INTEGER PRIMARY KEY,
	rapportor_id INTEGER NOT NULL REFERENCES rapportor,
	namn TEXT,                                  -- NULL: only the address is known
	adress TEXT NOT NULL,                       -- addr-spec, domain in lower case
	adress_vikt TEXT NOT NULL,                  -- folded
	studsar INTEGER NOT NULL DEFAULT 0 CHECK (studsar IN (0, 1)), -- a letter to it came back for good
	kalla TEXT NOT NULL CHECK (kalla IN ('register', 'granskning')),
	UNIQUE (rapportor_id, adress_vikt)
) STRICT;
CREATE INDEX kontakt_adress ON kontakt (adress_vikt);

-- The case of one insats and reporting year.
CREATE TABLE arende (
	id INTEGER PRIMARY KEY,
	insats_id INTEGER NOT NULL REFERENCES insats,
	ar INTEGER NOT NULL,                        -- the year that the reports are about
	diarienummer TEXT UNIQUE,                   -- 'SFG 25-13'; NULL: numbered as a series, cases have none
	senaste_handling INTEGER NOT NULL DEFAULT 0, -- last document number given in the case
	oppnat TEXT NOT NULL,                       -- moment
	UNIQUE (insats_id, ar)
) STRICT;

-- The last number given in each year's series. Only ever grows: numbers are not reused.
CREATE TABLE serie (
	prefix TEXT NOT NULL,
	ar INTEGER NOT NULL,
	senaste INTEGER NOT NULL,
	PRIMARY KEY (prefix, ar)
) STRICT, WITHOUT ROWID;

-- Bytes, once for each SHA-256: raw mails and files alike.
CREATE TABLE innehall (
	id INTEGER PRIMARY KEY,
	sha256 TEXT NOT NULL UNIQUE,                -- 64 hexadecimal digits
	storlek INTEGER NOT NULL,
	bytes BLOB NOT NULL                         -- last: what is before it is read without it
) STRICT;

-- A mail that has been fetched, or one that could not be (innehall_id NULL).
CREATE TABLE meddelande (
	id INTEGER PRIMARY KEY,
	innehall_id INTEGER UNIQUE REFERENCES innehall, -- the raw bytes: the same again are the same mail
	tillstand TEXT NOT NULL CHECK (tillstand IN ('hamtat', 'diariefort', 'granskas', 'ignorerat')),
	forsok INTEGER NOT NULL DEFAULT 0,          -- attempts to extract that have begun
	hamtat TEXT NOT NULL,                       -- moment
	serverdatum TEXT,                           -- INTERNALDATE, moment
	skrappost INTEGER NOT NULL CHECK (skrappost IN (0, 1)), -- seen in the junk folder alone
	inkom TEXT,                                 -- moment of arrival by the rule inkom_regel (DOMAIN: NJA 2024 s. 3)
	inkom_regel TEXT,                           -- 'received', 'internaldate'
	fran_adress TEXT, fran_namn TEXT, amne TEXT,
	message_id TEXT, svar_pa TEXT, referenser TEXT, -- the mail's threading headers
	maskin TEXT,                                -- why no answer may go; NULL: a person wrote it
	skal TEXT                                   -- why a person must look, Swedish
) STRICT;
CREATE INDEX meddelande_vantar ON meddelande (id) WHERE tillstand = 'hamtat';

-- Where a mail was seen. The same mail may lie in several places.
CREATE TABLE meddelande_plats (
	id INTEGER PRIMARY KEY,
	meddelande_id INTEGER NOT NULL REFERENCES meddelande,
	konto TEXT NOT NULL, mapp TEXT NOT NULL,    -- user@host and folder
	uidvalidity INTEGER NOT NULL, uid INTEGER NOT NULL,
	flyttat INTEGER NOT NULL DEFAULT 0 CHECK (flyttat IN (0, 1)), -- 1: moved by us, or found gone
	UNIQUE (konto, mapp, uidvalidity, uid)
) STRICT;
CREATE INDEX meddelande_plats_kvar ON meddelande_plats (konto, mapp, uidvalidity) WHERE flyttat = 0;
CREATE INDEX meddelande_plats_mail ON meddelande_plats (meddelande_id);

-- A registered document: what OSL 5 kap. 2 § asks, and the reading of it.
CREATE TABLE handling (
	id INTEGER PRIMARY KEY,
	arende_id INTEGER NOT NULL REFERENCES arende,
	diarienummer TEXT NOT NULL UNIQUE,          -- 'SFG 25-13.2' or, in a series, 'SFG 25-57'
	nummer_ar INTEGER NOT NULL, nummer INTEGER NOT NULL, nummer_handling INTEGER NOT NULL, -- its parts, to sort by
	riktning TEXT NOT NULL CHECK (riktning IN ('in', 'ut', 'upprattad')),
	slag TEXT NOT NULL,                         -- CONTRACT's type
	insats_id INTEGER NOT NULL REFERENCES insats,
	rapportor_id INTEGER NOT NULL REFERENCES rapportor,
	kvartal TEXT,                               -- NULL: about no single quarter
	period_fran TEXT, period_till TEXT,         -- as read
	version INTEGER NOT NULL,                   -- 1, 2 … of the same report
	ersatt_av INTEGER REFERENCES handling,      -- the newer version
	inkom TEXT NOT NULL CHECK (inkom IS date(inkom)), -- day of arrival
	registrerad TEXT NOT NULL,                  -- moment
	registrerad_av TEXT NOT NULL,               -- signature
	motpart TEXT NOT NULL,                      -- sender or recipient
	motpart_offentlig TEXT NOT NULL,            -- the same as the public may see it
	arendemening TEXT NOT NULL,                 -- in brief what it is about
	arendemening_offentlig TEXT NOT NULL,       -- the same as the public may see it
	sekretess_lagrum TEXT, sekretess_datum TEXT, sekretess_beslutad_av TEXT, -- OSL 5:5
	makulerad_skal TEXT,                        -- a mistake: the reason; the row and its number stay
	meddelande_id INTEGER REFERENCES meddelande, -- the mail it came in; NULL: filed by hand
	innehall_nyckel TEXT NOT NULL,              -- SHA-256 of what the reporter wrote: the same in another file format
	matchning TEXT NOT NULL,                    -- why it is this insats and reporter, Swedish
	UNIQUE (rapportor_id, kvartal, slag, version)
) STRICT;
CREATE INDEX handling_ordning ON handling (nummer_ar, nummer, nummer_handling);
CREATE INDEX handling_kvartal ON handling (kvartal, rapportor_id);
CREATE INDEX handling_arende ON handling (arende_id);
CREATE INDEX handling_insats ON handling (insats_id);
CREATE INDEX handling_meddelande ON handling (meddelande_id);

-- The reading of a document: made again when the reader is better.
CREATE TABLE rapport (
	handling_id INTEGER PRIMARY KEY REFERENCES handling,
	lasare TEXT NOT NULL,                       -- version of the reader
	saknas TEXT NOT NULL,                       -- sections left empty: '2.5,2.6'
	json TEXT NOT NULL                          -- CONTRACT's object with evidence
) STRICT;

-- What was written under each heading, for searching.
CREATE TABLE avsnitt (
	id INTEGER PRIMARY KEY,
	handling_id INTEGER NOT NULL REFERENCES handling,
	nyckel TEXT NOT NULL,                       -- '2.1'
	text TEXT NOT NULL                          -- NFC
) STRICT;
CREATE INDEX avsnitt_handling ON avsnitt (handling_id);
-- remove_diacritics 0: å, ä and ö are letters of their own. Filled by statements, not triggers: a trigger may not use
-- FTS5 while trusted_schema is off.
CREATE VIRTUAL TABLE avsnitt_sok USING fts5(text, content='avsnitt', content_rowid='id',
	tokenize='unicode61 remove_diacritics 0', prefix='2 3');

-- Something that waits for a person, or did.
CREATE TABLE granskning (
	id INTEGER PRIMARY KEY,
	meddelande_id INTEGER REFERENCES meddelande, -- NULL: filed by hand
	skal TEXT NOT NULL,                         -- why a person must look, Swedish
	fran_adress TEXT, fran_adress_vikt TEXT, fran_namn TEXT, amne TEXT,
	inkom TEXT,                                 -- day
	kvartal TEXT,                               -- the report's, if it has one
	lasare TEXT,
	json TEXT,                                  -- the report that was read; NULL: none
	nyckel TEXT,                                -- SHA-256 of the first file: it waits only once
	beslut TEXT CHECK (beslut IN ('diariefort', 'avfort')), -- NULL: it waits
	beslut_skal TEXT, beslutat TEXT, beslutat_av TEXT,
	handling_id INTEGER REFERENCES handling     -- what it became
) STRICT;
CREATE INDEX granskning_vantar ON granskning (id) WHERE beslut IS NULL;
CREATE INDEX granskning_nyckel ON granskning (nyckel) WHERE beslut IS NULL;
CREATE INDEX granskning_meddelande ON granskning (meddelande_id);

-- Whose it may be, best first.
CREATE TABLE granskning_kandidat (
	granskning_id INTEGER NOT NULL REFERENCES granskning,
	ordning INTEGER NOT NULL,
	rapportor_id INTEGER NOT NULL REFERENCES rapportor,
	sakerhet REAL NOT NULL,
	skal TEXT NOT NULL,
	PRIMARY KEY (granskning_id, ordning)
) STRICT, WITHOUT ROWID;

-- A file of a document, or of something that waits.
CREATE TABLE fil (
	id INTEGER PRIMARY KEY,
	handling_id INTEGER REFERENCES handling,
	granskning_id INTEGER REFERENCES granskning,
	ordning INTEGER NOT NULL,                   -- 0: the one that was read
	namn TEXT NOT NULL,                         -- the sender's name for it: data, never a path
	typ TEXT NOT NULL,                          -- media type
	innehall_id INTEGER NOT NULL REFERENCES innehall,
	CHECK ((handling_id IS NULL) <> (granskning_id IS NULL))
) STRICT;
CREATE INDEX fil_handling ON fil (handling_id, ordning);
CREATE INDEX fil_granskning ON fil (granskning_id, ordning);
CREATE INDEX fil_innehall ON fil (innehall_id);

-- A promise by the förbund: no report is asked for, or not before a day.
CREATE TABLE dispens (
	id INTEGER PRIMARY KEY,
	rapportor_id INTEGER NOT NULL REFERENCES rapportor,
	kvartal TEXT NOT NULL,
	till TEXT CHECK (till IS date(till)),       -- anstånd to this day; NULL: excused altogether
	skal TEXT NOT NULL,
	beslutad TEXT NOT NULL, beslutad_av TEXT NOT NULL,
	UNIQUE (rapportor_id, kvartal)
) STRICT;
CREATE INDEX dispens_kvartal ON dispens (kvartal);

-- Letters, and the ledger of what was decided about reminders.
--
--   planerad ──► vantar ──► paborjad ──► skickad ──► studsad
--      │           │  ▲         ├──► avvisad
--      └► avstod ◄─┘  └─────────┴──► oviss
CREATE TABLE utskick (
	id INTEGER PRIMARY KEY,
	slag TEXT NOT NULL,                         -- 'kvitto', 'paminnelse', …
	nyckel TEXT NOT NULL,                       -- what it is about
	tillstand TEXT NOT NULL CHECK (tillstand IN ('planerad', 'vantar', 'paborjad', 'skickad', 'avvisad', 'oviss',
		'studsad', 'avstod')),
	till_namn TEXT, till_adress TEXT, till_vikt TEXT, -- one recipient; till_vikt folded
	amne TEXT, message_id TEXT UNIQUE,
	mall TEXT, varden TEXT,                     -- template and its values as JSON, for a planned one
	insats_id INTEGER REFERENCES insats,
	rapportor_id INTEGER REFERENCES rapportor,
	handling_id INTEGER REFERENCES handling,
	meddelande_id INTEGER REFERENCES meddelande,
	kvartal TEXT,
	steg INTEGER,                               -- of the ledger; NULL: no reminder
	hogst_en INTEGER NOT NULL CHECK (hogst_en IN (0, 1)), -- never again where the outcome is unknown
	forsok INTEGER NOT NULL DEFAULT 0,          -- attempts to send
	sanda INTEGER NOT NULL DEFAULT 0,           -- times it went: lines in the sent log
	tidigast_s INTEGER NOT NULL,                -- not before
	paborjad_s INTEGER,                         -- when the last attempt began: what the limits count
	skapad TEXT NOT NULL, andrad TEXT NOT NULL, -- moments
	svar TEXT,                                  -- the server's last words, or the reason
	brev BLOB,                                  -- the finished mail
	UNIQUE (slag, nyckel)
) STRICT;
CREATE UNIQUE INDEX utskick_steg ON utskick (slag, rapportor_id, kvartal, steg, till_vikt) WHERE steg IS NOT NULL;
CREATE INDEX utskick_ko ON utskick (tillstand, tidigast_s) WHERE tillstand IN ('planerad', 'vantar', 'paborjad');
CREATE INDEX utskick_kvar ON utskick (tillstand, id);
CREATE INDEX utskick_till ON utskick (till_vikt, paborjad_s);
CREATE INDEX utskick_tid ON utskick (paborjad_s);
CREATE INDEX utskick_kvartal ON utskick (kvartal, rapportor_id);
CREATE INDEX utskick_handling ON utskick (handling_id);

-- Who did what. Only ever added to.
CREATE TABLE logg (
	id INTEGER PRIMARY KEY,
	tid TEXT NOT NULL,                          -- moment
	aktor TEXT NOT NULL,                        -- 'diaried' or a login name
	vad TEXT NOT NULL,                          -- 'diariefort', 'makulerad', …
	foremal TEXT NOT NULL,                      -- diarienummer, name of an insats, 'mail 12'
	detalj TEXT NOT NULL,                       -- Swedish; never report text
	kedja TEXT NOT NULL                         -- SHA-256 over this entry and the kedja before it
) STRICT;
CREATE INDEX logg_foremal ON logg (foremal);
CREATE TRIGGER logg_andras_inte BEFORE UPDATE ON logg BEGIN
	SELECT raise(ABORT, 'the log is only added to');
END;
CREATE TRIGGER logg_tas_inte_bort BEFORE DELETE ON logg BEGIN
	SELECT raise(ABORT, 'the log is only added to');
END;
CREATE TRIGGER handling_tas_inte_bort BEFORE DELETE ON handling BEGIN
	SELECT raise(ABORT, 'a registered document stays');
END;
CREATE TRIGGER handling_nummer_star BEFORE UPDATE OF diarienummer ON handling BEGIN
	SELECT raise(ABORT, 'a number stays');
END;
CREATE TRIGGER serie_vaxer BEFORE UPDATE ON serie WHEN new.senaste < old.senaste BEGIN
	SELECT raise(ABORT, 'numbers are not reused');
END;
CREATE TRIGGER innehall_star BEFORE UPDATE ON innehall BEGIN
	SELECT raise(ABORT, 'an original stays as it came');
END;

-- Small facts that outlive a process.
CREATE TABLE tillstand (
	namn TEXT PRIMARY KEY,
	varde TEXT NOT NULL,
	andrat TEXT NOT NULL                        -- moment
) STRICT, WITHOUT ROWID;
