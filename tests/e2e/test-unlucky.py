"""What an attacker would try and what the unluckiest administrator meets, one after another: the mailbox changes in the middle of a
session, mails that are odd or lie, a database that was put back, a disk that is really full, a clock that is a year off."""
import contextlib
import datetime
import email.utils
import io
import itertools
import os
import shutil
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import unittest
import warnings
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import hostile
import reports
import servers
import tap
from house import BUILD, REGISTER, SOURCES, House, eventually
from stage import NO_SHIM, SANITIZED, can_mount, daemon_round, most_memory_mib, shim

NOW, LATER = "2026-04-14T10:00:00+02:00", "2026-04-14T12:00:00+02:00"
KARIN = "Karin <karin@storbacken.example>"
OLDER = REGISTER.replace("2025-01-01;2027", "2015-01-01;2027")  # for tests that need many quarters


def heavy_pdf(number):
    """Two kilobytes whose font names four thousand million characters, two thousand times."""
    font = (b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding 8 0 R /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X "
            b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>")
    codes = (b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FFFFFFFF> endcodespacerange "
             + b"1 begincidrange <00000000> <FFFFFFFF> 0 endcidrange " * 2000)
    return hostile.page_pdf(b"BT /F1 9 Tf <0001000200030004> Tj ET", more={5: font, 8: hostile.stream(codes)}) + b"%%%d\n" % number


def document(quarter, year=2025, **more):
    return reports.docx(reports.Report("Bron till arbete", "Storbäckens kommun", f"kvartal {quarter} {year}", **more))


def report(quarter, year=2025, **more):
    return reports.mail(KARIN, f"Rapport {quarter}", [("r.docx", document(quarter, year))], **more)


def to(house, address):
    return [letter for letter in house.letters() if letter["To"].addresses[0].addr_spec == address]


class Case(unittest.TestCase):
    def new_house(self, **settings):
        settings.setdefault("reminders", {"before": "0"})
        settings.setdefault("outgoing", {"staff": "", "chief": ""})
        house = House(**settings)
        self.addCleanup(house.__exit__)
        return house

    def state(self, house):
        """Quarters filed, mails that wait for a person, letters."""
        return sorted(entry["kvartal"] for entry in house.filed()), house.status(now=LATER)[1]["granskas"], len(house.letters())


class Mailbox(Case):
    """FakeImap, whose junk folder is switched off."""

    def setUp(self):
        self.fake = servers.FakeImap()
        self.addCleanup(self.fake.stop)
        self.fake.folders.update({"Diarief&APY-rt": "", "Granskas": ""})
        self.house = self.new_house(register=OLDER, mailbox={"tls": "none", "junk": "no"})
        self.house.configure(mailbox={"url": self.fake.url(), "password_file": self.house.secret("imap", servers.PASSWORD)})

    def environment(self, **more):
        return dict(self.house.environment(NOW), **more)

    def once(self, now=NOW, expect=None, **more):
        run = subprocess.run([os.path.join(BUILD, "diaried"), "--config", self.house.config, "--once"], env=dict(self.house.environment(now), **more),
                             stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=100, check=False)
        if expect is not None:
            self.assertEqual(run.returncode, expect, run.stderr.decode())
        return run

    def test_renumbered_before_move(self):
        """the mailbox is renumbered between fetching and moving: nothing is moved by an old number, all is moved in the next round"""
        mails = {1: report(1), 2: report(2)}
        lunch = reports.mail("Någon <nagon@annan.example>", "Lunch?", (), "Kl 12?\n")
        self.fake.mails = dict(mails)
        selects = []

        def select(line, tag, rest):
            selects.append(rest)
            if len(selects) == 2:  # the one before the move
                self.fake.uidvalidity, self.fake.mails = 15, {1: lunch, 2: lunch + b"!", 3: mails[1], 4: mails[2]}
            self.fake._select(line, tag, rest)
            return b""
        self.fake.on("^SELECT", select)
        self.once()
        self.assertIn(1, self.fake.mails)
        self.assertIn(2, self.fake.mails)
        self.once(LATER, 0)
        self.assertEqual(self.fake.mails, {1: lunch, 2: lunch + b"!"})
        self.assertEqual(self.state(self.house), (["2025-Q1", "2025-Q2"], 0, 2))

    def test_renumbered_while_fetching(self):
        """the server says another UIDVALIDITY, and EXPUNGE, in the middle of an answer: nothing is lost, nothing twice, no stranger's mail moves"""
        self.fake.mails = {uid: report(uid) for uid in (1, 2, 3)}
        lunch = reports.mail("Någon <nagon@annan.example>", "Lunch?", (), "Kl 12?\n")

        def fetch(line, tag, rest):
            line.send("* OK [UIDVALIDITY 15] new numbers\r\n* 1 EXPUNGE\r\n* 7 EXISTS")
            self.fake._uid_fetch(line, tag, rest)
            old = self.fake.mails
            self.fake.uidvalidity, self.fake.mails = 15, {1: lunch, 5: old[1], 6: old[2], 7: old[3]}
            return b""
        self.fake.on("^UID FETCH .*BODY", fetch, times=1)
        self.once()
        self.fake.mend()
        self.once(LATER, 0)
        self.once(LATER, 0)
        self.assertEqual(self.fake.mails, {1: lunch})
        self.assertEqual(self.state(self.house), (["2025-Q1", "2025-Q2", "2025-Q3"], 0, 3))

    def test_larger_than_told(self):
        """mails that are far larger than the server told never fill the memory: what has come is kept, the rest comes next time"""
        class Lying(bytes):
            def __len__(self):
                return 3000
        self.fake.mails = {n: Lying(report(n) + b"\r\n" * (23 << 20)) for n in range(1, 5)}
        self.assertIn("larger than the server told", self.once(NOW, 75).stderr.decode())
        self.once(LATER, 0)
        self.assertEqual(self.state(self.house)[0], ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"])

    def test_too_large(self):
        """a mail of more than 60 MB, of which the server says so or not, is noted for a person, once, and hinders no other; from a Maildir too"""
        class Lying(bytes):
            def __len__(self):
                return 3000
        limit = 60 << 20
        big, least = (report(2) + b"\r\n" + b"x" * 76) , report(3)
        big += b"\r\n" * ((limit + 2 - len(big)) // 2 + 1)
        whole = least + b" " * (limit - len(least))
        for kind, mails in (("honest", (big,)), ("lying", (Lying(big),)), ("Maildir", (big,)), ("as large as may be", (whole,))):
            with self.subTest(kind):
                house = self.house = self.new_house(mailbox={"tls": "none", "junk": "no"})
                self.fake.uidvalidity += 1
                self.fake.kept.clear()
                self.fake.mails = dict(enumerate((*mails, report(4)), 1))
                if kind == "Maildir":
                    house.configure(mailbox={"tls": "required"})
                    for mail in self.fake.mails.values():
                        house.put(mail)
                else:
                    house.configure(mailbox={"url": self.fake.url(), "password_file": house.secret("imap", servers.PASSWORD)})
                self.once(NOW, 0)
                self.once(LATER, 0)
                fits = mails == (whole,)
                self.assertEqual(self.state(house), (["2025-Q3", "2025-Q4"], 1, 2) if fits else (["2025-Q4"], 1, 1))
                waiting = house.diarie("review", "--json", now=LATER).lines()
                self.assertEqual(["större än vad som hämtas" in str(entry) and entry["fran"] == "karin@storbacken.example" for entry in waiting], [not fits], waiting)
        self.assertLess(most_memory_mib(), 600)

    def test_number_of_a_large_one(self):
        """a rebuilt mailbox gives the number of a mail that was too large to another one: that is fetched and filed"""
        class Lying(bytes):
            def __len__(self):
                return 90 << 20
        self.fake.mails = {1: Lying(report(2))}
        self.once(NOW, 0)
        self.assertEqual(self.state(self.house)[:2], ([], 1))
        self.fake.mails, self.fake.dates = {1: report(3)}, {1: "16-Apr-2026 08:00:00 +0200"}
        self.once(LATER, 0)
        self.assertEqual(self.state(self.house)[:2], (["2025-Q3"], 1))

    def test_bye(self):
        """BYE, silence or the end of the connection at every step: told and tried again; then all is done, once"""
        tried = 0
        for then in (servers.CLOSE, servers.HANG):
            for step in ("^CAPABILITY", "^(AUTHENTICATE|LOGIN)", "^SELECT", "^NOOP", "^UID FETCH .*RFC822", "^UID FETCH .*BODY", "^UID MOVE"):
                with self.subTest(step=step, then=then):
                    self.fake.uidvalidity += 1
                    self.fake.mails = {1: report(tried % 4 + 1, year=2020 + tried // 4)}
                    before = len(self.house.filed())
                    self.fake.on(step, b"* BYE shutting down\r\n" if then == servers.CLOSE else b"", then=then)
                    run = self.once(DIARIE_MAILBOX_SECONDS="1")
                    self.assertEqual(run.returncode, 75, run.stderr.decode())
                    self.fake.mend()
                    self.once(LATER, 0)
                    self.assertEqual((self.fake.mails, len(self.house.filed())), ({}, before + 1))
                    tried += 1
        self.fake.uidvalidity += 1
        self.fake.greeting, self.fake.mails = b"* BYE too busy\r\n", {1: report(1, year=2019)}
        self.once(expect=75)
        self.fake.greeting = b"* OK ready\r\n"
        self.once(LATER, 0)
        self.assertEqual((self.fake.mails, len(self.house.filed())), ({}, tried + 1))
        tap.note(f"{tried + 1} steps at which the server left or fell silent")

    def test_folder_will_not_take(self):
        """a folder that is over quota, read-only or refuses for no reason: filed and answered once; moved when it takes them, in the next rounds"""
        for number, words in enumerate((b"NO [OVERQUOTA] Quota exceeded", b"NO [READ-ONLY] mailbox is read-only", b"NO [NOPERM] no", b"NO no", b"BAD no")):
            with self.subTest(words):
                self.fake.uidvalidity += 1
                self.fake.mails = {1: report(number % 4 + 1, year=2023 + number // 4)}
                self.fake.on("^UID (MOVE|COPY|STORE)", b"{tag} " + words + b"\r\n")
                for _ in range(3):
                    self.once(NOW, 75)
                self.assertEqual(len(self.fake.mails), 1)
                self.fake.mend()
                self.once(LATER, 0)
                self.assertEqual((self.fake.mails, len(self.house.filed())), ({}, number + 1))
        self.assertEqual(len({letter["Message-ID"] for letter in self.house.letters()}), len(self.house.letters()))

    def test_without_a_date(self):
        """a mail of which the server tells no date, or one that is none: it and the others are filed; without any trace it came when it was fetched"""
        for number, date in enumerate((None, "", "idag", "99-Abc-2026 08:00:00 +0200", "Tue, 14 Apr 2026 08:00:00 +0200")):
            with self.subTest(date):
                self.fake.uidvalidity += 1
                self.fake.mails = {uid: report(uid, year=2020 + number, received=uid != 2) for uid in (1, 2, 3)}
                self.fake.dates = {1: date, 2: date, 3: "13-Apr-2026 08:00:00 +0200"}
                self.once(NOW, 0)
                self.assertEqual((self.fake.mails, len(self.house.filed())), ({}, 3 * number + 3))
        for filed in self.house.filed():
            shown = self.house.diarie("show", "--json", "--why", filed["diarienummer"]).one()["varfor"]["ankomst"]
            self.assertEqual(shown["regel"], {"Q1": "received", "Q2": "hamtat", "Q3": "internaldate"}[filed["kvartal"][-2:]])
            self.assertEqual(filed["inkom"], "2026-04-13" if filed["kvartal"].endswith("Q3") else "2026-04-14")

    def test_reminders_all_the_same(self):
        """a folder that takes no mail, and one that can be no folder, hold nobody's reminders, and health tells of them until they do"""
        self.fake.on("^UID (MOVE|COPY)", b"{tag} NO [OVERQUOTA] Quota exceeded\r\n")
        for by_imap, trouble in ((True, "cannot move"), (False, "no name for a folder")):
            with self.subTest(trouble):
                house = self.new_house(mailbox={"tls": "none", "junk": "no", "processed": "Klart."})
                if by_imap:
                    house.configure(mailbox={"url": self.fake.url(), "password_file": house.secret("imap", servers.PASSWORD)})
                house.put(report(1, year=2026))
                self.fake.mails = {1: report(1, year=2026)}
                self.assertIn(trouble, house.once(NOW, 75).err)
                self.assertNotIn("folder", house.once(LATER, 75).err)  # told once
                house.once("2026-04-17T10:00:00+02:00", 75)
                self.assertEqual([len(to(house, who)) for who in ("karin@storbacken.example", "lina@furulunda.example")], [1, 1])
                self.assertIn("✗ diarieförda mejl går inte att flytta", house.diarie("health", now="2026-04-17T10:00:00+02:00").out)
                self.assertTrue(house.diarie("health", "--json", now=LATER).one()["flytt_fel"])
                checked = [line["text"] for line in house.diarie("check", "--json", now=NOW).lines() if line["prov"] == "brevlada"][0]
                self.assertIn("mapparna finns" if by_imap else "Så kan en mapp inte heta.", checked)
                self.fake.mend()
                house.configure(mailbox={"processed": "Klart"})
                house.once("2026-04-17T11:00:00+02:00", 0)
                self.assertIsNone(house.diarie("health", "--json", now=LATER).one()["flytt_fel"])

    def test_same_mail_twice(self):
        """the same mail three times in the folder is one mail: filed and answered once, and all three are moved"""
        self.fake.mails = {1: report(1), 2: report(1), 9: report(1)}
        self.once(NOW, 0)
        self.once(LATER, 0)
        self.assertEqual(self.fake.mails, {})
        self.assertEqual(self.state(self.house), (["2025-Q1"], 0, 1))

    def test_renumbered_under_the_daemon(self):
        """the folder is rebuilt while the daemon waits in it: with new numbers below the old ones it is read from the first"""
        self.fake.mails = {40: report(1)}
        self.house.start(DIARIE_MAILBOX_SECONDS="1")
        self.assertTrue(eventually(lambda: len(self.house.filed()) == 1 and not self.fake.mails))
        self.fake.uidvalidity, self.fake.mails = 15, {1: report(2), 2: report(3), 41: report(4)}
        self.assertTrue(eventually(lambda: len(self.house.filed()) == 4, 30))
        self.assertEqual(self.house.stop(), 0)

    def test_larger_than_said(self):
        """a literal longer than it was announced, and one shorter: told or read, never half a mail filed, and read when the server is right again"""
        whole = report(1)
        for lie in (-1000, -1, 1, 1000, 3_000_000_000):
            with self.subTest(lie):
                self.fake.uidvalidity += 1
                self.fake.mails = {1: whole}
                self.fake.on("^UID FETCH .*BODY", b"* 1 FETCH (UID 1 BODY[]<0> {%d}\r\n" % max(len(whole) + lie, 1) + whole + b")\r\n{tag} OK done\r\n", then=servers.CLOSE)
                self.once(DIARIE_MAILBOX_SECONDS="1")
                self.fake.mend()
                self.once(LATER, 0)
                with contextlib.closing(sqlite3.connect(self.house.settings["diarium"]["database"])) as base:
                    kept = [row[0] for row in base.execute("SELECT bytes FROM innehall")]
                self.assertIn(whole, kept)
        self.assertEqual(self.state(self.house)[0], ["2025-Q1"])
        self.assertEqual(len(to(self.house, "karin@storbacken.example")), 1)


@unittest.skipIf(servers.available(), servers.available())
class Certificates(Case):
    PERIODS = {"expired": ("20240101000000Z", "20250101000000Z"), "not yet valid": ("20990101000000Z", "21000101000000Z")}

    def test_expired(self):
        """a certificate that has expired, or is not valid yet: neither server gets a password or a letter; with a good one all goes"""
        for words, between in {**self.PERIODS, "good": None}.items():
            for kind in ("implicit", "starttls"):
                with self.subTest(words=words, kind=kind), tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
                    os.chmod(folder, 0o755)
                    certificate = servers.Certificate(folder, between=between)
                    fake = stack.enter_context(servers.FakeImap(tls=kind, certificate=certificate, mails={1: report(1)}))
                    sink = stack.enter_context(servers.SmtpSink(tls=kind, certificate=certificate, user=servers.USER))
                    fake.folders.update({"Diarief&APY-rt": "", "Granskas": ""})
                    house = self.new_house(mailbox={"junk": "no", "url": fake.url(), "ca_file": fake.ca}, outgoing={"staff": "", "chief": "", "url": sink.url(), "ca_file": sink.ca})
                    for section in ("mailbox", "outgoing"):
                        house.configure(**{section: {"password_file": house.secret("x", servers.PASSWORD)}})
                    answer = house.once(NOW, expect=None)
                    if not between:
                        self.assertEqual((answer.status, len(house.filed()), len(sink.mails)), (0, 1, 1), answer.err)
                        continue
                    self.assertEqual(answer.status, 75, answer.err)
                    house.configure(mailbox={"url": f"maildir://{house.folder}/in"})
                    house.put(report(2))
                    self.assertEqual(house.once(LATER, expect=None).status, 75)
                    for said in fake.lines + sink.lines:
                        self.assertNotRegex(str(said), r"(?i)auth|login|mail from")
                    self.assertEqual((len(house.filed()), sink.mails), (1, []))


@unittest.skipIf(servers.available(), servers.available())
class OldTls(Case):
    def test_old(self):
        """a server that speaks nothing newer than TLS 1.1 gets no password"""
        with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
            os.chmod(folder, 0o755)
            certificate = servers.Certificate(folder)
            make = certificate.context

            def old():
                context = make()
                context.set_ciphers("ALL:@SECLEVEL=0")
                context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
                return context
            for versions, wanted in ((make, 0), (old, 75)):
                with self.subTest(versions.__name__), warnings.catch_warnings():
                    warnings.simplefilter("ignore", DeprecationWarning)
                    certificate.context = versions
                    fake = stack.enter_context(servers.FakeImap(tls="implicit", certificate=certificate, mails={}))
                    house = self.new_house(mailbox={"junk": "no", "url": fake.url(), "ca_file": fake.ca})
                    house.configure(mailbox={"password_file": house.secret("x", servers.PASSWORD)})
                    self.assertEqual(house.once(NOW, expect=None).status, wanted)
                    self.assertEqual(bool(fake.lines), wanted == 0)


class Odd(Case):
    """A Maildir, and mails that are odd."""

    def setUp(self):
        self.house = self.new_house()

    def test_without_fields(self):
        """mails without Message-ID, without Date, without either, without a trace: filed and answered once each"""
        for quarter, gone in enumerate((b"Message-ID", b"Date", b"MIME-Version", b"Received"), 1):
            lines = report(quarter).split(b"\r\n")
            while lines[[line.split(b":")[0] for line in lines].index(gone) + 1].startswith(b" "):
                lines.pop([line.split(b":")[0] for line in lines].index(gone) + 1)
            self.house.put(b"\r\n".join(line for line in lines if not line.startswith(gone + b":")))
        self.house.once(NOW)
        self.house.once(LATER)
        quarters, review, letters = self.state(self.house)
        self.assertEqual((quarters, review, letters), (["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"], 0, 3))  # three a day
        self.house.once("2026-04-15T11:00:00+02:00")
        self.assertEqual(len(self.house.letters()), 4)

    def test_same_id(self):
        """different mails with one Message-ID, ours among them: each is read; that id steers nothing"""
        self.house.put(report(1, message_id="<samma@kommun.example>"))
        self.house.put(report(2, message_id="<samma@kommun.example>"))
        self.house.once(NOW)
        ours = self.house.letters()[0]["Message-ID"]
        self.house.put(report(3, message_id=ours))
        self.house.once(LATER)
        self.assertEqual(self.state(self.house), (["2025-Q1", "2025-Q2", "2025-Q3"], 0, 3))

    def test_nul(self):
        """NUL in fields, in names of files and in texts: filed, answered, and nothing behind it is taken for something else"""
        raw = report(1).replace(b"Subject: Rapport 1", b"Subject: Rapport\0 Bcc: offer@elak.example").replace(b"karin@storbacken.example>", b"karin@storbacken.example>\0, offer@elak.example", 1)
        self.house.put(raw)
        self.house.put(report(2).replace(b'filename="r.docx"', b'filename="r\0.docx"'))
        self.house.put(report(3).replace(b"Hej!", b"Hej\0\0!"))
        self.house.once(NOW)
        quarters, review, _ = self.state(self.house)
        self.assertEqual((len(quarters) + review >= 3, {letter["To"].addresses[0].addr_spec for letter in self.house.letters()}),
                         (True, {"karin@storbacken.example"}))
        for letter in self.house.letters():
            self.assertNotIn("elak", str(letter))

    def test_not_read_to_its_end(self):
        """a mail of which a part could not be read waits for a person, also where a report was found in it and where it says nothing"""
        plain = reports.mail("Någon <nagon@annan.example>", "Fråga", (), "Kl 12?\n")
        self.house.put(plain.replace(b"Content-Type: text/plain", b"Content-Type: message/partial; id=\"a\"; number=1; total=3; x=y", 1))
        raw = report(1)
        boundary = email.message_from_bytes(raw).get_boundary().encode()
        self.house.put(raw.replace(b"--" + boundary + b"--", b"--" + boundary + b"\r\nContent-Type: message/external-body; access-type=URL; URL=\"http://elak.example/\"\r\n\r\n"
                                   b"Content-Type: text/plain\r\n\r\n\r\n--" + boundary + b"--"))
        self.house.once(NOW)
        self.assertEqual(self.state(self.house)[:2], (["2025-Q1"], 2))


    @unittest.skipIf(SANITIZED, "memory is not bounded with sanitizers")
    def test_heavy_beside(self):
        """a file that takes more than half a gigabyte beside a report, and twenty of them: the report is filed and answered, the heavy ones wait"""
        for quarter, n in (1, 1), (2, 20):
            files = [("r.docx", document(quarter))] + [(f"ritning-{i}.pdf", heavy_pdf(i)) for i in range(n)]
            self.house.put(reports.mail(KARIN, f"Rapport {quarter}", files))
        self.house.once(NOW)
        quarters, review, letters = self.state(self.house)
        self.assertEqual((quarters, letters), (["2025-Q1", "2025-Q2"], 2))
        self.assertGreaterEqual(review, 2)
        self.assertIn("ritning-0.pdf", self.house.diarie("review", "list", now=NOW).out)

    def test_heap(self):
        """two reports in one document are two, the same one twice is one, and of two about one quarter a person must say which counts"""
        def of(quarter, words):
            return reports.Report("Bron till arbete", "Storbäckens kommun", f"kvartal {quarter} 2025", answers=dict(reports.ANSWERS, **{"2.1": [words]}))
        self.house.put(reports.mail(KARIN, "Två", [("r.pdf", reports.pdf(of(1, "Vi har odlat."), of(2, "Vi har skördat.")))]))
        self.house.put(reports.mail(KARIN, "Två gånger", [("r.docx", reports.docx(of(3, "Vi har sått."), of(3, "Vi har sått.")))]))
        self.house.put(reports.mail(KARIN, "Vilken?", [("r.docx", reports.docx(of(4, "Vi har vilat hela vintern."), of(4, "Snön kom sent och vi röjde bort den."))),]))
        self.house.once(NOW)
        self.assertEqual(self.state(self.house), (["2025-Q1", "2025-Q2", "2025-Q3"], 2, 2))
        texts = [self.house.diarie("show", "--json", entry["diarienummer"], now=NOW).lines()[0]["avsnitt"]["2.1"] for entry in self.house.filed()]
        self.assertEqual(sorted(texts), ["Vi har odlat.", "Vi har skördat.", "Vi har sått."])
        self.assertIn("Dokumentet innehåller flera rapporter", self.house.diarie("review", "list", now=NOW).out)
        self.house.once(NOW)
        self.assertEqual(len(self.house.filed()), 3)

    def test_heap_with_an_unknown_one(self):
        """of two reports in one document the one whose insats nobody knows waits for a person, whichever stands first; its sender is not told that we had it"""
        def of(insats, words):
            return reports.Report(insats, "Storbäckens kommun", "kvartal 1 2025", answers=dict(reports.ANSWERS, **{"2.1": [words]}))
        known, unknown = of("Bron till arbete", "Vi har odlat."), of("Något helt annat", "Vi har skördat.")
        for heap in ((known, unknown), (unknown, known)):
            with House() as house:
                house.put(reports.mail(KARIN, "Två", [("r.pdf", reports.pdf(*heap))]))
                house.once(NOW)
                self.assertEqual([entry["insats"] for entry in house.filed()], ["Bron till arbete"])
                self.assertIn("Något helt annat", house.diarie("review", "list", now=NOW).out)
                self.assertEqual([letter["Subject"] for letter in house.letters() if "hade redan" in letter["Subject"]], [])

    def test_locked_archive(self):
        """an archive with a password waits for a person, and its sender, a contact, hears that it is locked"""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("r.docx", document(1))
        locked = bytearray(packed.getvalue())
        locked[6] |= 1
        locked[locked.rindex(b"PK\1\2") + 8] |= 1
        self.house.put(reports.mail(KARIN, "Rapport", [("r.zip", bytes(locked))]))
        self.house.once(NOW)
        self.assertEqual(self.state(self.house), ([], 1, 1))
        self.assertIn("lösenord", self.house.letters()[0].get_content())

    def test_without_line_ends(self):
        """a mail whose lines end by bare carriage returns, all or those of its sender, is no machine's: a person sees who wrote it, nobody is answered or reminded"""
        whole = report(1, year=2026)
        trace = whole.index(b"\r\nFrom:") + 2
        for raw in (whole.replace(b"\r\n", b"\r"), whole[:trace] + whole[trace:].replace(b"\r\n", b"\r")):
            house = self.new_house()
            house.put(raw)
            house.once(NOW)
            house.once("2026-04-17T10:00:00+02:00")
            self.assertEqual((house.filed(), to(house, "karin@storbacken.example"), len(to(house, "lina@furulunda.example"))), ([], [], 1))
            self.assertEqual([(entry["fran"], entry["amne"]) for entry in house.diarie("review", "list", "--json", now=NOW).lines()],
                             [("karin@storbacken.example", "Rapport 1")])

    def test_line_ends_twice(self):
        """a mail whose line ends somebody has mended twice (CR CR LF) is filed"""
        self.house.put(report(1).replace(b"\r\n", b"\r\r\n"))
        self.house.once(NOW)
        self.assertEqual(self.state(self.house), (["2025-Q1"], 0, 1))


class Forged(Case):
    """Who wrote it? The server's own word, and words that only look like it."""

    STAFF = "handlaggare@finsam.example"

    def setUp(self):
        self.house = self.new_house(outgoing={"staff": self.STAFF, "chief": ""})

    def with_fields(self, raw, above=b"", below=b"", hop=None):
        """ABOVE our server's trace and BELOW it."""
        line, rest = raw.split(b"\r\n", 1)
        assert line.startswith(b"Received:")
        while rest.startswith((b" ", b"\t")):
            more, rest = rest.split(b"\r\n", 1)
            line += b" " + more.strip()
        if hop:
            line = line.replace(b"from mx.kommun.example (mx.kommun.example [192.0.2.25])", b"from " + hop)
        return above + line + b"\r\n" + below + rest

    def test_failed(self):
        """the server's "fail", alone, beside another field, or after our own filter's trace: a person looks, and nobody is answered"""
        fail, none = b"Authentication-Results: mx.finsam.example; dmarc=fail header.from=storbacken.example\r\n", b"Authentication-Results: mx.finsam.example; dkim=none\r\n"
        inner = b"Received: from mx.finsam.example (mx.finsam.example [10.0.0.2]) by imap.finsam.example; Tue, 14 Apr 2026 08:00:01 +0000\r\n"
        odd = fail.replace(b"dmarc=fail", b"dmarc (p=reject)\r\n\t= (dis=none) fail")
        for number, above in enumerate((fail, none + odd, fail + none, inner + fail), 1):
            self.house.put(self.with_fields(report(number), above))
        broken = reports.mail(KARIN, "Trasig", [("r.docx", document(1)[:900])])
        self.house.put(self.with_fields(broken, fail))
        self.house.once(NOW)
        self.assertEqual((self.house.filed(), self.house.status(now=NOW)[1]["granskas"]), ([], 5))
        self.assertEqual(to(self.house, "karin@storbacken.example"), [])

    def test_strangers_words(self):
        """"fail" and "pass" below the hop at which the mail came in, and in ARC fields, say nothing"""
        below = (b"Authentication-Results: mx.finsam.example; dmarc=fail header.from=storbacken.example\r\n"
                 b"ARC-Authentication-Results: i=1; mx.finsam.example; dmarc=fail header.from=storbacken.example\r\n"
                 b"ARC-Seal: i=1; a=rsa-sha256; cv=fail; d=elak.example; s=x; b=AAAA\r\n")
        self.house.put(self.with_fields(report(1), below=below))
        self.house.put(self.with_fields(report(2), above=b"ARC-Authentication-Results: i=1; mx.elak.example; dmarc=fail\r\n"))
        self.house.once(NOW)
        self.assertEqual((len(self.house.filed()), len(to(self.house, "karin@storbacken.example"))), (2, 2))

    def order(self, **where):
        """A mail in staff's name that dismisses what waits, in answer to our question."""
        self.house.put(reports.mail("Moa <moa@asberg.example>", "Anteckningar", [("m.docx", reports.minutes())]))
        self.house.once(NOW)
        question = to(self.house, self.STAFF)[0]
        self.house.put(self.with_fields(reports.mail(f"Anna <{self.STAFF}>", f"Re: {question['Subject']}", (), "inte en rapport\n",
                                                     headers=[("In-Reply-To", question["Message-ID"])]), **where))
        self.house.once(LATER)
        with contextlib.closing(sqlite3.connect(self.house.settings["diarium"]["database"])) as base:
            return base.execute("SELECT count(*) FROM logg WHERE vad = 'granskad'").fetchone()[0]

    PASS = b"Authentication-Results: mx.finsam.example; dmarc=pass header.from=finsam.example\r\n"

    def test_order(self):
        """staff's order is followed where the receiving server vouches for it"""
        self.assertEqual(self.order(above=self.PASS), 1)

    def test_order_below(self):
        """not where the words stand below the hop at which it came in"""
        self.assertEqual(self.order(below=self.PASS), 0)

    def test_order_helo(self):
        """nor where the stranger calls himself ours, and our server writes no such field of its own"""
        self.assertEqual(self.order(below=self.PASS, hop=b"mx.finsam.example (dsl.elak.example [203.0.113.7])"), 0)

    def test_order_quoted(self):
        """nor where the words stand in the sender's address, which our server repeats"""
        self.assertEqual(self.order(above=b'Authentication-Results: mx.finsam.example; spf=pass smtp.mailfrom="; dmarc=pass header.from=finsam.example;"@elak.example;'
                                          b" dmarc=none header.from=finsam.example\r\n"), 0)

    def test_set_back(self):
        """a trace below the hop, in our server's name, does not set the day of arrival back"""
        older = b"Received: from mail.storbacken.example (mail.storbacken.example [192.0.2.25]) by mx.finsam.example; Wed, 01 Apr 2026 08:00:00 +0000\r\n"
        self.house.put(self.with_fields(report(1, year=2026), below=older))
        self.house.once(NOW)
        self.assertEqual(self.house.filed()[0]["inkom"], "2026-04-14")


class Answers(Case):
    """Who is written to, and who is not."""

    def dsn(self, letter, address):
        head = ("Received: from mx.kommun.example by mx.finsam.example; Tue, 14 Apr 2026 09:00:00 +0000\r\nFrom: MAILER-DAEMON@storbacken.example\r\n"
                'Content-Type: multipart/report; report-type=delivery-status; boundary="g"\r\nMIME-Version: 1.0\r\n\r\n--g\r\nContent-Type: message/delivery-status\r\n\r\n'
                f"Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--g\r\nContent-Type: text/rfc822-headers\r\n\r\n")
        return (head + f"Message-ID: {letter['Message-ID']}\r\n\r\n--g--\r\n").encode()

    def test_contact_that_bounces(self):
        """a receipt does not go to a contact whose letters bounce: the next one has it, else a colleague who sent it, but no stranger"""
        rows = ((", bengt@storbacken.example", "kollega@storbacken.example", ["bengt@storbacken.example"]), ("", "kollega@storbacken.example", ["kollega@storbacken.example"]),
                ("", "vem@elak.example", []))
        for second, sender, wanted in rows:
            with self.subTest(second=second, sender=sender):
                house = self.new_house(register="namn;huvudman;start;slut;kontakt\nBron till arbete;Storbäckens kommun;2025-01-01;;karin@storbacken.example" + second + "\n")
                house.put(report(1))
                house.once(NOW)
                house.put(self.dsn(house.letters()[0], "karin@storbacken.example"))
                house.once(LATER)
                house.put(reports.mail(f"Kollega <{sender}>", "Rapport", [("r.docx", document(2))]))
                house.once(LATER)
                self.assertEqual(len(house.filed()), 2)
                self.assertEqual([letter["To"].addresses[0].addr_spec for letter in house.letters()][1:], wanted)

    def test_bounced_and_called_back(self):
        """a reminder that came back, is sent again by a person and called back by the report stops no other letter"""
        house = self.new_house(reminders={"before": "0"})
        house.diarie("remind", "--approve", now=NOW)
        house.once("2026-04-17T09:00:00+02:00")
        reminder = to(house, "karin@storbacken.example")[0]
        house.put(self.dsn(reminder, "karin@storbacken.example"))
        house.once("2026-04-17T11:00:00+02:00")
        waits = house.diarie("outbox", "--json", now="2026-04-17T16:50:00+02:00").lines()
        self.assertEqual([(row["till"], row["tillstand"]) for row in waits], [("karin@storbacken.example", "studsad")])
        house.diarie("insats", "contact", "Bron till arbete", "karin@storbacken.example", now="2026-04-17T17:00:00+02:00")
        self.assertEqual(house.diarie("outbox", "resend", str(waits[0]["id"]), now="2026-04-17T17:00:00+02:00").status, 0)
        house.put(report(1, year=2026))
        house.once("2026-04-17T18:00:00+02:00")
        house.once("2026-04-20T09:00:00+02:00")
        self.assertEqual([letter["Subject"][:4] for letter in to(house, "karin@storbacken.example")][1:], ["Tack"])
        health = house.diarie("health", now="2026-04-20T09:30:00+02:00")
        self.assertNotIn("återställt", health.out)

    def test_own_form_back(self):
        """our own letter with its form, copied back to the inbox, is neither filed nor shown to anybody"""
        house = self.new_house(letters={"blankett": os.path.join(SOURCES, "conf", "blanketter", "kvartalsrapport.docx")}, reminders={"before": "10"})
        house.once("2026-03-31T10:00:00+02:00")
        letters = to(house, "karin@storbacken.example")
        self.assertTrue([part for part in letters[0].walk() if part.get_filename()])
        trace = b"Received: from mx.finsam.example (mx.finsam.example [192.0.2.1]) by imap.finsam.example; Tue, 31 Mar 2026 08:01:00 +0000\r\n"
        house.put(trace + letters[0].as_bytes())
        house.once("2026-03-31T12:00:00+02:00")
        self.assertEqual((house.filed(), house.status(now=LATER)[1]["granskas"]), ([], 0))
        self.assertEqual(len(to(house, "karin@storbacken.example")), 1)

    def test_marked_by_a_server(self):
        """a contact's words are read whatever marks servers put on them, and not answered; a stranger's, or an absent person's, are not"""
        house = self.new_house()
        marks = ("X-Auto-Response-Suppress", "All"), ("Precedence", "bulk"), ("List-Id", "<alla.storbacken.example>"), ("Return-Path", "<>")
        for mark in marks:
            house.put(reports.mail(KARIN, "Fråga", (), "Vi behöver mer tid.\n", headers=[mark]))
            house.put(reports.mail("Stina <stina@annan.example>", "Nyhetsbrev", (), "Läs mer.\n", headers=[mark]))
        house.put(reports.mail(KARIN, "Automatiskt svar: Rapport", (), "Jag är ledig.\n", headers=[marks[0]]))
        house.once(NOW)
        self.assertEqual(self.state(house), ([], len(marks), 0))

    def test_machine_with_a_file(self):
        """a machine's mail with a file that is no report waits for a person, unanswered"""
        house = self.new_house()
        house.put(reports.mail(KARIN, "Skanner 4", [("m.docx", reports.minutes())], headers=[("Auto-Submitted", "auto-generated")]))
        house.put(reports.mail("noreply@storbacken.example", "Skanner 5", [("r.docx", document(1)[:900])]))
        house.once(NOW)
        self.assertEqual(self.state(house), ([], 2, 0))

    def reminded(self, house):
        return {letter["To"].addresses[0].addr_spec for letter in house.letters() if "Påminnelse" in str(letter["Subject"])}

    def test_quarter_that_cannot_be(self):
        """a quarter before the insats, after it or to come: a person says which; nobody is reminded meanwhile, and one that can be is filed"""
        house = self.new_house()
        for number, (insats, huvudman, sender, period) in enumerate((
                ("Bron till arbete", "Storbäckens kommun", KARIN, "kvartal 1 1999"), ("Kulturlyftet", "Åsbergs kommun", "moa@asberg.example", "kvartal 3 2026"),
                ("Bron till arbete", "Storbäckens kommun", KARIN, "kvartal 2 2027"), ("Nystart 55+", "Furulunda kommun", "lina@furulunda.example", "kvartal 1 2026"))):
            house.put(reports.mail(sender, f"Rapport {number}", [("r.docx", reports.docx(reports.Report(insats, huvudman, period)))]))
        house.once(NOW)
        self.assertEqual(self.state(house)[:2], (["2026-Q1"], 3))
        waiting = " ".join(house.diarie("review", "list", now=NOW).out.split())
        for words in ("kvartal 1 1999, som slutade innan insatsen började", "kvartal 3 2026, som", "kvartal 2 2027, som hade inte börjat"):
            self.assertIn(words, waiting)
        house.once("2026-04-20T10:00:00+02:00")
        self.assertEqual(self.reminded(house), {"fatima@region.example", "olle@vikman.example"})
        number = house.diarie("review", "list", "--json", now=NOW).lines()[0]["id"]
        self.assertIn(f"diarie review file {number} --insats NAMN --quarter KVARTAL", house.diarie("review", "show", str(number), now=NOW).out)
        house.diarie("review", "file", str(number), "-q", "2026-Q1", now=NOW)
        self.assertEqual(len(house.filed()), 2)

    def test_last_quarters_form(self):
        """last quarter's form with the period left as it was is no new version while the next quarter lacks a report: a person says which"""
        house = self.new_house()
        house.put(reports.mail(KARIN, "Rapport", [("r.docx", document(4))], when="2026-01-14T08:00:00+00:00"))
        house.once("2026-01-14T12:00:00+01:00")
        house.put(reports.mail(KARIN, "Rättad", [("r.docx", document(4, answers={"2.1": ["Rättat i januari."]}))], when="2026-01-16T08:00:00+00:00"))
        house.once("2026-01-16T12:00:00+01:00")
        self.assertEqual(self.state(house)[:2], (["2025-Q4", "2025-Q4"], 0))
        house.put(reports.mail(KARIN, "Rapport", [("r.docx", document(4, answers={"2.1": ["Det här är från våren."]}))], when="2026-04-14T08:00:00+00:00"))
        house.once(NOW)
        self.assertEqual(self.state(house)[:2], (["2025-Q4", "2025-Q4"], 1))
        self.assertIn("Rapporten säger kvartal 4 2025, som redan har en rapport, men kvartal 1 2026 saknas.", " ".join(house.diarie("review", "list", now=NOW).out.split()))
        house.once("2026-04-20T10:00:00+02:00")
        self.assertEqual(self.reminded(house), {"fatima@region.example", "olle@vikman.example", "lina@furulunda.example", "moa@asberg.example"})
        house.put(reports.mail(KARIN, "Rapport", [("r.docx", document(1, 2026))], when="2026-04-21T08:00:00+00:00"))
        house.once("2026-04-21T12:00:00+02:00")
        house.put(reports.mail(KARIN, "Rättad igen", [("r.docx", document(4, answers={"2.1": ["Rättat i april."]}))], when="2026-04-22T08:00:00+00:00"))
        house.once("2026-04-22T12:00:00+02:00")
        self.assertEqual(self.state(house)[:2], (["2025-Q4", "2025-Q4", "2025-Q4", "2026-Q1"], 1))

    def test_wrong_quarter(self):
        """the quarter that one writes in, last year's number, a quarter that nobody asked for: while the due one lacks a person says which; a late one is filed"""
        april = "2026-04-10"
        for period, signed, filed in (("kvartal 2 2026", april, []), ("2026-04-01 - 2026-06-30", april, []), ("kvartal 1 2025", april, []), ("kvartal 4 2025", april, []),
                                      ("kvartal 4 2025", "2026-01-20", ["2025-Q4"]), ("kvartal 1 2026", april, ["2026-Q1"])):
            house = self.new_house()
            house.put(reports.mail(KARIN, "Rapport", [("r.docx", reports.docx(reports.Report("Bron till arbete", "Storbäckens kommun", period, date=signed)))],
                                   when="2026-04-14T08:00:00+00:00"))
            house.once(NOW)
            self.assertEqual(self.state(house)[:2], (filed, 0 if filed else 1), period)
            house.once("2026-04-20T10:00:00+02:00")
            self.assertEqual("karin@storbacken.example" in self.reminded(house), filed == ["2025-Q4"], period)

    def test_answer_with_another_quarter(self):
        """the answer to our letter about a quarter is about that, whatever day and quarter stand in the form: a person says which"""
        for period, signed in ("kvartal 1 2025", "2025-04-10"), ("kvartal 4 2025", "2026-01-12"):
            house = self.new_house()
            house.once("2026-04-17T10:00:00+02:00")
            notice, = to(house, "karin@storbacken.example")
            house.put(reports.mail(KARIN, "Sv: " + str(notice["Subject"]), [("r.docx", document(int(period[8]), int(period[-4:]), date=signed))], when="2026-04-20T08:00:00+00:00",
                                   headers=[("In-Reply-To", str(notice["Message-ID"]))]))
            house.once("2026-04-20T11:00:00+02:00")
            self.assertEqual(self.state(house)[:2], ([], 1), period)

    def test_protected(self):
        """the public's list tells of our letters about a protected document no more than of the document itself"""
        house = self.new_house()
        house.put(reports.mail(KARIN, "Rapport", [("r.docx", document(1, 2026))], when="2026-04-14T08:00:00+00:00"))
        house.once(NOW)
        number = house.filed()[0]["diarienummer"]
        house.diarie("request", number, "Hur många deltagare?", now="2026-04-14T13:00:00+02:00")
        house.once("2026-04-14T14:00:00+02:00")
        words = "post", "--day", "2026-04-14", "--json"
        self.assertIn("Storbäckens kommun", house.diarie(*words, now=LATER).out)
        self.assertEqual(house.diarie("protect", number, "-p", "25 kap. 1 § OSL", "-b", "AKH", "--public-sender", "En kommun", "--public-subject", "Rapport om en insats",
                                      now=LATER).status, 0)
        listed = house.diarie(*words, now=LATER)
        self.assertEqual([(line["motpart"], line["anmarkning"]) for line in listed.lines()], [("En kommun", "sekretessmarkerad")] * 3)
        for word in ("Storbäcken", "Bron till arbete"):
            self.assertNotIn(word, listed.out)

    def test_completed(self):
        """what we asked to complete is no doubtful quarter, though the next one lacks its report by then"""
        house = self.new_house()
        house.put(reports.mail(KARIN, "Rapport", [("r.docx", document(1, 2026))], when="2026-04-14T08:00:00+00:00"))
        house.once(NOW)
        number = house.filed()[0]["diarienummer"]
        self.assertEqual(house.diarie("request", number, "Hur många deltagare?", now="2026-06-25T10:00:00+02:00").status, 0)
        house.once("2026-06-25T11:00:00+02:00")
        asked = to(house, "karin@storbacken.example")[-1]
        self.assertIn("komplettera", str(asked["Subject"]))
        house.put(reports.mail(KARIN, "Sv: " + str(asked["Subject"]), [("r.docx", document(1, 2026, answers={"2.1": ["Tolv deltagare."]}))], when="2026-07-03T08:00:00+00:00",
                               headers=[("In-Reply-To", str(asked["Message-ID"]))]))
        house.once("2026-07-03T11:00:00+02:00")
        self.assertEqual(self.state(house)[:2], (["2026-Q1", "2026-Q1"], 0))

    def test_late_report_that_was_asked_for(self):
        """a report of an earlier quarter is filed as what it says where we had asked for it, though the next one lacks, too"""
        house = self.new_house()
        house.once("2026-02-04T10:00:00+01:00")
        self.assertIn("karin@storbacken.example", self.reminded(house))
        house.put(reports.mail(KARIN, "Rapport", [("r.docx", document(4, date="2026-04-10"))], when="2026-04-14T08:00:00+00:00"))
        house.once(NOW)
        self.assertEqual(self.state(house)[:2], (["2025-Q4"], 0))

    def test_period_by_answer(self):
        """an answer that gives another period waits for a person, and holds the reminders of the quarter that it gives"""
        house = self.new_house()
        house.put(reports.mail(KARIN, "Rapport", [("r.docx", document(1))], when="2026-04-14T08:00:00+00:00"))
        house.once(NOW)
        receipt, = (letter for letter in to(house, "karin@storbacken.example") if "Tack" in str(letter["Subject"]))
        house.put(reports.mail(KARIN, "Sv: " + str(receipt["Subject"]), [], "period: 2026-01-01–2026-03-31\n", when="2026-04-15T08:00:00+00:00",
                               headers=[("In-Reply-To", str(receipt["Message-ID"]))]))
        house.once("2026-04-15T12:00:00+02:00")
        self.assertEqual(self.state(house)[1], 1)
        house.once("2026-04-20T10:00:00+02:00")
        self.assertEqual(self.reminded(house), {"fatima@region.example", "olle@vikman.example", "lina@furulunda.example", "moa@asberg.example"})

    def test_name_that_is_none(self):
        """what a stranger calls himself never stands in a letter of ours as a link or a call"""
        names = "Logga in: https://elak.example/x", "www.elak.example", "<a href=x>", "Ring 0900-123", "Logga in nu annars stängs ditt konto och all post i det försvinner i kväll klockan åtta"
        for number, name in enumerate(names):
            house = self.new_house()
            house.put(reports.mail(email.utils.formataddr((name, "karin@storbacken.example")), "Rapport", [("r.docx", document(1))]))
            house.once(NOW)
            letter, = house.letters()
            self.assertNotIn(name, str(letter["To"]), number)
            self.assertIn("Hej!", letter.get_content())
        house = self.new_house()
        house.put(reports.mail(email.utils.formataddr(("Karin O'Hara-Åhs, Storbackens kommun (AME)", "karin@storbacken.example")), "Rapport", [("r.docx", document(1))]))
        house.once(NOW)
        self.assertIn("Hej Karin", house.letters()[0].get_content())

    def test_receipts_off(self):
        """receipts = no: filed, and no letter"""
        house = self.new_house(outgoing={"staff": "", "chief": "", "receipts": "no"})
        house.put(report(1))
        house.once(NOW)
        self.assertEqual(self.state(house), (["2025-Q1"], 0, 0))

    def test_three_a_day(self):
        """whatever makes letters (receipts, duplicates, files that cannot be read, reminders): at most three a day to one address, and each receipt goes"""
        house = self.new_house(register=OLDER)
        for quarter in (1, 2, 3, 4):
            house.put(report(quarter, year=2024))
            house.put(report(quarter, year=2024, text="en gång till\n"))
            house.put(reports.mail(KARIN, f"Trasig {quarter}", [("r.docx", document(quarter, 2023)[:900])]))
        for day in range(14, 26):
            for hour in (9, 12, 15, 23):
                house.once(f"2026-04-{day}T{hour}:00:00+02:00", expect=None)
        sent = sorted(letter["Date"].datetime for letter in to(house, "karin@storbacken.example"))
        with contextlib.closing(sqlite3.connect(house.settings["diarium"]["database"])) as base:
            moments = sorted(row[0] for row in base.execute("SELECT paborjad_s FROM utskick WHERE till_vikt = 'karin@storbacken.example' AND tillstand = 'skickad'"))
            waiting = base.execute("SELECT count(*) FROM utskick WHERE tillstand = 'vantar'").fetchone()[0]
        self.assertEqual((len(moments), waiting), (len(sent), 0))
        self.assertEqual(sum(str(letter["Subject"]).startswith("Tack") for letter in to(house, "karin@storbacken.example")), 4)
        self.assertGreaterEqual(len(sent), 8) # of "came again" and "cannot be read" only two wait at a time
        for first, fourth in zip(moments, moments[3:]):
            self.assertGreaterEqual(fourth - first, 86400)
        tap.note(f"{len(sent)} letters to one address")

    def test_first_run(self):
        """the first run on an old mailbox of two hundred mails, with a chosen day: nothing of before is filed or answered, and nobody is reminded of it"""
        house = self.new_house(register=OLDER, mailbox={"since": "2026-04-14"})
        for number in range(200):
            quarter, year = number % 4 + 1, 2023 + number // 4 % 3
            house.put(report(quarter, year=year, text=f"{number}\n", when=f"{year}-{quarter * 3:02}-20T08:00:00+00:00"))
        house.once(NOW)
        house.once(LATER)
        self.assertEqual(self.state(house), ([], 0, 0))
        self.assertEqual(len(os.listdir(os.path.join(house.folder, "in", "new"))) + len(os.listdir(os.path.join(house.folder, "in", "cur"))), 200)


class Health(Case):
    """Each thing that monitoring must see makes `diarie health` ill: its words, its JSON, its exit status."""

    def ill(self, house, key, wanted, words, now=LATER):
        said = house.diarie("health", "--json", now=now)
        self.assertEqual((said.status, said.one()["frisk"], said.one()[key]), (1, False, wanted), said.out)
        self.assertIn(words, house.diarie("health", now=now).out)

    def house_that_sent(self, *letters):
        """One that is well but for the states of its letters."""
        house = self.new_house()
        for number in range(1, len(letters) + 1):
            house.put(report(number))
        house.once(NOW)
        with contextlib.closing(sqlite3.connect(house.settings["diarium"]["database"], isolation_level=None)) as base:
            for number, state in enumerate(letters, 1):
                base.execute("UPDATE utskick SET tillstand = ? WHERE id = ?", (state, number))
        return house

    def test_bounce_that_matters_no_more(self):
        """a letter that came back makes health ill until its contact is exchanged, its report is here, a later step went, or a month has passed"""
        begun = "2026-04-17T09:00:00+02:00"
        for what, until in (("exchanged", begun), ("reported", begun), ("passed", "2026-05-20T09:00:00+02:00")):
            with self.subTest(what):
                house = self.new_house(outgoing={"staff": "", "chief": ""})
                house.once(begun)
                reminder = to(house, "karin@storbacken.example")[0]
                house.put(Answers.dsn(self, reminder, "karin@storbacken.example"))
                house.once("2026-04-17T11:00:00+02:00")
                self.ill(house, "brev_avvisade", 1, "1 brev kom inte fram", now="2026-04-17T11:30:00+02:00")
                if what == "exchanged":
                    for words in (("ny@storbacken.example",), ("karin@storbacken.example", "--remove")):
                        house.diarie("insats", "contact", "Bron till arbete", *words, now="2026-04-17T12:00:00+02:00")
                elif what == "reported":
                    house.put(report(1, year=2026))
                end = max(until, "2026-04-17T12:00:00+02:00")
                house.once(end)
                self.assertEqual(house.diarie("health", "--json", now=end).one()["brev_avvisade"], 0)

    def test_health(self):
        """well; never read; read too long ago; paused; letters uncertain, refused, bounced; the login refused; a secret that ends; a sent log ahead"""
        house = self.new_house()
        self.ill(house, "senaste_hamtning", None, "aldrig")
        house.once(NOW)
        well = house.diarie("health", "--json", now=LATER)
        self.assertEqual((well.status, well.one()["frisk"]), (0, True), well.out)
        self.assertEqual(set(well.one()), {"frisk", "senaste_hamtning", "hamtning_fel_sedan", "hamtning_fel", "senaste_kopia", "mejl_vantar", "mejl_ej_hamtade", "skrappost_fel", "flytt_fel", "paminnelser_halls", "nummer_saknas", "granskas", "brev_vantar",
                                           "brev_ovissa", "brev_avvisade", "brev_skjuts_upp", "brev_skjuts_upp_sedan", "brev_skjuts_upp_svar", "inloggning_nekad", "inloggning_utgar", "paus", "brev_ej_godkanda", "klocka_fel", "efter_sandloggen", "annan_dator"})
        self.assertEqual(house.diarie("health", now="2026-04-14T15:59:00+02:00").status, 0)
        self.ill(house, "senaste_hamtning", NOW, "2026-04-14 10:00", now="2026-04-14T16:01:00+02:00")
        house.diarie("pause", now=NOW)
        self.ill(house, "paus", True, "diarie resume")
        house.diarie("resume", now=NOW)
        for state, key, words in (("oviss", "brev_ovissa", "ovisst"), ("avvisad", "brev_avvisade", "kom inte fram"), ("studsad", "brev_avvisade", "kom inte fram")):
            with self.subTest(state):
                self.ill(self.house_that_sent(state), key, 1, words)
        for name, value, key, words in (("inloggning-nekad", "invalid_client", "inloggning_nekad", "släpper inte in"), ("inloggning-utgar", "2026-04-21", "inloggning_utgar", "21 april")):
            with self.subTest(name):
                house = self.house_that_sent("skickad")
                with contextlib.closing(sqlite3.connect(house.settings["diarium"]["database"], isolation_level=None)) as base:
                    base.execute("INSERT INTO tillstand VALUES (?, ?, ?)", (name, value, NOW))
                self.ill(house, key, value, words)
        house = self.house_that_sent("skickad")
        with open(house.settings["diarium"]["database"] + ".skickat", "a", encoding="ascii") as file:
            file.write("2026-04-14T10:00:01+02:00 okant@finsam.example karin@storbacken.example\n")
        self.ill(house, "efter_sandloggen", True, "diarie resume --sent-log")

    def held(self, house, now=LATER):
        """Status and health say the same; the words of either, in a terminal of 80 columns."""
        said, health = (house.diarie(verb, "--json", now=now).one()["paminnelser_halls"] for verb in ("status", "health"))
        self.assertEqual(said, health)
        lines = [line for verb in ("status", "health") for line in house.diarie(verb, now=now).out.splitlines()]
        self.assertLessEqual(max(map(len, lines)), 80)
        return said, " ".join(" ".join(lines).split())

    def test_held(self):
        """why nobody is reminded, in one line of status and health: the mailbox is not read, or has not been for hours, and what else the last round saw"""
        house = self.new_house()
        self.assertEqual(self.held(house)[0], [])  # nothing has been done yet: health says that
        house.once(NOW)
        self.assertEqual(self.held(house)[0], [])
        words, text = self.held(house, "2026-04-14T16:01:00+02:00")
        self.assertEqual(words, ["brevlada"])
        for line in ("Ingen påminns just nu: brevlådan har inte lästs sedan 2026-04-14 10:00 (diarie health).", "✗ ingen påminns just nu: brevlådan har inte"):
            self.assertIn(line, text)
        cur = os.path.join(house.folder, "in", "cur")
        os.rename(cur, cur + ".bort")
        house.once("2026-04-14T11:00:00+02:00", 75)
        self.assertEqual(self.held(house)[0], ["brevlada"])
        os.rename(cur + ".bort", cur)
        house.once("2026-04-14T11:30:00+02:00")
        self.assertEqual(self.held(house)[0], [])
        noted = {"klocka": "klocka", "nummer": "handlingar", "ej-hamtade": "hämta", "olasta": "läsa än", "skrappost": "skräppost", "minne": "egen mapp"}
        for state in (*noted, "okänt", "brevlada " + " ".join(noted)):
            with contextlib.closing(sqlite3.connect(house.settings["diarium"]["database"], isolation_level=None)) as base:
                base.execute("INSERT OR REPLACE INTO tillstand VALUES ('paminnelser-halls', ?, ?)", (state, NOW))
            words, text = self.held(house)
            self.assertEqual(words, [word for word in state.split() if word != "okänt"])
            for word in words:
                self.assertIn(noted.get(word, "brevlådan har inte lästs"), text)
        house.once(LATER)
        self.assertEqual(self.held(house)[0], [])

    def test_waits(self):
        """what waits is counted, and is no illness by itself: mails to be read, documents in review, letters"""
        house = self.new_house()
        house.put(reports.mail("Moa <moa@asberg.example>", "Anteckningar", [("m.docx", reports.minutes())]))
        for number in (1, 2, 3, 4):
            house.put(report(number))
        house.once(NOW)
        said = house.diarie("health", "--json", now=LATER)
        self.assertEqual((said.status, said.one()["granskas"], said.one()["brev_vantar"], said.one()["mejl_vantar"]), (0, 1, 1, 0))


class Restored(Case):
    def setUp(self):
        self.house = self.new_house()
        self.database = self.house.settings["diarium"]["database"]

    def put_back(self, copy):
        for end in ("-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self.database + end)
        shutil.copyfile(copy, self.database)

    def back_to_inbox(self):
        for folder in (".Diarief&APY-rt", ".Granskas"):
            kept = os.path.join(self.house.folder, "in", folder, "cur")
            for name in os.listdir(kept) if os.path.isdir(kept) else []:
                shutil.move(os.path.join(kept, name), os.path.join(self.house.folder, "in", "new", name.split(":")[0]))

    def test_moved_elsewhere(self):
        """what came after the copy, and lies in no folder of ours any more: who has a receipt for it is not reminded, others are; health names it, until it is
        filed again or a person says that it is lost"""
        for is_lost in (False, True):
            with self.subTest(is_lost=is_lost):
                self.setUp()
                self.house.configure(reminders={"before": "0"})
                self.house.diarie("remind", "--approve", now="2026-04-14T08:00:00+02:00")
                self.house.once("2026-04-14T08:00:00+02:00")
                copy = os.path.join(self.house.folder, "kopia.db")
                self.house.diarie("backup", copy, now="2026-04-14T09:00:00+02:00")
                self.house.put(report(1))
                self.house.once("2026-04-15T09:00:00+02:00")
                kept = os.path.join(self.house.folder, "in", ".Diarief&APY-rt", "cur")
                mail, = os.listdir(kept)
                aside = os.path.join(self.house.folder, "undanlagt")
                shutil.move(os.path.join(kept, mail), aside)
                self.put_back(copy)
                self.house.once("2026-04-15T10:00:00+02:00", expect=None)
                self.assertEqual(self.house.diarie("resume", "--sent-log", now="2026-04-15T11:00:00+02:00").status, 0)
                before = len(self.house.letters())
                answer = self.house.once("2026-04-20T09:00:00+02:00")
                self.assertIn("1 documents that letters have told", answer.err)
                reminded = [letter["To"].addresses[0].addr_spec for letter in self.house.letters()[before:] if letter["Subject"].startswith("Påminnelse")]
                self.assertEqual(sorted(reminded), ["fatima@region.example", "lina@furulunda.example", "moa@asberg.example", "olle@vikman.example"])
                before = len(self.house.letters())
                health = self.house.diarie("health", now="2026-04-20T09:00:00+02:00")
                self.assertEqual((health.status, "SFE 26-1.1" in health.out), (1, True), health.out)
                if is_lost:
                    self.assertIn("räknas som borta", self.house.diarie("resume", "--missing", now="2026-04-20T09:10:00+02:00").out)
                else:
                    shutil.move(aside, os.path.join(self.house.folder, "in", "new", "tillbaka"))
                self.house.once("2026-04-20T09:20:00+02:00")
                self.assertEqual([entry["diarienummer"] for entry in self.house.filed()], [] if is_lost else ["SFE 26-1.1"])
                reminded = [letter["To"].addresses[0].addr_spec for letter in self.house.letters()[before:] if letter["Subject"].startswith("Påminnelse")]
                self.assertEqual(reminded, ["karin@storbacken.example"])  # of another quarter
                self.assertEqual(self.house.diarie("health", "--json", now="2026-04-20T09:30:00+02:00").one()["nummer_saknas"], 0)

    def test_filed_after(self):
        """an older copy: a mail that was filed after it was made is filed again, once, and its receipt has the Message-ID of before"""
        self.house.put(report(1))
        self.house.once(NOW)
        copy = os.path.join(self.house.folder, "kopia.db")
        self.assertEqual(self.house.diarie("backup", copy, now=NOW).status, 0)
        self.house.put(report(2))
        self.house.once(LATER)
        before = {letter["Message-ID"] for letter in self.house.letters()}
        number = {entry["kvartal"]: entry["diarienummer"] for entry in self.house.filed()}
        self.put_back(copy)
        self.back_to_inbox()
        for day in (15, 16):
            self.house.once(f"2026-04-{day}T10:00:00+02:00", expect=None)
        self.assertEqual({entry["kvartal"]: entry["diarienummer"] for entry in self.house.filed()}, number)
        self.assertEqual(len(self.house.letters()), 2)
        self.assertEqual(self.house.diarie("log", "--verify", now="2026-04-16T10:30:00+02:00").status, 1)
        self.assertEqual(self.house.diarie("resume", "--sent-log", now="2026-04-16T11:00:00+02:00").status, 0)
        for day in (17, 20):
            self.house.once(f"2026-04-{day}T12:00:00+02:00")
        self.assertEqual({letter["Message-ID"] for letter in self.house.letters() if "kvitto" in letter["Message-ID"]}, before)
        self.assertEqual(self.house.diarie("log", "--verify", now="2026-04-20T13:00:00+02:00").status, 0)
        self.assertEqual(self.house.diarie("check", "--deep", now="2026-04-20T13:00:00+02:00").status, 0)

    NYSTART = ("Nystart 55+", "Furulunda kommun", "Lina <lina@furulunda.example>")
    LYFTET = ("Kulturlyftet", "Åsbergs kommun", "Moa <moa@asberg.example>")
    TRISAM = ("Trisam Norr", "Vikmans kommun", "Olle <olle@vikman.example>")

    def from_each(self, *insatser, quarter="kvartal 1 2026"):
        return [reports.mail(sender, name, [("r.docx", reports.docx(reports.Report(name, huvudman, quarter)))]) for name, huvudman, sender in insatser]

    def numbers(self):
        return {(entry["insats"], entry["kvartal"]): entry["diarienummer"] for entry in self.house.filed()}

    def lost(self):
        """The numbers that were given after the copy was made, which has been put back; nothing lies in the mailbox."""
        self.house.put(report(1))
        self.house.once(NOW)
        copy = os.path.join(self.house.folder, "kopia.db")
        self.assertEqual(self.house.diarie("backup", copy, now=NOW).status, 0)
        for mail in [*self.from_each(self.NYSTART, self.LYFTET), report(2), report(3)]:
            self.house.put(mail)
            self.house.once(LATER)
        numbers = self.numbers()
        self.assertEqual(len(numbers), 5)
        self.put_back(copy)
        for folder, _, names in os.walk(os.path.join(self.house.folder, "in")):
            for name in names:
                os.unlink(os.path.join(folder, name))
        return numbers

    def test_number_told(self):
        """an older copy: a number that a receipt told is never another report's, whatever comes first; the report itself has it again"""
        before = self.lost()
        mails = [*self.from_each(self.TRISAM, self.LYFTET), report(4), report(3), *self.from_each(self.NYSTART), report(2)]
        for minute, mail in enumerate(mails):
            self.house.put(mail)
            self.house.once(f"2026-04-15T10:{minute:02}:00+02:00", expect=None)
            if minute == 3:
                said = self.house.diarie("resume", "--sent-log", now="2026-04-15T10:03:30+02:00")
                self.assertIn("till och med SFE 26-3.", " ".join(said.out.split()))
        after = self.numbers()
        self.assertEqual({key: after[key] for key in before}, before)
        self.assertEqual((after["Trisam Norr", "2026-Q1"], after["Bron till arbete", "2025-Q4"]), ("SFE 26-4.1", "SFE 26-1.4"))
        self.house.put(self.from_each(self.TRISAM, quarter="kvartal 4 2025")[0])  # a new case of 2025, after all that
        self.house.once("2026-04-15T11:00:00+02:00")
        self.assertEqual(self.numbers()["Trisam Norr", "2025-Q4"], "SFE 26-5.1")

    def test_reminders_told(self):
        """an older copy: neither a reminder nor a receipt that went after it was made goes again once somebody has looked; the ladder goes on from it"""
        self.house.once("2026-04-16T10:00:00+02:00")
        copy = os.path.join(self.house.folder, "kopia.db")
        self.assertEqual(self.house.diarie("backup", copy, now="2026-04-16T10:00:00+02:00").status, 0)
        mail = self.from_each(self.NYSTART)[0]
        self.house.put(mail)
        self.house.once("2026-04-17T10:00:00+02:00")
        before = sorted(letter["Message-ID"] for letter in self.house.letters())
        self.assertEqual((len(before), sum("paminnelse" in one for one in before)), (5, 4))
        self.put_back(copy)
        self.back_to_inbox()
        self.assertEqual(self.house.diarie("resume", "--sent-log", now="2026-04-17T11:00:00+02:00").status, 0)
        for when in ("17T12", "17T14", "20T10"):
            self.house.once(f"2026-04-{when}:00:00+02:00")
        self.assertEqual(sorted(letter["Message-ID"] for letter in self.house.letters()), before)
        status = self.house.diarie("status", "--json", "--quarter", "2026-Q1", now="2026-04-20T11:00:00+02:00").one()
        self.assertEqual(sorted(one["paminnelser"] for one in status["insatser"]), [0, 1, 1, 1, 1])
        self.assertIn("enligt sändloggen", self.house.diarie("log", now="2026-04-20T11:00:00+02:00").out)
        self.house.once("2026-04-24T10:00:00+02:00")
        self.assertEqual(sum("fortfarande" in letter["Subject"] for letter in self.house.letters()), 4)

    def test_waited_in_the_copy(self):
        """an older copy, made while letters wait (a pause, a server that is down): those that went since do not go again, and resume counts them"""
        self.house.put(self.from_each(self.NYSTART)[0])
        self.house.once("2026-04-16T10:00:00+02:00")
        self.house.diarie("pause", now="2026-04-16T11:00:00+02:00")
        self.house.put(report(1))
        self.house.once("2026-04-17T10:00:00+02:00")
        number = self.numbers()["Nystart 55+", "2026-Q1"]
        self.assertEqual(self.house.diarie("request", number, "Vad menas?", now="2026-04-17T10:01:00+02:00").status, 0)  # planned: not composed yet
        waiting = self.house.diarie("outbox", "--json", now="2026-04-17T10:02:00+02:00").lines()
        self.assertEqual({one["slag"] for one in waiting}, {"kvitto", "paminnelse", "komplettering"})
        with contextlib.closing(sqlite3.connect(self.database, isolation_level=None)) as base:  # one of which nobody knew, until a person sent it again
            base.execute("UPDATE utskick SET tillstand = 'oviss', ovissa = 1 WHERE id = (SELECT max(id) FROM utskick WHERE slag = 'paminnelse')")
        copy = os.path.join(self.house.folder, "kopia.db")
        self.assertEqual(self.house.diarie("backup", copy, now="2026-04-17T10:05:00+02:00").status, 0)
        uncertain = next(one["id"] for one in self.house.diarie("outbox", "--json", now="2026-04-17T10:06:00+02:00").lines() if one["tillstand"] == "oviss")
        self.assertEqual(self.house.diarie("outbox", "resend", str(uncertain), now="2026-04-17T10:07:00+02:00").status, 0)
        self.house.diarie("resume", now="2026-04-17T12:00:00+02:00")
        self.house.once("2026-04-17T12:01:00+02:00")
        before = sorted(letter["Message-ID"] for letter in self.house.letters())
        self.assertEqual(len(before), 1 + len(waiting))
        self.put_back(copy)
        self.house.once("2026-04-17T13:00:00+02:00", expect=None)
        said = self.house.diarie("resume", "--sent-log", now="2026-04-17T14:00:00+02:00")
        self.assertIn(f"{len(waiting)} brev", said.out)
        for when in ("17T14:30", "17T15:00", "20T10:00"):
            self.house.once(f"2026-04-{when}:00+02:00")
        self.assertEqual(sorted(letter["Message-ID"] for letter in self.house.letters()), before)
        self.assertEqual(self.house.diarie("outbox", "--json", now="2026-04-20T10:01:00+02:00").lines(), [])
        cases = self.house.diarie("letter", "sent", number.split(".")[0], "--json", now="2026-04-20T10:01:00+02:00").lines()
        self.assertEqual([one["slag"] for one in cases], ["kvitto", "komplettering"])
        with contextlib.closing(sqlite3.connect(self.database, isolation_level=None)) as base:  # a bounce of one: a person may send it once more
            base.execute("UPDATE utskick SET tillstand = 'studsad' WHERE id = ?", (uncertain,))
        self.assertEqual(self.house.diarie("outbox", "resend", str(uncertain), now="2026-04-20T10:02:00+02:00").status, 0)
        self.house.once("2026-04-20T10:03:00+02:00")
        self.assertEqual(len(self.house.letters()), len(before) + 1)

    def at(self, number, folder=None):
        """From now on on the machine with this number; FOLDER: where the copy of the register lies."""
        path = os.path.join(self.house.folder, f"machine-{number}")
        with open(path, "w", encoding="ascii") as file:
            file.write(number * 32 + "\n" if len(number) == 1 else number)
        self.house.more_environment = {"DIARIE_MACHINE_ID": path}
        with open(self.house.config, encoding="utf-8") as file:
            text = file.read()
        with open(self.house.config, "w", encoding="utf-8") as file:
            file.write(text.replace(self.database, os.path.join(folder, "d.db")) if folder else text)

    def test_two_machines(self):
        """a copy of the register on another machine reads nothing and sends nothing beside the first, until a person has said that it is the one"""
        self.at("a")
        self.house.once("2026-04-16T10:00:00+02:00")
        other = os.path.join(self.house.folder, "annan")
        os.mkdir(other)
        self.assertEqual(self.house.diarie("backup", os.path.join(other, "d.db"), now="2026-04-16T10:01:00+02:00").status, 0)
        for mail in self.from_each(self.NYSTART):
            self.house.put(mail)
        before = len(self.house.letters())
        with open(self.house.config, encoding="utf-8") as file:
            first = file.read()
        self.at("b", other)
        for when in ("17T10", "20T10"):
            said = self.house.once(f"2026-04-{when}:00:00+02:00", expect=75)
            self.assertIn("diarie resume", said.err)
        self.assertEqual((len(self.house.filed()), len(self.house.letters()), len(os.listdir(os.path.join(self.house.folder, "in", "new")))), (0, before, 1))
        health = self.house.diarie("health", "--json", now="2026-04-20T10:01:00+02:00")
        self.assertEqual((health.status, health.one()["annan_dator"]), (1, True))
        self.assertIn("annan dator", self.house.diarie("health", now="2026-04-20T10:01:00+02:00").out)
        self.assertIn("annan dator", self.house.diarie("status", now="2026-04-20T10:01:00+02:00").out)
        with open(self.house.config, "w", encoding="utf-8") as file:
            file.write(first)
        self.at("a")  # the first one works as ever
        self.house.once("2026-04-17T10:00:00+02:00")
        self.assertEqual((len(self.house.filed()), len(self.house.letters())), (1, before + 5))
        self.at("b")  # and is moved: staff stop it, copy it, and say so
        self.house.once("2026-04-20T10:00:00+02:00", expect=75)
        self.assertEqual(self.house.diarie("resume", now="2026-04-20T10:05:00+02:00").status, 0)
        self.house.put(report(1))
        self.house.once("2026-04-20T10:10:00+02:00")
        self.assertEqual(len(self.house.filed()), 2)
        self.assertEqual(self.house.diarie("health", now="2026-04-20T10:11:00+02:00").status, 0)
        self.at("a")  # now this is the other one
        self.house.once("2026-04-20T10:20:00+02:00", expect=75)

    def test_no_machine(self):
        """a machine without an identity (a container), or one that has got its first: no alarm; nor for one of the same"""
        for number in ("", "uninitialized\n", "0", "a", "", "a"):
            self.at(number)
            self.house.once(NOW)

    def test_receipts_have_their_own_id(self):
        """an older copy: the receipt of a report that was given a row of another's has a Message-ID of its own"""
        self.lost()
        before = {letter["Message-ID"] for letter in self.house.letters()}
        self.house.put(self.from_each(self.TRISAM)[0])
        self.house.once("2026-04-15T10:00:00+02:00", expect=None)
        self.assertEqual(self.house.diarie("resume", "--sent-log", now="2026-04-15T11:00:00+02:00").status, 0)
        self.house.once("2026-04-15T12:00:00+02:00")
        fresh = [letter for letter in self.house.letters() if letter["To"].addresses[0].addr_spec == "olle@vikman.example"]
        self.assertEqual([letter["Message-ID"] in before for letter in fresh], [False])

    def test_number_told_in_a_series(self):
        """the same where each document has the next number of its year"""
        self.house = self.new_house(diarium={"numbering": "serie"})
        self.database = self.house.settings["diarium"]["database"]
        before = self.lost()
        for mail in [*self.from_each(self.TRISAM, self.LYFTET), report(3), *self.from_each(self.NYSTART), report(2)]:
            self.house.put(mail)
        self.house.once("2026-04-15T10:00:00+02:00", expect=None)
        after = self.numbers()
        self.assertEqual({key: after[key] for key in before}, before)
        self.assertEqual(after["Trisam Norr", "2026-Q1"], "SFE 26-6")

    def test_number_told_by_an_older_version(self):
        """a sent log whose lines name no numbers: letters are held as ever, and filing goes on"""
        self.lost()
        with open(self.database + ".skickat", encoding="utf-8") as file:
            lines = [" ".join(line.split()[:words]) + "\n" for line, words in zip(file, itertools.cycle((4, 3)))]
        with open(self.database + ".skickat", "w", encoding="utf-8") as file:
            file.writelines(lines)
        self.house.put(self.from_each(self.LYFTET)[0])
        self.assertIn("resume --sent-log", self.house.once("2026-04-15T10:00:00+02:00", expect=None).err)
        self.assertEqual(len(self.house.filed()), 2)
        self.assertEqual(self.house.diarie("resume", "--sent-log", now="2026-04-15T11:00:00+02:00").status, 0)

    def test_wal_gone(self):
        """somebody deletes the -wal file: what it held is gone from the register; no letter goes, and it is told"""
        self.house.put(report(1))
        self.house.once(NOW)
        copy = self.database + ".utan"
        with contextlib.closing(sqlite3.connect(self.database)) as base:
            base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(self.database, copy)
        self.house.put(report(2))
        self.house.once(LATER)
        letters = len(self.house.letters())
        self.put_back(copy)  # the file as it is without its -wal
        self.back_to_inbox()
        answer = self.house.once("2026-04-15T10:00:00+02:00", expect=None)
        self.assertIn("resume --sent-log", answer.err)
        self.assertEqual((len(self.house.filed()), len(self.house.letters())), (2, letters))
        self.assertEqual(self.house.diarie("health", now="2026-04-15T10:01:00+02:00").status, 1)

    def test_each_damage(self):
        """check --deep names each kind: a broken page, a row that points nowhere, an original, the log, the index"""
        self.house.put(report(1))
        self.house.once(NOW)
        rows = {
            "pekar på något som saknas": "PRAGMA foreign_keys = OFF; DELETE FROM meddelande",
            "original har ändrats": "DROP TRIGGER innehall_star; UPDATE innehall SET bytes = zeroblob(length(bytes)) WHERE id = 1",
            "Loggen har ändrats": "DROP TRIGGER logg_andras_inte; UPDATE logg SET vad = 'x' WHERE id = 1",
            "Databasen är skadad": None,
        }
        copy = os.path.join(self.house.folder, "hel.db")
        self.assertEqual(self.house.diarie("backup", copy, now=NOW).status, 0)
        for words, sql in rows.items():
            with self.subTest(words):
                self.put_back(copy)
                self.assertEqual(self.house.diarie("check", "--deep", now=NOW).status, 0)
                if sql:
                    with contextlib.closing(sqlite3.connect(self.database)) as base:
                        base.executescript(sql)
                else:
                    with open(self.database, "r+b") as file:
                        file.seek(-8192, os.SEEK_END)
                        file.write(b"\xa5" * 4096)
                answer = self.house.diarie("check", "--deep", now=NOW)
                self.assertNotEqual(answer.status, 0)
                self.assertIn(words, answer.out + answer.err)

    def test_copy(self):
        """a copy is one file, whole by itself, with the sent log beside it; of a damaged register none is made, and the last good one stays"""
        self.house.put(report(1))
        self.house.once(NOW)
        copy = os.path.join(self.house.folder, "kopia.db")
        self.assertEqual(self.house.diarie("backup", copy, now=NOW).status, 0)
        with open(copy, "rb") as file:
            good = file.read()
        self.assertEqual(good[18:20], b"\1\1")  # no write-ahead log beside it
        with open(copy + ".skickat", encoding="utf-8") as copied, open(self.database + ".skickat", encoding="utf-8") as log:
            self.assertEqual(copied.read(), log.read())
        with contextlib.closing(sqlite3.connect(self.database)) as base:
            base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = os.path.getsize(self.database)
        with open(self.database, "r+b") as file:
            for page in range(4, size // 4096 - 2, 3):
                file.seek(page * 4096)
                file.write(b"\xa5" * 4096)
        answer = self.house.diarie("backup", copy, now=LATER)
        self.assertNotEqual(answer.status, 0, answer.out)
        with open(copy, "rb") as file:
            self.assertEqual(file.read(), good)
        self.assertEqual([name for name in os.listdir(self.house.folder) if name.endswith(".tmp") or ".tmp." in name], [])

    def test_every_schema(self):
        """a register of each earlier schema, with what was in it, is upgraded by the daemon and goes on: filed, answered, whole"""
        folder = os.path.join(SOURCES, "tests", "unit", "registry")
        tried = 0
        for name in sorted(os.listdir(folder)):
            if not name.startswith("schema-"):
                continue
            with self.subTest(name), contextlib.ExitStack() as stack:
                house = stack.enter_context(House(register="", outgoing={"staff": "", "chief": ""}, reminders={"before": "0"}))
                path = house.settings["diarium"]["database"]
                os.makedirs(os.path.dirname(path), mode=0o700)
                with contextlib.closing(sqlite3.connect(path)) as base, open(os.path.join(folder, name), encoding="utf-8") as file:
                    with contextlib.suppress(sqlite3.OperationalError):
                        base.executescript(file.read())
                    count = base.execute("SELECT count(*) FROM handling").fetchone()[0]
                os.chmod(path, 0o600)
                house.put(report(1))
                house.once(NOW)
                self.assertGreaterEqual(len(house.filed()), count)
                self.assertEqual(house.diarie("check", "--deep", now=NOW).status, 0, house.diarie("check", "--deep", now=NOW).out)
                tried += 1
        tap.note(f"{tried} earlier schemas")
        self.assertGreaterEqual(tried, 6)


class Disk(Case):
    @unittest.skipIf(can_mount(), can_mount())
    def test_really_full(self):
        """a real small disk, fuller each time: nothing is acknowledged that was not kept; with room again all is done, once; a copy says so too"""
        house = self.new_house(register=OLDER, outgoing={"staff": "", "chief": ""})
        place = os.path.join(house.folder, "liten")
        os.mkdir(place)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m,mode=0700", "tmpfs", place], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", place], check=False)
        filler, tried = os.path.join(place, "fyllnad"), 0
        house.configure(diarium={"database": os.path.join(place, "diarie.db")})
        house.register(open(os.path.join(house.folder, "register.csv"), encoding="utf-8").read())
        for left in (0, 4, 8, 16, 32, 48, 64, 96, 128, 160, 192, 256, 512):
            quarter, year = tried % 4 + 1, 2020 + tried // 4
            with self.subTest(left_kib=left):
                house.put(report(quarter, year=year))
                free = os.statvfs(place).f_bavail * os.statvfs(place).f_frsize
                with open(filler, "wb") as file:
                    file.write(b"x" * max(free - left * 1024, 0))
                answer = house.once(f"2026-04-14T{8 + tried // 4:02}:{tried % 4 * 15:02}:00+02:00", expect=None)
                self.assertGreaterEqual(answer.status, 0, answer.err)
                copied = house.diarie("backup", os.path.join(place, "kopia.db"), now=NOW)
                if copied.status:
                    self.assertEqual([name for name in os.listdir(place) if "kopia" in name], [])
                else:
                    os.unlink(os.path.join(place, "kopia.db"))
                    os.unlink(os.path.join(place, "kopia.db.skickat"))
                os.unlink(filler)
                house.once(f"2026-04-14T{8 + tried // 4:02}:{tried % 4 * 15 + 5:02}:00+02:00")
                tried += 1
                self.assertEqual(len(house.filed()), tried)
                self.assertEqual(os.listdir(os.path.join(house.folder, "in", "new")), [])
                self.assertEqual(house.diarie("check", "--deep", now=NOW).status, 0)
        ids = [letter["Message-ID"] for letter in house.letters()]
        self.assertTrue(all(ids.count(one) <= 2 for one in ids), ids)
        tap.note(f"{tried} real full disks")


class Clock(Case):
    @unittest.skipIf(NO_SHIM or SANITIZED, NO_SHIM or "a stopped sanitizer is not ready in time")
    def test_a_year(self):
        """a clock that is a year behind or ahead at the start: mail is filed, no letter goes, until it is right again"""
        with shim() as library:
            for number, years in enumerate((-1, 1), 1):
                with self.subTest(years=years):
                    house = self.new_house()
                    house.once(None)
                    house.put(report(number))
                    clock = os.path.join(house.folder, "clock")
                    with open(clock, "w", encoding="ascii") as file:
                        file.write(str(years * 365 * 86400))
                    status, said = daemon_round(house, None, library, SHIM_CLOCK=clock)
                    self.assertEqual(status, 0, said)
                    self.assertIn("clock", said)
                    self.assertEqual((len(house.filed()), len(house.letters())), (1, 0))
                    health = house.diarie("health", "--json", now=None)
                    self.assertEqual(health.status, 1, health.out)
                    self.assertIn("clock", health.one()["klocka_fel"])
                    self.assertIn("klocka", house.diarie("health").out)
                    house.once(None)
                    self.assertEqual(len(house.letters()), years < 0)  # where it was ahead, what it left in the log is still to come
                    self.assertEqual(house.diarie("resume").status, 0)
                    house.once(None)
                    self.assertEqual((len(house.letters()), house.diarie("health", "--json").one()["klocka_fel"]), (1, None))

    @unittest.skipIf(NO_SHIM or SANITIZED, NO_SHIM or "a stopped sanitizer is not ready in time")
    def test_no_decision(self):
        """while the clock is two months ahead no reminder is decided, though some would be due; where staff say that it is right, they are"""
        now = datetime.datetime.now()
        off = {(12, 24), (12, 25), (12, 26), (12, 31), (1, 1), (1, 6), (5, 1), (6, 6)}
        then = next(day for day in (now + datetime.timedelta(days=60 + more) for more in itertools.count())
                    if day.weekday() == 2 and (day.month, day.day) not in off)  # a Wednesday on which letters go
        due = then - datetime.timedelta(days=12)
        quarter = (due.month - 1) // 3 or 4  # the last that had ended then
        dues = {1: "04-15", 2: "08-15", 3: "10-15", 4: "01-31", quarter: f"{due:%m-%d}"}
        house = self.new_house(reminders={"before": "0", "after": "1", "escalate": "0", "quiet": "", "hours": "00-24", "approve": "no",
                                          "due": ", ".join(f"Q{number} {day}" for number, day in dues.items())})
        house.once(None)
        before = len(house.letters())
        with shim() as library:
            clock = os.path.join(house.folder, "clock")
            with open(clock, "w", encoding="ascii") as file:
                file.write(str((then - now).days * 86400))
            for way in ("wrong", "right"):
                status, said = daemon_round(house, None, library, SHIM_CLOCK=clock)
                self.assertEqual((status, "jumped ahead" in said), (0, way == "wrong"), said)
                waiting, sent = house.diarie("outbox", "--json").lines(), len(house.letters()) - before
                self.assertEqual((waiting, sent > 0), ([], way == "right"), said)
                self.assertEqual(house.diarie("resume").status, 0)

    def test_summer_time(self):
        """every quarter of an hour through the nights in which summer time begins and ends: each letter once, never at night"""
        for first, due in (("2026-03-27", "Q1 04-15, Q2 08-15, Q3 10-15, Q4 03-26"), ("2026-10-23", "Q1 04-15, Q2 10-22, Q3 11-15, Q4 01-31")):
            with self.subTest(first):  # a Friday; the clock is turned in the night to Sunday; the second reminder is due on Monday
                house = self.new_house(reminders={"before": "0", "after": "1, 2", "escalate": "0", "quiet": "", "due": due})
                start = datetime.datetime.fromisoformat(first + "T00:00:00+00:00")
                for step in range(0, 4 * 24 * 60, 75):
                    house.once((start + datetime.timedelta(minutes=step)).isoformat())
                ids = [letter["Message-ID"] for letter in house.letters()]
                self.assertEqual(len(ids), len(set(ids)))
                days = [letter["Date"].datetime for letter in to(house, "karin@storbacken.example")]
                self.assertEqual([day.day - start.day for day in days], [0, 3])
                self.assertLessEqual({day.hour for day in days}, {8, 9})
                self.assertEqual([day.utcoffset().seconds // 3600 for day in days], [1, 2] if "-03-" in first else [2, 1])


if __name__ == "__main__":
    tap.run(timeout_s=1500)
