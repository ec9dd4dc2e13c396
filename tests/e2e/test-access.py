"""Pages and papers as HTML for everybody (WCAG 2.2 AA), in Chromium: on a phone and a screen, light and dark. And valid HTML."""
import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import reports
import tap
from house import REGISTER, SOURCES, House
from markup import strict

NOW = "2026-04-20T10:00:00+02:00"
AXE, VNU = os.environ.get("AXE"), os.environ.get("VNU")  # axe.min.js of axe-core, vnu.jar of the Nu Html Checker: see HACKING.md
CHROMIUM = shutil.which("chromium")
LONG = "Ettmycketlångtnamnsomingenkanbrytanågonstansochsomändåskafåplats;Näs kommun;2025-01-01;;a@nas.example;\n"
PHONE, SCREEN = 320, 1280  # pixels: WCAG 1.4.10 asks for 320


def documents(house):
    """Title → HTML of all that people are shown as a page."""
    made = {}
    for words in (("page",), ("board", "-q", "2026-Q1", "-o", "-", "--as", "html"), ("appendix", "2026", "-o", "-", "--as", "html")):
        answer = house.diarie(*words, now=NOW)
        if answer.status:
            raise AssertionError(answer.err)
        made[words[0]] = answer.out
    return made


class Access(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with House(register=REGISTER + LONG) as house:
            for insats, huvudman, sender in (("Bron till arbete", "Storbäckens kommun", "karin@storbacken.example"),
                                             ("Trisam Norr", "Region Exempel", "fatima@region.example")):
                report = reports.Report(insats, huvudman, "1 januari - 31 mars 2026")
                house.put(reports.mail(sender, "Rapport", [("r.docx", reports.docx(report))]))
            house.once(NOW)
            cls.pages = documents(house)

    def browse(self, page, *, dark=False):
        """What Chromium says when it has shown PAGE."""
        with tempfile.TemporaryDirectory() as home:
            path = os.path.join(home, "prov.html")
            with open(path, "w", encoding="utf-8") as file:
                file.write(page)
            words = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={home}/hem", "--window-size=1400,1000",
                     f"--blink-settings=preferredColorScheme={0 if dark else 1}", "--virtual-time-budget=20000", "--dump-dom", "file://" + path]
            done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=240, check=True)
        return json.loads(html.unescape(re.search(r"<pre id=\"svar\">(.*?)</pre>", done.stdout.decode(), re.DOTALL).group(1)))

    def asked(self, shown, *, dark=False):
        """For each (text, width) of SHOWN the faults of access.js in it, and what the browser says of itself. One browser for all."""
        with open(os.path.join(SOURCES, "tests", "e2e", "access.js"), encoding="utf-8") as file:
            script = file.read()
        frames = "".join(f'<iframe style="width:{width}px;height:900px;border:0" srcdoc="{html.escape(text)}"></iframe>' for text, width in shown)
        run = """<script>onload = () => {
            const answers = [...document.querySelectorAll("iframe")].map((f) => ({faults: faults(f.contentDocument), width: f.contentWindow.innerWidth,
                                                                                dark: f.contentWindow.matchMedia("(prefers-color-scheme: dark)").matches}));
            const pre = document.createElement("pre"); pre.id = "svar"; pre.textContent = JSON.stringify(answers); document.body.append(pre); };</script>"""
        return self.browse(f"<!DOCTYPE html><meta charset=utf-8><title>prov</title><body>{frames}<script>{script}</script>{run}</body>", dark=dark)

    @unittest.skipUnless(CHROMIUM, "Chromium is not installed")
    def test_everybody(self):
        """contrast, headings, tables, names, focus, reflow at 320 px, text at 200 % and spread: no fault on any page, light or dark"""
        shown = [(name, text, width) for name, text in self.pages.items() for width in (PHONE, SCREEN)]
        for dark in (False, True):
            for (name, _, width), answer in zip(shown, self.asked([one[1:] for one in shown], dark=dark), strict=True):
                with self.subTest(page=name, width=width, dark=dark):
                    self.assertEqual(answer, {"faults": [], "width": width, "dark": dark})

    @unittest.skipUnless(CHROMIUM, "Chromium is not installed")
    def test_finds(self):
        """and it does see faults: each of these is one"""
        page = self.pages["page"]
        faulty = (("--text: #1b1b1b", "--text: #999", "contrast"), ("<h2", "<h4", "headings"), ('lang="sv"', "", "language"),
                  ('<th scope="col">Insats', "<th>Insats", "scope"), ("outline: 3px", "outline: 0px", "focus"),
                  (".scroll { overflow-x: auto;", ".scroll { overflow-x: visible;", "wider"), ('tabindex="0"', "", "no key"),
                  ("a { color", "td { overflow: hidden; max-height: 1em; display: block } a { color", "cut"),
                  ('href="#huvud"', 'href="#hej"', "link"), ("<main", "<main></main><main", "main"),
                  ('<svg class="chart" role="img"', '<svg class="chart"', "picture"), ('aria-labelledby="nu"', 'aria-labelledby="gora"', "regions"))
        for before, _, _ in faulty:
            self.assertIn(before, page)
        answers = self.asked([(page.replace(before, after), PHONE) for before, after, _ in faulty])
        for (_, _, said), answer in zip(faulty, answers, strict=True):
            self.assertRegex(" ".join(answer["faults"]), said)

    @unittest.skipUnless(CHROMIUM and AXE, "AXE does not name axe-core's axe.min.js")
    def test_axe(self):
        """axe-core finds nothing, WCAG 2.2 AA and its own good practice"""
        with open(AXE or os.devnull, encoding="utf-8") as file:
            axe = file.read()
        run = """<script>axe.run(document).then((result) => { const pre = document.createElement("pre"); pre.id = "svar";
            pre.textContent = JSON.stringify(result.violations.map((v) => [v.id, v.nodes.map((n) => n.target)])); document.body.append(pre); });</script></body>"""
        for name, text in self.pages.items():
            for dark in (False, True):
                with self.subTest(page=name, dark=dark):
                    self.assertEqual(self.browse(text.replace("</body>", f"<script>{axe}</script>{run}"), dark=dark), [])

    def test_strict(self):
        """only elements, attributes and nesting that HTML allows, each id once, no stray character; and it does see faults"""
        for name, text in self.pages.items():
            with self.subTest(page=name):
                self.assertEqual(strict(text), [])
        page = self.pages["page"]
        for before, after in (("<ul", "<ul><p>hej</p"), ("<tbody>", "<tbody><td></td>"), ('class="matrix"', 'align="left"'), ("</h2>", ""), ("<main", "<main hidden=x"),
                              ('id="gora"', 'id="alla"'), ("<h1>", "<h1>a & b < c"), ('viewBox="0', 'viewBox="a'), (' x="0"', ' x="bred"')):
            self.assertIn(before, page)
            self.assertNotEqual(strict(page.replace(before, after, 1)), [], after)

    @unittest.skipUnless(VNU and shutil.which("java"), "VNU does not name vnu.jar")
    def test_nu(self):
        """the Nu Html Checker has nothing to say, SVG included"""
        for name, text in self.pages.items():
            done = subprocess.run(["java", "-jar", VNU, "-"], input=text.encode(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            self.assertEqual((done.returncode, done.stdout.decode()), (0, ""), name)


if __name__ == "__main__":
    tap.run()
