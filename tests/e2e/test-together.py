"""One letter for a person who owes several reports; each report's steps are still taken once."""
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import reports
import tap
from house import SOURCES, House

TEMPLATE = os.path.join(SOURCES, "conf", "blanketter", "kvartalsrapport.docx")
FINAL = TEMPLATE
REGISTER = """namn;huvudman;start;slut;kontakt
Bron;Åsbergs kommun;2025-01-01;;Maja Påhitt <maja@asberg.example>
Spången;Åsbergs kommun;2025-01-01;;maja@asberg.example
Slussen;Åsbergs kommun;2025-01-01;;maja@asberg.example, olle@asberg.example
Vägen;Region Exempel;2025-01-01;;fatima@region.example
"""


def at(day, hour=10):
    return f"{day}T{hour:02}:00:00+02:00"


class Together(unittest.TestCase):
    def house(self, register=REGISTER, **settings):
        settings.setdefault("outgoing", {}).setdefault("staff", "")
        house = House(register=register, **settings)
        self.addCleanup(house.__exit__)
        return house

    def to(self, house, address):
        return [letter for letter in house.letters() if letter["To"].addresses[0].addr_spec == address]

    def send(self, house, insats, day, **more):
        report = reports.Report(insats, "Åsbergs kommun", "1 januari - 31 mars 2026",
                                answers=dict(reports.ANSWERS, **{"2.1": [f"{insats} har träffats varje vecka."]}))
        house.put(reports.mail("Maja <maja@asberg.example>", f"Rapport {insats}", [("r.docx", reports.docx(report))],
                               when=f"{day}T05:00:00+00:00", **more))

    def test_notice(self):
        """one notice names all three reports and carries the form of each; the reply of one form finds its insats"""
        house = self.house(letters={"blankett": TEMPLATE})
        house.once(at("2026-03-30"))
        letters = self.to(house, "maja@asberg.example")
        self.assertEqual(len(letters), 1)
        letter = letters[0]
        self.assertEqual(str(letter["Subject"]), "Snart dags för tre rapporter: 1 januari–31 mars 2026")
        text = letter.get_body().get_content()
        self.assertIn("\n- Bron: kvartalsrapporten\n- Slussen: kvartalsrapporten\n- Spången: kvartalsrapporten\n", text)
        self.assertIn("senast \nonsdag 15 april 2026.", text)
        forms = {part.get_filename(): part.get_content() for part in letter.iter_attachments()}
        self.assertEqual(sorted(forms), [f"Kvartalsrapport 2026-Q1 {name}.docx" for name in ("Bron", "Slussen", "Spången")])
        self.assertEqual(self.to(house, "olle@asberg.example"), [])
        path = os.path.join(house.folder, "s.docx")
        with open(path, "wb") as file:
            file.write(forms["Kvartalsrapport 2026-Q1 Spången.docx"])
        self.assertEqual(house.diarie("extract", "--json", path).lines()[0]["insats"], "Spången")

    def test_reminder(self):
        """what has come is not asked for; each report counts its own reminders; the second contact hears of his own alone"""
        house = self.house()
        house.once(at("2026-03-30"))
        self.send(house, "Bron", "2026-04-10")
        house.once(at("2026-04-10"))
        house.once(at("2026-04-17"))
        maja = [letter for letter in self.to(house, "maja@asberg.example") if "Påminnelse" in letter["Subject"]]
        self.assertEqual(len(maja), 1)
        self.assertIn("två rapporter", maja[0]["Subject"])
        self.assertNotIn("Bron", maja[0].get_content())
        self.assertEqual(maja[0]["In-Reply-To"], self.to(house, "maja@asberg.example")[0]["Message-ID"])
        olle = self.to(house, "olle@asberg.example")
        self.assertEqual([str(letter["Subject"]).split(" [")[0] for letter in olle], ["Påminnelse om kvartalsrapporten: Slussen"])
        entries, _ = house.status(now=at("2026-04-18"))
        self.assertEqual([entries[f"{name}/Åsbergs kommun"]["paminnelser"] for name in ("Bron", "Slussen", "Spången")], [0, 1, 1])
        for hour in (11, 12, 13):
            house.once(at("2026-04-17", hour))
        self.assertEqual(len(self.to(house, "maja@asberg.example")), 3)  # notice, receipt, reminder

    def test_cases(self):
        """the letter is registered in the case of each report, and shown where one of them is asked about"""
        house = self.house()
        house.once(at("2026-03-30"))
        self.send(house, "Spången", "2026-04-10")
        house.once(at("2026-04-10"))
        number = next(entry["diarienummer"] for entry in house.filed() if entry["insats"] == "Spången")
        why = house.diarie("show", "--why", "--json", number, now=at("2026-04-11")).one()["varfor"]
        self.assertIn("forhand", [letter["slag"] for letter in why["brev"]])
        cases = {entry["diarienummer"] for entry in house.status(now=at("2026-04-11"))[1]["insatser"] if entry["huvudman"] == "Åsbergs kommun"}
        self.assertEqual(len(cases), 3)
        for case in cases:
            shown = house.diarie("letter", "sent", case, now=at("2026-04-11"))
            self.assertIn("Snart dags för tre rapporter", shown.out, shown.err)

    def test_called_back(self):
        """a letter that waits is made anew when one of its reports comes, and goes about the others once"""
        house = self.house()
        house.diarie("pause", "--reason", "semester", now=at("2026-04-17", 8))
        house.once(at("2026-04-17", 9))
        self.send(house, "Bron", "2026-04-17")
        house.once(at("2026-04-17", 10))
        self.assertEqual(house.letters(), [])
        house.diarie("resume", now=at("2026-04-17", 10))
        house.once(at("2026-04-17", 11))
        house.once(at("2026-04-17", 12))
        reminders = [letter for letter in self.to(house, "maja@asberg.example") if "Påminnelse" in letter["Subject"]]
        self.assertEqual(len(reminders), 1)
        self.assertIn("två rapporter", reminders[0]["Subject"])

    def test_promise(self):
        """an answer that promises a day for all of them is a proposal for each that is still open"""
        house = self.house()
        house.once(at("2026-04-17"))
        letter = self.to(house, "maja@asberg.example")[0]
        self.send(house, "Bron", "2026-04-18")
        house.put(reports.mail("Maja <maja@asberg.example>", "SV: " + letter["Subject"], (), "Hej! De kommer på fredag.\n",
                               when="2026-04-20T05:30:00+00:00", headers=[("In-Reply-To", letter["Message-ID"])]))
        house.once(at("2026-04-20"))
        waiting = house.diarie("review", "--json", now=at("2026-04-20")).lines()
        self.assertEqual(len(waiting), 2)
        for one in waiting:
            self.assertIn("fredag 24 april 2026", one["skal"])
            self.assertEqual(house.diarie("review", "accept", str(one["id"]), now=at("2026-04-20")).status, 0)
        entries, _ = house.status(now=at("2026-04-23"))
        self.assertEqual([entries[f"{name}/Åsbergs kommun"]["status"] for name in ("Bron", "Slussen", "Spången")], ["sen", "vantas", "vantas"])

    def test_final_among_them(self):
        """a final report with a day of its own: each line says its day, and its form is the final one's"""
        house = self.house("namn;huvudman;start;slut;kontakt\nBron;Åsbergs kommun;2025-01-01;;maja@asberg.example\n"
                           "Spången;Åsbergs kommun;2025-01-01;2026-02-15;maja@asberg.example\n", letters={"blankett": TEMPLATE, "slutblankett": FINAL})
        house.once(at("2026-04-01"))
        text = self.to(house, "maja@asberg.example")[0].get_body().get_content().replace(" \n", " ").replace("\n  ", " ")
        self.assertIn("- Bron: kvartalsrapporten, senast onsdag 15 april 2026", text)
        self.assertIn("- Spången: slutrapporten, senast torsdag 16 april 2026", text)
        self.assertIn("bifogade blanketterna", text)

    def test_apart(self):
        """together = no: a letter for each report"""
        house = self.house(reminders={"together": "no"})
        house.once(at("2026-03-30"))
        self.assertEqual(len(self.to(house, "maja@asberg.example")), 3)

    def test_chief(self):
        """the chief has a letter for each report: each is a talk of its own"""
        house = self.house()
        house.once(at("2026-05-04"))
        self.assertEqual(len(self.to(house, "chef@finsam.example")), 3 + 1 - 1)  # three a day to one address; the fourth tomorrow
        house.once(at("2026-05-05"))
        self.assertEqual(len(self.to(house, "chef@finsam.example")), 4)

    def test_dry_run(self):
        """remind --dry-run shows the letters as they will go, and --show prints one that names all"""
        house = self.house()
        out = house.diarie("remind", "--dry-run", "--show", now=at("2026-03-30")).out
        self.assertIn("Ämne: Snart dags för tre rapporter", out)
        self.assertIn("2 brev.", out)


if __name__ == "__main__":
    tap.run()
