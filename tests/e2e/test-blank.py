"""The form that goes out filled in: what stands in it, what comes back, and how it finds home."""
import io
import os
import re
import shutil
import subprocess
import sys
import unittest
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import office
import reports
import tap
from house import SOURCES, House

NOW = "2026-04-14T10:00:00+02:00"
TEMPLATE = os.path.join(SOURCES, "conf", "blanketter", "kvartalsrapport.docx")
FINAL = os.path.join(SOURCES, "conf", "blanketter", "slutrapport.docx")
GOALS = ["Tio personer deltar.", "Hälften går vidare till arbete & studier."]
ANSWERS = {"2.1": ["Vi har träffats varje onsdag.", "2.2 procent fler än i höstas kom."], "2.2": ["Inga."], "2.4": ["Målen nås."]}


def appendix():
    rows = [("Insatsnamn", "Bron till arbete"), ("Syfte", "Att fler ska komma i arbete."), ("Mål", "\n".join(GOALS)), ("Budget 2025", "909 tkr"),
            ("Huvudman för insats", "Storbäckens kommun"), ("Resultat", "Sju personer deltog.")]
    cells = "".join("<w:tr>" + "".join("<w:tc>" + "".join(reports._paragraph("text", line) for line in text.split("\n")) + "</w:tc>"
                                       for text in row) + "</w:tr>" for row in rows)
    return reports.package(f"{reports._paragraph('title', 'Bilaga 1 Mål och resultat av insatser')}<w:tbl>{cells}</w:tbl><w:p/>")


def edited(package, change, drop=()):
    """PACKAGE with CHANGE made to the text of its document, and without the parts DROP."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name in drop:
                continue
            new.writestr(name, change(data.decode()).encode() if name == "word/document.xml" else data)
    return out.getvalue()


def answered(xml, answers=ANSWERS):
    """Writes into the controls, as a person does in Word: the first paragraph there is one already, more follow it."""
    for key, paragraphs in answers.items():
        body = "".join(reports._paragraph("text", text) for text in paragraphs)
        xml, n = re.subn(rf'(<w:tag w:val="diarie:{re.escape(key)}"/></w:sdtPr><w:sdtContent>).*?(</w:sdtContent>)',
                         lambda found: found.group(1) + body + found.group(2), xml, flags=re.DOTALL)
        assert n == 1, (key, n)
    return xml


class Blank(unittest.TestCase):
    def setUp(self):
        self.house = House(letters={"blankett": TEMPLATE})
        self.addCleanup(self.house.__exit__)
        path = os.path.join(self.house.folder, "bilaga.docx")
        with open(path, "wb") as file:
            file.write(appendix())
        self.assertEqual(self.house.diarie("insats", "import", path, now=NOW).status, 0)

    def fill(self, insats="Bron till arbete", *more):
        path = os.path.join(self.house.folder, f"ifylld {len(os.listdir(self.house.folder))}.docx")
        answer = self.house.diarie("form", "fill", insats, "--quarter", "2026-Q1", "-o", path, *more, now=NOW)
        self.assertEqual(answer.status, 0, answer.err)
        with open(path, "rb") as file:
            return file.read()

    def read(self, document, name="rapport.docx"):
        path = os.path.join(self.house.folder, name)
        with open(path, "wb") as file:
            file.write(document)
        return self.house.diarie("extract", "--json", path).lines()[0]

    def send(self, document, name="rapport.docx", sender="Karin Påhitt <karin@storbacken.example>"):
        self.house.put(reports.mail(sender, "Rapport", [(name, document)]))
        self.house.once(NOW)

    def test_filled(self):
        """names, period and goals stand in it; it is the same each time, and an empty report"""
        package = self.fill()
        self.assertEqual(package, self.fill())
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            self.assertIsNone(archive.testzip())
            text = re.sub("<[^>]*>", " ", archive.read("word/document.xml").decode())
            self.assertNotIn("{", text)
            self.assertIn("Hälften går vidare till arbete &amp; studier.", text)
            self.assertIn("senast", archive.read("word/footer1.xml").decode())
        report = self.read(package)
        self.assertEqual((report["type"], report["insats"], report["huvudman"]), ("kvartalsrapport", "Bron till arbete", "Storbäckens kommun"))
        self.assertEqual((report["period"]["from"], report["period"]["to"]), ("2026-01-01", "2026-03-31"))
        self.assertEqual(report["blankett"], "SFE:1:2026-Q1")
        self.assertEqual(set(report["avsnitt"].values()), {""})

    def test_answers(self):
        """what is written in the controls is each section's text, and the goals are not"""
        report = self.read(edited(self.fill(), answered))
        self.assertEqual(report["avsnitt"], {"2.1": "\n\n".join(ANSWERS["2.1"]), "2.2": "Inga.", "2.3": "", "2.4": "Målen nås.", "2.5": "", "2.6": ""})

    def test_final(self):
        """the sample of a final report goes out filled in, too, and comes back as one"""
        answers = {"2.1": ["Vi har träffats i två år."], "2.2": ["Tio nådde målet."], "2.6": ["Allt gick åt."]}
        with House(letters={"blankett": FINAL}) as house:
            path = os.path.join(house.folder, "bilaga.docx")
            with open(path, "wb") as file:
                file.write(appendix())
            self.assertEqual(house.diarie("insats", "import", path, now=NOW).status, 0)
            answer = house.diarie("form", "fill", "Bron till arbete", "--quarter", "2026-Q1", "-o", os.path.join(house.folder, "slut.docx"), now=NOW)
            self.assertEqual(answer.status, 0, answer.err)
            with open(os.path.join(house.folder, "slut.docx"), "rb") as file:
                package = file.read()
        empty, report = self.read(package), self.read(edited(package, lambda xml: answered(xml, answers)))
        self.assertEqual((empty["type"], empty["insats"], set(empty["avsnitt"].values())), ("slutrapport", "Bron till arbete", {""}))
        self.assertEqual(report["avsnitt"], {"2.1": "Vi har träffats i två år.", "2.2": "Tio nådde målet.", "2.3": "", "2.4": "", "2.5": "", "2.6": "Allt gick åt."})

    def test_changed(self):
        """other names and headings: the controls divide it, and it is filed with certainty"""
        def change(xml):
            xml = answered(xml).replace("Bron till arbete", "Vår egen brygga")
            for heading, other in (("2.1 Aktiviteter:", "Det här har vi gjort"), ("2.2 Avvikelser från planering", "Sådant som blev annorlunda"),
                                   ("2.4 Insatsens mål samt delmål:", "Hur gick det?"), ("Storbäckens kommun", "Arbetsmarknadsenheten")):
                self.assertIn(heading, xml)
                xml = xml.replace(heading, other)
            return xml
        self.send(edited(self.fill(), change))
        filed = self.house.filed()
        self.assertEqual([(entry["insats"], entry["kvartal"]) for entry in filed], [("Bron till arbete", "2026-Q1")])
        shown = self.house.diarie("show", "--json", filed[0]["diarienummer"]).one()
        self.assertIn("blanketten som vi skickade", shown["matchning"])
        self.assertEqual(shown["rapport"]["avsnitt"]["2.1"] if "rapport" in shown else shown["avsnitt"]["2.1"], "\n\n".join(ANSWERS["2.1"]))

    def test_tags_alone(self):
        """a program that drops the property leaves the controls' names"""
        report = self.read(edited(self.fill(), answered, drop=("docProps/custom.xml",)))
        self.assertEqual(report["blankett"], "SFE:1:2026-Q1")

    def test_outside(self):
        """what is written below a control, not in it, is not lost"""
        def change(xml):
            return answered(xml).replace("<w:t xml:space=\"preserve\">2.3 Brukarmedverkan:", "<w:t>Och sist ett tillägg.</w:t></w:r></w:p><w:p>"
                                         "<w:pPr><w:pStyle w:val=\"Heading2\"/></w:pPr><w:r><w:t xml:space=\"preserve\">2.3 Brukarmedverkan:", 1)
        report = self.read(edited(self.fill(), change))
        self.assertIn("Och sist ett tillägg.", report["avsnitt"]["2.2"])

    def test_colleagues(self):
        """one insats's form with another's name in it goes to review"""
        self.send(edited(self.fill("Nystart 55+"), lambda xml: answered(xml).replace("Nystart 55+", "Bron till arbete")))
        self.assertEqual(self.house.filed(), [])
        waiting = self.house.diarie("review", "--json").lines()
        self.assertIn("Blanketten skickades till Nystart 55+", waiting[0]["skal"] if "skal" in waiting[0] else str(waiting[0]))

    def test_last_quarters(self):
        """last quarter's form used again: the period that stands in it counts, not the form's"""
        self.send(edited(self.fill(), lambda xml: answered(xml).replace("1 januari–31 mars 2026", "1 april–30 juni 2026")))
        self.assertEqual(self.house.filed(), [])
        self.assertIn("Rapporten säger kvartal 2 2026, som inte är slut", " ".join(self.house.diarie("review", "list", now=NOW).out.split()))

    def test_template(self):
        """a mark that nobody knows, and a form without any, are told with what to do"""
        for old, new, words in (("{insats}", "{projekt}", "{projekt}"), ("{", "(", "märkta ställen")):
            with open(TEMPLATE, "rb") as file:
                package = edited(file.read(), lambda xml: xml.replace(old, new), drop=("word/footer1.xml",))
            path = os.path.join(self.house.folder, "mall.docx")
            with open(path, "wb") as file:
                file.write(package)
            answer = self.house.diarie("form", "fill", "Bron till arbete", "-t", path, "-o", "-", now=NOW)
            self.assertNotEqual(answer.status, 0)
            self.assertIn(words, answer.err)

    def test_check(self):
        """check fills in each form and says what is wrong with one"""
        said = {line["prov"]: line for line in self.house.diarie("check", "--offline", "--json", now=NOW).lines()}
        self.assertTrue(said["blankett"]["bra"])
        self.house.configure(letters={"slutblankett": os.path.join(SOURCES, "README.md")})
        said = {line["prov"]: line for line in self.house.diarie("check", "--offline", "--json", now=NOW).lines()}
        self.assertFalse(said["blankett"]["bra"])
        self.assertIn("README.md: Mallen kan inte läsas", said["blankett"]["text"])

    def test_long_name(self):
        """a long name is cut between letters, so that the file's name stays readable"""
        for name, huvudman in (("Å" * 100, "Näs kommun"), ("a" + "Å" * 100, "Region Exempel")):
            self.house.register(f"namn;huvudman;start;slut;kontakt\n{name};{huvudman};2025-01-01;;\n")
            answer = subprocess.run([os.path.join(os.environ["top_builddir"], "diarie"), "-c", self.house.config, "form", "fill", name, "-q", "2026-Q1"],
                                    cwd=self.house.folder, env=self.house.environment(NOW), stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
            self.assertEqual(answer.returncode, 0, answer.stderr)
        made = [os.fsencode(name) for name in os.listdir(self.house.folder) if name.startswith("Kvartalsrapport")]
        self.assertEqual(len(made), 2)
        self.assertTrue(all(len(name) < 255 and name.decode() for name in made))

    def test_cut_mark(self):
        """Word cuts a mark into runs; it is found all the same, within other words too"""
        with open(TEMPLATE, "rb") as file:
            package = edited(file.read(), lambda xml: xml.replace(
                ">{insats}<", '>Namn: {in</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>sa</w:t></w:r><w:r><w:t xml:space="preserve">ts}, alltså<'))
        path = os.path.join(self.house.folder, "mall.docx")
        with open(path, "wb") as file:
            file.write(package)
        with zipfile.ZipFile(io.BytesIO(self.fill("Bron till arbete", "-t", path))) as archive:
            text = re.sub("<[^>]*>", "", archive.read("word/document.xml").decode())
        self.assertIn("Namn: Bron till arbete, alltså", text)

    def test_notice(self):
        """the notice carries it, says so, and the form in it is that insats's"""
        self.house.once("2026-03-27T10:00:00+01:00")
        self.house.once("2026-03-31T10:00:00+02:00")
        letters = {letter["To"].addresses[0].addr_spec: letter for letter in self.house.letters() if "dags" in letter["Subject"]}
        letter = letters["karin@storbacken.example"]
        parts = list(letter.iter_attachments())
        self.assertEqual([part.get_filename() for part in parts], ["Kvartalsrapport 2026-Q1 Bron till arbete.docx"])
        self.assertIn("bifogade blanketten", letter.get_body().get_content())
        self.assertEqual(parts[0].get_content(), self.fill())

    def test_preview(self):
        """the letter is shown, by 'letter show' and before it is approved, word for word as it goes: with the form"""
        now = "2026-03-31T10:00:00+02:00"
        shown = self.house.diarie("letter", "show", "forhand", "--for", "Bron till arbete", now=now).out
        rehearsed = self.house.diarie("remind", "--dry-run", "--show", now=now).out
        self.house.once("2026-03-27T10:00:00+01:00")
        self.house.once(now)
        letter = next(letter for letter in self.house.letters() if letter["To"].addresses[0].addr_spec == "karin@storbacken.example")
        body = " ".join(letter.get_body().get_content().split())
        self.assertIn("bifogade blanketten", body)
        self.assertIn(body, " ".join(shown.split()))
        self.assertIn(body, " ".join(rehearsed.split()))

    def test_missing(self):
        """a form that is gone holds no letter back"""
        self.house.configure(letters={"blankett": "/nonexistent/blankett.docx"})
        self.house.once("2026-03-31T10:00:00+02:00")
        letters = [letter for letter in self.house.letters() if "dags" in letter["Subject"]]
        self.assertTrue(letters)
        self.assertEqual([part for letter in letters for part in letter.iter_attachments()], [])

    def renamed(self):
        """The form that Bron till arbete was sent, answered, with another name and huvudman written into it."""
        def change(xml):
            xml = answered(xml)
            for old, new in (("Bron till arbete", "Vår egen brygga"), ("Storbäckens kommun", "Arbetsmarknadsenheten")):
                self.assertIn(old, xml)
                xml = xml.replace(old, new)
            return xml
        return edited(self.fill(), change)

    def check_home(self, name, document, sender="Karin Påhitt <karin@storbacken.example>"):
        """It is filed with certainty, by the form that it is."""
        with House(letters={"blankett": TEMPLATE}) as house:
            house.put(reports.mail(sender, "Rapport", [(name, document)]))
            house.once(NOW)
            filed = house.filed()
            self.assertEqual((name, [(entry["insats"], entry["kvartal"]) for entry in filed], house.diarie("review", "--json").lines()),
                             (name, [("Bron till arbete", "2026-Q1")], []))
            self.assertIn("blanketten som vi skickade", house.diarie("show", "--json", filed[0]["diarienummer"]).one()["matchning"])

    def pdf(self, keywords):
        """A report as PDF under a name that nobody knows, with KEYWORDS."""
        document = reports.pdf(reports.Report("Vår egen brygga", "Arbetsmarknadsenheten", "2026-01-01 - 2026-03-31"))
        return document.replace(b"/Root 1 0 R", b"/Root 1 0 R /Info << /Keywords (%s) >>" % keywords.encode())

    def test_keyword(self):
        """as PDF the keyword that programs carry over tells whose it is; without it, and with another's beside it, a person does"""
        self.check_home("svar.pdf", self.pdf("kvartal, diarie.SFE.1.2026-Q1"))
        for keywords in ("kvartal", "diarie.SFE.1.2026-Q1 diarie.SFE.2.2026-Q1", "diarie.ABC.1.2026-Q1", "diarie.SFE.999.2026-Q1"):
            with House() as house:
                house.put(reports.mail("Karin Påhitt <karin@storbacken.example>", "Rapport", [("svar.pdf", self.pdf(keywords))]))
                house.once(NOW)
                self.assertEqual((keywords, house.filed(), len(house.diarie("review", "--json").lines())), (keywords, [], 1))

    def test_stranger(self):
        """a stranger who writes the keyword by hand is a stranger: it has its number and waits, and Q1 is still owed"""
        self.send(self.pdf("diarie.SFE.1.2026-Q1"), "svar.pdf", "Någon <nagon@annorstades.example>")
        self.assertEqual(self.house.status()[0]["Bron till arbete/Storbäckens kommun"]["status"], "granskas")
        waiting = self.house.diarie("review", "--json").lines()
        self.assertEqual(len(waiting), 1)
        self.assertIn("Okänd avsändare", waiting[0]["skal"])

    def test_keywords_stay(self):
        """keywords that the template has stay, an identity that it has does not"""
        core = ('<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
                'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Rapport</dc:title><cp:keywords>Finsam, diarie.SFE.7.2024-Q1 mall</cp:keywords></cp:coreProperties>')
        path = os.path.join(self.house.folder, "mall.docx")
        with open(TEMPLATE, "rb") as file, zipfile.ZipFile(io.BytesIO(file.read())) as old, zipfile.ZipFile(path, "w") as new:
            for name in old.namelist():
                new.writestr(name, old.read(name))
            new.writestr("docProps/core.xml", core)
        with zipfile.ZipFile(io.BytesIO(self.fill("Bron till arbete", "-t", path))) as archive:
            said = archive.read("docProps/core.xml").decode()
            self.assertIn("<cp:keywords>Finsam, mall diarie.SFE.1.2026-Q1</cp:keywords>", said)
            self.assertIn("<dc:title>Rapport</dc:title>", said)
            types, relations = archive.read("[Content_Types].xml").decode(), archive.read("_rels/.rels").decode()
            self.assertEqual((types.count("/docProps/core.xml"), relations.count("docProps/core.xml")), (1, 1))

    def convert(self, kind, path):
        folder = os.path.join(self.house.folder, "ut")
        subprocess.run(["soffice", f"-env:UserInstallation=file://{self.house.folder}/office", "--headless", "--convert-to", kind, "--outdir", folder, path],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)
        with open(os.path.join(folder, os.path.splitext(os.path.basename(path))[0] + "." + kind), "rb") as file:
            return file.read()

    @unittest.skipUnless(shutil.which("soffice"), "LibreOffice is not installed")
    def test_libreoffice(self):
        """opened and saved by LibreOffice in every format it has, name and huvudman changed, it is still the insats's, divided as it was, and filed with certainty"""
        path = os.path.join(self.house.folder, "svar.docx")
        with open(path, "wb") as file:
            file.write(self.renamed())
        for kind in ("docx", "odt", "doc", "rtf", "pdf"):
            document = self.convert(kind, path)
            report = self.read(document, f"sparad.{kind}")
            self.assertEqual((kind, report["blankett"], report["insats"], report["period"]["to"]), (kind, "SFE:1:2026-Q1", "Vår egen brygga", "2026-03-31"))
            self.assertEqual((kind, report["avsnitt"]["2.4"], report["avsnitt"]["2.1"]), (kind, "Målen nås.", "\n\n".join(ANSWERS["2.1"])))
            self.check_home(f"svar.{kind}", document)

    @unittest.skipUnless(office.is_there(), "LibreOffice or its python3-uno is not installed")
    def test_typed(self):
        """typed into LibreOffice's controls, behind them or before them, and saved as DOCX, ODT and PDF: no word is lost, and it comes home"""
        path = os.path.join(self.house.folder, "tom.docx")
        with open(path, "wb") as file:
            file.write(self.fill())
        for way, kind, document in office.type_into(path, ANSWERS, self.house.folder):
            report = self.read(document, f"skriven.{kind}")
            told = {key: re.sub(r"\s+", " ", text) for key, text in report["avsnitt"].items()}
            self.assertEqual((way, kind, report["blankett"], report["insats"], told),
                             (way, kind, "SFE:1:2026-Q1", "Bron till arbete", {"2.3": "", "2.5": "", "2.6": ""} |
                              {key: " ".join(paragraphs) for key, paragraphs in ANSWERS.items()}))
            self.check_home(f"svar.{kind}", document)


if __name__ == "__main__":
    tap.run()
