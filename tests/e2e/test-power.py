"""The power fails: what diaried wrote is recorded; the process dies at some point, and of its files only that is kept which had been
synced by then, in several ways of losing the rest. Started again on what is left, it keeps every promise.

A disk may keep any of the writes that were not synced, any part of the last one, and a file's new length without its bytes; names
(made, renamed, removed) are kept in their order up to some point. What a sync has confirmed stays.

POWER_EVERY=N cuts at each Nth call only. Fails below MIN_CUTS, so that it cannot go blind.
"""
import collections
import itertools
import os
import random
import shutil
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import promises
import servers
import tap
from promises import LATER, MAILS, NOW, promise
from stage import NO_SHIM, Stage, copy_tree, play, shim

EVERY = int(os.environ.get("POWER_EVERY", "17"))
MIN_CUTS = 100
SECTOR = 512


def read_record(path):
    """[(kind, place, bytes, path)] in the order in which it was done"""
    with open(path, "rb") as file:
        data = file.read()
    steps = []
    while data:
        head, _, data = data.partition(b"\n")
        kind, place, size, length, name = head.split(b" ", 4)
        assert len(name) == int(length)
        steps.append((kind.decode(), int(place), data[:int(size)], name.decode()))
        data = data[int(size):]
    return steps


class File:
    """Its bytes as they were last synced, and what was done since."""

    def __init__(self, synced=b""):
        self.synced = bytearray(synced)
        self.since = []

    @staticmethod
    def do(content, kind, place, data):
        if kind == "truncate":
            del content[place:]
        if len(content) < place:
            content.extend(bytes(place - len(content)))
        if kind == "write":
            content[place:place + len(data)] = data

    def sync(self):
        for step in self.since:
            self.do(self.synced, *step)
        self.since = []

    def left(self, lose):
        """What is there after the power came back; LOSE says what becomes of a step: its data, None (lost)."""
        content = bytearray(self.synced)
        for number, (kind, place, data) in enumerate(self.since):
            kept = lose(number == len(self.since) - 1, kind, data)
            if kept is not None:
                self.do(content, kind, place, kept)
        return bytes(content)


class Disk:
    """The folder ROOT as it was at first, and then step by step."""

    def __init__(self, root, first):
        self.root = root
        self.names = {}       # as the running system sees them
        self.name_steps = []  # not yet synced
        for name in os.listdir(first):
            with open(os.path.join(first, name), "rb") as file:
                self.names[os.path.join(root, name)] = File(file.read())
        self.synced_names = dict(self.names)

    def do(self, kind, place, data, path):
        if kind in ("create", "unlink", "rename", "mkdir"):
            self.name(kind, path, data.decode())
        elif path == self.root:
            self.synced_names = dict(self.names)
            self.name_steps = []
        elif path in self.names and kind == "sync":
            self.names[path].sync()
        elif path in self.names:
            self.names[path].since.append((kind, place, data))

    def name(self, kind, path, to):
        if kind == "create":
            self.names[path] = File()
        elif kind == "unlink":
            self.names.pop(path, None)
        elif kind == "rename":
            self.names[to] = self.names.pop(path)
        self.name_steps.append(dict(self.names))

    def write(self, lose, names_kept):
        """Puts the files back as they are after the cut. The -shm lived in memory: it is gone."""
        names = self.name_steps[names_kept - 1] if names_kept else self.synced_names
        shutil.rmtree(self.root)
        os.mkdir(self.root, 0o700)
        for path, file in names.items():
            if path.endswith("-shm"):
                continue
            with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as out:
                out.write(file.left(lose))


def all_lost(*_):
    return None


def torn(is_last, kind, data):
    """All came through but the end of each file's last write, in the middle of a sector."""
    return data[:len(data) // 2 + 7 if len(data) > 14 else len(data) // 2] if is_last and kind == "write" else data


def zeros(is_last, kind, data):
    """The lengths came through, the bytes did not."""
    return bytes(len(data))


def some(chance):
    """Any of it came through, in sectors."""
    def lose(is_last, kind, data):
        if chance.random() < 0.4:
            return None
        if kind == "write" and chance.random() < 0.3:
            return data[:chance.randrange(0, len(data) + 1, SECTOR)]
        return data
    return lose


def ways(number):
    """(name, what becomes of a write, which part of the names is kept)"""
    yield "all lost", all_lost, 0
    yield "torn", torn, 1
    yield "zeros", zeros, 1
    for seed in range(2):
        chance = random.Random(f"{number}/{seed}")
        yield f"some {seed}", some(chance), chance.random()


@unittest.skipIf(servers.available() or NO_SHIM, servers.available() or NO_SHIM)
class Power(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        holder = shim()
        cls.library = holder.__enter__()
        cls.addClassCleanup(holder.__exit__, None, None, None)

    def restart(self, stage, disk, lose, names_kept, check):
        disk.write(lose, round(names_kept * len(disk.name_steps)))
        stage.house.once(NOW, expect=None)
        stage.house.once(LATER)
        check(stage)

    def cut(self, stage, number, tried, check):
        """False: the daemon came to its end before."""
        record = os.path.join(stage.house.folder, "record")
        status, said = stage.daemon(NOW, SHIM_KILL=number, SHIM_RECORD=record)
        promise(status in (0, -9), said)
        time.sleep(0.02)  # what the sink was told it has taken
        mails, maildir = list(stage.sink.mails), stage.maildir + ".then"
        copy_tree(stage.maildir, maildir)
        steps = read_record(record) if os.path.exists(record) else []
        for name, lose, names_kept in ways(number):
            disk = Disk(stage.base, stage.base + ".first")
            for kind, place, data, path in steps:
                disk.do(kind, place, data, path)
            copy_tree(maildir, stage.maildir)
            stage.sink.mails[:] = mails
            try:
                self.restart(stage, disk, lose, names_kept, check)
            except AssertionError as broken:
                raise AssertionError(f"{name}: {broken}") from broken
            tried[name] += 1
        if steps:
            os.unlink(record)
        return status != 0

    def sweep(self, make_stage, check, every):
        tried = collections.Counter()

        def scene(stage, number):
            stage.reset()
            return self.cut(stage, number, tried, check)

        cuts, failures = play(make_stage, scene, itertools.count(1, every))
        total = sum(tried.values())
        tap.note(f"{total} power cuts at {cuts + 1} points: " + ", ".join(f"{count} {name}" for name, count in tried.items()))
        self.assertEqual(failures, [])
        return total

    def test_power(self):
        """the power fails at any call: what was acknowledged is there, nothing is lost, nothing goes twice"""
        total = self.sweep(lambda: Stage(MAILS, self.library, **promises.SETTINGS), promises.check, EVERY)
        self.assertGreaterEqual(total * EVERY, MIN_CUTS * 11)

    def check_first(self, stage):
        promise(promises.RAWS <= stage.contents(), "a mail is lost")
        promise(stage.house.status(now=LATER)[1]["granskas"] == 3, "not three in review")
        where = stage.folders("INBOX", "Diariefört", "Granskas")
        promise(where == [1, 0, 3], f"mails lie {where}")

    def test_first(self):
        """the same at the very first start, when the database is made"""
        total = self.sweep(lambda: Stage(MAILS, self.library, register=None, **promises.SETTINGS), self.check_first, EVERY)
        self.assertGreater(total, 30 // EVERY)


if __name__ == "__main__":
    tap.run(timeout_s=7200)
