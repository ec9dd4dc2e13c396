"""An older version of a report that is filed later, for whatever reason, replaces nothing: everybody goes on with the later one."""
import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import reports
import servers
import tap
from house import BUILD, House

MOA = "Moa <moa@asberg.example>"
OLD, NEW = "Trädgården anlades i mars.", "Trädgården anlades i april."
FAILED = b"Authentication-Results: mx.finsam.example; dmarc=fail header.from=asberg.example\r\n"  # a person must look
DAY = "2026-04-20T08:00:00+02:00"
KILLED = "#!/bin/sh\nprintf '\\0\\0\\0\\0\\4\\0\\0\\0' >&3\nhead -c 1 <&3 >/dev/null; kill -9 $$\n"


def report(text, when, sender=MOA, **more):
    """A mail with Kulturlyftet's report; TEXT is its 2.1, WHEN the moment at which it reached the server."""
    answers = {**reports.ANSWERS, "2.1": [text]}
    return reports.mail(sender, "Rapport", [("r.docx", reports.docx(reports.Report("Kulturlyftet", "Åsbergs kommun", "kvartal 1 2026", "Moa Påhitt", answers=answers)))],
                        when=when, **more)


class Older(unittest.TestCase):
    def setUp(self):
        self.house = self.new_house()

    def new_house(self, *servers_, **settings):
        house = House(*servers_, reminders={"before": "0"}, outgoing={"staff": "", "chief": ""}, **settings)
        self.addCleanup(house.__exit__)
        return house

    def put(self, text, when, **more):
        return self.house.put(report(text, when, **more))

    def letters(self):
        return [(str(letter["Subject"]), letter.get_content()) for letter in self.house.letters() if "moa@" in str(letter["To"])]

    def goes_on(self, later, older, house=None):
        """Everybody sees LATER, and OLDER is told to be replaced by it."""
        house = house or self.house
        self.assertEqual(house.status(now=DAY)[0]["Kulturlyftet/Åsbergs kommun"]["rapport"], later)
        listed = {entry["diarienummer"]: entry["ersatt_av"] for entry in house.filed()}
        self.assertEqual((listed[later], listed[older]), (None, later))
        shown = house.diarie("show", older, "--json", now=DAY).one()
        self.assertIn(OLD, shown["avsnitt"]["2.1"])
        remarks = {remark["kod"]: remark["text"] for remark in shown["rapport"]["anmarkningar"]}
        self.assertIn(later, remarks.get("aldre-version", ""))
        self.assertEqual(house.diarie("show", "Kulturlyftet", "--json", now=DAY).one()["diarienummer"], later)
        self.assertEqual([hit["diarienummer"] for hit in house.diarie("search", "--json", "trädgården", now=DAY).lines()], [later])
        for verb in (("board", "--quarter", "2026-Q1", "-o"), ("page", "-o"), ("export", "-o")):
            path = os.path.join(house.folder, f"{verb[0]}.csv" if verb[0] == "export" else f"{verb[0]}.html")
            done = house.diarie(*verb, path, now=DAY)
            self.assertEqual(done.status, 0, done.err)
            with open(path, encoding="utf-8") as file:
                text = file.read()
            os.unlink(path)
            if verb[0] == "board":
                self.assertEqual((NEW in text, OLD in text, later in text), (True, False, True))
            elif verb[0] == "export":
                row = next(line for line in text.splitlines() if older in line.split(";")[0])
                self.assertIn(later, row)
        told = house.diarie("diff", later, now=DAY)
        self.assertIn(older, told.out + told.err)
        house.diarie("check", "--deep", "--offline", now=DAY)

    def told_once(self, later, older):
        """The reporter has a receipt for each, and of the older one a letter that says which one counts."""
        letters = self.letters()
        self.assertEqual(len(letters), 2, letters)
        self.assertIn(later, letters[0][0])
        self.assertNotIn("Ersätter", letters[0][1])
        subject, body = letters[1]
        self.assertNotIn("Tack, vi har fått rapporten", subject)
        for word in (older, later, "gäller", "behöver inte göra något"):
            self.assertIn(word, subject + body)
        self.assertNotIn("Ersätter", body)

    def test_read_again(self):
        """one whose reader was killed, and that is read when the corrected one has been filed: the corrected one counts, and the reporter is told so"""
        folder = os.path.join(self.house.folder, "programs")
        os.makedirs(folder)
        for name in ("diaried", "diarie-mailbox", "diarie-extract"):
            shutil.copy2(os.path.join(BUILD, name), folder)
        self.put(OLD, "2026-04-14T06:00:00+00:00")
        for script, now, expect in ((KILLED, "2026-04-14T10:00:00+02:00", 75), (None, "2026-04-14T10:01:00+02:00", 75), (None, "2026-04-14T10:10:00+02:00", 0)):
            if script:
                with open(os.path.join(folder, "diarie-extract"), "w", encoding="ascii") as file:
                    file.write(script)
            else:
                shutil.copy2(os.path.join(BUILD, "diarie-extract"), folder)
            if now.startswith("2026-04-14T10:01"):
                self.put(NEW, "2026-04-14T08:00:30+00:00")
            done = subprocess.run([os.path.join(folder, "diaried"), "--config", self.house.config, "--once"], env=self.house.environment(now), stdin=subprocess.DEVNULL, capture_output=True, timeout=100, check=False)
            self.assertEqual(done.returncode, expect, done.stderr.decode())
        self.goes_on("SFE 26-1.1", "SFE 26-1.2")
        self.told_once("SFE 26-1.1", "SFE 26-1.2")

    def test_reviewed(self):
        """one that waited for a person, who files it when the corrected one has come; the person is told, and may annul the corrected one"""
        self.house.put(FAILED + report(OLD, "2026-04-10T08:00:00+00:00"))
        self.house.once("2026-04-10T12:00:00+02:00")
        self.put(NEW, "2026-04-14T08:00:00+00:00")
        self.house.once("2026-04-14T12:00:00+02:00")
        waiting = self.house.diarie("review", "list", "--json", now=DAY).lines()
        self.assertEqual(len(waiting), 1)
        filed = self.house.diarie("review", "file", str(waiting[0]["id"]), "--insats", "Kulturlyftet", "--quarter", "2026-Q1", now=DAY)
        self.assertEqual(filed.status, 0, filed.err)
        self.assertIn("en äldre version: SFE 26-1.1 kom in senare och gäller", " ".join(filed.out.split()))
        self.house.once(DAY)
        self.goes_on("SFE 26-1.1", "SFE 26-1.2")
        self.assertEqual(len(self.letters()), 1)
        self.house.diarie("annul", "SFE 26-1.1", "--reason", "den äldre ska gälla", now=DAY)
        self.assertEqual(self.house.status(now=DAY)[0]["Kulturlyftet/Åsbergs kommun"]["rapport"], "SFE 26-1.2")
        self.assertEqual({entry["diarienummer"]: entry["ersatt_av"] for entry in self.house.filed()}, {"SFE 26-1.1": None, "SFE 26-1.2": None})

    def test_undone(self):
        """what a person filed so and takes back leaves the later one as it was"""
        self.house.put(FAILED + report(OLD, "2026-04-10T08:00:00+00:00"))
        self.put(NEW, "2026-04-14T08:00:00+00:00")
        self.house.once("2026-04-14T12:00:00+02:00")
        number = str(self.house.diarie("review", "list", "--json", now=DAY).lines()[0]["id"])
        for verb in (("file", number, "--insats", "Kulturlyftet", "--quarter", "2026-Q1"), ("undo", number)):
            self.assertEqual(self.house.diarie("review", *verb, now=DAY).status, 0)
        self.assertEqual({entry["diarienummer"]: (entry["ersatt_av"], bool(entry["makulerad"])) for entry in self.house.filed()}, {"SFE 26-1.1": (None, False), "SFE 26-1.2": ("SFE 26-1.1", True)})

    def test_moved_back(self):
        """mails moved back to the inbox after an older copy was put back, the newest first: each has its number again, the later one counts, no letter goes again"""
        copy = os.path.join(self.house.folder, "kopia.db")
        self.house.configure(mailbox={"processed": ""})
        self.house.once("2026-04-13T10:00:00+02:00")
        self.assertEqual(self.house.diarie("backup", copy, now=DAY).status, 0)
        mails = [report(OLD, "2026-04-14T08:00:00+00:00"), report(NEW, "2026-04-14T08:00:01+00:00")]
        for mail in mails:
            self.house.put(mail)
        self.house.once("2026-04-14T12:00:00+02:00")
        shutil.rmtree(os.path.join(self.house.folder, "in", "new"))  # archived by staff, where diaried does not look
        os.makedirs(os.path.join(self.house.folder, "in", "new"))
        before = self.letters()
        self.assertEqual(len(before), 2)
        database = self.house.settings["diarium"]["database"]
        for end in ("-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(database + end)
        shutil.copy(copy, database)
        os.chmod(database, 0o600)
        self.house.diarie("resume", "--sent-log", now="2026-04-15T09:00:00+02:00")
        for hour, mail in enumerate(reversed(mails), 10):
            self.house.put(mail + b"\r\n")  # other bytes, as a client that saves it anew makes of it
            self.house.once(f"2026-04-15T{hour}:00:00+02:00")
        self.goes_on("SFE 26-1.2", "SFE 26-1.1")
        self.assertEqual(self.letters(), before)

    def test_stranger(self):
        """one of an unknown sender, approved when the contact's own has come, replaces nothing; nor does paper that lay in a tray"""
        self.put(OLD, "2026-04-10T08:00:00+00:00", sender="Kim <kim@annan.example>")
        self.put(NEW, "2026-04-14T08:00:00+00:00")
        self.house.once("2026-04-14T12:00:00+02:00")
        self.assertEqual(self.house.diarie("review", "accept", str(self.house.diarie("review", "list", "--json", now=DAY).lines()[0]["id"]), now=DAY).status, 0)
        numbers = {entry["inkom"]: entry["diarienummer"] for entry in self.house.filed()}
        self.assertEqual(self.house.status(now=DAY)[0]["Kulturlyftet/Åsbergs kommun"]["rapport"], numbers["2026-04-14"])
        paper = os.path.join(self.house.folder, "skannad.docx")
        with open(paper, "wb") as file:
            file.write(reports.docx(reports.Report("Kulturlyftet", "Åsbergs kommun", "kvartal 1 2026", answers={**reports.ANSWERS, "2.1": ["På papper."]})))
        filed = self.house.diarie("file", paper, "-a", "2026-04-13", "--json", now=DAY).one()
        self.assertEqual((filed["utfall"], filed["gallande"]), ("aldre", numbers["2026-04-14"]))
        self.assertEqual([(entry["inkom"], entry["ersatt_av"]) for entry in sorted(self.house.filed(), key=lambda entry: entry["inkom"])],
                         [("2026-04-10", filed["diarienummer"]), ("2026-04-13", numbers["2026-04-14"]), ("2026-04-14", None)])
        self.assertEqual(self.house.diarie("diff", filed["diarienummer"], "--json", now=DAY).one()["fore"], numbers["2026-04-10"])

    def test_hurdle(self):
        """one that the server gave only when the corrected one had been filed"""
        with servers.FakeImap() as server:
            server.folders.update({"Diarief&APY-rt": "", "Granskas": ""})
            house = self.new_house(mailbox={"tls": "none", "junk": "no"})
            house.configure(mailbox={"url": server.url(), "password_file": house.secret("imap", servers.PASSWORD)})
            server.mails = {1: report(OLD, "2026-04-14T06:00:00+00:00"), 2: report(NEW, "2026-04-14T07:00:00+00:00")}
            def fetch(line, tag, text):
                if 1 in server.chosen(text.split(" ")[2]):
                    return b"{tag} OK done\r\n"
                server._uid_fetch(line, tag, text)
                return b""

            server.on(r"^UID FETCH .*BODY", fetch)
            house.once("2026-04-14T10:00:00+02:00", expect=None)
            self.assertEqual([entry["diarienummer"] for entry in house.filed()], ["SFE 26-1.1"])
            server.mend()
            house.once("2026-04-14T16:00:00+02:00")
            self.goes_on("SFE 26-1.1", "SFE 26-1.2", house)

    def test_day_corrected(self):
        """where a person corrects the day of arrival the later one by that counts"""
        for text, when in ((OLD, "2026-04-13T08:00:00+00:00"), (NEW, "2026-04-14T08:00:00+00:00")):
            self.put(text, when)
        self.house.once("2026-04-14T12:00:00+02:00")
        rapport = lambda: self.house.status(now=DAY)[0]["Kulturlyftet/Åsbergs kommun"]["rapport"]
        self.assertEqual(rapport(), "SFE 26-1.2")
        self.assertEqual(self.house.diarie("correct", "SFE 26-1.1", "--arrived", "2026-04-15", "--reason", "låg i receptionen", now=DAY).status, 0)
        self.assertEqual(rapport(), "SFE 26-1.1")


if __name__ == "__main__":
    tap.run()
