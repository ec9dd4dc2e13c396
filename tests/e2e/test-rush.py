"""Many mails at once: receipts go while others are still read. Nothing is told before it is committed, at most one letter is uncertain
when the daemon dies, and a server that is silent holds up no mail.

RUSH_EVERY=N kills at each Nth point."""
import collections
import errno
import itertools
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import reports
import servers
import tap
from house import House, eventually, parsed
from promises import promise
from stage import NO_SHIM, SANITIZED, Stage, play, shim

COUNT = 48  # more than a second reader is started for
EVERY = int(os.environ.get("RUSH_EVERY", "600" if SANITIZED else "150"))
NOW, LATER = "2026-03-02T10:00:00+01:00", "2026-03-02T15:00:00+01:00"
REGISTER = "namn;huvudman;start;slut;kontakt\n" + "".join(f"Insats {i};Kommun {i};2025-01-01;;k{i}@kommun.example\n" for i in range(COUNT))


def mail(number):
    report = reports.Report(f"Insats {number}", f"Kommun {number}", "1 oktober - 31 december 2025")
    return reports.mail(f"k{number}@kommun.example", "Rapport", [("r.docx", reports.docx(report))])


MAILS = [mail(i) for i in range(COUNT)]
SETTINGS = {"register": REGISTER, "outgoing": {"staff": ""}, "reminders": {"before": "0"}}


def receipts(mails):
    """{recipient: {Message-ID: how often}}"""
    found = collections.defaultdict(collections.Counter)
    for one in mails:
        found[one.recipients[0]][parsed(one)["Message-ID"]] += 1
    return found


@unittest.skipIf(servers.available(), servers.available())
class Rush(unittest.TestCase):
    def check(self, house, sink, twice=0):
        """Each is filed once, and answered once; but TWICE letters, at most, that were under way when the daemon died."""
        numbers = [entry["diarienummer"] for entry in house.filed()]
        promise(len(numbers) == len(set(numbers)) == COUNT, f"{len(numbers)} filed")
        told = receipts(sink.mails)
        promise(len(told) == COUNT, f"{len(told)} have a receipt")
        promise(all(len(ids) == 1 for ids in told.values()), "two receipts for one report")
        extra = len(sink.mails) - COUNT
        promise(0 <= extra <= twice, f"{extra} receipts went again")

    def test_meanwhile(self):
        """the first receipts go before the last mail is read, each after its own report is filed"""
        with servers.SmtpSink() as sink, House(None, sink, **SETTINGS) as house:
            for one in MAILS:
                house.put(one)
            said = house.once(NOW).err.splitlines()
            self.check(house, sink)
            filed, sent = ([at for at, line in enumerate(said) if mark in line] for mark in (": filed ", ": sent kvitto "))
            self.assertEqual((len(filed), len(sent)), (COUNT, COUNT))
            self.assertLess(sent[0], filed[-1])
            for number, at in enumerate(sent):
                self.assertLess(filed[number], at)

    def test_maildir(self):
        """so it is with a Maildir in the server's place"""
        with House(**SETTINGS) as house:
            for one in MAILS:
                house.put(one)
            house.once(NOW)
            letters = house.letters()
            self.assertEqual(len(letters), COUNT)
            self.assertEqual(len({letter["Message-ID"] for letter in letters}), COUNT)

    def test_no_pace(self):
        """where letters are to keep a pace they go when all is read"""
        with servers.SmtpSink() as sink, House(None, sink, **SETTINGS) as house:
            house.configure(outgoing={"pace": 1, "hourly": 3})
            for one in MAILS:
                house.put(one)
            said = house.once(NOW).err.splitlines()
            self.assertEqual(len(house.filed()), COUNT)
            self.assertEqual(len(sink.mails), 3)
            filed, sent = ([at for at, line in enumerate(said) if mark in line] for mark in (": filed ", ": sent kvitto "))
            self.assertLess(filed[-1], sent[0])

    def test_held(self):
        """a pause holds them as ever; an outgoing server that refuses the login is asked once"""
        with servers.SmtpSink(user="a") as sink, House(None, sink, **SETTINGS) as house:
            house.diarie("pause", "--reason", "semester", now=NOW)
            for one in MAILS:
                house.put(one)
            house.once(NOW)
            self.assertEqual((len(house.filed()), len(sink.mails), sink.connections), (COUNT, 0, 0))
        with servers.SmtpSink(user="a") as sink, House(None, sink, **SETTINGS) as house:
            sink.fail("AUTH", "535 5.7.8 no")
            for one in MAILS:
                house.put(one)
            house.once(NOW, expect=75)
            self.assertEqual((len(house.filed()), len(sink.mails), sink.connections), (COUNT, 0, 1))

    def test_silent_server(self):
        """a letter to which the server says nothing keeps no mail of the rush from being filed, and no stop; none is lost or twice"""
        with servers.SmtpSink() as sink, House(None, sink, **SETTINGS) as house:
            sink.fail("RCPT", servers.HANG, match=r"k2@")
            for one in MAILS:
                house.put(one)
            house.start(now=NOW)
            self.assertTrue(eventually(lambda: len(house.filed()) == COUNT, timeout=50))
            self.assertEqual(house.stop(), 0)
            sink.mend()
            house.once(LATER)
            self.check(house, sink)

    @unittest.skipIf(NO_SHIM, NO_SHIM)
    def test_killed(self):
        """killed at points all along, and started again: at most the one letter that was under way goes again"""
        def scene(stage, number):
            stage.reset()
            status, said = stage.daemon(NOW, SHIM_KILL=number)
            promise(status in (0, -9), said)
            before = len(stage.sink.mails)
            stage.house.once(NOW, expect=None)
            stage.house.once(LATER)
            if 0 < before < COUNT:
                in_the_middle.append(number)
            self.check(stage.house, stage.sink, twice=1)
            return status != 0

        in_the_middle = []
        with shim() as library:
            tried, failures = play(lambda: Stage(MAILS, library, **SETTINGS), scene, itertools.count(EVERY // 2, EVERY))
        tap.note(f"{tried} points tried, {len(in_the_middle)} of them with some receipts gone")
        self.assertEqual(failures, [])
        self.assertTrue(in_the_middle)

    @unittest.skipIf(NO_SHIM, NO_SHIM)
    def test_disk(self):
        """a write that fails, once or from then on, full or broken: what went is known, or the one letter under way goes again"""
        def scene(stage, number):
            stage.reset()
            how = {"SHIM_ERRNO": (errno.ENOSPC, errno.EIO)[number % 2], **({"SHIM_LASTING": 1} if number % 3 else {})}
            hit = stage.base + ".hit"
            stage.daemon(NOW, SHIM_AT=number, **how)
            is_hit = os.path.exists(hit)
            before = len(stage.sink.mails)
            if is_hit:
                os.unlink(hit)
                if 0 < before < COUNT:
                    in_the_middle.append(number)
            stage.house.once(NOW, expect=None)
            stage.house.once(LATER)
            self.check(stage.house, stage.sink, twice=1)
            return is_hit

        in_the_middle = []
        with shim() as library:
            tried, failures = play(lambda: Stage(MAILS, library, **SETTINGS), scene, itertools.count(EVERY // 2, EVERY))
        tap.note(f"{tried} writes failed, {len(in_the_middle)} of them with some receipts gone")
        self.assertEqual(failures, [])
        self.assertTrue(in_the_middle)


if __name__ == "__main__":
    tap.run(timeout_s=3600)
