"""Every step can be the last: diaried is killed before each system call that writes, sends, syncs or renames, one run for each;
after two undisturbed rounds every mail is filed once, every receipt has one Message-ID, no reminder went twice.

KILL_EVERY=N tries each Nth point only (N = 1: all of them). The test fails below MIN_POINTS, so that it cannot go blind.
"""
import os
import re
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import reports
import servers
import tap
from house import BUILD, House, parsed

NOW = "2026-04-17T10:00:00+02:00"  # two working days after the due date: reminders are due too
CALLS = ("write", "pwrite64", "fdatasync", "fsync", "sendto", "sendmsg", "ftruncate", "rename", "openat", "unlink")
EVERY = int(os.environ.get("KILL_EVERY", "6"))
MIN_POINTS = 100 if EVERY > 1 else 300
BRON = reports.Report("Bron till arbete", "Storbäckens kommun", "1 januari - 31 mars 2026")
NYSTART = reports.Report("Nystart 55+", "Furulunda kommun", "kvartal 1 2026")


def mails():
    yield reports.mail("Karin <karin@storbacken.example>", "Rapport", [("r.docx", reports.docx(BRON))])
    yield reports.mail("Lina <lina@furulunda.example>", "Rapport", [("r.docx", reports.docx(NYSTART)), ("r.pdf", reports.pdf(NYSTART))])
    yield reports.mail("Moa <moa@asberg.example>", "Anteckningar", [("m.docx", reports.minutes())])
    yield reports.mail("Olle <olle@vikman.example>", "Autosvar", (), "Ledig.\n", headers=[("Auto-Submitted", "auto-replied")])


@unittest.skipIf(servers.available() or not shutil.which("strace"), "strace or dovecot is not installed")
class Kill(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dovecot = servers.Dovecot()
        cls.addClassCleanup(cls.dovecot.stop)

    def fresh(self, sink):
        for folder in self.dovecot.folders():
            for uid in self.dovecot.uids(folder):
                self.dovecot.expunge(uid, folder)
        self.dovecot.append_many(list(mails()))
        return House(self.dovecot, sink, outgoing={"staff": ""})

    def killed_at(self, house, call, number):
        """Runs a round that dies before the NUMBERth CALL; False if it came to its end."""
        command = ["strace", "-o", os.path.join(house.folder, "trace"), "-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={number}",
                   os.path.join(BUILD, "diaried"), "--config", house.config, "--once"]
        environment = house.environment(NOW)
        environment["ASAN_OPTIONS"] = "detect_leaks=0"  # a leak checker cannot work under strace
        run = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, timeout=120, check=False)
        return run.returncode < 0 or run.returncode == 137

    def check(self, house, sink, where):
        filed = house.filed()
        self.assertEqual(len(filed), 2, where)
        self.assertEqual(len({entry["diarienummer"] for entry in filed}), 2, where)
        entries, whole = house.status(now=NOW)
        self.assertEqual(whole["granskas"], 1, where)
        letters = {}
        for mail in sink.mails:
            letters.setdefault(parsed(mail)["Message-ID"], []).append(mail)
        for message_id, copies in letters.items():
            most = 2 if "kvitto" in message_id else 1
            self.assertLessEqual(len(copies), most, f"{where}: {message_id}")
        receipts = {mail.recipients[0] for mail in sink.mails if b"kvitto" in mail.raw}
        self.assertEqual(receipts, {"karin@storbacken.example", "lina@furulunda.example"}, where)
        reminded = {mail.recipients[0] for mail in sink.mails if b"paminnelse" in mail.raw}
        missing = {"olle@vikman.example", "fatima@region.example"} - reminded
        if missing:  # nobody can know whether it went: it is shown
            self.assertIn("oviss", house.diarie("outbox", "--json", now=NOW).out, where)
        self.assertEqual(sorted(len(self.dovecot.uids(folder)) for folder in ("INBOX", "Diariefört", "Granskas")), [1, 1, 2], where)
        self.assertEqual(house.diarie("check", "--deep", now=NOW).status, 0, where)
        leftovers = [name for name in os.listdir(os.path.join(house.folder, "db")) if re.search(r"tmp|\.new", name)]
        self.assertEqual(leftovers, [], where)

    def test_every_step(self):
        """killed at every step, restarted: nothing lost, nothing twice"""
        tried = 0
        for call in CALLS:
            number = 1
            while True:
                with servers.SmtpSink() as sink, self.fresh(sink) as house:
                    if not self.killed_at(house, call, number):
                        break
                    tried += 1
                    house.once(NOW, expect=None)
                    house.once("2026-04-17T15:00:00+02:00")
                    self.check(house, sink, f"killed at {call} {number}")
                number += EVERY
        print(f"# {tried} points tried", flush=True)
        self.assertGreaterEqual(tried, MIN_POINTS)


if __name__ == "__main__":
    tap.TIMEOUT_S = 3600
    tap.run()
