"""The running daemon: ready, watchdog, IDLE, reload, a clean stop, one instance a database."""
import contextlib
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import reports
import servers
import tap
from house import BUILD, House, eventually, memory_mib

BRON = reports.Report("Bron till arbete", "Storbäckens kommun", "1 januari - 31 mars 2026")
NOW = "2026-04-14T10:00:00+02:00"
DUE = "2026-04-17T09:00:00+02:00"  # reminders go
MAIL = reports.mail("Karin <karin@storbacken.example>", "Rapport", [("r.docx", reports.docx(BRON))])


@unittest.skipIf(servers.available(), servers.available())
class Daemon(unittest.TestCase):
    def setUp(self):
        self.dovecot = servers.Dovecot()
        self.addCleanup(self.dovecot.stop)
        self.sink = servers.SmtpSink()
        self.addCleanup(self.sink.stop)
        self.house = House(self.dovecot, self.sink)
        self.addCleanup(self.house.__exit__)

    def text(self):
        with open(os.path.join(self.house.folder, "diaried.log"), encoding="utf-8") as file:
            return file.read()

    def test_life(self):
        """ready, files what comes through IDLE, feeds the watchdog, reads its settings again, stops cleanly"""
        self.house.start()
        self.house.wait_told("post")
        self.dovecot.append(MAIL)
        self.assertTrue(eventually(lambda: self.house.filed()), self.text())
        self.assertTrue(eventually(lambda: [m for m in self.sink.mails if m.recipients == ["karin@storbacken.example"]]), self.text())
        self.house.wait_told("WATCHDOG=1")
        self.house.configure(diarium={"signatur": "NYA"})
        self.house.daemon.send_signal(signal.SIGHUP)
        self.house.wait_told("RELOADING=1")
        self.house.wait_told("READY=1")
        self.house.configure(diarium={"prefix": "litet"})
        self.house.daemon.send_signal(signal.SIGHUP)
        self.assertTrue(eventually(lambda: "stays in force" in self.text()), self.text())
        self.assertEqual(self.house.stop(), 0, self.house.told)

    @unittest.skipIf(tap.configured("DI_SANITIZERS", "DI_COVERAGE"), "such a build holds more")
    def test_memory_at_rest(self):
        """after a mail the daemon and its mailbox hold 12 MiB at most, even if nobody else used their libraries"""
        self.house.start()
        self.house.wait_told("post")
        self.dovecot.append(MAIL)
        self.assertTrue(eventually(lambda: [m for m in self.sink.mails if m.recipients == ["karin@storbacken.example"]]), self.text())
        pids = [self.house.daemon.pid, self.helper("diarie-mailbox")]
        try:
            self.assertTrue(eventually(lambda: memory_mib(pids)[1] <= 12), memory_mib(pids))
        except PermissionError:
            self.skipTest("the kernel tells only root of a process that lets nobody look in")

    def helper(self, wanted):
        daemon = self.house.daemon.pid
        with open(f"/proc/{daemon}/task/{daemon}/children", encoding="ascii") as file:
            for pid in file.read().split():
                with open(f"/proc/{pid}/comm", encoding="utf-8") as name:
                    if name.read().strip() == wanted:
                        return int(pid)
        raise AssertionError(f"no {wanted} runs")

    def test_one_instance(self):
        """a second daemon and --once on the same database stop with 75 and say why"""
        self.house.start()
        answer = self.house.once("2026-04-14T10:00:00+02:00", expect=75)
        self.assertIn("diarie.db", answer.err)
        self.assertEqual(self.house.stop(), 0)

    def test_server_comes_back(self):
        """a server that goes away is waited for, and its mail is filed when it is back"""
        self.house.configure(mailbox={"poll": 5})
        self.house.start()
        self.house.wait_told("post")
        self.dovecot.halt()
        self.assertTrue(eventually(lambda: "tried again in" in self.text()), self.text())
        self.dovecot._launch()
        self.dovecot.append(MAIL)
        self.house.daemon.send_signal(signal.SIGHUP)  # what an impatient administrator does
        self.assertTrue(eventually(lambda: self.house.filed()), self.text())
        self.assertEqual(self.house.stop(), 0)

    def test_slow_server(self):
        """systemd hears from it while a server is slow to hand out mail"""
        with servers.FakeImap(mails={1: MAIL}) as fake, House(smtp=self.sink, mailbox={"tls": "none", "junk": "no"}) as house:
            told = []

            def slowly(line, tag, text):
                before = house.told.count("WATCHDOG=1")
                time.sleep(5)
                told.append(house.told.count("WATCHDOG=1") - before)
                fake._uid_fetch(line, tag, text)
                return b""

            fake.on(r"UID FETCH .*BODY\.PEEK", slowly)
            house.configure(mailbox={"url": fake.url(), "password_file": house.secret("imap", servers.PASSWORD)})
            house.start()
            self.assertTrue(eventually(house.filed, 20), house.told)
            self.assertEqual(house.stop(), 0)
            self.assertGreaterEqual(told[0], 3, house.told)

    def test_outcome_not_written(self):
        """a letter whose outcome could not be written, for the register was locked, is settled in the next round, not at the next start"""
        self.house.configure(outgoing={"staff": "", "chief": ""})
        self.house.start()
        self.house.wait_told("post")
        register = sqlite3.connect(self.house.settings["diarium"]["database"], check_same_thread=False, isolation_level=None)
        self.addCleanup(register.close)
        take = self.sink._take

        def locked(*words):
            self.sink._take = take
            register.execute("BEGIN IMMEDIATE")
            threading.Timer(12, register.execute, ["ROLLBACK"]).start()
            take(*words)

        self.sink._take = locked
        self.sink.fail("dot", "451 4.7.1 later", times=1)
        self.dovecot.append(MAIL)
        self.assertTrue(eventually(lambda: "cannot send letters" in self.text(), 30), self.text())
        self.house.wait_told("post")
        time.sleep(3)
        self.dovecot.append(reports.mail("Lunch <nagon@annan.example>", "Lunch?", (), "Kl 12?\n"))
        self.assertTrue(eventually(lambda: any(m.recipients == ["karin@storbacken.example"] for m in self.sink.mails), 20), self.text())
        self.assertEqual(self.house.stop(), 0)

    def test_patience(self):
        """in the hours for letters, too, a quiet mailbox is left in peace, and one that cannot be read is asked again only when its time has come"""
        noon = "2026-04-14T12:00:00+02:00"  # a Tuesday
        self.house.start(now=noon)
        self.house.wait_told("post")
        time.sleep(5)
        rounds = sum("Väntar på post" in told for told in self.house.told)
        self.assertLessEqual(rounds, 2, self.house.told)
        self.assertEqual(self.house.stop(), 0)
        self.dovecot.halt()
        self.house.start(now=noon)
        self.house.wait_told("Väntar 30 sekunder")
        time.sleep(5)
        self.assertEqual(self.text().count("tried again in"), 1, self.text())
        self.assertEqual(self.house.stop(), 0)

    HANGS = "#!/bin/sh\nprintf '\\0\\0\\0\\0\\4\\0\\0\\0' >&3\nexec sleep 1000\n"  # a reader that says READY, and no more

    def programs_that_hang(self):
        programs = os.path.join(self.house.folder, "programs")
        os.mkdir(programs)
        for name in ("diaried", "diarie-mailbox"):
            shutil.copy2(os.path.join(BUILD, name), programs)
        with open(os.path.join(programs, "diarie-extract"), "w", encoding="ascii") as file:
            file.write(self.HANGS)
        os.chmod(os.path.join(programs, "diarie-extract"), 0o755)
        return programs

    def attempts(self):
        with contextlib.closing(sqlite3.connect(self.house.settings["diarium"]["database"])) as base:
            return [row[0] for row in base.execute("SELECT forsok FROM meddelande WHERE tillstand = 'hamtat'")]

    def test_stop_while_reading(self):
        """a stop does not wait for pages that are being read, and costs their mail no chance; nor where systemd stops the readers too"""
        self.dovecot.append(MAIL)
        self.house.programs = self.programs_that_hang()
        for with_readers in (False, True, True, True):
            self.house.start()
            self.assertTrue(eventually(lambda: self.attempts() == [1], 10), self.attempts())
            time.sleep(0.3)
            children = subprocess.run(["pgrep", "-P", str(self.house.daemon.pid)], capture_output=True, check=True).stdout.split()
            began = time.monotonic()
            self.house.daemon.send_signal(signal.SIGTERM)
            for child in children if with_readers else ():
                os.kill(int(child), signal.SIGTERM)
            self.assertEqual(self.house.stop(), 0, self.text())
            self.assertLess(time.monotonic() - began, 6)
            self.assertEqual(self.attempts(), [0], self.text())
        self.house.once(NOW)
        self.assertEqual(len(self.house.filed()), 1)

    def test_stop_while_fetching(self):
        """nor does it wait for a server that is slow, or silent, at any step of a session; that is no trouble that staff are told of"""
        for step in ("^CAPABILITY", "^SELECT", "^UID FETCH .*RFC822", "^UID FETCH .*BODY", "^UID MOVE"):
            with self.subTest(step), servers.FakeImap(mails={1: MAIL}) as fake, House(mailbox={"tls": "none", "junk": "no"}) as house:
                fake.folders["Diarief&APY-rt"] = ""
                fake.on(step, b"", then=servers.HANG)
                house.configure(mailbox={"url": fake.url(), "password_file": house.secret("imap", servers.PASSWORD)})
                house.start()
                self.assertTrue(eventually(lambda: any(re.search(step, line.split(" ", 1)[-1], re.I) for line in fake.lines), 20), fake.lines)
                time.sleep(0.3)
                began = time.monotonic()
                self.assertEqual(house.stop(), 0)
                self.assertLess(time.monotonic() - began, 5)
                health = house.diarie("health", "--json").one()
                self.assertEqual((health["hamtning_fel"], health["mejl_ej_hamtade"]), (None, 0))
                with contextlib.closing(sqlite3.connect(house.settings["diarium"]["database"])) as base:
                    self.assertEqual(base.execute("SELECT count(*) FROM hinder").fetchone(), (0,))

    def test_stop_while_sending(self):
        """nor for an outgoing server that is silent: what had not been given of a reminder waits, and goes once with the next start; the watchdog is fed meanwhile"""
        for stage in ("connect", "EHLO", "MAIL", "RCPT", "DATA"):
            with self.subTest(stage), servers.SmtpSink() as sink, House(smtp=sink) as house:
                house.diarie("remind", "--approve", now=NOW)
                sink.fail(stage, servers.HANG)
                house.start(now=DUE)
                self.assertTrue(eventually(lambda: sink.connections and (stage == "connect" or sink.lines[-1:] and sink.lines[-1].startswith(stage)), 20), sink.lines)
                fed = house.told.count("WATCHDOG=1")
                self.assertTrue(eventually(lambda: house.told.count("WATCHDOG=1") > fed + 1, 8), house.told)
                began = time.monotonic()
                self.assertEqual(house.stop(), 0)
                self.assertLess(time.monotonic() - began, 5)
                with contextlib.closing(sqlite3.connect(house.settings["diarium"]["database"])) as base:
                    self.assertEqual(base.execute("SELECT DISTINCT tillstand FROM utskick WHERE slag LIKE 'paminnelse%'").fetchall(), [("vantar",)])
                sink.mend()
                house.once(DUE)
                self.assertEqual(len([mail for mail in sink.mails if mail.recipients == ["karin@storbacken.example"]]), 1)

    def stop_once(self, house, is_under_way, now=NOW, how=signal.SIGTERM):
        """Starts a single round, and stops it when that is under way: the exit status, within five seconds."""
        with open(os.path.join(house.folder, "once.log"), "ab") as log:
            once = subprocess.Popen([os.path.join(house.programs, "diaried"), "--config", house.config, "--once"], env=house.environment(now), stderr=log)
        try:
            self.assertTrue(eventually(is_under_way, 20))
            time.sleep(0.3)
            once.send_signal(how)
            return once.wait(5)
        finally:
            once.kill()
            once.wait()

    def test_stop_once(self):
        """a single round stops as soon: while a mail is read, at each step of a session and of a letter; what it had done is kept, it says 75, and the next does the rest"""
        self.house.programs = self.programs_that_hang()
        self.dovecot.append(MAIL)
        for how in (signal.SIGTERM, signal.SIGINT):
            self.assertEqual(self.stop_once(self.house, lambda: self.attempts() == [1], how=how), 75)
            self.assertEqual(self.attempts(), [0])
        self.house.once(NOW)
        self.assertEqual(len(self.house.filed()), 1)
        for step in ("^CAPABILITY", "^UID FETCH .*BODY", "^UID MOVE"):
            with self.subTest(step), servers.FakeImap(mails={1: MAIL}) as fake, House(mailbox={"tls": "none", "junk": "no"}) as house:
                fake.folders["Diarief&APY-rt"] = ""
                fake.on(step, b"", then=servers.HANG)
                house.configure(mailbox={"url": fake.url(), "password_file": house.secret("imap", servers.PASSWORD)})
                self.assertEqual(self.stop_once(house, lambda: any(re.search(step, line.split(" ", 1)[-1], re.I) for line in fake.lines)), 75)
                self.assertEqual(len(house.filed()), step == "^UID MOVE")
                self.assertEqual(house.diarie("health", "--json").one()["hamtning_fel"], None)
        for stage in ("connect", "RCPT"):
            with self.subTest(stage), servers.SmtpSink() as sink, House(smtp=sink) as house:
                house.diarie("remind", "--approve", now=NOW)
                sink.fail(stage, servers.HANG)
                self.assertEqual(self.stop_once(house, lambda: sink.connections and (stage == "connect" or sink.lines[-1:] and sink.lines[-1].startswith(stage)), now=DUE), 75)
                sink.mend()
                house.once(DUE)
                self.assertEqual(len([mail for mail in sink.mails if mail.recipients == ["karin@storbacken.example"]]), 1)

    def test_silent_server(self):
        """a server that says nothing to one letter is left alone for a minute: no other letter is tried, mails are read; one that is told to try does"""
        with servers.SmtpSink() as sink, House(smtp=sink, mailbox={"poll": "5"}) as house:
            house.diarie("remind", "--approve", now=NOW)
            for silent in (("connect", servers.CLOSE), ("MAIL", servers.CLOSE), ("after-dot", servers.CLOSE)):
                sink.fail(*silent)
                asked = sink.connections
                house.once(DUE, expect=75)
                self.assertEqual(sink.connections, asked + 1, silent)
                sink.mend()
            sink.fail("connect", servers.CLOSE)
            asked = sink.connections
            house.start(now=DUE)
            log = pathlib.Path(house.folder, "diaried.log")
            self.assertTrue(eventually(lambda: b"left alone for 60 seconds" in log.read_bytes(), 20))
            house.put(MAIL)
            self.assertTrue(eventually(house.filed, 20))
            time.sleep(1)
            self.assertEqual(sink.connections, asked + 1)
            sink.mend()
            house.daemon.send_signal(signal.SIGHUP)
            self.assertTrue(eventually(lambda: len(sink.mails) > 3, 20))

    def test_bad_configuration(self):
        """a mistake in the settings names file, line and remedy, and exits with 78"""
        self.house.configure(mailbox={"pol": 300})
        answer = self.house.once("2026-04-14T10:00:00+02:00", expect=78)
        self.assertIn(f"{self.house.config}:", answer.err)
        self.assertIn("[mailbox] pol", answer.err)

    def test_secrets_leave_no_trace(self):
        """the password is in no argument, environment, log or database"""
        self.house.start()
        self.house.wait_told("post")
        seen = b""
        for name in os.listdir("/proc"):
            if not name.isdigit():
                continue
            for part in ("cmdline", "environ"):
                try:
                    with open(f"/proc/{name}/{part}", "rb") as file:
                        data = file.read()
                    if b"diarie" in data:
                        seen += data
                except OSError:
                    pass
        self.house.stop()
        for root, _, names in os.walk(self.house.folder):
            for name in names:
                if not name.endswith(".password"):
                    with open(os.path.join(root, name), "rb") as file:
                        seen += file.read()
        self.assertNotIn(self.dovecot.password.encode(), seen)


if __name__ == "__main__":
    tap.run()
