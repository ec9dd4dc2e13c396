#!/usr/bin/env python3
"""What becomes of a letter when the server does whatever servers do: the outcome, and the number of mails taken."""
import email
import email.policy
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import unittest

import servers
import tap

CLIENT = os.path.join(tap.builddir(), "send-client")
TO = "orjan@kommunen.example"
MAIL = ("From: kontakt@finsam.example\r\nTo: orjan@kommunen.example\r\nSubject: prov\r\n\r\n"
        "Hej!\r\n.\r\n..två punkter\r\nslut\r\n").encode()
PASSWORD = "Hemligt lösen-0rd"

CONFIG = """[diarium]
forbund = Samordningsförbund Exempel
[mailbox]
url = maildir:///nowhere
[outgoing]
url = {url}
tls = {tls}
ca_file = {ca}
password_file = {password_file}
from = Samordningsförbund Exempel <kontakt@finsam.example>
"""
SLOWNESS = int(os.environ.get("DIARIE_TEST_SLOWNESS", "1"))  # sanitizers take their time


class Client:
    """send-client with a configuration of its own."""

    def __init__(self, url, tls="required", ca="", password=None, patience=3, silence=None, environment=None):
        self.folder = tempfile.mkdtemp(prefix="diarie-send-")
        secret = ""
        if password is not None:
            secret = self.write("password", (password + "\n").encode(), 0o600)
        text = CONFIG.format(url=url, tls=tls, ca=ca or "", password_file=secret)
        config = self.write("diarie.conf", text.encode())
        self.process = subprocess.Popen([CLIENT, config, str(patience * SLOWNESS), str((silence or patience) * SLOWNESS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})})

    def write(self, name, data, mode=0o644):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(data)
        os.chmod(path, mode)
        return path

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().rstrip("\n")
        if not answer:
            raise RuntimeError(f"send-client ended: {self.process.stderr.read()}")
        return answer.split(" ", 1) if " " in answer else [answer, ""]

    def send(self, mail=MAIL, to=TO):
        return self.ask(f"send {to} {self.write('mail', mail)}")

    def check(self):
        return self.ask("check")

    def stop_when(self):
        """An event: set, the sender is told to stop."""
        client, path = self, os.path.join(self.folder, "stop")

        class Stop:
            def set(self):
                client.write("stop", b"")

            def clear(self):
                os.unlink(path)
        self.ask(f"stop-when {path}")
        return Stop()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()
        self.process.stderr.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def client_of(sink, **more):
    """A client that is set up as it should be for SINK."""
    given = {"tls": "required" if sink.tls else "none", "ca": sink.ca or "",
             "password": PASSWORD if sink.user else None}
    given.update(more)
    return Client(sink.url(), **given)


def verbs(sink):
    return [line.split(" ")[0].upper() for line in sink.lines]


class HalfReader(servers.SmtpSink):
    """Says 354, takes the beginning of the text, and is gone before the dot."""

    def _take(self, line, *_):
        line.read_exactly(1000)
        raise EOFError


class Liar(servers.SmtpSink):
    """Says TEXT after the dot without taking anything."""
    text = "350 well"

    def _take(self, line, *_):
        line.read_until(b"\r\n.\r\n")
        line.send(self.text)


class ConnectionTest(unittest.TestCase):
    def test_plain(self):
        """over loopback without TLS and login a mail arrives byte for byte, dots included"""
        with servers.SmtpSink() as sink, client_of(sink) as client:
            outcome, reply = client.send()
            self.assertEqual((outcome, reply), ("sent", "250 2.0.0 queued as 1"))
            self.assertEqual(len(sink.mails), 1)
            self.assertEqual(sink.mails[0].raw, MAIL)
            self.assertEqual(sink.mails[0].sender, "kontakt@finsam.example")
            self.assertEqual(sink.mails[0].recipients, [TO])
            self.assertNotIn("AUTH", verbs(sink))

    def test_starttls(self):
        """smtp:// begins TLS before it logs in"""
        with servers.SmtpSink(tls="starttls", user=servers.USER, password=PASSWORD) as sink, client_of(sink) as client:
            self.assertEqual(client.send()[0], "sent")
            self.assertTrue(sink.mails[0].tls)
            self.assertEqual(sink.mails[0].user, servers.USER)
            self.assertLess(verbs(sink).index("STARTTLS"), verbs(sink).index("AUTH"))

    def test_login_alone(self):
        """a server that offers LOGIN, NTLM and no PLAIN, as an Exchange of one's own does, is logged in to, at check and for a letter"""
        with servers.SmtpSink(tls="starttls", user=servers.USER, password=PASSWORD, mechanisms="GSSAPI NTLM LOGIN") as sink, client_of(sink) as client:
            self.assertEqual((client.check()[0], client.send()[0]), ("ok", "sent"))
            self.assertEqual(sink.mails[0].user, servers.USER)

    def test_implicit(self):
        """smtps:// is TLS from the first byte"""
        with servers.SmtpSink(tls="implicit", user=servers.USER, password=PASSWORD) as sink, client_of(sink) as client:
            self.assertEqual(client.send()[0], "sent")
            self.assertTrue(sink.mails[0].tls)
            self.assertEqual(sink.mails[0].user, servers.USER)

    def test_ehlo(self):
        """the name in EHLO is a whole host name"""
        with servers.SmtpSink() as sink, client_of(sink) as client:
            client.send()
            self.assertRegex(sink.lines[0], r"^EHLO [A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")

    def test_reuse(self):
        """ten letters go over one connection, one recipient a transaction"""
        with servers.SmtpSink(tls="starttls", user=servers.USER, password=PASSWORD) as sink, client_of(sink) as client:
            for i in range(10):
                self.assertEqual(client.send(to=f"nr{i}@kommunen.example")[0], "sent")
            self.assertEqual([mail.recipients for mail in sink.mails], [[f"nr{i}@kommunen.example"] for i in range(10)])
            self.assertEqual(sink.connections, 1)

    def test_large(self):
        """a mail of five megabytes arrives whole"""
        mail = MAIL + b".rad\r\n" * 800_000
        with servers.SmtpSink() as sink, client_of(sink, patience=60) as client:
            self.assertEqual(client.send(mail)[0], "sent")
            self.assertEqual(sink.mails[0].raw, mail)

    def test_proxy_setting_is_not_for_loopback(self):
        """a proxy named in the environment is not asked for this machine"""
        with servers.SmtpSink() as sink, client_of(sink, environment={"all_proxy": "http://127.0.0.1:1"}) as client:
            self.assertEqual(client.send()[0], "sent")

    def test_nobody_listens(self):
        """a server that is not there means later"""
        port = servers.free_port()
        with Client(f"smtp://127.0.0.1:{port}", tls="none") as client:
            self.assertEqual(client.send()[0], "later")
            kind, text = client.check()
            self.assertEqual((kind, text.split()[0]), ("error", "75"))


class TrustTest(unittest.TestCase):
    def assert_untouched(self, sink):
        self.assertEqual(sink.mails, [])
        self.assertNotIn("AUTH", verbs(sink))
        self.assertNotIn("MAIL", verbs(sink))

    def test_unknown_ca(self):
        """a certificate of an unknown CA is refused before the login"""
        for tls in ("starttls", "implicit"):
            with self.subTest(tls=tls), servers.SmtpSink(tls=tls, user=servers.USER, password=PASSWORD) as sink, \
                    client_of(sink, ca="") as client:
                self.assertEqual(client.send()[0], "later")
                kind, text = client.check()
                self.assertEqual(kind, "error")
                self.assertIn("certificate", text)
                self.assert_untouched(sink)

    def test_another_ca(self):
        """a certificate of another CA than ca_file's is refused before the login"""
        with servers.SmtpSink(tls="implicit") as other, \
                servers.SmtpSink(tls="starttls", user=servers.USER, password=PASSWORD) as sink, \
                client_of(sink, ca=other.ca) as client:
            self.assertEqual(client.send()[0], "later")
            self.assert_untouched(sink)

    def test_wrong_name(self):
        """a certificate for another host is refused before the login"""
        with servers.SmtpSink(tls="starttls", user=servers.USER, password=PASSWORD) as sink:
            url = sink.url().replace("@localhost:", "@127.0.0.1:")
            with Client(url, ca=sink.ca, password=PASSWORD) as client:
                self.assertEqual(client.send()[0], "later")
                self.assert_untouched(sink)

    def test_stripped(self):
        """a server that offers no STARTTLS gets neither password nor mail"""
        with servers.SmtpSink(user=servers.USER, password=PASSWORD) as sink, client_of(sink, tls="required") as client:
            self.assertEqual(client.send()[0], "later")
            kind, text = client.check()
            self.assertEqual(kind, "error")
            self.assertIn("STARTTLS", text)
            self.assert_untouched(sink)

    def test_refused_starttls(self):
        """a server that refuses STARTTLS gets neither password nor mail"""
        with servers.SmtpSink(tls="starttls", user=servers.USER, password=PASSWORD) as sink, client_of(sink) as client:
            sink.fail("STARTTLS", "454 4.7.0 not now")
            self.assertEqual(client.send()[0], "later")
            self.assert_untouched(sink)

    def test_injected(self):
        """words slipped in behind the answer to STARTTLS, before TLS begins, end the dialogue: neither password nor mail"""
        class Injector(servers.SmtpSink):
            def _fault(self, line, stage, text=""):
                if stage != "STARTTLS":
                    return super()._fault(line, stage, text)
                line.send("220 2.0.0 go\r\n250-sink.example\r\n250 AUTH PLAIN")
                line.starttls()
                return True
        with Injector(tls="starttls", user=servers.USER, password=PASSWORD) as sink, client_of(sink) as client:
            self.assertEqual(client.send()[0], "later")
            self.assertEqual(verbs(sink), ["EHLO", "STARTTLS"])

    def test_wrong_password(self):
        """a wrong password means later, with the server's words, and the password in none of ours"""
        with servers.SmtpSink(tls="starttls", user=servers.USER, password=PASSWORD) as sink, \
                client_of(sink, password="fel-lösen") as client:
            outcome, reply = client.send()
            self.assertEqual(outcome, "later")
            self.assertIn("535", reply)
            kind, text = client.check()
            self.assertEqual((kind, text.split()[0]), ("error", "77"))
            self.assertIn("password_file", text)
            self.assertNotIn("fel-lösen", reply + text)
            self.assertEqual(sink.mails, [])

    def test_missing_password(self):
        """a server that wants a login we do not have means later: it is the settings that are wrong"""
        with servers.SmtpSink(user=servers.USER, password=PASSWORD) as sink, client_of(sink, password=None) as client:
            outcome, reply = client.send()
            self.assertEqual((outcome, reply[:3]), ("later", "530"))

    def test_check(self):
        """a check logs in and sends nothing"""
        with servers.SmtpSink(tls="starttls", user=servers.USER, password=PASSWORD) as sink, client_of(sink) as client:
            self.assertEqual(client.check()[0], "ok")
            self.assertIn("AUTH", verbs(sink))
            self.assertNotIn("MAIL", verbs(sink))
            self.assertEqual(client.send()[0], "sent")


class Slow(servers.SmtpSink):
    """Takes .seconds for the text once it has it; .has_text is set then."""
    seconds, has_text = 0, None

    def _take(self, line, *more):
        line.buffer = line.read_until(b"\r\n.\r\n") + b"\r\n.\r\n"
        if self.has_text:
            self.has_text.set()
        time.sleep(self.seconds)
        super()._take(line, *more)


class Stalled(servers.SmtpSink):
    """Says 354, takes the beginning of the text, and stops reading until it is let go; .rest is what comes then, .over is set at its end."""
    rest, has_part = b"", None

    def __init__(self):
        super().__init__()
        self.go, self.over = threading.Event(), threading.Event()

    def _take(self, line, *_):
        line.read_exactly(1000)
        self.has_part.set()
        self.go.wait(60)
        parts = [line.buffer]
        try:
            while parts[-1]:
                parts.append(line.sock.recv(1 << 20))
        finally:
            self.rest = b"".join(parts)
            self.over.set()
        raise EOFError


class StopTest(unittest.TestCase):
    """diarie is to stop while a server is silent."""
    STAGES = ("connect", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA")

    def test_before_text(self):
        """a letter whose text has not been given is given up soon, as later, whatever the server hangs at; the sender is alive meanwhile"""
        for stage in self.STAGES:
            with self.subTest(stage=stage), servers.SmtpSink(tls="starttls", user=servers.USER, password=PASSWORD) as sink, \
                    client_of(sink, patience=30) as client:
                sink.fail(stage, servers.HANG, times=1)
                stop = client.stop_when()
                threading.Timer(0.5, stop.set).start()
                began = time.monotonic()
                outcome, reply = client.send()
                self.assertLess(time.monotonic() - began, 10)
                self.assertEqual((outcome, reply), ("later", "diarie was stopped before the letter was given"))
                self.assertGreater(int(client.ask("alive")[1]), 1)
                stop.clear()
                self.assertEqual(client.send()[0], "sent")
                self.assertEqual(len(sink.mails), 1)

    def test_within_text(self):
        """a letter that is given in part is given up as later, and no dot is said"""
        with Stalled() as sink, client_of(sink, patience=60) as client:
            sink.has_part = client.stop_when()
            outcome, reply = client.send(MAIL + b"rad\r\n" * 6_000_000)
            sink.go.set()
            self.assertEqual((outcome, reply), ("later", "diarie was stopped before the letter was given"))
            self.assertTrue(sink.over.wait(30))
            self.assertGreater(len(sink.rest), 0)
            self.assertNotIn(b"\r\n.\r\n", sink.rest)

    def test_slow_reply(self):
        """after the final dot the reply is waited for, and counts"""
        with Slow() as sink, client_of(sink, patience=30) as client:
            sink.seconds, sink.has_text = 2, client.stop_when()
            self.assertEqual(client.send(), ["sent", "250 2.0.0 queued as 1"])

    def test_after_text(self):
        """after the final dot it is waited for so long and no longer, and the letter is uncertain"""
        with Slow() as sink, client_of(sink, patience=3) as client:
            sink.has_text = client.stop_when()
            sink.fail("after-dot", servers.HANG, times=1)
            self.assertEqual(client.send()[0], "uncertain")
            self.assertEqual(len(sink.mails), 1)


class SilenceTest(unittest.TestCase):
    """A server that is silent before the text is given up sooner than one that has the letter."""

    def test_before_text(self):
        """a server that says nothing, or nothing that is a reply, before it has the text is given up after the shorter time"""
        for stage, action in (("MAIL", servers.HANG), ("RCPT", servers.HANG), ("DATA", servers.HANG), ("RCPT", "hej")):
            with self.subTest(stage=stage, action=action), servers.SmtpSink() as sink, client_of(sink, patience=20, silence=1) as client:
                sink.fail(stage, action, times=1)
                began = time.monotonic()
                outcome, reply = client.send()
                self.assertLess(time.monotonic() - began, 12 * SLOWNESS)
                self.assertEqual((outcome, reply), ("later", f"the server has said nothing for {SLOWNESS} seconds"))
                self.assertEqual(client.send()[0], "sent")

    def test_after_text(self):
        """one that has it is waited for longer"""
        with Slow() as sink, client_of(sink, patience=20, silence=1) as client:
            sink.seconds = 2.5 * SLOWNESS
            self.assertEqual(client.send()[0], "sent")


class RefusalTest(unittest.TestCase):
    """Each stage, each kind of no; and that the same sender then sends the next letter."""

    def try_fault(self, stage, action, expected, taken=0, patience=2):
        with servers.SmtpSink(tls="starttls", user=servers.USER, password=PASSWORD) as sink, \
                client_of(sink, patience=patience) as client:
            sink.fail(stage, action, times=1)
            outcome, reply = client.send()
            self.assertEqual(outcome, expected, reply)
            if action[:1] in "45":
                self.assertIn(action, reply)
            self.assertEqual(len(sink.mails), taken)
            self.assertEqual(client.send(), ["sent", f"250 2.0.0 queued as {taken + 1}"])
            self.assertEqual(len(sink.mails), taken + 1)

    def test_later(self):
        """4xx means later"""
        for stage in ("connect", "EHLO", "MAIL", "RCPT", "DATA", "dot"):
            with self.subTest(stage=stage):
                self.try_fault(stage, "451 4.7.1 come again", "later")

    def test_refused(self):
        """5xx means never"""
        for stage in ("MAIL", "RCPT", "DATA", "dot"):
            with self.subTest(stage=stage):
                self.try_fault(stage, "550 5.1.1 no such person", "refused")

    def test_unwilling(self):
        """5xx before MAIL is about us, not about the letter: later"""
        for stage in ("connect", "EHLO"):
            with self.subTest(stage=stage):
                self.try_fault(stage, "554 5.7.1 not from there", "later")

    def test_dropped(self):
        """a connection that breaks before the text means later"""
        for stage in ("connect", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA"):
            with self.subTest(stage=stage):
                self.try_fault(stage, servers.CLOSE, "later")

    def test_hang(self):
        """a server that falls silent before the text means later"""
        for stage in ("MAIL", "RCPT", "DATA"):
            with self.subTest(stage=stage):
                self.try_fault(stage, servers.HANG, "later", patience=1)

    def test_lost_before_taking(self):
        """a connection that breaks after the dot is uncertain: here nothing was taken"""
        self.try_fault("dot", servers.CLOSE, "uncertain")

    def test_lost_after_taking(self):
        """a connection that breaks after the dot is uncertain: here the mail was taken"""
        self.try_fault("after-dot", servers.CLOSE, "uncertain", taken=1)

    def test_silent_after_dot(self):
        """a server that falls silent after the dot is uncertain"""
        self.try_fault("after-dot", servers.HANG, "uncertain", taken=1, patience=1)

    def test_broken_within_text(self):
        """a connection that breaks within the text means later: without the dot nothing is sent"""
        with HalfReader() as sink, client_of(sink) as client:
            self.assertEqual(client.send(MAIL + b"rad\r\n" * 2_000_000)[0], "later")

    def test_nonsense_after_dot(self):
        """an answer to the dot that means nothing is uncertain"""
        with Liar() as sink, client_of(sink) as client:
            self.assertEqual(client.send()[0], "uncertain")

    def test_steering_reply(self):
        """what steers a terminal in a reply is made visible, and a long one is cut"""
        with servers.SmtpSink() as sink, client_of(sink) as client:
            sink.fail("RCPT", "550 \x1b[31mrött " + "x" * 400, times=1)
            outcome, reply = client.send()
            self.assertEqual(outcome, "refused")
            self.assertIn("\\u001B[31m", reply)
            self.assertLessEqual(len(reply), 300)

    def test_closed_between(self):
        """a connection that the server closed between two letters is opened again"""
        with servers.SmtpSink() as sink, client_of(sink) as client:
            self.assertEqual(client.send()[0], "sent")
            sink.fail("MAIL", servers.CLOSE, times=1)
            self.assertEqual(client.send()[0], "later")
            self.assertEqual(client.send()[0], "sent")
            self.assertEqual(len(sink.mails), 2)

    def test_address(self):
        """what is no address never reaches the server"""
        with servers.SmtpSink() as sink, client_of(sink) as client:
            for to in ("utan-snabel-a", "<a@b.example>", "åsa@kommunen.example", "a@b.example,c@d.example"):
                self.assertEqual(client.send(to=to)[0], "refused")
            self.assertEqual(sink.lines, [])


class CutTest(unittest.TestCase):
    """Every byte can be the last."""
    MAIL = b"Subject: prov\r\n\r\nHej!\r\n"

    def try_each(self, way, client, proxy, sink, step=1):
        proxy.arm()
        self.assertEqual(client.send(self.MAIL)[0], "sent")
        time.sleep(0.05)  # the proxy counts what it has passed on
        whole = proxy.passed[way]
        counts = {}
        for count in range(1, whole, step):
            sink.mails.clear()
            proxy.arm(way, count)
            outcome, reply = client.send(self.MAIL)
            time.sleep(0.002)  # the sink takes a mail after the client has gone
            counts[outcome] = counts.get(outcome, 0) + 1
            with self.subTest(way=way, count=count):
                self.assertIn(len(sink.mails), {"sent": (1,), "later": (0,), "uncertain": (0, 1)}[outcome], reply)
        tap.note(f"cut {way} at {sum(counts.values())} points of {whole} bytes: {counts}")
        return counts

    def test_cut(self):
        """whatever byte is the last, a letter that was taken is never called unsent, nor one that was not called sent"""
        with servers.SmtpSink() as sink:
            proxy = servers.Proxy(sink.port)
            with Client(f"smtp://127.0.0.1:{proxy.port}", tls="none", patience=5) as client:
                for way in ("up", "down"):
                    counts = self.try_each(way, client, proxy, sink)
                    self.assertGreater(counts.get("later", 0), 50)
                    self.assertGreater(counts.get("uncertain", 0), 0)
                proxy.arm()
                self.assertEqual(client.send(self.MAIL)[0], "sent")
            proxy.stop()

    def test_cut_tls(self):
        """the same within TLS and with a login, every few bytes"""
        with servers.SmtpSink(tls="starttls", user=servers.USER, password=PASSWORD) as sink:
            proxy = servers.Proxy(sink.port)
            url = sink.url().replace(f":{sink.port}", f":{proxy.port}")
            with Client(url, ca=sink.ca, password=PASSWORD, patience=5) as client:
                for way in ("up", "down"):
                    self.assertGreater(self.try_each(way, client, proxy, sink, step=41).get("later", 0), 5)
            proxy.stop()


class MaildirTest(unittest.TestCase):
    def test_maildir(self):
        """maildir:// makes its folders and writes each mail whole into new"""
        with tempfile.TemporaryDirectory() as folder:
            box = os.path.join(folder, "brev ut", "lådan")
            with Client("maildir://" + box.replace(" ", "%20").replace("å", "%C3%A5")) as client:
                self.assertEqual(client.check()[0], "ok")
                for _ in range(3):
                    self.assertEqual(client.send()[0], "sent")
            self.assertEqual(sorted(os.listdir(box)), ["cur", "new", "tmp"])
            self.assertEqual(os.listdir(os.path.join(box, "tmp")), [])
            names = os.listdir(os.path.join(box, "new"))
            self.assertEqual(len(names), 3)
            for name in names:
                path = os.path.join(box, "new", name)
                with open(path, "rb") as file:
                    self.assertEqual(file.read(), MAIL)
                self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
                self.assertNotIn(":", name)

    def test_file_in_the_way(self):
        """a Maildir that cannot be made means later, with the reason"""
        with tempfile.TemporaryDirectory() as folder:
            box = os.path.join(folder, "box")
            with open(box, "wb"):
                pass
            with Client("maildir://" + box) as client:
                outcome, reply = client.send()
                self.assertEqual(outcome, "later")
                self.assertIn(box, reply)
                self.assertEqual(client.check()[0], "error")


class ComposedTest(unittest.TestCase):
    """Letters as test-letter-compose wrote them, read by a program that is not ours."""

    def test_python_reads_it(self):
        """Python's parser finds in a finished letter what was put in, over the wire too"""
        writer = os.path.join(tap.builddir(), "tests", "unit", "test-letter-compose")
        with tempfile.TemporaryDirectory() as folder, servers.SmtpSink() as sink, client_of(sink) as client:
            path = os.path.join(folder, "letter.eml")
            subprocess.run([writer, "--write", path], check=True)
            with open(path, "rb") as file:
                raw = file.read()
            self.assertEqual(client.send(raw)[0], "sent")
            self.assertEqual(sink.mails[0].raw, raw)
        self.assertTrue(all(byte < 128 for byte in raw))
        self.assertTrue(all(len(line) <= 78 for line in raw.split(b"\r\n")), "a line is too long")
        self.assertNotIn(b"\n", raw.replace(b"\r\n", b""))
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        self.assertEqual([defect for defect in mail.defects], [])
        self.assertEqual(mail["Subject"], "Snart dags för kvartalsrapporten: Från skola till arbete – sammanhållet stöd "
                                          "till unga vuxna i hela regionen [SFG 26-11]")
        self.assertEqual(mail["From"].addresses[0].display_name, "Samordningsförbund Exempel")
        self.assertEqual(mail["From"].addresses[0].addr_spec, "kontakt@finsam.example")
        self.assertEqual(mail["To"].addresses[0].display_name, "Örjan Åkerström, Ödegaard")
        self.assertEqual(mail["To"].addresses[0].addr_spec, TO)
        self.assertEqual(mail["Date"], "Fri, 17 Apr 2026 08:00:00 +0200")
        self.assertEqual(mail["Auto-Submitted"], "auto-replied")
        self.assertEqual(mail["X-Auto-Response-Suppress"], "OOF, AutoReply, DR, RN, NRN")
        self.assertEqual(mail["Content-Language"], "sv")
        self.assertEqual(mail["Content-Type"], 'text/plain; charset="utf-8"; format="flowed"')
        self.assertEqual(mail["In-Reply-To"], "<fraga@kommunen.example>")
        self.assertEqual(mail["References"].split(), ["<forst@kommunen.example>", "<fraga@kommunen.example>"])
        self.assertEqual(mail.get_content().replace("\r\n", "\n"), "Hej!\n\nEn rad som är bruten \nmjukt.\n- punkt\n  indragen\n")
        self.assertEqual(len(mail.keys()), len({key.lower() for key in mail.keys()}), "a header stands twice")


if __name__ == "__main__":
    tap.run()
