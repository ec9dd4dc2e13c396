"""A whole diarie for a test: settings, a register, the programs; beside a mailbox and a sink of servers.py."""
import email
import email.policy
import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

BUILD = os.path.abspath(os.environ.get("top_builddir", os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")))
SOURCES = os.path.abspath(os.environ.get("top_srcdir", os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")))

REGISTER = """namn;huvudman;start;slut;kontakt;alias
Bron till arbete;Storbäckens kommun;2025-01-01;2027-12-31;karin@storbacken.example;
Nystart 55+;Furulunda kommun;2025-09-01;;lina@furulunda.example;Nystart
Kulturlyftet;Åsbergs kommun;2024-09-01;2026-05-31;moa@asberg.example;
Trisam Norr;Vikmans kommun;2025-01-01;;olle@vikman.example;
Trisam Norr;Region Exempel;2025-01-01;;fatima@region.example;
"""
WRAP = shlex.split(os.environ.get("DIARIE_TEST_WRAP", ""))  # stands before each program: valgrind and its words


def memory_mib(pids):
    """What processes hold together: their share beside all others of the machine (PSS), and what they would hold if nobody else used their
    libraries: what is theirs alone, and each page of a file once."""
    share, own, files = 0, 0, {}
    for pid in pids:
        with open(f"/proc/{pid}/smaps", encoding="utf-8") as smaps:
            for line in smaps:
                words = line.split()
                if not words[0].endswith(":"):
                    place = (words[2], words[5] if len(words) > 5 else pid)
                elif words[0] == "Rss:":
                    resident = int(words[1])
                elif words[0] == "Pss:":
                    share += int(words[1])
                elif words[0] == "Anonymous:":
                    own += int(words[1])
                    files[place] = max(files.get(place, 0), resident - int(words[1]))
    return share / 1024, (own + sum(files.values())) / 1024


class Answer:
    def __init__(self, run):
        self.status, self.out, self.err = run.returncode, run.stdout.decode(), run.stderr.decode()

    def lines(self):
        return [json.loads(line) for line in self.out.splitlines() if line.strip()]

    def one(self):
        return json.loads(self.out)


class House:
    """Settings may be changed through .settings {section: {key: value}} before configure(). .programs: the folder in which start() finds diaried."""

    programs = BUILD

    def __init__(self, imap=None, smtp=None, register=REGISTER, **settings):
        self.folder = tempfile.mkdtemp(prefix="diarie-house-")
        self.config = os.path.join(self.folder, "diarie.conf")
        self.settings = {
            "diarium": {"database": os.path.join(self.folder, "db", "diarie.db"), "forbund": "Samordningsförbund Exempel",
                        "prefix": "SFE"},
            "mailbox": {"url": f"maildir://{self.folder}/in"},
            "outgoing": {"url": f"maildir://{self.folder}/out", "from": "Samordningsförbund Exempel <kontakt@finsam.example>",
                         "staff": "handlaggare@finsam.example", "chief": "chef@finsam.example"},
        }
        for part in ("new", "cur", "tmp"):
            os.makedirs(os.path.join(self.folder, "in", part))
        if imap:
            self.settings["mailbox"].update(url=imap.url(), ca_file=imap.ca, password_file=self.secret("imap", imap.password))
        if smtp:
            self.settings["outgoing"].update(url=smtp.url())
            if smtp.tls:
                self.settings["outgoing"].update(ca_file=smtp.ca)
            else:
                self.settings["outgoing"].update(tls="none")
            if smtp.user:
                self.settings["outgoing"].update(password_file=self.secret("smtp", smtp.password))
        for section, keys in settings.items():
            self.settings.setdefault(section, {}).update(keys)
        self.configure()
        self.daemon = None
        if register:
            self.register(register)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def secret(self, name, text):
        path = os.path.join(self.folder, name + ".password")
        with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o400), "w", encoding="utf-8") as file:
            file.write(text + "\n")
        return path

    def configure(self, **settings):
        for section, keys in settings.items():
            self.settings.setdefault(section, {}).update(keys)
        with open(self.config, "w", encoding="utf-8") as file:
            for section, keys in self.settings.items():
                file.write(f"[{section}]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items()))
        os.chmod(self.config, 0o640)

    def environment(self, now):
        environment = {key: value for key, value in os.environ.items() if key in ("PATH", "LC_ALL", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS")}
        environment["DIARIE_DATA_DIR"] = getattr(self, "data", os.path.join(SOURCES, "conf"))
        if now:
            environment["DIARIE_NOW"] = now
        return environment | getattr(self, "more_environment", {})

    def run(self, program, *words, now=None, stdin=b"", timeout=120):
        return Answer(subprocess.run([*WRAP, os.path.join(BUILD, program), *words], input=stdin, stdout=subprocess.PIPE,
                                     stderr=subprocess.PIPE, env=self.environment(now), timeout=timeout))

    def diarie(self, *words, now=None, **more):
        return self.run("diarie", "--config", self.config, *words, now=now, **more)

    def once(self, now, expect=0):
        answer = self.run("diaried", "--config", self.config, "--once", now=now)
        if expect is not None and answer.status != expect:
            raise AssertionError(f"diaried --once: exit {answer.status}, wanted {expect}\n{answer.err}")
        return answer

    def register(self, text, now="2026-01-02T09:00:00+01:00"):
        path = os.path.join(self.folder, "register.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        answer = self.diarie("insats", "import", path, now=now)
        if answer.status:
            raise AssertionError(f"import: {answer.status}\n{answer.err}")
        return answer

    def status(self, quarter="2026-Q1", now="2026-04-20T08:00:00+02:00"):
        """{insats/huvudman: entry} and the whole object"""
        whole = self.diarie("status", "--json", "--quarter", quarter, now=now).one()
        return {f"{entry['insats']}/{entry['huvudman']}": entry for entry in whole["insatser"]}, whole

    def filed(self):
        return self.diarie("list", "--json").lines()

    def put(self, raw, name=None):
        """A mail into the Maildir that is the mailbox; the time of its delivery is that of its Received field."""
        self.count = getattr(self, "count", 0) + 1
        name = name or f"{1767000000 + self.count}.M{self.count}P1.exempel"
        path, aside = (os.path.join(self.folder, "in", part, name) for part in ("new", "tmp"))
        with open(aside, "wb") as file:
            file.write(raw)
        os.rename(aside, path)  # as servers do: a running daemon never sees half of it
        return path

    def letters(self):
        """What lies in the outgoing Maildir, parsed, oldest first."""
        found = []
        for part in ("new", "cur"):
            folder = os.path.join(self.folder, "out", part)
            for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
                with open(os.path.join(folder, name), "rb") as file:
                    found.append(email.message_from_binary_file(file, policy=email.policy.default))
        return sorted(found, key=lambda letter: letter["Date"].datetime)

    # The running daemon

    def start(self, now=None, **variables):
        """Starts diaried, with these variables in its environment, and waits until it says READY=1. Its notifications are in .told."""
        path = os.path.join(self.folder, "notify")
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notify.bind(path)
        self.told, self.heard = [], 0
        threading.Thread(target=self._listen, args=(self.notify,), daemon=True).start()
        self.log = open(os.path.join(self.folder, "diaried.log"), "ab")
        environment = self.environment(now)
        environment.update(NOTIFY_SOCKET=path, WATCHDOG_USEC="2000000", **variables)
        self.daemon = subprocess.Popen([os.path.join(self.programs, "diaried"), "--config", self.config], stdin=subprocess.DEVNULL,
                                       stdout=self.log, stderr=self.log, env=environment)
        self.wait_told("READY=1")

    def _listen(self, notify):
        """Takes what the daemon says all the time: a full queue would hold it up."""
        while True:
            try:
                self.told.append(notify.recv(4096).decode())
            except OSError:
                return

    def wait_told(self, text, timeout=30):
        """Waits until TEXT is told, after what was waited for before."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            while self.heard < len(self.told):
                self.heard += 1
                if text in self.told[self.heard - 1]:
                    return
            time.sleep(0.01)
        raise AssertionError(f"never told {text!r}: {self.told}")

    def stop(self, how=signal.SIGTERM):
        """The daemon's exit status; None if it did not run."""
        if not self.daemon:
            return None
        self.daemon.send_signal(how)
        try:
            return self.daemon.wait(60)
        finally:
            if self.daemon.poll() is None:
                self.daemon.kill()
                self.daemon.wait()
            self.daemon = None
            self.notify.shutdown(socket.SHUT_RDWR)
            self.notify.close()
            os.unlink(os.path.join(self.folder, "notify"))
            self.log.close()


def parsed(mail):
    """A servers.Mail of the sink as a parsed letter."""
    return email.message_from_bytes(mail.raw, policy=email.policy.default)


def eventually(check, timeout=60, step=0.05):
    """Waits until CHECK() is true; returns it."""
    deadline = time.monotonic() + timeout
    while True:
        value = check()
        if value or time.monotonic() > deadline:
            return value
        time.sleep(step)
