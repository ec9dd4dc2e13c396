PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE insats (
	id INTEGER PRIMARY KEY,
	namn TEXT NOT NULL CHECK (namn <> ''),      -- as printed in the register
	namn_vikt TEXT NOT NULL UNIQUE,             -- folded, for comparing (SQLite folds only ASCII)
	vantas INTEGER NOT NULL DEFAULT 1 CHECK (vantas IN (0, 1)) -- 0: no reports are expected of it
) STRICT;
INSERT INTO insats VALUES(1,'Bron','bron',1);
INSERT INTO insats VALUES(2,'Val','val',1);
CREATE TABLE alias (
	id INTEGER PRIMARY KEY,
	insats_id INTEGER NOT NULL REFERENCES insats,
	alias TEXT NOT NULL,
	alias_vikt TEXT NOT NULL,                   -- folded
	kalla TEXT NOT NULL CHECK (kalla IN ('register', 'granskning')),
	UNIQUE (insats_id, alias_vikt)
) STRICT;
INSERT INTO alias VALUES(1,1,'Spång','spång','register');
INSERT INTO alias VALUES(2,1,'Broar','broar','granskning');
CREATE TABLE rapportor (
	id INTEGER PRIMARY KEY,
	insats_id INTEGER NOT NULL REFERENCES insats,
	huvudman TEXT NOT NULL,
	huvudman_vikt TEXT NOT NULL,                -- folded
	start TEXT CHECK (start IS date(start)),    -- first day; NULL: open
	slut TEXT CHECK (slut IS date(slut)), inriktning TEXT, syfte TEXT,       -- last day; NULL: open
	UNIQUE (insats_id, huvudman_vikt)
) STRICT;
INSERT INTO rapportor VALUES(1,1,'Näs kommun','näs kommun','2025-01-01',NULL,NULL,NULL);
INSERT INTO rapportor VALUES(2,2,'Sjö','sjö',NULL,'2026-06-30',NULL,NULL);
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
INSERT INTO kontakt VALUES(1,1,NULL,'anna@nas.example','anna@nas.example',0,'register');
INSERT INTO kontakt VALUES(2,2,NULL,'r@sjo.example','r@sjo.example',0,'register');
INSERT INTO kontakt VALUES(3,1,NULL,'ny@sjo.example','ny@sjo.example',0,'granskning');
CREATE TABLE arende (
	id INTEGER PRIMARY KEY,
	insats_id INTEGER NOT NULL REFERENCES insats,
	ar INTEGER NOT NULL,                        -- the year that the reports are about
	diarienummer TEXT UNIQUE,                   -- 'SFG 25-13'; NULL: numbered as a series, cases have none
	senaste_handling INTEGER NOT NULL DEFAULT 0, -- last document number given in the case
	oppnat TEXT NOT NULL, senaste_ut INTEGER NOT NULL DEFAULT 0,                       -- moment
	UNIQUE (insats_id, ar)
) STRICT;
INSERT INTO arende VALUES(1,1,2026,'SFE 26-1',1,'2026-04-15T08:00:00+02:00',0);
CREATE TABLE serie (
	prefix TEXT NOT NULL,
	ar INTEGER NOT NULL,
	senaste INTEGER NOT NULL,
	PRIMARY KEY (prefix, ar)
) STRICT, WITHOUT ROWID;
INSERT INTO serie VALUES('SFE',2026,1);
CREATE TABLE innehall (
	id INTEGER PRIMARY KEY,
	sha256 TEXT NOT NULL UNIQUE,                -- 64 hexadecimal digits
	storlek INTEGER NOT NULL,
	bytes BLOB NOT NULL                         -- last: what is before it is read without it
) STRICT;
INSERT INTO innehall VALUES(1,'90beeaa358632f94aaef665d45c8c3c66795444d99bd8f1ae85ee03f45018f74',12,X'5375626a6563743a20780a0a');
INSERT INTO innehall VALUES(2,'8ca411de5f6703bb054ed52819f4eb1dcf7df8cd84638c1f4eaaea3a749a181c',3,X'657474');
INSERT INTO innehall VALUES(3,'58cf254ae30fd5f104f2857183121e6c7eaf15480fce561440403b70a260ad5c',4,X'7476c3a5');
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
INSERT INTO meddelande VALUES(1,1,'hamtat',0,'2026-04-15T08:00:00+02:00','2026-04-15T08:00:00+02:00',0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE meddelande_plats (
	id INTEGER PRIMARY KEY,
	meddelande_id INTEGER NOT NULL REFERENCES meddelande,
	konto TEXT NOT NULL, mapp TEXT NOT NULL,    -- user@host and folder
	uidvalidity INTEGER NOT NULL, uid INTEGER NOT NULL,
	flyttat INTEGER NOT NULL DEFAULT 0 CHECK (flyttat IN (0, 1)), serverdatum TEXT, -- 1: moved by us, or found gone
	UNIQUE (konto, mapp, uidvalidity, uid)
) STRICT;
INSERT INTO meddelande_plats VALUES(1,1,'k@imap.example','INBOX',7,10,0,'2026-04-15T08:00:00+02:00');
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
	matchning TEXT NOT NULL, avsandare TEXT CHECK (avsandare IN ('okand', 'oregistrerad', 'godkand', 'avvisad')),                    -- why it is this insats and reporter, Swedish
	UNIQUE (rapportor_id, kvartal, slag, version)
) STRICT;
INSERT INTO handling VALUES(1,1,'SFE 26-1.1',2026,1,1,'in','kvartalsrapport',1,1,'2026-Q1','2026-01-01','2026-03-31',1,NULL,'2026-04-15','2026-04-15T08:00:00+02:00','DIA','Näs kommun','Näs kommun','Kvartalsrapport 2026-Q1: Bron','Kvartalsrapport 2026-Q1: Bron',NULL,NULL,NULL,NULL,NULL,'4e865add77f0e31ee5a88b45105019f5ccad2d07f55fe47e1b814ef984a8a42d','namn',NULL);
CREATE TABLE rapport (
	handling_id INTEGER PRIMARY KEY REFERENCES handling,
	lasare TEXT NOT NULL,                       -- version of the reader
	saknas TEXT NOT NULL,                       -- sections left empty: '2.5,2.6'
	json TEXT NOT NULL                          -- CONTRACT's object with evidence
) STRICT;
INSERT INTO rapport VALUES(1,'test 1','2.6','{"part": null, "kopior": [], "del": null, "format": "docx", "type": "kvartalsrapport", "form": null, "diarienummer": null, "signatur": null, "ankomstdatum": null, "insats": "Bron", "huvudman": null, "period": {"from": "2026-01-01", "to": "2026-03-31", "kvartal": "2026-Q1"}, "avsnitt": {"2.1": "Vi har träffat sju nya deltagare i Sjövik.", "2.6": ""}, "uppgiftslamnare": [], "anmarkningar": [], "belagg": [], "error": null}');
CREATE TABLE avsnitt (
	id INTEGER PRIMARY KEY,
	handling_id INTEGER NOT NULL REFERENCES handling,
	nyckel TEXT NOT NULL,                       -- '2.1'
	text TEXT NOT NULL                          -- NFC
) STRICT;
INSERT INTO avsnitt VALUES(1,1,'2.1','Vi har träffat sju nya deltagare i Sjövik.');
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
, forslag TEXT CHECK (forslag IN ('avsandare', 'anstand', 'period')), forslag_rapportor INTEGER REFERENCES rapportor, forslag_handling INTEGER REFERENCES handling, forslag_fran TEXT CHECK (forslag_fran IS date(forslag_fran)), forslag_till TEXT CHECK (forslag_till IS date(forslag_till)), gjorde_handling INTEGER NOT NULL DEFAULT 0 CHECK (gjorde_handling IN (0, 1)), larde_alias INTEGER, larde_kontakt INTEGER) STRICT;
INSERT INTO granskning VALUES(1,NULL,'Ingen insats i registret har det namnet.',NULL,NULL,NULL,NULL,'2026-04-15','2026-Q1','test 1','{"part": null, "kopior": [], "del": null, "format": "docx", "type": "kvartalsrapport", "form": null, "diarienummer": null, "signatur": null, "ankomstdatum": null, "insats": "Okänd", "huvudman": null, "period": {"from": "2026-01-01", "to": "2026-03-31", "kvartal": "2026-Q1"}, "avsnitt": {"2.1": "Vi har träffat sju nya deltagare i Sjövik.", "2.6": ""}, "uppgiftslamnare": [], "anmarkningar": [], "belagg": [], "error": null}','8bd8f2927476b5255798b8cf3dbd42867326ab07a34dc02d4cd767185f510e60',NULL,NULL,NULL,NULL,NULL,'anstand',1,NULL,NULL,'2026-04-24',0,NULL,NULL);
CREATE TABLE granskning_kandidat (
	granskning_id INTEGER NOT NULL REFERENCES granskning,
	ordning INTEGER NOT NULL,
	rapportor_id INTEGER NOT NULL REFERENCES rapportor,
	sakerhet REAL NOT NULL,
	skal TEXT NOT NULL,
	PRIMARY KEY (granskning_id, ordning)
) STRICT, WITHOUT ROWID;
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
INSERT INTO fil VALUES(1,1,NULL,0,'rapport.docx','application/x-test',2);
INSERT INTO fil VALUES(2,NULL,1,0,'rapport.docx','application/x-test',3);
CREATE TABLE dispens (
	id INTEGER PRIMARY KEY,
	rapportor_id INTEGER NOT NULL REFERENCES rapportor,
	kvartal TEXT NOT NULL,
	till TEXT CHECK (till IS date(till)),       -- anstånd to this day; NULL: excused altogether
	skal TEXT NOT NULL,
	beslutad TEXT NOT NULL, beslutad_av TEXT NOT NULL,
	UNIQUE (rapportor_id, kvartal)
) STRICT;
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
	brev BLOB, ovissa INTEGER NOT NULL DEFAULT 0,                                  -- the finished mail
	UNIQUE (slag, nyckel)
) STRICT;
INSERT INTO utskick VALUES(1,'kvitto','1','vantar',NULL,'x@y.example','x@y.example',NULL,'1@x.example',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,0,0,0,NULL,'2026-04-15T08:00:00+02:00','2026-04-15T08:00:00+02:00',NULL,X'5375626a6563743a20780a0a',0);
INSERT INTO utskick VALUES(2,'forhand','2/2026-Q2/slutrapport/0','skickad',NULL,'r@sjo.example','r@sjo.example','Snart','2@x.example',NULL,NULL,2,2,NULL,NULL,'2026-Q2',0,1,0,1,0,NULL,'2026-04-15T08:00:00+02:00','2026-04-15T08:00:00+02:00',NULL,X'5375626a6563743a20780a0a',0);
INSERT INTO utskick VALUES(3,'paminnelse','2/2026-Q1/kvartalsrapport/1','avstod',NULL,NULL,NULL,NULL,NULL,NULL,NULL,2,2,NULL,NULL,'2026-Q1',1,0,0,0,0,NULL,'2026-04-15T08:00:00+02:00','2026-04-15T08:00:00+02:00','ett senare steg har tagit dess plats',NULL,0);
CREATE TABLE logg (
	id INTEGER PRIMARY KEY,
	tid TEXT NOT NULL,                          -- moment
	aktor TEXT NOT NULL,                        -- 'diaried' or a login name
	vad TEXT NOT NULL,                          -- 'diariefort', 'makulerad', …
	foremal TEXT NOT NULL,                      -- diarienummer, name of an insats, 'mail 12'
	detalj TEXT NOT NULL,                       -- Swedish; never report text
	kedja TEXT NOT NULL                         -- SHA-256 over this entry and the kedja before it
) STRICT;
INSERT INTO logg VALUES(1,'2026-04-15T08:00:00+02:00','root','insats tillagd','Bron','Bron (Näs kommun): kontakt anna@nas.example, alias Spång, ärende SFE 26-1','2f33b5f4069b8de11258cb1ea4925bde1e3c3141efc6a3585ed2602c2dfa947c');
INSERT INTO logg VALUES(2,'2026-04-15T08:00:00+02:00','root','insats tillagd','Val','Val (Sjö): kontakt r@sjo.example','24d5c388f5752e4eaf17bb5279b3aead2fb161793ba797f10e9d723426b3543c');
INSERT INTO logg VALUES(3,'2026-04-15T08:00:00+02:00','root','diarieförd','SFE 26-1.1','Bron 2026-Q1, version 1: namn','638976908d6faee05312efc36ec7235d8febdcec2dc7e57167691079e882f6b8');
INSERT INTO logg VALUES(4,'2026-04-15T08:00:00+02:00','root','väntar på granskning','granskning 1','Ingen insats i registret har det namnet.','904a00207700e1e4f62abef3f0a4ff87421d83687dcbeba9e9f9784fdda8539b');
INSERT INTO logg VALUES(5,'2026-04-15T08:00:00+02:00','root','alias tillagt','Broar','','f47c53a8fff169d4ff8539a7c87998ea3201cdbec474458bb20a06b386f84a19');
INSERT INTO logg VALUES(6,'2026-11-22T11:33:45+01:00','root','kontakt tillagd','rapportör 1','ny@sjo.example','ef846bf828231329244b3686d18611fac9b69699d615e03d74ff517e916205db');
CREATE TABLE tillstand (
	namn TEXT PRIMARY KEY,
	varde TEXT NOT NULL,
	andrat TEXT NOT NULL                        -- moment
) STRICT, WITHOUT ROWID;
INSERT INTO tillstand VALUES('paus','nej','2026-04-15T08:00:00+02:00');
CREATE TABLE mal (
	rapportor_id INTEGER NOT NULL REFERENCES rapportor,
	ordning INTEGER NOT NULL,                   -- from 1
	text TEXT NOT NULL CHECK (text <> ''),
	PRIMARY KEY (rapportor_id, ordning)
) STRICT, WITHOUT ROWID;
CREATE TABLE samverkanspart (
	rapportor_id INTEGER NOT NULL REFERENCES rapportor,
	ordning INTEGER NOT NULL,
	namn TEXT NOT NULL CHECK (namn <> ''),
	PRIMARY KEY (rapportor_id, ordning)
) STRICT, WITHOUT ROWID;
CREATE TABLE arsutfall (
	rapportor_id INTEGER NOT NULL REFERENCES rapportor,
	ar INTEGER NOT NULL,
	budget_tkr INTEGER, utfall_tkr INTEGER,     -- NULL: not given
	resultat TEXT, kommentar TEXT,              -- as the appendix has them
	PRIMARY KEY (rapportor_id, ar)
) STRICT, WITHOUT ROWID;
PRAGMA writable_schema=ON;
INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)VALUES('table','avsnitt_sok','avsnitt_sok',0,'CREATE VIRTUAL TABLE avsnitt_sok USING fts5(text, content=''avsnitt'', content_rowid=''id'', tokenize=''svenska'', prefix=''2 3'')');
CREATE TABLE IF NOT EXISTS 'avsnitt_sok_data'(id INTEGER PRIMARY KEY, block BLOB);
INSERT INTO avsnitt_sok_data VALUES(1,X'0108');
INSERT INTO avsnitt_sok_data VALUES(10,X'000000000101010001010101');
INSERT INTO avsnitt_sok_data VALUES(137438953473,X'000000d8073064656c746167010207010368617201020301016901020801036e79610102060103736a750102050305c3b676696b01020901067472c3a466660102040102766901020201077e736a6f76696b0102090205747261666601020400033164650102070102686101020301026e790102060102736a01040506010274720102040102766901020201027e7301020902017401020400043264656c010207010368617201020301036e79610102060103736a750102050302c3b601020901047472c3a401020401037e736a01020902027472010204040b080608080a0b070c0a080707080707070609080808070908');
CREATE TABLE IF NOT EXISTS 'avsnitt_sok_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
INSERT INTO avsnitt_sok_idx VALUES(1,X'',2);
CREATE TABLE IF NOT EXISTS 'avsnitt_sok_docsize'(id INTEGER PRIMARY KEY, sz BLOB);
INSERT INTO avsnitt_sok_docsize VALUES(1,X'08');
CREATE TABLE IF NOT EXISTS 'avsnitt_sok_config'(k PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO avsnitt_sok_config VALUES('version',4);
CREATE TABLE franvaro (
	adress_vikt TEXT PRIMARY KEY,               -- folded
	adress TEXT NOT NULL,
	ater TEXT CHECK (ater IS date(ater)),       -- first day back; NULL: not said
	ersattare TEXT, ersattare_namn TEXT,        -- who answers meanwhile; NULL: not said
	inkom TEXT NOT NULL                         -- day
) STRICT, WITHOUT ROWID;
CREATE TABLE brevsteg (
	utskick_id INTEGER NOT NULL REFERENCES utskick,
	rapportor_id INTEGER NOT NULL REFERENCES rapportor,
	kvartal TEXT NOT NULL,
	rapportslag TEXT NOT NULL CHECK (rapportslag IN ('kvartalsrapport', 'slutrapport')), -- what was owed
	steg INTEGER NOT NULL,
	till_vikt TEXT NOT NULL,                    -- the recipient, folded; '': decided against
	struket INTEGER NOT NULL DEFAULT 0 CHECK (struket IN (0, 1)), -- 1: the letter was called back before it went; the step is open again
	PRIMARY KEY (utskick_id, rapportor_id, kvartal, rapportslag)
) STRICT, WITHOUT ROWID;
INSERT INTO brevsteg VALUES(2,2,'2026-Q2','slutrapport',0,'r@sjo.example',0);
INSERT INTO brevsteg VALUES(3,2,'2026-Q1','kvartalsrapport',1,'',0);
CREATE TABLE utskick_arende (
	arende_id INTEGER NOT NULL REFERENCES arende,
	ut_nummer INTEGER NOT NULL,
	utskick_id INTEGER NOT NULL REFERENCES utskick,
	PRIMARY KEY (arende_id, ut_nummer)
) STRICT, WITHOUT ROWID;
INSERT INTO utskick_arende VALUES(1,1,2);
CREATE TABLE gallring (
	id INTEGER PRIMARY KEY,
	beslut TEXT NOT NULL CHECK (beslut <> ''),  -- number of the decision
	slag TEXT NOT NULL CHECK (slag IN ('brev', 'mejl', 'handlingar')),
	fore TEXT NOT NULL CHECK (fore IS date(fore)), -- only what is older
	utford TEXT NOT NULL, utford_av TEXT NOT NULL, -- moment; login name
	antal INTEGER NOT NULL,
	protokoll TEXT NOT NULL                     -- Swedish, as it was written out
) STRICT;
CREATE TABLE gallrat (
	gallring_id INTEGER NOT NULL REFERENCES gallring,
	handling_id INTEGER UNIQUE REFERENCES handling,
	utskick_id INTEGER UNIQUE REFERENCES utskick,
	innehall_id INTEGER UNIQUE REFERENCES innehall, -- its row goes if the same bytes come in again and are kept
	CHECK ((handling_id IS NOT NULL) + (utskick_id IS NOT NULL) + (innehall_id IS NOT NULL) = 1)
) STRICT;
CREATE TABLE vantan (
	meddelande_id INTEGER PRIMARY KEY REFERENCES meddelande,
	till_s INTEGER NOT NULL,                    -- seconds since 1970: then it is read as it is
	message_id TEXT, fran_adress_vikt TEXT,     -- by which the one that replaces it is known; the address folded
	ersatt_av INTEGER REFERENCES meddelande     -- that one; NULL: none came yet
) STRICT;
CREATE TABLE hinder (
	konto TEXT NOT NULL, mapp TEXT NOT NULL, uidvalidity INTEGER NOT NULL, uid INTEGER NOT NULL,
	forsok INTEGER NOT NULL,                    -- tries that failed while it was asked for
	sedan_s INTEGER NOT NULL,                   -- the first of them, seconds since 1970
	nasta_s INTEGER NOT NULL DEFAULT 0,         -- not asked for before
	meddelande_id INTEGER REFERENCES meddelande, -- what stands for it before a person; NULL: nobody has been told yet
	PRIMARY KEY (konto, mapp, uidvalidity, uid)
) STRICT, WITHOUT ROWID;
CREATE TABLE omlasning (
	meddelande_id INTEGER PRIMARY KEY REFERENCES meddelande,
	nasta_s INTEGER NOT NULL,                   -- not read before, seconds since 1970
	avbrott INTEGER NOT NULL DEFAULT 0,         -- times that somebody else killed the reader: the kernel, for want of memory
	omgang INTEGER NOT NULL DEFAULT 0           -- times that it was given up: a person has been told
, avsandare TEXT, tung INTEGER NOT NULL DEFAULT 0 CHECK (tung IN (0, 1))) STRICT;
CREATE TABLE okand_besked (
	handling_id INTEGER PRIMARY KEY REFERENCES handling,
	utskick_id INTEGER REFERENCES utskick       -- the letter that told of it; NULL: none has yet
) STRICT;
CREATE TABLE fragat (
	utskick_id INTEGER NOT NULL REFERENCES utskick,
	granskning_id INTEGER NOT NULL REFERENCES granskning,
	PRIMARY KEY (utskick_id, granskning_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX alias_vikt ON alias (alias_vikt);
CREATE INDEX kontakt_adress ON kontakt (adress_vikt);
CREATE INDEX meddelande_vantar ON meddelande (id) WHERE tillstand = 'hamtat';
CREATE INDEX meddelande_plats_kvar ON meddelande_plats (konto, mapp, uidvalidity) WHERE flyttat = 0;
CREATE INDEX meddelande_plats_mail ON meddelande_plats (meddelande_id);
CREATE INDEX handling_ordning ON handling (nummer_ar, nummer, nummer_handling);
CREATE INDEX handling_kvartal ON handling (kvartal, rapportor_id);
CREATE INDEX handling_arende ON handling (arende_id);
CREATE INDEX handling_insats ON handling (insats_id);
CREATE INDEX handling_meddelande ON handling (meddelande_id);
CREATE INDEX avsnitt_handling ON avsnitt (handling_id);
CREATE INDEX granskning_vantar ON granskning (id) WHERE beslut IS NULL;
CREATE INDEX granskning_nyckel ON granskning (nyckel) WHERE beslut IS NULL;
CREATE INDEX granskning_meddelande ON granskning (meddelande_id);
CREATE INDEX fil_handling ON fil (handling_id, ordning);
CREATE INDEX fil_granskning ON fil (granskning_id, ordning);
CREATE INDEX fil_innehall ON fil (innehall_id);
CREATE INDEX dispens_kvartal ON dispens (kvartal);
CREATE INDEX utskick_ko ON utskick (tillstand, tidigast_s) WHERE tillstand IN ('planerad', 'vantar', 'paborjad');
CREATE INDEX utskick_kvar ON utskick (tillstand, id);
CREATE INDEX utskick_till ON utskick (till_vikt, paborjad_s);
CREATE INDEX utskick_tid ON utskick (paborjad_s);
CREATE INDEX utskick_kvartal ON utskick (kvartal, rapportor_id);
CREATE INDEX utskick_handling ON utskick (handling_id);
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
CREATE INDEX handling_inkom ON handling (inkom);
CREATE INDEX granskning_forslag ON granskning (forslag_handling) WHERE forslag_handling IS NOT NULL;
CREATE UNIQUE INDEX brevsteg_en_gang ON brevsteg (rapportor_id, kvartal, rapportslag, steg, till_vikt) WHERE struket = 0;
CREATE INDEX brevsteg_kvartal ON brevsteg (kvartal, rapportor_id);
CREATE UNIQUE INDEX utskick_arende_en_gang ON utskick_arende (utskick_id, arende_id);
CREATE TRIGGER gallring_andras_inte BEFORE UPDATE ON gallring BEGIN
	SELECT raise(ABORT, 'a protocol stays');
END;
CREATE TRIGGER gallring_tas_inte_bort BEFORE DELETE ON gallring BEGIN
	SELECT raise(ABORT, 'a protocol stays');
END;
CREATE INDEX gallrat_gang ON gallrat (gallring_id);
CREATE TRIGGER innehall_star BEFORE UPDATE ON innehall
WHEN new.id <> old.id OR new.sha256 <> old.sha256 OR new.storlek <> old.storlek
	OR NOT EXISTS (SELECT 1 FROM gallrat WHERE innehall_id = old.id)
	OR (length(new.bytes) > 0) = (length(old.bytes) > 0)
BEGIN
	SELECT raise(ABORT, 'an original stays as it came');
END;
CREATE INDEX granskning_handling ON granskning (handling_id) WHERE handling_id IS NOT NULL;
CREATE INDEX vantan_message_id ON vantan (message_id) WHERE ersatt_av IS NULL;
CREATE INDEX vantan_oersatt ON vantan (meddelande_id) WHERE ersatt_av IS NULL;
CREATE INDEX utskick_meddelande ON utskick (meddelande_id) WHERE meddelande_id IS NOT NULL;
CREATE INDEX okand_besked_kvar ON okand_besked (handling_id) WHERE utskick_id IS NULL;
CREATE INDEX okand_besked_utskick ON okand_besked (utskick_id);
PRAGMA writable_schema=OFF;
COMMIT;
PRAGMA user_version = 16;
PRAGMA application_id = 1147756914;
