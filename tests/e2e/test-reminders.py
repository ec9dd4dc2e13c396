"""Who has not reported is reminded on the right day, once; on a Maildir mailbox with the clock moved by hand."""
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import reports
import servers
import tap
from house import House

BRON = reports.Report("Bron till arbete", "Storbäckens kommun", "1 januari - 31 mars 2026")
ONE = "namn;huvudman;start;slut;kontakt\nBron till arbete;Storbäckens kommun;2025-01-01;2027-12-31;karin@storbacken.example\n"


def at(day, hour=10):
    summer = "03-29" <= day[5:] < "10-25"
    return f"{day}T{hour:02}:00:00{'+02:00' if summer else '+01:00'}"


class Reminders(unittest.TestCase):
    def house(self, register=ONE, smtp=None, **settings):
        settings.setdefault("outgoing", {}).setdefault("staff", "")
        house = House(register=register, smtp=smtp, **settings)
        self.addCleanup(house.__exit__)
        return house

    def sent(self, house):
        return [(letter["Date"].datetime.date().isoformat(), letter["To"].addresses[0].addr_spec) for letter in house.letters()]

    def test_schedule(self):
        """notice ten working days before, reminders two and seven after, the chief after twelve"""
        house = self.house()
        for month, days in ((3, range(20, 32)), (4, range(1, 31)), (5, range(1, 15))):
            for day in days:
                house.once(at(f"2026-{month:02}-{day:02}"))
        self.assertEqual(self.sent(house), [("2026-03-30", "karin@storbacken.example"), ("2026-04-17", "karin@storbacken.example"),
                                            ("2026-04-24", "karin@storbacken.example"), ("2026-05-04", "chef@finsam.example")])

    def test_never_twice_a_day(self):
        """ten rounds on the same day send one letter"""
        house = self.house()
        for hour in range(8, 16):
            house.once(at("2026-04-17", hour))
        self.assertEqual(len(self.sent(house)), 1)

    def test_hours(self):
        """nothing goes before eight, and it goes when the office opens"""
        house = self.house()
        house.once(at("2026-04-17", 6))
        self.assertEqual(self.sent(house), [])
        house.once(at("2026-04-17", 8))
        self.assertEqual(len(self.sent(house)), 1)

    def test_catch_up(self):
        """a machine that was off for days sends the newest letter, once, on a working day"""
        house = self.house()
        house.once(at("2026-04-01"))
        house.once(at("2026-04-25"))  # a Saturday
        self.assertEqual(len(self.sent(house)), 1)  # the notice of 1 April
        house.once(at("2026-04-27"))
        house.once(at("2026-04-28"))
        self.assertEqual([day for day, _ in self.sent(house)], ["2026-04-01", "2026-04-27"])

    def test_arrived(self):
        """none once the report has come in, even in the same round"""
        house = self.house()
        house.put(reports.mail("Karin <karin@storbacken.example>", "Rapport", [("r.docx", reports.docx(BRON))], when="2026-04-17T05:00:00+00:00"))
        house.once(at("2026-04-17"))
        house.once(at("2026-04-24"))
        letters = house.letters()
        self.assertEqual(len(letters), 1)
        self.assertIn("Tack", letters[0]["Subject"])
        entries, _ = house.status(now=at("2026-04-24"))
        self.assertEqual(entries["Bron till arbete/Storbäckens kommun"]["status"], "sen")

    def test_in_review(self):
        """none while something from the reporter lies in review"""
        house = self.house()
        house.put(reports.mail("Karin <karin@storbacken.example>", "Fråga", (), "Vi behöver mer tid.\n", when="2026-04-16T05:00:00+00:00"))
        house.once(at("2026-04-17"))
        self.assertEqual(self.sent(house), [])
        entries, _ = house.status(now=at("2026-04-17"))
        self.assertEqual(entries["Bron till arbete/Storbäckens kommun"]["status"], "granskas")

    def test_excused(self):
        """none for an excused report; with a later day, counted from that day"""
        house = self.house()
        house.diarie("insats", "excuse", "Bron till arbete", "2026-Q1", "--reason", "sjukdom", now=at("2026-04-10"))
        for day in ("2026-04-17", "2026-04-24", "2026-05-04"):
            house.once(at(day))
        self.assertEqual(self.sent(house), [])
        entries, _ = house.status(now=at("2026-05-04"))
        self.assertEqual(entries["Bron till arbete/Storbäckens kommun"]["status"], "dispens")
        later = self.house()
        later.diarie("insats", "excuse", "Bron till arbete", "2026-Q1", "--until", "2026-04-24", "--reason", "anstånd", now=at("2026-04-10"))
        for day in ("2026-04-17", "2026-04-24", "2026-04-27", "2026-04-28", "2026-04-29"):
            later.once(at(day))
        self.assertEqual([day for day, _ in self.sent(later)], ["2026-04-17", "2026-04-28"])  # the notice, then the reminder

    def test_quiet(self):
        """nothing goes in July; the due date of the second quarter is in August"""
        house = self.house()
        house.diarie("insats", "excuse", "Bron till arbete", "2026-Q1", "--reason", "x", now=at("2026-04-10"))
        for day in ("2026-07-01", "2026-07-15", "2026-07-31", "2026-08-03"):
            house.once(at(day))
        self.assertEqual([day for day, _ in self.sent(house)], ["2026-08-03"])

    def test_several_reporters(self):
        """each reporting organisation of an insats is reminded for itself"""
        house = self.house("namn;huvudman;start;slut;kontakt\nTrisam;Vikmans kommun;2025-01-01;;olle@vikman.example\n"
                           "Trisam;Region Exempel;2025-01-01;;fatima@region.example\n")
        house.put(reports.mail("Olle <olle@vikman.example>", "Rapport",
                               [("r.docx", reports.docx(reports.Report("Trisam", "Vikmans kommun", "kvartal 1 2026")))],
                               when="2026-04-14T05:00:00+00:00"))
        house.once(at("2026-04-17"))
        self.assertEqual(sorted(address for _, address in self.sent(house)), ["fatima@region.example", "olle@vikman.example"])
        entries, _ = house.status(now=at("2026-04-17"))
        self.assertEqual((entries["Trisam/Vikmans kommun"]["status"], entries["Trisam/Region Exempel"]["status"]), ("inkommen", "forsenad"))
        self.assertEqual((entries["Trisam/Region Exempel"]["paminnelser"], entries["Trisam/Region Exempel"]["nasta_paminnelse"]), (1, "2026-04-24"))

    def test_final_report(self):
        """in the quarter in which the insats ends a final report is asked for, with its own due date"""
        house = self.house("namn;huvudman;start;slut;kontakt\nKulturlyftet;Åsbergs kommun;2024-09-01;2026-05-31;moa@asberg.example\n")
        entries, _ = house.status("2026-Q2", now=at("2026-06-01"))
        self.assertEqual(entries["Kulturlyftet/Åsbergs kommun"]["slag"], "slutrapport")
        for day in ("2026-08-03", "2026-08-04"):  # due 60 days after the end: 30 July; two working days later is in August
            house.once(at(day))
        letters = house.letters()
        self.assertEqual(len(letters), 1)
        self.assertIn("lutrapport", letters[0]["Subject"] + letters[0].get_content())

    def test_dry_run(self):
        """remind --dry-run prints what would go and changes nothing"""
        house = self.house()
        answer = house.diarie("remind", "--dry-run", "--until", "2026-05-10", now=at("2026-04-01"))
        self.assertEqual(answer.status, 0, answer.err)
        for day in ("fredag 17 april 2026", "fredag 24 april 2026", "måndag 4 maj 2026"):
            self.assertIn(day, answer.out)
        self.assertIn("karin@storbacken.example", answer.out)
        house.once(at("2026-04-17"))
        self.assertEqual([day for day, _ in self.sent(house)], ["2026-04-17"])

    def test_board(self):
        """reports are due so long before the board meets; the letters tell the meeting, and the day for the steering group"""
        house = self.house(reminders={"board": "2026-04-28, 2026-09-15", "steering": "5"})
        days = {day["kvartal"]: day for day in house.diarie("calendar", "--json", now=at("2026-03-01")).lines()}
        self.assertEqual([days["2026-Q1"][key] for key in ("forfallodag", "styrelsemote", "styrgrupp", "styrgrupp_krockar")],
                         ["2026-04-14", "2026-04-28", "2026-04-07", True])
        self.assertEqual([day["namn"] for day in days["2026-Q1"]["lediga"]], ["långfredagen", "annandag påsk"])
        out = house.diarie("calendar", now=at("2026-03-01")).out
        self.assertIn("10 arbetsdagar före styrelsens möte tisdag 28 april 2026", out)
        self.assertIn("styrgruppen läser senast tisdag 7 april 2026, tätt inpå lediga dagar", out.replace("\n                ", " "))
        for day in ("2026-03-26", "2026-03-27", "2026-04-16", "2026-04-23"):
            house.once(at(day))
        letters = house.letters()
        self.assertEqual([letter["Date"].datetime.date().isoformat() for letter in letters], ["2026-03-27", "2026-04-16", "2026-04-23"])
        self.assertIn("Låt styrgruppen läsa rapporten, gärna senast tisdag 7 april 2026",
                      letters[0].get_content().replace("\n   ", " ").replace(" \n", " "))
        self.assertIn("Nästa möte är tisdag 28 april 2026", letters[2].get_content().replace(" \n", " "))

    def test_board_late_notice(self):
        """a notice that goes when the steering group's day has passed says nothing of it"""
        house = self.house(reminders={"board": "2026-04-28", "steering": "5"})
        house.once(at("2026-04-09"))
        self.assertNotIn("gärna senast", house.letters()[0].get_content())

    def without_steering(self, house, day, **answers):
        given = {key: text for key, text in reports.ANSWERS.items() if key != "2.6"}
        report = reports.Report("Bron till arbete", "Storbäckens kommun", "1 januari - 31 mars 2026", answers=dict(given, **answers))
        house.put(reports.mail("Karin <karin@storbacken.example>", "Rapport", [("r.docx", reports.docx(report))], when=f"{day}T05:00:00+00:00"))
        house.once(at(day))

    def test_steering_group(self):
        """a report without the steering group's section is asked about once, later; the question is no reminder"""
        house = self.house(reminders={"steering_after": "20"})
        self.without_steering(house, "2026-04-10")
        for day in ("2026-04-17", "2026-05-08", "2026-05-11", "2026-05-12", "2026-05-25"):
            house.once(at(day))
        self.assertEqual([(str(letter["Subject"]).split(":")[0].split("?")[0], letter["Date"].datetime.date().isoformat()) for letter in house.letters()],
                         [("Tack, vi har fått rapporten", "2026-04-10"), ("Har styrgruppen läst rapporten", "2026-05-11")])
        entry = house.status(now=at("2026-05-12"))[0]["Bron till arbete/Storbäckens kommun"]
        self.assertEqual((entry["status"], entry["paminnelser"], entry["nasta_paminnelse"]), ("inkommen", 0, None))

    def test_steering_group_has_read(self):
        """a new version with the section ends it; without the setting nobody asks"""
        house = self.house(reminders={"steering_after": "20"})
        self.without_steering(house, "2026-04-10")
        self.without_steering(house, "2026-05-05", **{"2.6": ["Styrgruppen ser goda resultat."]})
        other = self.house()
        self.without_steering(other, "2026-04-10")
        for one in (house, other):
            one.once(at("2026-05-11"))
            self.assertEqual([letter for letter in one.letters() if "styrgruppen" in letter["Subject"]], [])

    def test_extension_is_told(self):
        """more time given at the terminal is told to the contact where staff say so; a reminder that waits is called back, and comes after the new day"""
        house = self.house()
        house.diarie("pause", "--reason", "semester", now=at("2026-04-17", 8))
        house.once(at("2026-04-17", 9))  # reminder 1 waits in the outbox
        answer = house.diarie("insats", "excuse", "Bron till arbete", "2026-Q1", "--until", "2026-04-24", "--tell", "--reason", "ringde",
                              now=at("2026-04-17"))
        self.assertIn("får ett brev", answer.out)
        house.diarie("resume", now=at("2026-04-17"))
        for day in ("2026-04-17", "2026-04-24", "2026-04-28"):
            house.once(at(day, 11))
        self.assertEqual([(letter["Date"].datetime.date().isoformat(), str(letter["Subject"]).split(":")[0]) for letter in house.letters()],
                         [("2026-04-17", "Ni har fått uppskov till fredag 24 april 2026"), ("2026-04-28", "Påminnelse om kvartalsrapporten")])
        quiet = self.house()
        for words in (("--until", "2026-04-24"), ("--until", "2026-04-10", "--tell")):
            quiet.diarie("insats", "excuse", "Bron till arbete", "2026-Q1", *words, "--reason", "x", now=at("2026-04-07"))
        quiet.once(at("2026-04-09"))
        self.assertEqual([letter for letter in quiet.letters() if "uppskov" in letter["Subject"]], [])

    def test_held_over_a_weekend(self):
        """a reminder that was held back on Friday goes on Monday, not on Saturday"""
        house = self.house()
        house.diarie("pause", "--reason", "semester", now=at("2026-04-17", 8))
        house.once(at("2026-04-17", 15))
        house.diarie("resume", now=at("2026-04-17", 17))
        counts = []
        for day, hour in (("2026-04-17", 17), ("2026-04-18", 10), ("2026-04-20", 7), ("2026-04-20", 9)):
            house.once(at(day, hour))
            counts.append(len(house.letters()))
        self.assertEqual(counts, [0, 0, 0, 1])

    def held(self, house, begin, end):
        """The letters that could not go from BEGIN to END, and go then: their subjects' beginnings."""
        house.diarie("pause", "--reason", "semester", now=at(begin[0], 7))
        for day in begin:
            house.once(at(day))
        before = len(house.letters())
        house.diarie("resume", now=at(end, 8))
        for hour in (9, 10, 11):
            house.once(at(end, hour))
        return [str(letter["Subject"]).split(":")[0] for letter in house.letters()[before:]]

    def test_notice_of_a_day_that_has_passed(self):
        """a notice that waited until its day had passed does not go, and staff see why; one whose day is to come does"""
        house = self.house()
        self.assertEqual(self.held(house, ("2026-03-30", "2026-03-31"), "2026-04-16"), [])
        self.assertIn("sista dagen har passerat", house.diarie("show", "Bron till arbete", "--why", now=at("2026-04-16", 12)).out)
        self.assertIn("sista dagen har passerat", house.diarie("log", now=at("2026-04-16", 12)).out)
        self.assertEqual(self.held(self.house(), ("2026-03-30",), "2026-04-15"), ["Snart dags för kvartalsrapporten"])

    def test_only_the_newest_step(self):
        """a step that waited until a later one was decided does not go: one letter, the newest; nor the chief's when it never was his turn"""
        self.assertEqual(self.held(self.house(), ("2026-03-30", "2026-04-17"), "2026-04-20"), ["Påminnelse om kvartalsrapporten"])
        house = self.house()
        self.assertEqual(self.held(house, ("2026-03-30", "2026-04-17", "2026-04-24"), "2026-04-27"), ["Vi saknar fortfarande kvartalsrapporten"])
        self.assertIn("ett senare steg har tagit dess plats", house.diarie("log", now=at("2026-04-27", 12)).out)
        house.once(at("2026-05-04"))
        self.assertEqual(self.sent(house)[1:], [("2026-05-04", "chef@finsam.example")])

    def test_one_step_of_several_reports(self):
        """a letter about two reports, one of which has come to its next step: the other is asked for anew, once"""
        house = self.house(register=ONE + "Nystart;Storbäckens kommun;2025-01-01;2027-12-31;karin@storbacken.example\n")
        house.diarie("insats", "excuse", "Nystart", "2026-Q1", "--until", "2026-04-22", "--reason", "x", now=at("2026-03-27"))
        self.assertEqual(self.held(house, ("2026-04-08",), "2026-04-17"), ["Påminnelse om kvartalsrapporten", "Snart dags för kvartalsrapporten"])

    def test_held_while_in_review(self):
        """a reminder that waits does not go while something from its reporter waits for a person"""
        house = self.house()
        house.diarie("pause", "--reason", "semester", now=at("2026-04-17", 8))
        house.once(at("2026-04-17", 9))
        house.put(reports.mail("Karin <karin@storbacken.example>", "Rapport", [("r.docx", b"PK\3\4trasig")], when="2026-04-17T08:00:00+00:00"))
        house.once(at("2026-04-17", 11))
        house.diarie("resume", now=at("2026-04-17", 12))
        house.once(at("2026-04-17", 13))
        self.assertEqual([str(letter["Subject"]) for letter in house.letters() if "Påminnelse" in letter["Subject"]], [])
        house.diarie("review", "dismiss", "1", "--reason", "x", now=at("2026-04-17", 14))
        house.once(at("2026-04-17", 15))
        self.assertEqual(len([letter for letter in house.letters() if "Påminnelse" in letter["Subject"]]), 1)

    def test_weekly_letters_that_waited(self):
        """of the letters to staff that say how it stands, only the newest goes"""
        house = self.house(outgoing={"staff": "handlaggare@finsam.example"})
        sent = self.held(house, ("2026-02-02", "2026-02-09", "2026-02-16"), "2026-02-23")
        self.assertEqual([subject for subject in sent if subject.startswith("Rapporterna")], ["Rapporterna vecka 9"])

    def test_dispens_calls_back(self):
        """a dispens takes back what waits"""
        house = self.house()
        house.diarie("pause", "--reason", "semester", now=at("2026-04-17", 8))
        house.once(at("2026-04-17", 9))
        house.diarie("insats", "excuse", "Bron till arbete", "2026-Q1", "--reason", "sjukdom", now=at("2026-04-17"))
        house.diarie("resume", now=at("2026-04-17"))
        house.once(at("2026-04-17", 11))
        self.assertEqual(house.letters(), [])

    def exchanged(self, *orders, register=ONE, changed=None, day="2026-04-17"):
        """Who has a letter that waited while staff gave ORDERS, or read the register CHANGED: (day, address)."""
        house = self.house(register=register)
        house.diarie("pause", "--reason", "semester", now=at(day, 7))
        house.once(at(day, 8))
        for order in orders:
            answer = house.diarie("insats", *order, now=at(day, 9))
            self.assertEqual(answer.status, 0, answer.err)
        if changed:
            house.register(changed, now=at(day, 9))
        house.diarie("resume", now=at(day, 9))
        house.once(at(day, 10))
        house.once(at(day, 11))
        return house

    def test_contact_that_was_removed(self):
        """what waits for a contact who is taken away does not go to her: whoever is contact now has it, once"""
        gone, new = ("contact", "Bron till arbete", "karin@storbacken.example", "--remove"), ("contact", "Bron till arbete", "ny@storbacken.example")
        for day in ("2026-03-30", "2026-04-17"):
            with self.subTest(day=day):
                self.assertEqual(self.sent(self.exchanged(new, gone, day=day)), [(day, "ny@storbacken.example")])
        house = self.exchanged(gone)
        self.assertEqual(self.sent(house), [])
        self.assertIn("är inte längre kontakt", house.diarie("log", now=at("2026-04-17", 12)).out)

    def test_contact_of_one_of_several(self):
        """she is contact of one of the two that her letter asks for: it is written anew, about that one"""
        two = ONE + "Nystart;Storbäckens kommun;2025-01-01;2027-12-31;karin@storbacken.example\n"
        house = self.exchanged(("contact", "Nystart", "ny@storbacken.example"), ("contact", "Nystart", "karin@storbacken.example", "--remove"), register=two)
        self.assertEqual(sorted((letter["To"].addresses[0].addr_spec, str(letter["Subject"]).split(" [")[0]) for letter in house.letters()),
                         [("karin@storbacken.example", "Påminnelse om kvartalsrapporten: Bron till arbete"),
                          ("ny@storbacken.example", "Påminnelse om kvartalsrapporten: Nystart")])

    def test_nothing_is_expected_any_more(self):
        """what waits does not go where no report is expected after all: staff say so, or the register's days have changed"""
        self.assertEqual(self.sent(self.exchanged(("expect", "Bron till arbete", "--off"))), [])
        self.assertEqual(self.sent(self.exchanged(changed=ONE.replace("2027-12-31", "2025-12-31"))), [])
        house = self.exchanged(changed=ONE.replace("2025-01-01;", "2026-04-01;"))
        self.assertEqual(self.sent(house), [])
        self.assertIn("ingen rapport väntas", house.diarie("log", now=at("2026-04-17", 12)).out)

    def test_the_other_contact_has_hers(self):
        """one contact's letter went, the other's waits: it does not go either once nothing is expected, or something waits for a person"""
        both = ONE.replace("karin@", "berit@storbacken.example, karin@")
        for expected in (False, True):
            with self.subTest(expected=expected), servers.SmtpSink() as smtp:
                house = self.house(register=both, smtp=smtp)
                smtp.fail("RCPT", "451 4.7.1 senare", match="karin")
                self.assertEqual(house.once(at("2026-04-17", 8), None).status, 75)
                smtp.mend()
                if expected:
                    house.put(reports.mail("Berit <berit@storbacken.example>", "Rapport", [("r.docx", b"PK\3\4trasig")], when="2026-04-17T08:00:00+00:00"))
                else:
                    house.diarie("insats", "expect", "Bron till arbete", "--off", now=at("2026-04-17", 12))
                house.once(at("2026-04-17", 13))
                self.assertEqual([mail.recipients for mail in smtp.mails if b"minnelse" in mail.raw][:], [["berit@storbacken.example"]])

    def test_request(self):
        """a person asks for what is lacking: the letter names it, with a day and the number of the report; once"""
        house = self.house()
        self.without_steering(house, "2026-04-10")
        number = house.filed()[0]["diarienummer"]
        answer = house.diarie("request", number, now=at("2026-04-13"))
        self.assertEqual(answer.status, 0, answer.err)
        self.assertEqual(house.diarie("request", number, now=at("2026-04-13")).status, 1)
        house.diarie("request", number, "Hur många deltagare har avslutat?", "--until", "2026-05-08", now=at("2026-04-13"))
        house.once(at("2026-04-13"))
        texts = sorted(((str(letter["Subject"]), letter.get_content().replace(" \n", " ")) for letter in house.letters()[1:]),
                       key=lambda text: "- Hur många" in text[1])
        self.assertEqual([subject for subject, _ in texts], [f"Kan ni komplettera rapporten? Bron till arbete [{number}]"] * 2)
        self.assertIn("- Punkt 2.6 är tom.", texts[0][1])
        self.assertIn("senast måndag 27 april 2026", texts[0][1])
        self.assertIn("- Hur många deltagare har avslutat?", texts[1][1])
        self.assertIn("senast fredag 8 maj 2026", texts[1][1])

    def test_number_before_the_case(self):
        """the letter is shown with the number that its case gets when it goes"""
        house = self.house()
        shown = house.diarie("letter", "show", "forhand", "--for", "Bron till arbete", now=at("2026-03-30")).out
        played = house.diarie("remind", "--show", now=at("2026-03-30")).out
        house.once(at("2026-03-30"))
        subject = str(house.letters()[0]["Subject"])
        self.assertIn("[SFE 26-1]", subject)
        self.assertIn(f"Ämne: {subject}", shown)
        self.assertIn(f"Ämne: {subject}", played)

    def test_why(self):
        """show --why of what has not come: what went, what did not and why, what goes next, and what keeps it"""
        house = self.house(register="""namn;huvudman;start;slut;kontakt
Trisam Norr;Arbetsförmedlingen;2025-01-01;;af@trisam.example
Trisam Norr;Region Exempel;2025-01-01;;region@region.example
Porten;Västby kommun;2025-01-01;;
""")

        def why(insats, day, *words):
            answer = house.diarie("show", insats, "--why", *words, now=at(day))
            self.assertEqual(answer.status, 0, answer.err)
            return " ".join(answer.out.split())
        house.once(at("2026-03-30"))
        self.assertIn("Inga än. Nästa: påminnelse, tidigast fredag 17 april 2026: ingen fungerande adress.", why("Porten", "2026-04-16"))
        self.assertIn("Nästa: påminnelse, tidigast fredag 17 april 2026: 2 arbetsdagar efter förfallodagen.", why("Trisam Norr", "2026-04-01", "--huvudman", "Region"))
        house.once(at("2026-04-24"))  # the machine was off on the day of the first reminder
        told = house.diarie("show", "Trisam Norr", "--why", "--json", now=at("2026-04-24")).lines()
        self.assertEqual([(one["huvudman"], [(letter["slag"], letter["tillstand"]) for letter in one["brev"]]) for one in told],
                         [(huvudman, [("forhand", "skickad"), ("paminnelse", "avstod"), ("paminnelse", "skickad")]) for huvudman in ("Arbetsförmedlingen", "Region Exempel")])
        self.assertIn("ett senare steg har tagit dess plats", told[0]["brev"][1]["skal"])
        house.diarie("insats", "excuse", "Porten", "2026-Q1", "--reason", "prov", now=at("2026-04-24"))
        self.assertIn("Nästa: rapporten behöver inte lämnas (dispens).", why("Porten", "2026-04-24"))
        self.assertEqual(house.diarie("show", "Porten", now=at("2026-04-24")).status, 1)

    def test_approval(self):
        """the first letters wait for a person's word; staff are told once a week, receipts go, and then everything does"""
        house = self.house(outgoing={"staff": "handlaggare@finsam.example"}, reminders={"approve": "yes"})
        for day in ("2026-03-30", "2026-03-31"):
            house.once(at(day))
        self.assertEqual([address for _, address in self.sent(house) if "storbacken" in address], [])
        asked = [letter for letter in house.letters() if "säger ja" in letter["Subject"]]
        self.assertEqual(len(asked), 1)
        self.assertIn("- Förhandsmejl till karin@storbacken.example: Bron till arbete", asked[0].get_content())
        self.assertIn("remind --approve", house.diarie("status", now=at("2026-03-31")).out)
        health = house.diarie("health", "--json", now=at("2026-03-31"))
        self.assertEqual((health.status, health.one()["brev_ej_godkanda"]), (1, 1))
        self.assertIn("remind --approve", house.diarie("remind", now=at("2026-03-31")).err)
        self.assertEqual(house.diarie("remind", "--approve", now=at("2026-04-01")).status, 0)
        house.once(at("2026-04-01"))
        self.assertEqual([day for day, address in self.sent(house) if "storbacken" in address], ["2026-04-01"])
        self.assertNotIn("--approve", house.diarie("status", now=at("2026-04-01")).out)
        self.assertIn("redan godkända", house.diarie("remind", "--approve", now=at("2026-04-02")).out)

    def test_approval_of_an_old_diarium(self):
        """one that has sent letters before is not asked about"""
        house = self.house()
        house.once(at("2026-03-30"))
        house.configure(reminders={"approve": "yes"})
        house.once(at("2026-04-17"))
        self.assertEqual(len(self.sent(house)), 2)

    def test_approval_is_none_of_a_receipt(self):
        """a report that comes meanwhile has its receipt at once"""
        house = self.house(reminders={"approve": "yes"})
        house.put(reports.mail("Karin <karin@storbacken.example>", "Rapport", [("r.docx", reports.docx(BRON))], when="2026-04-17T05:00:00+00:00"))
        house.once(at("2026-04-17"))
        self.assertEqual(len(self.sent(house)), 1)

    def test_staff_are_told(self):
        """staff get the weekly letter, and one question a day when something waits"""
        house = House(register=ONE)
        self.addCleanup(house.__exit__)
        house.put(reports.mail("Karin <karin@storbacken.example>", "Anteckningar", [("m.docx", reports.minutes())], when="2026-04-13T05:00:00+00:00"))
        for hour in (9, 11, 13):
            house.once(at("2026-04-13", hour))
        house.once(at("2026-04-14"))
        subjects = [letter["Subject"] for letter in house.letters() if letter["To"].addresses[0].addr_spec == "handlaggare@finsam.example"]
        self.assertEqual(len(subjects), 2, subjects)
        house.once(at("2026-04-20"))
        self.assertEqual(len(house.letters()), 3)


if __name__ == "__main__":
    tap.run()
