"""A year that was worked out by hand: year-2017.txt says who there is, what happens, and which letter must go on which day to whom about
what. Played day by day; every letter is compared, and read by a second parser."""
import collections
import datetime
import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import reports
import tap
import wellformed
from house import SOURCES, House

Day = datetime.date
OTHERS = {"bengt": "bengt@ostby.example", "ny": "ny@vastby.example", "chief": "chef@finsam.example", "staff": "handlaggare@finsam.example"}
STANDS_FOR = {"bengt": "karin", "ny": "vagvalet"}  # whose insats it is
SECTIONS = dict(reports.ANSWERS, **{"2.6": ["Styrgruppen har läst rapporten."]})


def read_by_hand():
    """{section: [(day or None, words, rest)]} without comments"""
    found, section = collections.defaultdict(list), None
    with open(os.path.join(SOURCES, "tests", "e2e", "year-2017.txt"), encoding="utf-8") as file:
        for line in file:
            line = re.sub(r"(^|\s)#.*", "", line).strip()
            if line.startswith("["):
                section = line.strip("[]")
            elif line:
                found[section].append(line)
    return found


def quarter_days(text):
    year, number = int(text[:4]), int(text[-1])
    return Day(year, number * 3 - 2, 1), Day(year + (number == 4), number * 3 % 12 + 1, 1) - datetime.timedelta(1)


def summer(day):
    """Is it summer time at ten in the morning? (2017: from 26 March to 29 October)"""
    return Day(2017, 3, 26) <= day < Day(2017, 10, 29)


class ByHand(unittest.TestCase):
    def setUp(self):
        self.book = read_by_hand()
        self.people = {}  # name → (insats, huvudman, [address])
        for line in self.book["register"]:
            name, insats, huvudman, addresses = re.split(r"\s{2,}", line)
            self.people[name] = (insats, huvudman, addresses.split(", "))
        self.groups = {line.split()[0]: line.split()[1:] for line in self.book["groups"]}
        register = "namn;huvudman;start;slut;kontakt\n" + "".join(
            f"{insats};{huvudman};2015-01-01;;{','.join(addresses)}\n" for insats, huvudman, addresses in self.people.values())
        self.house = House(register=None, reminders={"steering_after": "20"})
        self.house.register(register, now="2017-01-07T09:00:00+01:00")
        self.addCleanup(self.house.__exit__)
        self.last_to, self.got, self.malformed, self.weekly = {}, [], [], collections.Counter()

    def named(self, word):
        return self.groups.get(word, [word])

    def address(self, name):
        return OTHERS.get(name) or self.people[name][2][0]

    def insats(self, name):
        return self.people[STANDS_FOR.get(name, name)][0]

    def wanted(self):
        """(day, kind, address, {insats}) of each letter in the book"""
        for line in self.book["letters"]:
            day, kind, *words = line.split()
            for word in words:
                for one in self.named(word):
                    to, _, about = one.partition("/")
                    told = frozenset(self.insats(name) for name in about.split("+")) if about else frozenset([self.insats(to)] if to != "staff" else [])
                    yield day, kind, self.address(to), told

    # What happens

    def at(self, day, hour="10:00"):
        return f"{day}T{hour}:00{'+02:00' if summer(day) else '+01:00'}"

    def attachment(self, name, quarter, final, without):
        first, last = quarter_days(quarter)
        insats, huvudman, _ = self.people[STANDS_FOR.get(name, name)]
        answers = {key: text for key, text in SECTIONS.items() if key != without}
        answers["2.1"] = [f"{insats} {huvudman} har under {quarter} träffat {len(self.got) + len(name)} deltagare."]
        period = f"2015-01-01 - {quarter[:4]}-03-10" if final else f"{first} - {last}"
        return f"rapport {name}.docx", reports.docx(reports.Report(insats, huvudman, period, answers=answers, final=final))

    def report(self, day, moment, words, final=False):
        quarter, *names = words
        without = names.pop() if "without" in names else None
        names = [name for name in names if name != "without"]
        for word in names:
            for together in self.named(word):
                together = together.split("+")
                files = [self.attachment(name, quarter, final, without) for name in together]
                self.house.put(reports.mail(f"<{self.address(together[0])}>", "Rapport", files, f"Här kommer rapporten, {together} {quarter}.\n", when=moment))

    def answer(self, day, moment, address, text, headers=()):
        letter = self.last_to[address]
        self.house.put(reports.mail(f"<{address}>", ("Autosvar: " if headers else "SV: ") + letter["Subject"], (), text + "\n", when=moment,
                                    headers=[*headers, ("In-Reply-To", letter["Message-ID"])]))

    def bounce(self, moment, address):
        stamp = datetime.datetime.fromisoformat(moment).strftime("%a, %d %b %Y %H:%M:%S +0000")
        head = (f"Received: from mx.example by mx.finsam.example; {stamp}\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: kontakt@finsam.example\r\n"
                'Subject: Undeliverable\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="g"\r\n\r\n'
                "--g\r\nContent-Type: text/plain\r\n\r\nNej.\r\n--g\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
                f"Final-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--g\r\nContent-Type: text/rfc822-headers\r\n\r\n")
        self.house.put((head + f"Message-ID: {self.last_to[address]['Message-ID']}\r\nSubject: x\r\n\r\n--g--\r\n").encode())

    def type(self, day, *words):
        answer = self.house.diarie(*words, now=self.at(day, "09:00"))
        self.assertEqual(answer.status, 0, f"{words}: {answer.err}{answer.out}")

    def staff(self, day, verb, words):
        if verb == "accept":
            self.type(day, "review", "accept", str(self.house.diarie("review", "--json", now=self.at(day)).lines()[0]["id"]))
        elif verb == "dismiss":
            self.type(day, "review", "dismiss", str(self.house.diarie("review", "--json", now=self.at(day)).lines()[0]["id"]), "--reason", "rapporten kom")
        elif verb == "excuse":
            self.type(day, "insats", "excuse", self.insats(words[0]), words[1], *(["--until", words[2]] if words[2:] else []), "--reason", "sagt i telefon")
        elif verb == "contact":
            self.type(day, "insats", "contact", self.insats(words[0]), words[1])
        elif verb == "end":
            insats, huvudman, addresses = self.people[words[0]]
            self.house.register(f"namn;huvudman;start;slut;kontakt\n{insats};{huvudman};2015-01-01;{words[1]};{','.join(addresses)}\n", now=self.at(day, "09:00"))
        else:
            self.fail(f"what is '{verb}'")

    def happen(self, stamp, line):
        verb, *words = line.split()
        day = Day.fromisoformat(stamp[:10])
        moment = f"{stamp}:00{'+02:00' if summer(day) else '+01:00'}" if "T" in stamp else f"{day}T05:30:00+00:00"
        if verb == "report":
            self.report(day, moment, words)
        elif verb == "final":
            self.report(day, moment, ["2017-Q1", *words], final=True)
        elif verb == "bounce":
            self.bounce(moment, words[0])
        elif verb == "away":
            self.answer(day, moment, words[0], " ".join(words[1:]), [("Auto-Submitted", "auto-replied")])
        elif verb == "answer":
            self.answer(day, moment, words[0], " ".join(words[1:]))
        elif verb == "link":
            self.house.put(reports.mail(f"<{words[0]}>", "Rapport", (), "Hej! Rapporten ligger här:\nhttps://vastby.sharepoint.com/:w:/s/finsam/abc\n", when=moment))
        else:
            self.staff(day, verb, words)

    # What goes

    def kind(self, letter):
        kind = letter["Message-ID"].split(".")[1]
        return kind if kind != "paminnelse" else "paminnelse-2" if "saknar fortfarande" in letter["Subject"] else "paminnelse-1"

    def told(self, letter, kind):
        text = " ".join(f"{letter['Subject']} {letter.get_body().get_content()}".split())
        return frozenset() if kind == "fraga" else frozenset(insats for insats, _, _ in self.people.values() if insats in text)

    def collect(self, day):
        for letter in self.house.letters():
            kind, address = self.kind(letter), letter["To"].addresses[0].addr_spec
            self.last_to[address] = letter
            if kind == "veckobrev":
                self.weekly[day.isocalendar()[:2]] += 1
            else:
                self.got.append((day.isoformat(), kind, address, self.told(letter, kind)))
        for part in ("new", "cur"):
            folder = os.path.join(self.house.folder, "out", part)
            for name in os.listdir(folder) if os.path.isdir(folder) else ():
                with open(os.path.join(folder, name), "rb") as file:
                    self.malformed += [(day.isoformat(), fault) for fault in wellformed.faults(file.read())]
                os.unlink(os.path.join(folder, name))

    def test_by_hand(self):
        """every letter of the book goes on its day, to its address, about its insatser, and no other letter does"""
        self.assertEqual((len({insats for insats, _, _ in self.people.values()}), len(self.people)), (20, 25))
        events = collections.defaultdict(list)
        for line in self.book["events"]:
            stamp, rest = line.split(None, 1)
            day = Day.fromisoformat(stamp[:10]) + datetime.timedelta("T" in stamp)  # after that day's round
            events[day].append((stamp, rest))
        day = Day(2017, 1, 9)
        while day.year == 2017:
            for stamp, line in events.pop(day, ()):
                self.happen(stamp, line)
            self.house.once(self.at(day), expect=None)
            self.collect(day)
            day += datetime.timedelta(1)
        self.assertEqual(dict(events), {})
        wanted, got = collections.Counter(self.wanted()), collections.Counter(self.got)
        print(f"# {len(self.got)} letters, {sum(wanted.values())} in the book; {len(self.weekly)} weeks")

        def show(letters):
            return sorted(f"{day} {kind} {address} {sorted(about)}" for (day, kind, address, about), times in letters.items() for _ in range(times))
        self.assertEqual((show(wanted - got), show(got - wanted)), ([], []))
        self.assertEqual(self.malformed, [])
        self.assertEqual((len(self.weekly), set(self.weekly.values())), (51, {1}))  # one a week, also in July and at Christmas


if __name__ == "__main__":
    tap.run()
