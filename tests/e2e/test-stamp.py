"""`diarie show --stamped`: number, signature and day of arrival on a copy; the original stays as it came."""
import importlib.util
import io
import os
import re
import shutil
import subprocess
import unittest
import zipfile

import tap

HERE = os.path.dirname(os.path.abspath(__file__))
SPEC = importlib.util.spec_from_file_location("desk", os.path.join(HERE, "test-cli.py"))
desk = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(desk)


def paragraph(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" if text else "<w:p/>"


def row(*cells):
    return "<w:tr>" + "".join(f"<w:tc>{''.join(paragraph(p) for p in cell)}</w:tc>" for cell in cells) + "</w:tr>"


def form(head, n=0):
    """A report whose boxes are laid out as HEAD, markup of the body."""
    plain = desk.docx(desk.REPORT.format(insats="Räkna med mig", huvudman="Hudiksvalls kommun", text=f"Vi har börjat. {n}"))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).decode().replace("<w:body>", "<w:body>" + head))
    return out.getvalue()


LAYOUTS = {
    "labels over values, side by side": "<w:tbl>" + row(["Diarienummer"], ["Signatur"], ["Ankomstdatum"]) + row([""], [""], [""]) + "</w:tbl>",
    "old values are replaced": "<w:tbl>" + row(["Diarienummer"], ["Signatur"]) + row(["SFX 19-1.1"], ["XYZ"]) + row(["Ankomstdatum"])
        + row(["2019-04-15"]) + "</w:tbl>",
    "label and value in one cell": "<w:tbl>" + row(["Diarienummer:", ""], ["Signatur:", ""], ["Ankomstdatum:", ""]) + "</w:tbl>",
    "values to the right": "<w:tbl>" + row(["Diarienummer"], [""]) + row(["Signatur"], [""]) + row(["Ankomstdatum"], [""]) + "</w:tbl>",
    "labels in the text": paragraph("Diarienummer:") + paragraph("Signatur:") + paragraph("Ankomstdatum:"),
    "no boxes at all": "",
}


def pdf(rotate=0):
    """A small PDF of one page; its content leaves a matrix and a clip behind, as some do."""
    lines = "".join(f"BT /F1 11 Tf 60 {780 - 15 * i} Td ({line}) Tj ET\n" for i, line in enumerate(
        desk.REPORT.format(insats="Rakna", huvudman="Hudiksvall", text=f"Text {rotate}").replace("(", "").replace(")", "").split("\n")) if line)
    content = (lines + "0 0 10 10 re W n 0.1 0 0 0.1 500 500 cm\n").encode("latin-1", "replace")
    parts = [b"<< /Type /Catalog /Pages 2 0 R >>",
             b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Rotate %d >>" % rotate,
             b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>", b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
             b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


class Stamp(desk.Cli):
    def setUp(self):
        super().setUp()
        self.register()

    def filed(self, name, raw):
        """RAW filed by hand: its number, and its stamped copy."""
        number = self.lines("file", self.write(name, raw), "--arrived", "2026-04-14", "-i", "Räkna med mig", "-q", "2026-Q1")[0]["diarienummer"]
        copy = self.path("kopia-" + name)
        self.diarie("show", number, "--stamped", "-o", copy)
        with open(copy, "rb") as file:
            stamped = file.read()
        original = self.path("original-" + name) # a name of its own: over another original it writes nothing
        self.diarie("show", number, "--original", "-o", original)
        with open(original, "rb") as file:
            self.assertEqual(file.read(), raw)
        return number, stamped

    def test_word(self):
        """whatever the form's boxes look like, each value stands once, after its label, and nothing else is changed"""
        for i, (name, head) in enumerate(LAYOUTS.items()):
            with self.subTest(name):
                raw = form(head, i)
                number, stamped = self.filed(f"{i}.docx", raw)
                with zipfile.ZipFile(io.BytesIO(stamped)) as new, zipfile.ZipFile(io.BytesIO(raw)) as old:
                    self.assertEqual(new.namelist(), old.namelist())
                    for part in set(old.namelist()) - {"word/document.xml"}:
                        self.assertEqual(new.read(part), old.read(part))
                    text = re.sub("<[^>]+>", "|", new.read("word/document.xml").decode())
                for label, value in (("Diarienummer", number), ("Signatur", "DIA"), ("Ankomstdatum", "2026-04-14")):
                    self.assertEqual(text.split("1. Allmänna")[0].count(value), 1, text[:400])
                    self.assertLess(text.index(label), text.index(value))
                self.assertNotIn("SFX 19-1.1", text)
                self.assertIn("Vi har börjat.", text)

    @unittest.skipUnless(shutil.which("pdftotext") and shutil.which("qpdf"), "no poppler-utils, or no qpdf")
    def test_pdf(self):
        """a PDF has the stamp on its first page, upright however the page is turned, and is whole"""
        for rotate in (0, 90, 180, 270):
            number, stamped = self.filed(f"r{rotate}.pdf", pdf(rotate))
            path = self.path(f"kopia-r{rotate}.pdf")
            self.assertEqual(subprocess.run(["qpdf", "--check", path], capture_output=True).returncode, 0)
            words = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, check=True).stdout.decode()
            width = 842 if rotate % 180 else 595
            place = re.search(rf'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">{number.split()[1]}<', words)
            x1, y1, x2, y2 = map(float, place.groups())
            self.assertTrue(width / 2 < x1 < x2 < width and 0 < y1 < y2 < 40, (rotate, place[0], width))
            self.assertIn("2026-04-14", words)

    def test_same_twice(self):
        """the same original gives the same copy; each is in the log"""
        for name, raw in (("a.docx", form(LAYOUTS["values to the right"])), ("b.pdf", pdf())):
            number, one = self.filed(name, raw)
            self.diarie("show", number, "--stamped", "-o", self.path("igen-" + name))
            with open(self.path("igen-" + name), "rb") as file:
                self.assertEqual(file.read(), one)
            self.assertEqual(self.diarie("log", number).count("stämplad kopia"), 2)

    def test_refused(self):
        """what cannot be stamped is told in Swedish, and nothing is written or logged"""
        for name, raw, said in (("a.txt", b"Kvartalsrapport\n", "Word"), ("b.pdf", b"%PDF-1.4\nskr\xe4p\n", "kan inte stämplas"),
                                ("c.docx", form("")[:900], "kan")):
            number = self.lines("file", self.write(name, raw), "-a", "2026-04-14", "-i", "Räkna med mig", "-q", "2026-Q1")[0]["diarienummer"]
            if not number:
                continue
            self.diarie("show", number, "--stamped", "-o", self.path("kopia"), status=65)
            self.assertIn(said, self.said)
            self.assertFalse(os.path.exists(self.path("kopia")))
            self.assertNotIn("stämplad", self.diarie("log", number))
        self.file_report()
        self.diarie("show", "26-1.1", "--stamped", status=2)
        self.assertIn("--output", self.said)


if __name__ == "__main__":
    tap.run()
