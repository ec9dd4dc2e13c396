"""`diarie dispose`: nothing goes without a decision and a person's word; what goes is gone; and nothing comes back by mail."""
import contextlib
import email.message
import email.policy
import importlib.util
import json
import os
import sqlite3
import subprocess
import unittest

import tap

HERE = os.path.dirname(os.path.abspath(__file__))
SPEC = importlib.util.spec_from_file_location("desk", os.path.join(HERE, "test-cli.py"))
desk = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(desk)
DIARIED = os.path.join(desk.BUILD, "diaried")
LATER = "2029-03-01T09:00:00+01:00"
WORD = "Sommarängskonferensen"


class Dispose(desk.Cli):
    def setUp(self):
        super().setUp()
        self.register()
        self.report = desk.docx(desk.REPORT.format(insats="Räkna med mig", huvudman="Hudiksvalls kommun", text=f"Vi deltog i {WORD}."))

    def deliver(self, name, subject="Rapport", text="Bifogat.", attach=True):
        """A mail from the contact of Räkna med mig, with its report; its bytes."""
        mail = email.message.EmailMessage(policy=email.policy.SMTP)
        mail["From"], mail["To"], mail["Subject"] = "Per Prov <per@hudik.example>", "kontakt@finsam.example", subject
        mail["Date"], mail["Message-ID"] = "Tue, 14 Apr 2026 08:00:00 +0200", f"<{name}@hudik.example>"
        mail.set_content(text)
        if attach:
            mail.add_attachment(self.report, maintype="application", subtype="vnd.openxmlformats-officedocument.wordprocessingml.document",
                                filename="rapport.docx")
        raw = mail.as_bytes()
        with open(self.path("in", "new", name), "wb") as file:
            file.write(raw)
        return raw

    def cycle(self, now="2026-04-14T09:00:00+02:00"):
        done = subprocess.run([DIARIED, "--config", self.config, "--once"], capture_output=True, env=self.environment(DIARIE_NOW=now), timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr.decode())

    def dispose(self, what, *more, status=0, before="2027-01-01", now=LATER):
        return self.diarie("dispose", "--what", what, "--before", before, "--decision", "SFX 29-3", *more, status=status, DIARIE_NOW=now)

    def mark(self, what, **more):
        """What the list says that it is to be confirmed with."""
        return json.loads(self.dispose(what, "--json", **more).splitlines()[0])["bekraftelse"]

    def on_disk(self, word):
        """Does WORD stand anywhere in the database's files?"""
        for name in os.listdir(self.path("data")):
            with open(self.path("data", name), "rb") as file:
                if word.encode() in file.read():
                    return True
        return False

    def is_sound(self):
        self.diarie("check", "--deep", "--offline")
        self.diarie("log", "--verify")

    def test_documents(self):
        """a report goes by decision, day and number; its row stays, and its mail is never filed again"""
        raw = self.deliver("ett")
        self.cycle()
        number = self.lines("list")[0]["diarienummer"]
        self.assertTrue(self.on_disk(WORD))
        shown = self.dispose("handlingar")
        self.assertIn("--confirm 1-", shown)
        self.assertTrue(self.on_disk(WORD))
        self.dispose("handlingar", "--confirm", "2", "-o", self.path("protokoll.txt"), status=2)
        self.assertFalse(os.path.exists(self.path("protokoll.txt")))
        self.assertEqual(self.lines("show", number)[0]["gallrad"], None)
        self.dispose("handlingar", "--confirm", self.mark("handlingar"), "-o", self.path("protokoll.txt"))
        with open(self.path("protokoll.txt"), encoding="utf-8") as file:
            protocol = file.read()
        for part in ("SFX 29-3", number, "2027-01-01", "Antal:   1"):
            self.assertIn(part, protocol)
        self.assertFalse(self.on_disk(WORD))
        self.assertFalse(self.on_disk("Sommarängskonf"))
        one = self.lines("show", number)[0]
        self.assertIn("SFX 29-3", one["gallrad"])
        self.assertEqual((one["insats"], one["avsnitt"]), ("Räkna med mig", {}))
        self.assertIn("Gallrad", self.diarie("show", number))
        self.diarie("show", number, "--original", "-o", "-", status=1)
        self.diarie("search", WORD, status=1)
        self.diarie("reread")
        self.diarie("reread", number)
        self.is_sound()
        status = {row["insats"]: row for row in self.lines("status", "--quarter", "2026-Q1")[0]["insatser"]}
        self.assertEqual(status["Räkna med mig"]["rapport"], number)
        with open(self.path("in", "new", "igen"), "wb") as file:
            file.write(raw)
        self.cycle(LATER)
        self.deliver("annat", subject="Samma rapport en gång till")
        self.cycle(LATER)
        self.assertEqual([row["diarienummer"] for row in self.lines("list")], [number])
        self.assertFalse(self.on_disk(WORD))
        self.assertIn(number, self.diarie("dispose", "show", "1"))
        self.assertEqual(self.lines("dispose", "list")[0]["antal"], 1)
        self.is_sound()

    def test_same_number(self):
        """what was shown is confirmed and nothing else: not another set of the same size, day or decision"""
        self.file_report("Räkna med mig", "Hudiksvalls kommun", WORD)
        mark = self.mark("handlingar")
        self.assertIn(f"--confirm {mark} ", self.dispose("handlingar"))
        self.dispose("handlingar", "--confirm", mark, "-o", self.path("ett.txt"))
        self.file_report("Räkna med mig", "Hudiksvalls kommun", WORD + " igen")
        self.assertEqual(self.mark("handlingar").split("-")[0], mark.split("-")[0])
        for words, more in (((mark,), {}), (("1",), {}), ((self.mark("handlingar", before="2026-12-30"),), {}), ((self.mark("handlingar"), "--decision", "SFX 29-4"), {})):
            self.dispose("handlingar", "--confirm", *words, "-o", self.path("p.txt"), status=2, **more)
            self.assertIn("inget är gallrat", self.said)
        self.assertFalse(os.path.exists(self.path("p.txt")))
        self.assertTrue(self.on_disk(WORD))

    def test_other_bytes(self):
        """the same words in another file, after the report was destroyed, are kept under its number and can be destroyed, too"""
        self.deliver("ett")
        self.cycle()
        number = self.lines("list")[0]["diarienummer"]
        self.dispose("handlingar", "--confirm", self.mark("handlingar"), "-o", self.path("ett.txt"))
        self.report = self.report[:-2] + b"\x01\x00!"  # a comment of one byte at the archive's end
        self.deliver("annat")
        self.cycle(LATER)
        self.assertEqual([row["diarienummer"] for row in self.lines("list")], [number])
        self.assertTrue(self.on_disk(WORD))
        self.assertEqual(self.dispose("handlingar").count(number), 1)
        self.dispose("handlingar", "--confirm", self.mark("handlingar"), "-o", self.path("två.txt"))
        self.assertFalse(self.on_disk(WORD))
        self.is_sound()

    def test_kept_again(self):
        """the same file filed anew, after the old document was annulled, is whole again"""
        number = self.file_report("Räkna med mig", "Hudiksvalls kommun", WORD)["diarienummer"]
        self.dispose("handlingar", "--confirm", self.mark("handlingar"), "-o", self.path("p.txt"))
        self.diarie("annul", number, "-r", "fel")
        again = self.file_report("Räkna med mig", "Hudiksvalls kommun", WORD)["diarienummer"]
        self.assertNotEqual(again, number)
        self.diarie("show", again, "--original", "-o", self.path("åter.docx"))
        with open(self.path("åter.docx"), "rb") as one, open(self.path("rapport.docx"), "rb") as other:
            self.assertEqual(one.read(), other.read())
        self.is_sound()

    def test_letters(self):
        """a receipt's text goes, its row in the case stays"""
        self.deliver("ett")
        self.cycle()
        case = self.lines("list")[0]["arende"]
        self.assertIn("Tack!", self.diarie("letter", "sent", case, "-n", "1"))
        before = self.lines("letter", "sent", case)
        self.assertIn(f"{case} ut 1", self.dispose("brev"))
        self.dispose("brev", "--confirm", self.mark("brev"), "-o", self.path("p.txt"))
        self.assertEqual(self.lines("letter", "sent", case), before)
        self.diarie("letter", "sent", case, "-n", "1", status=1)
        self.assertFalse(self.on_disk("Tack! Vi fick"))
        self.cycle(LATER)
        self.assertEqual(self.lines("letter", "sent", case), before)
        self.is_sound()

    def test_not_forgotten(self):
        """where the search index cannot be made to forget, nothing is destroyed, and that is what is said"""
        self.deliver("ett")
        self.cycle()
        case = self.lines("list")[0]["arende"]
        with contextlib.closing(sqlite3.connect(self.path("data", "diarie.db"), isolation_level=None)) as base:
            base.execute("DELETE FROM avsnitt_sok_data")
        mark = self.mark("brev")
        self.dispose("brev", "--confirm", mark, "-o", self.path("p.txt"), status=74)
        self.assertIn("inget är gallrat", self.said)
        self.assertFalse(os.path.exists(self.path("p.txt")))
        self.assertIn("Tack!", self.diarie("letter", "sent", case, "-n", "1"))

    def test_mails(self):
        """a mail that became nothing goes; one that waits for a person does not"""
        raw = self.deliver("ett", subject="Fråga", text=f"Kommer ni till {WORD}?", attach=False)
        self.cycle()
        waiting = self.lines("review", "list")
        if waiting:
            self.dispose("mejl", status=1)
            self.diarie("review", "dismiss", str(waiting[0]["id"]), "-r", "ingen rapport")
        self.dispose("mejl", "--confirm", self.mark("mejl"), "-o", self.path("p.txt"))
        self.assertFalse(self.on_disk(WORD))
        with open(self.path("in", "new", "igen"), "wb") as file:
            file.write(raw)
        self.cycle(LATER)
        self.assertEqual(self.lines("review", "list"), [])
        self.assertFalse(self.on_disk(WORD))
        self.is_sound()

    def test_refused(self):
        """no decision, no day, a day to come, no protocol, a kind that is none: nothing happens, and it is said why"""
        self.file_report("Räkna med mig", "Hudiksvalls kommun", WORD)
        base = ("dispose", "--what", "handlingar")
        for words, said in ((("dispose",), "--what"), (base, "--decision"), ((*base, "--decision", "1"), "--before"),
                            ((*base, "--decision", "1", "--before", "2031-01-01"), "framåt"),
                            ((*base, "--decision", "1", "--before", "2027-01-01", "--confirm", "1"), "--output"),
                            (("dispose", "--what", "allt", "--decision", "1", "--before", "2027-01-01"), "--what")):
            self.diarie(*words, status=2, DIARIE_NOW=LATER)
            self.assertIn(said, self.said)
        self.assertTrue(self.on_disk(WORD))

    def test_running_year(self):
        """documents of the running year's case are not touched, nor is anything newer than the day"""
        self.file_report("Räkna med mig", "Hudiksvalls kommun", WORD)
        self.dispose("handlingar", status=1, before="2026-04-20", now="2026-12-31T09:00:00+01:00")
        self.dispose("handlingar", status=1, before="2026-04-14")
        self.dispose("handlingar", before="2026-04-15")


if __name__ == "__main__":
    tap.run()
