"""`diarie export`: what a spreadsheet and a script get."""
import csv
import hashlib
import importlib.util
import io
import os
import re
import shutil
import subprocess
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


METS = "{http://www.loc.gov/METS/}"
CSIP = "{https://DILCIS.eu/XML/METS/CSIPExtensionMETS}"
XLINK = "{http://www.w3.org/1999/xlink}"
ERMS = "{https://DILCIS.eu/XML/ERMS}"


class Package(desk.Cli):
    """A case as an archive package. Where SIP_SCHEMAS names a folder with mets.xsd and ERMS.xsd, xmllint validates by them too."""

    def setUp(self):
        super().setUp()
        self.register()
        self.number = self.file_report("Räkna med mig", "Hudiksvalls kommun", "Tecken åäö.")["diarienummer"]
        self.case = self.number.split(".")[0]
        self.root = self.path("arkiv", self.case.replace(" ", "_"))

    def export(self, *more, where="arkiv", **env):
        return self.diarie("export", "--fgs", self.case, "-o", self.path(where), *more, **env)

    def close(self):
        """The year has passed, and nobody waits for its other reports."""
        for quarter in ("2026-Q2", "2026-Q3", "2026-Q4"):
            self.diarie("insats", "excuse", "räkna", quarter, "-r", "vilande")

    def listed(self, mets):
        """Each file of a METS document, as it says itself: path → element; checked against the disk."""
        folder, found = os.path.dirname(mets), {}
        tree = ElementTree.parse(mets).getroot()
        for file in tree.iter(f"{METS}file"):
            for name in ("ID", "MIMETYPE", "SIZE", "CREATED", "CHECKSUM", "CHECKSUMTYPE"):
                self.assertTrue(file.get(name), name)
            place = file.find(f"{METS}FLocat")
            self.assertEqual((place.get("LOCTYPE"), place.get(f"{XLINK}type")), ("URL", "simple"))
            path = os.path.join(folder, place.get(f"{XLINK}href"))
            with open(path, "rb") as opened:
                raw = opened.read()
            self.assertEqual((file.get("SIZE"), file.get("CHECKSUM"), file.get("CHECKSUMTYPE")),
                             (str(len(raw)), hashlib.sha256(raw).hexdigest(), "SHA-256"))
            found[path] = file
        return tree, found

    def check_mets(self, tree, profile, objid):
        head = tree.find(f"{METS}metsHdr")
        self.assertEqual((tree.get("PROFILE"), tree.get("OBJID"), tree.get(f"{CSIP}CONTENTINFORMATIONTYPE"), head.get(f"{CSIP}OAISPACKAGETYPE")),
                         (profile, objid, "citserms_v2_1", "SIP"))
        self.assertTrue(tree.get("TYPE") and head.get("CREATEDATE"))
        agents = [(a.get("ROLE"), a.get("TYPE"), a.get("OTHERTYPE")) for a in head.iter(f"{METS}agent")]
        self.assertIn(("CREATOR", "OTHER", "SOFTWARE"), agents)
        self.assertIn(("CREATOR", "ORGANIZATION", None), agents)
        ids = [e.get("ID") for e in tree.iter() if e.get("ID")]
        self.assertEqual(len(ids), len(set(ids)))
        for name in ids:
            self.assertRegex(name, r"^uuid-[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$")
        for pointer in tree.iter(f"{METS}fptr"):
            self.assertIn(pointer.get("FILEID"), ids)
        for pointer in tree.iter(f"{METS}mptr"):
            self.assertIn(pointer.get(f"{XLINK}title"), ids)
        structure = tree.find(f"{METS}structMap")
        self.assertEqual((structure.get("TYPE"), structure.get("LABEL"), structure.find(f"{METS}div").get("LABEL")), ("PHYSICAL", "CSIP", objid))
        return [d.get("LABEL") for d in structure.find(f"{METS}div")]

    def test_whole(self):
        """the package lists every file once with its sum, has what CSIP and SIP demand, and holds the originals as they came"""
        self.export("--open")
        tree, found = self.listed(os.path.join(self.root, "METS.xml"))
        self.assertEqual(self.check_mets(tree, "https://earksip.dilcis.eu/profile/E-ARK-SIP.xml", os.path.basename(self.root)),
                         ["Metadata", "Documentation", "Representations/rep1"])
        tree, inner = self.listed(os.path.join(self.root, "representations", "rep1", "METS.xml"))
        self.assertEqual(self.check_mets(tree, "https://earkcsip.dilcis.eu/profile/E-ARK-CSIP.xml", "rep1"), ["Metadata", "Data"])
        there = [os.path.join(folder, name) for folder, _, names in os.walk(self.root) for name in names]
        self.assertEqual(sorted([*found, *inner, os.path.join(self.root, "METS.xml")]), sorted(there))
        data = os.path.join(self.root, "representations", "rep1", "data")
        with open(self.path("rapport.docx"), "rb") as original, open(os.path.join(data, self.number.split(" ")[1], "fil1.docx"), "rb") as copy:
            self.assertEqual(original.read(), copy.read())

    def test_erms(self):
        """ERMS tells of the case, each document and its files, with secrecy and what was annulled"""
        self.diarie("protect", self.number, "-p", "21 kap. 1 § OSL", "-b", "AKH")
        other = self.file_report("Räkna med mig", "Hudiksvalls kommun", "Rättad.")["diarienummer"]
        self.diarie("annul", other, "-r", 'fel "fil" <&>')
        self.export("--open")
        data = os.path.join(self.root, "representations", "rep1", "data")
        tree = ElementTree.parse(os.path.join(data, "ERMS.xml")).getroot()
        case = tree.find(f"{ERMS}aggregations/{ERMS}aggregation")
        self.assertEqual((case.get("aggregationType"), case.findtext(f"{ERMS}objectId"), case.findtext(f"{ERMS}title")),
                         ("caseFile", self.case, "Räkna med mig"))
        self.assertEqual(case.find(f"{ERMS}status").get("value"), "open")
        one, two = case.findall(f"{ERMS}record")
        self.assertEqual(one.findtext(f"{ERMS}objectId"), self.number)
        self.assertIn("21 kap. 1 § OSL", one.findtext(f"{ERMS}restriction/{ERMS}regulation"))
        self.assertEqual(one.find(f"{ERMS}direction").get("directionDefinition"), "incoming")
        self.assertEqual(two.findtext(f"{ERMS}notes/{ERMS}note"), 'fel "fil" <&>')
        for record in (one, two):
            for appendix in record.iter(f"{ERMS}appendix"):
                self.assertTrue(os.path.exists(os.path.join(data, appendix.get("path"))))

    def test_same_twice(self):
        """the same case gives the same bytes, also on another day, and taking it out changes nothing in it"""
        self.close()
        trees = []
        for where, now in (("ett", "2027-03-01T09:00:00+01:00"), ("två", "2027-05-01T10:00:00+02:00")):
            self.export(where=where, DIARIE_NOW=now)
            tree = {}
            for folder, _, names in os.walk(self.path(where)):
                for name in names:
                    with open(os.path.join(folder, name), "rb") as file:
                        tree[os.path.relpath(os.path.join(folder, name), self.path(where))] = file.read()
            trees.append(tree)
        self.assertEqual(trees[0], trees[1])
        self.assertIn("arkivpaket uttaget", self.diarie("log", self.case))

    def test_open(self):
        """an open case is refused with what is missing; so are a case that is not there and a package that is"""
        self.diarie("export", "--fgs", self.case, "-o", self.path("arkiv"), status=2)
        self.assertIn("2026-Q2", self.said)
        self.assertFalse(os.path.exists(self.path("arkiv")))
        self.diarie("export", "--fgs", "26-99", "--open", "-o", self.path("arkiv"), status=1)
        self.diarie("export", "--fgs", self.case, status=2)
        self.export("--open")
        self.diarie("export", "--fgs", self.case, "--open", "-o", self.path("arkiv"), status=74)
        self.close()
        self.export(where="senare", DIARIE_NOW="2027-03-01T09:00:00+01:00")

    @unittest.skipUnless(os.environ.get("SIP_SCHEMAS") and shutil.which("xmllint"), "SIP_SCHEMAS is not set, or no xmllint")
    def test_schemas(self):
        """METS and ERMS are valid by their schemas"""
        self.export("--open")
        inner = os.path.join(self.root, "representations", "rep1")
        for schema, path in (("mets", os.path.join(self.root, "METS.xml")), ("mets", os.path.join(inner, "METS.xml")),
                             ("ERMS", os.path.join(inner, "data", "ERMS.xml"))):
            done = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", os.path.join(os.environ["SIP_SCHEMAS"], schema + ".xsd"), path],
                                  capture_output=True)
            self.assertEqual(done.returncode, 0, done.stderr.decode())


if __name__ == "__main__":
    tap.run()
