"""The overview page: well-formed, whole in itself, readable without eyes, and nothing of a stranger's gets through as markup."""
import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import reports
import tap
from house import REGISTER, House, eventually
from markup import Page, colours, contrast

NOW = "2026-04-20T10:00:00+02:00"
EVIL = "\"<script>alert(1)</script>&amp;\"\"'>\u202eomvänt\";Näs kommun;2025-01-01;;a@nas.example;\n"


class Overview(unittest.TestCase):
    def setUp(self):
        self.house = House(register=REGISTER + EVIL)
        self.addCleanup(self.house.__exit__)
        report = reports.Report("Bron till arbete", "Storbäckens kommun", "1 januari - 31 mars 2026")
        self.house.put(reports.mail("Karin <karin@storbacken.example>", "Rapport", [("r.docx", reports.docx(report))]))
        self.house.once(NOW)

    def page(self, now=NOW):
        answer = self.house.diarie("page", now=now)
        self.assertEqual(answer.status, 0, answer.err)
        return answer.out

    def test_whole(self):
        """tags in balance, ids once, links at home, headings in order, nothing from elsewhere, no script"""
        text = self.page()
        page = Page(text)
        self.assertEqual((page.wrong, page.open), ([], []))
        self.assertEqual(len(page.ids), len(set(page.ids)))
        self.assertEqual([link for link in page.links if link[1:] not in page.ids], [])
        self.assertEqual(page.levels[0], 1)
        self.assertTrue(all(after - before <= 1 for before, after in zip(page.levels, page.levels[1:])))
        self.assertFalse(page.tags & {"script", "link", "img", "iframe", "object", "embed"})
        self.assertNotRegex(text, r"https?://|url\(|@import")
        self.assertEqual([a for a in page.attributes if a[1].startswith("on")], [])

    def no_news(self, text):
        """A mail that makes a round of the daemon, and changes nothing."""
        return reports.mail("Karin <karin@storbacken.example>", "Autosvar: Rapport", [], text, headers=[("Auto-Submitted", "auto-replied")])

    def mails(self):
        """How many the register has fetched."""
        with contextlib.closing(sqlite3.connect(f"file:{self.house.settings['diarium']['database']}?mode=ro", uri=True)) as base:
            return base.execute("SELECT count(*) FROM meddelande").fetchone()[0]

    def test_names(self):
        """a name full of markup and a turned direction is text"""
        text = self.page()
        self.assertNotIn("<script", text)
        self.assertNotIn("\u202e", text)
        self.assertIn("<script>alert(1)</script>&amp;\"'>", "".join(Page(text).text))

    def test_facts(self):
        """who has come in, who is late, what waits; and no text of a report"""
        text = self.page()
        seen = re.sub(r"\s+", " ", "".join(Page(text).text))
        self.assertIn("Just nu: kvartal 1 2026", seen)
        self.assertIn("1 inkommen i tid", seen)
        self.assertRegex(seen, r"Nystart 55\+, Furulunda kommun, kvartal 1 2026: 5 dagar försenad")
        for answer in reports.ANSWERS["2.1"]:
            self.assertNotIn(answer, seen)

    def test_same(self):
        """the same facts give the same bytes"""
        self.assertEqual(self.page(), self.page())

    def test_access(self):
        """language, landmarks, scopes, names for regions and pictures; every pair of colours has its contrast, light and dark"""
        text = self.page()
        page = Page(text)
        self.assertIn(("html", "lang", "sv"), page.attributes)
        self.assertTrue({"header", "main", "footer"} <= page.tags)
        cells = re.findall(r"<th(?![a-z])([^>]*)>", text)
        self.assertTrue(cells and all("scope=" in cell for cell in cells))
        for region in re.findall(r"<(?:section|svg|div role)[^>]*>", text):
            self.assertRegex(region, "aria-label")
        css = re.search("<style>(.*)</style>", text, re.DOTALL).group(1)
        for scope in (":root", r"@media \(prefers-color-scheme: dark\)", "@media print"):
            c = colours(css, scope)
            grounds = [c["back"], c["head"]]
            pairs = [(c[name], ground) for name in ("text", "soft", "link", "in", "late", "wait", "overdue", "review", "none") for ground in grounds]
            self.assertEqual([(a, b, round(contrast(a, b), 2)) for a, b in pairs if contrast(a, b) < 4.5], [], scope)
        bars = dict(re.findall(r"\.chart rect\.(\w+), .*?fill: (#\w+)", css))
        self.assertEqual(set(bars), {"in", "late", "wait", "overdue"})
        for one in bars:  # in grey, too, where a frame stands between them
            self.assertEqual([other for other in bars if other != one and contrast(bars[one], bars[other]) < 1.25], [], one)

    def test_daemon(self):
        """the daemon writes the same page; a folder that is not there holds nothing up"""
        path = os.path.join(self.house.folder, "lage.html")
        self.house.configure(page={"file": path})
        self.house.once(NOW)
        with open(path, encoding="utf-8") as file:
            self.assertEqual(file.read(), self.page())
        self.house.configure(page={"file": "/nonexistent/lage.html"})
        answer = self.house.once(NOW)
        self.assertIn("ReadWritePaths=", answer.err)
        with open(path, "w", encoding="utf-8") as file:
            file.write("någon annans")
        self.house.configure(page={"file": path})
        self.assertIn("no page of ours", self.house.once(NOW).err)
        self.house.configure(page={"file": self.house.settings["diarium"]["database"]})
        self.assertIn("no page of ours", self.house.once(NOW).err)

    def test_untouched(self):
        """a running daemon leaves a page alone that nothing on it has changed, replaces it whole when something has, and makes a lost one again"""
        path = os.path.join(self.house.folder, "sida", "lage.html")
        os.mkdir(os.path.dirname(path))
        self.house.configure(page={"file": path}, mailbox={"poll": 5})
        self.house.start(NOW)
        self.assertTrue(eventually(lambda: os.path.exists(path)))

        def state():
            with open(path, encoding="utf-8") as file:
                return os.fstat(file.fileno()).st_ino, os.fstat(file.fileno()).st_mtime_ns, file.read()
        first = state()
        self.house.put(self.no_news("ett"))
        self.assertTrue(eventually(lambda: self.mails() == 2))
        time.sleep(1)  # the page is the last thing of a round
        self.assertEqual(state(), first)
        report = reports.Report("Nystart 55+", "Furulunda kommun", "1 januari - 31 mars 2026")
        with open(path, encoding="utf-8") as old:
            self.house.put(reports.mail("Lina <lina@furulunda.example>", "Rapport", [("r.docx", reports.docx(report))]))
            self.assertTrue(eventually(lambda: state()[0] != first[0] or state()[2] != first[2]))
            self.assertEqual(old.read(), first[2])  # written aside and renamed: who reads meanwhile reads the old one to its end
        self.assertTrue(state()[2].endswith("</html>\n"))
        self.assertEqual(os.listdir(os.path.dirname(path)), ["lage.html"])
        os.unlink(path)
        self.house.put(self.no_news("två"))
        self.assertTrue(eventually(lambda: os.path.exists(path)))
        self.assertEqual(self.house.stop(), 0)

    @unittest.skipUnless(shutil.which("chromium"), "Chromium is not installed")
    def test_browser(self):
        """a phone's width needs no sideways scrolling of the page itself; the browser complains of nothing"""
        path = os.path.join(self.house.folder, "sida.html")
        probe = "<script>document.title = document.documentElement.scrollWidth + ' ' + window.innerWidth</script></body>"
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.page().replace("</body>", probe))
        with tempfile.TemporaryDirectory() as home:
            done = subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={home}", "--window-size=500,900",
                                   "--dump-dom", "file://" + path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=120, check=True)
        wide, window = map(int, re.search(r"<title>(\d+) (\d+)</title>", done.stdout.decode()).groups())
        self.assertLessEqual(wide, window)


if __name__ == "__main__":
    tap.run()
