"""Many mails in a contact's own name, whoever sends them: she has few letters, none that is untrue by then, and her own receipt is among them."""
import os
import sqlite3
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import reports
import tap
from house import House

MOA = "Moa <moa@asberg.example>"
VERIFIED = b"Authentication-Results: mx.finsam.example; spf=pass; dkim=pass; dmarc=pass header.from=asberg.example\r\n"


def at(day, hour=12, minute=0):
    return f"2026-04-{day:02}T{hour:02}:{minute:02}:00+02:00"


class Case(unittest.TestCase):
    def setUp(self):
        self.house = House(reminders={"before": "0"}, outgoing={"staff": "", "chief": ""})
        self.addCleanup(self.house.__exit__)
        self.count = 0

    def put(self, file, sender=MOA, before=b"", **more):
        self.count += 1
        self.house.put(before + reports.mail(sender, f"Rapport {self.count}", [file], message_id=f"<{self.count}@asberg.example>", **more))

    def damaged(self, **more):
        self.put(("r.pdf", f"%PDF-1.4 {self.count}".encode()), **more)

    def report(self, text, insats="Kulturlyftet", huvudman="Åsbergs kommun", **more):
        answers = {**reports.ANSWERS, "2.1": [text]}
        self.put(("r.docx", reports.docx(reports.Report(insats, huvudman, "kvartal 1 2026", answers=answers))), **more)

    def days(self, first, last):
        for day in range(first, last):
            self.house.once(at(day))

    def letters(self):
        """(day, first word of the subject) of each letter to her"""
        return [(letter["Date"].datetime.day, letter["Subject"].split()[0].rstrip(",")) for letter in self.house.letters() if "moa" in str(letter["To"])]

    def waiting(self):
        with sqlite3.connect(self.house.settings["diarium"]["database"]) as base:
            return base.execute("SELECT slag, count(*) FROM utskick WHERE tillstand = 'vantar' GROUP BY 1").fetchall()

    def numbers(self):
        return [one["diarienummer"] for one in self.house.filed()]

    def test_unreadable(self):
        """twelve that cannot be opened: two answers wait at most, not twelve; her own report is receipted at once, and nothing is said of the others after it"""
        for i in range(12):
            self.damaged()
            self.house.once(at(14, 10, i))
        self.assertEqual(len(self.letters()), 2)
        self.assertEqual(self.waiting(), [("olasbar", 2)])
        self.report("Min riktiga rapport.")
        self.house.once(at(14, 11))
        self.assertEqual(self.letters()[2:], [(14, "Tack")])
        self.assertEqual(self.waiting(), [])
        self.days(15, 20)
        self.assertEqual(len(self.letters()), 3)

    def test_unreadable_after(self):
        """one that comes after her report is answered; so is one about the report of another organisation, though a report of hers has come"""
        self.report("Min rapport.")
        self.damaged()
        self.house.once(at(14))
        self.assertEqual(len(self.letters()), 2)
        self.house.diarie("pause", now=at(14))
        self.damaged(sender="Lina <lina@furulunda.example>")
        self.house.once(at(14))
        self.report("Ny text.")
        self.house.once(at(14))
        self.assertEqual(self.waiting(), [("kvitto", 1), ("olasbar", 1)])

    def test_versions(self):
        """ten versions within a day: the fourth and those after it wait for a person, and the third counts"""
        for i in range(10):
            self.report(f"Text {i}.")
        self.house.once(at(14))
        self.assertEqual(self.numbers(), ["SFE 26-1.1", "SFE 26-1.2", "SFE 26-1.3"])
        waits = self.house.diarie("review", "list", "--json").lines()
        self.assertEqual(len(waits), 7)
        self.assertIn("dygn", waits[0]["skal"])
        self.assertEqual(self.house.status(now=at(14))[0]["Kulturlyftet/Åsbergs kommun"]["rapport"], "SFE 26-1.3")
        self.assertEqual(len(self.letters()), 3)

    def test_versions_in_their_time(self):
        """versions of four days are filed, and so are four of one day from a sender whom our server vouches for"""
        for day in range(14, 18):
            self.report(f"Text {day}.", when=f"2026-04-{day}T06:00:00+00:00")
            self.house.once(at(day))
        self.assertEqual(len(self.numbers()), 4)
        for i in range(4):
            self.report(f"Åter {i}.", before=VERIFIED)
        self.house.once(at(20))
        self.assertEqual(len(self.numbers()), 8)

    def test_again(self):
        """the same report in ten mails: the receipt goes, and two words that it came again wait at most"""
        self.house.diarie("pause", now=at(14))
        for _ in range(10):
            self.report("Samma.")
        self.house.once(at(14))
        self.assertEqual(self.waiting(), [("kvitto", 3)])
        self.house.diarie("resume", now=at(14))
        self.house.once(at(14))
        self.assertEqual(len(self.letters()), 3)

    def test_names_of_answers(self):
        """an answer has the same Message-ID whatever row its mail has, as in a register that was put back: the sent log knows it"""
        ids = []
        for others in (0, 2):
            self.setUp()
            for _ in range(others):
                self.damaged(sender="Lina <lina@furulunda.example>")
            self.count = 10
            self.report("Samma.")
            self.house.once(at(14))
            self.report("Samma.")
            self.damaged()
            self.house.once(at(14, 13))
            self.house.once(at(16))  # the answer is never the third of a day
            ids.append({" ".join(letter["Subject"].split()[:2]): letter["Message-ID"] for letter in self.house.letters() if "moa" in str(letter["To"])})
        self.assertEqual(sorted(ids[0]), ["Tack, vi", "Vi hade", "Vi kunde"])
        self.assertEqual(ids[0], ids[1])


if __name__ == "__main__":
    tap.run()
