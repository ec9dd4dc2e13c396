"""The board's paper: only what counts and may be read, each quote under its number, in every format the same."""
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
import unittest
import xml.dom.minidom
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import reports
import tap
from house import BUILD, House
from markup import Page

EVIL = '"<script>alert(1)</script>&amp;""\'>\u202eomvänt"'
REGISTER = f"""namn;huvudman;start;slut;kontakt;alias
Bron till arbete;Storbäckens kommun;2025-01-01;2027-12-31;karin@storbacken.example;
Nystart 55+;Furulunda kommun;2025-09-01;;lina@furulunda.example;Nystart
Kulturlyftet;Åsbergs kommun;2024-09-01;2026-03-31;moa@asberg.example;
Trisam Norr;Vikmans kommun;2025-01-01;;olle@vikman.example;
Trisam Norr;Region Exempel;2025-01-01;;fatima@region.example;
{EVIL};Näs kommun;2025-01-01;;a@nas.example;
"""
OLD, NEW = "2026-01-20T09:00:00+01:00", "2026-04-20T10:00:00+02:00"
Q4, Q1 = "1 oktober - 31 december 2025", "1 januari - 31 mars 2026"
LONG = "Gruppen har setts. " * 80 + "Sista meningen står allra sist."


def answers(**changed):
    return dict(reports.ANSWERS) | {key[1:].replace("_", "."): value for key, value in changed.items()}


def parts_of(document):
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def words_of(part):
    text = part.decode() if isinstance(part, bytes) else part
    text = re.sub(r"</w:p>|<w:tab/>", " ", text)
    return re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]*>", "", text))).strip()


class Board(unittest.TestCase):
    def setUp(self):
        self.house = House(register=REGISTER)
        self.addCleanup(self.house.__exit__)

    def send(self, insats, huvudman, period, sender, now, given=None, final=False):
        report = reports.Report(insats, huvudman, period, answers=given, final=final)
        self.house.put(reports.mail(sender, "Rapport", [("r.docx", reports.docx(report))]))
        self.house.once(now)

    def fill(self):
        self.send("Bron till arbete", "Storbäckens kommun", Q4, "karin@storbacken.example", OLD,
                  answers(_2_4=["Vi är osäkra på om målen nås."]))
        self.send("Bron till arbete", "Storbäckens kommun", Q1, "karin@storbacken.example", NEW, answers(_2_1=[LONG], _2_6=[]))
        self.send("Trisam Norr", "Region Exempel", Q1, "fatima@region.example", NEW, answers(_2_2=["Vi har bytt <b>lokal</b> & ledare."]))
        self.send("Kulturlyftet", "Åsbergs kommun", "1 september 2024 - 31 mars 2026", "moa@asberg.example", NEW, final=True)

    def html(self, *words, now=NEW):
        answer = self.house.diarie("board", "-o", "-", "--as", "html", *words, now=now)
        self.assertEqual(answer.status, 0, answer.err)
        return answer.out

    def seen(self, *words):
        return re.sub(r"\s+", " ", "".join(Page(re.sub("<style>.*</style>", "", self.html(*words), flags=re.DOTALL)).text))

    def number(self, insats, quarter):
        return next(entry["diarienummer"] for entry in self.house.filed() if entry["insats"] == insats and entry["period"]["kvartal"] == quarter)

    def test_markup(self):
        """tags in balance, ids once, headings in order, nothing from elsewhere, no script, names are text"""
        self.fill()
        text = self.html()
        page = Page(text)
        self.assertEqual((page.wrong, page.open), ([], []))
        self.assertEqual(len(page.ids), len(set(page.ids)))
        self.assertEqual([link for link in page.links if link[1:] not in page.ids], [])
        self.assertEqual(page.levels[0], 1)
        self.assertTrue(all(after - before <= 1 for before, after in zip(page.levels, page.levels[1:])))
        self.assertFalse(page.tags & {"script", "link", "img", "iframe", "object", "embed", "b"})
        self.assertNotRegex(text, r"https?://|url\(|@import")
        self.assertNotIn("\u202e", text)
        self.assertIn("Vi har bytt <b>lokal</b> & ledare.", "".join(page.text))

    def test_facts(self):
        """the state in words and figures; each quote has its number; long answers are cut after a sentence, or whole on request"""
        self.fill()
        seen, number = self.seen(), self.number("Bron till arbete", "2026-Q1")
        self.assertIn("Sista dag för kvartalsrapporterna var onsdag 15 april 2026. 3 av 6 rapporter har kommit in. 3 rapporter saknas.", seen)
        self.assertRegex(seen, r"Gruppen har setts\. " + re.escape(number) + r", avsnitt 2\.1 \(utdrag")
        self.assertNotIn("Sista meningen", seen)
        self.assertIn(f"Sista meningen står allra sist. {number}, avsnitt 2.1 ", self.seen("--whole"))
        quotes = re.findall(r"<figure class=\"quote\">.*?</figure>", self.html(), re.DOTALL)
        self.assertTrue(quotes)
        self.assertEqual([quote for quote in quotes if not re.search(r"<figcaption>SFE 2[56]-\d+\.\d+, avsnitt 2\.\d", quote)], [])

    def test_goals(self):
        """this quarter's assessment beside the one before, each under its number"""
        self.fill()
        seen = self.seen()
        self.assertRegex(seen, "Bedömning kvartal 1 2026 Bedömningen är att målen kommer att nås under året. "
                         + re.escape(self.number("Bron till arbete", "2026-Q1")) + ", avsnitt 2.4 Bedömning kvartal 4 2025 Vi är osäkra på om målen nås. "
                         + re.escape(self.number("Bron till arbete", "2025-Q4")))

    def test_repeated(self):
        """an assessment in the words of the one before is told, not quoted twice"""
        self.send("Trisam Norr", "Region Exempel", Q4, "fatima@region.example", OLD)
        self.send("Trisam Norr", "Region Exempel", Q1, "fatima@region.example", NEW, answers(_2_1=["Nytt."]))
        seen = self.seen()
        self.assertEqual(seen.count("Bedömningen är att målen kommer att nås under året."), 1)
        self.assertIn(f"Bedömningen har samma ord som den för kvartal 4 2025 ({self.number('Trisam Norr', '2025-Q4')}).", seen)

    def test_themes(self):
        """under which heading a section is quoted its form says; what the form does not ask for is told"""
        self.send("Trisam Norr", "Region Exempel", Q1, "fatima@region.example", NEW,
                  answers(_2_2=["Lokalen är bytt."], _2_3=["Deltagarna valde tider."], _2_4=["Vi når halvvägs."], _2_6=["Gruppen är nöjd."]))
        before = self.parts()
        self.assertIn("Lokalen är bytt.", before["Avvikelser"])
        self.assertIn("Gruppen är nöjd.", before["Styrgruppernas analys"])
        self.house.data = os.path.join(self.house.folder, "conf")
        shutil.copytree(os.path.join(os.environ["top_srcdir"], "conf"), self.house.data)
        path = os.path.join(self.house.data, "forms", "kvartalsrapport.form")
        os.chmod(path, 0o644)
        with open(path, encoding="utf-8") as file:
            text = re.sub("^tema = .*\n", "", file.read(), flags=re.MULTILINE)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("[avsnitt 2.3]\n", "[avsnitt 2.3]\ntema = avvikelse\n"))
        after = self.parts()
        self.assertIn("Deltagarna valde tider.", after["Avvikelser"])
        for words in ("Lokalen är bytt.", "Vi når halvvägs.", "Gruppen är nöjd."):
            self.assertIn(words, after["Vad insatserna har gjort"])
        self.assertIn("Blanketten frågar inte efter det.", after["Styrgruppernas analys"])

    def parts(self):
        return dict(re.findall(r"<h2 id=\"a\d+\">([^<]*)</h2>(.*?)(?=<h2|</main>)", self.html(), re.DOTALL))

    def test_days(self):
        """days after the last day: of a report that came late, and so far of one that has not come; none of one in time"""
        self.house.put(reports.mail("karin@storbacken.example", "Rapport", [("r.docx", reports.docx(reports.Report("Bron till arbete", "Storbäckens kommun", Q1)))],
                                    when="2026-04-17T08:00:00+02:00"))
        self.send("Trisam Norr", "Region Exempel", Q1, "fatima@region.example", NEW)
        cells = {words_of(row[0]): words_of(row[-1]) for row in (re.findall("<t[hd][^>]*>(.*?)</t[hd]>", line, re.DOTALL) for line in re.findall(
            "<tr>(.*?)</tr>", self.html().split("Dagar efter sista dagen")[1].split("</table>")[0], re.DOTALL)) if row}
        self.assertEqual({name.split(",")[0]: days for name, days in cells.items() if "Vikman" not in name and "Insats" not in name and "Näs" not in name},
                         {"Bron till arbete": "+2", "Nystart 55+": "−5", "Kulturlyftet": "Väntas", "Trisam Norr": "i tid"}, cells)

    def test_missing(self):
        """who has not reported since when, and which sections are empty"""
        self.fill()
        seen = self.seen()
        self.assertIn("Nystart 55+, Furulunda kommun: rapporten skulle ha kommit senast 15 april, för 5 dagar sedan.", seen)
        self.assertIn(f"Bron till arbete, Storbäckens kommun: avsnitt 2.6 är tomt i {self.number('Bron till arbete', '2026-Q1')}.", seen)
        analyses = words_of(self.parts()["Styrgruppernas analys"])
        self.assertTrue(analyses.endswith(f"Styrgruppens analys saknas hos: Bron till arbete, Storbäckens kommun ({self.number('Bron till arbete', '2026-Q1')})"))
        self.assertNotIn("Inget är skrivet", words_of(self.parts()["Avvikelser"]))

    def test_missing_in_numbers(self):
        """days and reminders in words: none, one, several"""
        seen = {}
        for day in ("16", "17", "27"):
            self.house.once(f"2026-04-{day}T08:00:00+02:00")
            answer = self.html(now=f"2026-04-{day}T10:00:00+02:00")
            seen[day] = re.search(r"Nystart 55\+, Furulunda kommun: [^<]*", answer).group()
        begin = "Nystart 55+, Furulunda kommun: rapporten skulle ha kommit senast 15 april, för "
        self.assertEqual(seen, {"16": begin + "1 dag sedan. Ingen påminnelse har skickats.", "17": begin + "2 dagar sedan. En påminnelse har skickats.",
                                "27": begin + "12 dagar sedan. 2 påminnelser har skickats."})

    def test_nothing_missing(self):
        """where all have answered all, the paper says so; where one has not, it does not"""
        with House(register="\n".join(REGISTER.splitlines()[:2]) + "\n") as self.house:
            for answered, missing in ((answers(_2_3=[]), "avsnitt 2.3 är tomt"), (answers(), "Ingenting: alla rapporter har kommit in, och alla avsnitt")):
                self.send("Bron till arbete", "Storbäckens kommun", Q1, "karin@storbacken.example", NEW, answered)
                told = words_of(self.parts()["Det som saknas"])
                self.assertIn(missing, told)
                self.assertEqual("Ingenting" in told, "Ingenting" in missing, told)

    def test_final(self):
        """a final report's sections stand by themselves: its 2.2 is no deviation"""
        self.fill()
        parts = self.parts()
        self.assertIn("Kulturlyftet, Åsbergs kommun", parts["Slutrapporter"])
        self.assertNotIn("Kulturlyftet", parts["Avvikelser"] + parts["Mål och bedömningar"] + parts["Vad insatserna har gjort"])

    def test_personal(self):
        """a personnummer is masked in a quote, and the quote says so; two dates are not taken for one"""
        self.send("Trisam Norr", "Region Exempel", Q1, "fatima@region.example", NEW,
                  answers(_2_2=["Deltagaren 19121212-1212 slutade. Perioden 20250701 - 20250930."]))
        seen, number = self.seen(), self.number("Trisam Norr", "2026-Q1")
        self.assertIn(f"Deltagaren █████ slutade. Perioden 20250701 - 20250930. {number}, avsnitt 2.2, personnummer maskerat", seen)
        self.assertNotIn("1212-1212", seen)

    def test_secret(self):
        """what is marked as secret is named by its number and not quoted"""
        self.fill()
        number = self.number("Trisam Norr", "2026-Q1")
        self.assertEqual(self.house.diarie("protect", number, "-p", "21 kap. 1 § OSL", "-b", "AKH", now=NEW).status, 0)
        seen = self.seen()
        self.assertNotIn("bytt", seen)
        self.assertIn(f"{number} är sekretessmarkerad och citeras inte", seen)

    def test_unbelieved(self):
        """an unknown sender's report does not count before somebody has approved it"""
        self.send("Nystart 55+", "Furulunda kommun", Q1, "okand@annan.example", NEW, answers(_2_2=["Helt annan text."]))
        self.assertNotIn("Helt annan text", self.seen())

    def test_same(self):
        """the same facts give the same bytes"""
        self.fill()
        self.assertEqual(self.html(), self.html())

    def word(self, *words):
        path = os.path.join(self.house.folder, "styrelsen.docx")
        if os.path.exists(path):
            os.remove(path)
        answer = self.house.diarie("board", "-o", path, *words, now=NEW)
        self.assertEqual(answer.status, 0, answer.err)
        with open(path, "rb") as file:
            return file.read()

    def template(self, body, styles=""):
        path = os.path.join(self.house.folder, "mall.docx")
        with open(path, "wb") as file:
            file.write(reports.package(body, styles))
        return path

    def test_word(self):
        """for Word: every part is XML, the facts are there, in the order of the page, the same bytes twice"""
        self.fill()
        document = self.word()
        parts = parts_of(document)
        for name, text in parts.items():
            xml.dom.minidom.parseString(text)
        seen = words_of(parts["word/document.xml"])
        self.assertNotIn("{", seen)
        self.assertIn("Samordningsförbund Exempel Insatserna kvartal 1 2026 Underlag till styrelsen ur diariet, måndag 20 april 2026.", seen)
        self.assertIn("Vi har bytt <b>lokal</b> & ledare. " + self.number("Trisam Norr", "2026-Q1") + ", avsnitt 2.2", seen)
        self.assertIn("Insatserna kvartal 1 2026 Sida 1 av 1", words_of(parts["word/footer1.xml"]).replace("PAGE ", "").replace("NUMPAGES ", ""))
        heads = re.findall(r'<w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t xml:space="preserve">([^<]*)', parts["word/document.xml"].decode())
        self.assertEqual(heads, re.findall(r"<h2[^>]*>([^<]*)</h2>", self.html()))
        self.assertEqual(document, self.word())

    @unittest.skipUnless(os.path.exists(os.path.join(BUILD, "diarie-print")), "diarie-print is not built (libpango1.0-dev)")
    def test_pdf(self):
        """as PDF: sound, tagged, with bookmarks, the words of the page, the same bytes twice"""
        self.fill()
        path, again = os.path.join(self.house.folder, "a.pdf"), os.path.join(self.house.folder, "b.pdf")
        for name in (path, again):
            answer = self.house.diarie("board", "-o", name, now=NEW)
            self.assertEqual(answer.status, 0, answer.err)
        with open(path, "rb") as one, open(again, "rb") as other:
            self.assertEqual(one.read(), other.read())
        self.assertEqual(subprocess.run(["qpdf", "--check", path], stdout=subprocess.DEVNULL).returncode, 0)
        about = subprocess.run(["pdfinfo", path], stdout=subprocess.PIPE, check=True, text=True).stdout
        self.assertRegex(about, r"Title: +Insatserna kvartal 1 2026\n")
        self.assertRegex(about, r"Tagged: +yes")
        self.assertRegex(about, r"Page size: +595\.28 x 841\.89 pts \(A4\)")
        text = subprocess.run(["pdftotext", "-raw", path, "-"], stdout=subprocess.PIPE, check=True, text=True).stdout
        seen = re.sub(r"\s+", " ", text)
        pages = int(re.search(r"Pages: +(\d+)", about).group(1))
        self.assertIn(f"Sida {pages} av {pages}", seen)
        self.assertIn("Vi har bytt <b>lokal</b> & ledare. " + self.number("Trisam Norr", "2026-Q1") + ", avsnitt 2.2", seen)
        self.assertNotIn("\u202e", seen)
        outline = subprocess.run(["qpdf", "--json", "--json-key=outlines", path], stdout=subprocess.PIPE, check=True, text=True).stdout
        self.assertEqual([entry["title"] for entry in json.loads(outline)["outlines"]], re.findall(r"<h2[^>]*>([^<]*)</h2>", self.html()))

    def test_template(self):
        """the förbund's own template: its styles by their names in any language, ours added for the others, its marks"""
        self.fill()
        styles = '<w:style w:type="paragraph" w:styleId="Rubrik1"><w:name w:val="Heading 1"/></w:style>'
        body = "<w:p><w:r><w:t>Hej {tit</w:t></w:r><w:r><w:t>el}!</w:t></w:r></w:p><w:p><w:r><w:t>{inne</w:t></w:r><w:r><w:t>hall}</w:t></w:r></w:p>"
        self.house.configure(paper={"template": self.template(body, styles)})
        parts = parts_of(self.word())
        text, made = parts["word/document.xml"].decode(), parts["word/styles.xml"].decode()
        self.assertIn("Hej Insatserna kvartal 1 2026!", words_of(text))
        used = set(re.findall(r'<w:pStyle w:val="([^"]*)"', text))
        self.assertTrue({"Rubrik1", "Diarieheading2", "Diariecitat"} <= used, used)
        self.assertEqual(used - set(re.findall(r'w:styleId="([^"]*)"', made)), set())

    def test_wrong_template(self):
        """a template that cannot be used is told in words, and nothing is written"""
        for body, said in (("<w:p><w:r><w:t>Hej</w:t></w:r></w:p>", "{innehall}"), ("<w:p><w:r><w:t>{inehall}</w:t></w:r></w:p>", "{inehall}"), (None, "Word-dokument")):
            path = self.template(body or "")
            if body is None:
                with open(path, "wb") as file:
                    file.write(b"%PDF-1.4")
            target = os.path.join(self.house.folder, "ut.docx")
            self.house.configure(paper={"template": path})
            checked = {line["prov"]: line for line in self.house.diarie("check", "--offline", "--json", now=NEW).lines()}
            self.assertEqual((checked["mall"]["bra"], said in checked["mall"]["text"]), (False, True))
            self.house.configure(paper={"template": ""})
            answer = self.house.diarie("board", "--template", path, "-o", target, now=NEW)
            self.assertEqual(answer.status, 65, answer.err)
            self.assertIn(said, answer.err)
            self.assertFalse(os.path.exists(target))

    def test_braces(self):
        """what looks like a mark in a report is a reporter's word"""
        self.send("Trisam Norr", "Region Exempel", Q1, "fatima@region.example", NEW, answers(_2_2=["Se {titel} och {innehall}."]))
        self.assertIn("Se {titel} och {innehall}.", words_of(parts_of(self.word())["word/document.xml"]))

    def test_kept(self):
        """a file that is there is not written over; an ending nobody knows is told"""
        path = os.path.join(self.house.folder, "styrelsen.html")
        first = self.house.diarie("board", "-o", path, now=NEW)
        self.assertEqual((first.status, first.out), (0, f"{path} är skriven.\n"), first.err)
        again = self.house.diarie("board", "-o", path, now=NEW)
        self.assertEqual(again.status, 2)
        self.assertIn("finns redan", again.err)
        self.assertIn("ska sluta på", self.house.diarie("board", "-o", path + ".txt", now=NEW).err)


if __name__ == "__main__":
    tap.run()
