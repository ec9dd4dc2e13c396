"""The mailbox changes under us: renumbered, rebuilt, moved to another server, its folders gone, staff at work in it, Exchange's
strange answers (DOMAIN.md 2.4). A scripted server says exactly what such a server would say; Dovecot where a real one can."""
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import reports
import servers
import tap
from house import House

NOW, LATER = "2026-04-14T10:00:00+02:00", "2026-04-14T12:00:00+02:00"
KARIN = "Karin <karin@storbacken.example>"


def report(quarter, year=2025, **more):
    made = reports.Report("Bron till arbete", "Storbäckens kommun", f"kvartal {quarter} {year}")
    return reports.mail(KARIN, f"Rapport {quarter}", [("r.docx", reports.docx(made))], **more)


PLACEHOLDER = ("From: Microsoft Exchange Server <>\r\nTo: kontakt@finsam.example\r\nDate: Tue, 14 Apr 2026 08:00:00 +0000\r\n"
               "Subject: Retrieval using the IMAP4 protocol failed for the following message: 17\r\n\r\n"
               "The server couldn't retrieve the following message:\r\n\r\nSubject: \"Kvartalsrapport\"\r\nFrom: \"Karin\" "
               "(karin@storbacken.example)\r\n\r\nThe message hasn't been deleted. You might be able to view it using Outlook.\r\n").encode()


class Scripted(unittest.TestCase):
    """FakeImap, whose junk folder is switched off."""

    def setUp(self):
        self.fake = servers.FakeImap()
        self.addCleanup(self.fake.stop)
        self.fake.folders.update({"Diarief&APY-rt": "", "Granskas": ""})
        self.house = House(outgoing={"staff": "", "chief": ""}, reminders={"before": "0"},
                           mailbox={"tls": "none", "junk": "no"})
        self.addCleanup(self.house.__exit__)
        self.house.configure(mailbox={"url": self.fake.url(), "password_file": self.house.secret("imap", servers.PASSWORD)})

    def quarters(self):
        return sorted(entry["kvartal"] for entry in self.house.filed())

    def review(self):
        return self.house.status(now=LATER)[1]["granskas"]

    def receipts(self):
        return len(self.house.letters())

    def test_rebuilt(self):
        """a mailbox that is rebuilt with the UIDVALIDITY of before (Exchange: always 14) and numbers from one: its mails are read"""
        self.fake.mails = {1: report(1), 2: report(2)}
        self.fake.on("MOVE", b"{tag} NO not today\r\n")  # they stay in the inbox
        self.house.once(NOW, expect=75)
        self.fake.mend()
        self.fake.mails = {1: report(3), 2: report(4)}
        self.fake.dates = {1: "14-Apr-2026 11:00:00 +0200", 2: "14-Apr-2026 11:01:00 +0200"}
        self.house.once(LATER)
        self.assertEqual(self.quarters(), ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"])
        self.assertEqual(self.receipts(), 3)  # three a day to one address
        self.assertEqual(self.fake.mails, {})

    def test_never_moved_unread(self):
        """a mail with the number of one that is to be moved is read before it is moved"""
        self.fake.mails = {1: report(1)}
        self.fake.on("MOVE", b"{tag} NO not today\r\n")
        self.house.once(NOW, expect=75)
        self.fake.mend()
        self.assertIn(1, self.fake.mails)
        stranger = reports.mail("Någon <nagon@annan.example>", "Lunch?", (), "Kl 12?\n")
        self.fake.mails, self.fake.dates = {1: stranger}, {1: "14-Apr-2026 11:00:00 +0200"}
        self.house.once(LATER)
        self.assertEqual(self.fake.mails, {1: stranger})

    def test_same_again(self):
        """a restored mailbox with the mails of before under their numbers of before: nothing is filed or answered again"""
        mails = {1: report(1), 2: report(2)}
        self.fake.mails = dict(mails)
        self.house.once(NOW)
        self.assertEqual(self.fake.mails, {})
        self.fake.mails = dict(mails)
        self.house.once(LATER)
        self.assertEqual((len(self.house.filed()), self.receipts()), (2, 2))

    def test_renumbered(self):
        """another UIDVALIDITY, in the middle of a day: what is known is not filed again, what is new is"""
        lunch = reports.mail("Någon <nagon@annan.example>", "Lunch?", (), "Kl 12?\n")
        self.fake.mails = {7: report(1), 9: lunch}
        self.house.once(NOW)
        self.fake.uidvalidity, self.fake.mails = 15, {1: lunch, 2: report(1), 3: report(2)}
        self.house.once(LATER)
        self.house.once(LATER)
        self.assertEqual((self.quarters(), self.receipts()), (["2025-Q1", "2025-Q2"], 2))
        self.assertEqual(self.fake.mails, {1: lunch})

    def test_another_folder(self):
        """the URL names another folder, whose UIDVALIDITY is the same: its mails are read from the first"""
        self.fake.mails = {5: report(1)}
        self.house.once(NOW)
        self.fake.mails = {2: report(2)}
        self.fake.folders["Rapporter"] = ""
        self.house.configure(mailbox={"url": self.fake.url(folder="Rapporter")})
        self.house.once(LATER)
        self.assertEqual(self.quarters(), ["2025-Q1", "2025-Q2"])

    def test_another_server(self):
        """the mailbox moves to another server: nothing is filed or answered again, what is new there is"""
        lunch = reports.mail("Någon <nagon@annan.example>", "Lunch?", (), "Kl 12?\n")
        self.fake.mails = {5: report(1), 6: lunch}
        self.house.once(NOW)
        with servers.FakeImap(mails={1: lunch, 2: report(2), 3: report(1)}) as other:
            other.folders.update({"Diarief&APY-rt": "", "Granskas": ""})
            self.house.configure(mailbox={"url": other.url(host="127.0.0.1")})
            self.house.once(LATER)
            self.assertEqual(other.mails, {1: lunch})
        self.assertEqual((self.quarters(), self.receipts()), (["2025-Q1", "2025-Q2"], 2))

    def test_no_data(self):
        """a mail that the server lists but never gives out waits for a person, and is no hindrance to the others"""
        self.fake.mails = {1: report(1), 2: report(2), 3: report(3)}
        self.fake.on(r"^UID FETCH 2 .*BODY", b"{tag} OK done\r\n")
        self.fake.on(r"^UID FETCH 1:3 .*BODY", self.without(2))
        self.house.once(NOW)
        self.assertEqual((self.quarters(), self.review()), (["2025-Q1", "2025-Q3"], 1))
        self.house.once(LATER)
        self.assertEqual(self.review(), 1)

    def without(self, missing):
        def answer(line, tag, rest):
            kept = self.fake.mails.pop(missing)
            self.fake._uid_fetch(line, tag, rest)
            self.fake.mails[missing] = kept
            return b""
        return answer

    def test_no_data_and_cut(self):
        """no data for one, and the connection breaks before that could be noted: it is asked for again"""
        self.fake.mails = {1: report(1), 2: report(2), 3: report(3, text="rad\n" * 80_000)}
        self.fake.on(r"^UID FETCH 1:2 .*BODY", self.without(1), times=1)
        self.fake.on(r"^UID FETCH 1 .*BODY", b"{tag} OK done\r\n", times=3)
        self.fake.on(r"^UID FETCH 3 .*BODY", b"", then=servers.CLOSE, times=1)
        self.house.once(NOW, expect=75)
        self.assertEqual(self.quarters(), ["2025-Q2"])
        self.house.once(LATER)
        self.assertEqual(self.quarters(), ["2025-Q1", "2025-Q2", "2025-Q3"])
        self.assertEqual(self.review(), 0)

    def test_placeholder(self):
        """Exchange's stand-in for a mail it cannot convert waits for a person and is answered by nobody"""
        self.fake.mails = {1: PLACEHOLDER}
        self.house.once(NOW)
        self.assertEqual((self.review(), self.receipts(), self.fake.moved), (1, 0, [([1], "Granskas")]))
        self.assertIn("Outlook", self.house.diarie("review", "--json", now=LATER).out)

    def test_same_message_id(self):
        """two mails with one Message-ID are two mails"""
        self.fake.mails = {1: report(1, message_id="<samma@storbacken.example>"), 2: report(2, message_id="<samma@storbacken.example>")}
        self.house.once(NOW)
        self.assertEqual(self.quarters(), ["2025-Q1", "2025-Q2"])

    def staff_while(self, pattern, act):
        """ACT() is done while the server hears PATTERN for the first time."""
        def answer(line, tag, rest):
            act()
            self.fake._usual(line, tag, rest)
            return b""
        self.fake.on(pattern, answer, times=1)

    def test_staff_while_fetching(self):
        """staff delete a mail, move a mail and set a flag while it is listed, fetched, moved: the others are filed, no trouble told"""
        for pattern in (r"^NOOP", r"^UID FETCH .*RFC822", r"^UID FETCH .*BODY", r"^UID MOVE"):
            with self.subTest(pattern=pattern):
                self.fake.mails = {uid: report(uid, year=2025, text=f"{pattern} {uid}\n") for uid in (1, 2, 3, 4)}
                self.fake.uidvalidity += 1
                self.staff_while(pattern, lambda: (self.fake.mails.pop(2, None), self.fake.mails.pop(4, None)))
                self.house.once(NOW)
                self.assertEqual(self.fake.mails, {})
        self.assertLessEqual({"2025-Q1", "2025-Q3"}, set(self.quarters()))
        self.assertEqual(self.review(), 0)

    def test_folder_missing(self):
        """the folder for what is filed is gone: it is made again; may it not be made, the mail stays and is moved when it may"""
        self.fake.folders.pop("Diarief&APY-rt")
        self.fake.on("^CREATE", b"{tag} NO [NOPERM] not you\r\n")
        self.fake.mails = {1: report(1)}
        answer = self.house.once(NOW, expect=75)
        self.assertIn("Diariefört", answer.err)
        self.assertEqual((self.quarters(), list(self.fake.mails), self.receipts()), (["2025-Q1"], [1], 1))
        self.fake.mend()
        self.house.once(LATER)
        self.assertEqual((self.fake.mails, self.receipts()), ({}, 1))
        self.assertIn("Diarief&APY-rt", self.fake.folders)

    def test_inbox_missing(self):
        """the folder itself is gone: told, nothing decided; and read when it is back"""
        self.fake.folders.pop("INBOX")
        answer = self.house.once("2026-04-17T10:00:00+02:00", expect=75)
        self.assertIn("INBOX", answer.err)
        self.assertEqual(self.receipts(), 0)
        self.fake.folders["INBOX"] = ""
        self.fake.mails = {1: report(1)}
        self.house.once("2026-04-17T11:00:00+02:00")
        self.assertEqual(self.quarters(), ["2025-Q1"])

    def test_lower_number(self):
        """a mail that comes to light below the highest number (restored by the administrator) is read"""
        self.fake.mails = {1: report(1), 9: report(2)}
        self.house.once(NOW)
        self.fake.mails = {5: report(3)}
        self.house.once(LATER)
        self.assertEqual(self.quarters(), ["2025-Q1", "2025-Q2", "2025-Q3"])


@unittest.skipIf(servers.available(), servers.available())
class Real(unittest.TestCase):
    def test_staff(self):
        """with Dovecot: staff move mails out of the inbox and back, delete the folder for what is filed, and restore the mailbox"""
        dovecot = servers.Dovecot()
        self.addCleanup(dovecot.stop)
        with House(dovecot, None, outgoing={"staff": "", "chief": ""}, reminders={"before": "0"}) as house:
            first = dovecot.append(report(1))
            dovecot.move(first, "Annat")
            dovecot.append(report(2))
            house.once(NOW)
            self.assertEqual(len(house.filed()), 1)
            dovecot.move(next(iter(dovecot.uids("Annat"))), "INBOX", folder="Annat")
            dovecot.move(next(iter(dovecot.uids("Diariefört"))), "INBOX", folder="Diariefört")
            dovecot.delete_folder("Diariefört")
            house.once(LATER)
            self.assertEqual((len(house.filed()), len(house.letters())), (2, 2))
            self.assertEqual((len(dovecot.uids()), len(dovecot.uids("Diariefört"))), (0, 2))


if __name__ == "__main__":
    tap.run()
