"""The register begun from a yearly appendix alone: what is kept of it, and whether reports find their insats by it."""
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import reports
import tap
from house import BUILD, House

NOW = "2026-04-14T10:00:00+02:00"
# name, huvudman, period, budget, outcome, goals
INSATSER = [
    ("Grönt steg - Storbäcken1", "Storbäckens kommun, Arbetsmarknadsenheten", "2024-01-01 – 2026-12-31", "1 296 tkr", "1\u00a0201 tkr",
     "1. Tio personer deltar (50 % kvinnor, 50\n% män).\n2. Hälften går vidare till arbete eller studier."),
    ("Verkstan 16–29 i Furulunda", "Furulunda kommun – Välfärd", "2025-09-01 -", "439 tkr", "436,4 tkr", "Minst fyra av tio är nöjda."),
    ("Rehabkompassen", "Region Exempel", "2025-01-01 – 2027-12-31", "909 tkr", "897 tkr", "Samverkan beskrivs i en skriftlig rutin."),
    ("Kompetensdagar", "Samordningsförbund Exempel", "2023-01-01 -", "216 tkr", "228 tkr", "Två träffar om året."),
]
MAILED = [ # the name as the reporter writes it, huvudman, sender
    ("Grönt Steg", "Storbäckens kommun", "Karin Påhitt <karin@storbacken.example>"),
    ("Verkstan Furulunda 16-29 år", "Furulunda kommun", "Lina <lina@furulunda.example>"),
    ("Rehab-kompassen 2.0", "Region Exempel", "Olle <olle@region.example>"),
]


def cell(text):
    return "<w:tc>" + "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.split("\n")) + "</w:tc>"


def table(insats, year=" 2025"):
    name, huvudman, period, budget, outcome, goals = insats
    rows = [("Insatsnamn", name), ("Inriktning - Uppföljning Finsam", "Individinriktad insats"), ("Period", period),
            ("Syfte", "Att fler ska komma i arbete."), ("Mål", goals), (f"Budget{year}", budget), ("Utfall ekonomi", outcome),
            ("Huvudman för insats", huvudman), ("Samverkansparter", "Arbetsförmedlingen, Försäkringskassan"),
            ("Resultat", "Sju personer deltog."), ("Kommentar måluppfyllelse", "Delvis uppfyllt")]
    return "<w:tbl>" + "".join(f"<w:tr>{cell(label)}{cell(value)}</w:tr>" for label, value in rows) + "</w:tbl><w:p/>"


def appendix(year=" 2025"):
    return reports.package("<w:p><w:r><w:t>Bilaga 1 Mål och resultat av insatser</w:t></w:r></w:p>" +
                           "".join(table(insats, year) for insats in INSATSER))


class Appendix(unittest.TestCase):
    def setUp(self):
        self.house = House(register=None)
        self.addCleanup(self.house.__exit__)

    def take(self, document, *more):
        path = os.path.join(self.house.folder, "bilaga.docx")
        with open(path, "wb") as file:
            file.write(document)
        answer = self.house.diarie("insats", "import", path, *more, now=NOW)
        self.assertEqual(answer.status, 0, answer.err)
        return answer

    def test_kept(self):
        """each insats with its goals, partners and money; the sums are told; the same again changes nothing"""
        told = self.take(appendix(), "--json").one()
        self.assertEqual((len(told["nya"]), told["ar"], told["budget_tkr"], told["utfall_tkr"]), (4, 2025, 2860, 2762))
        again = self.take(appendix())
        self.assertIn("4 insatser, 2025: budget 2\u00a0860\u00a0tkr, utfall 2\u00a0762\u00a0tkr.", again.out)
        self.assertIn("Inget är nytt.", again.out)
        shown = self.house.diarie("insats", "show", "Grönt steg", "--json").one()
        self.assertEqual(shown["mal"], ["Tio personer deltar (50 % kvinnor, 50 % män).", "Hälften går vidare till arbete eller studier."])
        self.assertEqual(shown["samverkansparter"], ["Arbetsförmedlingen", "Försäkringskassan"])
        self.assertEqual(shown["ar"], [{"ar": 2025, "budget_tkr": 1296, "utfall_tkr": 1201, "resultat": "Sju personer deltog.",
                                        "kommentar": "Delvis uppfyllt"}])
        page = self.house.diarie("insats", "show", "Grönt steg").out
        self.assertIn("2. Hälften går vidare till arbete eller studier.", page)
        self.assertIn("budget 1\u00a0296\u00a0tkr, utfall 1\u00a0201\u00a0tkr", page)

    def test_year(self):
        """money without a year is kept only when a person says which"""
        self.assertNotIn("ar", self.take(appendix(""), "--json").one())
        self.assertEqual(self.house.diarie("insats", "show", "Rehabkompassen", "--json").one()["ar"], [])
        self.assertEqual(self.take(appendix(""), "--json", "--year", "2024").one()["ar"], 2024)
        self.assertEqual(self.house.diarie("insats", "show", "Rehabkompassen", "--json").one()["ar"][0]["budget_tkr"], 909)

    def test_changed(self):
        """next year's appendix adds its year and replaces the goals"""
        self.take(appendix())
        newer = [list(insats) for insats in INSATSER]
        newer[2][5] = "1. Rutinen används.\n2. Åtta av tio är nöjda."
        document = reports.package("<w:p><w:r><w:t>Bilaga 1 Mål och resultat av insatser</w:t></w:r></w:p>" +
                                   "".join(table(insats, " 2026") for insats in newer))
        told = self.take(document, "--json").one()
        self.assertEqual((len(told["nya"]), len(told["andrade"])), (0, 4))
        shown = self.house.diarie("insats", "show", "Rehabkompassen", "--json").one()
        self.assertEqual(shown["mal"], ["Rutinen används.", "Åtta av tio är nöjda."])
        self.assertEqual([year["ar"] for year in shown["ar"]], [2025, 2026])

    def test_reports_find_home(self):
        """reports whose names are written otherwise are filed on the right insats, with the reason kept"""
        self.take(appendix())
        for number, (name, huvudman, sender) in enumerate(MAILED):
            report = reports.Report(name, huvudman, "1 januari - 31 mars 2026")
            self.house.put(reports.mail(sender, "Kvartalsrapport", [(f"rapport {number}.docx", reports.docx(report))]))
        self.house.once(NOW)
        filed = self.house.filed()
        self.assertEqual(sorted(entry["insats"] for entry in filed), ["Grönt steg - Storbäcken", "Rehabkompassen", "Verkstan 16–29 i Furulunda"])
        for entry in filed:
            self.assertTrue(self.house.diarie("show", "--json", entry["diarienummer"]).one()["matchning"])


LONG_GOALS = "\n".join([
    "1. Minst sextio personer per år deltar, hälften kvinnor och hälften män, och de kommer från alla kommuner i länet. Fördelningen följs varje halvår.",
    "2. Metoden används i det ordinarie arbetet hos alla parter när insatsen är slut, och en skriftlig rutin finns.",
    "3. 25 chefer och medarbetare har gått utbildningen i SE/IPS-metodik under 2024–2025 eller har anmält sig till den som hålls härnäst i länet."])
LONG_RESULT = "\n".join([
    "1. Totalt har 41 personer deltagit, 22 kvinnor och 19 män. Av dem har nio gått vidare till arbete eller studier under året och sju fortsätter.",
    "Flera personer har identifierats men av olika skäl inte kunnat starta.",
    "2. Parterna har kommit överens om en rutin, men den är ännu inte beslutad i alla nämnder. Beslut väntas under våren."])


class RoundTrip(unittest.TestCase):
    """register → appendix → extract"""

    def setUp(self):
        self.house = House(register=None)
        self.addCleanup(self.house.__exit__)

    def take(self, insatser):
        path = os.path.join(self.house.folder, "bilaga.docx")
        with open(path, "wb") as file:
            file.write(reports.package("<w:p><w:r><w:t>Bilaga 1 Mål och resultat av insatser</w:t></w:r></w:p>" + "".join(insatser)))
        answer = self.house.diarie("insats", "import", path, now=NOW)
        self.assertEqual(answer.status, 0, answer.err)
        return self.house.diarie("extract", "--json", path).one()["insatser"]

    def write(self, year, ending, note=""):
        path = os.path.join(self.house.folder, f"ny-{year}.{ending}")
        answer = self.house.diarie("appendix", year, "-o", path, now=NOW)
        self.assertEqual((answer.status, answer.err), (0, note), answer.err)
        return path

    def read(self, path):
        read = self.house.diarie("extract", "--json", path).one()
        self.assertEqual((read["type"], read["anmarkningar"]), ("arsbilaga", []))
        return read["insatser"]

    def full(self):
        tables = [table(insats) for insats in INSATSER]
        tables[2] = tables[2].replace(cell("Sju personer deltog."), cell(LONG_RESULT)).replace(cell(INSATSER[2][5]), cell(LONG_GOALS))
        return sorted(self.take(tables), key=lambda insats: insats["namn"])

    def endings(self):
        return ("docx", "pdf") if os.path.exists(os.path.join(BUILD, "diarie-print")) else ("docx",)

    def test_same(self):
        """what is read of the appendix is what was imported, from Word and from PDF, long texts and all; twice the same bytes"""
        before = self.full()
        for ending in self.endings():
            with self.subTest(ending):
                path = self.write("2025", ending)
                self.assertEqual(sorted(self.read(path), key=lambda insats: insats["namn"]), before)
                with open(path, "rb") as file:
                    first = file.read()
                os.remove(path)
                with open(self.write("2025", ending), "rb") as file:
                    self.assertEqual(file.read(), first)

    def test_import_again(self):
        """importing the appendix that was written changes nothing"""
        self.full()
        for ending in self.endings():
            self.assertIn("Inget är nytt.", self.house.diarie("insats", "import", self.write("2025", ending), now=NOW).out)

    def test_next_year(self):
        """a year that nobody has judged: the goals are there, money and judgement are blank, the result is what a report says, by its number"""
        self.full()
        report = reports.Report("Rehabkompassen", "Region Exempel", "1 januari - 31 mars 2026", answers={"2.4": ["Rutinen är klar."], "2.1": ["Något annat."]})
        self.house.put(reports.mail("Olle <olle@region.example>", "Kvartalsrapport", [("r.docx", reports.docx(report))]))
        self.house.once(NOW)
        number = self.house.filed()[0]["diarienummer"]
        note = "diarie: 1 resultat är utkast ur årets rapporter; läs och skriv om dem\n"
        for ending in self.endings():
            with self.subTest(ending):
                read = {insats["namn"]: insats for insats in self.read(self.write("2026", ending, note))}
                mine = read["Rehabkompassen"]
                self.assertEqual(mine["resultat"], f"Rutinen är klar.\n\n({number}, avsnitt 2.4)")
                self.assertEqual(len(mine["mal"]), 3)
                self.assertEqual([(insats["budget_tkr"], insats["utfall_tkr"], insats["kommentar"] or "") for insats in read.values()], [(None, None, "")] * 4)

    def test_secret(self):
        """a report that is marked as secret gives no draft"""
        self.full()
        report = reports.Report("Rehabkompassen", "Region Exempel", "1 januari - 31 mars 2026", answers={"2.4": ["Rutinen är klar."]})
        self.house.put(reports.mail("Olle <olle@region.example>", "Kvartalsrapport", [("r.docx", reports.docx(report))]))
        self.house.once(NOW)
        number = self.house.filed()[0]["diarienummer"]
        self.assertEqual(self.house.diarie("protect", number, "-p", "21 kap. 1 § OSL", "-b", "AKH", now=NOW).status, 0)
        self.assertEqual([insats["resultat"] or "" for insats in self.read(self.write("2026", "docx"))], [""] * 4)

    def test_years(self):
        """insatser that did not run are left out; a year without any, and what is no year, are told"""
        self.full()
        self.assertEqual(len(self.read(self.write("2024", "docx"))), 2)
        self.assertEqual(self.house.diarie("appendix", "2020", "-o", "-", "--as", "html", now=NOW).status, 1)
        self.assertEqual(self.house.diarie("appendix", "nitton", now=NOW).status, 2)


if __name__ == "__main__":
    tap.run()
