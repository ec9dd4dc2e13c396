#!/usr/bin/env python3
"""Logging in with tokens: fetched, used, renewed, refused, stored; and no trace of them anywhere."""
import os
import re
import shutil
import signal
import stat
import subprocess
import tempfile
import time
import unittest

import reports
import servers
import tap
import tokens
from house import House, eventually

NOW = "2026-04-20T08:00:00+02:00"
REPORT = reports.mail("Karin <karin@storbacken.example>", "Rapport", [("r.docx", reports.docx(
    reports.Report("Bron till arbete", "Storbäckens kommun", "1 januari - 31 mars 2026")))])
OK, NO, USAGE, DENIED, TEMPORARY, CONFIG = 0, 1, 2, 77, 75, 78


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="diarie-token-")
        self.addCleanup(shutil.rmtree, self.folder, True)

    def start(self, fixture):
        self.addCleanup(fixture.stop)
        return fixture

    def house(self, endpoint, imap=None, smtp=None, **oauth2):
        """A house that logs in with tokens at IMAP and SMTP, where they are given."""
        secret = oauth2.pop("secret", True)
        house = House()
        self.addCleanup(house.__exit__)
        house.settings["outgoing"]["pace"] = 0
        house.settings["oauth2"] = endpoint.settings(self.folder, secret=secret, **oauth2)
        if imap:
            house.settings["mailbox"].update(url=imap.url(), auth="oauth2", **({"ca_file": imap.ca} if imap.ca else {"tls": "none"}))
        if smtp:
            house.settings["outgoing"].update(url=smtp.url(), auth="oauth2", **({"ca_file": smtp.ca} if smtp.ca else {"tls": "none"}))
        house.configure()
        return house

    def no_secret(self, endpoint, *texts):
        for text in texts:
            for word in tokens.secret_words(endpoint, self.folder):
                self.assertNotIn(word if isinstance(text, str) else word.encode(), text)

    def log(self, house):
        with open(os.path.join(house.folder, "diaried.log"), encoding="utf-8") as file:
            return file.read()


class Fetching(Case):
    """`diaried --check token` against the endpoint."""

    def fetch(self, endpoint, status=OK, words=(), now=None, **oauth2):
        house = self.house(endpoint, imap=self.imap, **oauth2)
        answer = house.run("diaried", "--config", house.config, "--check", "token", now=now)
        self.assertEqual(answer.status, status, answer.err)
        self.no_secret(endpoint, answer.out, answer.err)
        for word in words:
            self.assertIn(word, answer.err)
        return answer.err

    def setUp(self):
        super().setUp()
        self.imap = self.start(servers.FakeImap())
        self.endpoint = None

    def tearDown(self):
        self.assertEqual(self.imap.lines, [], "the mail server has no part in this")

    def test_secret(self):
        """as an application with a secret: the form is Microsoft's, the token comes"""
        endpoint = self.start(tokens.TokenServer())
        self.fetch(endpoint)
        self.assertEqual(endpoint.asked, [{"grant_type": "client_credentials", "client_id": tokens.CLIENT,
                                           "scope": tokens.SCOPE, "client_secret": tokens.SECRET}])

    def test_credential(self):
        """the secret comes from the service manager before the file; an empty line stands for none"""
        endpoint = self.start(tokens.TokenServer())
        house = self.house(endpoint, self.imap)
        os.mkdir(os.path.join(self.folder, "cred"))
        for path, text in ((os.path.join(self.folder, "cred", "oauth2.secret"), tokens.SECRET), (os.path.join(self.folder, "oauth2.secret"), "fel")):
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        environment = dict(house.environment(None), CREDENTIALS_DIRECTORY=os.path.join(self.folder, "cred"))
        done = subprocess.run([os.path.join(tap.builddir(), "diaried"), "--config", house.config, "--check", "token"], env=environment,
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, OK, done.stderr)
        shutil.move(os.path.join(self.folder, "cred", "oauth2.secret"), os.path.join(self.folder, "oauth2.secret"))
        with open(os.path.join(self.folder, "cred", "oauth2.secret"), "w", encoding="utf-8") as file:
            file.write("\n")
        os.chmod(os.path.join(self.folder, "oauth2.secret"), 0o600)
        done = subprocess.run([os.path.join(tap.builddir(), "diaried"), "--config", house.config, "--check", "token"], env=environment,
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, OK, done.stderr)

    def test_beside(self):
        """without a service manager it is looked for where the unit would take it from"""
        endpoint = self.start(tokens.TokenServer())
        house = self.house(endpoint, self.imap)
        house.settings["oauth2"].pop("secret_file")
        house.configure()
        folder = os.path.join(house.folder, "credentials")
        os.mkdir(folder)
        os.rename(os.path.join(self.folder, "oauth2.secret"), os.path.join(folder, "oauth2.secret"))
        self.assertEqual(house.run("diaried", "--config", house.config, "--check", "token").status, OK)
        other = os.path.join(house.folder, "annan.conf")
        os.rename(house.config, other)
        self.assertEqual(house.run("diaried", "--config", other, "--check", "token").status, CONFIG)
        os.rename(os.path.join(folder, "oauth2.secret"), os.path.join(folder, "annan.oauth2.secret"))
        self.assertEqual(house.run("diaried", "--config", other, "--check", "token").status, OK)

    def test_certificate(self):
        """with a certificate: PS256 with x5t#S256, RS256 with x5t, and no secret is sent"""
        key = tokens.Key(self.folder)
        endpoint = self.start(tokens.TokenServer(key=key))
        for algorithm in ("PS256", "RS256"):
            self.fetch(endpoint, secret=False, certificate_file=key.cert, key_file=key.key, algorithm=algorithm)
            self.assertNotIn("client_secret", endpoint.asked[-1])
        self.assertEqual(len(endpoint.given), 2)
        self.assertNotEqual(*[key.verifies(form["client_assertion"])[1]["jti"] for form in endpoint.asked])

    def test_clocks(self):
        """an assertion holds where the other clock is five minutes ahead or behind, and no longer"""
        key = tokens.Key(self.folder)
        now = time.time()
        for ahead, status in ((-290, OK), (290, OK), (-320, DENIED), (320, DENIED)):
            with self.subTest(ahead), tokens.TokenServer(key=key, now=now + ahead) as endpoint:
                at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now))
                self.fetch(endpoint, status=status, now=at, secret=False, certificate_file=key.cert, key_file=key.key)

    def test_wrong_keys(self):
        """a key that is not the certificate's, too short, not RSA, open to others, or no key is refused before anything is asked"""
        key, other = tokens.Key(self.folder), tokens.Key(self.folder, "other")
        short = tokens.Key(self.folder, "short", bits=1024)
        curve, text = os.path.join(self.folder, "curve"), os.path.join(self.folder, "text")
        servers.Certificate._openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", curve)
        with open(text, "w", encoding="utf-8") as file:
            file.write("ingen nyckel\n")
        for path in (curve, text):
            os.chmod(path, 0o600)
        endpoint = self.start(tokens.TokenServer(key=key))
        rows = {"not that of the certificate": (key.cert, other.key), "2048 bits": (short.cert, short.key), "RSA": (key.cert, curve),
                "no private key": (key.cert, text), "no certificate in PEM": (text, key.key)}
        for word, (cert, path) in rows.items():
            with self.subTest(word):
                self.fetch(endpoint, status=CONFIG, words=[word], secret=False, certificate_file=cert, key_file=path)
        os.chmod(key.key, 0o644)
        self.fetch(endpoint, status=CONFIG, words=["chmod"], secret=False, certificate_file=key.cert, key_file=key.key)
        self.assertEqual(endpoint.asked, [])

    def test_google(self):
        """as a service account that speaks in the mailbox's name"""
        key = tokens.Key(self.folder)
        endpoint = self.start(tokens.TokenServer(key=key))
        account = tokens.service_account(key, self.folder)
        keys = dict(secret=False, provider="google", account_file=account, tenant="", client_id="")
        self.fetch(endpoint, **keys)
        self.assertEqual(len(endpoint.given), 1, getattr(endpoint, "wrong", ""))
        self.fetch(endpoint, status=DENIED, words=["unauthorized_client"], subject="annan@finsam.example", **keys)
        by_file = tokens.service_account(key, self.folder, token_uri=endpoint.url, name="med-adress.json")
        self.fetch(endpoint, **dict(keys, account_file=by_file, token_url=""))
        bad = tokens.service_account(key, self.folder, token_uri="http://localhost/token", name="http.json")
        self.fetch(endpoint, status=CONFIG, words=["key file"], **dict(keys, account_file=bad, token_url=""))

    def test_wrong_secret(self):
        """a wrong secret, client or scope is refused with the provider's words, without its traces"""
        endpoint = self.start(tokens.TokenServer())
        with open(os.path.join(self.folder, "wrong"), "w", encoding="utf-8") as file:
            file.write("Fel~hemlighet.4711\n")
        os.chmod(file.name, 0o600)
        said = self.fetch(endpoint, status=DENIED, words=["invalid_client", "AADSTS7000215"], secret_file=file.name)
        self.assertNotIn("Trace ID", said)
        self.assertNotIn("Fel~hemlighet", said)
        self.fetch(endpoint, status=DENIED, words=["AADSTS700016"], client_id="00000000-0000")
        self.fetch(endpoint, status=DENIED, words=["AADSTS1002012"], scope="https://graph.microsoft.com/.default")
        self.fetch(endpoint, status=CONFIG, words=["secret_file"], secret=False)

    def test_answers(self):
        """whatever is answered: later, refused or nonsense, and a secret that is repeated is not shown"""
        endpoint = self.start(tokens.TokenServer())
        good = {"token_type": "Bearer", "expires_in": 3599, "access_token": "eyJabc"}
        rows = [
            (429, {"error": "too_many"}, TEMPORARY, "tried again later"),
            (503, b"<html>Service Unavailable</html>", TEMPORARY, "503"),
            (400, {"error": "temporarily_unavailable"}, TEMPORARY, "tried again later"),
            (servers.CLOSE, None, TEMPORARY, "cannot reach"),
            (200, b"<html>Logga in i hotellet</html>", TEMPORARY, "nonsense"),
            (200, b"", TEMPORARY, "nonsense"),
            (200, b"[" * 60000, TEMPORARY, "nonsense"),
            (200, b'{"access_token": "' + b"x" * 70000, TEMPORARY, "more than a token"),
            (200, dict(good, access_token="abc\x01auth=Bearer annan"), TEMPORARY, "no token has"),
            (200, dict(good, access_token="tva ord"), TEMPORARY, "no token has"),
            (200, dict(good, access_token=17), TEMPORARY, "nonsense"),
            (200, dict(good, token_type="mac"), TEMPORARY, "bearer"),
            (200, {"token_type": "Bearer"}, TEMPORARY, "no token"),
            (302, b"", TEMPORARY, "302"),
            (404, b"not here", TEMPORARY, "404"),
            (400, {"error": "invalid_request", "error_description": f"you sent client_secret={tokens.SECRET}"}, DENIED, "invalid_request"),
            (400, {"error": f"no {tokens.SECRET}"}, DENIED, "repeats our secret"),
            (400, {"error": "x\x1b]0;y\x07\u202e", "error_description": "rad ett\nrad två"}, DENIED, "rad ett"),
            (200, dict(good, expires_in="3599"), OK, ""),
            (200, {"access_token": "eyJabc"}, OK, ""),
            (200, dict(good, expires_in=-5, token_type="bearer"), OK, ""),
        ]
        for status, body, exit_status, word in rows:
            with self.subTest(f"{status} {str(body)[:60]}"):
                endpoint.answer(status, body, headers={"Location": "https://localhost/"} if status == 302 else None)
                said = self.fetch(endpoint, status=exit_status, words=[word])
                self.assertNotRegex(said, "[\x00-\x09\x0b-\x1f\u202e]")
                self.assertLess(len(said), 800)

    def test_trust(self):
        """nothing is sent to an endpoint of another authority or another name"""
        endpoint = self.start(tokens.TokenServer())
        other = servers.Certificate(self.folder, label="stranger")
        for ca in (other.ca, ""):
            self.fetch(endpoint, status=TEMPORARY, words=["cannot trust", "no secret was sent"], ca_file=ca)
        with tokens.TokenServer(certificate=servers.Certificate(self.folder, name="annan.example", label="annan")) as wrong:
            self.fetch(wrong, status=TEMPORARY, words=["cannot trust"])
            self.assertEqual(wrong.asked, [])
        self.fetch(endpoint, status=TEMPORARY, words=["cannot reach"], token_url=f"https://localhost:{servers.free_port()}/token")
        self.assertEqual(endpoint.asked, [])


class Cycle(Case):
    def test_both_servers(self):
        """one token opens IMAP and SMTP, by XOAUTH2 or OAUTHBEARER; no password way is ever used"""
        for word in ("XOAUTH2", "OAUTHBEARER", "XOAUTH2 AUTH=OAUTHBEARER", "PLAIN AUTH=XOAUTH2"):
            with self.subTest(word), tokens.TokenServer() as endpoint, \
                    servers.FakeImap(tokens=endpoint.holds, capability=f"IMAP4rev1 SASL-IR AUTH={word} UIDPLUS MOVE IDLE", mails={3: REPORT}) as imap, \
                    servers.SmtpSink(user=servers.USER, tokens=endpoint.holds, mechanisms=word.replace("AUTH=", "")) as smtp:
                house = self.house(endpoint, imap, smtp)
                house.once(NOW)
                self.assertEqual([entry["insats"] for entry in house.filed()], ["Bron till arbete"])
                self.assertEqual(len(endpoint.asked), 1)
                self.assertTrue(smtp.mails, smtp.lines)
                self.assertEqual({mail.user for mail in smtp.mails}, {servers.USER})
                self.assertEqual([line for line in smtp.lines + imap.lines if re.search(r"(AUTH|AUTHENTICATE) PLAIN|LOGIN ", line)], [])

    def test_only_passwords(self):
        """a server that offers no way for tokens gets none, and is no reason to ask for more of them than one a login"""
        endpoint = self.start(tokens.TokenServer())
        imap = self.start(servers.FakeImap(tokens=endpoint.holds, capability="IMAP4rev1 SASL-IR AUTH=PLAIN LOGIN"))
        house = self.house(endpoint, imap)
        answer = house.once(NOW, expect=TEMPORARY)
        self.assertEqual([line for line in imap.lines if "AUTHENTICATE" in line or "LOGIN" in line], [], answer.err)
        self.assertEqual(len(endpoint.asked), 1)

    def test_mixed(self):
        """the mailbox by token, the outgoing server by password"""
        endpoint = self.start(tokens.TokenServer())
        imap = self.start(servers.FakeImap(tokens=endpoint.holds, capability="IMAP4rev1 AUTH=XOAUTH2 MOVE UIDPLUS", mails={3: REPORT}))
        smtp = self.start(servers.SmtpSink(user=servers.USER))
        house = self.house(endpoint, imap)
        house.configure(outgoing={"url": smtp.url(), "tls": "none", "password_file": house.secret("smtp", smtp.password)})
        house.once(NOW)
        self.assertTrue(smtp.mails)

    def test_smtp_refuses(self):
        """a refused login at SMTP sends no letter, ends the round after one try, and leaves the letters waiting"""
        endpoint = self.start(tokens.TokenServer())
        imap = self.start(servers.FakeImap(tokens=endpoint.holds, capability="IMAP4rev1 AUTH=XOAUTH2 MOVE UIDPLUS", mails={3: REPORT}))
        smtp = self.start(servers.SmtpSink(user=servers.USER, tokens=endpoint.holds))
        smtp.fail("AUTH", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.")
        house = self.house(endpoint, imap, smtp)
        house.once(NOW, expect=TEMPORARY)
        tries = [line for line in smtp.lines if line.startswith("AUTH")]
        self.assertLessEqual(len(tries), 2)
        self.assertEqual(smtp.mails, [])
        waiting = house.diarie("outbox", "--json").lines()
        self.assertGreaterEqual(len(waiting), 2)
        smtp.mend()
        house.once("2026-04-20T09:00:00+02:00")
        self.assertEqual(len(smtp.mails), len(waiting))


class Renewal(Case):
    """The running daemon."""

    def setUp(self):
        super().setUp()
        self.endpoint = self.start(tokens.TokenServer())
        self.imap = self.start(servers.FakeImap(tokens=self.endpoint.holds, capability="IMAP4rev1 SASL-IR AUTH=XOAUTH2 UIDPLUS MOVE IDLE"))

    def logins(self):
        return len([line for line in self.imap.lines if "AUTHENTICATE" in line])

    def test_in_time(self):
        """a token serves until four fifths of its life are over; the next login after that has a new one, before the old one ends"""
        for life, held, asked in ((5, 0.5, 1), (5, 4.4, 2)):
            with self.subTest(held):
                def end(line, *_):
                    line.send(b"+ idling\r\n")
                    time.sleep(held)
                    return b"* BYE Connection closed. 14\r\n"
                self.endpoint.life = life
                self.endpoint.asked.clear()
                self.imap.lines.clear()
                self.imap.on(r"^IDLE", end, then=servers.CLOSE, times=1)
                house = self.house(self.endpoint, self.imap)
                house.start()
                self.assertTrue(eventually(lambda: self.logins() == 2), self.log(house))
                self.assertEqual(house.stop(), 0)
                self.assertEqual(len(self.endpoint.asked), asked)
                self.assertNotIn("cannot log in", self.log(house))

    def test_dropped(self):
        """a server that ends every session soon is not stormed with logins"""
        self.imap.on(r"^IDLE", b"+ idling\r\n* BYE Connection closed. 14\r\n", then=servers.CLOSE)
        house = self.house(self.endpoint, self.imap)
        house.start()
        time.sleep(4)
        self.assertEqual(self.logins(), 2)
        self.assertEqual(house.stop(), 0)

    def test_ends_in_idle(self):
        """a token that ends in the middle of IDLE costs one new one; mail that came meanwhile is filed"""
        def expired(line, *_):
            line.send(b"+ idling\r\n")
            self.assertTrue(eventually(lambda: self.over))
            return b"* BYE Session invalidated - AccessTokenExpired\r\n"
        self.over = False
        self.imap.on(r"^IDLE", expired, then=servers.CLOSE, times=1)
        house = self.house(self.endpoint, self.imap)
        house.configure(mailbox={"poll": 5})
        house.start()
        self.assertTrue(eventually(lambda: any("IDLE" in line for line in self.imap.lines)), self.log(house))
        self.endpoint.revoke()
        self.imap.mails[3] = REPORT
        self.over = True
        self.assertTrue(eventually(house.filed), self.log(house))
        self.assertEqual(len(self.endpoint.asked), 2)
        self.assertEqual(house.stop(), 0)
        self.no_secret(self.endpoint, self.log(house))

    def test_refused_for_good(self):
        """a refusal for good is told to staff once a day, and over when it is mended"""
        smtp = self.start(servers.SmtpSink())
        house = self.house(self.endpoint, self.imap)
        house.configure(outgoing={"url": smtp.url(), "tls": "none"}, mailbox={"poll": 5})
        wrong = self.endpoint._no("invalid_client", "AADSTS7000222: The provided client secret keys for app are expired.")
        self.endpoint.answer(*wrong, times=100)
        house.start()
        self.assertTrue(eventually(lambda: smtp.mails), self.log(house))
        letter = next(mail for mail in smtp.mails if b"AADSTS7000222" in mail.raw)
        self.assertEqual(letter.recipients, ["handlaggare@finsam.example"])
        self.assertIn(b"AADSTS7000222", letter.raw)
        self.assertEqual(house.stop(), 0, self.log(house))
        health = house.diarie("health", "--json")
        self.assertEqual(health.status, NO)
        self.assertIn("AADSTS7000222", health.one()["inloggning_nekad"])
        self.assertIn("släpper inte in", house.diarie("health").out)
        house.once(None, expect=CONFIG)
        self.assertEqual(len([mail for mail in smtp.mails if b"AADSTS7000222" in mail.raw]), 1)
        self.endpoint.answers.clear()
        house.once(None)
        self.assertIsNone(house.diarie("health", "--json").one()["inloggning_nekad"])

    def test_left_in_peace(self):
        """after a failure nothing more is asked, for as long as the server says, or for an hour where it refused for good"""
        smtp = self.start(servers.SmtpSink(user=servers.USER, tokens=self.endpoint.holds))
        smtp.fail("MAIL", "451 4.7.1 later")
        house = self.house(self.endpoint, self.imap, smtp)
        house.once(NOW, expect=TEMPORARY)  # letters wait from here on: mailbox and outgoing server both want a token
        for status, body, headers, exit_status, seconds in (
                (429, {"error": "throttled"}, {"Retry-After": "1234"}, TEMPORARY, (1230, 1234)),
                (503, b"busy", {}, TEMPORARY, (25, 30)),
                (servers.CLOSE, None, {}, TEMPORARY, (25, 30)),
                (401, {"error": "invalid_client"}, {}, CONFIG, (3590, 3600))):
            with self.subTest(status):
                self.endpoint.asked.clear()
                self.endpoint.answers.clear()
                self.endpoint.answer(status, body, headers=headers, times=5)
                answer = house.once("2026-04-20T12:00:00+02:00", expect=exit_status)
                self.assertEqual(len(self.endpoint.asked), 1)
                told = re.search(r"cannot send letters: no new question for (\d+) seconds", answer.err)
                self.assertTrue(told, answer.err)
                self.assertTrue(seconds[0] <= int(told[1]) <= seconds[1], told[1])


class Consent(Case):
    """grant = device: diarie login, and the refresh token."""

    def setUp(self):
        super().setUp()
        self.endpoint = self.start(tokens.TokenServer())
        self.stored_at_login = []
        self.imap = self.start(servers.FakeImap(tokens=self.look, capability="IMAP4rev1 SASL-IR AUTH=XOAUTH2 UIDPLUS MOVE IDLE"))
        self.box = self.house(self.endpoint, self.imap, secret=False, grant="device", device_url=self.endpoint.device_url)
        self.path = self.box.settings["diarium"]["database"] + ".token"

    def look(self, token):
        """The mail server sees a login: what was stored then?"""
        self.stored_at_login.append(self.stored())
        return self.endpoint.holds(token)

    def stored(self):
        with open(self.path, encoding="ascii") as file:
            return file.read()

    def test_login(self):
        """login shows address and code, waits, and keeps the refresh token where only its owner can read it"""
        self.endpoint.pending = 2
        before = self.box.once(NOW, expect=CONFIG)
        self.assertIn("diarie login", before.err)
        answer = self.box.diarie("login")
        self.assertEqual(answer.status, OK, answer.err)
        self.assertIn("https://microsoft.example/devicelogin", answer.out)
        self.assertIn("FKT4-XY", answer.out)
        self.assertIn("Klart.", answer.out)
        self.no_secret(self.endpoint, answer.out, answer.err)
        self.assertEqual(self.stored(), self.endpoint.refresh + "\n")
        self.assertEqual(stat.S_IMODE(os.stat(self.path).st_mode), 0o600)
        self.assertIn("offline_access", self.endpoint.asked[0]["scope"])
        self.box.once(NOW)
        health = self.box.diarie("health", "--json", now=NOW).one()
        self.assertIsNone(health["inloggning_nekad"])

    def test_declined(self):
        """a refusal, and a code that nobody used, are told in Swedish; nothing is kept"""
        self.endpoint.answer(*self.endpoint._usual("/devicecode", {}))
        self.endpoint.answer(400, {"error": "authorization_declined", "error_description": "AADSTS65004: User declined to consent."})
        answer = self.box.diarie("login")
        self.assertEqual(answer.status, DENIED)
        self.assertIn("AADSTS65004", answer.err)
        status, body = self.endpoint._usual("/devicecode", {})
        self.endpoint.pending = 99
        self.endpoint.answer(status, dict(body, expires_in=1))
        answer = self.box.diarie("login")
        self.assertEqual(answer.status, TEMPORARY, answer.err)
        self.assertIn("ingen loggade in", answer.err)
        self.assertFalse(os.path.exists(self.path))

    def test_not_asked_for(self):
        """login says so where the settings do not ask for it"""
        self.box.settings["oauth2"]["grant"] = "client"
        self.box.configure()
        self.assertEqual(self.box.diarie("login").status, USAGE)

    def test_rotation(self):
        """the refresh token that comes in place of the old one is on the disk before the access token is used"""
        self.box.diarie("login")
        for _ in range(3):
            old = self.stored()
            self.box.once(NOW)
            self.assertNotEqual(self.stored(), old)
            self.assertEqual(self.stored_at_login[-1], self.endpoint.refresh + "\n")
        self.assertEqual(stat.S_IMODE(os.stat(self.path).st_mode), 0o600)
        self.assertEqual([name for name in os.listdir(os.path.dirname(self.path)) if name.endswith(".new")], [])

    def test_synced(self):
        """the file is synced before it takes the old one's place, and its folder after that"""
        if not shutil.which("strace"):
            self.skipTest("strace is not installed")
        self.box.diarie("login")
        trace = os.path.join(self.folder, "trace")
        environment = {**self.box.environment(NOW), "ASAN_OPTIONS": "detect_leaks=0"}  # the leak checker traces, too
        subprocess.run(["strace", "-f", "-y", "-o", trace, "-e", "trace=fsync,rename,renameat,renameat2", os.path.join(tap.builddir(), "diaried"), "--config",
                        self.box.config, "--check", "token"], env=environment, check=True, capture_output=True)
        with open(trace, encoding="utf-8") as file:
            calls = [line for line in file if "fsync" in line or "rename" in line]
        kinds = ["new" if ".token.new" in line and "fsync" in line else "rename" if "rename" in line else "folder" for line in calls]
        self.assertEqual(kinds, ["new", "rename", "folder"], calls)

    def test_not_stored(self):
        """where the new refresh token cannot be written, no mail server is asked anything, and nothing of the old file is lost"""
        if os.getuid() == 0:
            self.skipTest("root may write everywhere")
        self.box.diarie("login")
        os.chmod(os.path.dirname(self.path), 0o500)
        self.addCleanup(os.chmod, os.path.dirname(self.path), 0o700)
        answer = self.box.run("diaried", "--config", self.box.config, "--check", "mailbox", now=NOW)
        self.assertNotEqual(answer.status, OK)
        self.assertEqual(self.imap.lines, [])

    def test_revoked(self):
        """a consent that holds no more asks for diarie login, once; a new one is taken up by the running daemon"""
        self.box.diarie("login")
        self.endpoint.refresh = "annan"
        self.box.configure(mailbox={"poll": 5})
        self.box.start()
        self.assertTrue(eventually(lambda: "AADSTS700082" in self.log(self.box)))
        asked = len(self.endpoint.asked)
        time.sleep(0.5)
        self.assertEqual(len(self.endpoint.asked), asked)
        check = {row["prov"]: row for row in self.box.diarie("check", "--json").lines()}["token"]
        self.assertEqual(check["kommandon"], ["diarie login"])
        self.assertEqual(self.box.diarie("login").status, OK)
        self.assertTrue(eventually(lambda: any("IDLE" in line for line in self.imap.lines)), self.log(self.box))
        self.assertEqual(self.box.stop(), 0)

    def test_at_once(self):
        """twenty checks at once take turns with the refresh token: each gets a token, the last one is stored"""
        self.box.diarie("login")
        programs = [subprocess.Popen([os.path.join(tap.builddir(), "diaried"), "--config", self.box.config, "--check", "token"],
                                     env=self.box.environment(NOW), stderr=subprocess.PIPE) for _ in range(20)]
        said = [program.communicate()[1] for program in programs]
        self.assertEqual([program.returncode for program in programs], [0] * 20, said)
        self.assertEqual(self.stored(), self.endpoint.refresh + "\n")


class Ending(Case):
    """A secret or a certificate that goes out."""

    def told(self, house):
        return [letter["Subject"] for letter in house.letters() if "gäller till" in letter["Subject"]]

    def test_secret_expires(self):
        """staff are told sixty, thirty and seven days before, once each; the digest and health say the day"""
        endpoint = self.start(tokens.TokenServer())
        imap = self.start(servers.FakeImap(tokens=endpoint.holds, capability="IMAP4rev1 SASL-IR AUTH=XOAUTH2 UIDPLUS MOVE IDLE"))
        house = self.house(endpoint, imap, secret_expires="2026-09-30")
        for day, count in (("2026-07-31", 0), ("2026-08-03", 1), ("2026-08-04", 1), ("2026-08-31", 2), ("2026-09-01", 2), ("2026-09-25", 3),
                           ("2026-09-30", 3)):
            house.once(f"{day}T09:00:00+02:00")
            self.assertEqual(len(self.told(house)), count, day)
        self.assertIn("30 september 2026", self.told(house)[0])
        weekly = [letter for letter in house.letters() if "vecka" in letter["Subject"]]
        self.assertIn("gäller till 30 september 2026", weekly[-1].get_content().replace("\n", ""))
        early, late = (house.diarie("health", now=f"2026-09-{day}T09:05:00+02:00") for day in ("20", "30"))
        self.assertIn("✓ inloggningen till e-posten gäller till 30 september 2026", early.out)
        self.assertIn("✗ inloggningen till e-posten gäller till 30 september 2026", late.out)
        self.assertEqual(late.status, NO)

    def test_certificate_ends(self):
        """a certificate tells its last day by itself"""
        key = tokens.Key(self.folder, days=20)
        endpoint = self.start(tokens.TokenServer(key=key))
        imap = self.start(servers.FakeImap(tokens=endpoint.holds, capability="IMAP4rev1 SASL-IR AUTH=XOAUTH2 UIDPLUS MOVE IDLE"))
        house = self.house(endpoint, imap, secret=False, certificate_file=key.cert, key_file=key.key)
        house.once(None)
        self.assertEqual(len(self.told(house)), 1)
        day = house.diarie("health", "--json").one()["inloggning_utgar"]
        self.assertEqual(day, time.strftime("%Y-%m-%d", time.gmtime(time.time() + 20 * 86400)))


class Check(Case):
    """diarie check walks token → IMAP → folder → SMTP and says who mends what."""

    def setUp(self):
        super().setUp()
        self.endpoint = self.start(tokens.TokenServer())
        self.imap = self.start(servers.FakeImap(tokens=self.endpoint.holds, capability="IMAP4rev1 SASL-IR AUTH=XOAUTH2 UIDPLUS MOVE IDLE"))
        self.smtp = self.start(servers.SmtpSink(user=servers.USER, tokens=self.endpoint.holds))
        self.box = self.house(self.endpoint, self.imap, self.smtp)

    def trials(self, status):
        answer = self.box.diarie("check", "--json")
        self.assertEqual(answer.status, status, answer.out)
        self.no_secret(self.endpoint, answer.out, answer.err)
        return {row["prov"]: row for row in answer.lines()}

    def test_good(self):
        """all three are tried, in their order, and no letter is sent"""
        rows = self.trials(OK)
        self.assertEqual([name for name in rows if name in ("token", "brevlada", "utgaende")], ["token", "brevlada", "utgaende"])
        self.assertTrue(all(row["bra"] for row in rows.values()))
        self.assertEqual(self.smtp.mails, [])

    def test_causes(self):
        """each failure is told with its likely cause and what mends it"""
        rows = [
            ("token", lambda: self.endpoint.answer(401, {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret provided."}),
             "(Value)", "New client secret"),
            ("token", lambda: self.endpoint.answer(401, {"error": "invalid_client", "error_description": "AADSTS7000222: expired"}), "gått ut", "New client secret"),
            ("token", lambda: self.endpoint.answer(400, {"error": "invalid_request", "error_description": "AADSTS90002: Tenant 'x' not found."}), "tenant är fel", "Tenant ID"),
            ("token", lambda: self.endpoint.answer(400, {"error": "unauthorized_client", "error_description": "AADSTS700016: not found"}), "client_id eller tenant", "Overview"),
            ("token", lambda: self.endpoint.answer(503, b"busy"), "försöker igen", None),
            ("brevlada", lambda: self.imap.on(r"^AUTHENTICATE", b"{tag} NO AUTHENTICATE failed.\r\n", times=1), "IMAP.AccessAsApp", "New-ServicePrincipal -AppId " + tokens.CLIENT),
            ("brevlada", lambda: self.imap.on(r"^SELECT", b"{tag} BAD User is authenticated but not connected.\r\n", times=1), "öppnades inte",
             "Add-MailboxPermission -Identity kontakt@finsam.example"),
            ("brevlada", lambda: self.connected_not(), "IMAP är avstängt", "Set-CASMailbox kontakt@finsam.example -ImapEnabled $true"),
            ("brevlada", lambda: self.imap.on(r"^SELECT", b"{tag} NO Request is throttled. Suggested Backoff Time: 60000 milliseconds\r\n", times=1), "vänta", None),
            ("utgaende", lambda: self.smtp.fail("AUTH", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.", times=1),
             "SMTP AUTH är avstängt", "Set-CASMailbox kontakt@finsam.example -SmtpClientAuthenticationDisabled $false"),
            ("utgaende", lambda: self.smtp.fail("AUTH", "535 5.7.3 Authentication unsuccessful", times=1), "SMTP.SendAsApp", "Grant admin consent"),
        ]
        for trial, wrong, cause, command in rows:
            with self.subTest(cause):
                wrong()
                row = self.trials(NO)[trial]
                self.assertFalse(row["bra"], row)
                self.assertIn(cause, row["text"])
                if command:
                    self.assertTrue([said for said in row["kommandon"] if command in said], row)
                else:
                    self.assertEqual(row["kommandon"], [])
                self.endpoint.answers.clear()

    def test_files(self):
        """what lies in files: missing, open to others; one cause, told once, with the command"""
        os.chmod(os.path.join(self.folder, "oauth2.secret"), 0o644)
        self.assertIn("Andra får läsa", self.trials(NO)["token"]["text"])
        os.unlink(os.path.join(self.folder, "oauth2.secret"))
        self.assertIn("finns inte där", self.trials(NO)["token"]["text"])
        self.box.settings["oauth2"].pop("secret_file")
        self.box.configure()
        rows = self.trials(NO)
        path = os.path.join(self.box.folder, "credentials", "oauth2.secret")
        self.assertEqual(rows["token"]["kommandon"], [f"sudo install -m 600 /dev/stdin {path}"])
        for name in ("brevlada", "utgaende"):
            self.assertEqual((rows[name]["text"], rows[name]["kommandon"]), ("Inte prövat: utan token går det inte att logga in.", []))

    def test_servers(self):
        """a server that is not there, that nobody can trust, or that is busy, is told apart from one that refuses us"""
        self.smtp.fail("AUTH", "421 4.3.2 Service not available", times=1)
        self.assertIn("försöker igen", self.trials(NO)["utgaende"]["text"])
        self.box.configure(mailbox={"url": "imaps://kontakt%40finsam.example@post.finns-inte.invalid/INBOX", "tls": "required"})
        self.assertIn("namn finns inte", self.trials(NO)["brevlada"]["text"])
        stranger = self.start(servers.SmtpSink(tls="implicit", user=servers.USER, tokens=self.endpoint.holds))
        self.box.configure(outgoing={"url": stranger.url(), "tls": "required"})
        self.assertIn("kan inte visa att den är servern", self.trials(NO)["utgaende"]["text"])

    def test_no_way(self):
        """a server that has no way of logging in that fits is told as that, by token and by password, with the line of the settings that mends it"""
        key = tokens.Key(self.folder)
        google = dict(secret=False, provider="google", account_file=tokens.service_account(key, self.folder), tenant="", client_id="")
        for endpoint, keys, box, out in ((self.endpoint, {}, "imaps://kontakt%40finsam.example@outlook.office365.com/INBOX", "smtp://kontakt%40finsam.example@smtp.office365.com:587"),
                                         (self.start(tokens.TokenServer(key=key)), google, "imaps://kontakt%40finsam.example@imap.gmail.com/INBOX", "smtps://kontakt%40finsam.example@smtp.gmail.com")):
            imap = self.start(servers.FakeImap(tokens=endpoint.holds, capability="IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=LOGIN"))
            smtp = self.start(servers.SmtpSink(user=servers.USER, tokens=endpoint.holds, mechanisms="PLAIN LOGIN"))
            self.box = self.house(endpoint, imap, smtp, **keys)
            rows = self.trials(NO)
            self.assertTrue(rows["token"]["bra"], rows["token"])
            self.assertIn("ingen inloggning med token", rows["brevlada"]["text"])
            self.assertIn("offers no login by token (it offers AUTH=PLAIN AUTH=LOGIN)", rows["brevlada"]["text"])
            self.assertEqual(rows["brevlada"]["kommandon"], ["[mailbox] url = " + box, "dovecot.conf: auth_mechanisms = plain login xoauth2 oauthbearer"])
            self.assertIn("offers no login by token (it offers AUTH PLAIN LOGIN)", rows["utgaende"]["text"])
            self.assertEqual(rows["utgaende"]["kommandon"], ["[outgoing] url = " + out])
            self.assertEqual([line for line in imap.lines + smtp.lines if "AUTHENTICATE" in line or "LOGIN" in line or line.startswith("AUTH")], [])

    def test_only_tokens(self):
        """the same the other way round: a password where the server wants a token, and where it wants nothing at all"""
        imap = self.start(servers.FakeImap(capability="IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2"))
        smtp = self.start(servers.SmtpSink(user=servers.USER, mechanisms="XOAUTH2"))
        silent = self.start(servers.SmtpSink())
        self.box = House()
        self.addCleanup(self.box.__exit__)
        self.box.configure(mailbox={"url": imap.url(), "tls": "none", "password_file": self.box.secret("imap", "hemligt")},
                           outgoing={"url": smtp.url(), "tls": "none", "password_file": self.box.secret("smtp", "hemligt")})
        rows = {row["prov"]: row for row in self.box.diarie("check", "--json").lines()}
        self.assertIn("bara token", rows["brevlada"]["text"])
        self.assertIn("(it offers LOGINDISABLED AUTH=XOAUTH2)", rows["brevlada"]["text"])
        self.assertEqual(rows["utgaende"]["kommandon"], ["[outgoing] auth = oauth2"])
        self.box.configure(outgoing={"url": f"smtp://kontakt%40finsam.example@localhost:{silent.port}"})
        row = {row["prov"]: row for row in self.box.diarie("check", "--json").lines()}["utgaende"]
        self.assertFalse(row["bra"])
        self.assertIn("ingen inloggning på den porten", row["text"])
        self.assertEqual(row["kommandon"][0], "[outgoing] url = smtp://kontakt%40finsam.example@localhost:587")
        self.assertNotIn("hemligt", str(rows) + str(row) + str(imap.lines + smtp.lines + silent.lines))

    def connected_not(self):
        """Right after the login, as Exchange does it: the first command fails."""
        said = []

        def capability(_line, _tag, _):
            said.append(1)
            return b"* CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2\r\n{tag} OK done\r\n" if len(said) == 1 else \
                b"{tag} BAD User is authenticated but not connected.\r\n"
        self.imap.on(r"^CAPABILITY", capability, times=2)

    def test_look(self):
        """in a terminal a command stands on a line of its own, whole"""
        self.imap.on(r"^AUTHENTICATE", b"{tag} NO AUTHENTICATE failed.\r\n")
        out = self.box.diarie("check").out
        self.assertIn("\n    Add-MailboxPermission -Identity kontakt@finsam.example -User OBJECT-ID -AccessRights FullAccess\n", out)


@unittest.skipIf(servers.available(), servers.available())
class Whole(Case):
    """A whole cycle with a Dovecot that validates tokens by itself."""

    def setUp(self):
        super().setUp()
        key = tokens.Key(self.folder)
        self.endpoint = self.start(tokens.DovecotTokens(key=key, life=4))
        settings = tempfile.mkdtemp(prefix="diarie-oauth2-")
        self.addCleanup(shutil.rmtree, settings, True)
        self.imap = self.start(servers.Dovecot())
        self.imap.configure(extra=tokens.dovecot_settings(settings))
        self.smtp = self.start(servers.SmtpSink(tls="starttls", user=servers.USER, tokens=self.endpoint.holds))
        self.box = self.house(self.endpoint, self.imap, self.smtp, secret=False, certificate_file=key.cert, key_file=key.key)
        self.client_of(self.imap)

    def client_of(self, imap):
        """The fixture's own client, a person's mail program, logs in by token too."""
        import imaplib

        def client():
            session = imaplib.IMAP4("127.0.0.1", imap.port)
            token = self.endpoint._token()[1]["access_token"]
            session.authenticate("XOAUTH2", lambda _: f"user={servers.USER}\x01auth=Bearer {token}\x01\x01".encode())
            return session
        imap.client = client

    def test_cycle(self):
        """certificate → token → Dovecot and SMTP over TLS: the report is filed, answered, moved; a new token when the old one ends"""
        self.box.configure(mailbox={"poll": 5})
        self.box.start()
        self.assertTrue(eventually(lambda: any("client_credentials" in str(form) for form in self.endpoint.asked)), self.log(self.box))
        self.imap.append(REPORT)
        self.assertTrue(eventually(self.box.filed), self.log(self.box) + self.imap.log())
        self.assertTrue(eventually(lambda: [mail for mail in self.smtp.mails if mail.recipients == ["karin@storbacken.example"]]), self.log(self.box))
        self.assertTrue(all(mail.tls for mail in self.smtp.mails))
        self.assertTrue(eventually(lambda: self.imap.uids("Diariefört")), self.log(self.box))
        time.sleep(3.5)  # the first token's life
        self.imap.halt()
        self.imap._launch()
        self.box.daemon.send_signal(signal.SIGHUP)
        self.imap.append(reports.mail("Lina <lina@furulunda.example>", "Rapport", [("r.docx", reports.docx(
            reports.Report("Nystart 55+", "Furulunda kommun", "1 januari - 31 mars 2026")))]))
        self.assertTrue(eventually(lambda: len(self.box.filed()) == 2), self.log(self.box) + self.imap.log())
        self.assertGreaterEqual(len(self.endpoint.asked), 2)
        self.assertEqual(self.box.stop(), 0)

    def test_no_trace(self):
        """no token, secret, key or assertion in log, arguments, environment, database, core; what servers repeat is cut out"""
        self.imap.append(REPORT)
        self.box.start()
        self.assertTrue(eventually(self.box.filed), self.log(self.box))
        seen = b""
        for pid in [self.box.daemon.pid, *children(self.box.daemon.pid)]:
            for name in ("cmdline", "environ"):
                try:
                    with open(f"/proc/{pid}/{name}", "rb") as file:
                        seen += file.read()
                except (PermissionError, FileNotFoundError):
                    pass
            with open(f"/proc/{pid}/limits", encoding="ascii") as file:
                self.assertRegex(file.read(), r"Max core file size +0 +0")
        self.assertIn(b"--config", seen)
        self.box.daemon.send_signal(signal.SIGABRT)  # a shell in the background has its children ignore SIGQUIT
        self.box.daemon.wait(30)
        self.box.stop(how=signal.SIGCONT)
        for path, _, names in os.walk(self.box.folder):
            self.assertEqual([name for name in names if name.startswith("core")], [])
            for name in names:
                with open(os.path.join(path, name), "rb") as file:
                    self.no_secret(self.endpoint, file.read())
        self.no_secret(self.endpoint, seen)
        self.assertTrue(self.endpoint.given)


class Echo(Case):
    def test_echo(self):
        """a server that repeats the token, plain or in base64, does not get it into log or register"""
        endpoint = self.start(tokens.TokenServer())
        seen = []

        def repeat(line, tag, text):
            words = text.split()
            encoded = words[2] if len(words) > 2 else ""
            user, token = servers.bearer(encoded)
            seen.append(token)
            return f"{tag} NO you said {token} in {encoded}\r\n".encode()
        imap = self.start(servers.FakeImap(tokens=endpoint.holds, capability="IMAP4rev1 SASL-IR AUTH=XOAUTH2"))
        imap.on(r"^AUTHENTICATE", repeat)
        house = self.house(endpoint, imap)
        answer = house.once(NOW, expect=TEMPORARY)
        self.assertIn("you said …", answer.err)
        self.assertTrue(seen[0])
        self.no_secret(endpoint, answer.err)
        self.assertNotIn(seen[0][20:60], answer.err)


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(word) for word in file.read().split()]


if __name__ == "__main__":
    tap.run()
