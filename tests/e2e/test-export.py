"""`diarie export`: what a spreadsheet and a script get."""
import csv
import importlib.util
import io
import os
import re
import unittest
import xml.etree.ElementTree as ElementTree
import zipfile

import tap

HERE = os.path.dirname(os.path.abspath(__file__))
SPEC = importlib.util.spec_from_file_location("desk", os.path.join(HERE, "test-cli.py"))
desk = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(desk)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Tables(desk.Cli):
    def setUp(self):
        super().setUp()
        self.register()
        self.number = self.file_report()["diarienummer"]

    def cells(self, sheet):
        """Column letter and row → (text, is it text), of a leaf of the workbook."""
        tree = ElementTree.fromstring(zipfile.ZipFile(self.path("d.xlsx")).read(f"xl/worksheets/sheet{sheet}.xml"))
        found = {}
        for cell in tree.iter(f"{MAIN}c"):
            self.assertIsNone(cell.find(f"{MAIN}f"), "a formula")
            text = cell.get("t") == "inlineStr"
            found[cell.get("r")] = ("".join(cell.itertext()), text)
        return found

    def column(self, cells, title):
        return next(re.match("[A-Z]+", place)[0] for place, (text, _) in cells.items() if text == title and place.endswith("1"))

    def test_csv(self):
        """CSV is as a Swedish Excel wants it: byte order mark, semicolons, CRLF, bare days"""
        raw = self.run_bare("-c", self.config, "export").stdout
        self.assertTrue(raw.startswith(b"\xef\xbb\xbf"))
        self.assertEqual(raw.count(b"\n"), raw.count(b"\r\n"))
        row = next(csv.DictReader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
        self.assertEqual((row["Diarienummer"], row["Inkom"], row["Kvartal"], row["Version"]), (self.number, "2026-04-14", "2026-Q1", "1"))
        self.assertIn(b";2026-04-14;", raw)

    def test_jsonl(self):
        """JSON Lines have the words of list --json"""
        listed = self.lines("list")[0]
        exported = self.lines("export")[0]
        for key in ("diarienummer", "arende", "inkom", "type", "insats", "huvudman", "kvartal", "registrerad", "version", "makulerad"):
            self.assertEqual(exported[key], listed[key], key)

    def test_xlsx(self):
        """a workbook has three leaves, real days and numbers, texts that are no formulas, and no escapes"""
        self.diarie("insats", "alias", "Trisam", "=1+1")
        self.diarie("export", "-o", self.path("d.xlsx"))
        names = re.findall('sheet name="([^"]+)"', zipfile.ZipFile(self.path("d.xlsx")).read("xl/workbook.xml").decode())
        self.assertEqual(names, ["Handlingar", "Insatser", "Brev"])
        cells = self.cells(1)
        self.assertEqual(cells["A2"], (self.number, True))
        self.assertEqual(cells[self.column(cells, "Inkom") + "2"], ("46126", False))  # 2026-04-14
        self.assertEqual(cells[self.column(cells, "Registrerad") + "2"], ("46132.3750000000", False))
        cells = self.cells(2)
        texts = [text for text, _ in cells.values()]
        self.assertIn("=1+1", texts)
        self.assertFalse([text for text in texts if re.search("[\x00-\x08\x1b]", text)])

    def test_same_twice(self):
        """the same register gives the same bytes"""
        for name in ("d.csv", "d.jsonl", "d.xlsx"):
            read = []
            for _ in range(2):
                self.diarie("export", "-o", self.path(name))
                with open(self.path(name), "rb") as file:
                    read.append(file.read())
            self.assertEqual(read[0], read[1], name)

    def test_public(self):
        """--public has the public twins and nothing else"""
        self.diarie("protect", self.number, "-p", "21 kap. 1 § OSL", "-b", "AKH", "--public-sender", "En kommun")
        line = self.lines("export", "--public")[0]
        self.assertEqual(set(line), {"diarienummer", "arende", "inkom", "riktning", "motpart", "arendemening"})
        self.assertEqual(line["motpart"], "En kommun")
        self.diarie("export", "--public", "-o", self.path("d.xlsx"))
        self.assertEqual(len([n for n in zipfile.ZipFile(self.path("d.xlsx")).namelist() if "worksheets" in n]), 1)
        self.diarie("export", "--public", "--table", "brev", status=2)

    def test_filters(self):
        """a quarter, a year, an insats, a huvudman; a table of its own; wrong words are told"""
        self.file_report("Räkna med mig", "Hudiksvalls kommun")
        self.assertEqual(len(self.lines("export")), 2)
        self.assertEqual(len(self.lines("export", "--insats", "räkna")), 1)
        self.assertEqual(len(self.lines("export", "--quarter", "2025-Q4")), 0)
        self.assertEqual(len(self.lines("export", "--table", "insatser")), 6)
        self.diarie("export", "--table", "apor", status=2)
        self.assertIn("handlingar", self.said)
        self.diarie("export", "-o", self.path("d.ods"), status=2)
        self.assertIn("xlsx", self.said)


if __name__ == "__main__":
    tap.run()
