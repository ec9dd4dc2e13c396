"""Random histories: mails come, staff move and delete them, the mailbox is renumbered or rebuilt, the clock goes on or a little back,
the daemon is killed, the disk fills, both servers fail; then all is mended. A small model says what must have been filed and sent.

SEEDS=N plays so many histories, beginning with SEED; one seed is one history, the same every time (but for where a kill falls).
"""
import collections
import contextlib
import datetime
import errno
import hashlib
import itertools
import os
import random
import re
import shutil
import sqlite3
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import reports
import servers
import tap
from house import House, parsed
from promises import promise
from stage import NO_SHIM, SANITIZED, daemon_round, play, shim

SEEDS, SEED = int(os.environ.get("SEEDS", "5" if SANITIZED else "30")), int(os.environ.get("SEED", "1"))
STEPS = 14
START = datetime.datetime(2026, 4, 14, 9, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
REPORTERS = [("Bron till arbete", "Storbäckens kommun", "karin@storbacken.example"), ("Nystart 55+", "Furulunda kommun", "lina@furulunda.example"),
             ("Kulturlyftet", "Åsbergs kommun", "moa@asberg.example"), ("Trisam Norr", "Vikmans kommun", "olle@vikman.example"),
             ("Trisam Norr", "Region Exempel", "fatima@region.example")]
CONTACTS = {contact for _, _, contact in REPORTERS}
FOLDERS = {"diariefort": "Diariefört", "granskas": "Granskas"}
DUE = "kvartal 1 2026"
QUARTERS = {"kvartal 2 2026": "2026-Q2", DUE: "2026-Q1"}


def sha(data):
    return hashlib.sha256(data).hexdigest()


class ImapBox:
    """The mailbox behind a scripted server. Each mail has a date of its own."""

    def __init__(self, house):
        self.fake = servers.FakeImap()
        self.fake.folders = {"INBOX": "", "Diarief&APY-rt": "", "Granskas": ""}
        self.uid, self.second = 0, 0
        self.away = set()
        self.had = {}  # (UIDVALIDITY, UID): which mail
        self.dates = {}
        house.configure(mailbox={"url": self.fake.url(), "password_file": house.secret("imap", servers.PASSWORD), "tls": "none", "junk": "no"})

    def stop(self):
        self.fake.stop()

    def _number(self, raw):
        self.uid += 1
        if self.had.setdefault((self.fake.uidvalidity, self.uid), raw) == raw and raw in self.away:
            self.uid += 1  # what was moved away from a place and lies there again is left alone: it was done once
        self.fake.dates[self.uid] = self.dates[raw]
        self.fake.mails[self.uid] = raw

    def deliver(self, raw):
        self.second += 1
        self.dates[raw] = f"14-Apr-2026 {8 + self.second // 3600:02}:{self.second // 60 % 60:02}:{self.second % 60:02} +0200"
        self._number(raw)

    def inbox(self):
        return list(self.fake.mails.values())

    def lies(self, folder):
        return list(self.fake.kept.get(servers.utf7(folder), []))

    def remove(self, raw):
        self.fake.mails = {uid: mail for uid, mail in self.fake.mails.items() if mail != raw}

    def back(self, raw, folder):
        self.fake.kept[servers.utf7(folder)].remove(raw)
        self.away.add(raw)
        self._number(raw)

    def rebuild(self, chance):
        """All mails under new numbers; the folder bears a new mark, or (Exchange) the one of before."""
        mails, self.uid = self.inbox(), 0
        self.fake.mails, self.fake.dates = {}, {}
        self.fake.uidvalidity += chance.choice((0, 1))
        chance.shuffle(mails)
        for raw in mails:
            self._number(raw)

    def fail(self, chance):
        pattern = chance.choice(("^SELECT", "^NOOP", "^UID FETCH .*RFC822", "^UID FETCH .*BODY", "^UID MOVE", "^AUTHENTICATE"))
        answer, then = chance.choice(((b"", servers.CLOSE), (b"* 1 FETCH (UID 1 BODY[]<0> {5000}\r\nSubject", servers.CLOSE), (b"{tag} NO not now\r\n", None)))
        self.fake.on(pattern, answer, then=then, times=chance.choice((1, 2, None)))
        return f"{pattern} {answer[:12]}"

    def no_data(self, chance):
        """The server gives no data for one of the mails, for a while."""
        if self.fake.mails:
            uid = chance.choice(list(self.fake.mails))
            self.fake.on(rf"^UID FETCH {uid} .*BODY", b"{tag} OK done\r\n", times=chance.choice((1, 2)))

    def mend(self):
        self.fake.mend()


class DirBox:
    """The mailbox is a Maildir."""

    def __init__(self, house):
        self.house = house
        self.root = os.path.join(house.folder, "in")

    def stop(self):
        pass

    def deliver(self, raw):
        self.house.put(raw)

    def _files(self, folder="INBOX"):
        root = self.root if folder == "INBOX" else os.path.join(self.root, "." + servers.utf7(folder))
        for part in ("new", "cur"):
            path = os.path.join(root, part)
            for name in sorted(os.listdir(path)) if os.path.isdir(path) else ():
                yield os.path.join(path, name)

    @staticmethod
    def _read(path):
        with open(path, "rb") as file:
            return file.read()

    def lies(self, folder):
        return [self._read(path) for path in self._files(folder)]

    def inbox(self):
        return self.lies("INBOX")

    def remove(self, raw):
        for path in list(self._files()):
            if self._read(path) == raw:
                os.unlink(path)

    def back(self, raw, folder):
        path = next(path for path in self._files(folder) if self._read(path) == raw)
        os.rename(path, os.path.join(self.root, "cur", os.path.basename(path)))

    def rebuild(self, _):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(self.root, ".diarie-uids"))

    def fail(self, _):
        os.rename(self.root, self.root + ".away")
        return "the folder is away"

    def no_data(self, _):
        pass

    def mend(self):
        if os.path.isdir(self.root + ".away"):
            shutil.rmtree(self.root, ignore_errors=True)
            os.rename(self.root + ".away", self.root)


class History:
    """One seed's play. .told is what was done, for whoever must find out why."""

    def __init__(self, seed, library):
        self.chance, self.library = random.Random(seed), library
        self.now, self.number, self.told = START, 0, []
        self.mails = {}      # raw: (kind, sender, Message-ID, sha of the file or None, its report or None)
        self.deleted = set() # raws that staff took away
        self.uncertain = 0   # how often it may be unknown whether a letter went
        self.deaths = 0      # rounds in which the daemon or its disk died
        self.sink = servers.SmtpSink()
        self.house = House(None, self.sink, outgoing={"staff": "", "chief": ""})
        self.box = ImapBox(self.house) if seed % 3 else DirBox(self.house)
        self.runs = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.box.stop()
        self.sink.stop()
        self.house.__exit__()

    def tell(self, text):
        self.told.append(f"{self.now:%d %H:%M} {text}")

    # What happens

    def new_mail(self):
        self.number += 1
        kind = self.chance.choice(("report",) * 6 + ("minutes", "away"))
        insats, huvudman, sender = self.chance.choice(REPORTERS)
        head = dict(message_id=f"<nr{self.number}@history.example>", text=f"Mejl {self.number}.\n")
        if kind == "minutes":
            return reports.mail(sender, "Möte", [("m.docx", reports.minutes())], **head), (kind, sender, None, None)
        if kind == "away":
            return reports.mail(sender, "Autosvar", (), headers=[("Auto-Submitted", "auto-replied")], **head), (kind, sender, None, None)
        words = self.chance.choice(list(QUARTERS))
        if not self.has_reported(insats, huvudman): # before that a person is asked whether it is not about the quarter that is due
            words = DUE
        made = reports.docx(reports.Report(insats, huvudman, words, answers=dict(reports.ANSWERS, **{"2.2": [f"Avvikelse nummer {self.number}."]})))
        return reports.mail(sender, "Rapport", [("r.docx", made)], **head), ("report", sender, made, (insats, huvudman, QUARTERS[words]))

    def has_reported(self, insats, huvudman):
        return any((entry["insats"], entry["huvudman"], entry["kvartal"]) == (insats, huvudman, QUARTERS[DUE]) for entry in self.house.filed())

    def deliver(self):
        raw, (kind, sender, file, about) = self.new_mail()
        self.mails[raw] = (kind, sender, f"<nr{self.number}@history.example>", file and sha(file), about, self.runs)
        self.box.deliver(raw)
        self.tell(f"{kind} {self.number} of {sender} {about or ''}")

    def deliver_again(self):
        raw = self.chance.choice(list(self.mails) or [None])
        if raw and raw not in self.deleted:
            self.box.deliver(raw)
            self.tell(f"again {self.mails[raw][2]}")

    def deliver_file_again(self):
        known = [mail for mail in self.mails.items() if mail[1][0] == "report"]
        if not known:
            return
        raw, (kind, sender, _, file, about, _) = self.chance.choice(known)
        self.number += 1
        part = parsed_file(raw)
        fresh = reports.mail(sender, "Rapport igen", [("igen.docx", part)], f"Igen {self.number}.\n", message_id=f"<nr{self.number}@history.example>")
        self.mails[fresh] = (kind, sender, f"<nr{self.number}@history.example>", file, about, self.runs)
        self.box.deliver(fresh)
        self.tell(f"the file of {self.mails[raw][2]} in {self.number}")

    def delete(self):
        raws = self.box.inbox()
        if raws:
            raw = self.chance.choice(raws)
            self.box.remove(raw)
            self.deleted.add(raw)
            self.tell(f"deleted {self.mails[raw][2]}")

    def move_back(self):
        folder = self.chance.choice(list(FOLDERS.values()))
        raws = self.box.lies(folder)
        if raws:
            raw = self.chance.choice(raws)
            self.box.back(raw, folder)
            self.tell(f"back from {folder}: {self.mails[raw][2]}")

    def rebuild(self):
        self.box.rebuild(self.chance)
        self.tell("rebuilt")

    def step_clock(self):
        minutes = self.chance.choice((1, 7, 40, 90, 260, 1440, 2900, -15))
        self.now += datetime.timedelta(minutes=minutes)

    def run(self):
        self.one_round()

    def fault(self):
        """A round in which something fails."""
        kind = self.chance.choice(("kill", "kill", "kill", "disk", "smtp", "smtp", "imap", "imap", "empty", "eio"))
        variables, what = {}, ""
        if kind == "kill":
            variables = {"SHIM_KILL": self.chance.randrange(1, self.chance.choice((60, 300, 600)))}
        elif kind in ("disk", "eio"):
            variables = {"SHIM_AT": self.chance.randrange(1, self.chance.choice((60, 300, 500))), "SHIM_ERRNO": errno.ENOSPC if kind == "disk" else errno.EIO}
            variables.update({"SHIM_LASTING": 1} if kind == "disk" else {})
        elif kind == "smtp":
            stage, action = self.chance.choice((("connect", "421 no"), ("MAIL", "451 later"), ("RCPT", "451 later"), ("RCPT", servers.CLOSE), ("DATA", servers.CLOSE),
                                                ("dot", "451 later"), ("dot", servers.CLOSE), ("after-dot", servers.CLOSE)))
            self.sink.fail(stage, action, times=self.chance.choice((1, 2, None)))
            self.uncertain += 20 if "dot" in stage and action == servers.CLOSE else 0  # as many letters as there may be
            what = f"{stage} {action}"
        elif kind == "imap":
            what = self.box.fail(self.chance)
        else:
            self.box.no_data(self.chance)
        self.uncertain += kind in ("kill", "disk", "eio")
        self.deaths += kind in ("kill", "disk", "eio")
        self.one_round(variables, f"{kind} {what} {variables or ''}")
        self.sink.mend()
        self.box.mend()

    def one_round(self, variables=None, what=""):
        before = len(self.sink.mails)
        inbox = set(self.box.inbox()) if not what else set()
        self.runs += 1
        status, said = daemon_round(self.house, self.now.isoformat(), self.library, **(variables or {}))
        self.tell(f"round {what}: {status}, {len(self.sink.mails) - before} letters")
        promise(status in (0, 75) or what, f"status {status} without a fault: {said}")
        promise(status in (0, 75, 74, 73, 1, -9), f"status {status}: {said}")
        self.no_late_reminder(self.sink.mails[before:], self.runs, inbox)

    # What must be

    def no_late_reminder(self, letters, run, _):
        """Nobody is reminded of a report that lay in the inbox when the round began, nor of one that came earlier."""
        for mail in letters:
            letter = parsed(mail)
            if "paminnelse" not in letter["Message-ID"]:
                continue
            text = letter.get_content()
            for raw, (kind, sender, name, _, about, since) in self.mails.items():
                if kind != "report" or raw in self.deleted or since >= run or sender != mail.recipients[0]:
                    continue
                quarter = f"kvartal {about[2][-1]} {about[2][:4]}"
                promise(quarter not in text + letter["Subject"], f"{sender} is reminded of {quarter}, whose report came with {name}: {letter['Subject']}")

    def settle(self):
        """All is mended; enough rounds and days for every letter that waits."""
        for hours in (0, 5, 5, 24, 24, 24):
            self.now += datetime.timedelta(hours=hours)
            if hours:
                self.now = self.now.replace(hour=max(9, min(15, self.now.hour)))
            self.one_round()

    def rows(self, statement):
        path = self.house.settings["diarium"]["database"]
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as base:
            return list(base.execute(statement))

    def check(self):
        known = {row[0]: row[1] for row in self.rows("SELECT i.sha256, m.tillstand FROM meddelande m JOIN innehall i ON i.id = m.innehall_id")}
        documents = collections.Counter(row[0] for row in self.rows(
            "SELECT DISTINCT i.sha256, h.id FROM handling h JOIN fil f ON f.handling_id = h.id JOIN innehall i ON i.id = f.innehall_id"))
        for raw, (kind, _, name, _, _, _) in self.mails.items():
            wanted = {"report": "diariefort", "minutes": "granskas", "away": "ignorerat"}[kind]
            state = known.get(sha(raw))
            tired = state == "granskas" and self.deaths >= 3  # three attempts that ended badly, whoever's fault: a person looks
            promise(state == wanted or tired or (state is None and raw in self.deleted), f"{name} ({kind}) is {state}")
        files = {file for raw, (_, _, _, file, _, _) in self.mails.items() if file and known.get(sha(raw)) == "diariefort"}
        promise(documents == collections.Counter(files), f"filed {documents}, wanted {files}")
        self.check_places(known)
        self.check_letters(known)
        checked = self.house.diarie("check", "--deep", now=self.now.isoformat())
        promise(checked.status == 0, checked.out)

    def check_places(self, known):
        for raw in self.box.inbox():
            promise(known.get(sha(raw)) == "ignorerat", f"{self.mails[raw][2]} still lies in the inbox, {known.get(sha(raw))}")
        for state, folder in FOLDERS.items():
            for raw in self.box.lies(folder):
                promise(known.get(sha(raw)) == state, f"{self.mails[raw][2]} lies in {folder}, {known.get(sha(raw))}")

    def check_letters(self, known):
        copies, answers = collections.Counter(), collections.defaultdict(set)
        for mail in self.sink.mails:
            letter = parsed(mail)
            copies[letter["Message-ID"]] += 1
            promise(mail.recipients[0] in CONTACTS, f"a letter to {mail.recipients}")
            if letter["In-Reply-To"]:
                answers[letter["In-Reply-To"]].add(letter["Message-ID"])
        twice = {name for name, count in copies.items() if count > 1}
        promise(len(twice) <= self.uncertain, f"{len(twice)} letters twice, {self.uncertain} faults that could do it")
        for name, count in copies.items():
            promise(count <= (1 if "paminnelse" in name or "forhand" in name else 2), f"{name} went {count} times")
        outbox = {row[0]: row[1] for row in self.rows("SELECT m.message_id, u.tillstand FROM utskick u JOIN meddelande m ON m.id = u.meddelande_id")}
        unsure = self.rows("SELECT count(*) FROM utskick WHERE tillstand = 'oviss'")[0][0]
        promise(unsure <= self.uncertain, f"{unsure} letters uncertain after {self.uncertain} faults that could do it")
        for raw, (kind, _, name, _, _, _) in self.mails.items():
            if kind == "report" and known.get(sha(raw)) == "diariefort":
                promise(len(answers[name]) == 1 or outbox.get(name.strip("<>"), outbox.get(name)) == "oviss",
                        f"{name} has {len(answers[name])} answers, outbox {outbox.get(name.strip('<>'), outbox.get(name))}")
            else:
                promise(not answers[name], f"{name} ({kind}) was answered")

    def play(self):
        acts = [(self.deliver, 6), (self.deliver_again, 1), (self.deliver_file_again, 1), (self.delete, 1), (self.move_back, 1), (self.rebuild, 1),
                (self.step_clock, 4), (self.run, 2), (self.fault, 6)]
        try:
            for _ in range(STEPS):
                self.chance.choices([act for act, _ in acts], [weight for _, weight in acts])[0]()
            self.settle()
            self.check()
        except AssertionError as broken:
            raise AssertionError("\n".join([str(broken), *self.told])) from broken


def parsed_file(raw):
    mail = reports.email.message_from_bytes(raw, policy=reports.email.policy.default)
    return next(mail.iter_attachments()).get_content()


@unittest.skipIf(NO_SHIM, NO_SHIM)
class Histories(unittest.TestCase):
    def test_histories(self):
        """whatever happens in whatever order, each mail is filed once and answered once, nobody is reminded in vain"""
        done = collections.Counter()
        with shim() as library:
            def scene(_, seed):
                with History(seed, library) as history:
                    history.play()
                    for line in history.told:
                        done[re.sub(r"[<0-9:].*", "", line[9:]).strip().split(" ")[0]] += 1
                    done["letters"] += len(history.sink.mails)

            played, failures = play(contextlib.nullcontext, scene, iter(range(SEED, SEED + SEEDS)))
        tap.note(f"{played} histories: " + ", ".join(f"{count} {what}" for what, count in sorted(done.items())))
        if failures:
            self.fail("\n\n".join(failures))
        self.assertEqual(played, SEEDS)


if __name__ == "__main__":
    tap.run(timeout_s=36000)
