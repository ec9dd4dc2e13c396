"""The main job against a real Dovecot over TLS and a real SMTP sink: mail in, filed, answered, moved; sent once."""
import hashlib
import os
import shutil
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import reports
import servers
import tap
from house import House, parsed

NOW = "2026-04-14T10:00:00+02:00"
SECONDS = 1776124800  # 2026-04-14T00:00:00Z
KARIN = "Karin Påhitt <karin@storbacken.example>"
BRON = reports.Report("Bron till arbete", "Storbäckens kommun", "1 januari - 31 mars 2026")
NYSTART = reports.Report("Nystart 55+", "Furulunda kommun", "20260101 - 20260331", "Lina Låtsasson",
                         answers={k: v for k, v in reports.ANSWERS.items() if k != "2.6"})


def bron_mail(**more):
    return reports.mail(KARIN, "Kvartalsrapport", [("Rapport Bron åäö.docx", reports.docx(BRON))], **more)


@unittest.skipIf(servers.available(), servers.available())
class Cycle(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dovecot = servers.Dovecot()

    @classmethod
    def tearDownClass(cls):
        cls.dovecot.stop()

    def setUp(self):
        self.sink = servers.SmtpSink(tls="implicit", user="kontakt@finsam.example")
        self.addCleanup(self.sink.stop)
        for folder in self.dovecot.folders():
            for uid in self.dovecot.uids(folder):
                self.dovecot.expunge(uid, folder)
        self.house = House(self.dovecot, self.sink)
        self.addCleanup(self.house.__exit__)

    def to(self, address):
        return [parsed(mail) for mail in self.sink.mails if mail.recipients == [address]]

    def count(self, folder):
        return len(self.dovecot.uids(folder)) if folder in self.dovecot.folders() else 0

    def test_main_job(self):
        """a report as DOCX and one as PDF are filed, answered and moved; the rest waits for a person"""
        pdf = reports.pdf(NYSTART)
        self.dovecot.append(bron_mail(), when=SECONDS)
        self.dovecot.append(reports.mail("Lina <lina@furulunda.example>", "Rapport", [("rapport.pdf", pdf)]), when=SECONDS)
        self.dovecot.append(reports.mail("Moa <moa@asberg.example>", "Anteckningar", [("möte.docx", reports.minutes())]), when=SECONDS)
        self.house.once(NOW)
        entries, whole = self.house.status()
        self.assertEqual(entries["Bron till arbete/Storbäckens kommun"]["status"], "inkommen")
        self.assertEqual(entries["Bron till arbete/Storbäckens kommun"]["inkom"], "2026-04-14")
        self.assertEqual(entries["Nystart 55+/Furulunda kommun"]["saknas"], ["2.6"])
        self.assertEqual(entries["Kulturlyftet/Åsbergs kommun"]["status"], "granskas")
        self.assertEqual(whole["granskas"], 1)
        self.assertEqual((self.count("INBOX"), self.count("Diariefört"), self.count("Granskas")), (0, 2, 1))
        receipts = self.to("karin@storbacken.example")
        self.assertEqual(len(receipts), 1)
        number = entries["Bron till arbete/Storbäckens kommun"]["rapport"]
        self.assertIn(number, receipts[0]["Subject"])
        self.assertEqual(receipts[0]["Auto-Submitted"], "auto-replied")
        self.assertIsNotNone(receipts[0]["In-Reply-To"])
        self.assertIn("2.6", self.to("lina@furulunda.example")[0].get_content())
        self.assertEqual(self.to("moa@asberg.example"), [])
        shown = self.house.diarie("show", "--json", entries["Nystart 55+/Furulunda kommun"]["rapport"]).one()
        self.assertEqual([file["sha256"] for file in shown["filer"]], [hashlib.sha256(pdf).hexdigest()])
        target = os.path.join(self.house.folder, "original.pdf")
        self.house.diarie("show", "--original", entries["Nystart 55+/Furulunda kommun"]["rapport"], "-o", target)
        with open(target, "rb") as file:
            self.assertEqual(file.read(), pdf)

    def test_why(self):
        """show --why tells by which rule the mail arrived on its day, and of its receipt or why there is none"""
        self.dovecot.append(bron_mail(), when=SECONDS)
        self.dovecot.append(reports.mail("Lina <lina@furulunda.example>", "Rapport", [("rapport.docx", reports.docx(NYSTART))],
                                         headers=[("Auto-Submitted", "auto-generated")]), when=SECONDS)
        self.house.once(NOW)
        why = {entry["insats"]: self.house.diarie("show", "--json", "--why", entry["diarienummer"]).one()["varfor"]
               for entry in self.house.filed()}
        bron, nystart = why["Bron till arbete"], why["Nystart 55+"]
        self.assertIn(bron["ankomst"]["regel"], ("received", "internaldate"))
        self.assertEqual(bron["ankomst"]["tid"][:10], "2026-04-14")
        self.assertEqual([(letter["slag"], letter["till"], letter["tillstand"]) for letter in bron["brev"]],
                         [("kvitto", "karin@storbacken.example", "skickad")])
        self.assertIsNone(bron["inget_kvitto"])
        self.assertEqual(nystart["brev"], [])
        self.assertIn("2 handlingar lästa, 0 läses på ett annat sätt", self.house.diarie("reread").out)
        self.assertIn("maskin (auto-submitted)", nystart["inget_kvitto"])

    def test_nothing_twice(self):
        """a second round, the same mail again and a renumbered mailbox file and answer nothing again"""
        raw = bron_mail()
        self.dovecot.append(raw, when=SECONDS)
        self.house.once(NOW)
        self.house.once(NOW)
        self.dovecot.append(raw, when=SECONDS)
        self.house.once(NOW)
        self.dovecot.bump_uidvalidity("INBOX")
        self.house.once(NOW)
        self.assertEqual(len(self.house.filed()), 1)
        self.assertEqual(len(self.to("karin@storbacken.example")), 1)
        self.assertEqual(self.count("INBOX"), 0)

    def test_same_file_in_another_mail(self):
        """the same file in another mail is a duplicate: told so, no new number"""
        self.dovecot.append(bron_mail(), when=SECONDS)
        self.house.once(NOW)
        self.dovecot.append(bron_mail(text="En gång till.\n", when="2026-04-15T08:00:00+00:00"), when=SECONDS + 86400)
        self.house.once("2026-04-16T10:00:00+02:00")
        self.assertEqual(len(self.house.filed()), 1)
        letters = self.to("karin@storbacken.example")
        self.assertEqual(len(letters), 2)
        self.assertIn("redan", letters[1].get_content())

    def test_new_version(self):
        """a changed report for the same quarter gets a number of its own and replaces the first"""
        self.dovecot.append(bron_mail(), when=SECONDS)
        self.house.once(NOW)
        changed = reports.Report("Bron till arbete", "Storbäckens kommun", "1 januari - 31 mars 2026",
                                 answers=dict(reports.ANSWERS, **{"2.2": ["Inga avvikelser alls denna gång."]}))
        self.dovecot.append(reports.mail(KARIN, "Ny version", [("Rapport v2.docx", reports.docx(changed))]), when=SECONDS)
        self.house.once("2026-04-20T10:00:00+02:00")
        entries, _ = self.house.status()
        first, second = sorted(entry["diarienummer"] for entry in self.house.filed())
        self.assertNotEqual(first, second)
        self.assertEqual(entries["Bron till arbete/Storbäckens kommun"]["rapport"], second)
        self.assertEqual(entries["Bron till arbete/Storbäckens kommun"]["status"], "inkommen")

    def test_two_formats(self):
        """the same report as DOCX and PDF in one mail is one report with two files"""
        self.dovecot.append(reports.mail(KARIN, "Rapport", [("r.pdf", reports.pdf(BRON)), ("r.docx", reports.docx(BRON))]), when=SECONDS)
        self.house.once(NOW)
        filed = self.house.filed()
        self.assertEqual(len(filed), 1)
        shown = self.house.diarie("show", "--json", filed[0]["diarienummer"]).one()
        self.assertEqual(sorted(file["namn"] for file in shown["filer"]), ["r.docx", "r.pdf"])

    def test_text(self):
        """a report that stands in the mail itself; what it was read from and its file are called so"""
        text = "\n\n".join(line if isinstance(line, str) else " ".join(line) for _, line in BRON.lines()) + "\n"
        self.dovecot.append(reports.mail(KARIN, "Rapport", (), text), when=SECONDS)
        self.house.once(NOW)
        number = self.house.filed()[0]["diarienummer"]
        self.assertIn("Läst ur: mejlets egen text\n", self.house.diarie("show", "--why", number).out)
        self.assertIn("1  mejlets egen text", self.house.diarie("show", number).out)

    def test_machines_are_not_answered(self):
        """a report in a machine's mail is filed without an answer; an autoreply stays where it lies"""
        self.dovecot.append(bron_mail(headers=[("Auto-Submitted", "auto-generated")]), when=SECONDS)
        self.dovecot.append(reports.mail("Olle <olle@vikman.example>", "Autosvar: Kvartalsrapport", (), "Jag är ledig.\n",
                                         headers=[("Auto-Submitted", "auto-replied")]), when=SECONDS)
        self.house.once(NOW)
        self.assertEqual(len(self.house.filed()), 1)
        self.assertEqual([mail.recipients for mail in self.sink.mails if b"diarie.kvitto" in mail.raw], [])
        self.assertEqual(self.count("INBOX"), 1)

    def test_forged_sender(self):
        """a sender that the receiving server calls forged is neither filed by itself nor answered"""
        raw = bron_mail(headers=[]).replace(b"From:", b"Authentication-Results: mx.finsam.example; dmarc=fail header.from=storbacken.example\r\nFrom:", 1)
        raw = raw[raw.index(b"Authentication"):]  # above any trace
        self.dovecot.append(raw, when=SECONDS)
        self.house.once(NOW)
        self.assertEqual(self.house.filed(), [])
        self.assertEqual(self.to("karin@storbacken.example"), [])
        self.assertEqual(self.count("Granskas"), 1)

    def test_unknown_sender_writes_to_registered_contact(self):
        """a colleague's report is filed; the receipt goes to the registered contact, never to an unknown address"""
        self.dovecot.append(reports.mail("Kollega <kollega@storbacken.example>", "Rapport", [("r.docx", reports.docx(BRON))]), when=SECONDS)
        self.house.once(NOW)
        self.assertEqual(len(self.house.filed()), 1)
        self.assertEqual(self.to("kollega@storbacken.example"), [])
        self.assertEqual(len(self.to("karin@storbacken.example")), 1)

    def test_unreadable(self):
        """a damaged file from a known contact is kept, shown in review and answered with what to do; nobody else is"""
        broken = reports.docx(BRON)[:900]
        self.dovecot.append(reports.mail(KARIN, "Rapport", [("r.docx", broken)]), when=SECONDS)
        self.dovecot.append(reports.mail("Någon <nagon@annan.example>", "Rapport", [("r.docx", broken)], text="x\n"), when=SECONDS)
        self.house.once(NOW)
        self.assertEqual(self.count("Granskas"), 2)
        letters = self.to("karin@storbacken.example")
        self.assertEqual(len(letters), 1)
        self.assertIn("skadad", letters[0].get_content())
        self.assertEqual(self.to("nagon@annan.example"), [])

    def test_junk(self):
        """a report in the junk folder goes to review, without an answer; other junk is left alone"""
        self.dovecot.append(bron_mail(), folder=self.dovecot.junk, when=SECONDS)
        self.dovecot.append(reports.mail("Vinst <vinst@lotteri.example>", "Du har vunnit", (), "Klicka här.\n"), folder=self.dovecot.junk, when=SECONDS)
        self.dovecot.append(reports.mail(KARIN, "Rapport", [("r.docx", reports.docx(BRON)[:900])]), folder=self.dovecot.junk, when=SECONDS)
        self.house.once(NOW)
        _, whole = self.house.status()
        self.assertEqual(whole["granskas"], 2)
        self.assertEqual(self.house.filed(), [])
        self.assertEqual(self.to("karin@storbacken.example"), [])
        self.assertEqual(self.count(self.dovecot.junk), 3)

    def test_imap_down(self):
        """a server that is down means waiting: exit 75, nothing decided, and everything done afterwards"""
        self.dovecot.append(bron_mail(), when=SECONDS)
        self.dovecot.halt()
        self.house.once("2026-04-17T10:00:00+02:00", expect=75)
        self.assertEqual(self.sink.mails, [])
        self.dovecot._launch()
        self.house.once("2026-04-17T10:00:00+02:00")
        self.assertEqual(len(self.house.filed()), 1)
        self.assertNotIn("Påminnelse", str([mail["Subject"] for mail in self.to("karin@storbacken.example")]))

    def test_smtp_down(self):
        """a receipt waits for the outgoing server and goes once"""
        self.dovecot.append(bron_mail(), when=SECONDS)
        self.sink.fail("MAIL", "451 4.3.0 later")
        self.house.once(NOW, expect=75)
        self.assertEqual(self.sink.mails, [])
        self.assertEqual(len(self.house.filed()), 1)
        self.sink.mend()
        self.house.once("2026-04-14T11:00:00+02:00")
        self.house.once("2026-04-14T12:00:00+02:00")
        self.assertEqual(len(self.to("karin@storbacken.example")), 1)

    def test_uncertain_receipt(self):
        """a connection that breaks after the dot: the receipt once more with the same Message-ID, never a third time"""
        self.dovecot.append(bron_mail(), when=SECONDS)
        self.sink.fail("after-dot", servers.CLOSE, match="karin@storbacken")
        self.house.once(NOW, expect=None)
        for hour in (11, 12, 13, 18):
            self.house.once(f"2026-04-14T{hour}:00:00+02:00", expect=None)
        letters = self.to("karin@storbacken.example")
        self.assertEqual(len(letters), 2)
        self.assertEqual(letters[0]["Message-ID"], letters[1]["Message-ID"])

    def test_uncertain_reminder(self):
        """a connection that breaks after the dot: a reminder is never sent again, and is shown as uncertain"""
        self.sink.fail("after-dot", servers.CLOSE, match="To: .*karin@storbacken")
        for day in (17, 18, 19, 20, 21):
            self.house.once(f"2026-04-{day}T10:00:00+02:00", expect=None)
        self.assertEqual(len(self.to("karin@storbacken.example")), 1)
        self.assertIn("oviss", self.house.diarie("outbox", "--json", now="2026-04-21T10:00:00+02:00").out)

    def test_waiting_reminder(self):
        """a reminder that waits for the outgoing server does not go while the mailbox cannot be read, nor once the report is there"""
        self.sink.fail("MAIL", "451 4.3.0 later")
        self.house.once("2026-04-17T10:00:00+02:00", expect=75)
        self.sink.mend()
        self.dovecot.append(bron_mail(), when=SECONDS)
        self.dovecot.halt()
        self.house.once("2026-04-17T11:00:00+02:00", expect=75)
        self.assertEqual([mail.recipients for mail in self.sink.mails if b"paminnelse" in mail.raw], [])
        self.dovecot._launch()
        self.house.once("2026-04-17T12:00:00+02:00")
        self.assertNotIn("minnelse", str([mail["Message-ID"] for mail in self.to("karin@storbacken.example")]))
        self.assertEqual(len([mail for mail in self.sink.mails if b"paminnelse" in mail.raw]), 4)

    def test_wrong_certificate(self):
        """a server whose certificate is another's gets no password: exit 75 or 77, nothing fetched"""
        other = servers.Certificate(self.house.folder, label="other")
        self.house.configure(mailbox={"ca_file": other.ca})
        self.dovecot.append(bron_mail(), when=SECONDS)
        answer = self.house.once(NOW, expect=75)
        self.assertIn("certificate", answer.err)
        self.assertEqual(self.count("INBOX"), 1)

    def test_wrong_password(self):
        """a refused password is told with server, user and remedy, and never printed"""
        self.house.configure(mailbox={"password_file": self.house.secret("wrong", "FEL-LÖSEN-17")})
        answer = self.house.once(NOW, expect=75)
        self.assertIn("password_file", answer.err)
        self.assertNotIn("FEL-LÖSEN-17", answer.err)

    def test_many_at_once(self):
        """more mails than are fetched or filed together: each once, in their order, and a damaged one stops nobody"""
        insatser, mails = 80, []
        self.house.register("namn;huvudman;start;slut;kontakt\n" + "".join(
            f"Insats {i};Kommun {i};2025-01-01;;k{i}@kommun.example\n" for i in range(insatser)))
        self.house.configure(outgoing={"hourly": 1000, "staff": ""})
        for turn in ("Första", "Andra"):
            for i in range(insatser):
                answers = {key: [f"{turn} {text}" for text in texts] for key, texts in reports.ANSWERS.items()}
                report = reports.Report(f"Insats {i}", f"Kommun {i}", "1 januari - 31 mars 2026", answers=answers)
                mails.append(reports.mail(f"k{i}@kommun.example", f"Rapport {i}", [("r.docx", reports.docx(report))]))
            mails.append(reports.mail("k1@kommun.example", f"Trasig {turn}", [("r.docx", reports.docx(NYSTART)[:900])]))
        self.dovecot.append_many(mails)
        self.house.once(NOW)
        versions = {}
        for one in self.house.diarie("list", "--json", "--all").lines():
            versions.setdefault(one["insats"], []).append(one)
        self.assertEqual(sorted(versions), sorted(f"Insats {i}" for i in range(insatser)))
        for name, both in versions.items():
            text = self.house.diarie("show", "--json", max(one["diarienummer"] for one in both)).out
            self.assertEqual(len(both), 2, name)
            self.assertIn("Andra", text)
            self.assertNotIn("Första", text)
        self.assertEqual(len(self.to("k7@kommun.example")), 2)
        self.assertEqual((self.count("INBOX"), self.count("Diariefört"), self.count("Granskas")), (0, 2 * insatser, 2))

    def test_older_copy(self):
        """an older copy of the register put back: what came after it is taken back from our folders and filed again, under its number; what is a year old stays"""
        copy, database = os.path.join(self.house.folder, "kopia.db"), self.house.settings["diarium"]["database"]
        self.house.once("2026-04-13T10:00:00+02:00")
        self.house.diarie("backup", copy, now="2026-04-13T23:00:00+02:00")
        self.dovecot.append(bron_mail(), when=SECONDS)
        self.dovecot.append(reports.mail("Moa <moa@asberg.example>", "Anteckningar", [("möte.docx", reports.minutes())]), when=SECONDS)
        self.house.once(NOW)
        numbers = [one["diarienummer"] for one in self.house.filed()]
        self.dovecot.append(bron_mail(text="gammalt\n"), folder="Diariefört", when=SECONDS - 365 * 86400)
        for path in (database + "-wal", database + "-shm"):
            os.unlink(path)
        shutil.copyfile(copy, database)
        sent = len(self.sink.mails)
        self.assertEqual(self.house.diarie("resume", "--sent-log", now=NOW).status, 0)
        self.house.once("2026-04-17T10:00:00+02:00")
        self.assertEqual([one["diarienummer"] for one in self.house.filed()], numbers)
        self.assertEqual((self.count("INBOX"), self.count("Diariefört"), self.count("Granskas")), (0, 2, 1))
        told = {mail.recipients[0] for mail in self.sink.mails[sent:]}
        self.assertFalse(told & {"karin@storbacken.example", "moa@asberg.example"}, told)
        self.assertIn("olle@vikman.example", told)

    def test_numbers_in_both_schemes(self):
        """numbering by case and by series, as the contract writes them"""
        self.dovecot.append(bron_mail(), when=SECONDS)
        self.house.once(NOW)
        self.assertRegex(self.house.filed()[0]["diarienummer"], r"^SFE 26-\d+\.\d+$")
        with House(self.dovecot, self.sink, diarium={"numbering": "serie"}) as other:
            self.dovecot.append(bron_mail(text="åter\n"), when=SECONDS)
            other.once(NOW)
            self.assertRegex(other.filed()[0]["diarienummer"], r"^SFE 26-\d+$")


if __name__ == "__main__":
    tap.run()
