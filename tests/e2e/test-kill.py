"""Every step can be the last: diaried is killed before each system call that writes, sends, syncs, makes or renames, one run for
each; after two undisturbed rounds every mail is filed once, every original is whole, every receipt has one Message-ID, no
reminder went twice. Then the same with the helper that speaks IMAP, and with a kill in the middle of the recovery.

KILL_EVERY=N tries each Nth point only; KILL_LONG=1 many more pairs. The test fails below MIN_POINTS, so that it cannot go blind.
"""
import collections
import hashlib
import itertools
import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import reports
import servers
import tap
from house import parsed
from stage import NO_SHIM, Stage, play, shim

NOW = "2026-04-17T10:00:00+02:00"  # two working days after the due date: reminders are due too
LATER = "2026-04-17T15:00:00+02:00"
EVERY = int(os.environ.get("KILL_EVERY", "1"))
LONG = os.environ.get("KILL_LONG")
MIN_POINTS = 300
BRON = reports.Report("Bron till arbete", "Storbäckens kommun", "1 januari - 31 mars 2026")
NYSTART = reports.Report("Nystart 55+", "Furulunda kommun", "kvartal 1 2026")
DOCX, OTHER, PDF = reports.docx(BRON), reports.docx(NYSTART), reports.pdf(NYSTART)
MAILS = [
    reports.mail("Karin <karin@storbacken.example>", "Rapport", [("r.docx", DOCX)]),
    reports.mail("Lina <lina@furulunda.example>", "Rapport", [("r.docx", OTHER), ("r.pdf", PDF)]),
    reports.mail("Moa <moa@asberg.example>", "Anteckningar", [("m.docx", reports.minutes())]),
    reports.mail("Olle <olle@vikman.example>", "Autosvar", (), "Ledig.\n", headers=[("Auto-Submitted", "auto-replied")]),
]
PAIRS = [(first, second) for first in range(7, 560, 40) for second in range(3, 480, 120)] if not LONG else \
    [(first, second) for first in range(4, 560, 9) for second in range(3, 480, 29)]
ORIGINALS = {hashlib.sha256(raw).hexdigest() for raw in [*MAILS, DOCX, OTHER, PDF]}


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


def check_promises(stage):
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


@unittest.skipIf(servers.available() or NO_SHIM, servers.available() or NO_SHIM)
class Kill(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        holder = shim()
        cls.library = holder.__enter__()
        cls.addClassCleanup(holder.__exit__, None, None, None)

    def stage(self):
        return Stage(MAILS, self.library, outgoing={"staff": ""})

    def recover(self, stage):
        stage.house.once(NOW, expect=None)
        stage.house.once(LATER)
        check_promises(stage)

    def tell(self, tried, failures, kinds, what):
        tap.note(f"{tried} {what}: " + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())))
        self.assertEqual(failures, [])

    def killed(self, stage, number):
        """Which call it was; None: the daemon came to its end before."""
        note = os.path.join(stage.house.folder, "note")
        status, said = stage.daemon(NOW, SHIM_KILL=number, SHIM_NOTE=note)
        promise(status in (0, -9), said)
        if status == 0:
            return None
        with open(note, encoding="ascii") as file:
            call = file.read().strip()
        os.unlink(note)
        return call

    def test_every_step(self):
        """killed before every call that changes or tells the world, restarted: nothing lost, nothing twice"""
        kinds = collections.Counter()

        def scene(stage, number):
            stage.reset()
            call = self.killed(stage, number)
            if not call:
                return False
            kinds[call] += 1
            self.recover(stage)
            return True

        tried, failures = play(self.stage, scene, itertools.count(1, EVERY))
        self.tell(tried, failures, kinds, "points tried, none lost, none twice")
        self.assertGreaterEqual(tried * EVERY, MIN_POINTS)

    def test_again(self):
        """killed, and killed again while it makes up for that"""
        kinds = collections.Counter()

        def scene(stage, pair):
            stage.reset()
            kinds.update(self.killed(stage, number) or "came to its end" for number in pair)
            self.recover(stage)

        tried, failures = play(self.stage, scene, iter(PAIRS))
        self.tell(tried, failures, kinds, "pairs of points tried")

    def test_helper(self):
        """diarie-mailbox is killed before each of its calls"""
        def scene(stage, number):
            stage.reset()
            status, said = stage.daemon(NOW, folder=stage.programs(SHIM_KILL=number))
            promise(status in (0, 75), said)
            self.recover(stage)
            return status != 0

        tried, failures = play(self.stage, scene, itertools.count(1, EVERY))
        self.tell(tried, failures, {}, "points in diarie-mailbox tried")
        self.assertGreaterEqual(tried * EVERY, 20)


if __name__ == "__main__":
    tap.run(timeout_s=7200)
