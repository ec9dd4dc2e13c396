-- Every statement of this room. "-- STMT NAME" begins one; each ?n is told. Zero as an id means none: nullif(?, 0).

-- ---- the whole ----

-- STMT DATA_VERSION
PRAGMA data_version

-- ---- content ----

-- STMT CONTENT_FIND
--   ?1 sha256
SELECT id FROM innehall WHERE sha256 = ?1

-- STMT CONTENT_ADD
--   ?1 sha256, ?2 size, ?3 bytes
INSERT INTO innehall (sha256, storlek, bytes) VALUES (?1, ?2, ?3)

-- STMT CONTENT_ALL
SELECT id, sha256, bytes FROM innehall WHERE id NOT IN (SELECT innehall_id FROM gallrat WHERE innehall_id IS NOT NULL)

-- STMT CONTENT_RESTORE
--   ?1 content, ?2 its bytes, which came in again
UPDATE innehall SET bytes = ?2 WHERE id = ?1 AND length(bytes) = 0 AND storlek > 0

-- STMT CONTENT_RESTORED
--   ?1 content
DELETE FROM gallrat WHERE innehall_id = ?1

-- ---- log ----

-- STMT LOG_ADD
--   ?1 moment, ?2 actor, ?3 what, ?4 object, ?5 detail, ?6 chain
INSERT INTO logg (tid, aktor, vad, foremal, detalj, kedja) VALUES (?1, ?2, ?3, ?4, ?5, ?6)

-- STMT LOG_LAST
SELECT tid, kedja, id FROM logg ORDER BY id DESC LIMIT 1

-- STMT LOG_ALL
SELECT id, tid, aktor, vad, foremal, detalj, kedja FROM logg ORDER BY id

-- STMT LOG_OF_OBJECT
--   ?1 object
SELECT id, tid, aktor, vad, foremal, detalj, kedja FROM logg WHERE foremal = ?1 ORDER BY id

-- ---- state ----

-- STMT STATE_GET
--   ?1 name
SELECT varde FROM tillstand WHERE namn = ?1

-- STMT STATE_SET
--   ?1 name, ?2 value, ?3 moment
INSERT INTO tillstand (namn, varde, andrat) VALUES (?1, ?2, ?3)
ON CONFLICT (namn) DO UPDATE SET varde = excluded.varde, andrat = excluded.andrat

-- STMT STATE_UNSET
--   ?1 name
DELETE FROM tillstand WHERE namn = ?1

-- ---- numbers ----

-- STMT SERIE_NEXT
--   ?1 prefix, ?2 year; gives the number
INSERT INTO serie (prefix, ar, senaste) VALUES (?1, ?2, 1)
ON CONFLICT (prefix, ar) DO UPDATE SET senaste = senaste + 1 RETURNING senaste

-- STMT SERIE_LAST
--   ?1 prefix, ?2 year; the number given last
SELECT senaste FROM serie WHERE prefix = ?1 AND ar = ?2

-- STMT SERIE_AT_LEAST
--   ?1 prefix, ?2 year, ?3 a number given by hand: the counter goes on after it
INSERT INTO serie (prefix, ar, senaste) VALUES (?1, ?2, ?3)
ON CONFLICT (prefix, ar) DO UPDATE SET senaste = max(senaste, excluded.senaste)

-- STMT NUMBER_TAKEN
--   ?1 number
SELECT EXISTS (SELECT 1 FROM arende WHERE diarienummer = ?1) OR EXISTS (SELECT 1 FROM handling WHERE diarienummer = ?1)

-- STMT CASE_FIND
--   ?1 insats, ?2 reporting year
SELECT id, diarienummer FROM arende WHERE insats_id = ?1 AND ar = ?2

-- STMT CASE_ADD
--   ?1 insats, ?2 reporting year, ?3 number or NULL, ?4 moment
INSERT INTO arende (insats_id, ar, diarienummer, oppnat) VALUES (?1, ?2, ?3, ?4)

-- STMT CASE_WHAT
--   ?1 insats, ?2 reporting year; by what the case is known beside the register (OUT_TOLD), also under names of before
SELECT namn_vikt || '/' || ?2 FROM insats WHERE id = ?1
UNION ALL SELECT alias_vikt || '/' || ?2 FROM alias WHERE insats_id = ?1

-- STMT CASE_AT_LEAST
--   ?1 case, ?2 number of a document in it that was told: the counter goes on after it
UPDATE arende SET senaste_handling = max(senaste_handling, ?2) WHERE id = ?1

-- STMT CASE_NUMBER
--   ?1 number, ?2 case that has none
UPDATE arende SET diarienummer = ?1 WHERE id = ?2 AND diarienummer IS NULL

-- STMT CASE_NEXT
--   ?1 case; gives the number of the next document in it
UPDATE arende SET senaste_handling = senaste_handling + 1 WHERE id = ?1 RETURNING senaste_handling

-- STMT CASE_GET
--   ?1 number
SELECT a.id, i.namn, a.ar, a.oppnat, i.id FROM arende a JOIN insats i ON i.id = a.insats_id WHERE a.diarienummer = ?1

-- STMT CASE_NUMBERS
--   ?1 beginning, ?2 just after all that begin so, ?3 at most so many
SELECT a.diarienummer, i.namn FROM arende a JOIN insats i ON i.id = a.insats_id
WHERE a.diarienummer >= ?1 AND a.diarienummer < ?2 ORDER BY a.diarienummer LIMIT ?3

-- STMT CASE_DOCUMENTS
--   ?1 case
SELECT diarienummer FROM handling WHERE arende_id = ?1 ORDER BY nummer_ar, nummer, nummer_handling

-- STMT CASES_OF
--   ?1 insats
SELECT diarienummer FROM arende WHERE insats_id = ?1 AND diarienummer IS NOT NULL ORDER BY ar

-- ---- destruction by a decision ----

-- STMT DISPOSE_LETTERS
--   ?1 day: letters that are done with, before it: id, what it is called, day, subject, size
SELECT u.id, coalesce((SELECT a.diarienummer || ' ut ' || o.ut_nummer FROM utskick_arende o JOIN arende a ON a.id = o.arende_id
    WHERE o.utskick_id = u.id ORDER BY a.id LIMIT 1), 'brev ' || u.id), substr(u.andrad, 1, 10), u.amne, length(u.brev)
FROM utskick u WHERE u.brev IS NOT NULL AND u.tillstand IN ('skickad', 'avvisad', 'avstod', 'studsad') AND u.andrad < ?1 ORDER BY u.id

-- STMT DISPOSE_MAILS
--   ?1 day: mails that became no document and wait for nobody
SELECT m.id, 'mejl ' || m.id, substr(coalesce(m.inkom, m.hamtat), 1, 10), m.amne, i.storlek
FROM meddelande m JOIN innehall i ON i.id = m.innehall_id
WHERE (m.tillstand IN ('diariefort', 'ignorerat') OR (m.tillstand = 'granskas' AND EXISTS (SELECT 1 FROM granskning g WHERE g.meddelande_id = m.id)))
  AND coalesce(m.inkom, m.hamtat) < ?1 AND NOT EXISTS (SELECT 1 FROM handling h WHERE h.meddelande_id = m.id)
  AND NOT EXISTS (SELECT 1 FROM granskning g WHERE g.meddelande_id = m.id AND g.beslut IS NULL)
  AND NOT EXISTS (SELECT 1 FROM gallrat x WHERE x.innehall_id = m.innehall_id) ORDER BY m.id

-- STMT DISPOSE_DOCUMENTS
--   ?1 day, ?2 this year: documents of cases about earlier years, about which nothing waits; also those that got another file since
SELECT h.id, h.diarienummer, h.inkom, h.arendemening_offentlig,
  (SELECT sum(i.storlek) FROM fil f JOIN innehall i ON i.id = f.innehall_id WHERE f.handling_id = h.id)
FROM handling h JOIN arende a ON a.id = h.arende_id
WHERE h.inkom < ?1 AND a.ar < ?2 AND (NOT EXISTS (SELECT 1 FROM gallrat x WHERE x.handling_id = h.id)
    OR EXISTS (SELECT 1 FROM fil f WHERE f.handling_id = h.id AND NOT EXISTS (SELECT 1 FROM gallrat x WHERE x.innehall_id = f.innehall_id)))
  AND NOT EXISTS (SELECT 1 FROM granskning g WHERE g.beslut IS NULL AND g.forslag_handling = h.id)
  AND NOT EXISTS (SELECT 1 FROM granskning g WHERE g.beslut IS NULL AND g.meddelande_id = h.meddelande_id)
ORDER BY h.nummer_ar, h.nummer, h.nummer_handling

-- STMT DISPOSAL_ADD
--   ?1 decision, ?2 kind, ?3 day, ?4 moment, ?5 who, ?6 how many, ?7 protocol
INSERT INTO gallring (beslut, slag, fore, utford, utford_av, antal, protokoll) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)

-- STMT DISPOSAL_ALL
SELECT id, beslut, slag, fore, utford, utford_av, antal, protokoll FROM gallring ORDER BY id

-- STMT DISPOSED_DOCUMENT
--   ?1 disposal, ?2 document
INSERT INTO gallrat (gallring_id, handling_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING

-- STMT DISPOSED_LETTER
--   ?1 disposal, ?2 letter
INSERT INTO gallrat (gallring_id, utskick_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING

-- STMT DISPOSED_CONTENT
--   ?1 disposal, ?2 content
INSERT INTO gallrat (gallring_id, innehall_id) VALUES (?1, ?2)

-- STMT DISPOSE_LETTER
--   ?1 letter
UPDATE utskick SET brev = NULL, varden = NULL WHERE id = ?1

-- STMT DISPOSE_CONTENT
--   ?1 content
UPDATE innehall SET bytes = x'' WHERE id = ?1

-- STMT DISPOSE_READING
--   ?1 document
DELETE FROM rapport WHERE handling_id = ?1

-- STMT DISPOSE_REVIEWED
--   ?1 document: what was read of it while it waited
UPDATE granskning SET json = NULL WHERE handling_id = ?1

-- STMT DISPOSE_REVIEWED_MAIL
--   ?1 mail
UPDATE granskning SET json = NULL WHERE meddelande_id = ?1

-- STMT CONTENTS_OF_DOCUMENT
--   ?1 document: its files, and the mail in which it came, that nothing else needs
SELECT i.id FROM innehall i
WHERE i.id IN (SELECT innehall_id FROM fil WHERE handling_id = ?1
    UNION SELECT m.innehall_id FROM handling h JOIN meddelande m ON m.id = h.meddelande_id WHERE h.id = ?1)
  AND NOT EXISTS (SELECT 1 FROM gallrat x WHERE x.innehall_id = i.id)
  AND NOT EXISTS (SELECT 1 FROM fil f JOIN handling h ON h.id = f.handling_id WHERE f.innehall_id = i.id
    AND NOT EXISTS (SELECT 1 FROM gallrat x WHERE x.handling_id = h.id))
  AND NOT EXISTS (SELECT 1 FROM fil f JOIN granskning g ON g.id = f.granskning_id WHERE f.innehall_id = i.id AND g.beslut IS NULL)
  AND NOT EXISTS (SELECT 1 FROM meddelande m WHERE m.innehall_id = i.id AND (m.tillstand = 'hamtat'
    OR EXISTS (SELECT 1 FROM granskning g WHERE g.meddelande_id = m.id AND g.beslut IS NULL)
    OR EXISTS (SELECT 1 FROM handling h WHERE h.meddelande_id = m.id AND NOT EXISTS (SELECT 1 FROM gallrat x WHERE x.handling_id = h.id))))

-- STMT CONTENTS_OF_MAIL
--   ?1 mail: its bytes and the files that were shown in review, that nothing else needs
SELECT i.id FROM innehall i
WHERE i.id IN (SELECT innehall_id FROM meddelande WHERE id = ?1
    UNION SELECT f.innehall_id FROM granskning g JOIN fil f ON f.granskning_id = g.id WHERE g.meddelande_id = ?1)
  AND NOT EXISTS (SELECT 1 FROM gallrat x WHERE x.innehall_id = i.id)
  AND NOT EXISTS (SELECT 1 FROM fil f JOIN handling h ON h.id = f.handling_id WHERE f.innehall_id = i.id
    AND NOT EXISTS (SELECT 1 FROM gallrat x WHERE x.handling_id = h.id))
  AND NOT EXISTS (SELECT 1 FROM fil f JOIN granskning g ON g.id = f.granskning_id WHERE f.innehall_id = i.id AND g.beslut IS NULL)
  AND NOT EXISTS (SELECT 1 FROM meddelande m WHERE m.innehall_id = i.id AND m.id <> ?1)

-- ---- insatser ----

-- STMT INSATS_BY_NAME
--   ?1 folded name
SELECT id FROM insats WHERE namn_vikt = ?1

-- STMT INSATS_BY_ALIAS
--   ?1 folded alias; only if it means one insats
SELECT CASE WHEN min(insats_id) = max(insats_id) THEN min(insats_id) END FROM alias WHERE alias_vikt = ?1

-- STMT INSATS_BY_CASE
--   ?1 number of a case
SELECT insats_id FROM arende WHERE diarienummer = ?1

-- STMT INSATS_BY_HANDLING
--   ?1 number of a document
SELECT insats_id FROM handling WHERE diarienummer = ?1

-- STMT INSATS_ADD
--   ?1 name, ?2 folded name
INSERT INTO insats (namn, namn_vikt) VALUES (?1, ?2)

-- STMT INSATS_RENAME
--   ?1 name, ?2 folded name, ?3 insats
UPDATE insats SET namn = ?1, namn_vikt = ?2 WHERE id = ?3

-- STMT INSATS_EXPECT
--   ?1 0 or 1, ?2 insats
UPDATE insats SET vantas = ?1 WHERE id = ?2

-- STMT INSATS_ALL
SELECT i.id, r.id, i.namn, r.huvudman, r.start, r.slut, i.vantas,
  (SELECT diarienummer FROM arende a WHERE a.insats_id = i.id AND a.diarienummer IS NOT NULL ORDER BY ar DESC LIMIT 1),
  i.namn_vikt
FROM insats i JOIN rapportor r ON r.insats_id = i.id ORDER BY r.id

-- STMT INSATS_GET
--   ?1 insats; columns as INSATS_ALL
SELECT i.id, r.id, i.namn, r.huvudman, r.start, r.slut, i.vantas,
  (SELECT diarienummer FROM arende a WHERE a.insats_id = i.id AND a.diarienummer IS NOT NULL ORDER BY ar DESC LIMIT 1),
  i.namn_vikt
FROM insats i JOIN rapportor r ON r.insats_id = i.id WHERE i.id = ?1 ORDER BY r.id

-- STMT INSATS_OF_CONTACT
--   ?1 folded address; columns as INSATS_ALL
SELECT i.id, r.id, i.namn, r.huvudman, r.start, r.slut, i.vantas,
  (SELECT diarienummer FROM arende a WHERE a.insats_id = i.id AND a.diarienummer IS NOT NULL ORDER BY ar DESC LIMIT 1),
  i.namn_vikt
FROM kontakt k JOIN rapportor r ON r.id = k.rapportor_id JOIN insats i ON i.id = r.insats_id
WHERE k.adress_vikt = ?1 ORDER BY r.slut IS NOT NULL, r.slut DESC, r.id LIMIT 1

-- STMT REPORTER_FIND
--   ?1 insats, ?2 folded huvudman
SELECT id FROM rapportor WHERE insats_id = ?1 AND huvudman_vikt = ?2

-- STMT REPORTER_ADD
--   ?1 insats, ?2 huvudman, ?3 folded, ?4 start, ?5 slut
INSERT INTO rapportor (insats_id, huvudman, huvudman_vikt, start, slut) VALUES (?1, ?2, ?3, ?4, ?5)

-- STMT REPORTER_GET
--   ?1 reporter
SELECT r.huvudman, r.start, r.slut, r.insats_id, i.namn FROM rapportor r JOIN insats i ON i.id = r.insats_id WHERE r.id = ?1

-- STMT REPORTER_PERIOD
--   ?1 start, ?2 slut, ?3 reporter
UPDATE rapportor SET start = ?1, slut = ?2 WHERE id = ?3

-- STMT REPORTER_RENAME
--   ?1 huvudman, ?2 folded, ?3 reporter
UPDATE rapportor SET huvudman = ?1, huvudman_vikt = ?2 WHERE id = ?3

-- STMT REPORTERS_OF
--   ?1 insats
SELECT id, huvudman FROM rapportor WHERE insats_id = ?1 ORDER BY id

-- STMT PLAN_OF
--   ?1 reporter
SELECT inriktning, syfte FROM rapportor WHERE id = ?1

-- STMT PLAN_AIM
--   ?1 inriktning, ?2 syfte, ?3 reporter
UPDATE rapportor SET inriktning = ?1, syfte = ?2 WHERE id = ?3

-- STMT PLAN_GOALS
--   ?1 reporter
SELECT text FROM mal WHERE rapportor_id = ?1 ORDER BY ordning

-- STMT PLAN_GOALS_CLEAR
--   ?1 reporter
DELETE FROM mal WHERE rapportor_id = ?1

-- STMT PLAN_GOAL_ADD
--   ?1 reporter, ?2 place, ?3 text
INSERT INTO mal (rapportor_id, ordning, text) VALUES (?1, ?2, ?3)

-- STMT PLAN_PARTIES
--   ?1 reporter
SELECT namn FROM samverkanspart WHERE rapportor_id = ?1 ORDER BY ordning

-- STMT PLAN_PARTIES_CLEAR
--   ?1 reporter
DELETE FROM samverkanspart WHERE rapportor_id = ?1

-- STMT PLAN_PARTY_ADD
--   ?1 reporter, ?2 place, ?3 name
INSERT INTO samverkanspart (rapportor_id, ordning, namn) VALUES (?1, ?2, ?3)

-- STMT PLAN_YEARS
--   ?1 reporter
SELECT ar, budget_tkr, utfall_tkr, resultat, kommentar FROM arsutfall WHERE rapportor_id = ?1 ORDER BY ar

-- STMT PLAN_YEAR_PUT
--   ?1 reporter, ?2 year, ?3 ?4 amounts (the least integer: not given), ?5 ?6 result and comment
INSERT INTO arsutfall (rapportor_id, ar, budget_tkr, utfall_tkr, resultat, kommentar)
VALUES (?1, ?2, nullif(?3, -9223372036854775808), nullif(?4, -9223372036854775808), ?5, ?6)
ON CONFLICT (rapportor_id, ar) DO UPDATE SET budget_tkr = excluded.budget_tkr, utfall_tkr = excluded.utfall_tkr,
  resultat = excluded.resultat, kommentar = excluded.kommentar

-- STMT ALIAS_ADD
--   ?1 insats, ?2 alias, ?3 folded, ?4 source
INSERT INTO alias (insats_id, alias, alias_vikt, kalla) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING

-- STMT ALIAS_IS_NAME
--   ?1 insats, ?2 folded alias that becomes its name
DELETE FROM alias WHERE insats_id = ?1 AND alias_vikt = ?2

-- STMT ALIAS_OF_OTHERS
--   ?1 folded alias, ?2 insats; 1: it means another one
SELECT 1 FROM alias WHERE alias_vikt = ?1 AND insats_id <> ?2

-- STMT ALIASES_OF
--   ?1 insats
SELECT alias FROM alias WHERE insats_id = ?1 ORDER BY id

-- STMT ALIAS_ALL
SELECT insats_id, alias, alias_vikt FROM alias

-- STMT CONTACT_ADD
--   ?1 reporter, ?2 name, ?3 address, ?4 folded, ?5 source
INSERT INTO kontakt (rapportor_id, namn, adress, adress_vikt, kalla) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING

-- STMT CONTACT_NAME
--   ?1 name, ?2 reporter, ?3 folded address
UPDATE kontakt SET namn = ?1 WHERE rapportor_id = ?2 AND adress_vikt = ?3 AND namn IS NOT ?1

-- STMT CONTACT_BOUNCES
--   ?1 folded address
UPDATE kontakt SET studsar = 1 WHERE adress_vikt = ?1

-- STMT CONTACT_WORKS
--   ?1 folded address: a person says that letters to it arrive
UPDATE kontakt SET studsar = 0 WHERE adress_vikt = ?1

-- STMT CONTACT_REMOVE
--   ?1 reporter, ?2 folded address
DELETE FROM kontakt WHERE rapportor_id = ?1 AND adress_vikt = ?2

-- STMT CONTACT_INSTEAD
--   ?1 folded address of a contact
SELECT i.id, r.id, i.namn, r.huvudman, (SELECT adress FROM kontakt a WHERE a.rapportor_id = r.id AND a.studsar = 0 AND a.adress_vikt <> ?1
  ORDER BY a.id LIMIT 1)
FROM kontakt k JOIN rapportor r ON r.id = k.rapportor_id JOIN insats i ON i.id = r.insats_id
WHERE k.adress_vikt = ?1 ORDER BY i.namn_vikt, r.huvudman_vikt

-- STMT CONTACT_PROPOSALS
--   ?1 the first day; who sends reports that count without being a contact
SELECT i.id, r.id, i.namn, r.huvudman, m.fran_namn, m.fran_adress, max(h.inkom)
FROM handling h JOIN meddelande m ON m.id = h.meddelande_id JOIN rapportor r ON r.id = h.rapportor_id
JOIN insats i ON i.id = h.insats_id
WHERE h.inkom >= ?1 AND h.makulerad_skal IS NULL AND h.avsandare IS NOT 'okand' AND m.fran_adress IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM kontakt k WHERE k.rapportor_id = r.id AND k.adress_vikt = lower(m.fran_adress))
GROUP BY r.id, m.fran_adress

-- STMT CONTACTS_OF
--   ?1 reporter
SELECT namn, adress, studsar FROM kontakt WHERE rapportor_id = ?1 ORDER BY id

-- STMT CONTACT_ALL
SELECT rapportor_id, adress_vikt FROM kontakt

-- STMT EXCUSE
--   ?1 reporter, ?2 quarter, ?3 day or NULL, ?4 reason, ?5 moment, ?6 actor
INSERT INTO dispens (rapportor_id, kvartal, till, skal, beslutad, beslutad_av) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (rapportor_id, kvartal) DO UPDATE
SET till = excluded.till, skal = excluded.skal, beslutad = excluded.beslutad, beslutad_av = excluded.beslutad_av

-- ---- mail ----

-- STMT MAIL_BY_CONTENT
--   ?1 content
SELECT id FROM meddelande WHERE innehall_id = ?1

-- STMT MAIL_ADD
--   ?1 content, ?2 moment, ?3 INTERNALDATE, ?4 in the junk folder?
INSERT INTO meddelande (innehall_id, tillstand, hamtat, serverdatum, skrappost) VALUES (?1, 'hamtat', ?2, ?3, ?4)

-- STMT MAIL_ADD_UNFETCHED
--   ?1 moment, ?2 in the junk folder?
INSERT INTO meddelande (tillstand, hamtat, skrappost) VALUES ('granskas', ?1, ?2)

-- STMT MAIL_NOT_JUNK
--   ?1 mail that also lies in an ordinary folder
UPDATE meddelande SET skrappost = 0 WHERE id = ?1 AND skrappost = 1 AND tillstand = 'hamtat'

-- STMT PLACE_ADD
--   ?1 mail, ?2 account, ?3 folder, ?4 UIDVALIDITY, ?5 UID, ?6 the server's date; a number that is given again names another mail now
INSERT INTO meddelande_plats (meddelande_id, konto, mapp, uidvalidity, uid, serverdatum) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT DO UPDATE SET meddelande_id = excluded.meddelande_id, serverdatum = excluded.serverdatum, flyttat = 0

-- STMT PLACE_LEFT
--   ?1 account, ?2 folder, ?3 UIDVALIDITY, ?4 UID, under which another mail lies now: what lay there is not to be moved
UPDATE meddelande_plats SET flyttat = 1 WHERE konto = ?1 AND mapp = ?2 AND uidvalidity = ?3 AND uid = ?4

-- STMT PLACE_DATE
--   ?1 account, ?2 folder, ?3 UIDVALIDITY, ?4 UID; the server's date, which may not be known
SELECT serverdatum FROM meddelande_plats WHERE konto = ?1 AND mapp = ?2 AND uidvalidity = ?3 AND uid = ?4

-- STMT MAIL_LAST_UID
--   ?1 account, ?2 folder, ?3 UIDVALIDITY
SELECT max(uid) FROM meddelande_plats WHERE konto = ?1 AND mapp = ?2 AND uidvalidity = ?3

-- STMT MAIL_PENDING
--   ?1 at most, ?2 seconds since 1970: waits until then are over (0: none is), ?3 now; what lasts for more than two days, here as elsewhere, was
--   noted by a clock that stood wrong, and is over
SELECT m.id FROM meddelande m LEFT JOIN vantan v ON v.meddelande_id = m.id LEFT JOIN omlasning o ON o.meddelande_id = m.id
WHERE m.tillstand = 'hamtat' AND (v.till_s IS NULL OR (?2 > 0 AND v.till_s NOT BETWEEN ?2 + 1 AND ?2 + 172800))
  AND (o.nasta_s IS NULL OR (o.tung = 0 AND o.nasta_s NOT BETWEEN ?3 + 1 AND ?3 + 172800)) ORDER BY m.id LIMIT ?1

-- STMT MAIL_GET
--   ?1 mail
SELECT i.bytes, m.serverdatum, m.hamtat, m.forsok, m.skrappost, EXISTS (SELECT 1 FROM vantan v WHERE v.meddelande_id = m.id),
  o.avbrott, o.meddelande_id IS NOT NULL, coalesce(o.tung, 0)
FROM meddelande m JOIN innehall i ON i.id = m.innehall_id LEFT JOIN omlasning o ON o.meddelande_id = m.id WHERE m.id = ?1

-- STMT MAIL_ATTEMPT
--   ?1 mail; gives the number of attempts
UPDATE meddelande SET forsok = forsok + 1 WHERE id = ?1 RETURNING forsok

-- STMT MAIL_ATTEMPT_FIRST
--   ?1 mail; gives 1 where none had begun
UPDATE meddelande SET forsok = 1 WHERE id = ?1 AND forsok = 0 RETURNING forsok

-- STMT MAIL_ATTEMPT_BACK
--   ?1 mail
UPDATE meddelande SET forsok = forsok - 1 WHERE id = ?1 AND forsok > 0 AND tillstand = 'hamtat'

-- STMT MAIL_SETTLE
--   ?1 state, ?2 arrival, ?3 its rule, ?4 ?5 from, ?6 subject, ?7 Message-ID, ?8 In-Reply-To, ?9 References, ?10 machine,
--   ?11 reason, ?12 mail
UPDATE meddelande SET tillstand = ?1, inkom = ?2, inkom_regel = ?3, fran_adress = ?4, fran_namn = ?5, amne = ?6,
  message_id = ?7, svar_pa = ?8, referenser = ?9, maskin = ?10, skal = ?11
WHERE id = ?12

-- STMT MAIL_CAME_IN
--   ?1 moment, ?2 mail
UPDATE meddelande SET inkom = ?1 WHERE id = ?2

-- STMT MAIL_DECIDED
--   ?1 state, ?2 mail that waited for a person
UPDATE meddelande SET tillstand = ?1 WHERE id = ?2 AND tillstand = 'granskas'

-- STMT MAIL_HASH
--   ?1 mail
SELECT i.sha256 FROM meddelande m JOIN innehall i ON i.id = m.innehall_id WHERE m.id = ?1

-- STMT MAIL_SIZE
--   ?1 mail
SELECT i.storlek FROM meddelande m JOIN innehall i ON i.id = m.innehall_id WHERE m.id = ?1

-- STMT MAIL_MOVES
--   ?1 account, ?2 folder, ?3 UIDVALIDITY; by the index of what lies where it lay, not by that of all that ever lay there
SELECT p.id, p.uid, m.tillstand FROM meddelande_plats p INDEXED BY meddelande_plats_kvar JOIN meddelande m ON m.id = p.meddelande_id
WHERE p.konto = ?1 AND p.mapp = ?2 AND p.uidvalidity = ?3 AND p.flyttat = 0 AND m.tillstand <> 'hamtat' ORDER BY p.uid

-- STMT MAIL_MOVED
--   ?1 place
UPDATE meddelande_plats SET flyttat = 1 WHERE id = ?1

-- STMT BEFORE_PLACES
--   ?1 the reason of what was passed over, ?2 the first day; before BEFORE_AGAIN: it is to be moved from where it lies
UPDATE meddelande_plats SET flyttat = 0
WHERE meddelande_id IN (SELECT m.id FROM meddelande m WHERE m.tillstand = 'ignorerat' AND m.skal = ?1 AND m.inkom >= ?2)
  AND NOT EXISTS (SELECT 1 FROM hinder h WHERE h.konto = meddelande_plats.konto AND h.mapp = meddelande_plats.mapp
    AND h.uidvalidity = meddelande_plats.uidvalidity AND h.uid = meddelande_plats.uid)

-- STMT BEFORE_UNFETCHED
--   ?1 the reason of what was passed over, ?2 the first day, ?3 why a person must look at what was too large to be fetched; the oldest of it
UPDATE meddelande SET tillstand = 'granskas', skal = ?3
WHERE id = (SELECT min(id) FROM meddelande WHERE tillstand = 'ignorerat' AND skal = ?1 AND inkom >= ?2 AND innehall_id IS NULL)
RETURNING id, inkom, fran_adress, fran_namn, amne

-- STMT BEFORE_AGAIN
--   ?1 the reason of what was passed over, ?2 the first day; it waits to be read
UPDATE meddelande SET tillstand = 'hamtat', forsok = 0, skal = NULL
WHERE tillstand = 'ignorerat' AND skal = ?1 AND inkom >= ?2
  AND NOT EXISTS (SELECT 1 FROM gallrat x WHERE x.innehall_id = meddelande.innehall_id)

-- STMT BEFORE_COUNT
--   ?1 the reason of what was passed over
SELECT count(*) FROM meddelande m WHERE tillstand = 'ignorerat' AND skal = ?1
  AND NOT EXISTS (SELECT 1 FROM gallrat x WHERE x.innehall_id = m.innehall_id)

-- ---- mails whose reader died ----

-- STMT RETRY_GET
--   ?1 mail
SELECT m.forsok, coalesce(o.avbrott, 0), coalesce(o.omgang, 0) FROM meddelande m LEFT JOIN omlasning o ON o.meddelande_id = m.id
WHERE m.id = ?1

-- STMT RETRY_SET
--   ?1 mail, ?2 not before, seconds since 1970, ?3 times interrupted, ?4 times given up
INSERT INTO omlasning (meddelande_id, nasta_s, avbrott, omgang) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT DO UPDATE SET nasta_s = excluded.nasta_s, avbrott = excluded.avbrott, omgang = excluded.omgang, avsandare = nullif(avsandare, '?')

-- STMT RETRY_OVER
--   ?1 mail; gives how often it was given up
DELETE FROM omlasning WHERE meddelande_id = ?1 RETURNING omgang

-- STMT RETRY_DUE
--   ?1 seconds since 1970, ?2 given up at most so often, ?3 attempts that are taken to have been; a person has not decided
UPDATE meddelande SET tillstand = 'hamtat', forsok = ?3
WHERE tillstand = 'granskas' AND id IN (SELECT o.meddelande_id FROM omlasning o
  WHERE o.omgang BETWEEN 1 AND ?2 AND o.nasta_s NOT BETWEEN ?1 + 1 AND ?1 + 172800)
  AND EXISTS (SELECT 1 FROM granskning g WHERE g.meddelande_id = meddelande.id AND g.beslut IS NULL)

-- STMT RETRY_WAITING
--   ?1 seconds since 1970; how many are to be read again later
SELECT count(*) FROM omlasning o JOIN meddelande m ON m.id = o.meddelande_id
WHERE m.tillstand = 'hamtat' AND o.nasta_s BETWEEN ?1 + 1 AND ?1 + 172800

-- STMT HEAVY_SET
--   ?1 mail
INSERT INTO omlasning (meddelande_id, nasta_s, tung) VALUES (?1, 0, 1) ON CONFLICT DO UPDATE SET tung = 1

-- STMT HEAVY_LIST
--   ?1 seconds since 1970
SELECT m.id, coalesce(o.avsandare, '?') FROM meddelande m JOIN omlasning o ON o.meddelande_id = m.id
WHERE m.tillstand = 'hamtat' AND o.tung = 1 AND o.nasta_s NOT BETWEEN ?1 + 1 AND ?1 + 172800 ORDER BY m.id

-- ---- whose the mails may be that nobody could read yet ----

-- STMT UNREAD_UNKNOWN
--   ?1 at most
SELECT o.meddelande_id FROM omlasning o JOIN meddelande m ON m.id = o.meddelande_id
WHERE m.tillstand = 'hamtat' AND o.avsandare IS NULL ORDER BY m.id LIMIT ?1

-- STMT UNREAD_SENDER
--   ?1 mail, ?2 its sender, folded, '' or '?'; what was known is not forgotten
UPDATE omlasning SET avsandare = CASE ?2 WHEN '?' THEN coalesce(avsandare, '?') ELSE ?2 END WHERE meddelande_id = ?1

-- STMT UNREAD_LIST
--   sender, when it was fetched; is it before a person?
SELECT coalesce(o.avsandare, '?'), m.hamtat, 0 FROM meddelande m JOIN omlasning o ON o.meddelande_id = m.id WHERE m.tillstand = 'hamtat'
UNION ALL
SELECT coalesce(o.avsandare, '?'), m.hamtat, 1 FROM granskning g JOIN meddelande m ON m.id = g.meddelande_id JOIN omlasning o ON o.meddelande_id = m.id
WHERE g.beslut IS NULL AND m.tillstand = 'granskas'

-- ---- mails that came before their attachment ----

-- STMT WAIT_ADD
--   ?1 mail, ?2 until, ?3 Message-ID, ?4 sender, folded
INSERT INTO vantan (meddelande_id, till_s, message_id, fran_adress_vikt) VALUES (?1, ?2, ?3, ?4)

-- STMT WAIT_OF
--   ?1 Message-ID, ?2 sender, folded, ?3 the mail that may replace it
SELECT v.meddelande_id, v.till_s, m.inkom FROM vantan v JOIN meddelande m ON m.id = v.meddelande_id
WHERE v.message_id = ?1 AND v.ersatt_av IS NULL AND v.fran_adress_vikt = ?2 AND v.meddelande_id <> ?3 AND m.tillstand IN ('hamtat', 'granskas')

-- STMT WAIT_REPLACED
--   ?1 the whole mail, ?2 the one that it replaces
UPDATE vantan SET ersatt_av = ?1 WHERE meddelande_id = ?2

-- STMT WAIT_IGNORE
--   ?1 reason, ?2 mail that was replaced
UPDATE meddelande SET tillstand = 'ignorerat', skal = ?1 WHERE id = ?2

-- STMT WAIT_UIDS
--   ?1 account, ?2 folder, ?3 UIDVALIDITY
SELECT p.uid FROM vantan v JOIN meddelande m ON m.id = v.meddelande_id JOIN meddelande_plats p ON p.meddelande_id = m.id
WHERE v.ersatt_av IS NULL AND m.tillstand = 'hamtat' AND p.konto = ?1 AND p.mapp = ?2 AND p.uidvalidity = ?3 ORDER BY p.uid

-- ---- mails that could not be fetched ----

-- STMT HURDLE_LIST
--   ?1 account, ?2 folder, ?3 UIDVALIDITY, ?4 seconds since 1970; not before: 0 where that is over
SELECT uid, forsok, CASE WHEN nasta_s BETWEEN ?4 + 1 AND ?4 + 172800 THEN nasta_s ELSE 0 END FROM hinder WHERE konto = ?1 AND mapp = ?2 AND uidvalidity = ?3 ORDER BY uid

-- STMT HURDLE_TRY
--   ?1 account, ?2 folder, ?3 UIDVALIDITY, ?4 UID, ?5 at least so many tries, ?6 seconds since 1970
INSERT INTO hinder (konto, mapp, uidvalidity, uid, forsok, sedan_s) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT DO UPDATE SET forsok = max(forsok + 1, excluded.forsok), sedan_s = min(sedan_s, excluded.sedan_s) RETURNING forsok, meddelande_id

-- STMT HURDLE_REST
--   ?1 account, ?2 folder, ?3 UIDVALIDITY, ?4 UID, ?5 until, ?6 what stands for it before a person, or 0
UPDATE hinder SET nasta_s = ?5, meddelande_id = nullif(?6, 0) WHERE konto = ?1 AND mapp = ?2 AND uidvalidity = ?3 AND uid = ?4

-- STMT HURDLE_FORGET
--   ?1 account, ?2 folder, ?3 UIDVALIDITY, ?4 UID; gives what stands for it before a person
DELETE FROM hinder WHERE konto = ?1 AND mapp = ?2 AND uidvalidity = ?3 AND uid = ?4 RETURNING meddelande_id

-- STMT HURDLE_RENUMBERED
--   ?1 account, ?2 folder, ?3 its UIDVALIDITY now
DELETE FROM hinder WHERE konto = ?1 AND mapp = ?2 AND uidvalidity <> ?3

-- STMT HURDLE_COUNT
--   ?1 first tried then or later, ?2 and then or earlier, seconds since 1970; those that still wait for a person
SELECT count(*) FROM hinder h WHERE h.sedan_s BETWEEN ?1 AND ?2
  AND EXISTS (SELECT 1 FROM granskning g WHERE g.meddelande_id = h.meddelande_id AND g.beslut IS NULL)

-- ---- filing ----

-- STMT HANDLING_BY_CONTENT
--   ?1 sha256 of a file
SELECT DISTINCT h.id, h.diarienummer, h.rapportor_id, h.kvartal, h.innehall_nyckel, h.inkom, n.namn, json_extract(r.json, '$.insats')
FROM innehall i JOIN fil f ON f.innehall_id = i.id JOIN handling h ON h.id = f.handling_id
JOIN insats n ON n.id = h.insats_id LEFT JOIN rapport r ON r.handling_id = h.id
WHERE i.sha256 = ?1 AND h.makulerad_skal IS NULL ORDER BY h.id

-- STMT CONTENT_DECIDED
---   ?1 sha256 of a file, ?2 document with that file: has a person decided on what waited with it, once more, since the document was made?
SELECT EXISTS (SELECT 1 FROM innehall i JOIN fil f ON f.innehall_id = i.id JOIN granskning g ON g.id = f.granskning_id
  JOIN handling h ON h.id = ?2
  WHERE i.sha256 = ?1 AND g.beslut IS NOT NULL AND g.forslag IS NULL AND g.beslutat >= h.registrerad
    AND (g.handling_id IS NOT h.id OR g.gjorde_handling = 0))

-- STMT HANDLING_VERSIONS
--   ?1 reporter, ?2 quarter, ?3 kind; newest first
SELECT id, diarienummer, innehall_nyckel, inkom, version, makulerad_skal IS NOT NULL, meddelande_id,
  (SELECT typ FROM fil f WHERE f.handling_id = handling.id AND f.ordning = 0)
FROM handling
WHERE rapportor_id = ?1 AND kvartal = ?2 AND slag = ?3 ORDER BY version DESC

-- STMT QUARTER_LACKS
---   ?1 reporter, ?2 quarter: reports are expected, none came, and nobody excused it
SELECT i.vantas AND NOT EXISTS (SELECT 1 FROM handling WHERE rapportor_id = ?1 AND kvartal = ?2 AND riktning = 'in' AND makulerad_skal IS NULL)
	AND NOT EXISTS (SELECT 1 FROM dispens WHERE rapportor_id = ?1 AND kvartal = ?2 AND till IS NULL)
FROM rapportor r JOIN insats i ON i.id = r.insats_id WHERE r.id = ?1

-- STMT QUARTER_ASKED_FOR
---   ?1 reporter, ?2 quarter: a letter of ours was about it
SELECT EXISTS (SELECT 1 FROM brevsteg WHERE kvartal = ?2 AND rapportor_id = ?1 AND till_vikt <> '' AND struket = 0)

-- STMT HANDLING_ADD
--   ?1 case, ?2 number, ?3 ?4 ?5 its parts, ?6 kind, ?7 insats, ?8 reporter, ?9 quarter, ?10 ?11 period, ?12 version, ?13 arrival,
--   ?14 moment, ?15 signature, ?16 party, ?17 for the public, ?18 matter, ?19 for the public, ?20 mail, ?21 key, ?22 why
INSERT INTO handling (arende_id, diarienummer, nummer_ar, nummer, nummer_handling, riktning, slag, insats_id, rapportor_id, kvartal,
  period_fran, period_till, version, inkom, registrerad, registrerad_av, motpart, motpart_offentlig, arendemening,
  arendemening_offentlig, meddelande_id, innehall_nyckel, matchning)
VALUES (?1, ?2, ?3, ?4, ?5, 'in', ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, nullif(?20, 0), ?21, ?22)

-- STMT VERSION_ORDER
--   ?1 a document: each version of its report is replaced by the next one that counts, in the order in which they came in. Of a mail the
--   moment tells, unless its day was corrected; of what was filed by hand on the day of its arrival the moment of that
WITH v AS (SELECT h.id, h.version, h.inkom, h.makulerad_skal IS NULL AND h.avsandare IS NOT 'okand' AS raknas,
    coalesce(CASE h.inkom WHEN substr(m.inkom, 1, 10) THEN CAST(strftime('%s', m.inkom) AS INTEGER)
      WHEN CASE WHEN h.meddelande_id IS NULL THEN substr(h.registrerad, 1, 10) END THEN CAST(strftime('%s', h.registrerad) AS INTEGER) END,
      9223372036854775807) AS nar
  FROM handling o JOIN handling h ON h.rapportor_id = o.rapportor_id AND h.kvartal = o.kvartal AND h.slag = o.slag
  LEFT JOIN meddelande m ON m.id = h.meddelande_id WHERE o.id = ?1)
UPDATE handling SET ersatt_av = (SELECT n.id FROM v o JOIN v n ON (n.inkom, n.nar, n.version) > (o.inkom, o.nar, o.version)
    WHERE +o.id = handling.id AND n.raknas ORDER BY n.inkom, n.nar, n.version LIMIT 1)
WHERE id IN (SELECT id FROM v) AND makulerad_skal IS NULL

-- STMT VERSION_PLACE
--   ?1 document; the number of the version that counts in its stead, and of the one that it replaces
SELECT CASE WHEN h.ersatt_av IS NOT NULL THEN (SELECT n.diarienummer FROM handling n WHERE n.rapportor_id = h.rapportor_id
    AND n.kvartal = h.kvartal AND n.slag = h.slag AND n.ersatt_av IS NULL AND n.makulerad_skal IS NULL AND n.avsandare IS NOT 'okand') END,
  (SELECT p.diarienummer FROM handling p WHERE p.rapportor_id = h.rapportor_id AND p.kvartal = h.kvartal AND p.slag = h.slag
    AND p.ersatt_av = h.id AND p.makulerad_skal IS NULL ORDER BY p.avsandare IS 'okand', p.version DESC LIMIT 1)
FROM handling h WHERE h.id = ?1

-- STMT HANDLING_OWNER
--   ?1 document
SELECT h.rapportor_id, h.kvartal, h.slag, a.diarienummer FROM handling h JOIN arende a ON a.id = h.arende_id WHERE h.id = ?1

-- STMT READING_PUT
--   ?1 document, ?2 reader, ?3 empty sections, ?4 JSON; over an older reading
INSERT INTO rapport (handling_id, lasare, saknas, json) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (handling_id) DO UPDATE SET lasare = excluded.lasare, saknas = excluded.saknas, json = excluded.json

-- STMT READING_BEFORE
--   ?1 document; the same reporter's newest one for an earlier quarter: id, its quarter, this one's
SELECT e.id, e.kvartal, h.kvartal FROM handling h JOIN handling e ON e.rapportor_id = h.rapportor_id AND e.kvartal < h.kvartal
WHERE h.id = ?1 AND e.makulerad_skal IS NULL AND e.ersatt_av IS NULL ORDER BY e.kvartal DESC, e.id DESC LIMIT 1

-- STMT HANDLING_KEY
--   ?1 key, ?2 document
UPDATE handling SET innehall_nyckel = ?1 WHERE id = ?2

-- STMT SECTION_ADD
--   ?1 document, ?2 key, ?3 text
INSERT INTO avsnitt (handling_id, nyckel, text) VALUES (?1, ?2, ?3)

-- STMT SECTION_TEXT
--   ?1 section
SELECT text FROM avsnitt WHERE id = ?1

-- STMT SECTION_INDEX
--   ?1 section, ?2 text; INSERT … SELECT would be a savepoint of its own
INSERT INTO avsnitt_sok (rowid, text) VALUES (?1, ?2)

-- STMT SECTIONS_OF
--   ?1 document
SELECT nyckel, text FROM avsnitt WHERE handling_id = ?1 ORDER BY id

-- STMT SECTIONS_HAVE
--   ?1 document
SELECT EXISTS (SELECT 1 FROM avsnitt WHERE handling_id = ?1)

-- STMT SECTIONS_UNINDEX
--   ?1 document; before its sections go
INSERT INTO avsnitt_sok (avsnitt_sok, rowid, text) SELECT 'delete', id, text FROM avsnitt WHERE handling_id = ?1

-- STMT SECTIONS_REMOVE
--   ?1 document
DELETE FROM avsnitt WHERE handling_id = ?1

-- STMT FILE_OF_HANDLING
--   ?1 document, ?2 order, ?3 name, ?4 type, ?5 content
INSERT INTO fil (handling_id, ordning, namn, typ, innehall_id) VALUES (?1, ?2, ?3, ?4, ?5)

-- STMT FILE_KNOWN
--   ?1 document, ?2 sha256
SELECT 1 FROM fil f JOIN innehall i ON i.id = f.innehall_id WHERE f.handling_id = ?1 AND i.sha256 = ?2

-- STMT FILE_COUNT
--   ?1 document
SELECT count(*) FROM fil WHERE handling_id = ?1

-- ---- review ----

-- STMT REVIEW_ADD
--   ?1 mail, ?2 reason, ?3 from, ?4 folded, ?5 name, ?6 subject, ?7 arrival, ?8 quarter, ?9 reader, ?10 JSON, ?11 key
INSERT INTO granskning (meddelande_id, skal, fran_adress, fran_adress_vikt, fran_namn, amne, inkom, kvartal, lasare, json, nyckel)
VALUES (nullif(?1, 0), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)

-- STMT REVIEW_ANY_QUARTER
--   ?1 what waits
UPDATE granskning SET kvartal = NULL WHERE id = ?1

-- STMT REVIEW_BY_KEY
--   ?1 key of something that waits
SELECT id FROM granskning WHERE nyckel = ?1 AND beslut IS NULL

-- STMT REVIEW_BY_MAIL
--   ?1 mail
SELECT id FROM granskning WHERE meddelande_id = ?1

-- STMT REVIEW_OPEN_OF_MAIL
--   ?1 mail: what of it waits for a person
SELECT id FROM granskning WHERE meddelande_id = ?1 AND beslut IS NULL

-- STMT REVIEW_NAME
--   ?1 from, ?2 folded, ?3 name, ?4 subject, ?5 mail, which waits as a whole and had no sender
UPDATE granskning SET fran_adress = ?1, fran_adress_vikt = ?2, fran_namn = ?3, amne = ?4
WHERE meddelande_id = ?5 AND beslut IS NULL AND fran_adress IS NULL AND json IS NULL AND nyckel IS NULL

-- STMT REVIEW_WAITING_OF_MAIL
--   ?1 mail
SELECT count(*) FROM granskning WHERE meddelande_id = ?1 AND beslut IS NULL

-- STMT REVIEW_COUNT
SELECT count(*) FROM granskning WHERE beslut IS NULL

-- STMT REVIEW_WAITING
SELECT g.id, g.meddelande_id, g.skal, coalesce(g.fran_adress, m.fran_adress), coalesce(g.amne, m.amne),
  (SELECT namn FROM fil f WHERE f.granskning_id = g.id ORDER BY ordning LIMIT 1), g.inkom, g.json,
  coalesce(g.fran_namn, m.fran_namn), g.kvartal, g.forslag, g.forslag_rapportor, g.forslag_handling, g.forslag_fran, g.forslag_till,
  i.namn, r.huvudman
FROM granskning g LEFT JOIN meddelande m ON m.id = g.meddelande_id LEFT JOIN rapportor r ON r.id = g.forslag_rapportor
LEFT JOIN insats i ON i.id = r.insats_id WHERE g.beslut IS NULL ORDER BY g.id

-- STMT REVIEW_GET
--   ?1 what waits
SELECT g.id, g.meddelande_id, g.skal, coalesce(g.fran_adress, m.fran_adress), coalesce(g.amne, m.amne),
  (SELECT namn FROM fil f WHERE f.granskning_id = g.id ORDER BY ordning LIMIT 1), g.inkom, g.json,
  coalesce(g.fran_namn, m.fran_namn), g.kvartal, g.forslag, g.forslag_rapportor, g.forslag_handling, g.forslag_fran, g.forslag_till,
  i.namn, r.huvudman
FROM granskning g LEFT JOIN meddelande m ON m.id = g.meddelande_id LEFT JOIN rapportor r ON r.id = g.forslag_rapportor
LEFT JOIN insats i ON i.id = r.insats_id WHERE g.id = ?1 AND g.beslut IS NULL

-- STMT REVIEW_KEPT
--   ?1 what waits
SELECT meddelande_id, fran_adress, fran_namn, amne, lasare, inkom, json FROM granskning WHERE id = ?1 AND beslut IS NULL

-- STMT REVIEW_CLOSE
--   ?1 decision, ?2 reason, ?3 moment, ?4 actor, ?5 document, ?6 what waits
UPDATE granskning SET beslut = ?1, beslut_skal = ?2, beslutat = ?3, beslutat_av = ?4, handling_id = nullif(?5, 0)
WHERE id = ?6 AND beslut IS NULL

-- STMT REVIEW_REMEMBER
--   ?1 a document was made, ?2 alias and ?3 contact that were learnt (0: none), ?4 what was decided
UPDATE granskning SET gjorde_handling = ?1, larde_alias = nullif(?2, 0), larde_kontakt = nullif(?3, 0) WHERE id = ?4

-- STMT REVIEW_DECIDED
--   ?1 what was decided
SELECT g.beslut, g.handling_id, g.gjorde_handling, g.larde_alias, g.larde_kontakt, g.meddelande_id, h.diarienummer,
  coalesce(g.forslag = 'avsandare' OR (g.forslag <> 'slut' AND g.beslut = 'diariefort'), 0)
FROM granskning g LEFT JOIN handling h ON h.id = g.handling_id WHERE g.id = ?1 AND g.beslut IN ('diariefort', 'avfort')

-- STMT REVIEW_LAST_DECIDED
--   ?1 by whom
SELECT id FROM granskning WHERE beslut IN ('diariefort', 'avfort') AND beslutat_av = ?1 ORDER BY beslutat DESC, id DESC LIMIT 1

-- STMT REVIEW_REOPEN
--   ?1 what was decided; it waits again
UPDATE granskning SET beslut = NULL, beslut_skal = NULL, beslutat = NULL, beslutat_av = NULL, handling_id = NULL, gjorde_handling = 0,
  larde_alias = NULL, larde_kontakt = NULL WHERE id = ?1

-- STMT MAIL_UNDECIDED
--   ?1 mail: a person must look again
UPDATE meddelande SET tillstand = 'granskas' WHERE id = ?1 AND tillstand = 'diariefort'

-- STMT ALIAS_REMOVE
--   ?1 alias that a decision taught
DELETE FROM alias WHERE id = ?1 AND kalla = 'granskning'

-- STMT CONTACT_REMOVE_LEARNT
--   ?1 contact that a decision taught
DELETE FROM kontakt WHERE id = ?1 AND kalla = 'granskning'

-- STMT CANDIDATE_ADD
--   ?1 what waits, ?2 order, ?3 reporter, ?4 certainty, ?5 reason
INSERT INTO granskning_kandidat (granskning_id, ordning, rapportor_id, sakerhet, skal) VALUES (?1, ?2, ?3, CAST(?4 AS REAL), ?5)

-- STMT CANDIDATES_OF
--   ?1 what waits
SELECT i.id, r.id, i.namn, r.huvudman, k.sakerhet, k.skal
FROM granskning_kandidat k JOIN rapportor r ON r.id = k.rapportor_id JOIN insats i ON i.id = r.insats_id
WHERE k.granskning_id = ?1 ORDER BY k.ordning

-- STMT FILE_OF_REVIEW
--   ?1 what waits, ?2 order, ?3 name, ?4 type, ?5 content
INSERT INTO fil (granskning_id, ordning, namn, typ, innehall_id) VALUES (?1, ?2, ?3, ?4, ?5)

-- STMT FILES_OF_REVIEW
--   ?1 what waits
SELECT f.namn, f.typ, i.bytes FROM fil f JOIN innehall i ON i.id = f.innehall_id WHERE f.granskning_id = ?1 ORDER BY f.ordning

-- STMT REVIEW_PROPOSE
--   ?1 what is proposed, ?2 reporter, ?3 document, ?4 ?5 days, ?6 what waits
UPDATE granskning SET forslag = ?1, forslag_rapportor = nullif(?2, 0), forslag_handling = nullif(?3, 0), forslag_fran = ?4,
  forslag_till = ?5
WHERE id = ?6

-- STMT FINAL_REPORT
--   ?1 document: a final report that counts
SELECT h.rapportor_id, h.kvartal, h.period_till, h.inkom, h.diarienummer, i.namn, r.huvudman, r.slut
FROM handling h JOIN rapportor r ON r.id = h.rapportor_id JOIN insats i ON i.id = r.insats_id
WHERE h.id = ?1 AND h.slag = 'slutrapport' AND h.riktning = 'in' AND h.makulerad_skal IS NULL AND h.avsandare IS NOT 'okand'

-- STMT FINAL_ASKED
--   ?1 reporter, ?2 last day: has it been asked already whether that is the insats's?
SELECT EXISTS (SELECT 1 FROM granskning g JOIN handling h ON h.id = g.forslag_handling
  WHERE g.forslag = 'slut' AND g.forslag_rapportor = ?1 AND g.forslag_till = ?2 AND h.makulerad_skal IS NULL)

-- STMT FINAL_QUESTION
--   ?1 document: what asks whether its insats has ended
SELECT id FROM granskning WHERE forslag_handling = ?1 AND forslag = 'slut' AND beslut IS NULL

-- STMT FINAL_PLACE
--   ?1 document
SELECT kvartal, period_fran, period_till, rapportor_id FROM handling WHERE id = ?1

-- STMT FINAL_ACCEPTED
--   ?1 what was accepted: document, and the last day that stood in the register before
SELECT forslag_handling, forslag_fran FROM granskning WHERE id = ?1 AND forslag = 'slut' AND beslut = 'diariefort'

-- STMT FINAL_DAY
--   ?1 last day (NULL: none), ?2 reporter
UPDATE rapportor SET slut = ?1 WHERE id = ?2

-- STMT REVIEW_PENDING_OF
--   ?1 what waits; the document of an unknown sender
SELECT forslag_handling FROM granskning WHERE id = ?1 AND forslag = 'avsandare'

-- STMT REVIEW_OF_PENDING
--   ?1 document of an unknown sender
SELECT id FROM granskning WHERE forslag_handling = ?1 AND forslag = 'avsandare' AND beslut IS NULL

-- ---- senders ----

-- STMT SENDER_IS
--   ?1 what the sender is, ?2 document
UPDATE handling SET avsandare = ?1 WHERE id = ?2

-- STMT SENDER_DECIDED
--   ?1 godkand or avvisad, ?2 document
UPDATE handling SET avsandare = ?1 WHERE id = ?2 AND avsandare = 'okand'

-- STMT STRANGER_RECENT
--   ?1 folded address, ?2 a day ago: does a letter about a stranger's report wait for it, or has one begun since?
SELECT EXISTS (SELECT 1 FROM utskick WHERE till_vikt = ?1 AND slag = 'okand' AND (paborjad_s > ?2 OR tillstand IN ('vantar', 'paborjad')))

-- STMT STRANGER_PUT_OFF
--   ?1 document: its contact is told of it later, with others
INSERT INTO okand_besked (handling_id) VALUES (?1) ON CONFLICT DO NOTHING

-- STMT STRANGER_UNTOLD
--   in the order in which they came; one that staff have refused is not told
SELECT h.id, h.diarienummer, i.id, i.namn, r.id, r.huvudman, h.slag, h.kvartal, m.fran_adress, h.avsandare = 'godkand'
FROM okand_besked o JOIN handling h ON h.id = o.handling_id JOIN insats i ON i.id = h.insats_id JOIN rapportor r ON r.id = h.rapportor_id
JOIN meddelande m ON m.id = h.meddelande_id
WHERE o.utskick_id IS NULL AND h.avsandare IN ('okand', 'godkand') AND h.makulerad_skal IS NULL ORDER BY o.handling_id

-- STMT STRANGER_TOLD
--   ?1 document, ?2 key of the letter that tells of it
UPDATE okand_besked SET utskick_id = (SELECT id FROM utskick WHERE slag = 'okand' AND nyckel = ?2) WHERE handling_id = ?1

-- STMT SENDER_OF
--   ?1 document
SELECT avsandare FROM handling WHERE id = ?1

-- STMT HANDLING_NUMBER
--   ?1 document
SELECT diarienummer FROM handling WHERE id = ?1

-- STMT HANDLING_MOVE
--   ?1 quarter, ?2 ?3 period, ?4 document: it becomes a version of the quarter's report
UPDATE handling SET kvartal = ?1, period_fran = ?2, period_till = ?3, ersatt_av = NULL,
  version = 1 + coalesce((SELECT max(n.version) FROM handling n WHERE n.rapportor_id = handling.rapportor_id AND n.kvartal = ?1
    AND n.slag = handling.slag AND n.id <> ?4), 0),
  arendemening = replace(arendemening, coalesce(kvartal, ''), ?1),
  arendemening_offentlig = replace(arendemening_offentlig, coalesce(kvartal, ''), ?1)
WHERE id = ?4

-- ---- what is owed ----

-- STMT OWED_REPORTERS
--   ?1 reporting year
SELECT i.id, r.id, i.namn, r.huvudman, r.start, r.slut, i.vantas, a.diarienummer
FROM rapportor r JOIN insats i ON i.id = r.insats_id LEFT JOIN arende a ON a.insats_id = i.id AND a.ar = ?1

-- STMT OWED_CONTACTS
SELECT rapportor_id, namn, adress, studsar FROM kontakt ORDER BY id

-- STMT OWED_HANDLINGS
--   ?1 quarter; in place of the version 0 where another one counts
SELECT h.rapportor_id, h.slag, h.inkom, h.diarienummer, CASE WHEN h.ersatt_av IS NULL THEN h.version ELSE 0 END, p.saknas
FROM handling h LEFT JOIN rapport p ON p.handling_id = h.id
WHERE h.kvartal = ?1 AND h.riktning = 'in' AND h.makulerad_skal IS NULL AND h.avsandare IS NOT 'okand'

-- STMT OWED_ARRIVALS
--   ?1 quarter; as OWED_HANDLINGS, without the readings, each of which lies on a page of its own
SELECT rapportor_id, slag, inkom, diarienummer, CASE WHEN ersatt_av IS NULL THEN version ELSE 0 END, NULL FROM handling
WHERE kvartal = ?1 AND riktning = 'in' AND makulerad_skal IS NULL AND avsandare IS NOT 'okand'

-- STMT OWED_EXCUSES
--   ?1 quarter
SELECT rapportor_id, till FROM dispens WHERE kvartal = ?1

-- STMT OWED_WAITING
SELECT EXISTS (SELECT 1 FROM granskning WHERE beslut IS NULL) OR EXISTS (SELECT 1 FROM vantan) OR EXISTS (SELECT 1 FROM omlasning)

-- STMT OWED_REVIEWS
--   ?1 quarter; whom a proposal is about (of a period: whatever quarter its report has now;
--   of an insats's end: that quarter and all later ones), candidates, or where there is neither, reporters for whom the sender writes
SELECT g.forslag_rapportor FROM granskning g
WHERE g.beslut IS NULL AND g.forslag IS NOT NULL AND (g.kvartal IS NULL OR g.kvartal = ?1 OR g.forslag = 'period'
  OR (g.forslag = 'slut' AND g.kvartal < ?1))
UNION ALL
SELECT k.rapportor_id FROM granskning g JOIN granskning_kandidat k ON k.granskning_id = g.id
WHERE g.beslut IS NULL AND (g.kvartal IS NULL OR g.kvartal = ?1)
UNION ALL
SELECT c.rapportor_id FROM granskning g JOIN kontakt c ON c.adress_vikt = g.fran_adress_vikt
WHERE g.beslut IS NULL AND (g.kvartal IS NULL OR g.kvartal = ?1)
  AND g.forslag IS NULL AND NOT EXISTS (SELECT 1 FROM granskning_kandidat k WHERE k.granskning_id = g.id)
UNION ALL
SELECT c.rapportor_id FROM meddelande m JOIN vantan v ON v.meddelande_id = m.id JOIN kontakt c ON c.adress_vikt = v.fran_adress_vikt
WHERE m.tillstand = 'hamtat'

-- STMT OWED_STEPS
--   ?1 quarter; of several letters for one step the most settled first
SELECT b.rapportor_id, b.steg, substr(u.skapad, 1, 10), u.tillstand, b.rapportslag, u.message_id, u.id
FROM brevsteg b JOIN utskick u ON u.id = b.utskick_id
WHERE b.kvartal = ?1 AND b.struket = 0
ORDER BY b.steg, CASE u.tillstand WHEN 'skickad' THEN 0 WHEN 'oviss' THEN 1 WHEN 'paborjad' THEN 2 WHEN 'vantar' THEN 3
  WHEN 'planerad' THEN 4 WHEN 'studsad' THEN 5 WHEN 'avvisad' THEN 6 ELSE 7 END, u.id

-- STMT OWED_UNREACHED
--   ?1 letter, ?2 reporter, ?3 quarter, ?4 report: did it come back, or was its address nobody's, and a working contact has not had it? Asked of few
SELECT (u.tillstand = 'studsad' OR (u.tillstand = 'avvisad' AND EXISTS (SELECT 1 FROM kontakt d WHERE d.adress_vikt = u.till_vikt AND d.studsar = 1)))
  AND EXISTS (SELECT 1 FROM kontakt k WHERE k.rapportor_id = b.rapportor_id AND k.studsar = 0 AND k.adress <> ''
    AND NOT EXISTS (SELECT 1 FROM brevsteg x WHERE x.rapportor_id = b.rapportor_id AND x.kvartal = b.kvartal
      AND x.rapportslag = b.rapportslag AND x.steg = b.steg AND x.till_vikt = k.adress_vikt AND x.struket = 0))
FROM brevsteg b JOIN utskick u ON u.id = b.utskick_id
WHERE b.utskick_id = ?1 AND b.rapportor_id = ?2 AND b.kvartal = ?3 AND b.rapportslag = ?4

-- ---- who is away ----

-- STMT CONTACT_KNOWN
--   ?1 folded address
SELECT EXISTS (SELECT 1 FROM kontakt WHERE adress_vikt = ?1)

-- STMT ABSENCE_PUT
--   ?1 folded address, ?2 address, ?3 first day back, ?4 ?5 who answers meanwhile, ?6 day on which it was said
INSERT INTO franvaro (adress_vikt, adress, ater, ersattare, ersattare_namn, inkom) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (adress_vikt) DO UPDATE SET adress = excluded.adress, ater = excluded.ater, ersattare = excluded.ersattare,
  ersattare_namn = excluded.ersattare_namn, inkom = excluded.inkom

-- STMT ABSENCE_CURRENT
--   ?1 today, ?2 a day before which an absence without an end is over
SELECT adress, ater, ersattare, ersattare_namn, inkom FROM franvaro
WHERE ater > ?1 OR (ater IS NULL AND inkom >= ?2) ORDER BY adress_vikt

-- ---- documents ----

-- STMT HANDLING_LIST
SELECT h.id, h.diarienummer, a.diarienummer, i.namn, r.huvudman, h.motpart, h.arendemening, h.riktning, h.registrerad_av, h.slag,
  h.kvartal, h.period_fran, h.period_till, h.inkom, h.registrerad, h.version, e.diarienummer, h.makulerad_skal, h.matchning,
  NULL, m.message_id, m.fran_adress, m.amne, h.motpart_offentlig, h.arendemening_offentlig, h.sekretess_lagrum,
  h.sekretess_datum, h.sekretess_beslutad_av, h.avsandare
FROM handling h JOIN arende a ON a.id = h.arende_id JOIN insats i ON i.id = h.insats_id JOIN rapportor r ON r.id = h.rapportor_id
LEFT JOIN handling e ON e.id = h.ersatt_av LEFT JOIN meddelande m ON m.id = h.meddelande_id
ORDER BY h.nummer_ar, h.nummer, h.nummer_handling

-- STMT HANDLING_LIST_NEWEST
--   ?1 how many; newest number first
SELECT h.id, h.diarienummer, a.diarienummer, i.namn, r.huvudman, h.motpart, h.arendemening, h.riktning, h.registrerad_av, h.slag,
  h.kvartal, h.period_fran, h.period_till, h.inkom, h.registrerad, h.version, e.diarienummer, h.makulerad_skal, h.matchning,
  NULL, m.message_id, m.fran_adress, m.amne, h.motpart_offentlig, h.arendemening_offentlig, h.sekretess_lagrum,
  h.sekretess_datum, h.sekretess_beslutad_av, h.avsandare
FROM handling h JOIN arende a ON a.id = h.arende_id JOIN insats i ON i.id = h.insats_id JOIN rapportor r ON r.id = h.rapportor_id
LEFT JOIN handling e ON e.id = h.ersatt_av LEFT JOIN meddelande m ON m.id = h.meddelande_id
ORDER BY h.nummer_ar DESC, h.nummer DESC, h.nummer_handling DESC LIMIT ?1

-- STMT HANDLING_COUNT
--   a registered document stays (handling_tas_inte_bort), so that its id, given in order, also counts
SELECT coalesce(max(id), 0) FROM handling

-- STMT HANDLING_LIST_QUARTER
--   ?1 quarter
SELECT h.id, h.diarienummer, a.diarienummer, i.namn, r.huvudman, h.motpart, h.arendemening, h.riktning, h.registrerad_av, h.slag,
  h.kvartal, h.period_fran, h.period_till, h.inkom, h.registrerad, h.version, e.diarienummer, h.makulerad_skal, h.matchning,
  NULL, m.message_id, m.fran_adress, m.amne, h.motpart_offentlig, h.arendemening_offentlig, h.sekretess_lagrum,
  h.sekretess_datum, h.sekretess_beslutad_av, h.avsandare
FROM handling h JOIN arende a ON a.id = h.arende_id JOIN insats i ON i.id = h.insats_id JOIN rapportor r ON r.id = h.rapportor_id
LEFT JOIN handling e ON e.id = h.ersatt_av LEFT JOIN meddelande m ON m.id = h.meddelande_id
WHERE h.kvartal = ?1 ORDER BY h.nummer_ar, h.nummer, h.nummer_handling

-- STMT HANDLING_LIST_YEAR
--   ?1 year of the number
SELECT h.id, h.diarienummer, a.diarienummer, i.namn, r.huvudman, h.motpart, h.arendemening, h.riktning, h.registrerad_av, h.slag,
  h.kvartal, h.period_fran, h.period_till, h.inkom, h.registrerad, h.version, e.diarienummer, h.makulerad_skal, h.matchning,
  NULL, m.message_id, m.fran_adress, m.amne, h.motpart_offentlig, h.arendemening_offentlig, h.sekretess_lagrum,
  h.sekretess_datum, h.sekretess_beslutad_av, h.avsandare
FROM handling h JOIN arende a ON a.id = h.arende_id JOIN insats i ON i.id = h.insats_id JOIN rapportor r ON r.id = h.rapportor_id
LEFT JOIN handling e ON e.id = h.ersatt_av LEFT JOIN meddelande m ON m.id = h.meddelande_id
WHERE h.nummer_ar = ?1 ORDER BY h.nummer, h.nummer_handling

-- STMT HANDLING_LIST_INSATS
--   ?1 the whole name of an insats, folded
SELECT h.id, h.diarienummer, a.diarienummer, i.namn, r.huvudman, h.motpart, h.arendemening, h.riktning, h.registrerad_av, h.slag,
  h.kvartal, h.period_fran, h.period_till, h.inkom, h.registrerad, h.version, e.diarienummer, h.makulerad_skal, h.matchning,
  NULL, m.message_id, m.fran_adress, m.amne, h.motpart_offentlig, h.arendemening_offentlig, h.sekretess_lagrum,
  h.sekretess_datum, h.sekretess_beslutad_av, h.avsandare
FROM handling h JOIN arende a ON a.id = h.arende_id JOIN insats i ON i.id = h.insats_id JOIN rapportor r ON r.id = h.rapportor_id
LEFT JOIN handling e ON e.id = h.ersatt_av LEFT JOIN meddelande m ON m.id = h.meddelande_id
WHERE h.insats_id = (SELECT id FROM insats WHERE namn_vikt = ?1) ORDER BY h.nummer_ar, h.nummer, h.nummer_handling

-- STMT HANDLING_GET
--   ?1 document; more columns than the lists: the reading, and how it came
SELECT h.id, h.diarienummer, a.diarienummer, i.namn, r.huvudman, h.motpart, h.arendemening, h.riktning, h.registrerad_av, h.slag,
  h.kvartal, h.period_fran, h.period_till, h.inkom, h.registrerad, h.version, e.diarienummer, h.makulerad_skal, h.matchning,
  p.lasare, m.message_id, m.fran_adress, m.amne, h.motpart_offentlig, h.arendemening_offentlig, h.sekretess_lagrum,
  h.sekretess_datum, h.sekretess_beslutad_av, h.avsandare, p.json, h.meddelande_id, m.inkom, m.inkom_regel, m.maskin,
  (SELECT substr(g.utford, 1, 10) || ' enligt beslut ' || g.beslut FROM gallrat x JOIN gallring g ON g.id = x.gallring_id
   WHERE x.handling_id = h.id), r.start, r.slut, e.version
FROM handling h JOIN arende a ON a.id = h.arende_id JOIN insats i ON i.id = h.insats_id JOIN rapportor r ON r.id = h.rapportor_id
LEFT JOIN handling e ON e.id = h.ersatt_av LEFT JOIN meddelande m ON m.id = h.meddelande_id
LEFT JOIN rapport p ON p.handling_id = h.id
WHERE h.id = ?1

-- STMT HANDLING_BY_NUMBER
--   ?1 number
SELECT id FROM handling WHERE diarienummer = ?1

-- STMT HANDLING_NUMBERS
--   ?1 beginning, ?2 just after all that begin so, ?3 at most so many
SELECT diarienummer FROM handling WHERE diarienummer >= ?1 AND diarienummer < ?2 ORDER BY diarienummer LIMIT ?3

-- STMT FILES_OF_HANDLING
--   ?1 document
SELECT f.namn, f.typ, i.sha256, i.storlek FROM fil f JOIN innehall i ON i.id = f.innehall_id
WHERE f.handling_id = ?1 ORDER BY f.ordning

-- STMT FILE_BYTES
--   ?1 document, ?2 which, from 0
SELECT i.bytes, i.storlek FROM fil f JOIN innehall i ON i.id = f.innehall_id WHERE f.handling_id = ?1 AND f.ordning = ?2

-- STMT HANDLING_ANNUL
--   ?1 reason, ?2 document
UPDATE handling SET makulerad_skal = ?1 WHERE id = ?2 AND makulerad_skal IS NULL

-- STMT HANDLING_REINSTATE
--   ?1 an annulled document: what it replaced is the newest again, or replaced by what replaced it
UPDATE handling SET ersatt_av = (SELECT n.ersatt_av FROM handling n WHERE n.id = ?1)
WHERE rapportor_id = (SELECT rapportor_id FROM handling WHERE id = ?1) AND ersatt_av = ?1

-- STMT HANDLING_PROTECT
--   ?1 provision, ?2 day, ?3 by whom, ?4 party and ?5 matter for the public (NULL: unchanged), ?6 document
UPDATE handling SET sekretess_lagrum = ?1, sekretess_datum = ?2, sekretess_beslutad_av = ?3,
  motpart_offentlig = coalesce(?4, motpart_offentlig), arendemening_offentlig = coalesce(?5, arendemening_offentlig)
WHERE id = ?6

-- STMT HANDLING_ARRIVED
--   ?1 day, ?2 document
UPDATE handling SET inkom = ?1 WHERE id = ?2

-- STMT SEARCH
--   ?1 an FTS5 expression; the sections that it is true of, newest first
SELECT rowid, rang(avsnitt_sok) FROM avsnitt_sok s WHERE avsnitt_sok MATCH ?1 ORDER BY rowid DESC

-- STMT SEARCH_REPORTERS
SELECT r.id, i.namn, r.huvudman FROM rapportor r JOIN insats i ON i.id = r.insats_id

-- STMT SEARCH_SECTION
--   ?1 section; nothing where its document was annulled or replaced
SELECT h.diarienummer, n.namn, a.nyckel, h.kvartal, r.huvudman, a.text
FROM avsnitt a JOIN handling h ON h.id = a.handling_id JOIN insats n ON n.id = h.insats_id JOIN rapportor r ON r.id = h.rapportor_id
WHERE a.id = ?1 AND h.makulerad_skal IS NULL AND h.ersatt_av IS NULL

-- STMT SEARCH_SECTIONS
--   ?1 reporter, ?2 quarter (NULL: all), ?3 year of the number (0: all), ?4 section (NULL: all)
SELECT a.id FROM handling h JOIN avsnitt a ON a.handling_id = h.id
WHERE h.rapportor_id = ?1 AND (?2 IS NULL OR h.kvartal = ?2) AND (?3 = 0 OR h.nummer_ar = ?3) AND (?4 IS NULL OR a.nyckel = ?4)

-- ---- for the public ----

-- STMT POST_IN
--   ?1 first and ?2 last day of arrival; what the public may see of each document
SELECT inkom, diarienummer, riktning, motpart_offentlig, arendemening_offentlig,
  CASE WHEN makulerad_skal IS NOT NULL THEN 'makulerad' WHEN sekretess_lagrum IS NOT NULL THEN 'sekretessmarkerad' END
FROM handling WHERE inkom BETWEEN ?1 AND ?2 ORDER BY inkom, nummer_ar, nummer, nummer_handling

-- STMT POST_OUT
---   ?1 first moment, ?2 the one after the last, in seconds; letters to reporters, by their organisation. Of a letter about a protected document the public
---   sees no more than of that.
SELECT date(u.andrad), coalesce(h.diarienummer, a.diarienummer), 'ut', CASE WHEN s.id IS NULL THEN r.huvudman ELSE s.motpart_offentlig END,
  CASE WHEN s.id IS NULL THEN u.amne ELSE 'Brev: ' || s.arendemening_offentlig END, CASE WHEN s.id IS NOT NULL THEN 'sekretessmarkerad' END
FROM utskick u LEFT JOIN handling h ON h.id = coalesce(u.handling_id,
  (SELECT min(g.id) FROM handling g WHERE u.slag = 'kvitto' AND g.meddelande_id = u.meddelande_id), -- one receipt for several
  (SELECT min(o.handling_id) FROM okand_besked o WHERE o.utskick_id = u.id))
LEFT JOIN handling s ON s.id = coalesce(
  (SELECT g.id FROM handling g WHERE g.id = u.handling_id AND g.sekretess_lagrum IS NOT NULL),
  (SELECT min(g.id) FROM handling g WHERE g.meddelande_id = u.meddelande_id AND g.sekretess_lagrum IS NOT NULL),
  (SELECT min(g.id) FROM okand_besked o JOIN handling g ON g.id = o.handling_id WHERE o.utskick_id = u.id AND g.sekretess_lagrum IS NOT NULL))
JOIN rapportor r ON r.id = coalesce(u.rapportor_id, h.rapportor_id)
LEFT JOIN arende a ON a.insats_id = r.insats_id AND a.ar = CAST(substr(u.kvartal, 1, 4) AS INTEGER)
WHERE u.paborjad_s >= ?1 AND u.paborjad_s < ?2 AND +u.tillstand IN ('skickad', 'studsad', 'oviss') ORDER BY u.paborjad_s, u.id

-- STMT PERSON_CONTACTS
SELECT 'kontakt', NULL, i.namn || ', ' || r.huvudman, k.adress, k.namn
FROM kontakt k JOIN rapportor r ON r.id = k.rapportor_id JOIN insats i ON i.id = r.insats_id ORDER BY k.id

-- STMT PERSON_MAILS
SELECT 'mejl', coalesce(inkom, hamtat), amne, fran_adress, fran_namn FROM meddelande ORDER BY id

-- STMT PERSON_PARTIES
SELECT 'motpart', inkom, diarienummer, motpart, NULL FROM handling ORDER BY id

-- STMT PERSON_REPORTS
SELECT 'uppgiftslämnare', h.inkom, h.diarienummer, json_extract(u.value, '$.namn'), NULL
FROM handling h JOIN rapport p ON p.handling_id = h.id, json_each(p.json, '$.uppgiftslamnare') u ORDER BY h.id

-- STMT PERSON_SECTIONS
SELECT 'rapporttext', h.inkom, h.diarienummer || ', ' || a.nyckel, NULL, a.text
FROM avsnitt a JOIN handling h ON h.id = a.handling_id ORDER BY a.id

-- STMT PERSON_LETTERS
SELECT 'brev', u.andrad, u.amne, u.till_adress, u.till_namn FROM utskick u ORDER BY u.id

-- STMT PERSON_REVIEWS
SELECT 'granskning', inkom, amne, fran_adress, fran_namn FROM granskning ORDER BY id

-- STMT PERSON_ABSENCES
SELECT 'frånvaro', inkom, CASE WHEN ater IS NULL THEN 'borta' ELSE 'åter ' || ater END, adress,
  coalesce(ersattare_namn, '') || ' ' || coalesce(ersattare, '')
FROM franvaro ORDER BY adress

-- STMT PERSON_LOG
SELECT 'logg', tid, foremal, aktor || ': ' || vad || ' ' || detalj, NULL FROM logg ORDER BY id

-- ---- outbox ----

-- STMT OUT_ADD
--   ?1 kind, ?2 key, ?3 state, ?4 name, ?5 address, ?6 folded, ?7 subject, ?8 Message-ID, ?9 template, ?10 values, ?11 insats,
--   ?12 reporter, ?13 document, ?14 mail, ?15 quarter, ?16 step (-1: none), ?17 at most once, ?18 not before, ?19 ?20 moment,
--   ?21 reason, ?22 mail's bytes
INSERT INTO utskick (slag, nyckel, tillstand, till_namn, till_adress, till_vikt, amne, message_id, mall, varden, insats_id,
  rapportor_id, handling_id, meddelande_id, kvartal, steg, hogst_en, tidigast_s, skapad, andrad, svar, brev)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, nullif(?11, 0), nullif(?12, 0), nullif(?13, 0), nullif(?14, 0), ?15,
  nullif(?16, -1), ?17, ?18, ?19, ?20, ?21, ?22)
ON CONFLICT DO NOTHING

-- STMT OUT_STEP
--   ?1 letter, ?2 reporter, ?3 quarter, ?4 what is owed, ?5 step, ?6 folded recipient; nothing where the step was taken before
INSERT INTO brevsteg (utskick_id, rapportor_id, kvartal, rapportslag, steg, till_vikt)
VALUES (?1, ?2, ?3, ?4, ?5, coalesce(?6, ''))
ON CONFLICT DO NOTHING

-- STMT OUT_PLANNED
SELECT id, slag, nyckel, till_namn, till_adress, amne, message_id, mall, varden, tillstand, svar, forsok, ovissa, hogst_en, tidigast_s,
  andrad, insats_id, rapportor_id, handling_id, kvartal, steg, brev
FROM utskick WHERE tillstand = 'planerad' ORDER BY id

-- STMT OUT_IN_STATE
--   ?1 state
SELECT id, slag, nyckel, till_namn, till_adress, amne, message_id, mall, varden, tillstand, svar, forsok, ovissa, hogst_en, tidigast_s,
  andrad, insats_id, rapportor_id, handling_id, kvartal, steg, brev
FROM utskick WHERE tillstand = ?1 ORDER BY id

-- STMT OUT_UNSENT
SELECT id, slag, nyckel, till_namn, till_adress, amne, message_id, mall, varden, tillstand, svar, forsok, ovissa, hogst_en, tidigast_s,
  andrad, insats_id, rapportor_id, handling_id, kvartal, steg, brev
FROM utskick WHERE tillstand IN ('planerad', 'vantar', 'paborjad', 'avvisad', 'oviss', 'studsad') ORDER BY id

-- STMT OUT_OF_HANDLING
--   ?1 document; letters about it, and about its reporter's quarter, without their bytes
SELECT id, slag, nyckel, till_namn, till_adress, amne, message_id, mall, varden, tillstand, svar, forsok, ovissa, hogst_en, tidigast_s,
  andrad, insats_id, rapportor_id, handling_id, kvartal, steg, NULL
FROM utskick WHERE id IN (SELECT id FROM utskick WHERE handling_id = ?1
  UNION SELECT u.id FROM handling h JOIN utskick u ON u.kvartal = h.kvartal AND u.rapportor_id = h.rapportor_id
  WHERE h.id = ?1 AND u.handling_id IS NULL
  UNION SELECT u.id FROM utskick u WHERE u.meddelande_id = (SELECT meddelande_id FROM handling WHERE id = ?1)
  UNION SELECT b.utskick_id FROM handling h JOIN brevsteg b ON b.kvartal = h.kvartal AND b.rapportor_id = h.rapportor_id
  WHERE h.id = ?1
  UNION SELECT utskick_id FROM okand_besked WHERE handling_id = ?1)
ORDER BY id

-- STMT OUT_OF_REPORT
--   ?1 reporter, ?2 quarter; letters about what it owes, without their bytes
SELECT id, slag, nyckel, till_namn, till_adress, amne, message_id, mall, varden, tillstand, svar, forsok, ovissa, hogst_en, tidigast_s,
  andrad, insats_id, rapportor_id, handling_id, kvartal, steg, NULL
FROM utskick WHERE id IN (SELECT id FROM utskick WHERE kvartal = ?2 AND rapportor_id = ?1
  UNION SELECT utskick_id FROM brevsteg WHERE kvartal = ?2 AND rapportor_id = ?1)
ORDER BY id

-- STMT OUT_FAILED
--   ?1 since when, ?2 chief's step: letters that did not arrive and that matter still. One of the ladder does not where its report has come, a later step has
--   gone, or its recipient is no contact any more
SELECT count(*) FROM utskick u WHERE u.tillstand IN ('avvisad', 'studsad') AND u.andrad >= ?1
  AND (NOT EXISTS (SELECT 1 FROM brevsteg b WHERE b.utskick_id = u.id) OR EXISTS (SELECT 1 FROM brevsteg b WHERE b.utskick_id = u.id AND b.struket = 0
    AND (b.steg = ?2 OR EXISTS (SELECT 1 FROM kontakt k WHERE k.rapportor_id = b.rapportor_id AND k.adress_vikt = b.till_vikt))
    AND NOT EXISTS (SELECT 1 FROM handling h WHERE h.rapportor_id = b.rapportor_id AND h.kvartal = b.kvartal AND h.riktning = 'in'
      AND h.makulerad_skal IS NULL AND h.avsandare IS NOT 'okand')
    AND NOT EXISTS (SELECT 1 FROM brevsteg l JOIN utskick w ON w.id = l.utskick_id WHERE l.rapportor_id = b.rapportor_id AND l.kvartal = b.kvartal
      AND l.struket = 0 AND l.steg > b.steg AND l.steg <= ?2 AND w.tillstand = 'skickad')))

-- STMT OUT_PUT_OFF
--   letters that the server has put off, with the moment at which it first did since they last went or a person sent them again
SELECT l.tid, u.till_adress, u.svar FROM utskick u JOIN logg l ON l.id = (SELECT min(f.id) FROM logg f
  WHERE f.foremal = 'utskick ' || u.id AND f.vad = 'vantar' AND f.id > coalesce((SELECT max(e.id) FROM logg e
    WHERE e.foremal = 'utskick ' || u.id AND e.vad <> 'vantar'), 0))
WHERE u.tillstand = 'vantar' AND u.forsok > 0 ORDER BY l.id

-- STMT OUT_COMPOSE
--   ?1 mail, ?2 subject, ?3 Message-ID, ?4 moment, ?5 letter
UPDATE utskick SET brev = ?1, amne = ?2, message_id = ?3, andrad = ?4, tillstand = 'vantar' WHERE id = ?5 AND tillstand = 'planerad'

-- STMT OUT_NEXT
--   ?1 now, ?2 a day ago, ?3 0: no reminders; letters over the limit are passed over. To one address three a day: what went, and each time that
--   something may have gone (ovissa), its own first time too; what strangers may have caused is never the third, and an alarm, of
--   which there is one a day, goes beside them. In their order by utskick_ko, so that many that wait cost nothing
SELECT id, slag, nyckel, till_namn, till_adress, amne, message_id, mall, varden, tillstand, svar, forsok, ovissa, hogst_en, tidigast_s,
  andrad, insats_id, rapportor_id, handling_id, kvartal, steg, brev
FROM utskick u INDEXED BY utskick_ko
WHERE tillstand IN ('planerad', 'vantar', 'paborjad') AND tillstand = 'vantar' AND tidigast_s <= ?1 AND hogst_en <= ?3
  AND (SELECT coalesce(sum(CASE WHEN d.tillstand IN ('skickad', 'studsad') THEN 1 + d.ovissa WHEN d.tillstand IN ('oviss', 'paborjad')
       THEN max(1, d.ovissa) WHEN d.tillstand = 'vantar' THEN d.ovissa END), 0)
       FROM utskick d WHERE d.till_vikt = u.till_vikt AND d.paborjad_s > ?2) < CASE WHEN u.slag IN ('okand', 'olasbar') THEN 2 WHEN u.slag IN ('larm', 'nekad', 'utgar') THEN 6 ELSE 3 END
ORDER BY tidigast_s, id LIMIT 1

-- STMT OUT_IS_HELD
--   ?1 letter, ?2 a day ago
SELECT (SELECT coalesce(sum(CASE WHEN d.tillstand IN ('skickad', 'studsad') THEN 1 + d.ovissa WHEN d.tillstand IN ('oviss', 'paborjad')
        THEN max(1, d.ovissa) WHEN d.tillstand = 'vantar' THEN d.ovissa END), 0)
        FROM utskick d WHERE d.till_vikt = u.till_vikt AND d.paborjad_s > ?2) >= CASE WHEN u.slag IN ('okand', 'olasbar') THEN 2 WHEN u.slag IN ('larm', 'nekad', 'utgar') THEN 6 ELSE 3 END
FROM utskick u WHERE u.id = ?1

-- STMT OUT_OF_HOUR
--   ?1 an hour ago; the + keeps SQLite from looking among all that ever went
SELECT count(*) FROM utskick WHERE paborjad_s > ?1 AND +tillstand IN ('skickad', 'oviss', 'studsad', 'paborjad')

-- STMT OUT_BEGIN
--   ?1 now, ?2 moment, ?3 letter
UPDATE utskick SET tillstand = 'paborjad', paborjad_s = ?1, andrad = ?2, forsok = forsok + 1, ovissa = ovissa + 1
WHERE id = ?3 AND tillstand = 'vantar'

-- STMT OUT_END
--   ?1 state, ?2 reply, ?3 moment, ?4 not before, ?5 letter, ?6 1: it is known whether it went
UPDATE utskick SET tillstand = ?1, svar = ?2, andrad = ?3, tidigast_s = ?4, sanda = sanda + (?1 = 'skickad'), ovissa = max(0, ovissa - ?6)
WHERE id = ?5 AND tillstand IN ('paborjad', 'oviss')

-- STMT OUT_RELEASE
--   ?1 reason, ?2 moment, ?3 not before, ?4 letter; a person wants it sent again
UPDATE utskick SET tillstand = 'vantar', svar = ?1, andrad = ?2, tidigast_s = ?3, ovissa = 0 WHERE id = ?4 AND brev IS NOT NULL
  AND tillstand IN ('vantar', 'oviss', 'avvisad', 'studsad')

-- STMT OUT_WITHDRAW
--   ?1 reason, ?2 moment, ?3 letter; a person does not want it sent
UPDATE utskick SET tillstand = 'avstod', svar = ?1, andrad = ?2 WHERE id = ?3
  AND tillstand IN ('planerad', 'vantar', 'oviss', 'avvisad', 'studsad')

-- STMT OVERTAKEN_UNREADABLE
--   ?1 reporter (0: of several), ?2 address, folded, ?3 so many of the newest stay; answers to mails that could not be read, and that wait
SELECT id FROM utskick WHERE kvartal IS NULL AND rapportor_id IS nullif(?1, 0) AND slag = 'olasbar' AND tillstand = 'vantar' AND till_vikt = ?2
ORDER BY id DESC LIMIT -1 OFFSET ?3

-- STMT OVERTAKEN_BY_REPORT
--   ?1 reporter, ?2 the mail that brought the report (0: none did): such answers to mails before it
SELECT id FROM utskick WHERE kvartal IS NULL AND rapportor_id = ?1 AND slag = 'olasbar' AND tillstand = 'vantar' AND (?2 = 0 OR meddelande_id < ?2)

-- STMT OVERTAKEN_AGAIN
--   ?1 quarter, ?2 reporter, ?3 address, folded, ?4 so many of the newest stay; words that a report came again, and that wait
SELECT id FROM utskick WHERE kvartal = ?1 AND rapportor_id = ?2 AND slag = 'kvitto' AND tillstand = 'vantar' AND till_vikt = ?3
  AND nyckel LIKE '%/mejl/%' ORDER BY id DESC LIMIT -1 OFFSET ?4

-- STMT VERSIONS_OF_DAY
--   ?1 reporter, ?2 quarter, ?3 kind, ?4 moment of arrival: how many came by mail within a day of it?
SELECT count(*) FROM handling h JOIN meddelande m ON m.id = h.meddelande_id
WHERE h.rapportor_id = ?1 AND h.kvartal = ?2 AND h.slag = ?3 AND h.makulerad_skal IS NULL AND h.avsandare IS NOT 'okand'
  AND abs(CAST(strftime('%s', m.inkom) AS INTEGER) - CAST(strftime('%s', ?4) AS INTEGER)) < 86400

-- STMT OUT_OPEN
--   letters that may have gone since the copy was made that was put back, or are noted as such already; what was begun is settled at the start
SELECT id FROM utskick WHERE tillstand IN ('vantar', 'oviss', 'avvisad', 'studsad') OR (tillstand = 'skickad' AND sanda = 0) ORDER BY id

-- STMT OUT_SETTLE
--   ?1 reason, ?2 moment at which it went, ?3 how often it has gone, ?4 letter: the sent log says so
UPDATE utskick SET tillstand = 'skickad', svar = ?1, andrad = ?2, sanda = ?3, ovissa = 0 WHERE id = ?4

-- STMT OUT_CASES
--   ?1 letter that went: the case of its document; else those of its insats, or of the reports that it asks for, and the
--   quarter's year; those that know of it already are left out
SELECT a.id FROM arende a WHERE a.id IN (
  SELECT h.arende_id FROM utskick u JOIN handling h ON h.id = u.handling_id WHERE u.id = ?1
  UNION SELECT h.arende_id FROM utskick u JOIN handling h ON h.meddelande_id = u.meddelande_id
  WHERE u.id = ?1 AND u.handling_id IS NULL AND u.slag = 'kvitto'
  UNION SELECT i.id FROM utskick u JOIN arende i ON i.insats_id = u.insats_id AND i.ar = CAST(substr(u.kvartal, 1, 4) AS INTEGER)
  WHERE u.id = ?1 AND u.handling_id IS NULL
  UNION SELECT i.id FROM brevsteg b JOIN rapportor r ON r.id = b.rapportor_id
  JOIN arende i ON i.insats_id = r.insats_id AND i.ar = CAST(substr(b.kvartal, 1, 4) AS INTEGER)
  WHERE b.utskick_id = ?1 AND b.struket = 0
  UNION SELECT h.arende_id FROM okand_besked o JOIN handling h ON h.id = o.handling_id WHERE o.utskick_id = ?1)
  AND NOT EXISTS (SELECT 1 FROM utskick_arende o WHERE o.utskick_id = ?1 AND o.arende_id = a.id)
ORDER BY a.id

-- STMT OUT_NUMBER
--   ?1 case; gives the number of its next outgoing letter
UPDATE arende SET senaste_ut = senaste_ut + 1 WHERE id = ?1 RETURNING senaste_ut

-- STMT OUT_REGISTER
--   ?1 case, ?2 number, ?3 letter
INSERT INTO utskick_arende (arende_id, ut_nummer, utskick_id) VALUES (?1, ?2, ?3)

-- STMT OUT_OF_CASE
--   ?1 number of a case
SELECT o.ut_nummer, u.slag, u.till_adress, u.amne, u.andrad, u.tillstand, a.diarienummer
FROM arende a JOIN utskick_arende o ON o.arende_id = a.id JOIN utskick u ON u.id = o.utskick_id
WHERE a.diarienummer = ?1 ORDER BY o.ut_nummer

-- STMT OUT_OF_CASES
SELECT o.ut_nummer, u.slag, u.till_adress, u.amne, u.andrad, u.tillstand, a.diarienummer
FROM utskick_arende o JOIN arende a ON a.id = o.arende_id JOIN utskick u ON u.id = o.utskick_id ORDER BY o.arende_id, o.ut_nummer

-- STMT OUT_BYTES
--   ?1 number of a case, ?2 of the letter in it
SELECT u.brev FROM arende a JOIN utskick_arende o ON o.arende_id = a.id JOIN utskick u ON u.id = o.utskick_id
WHERE a.diarienummer = ?1 AND o.ut_nummer = ?2

-- STMT OUT_ENVELOPE
--   ?1 letter
SELECT message_id, coalesce(till_adress, ''), sanda, tillstand = 'skickad' FROM utskick WHERE id = ?1 AND message_id IS NOT NULL

-- STMT OUT_TOLD
--   ?1 letter that is in its cases already, ?2 prefix, ?3 running year: numbers that it told, with what they were given to; and how far the
--   year's numbers have come
SELECT a.diarienummer, i.namn_vikt || '/' || a.ar FROM utskick_arende o JOIN arende a ON a.id = o.arende_id
JOIN insats i ON i.id = a.insats_id WHERE o.utskick_id = ?1 AND a.diarienummer IS NOT NULL
UNION ALL SELECT h.diarienummer, h.innehall_nyckel FROM utskick u JOIN handling h ON h.id = u.handling_id WHERE u.id = ?1
UNION ALL SELECT h.diarienummer, h.innehall_nyckel FROM utskick u JOIN handling h ON h.meddelande_id = u.meddelande_id
  WHERE u.id = ?1 AND u.handling_id IS NULL AND u.slag = 'kvitto'
UNION ALL SELECT h.diarienummer, h.innehall_nyckel FROM okand_besked o JOIN handling h ON h.id = o.handling_id WHERE o.utskick_id = ?1
UNION ALL SELECT prefix || printf(' %02d-%d', ar % 100, senaste), NULL FROM serie WHERE prefix = ?2 AND ar = ?3

-- STMT OUT_WENT
--   ?1 Message-ID; 1: the register knows that it went, or that it was under way
SELECT 1 FROM utskick WHERE message_id = ?1 AND (sanda > 0 OR tillstand IN ('oviss', 'paborjad'))

-- STMT OUT_BY_MESSAGE_ID
--   ?1 Message-ID
SELECT id FROM utskick WHERE message_id = ?1

-- STMT OUT_ABOUT
--   ?1 letter; a row for each report that it asks for, or that one receipt is for
SELECT u.insats_id, coalesce(b.rapportor_id, h.rapportor_id, u.rapportor_id), coalesce(b.kvartal, h.kvartal, u.kvartal), coalesce(h.id, u.handling_id), u.slag
FROM utskick u LEFT JOIN brevsteg b ON b.utskick_id = u.id
LEFT JOIN handling h ON u.slag = 'kvitto' AND u.handling_id IS NULL AND h.meddelande_id = u.meddelande_id WHERE u.id = ?1

-- STMT QUESTIONS_NOTE
---   ?1 kind, ?2 key of a letter that lists all that waits in review
INSERT OR IGNORE INTO fragat (utskick_id, granskning_id)
SELECT u.id, g.id FROM utskick u CROSS JOIN granskning g WHERE u.slag = ?1 AND u.nyckel = ?2 AND g.beslut IS NULL

-- STMT QUESTIONS_OF
---   ?1 letter
SELECT granskning_id FROM fragat WHERE utskick_id = ?1

-- STMT OUT_BOUNCE_OF
--   ?1 Message-ID, ?2 folded recipient
SELECT id FROM utskick WHERE message_id = ?1 AND till_vikt = ?2

-- STMT OUT_BOUNCED
--   ?1 moment, ?2 letter
UPDATE utskick SET tillstand = 'studsad', andrad = ?1 WHERE id = ?2 AND tillstand IN ('skickad', 'oviss', 'paborjad')

-- STMT OUT_ASKED
--   ?1 letter
SELECT rapportor_id, kvartal, rapportslag FROM brevsteg WHERE utskick_id = ?1 AND struket = 0

-- STMT OUT_BEGUN
--   has any letter of the ladder ever been made, not only decided against?
SELECT EXISTS (SELECT 1 FROM brevsteg WHERE till_vikt <> '')

-- STMT OUT_CALLED_BACK
--   ?1 reporter, ?2 quarter, ?3 what is owed now (NULL: whatever the letter asked for), ?4 steps below this one: letters of the
--   ladder that have not gone and are no longer right
SELECT DISTINCT b.utskick_id FROM brevsteg b JOIN utskick u ON u.id = b.utskick_id
WHERE b.kvartal = ?2 AND b.rapportor_id = ?1 AND b.struket = 0 AND u.tillstand IN ('planerad', 'vantar')
  AND b.rapportslag IS NOT ?3 AND b.steg < ?4

-- STMT OUT_ASTRAY
--   ?1 the chief's step: letters of the ladder that have not gone, to somebody who is no contact of one of the reports that they ask for any more
SELECT DISTINCT u.id FROM utskick u JOIN brevsteg b ON b.utskick_id = u.id
WHERE u.tillstand IN ('planerad', 'vantar') AND b.struket = 0 AND b.steg <> ?1
  AND NOT EXISTS (SELECT 1 FROM kontakt k WHERE k.rapportor_id = b.rapportor_id AND k.adress_vikt = b.till_vikt)

-- STMT OUT_CALL_BACK
--   ?1 reason, ?2 moment, ?3 letter; its key and Message-ID are free for the one that may take its place. One that may have gone before, and was
--   sent again by a person, keeps its Message-ID: the sent log knows it by that, and what comes back or answers it
UPDATE utskick SET tillstand = 'avstod', svar = ?1, andrad = ?2, nyckel = nyckel || '#' || id, message_id = iif(forsok > 0, message_id, NULL)
WHERE id = ?3

-- STMT OUT_KEPT_ID
--   ?1 Message-ID, ?2 key: a letter that was called back, kept its Message-ID, and is made anew
SELECT id FROM utskick WHERE message_id = ?1 AND tillstand = 'avstod' AND nyckel = ?2 || '#' || id

-- STMT OUT_MAKE_AGAIN
--   ?1 key, ?2 subject, ?3 moment, ?4 not before, ?5 mail's bytes, ?6 letter
UPDATE utskick SET nyckel = ?1, tillstand = 'vantar', amne = ?2, andrad = ?3, tidigast_s = ?4, brev = ?5, svar = NULL WHERE id = ?6

-- STMT OUT_FORGET_STRUCK
--   ?1 letter: the steps that it had are taken anew
DELETE FROM brevsteg WHERE utskick_id = ?1 AND struket = 1

-- STMT OUT_STRIKE
--   ?1 letter
UPDATE brevsteg SET struket = 1 WHERE utskick_id = ?1
