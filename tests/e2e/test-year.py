"""A year day by day: 20 insatser, 25 reporters, late and early reports, bounces, out-of-office answers, an early end, one person who
reports for five insatser, a board meeting, an extension and a dispens. The letters of the ladder that really went are compared with
those of a model in this file, which shares no code with the programs."""
import collections
import datetime
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import reports
import tap
import wellformed
from house import House

YEAR = 2026
Day = datetime.date
BOARD = Day(YEAR, 11, 24)  # the third quarter's reports are due ten working days before it
REGION = "region@region.example"  # one person for five insatser: one letter


# The calendar, by the book (lag 1989:253, lag 1930:173 2 §)

def easter(year):
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    l = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * l) // 451
    return Day(year, (h + l - 7 * m + 114) // 31, (h + l - 7 * m + 114) % 31 + 1)


def is_open(day):
    feast = easter(day.year)
    moving = {feast + datetime.timedelta(days) for days in (-2, 1, 39)}
    fixed = {(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)}
    midsummer_eve = day.month == 6 and 19 <= day.day <= 25 and day.weekday() == 4
    return not (day.weekday() >= 5 or (day.month, day.day) in fixed or day in moving or midsummer_eve)


def is_quiet(day):
    return (day.month == 7) or (12, 20) <= (day.month, day.day) or (day.month, day.day) <= (1, 6)


def on_or_after(day):
    while not is_open(day):
        day += datetime.timedelta(1)
    return day


def workdays(day, count):
    step = 1 if count > 0 else -1
    while count:
        day += datetime.timedelta(step)
        count -= step if is_open(day) else 0
    return day


def quarter_days(year, number):
    last = Day(year + (number == 4), number * 3 % 12 + 1, 1) - datetime.timedelta(1)
    return Day(year, number * 3 - 2, 1), last


# Who there is

WORDS = ("Bron Spången Slussen Vägen Steget Lyktan Kompassen Segel Stigen Porten Trappan Fyren Källan Skutan Gläntan Åkern "
         "Broddarna Verkstan Drivbänken Samspelet").split()
PLACES = "Storbäcken Furulund Åsberg Vikman Norrby Söderby Ekhult Granvik".split()


class Reporter:
    def __init__(self, insats, huvudman, addresses, start, end, number):
        self.insats, self.huvudman, self.addresses, self.start, self.end, self.number = insats, huvudman, addresses, start, end, number
        self.bouncing = set()
        self.done = {}  # (year, quarter) → {step: sent?}
        self.until, self.excused = {}, set()  # (year, quarter) → the day promised; those that nobody asks for

    def owes(self, year, number):
        """(due, is it the final one) or None"""
        first, last = quarter_days(year, number)
        if self.start > last or (self.end and self.end < first):
            return None
        if self.end and first <= self.end <= last:
            return on_or_after(self.end + datetime.timedelta(60)), True
        if (year, number) == (YEAR, 3):
            return workdays(BOARD, -10), False
        month, day = {1: (4, 15), 2: (8, 15), 3: (10, 15), 4: (1, 31)}[number]
        return on_or_after(Day(year + (number == 4), month, day)), False

    def working(self):
        return [address for address in self.addresses if address not in self.bouncing]


def people():
    """25 reporters of 20 insatser; some have two contacts, some insatser two reporters, one ends in June, one in the spring."""
    found = []
    for i, word in enumerate(WORDS):
        place = PLACES[i % len(PLACES)]
        end = {4: Day(YEAR, 6, 30), 9: Day(YEAR, 5, 10)}.get(i)
        plain = str.maketrans("åäö", "aao")
        addresses = [f"{word.lower().translate(plain)}{n}@{place.lower().translate(plain)}.example" for n in range(2 if i % 5 == 0 else 1)]
        found.append(Reporter(f"{word} {place}", f"{place}s kommun", addresses, Day(2025, 1, 1), end, i))
        if i % 4 == 3:
            found.append(Reporter(f"{word} {place}", "Region Exempel", [REGION], Day(2025, 1, 1), end, i + 100))
    return found


PATTERN = [-12, -3, 0, 1, 3, 5, 9, 11, -1, None]  # working days from the due date; None: never


def arrival(reporter, quarter, due):
    offset = PATTERN[(reporter.number * 7 + quarter[0] + quarter[1] * 3) % len(PATTERN)]
    return None if offset is None else workdays(due, offset) if offset else due


# The model: which letters go on a day

RUNGS = ((0, -10), (1, 2), (2, 7), (100, 12))


class Model:
    def __init__(self, reporters):
        self.reporters, self.arrived, self.letters, self.chief, self.again = reporters, set(), [], [], 0

    def quarters(self, day):
        number = (day.month - 1) // 3 + 1
        return [((day.year * 4 + number - 1 - back) // 4, (day.year * 4 + number - 1 - back) % 4 + 1) for back in range(4, -1, -1)]

    def play(self, day):
        for quarter in self.quarters(day):
            for reporter in self.reporters:
                owed = reporter.owes(*quarter)
                last = owed and max(owed[0], reporter.until.get(quarter, owed[0]))
                if owed and (reporter, quarter) not in self.arrived and quarter not in reporter.excused and last + datetime.timedelta(60) >= day:
                    self.decide(day, reporter, quarter, last)
        self.chief.sort(key=lambda one: (one[0], one[1].encode(), one[3]))
        self.to_chief(day)

    def to_chief(self, day):
        """Three letters a day to one address: the rest wait for the next open day, in the order in which they were made."""
        if is_open(day) and not is_quiet(day):
            self.letters += [(day.isoformat(), "chef@finsam.example", 100, *about) for _, *about in self.chief[:3]]
            del self.chief[:3]

    def decide(self, day, reporter, quarter, due):
        done = reporter.done.setdefault(quarter, {})
        planned = [(step, workdays(due, days)) for step, days in RUNGS]
        reached = [step for step, at in planned if at <= day]
        if not reached or (not done and planned[-1][1] + datetime.timedelta(14) < day):
            return
        step = reached[-1]
        had = done.get(step) or set()
        again = had and had <= reporter.bouncing and set(reporter.working()) - had  # it came back, and another can have it
        if (step in done and not again) or any(other > step for other in done):
            return
        if step == 0 and day > due:
            done.setdefault(0, False)
            return
        if not is_open(day) or is_quiet(day) or (step < 100 and not reporter.working()):
            return
        for lower in reached[:-1]:
            done.setdefault(lower, False)
        to = reporter.working()[:1] if step == 0 else reporter.working() if step < 100 else []
        done[step] = had | set(to)
        self.again += bool(again)
        if step == 100:
            self.chief.append((day, reporter.insats, quarter, reporter.number))
        for address in to:
            self.letters.append((day.isoformat(), address, step, reporter.insats, quarter, reporter.number))


class Year(unittest.TestCase):
    def mail(self, reporter, quarter, day, final):
        first, last = quarter_days(*quarter)
        text = f"{reporter.insats} {reporter.huvudman} {quarter}: deltagarna har träffats {reporter.number + 2} gånger."
        report = reports.Report(reporter.insats, reporter.huvudman, f"{first.isoformat()} - {last.isoformat()}", final=final,
                                answers=dict(reports.ANSWERS, **{"2.1": [text]}))
        return reports.mail(f"<{reporter.addresses[0]}>", f"Rapport {reporter.insats}", [("rapport.docx", reports.docx(report))],
                            text + "\n", when=f"{day.isoformat()}T05:30:00+00:00")

    def away(self, address, letter, day):
        return reports.mail(f"<{address}>", "Autosvar: " + letter["Subject"], (), "Jag är ledig, åter i augusti.\n",
                            when=f"{day.isoformat()}T05:31:00+00:00", headers=[("Auto-Submitted", "auto-replied"), ("In-Reply-To", letter["Message-ID"])])

    def bounce(self, address, letter, day):
        stamp = datetime.datetime(day.year, day.month, day.day, 5, 32).strftime("%a, %d %b %Y %H:%M:%S +0000")
        head = (f"Received: from mx.kommun.example by mx.finsam.example; {stamp}\r\nFrom: MAILER-DAEMON@kommun.example\r\n"
                "To: kontakt@finsam.example\r\nSubject: Undeliverable\r\nMIME-Version: 1.0\r\n"
                'Content-Type: multipart/report; report-type=delivery-status; boundary="g"\r\n\r\n--g\r\nContent-Type: text/plain\r\n\r\nNej.\r\n--g\r\n'
                "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.kommun.example\r\n\r\n"
                f"Final-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--g\r\nContent-Type: text/rfc822-headers\r\n\r\n")
        return (head + f"Message-ID: {letter['Message-ID']}\r\nSubject: x\r\n\r\n--g--\r\n").encode()

    def fresh_letters(self):
        """What was sent since the last look: their files are taken away, so that a year costs no more than a day."""
        letters = self.house.letters()
        for part in ("new", "cur"):
            folder = os.path.join(self.house.folder, "out", part)
            for name in os.listdir(folder) if os.path.isdir(folder) else ():
                with open(os.path.join(folder, name), "rb") as file:
                    raw = file.read()
                for fault in wellformed.faults(raw):
                    self.malformed.append((letters[0]["Date"], fault))
                self.looked_at += 1
                os.unlink(os.path.join(folder, name))
        return letters

    def step_of(self, letter):
        kind = letter["Message-ID"].split(".")[1]
        if kind == "paminnelse":
            return 2 if "saknar fortfarande" in letter["Subject"] else 1
        return {"forhand": 0, "eskalering": 100}.get(kind)

    def deliver(self, day):
        """The reports of the day."""
        for reporter in self.reporters:
            for quarter in self.model.quarters(day):
                owed = reporter.owes(*quarter)
                came = owed and arrival(reporter, quarter, owed[0])
                if came == day and (reporter, quarter) not in self.model.arrived:
                    self.house.put(self.mail(reporter, quarter, day, owed[1]))
                    self.model.arrived.add((reporter, quarter))

    def react(self, letters, tomorrow):
        """Two addresses never exist, three people are always away; their mails lie there the next morning."""
        for letter in letters:
            address = letter["To"].addresses[0].addr_spec
            reporter = next((one for one in self.reporters if address in one.addresses), None)
            if not reporter:
                continue
            if address == reporter.addresses[0] and reporter.number in (5, 8) and address not in reporter.bouncing:
                self.house.put(self.bounce(address, letter, tomorrow))
                self.nobody.append((reporter, address))
            elif reporter.number in (2, 6, 13):
                self.house.put(self.away(address, letter, tomorrow))

    def insatser_of(self, letter):
        """The one in the subject, or those in the lines of a letter about several."""
        if "rapporter" not in letter["Subject"]:
            return [str(letter["Subject"]).split(": ", 1)[1].split(" [")[0]]
        lines = letter.get_body().get_content().splitlines()
        return [line[2:].split(":")[0] for line in lines if line.startswith("- ")]

    def decree(self, day):
        """What staff decide in the year: more time for one, none asked of another."""
        for at, insats, quarter, words in ((Day(YEAR, 4, 16), 2, (YEAR, 1), ("--until", "2026-05-08")), (Day(YEAR, 8, 10), 6, (YEAR, 2), ())):
            if day != at:
                continue
            reporter = next(one for one in self.reporters if one.number == insats)
            answer = self.house.diarie("insats", "excuse", reporter.insats, f"{quarter[0]}-Q{quarter[1]}", *words, "--reason", "prov",
                                       now=f"{day}T08:30:00+02:00")
            self.assertEqual(answer.status, 0, answer.err)
            if words:
                reporter.until[quarter] = Day.fromisoformat(words[1])
            else:
                reporter.excused.add(quarter)
            self.decreed.append((reporter, quarter))

    def test_year(self):
        """every letter of the ladder goes on the day and to the address that the model says, none besides, none twice"""
        self.reporters, self.nobody, self.decreed, self.malformed, self.looked_at = people(), [], [], [], 0
        self.assertEqual((len({one.insats for one in self.reporters}), len(self.reporters)), (20, 25))
        register = "namn;huvudman;start;slut;kontakt\n" + "".join(
            f"{one.insats};{one.huvudman};{one.start};{one.end or ''};{','.join(one.addresses)}\n" for one in self.reporters)
        self.house = House(register=register, outgoing={"staff": "", "receipts": "yes"}, reminders={"board": f"{BOARD}"})
        self.addCleanup(self.house.__exit__)
        self.model, sent, kinds, mails = Model(self.reporters), [], collections.Counter(), []
        day = Day(YEAR, 1, 2)
        while day.year == YEAR:
            for reporter, address in self.nobody:
                reporter.bouncing.add(address)
            self.decree(day)
            self.deliver(day)
            self.house.once(f"{day}T10:00:00{'+02:00' if Day(YEAR, 3, 29) <= day < Day(YEAR, 10, 25) else '+01:00'}", expect=None)
            self.model.play(day)
            letters = self.fresh_letters()
            for letter in letters:
                step, address = self.step_of(letter), letter["To"].addresses[0].addr_spec
                kinds[letter["Message-ID"].split(".")[1]] += 1
                if step is not None:
                    mails.append((day.isoformat(), address, step))
                    sent += [(day.isoformat(), address, step, insats) for insats in self.insatser_of(letter)]
            self.react(letters, day + datetime.timedelta(1))
            day += datetime.timedelta(1)
        self.compare(sent, kinds, mails)

    def compare(self, sent, kinds, mails):
        wanted = sorted(letter[:4] for letter in self.model.letters)
        closed = [letter for letter in sent if not is_open(Day.fromisoformat(letter[0])) or is_quiet(Day.fromisoformat(letter[0]))]
        to_people = [mail for mail in mails if mail[1] != "chef@finsam.example"]
        several = len(sent) - len(mails)
        asked = [letter for letter in sent if letter[1] != "chef@finsam.example"]  # the chief's name the insats, which two may report of
        twice = [letter for letter, times in collections.Counter(asked).items() if times > 1]
        known = {address for one in self.reporters for address in one.addresses} | {"chef@finsam.example"}
        machines = [mail for mail in mails if mail[1] not in known]
        print(f"# {len(mails)} letters of the ladder about {len(sent)} reports, {kinds['kvitto']} receipts, {len(self.model.arrived)} reports came; "
              f"{len(machines)} to a machine, {len(twice)} twice, {len(closed)} on a day off")
        self.assertEqual((self.malformed[:9], self.looked_at), ([], sum(kinds.values())))
        self.assertEqual(sorted(sent), wanted)
        self.assertGreater(len(wanted), 80)
        self.assertGreater(self.model.again, 0)
        self.assertEqual({step for _, _, step, _ in sent}, {0, 1, 2, 100})
        self.assertEqual((closed, machines), ([], []))
        self.assertEqual(len(twice), 0)
        self.assertEqual(len(to_people), len(set(to_people)))  # one letter for a person, a step and a day
        self.assertGreater(several, 5)
        keys = [letter[1:] for letter in self.model.letters]
        self.assertEqual(len(keys), len(set(keys)))
        self.assertEqual(set(kinds), {"forhand", "paminnelse", "eskalering", "kvitto"})  # machines have no answer of any kind
        self.assertLessEqual(kinds["kvitto"], len(self.model.arrived))  # the same day's fourth letter apart, one each
        self.assertEqual(len(self.decreed), 2)


if __name__ == "__main__":
    tap.run()
