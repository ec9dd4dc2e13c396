"""Mails that cannot be fetched: the session breaks at them, the server has nothing for them, or the disk no room. They hold up nobody, are
told, tried again, and never lost."""
import contextlib
import datetime
import io
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import unittest
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import reports
import servers
import tap
from house import BUILD, REGISTER, House, eventually
from stage import can_mount

START = datetime.datetime.fromisoformat("2026-04-14T10:00:00+02:00")
POISON = 3  # the UID at which it breaks


def report(number):
    """The reports of eight quarters."""
    document = reports.docx(reports.Report("Bron till arbete", "Storbäckens kommun", f"kvartal {number % 4 + 1} {2016 + number // 4}"))
    return reports.mail("Karin <karin@storbacken.example>", f"Rapport {number}", [("r.docx", document)])


def at(minutes):
    return (START + datetime.timedelta(minutes=minutes)).isoformat()


class Case(unittest.TestCase):
    def setUp(self):
        self.fake = servers.FakeImap()
        self.addCleanup(self.fake.stop)
        self.fake.folders.update({"Diarief&APY-rt": "", "Granskas": ""})
        self.house = House(register=REGISTER.replace("2025-01-01;2027", "2015-01-01;2027"), outgoing={"staff": "handlaggare@finsam.example", "chief": ""}, reminders={"before": "0"}, mailbox={"tls": "none", "junk": "no"})
        self.addCleanup(self.house.__exit__)
        self.house.configure(mailbox={"url": self.fake.url(), "password_file": self.house.secret("imap", servers.PASSWORD)})
        self.asked = []

    def break_at(self, how, then=None, poison=POISON, what="BODY"):
        """The server says HOW where the poison is among those of which it is asked for WHAT."""
        def fetch(line, tag, text):
            uids = self.fake.chosen(text.split(" ")[2])
            self.asked.append((self.fake.connections, uids))
            if poison not in uids or poison not in self.fake.mails:
                self.fake._uid_fetch(line, tag, text)
                return b""
            if callable(how):
                return how(line, tag, text)
            if then == servers.CLOSE:
                line.send(how)
                raise EOFError
            return how
        self.fake.mend()
        self.fake.on(r"^UID FETCH .*" + what, fetch)

    def filed(self):
        return len(self.house.filed())

    def health(self, minutes):
        return self.house.diarie("health", "--json", now=at(minutes)).one()

    def waits(self, minutes):
        return self.house.diarie("review", "--json", now=at(minutes)).lines()

    def tries(self):
        """In how many sessions the poison, or its header, was asked for."""
        return len({session for session, uids in self.asked if POISON in uids})


class Broken(Case):
    WAYS = {
        "the connection ends": (b"", servers.CLOSE),
        "BYE": (b"* BYE internal error\r\n", servers.CLOSE),
        "half a mail": (b"* 3 FETCH (UID 3 BODY[]<0> {5000}\r\nFrom: x\r\n", servers.CLOSE),
        "garbage": (b"* 3 FETCH ((((\x00\xff %%\r\n{tag} OK done\r\n", None),
        "refused": (b"{tag} NO internal server error\r\n", None),
        "our helper dies": (b"* 3 FETCH (UID 3 BODYSTRUCTURE " + b"(" * 3_000_000 + b"\r\n", servers.CLOSE),
    }

    def test_each_way(self):
        """a mail at which each session breaks: those beside it are filed, it is told after three sessions, left alone for a while, and filed when it comes"""
        for name, (how, then) in self.WAYS.items():
            with self.subTest(name):
                self.setUp()
                self.fake.mails = {uid: report(uid - 1) for uid in range(1, 7)}
                self.break_at(how, then)
                for minute in range(3):
                    self.assertEqual(self.waits(minute), [])
                    self.house.once(at(minute), expect=75)
                self.house.once(at(3), expect=0)
                self.assertEqual((self.filed(), list(self.fake.mails), self.tries()), (5, [POISON], 3))
                waiting = self.waits(4)
                self.assertEqual(len(waiting), 1)
                self.assertIn("kunde inte hämtas", str(waiting))
                self.assertEqual((self.health(4)["frisk"], self.health(4)["mejl_ej_hamtade"]), (False, 1))
                self.assertTrue([letter for letter in self.house.letters() if "kunde inte hämtas" in " ".join(letter.get_content().split())])
                self.house.once(at(59), expect=0)
                self.assertEqual(self.tries(), 3)
                self.fake.mails[9] = report(7)
                self.house.once(at(63), expect=75)
                self.assertEqual((self.filed(), self.tries()), (6, 4))
                for minute in (64, 182):
                    self.house.once(at(minute), expect=0)
                self.assertEqual(self.tries(), 4)
                self.fake.mend()
                self.house.once(at(184), expect=0)
                self.assertEqual((self.filed(), list(self.fake.mails), self.waits(185)), (7, [], []))
                self.assertEqual((self.health(185)["frisk"], self.health(185)["mejl_ej_hamtade"]), (True, 0))
                with contextlib.closing(sqlite3.connect(self.house.settings["diarium"]["database"])) as base:
                    self.assertEqual(base.execute("SELECT count(*) FROM hinder").fetchone(), (0,))
                self.house.once(at(190), expect=0)

    def senders(self, minutes):
        return [(one["fran"], one["amne"]) for one in self.waits(minutes)]

    def test_sender(self):
        """where a session breaks at a mail, but not at its header, staff hear who wrote; it is filed once, when it comes"""
        self.fake.mails = {POISON: report(4), 4: report(5)}
        self.break_at(b"", servers.CLOSE, what=r"BODY\.PEEK\[\]")
        for minute in range(3):
            self.assertEqual(self.waits(minute), [])
            self.house.once(at(minute), expect=75)
        self.assertEqual(self.senders(3), [("karin@storbacken.example", "Rapport 4")])
        self.assertEqual(self.house.status(now=at(3))[0]["Bron till arbete/Storbäckens kommun"]["status"], "granskas")
        self.house.once(at(63), expect=75)
        self.assertEqual((self.filed(), self.senders(64)), (1, [("karin@storbacken.example", "Rapport 4")]))
        self.fake.mend()
        self.house.once(at(190), expect=0)
        self.assertEqual((self.filed(), self.fake.mails, self.waits(191)), (2, {}, []))

    def test_sender_later(self):
        """where the session breaks even at its header, staff hear who wrote when it no longer does"""
        self.fake.mails = {POISON: report(4)}
        self.break_at(b"", servers.CLOSE)
        for minute in range(3):
            self.house.once(at(minute), expect=75)
        self.assertEqual(self.senders(3), [(None, None)])
        self.break_at(b"", servers.CLOSE, what=r"BODY\.PEEK\[\]")
        self.house.once(at(63), expect=75)
        self.assertEqual(self.senders(64), [("karin@storbacken.example", "Rapport 4")])

    def test_every_mail(self):
        """a server that hands out no mail at all blames each in turn, and hands out all of them when it is well again"""
        self.fake.mails = {uid: report(uid - 1) for uid in range(1, 5)}
        self.fake.on(r"^UID FETCH .*BODY", b"", then=servers.CLOSE)
        for minute in range(5):
            self.house.once(at(minute), expect=75)
        self.assertEqual((self.filed(), self.waits(5)), (0, []))
        self.fake.mend()
        self.house.once(at(7), expect=0)
        self.assertEqual((self.filed(), self.fake.mails, self.waits(8)), (4, {}, []))

    def test_two(self):
        """two such mails, and many between them"""
        other = 40
        self.fake.mails = {uid: report(uid % 8) + b"%d\r\n" % uid for uid in range(1, 50)}

        def how(line, tag, text):
            if {POISON, other} & set(self.fake.chosen(text.split(" ")[2])):
                raise EOFError
            self.fake._uid_fetch(line, tag, text)
            return b""
        self.fake.on(r"^UID FETCH .*BODY", how)
        for minute in range(6):
            self.house.once(at(minute), expect=None)
        self.house.once(at(7), expect=0)
        self.assertEqual((self.filed(), sorted(self.fake.mails), len(self.waits(8))), (8, [POISON, other], 2))

    def test_no_reminder(self):
        """nobody is reminded while staff have had no day to look at a mail that cannot be fetched; then they are"""
        self.house.configure(outgoing={"staff": "", "chief": ""})
        self.house.diarie("remind", "--approve", now=at(0))
        day = 1440
        self.fake.mails = {POISON: report(4)}
        self.break_at(b"", servers.CLOSE)
        for minute in range(3):
            self.house.once(at(3 * day + minute), expect=75)  # the seventeenth: two working days after the last one
        for minute in (3, 90, 24 * 60 - 1):
            self.house.once(at(3 * day + minute), expect=None)
            self.assertIn("ej-hamtade", self.health(3 * day + minute)["paminnelser_halls"])
            self.assertEqual([letter["Subject"] for letter in self.house.letters() if letter["To"].addresses[0].addr_spec == "karin@storbacken.example"], [])
        for minute in (0, 1):
            self.house.once(at(6 * day + minute), expect=None)
        self.assertEqual(len([letter for letter in self.house.letters() if letter["To"].addresses[0].addr_spec == "karin@storbacken.example"]), 1)

    def test_wrong_clock(self):
        """what was noted while the clock said 2027 is tried at once when it is put right, and keeps no reminder back for a year"""
        for is_lasting in (False, True):
            with self.subTest(is_lasting=is_lasting):
                self.setUp()
                self.house.configure(outgoing={"staff": "", "chief": ""})
                self.house.diarie("remind", "--approve", now=at(0))
                self.fake.mails = {POISON: reports.mail("X <x@annan.example>", "Erbjudande", (), "Köp nu!\n")}
                self.break_at(b"{tag} OK done\r\n")
                self.house.once("2027-04-14T10:00:00+02:00", expect=None)
                if not is_lasting:
                    self.fake.mend()
                self.assertEqual(self.health(0)["mejl_ej_hamtade"], 1)
                self.house.once(at(0), expect=None)
                self.assertEqual(self.health(0)["mejl_ej_hamtade"], int(is_lasting))
                self.house.once(at(3 * 1440), expect=None)
                told = [letter for letter in self.house.letters() if letter["To"].addresses[0].addr_spec == "karin@storbacken.example" and "2026" in letter["Date"]]
                self.assertEqual(len(told), 1)

    def test_moved_by_staff(self):
        """a person who takes such a mail out of the folder and says so in review has ended it"""
        self.fake.mails = {POISON: report(4)}
        self.break_at(b"", servers.CLOSE)
        for minute in range(3):
            self.house.once(at(minute), expect=75)
        number = str(self.waits(3)[0]["id"])
        self.house.diarie("review", "dismiss", number, "-r", "läst i Outlook", now=at(4))
        self.assertEqual(self.health(4)["mejl_ej_hamtade"], 0)
        self.fake.mails.clear()
        self.house.once(at(90), expect=0)
        self.assertEqual((self.waits(91), self.tries()), ([], 3))

    def test_under_the_daemon(self):
        """the running daemon passes such a mail over and goes on, in one session"""
        self.fake.mails = {POISON: report(4), 4: report(5)}
        self.break_at(b"", servers.CLOSE)
        for minute in range(3):
            self.house.once(at(minute), expect=75)
        before = self.fake.connections
        self.house.start(now=at(3), DIARIE_MAILBOX_SECONDS="1")
        self.house.wait_told("Väntar på post")
        self.fake.mails[7] = report(6)
        self.assertTrue(eventually(lambda: self.filed() == 2, 30))
        self.assertEqual((self.house.stop(), self.tries(), self.fake.connections - before), (0, 3, 1))


class Nothing(Case):
    def test_nothing_for_it(self):
        """a mail for which the server has no data is told at once, and fetched when there is some"""
        self.fake.mails = {1: report(1), POISON: report(2), 5: report(3)}

        def nothing(line, tag, text):
            return b"* 2 FETCH (UID %d BODY[] NIL)\r\n{tag} OK done\r\n" % POISON
        self.break_at(nothing)
        self.house.once(at(0), expect=0)
        self.assertEqual((self.filed(), len(self.waits(1)), list(self.fake.mails)), (2, 1, [POISON]))
        self.fake.mend()
        self.house.once(at(30), expect=0)
        self.assertEqual(self.filed(), 2)
        self.house.once(at(61), expect=0)
        self.assertEqual((self.filed(), self.waits(62), self.fake.mails), (3, [], {}))


    def test_nothing_but_the_header(self):
        """of a mail for which the server has no data it may have the header: then staff hear at once who wrote"""
        self.fake.mails = {1: report(1), POISON: report(4)}
        self.break_at(b"* 2 FETCH (UID %d BODY[] NIL)\r\n{tag} OK done\r\n" % POISON, what=r"BODY\.PEEK\[\]")
        self.house.once(at(0), expect=0)
        self.assertEqual([(one["fran"], one["amne"]) for one in self.waits(1)], [("karin@storbacken.example", "Rapport 4")])
        self.assertEqual((self.filed(), list(self.fake.mails)), (1, [POISON]))
        self.fake.mend()
        self.house.once(at(61), expect=0)
        self.assertEqual((self.filed(), self.waits(62), self.fake.mails), (2, [], {}))

    def test_nothing_and_a_break(self):
        """a server that has no data for a mail, and breaks the session at its header: it is told at once all the same"""
        self.fake.mails = {1: report(1), POISON: report(4)}
        self.break_at(b"* 2 FETCH (UID %d BODY[] NIL)\r\n{tag} OK done\r\n" % POISON, what=r"BODY\.PEEK\[\]")
        self.fake.on(r"^UID FETCH .*HEADER", b"", then=servers.CLOSE)
        self.house.once(at(0), expect=75)
        self.assertEqual(len(self.waits(1)), 1)
        self.house.once(at(1), expect=0)
        self.assertEqual((self.filed(), list(self.fake.mails)), (1, [POISON]))


class Junk(Case):
    """A junk folder at which each session breaks."""

    def setUp(self):
        super().setUp()
        self.house.configure(mailbox={"junk": "yes"}, outgoing={"staff": "", "chief": ""})
        self.selected = []

    def break_at_junk(self, pattern=r'^SELECT "?Junk', then=servers.CLOSE):
        def say(line, _, text):
            self.selected.append(line)
            if then == servers.CLOSE:
                raise EOFError
            return b"{tag} " + then
        self.fake.on(pattern, say)

    def test_inbox(self):
        """it does not hold up the inbox, which is read in the same round; after three rounds it is left alone for an hour, two, four, and health says so"""
        for pattern, then in ((r'^SELECT "?Junk', servers.CLOSE), (r'^SELECT "?Junk', b"BAD [SERVERBUG] internal error\r\n"), (r'^LIST "" "?\*', servers.CLOSE)):
            with self.subTest(pattern, then=then):
                self.setUp()
                self.break_at_junk(pattern, then)
                for minute in range(3):
                    self.fake.mails = {minute + 1: report(minute)}
                    self.assertTrue(self.health(minute)["skrappost_fel"] is None)
                    self.house.once(at(minute), expect=75 if minute < 2 else 0)
                    self.assertEqual((self.filed(), self.fake.mails), (minute + 1, {}))
                self.assertTrue(self.health(3)["skrappost_fel"])
                self.assertFalse(self.health(3)["frisk"])
                self.assertIn("skräppostmappen går inte att läsa", self.house.diarie("health", now=at(3)).out)
                tried = len(self.selected)
                self.fake.mails = {9: report(3)}
                self.house.once(at(30), expect=0)
                self.assertEqual((self.filed(), len(self.selected)), (4, tried))
                self.house.once(at(63), expect=0)
                self.assertGreater(len(self.selected), tried)
                tried = len(self.selected)
                self.house.once(at(180), expect=0)
                self.assertEqual(len(self.selected), tried)
                self.fake.mend()
                self.house.once(at(184), expect=0)
                self.assertEqual((self.health(185)["skrappost_fel"], self.health(185)["frisk"]), (None, True))

    def test_reminders(self):
        """nobody is reminded for a day, for the report may lie there; then they are"""
        self.house.diarie("remind", "--approve", now=at(0))
        self.break_at_junk()
        day = 1440
        for minute in (0, 1, 2, 30, 23 * 60):
            self.house.once(at(3 * day + minute), expect=None)
            self.assertIn("skrappost", self.health(3 * day + minute)["paminnelser_halls"])
        self.assertEqual(self.house.letters(), [])
        self.house.once(at(6 * day), expect=None)
        self.assertTrue([letter for letter in self.house.letters() if "karin@storbacken.example" in str(letter["To"])])

    def test_both(self):
        """where the inbox breaks as well it is the server's trouble, and no folder's"""
        self.break_at_junk(r"^SELECT")
        for minute in range(5):
            self.house.once(at(minute), expect=75)
        self.fake.mend()
        self.fake.mails = {1: report(1)}
        self.assertEqual(self.health(6)["skrappost_fel"], None)
        self.house.once(at(6), expect=0)
        self.assertEqual(self.filed(), 1)

    def test_under_the_daemon(self):
        """the running daemon files what comes to the inbox meanwhile"""
        self.break_at_junk()
        for minute in range(3):
            self.house.once(at(minute), expect=None)
        self.house.start(now=at(3))
        self.house.wait_told("Väntar på post")
        self.fake.mails[7] = report(6)
        self.house.daemon.send_signal(signal.SIGHUP)
        self.assertTrue(eventually(lambda: self.filed() == 1, 30))
        self.assertEqual(self.house.stop(), 0)


class Sender(unittest.TestCase):
    """Who wrote what cannot be fetched is read from its header."""

    MOA = "moa@asberg.example"

    def letters(self, house, address, subject=""):
        return [letter["Subject"] for letter in house.letters() if letter["To"].addresses[0].addr_spec == address and subject in letter["Subject"]]

    def check_held(self, house):
        """Moa is named, and neither reminded nor reported to the chief, while her mail waits for a person; the others are."""
        house.diarie("remind", "--approve", now=at(0))
        for day in ("14", "16", "17", "20", "24", "27"):
            house.once(f"2026-04-{day}T10:00:00+02:00")
        for day in ("04", "05"):
            house.once(f"2026-05-{day}T10:00:00+02:00")
        self.assertEqual((self.letters(house, self.MOA), self.letters(house, "chef@finsam.example", "Kulturlyftet")), ([], []))
        self.assertEqual(len(self.letters(house, "karin@storbacken.example")), 2)
        self.assertEqual(len(self.letters(house, "chef@finsam.example", "Bron till arbete")), 1)
        self.assertEqual(house.status(now="2026-05-05T11:00:00+02:00")[0]["Kulturlyftet/Åsbergs kommun"]["status"], "granskas")

    def check_words(self, house, why):
        """Sender, subject and what to do, within 80 columns; once it is dismissed the step goes that is due."""
        told = house.diarie("review", now=at(0)).out
        self.assertIn("1    14 april  Rapport från Kulturlyftet, från moa@asberg.example\n", told)
        self.assertIn(why, " ".join(told.split()))
        shown = house.diarie("review", "show", "1", now=at(0)).out
        self.assertIn("Från   moa@asberg.example\n  Ämne   Rapport från Kulturlyftet\n", shown)
        self.assertLessEqual(max(map(len, (told + shown).splitlines())), 80)
        self.assertEqual(house.diarie("review", "dismiss", "1", "-r", "bara en film", now=at(0)).status, 0)
        house.once("2026-05-06T10:00:00+02:00")
        self.assertEqual(len(self.letters(house, "chef@finsam.example", "Kulturlyftet")), 1)

    def test_too_large(self):
        """a mail of more than 60 MB, in a Maildir or on a server, has a sender and a subject: nobody is reminded of what lies in it"""
        document = reports.docx(reports.Report("Kulturlyftet", "Åsbergs kommun", "kvartal 1 2026"))
        raw = reports.mail(f"Moa Påhitt <{self.MOA}>", "Rapport från Kulturlyftet", [("r.docx", document), ("film.mp4", os.urandom(47 << 20))])
        why = "Det är större än vad som hämtas. Öppna det i brevlådan, spara rapporten och diarieför den med diarie file."
        for kind in ("Maildir", "Dovecot"):
            with self.subTest(kind), contextlib.ExitStack() as stack:
                server = stack.enter_context(servers.Dovecot()) if kind == "Dovecot" else None
                house = stack.enter_context(House(server, reminders={"before": "0"}))
                (server.append if server else house.put)(raw)
                self.check_held(house)
                self.check_words(house, why)
                with contextlib.closing(sqlite3.connect(house.settings["diarium"]["database"])) as base:
                    self.assertEqual(base.execute("SELECT tillstand, innehall_id, fran_adress, fran_namn, amne, inkom_regel FROM meddelande").fetchall(),
                                     [("granskas", None, self.MOA, "Moa Påhitt", "Rapport från Kulturlyftet", "received")])


class LeftOut(Case):
    """The server counts more mails (EXISTS) than it lists."""

    def setUp(self):
        super().setUp()
        self.fake.mails = {1: report(1), POISON: report(2), 5: report(3)}
        self.house.configure(outgoing={"staff": "handlaggare@finsam.example", "chief": ""})

    def list_with(self, edit, asked="", times=None):
        """What the server says to a listing that asks for ASKED goes through EDIT(bytes)."""
        class Kept:
            def __init__(self):
                self.said, self.sock = b"", self

            def sendall(self, data):
                self.said += data

            def send(self, data):
                self.said += data if isinstance(data, bytes) else (data + "\r\n").encode()

        def listing(line, tag, text):
            kept = Kept()
            self.fake._uid_fetch(kept, tag, text)
            return edit(kept.said)
        self.fake.on(rf"^UID FETCH (?!.*BODY).*{asked}", listing, times=times)

    @staticmethod
    def without(said):
        return re.sub(rb"\* \d+ FETCH \(UID %d\b[^\n]*\n" % POISON, b"", said)

    def to_karin(self):
        return [letter for letter in self.house.letters() if letter["To"].addresses[0].addr_spec == "karin@storbacken.example" and "Tack" not in letter["Subject"]]

    def test_fetched_all_the_same(self):
        """a mail of which the server tells no size, or that is listed only where no size is asked for, is filed with the others"""
        ways = {"no size": (lambda said: re.sub(rb"(UID %d) RFC822.SIZE \d+" % POISON, rb"\1", said), ""),
                "no size, no date": (lambda said: re.sub(rb"(UID %d) [^)]*" % POISON, rb"\1", said), ""),
                "left out where sizes are asked for": (self.without, "RFC822"),
                "left out once": (self.without, "")}
        for name, (edit, asked) in ways.items():
            with self.subTest(name):
                self.setUp()
                self.list_with(edit, asked, 1 if "once" in name else None)
                self.house.once(at(0), expect=0)
                self.assertEqual((self.filed(), self.fake.mails, self.waits(1)), (3, {}, []))

    def test_large_without_size(self):
        """a mail without a size that is longer than any answer comes whole"""
        self.fake.mails[POISON] += b"x" * 76 + b"\r\n" * (2 << 20)
        self.list_with(lambda said: re.sub(rb" RFC822.SIZE \d+", b"", said))
        self.house.once(at(0), expect=0)
        self.assertEqual((self.filed(), self.fake.mails), (3, {}))

    def test_left_out(self):
        """what is listed in no way: the others are filed, two rounds are not complete, in the third a person is told; filed when it is listed again"""
        self.fake.mails[7] = reports.mail("X <x@annan.example>", "Hej", (), "Hej!\n")
        self.list_with(self.without)
        for minute in range(3):
            answer = self.house.once(at(minute), expect=0 if minute == 2 else 75)
            self.assertIn("1 mails more than it lists", answer.err)
            self.assertEqual((self.filed(), "räknar" in str(self.waits(minute))), (2, minute == 2))
        self.assertEqual((self.health(3)["frisk"], self.health(3)["mejl_ej_hamtade"]), (False, 1))
        for minute in (3, 90):
            self.house.once(at(minute), expect=0)
        self.assertEqual((self.filed(), len([one for one in self.waits(91) if "räknar 1 mejl mer" in str(one)])), (2, 1))
        self.fake.mend()
        self.house.once(at(91), expect=0)
        self.assertEqual((self.filed(), "räknar" in str(self.waits(92)), POISON in self.fake.mails), (3, False, False))
        self.assertEqual(self.health(92)["mejl_ej_hamtade"], 0)

    def test_no_reminder(self):
        """nobody is reminded of what may lie there, for a day; a server that counts otherwise for good (what is marked as deleted, say) stops nobody"""
        day = 1440
        self.house.configure(outgoing={"staff": "", "chief": ""})
        self.house.diarie("remind", "--approve", now=at(0))
        self.fake.on(r"^SELECT", b"* 2 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n{tag} OK [READ-WRITE] x\r\n")
        self.fake.on(r"^NOOP", b"{tag} OK x\r\n")
        self.fake.mails = {POISON: reports.mail("X <x@annan.example>", "Hej", (), "Hej!\n")}
        for minute in range(2):
            self.house.once(at(3 * day + minute), expect=75)
        for minute in (2, 3, 90, 24 * 60 - 1):
            self.house.once(at(3 * day + minute), expect=None)
            self.assertEqual(self.to_karin(), [])
        for minute in (0, 1, 2):
            self.house.once(at(6 * day + minute), expect=0)
        self.assertEqual(len(self.to_karin()), 1)

    def test_emptied_meanwhile(self):
        """a person or a program that empties the folder while it is listed, said or not, is nobody's matter"""
        def take(said):
            """What this answer tells of goes while it is on its way."""
            self.fake.mails.pop(POISON, None)
            return self.without(said)
        for expunge in (b"* 2 EXPUNGE\r\n", b""):
            with self.subTest(expunge):
                self.setUp()
                self.list_with(lambda said, expunge=expunge: expunge + take(said))
                if not expunge:
                    self.fake.on(r"^NOOP", b"{tag} OK x\r\n")
                answer = self.house.once(at(0), expect=0)
                self.assertNotIn("more than it lists", answer.err)
                self.assertEqual((self.filed(), self.fake.mails, self.waits(1)), (2, {}, []))

    def test_emptied_again_and_again(self):
        """the same where a mail goes at each look"""
        self.fake.mails.update({uid: report(uid % 8) for uid in range(10, 40)})

        def take_last(said):
            last = max(self.fake.mails)
            del self.fake.mails[last]
            return re.sub(rb"\* \d+ FETCH \(UID %d\b[^\n]*\n" % last, b"", said)
        self.list_with(take_last)
        answer = self.house.once(at(0), expect=0)
        self.assertNotIn("more than it lists", answer.err)

    def test_under_the_daemon(self):
        """what is left out in a session that lives on is missed, too, and filed when it is listed"""
        self.fake.mails = {}
        self.house.start(now=at(3), DIARIE_MAILBOX_SECONDS="1")
        self.house.wait_told("Väntar på post")
        before = self.fake.connections
        self.list_with(self.without, times=8)
        self.fake.mails.update({POISON: report(4), 4: report(5)})
        self.assertTrue(eventually(lambda: self.filed() == 2, 60))
        self.assertEqual((self.house.stop(), self.fake.connections - before), (0, 0))


class Disk(Case):
    @unittest.skipIf(can_mount(), can_mount())
    def test_nearly_full(self):
        """a large mail for which the disk has no room holds up no small ones, is told, and stored when there is room"""
        place = os.path.join(self.house.folder, "liten")
        os.mkdir(place)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m,mode=0700", "tmpfs", place], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", place], check=False)
        self.house.configure(diarium={"database": os.path.join(place, "diarie.db")})
        with open(os.path.join(self.house.folder, "register.csv"), encoding="utf-8") as file:
            self.house.register(file.read())
        large = report(1) + b"x" * 76 + b"\r\n" * (2 << 20)
        self.fake.mails = {1: report(0), 2: report(2), POISON: large, 4: report(4), 5: report(5)}
        for minute in range(3):
            self.house.once(at(minute), expect=75)
        self.assertEqual(self.filed(), 4)
        self.house.once(at(3), expect=0)
        self.assertEqual(list(self.fake.mails), [POISON])
        self.assertIn("fick inte plats", str(self.waits(4)))
        self.assertEqual([one["fran"] for one in self.waits(4)], ["karin@storbacken.example"])
        subprocess.run(["mount", "-o", "remount,size=40m", place], check=True)
        self.house.once(at(70), expect=0)
        self.assertEqual((self.filed(), self.fake.mails), (5, {}))
        self.assertNotIn("fick inte plats", str(self.waits(71)))

    @unittest.skipIf(can_mount(), can_mount())
    def test_fetched_on_a_nearly_full(self):
        """a large mail that was fetched and cannot be filed, for the disk has filled since, holds up no smaller ones behind it; it is filed when there is room"""
        place, programs = (os.path.join(self.house.folder, name) for name in ("liten", "programs"))
        os.mkdir(place)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m,mode=0700", "tmpfs", place], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", place], check=False)
        self.house.configure(diarium={"database": os.path.join(place, "diarie.db")}, outgoing={"staff": ""})
        with open(os.path.join(self.house.folder, "register.csv"), encoding="utf-8") as file:
            self.house.register(file.read())
        document = io.BytesIO(reports.docx(reports.Report("Kulturlyftet", "Åsbergs kommun", "kvartal 1 2026")))
        with zipfile.ZipFile(document, "a") as archive:
            archive.writestr("word/media/bild.png", os.urandom(3 << 20))
        self.fake.mails = {1: reports.mail("Moa <moa@asberg.example>", "Rapport", [("r.docx", document.getvalue())]), **{uid: report(uid) for uid in range(2, 6)}}
        os.mkdir(programs)
        for name in ("diaried", "diarie-mailbox"):  # nothing is read yet
            shutil.copy2(os.path.join(BUILD, name), programs)
        run = subprocess.run([os.path.join(programs, "diaried"), "--config", self.house.config, "--once"], env=self.house.environment(at(0)), stderr=subprocess.PIPE, check=False)
        self.assertEqual((run.returncode, self.filed()), (75, 0), run.stderr)
        disk = os.statvfs(place)
        with open(os.path.join(place, "fyllnad"), "wb") as file:
            file.write(bytes(disk.f_bavail * disk.f_frsize - (3 << 20)))
        for minute in range(1, 4):
            self.house.once(at(minute), expect=75)
            self.assertEqual(self.filed(), 4)
        self.assertFalse(self.health(4)["frisk"])
        self.assertIn("no room", self.health(4)["hamtning_fel"])
        self.assertEqual(len([letter for letter in self.house.letters() if "Tack" in letter["Subject"]]), 3)
        os.unlink(os.path.join(place, "fyllnad"))
        self.house.once(at(5), expect=0)
        self.assertEqual((self.filed(), self.fake.mails, self.waits(6)), (5, {}, []))


if __name__ == "__main__":
    tap.run()
