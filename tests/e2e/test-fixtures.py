#!/usr/bin/env python3
"""The servers that other tests stand on do what they say."""
import smtplib
import ssl
import threading
import unittest

import servers
import tap


@unittest.skipIf(servers.available(), servers.available())
class DovecotTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.imap = servers.Dovecot()

    @classmethod
    def tearDownClass(cls):
        cls.imap.stop()

    def test_append(self):
        """a mail appended is there byte for byte, with its flags"""
        raw = "Subject: Å\r\n\r\nhej\r\n".encode("latin-1")
        uid = self.imap.append(raw, when=1_776_232_800, flags="(\\Seen)")
        self.assertEqual(self.imap.raw("INBOX", uid), raw)
        self.assertEqual(self.imap.uids()[uid], {"\\Seen"})

    def test_folders(self):
        """folders come with their flags and their Swedish names"""
        uid = self.imap.append(b"Subject: x\r\n\r\n")
        self.imap.move(uid, "Diariefört")
        folders = self.imap.folders()
        self.assertIn("Diariefört", folders)
        self.assertIn("\\Junk", folders["Skräppost"])
        self.assertEqual(len(self.imap.uids("Diariefört")), 1)
        self.assertNotIn(uid, self.imap.uids())

    def test_uidvalidity(self):
        """UIDVALIDITY can be changed"""
        before = self.imap.uidvalidity()
        self.imap.bump_uidvalidity()
        self.assertGreater(self.imap.uidvalidity(), before)

    def test_capability(self):
        """MOVE can be hidden"""
        with servers.Dovecot(capability="IMAP4rev1 UIDPLUS IDLE") as imap:
            with imap.client() as session:
                self.assertNotIn("MOVE", session.capabilities)

    def test_utf7(self):
        """modified UTF-7 goes both ways"""
        for name, wire in (("Diariefört", "Diarief&APY-rt"), ("A&B", "A&-B"), ("Åtgärd/日本", "&AMU-tg&AOQ-rd/&ZeVnLA-")):
            self.assertEqual(servers.utf7(name), wire)
            self.assertEqual(servers.from_utf7(wire), name)


@unittest.skipIf(servers.available(), servers.available())
class SmtpTest(unittest.TestCase):
    def send(self, sink, context=None):
        kind = smtplib.SMTP_SSL if sink.tls == "implicit" else smtplib.SMTP
        more = {"context": context} if sink.tls == "implicit" else {}
        with kind("localhost", sink.port, timeout=10, **more) as session:
            if sink.tls == "starttls":
                session.starttls(context=context)
            if sink.user:
                session.login(sink.user, sink.password)
            session.sendmail("a@finsam.example", ["b@kommun.example"], "Subject: x\r\n\r\n.punkt\r\n")

    def test_plain(self):
        """a mail is kept with its envelope, dots unstuffed"""
        with servers.SmtpSink() as sink:
            self.send(sink)
            self.assertEqual(sink.mails[0].recipients, ["b@kommun.example"])
            self.assertEqual(sink.mails[0].raw, b"Subject: x\r\n\r\n.punkt\r\n")

    def test_tls(self):
        """implicit TLS and STARTTLS, with a login"""
        for tls in ("implicit", "starttls"):
            with servers.SmtpSink(tls=tls, user="rapport", password="Ord") as sink:
                self.send(sink, ssl.create_default_context(cafile=sink.ca))
                self.assertTrue(sink.mails[0].tls)
                self.assertEqual(sink.mails[0].user, "rapport")

    def test_faults(self):
        """each stage can be refused or broken off"""
        for stage in ("connect", "EHLO", "MAIL", "RCPT", "DATA", "dot", "after-dot"):
            for action in ("451 4.7.1 later", servers.CLOSE):
                with servers.SmtpSink() as sink:
                    sink.fail(stage, action)
                    with self.assertRaises((smtplib.SMTPException, OSError), msg=stage):
                        self.send(sink)
                    self.assertEqual(len(sink.mails), stage == "after-dot")
                    sink.mend()
                    self.send(sink)


class FakeTest(unittest.TestCase):
    def test_lies(self):
        """the fake server answers, and lies when told to"""
        import imaplib
        with servers.FakeImap(password="ord", mails={3: b"Subject: x\r\n\r\n"}) as fake:
            fake.on(r"^UID FETCH", b"* 1 FETCH (UID 99)\r\n{tag} OK done\r\n", times=1)
            with imaplib.IMAP4("localhost", fake.port) as session:
                session.login(fake.user, fake.password)
                session.select("INBOX")
                self.assertIn(b"UID 99", session.uid("FETCH", "1:*", "(BODY.PEEK[])")[1][0])
                self.assertEqual(session.uid("FETCH", "1:*", "(BODY.PEEK[])")[1][0][1], b"Subject: x\r\n\r\n")

    def test_two_at_once(self):
        """a connection that was cut may still make a folder or move a mail while the next one lists: neither is dropped"""
        import imaplib
        rounds = 60
        with servers.FakeImap(password="ord", mails={uid: b"Subject: x\r\n\r\n" for uid in range(1, 3 * rounds)}) as fake:
            imaplib.Commands.setdefault("MOVE", ("SELECTED",))
            first, second = (imaplib.IMAP4("localhost", fake.port) for _ in range(2))
            for session in (first, second):
                session.login(fake.user, fake.password)
                session.select("INBOX")

            def change():
                for number in range(rounds):
                    first.create(f"x{number}")
                    first.uid("MOVE", f"{number + 1}:{number + 2}", f"x{number}")

            changing = threading.Thread(target=change)
            changing.start()
            while changing.is_alive():
                self.assertEqual(second.list()[0], "OK")
                self.assertEqual(second.uid("FETCH", "1:*", "(UID RFC822.SIZE)")[0], "OK")
            changing.join()
            self.assertEqual(sum(map(len, fake.kept.values())), rounds + 1)
            self.assertEqual(first.noop()[0], "OK")


if __name__ == "__main__":
    tap.run()
