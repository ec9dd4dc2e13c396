#!/usr/bin/env python3
"""A mailbox session from the worker's side of diarie-mailbox, against a real Dovecot, a liar, and a Maildir."""
import os
import select
import shutil
import subprocess
import tempfile
import time
import unittest

import servers
import tap

DENIED, TEMPORARY, PROTOCOL, NOT_FOUND, CONFIG, DATA = 9, 6, 8, 4, 2, 3
NONE = -9223372036854  # DI_TIME_NONE, in seconds
SMALL = b"Subject: liten\r\n\r\nhej\r\n"
HEADER = b"Subject: liten\r\n\r\n"

CONF = """[diarium]
forbund = Test
prefix = SFT
[mailbox]
url = {url}
password_file = {password}
tls = {tls}
ca_file = {ca}
poll = {poll}
[outgoing]
url = maildir:///nowhere
from = Test <test@finsam.example>
staff = staff@finsam.example
chief = chief@finsam.example
"""

SLOWNESS = int(os.environ.get("DIARIE_TEST_SLOWNESS", "1"))  # sanitizers take their time, and take away the limit on memory


class Failed(Exception):
    def __init__(self, line):
        super().__init__(line)
        _, code, kind, self.text = line.split(" ", 3)
        self.code, self.temporary = int(code), kind == "temporary"


class Client:
    """mailbox-client, which does what diaried does. Every call ends within LIMIT_S, or the test fails."""

    LIMIT_S = 60 * SLOWNESS

    def __init__(self, url, ca="", password=servers.PASSWORD, tls="required", poll=30, seconds=None, stop_after=0):
        self.folder = tempfile.mkdtemp(prefix="diarie-")
        conf, secret = os.path.join(self.folder, "diarie.conf"), os.path.join(self.folder, "password")
        for path, text in ((conf, CONF.format(url=url, password=secret, tls=tls, ca=ca, poll=poll)), (secret, password)):
            with open(path, "w", encoding="utf-8") as file:
                file.write(text + "\n")
            os.chmod(path, 0o600)
        env = dict(os.environ, STOP_AFTER=str(stop_after))
        if seconds:
            env["DIARIE_MAILBOX_SECONDS"] = str(seconds)
        program = os.path.join(tap.builddir(), "mailbox-client")
        self.process = subprocess.Popen([program, conf], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        bufsize=0)
        self.rest = b""
        try:
            self.answer()
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.process.stdin.close()
        try:
            self.status = self.process.wait(20)
        finally:
            self.process.kill()
            self.process.stdout.close()
            shutil.rmtree(self.folder)

    def line(self):
        deadline = time.monotonic() + self.LIMIT_S
        while b"\n" not in self.rest:
            ready, _, _ = select.select([self.process.stdout], [], [], max(deadline - time.monotonic(), 0))
            if not ready:
                raise AssertionError("no answer in time")
            data = os.read(self.process.stdout.fileno(), 65536)
            if not data:
                raise AssertionError(f"the caller died: {self.process.wait()}")
            self.rest += data
        line, self.rest = self.rest.split(b"\n", 1)
        return line.decode()

    def answer(self):
        lines = []
        while True:
            line = self.line()
            if line == "ok":
                return lines
            if line.startswith("error "):
                raise Failed(line)
            lines.append(line.split(" "))

    def say(self, *words):
        self.process.stdin.write((" ".join(map(str, words)) + "\n").encode())

    def ask(self, *words):
        self.say(*words)
        return self.answer()

    def select(self, folder=""):
        return int(self.ask("select", folder)[0][1])

    def list(self, above=0):
        return [tuple(map(int, words[1:])) for words in self.ask("list", above)]

    def fetch(self, *uids, limit=1 << 30):
        """{uid: bytes, or "gone", or "large"}"""
        found = {}
        for _, uid, how, size in self.ask("fetch", limit, self.folder, *uids):
            found[int(uid)] = how
            if how == "whole":
                found[int(uid)] = self.written(uid)
                assert len(found[int(uid)]) == int(size)
        return found

    def written(self, uid):
        with open(os.path.join(self.folder, str(uid)), "rb") as file:
            return file.read()

    def move(self, folder, *uids):
        return {int(uid): yes == "yes" for _, uid, yes in self.ask("move", folder, *uids)}

    def begin_wait(self, milliseconds, *stop):
        self.say("wait", milliseconds, *stop)
        assert self.line() == "waiting"

    def end_wait(self):
        return self.answer()[-1] == ["news", "yes"]

    def helper(self):
        """The process id of diarie-mailbox."""
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children", encoding="ascii") as file:
            return int(file.read().split()[0])


class Case(unittest.TestCase):
    def fails(self, code, *words):
        """A context in which a Failed with CODE must come; it is then in .exception."""
        context = self.assertRaises(Failed)
        case = self

        class Checked:
            def __enter__(self):
                return context.__enter__()

            def __exit__(self, *what):
                done = context.__exit__(*what)
                case.assertEqual(context.exception.code, code, context.exception.text)
                for word in words:
                    case.assertIn(word, context.exception.text)
                return done
        return Checked()


@unittest.skipIf(servers.available(), servers.available())
class Login(Case):
    @classmethod
    def setUpClass(cls):
        cls.imap = servers.Dovecot()
        cls.uid = cls.imap.append(SMALL)

    @classmethod
    def tearDownClass(cls):
        cls.imap.stop()

    def test_ways(self):
        """TLS from the start, STARTTLS, and neither on loopback where that is allowed"""
        before = self.imap.log().count(", TLS, ")
        for url, tls in ((self.imap.url(), "required"), (self.imap.url(tls=False), "required"), (self.imap.url(tls=False), "none")):
            with Client(url, ca=self.imap.ca, tls=tls) as client:
                client.select()
                self.assertEqual(client.fetch(self.uid)[self.uid], SMALL)
        self.assertEqual(self.imap.log().count(", TLS, ") - before, 2)

    def test_stranger(self):
        """a certificate of another authority is refused before the password is sent"""
        folder = tempfile.mkdtemp(prefix="diarie-")
        other = servers.Certificate(folder, label="stranger")
        for url in (self.imap.url(), self.imap.url(tls=False)):
            for ca in (other.ca, ""):
                with self.fails(PROTOCOL, "cannot trust 'localhost'", "kontakt@finsam.example", "no password was sent"):
                    Client(url, ca=ca)
        shutil.rmtree(folder)

    def test_name(self):
        """a certificate for another name is refused before the password is sent"""
        with servers.Dovecot(name="annan.example") as imap:
            for url in (imap.url(), imap.url(tls=False)):
                with self.fails(PROTOCOL, "cannot trust", "no password was sent"):
                    Client(url, ca=imap.ca)
            self.assertNotIn("Login:", imap.log())
            self.assertNotIn("auth failed", imap.log())

    def test_password(self):
        """a wrong password is told with server, user and remedy"""
        for url in (self.imap.url(), self.imap.url(tls=False)):
            with self.fails(DENIED, "cannot log in to 'localhost' as 'kontakt@finsam.example'", "Authentication failed",
                            "password_file") as caught:
                Client(url, ca=self.imap.ca, password="fel-0rd")
            self.assertNotIn("fel-0rd", caught.exception.text)

    def test_down(self):
        """a server that is not there is worth another try"""
        port = servers.free_port()
        with self.fails(TEMPORARY, "cannot reach 'localhost'", str(port), "kontakt@finsam.example"):
            Client(f"imaps://kontakt%40finsam.example@localhost:{port}/INBOX")

    def test_no_name(self):
        """a server whose name is not known is worth another try"""
        with self.fails(TEMPORARY, "'imap.invalid'"):
            Client("imaps://a@imap.invalid/INBOX")

    def test_ca_file(self):
        """a missing ca_file is the administrator's to mend"""
        with self.fails(CONFIG, "ca_file"):
            Client(self.imap.url(), ca="/nowhere/ca.pem")

    def test_home(self):
        """the folder of the URL may be another one, with Swedish letters"""
        self.imap.move(self.imap.append(SMALL), "Rapporter åäö")
        with Client(self.imap.url(folder="Rapporter åäö"), ca=self.imap.ca) as client:
            client.select()
            self.assertEqual(len(client.list()), 1)

    def test_no_folder(self):
        """a folder that is not there is told by its name; the session goes on"""
        with Client(self.imap.url(), ca=self.imap.ca) as client:
            with self.fails(NOT_FOUND, "Finns_ej_åäö"):
                client.select("Finns_ej_åäö")
            with self.fails(PROTOCOL):
                client.list()
            with self.fails(DATA, "control character"):
                client.select("A\x01B")
            client.select()

    def test_helper(self):
        """the helper has no environment, leaves no core, and goes when its caller dies"""
        client = Client(self.imap.url(), ca=self.imap.ca)
        client.select()
        helper = client.helper()
        if os.getuid() == 0:
            with open(f"/proc/{helper}/environ", "rb") as file:
                self.assertNotIn(b"PATH", file.read())
            self.assertEqual(sorted(os.listdir(f"/proc/{helper}/fd"))[:4], ["0", "1", "2", "3"])
        else:  # it may not be looked into, even by its own user
            self.assertRaises(PermissionError, os.listdir, f"/proc/{helper}/fd")
        with open(f"/proc/{helper}/limits", encoding="ascii") as file:
            limits = dict((line[:26].strip(), line[26:].split()[0]) for line in file)
        self.assertEqual(limits["Max core file size"], "0")
        with open(f"/proc/{helper}/status", encoding="ascii") as file:
            status = dict((line + ":").split(":", 1) for line in file)
            status = {name: value.strip(": \t\n") for name, value in status.items()}
        self.assertEqual(status["NoNewPrivs"], "1")
        self.assertEqual(status["Seccomp"], "0" if tap.configured("DI_SANITIZERS", "DI_COVERAGE") else "2")
        client.process.kill()
        self.goes(helper)
        client.close()

    def goes(self, helper):
        """The process is gone, or waits for a parent to bury it."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                with open(f"/proc/{helper}/status", encoding="ascii") as file:
                    if "State:\tZ" in file.read():
                        return
            except (FileNotFoundError, ProcessLookupError):
                return
            time.sleep(0.02)
        self.fail("diarie-mailbox outlived its caller")

    def test_dies_while_waiting(self):
        """the helper goes when its caller dies during IDLE"""
        client = Client(self.imap.url(), ca=self.imap.ca)
        client.select()
        client.begin_wait(60_000)
        helper = client.helper()
        client.process.kill()
        self.goes(helper)
        client.close()


@unittest.skipIf(servers.available(), servers.available())
class Mails(Case):
    def setUp(self):
        self.imap = servers.Dovecot()
        self.client = None

    def tearDown(self):
        if self.client:
            self.client.close()
        self.imap.stop()

    def connect(self, **more):
        self.client = Client(self.imap.url(), ca=self.imap.ca, **more)
        self.client.select()
        return self.client

    def test_bytes(self):
        """mails come byte for byte: CRLF, 8-bit, long lines, a megabyte's edges, 5 MB"""
        mib = 1 << 20
        head = b"Subject: x\r\n\r\n"
        raws = [SMALL, head + bytes(range(128, 256)) + b"\r\n", head + "åäö".encode("latin-1") + b"\r\n", head + b"x" * 100_000 + b"\r\n", b"\r\n"]
        for size in (128 << 10, 256 << 10, mib - 1, mib, mib + 1, 2 * mib, 5_000_000):
            raws.append((head + b"%076d\r\n" * (size // 78 + 1) % tuple(range(size // 78 + 1)))[:size - 2] + b"\r\n")
        when = 1_776_232_800
        uids = self.imap.append_many(raws, when=when)
        client = self.connect()
        self.assertEqual(client.list(), [(uid, len(raw), when) for uid, raw in zip(uids, raws)])
        found = client.fetch(*uids)
        for uid, raw in zip(uids, raws):
            self.assertTrue(found[uid] == raw, f"{len(raw)} bytes")
        self.assertEqual(self.imap.uids()[uids[0]], set(), "\\Seen must not be set")

    def test_order(self):
        """mails come in the order asked, those that are gone in their place; lower UIDs are not listed"""
        uids = self.imap.append_many([SMALL + b"%d\r\n" % i for i in range(100)])
        self.imap.expunge(uids[50])
        client = self.connect()
        asked = [uids[7], uids[50], uids[3], 4711, uids[99], uids[0]]
        found = client.fetch(*asked)
        self.assertEqual(list(found), asked)
        self.assertEqual([found[uids[50]], found[4711]], ["gone", "gone"])
        self.assertTrue(found[uids[99]].endswith(b"99\r\n"))
        self.assertEqual([entry[0] for entry in client.list(uids[97])], uids[98:])
        self.assertEqual(client.list(uids[99]), [])
        self.assertEqual(client.list(uids[99] + 1000), [])
        self.assertEqual(len(client.list(0)), 99)

    def test_limit(self):
        """a mail over the limit is told, and of it only the header comes; of all with a limit of nothing"""
        uids = self.imap.append_many([SMALL, SMALL + b"x" * 3_000_000, SMALL])
        client = self.connect()
        found = client.fetch(*uids, limit=1_000_000)
        self.assertEqual([found[uid] for uid in uids], [SMALL, "large", SMALL])
        self.assertEqual(client.written(uids[1]), HEADER)
        found = client.fetch(*uids, limit=0)
        self.assertEqual([found[uid] for uid in uids], ["large"] * 3)
        self.assertEqual([client.written(uid) for uid in uids], [HEADER] * 3)

    def test_long_header(self):
        """a header without an end is cut off"""
        uids = self.imap.append_many([b"Subject: liten\r\n" + b"X-Long: y\r\n" * 100_000 + b"\r\nhej\r\n"])
        client = self.connect()
        self.assertEqual(client.fetch(*uids, limit=0), {uids[0]: "large"})
        self.assertTrue(client.written(uids[0]).startswith(b"Subject: liten\r\nX-Long"))
        self.assertEqual(len(client.written(uids[0])), 65536)

    def test_stop(self):
        """the caller may stop in the middle, and go on with another question"""
        uids = self.imap.append_many([SMALL + b"y" * 50_000] * 200)
        client = self.connect(stop_after=3)
        self.assertEqual(len(client.fetch(*uids)), 3)
        self.assertEqual(len(client.list(0)), 200)
        self.assertEqual(len(client.fetch(*uids)), 3)

    def test_move(self):
        """mails move to a folder that is made, subscribed, and bears its Swedish name; gone ones are told"""
        uids = self.imap.append_many([SMALL] * 4)
        client = self.connect()
        self.assertEqual(client.move("Diariefört", uids[0], 4711, uids[2]), {uids[0]: True, 4711: False, uids[2]: True})
        self.assertEqual(set(self.imap.uids()), {uids[1], uids[3]})
        self.assertEqual(len(self.imap.uids("Diariefört")), 2)
        self.assertIn("Diariefört", self.imap.subscribed())
        self.assertEqual(client.move("Diariefört", uids[0]), {uids[0]: False})
        self.assertEqual(client.move("Diariefört", uids[1]), {uids[1]: True})
        self.assertEqual(client.move("Å&ä-日本", uids[3]), {uids[3]: True})
        self.assertEqual(len(self.imap.uids("Å&ä-日本")), 1)

    def test_prefix(self):
        """on a server that keeps all folders below INBOX, so are ours"""
        with servers.Dovecot(prefix="INBOX.") as imap:
            uids = imap.append_many([SMALL] * 3)
            with Client(imap.url(), ca=imap.ca) as client:
                client.select()
                self.assertEqual(client.move("Diariefört", uids[0]), {uids[0]: True})
                self.assertEqual(client.move("Granskas", uids[1]), {uids[1]: True})
            self.assertEqual(len(imap.uids("INBOX.Diariefört")), 1)
            self.assertEqual(len(imap.uids("INBOX.Granskas")), 1)
            self.assertIn("INBOX.Diariefört", imap.subscribed())
            with Client(imap.url(), ca=imap.ca) as client:
                client.select("Diariefört")
                self.assertEqual(len(client.list()), 1)

    def test_subfolder(self):
        """"A/B" is the folder B in A, whatever the server writes between them, and below INBOX where it keeps all folders there"""
        for separator, prefix, names in (("/", "", ("Diarie/Klart", "Diarie/Å/ä")), (".", "", ("Diarie.Klart", "Diarie.Å.ä")),
                                         ("^", "", ("Diarie^Klart", "Diarie^Å^ä")), (".", "INBOX.", ("INBOX.Diarie.Klart", "INBOX.Diarie.Å.ä"))):
            with self.subTest(separator=separator, prefix=prefix), servers.Dovecot(separator=separator, prefix=prefix) as imap:
                uids = imap.append_many([SMALL] * 4)
                with Client(imap.url(), ca=imap.ca) as client:
                    client.select()
                    self.assertEqual(client.move("Diarie/Klart"), {})
                    self.assertEqual([name for name in imap.folders() if "Diarie" in name and "Å" not in name][-1:], [names[0]])
                    self.assertEqual(client.move("Diarie/Klart", uids[0]), {uids[0]: True})
                    self.assertEqual(client.move("Diarie/Å/ä", uids[1]), {uids[1]: True})
                    self.assertEqual(client.move("Diariefört", uids[2]), {uids[2]: True})
                    client.select("Diarie/Klart")
                    self.assertEqual(client.move("", 1), {1: True})
                self.assertEqual([len(imap.uids(name)) for name in (*names, prefix + "Diariefört", "INBOX")], [0, 1, 1, 2])
                with Client(imap.url(), ca=imap.ca) as client:
                    client.select("Diarie/Å/ä")
                    self.assertEqual(len(client.list()), 1)
                    with self.fails(NOT_FOUND, f"open the folder '{names[0].replace('Klart', 'Ingen')}'"):
                        client.select("Diarie/Ingen")

    def test_copy(self):
        """without MOVE mails are copied and exactly they removed; what others marked as deleted stays"""
        self.imap.configure(capability="IMAP4rev1 LITERAL+ UIDPLUS IDLE")
        uids = self.imap.append_many([SMALL] * 3)
        with self.imap.client() as person:
            person.select()
            person.uid("STORE", str(uids[2]), "+FLAGS.SILENT", "(\\Deleted)")
        client = self.connect()
        self.assertEqual(client.move("Diariefört", uids[0], 4711), {uids[0]: True, 4711: False})
        self.assertEqual(set(self.imap.uids()), {uids[1], uids[2]})
        self.assertEqual(len(self.imap.uids("Diariefört")), 1)
        self.assertIn("Diariefört", self.imap.subscribed())
        self.assertEqual(client.ask("remark"), [["remark", "-"]])

    def test_copy_only(self):
        """without MOVE and UIDPLUS mails are copied, stay, and staff are told why"""
        self.imap.configure(capability="IMAP4rev1 LITERAL+ IDLE")
        uids = self.imap.append_many([SMALL] * 2)
        client = self.connect()
        self.assertEqual(client.move("Granskas", uids[0], 4711), {uids[0]: True, 4711: False})
        self.assertEqual(self.imap.uids(), {uids[0]: set(), uids[1]: set()})
        self.assertEqual(len(self.imap.uids("Granskas")), 1)
        self.assertIn("copied", " ".join(client.ask("remark")[0]))

    def test_junk(self):
        """the junk folder is found by its flag"""
        self.imap.append(SMALL, folder="Skräppost")
        client = self.connect()
        client.select("\\Junk")
        self.assertEqual(len(client.list()), 1)

    def test_renumbered(self):
        """a new UIDVALIDITY is told"""
        self.imap.append(SMALL)
        client = self.connect()
        before = client.select()
        client.close()
        wanted = self.imap.bump_uidvalidity()
        self.client = None
        client = self.connect()
        self.assertEqual(client.select(), wanted)
        self.assertNotEqual(before, wanted)
        self.assertEqual(len(client.list()), 1)

    def test_idle(self):
        """IDLE tells of a new mail at once, and ends when its caller wants something else"""
        uid = self.imap.append(SMALL)
        client = self.connect()
        client.list()
        client.begin_wait(50_000)
        time.sleep(0.2)
        began = time.monotonic()
        fresh = self.imap.append(SMALL)
        self.assertTrue(client.end_wait())
        self.assertLess(time.monotonic() - began, 10)
        self.assertEqual([entry[0] for entry in client.list(uid)], [fresh])
        client.begin_wait(50_000, "stop")
        self.assertFalse(client.end_wait())
        client.begin_wait(300)
        self.assertFalse(client.end_wait())
        self.assertEqual(client.fetch(fresh)[fresh], SMALL)

    def test_idle_missed(self):
        """a mail that came between the list and the wait is news too"""
        client = self.connect()
        client.list()
        self.imap.append(SMALL)
        client.begin_wait(50_000)
        self.assertTrue(client.end_wait())

    def test_idle_opened_again(self):
        """a mail that came between the list and the folder's being opened again, as for moving, is news too; after another list it is none"""
        client = self.connect()
        client.list()
        self.imap.append(SMALL)
        client.select("\\Junk")
        client.select()
        client.begin_wait(5_000)
        self.assertTrue(client.end_wait())
        client.list()
        client.select()
        client.begin_wait(300)
        self.assertFalse(client.end_wait())

    def test_poll(self):
        """without IDLE the folder is looked at now and then"""
        self.imap.configure(capability="IMAP4rev1 LITERAL+ UIDPLUS MOVE")
        client = self.connect(poll=30)
        client.close()
        client = self.client = Client(self.imap.url(), ca=self.imap.ca, poll=30)
        client.select()
        client.list()
        client.begin_wait(700)
        self.imap.append(SMALL)
        self.assertTrue(client.end_wait())

    def test_down(self):
        """a server that stops during IDLE ends the wait with a failure worth another try"""
        client = self.connect()
        client.begin_wait(50_000)
        time.sleep(0.1)
        self.imap.halt()
        with self.fails(TEMPORARY, "localhost", "kontakt@finsam.example"):
            client.end_wait()
        with self.fails(TEMPORARY):
            client.list()

    def test_speed(self):
        """more than 1,000 mails of 60 KB a second over TLS"""
        mail = b"Subject: fart\r\n\r\n" + (b"z" * 76 + b"\r\n") * (60_000 // 78)
        self.imap.append_many([mail] * 1000)
        client = self.connect()
        best = max(int(client.ask("bench", 0)[-1][3]) for _ in range(3))
        tap.note(f"{best} mails of {len(mail)} bytes a second over TLS, best of three")
        self.assertGreater(best, 200 / SLOWNESS, "far below the goal, even for a busy machine")


class Liars(Case):
    """Whatever a server says, the caller gets an answer or an error, soon, and lives."""

    def setUp(self):
        self.fake = servers.FakeImap(mails={3: SMALL, 7: SMALL + b"sju\r\n"})
        self.client = None

    def tearDown(self):
        if self.client:
            self.client.close()
        self.fake.stop()

    def connect(self, **more):
        self.client = Client(self.fake.url(), tls="none", seconds=3, **more)
        return self.client

    def selected(self, **more):
        client = self.connect(**more)
        client.select()
        return client

    def test_honest(self):
        """an honest one is understood; n:* below n is passed over; no SEARCH, ENABLE, BODYSTRUCTURE, plain EXPUNGE"""
        client = self.selected()
        self.assertEqual(client.list(), [(3, len(SMALL), 1_776_232_800), (7, len(SMALL) + 5, 1_776_232_800)])
        self.assertEqual(client.list(7), [])
        self.assertEqual(client.fetch(3, 7), {3: SMALL, 7: SMALL + b"sju\r\n"})
        self.assertEqual(client.move("Diariefört", 3), {3: True})
        self.assertEqual(self.fake.moved, [([3], servers.utf7("Diariefört"))])
        said = " ".join(self.fake.lines).upper()
        for word in ("SEARCH", "ENABLE", "BODYSTRUCTURE", "ENVELOPE"):
            self.assertNotIn(word, said)
        self.assertNotIn("BODY[", said)

    def test_every_lie(self):
        """each lie ends as an error worth another try, or as nothing, and the caller lives"""
        ok = b"{tag} OK done\r\n"
        lies = {
            "three million parentheses": b"* 1 FETCH (UID 3 BODYSTRUCTURE " + b"(" * 3_000_000 + b"\r\n" + ok,
            "a literal of four gigabytes": b"* 1 FETCH (UID 3 RFC822.SIZE 5 BODY[] {4294967290}\r\n",
            "a literal beyond every number": b"* 1 FETCH (UID 3 BODY[]<0> {99999999999999999999}\r\nabc)\r\n" + ok,
            "a line without an end": b"* 1 FETCH (UID 3 X " + b"A" * 80_000_000,
            "a million untagged lines": b"* 1 EXISTS\r\n" * 3_000_000 + ok,
            "another tag": b"zz OK done\r\n",
            "BYE": b"* BYE going down\r\n",
            "garbage": bytes(range(256)) * 10 + b"\r\n",
            "nothing, and the connection broken": b"",
            "BAD": b"{tag} BAD what\r\n",
            "NO": b"{tag} NO not now\r\n",
            "half a literal": b"* 1 FETCH (UID 3 BODY[]<0> {100}\r\nabc",
            "negative numbers": b"* -1 FETCH (UID -3 RFC822.SIZE -5)\r\n" + ok,
            "an ESEARCH": b"* ESEARCH (TAG \"1\") UID\r\n" + ok,
            "malformed flags": b"* OK [PERMANENTFLAGS (\\] x\r\n" + ok,
            "NULs": b"* 1 FETCH (UID 3 RFC822.SIZE 5\0\0\0)\r\n" + ok,
        }
        for name, lie in lies.items():
            for pattern, words in ((r"^UID FETCH.*RFC822", ("list", 0)), (r"^UID FETCH.*BODY", ("fetch", 10 ** 9, "/nowhere", 3, 7)),
                                   (r"^SELECT", ("select", "INBOX")), (r"^UID MOVE", ("move", "Junk", 3))):
                with self.subTest(f"{name}, asked for {pattern}"), \
                        servers.FakeImap(mails={3: SMALL, 7: SMALL}, capability="IMAP4rev1 SASL-IR AUTH=PLAIN MOVE UIDPLUS IDLE") as fake:
                    began = time.monotonic()
                    try:
                        with Client(fake.url(), tls="none", seconds=1) as client:
                            client.select()
                            fake.on(pattern, lie, then=servers.CLOSE if lie in (b"", lies["BYE"], lies["a line without an end"]) else None)
                            client.ask(*words)
                    except Failed as failed:
                        self.assertTrue(failed.temporary or failed.code in (DENIED, NOT_FOUND), failed.text)
                        if os.environ.get("DIARIE_SHOW"):
                            tap.note(f"{name}, {pattern}: {failed.text}")
                    self.assertLess(time.monotonic() - began, 30 * SLOWNESS)

    def test_lies_at_login(self):
        """lies before the session has begun"""
        for pattern, lie in ((r"^CAPABILITY", b"* CAPABILITY " + b"X" * 20_000_000 + b"\r\n"), (r"^CAPABILITY", b"* BYE no\r\n"),
                             (r"^AUTHENTICATE", b"{tag} NO [UNAVAILABLE] later\r\n"), (r"^AUTHENTICATE", b"* BYE\r\n")):
            with self.subTest(lie[:30]), servers.FakeImap() as fake:
                fake.on(pattern, lie)
                with self.assertRaises(Failed) as caught:
                    Client(fake.url(), tls="none", seconds=1)
                self.assertTrue(caught.exception.temporary, caught.exception.text)

    def test_silence(self):
        """silence ends with the time limit: at the greeting, at a command, in the middle of a mail"""
        self.fake.greeting = b""
        with self.fails(TEMPORARY, "localhost"):
            self.connect()
        self.fake.greeting = b"* OK ready\r\n"
        for pattern, start in ((r"^UID FETCH.*RFC822", b""), (r"^UID FETCH.*BODY", b"* 1 FETCH (UID 3 BODY[]<0> {24}\r\nSub")):
            self.fake.on(pattern, start, then=servers.HANG, times=1)
            with Client(self.fake.url(), tls="none", seconds=2) as client:
                client.select()
                began = time.monotonic()
                with self.fails(TEMPORARY, "in time"):
                    client.fetch(3)
                self.assertLess(time.monotonic() - began, 20)
                with self.fails(TEMPORARY):
                    client.list()

    def test_drip(self):
        """one byte at a time does not outwit the time limit"""
        def drip(line, *_):
            for byte in b"* 1 FETCH (UID 3 RFC822.SIZE 24)" * 100:
                line.send(bytes([byte]))
                time.sleep(0.05)
            return b""
        self.fake.on(r"^UID FETCH", drip)
        client = self.connect()
        client.select()
        with self.fails(TEMPORARY, "in time"):
            client.list()

    def test_injection(self):
        """STARTTLS that is not offered, or answered with more than one line, gets no password"""
        with servers.FakeImap(tls="starttls", password="nej") as fake:
            fake.on(r"^CAPABILITY", b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n{tag} OK done\r\n")
            with self.fails(PROTOCOL, "STARTTLS", "no password was sent"):
                Client(fake.url(), ca=fake.ca)
            self.assertEqual([line for line in fake.lines if "AUTH" in line or "LOGIN" in line], [])
        with servers.FakeImap(tls="starttls") as fake:
            fake.on(r"^STARTTLS", b"{tag} OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN LOGINDISABLED\r\n")
            with self.assertRaises(Failed):
                Client(fake.url(), ca=fake.ca, seconds=3)
            self.assertEqual([line for line in fake.lines if "AUTH" in line or "LOGIN" in line], [])
        with servers.FakeImap(tls="starttls") as fake:  # and then speaks TLS as it should
            def inject(line, tag, _):
                line.send(f"{tag} OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nA003 OK ready")
                line.starttls()
                return b""
            fake.on(r"^STARTTLS", inject)
            with self.assertRaises(Failed):
                Client(fake.url(), ca=fake.ca, seconds=3)
            self.assertEqual([line.split(" ")[1] for line in fake.lines], ["CAPABILITY", "STARTTLS"])
        with servers.FakeImap(tls="starttls") as fake:  # said before it was asked
            fake.greeting = b"* OK ready\r\nA001 OK done\r\nA002 OK begin\r\n"
            with self.assertRaises(Failed):
                Client(fake.url(), ca=fake.ca, seconds=3)
            self.assertEqual([line for line in fake.lines if "AUTH" in line or "LOGIN" in line], [])
        with servers.FakeImap() as fake:
            fake.greeting = b"* PREAUTH welcome\r\n"
            with self.assertRaises(Failed):
                Client(fake.url(), seconds=3)
            self.assertEqual([line for line in fake.lines if "AUTHENTICATE" in line or "LOGIN" in line], [])

    def test_not_loopback(self):
        """tls = none is refused for another machine"""
        for host in ("imap.example", "127.evil.example", "localhost.example"):
            with self.fails(CONFIG, "tls"):
                Client(f"imap://a@{host}:1/INBOX", tls="none")

    def test_throttled(self):
        """a server that asks for patience is quoted with its number"""
        self.fake.on(r"^UID FETCH", b"{tag} NO Request is throttled. Suggested Backoff Time: 299961 milliseconds\r\n", times=1)
        client = self.selected()
        with self.fails(TEMPORARY, "Suggested Backoff Time: 299961 milliseconds"):
            client.list()
        self.assertEqual(len(client.list()), 2)
        self.fake.on(r"^SELECT", b"{tag} BAD Request is throttled. Suggested Backoff Time: 77 milliseconds\r\n* BYE Connection closed. 14\r\n", times=1)
        with self.fails(TEMPORARY, "Suggested Backoff Time: 77 milliseconds"):
            client.select()
        self.fake.on(r"^AUTHENTICATE", b"{tag} NO Request is throttled. Suggested Backoff Time: 5000 milliseconds\r\n", times=1)
        with self.fails(TEMPORARY, "Suggested Backoff Time: 5000 milliseconds"):
            Client(self.fake.url(), tls="none")

    def test_empty(self):
        """an answer without the mail is asked for three times, then told as gone; a later mail still comes"""
        self.fake.on(r"^UID FETCH 3 .*BODY", b"{tag} OK done\r\n")
        self.fake.on(r"^UID FETCH 3,7 .*BODY", b"* 2 FETCH (UID 7 BODY[]<0> {3}\r\nsju)\r\n{tag} OK done\r\n")
        client = self.selected()
        found = client.fetch(3, 7)
        self.assertEqual(found[3], "gone")
        self.assertIn(b"sju", found[7])
        asked = [line for line in self.fake.lines if "UID FETCH 3 " in line and "BODY" in line]
        self.assertEqual(len(asked), 3)
        self.fake.on(r"^UID FETCH 3 .*BODY", b"* 1 FETCH (UID 3 BODY[] NIL)\r\n{tag} OK done\r\n")
        self.assertEqual(client.fetch(3)[3], "gone")

    def test_empty_once(self):
        """an answer that is empty once is asked for again"""
        self.fake.on(r"^UID FETCH 3 .*BODY", b"{tag} OK done\r\n", times=2)
        self.assertEqual(self.selected().fetch(3)[3], SMALL)

    def test_wrong_size(self):
        """RFC822.SIZE is a hint: too large, too small, nothing; the bytes are what counts"""
        raw = b"Subject: x\r\n\r\n" + b"y" * 300_000
        self.fake.mails = {3: raw}
        for size in (1, 100_000, 900_000, 4_000_000, 0):
            self.fake.on(r"^UID FETCH.*RFC822.SIZE", b"* 1 FETCH (UID 3 RFC822.SIZE %d)\r\n{tag} OK done\r\n" % size)
            self.assertTrue(self.selected().fetch(3)[3] == raw, size)
            self.client.close()
        self.fake.on(r"^UID FETCH.*RFC822.SIZE", b"* 1 FETCH (UID 3 RFC822.SIZE 10)\r\n{tag} OK done\r\n")
        self.assertEqual(self.selected().fetch(3, limit=100_000)[3], "large")

    def test_header_refused(self):
        """a server that refuses a header, or has nothing for it, keeps the session: the mail is told all the same"""
        self.fake.mails = {3: SMALL, 4: SMALL}
        client = self.selected()
        for answer, found in ((b"{tag} NO not today\r\n", "large"), (b"{tag} OK done\r\n", "gone"),
                              (b"* 1 FETCH (UID 3 BODY[HEADER] NIL)\r\n{tag} OK done\r\n", "large"),
                              (b"* 1 FETCH (UID 3 BODY[HEADER] {4}\r\nabcd)\r\n{tag} OK done\r\n", "large")):
            self.fake.on(r"^UID FETCH 3 .*HEADER", answer)
            self.assertEqual(client.fetch(3, 4, limit=0), {3: found, 4: "large"}, answer)
            self.assertEqual(os.path.exists(os.path.join(client.folder, "3")), b"abcd" in answer)
        self.assertEqual(client.written(4), HEADER)

    def test_endless_mail(self):
        """a mail that never ends is broken off at the limit"""
        self.fake.on(r"^UID FETCH.*BODY", lambda line, tag, text: b"* 1 FETCH (UID 3 BODY[]<%s> {1048576}\r\n" %
                     servers.re.search(r"<(\d+)\.", text)[1].encode() + b"z" * 1048576 + b")\r\n{tag} OK done\r\n")
        self.fake.on(r"^UID FETCH.*RFC822.SIZE", b"* 1 FETCH (UID 3 RFC822.SIZE 2000000)\r\n{tag} OK done\r\n")
        self.assertEqual(self.selected().fetch(3, limit=5_000_000)[3], "large")

    def test_no_date(self):
        """dates and sizes that are none, in pieces of any size, with a line too long to be looked through: those mails have none"""
        lines = (b'* 1 FETCH (UID 3 RFC822.SIZE 10 INTERNALDATE "15-Apr-2026 08:00:00 +0200")\r\n* 2 FETCH (INTERNALDATE NIL RFC822.SIZE 7 UID 7)\r\n'
                 b"* 3 FETCH (UID 8 RFC822.SIZE NIL INTERNALDATE \"idag\")\r\n* OK " + b"x" * 40000 + b"\r\n"
                 b'* 4 FETCH (UID 9 INTERNALDATE "15-Apr-2026 08:00:00" RFC822.SIZE 9)\r\n{tag} OK done\r\n')

        def in_pieces(line, tag, _):
            said = lines.replace(b"{tag}", tag.encode())
            for at in range(0, len(said), size):
                line.sock.sendall(said[at:at + size])
            return b""
        for size in (1, 7, 100, 20000, 100000):
            self.fake.on(r"^UID FETCH \d+:\*", in_pieces, times=1)
            self.assertEqual(self.selected().list(2), [(3, 10, 1776232800), (7, 7, NONE), (8, 0, NONE), (9, 9, NONE)], size)

    def test_other_mails(self):
        """mails nobody asked for, and bytes from another place of the mail, are passed over"""
        self.fake.on(r"^UID FETCH 3,7 .*BODY", b"* 9 FETCH (UID 9 BODY[]<0> {5}\r\nNEJ!!)\r\n* 2 FETCH (FLAGS (\\Seen))\r\n"
                     b"* 2 FETCH (BODY[]<0> {28}\r\nSubject: liten\r\n\r\nhej\r\nsju\r\n UID 7)\r\n"
                     b"* 1 FETCH (UID 3 BODY[]<512> {5}\r\nNEJ!!)\r\n{tag} OK done\r\n")
        self.assertEqual(self.selected().fetch(3, 7), {3: SMALL, 7: SMALL + b"sju\r\n"})

    def test_moved_lie(self):
        """COPYUID alone says what was moved"""
        client = self.selected()
        self.fake.on(r"^UID MOVE", b"* OK [COPYUID 1 7,99 1:2] moved\r\n{tag} OK done\r\n", times=1)
        self.assertEqual(client.move("Junk", 3, 7), {3: False, 7: True})
        self.fake.on(r"^UID MOVE", b"{tag} OK done\r\n", times=1)
        self.assertEqual(client.move("Junk", 3), {3: False})

    def test_no_create(self):
        """a folder that may not be made is told with the server's words; the session goes on"""
        self.fake.on(r"^CREATE", b"{tag} NO [NOPERM] not you\r\n")
        client = self.selected()
        with self.fails(DENIED, "make the folder 'Diariefört'", "not you"):
            client.move("Diariefört", 3)
        self.assertEqual(len(client.list()), 2)

    def test_not_for_its_name(self):
        """a folder that is there and takes no mail: the server's own words are told, and no other folder is made"""
        self.fake.folders["Diarief&APY-rt"] = ""
        self.fake.on(r"^UID MOVE", b"{tag} NO [OVERQUOTA] Quota exceeded\r\n")
        before = dict(self.fake.folders)
        client = self.selected()
        with self.fails(DENIED, "move mails to the folder 'Diariefört'", "Quota exceeded"):
            client.move("Diariefört", 3)
        self.assertEqual(self.fake.folders, before)

    def test_capabilities(self):
        """MOVE is used where it is offered only after the login"""
        self.fake.on(r"^CAPABILITY", b"* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\n{tag} OK done\r\n", times=1)
        self.assertEqual(self.selected().move("Junk", 3), {3: True})

    def test_idle(self):
        """IDLE: EXISTS before the +, refusal, garbage, BYE"""
        client = self.selected()
        client.list()
        self.fake.on(r"^IDLE", lambda line, tag, _: (line.send(b"* 3 EXISTS\r\n+ idling\r\n"), line.read(), b"{tag} OK done\r\n")[2], times=1)
        client.begin_wait(20_000)
        self.assertTrue(client.end_wait())
        self.fake.on(r"^IDLE", lambda line, tag, _: (line.send(b"+ idling\r\n* 3 EXISTS\r\n"), line.read(), b"{tag} OK done\r\n")[2], times=1)
        client.begin_wait(20_000)
        self.assertTrue(client.end_wait())
        self.fake.on(r"^IDLE", b"+ idling\r\n* BYE\r\n", then=servers.CLOSE, times=1)
        client.begin_wait(20_000)
        with self.fails(TEMPORARY):
            client.end_wait()
        client.close()
        self.fake.on(r"^IDLE", b"{tag} NO not for you\r\n")
        client = self.selected(poll=30)
        client.list()
        client.begin_wait(500)
        self.fake.mails[9] = SMALL
        self.assertTrue(client.end_wait())
        self.assertEqual(len(client.list()), 3)

    def test_idle_again(self):
        """IDLE is said again after a while, and a mail of which the server was silent is found then"""
        self.client = client = Client(self.fake.url(), tls="none", seconds=1)
        client.select()
        client.list()
        client.begin_wait(30_000)
        time.sleep(0.2)
        self.fake.mails[11] = SMALL
        self.assertTrue(client.end_wait())
        self.assertEqual([line for line in self.fake.lines if "IDLE" in line or line == "DONE"][:2], ["idle1 IDLE", "DONE"])

    def test_idle_flood(self):
        """a server that talks without end during IDLE does not keep its caller waiting"""
        def flood(line, *_):
            line.send(b"+ idling\r\n")
            while not self.fake.stopping.is_set():
                line.send(b"* 1 FETCH (FLAGS (\\Seen))\r\n" * 1000)
            return b""
        self.fake.on(r"^IDLE", flood)
        for stop in ((), ("stop",)):
            client = Client(self.fake.url(), tls="none", seconds=1)
            client.select()
            began = time.monotonic()
            client.begin_wait(500 if not stop else 30_000, *stop)
            try:
                self.assertFalse(client.end_wait())
            except Failed as failed:
                self.assertTrue(failed.temporary, failed.text)
            self.assertLess(time.monotonic() - began, 10)
            client.close()

    def test_no_junk(self):
        """no folder flagged \\Junk"""
        self.fake.folders = {"INBOX": "", "Junk": ""}
        client = self.connect()
        with self.fails(NOT_FOUND, "Junk"):
            client.select("\\Junk")

    def test_no_uidvalidity(self):
        """a folder without UIDVALIDITY cannot be used"""
        self.fake.on(r"^SELECT", b"* 1 EXISTS\r\n{tag} OK done\r\n")
        client = self.connect()
        with self.fails(PROTOCOL, "UIDVALIDITY"):
            client.select()


class Maildir(Case):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="diarie-")
        self.path = os.path.join(self.folder, "Maildir")
        for sub in ("cur", "new", "tmp"):
            os.makedirs(os.path.join(self.path, sub))
        self.client = None
        self.number = 0

    def tearDown(self):
        if self.client:
            self.client.close()
        shutil.rmtree(self.folder)

    def deliver(self, raw=SMALL, sub="new", name=None, when=None):
        self.number += 1
        name = name or f"{self.number}.test.host"
        path = os.path.join(self.path, "tmp", name)
        with open(path, "wb") as file:
            file.write(raw)
        when = when or 1_776_232_800 + self.number
        os.utime(path, (when, when))
        os.rename(path, os.path.join(self.path, sub, name))
        return name

    def connect(self):
        if self.client:
            self.client.close()
        self.client = Client("maildir://" + self.path)
        return self.client, self.client.select()

    def test_numbers(self):
        """mails keep their numbers when they get flags, go from new/ to cur/, and others come and go"""
        first, second = self.deliver(), self.deliver(SMALL + b"2\r\n", sub="cur", name="b.host:2,S")
        client, uidvalidity = self.connect()
        self.assertEqual(client.list(), [(1, len(SMALL), 1_776_232_801), (2, len(SMALL) + 3, 1_776_232_802)])
        os.rename(os.path.join(self.path, "new", first), os.path.join(self.path, "cur", first + ":2,FS"))
        self.assertEqual(client.fetch(1, 2), {1: SMALL, 2: SMALL + b"2\r\n"})
        os.remove(os.path.join(self.path, "cur", second))
        self.deliver()
        client, again = self.connect()
        self.assertEqual(again, uidvalidity)
        self.assertEqual([entry[0] for entry in client.list()], [1, 3])
        self.assertEqual(client.fetch(2), {2: "gone"})
        self.assertEqual([entry[0] for entry in client.list(1)], [3])

    def test_move(self):
        """mails move into folders as Dovecot names them"""
        self.deliver()
        self.deliver(sub="cur", name="b.host:2,S")
        client, _ = self.connect()
        self.assertEqual(client.move("Diariefört", 1, 2, 3), {1: True, 2: True, 3: False})
        folder = os.path.join(self.path, ".Diarief&APY-rt")
        self.assertEqual(sorted(os.listdir(os.path.join(folder, "cur"))), ["1.test.host:2,", "b.host:2,S"])
        self.assertTrue(os.path.exists(os.path.join(folder, "maildirfolder")))
        self.assertEqual(client.list(), [])
        client.select("Diariefört")
        self.assertEqual(len(client.list()), 2)
        with self.fails(NOT_FOUND):
            client.select("\\Junk")
        with self.fails(DATA):
            client.select("../../etc")

    def test_damaged(self):
        """a damaged number file means a new UIDVALIDITY, never wrong numbers"""
        self.deliver()
        client, before = self.connect()
        client.list()
        time.sleep(1.1)
        with open(os.path.join(self.path, ".diarie-uids"), "w", encoding="ascii") as file:
            file.write("diarie-uids 1 17 2\n1 x\n1 y\n")
        client, after = self.connect()
        self.assertNotIn(after, (before, 17))
        self.assertEqual(len(client.list()), 1)

    def test_empty_numbers(self):
        """an empty number file, as a power cut may leave one, is a damaged one"""
        self.deliver()
        client, before = self.connect()
        client.list()
        time.sleep(1.1)
        with open(os.path.join(self.path, ".diarie-uids"), "w", encoding="ascii"):
            pass
        client, after = self.connect()
        self.assertNotEqual(after, before)
        self.assertEqual(len(client.list()), 1)

    def test_strange_files(self):
        """links, folders and hidden files are no mails"""
        self.deliver()
        os.symlink("/etc/passwd", os.path.join(self.path, "new", "link"))
        os.mkdir(os.path.join(self.path, "new", "folder"))
        with open(os.path.join(self.path, "new", ".hidden"), "wb"):
            pass
        client, _ = self.connect()
        self.assertEqual(len(client.list()), 1)

    def test_limit(self):
        """a large mail comes whole, one over the limit is told, and its beginning comes"""
        raw = SMALL + os.urandom(3_000_000)
        self.deliver(raw)
        client, _ = self.connect()
        self.assertTrue(client.fetch(1)[1] == raw)
        self.assertEqual(client.fetch(1, limit=2_000_000), {1: "large"})
        self.assertEqual(client.written(1), raw[:65536])
        self.assertEqual((client.fetch(1, limit=0), client.written(1)), ({1: "large"}, raw[:65536]))

    def test_opened_again(self):
        """a delivery between the list and the folder's being opened again is news; after another list it is none"""
        client, _ = self.connect()
        client.list()
        self.deliver()
        client.select()
        client.begin_wait(5_000)
        self.assertTrue(client.end_wait())
        client.list()
        client.select()
        client.begin_wait(300)
        self.assertFalse(client.end_wait())

    def test_wait(self):
        """a delivery ends the wait; so does the caller"""
        client, _ = self.connect()
        client.list()
        client.begin_wait(50_000)
        time.sleep(0.1)
        self.deliver()
        self.assertTrue(client.end_wait())
        self.assertEqual(len(client.list()), 1)
        client.begin_wait(50_000, "stop")
        self.assertFalse(client.end_wait())

    def test_none(self):
        """a path that is no Maildir"""
        with self.fails(TEMPORARY, "no Maildir"):
            Client("maildir://" + self.folder)


if __name__ == "__main__":
    tap.run()
