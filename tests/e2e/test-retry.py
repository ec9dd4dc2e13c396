"""Readers die, for want of memory, of descriptors, or of a fault of theirs: no mail is to blame for what passes, and it is read when it has passed."""
import contextlib
import datetime
import io
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import unittest
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import reports
import tap
from house import BUILD, House, eventually

BEGIN = datetime.datetime.fromisoformat("2026-04-14T10:00:00+02:00")
READY = "#!/bin/sh\nprintf '\\0\\0\\0\\0\\4\\0\\0\\0' >&3\n"
KILLED, DIES = READY + "head -c 1 <&3 >/dev/null; kill -9 $$\n", READY + "head -c 1 <&3 >/dev/null; exit 1\n"  # when they are asked


def report(number, **more):
    return reports.mail("Karin <karin@storbacken.example>", f"Rapport {number}",
                        [("r.docx", reports.docx(reports.Report("Bron till arbete", "Storbäckens kommun", f"kvartal {number} 2025")))], **more)


class Case(unittest.TestCase):
    def setUp(self):
        self.house = House(reminders={"before": "0"}, outgoing={"staff": "", "chief": ""})
        self.addCleanup(self.house.__exit__)
        self.minutes = 0

    def reader(self, script):
        """From now on diarie-extract is SCRIPT; None: the real one."""
        folder = os.path.join(self.house.folder, "programs")
        os.makedirs(folder, exist_ok=True)
        for name in ("diaried", "diarie-mailbox", "diarie-extract"):
            shutil.copy2(os.path.join(BUILD, name), folder)
        if script:
            with open(os.path.join(folder, "diarie-extract"), "w", encoding="ascii") as file:
                file.write(script)
        self.programs = folder

    def round(self, minutes, expect=0, limit=None):
        """One round, so many minutes after the beginning."""
        command = [os.path.join(self.programs, "diaried"), "--config", self.house.config, "--once"]
        if limit:
            command = ["bash", "-c", f'ulimit {limit}; exec "$@"', "bash"] + command
        now = (BEGIN + datetime.timedelta(minutes=minutes)).isoformat()
        done = subprocess.run(command, env=self.house.environment(now), stdin=subprocess.DEVNULL, capture_output=True, timeout=100, check=False)
        self.assertEqual(done.returncode, expect, done.stderr.decode())
        return done.stderr.decode()

    def mails(self):
        """(state, attempts) of each mail"""
        with contextlib.closing(sqlite3.connect(self.house.settings["diarium"]["database"])) as base:
            return base.execute("SELECT tillstand, forsok FROM meddelande ORDER BY id").fetchall()

    def waits(self):
        return self.house.diarie("review", "list", "--json").lines()

    def test_few_descriptors(self):
        """with too few descriptors for a reader's walls it is the machine that is told of: no mail has lost an attempt, and all are filed after that"""
        self.reader(None)
        self.house.put(report(1))
        self.house.put(report(2))
        for i in range(5):
            self.assertIn("this machine", self.round(i * 10, 75, "-n 24"))
            self.assertEqual(self.mails(), [("hamtat", 0)] * 2)
        self.round(60)
        self.assertEqual(self.mails(), [("diariefort", 1)] * 2)

    def test_killed(self):
        """a reader that somebody kills (the kernel, for want of memory) costs no attempt: the mail is read minutes later, and in the worst case
        hours, others are read meanwhile, and nobody is reminded of what may lie in it"""
        self.house.put(report(1))
        self.reader(KILLED)
        self.assertIn("wait to be read again", self.round(0, 75))
        self.assertEqual(self.mails(), [("hamtat", 0)])
        self.reader(None)
        self.house.put(report(2))
        self.round(1, 75)  # not yet
        self.assertEqual(self.mails(), [("hamtat", 0), ("diariefort", 1)])
        self.reader(KILLED)
        for minutes in (3, 8, 17, 34, 67, 132, 261):
            self.round(minutes, 75)
        self.assertEqual(self.mails()[0], ("hamtat", 0))
        self.reader(None)
        self.round(600)
        self.assertEqual((self.mails()[0], self.waits()), (("diariefort", 1), []))

    def test_dies(self):
        """a mail whose readers die by themselves is read again after five minutes, after thirty, and goes to a person then; an hour later it is
        tried again all the same, and when it can be read nobody need look any more"""
        self.house.put(report(1))
        self.reader(DIES)
        for minutes, attempts in ((0, 1), (3, 1), (6, 2), (20, 2)):
            self.round(minutes, 75)
            self.assertEqual((self.mails(), self.waits()), ([("hamtat", attempts)], []), minutes)
        self.round(40)
        self.assertEqual([row[0] for row in self.mails()], ["granskas"])
        self.assertIn("tre försök", self.waits()[0]["skal"])
        self.reader(None)
        self.round(90)
        self.assertEqual(len(self.waits()), 1)
        self.round(101)
        self.assertEqual((self.mails()[0][0], self.waits()), ("diariefort", []))

    def fates(self, fates):
        """From now on each diarie-extract that starts dies when it is asked (d) or is a real one (r), in this order; the last one again and again."""
        self.reader(None)
        whole = os.path.join(self.programs, "diarie-extract")
        os.rename(whole, whole + "-whole")
        with open(whole, "w", encoding="ascii") as file:
            file.write(f'#!/bin/sh\nread fates <{whole}-fates\ncase $fates in ??*) echo "${{fates#?}}" >{whole}-fates;; esac\n'
                       f'case $fates in r*) exec {whole}-whole "$@";; esac\n' + DIES.partition("\n")[2])
        with open(whole + "-fates", "w", encoding="ascii") as file:
            file.write(fates + "\n")
        os.chmod(whole, 0o755)

    def zipped(self, name, locked=False):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr(name, b"x")
        data = bytearray(made.getvalue())
        if locked:
            data[6] |= 1
            data[data.rindex(b"PK\1\2") + 8] |= 1
        return bytes(data)

    def test_much_to_say(self):
        """names, fields and attachments longer or more than an answer may hold are cut where they are read: the sound report beside them is filed at once"""
        whole = ("r.docx", reports.docx(reports.Report("Bron till arbete", "Storbäckens kommun", "kvartal 1 2025")))
        rows = {"a name in an archive": ([whole, ("b.zip", self.zipped("a" * 20000 + ".docx"))], []),
                "a folder's name in an archive": ([whole, ("b.zip", self.zipped("å" * 20000 + "/b.docx"))], []),
                "an attachment's name and type": ([whole, ("a" * 20000 + ".txt", b"x")], []),
                "a thousand verdicts": ([whole], [("Authentication-Results", "mx.finsam.example; dkim=pass")] * 1000),
                "a thousand references": ([whole], [("References", " ".join(f"<{i}@asberg.example>" for i in range(1000)))]),
                "three hundred locked archives": ([whole] + [(f"{i}.zip", self.zipped("b.docx", locked=True)) for i in range(300)], [])}
        self.reader(None)
        for number, (name, (files, headers)) in enumerate(rows.items()):
            with self.subTest(name):
                self.house = House(reminders={"before": "0"}, outgoing={"staff": "", "chief": ""})
                self.addCleanup(self.house.__exit__)
                self.reader(None)
                self.house.put(reports.mail("Karin <karin@storbacken.example>", f"Rapport {number}", files, headers=headers))
                self.round(number)
                self.assertEqual(len(self.house.filed()), 1)
                self.assertEqual([attempts for _, attempts in self.mails()], [1])

    def test_sender(self):
        """of a mail that no reader can read the header is, where that can be: its sender is named in review and not reminded; when it can be read whole
        it is filed, once"""
        self.house.put(report(4))
        self.fates("dd" "dd" "dd" "dr" "r")
        for minutes in (0, 6):
            self.round(minutes, 75)
        for minutes, sender, subject, status in ((40, None, None, "vantas"), (101, "karin@storbacken.example", "Rapport 4", "granskas")):
            self.round(minutes)
            self.assertEqual([(one["fran"], one["amne"]) for one in self.waits()], [(sender, subject)])
            self.assertEqual(self.house.status(now=BEGIN.isoformat())[0]["Bron till arbete/Storbäckens kommun"]["status"], status)
        self.round(240)
        self.assertEqual(([state for state, _ in self.mails()], self.waits(), len(self.house.filed())), (["diariefort"], [], 1))

    def test_given_up(self):
        """what no reader ever can read is tried eight times more in five days, then never again; what a person decided about is left alone"""
        self.house.put(report(1))
        self.house.put(report(2))
        self.reader(DIES)
        for minutes in (0, 6, 40):
            self.round(minutes, 0 if minutes == 40 else 75)
        self.assertEqual(self.house.diarie("review", "dismiss", str(self.waits()[0]["id"]), "--reason", "x").status, 0)
        tries = 0
        for hour in range(1, 24 * 9, 13):
            tries += self.round(41 + hour * 60).count("gave up")
        self.assertEqual((tries, len(self.waits())), (8, 1))



class Held(unittest.TestCase):
    """Who is not reminded while a mail waits that no reader could read yet. Each reader dies when it is asked (d) or reads (r), in this order."""

    setUp, reader, fates, mails, waits, round = Case.setUp, Case.reader, Case.fates, Case.mails, Case.waits, Case.round
    DUE = 3 * 24 * 60 - 60  # the second working day after the due one, at nine
    OTHERS = ["fatima@region.example", "karin@storbacken.example", "lina@furulunda.example", "moa@asberg.example", "olle@vikman.example"]

    def put(self, sender, subject="Rapport"):
        self.house.put(reports.mail(sender, subject, [("r.docx", reports.docx(reports.Report("Bron till arbete", "Storbäckens kommun", "kvartal 1 2026")))]))

    def reminded(self):
        return sorted(letter["To"].addresses[0].addr_spec for letter in self.house.letters() if "minnelse" in letter["Subject"])

    def others(self, *but):
        return [address for address in self.OTHERS if address not in but]

    def status(self):
        return self.house.status(now=BEGIN.isoformat())[0]["Bron till arbete/Storbäckens kommun"]["status"]

    def test_contact(self):
        """one of a contact's, or of a colleague's: she alone is not reminded, and it is filed when it can be read"""
        for sender in ("Karin <karin@storbacken.example>", "Kollega <bo@skola.storbacken.example>"):
            with self.subTest(sender):
                self.setUp()
                self.put(sender)
                self.fates("dr" "r")
                self.round(self.DUE, 75)
                self.assertEqual((self.reminded(), self.status()), (self.others("karin@storbacken.example"), "granskas"))
                self.round(self.DUE + 10)
                self.assertEqual((self.mails(), len(self.house.filed()), self.reminded()), ([("diariefort", 2)], 1, self.others("karin@storbacken.example")))

    def test_stranger(self):
        """strangers': nobody is reminded at first, for it may be a substitute's report; but not for more than a day on end, however many come"""
        self.put("Okänd <x@spam.example>")
        self.fates("dr" "ddr" "ddr")
        self.round(self.DUE - 23 * 60 - 50, 75)
        self.put("Okänd <y@spam.example>")
        self.round(self.DUE, 75)
        self.assertEqual(([state for state, _ in self.mails()], self.reminded()), (["hamtat"] * 2, []))
        now = (BEGIN + datetime.timedelta(minutes=self.DUE)).isoformat()
        self.assertEqual(self.house.diarie("status", "--json", now=now).one()["paminnelser_halls"], ["olasta"])
        self.put("Okänd <z@spam.example>")
        self.round(self.DUE + 20, 75)
        self.assertEqual(self.reminded(), self.OTHERS)

    def test_nobody_knows(self):
        """one whose header cannot be read either, or that staff have sent on: nobody is reminded for a day, also where it lies before a person by then"""
        for sender, fates in (("Karin <karin@storbacken.example>", "dd" "dd" "dd" "d"), ("Desk <handlaggare@finsam.example>", "dr" "dr" "dr" "dr")):
            with self.subTest(sender):
                self.setUp()
                self.house.configure(outgoing={"staff": "handlaggare@finsam.example"})
                self.put(sender)
                self.fates(fates)
                for minutes, expect in ((0, 75), (6, 75), (50, 0)):
                    self.round(self.DUE + minutes, expect)
                    self.assertEqual(self.reminded(), [], minutes)
                self.assertEqual([state for state, _ in self.mails()], ["granskas"])
                self.reader(DIES)
                self.round(self.DUE + 3 * 24 * 60)  # the next working day
                self.assertEqual(self.reminded(), self.OTHERS)

    def test_decided_before(self):
        """a reminder that waits already does not go meanwhile, either"""
        self.house.diarie("pause", now=BEGIN.isoformat())
        self.reader(None)
        self.round(self.DUE)
        self.put("Okänd <x@spam.example>")
        self.fates("dr" "r")
        self.house.diarie("resume", now=BEGIN.isoformat())
        self.round(self.DUE + 10, 75)
        self.assertEqual(self.reminded(), [])
        self.round(self.DUE + 20)
        self.assertEqual(self.reminded(), self.others("karin@storbacken.example"))  # what came in her name waits for approval


@unittest.skipIf(tap.configured("DI_SANITIZERS"), "a sanitizer's processes take too long")
class Second(unittest.TestCase):
    """The reader's own second, which alone opens PDF (src/extract/pages.c), at the mercy of others."""

    setUp, mails, waits = Case.setUp, Case.mails, Case.waits

    def children(self, pid):
        """{pid: state}"""
        found = {}
        for name in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError), open(f"/proc/{name}/stat", encoding="utf-8") as file:
                words = file.read().rsplit(")", 1)[1].split()
                if int(words[1]) == pid:
                    found[int(name)] = words[0]
        return found

    def is_ended(self, pid):
        """Gone, or dead and left to init, which buries it."""
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
                return file.read().rsplit(")", 1)[1].split()[:2] == ["Z", "1"]
        except OSError:
            return True

    def second(self):
        for reader in self.children(self.house.daemon.pid):
            for child in self.children(reader):
                return child
        return None

    def put(self, number):
        pdf = reports.pdf(reports.Report("Bron till arbete", "Storbäckens kommun", f"kvartal {number} 2025"))
        self.house.put(reports.mail("Karin <karin@storbacken.example>", f"Rapport {number}", [("r.pdf", pdf)]))

    def filed(self, n):
        return eventually(lambda: [state for state, _ in self.mails()].count("diariefort") == n, 30)

    def begin(self):
        """The daemon has read a first PDF; the pid of the second."""
        self.put(1)
        self.house.start(now=BEGIN.isoformat())
        self.assertTrue(self.filed(1))
        second = self.second()
        self.assertTrue(second)
        return second

    def finish(self, n):
        """Later all is filed, in one attempt each, and nobody is left behind."""
        self.assertNotIn("Z", self.children(self.house.daemon.pid).values())
        self.assertEqual(self.house.stop(), 0)
        self.house.once((BEGIN + datetime.timedelta(minutes=20)).isoformat())
        self.assertEqual((self.mails(), self.waits()), ([("diariefort", 1)] * n, []))

    def test_killed_at_rest(self):
        """killed while nothing is read: the next PDF is read as if nothing had been"""
        os.kill(self.begin(), signal.SIGKILL)
        time.sleep(0.3)
        self.put(2)
        self.assertTrue(self.filed(2), self.mails())
        self.finish(2)

    def test_killed_at_work(self):
        """killed while a PDF waits for it: the mail is read again later, and has lost no attempt"""
        second = self.begin()
        os.kill(second, signal.SIGSTOP)
        self.put(2)
        self.assertTrue(eventually(lambda: self.mails()[1:] == [("hamtat", 1)], 30), self.mails())
        time.sleep(0.3)
        os.kill(second, signal.SIGKILL)
        self.assertTrue(eventually(lambda: self.mails()[1:] == [("hamtat", 0)], 30), self.mails())
        self.finish(2)

    def test_stopped(self):
        """stopped for good: it is given up after its time, the mail is read again later, and has lost no attempt"""
        second = self.begin()
        os.kill(second, signal.SIGSTOP)
        self.put(2)
        self.assertTrue(eventually(lambda: self.mails()[1:] == [("hamtat", 1)], 30), self.mails())
        self.assertTrue(eventually(lambda: self.mails()[1:] == [("hamtat", 0)], 40), self.mails())
        self.assertTrue(eventually(lambda: self.is_ended(second), 5))
        self.finish(2)


if __name__ == "__main__":
    tap.run()
