"""Mails that take their reader long hold up nobody: they are read when all others have been read and answered."""
import os
import shutil
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import reports
import tap
from house import BUILD, House, eventually

NOW = "2026-04-17T10:00:00+02:00"  # two working days after the due one: reminders go
NAMES = {"karin@storbacken.example": ("Bron till arbete", "Storbäckens kommun"), "lina@furulunda.example": ("Nystart 55+", "Furulunda kommun"),
         "moa@asberg.example": ("Kulturlyftet", "Åsbergs kommun"), "olle@vikman.example": ("Trisam Norr", "Vikmans kommun")}


class Case(unittest.TestCase):
    def setUp(self):
        self.house = House(reminders={"before": "0"}, outgoing={"staff": "", "chief": ""})
        self.addCleanup(self.house.__exit__)
        self.house.programs = os.path.join(self.house.folder, "programs")
        os.makedirs(self.house.programs)
        for name in ("diaried", "diarie-mailbox"):
            shutil.copy2(os.path.join(BUILD, name), self.house.programs)
        shutil.copy2(os.path.join(BUILD, "tests", "misbehave", "diarie-extract-bad"), os.path.join(self.house.programs, "diarie-extract"))

    def put(self, sender, busy=0, of=None, quarter=1):
        """A report whose reader is busy for so many milliseconds of the processor; OF: in whose name."""
        insats, huvudman = NAMES[of or sender]
        raw = reports.mail(f"N. N. <{sender}>", "Rapport", [("r.docx", reports.docx(reports.Report(insats, huvudman, f"kvartal {quarter} 2026")))])
        self.house.put((f"X-Busy: {busy}\r\n".encode() if busy else b"") + raw)

    def once(self, expect=0, now=NOW):
        answer = self.house.run(os.path.join(self.house.programs, "diaried"), "--config", self.house.config, "--once", now=now)
        self.assertEqual(answer.status, expect, answer.err)
        return answer.err.splitlines()

    def receipts(self):
        return sorted(letter["To"].addresses[0].addr_spec for letter in self.house.letters() if letter["Subject"].startswith("Tack"))

    def reminded(self):
        return sorted(letter["To"].addresses[0].addr_spec for letter in self.house.letters() if "minnelse" in letter["Subject"])

    def order(self, log):
        """Whose reports were filed, and of which quarter, in turn."""
        filed = {one["diarienummer"]: f"{one['insats'].split()[0]} {one['kvartal'][-2:]}" for one in self.house.filed()}
        return [filed[" ".join(line.split()[2:4])] for line in log if line.startswith("diaried: filed SFE")]

    def at(self, log, words):
        return next(i for i, line in enumerate(log) if words in line)

    def test_after_the_others(self):
        """two that came first are read last, whole; what came after them is filed and answered before, and each has one attempt"""
        self.put("karin@storbacken.example", busy=1100)
        self.put("lina@furulunda.example", busy=1100)
        self.put("moa@asberg.example")
        log = self.once()
        self.assertEqual(self.order(log), ["Kulturlyftet Q1", "Bron Q1", "Nystart Q1"])
        self.assertEqual(self.receipts(), ["karin@storbacken.example", "lina@furulunda.example", "moa@asberg.example"])
        self.assertLess(self.at(log, "sent kvitto to moa"), [i for i, line in enumerate(log) if line.startswith("diaried: filed SFE")][1])
        self.assertEqual(sum("takes its reader long" in line for line in log), 2)
        self.assertIn("filed 3", log[-1])

    def test_contacts_first(self):
        """a contact's before strangers', though these came first; and whoever sent many is last"""
        self.put("x@spam.example", busy=1100, of="olle@vikman.example")
        self.put("karin@storbacken.example", busy=1100)
        self.put("karin@storbacken.example", busy=1100, quarter=2)
        self.put("lina@furulunda.example", busy=1100)
        log = self.once(now="2026-07-10T10:00:00+02:00")
        self.assertEqual(self.order(log), ["Nystart Q1", "Bron Q1", "Bron Q2", "Trisam Q1"])

    def test_reminders(self):
        """whoever sent one is not reminded while it waits; nobody is while it may be anybody's; and all that are due are when it has been read"""
        self.put("karin@storbacken.example", busy=1100)
        self.put("x@spam.example", busy=1100, of="moa@asberg.example")
        log = self.once()
        self.assertEqual(self.reminded(), ["fatima@region.example", "lina@furulunda.example", "olle@vikman.example"])
        self.assertLess(self.at(log, "waits for approval"), self.at(log, "sent paminnelse"))
        self.assertEqual(self.receipts(), ["karin@storbacken.example", "moa@asberg.example"])  # hers says that it was not sent by her

    def test_running(self):
        """what comes to a running daemon while four of them wait is read before the next of them"""
        for i in range(4):
            self.put(f"x{i}@spam.example", busy=1100, of="olle@vikman.example", quarter=1 + i % 2)
        self.house.start(now=NOW)
        self.assertTrue(eventually(lambda: "takes its reader long" in open(os.path.join(self.house.folder, "diaried.log"), encoding="utf-8").read()))
        self.put("moa@asberg.example")
        began = time.monotonic()
        self.assertTrue(eventually(lambda: "moa@asberg.example" in self.receipts()))
        waiting = self.house.diarie("health", "--json").one()["mejl_vantar"]
        self.assertGreater(waiting, 0, time.monotonic() - began)
        self.assertTrue(eventually(lambda: self.house.diarie("health", "--json").one()["mejl_vantar"] == 0))
        self.assertEqual(self.house.stop(), 0)

    def test_stopped(self):
        """a daemon that is told to stop while it reads one stops at once; it is read by the next, and has lost no attempt"""
        self.put("karin@storbacken.example", busy=1100)
        self.house.start(now=NOW)
        self.assertTrue(eventually(lambda: "takes its reader long" in open(os.path.join(self.house.folder, "diaried.log"), encoding="utf-8").read()))
        time.sleep(0.3)
        began = time.monotonic()
        self.assertEqual(self.house.stop(), 0)
        self.assertLess(time.monotonic() - began, 5)
        self.once()
        self.assertEqual(len(self.house.filed()), 1)


if __name__ == "__main__":
    tap.run()
