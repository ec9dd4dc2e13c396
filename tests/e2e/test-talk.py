"""The conversation by mail: what people answer, who may speak for whom, and what staff accept with one word. Maildirs, the clock
moved by hand; the last class goes through a real Dovecot and a real SMTP sink."""
import base64
import io
import os
import sys
import unittest
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import reports
import servers
import tap
from house import House, parsed

PROVIDERS = "gmail.com", "tele2.se", "outlook.dk", "yahoo.co.uk", "proton.me", "x.telia.com"
REGISTER = """namn;huvudman;start;slut;kontakt
Bron till arbete;Storbäckens kommun;2025-01-01;2027-12-31;karin@storbacken.example
Nystart 55+;Furulunda kommun;2025-09-01;;
Vägen in;Storbäckens kommun;2025-01-01;;eva@bolaget.example
Kulturlyftet;Åsbergs kommun;2024-09-01;2026-03-15;moa@asberg.example
"""
BRON = reports.Report("Bron till arbete", "Storbäckens kommun", "1 januari - 31 mars 2026")
NYSTART = reports.Report("Nystart 55+", "Furulunda kommun", "1 januari - 31 mars 2026")
KARIN = "Karin Påhitt <karin@storbacken.example>"
LOGO = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")  # one point
STRANGER = "Ove Okänd <ove@annan.example>"


def at(day, hour=10):
    summer = "03-29" <= day[5:] < "10-25"
    return f"{day}T{hour:02}:00:00{'+02:00' if summer else '+01:00'}"


class Talk(unittest.TestCase):
    def house(self, register=REGISTER, **settings):
        house = House(register=register, **settings)
        self.addCleanup(house.__exit__)
        return house

    def send(self, house, sender, report=None, text="Hej!\n", subject="Rapport", day="2026-04-14", name="r.docx", **more):
        attachments = [(name, reports.docx(report))] if isinstance(report, reports.Report) else report or ()
        house.put(reports.mail(sender, subject, attachments, text, when=f"{day}T06:00:00+00:00", **more))

    def to(self, house, address, kind=None):
        found = [letter for letter in house.letters() if letter["To"].addresses[0].addr_spec == address]
        return [letter for letter in found if not kind or f"diarie.{kind}." in letter["Message-ID"]]

    def entry(self, house, name, now="2026-04-20", quarter="2026-Q1"):
        return house.status(quarter, now=at(now))[0][name]

    def review(self, house, now="2026-04-20"):
        return house.diarie("review", "--json", now=at(now)).lines()


class Senders(Talk):
    def test_unknown_sender_waits(self):
        """a stranger's report has its number at once, but counts only when staff have approved it; no reminder goes meanwhile"""
        house = self.house()
        self.send(house, STRANGER, BRON)
        house.once(at("2026-04-14"))
        house.once(at("2026-04-17"))
        entry = self.entry(house, "Bron till arbete/Storbäckens kommun")
        self.assertEqual((entry["status"], entry["rapport"], entry["inkom"]), ("granskas", None, None))
        self.assertEqual(len(house.filed()), 1)
        self.assertEqual(self.to(house, "ove@annan.example"), [])
        letters = self.to(house, "karin@storbacken.example")
        self.assertEqual(len(letters), 1, [str(letter["Subject"]) for letter in letters])
        self.assertIn("ove@annan.example", letters[0].get_content())
        shown = house.diarie("show", "--json", house.filed()[0]["diarienummer"]).one()
        self.assertIn("okand-avsandare", [remark["kod"] for remark in shown["rapport"]["anmarkningar"]])
        waiting = self.review(house)
        self.assertEqual(len(waiting), 1)
        answer = house.diarie("review", "accept", str(waiting[0]["id"]), now=at("2026-04-20"))
        self.assertEqual(answer.status, 0, answer.err)
        entry = self.entry(house, "Bron till arbete/Storbäckens kommun")
        self.assertEqual((entry["status"], entry["inkom"]), ("inkommen", "2026-04-14"))
        self.assertEqual(self.review(house), [])
        # the address was learnt: the next report counts at once
        self.send(house, STRANGER, reports.Report("Bron till arbete", "Storbäckens kommun", "1 april - 30 juni 2026"), day="2026-07-02")
        house.once(at("2026-07-02"))
        self.assertEqual(self.entry(house, "Bron till arbete/Storbäckens kommun", "2026-07-03", "2026-Q2")["status"], "inkommen")

    def test_refused(self):
        """a stranger's report that staff refuse is annulled; what was there counts on"""
        house = self.house()
        self.send(house, KARIN, BRON)
        house.once(at("2026-04-14"))
        first = self.entry(house, "Bron till arbete/Storbäckens kommun")["rapport"]
        changed = reports.Report("Bron till arbete", "Storbäckens kommun", "1 januari - 31 mars 2026",
                                 answers=dict(reports.ANSWERS, **{"2.1": ["Något helt annat än förra gången står här nu."]}))
        self.send(house, STRANGER, changed, day="2026-04-15")
        house.once(at("2026-04-15"))
        entry = self.entry(house, "Bron till arbete/Storbäckens kommun")
        self.assertEqual((entry["status"], entry["rapport"]), ("inkommen", first))
        house.diarie("review", "dismiss", str(self.review(house)[0]["id"]), "--reason", "inte deras", now=at("2026-04-16"))
        entry = self.entry(house, "Bron till arbete/Storbäckens kommun")
        self.assertEqual((entry["status"], entry["rapport"]), ("inkommen", first))
        second = [one["diarienummer"] for one in house.filed() if one["diarienummer"] != first]
        self.assertEqual(len(second), 1)
        self.assertIn("inte deras", house.diarie("show", second[0]).out)

    def test_vouched_for(self):
        """the same report from the registered contact makes the stranger's count, without staff"""
        house = self.house()
        self.send(house, STRANGER, BRON)
        house.once(at("2026-04-14"))
        self.send(house, KARIN, BRON, day="2026-04-15")
        house.once(at("2026-04-15"))
        entry = self.entry(house, "Bron till arbete/Storbäckens kommun")
        self.assertEqual((entry["status"], entry["inkom"]), ("inkommen", "2026-04-14"))
        self.assertEqual((len(house.filed()), self.review(house)), (1, []))

    def flood(self, house, numbers, day="2026-04-14"):
        """Reports for Bron, each another one, from as many addresses that nobody knows."""
        for number in numbers:
            report = reports.Report("Bron till arbete", "Storbäckens kommun", "1 januari - 31 mars 2026", answers=dict(reports.ANSWERS, **{"2.1": [f"Påhitt {number}."]}))
            self.send(house, f"Ove <ove{number}@annan.example>", report, day=day)

    def test_flood_of_strangers(self):
        """many strangers' reports bring their contact one letter a day, which tells of all; her receipt and her reminders go as ever"""
        house = self.house(REGISTER + "Vägen ut;Storbäckens kommun;2025-01-01;;karin@storbacken.example\n", outgoing={"staff": ""}, reminders={"before": "0"})
        self.flood(house, range(14))
        house.once(at("2026-04-14"))
        self.assertEqual(len(self.to(house, "karin@storbacken.example")), 1)
        self.send(house, KARIN, BRON)
        house.once(at("2026-04-14", 13))
        letters = self.to(house, "karin@storbacken.example")
        self.assertEqual([("ove" in one.get_content()) for one in letters], [True, False])
        self.assertEqual(letters[1]["Subject"].split(":")[0], "Tack, vi har fått rapporten")
        self.flood(house, range(14, 20))
        house.once(at("2026-04-14", 15))
        self.assertEqual(len(self.to(house, "karin@storbacken.example")), 2)
        house.once(at("2026-04-15"))
        letters = self.to(house, "karin@storbacken.example")
        self.assertEqual(len(letters), 3)
        together = letters[2]
        self.assertEqual(together["Subject"], "19 rapporter från avsändare som vi inte känner igen")
        self.assertIn("- och nio till", together.get_content())
        self.assertEqual(together.get_content().count("@annan.example"), 10)
        self.flood(house, range(20, 40), day="2026-04-16")
        for hour in (8, 13):
            house.once(at("2026-04-17", hour))
        today = self.to(house, "karin@storbacken.example")[3:]
        self.assertEqual(len(today), 2, [one["Subject"] for one in today])
        self.assertEqual(sum("annan.example" in one.get_content() for one in today), 1)
        self.assertEqual(sum("Påminnelse" in one["Subject"] for one in today), 1)
        for day in range(18, 24):
            house.once(at(f"2026-04-{day}"))
        told = [one for one in self.to(house, "karin@storbacken.example") if "annan.example" in one.get_content()]
        self.assertEqual(len(told), 4, "what was told once is told again")
        number = next(one["diarienummer"] for one in house.filed() if one["diarienummer"] in told[3].get_content())
        shown = house.diarie("show", "--why", number, now=at("2026-04-24")).out + house.diarie("show", number, now=at("2026-04-24")).out
        self.assertIn("inte känner igen", shown)

    def test_stranger_again(self):
        """a stranger who sends again what is filed already brings nobody a letter"""
        house = self.house()
        self.send(house, KARIN, BRON)
        house.once(at("2026-04-14"))
        for number in range(3):
            self.send(house, f"Ove <ove{number}@annan.example>", BRON, day="2026-04-15")
        house.once(at("2026-04-15"))
        self.assertEqual(len(self.to(house, "karin@storbacken.example")), 1)
        self.assertEqual(len(house.filed()), 1)

    def test_accepted_before_told(self):
        """what staff have accepted before the letter goes is told as counting, what they refused is not told"""
        house = self.house(outgoing={"staff": ""})
        self.flood(house, range(3))
        house.once(at("2026-04-14"))
        waiting = sorted(self.review(house, "2026-04-14"), key=lambda one: one["id"])
        house.diarie("review", "dismiss", str(waiting[1]["id"]), "--reason", "påhitt", now=at("2026-04-14"))
        answer = house.diarie("review", "accept", str(waiting[2]["id"]), now=at("2026-04-14"))
        self.assertEqual(answer.status, 0, answer.err)
        house.once(at("2026-04-15"))
        letter = self.to(house, "karin@storbacken.example")[1]
        self.assertEqual(letter["Subject"], "En rapport från en avsändare som vi inte känner igen")
        self.assertIn("ove2@annan.example", letter.get_content())
        self.assertIn("räknas nu som inkommen", " ".join(letter.get_content().split()))
        self.assertNotIn("ove1@annan.example", letter.get_content())

    def test_filed_elsewhere(self):
        """staff may say that it belongs to another insats: the first number is annulled"""
        house = self.house()
        self.send(house, STRANGER, BRON)
        house.once(at("2026-04-14"))
        answer = house.diarie("review", "file", str(self.review(house)[0]["id"]), "--insats", "Vägen in", now=at("2026-04-15"))
        self.assertEqual(answer.status, 0, answer.err)
        self.assertEqual(self.entry(house, "Vägen in/Storbäckens kommun")["status"], "inkommen")
        self.assertIn(self.entry(house, "Bron till arbete/Storbäckens kommun")["status"], ("vantas", "forsenad"))

    def test_known_domain(self):
        """a colleague at the contact's domain, or at the same huvudman's, is known; at a public post box nobody is"""
        house = self.house(REGISTER + "".join(f"Fri tid {number};Norrby {number};2025-01-01;;lisa@{domain}\n" for number, domain in enumerate(PROVIDERS)))
        self.send(house, "Kollega <kollega@skola.storbacken.example>", BRON)
        self.send(house, "Karin <karin@storbacken.example>", reports.Report("Vägen in", "Storbäckens kommun", "kvartal 1 2026"))
        for number, domain in enumerate(PROVIDERS):
            self.send(house, f"Elak <elak@{domain}>", reports.Report(f"Fri tid {number}", f"Norrby {number}", "kvartal 1 2026", answers={"2.1": [f"Om {domain}."]}))
        house.once(at("2026-04-14"))
        self.assertEqual(self.entry(house, "Bron till arbete/Storbäckens kommun")["status"], "inkommen")
        self.assertEqual(self.entry(house, "Vägen in/Storbäckens kommun")["status"], "inkommen")
        for number, domain in enumerate(PROVIDERS):
            self.assertEqual(self.entry(house, f"Fri tid {number}/Norrby {number}")["status"], "granskas", domain)

    def test_nobody_registered(self):
        """where nobody is registered the report counts, with the remark; the address is proposed to staff"""
        house = self.house()
        self.send(house, "Lina <lina@furulunda.example>", NYSTART)
        house.once(at("2026-04-14"))
        self.assertEqual(self.entry(house, "Nystart 55+/Furulunda kommun")["status"], "inkommen")
        shown = house.diarie("show", "--json", house.filed()[0]["diarienummer"]).one()
        self.assertIn("okand-avsandare", [remark["kod"] for remark in shown["rapport"]["anmarkningar"]])
        self.assertEqual(self.review(house), [])
        asked = house.diarie("insats", "contact", now=at("2026-04-20"))
        self.assertIn("lina@furulunda.example", asked.out)
        house.once(at("2026-04-20"))
        self.assertIn("lina@furulunda.example", self.to(house, "handlaggare@finsam.example", "veckobrev")[-1].get_content())
        house.diarie("insats", "contact", "Nystart 55+", "lina@furulunda.example", now=at("2026-04-20"))
        self.assertNotIn("lina@", house.diarie("insats", "contact", now=at("2026-04-20")).out)

    def test_staff_forward(self):
        """what staff send on from their own desks counts"""
        house = self.house()
        self.send(house, "Handläggare <handlaggare@finsam.example>", BRON)
        house.once(at("2026-04-14"))
        self.assertEqual(self.entry(house, "Bron till arbete/Storbäckens kommun")["status"], "inkommen")
        self.assertNotIn("handlaggare@", house.diarie("insats", "contact", now=at("2026-04-14")).out)


class Time(Talk):
    def reminded(self, text, day="2026-04-20", sender=KARIN, quote=True):
        house = self.house(outgoing={"staff": ""})
        house.once(at("2026-04-17"))
        letter = self.to(house, "karin@storbacken.example")[0]
        headers = [("In-Reply-To", letter["Message-ID"]), ("References", letter["Message-ID"])] if quote else ()
        self.send(house, sender, None, text, subject="SV: " + letter["Subject"], day=day, headers=headers)
        house.once(at(day))
        return house

    def test_promise(self):
        """"kommer på fredag" is proposed as a new last day; accepted it stops reminders until then, and they are told"""
        house = self.reminded("Hej! Rapporten kommer på fredag.\n\nHälsningar\nKarin\n")
        waiting = self.review(house)
        self.assertEqual(len(waiting), 1)
        self.assertIn("fredag 24 april 2026", waiting[0]["skal"])
        self.assertIn("review accept", house.diarie("review", "show", str(waiting[0]["id"]), now=at("2026-04-20")).out)
        house.once(at("2026-04-24"))  # the day of reminder 2: held while it waits
        self.assertEqual(len(self.to(house, "karin@storbacken.example", "paminnelse")), 1)
        answer = house.diarie("review", "accept", str(waiting[0]["id"]), now=at("2026-04-24"))
        self.assertEqual(answer.status, 0, answer.err)
        house.once(at("2026-04-24", 11))
        told = self.to(house, "karin@storbacken.example", "anstand")
        self.assertEqual(len(told), 1)
        self.assertIn("fredag 24 april 2026", told[0].get_content().replace(" \n", " "))
        for day in ("2026-04-27", "2026-04-28", "2026-05-05", "2026-05-06"):  # reminder 2: seven working days after the new day
            house.once(at(day))
        self.assertEqual([letter["Date"].datetime.date().isoformat() for letter in self.to(house, "karin@storbacken.example", "paminnelse")],
                         ["2026-04-17", "2026-05-06"])
        self.assertEqual(house.diarie("review", "accept", str(waiting[0]["id"]), now=at("2026-04-24")).status, 1)

    def test_until_a_date(self):
        """"vi behöver till den 5 maj", without any threading, by what the sender owes"""
        house = self.reminded("Vi behöver till den 5 maj.\n", quote=False)
        self.assertIn("tisdag 5 maj 2026", self.review(house)[0]["skal"])
        house.diarie("review", "accept", str(self.review(house)[0]["id"]), now=at("2026-04-21"))
        self.assertEqual(house.status(now=at("2026-05-04"))[0]["Bron till arbete/Storbäckens kommun"]["status"], "vantas")

    def test_only_contacts_propose(self):
        """a stranger who quotes our letter proposes nothing; a person reads the mail"""
        house = self.reminded("Rapporten kommer på fredag.\n", sender=STRANGER)
        waiting = self.review(house)
        self.assertEqual(len(waiting), 1)
        self.assertNotIn("24 april", waiting[0]["skal"])
        self.assertNotEqual(house.diarie("review", "accept", str(waiting[0]["id"]), now=at("2026-04-20")).status, 0)

    def test_unclear(self):
        """more time without a day is for a person to read, and stops the reminders"""
        house = self.reminded("Vi behöver mer tid.\n")
        self.assertEqual(len(self.review(house)), 1)
        house.once(at("2026-04-24"))
        self.assertEqual(len(self.to(house, "karin@storbacken.example", "paminnelse")), 1)


class Corrections(Talk):
    def test_receipt_reads_back(self):
        """the receipt says insats, period, number and empty sections, and how to correct them"""
        house = self.house()
        self.send(house, KARIN, reports.Report("Bron till arbete", "Storbäckens kommun", "1 januari - 31 mars 2026",
                                              answers={k: v for k, v in reports.ANSWERS.items() if k != "2.6"}))
        house.once(at("2026-04-14"))
        text = self.to(house, "karin@storbacken.example")[0].get_content().replace("\n", " ")
        for words in ("Insats: Bron till arbete, Storbäckens kommun", "Period: 1 januari–31 mars 2026", "Diarienummer: SFE 26-1.1",
                      "Tomma punkter: 2.6", "period: 2026-01-01–2026-03-31", "tisdag den 14 april 2026"):
            self.assertIn(words, text)

    def test_new_file_is_a_new_version(self):
        """an answer to the receipt with a new file is a new version, and the receipt says what it replaces"""
        house = self.house()
        self.send(house, KARIN, BRON)
        house.once(at("2026-04-14"))
        receipt = self.to(house, "karin@storbacken.example")[0]
        changed = reports.Report("Bron till arbete", "Storbäckens kommun", "1 januari - 31 mars 2026",
                                 answers=dict(reports.ANSWERS, **{"2.2": ["Inga avvikelser alls."]}))
        self.send(house, KARIN, changed, subject="SV: " + receipt["Subject"], day="2026-04-15",
                  headers=[("In-Reply-To", receipt["Message-ID"])])
        house.once(at("2026-04-15"))
        second = self.to(house, "karin@storbacken.example")[1]
        self.assertIn("Ersätter: SFE 26-1.1", second.get_content())
        self.assertEqual(self.entry(house, "Bron till arbete/Storbäckens kommun")["rapport"], "SFE 26-1.2")

    TWO = """namn;huvudman;start;slut;kontakt
Bron till arbete;Storbäckens kommun;2025-01-01;;karin@storbacken.example
Vägen in;Storbäckens kommun;2025-01-01;;karin@storbacken.example
"""

    def test_one_receipt_for_several(self):
        """two reports in one mail have one receipt, registered in both cases; an answer with one file corrects that one; words in it are read by a person"""
        house = self.house(register=self.TWO, outgoing={"staff": ""})
        way = reports.Report("Vägen in", "Storbäckens kommun", "1 januari - 31 mars 2026", answers={key: text for key, text in reports.ANSWERS.items() if key != "2.6"})
        self.send(house, KARIN, [("bron.docx", reports.docx(BRON)), ("vagen.docx", reports.docx(way))])
        house.once(at("2026-04-14"))
        receipts = self.to(house, "karin@storbacken.example", "kvitto")
        self.assertEqual([str(letter["Subject"]) for letter in receipts], ["Tack, vi har fått era två rapporter"])
        text = " ".join(receipts[0].get_content().split())
        numbers = {entry["insats"]: entry["diarienummer"] for entry in house.filed()}
        self.assertIn(f"- Bron till arbete, Storbäckens kommun: kvartalsrapporten för 1 januari–31 mars 2026 ({numbers['Bron till arbete']})", text)
        self.assertIn(f"({numbers['Vägen in']}), punkt 2.6 är tom", text)
        for insats in numbers:
            self.assertEqual([one["slag"] for one in house.diarie("letter", "sent", insats, "--json").lines()], ["kvitto"])
            self.assertIn("era två rapporter", house.diarie("show", numbers[insats], "--why").out)
        self.assertEqual(house.diarie("post", "--day", "2026-04-14", now=at("2026-04-15")).out.count("era två rapporter"), 1)
        changed = reports.Report("Vägen in", "Storbäckens kommun", "1 januari - 31 mars 2026")
        headers = [("In-Reply-To", receipts[0]["Message-ID"])]
        self.send(house, KARIN, changed, subject="SV: " + receipts[0]["Subject"], day="2026-04-15", headers=headers)
        self.send(house, KARIN, None, "Hej!\nperiod: 2026-01-01–2026-03-31\n", subject="SV: " + receipts[0]["Subject"], day="2026-04-15", headers=headers)
        house.once(at("2026-04-15"))
        self.assertIn("Ersätter: " + numbers["Vägen in"], self.to(house, "karin@storbacken.example", "kvitto")[1].get_content())
        self.assertEqual([one["forslag"] for one in self.review(house)], [[]])

    def period(self, **more):
        house = self.house()
        wrong = reports.Report("Bron till arbete", "Storbäckens kommun", "1 oktober - 31 december 2025", date="2026-01-20")
        self.send(house, KARIN, wrong)
        house.once(at("2026-04-14"))
        receipt = self.to(house, "karin@storbacken.example", "kvitto")[0]
        headers = [("In-Reply-To", receipt["Message-ID"])] if more.get("thread", True) else ()
        self.send(house, more.get("sender", KARIN), None, "Hej!\nperiod: 2026-01-01–2026-03-31\n", subject="SV: " + receipt["Subject"],
                  day="2026-04-15", headers=headers)
        house.once(at("2026-04-15"))
        return house

    def test_period_line(self):
        """a line with the right period moves the report when staff accept it; the number stays"""
        for thread in (True, False):
            house = self.period(thread=thread)
            waiting = self.review(house)
            self.assertEqual(len(waiting), 1)
            self.assertIn("1 januari–31 mars 2026", waiting[0]["skal"])
            self.assertEqual(self.entry(house, "Bron till arbete/Storbäckens kommun")["rapport"], None)
            number = house.filed()[0]["diarienummer"]
            answer = house.diarie("review", "accept", str(waiting[0]["id"]), now=at("2026-04-15"))
            self.assertEqual(answer.status, 0, answer.err)
            entry = self.entry(house, "Bron till arbete/Storbäckens kommun")
            self.assertEqual((entry["status"], entry["rapport"]), ("inkommen", number))
            self.assertIsNone(self.entry(house, "Bron till arbete/Storbäckens kommun", quarter="2025-Q4")["rapport"])

    def test_period_from_a_stranger(self):
        """nobody else can propose it"""
        house = self.period(sender=STRANGER)
        self.assertNotIn("mars 2026", str([one["skal"] for one in self.review(house)]))


class Weekly(Talk):
    def test_homeless(self):
        """whom no letter can reach is told in the weekly letter, and is not among the planned ones"""
        house = self.house()
        house.once(at("2026-04-13"))
        weekly = self.to(house, "handlaggare@finsam.example", "veckobrev")[0].get_content()
        self.assertIn("adress saknas eller fungerar inte\n- Nystart 55+, Furulunda kommun", weekly)
        self.assertNotRegex(weekly, r"2026: Nystart")


class Threads(Talk):
    def test_case_in_the_first_letter(self):
        """the case is opened by the first letter, so its number stands in the notice and in all that follows"""
        house = self.house(outgoing={"staff": ""})
        house.once(at("2026-03-30"))
        notice = self.to(house, "karin@storbacken.example")[0]
        self.assertRegex(notice["Subject"], r"Bron till arbete \[SFE 26-\d+\]$")
        number = notice["Subject"].split("[")[1].rstrip("]")
        self.send(house, KARIN, BRON)
        house.once(at("2026-04-14"))
        self.assertEqual(self.entry(house, "Bron till arbete/Storbäckens kommun")["rapport"], number + ".1")

    def test_sent_letters_are_registered(self):
        """a letter that went stands in its case as an outgoing document, with its bytes"""
        house = self.house(outgoing={"staff": ""})
        house.once(at("2026-03-30"))
        self.send(house, KARIN, BRON)
        house.once(at("2026-04-14"))
        sent = house.diarie("letter", "sent", "Bron till arbete", "--json").lines()
        self.assertEqual([(one["nummer"], one["slag"], one["till"], one["skickat"][:10]) for one in sent],
                         [(1, "forhand", "karin@storbacken.example", "2026-03-30"), (2, "kvitto", "karin@storbacken.example", "2026-04-14")])
        self.assertIn("ut 2", house.diarie("letter", "sent", sent[0]["arende"]).out)
        self.assertIn("Message-I", house.diarie("letter", "sent", sent[0]["arende"], "--number", "1").out)
        self.assertEqual(house.diarie("letter", "sent", sent[0]["arende"], "--number", "9").status, 1)

    def test_series_has_no_case(self):
        """numbered as a series the letters have no tag"""
        house = self.house(outgoing={"staff": ""}, diarium={"numbering": "serie"})
        house.once(at("2026-03-30"))
        self.assertNotIn("[", self.to(house, "karin@storbacken.example")[0]["Subject"])


class Unreadable(Talk):
    def told(self, text="Hej!\n", attachments=(), sender=KARIN, **more):
        """What the sender is told, and how many wait for staff."""
        house = self.house()
        self.send(house, sender, attachments, text, **more)
        house.once(at("2026-04-14"))
        letters = self.to(house, "karin@storbacken.example", "olasbar")
        return letters[0].get_content().replace(" \n", " ") if letters else None, len(self.review(house))

    def test_reasons(self):
        """each reason is told to a contact, with what to do; staff see the mail too"""
        word = ("Vi kan inte öppna filer av typen pages.", [("rapport.pages", b"\x00\x01binary\xff" * 50)], "Hej!\n")
        apple = io.BytesIO()
        with zipfile.ZipFile(apple, "w") as package:
            package.writestr("Index/Document.iwa", b"\x00\x01")
        for reason, attachments, text in (
                ("Filen verkar vara skadad.", [("r.docx", reports.docx(BRON)[:900])], "Hej!\n"), word,
                ("Filen är skriven i Pages, som vi inte kan öppna. Välj Arkiv,", [("rapport.pages", apple.getvalue())], "Hej!\n"),
                ("Bilagan kom fram som winmail.dat.", [("winmail.dat", b"\x78\x9f\x3e\x22trasig")], "Hej!\n"),
                ("Det fanns ingen bilaga i mejlet.", (), "Hej!\nHär kommer rapporten för kvartal 1.\nKarin\n"),
                ("Mejlet innehöll en länk till ett dokument.", (), "Rapporten: https://kommun.sharepoint.com/:w:/s/x/Ab?e=1\n")):
            told, waiting = self.told(text, attachments)
            self.assertIsNotNone(told, reason)
            self.assertIn(reason, told)
            self.assertEqual(waiting, 1, reason)

    def test_of_several(self):
        """who writes for several insatser is told the name of the one that the mail answers a letter about, else of none"""
        register = REGISTER.replace("eva@bolaget.example", "karin@storbacken.example")
        broken = [("r.docx", reports.docx(BRON)[:900])]
        house = self.house(register, reminders={"together": "no"}, outgoing={"staff": ""})
        house.once(at("2026-04-17"))
        reminders = self.to(house, "karin@storbacken.example", "paminnelse")
        self.assertEqual(len(reminders), 2)
        for letter in reminders:
            self.send(house, KARIN, broken, text=str(letter["Subject"]) + "\n", day="2026-04-18", headers=[("In-Reply-To", letter["Message-ID"])])
        self.send(house, KARIN, broken, day="2026-04-18")
        for hour in (10, 13):
            house.once(at("2026-04-20", hour))
        house.once(at("2026-04-21"))
        self.assertEqual(sorted(str(letter["Subject"]).split(" [")[0] for letter in self.to(house, "karin@storbacken.example", "olasbar")),
                         ["Vi kunde inte öppna rapporten", "Vi kunde inte öppna rapporten: Bron till arbete", "Vi kunde inte öppna rapporten: Vägen in"])

    def test_encrypted(self):
        """an encrypted mail is answered so"""
        house = self.house()
        raw = reports.mail(KARIN, "Rapport", (), "x\n", when="2026-04-14T06:00:00+00:00")
        head = raw.split(b"Content-Type")[0]
        house.put(head + b'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"\r\n'
                  b"Content-Transfer-Encoding: base64\r\nMIME-Version: 1.0\r\n\r\nMIIBAgMEBQYHCAkK\r\n")
        house.once(at("2026-04-14"))
        self.assertIn("krypterat", self.to(house, "karin@storbacken.example", "olasbar")[0].get_content())
        self.assertEqual(len(self.review(house)), 1)

    def test_not_told(self):
        """minutes, a question and a stranger's broken file are for staff alone"""
        for text, attachments, sender in (("Hej!\n", [("m.docx", reports.minutes())], KARIN), ("Var finns mallen?\n", (), KARIN),
                                          ("Hej!\n", [("r.docx", reports.docx(BRON)[:900])], STRANGER)):
            self.assertEqual(self.told(text, attachments, sender), (None, 1))


class Desk(Talk):
    """Staff answer the question by mail."""
    STAFF = "Handläggare <handlaggare@finsam.example>"

    def asked(self, order, sender=STAFF, vouched=True, meanwhile=None):
        house = self.house()
        self.send(house, KARIN, [("m.docx", reports.minutes())], day="2026-04-14")
        house.once(at("2026-04-14"))
        question = self.to(house, "handlaggare@finsam.example", "fraga")[0]
        if meanwhile:
            meanwhile(house)
        return self.desk(house, question, order, sender, vouched)

    def desk(self, house, question, order, sender=STAFF, vouched=True, day="2026-04-14"):
        raw = reports.mail(sender, "SV: " + question["Subject"], (), order, when=day + "T10:00:00+00:00",
                           headers=[("In-Reply-To", question["Message-ID"])])
        if vouched:
            raw = (b"Received: from mx.finsam.example by mx.finsam.example; Tue, 14 Apr 2026 12:00:00 +0200\r\n"
                   b"Authentication-Results: mx.finsam.example; spf=pass; dkim=pass; dmarc=pass header.from=finsam.example\r\n") + raw
        house.put(raw)
        house.once(at(day, 13))
        return house

    def test_not_a_report(self):
        """"inte en rapport" sets it aside, and what was done is told"""
        for order in ("inte en rapport\n\nHälsningar\nAnna\n", "1: Inte en rapport.\n"):
            house = self.asked(order)
            self.assertEqual(self.review(house), [], order)
            told = self.to(house, "handlaggare@finsam.example", "besked")
            self.assertEqual(len(told), 1)
            self.assertIn("nr 1: avförd", told[0].get_content())
            self.assertIn("handlaggare@finsam.example", house.diarie("log").out + str(house.diarie("log", "--json").out))

    def test_greeting(self):
        """a greeting before it, and a name after it, are no orders; a mail without any says nothing"""
        house = self.asked("Hej!\n\nInte en rapport\n\nAnna\n")
        self.assertIn("nr 1: avförd", self.to(house, "handlaggare@finsam.example", "besked")[0].get_content())
        house = self.asked("Hej!\nJag tittar på det i morgon.\n")
        self.assertIn(1, [one["id"] for one in self.review(house)])
        self.assertEqual(self.to(house, "handlaggare@finsam.example", "besked"), [])

    def test_what_came_since(self):
        """an answer decides on what the letter asked about, never on what waits in its stead by then"""
        def stranger(house):
            self.assertEqual(house.diarie("review", "dismiss", "1", "--reason", "protokoll", now=at("2026-04-14", 11)).status, 0)
            self.send(house, STRANGER, BRON, day="2026-04-14")
            house.once(at("2026-04-14", 12))

        for order in "inte en rapport\n", "ja\n", "Nystart 55+\n", "2: inte en rapport\n", "2: ja\n":
            house = self.asked(order, meanwhile=stranger)
            self.assertEqual([one["id"] for one in self.review(house)], [2], order)
            told = self.to(house, "handlaggare@finsam.example", "besked")[0].get_content()
            self.assertIn("nr 2: inget är gjort" if order[0] == "2" else "nr 1: gick inte", told, order)

    def test_two_asked(self):
        """where the letter asked about two things the answer must say which"""
        def another(house):
            self.send(house, STRANGER, BRON, day="2026-04-15")
            house.once(at("2026-04-15"))

        house = self.house()
        self.send(house, KARIN, [("m.docx", reports.minutes())], day="2026-04-13")
        another(house)
        question = self.to(house, "handlaggare@finsam.example", "fraga")[-1]
        raw = reports.mail(self.STAFF, "SV: " + question["Subject"], (), "inte en rapport\n", when="2026-04-15T12:00:00+00:00", headers=[("In-Reply-To", question["Message-ID"])])
        house.put(b"Received: from mx.finsam.example by mx.finsam.example; Wed, 15 Apr 2026 14:00:00 +0200\r\n"
                  b"Authentication-Results: mx.finsam.example; spf=pass; dkim=pass; dmarc=pass header.from=finsam.example\r\n" + raw)
        house.once(at("2026-04-15", 15))
        self.assertEqual(len(self.review(house)), 2)
        self.assertIn("vilket nummer", self.to(house, "handlaggare@finsam.example", "besked")[0].get_content())

    def test_nothing_asked(self):
        """a word of thanks for a letter that asked nothing is no order, and is not answered"""
        house = self.house()
        house.once(at("2026-04-20"))
        weekly, = self.to(house, "handlaggare@finsam.example", "veckobrev")
        self.desk(house, weekly, "Ok\n", day="2026-04-20")
        self.assertEqual(self.to(house, "handlaggare@finsam.example", "besked"), [])

    def test_which_quarter(self):
        """where the question was which quarter, a name alone is no answer, by mail or at the terminal; with the quarter, or the quarter alone, it is"""
        for order, quarter in ("1: Bron till arbete", None), ("1: Bron till arbete 2026-Q1", "2026-Q1"), ("1: 2026-Q1", "2026-Q1"), ("1: Bron till arbete 2026-Q2", "2026-Q2"):
            house = self.house()
            self.send(house, KARIN, reports.Report("Bron till arbete", "Storbäckens kommun", "kvartal 2 2026"))
            house.once(at("2026-04-14"))
            question = self.to(house, "handlaggare@finsam.example", "fraga")[0]
            self.assertIn("1: Insatsens namn 2026-Q1 (när det är kvartalet som är oklart)", question.get_content())
            self.assertNotEqual(house.diarie("review", "file", "1", "-i", "Bron till arbete", now=at("2026-04-14", 12)).status, 0)
            self.desk(house, question, order + "\n")
            self.assertEqual([entry["kvartal"] for entry in house.filed()], [quarter] if quarter else [], order)
            self.assertIn(f"{'diarieförd' if quarter else 'gick inte, det avgör inte vilken huvudman eller vilket kvartal'}",
                          " ".join(self.to(house, "handlaggare@finsam.example", "besked")[0].get_content().split()))

    def test_filed_by_name_and_quarter(self):
        """"1: Bron till arbete 2026-Q1" files it there"""
        house = self.asked("1: Bron till arbete 2026-Q1\n")
        self.assertEqual(self.review(house), [])
        self.assertEqual(self.entry(house, "Bron till arbete/Storbäckens kommun")["status"], "inkommen")

    def test_not_vouched_for(self):
        """without the server's word for the sender nothing is done, and staff are told why"""
        house = self.asked("1: inte en rapport\n", vouched=False)
        waiting = self.review(house)
        self.assertEqual(len(waiting), 2)
        self.assertIn("intygat", waiting[1]["skal"])

    def test_stranger(self):
        """nobody else can decide"""
        house = self.asked("1: inte en rapport\n", sender="Elak <elak@finsam.example>")
        self.assertIn(1, [one["id"] for one in self.review(house)])

    def test_nonsense(self):
        """an order that decides nothing is told; the thing waits on"""
        house = self.asked("7: inte en rapport\n")
        self.assertIn(1, [one["id"] for one in self.review(house)])
        self.assertIn("nr 7: inget är gjort, numret stod inte i brevet", self.to(house, "handlaggare@finsam.example", "besked")[0].get_content())


class Ended(Talk):
    """A final report says that its insats ends on a day which the register does not know."""
    FINAL = reports.Report("Nystart 55+", "Furulunda kommun", "1 januari - 31 mars 2026", final=True)
    ONE = REGISTER.replace("2025-09-01;;", "2025-09-01;;lina@furulunda.example")
    NAME = "Nystart 55+/Furulunda kommun"

    def ended(self, register=ONE, report=FINAL, sender="Lina <lina@furulunda.example>"):
        house = self.house(register, outgoing={"chief": ""})
        self.send(house, sender, report)
        house.once(at("2026-04-14"))
        return house

    def later(self, house):
        """What is written to Lina about the next quarter."""
        before = len(self.to(house, "lina@furulunda.example"))
        for day in ("2026-08-03", "2026-08-20", "2026-08-28"):
            house.once(at(day))
        return [str(letter["Subject"]).split(":")[0] for letter in self.to(house, "lina@furulunda.example")[before:]]

    def answer(self, house, words):
        question = self.to(house, "handlaggare@finsam.example", "fraga")[-1]
        raw = reports.mail(Desk.STAFF, "SV: " + question["Subject"], (), words, when="2026-04-15T06:00:00+00:00", headers=[("In-Reply-To", question["Message-ID"])])
        house.put(b"Received: from mx.finsam.example by mx.finsam.example; Wed, 15 Apr 2026 08:00:00 +0200\r\n"
                  b"Authentication-Results: mx.finsam.example; spf=pass; dkim=pass; dmarc=pass header.from=finsam.example\r\n" + raw)
        house.once(at("2026-04-15"))
        return self.to(house, "handlaggare@finsam.example", "besked")[-1].get_content()

    def last_day(self, house, name=NAME):
        rows = house.diarie("insats", "list", "--json", now=at("2026-04-20")).lines()
        return next(row["slut"] for row in rows if f"{row['namn']}/{row['huvudman']}" == name)

    def test_asked(self):
        """it counts, staff are asked whether the insats has ended, and its later reports are not asked for meanwhile"""
        house = self.ended()
        self.assertEqual(self.entry(house, self.NAME)["status"], "inkommen")
        waiting = self.review(house)
        self.assertEqual(len(waiting), 1)
        self.assertIn("gäller till och med 31 mars 2026, men i registret har den ingen sista dag", waiting[0]["skal"])
        question = self.to(house, "handlaggare@finsam.example", "fraga")[-1].get_content()
        self.assertIn("Har insatsen slutat då?", question.replace(" \n", " ").replace("\n  ", " "))
        self.assertEqual(self.later(house), [])
        self.assertEqual(self.entry(house, self.NAME, "2026-08-28", "2026-Q2")["status"], "granskas")
        self.send(house, "Lina <lina@furulunda.example>", self.FINAL, subject="Igen", name="igen.docx", text="Hej igen!\n")
        house.once(at("2026-08-29"))
        self.assertEqual(len(self.review(house)), 1)

    def test_accepted(self):
        """accepted: that day is its last in the register, and nothing more is expected; which can be taken back"""
        house = self.ended()
        shown = house.diarie("review", "show", "1", now=at("2026-04-15")).out
        self.assertIn("Ja, den har slutat:", shown)
        self.assertNotIn("review file", shown)
        self.assertEqual(house.diarie("review", "file", "1", "--insats", "Nystart 55+", "--quarter", "2026-Q1", now=at("2026-04-15")).status, 2)
        done = house.diarie("review", "accept", "1", now=at("2026-04-15"))
        self.assertIn("31 mars 2026 som sista dag", done.out.replace("\n", " "), done.err)
        self.assertEqual((self.last_day(house), self.review(house)), ("2026-03-31", []))
        self.assertEqual(self.entry(house, self.NAME, quarter="2026-Q2")["status"], "ingen")
        self.assertEqual((self.entry(house, self.NAME)["status"], self.entry(house, self.NAME)["slag"]), ("inkommen", "slutrapport"))
        self.assertEqual(house.diarie("review", "undo", "1", now=at("2026-04-15")).status, 0)
        self.assertEqual((self.last_day(house), len(self.review(house))), (None, 1))
        house.diarie("review", "accept", "1", now=at("2026-04-15"))
        self.assertEqual(self.later(house), [])

    def test_by_mail(self):
        """"ja" or "nej" by mail is enough"""
        house = self.ended()
        self.assertIn("förslaget är godtaget", self.answer(house, "ja\n\nHälsningar\nAnna\n"))
        self.assertEqual((self.last_day(house), self.review(house)), ("2026-03-31", []))
        for no in ("nej\n\nAnna\n", "1: Nej.\n"):
            house = self.ended()
            self.assertIn("insatsen fortsätter", self.answer(house, no))
            self.assertEqual((self.last_day(house), self.review(house)), (None, []))
            self.assertEqual(self.later(house)[0], "Snart dags för kvartalsrapporten")

    def test_sooner_than_registered(self):
        """an insats that ends before its day: accepted, the final report belongs to the quarter that it names, and undone it is where it was"""
        house = self.ended(self.ONE.replace("2025-09-01;;", "2025-09-01;2026-05-31;"))
        self.assertIn("men i registret slutar den 31 maj 2026", self.review(house)[0]["skal"])
        self.assertEqual([self.entry(house, self.NAME, quarter=quarter)["status"] for quarter in ("2026-Q1", "2026-Q2")], ["granskas", "inkommen"])
        self.assertEqual(house.diarie("review", "accept", "1", now=at("2026-04-15")).status, 0)
        self.assertEqual([self.entry(house, self.NAME, quarter=quarter)["status"] for quarter in ("2026-Q1", "2026-Q2")], ["inkommen", "ingen"])
        self.assertEqual(house.diarie("review", "undo", "1", now=at("2026-04-15")).status, 0)
        self.assertEqual([self.entry(house, self.NAME, quarter=quarter)["status"] for quarter in ("2026-Q1", "2026-Q2")], ["granskas", "inkommen"])
        self.assertEqual(self.last_day(house), "2026-05-31")

    def test_known(self):
        """nothing is asked where the register knows the day, or of a quarterly report"""
        for register, report in ((self.ONE.replace("2025-09-01;;", "2025-09-01;2026-03-31;"), self.FINAL), (self.ONE.replace("2025-09-01;;", "2025-09-01;2026-02-28;"), self.FINAL),
                                 (self.ONE, NYSTART)):
            house = self.ended(register, report)
            self.assertEqual((len(house.filed()), self.review(house)), (1, []))

    def test_strangers(self):
        """a stranger's final report asks nothing before it counts"""
        house = self.ended(sender=STRANGER)
        self.assertEqual([one["id"] for one in self.review(house)], [1])
        house.diarie("review", "accept", "1", now=at("2026-04-15"))
        self.assertEqual([one["id"] for one in self.review(house)], [2])

    def test_annulled(self):
        """the question falls with its report"""
        house = self.ended()
        house.diarie("annul", house.filed()[0]["diarienummer"], "--reason", "fel", now=at("2026-04-15"))
        self.assertEqual(self.review(house), [])


class Caps(Talk):
    def test_receipts_wait(self):
        """over three letters a day to one address, or [outgoing] hourly, receipts wait and go later, each once"""
        names = [f"Insats {letter}" for letter in "ABCDE"]
        register = "namn;huvudman;start;slut;kontakt\n" + "".join(f"{name};Storbäckens kommun;2025-01-01;;karin@storbacken.example\n" for name in names)
        for settings, first in (({}, 3), ({"outgoing": {"hourly": "2", "staff": ""}}, 2)):
            house = self.house(register, **settings)
            for name in names:
                self.send(house, KARIN, reports.Report(name, "Storbäckens kommun", "kvartal 1 2026"), text=name + "\n")
            house.once(at("2026-04-14"))
            self.assertEqual(len(self.to(house, "karin@storbacken.example")), first)
            self.assertEqual(len(house.filed()), 5)
            for hour in (12, 14):
                house.once(at("2026-04-14", hour))
            self.assertEqual(len(self.to(house, "karin@storbacken.example")), 3)
            for day in ("2026-04-15", "2026-04-16"):
                for hour in (11, 13, 15):
                    house.once(at(day, hour))
            self.assertEqual(len({letter["Message-ID"] for letter in self.to(house, "karin@storbacken.example")}), 5)
            self.assertEqual(len(self.to(house, "karin@storbacken.example")), 5)


class Absence(Talk):
    def test_away(self):
        """an out-of-office answer is no answer: reminders go on; staff see until when, and who answers meanwhile"""
        house = self.house()
        house.once(at("2026-04-13"))
        self.send(house, KARIN, None, "Jag är ledig och åter den 4 maj. Kontakta Olle Övning, olle@storbacken.example.\n",
                  subject="Autosvar: Snart dags", day="2026-04-13", headers=[("Auto-Submitted", "auto-replied")])
        house.once(at("2026-04-14"))
        self.assertEqual(self.review(house), [])
        house.once(at("2026-04-17"))
        self.assertEqual(len(self.to(house, "karin@storbacken.example", "paminnelse")), 1)
        house.once(at("2026-04-20"))
        weekly = self.to(house, "handlaggare@finsam.example", "veckobrev")[-1].get_content()
        self.assertIn("karin@storbacken.example", weekly)
        self.assertIn("4 maj 2026", weekly)
        self.assertIn("olle@storbacken.example", weekly)

    def test_away_with_file(self):
        """one that only its subject betrays, with a logo: staff see the file and until when, and nobody is written to; a report has its receipt"""
        house = self.house()
        self.send(house, KARIN, [("image001.png", LOGO)], "Jag är ledig och åter den 4 maj. Kontakta Olle Övning, olle@storbacken.example.\n",
                  subject="Automatiskt svar: Snart dags")
        house.once(at("2026-04-14"))
        self.assertEqual((len(self.review(house)), self.to(house, "karin@storbacken.example")), (1, []))
        house.once(at("2026-04-20"))
        self.assertIn("4 maj 2026", self.to(house, "handlaggare@finsam.example", "veckobrev")[-1].get_content())
        self.send(house, KARIN, BRON, subject="Semester: rapporten kommer redan nu", day="2026-04-21")
        house.once(at("2026-04-21"))
        self.assertEqual((len(house.filed()), len(self.to(house, "karin@storbacken.example", "kvitto"))), (1, 1))


@unittest.skipIf(servers.available(), servers.available())
class Servers(Talk):
    """Once through real servers."""

    def test_promise_over_imap_and_smtp(self):
        """reminder out by SMTP, the answer in by IMAP, accepted, the new day out by SMTP"""
        dovecot, sink = servers.Dovecot(), servers.SmtpSink(tls="implicit", user="kontakt@finsam.example")
        self.addCleanup(dovecot.stop)
        self.addCleanup(sink.stop)
        house = House(dovecot, sink, register=REGISTER, outgoing={"staff": ""})
        self.addCleanup(house.__exit__)
        house.once(at("2026-04-17"))
        letter = [parsed(mail) for mail in sink.mails if mail.recipients == ["karin@storbacken.example"]][0]
        dovecot.append(reports.mail(KARIN, "SV: " + letter["Subject"], (), "Den kommer på fredag.\n", when="2026-04-20T06:00:00+00:00",
                                    headers=[("In-Reply-To", letter["Message-ID"])]), when=1776664800)
        house.once(at("2026-04-20"))
        self.assertEqual(len(dovecot.uids("Granskas")), 1)
        house.diarie("review", "accept", str(self.review(house)[0]["id"]), now=at("2026-04-20"))
        house.once(at("2026-04-20", 11))
        letters = [parsed(mail) for mail in sink.mails if mail.recipients == ["karin@storbacken.example"]]
        self.assertEqual(len(letters), 2)
        self.assertIn("uppskov till fredag 24 april 2026", letters[1]["Subject"])


if __name__ == "__main__":
    tap.run()
