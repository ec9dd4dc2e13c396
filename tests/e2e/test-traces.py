"""Secrets and traces: a marker in every password and in every report, looked for wherever it must not be: arguments, environments,
the log, core files, the database and its copies, letters, what the command line says."""
import contextlib
import email
import email.policy
import glob
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import reports
import servers
import tap
from house import BUILD, House, eventually
from stage import SANITIZED

NOW, LATER = "2026-04-14T10:00:00+02:00", "2026-04-20T10:00:00+02:00"  # a Monday: the weekly letter too
KARIN = "Karin <karin@storbacken.example>"
PASSWORD = "Marke4711-lösen"
MARK = "Märkesord4711"
ANSWERS = {key: [f"{MARK} i svaret på {key}."] for key in reports.ANSWERS}


def report(quarter, text="Hej!\n", answers=None, **more):
    made = reports.Report("Bron till arbete", "Storbäckens kommun", f"kvartal {quarter} 2025", answers=answers or ANSWERS)
    return reports.mail(KARIN, "Rapport", [("r.docx", reports.docx(made))], text=text, **more)


def family(pid):
    """PID and its descendants."""
    found = [pid]
    for path in glob.glob("/proc/[0-9]*/stat"):
        with contextlib.suppress(OSError), open(path, encoding="latin-1") as file:
            words = file.read().rpartition(")")[2].split()
            if int(words[1]) == pid:
                found += family(int(path.split("/")[2]))
    return found


class Case(unittest.TestCase):
    def everything_in(self, house, but=()):
        """The bytes of all files of the house (database, its -wal, log, letters, sent log), but those of passwords and mails that came in."""
        seen = {}
        for folder, _, names in os.walk(house.folder):
            for name in names:
                path = os.path.join(folder, name)
                if not name.endswith(".password") and not any(part in path for part in but):
                    with open(path, "rb") as file:
                        seen[path] = file.read()
        return seen


@unittest.skipIf(servers.available(), servers.available())
class Passwords(Case):
    def setUp(self):
        self.dovecot = servers.Dovecot(password=PASSWORD)
        self.addCleanup(self.dovecot.stop)
        self.sink = servers.SmtpSink(user="kontakt@finsam.example", password=PASSWORD)
        self.addCleanup(self.sink.stop)
        self.house = House(self.dovecot, self.sink)
        self.addCleanup(self.house.__exit__)

    def start(self):
        place = os.getcwd()
        os.chdir(self.house.folder)  # where a core file would lie
        try:
            self.house.start()
        finally:
            os.chdir(place)
        self.house.wait_told("post")
        return family(self.house.daemon.pid)

    def test_everywhere(self):
        """no password in an argument or environment of any of our processes, nor in log, database, copy, sent log or letters; nor where it is refused"""
        self.dovecot.append(report(1))
        processes = self.start()
        self.assertGreaterEqual(len(processes), 2)
        for pid in processes:
            for part in ("cmdline", "environ"):
                with open(f"/proc/{pid}/{part}", "rb") as file:
                    self.assertNotIn(PASSWORD.encode(), file.read(), f"{pid} {part}")
        self.assertTrue(eventually(self.house.filed))
        self.assertTrue(eventually(lambda: self.sink.mails))
        self.assertEqual(self.sink.mails[0].user, "kontakt@finsam.example")
        self.assertEqual(self.house.diarie("backup", os.path.join(self.house.folder, "kopia.db")).status, 0)
        self.house.stop()
        said = [self.house.diarie(verb).out for verb in ("health", "status", "log", "outbox")] + [self.house.diarie("check").out]
        self.dovecot.configure(extra="# begun anew\n")
        wrong = House(self.dovecot, self.sink)
        self.addCleanup(wrong.__exit__)
        wrong.configure(mailbox={"password_file": wrong.secret("fel", PASSWORD + "fel")}, outgoing={"password_file": wrong.secret("fel", PASSWORD + "fel")})
        said += [wrong.once(NOW, expect=None).err, wrong.diarie("check").out]
        for text in said:
            self.assertNotIn(PASSWORD, text)
        for house in (self.house, wrong):
            for path, content in self.everything_in(house).items():
                self.assertNotIn(PASSWORD.encode(), content, path)
        tap.note(f"{len(processes)} processes, {len(self.everything_in(self.house))} files")

    def test_no_core(self):
        """neither the daemon nor its helpers leave a core file, even where somebody has raised their limit"""
        with open("/proc/sys/kernel/core_pattern", encoding="utf-8") as file:
            pattern = file.read().strip()
        processes = self.start()
        for pid in processes:
            with open(f"/proc/{pid}/limits", encoding="utf-8") as file:
                limit = next(line for line in file if line.startswith("Max core file size")).split()
            self.assertEqual(limit[4:6], ["0", "0"], pid)
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                is_mailbox = b"diarie-mailbox" in file.read()
            if is_mailbox and not SANITIZED:  # what a server announces is not reserved beyond this
                with open(f"/proc/{pid}/limits", encoding="utf-8") as file:
                    memory = next(line for line in file if line.startswith("Max address space")).split()
                self.assertEqual(memory[3:5], [str(512 << 20)] * 2)
        if os.getuid() == 0 and not pattern.startswith("|"):
            for pid in reversed(processes):
                with contextlib.suppress(PermissionError):  # some machines let not even root do that
                    resource.prlimit(pid, resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        for pid in reversed(processes):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGABRT)
        self.house.daemon.wait(30)
        time.sleep(0.3)
        places = [self.house.folder, os.path.dirname(pattern) if pattern.startswith("/") else "/"]
        cores = [path for place in places for path in glob.glob(os.path.join(place, "*core*")) if os.path.isfile(path) and os.stat(path).st_mtime > time.time() - 60]
        self.assertEqual(cores, [])
        tap.note(f"{len(processes)} processes ended with SIGABRT; core_pattern '{pattern}'")

    @unittest.skipIf(os.getuid() != 0, "giving a file to others needs root")
    def test_this_test_sees_cores(self):
        """a program that does leave a core file is seen by the same means (else the test before could not fail)"""
        with open("/proc/sys/kernel/core_pattern", encoding="utf-8") as file:
            pattern = file.read().strip()
        if pattern.startswith(("|", "/")):
            self.skipTest(f"core_pattern '{pattern}' leaves none here")
        with tempfile.TemporaryDirectory() as folder:
            victim = subprocess.Popen(["sleep", "60"], cwd=folder)
            resource.prlimit(victim.pid, resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            victim.send_signal(signal.SIGABRT)
            victim.wait(30)
            self.assertTrue(glob.glob(os.path.join(folder, "*core*")))


class Closed(Case):
    def test_not_dumpable(self):
        """the kernel keeps daemon and mailbox helper closed to their own user: no tracing, no reading of their memory, no core file"""
        user = os.getuid() or 65534
        house = House(outgoing={"staff": "", "chief": ""})
        self.addCleanup(house.__exit__)
        if os.getuid() == 0:
            subprocess.run(["chown", "-R", str(user), house.folder], check=True)
        daemon = subprocess.Popen([os.path.join(BUILD, "diaried"), "--config", house.config], env=house.environment(None), stdin=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **({"user": user} if os.getuid() == 0 else {}))
        try:
            self.assertTrue(eventually(lambda: b"diarie-mailbox" in b"".join(self.words(pid) for pid in family(daemon.pid))))
            closed = {}
            for pid in family(daemon.pid):
                with open(f"/proc/{pid}/status", encoding="utf-8") as file:
                    self.assertIn(f"\nUid:\t{user}\t", file.read())
                closed[os.path.basename(self.words(pid).split(b"\0")[0].decode())] = os.stat(f"/proc/{pid}/environ").st_uid == 0
            self.assertEqual((closed["diaried"], closed["diarie-mailbox"]), (True, True), closed)
        finally:
            daemon.terminate()
            daemon.wait(30)

    @staticmethod
    def words(pid):
        with contextlib.suppress(OSError), open(f"/proc/{pid}/cmdline", "rb") as file:
            return file.read()
        return b""


class Words(Case):
    """What reporters wrote, and what staff read elsewhere."""

    def test_report_text(self):
        """what reporters wrote stands in the database and in their own files, never in the log, a letter, the sent log or a list of theirs"""
        house = House(outgoing={"staff": "handlaggare@finsam.example"})
        self.addCleanup(house.__exit__)
        broken = reports.docx(reports.Report("Bron till arbete", "Storbäckens kommun", "kvartal 4 2025", answers=ANSWERS))
        house.put(report(1, text=f"Hej! {MARK} i brevet.\n"))
        house.put(report(1, text=f"En gång till, {MARK}.\n"))
        house.put(report(1, answers=dict(ANSWERS, **{"2.2": [f"{MARK} i en ny version."]})))
        house.put(reports.mail(KARIN, "Trasig", [("r.docx", broken[:900])]))
        house.put(reports.mail("Okänd <okand@annan.example>", "Rapport", [("r.docx", reports.docx(reports.Report("Helt annan", "Annan kommun", "kvartal 2 2025", answers=ANSWERS)))]))
        house.put(reports.mail("Okänd <okand@annan.example>", "Rapport", [("r.docx", reports.docx(reports.Report("Nystart 55+", "Furulunda kommun", "kvartal 4 2025", answers=ANSWERS)))]))
        house.put(reports.mail(KARIN, "Fråga", (), f"Vi undrar: {MARK}?\n"))
        house.put(reports.mail("Lina <lina@furulunda.example>", "Autosvar: ledig", (), f"{MARK}, åter 24 april.\n", headers=[("Auto-Submitted", "auto-replied")]))
        said = [house.once(NOW).err, house.once(LATER).err]
        self.assertGreaterEqual(len(house.filed()), 2)
        for verb in (("status",), ("list",), ("outbox",), ("log", "-n", "0"), ("health",), ("review", "list"), ("status", "--json"), ("list", "--json"), ("outbox", "--json"),
                     ("log", "--json", "-n", "0"), ("health", "--json"), ("post",), ("remind", "--dry-run")):
            said.append(house.diarie(*verb, now=LATER).out)
        with contextlib.closing(sqlite3.connect(house.settings["diarium"]["database"])) as base:
            said += [str(row) for row in base.execute("SELECT * FROM logg UNION ALL SELECT namn, varde, andrat, '', '', '', '' FROM tillstand")]
            self.assertGreater(base.execute("SELECT count(*) FROM avsnitt WHERE text LIKE '%' || ? || '%'", (MARK,)).fetchone()[0], 5)  # it is looked for rightly
        with open(house.settings["diarium"]["database"] + ".skickat", encoding="utf-8") as file:
            said.append(file.read())
        for text in said:
            self.assertNotIn(MARK, text)
        letters = house.letters()
        for letter in letters:
            for part in letter.walk():
                if not part.is_multipart():
                    self.assertNotIn(MARK, str(part.get_content()), letter["Subject"])
            self.assertNotIn(MARK, str(email.message_from_bytes(letter.as_bytes(), policy=email.policy.default)))
        self.assertIn("handlaggare@finsam.example", {letter["To"].addresses[0].addr_spec for letter in letters})
        tap.note(f"{len(letters)} letters, {len(said)} texts")


class Private(Case):
    def test_modes(self):
        """a password file that anybody else may read is refused with 78 and the command that mends it; so is a configuration that others may write"""
        house = House()
        self.addCleanup(house.__exit__)
        secret = house.secret("imap", PASSWORD)
        house.configure(mailbox={"url": "imaps://kontakt%40finsam.example@localhost:1/INBOX", "password_file": secret})
        for path, modes in ((secret, (0o440, 0o404, 0o444, 0o640, 0o420, 0o402, 0o401)), (house.config, (0o660, 0o606, 0o666, 0o622))):
            usual = os.stat(path).st_mode & 0o777
            for mode in modes:
                with self.subTest(path=os.path.basename(path), mode=oct(mode)):
                    os.chmod(path, mode)
                    answer = house.once(NOW, expect=78)
                    self.assertIn("chmod", answer.err)
                    self.assertIn(path, answer.err)
                    self.assertNotIn(PASSWORD, answer.err)
            os.chmod(path, usual)
        house.once(NOW, expect=75)  # and now only the server is missing

    def test_files(self):
        """what the daemon makes is its owner's alone, whatever the umask: folder, database, -wal, lock, sent log, copy"""
        house = House(outgoing={"staff": "", "chief": ""})
        self.addCleanup(house.__exit__)
        base = os.path.join(house.folder, "ny", "db")
        house.configure(diarium={"database": os.path.join(base, "diarie.db")})
        house.put(report(1))
        before = os.umask(0)
        try:
            house.register("namn;huvudman;start;slut;kontakt\nBron till arbete;Storbäckens kommun;2025-01-01;;karin@storbacken.example\n")
            house.once(NOW)
            self.assertEqual(house.diarie("backup", os.path.join(base, "kopia.db"), now=NOW).status, 0)
        finally:
            os.umask(before)
        for name in [""] + os.listdir(base):
            mode = os.stat(os.path.join(base, name)).st_mode & 0o777
            self.assertEqual(mode & 0o077, 0, f"{name}: {oct(mode)}")
        self.assertLessEqual({"diarie.db", "diarie.db-wal", "diarie.db.lock", "diarie.db.skickat", "kopia.db"}, set(os.listdir(base)))

    def test_links(self):
        """a link in the place of sent log, lock or copy is not followed"""
        house = House(outgoing={"staff": "", "chief": ""})
        self.addCleanup(house.__exit__)
        base, prey = house.settings["diarium"]["database"], os.path.join(house.folder, "byte")
        with open(prey, "w", encoding="ascii") as file:
            file.write("orort\n")
        house.put(report(1))
        for end in (".skickat", ".lock"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(base + end)
            os.symlink(prey, base + end)
            self.assertNotEqual(house.once(NOW, expect=None).status, 0, end)
            os.unlink(base + end)
        with open(prey, encoding="ascii") as file:
            self.assertEqual(file.read(), "orort\n")
        house.once(NOW)
        self.assertEqual(len(house.filed()), 1)


if __name__ == "__main__":
    tap.run()
