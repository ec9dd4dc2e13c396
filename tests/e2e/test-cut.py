"""Every byte can be the last: between diaried and its mailbox stands a proxy that cuts the connection after each number of bytes in
turn, falls silent, says one byte at a time, or noise. Afterwards every mail is filed once, lies where it belongs, is answered once;
within limits of time and memory.

CUT_EVERY=N cuts at each Nth byte only (1: all, an hour). Fails below MIN_CUTS, so that it cannot go blind.
"""
import itertools
import os
import random
import shutil
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import reports
import servers
import tap
from house import House
from promises import promise
from stage import SANITIZED, copy_tree, daemon_round, most_memory_mib, play

EVERY = int(os.environ.get("CUT_EVERY", "307" if SANITIZED else "61"))
MIN_CUTS = 100
NOW, LATER = "2026-04-14T10:00:00+02:00", "2026-04-14T12:00:00+02:00"
LIMIT_S, LIMIT_MIB = 20, 256
BRON = reports.Report("Bron till arbete", "Storbäckens kommun", "1 januari - 31 mars 2026", answers={"2.1": ["Gruppen har träffats."]})
REPORT = reports.mail("Karin <karin@storbacken.example>", "Rapport", [("r.docx", reports.docx(BRON))])
MINUTES = reports.mail("Moa <moa@asberg.example>", "Fråga", (), "När ska rapporten in?\n")
LUNCH = reports.mail("Någon <nagon@annan.example>", "Lunch?", (), "Kl 12?\n")
MAILS = {3: REPORT, 7: MINUTES, 8: LUNCH}


class Scripted:
    """FakeImap behind the proxy, in the clear."""

    def __init__(self):
        self.server = servers.FakeImap()
        self.proxy = servers.Proxy(self.server.port)
        self.url = self.server.url().replace(f":{self.server.port}", f":{self.proxy.port}")
        self.settings = {"url": self.url, "tls": "none", "junk": "no"}

    def reset(self):
        self.server.mails, self.server.kept = dict(MAILS), {}
        self.server.folders = {"INBOX": ""}
        self.proxy.arm()

    def lies(self):
        return [sorted(self.server.mails.values()), self.server.kept.get("Diarief&APY-rt", []), self.server.kept.get("Granskas", [])]

    def stop(self):
        self.proxy.stop()
        self.server.stop()


class Real:
    """Dovecot behind the proxy: what is cut is TLS."""

    def __init__(self):
        self.server = servers.Dovecot()
        self.proxy = servers.Proxy(self.server.tls_port)
        self.settings = {"url": self.server.url().replace(f":{self.server.tls_port}", f":{self.proxy.port}"), "ca_file": self.server.ca}
        self.maildir = os.path.join(self.server.mail_folder, "Maildir")
        self.server.append_many(list(MAILS.values()))
        copy_tree(self.maildir, self.maildir + ".first")

    def reset(self):
        copy_tree(self.maildir + ".first", self.maildir)
        self.proxy.arm()

    def lies(self):
        found = []
        for name in ("", ".Diarief&APY-rt", ".Granskas"):
            files = [os.path.join(self.maildir, name, part, file) for part in ("new", "cur") if os.path.isdir(os.path.join(self.maildir, name, part))
                     for file in os.listdir(os.path.join(self.maildir, name, part))]
            found.append([])
            for path in files:
                with open(path, "rb") as file:
                    found[-1].append(file.read().replace(b"\n", b"\r\n"))  # Dovecot keeps them with LF
        return found

    def stop(self):
        self.proxy.stop()
        self.server.stop()


class Stage:
    """A house whose mailbox is behind a proxy."""

    def __init__(self, kind):
        self.box = kind()
        self.house = House(outgoing={"staff": "", "chief": ""}, reminders={"before": "0"})
        self.house.configure(mailbox={**self.box.settings, "password_file": self.house.secret("imap", servers.PASSWORD)})
        self.base = os.path.join(self.house.folder, "db")
        self.again = 0
        self.last = None
        copy_tree(self.base, self.base + ".first")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.house.__exit__()
        self.box.stop()

    def reset(self):
        copy_tree(self.base + ".first", self.base)
        shutil.rmtree(os.path.join(self.house.folder, "out"), ignore_errors=True)
        self.box.reset()

    def disturbed(self, way, count, how, seconds=None):
        """A round whose connections end after COUNT bytes; how long it took."""
        self.box.proxy.arm(way, count, how)
        self.last = f"{how} {way} {count}"
        began = time.monotonic()
        more = {"DIARIE_MAILBOX_SECONDS": seconds} if seconds else {}
        status, said = daemon_round(self.house, NOW, "", **more)
        promise(status in (0, 75), f"status {status}: {said}")
        return time.monotonic() - began

    def check(self):
        self.box.proxy.arm()
        run = self.house.once(LATER, expect=None)
        if run.status:  # on a machine under load the next connection may suffer too
            self.again += 1
            tap.note(f"the round after {self.last} failed, too: {run.err}")
            self.house.once(LATER)
        promise(len(self.house.filed()) == 1, f"{len(self.house.filed())} filed")
        promise(self.house.status(now=LATER)[1]["granskas"] == 1, "not one in review")
        letters = [letter["To"].addresses[0].addr_spec for letter in self.house.letters()]
        promise(letters == ["karin@storbacken.example"], f"letters to {letters}")
        where = self.box.lies()
        promise(where == [[LUNCH], [REPORT], [MINUTES]], f"mails lie {[len(mails) for mails in where]}")
        checked = self.house.diarie("check", "--deep", now=LATER).out
        promise("✓ databas" in checked and "✓ logg" in checked, checked)


class Cut(unittest.TestCase):
    def whole(self, kind):
        """How many bytes go up and down in an undisturbed round."""
        with Stage(kind) as stage:
            stage.reset()
            stage.disturbed(None, None, servers.CLOSE)
            passed = dict(stage.box.proxy.passed)
            stage.check()
            return passed

    def sweep(self, kind, how, every, seconds=None):
        """Every EVERYth byte in both ways; (how many, the longest in seconds)."""
        whole, longest, again = self.whole(kind), [0], set()
        points = [(way, count) for way in ("up", "down") for count in range(1, whole[way], every)]

        def scene(stage, point):
            stage.reset()
            longest[0] = max(longest[0], stage.disturbed(*point, how, seconds))
            stage.check()
            again.add((id(stage), stage.again))

        tried, failures = play(lambda: Stage(kind), scene, iter(points))
        tap.note(f"{kind.__name__}: {how} at {tried} points of {whole['up']} bytes up and {whole['down']} down; the longest round "
                 f"{longest[0]:.1f} s, {most_memory_mib():.0f} MiB at most")
        self.assertEqual(failures, [])
        self.assertEqual(tried, len(points))
        self.assertLess(len(again), 10, "the round after a cut fails too often")
        self.assertLess(longest[0], LIMIT_S)
        self.assertLess(most_memory_mib(), LIMIT_MIB)
        return tried

    def test_cut(self):
        """the connection is cut after any byte of the dialogue"""
        self.assertGreaterEqual(self.sweep(Scripted, servers.CLOSE, EVERY) * EVERY, MIN_CUTS * 61)

    @unittest.skipIf(servers.available(), servers.available())
    def test_cut_tls(self):
        """the connection is cut after any byte of TLS"""
        self.sweep(Real, servers.CLOSE, EVERY * 7)

    def test_garbage(self):
        """noise comes in place of the server's words"""
        self.sweep(Scripted, servers.GARBAGE, EVERY * 5)

    @unittest.skipIf(servers.available(), servers.available())
    def test_garbage_tls(self):
        """noise comes in place of TLS"""
        self.sweep(Real, servers.GARBAGE, EVERY * 40)

    def test_silence(self):
        """the server falls silent: the round ends in time"""
        self.sweep(Scripted, servers.HANG, EVERY * 20, seconds=1)

    def test_drip(self):
        """the server says one byte a second: the round ends in time"""
        self.sweep(Scripted, servers.DRIP, EVERY * 40, seconds=2)


class Outgoing(unittest.TestCase):
    """The same between diaried and the outgoing server, with a receipt and a reminder to send."""

    @unittest.skipIf(servers.available(), servers.available())
    def test_cut(self):
        """the connection to the outgoing server is cut after any byte: the receipt goes once or twice, the reminder once or is uncertain"""
        with servers.SmtpSink() as sink, House(None, None, outgoing={"staff": "", "chief": ""}) as house:
            proxy = servers.Proxy(sink.port)
            house.configure(outgoing={"url": sink.url().replace(f":{sink.port}", f":{proxy.port}"), "tls": "none"})
            base = os.path.join(house.folder, "db")
            copy_tree(base, base + ".first")
            tried = 0
            for way, count in self.points(house, sink, proxy, base):
                self.reset(house, sink, proxy, base)
                proxy.arm(way, count)
                daemon_round(house, "2026-04-17T10:00:00+02:00", "")
                proxy.arm()
                for hour in (11, 12):
                    house.once(f"2026-04-17T{hour}:00:00+02:00")
                self.check(house, sink, f"{way} {count}")
                tried += 1
            proxy.stop()
            tap.note(f"SMTP cut at {tried} points while receipt and reminders go")
            self.assertGreater(tried * EVERY, 1000)

    def reset(self, house, sink, proxy, base):
        proxy.arm()
        copy_tree(base + ".first", base)
        for folder in ("in", "out"):
            shutil.rmtree(os.path.join(house.folder, folder), ignore_errors=True)
        for part in ("new", "cur", "tmp"):
            os.makedirs(os.path.join(house.folder, "in", part))
        house.put(REPORT)
        sink.mails.clear()

    def points(self, house, sink, proxy, base):
        self.reset(house, sink, proxy, base)
        house.once("2026-04-17T10:00:00+02:00")
        whole = dict(proxy.passed)
        chance = random.Random(whole["up"])
        for way, every in (("up", EVERY * 6), ("down", EVERY)):
            yield from ((way, count) for count in range(chance.randrange(1, every + 1), whole[way], every))

    def check(self, house, sink, where):
        copies = {}
        for mail in sink.mails:
            name = reports.email.message_from_bytes(mail.raw)["Message-ID"]
            copies[name] = copies.get(name, 0) + 1
        for name, count in copies.items():
            self.assertLessEqual(count, 2 if "kvitto" in name else 1, f"{where}: {name}")
        self.assertEqual(len([name for name in copies if "kvitto" in name]), 1, where)
        missing = 4 - len([name for name in copies if "paminnelse" in name])
        unsure = [line for line in house.diarie("outbox", "--json", now=LATER).lines() if line["tillstand"] == "oviss"]
        self.assertLessEqual(missing, len(unsure), where)


if __name__ == "__main__":
    tap.run(timeout_s=7200)
