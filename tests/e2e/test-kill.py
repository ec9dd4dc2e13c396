"""Every step can be the last: diaried is killed before each system call that writes, sends, syncs, makes or renames, one run for
each; after two undisturbed rounds every mail is filed once, every original is whole, every receipt has one Message-ID, no
reminder went twice. Then the same with the helper that speaks IMAP, and with a kill in the middle of the recovery.

KILL_EVERY=N tries each Nth point only; KILL_LONG=1 many more pairs. The test fails below MIN_POINTS, so that it cannot go blind.
"""
import collections
import itertools
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import promises
import servers
import tap
from promises import LATER, MAILS, NOW, promise
from stage import NO_SHIM, SANITIZED, Stage, play, shim

EVERY = int(os.environ.get("KILL_EVERY", "10" if SANITIZED else "1"))
LONG = os.environ.get("KILL_LONG")
MIN_POINTS = 300
PAIRS = [(first, second) for first in range(7, 560, 40) for second in range(3, 480, 120)] if not LONG else \
    [(first, second) for first in range(4, 560, 9) for second in range(3, 480, 29)]


@unittest.skipIf(servers.available() or NO_SHIM, servers.available() or NO_SHIM)
class Kill(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        holder = shim()
        cls.library = holder.__enter__()
        cls.addClassCleanup(holder.__exit__, None, None, None)

    def stage(self):
        return Stage(MAILS, self.library, **promises.SETTINGS)

    def recover(self, stage):
        stage.house.once(NOW, expect=None)
        stage.house.once(LATER)
        promises.check(stage)

    def tell(self, tried, failures, kinds, what):
        tap.note(f"{tried} {what}: " + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())))
        self.assertEqual(failures, [])

    def killed(self, stage, number):
        """Which call it was; None: the daemon came to its end before."""
        note = os.path.join(stage.house.folder, "note")
        status, said = stage.daemon(NOW, SHIM_KILL=number, SHIM_NOTE=note)
        promise(status in (0, -9), said)
        if status == 0:
            return None
        with open(note, encoding="ascii") as file:
            call = file.read().strip()
        os.unlink(note)
        return call

    def test_every_step(self):
        """killed before every call that changes or tells the world, restarted: nothing lost, nothing twice"""
        kinds = collections.Counter()

        def scene(stage, number):
            stage.reset()
            call = self.killed(stage, number)
            if not call:
                return False
            kinds[call] += 1
            self.recover(stage)
            return True

        tried, failures = play(self.stage, scene, itertools.count(1, EVERY))
        self.tell(tried, failures, kinds, "points tried, none lost, none twice")
        self.assertGreaterEqual(tried * EVERY, MIN_POINTS)

    def test_again(self):
        """killed, and killed again while it makes up for that"""
        kinds = collections.Counter()

        def scene(stage, pair):
            stage.reset()
            kinds.update(self.killed(stage, number) or "came to its end" for number in pair)
            self.recover(stage)

        tried, failures = play(self.stage, scene, iter(PAIRS))
        self.tell(tried, failures, kinds, "pairs of points tried")

    def test_helper(self):
        """diarie-mailbox is killed before each of its calls"""
        def scene(stage, number):
            stage.reset()
            status, said = stage.daemon(NOW, folder=stage.programs(SHIM_KILL=number))
            promise(status in (0, 75), said)
            self.recover(stage)
            return status != 0

        tried, failures = play(self.stage, scene, itertools.count(1, EVERY))
        self.tell(tried, failures, {}, "points in diarie-mailbox tried")
        self.assertGreaterEqual(tried * EVERY, 20)


if __name__ == "__main__":
    tap.run(timeout_s=7200)
