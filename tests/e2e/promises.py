"""A morning at a förbund and what diarie promises about it, whatever fails: two reports, one thing for a person, one for nobody, two
reminders that are due. Every mail is filed once, every original is whole, every receipt goes once or twice with one Message-ID,
every reminder at most once and is shown where nobody can know.

    with Stage(MAILS, library, **SETTINGS) as stage: …; stage.house.once(NOW, expect=None); stage.house.once(LATER); check(stage)
"""
import collections
import hashlib
import os
import re

import reports
from house import parsed

NOW = "2026-04-17T10:00:00+02:00"  # two working days after the due date: reminders are due too
LATER = "2026-04-17T15:00:00+02:00"
SETTINGS = {"outgoing": {"staff": ""}}
BRON = reports.Report("Bron till arbete", "Storbäckens kommun", "1 januari - 31 mars 2026")
NYSTART = reports.Report("Nystart 55+", "Furulunda kommun", "kvartal 1 2026")
DOCX, OTHER, PDF = reports.docx(BRON), reports.docx(NYSTART), reports.pdf(NYSTART)
MAILS = [
    reports.mail("Karin <karin@storbacken.example>", "Rapport", [("r.docx", DOCX)]),
    reports.mail("Lina <lina@furulunda.example>", "Rapport", [("r.docx", OTHER), ("r.pdf", PDF)]),
    reports.mail("Moa <moa@asberg.example>", "Anteckningar", [("m.docx", reports.minutes())]),
    reports.mail("Olle <olle@vikman.example>", "Autosvar", (), "Ledig.\n", headers=[("Auto-Submitted", "auto-replied")]),
]
RAWS = {hashlib.sha256(raw).hexdigest() for raw in MAILS}
ORIGINALS = RAWS | {hashlib.sha256(raw).hexdigest() for raw in (DOCX, OTHER, PDF)}


class Promise(AssertionError):
    """A promise that was broken."""


def promise(kept, text):
    if not kept:
        raise Promise(text)


def check_letters(stage, house):
    letters = collections.Counter(parsed(mail)["Message-ID"] for mail in stage.sink.mails)
    for message_id, copies in letters.items():
        promise(copies <= (2 if "kvitto" in message_id else 1), f"{message_id} went {copies} times")
    for address in ("karin@storbacken.example", "lina@furulunda.example"):
        mine = {parsed(mail)["Message-ID"] for mail in stage.sink.mails if b"kvitto" in mail.raw and mail.recipients == [address]}
        promise(len(mine) == 1, f"{address} has {len(mine)} receipts")
    reminded = {mail.recipients[0] for mail in stage.sink.mails if b"paminnelse" in mail.raw}
    missing = {"olle@vikman.example", "fatima@region.example"} - reminded
    outbox = house.diarie("outbox", "--json", now=LATER).lines() if missing else []
    shown = {letter["till"] for letter in outbox if letter["tillstand"] == "oviss"}
    promise(missing <= shown, f"no reminder to {missing}, and not shown as uncertain")


def check(stage):
    house = stage.house
    filed = house.filed()
    promise(len(filed) == 2, f"{len(filed)} filed")
    promise(len({entry["diarienummer"] for entry in filed}) == 2, "a number twice")
    promise(house.status(now=LATER)[1]["granskas"] == 1, "not one in review")
    promise(ORIGINALS <= stage.contents(), "an original is not whole")
    check_letters(stage, house)
    where = stage.folders("INBOX", "Diariefört", "Granskas")
    promise(where == [1, 2, 1], f"mails lie {where}")
    checked = house.diarie("check", "--deep", now=LATER)
    promise(checked.status == 0, checked.out)
    left = [name for name in os.listdir(stage.base) if re.search(r"tmp|\.new", name)]
    promise(not left, f"left behind: {left}")
