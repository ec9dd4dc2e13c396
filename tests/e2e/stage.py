"""A stage on which the same play begins again and again in milliseconds: a house, a Dovecot and a sink of servers.py, put back
as they were by copying files; the shim that lets a program die, fail or be recorded; and a pool that plays on two stages at once.

    with shim() as library, Stage(mails, library) as stage:
        stage.reset(); stage.daemon(now, SHIM_KILL=17); stage.house.once(now); stage.folders()
"""
import contextlib
import hashlib
import os
import queue
import resource
import shutil
import sqlite3
import subprocess
import tempfile
import threading

import servers
import tap
from house import BUILD, House

FAILURES_MAX = 5  # then it is enough
TELL_EVERY = 100  # in long runs
HERE = os.path.dirname(os.path.abspath(__file__))
SANITIZED = tap.configured("DI_SANITIZERS")
NO_SHIM = None if shutil.which("cc") else "no compiler"


@contextlib.contextmanager
def shim():
    """The path of fault-shim.c as a library."""
    with tempfile.TemporaryDirectory(prefix="diarie-shim-") as folder:
        library = os.path.join(folder, "shim.so")
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, os.path.join(HERE, "fault-shim.c"), "-ldl"], check=True)
        yield library


def can_mount():
    """A reason, or None: a small disk of our own needs root and a kernel that lets us."""
    if os.getuid() != 0 or not shutil.which("mount"):
        return "a real small disk needs root"
    with tempfile.TemporaryDirectory() as folder:
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], stderr=subprocess.DEVNULL, check=False).returncode:
            return "this machine lets root mount nothing"
        subprocess.run(["umount", folder], check=False)
    return None


def copy_tree(source, target):
    """As it was, owners and times too; what is there goes."""
    shutil.rmtree(target, ignore_errors=True)
    subprocess.run(["cp", "-a", source, target], check=True)


def daemon_round(house, now, library, folder=BUILD, **shim):
    """A round of diaried under the shim, which gets these variables: how it ended (a negative number: by that signal), what it said."""
    environment = house.environment(now)
    if shim:
        root = os.path.dirname(house.settings["diarium"]["database"])
        environment.update(LD_PRELOAD=library, SHIM_ROOT=root, **{name: str(value) for name, value in shim.items()})
    if SANITIZED:  # the shim stands before its run-time library
        environment["ASAN_OPTIONS"] = environment.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
    run = subprocess.run([os.path.join(folder, "diaried"), "--config", house.config, "--once"], env=environment, stdin=subprocess.DEVNULL,
                         stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=120, check=False)
    return run.returncode, run.stderr.decode()


class Stage:
    """MAILS lie in the inbox at the beginning; SETTINGS are those of House."""

    def __init__(self, mails, library="", tls=True, **settings):
        self.library = library
        self.mails = list(mails)
        self.dovecot = servers.Dovecot()
        self.sink = servers.SmtpSink()
        self.house = House(self.dovecot, self.sink, **settings)
        if not tls:
            self.house.configure(mailbox={"url": self.dovecot.url(tls=False), "tls": "none"})
        self.dovecot.append_many(self.mails)
        self.maildir = os.path.join(self.dovecot.mail_folder, "Maildir")
        self.base = os.path.join(self.house.folder, "db")
        os.makedirs(self.base, mode=0o700, exist_ok=True)
        for folder in (self.maildir, self.base):
            copy_tree(folder, folder + ".first")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.house.__exit__()
        self.sink.stop()
        self.dovecot.stop()

    def reset(self):
        self.sink.mend()
        for folder in (self.maildir, self.base):
            copy_tree(folder + ".first", folder)
        self.sink.mails.clear()

    def database(self):
        return os.path.join(self.base, "diarie.db")

    def programs(self, **shim):
        """A folder with the programs in it, of which diarie-mailbox runs under the shim with these variables."""
        folder = os.path.join(self.house.folder, "programs")
        if not os.path.isdir(folder):
            os.mkdir(folder)
            for name in ("diaried", "diarie-extract"):
                shutil.copy2(os.path.join(BUILD, name), folder)
        words = " ".join(f"{name}={value}" for name, value in shim.items())
        helper = os.path.join(folder, "diarie-mailbox")
        with open(helper, "w", encoding="ascii") as file:
            file.write(f"#!/bin/sh\n{words} LD_PRELOAD={self.library} exec {os.path.join(BUILD, 'diarie-mailbox')}\n")
        os.chmod(helper, 0o755)
        return folder

    def daemon(self, now, folder=BUILD, **shim):
        return daemon_round(self.house, now, self.library, folder, **shim)

    def folders(self, *names):
        """How many mails lie in each of these folders, read from the disk."""
        counts = []
        for name in names:
            path = self.maildir if name == "INBOX" else os.path.join(self.maildir, "." + servers.utf7(name))
            counts.append(sum(len(os.listdir(os.path.join(path, part))) for part in ("new", "cur") if os.path.isdir(os.path.join(path, part))))
        return counts

    def contents(self):
        """SHA-256 of every original that is kept, each computed anew from its bytes."""
        with contextlib.closing(sqlite3.connect(f"file:{self.database()}?mode=ro", uri=True)) as base:
            return {hashlib.sha256(row[0]).hexdigest() for row in base.execute("SELECT bytes FROM innehall")}


def play(make_stage, scene, numbers, hands=2):
    """SCENE(stage, number) for each of NUMBERS (an iterator; taken one by one) on HANDS stages at once, until it returns False.
    How many were played to their end, and what failed: [text]."""
    failures, done, over, lock = [], queue.Queue(), threading.Event(), threading.Lock()

    def take():
        with lock:
            return None if over.is_set() or len(failures) >= FAILURES_MAX else next(numbers, None)

    def hand():
        with make_stage() as stage:
            while (number := take()) is not None:
                try:
                    if scene(stage, number) is False:
                        over.set()
                    else:
                        done.put(number)
                        if done.qsize() % TELL_EVERY == 0:
                            tap.note(f"{done.qsize()} so far, {len(failures)} failed")
                except Exception as trouble:  # told with its number, by the test
                    failures.append(f"{number}: {type(trouble).__name__}: {trouble}")

    def safe_hand():
        try:
            hand()
        except Exception as trouble:  # the stage itself
            failures.append(repr(trouble))

    threads = [threading.Thread(target=safe_hand, daemon=True) for _ in range(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done.qsize(), failures


def most_memory_mib():
    """The largest a child process of this one (or a child of its) ever was."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
