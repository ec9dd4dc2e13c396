"""Every verb of `diarie`, run as staff would: its output, its JSON, its exit status, and what it says about mistakes."""
import contextlib
import io
import json
import os
import pty
import re
import shlex
import shutil
import sqlite3
import subprocess
import tempfile
import threading
import time
import unicodedata
import unittest
import zipfile

import outlook
import reports
import tap

BUILD = os.environ.get("top_builddir", ".")
DIARIE = os.path.join(BUILD, "diarie")
NOW = "2026-04-20T09:00:00+02:00"

CSV = """namn;huvudman;diarienummer;start;slut;kontakt;alias
Från skola till arbete;Gävle kommun;SFX 26-1;2024-01-01;;anna@gavle.example;Sammanhållet stöd|Skola till arbete
Räkna med mig;Hudiksvalls kommun;;2025-01-01;2027-12-31;per@hudik.example, eva@hudik.example;
Trisam;Region Gävleborg;;2023-01-01;;trisam@region.example;
Trisam;Sandvikens kommun;;2023-01-01;;trisam@sandviken.example;
Grön väg;Ockelbo kommun;;2025-01-01;2026-02-28;;
Farlig \x1b[31m\u202eomkastad;Bollnäs kommun;;2025-01-01;;x@bollnas.example;
"""

REPORT = """Kvartalsrapport
Insats för samverkansmedel

1. Allmänna uppgifter

Insatsens namn

{insats}

Huvudman för insatsen

{huvudman}

Kvartalsrapporten gäller för perioden

1 januari - 31 mars 2026

2. Aktivitetsrapport - resultat, utfall och nulägesanalys

2.1 Aktiviteter: Beskriv kortfattat vilka aktiviteter som har genomförts och/eller påbörjats.

{text}

2.2 Avvikelser från planering

Två möten har hållits.

3. Uppgiftslämnare

Datum                Namn
2026-04-14           Anna Exempel
"""


def docx(text):
    """A small Word document with a paragraph for each line of TEXT."""
    paragraphs = "".join(f"<w:p><w:r><w:t xml:space=\"preserve\">{line}</w:t></w:r></w:p>" for line in text.split("\n"))
    space = "http://schemas.openxmlformats.org/"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{space}package/2006/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{space}package/2006/relationships"><Relationship Id="r1" Type='
            f'"{space}officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{space}wordprocessingml/2006/main"><w:body>{paragraphs}</w:body></w:document>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + content)
    return out.getvalue()


SOURCES = os.environ.get("top_srcdir", os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))


class Cli(unittest.TestCase):
    """A folder with its own settings and register; nothing of the machine's."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="diarie-cli-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.config = self.path("diarie.conf")
        for name in ("in", "out"):
            for part in ("cur", "new", "tmp"):
                os.makedirs(self.path(name, part))
        self.write("diarie.conf", f"""[diarium]
database = {self.path("data", "diarie.db")}
forbund = Samordningsförbund Exempel
prefix = SFX
[mailbox]
url = maildir://{self.path("in")}
[outgoing]
url = maildir://{self.path("out")}
from = Samordningsförbund Exempel <kontakt@finsam.example>
staff = handlaggare@finsam.example
chief = chef@finsam.example
""")
        os.chmod(self.config, 0o600)

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def write(self, name, content):
        content = content.encode() if isinstance(content, str) else content
        with open(self.path(name), "wb") as file:
            file.write(content)
        return self.path(name)

    def environment(self, **more):
        env = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR", "TERM")}
        return {**env, "DIARIE_NOW": NOW, **more}

    def run_bare(self, *words, **more):
        return subprocess.run([DIARIE, *words], capture_output=True, env=self.environment(**more), timeout=60)

    def diarie(self, *words, status=0, **more):
        """Standard output of a run that must end with STATUS."""
        done = self.run_bare("--config", self.config, *words, **more)
        self.assertEqual(done.returncode, status, f"{words}: {done.stdout.decode()}{done.stderr.decode()}")
        self.said = done.stderr.decode()
        return done.stdout.decode()

    def lines(self, *words, **more):
        """The JSON objects of a run."""
        return [json.loads(line) for line in self.diarie("--json", *words, **more).splitlines()]

    def register(self):
        self.diarie("insats", "import", self.write("insatser.csv", CSV))

    def file_report(self, insats="Från skola till arbete", huvudman="Gävle kommun", text="Vi har börjat.", *words):
        path = self.write("rapport.docx", docx(REPORT.format(insats=insats, huvudman=huvudman, text=text)))
        return self.lines("file", path, "--arrived", "2026-04-14", *words)[0]


class Words(Cli):
    def test_help(self):
        """help lists every verb and ends with 0"""
        out = self.run_bare("help").stdout.decode()
        for verb in ("status", "list", "show", "search", "review", "file", "extract", "insats", "remind", "check", "backup",
                     "log", "outbox", "health", "pause", "resume", "reread", "form check"):
            self.assertRegex(out, rf"(?m)^  {verb}\b", verb)
        self.assertEqual(self.run_bare("--help").stdout.decode(), out)
        self.assertLessEqual(max(len(line) for line in out.splitlines()), 80)

    def test_help_for_a_verb(self):
        """help VERB and VERB --help say the same, with the options"""
        out = self.run_bare("help", "insats", "excuse").stdout
        self.assertEqual(self.run_bare("insats", "excuse", "--help").stdout, out)
        self.assertIn(b"--until", out)

    def test_version(self):
        """--version names program and version"""
        self.assertRegex(self.run_bare("--version").stdout.decode(), r"^diarie \d+\.\d+\.\d+\n$")

    def test_nothing(self):
        """no verb is wrong usage and points to help"""
        done = self.run_bare()
        self.assertEqual((done.returncode, done.stdout), (2, b""))
        self.assertIn("diarie help", done.stderr.decode())

    def test_mistyped(self):
        """a mistyped verb, second word or option is told with what was meant, exit status 2"""
        for words, meant in ((("statsu",), "diarie status"), (("insats", "improt", "a"), "diarie insats import"),
                             (("status", "--quater", "2026-Q1"), "--quarter"), (("show",), "NUMMER"),
                             (("status", "--quarter", "2026-Q9"), "2026-Q1"), (("help", "serach"), "search")):
            done = self.run_bare(*words)
            self.assertEqual((done.returncode, done.stdout), (2, b""), words)
            self.assertIn(meant, done.stderr.decode())

    def test_examples(self):
        """help VERB gives examples, and each of them is words that the program understands"""
        out = self.run_bare("help", "status").stdout.decode()
        self.assertIn("Exempel\n  diarie status\n", out)
        for verb in ("search", "release", "insats", "review", "list", "show", "diff", "post"):
            for line in re.findall(r"(?m)^  (diarie .*[a-zåäö0-9'].*)$", self.run_bare("help", verb).stdout.decode()):
                if "[" in line or "…" in line or line.isupper() or re.search(r" [A-ZÅÄÖ|]{2,}( |$)", line):
                    continue
                words = shlex.split(line.split("|")[0].replace("$(date +%F)", "x"))[1:]
                self.assertNotEqual(self.run_bare(*words, "--config", "/nonexistent").returncode, 2, line)

    def test_manual(self):
        """the Swedish man page names every verb that help lists, and no line of it begins a request by mistake"""
        page = self.run_bare("manual").stdout.decode()
        for verb in re.findall(r"(?m)^  ([a-zåäö]+(?: [a-z]+)?)(?:  | [A-ZÅÄÖ\[]|$)", self.run_bare("help").stdout.decode().split("Kommandon\n")[1]):
            self.assertRegex(page, rf"(?m)^\.It Cm {verb}( |$)")
        for line in page.splitlines():
            self.assertFalse(line.startswith("'"), line)
            self.assertRegex(line, r"^(?!\.)|^\.(\\\"|[A-Z][a-z] ?)")

    def test_quiet_and_verbose(self):
        """--quiet says nothing but errors; --verbose names settings and register"""
        self.register()
        self.assertEqual(self.diarie("status", "--quiet"), "")
        self.diarie("show", "26-99", "--quiet", status=1)
        self.assertIn("26-99", self.said)
        self.diarie("status", "--verbose")
        self.assertIn(self.config, self.said)

    def complete(self, *words):
        done = self.run_bare("complete", "--", "-c", self.config, *words)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return [line.split("\t")[0] for line in done.stdout.decode().splitlines()]

    def test_complete(self):
        """complete knows verbs, options, insatser, huvudmän, quarters, numbers and what waits"""
        self.register()
        self.file_report()
        self.file_report("Okänt äventyr", "Månens kommun", "Något annat.")
        for words, wanted in ((("sta",), ["status"]), (("insats", "e"), ["excuse", "expect"]), (("show", "26-1"), ["26-1.1"]),
                              (("show", "SFX 26"), ["SFX 26-1.1"]), (("insats", "show", "rä"), ["Räkna med mig"]),
                              (("list", "--huvudman", "sand"), ["Sandvikens kommun"]), (("status", "--plain", "-q", "2026"), ["2026-Q1"]),
                              (("review", "show", ""), ["1"]), (("file", "x"), [":filer"]), (("status", "--hu"), ["--huvudman"]),
                              (("insats", "excuse", "Trisam", "2026"), ["2026-Q1"]), (("comp",), []), (("xyzzy", ""), []), (("export", "--as", ""), ["csv", "jsonl", "xlsx"]),
                              (("export", "--fgs", ""), ["26-1"]), (("letter", "sent", "26"), ["26-1"])):
            self.assertEqual(self.complete(*words), wanted, words)
        self.assertIn("review", self.complete(""))
        self.assertEqual(self.run_bare("complete", "--", "-c", "/nonexistent", "show", "").stdout, b"")

    @unittest.skipUnless(shutil.which("bash"), "no bash")
    def test_complete_in_bash(self):
        """bash's completion quotes names with spaces"""
        self.register()
        script = (f'source "{SOURCES}/src/cli/completion/diarie"; COMP_WORDS=("{DIARIE}" -c "{self.config}" insats show Rä); '
                  'COMP_CWORD=5; _diarie; printf "%s\\n" "${COMPREPLY[@]}"')
        done = subprocess.run(["bash", "-c", script], capture_output=True, env=self.environment(), timeout=60)
        self.assertEqual(done.stdout.decode(), "Räkna\\ med\\ mig\n", done.stderr)

    def test_hostile_word(self):
        """an escape in a mistyped verb does not reach the terminal"""
        self.assertNotIn(b"\x1b", self.run_bare("stat\x1b[31mus").stderr)

    def test_no_config(self):
        """a configuration that is not there ends with 78 and a remedy"""
        done = self.run_bare("status", "--config", self.path("none.conf"))
        self.assertEqual(done.returncode, 78)
        self.assertIn("none.conf", done.stderr.decode())

    def test_bad_config(self):
        """a configuration error goes out as it is, with file and line, exit status 78"""
        path = self.write("bad.conf", "[diarium]\nforbund = X\nfärg = röd\n")
        os.chmod(path, 0o600)
        done = self.run_bare("status", "--config", path)
        self.assertEqual(done.returncode, 78)
        self.assertIn(f"{path}:3", done.stderr.decode())

    @unittest.skipIf(os.geteuid() == 0 and not shutil.which("setpriv"), "root may read everything")
    def test_no_right(self):
        """a register that may not be read is told apart from one that is not there"""
        self.diarie("insats", "import", self.write("a.csv", CSV))
        os.chmod(self.folder, 0o755)
        os.chmod(self.config, 0o644)
        os.chmod(self.path("data"), 0)
        self.addCleanup(os.chmod, self.path("data"), 0o700)
        other = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"] if os.geteuid() == 0 else []
        if other and subprocess.run([*other, DIARIE, "--version"], capture_output=True).returncode:
            self.skipTest("another user cannot reach the build tree")
        done = subprocess.run([*other, DIARIE, "-c", self.config, "status"], capture_output=True, env=self.environment(),
                              timeout=60)
        self.assertEqual(done.returncode, 77, done.stderr)
        self.assertIn("du får inte läsa", done.stderr.decode())

    def test_no_database(self):
        """without a register status says how to make one, exit status 66, and makes none"""
        self.assertEqual(self.diarie("status", status=66), "")
        self.assertIn("diarie insats import", self.said)
        self.assertFalse(os.path.exists(self.path("data")))


class Long(Cli):
    def test_list_newest(self):
        """list shows the newest hundred and says so; scripts, filters and --all get everything"""
        self.register()
        self.file_report()
        with contextlib.closing(sqlite3.connect(self.path("data", "diarie.db"))) as database, database:
            names = [row[1] for row in database.execute("PRAGMA table_info(handling)") if row[1] != "id"]
            for n in range(2, 121):
                values = [{"diarienummer": f"'SFX 26-1.{n}'", "nummer_handling": str(n), "version": str(n)}.get(name, name) for name in names]
                database.execute(f"INSERT INTO handling ({','.join(names)}) SELECT {','.join(values)} FROM handling WHERE id = 1")
        shown = self.diarie("list")
        self.assertIn("De 100 senaste av 120 handlingar", shown)
        numbers = re.findall(r"(?m)^SFX 26-1\.(\d+) ", shown)
        self.assertEqual(numbers, [str(n) for n in range(21, 121)])
        for words in (("--all",), ("--plain",), ("--year", "2026")):
            self.assertEqual(len(re.findall("(?m)^SFX 26-1", self.diarie("list", *words))), 120, words)
        self.assertEqual(len(self.lines("list")), 120)


class Register(Cli):
    def test_import(self):
        """import tells what is new, changes nothing on --dry-run and nothing when repeated"""
        path = self.write("insatser.csv", CSV)
        tried = self.lines("insats", "import", path, "--dry-run")[0]
        self.assertEqual((tried["prov"], len(tried["nya"])), (True, 6))
        self.assertEqual(self.lines("insats", "list"), [])
        self.assertEqual(len(self.lines("insats", "import", path)[0]["nya"]), 6)
        again = self.lines("insats", "import", path)[0]
        self.assertEqual((again["nya"], again["andrade"], len(again["oforandrade"])), ([], [], 6))
        self.assertIn("Inget är nytt", self.diarie("insats", "import", path))

    def test_import_leaves_out(self):
        """import always names those that are registered but not in the file, and contacts that stay where it gives none"""
        self.register()
        less = "".join(line + "\n" for line in CSV.splitlines() if "Räkna" not in line and "Grön" not in line)
        path = self.write("mindre.csv", less.replace("anna@gavle.example", ""))
        told = self.lines("insats", "import", path)[0]
        self.assertEqual(told["saknas_i_filen"], ["Räkna med mig (Hudiksvalls kommun)"])  # the other has ended
        self.assertEqual(told["kontakt_kvar"], ["Från skola till arbete (Gävle kommun): anna@gavle.example. Ta bort med: "
                                                "diarie insats contact 'Från skola till arbete' anna@gavle.example "
                                                "--huvudman 'Gävle kommun' --remove"])
        out = self.diarie("insats", "import", path)
        for words in ("Finns i registret men inte i filen (1)", "diarie insats expect NAMN --off", "Inget är nytt.",
                      "Kontakten är tom i filen men finns kvar i registret (1)"):
            self.assertIn(words, re.sub(r"\s+", " ", out))
        self.assertLessEqual(max(map(len, out.splitlines())), 80)
        ended = CSV.replace("2027-12-31", "2026-03-31")
        self.assertEqual(self.lines("insats", "import", self.write("slut.csv", ended))[0]["saknas_i_filen"], [])
        self.assertEqual(self.lines("insats", "import", path)[0]["saknas_i_filen"], [])
        self.diarie(*shlex.split(told["kontakt_kvar"][0].split(": diarie ")[1]))
        self.assertEqual(self.lines("insats", "import", path)[0]["kontakt_kvar"], [])

    def test_import_renamed(self):
        """a new row that looks like one who is not in the file is refused whole, with a way out that works; --new takes it"""
        self.register()
        before = self.lines("insats", "list")
        row = "Räkna med mig;Hudiksvalls kommun;;2025-01-01;2027-12-31;per@hudik.example, eva@hudik.example;"
        for new, why in (("Norrskenet;Hudiksvalls kommun;;2025-01-01;;EVA@hudik.example;", "samma kontakt och samma startdag"),
                         ("Räkna med oss;Hudiksvalls kommun;;2026-01-01;;bo@hudik.example;", "samma huvudman och nästan samma namn"),
                         ("Räkna med mig Hudik;Hudiksvalls kommun;;2026-01-01;;;", "samma huvudman och nästan samma namn"),
                         ("Norrskenet;Nordanstigs kommun;;2026-01-01;;;Räkna med mig", "dess namn står som alias"),
                         ("Räkna med mig;Nya Hudiksvalls kommun;;2025-01-01;;per@hudik.example;", "diarie insats rename 'Räkna med mig' 'Nya Hudiksvalls kommun' --huvudman 'Hudiksvalls kommun'")):
            path = self.write("ny.csv", CSV.replace(row, new))
            out = self.diarie("insats", "import", path, status=65)
            self.assertIn("Kanske inte nya (1)", out)
            self.assertIn(why, re.sub(r"\s+", " ", out))
            self.assertIn("--new", self.said)
            self.assertLessEqual(max(map(len, (out + self.said).splitlines())), 80)
            self.assertEqual(self.lines("insats", "list"), before)
        taken_over = CSV + row.replace("Hudiksvalls", "Nya Hudiksvalls").replace("2025-01-01", "2026-04-01") + "\n"
        path = self.write("ny.csv", taken_over.replace(row, row.replace("2027-12-31", "2026-03-31"), 1))
        self.assertEqual(self.lines("insats", "import", path, "--dry-run")[0]["tveksamma"], [])
        added = self.write("till.csv", CSV + "Norrskenet;Nordanstigs kommun;;2025-01-01;;per@hudik.example;\n")
        self.assertEqual(self.lines("insats", "import", added, "--dry-run")[0]["tveksamma"], [])  # the old one is in the file
        path = self.write("alias.csv", CSV.replace(row, row.replace("Räkna med mig", "Norrskenet")))
        self.assertEqual(len(self.lines("insats", "import", path, "--new", "--dry-run")[0]["nya"]), 1)
        told = json.loads(self.diarie("insats", "import", path, "--json", status=65))
        self.assertEqual((told["prov"], len(told["tveksamma"])), (True, 1))
        self.diarie(*shlex.split(told["tveksamma"][0].split(": diarie ")[1]))
        self.assertEqual(self.lines("insats", "import", path)[0]["nya"], [])
        self.assertEqual(len(self.lines("insats", "list")), 6)

    def test_import_mistake(self):
        """a mistake in the CSV names file and line and changes nothing, exit status 65"""
        path = self.write("fel.csv", "namn;huvudman;start;slut;kontakt\nA;B;igår;;\n")
        self.diarie("insats", "import", path, status=65)
        self.assertIn("fel.csv", self.said)
        self.assertRegex(self.said, r"\b2\b")

    def test_list(self):
        """insats list has a line for each reporting organisation"""
        self.register()
        found = {(i["namn"], i["huvudman"]): i for i in self.lines("insats", "list")}
        one = found["Räkna med mig", "Hudiksvalls kommun"]
        self.assertEqual([k["adress"] for k in one["kontakter"]], ["per@hudik.example", "eva@hudik.example"])
        self.assertEqual((one["start"], one["slut"]), ("2025-01-01", "2027-12-31"))
        self.assertEqual(found["Från skola till arbete", "Gävle kommun"]["alias"],
                         ["Sammanhållet stöd", "Skola till arbete"])
        self.assertEqual(len(found), 6)

    def test_show(self):
        """insats show takes a part of the name and shows every huvudman"""
        self.register()
        out = self.diarie("insats", "show", "trisam")
        self.assertIn("Region Gävleborg", out)
        self.assertIn("Sandvikens kommun", out)

    def test_unknown(self):
        """a name that nobody has ends with 1 and the likeliest one"""
        self.register()
        self.diarie("insats", "show", "Räkna mä mig", status=1)
        self.assertIn("Räkna med mig", self.said)
        self.assertEqual(self.diarie("insats", "show", "qqqq", status=1), "")

    def test_alias(self):
        """an alias can be learnt and is then a name"""
        self.register()
        self.diarie("insats", "alias", "Räkna med mig", "RMM-projektet")
        self.assertIn("Hudiksvalls kommun", self.diarie("insats", "show", "RMM-projektet"))

    def test_excuse(self):
        """an excuse needs a reason, and changes the status; of one huvudman only where one is named"""
        self.register()
        self.diarie("insats", "excuse", "Trisam", "2026-Q1", status=2)
        self.diarie("insats", "excuse", "Trisam", "kvartal ett", "--reason", "x", status=2)
        self.diarie("insats", "excuse", "Trisam", "2026-Q1", "-H", "Region", "--reason", "vilande")
        status = {i["huvudman"]: i["status"] for i in self.lines("status")[0]["insatser"] if i["insats"] == "Trisam"}
        self.assertEqual(status, {"Region Gävleborg": "dispens", "Sandvikens kommun": "forsenad"})
        out = self.diarie("insats", "excuse", "Räkna med mig", "2026-Q1", "--until", "2026-05-08", "--reason", "sjuk")
        self.assertIn("fredag 8 maj 2026", out)
        self.assertIn("vantas", [i["status"] for i in self.lines("status")[0]["insatser"] if i["insats"] == "Räkna med mig"])

    def test_hostile_name(self):
        """escapes and direction overrides in a name are shown, never sent; in JSON they are escaped"""
        self.register()
        for words in (("insats", "list"), ("status",), ("remind", "--dry-run"), ("insats", "show", "Farlig"), ("log",)):
            for json_flag in ((), ("--json",)):
                out = self.diarie(*words, *json_flag)
                self.assertNotIn("\x1b", out, words)
                self.assertNotIn("\u202e", out, words)
        self.assertIn("\\u202E", self.diarie("insats", "list"))


class Status(Cli):
    def setUp(self):
        super().setUp()
        self.register()

    def test_json(self):
        """status --json is the contract's object, for the quarter that is being reported"""
        state, = self.lines("status")
        self.assertEqual(set(state), {"kvartal", "forfallodag", "insatser", "granskas", "paminnelser_halls"})
        self.assertEqual((state["kvartal"], state["forfallodag"], state["granskas"]), ("2026-Q1", "2026-04-15", 0))
        self.assertEqual(len(state["insatser"]), 6)
        for entry in state["insatser"]:
            self.assertEqual(set(entry), {"insats", "huvudman", "slag", "diarienummer", "status", "rapport", "inkom", "saknas",
                                          "paminnelser", "nasta_paminnelse"})
        entry = next(i for i in state["insatser"] if i["insats"] == "Räkna med mig")
        self.assertEqual((entry["slag"], entry["status"], entry["rapport"], entry["inkom"], entry["saknas"],
                          entry["paminnelser"]), ("kvartalsrapport", "forsenad", None, None, [], 0))
        self.assertRegex(entry["nasta_paminnelse"], r"^2026-04-\d\d$")
        self.assertIsNone(next(i for i in state["insatser"] if i["insats"] == "Grön väg")["nasta_paminnelse"])

    def test_final_report(self):
        """an insats that ended owes a final report, due by its own rule"""
        entry = next(i for i in self.lines("status")[0]["insatser"] if i["insats"] == "Grön väg")
        self.assertEqual((entry["slag"], entry["status"]), ("slutrapport", "vantas"))

    def test_json_anywhere(self):
        """--json and --config stand before or after the verb"""
        wanted = self.run_bare("--json", "--config", self.config, "status").stdout
        self.assertTrue(wanted.startswith(b"{"))
        for words in (("status", "--json", "--config", self.config), ("--config", self.config, "status", "--json"),
                      ("--json", "status", f"--config={self.config}"), ("-c", self.config, "status", "--json")):
            self.assertEqual(self.run_bare(*words).stdout, wanted, words)

    def test_other_quarter(self):
        """--quarter chooses another; one that is coming is waited for"""
        state, = self.lines("status", "--quarter", "2026-q2")
        self.assertEqual((state["kvartal"], state["forfallodag"]), ("2026-Q2", "2026-08-17"))
        self.assertEqual({i["status"] for i in state["insatser"]}, {"vantas", "ingen"})

    def test_people(self):
        """status tells people what is overdue, and the command that does something about it"""
        out = self.diarie("status")
        self.assertIn("kvartal 1 2026", out)
        self.assertIn("onsdag 15 april 2026", out)
        self.assertIn("✗ försenad", out)
        self.assertIn("diarie remind --dry-run", out)
        self.assertIn("6 rapporter: 5 försenade, 1 väntas.", out)

    def test_year(self):
        """--year puts four quarters side by side, and gives four objects as JSON"""
        self.assertRegex(self.diarie("status", "--year", "2026"), r"Q1 +Q2 +Q3 +Q4")
        self.assertEqual([s["kvartal"] for s in self.lines("status", "--year", "2026")],
                         ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"])

    def test_plain(self):
        """--plain, or DIARIE_PLAIN, gives words for marks and a tab between cells, the same number on each line"""
        out = self.diarie("--plain", "status")
        rows = [line.split("\t") for line in out.splitlines() if "\t" in line and not line[0].isdigit()]
        self.assertEqual(rows[0][:3], ["Status", "Insats", "Huvudman"])
        self.assertIn(["försenad", "Från skola till arbete", "Gävle kommun"], [row[:3] for row in rows])
        self.assertEqual({len(row) for row in rows}, {len(rows[0])})
        self.assertFalse(set("✓✗·–\x1b") & set(out))
        self.assertEqual(self.diarie("status", DIARIE_PLAIN="1"), out)
        self.assertNotIn("✗", self.diarie("status", "--year", "2026", "--plain"))

    def test_before(self):
        """quarters before the one shown stand as marks, from the first of which anything was filed"""
        self.assertNotIn("Före", self.diarie("status", COLUMNS="80"))
        self.assertNotIn("saknas sedan", self.diarie("status"))
        path = self.write("r.docx", docx(REPORT.format(insats="Räkna med mig", huvudman="Hudiksvalls kommun", text="Ja.")
                                         .replace("1 januari - 31 mars 2026", "1 oktober - 31 december 2025")))
        self.diarie("file", path, "--arrived", "2026-01-20")
        out = self.diarie("status", COLUMNS="80")
        self.assertRegex(out, r"✗ försenad +Räkna med mig +Hudiksvalls komm\S* +✓ +")
        self.assertRegex(out, r"✗ försenad +Trisam +Region Gävleborg +✗ +")
        self.assertIn("Före: 2025-Q4;", out)
        self.assertRegex(out, r"5 rapporter saknas sedan 2025 +diarie status --year 2025")
        self.assertRegex(self.diarie("status", COLUMNS="200"), r"Huvudman +2025-Q4")

    def test_one_huvudman(self):
        """--huvudman leaves the others out"""
        names = [i["huvudman"] for i in self.lines("status", "-H", "sandviken")[0]["insatser"]]
        self.assertEqual(names, ["Sandvikens kommun"])
        for words in (("status",), ("status", "--year", "2026")):
            lines = [line for line in self.diarie(*words, "-H", "sandviken", "--plain").splitlines() if "kommun" in line]
            self.assertEqual(len(lines), 1, words)
            self.assertRegex(lines[0], r"Trisam\tSandvikens kommun\t", words)
            self.assertIn("försenad", lines[0], words)

    def test_widths(self):
        """no line is wider than the terminal, at 80 and at 200 columns"""
        for columns in (80, 200):
            for words in (("status",), ("insats", "list"), ("status", "--year", "2026"), ("remind", "--dry-run"), ("list",)):
                out = self.diarie(*words, COLUMNS=str(columns))
                self.assertLessEqual(max((len(line) for line in out.splitlines()), default=0), columns, words)
        self.assertIn("Från skola till arbete", self.diarie("status", COLUMNS="200"))

    def test_pager(self):
        """on a terminal what is read at leisure goes through a pager, elsewhere not; leaving it early is no failure"""
        self.file_report(text="Vi har börjat.")
        pager = self.write("pager", "#!/bin/sh\necho BLADDRARE $LESSSECURE; cat")
        os.chmod(pager, 0o700)
        self.assertIn("BLADDRARE 1", self.on_terminal("list", PAGER=pager))
        self.assertIn("26-1.1", self.on_terminal("list", PAGER=pager))
        self.assertNotIn("BLADDRARE", self.diarie("list", PAGER=pager))
        self.assertNotIn("BLADDRARE", self.on_terminal("list", "--json", PAGER=pager))
        self.assertNotIn("BLADDRARE", self.on_terminal("list", PAGER=pager, DIARIE_PAGER=""))
        self.assertNotIn("gick inte", self.on_terminal("help", PAGER="true"))

    def on_terminal(self, *words, **more):
        """What reaches a terminal of 80 columns."""
        main, side = pty.openpty()
        env = self.environment(TERM="xterm", COLUMNS="80", **more)
        process = subprocess.Popen([DIARIE, "--config", self.config, *words], stdin=side, stdout=side, stderr=side, env=env)
        os.close(side)
        out = b""
        while True:
            try:
                piece = os.read(main, 65536)
            except OSError:
                break
            if not piece:
                break
            out += piece
        os.close(main)
        process.wait()
        return out.decode()

    def slow_file(self, after):
        """A file of insatser whose bytes come AFTER so many seconds, as from a slow disk."""
        path = self.path(f"långsam-{len(os.listdir(self.folder))}.csv")
        os.mkfifo(path)

        def fill():
            time.sleep(after)
            with open(path, "w", encoding="utf-8") as file:
                file.write(CSV)
        thread = threading.Thread(target=fill, daemon=True)
        thread.start()
        self.addCleanup(os.unlink, path)
        self.addCleanup(thread.join)
        return path

    def test_busy(self):
        """what takes longer than a second says so on a terminal, and wipes it before the answer"""
        out = self.on_terminal("insats", "import", self.slow_file(1.5))
        self.assertRegex(out, r"\rläser in insatserna … 1 s\x1b\[K\r")
        self.assertRegex(out, r"\r\x1b\[K[^\r]*Oförändrade")
        self.assertNotIn("läser in", out.rpartition("\r\x1b[K")[2])

    def test_not_busy(self):
        """nothing of it below a second, nor with --quiet or --plain, nor in a pipe"""
        self.assertNotIn("läser in", self.on_terminal("insats", "import", self.write("snabb.csv", CSV)))
        for words in (("--quiet",), ("--plain",)):
            self.assertNotIn("läser in", self.on_terminal("insats", "import", self.slow_file(1.3), *words))
        self.diarie("insats", "import", self.slow_file(1.3))
        self.assertNotIn("läser in", self.said)

    def test_colour(self):
        """colour on a terminal, none in a pipe or with NO_COLOR"""
        self.assertIn("\x1b[", self.on_terminal("status"))
        self.assertNotIn("\x1b[", self.on_terminal("status", NO_COLOR="1"))
        self.assertNotIn("\x1b[", self.diarie("status", TERM="xterm"))

    def test_only_our_colour(self):
        """of the escapes on a terminal all are our own colours"""
        for escape in re.findall(r"\x1b(?:\[[^A-Za-z]*[A-Za-z])?", self.on_terminal("status")):
            self.assertRegex(escape, r"^\x1b\[(0|1|2|32|33|1;31)m$")


class Documents(Cli):
    def setUp(self):
        super().setUp()
        self.register()

    def test_file(self):
        """a filed report is found by list, show, status and log"""
        filed = self.file_report()
        self.assertEqual((filed["utfall"], filed["insats"], filed["kvartal"], filed["inkom"]),
                         ("diariefort", "Från skola till arbete", "2026-Q1", "2026-04-14"))
        number = filed["diarienummer"]
        self.assertRegex(number, r"^SFX 26-1\.\d+$")
        listed, = self.lines("list")
        self.assertEqual((listed["diarienummer"], listed["huvudman"], listed["type"]), (number, "Gävle kommun", "kvartalsrapport"))
        self.assertIn(number, self.diarie("list"))
        entry = next(i for i in self.lines("status")[0]["insatser"] if i["insats"] == "Från skola till arbete")
        self.assertEqual((entry["status"], entry["rapport"], entry["inkom"]), ("inkommen", number, "2026-04-14"))
        self.assertIn("✓ inkommen", self.diarie("status"))
        self.assertTrue(self.lines("log", number))

    def test_file_for_people(self):
        """file prints number, insats and quarter on one line"""
        path = self.write("r.docx", docx(REPORT.format(insats="Räkna med mig", huvudman="Hudiksvalls kommun", text="Ja.")))
        self.assertRegex(self.diarie("file", path), r"^SFX 26-\d+\.\d+  Räkna med mig \(Hudiksvalls kommun\), 2026-Q1\n")

    def test_file_twice(self):
        """the same file again is a duplicate and says so"""
        first = self.file_report()
        again = self.file_report()
        self.assertEqual((again["utfall"], again["diarienummer"]), ("dubblett", first["diarienummer"]))
        self.assertEqual(len(self.lines("list")), 1)

    def test_version(self):
        """a changed report for the same quarter is a new version"""
        first = self.file_report()
        second = self.file_report(text="Vi har börjat och även avslutat en hel del.")
        self.assertEqual(second["utfall"], "version")
        old = self.lines("show", first["diarienummer"])[0]
        self.assertEqual(old["ersatt_av"], second["diarienummer"])

    def test_show(self):
        """show --json has the fields, the history, and every file with its checksum"""
        number = self.file_report()["diarienummer"]
        shown, = self.lines("show", number)
        self.assertEqual(shown["avsnitt"]["2.1"], "Vi har börjat.")
        self.assertEqual([set(f) for f in shown["filer"]], [{"namn", "typ", "storlek", "sha256"}])
        self.assertEqual(shown["filer"][0]["namn"], "rapport.docx")
        self.assertTrue(shown["historik"])
        self.assertEqual(shown["rapport"]["type"], "kvartalsrapport")
        self.assertIsNone(shown["meddelande"])
        for written in (number.lower().replace(" ", ""), number[4:], number.replace("-1", "–01")):
            self.assertEqual(self.lines("show", written)[0]["diarienummer"], number, written)

    def test_show_people(self):
        """show is a page for reading; --why says where each value was read"""
        number = self.file_report()["diarienummer"]
        out = self.diarie("show", number, COLUMNS="80")
        for part in (number, "Kvartalsrapport", "Från skola till arbete", "tisdag 14 april 2026", "Vi har börjat.", "rapport.docx"):
            self.assertIn(part, out)
        self.assertLessEqual(max(len(line) for line in out.splitlines()), 80)

    def test_why(self):
        """--why says where and how each value was read, how it was matched and arrived, and why there is no receipt"""
        number = self.file_report()["diarienummer"]
        out = self.diarie("show", number, "--why", COLUMNS="100")
        for part in ("matchades på: namn, huvudman", "för hand", "Läst ur: rapport.docx", "etikett 'Insatsens namn'", "stycke 5",
                     "Inget kvitto: handlingen diariefördes för hand."):
            self.assertIn(part, out)
        why = self.lines("show", number, "--why")[0]["varfor"]
        self.assertEqual(why["ankomst"], {"regel": "for-hand", "tid": None})
        self.assertEqual((why["matchning"], why["fil"], why["brev"]), ("namn, huvudman", "rapport.docx", []))
        self.assertIn({"falt": "avsnitt.2.1", "plats": "stycke 11", "regel": "rubriken '2.1 Aktiviteter'"}, why["belagg"])
        self.assertNotIn("varfor", self.lines("show", number)[0])

    def test_original(self):
        """--original gives the file byte for byte, to a file and to standard output"""
        number = self.file_report()["diarienummer"]
        with open(self.path("rapport.docx"), "rb") as file:
            wanted = file.read()
        self.diarie("show", "--original", number, "-o", self.path("ut.docx"))
        with open(self.path("ut.docx"), "rb") as file:
            self.assertEqual(file.read(), wanted)
        self.assertEqual(self.run_bare("-c", self.config, "show", number, "--original", "-o", "-").stdout, wanted)
        self.diarie("show", number, "--original", "-o", self.path("x"), "--file", "2", status=1)
        os.symlink(self.path("ut.docx"), self.path("lank.docx"))
        self.diarie("show", number, "--original", "-o", self.path("lank.docx"), status=2)  # never through a link
        self.diarie("show", number, "--original", "-o", self.path("ut.docx"))  # over an older copy of ours
        with open(self.path("tom.docx"), "xb"):  # as mktemp makes one
            pass
        self.diarie("show", number, "--original", "-o", self.path("tom.docx"))
        self.assertEqual(os.path.getsize(self.path("tom.docx")), len(wanted))
        self.diarie("show", number, "--original", status=2)

    def test_written_over(self):
        """nothing is written over the register, its sent log, the settings, a link, a device or what others have written; what we wrote there before is replaced"""
        number = self.file_report()["diarienummer"]
        register = self.path("data", "diarie.db")
        with open(register + ".skickat", "a", encoding="ascii") as file:
            file.write("2026-04-14T10:00:01+02:00 x@finsam.example y@finsam.example\n")
        for name, text in (("brev.txt", "Hej"), ("lapp.html", "<!DOCTYPE html>"), ("gammal.csv", "\ufeffNummer\r\n"), ("kopia.db", "SQLite format 3\0gammal")):
            self.write(name, text)
        os.symlink(self.path("lapp.html"), self.path("lank"))
        os.link(register, self.path("samma"))
        os.mkfifo(self.path("ror"))
        with open(register + ".lock", "ab"): # the daemon's; whoever put another in its place would let a second daemon in
            pass
        ours = [register, register + ".skickat", register + ".lock", self.config, self.path("samma"), self.path("lank"), self.path("ror"), self.path("brev.txt")]
        def whole(path):
            with open(path, "rb") as file:
                return file.read()
        before = {path: whole(path) for path in ours if not path.endswith("ror")}
        for words in (("page", "-o"), ("show", number, "--original", "-o"), ("backup",)):
            for path in ours:
                self.diarie(*words, path, status=2)
                self.assertRegex(self.said, "finns redan|är diariet självt")
        os.symlink(self.path("brev.txt"), self.path("lank.csv"))
        os.link(self.path("brev.txt"), self.path("brev.csv"))
        for name in ("lank.csv", "brev.csv"):
            self.diarie("export", "--table", "insatser", "-o", self.path(name), status=2)
            self.assertIn("finns redan", self.said)
        self.assertEqual({path: whole(path) for path in before}, before)
        self.diarie("page", "-o", self.path("lapp.html"))
        self.diarie("export", "--table", "insatser", "-o", self.path("gammal.csv"))
        self.diarie("backup", self.path("kopia.db"))
        for name, size in (("lapp.html", 1000), ("gammal.csv", 50), ("kopia.db", 50000)):
            self.assertGreater(os.path.getsize(self.path(name)), size)

    def test_unknown_number(self):
        """a number that is nobody's ends with 1 and tells what the case holds"""
        number = self.file_report()["diarienummer"]
        self.diarie("show", number + "9", status=1)
        self.assertIn(number, self.said)
        self.diarie("show", "SFX 31-7", status=1)
        self.assertIn("diarie list", self.said)
        self.diarie("show", "hejsan", status=1)
        self.assertIn("inget diarienummer", self.said)

    def test_list_filters(self):
        """list by quarter, year, insats and huvudman; nothing found ends with 1"""
        self.file_report()
        self.file_report("Räkna med mig", "Hudiksvalls kommun")
        self.assertEqual(len(self.lines("list")), 2)
        self.assertEqual(len(self.lines("list", "--insats", "räkna")), 1)
        self.assertEqual(len(self.lines("list", "--huvudman", "gävle")), 1)
        self.assertEqual(len(self.lines("list", "--quarter", "2026-Q1")), 2)
        self.assertEqual(len(self.lines("list", "--year", "2026")), 2)
        self.assertEqual(self.lines("list", "--quarter", "2025-Q1", status=1), [])

    def test_public_list(self):
        """list --public shows no name of an insats' people and only the public columns"""
        self.file_report()
        public, = self.lines("list", "--public")
        self.assertEqual(set(public), {"diarienummer", "arende", "inkom", "riktning", "motpart", "arendemening"})
        self.assertTrue(self.diarie("list", "--public"))

    def test_search(self):
        """search finds words in the text, ends with 1 where there are none, and takes odd words calmly"""
        number = self.file_report(text="Deltagarna har provat på keramik i verkstaden.")["diarienummer"]
        hit, = self.lines("search", "keramik")
        self.assertEqual((hit["diarienummer"], hit["avsnitt"]), (number, "2.1"))
        self.assertIn("keramik", self.diarie("search", "keramik"))
        self.assertNotIn("\u2068", self.diarie("search", "keramik"))
        self.diarie("search", "xylofon", status=1)
        self.diarie("search", '"', "OR", "*", "NEAR(", status=1)

    def test_search_endings(self):
        """search knows Swedish endings, choices and sections, and says what else to try where nothing is found"""
        self.file_report(text="Deltagarna har provat på keramik för målgruppen.")
        self.assertEqual(len(self.lines("search", "deltagares keramiken", "--section", "2.1", "-H", "gävle", "-i", "skola")), 1)
        self.diarie("search", "keramik", "--section", "2.6", status=1)
        self.assertIn("utan urvalet", self.said)
        self.diarie("search", "malgrupper", status=1)
        self.assertIn("--loose", self.said)
        self.assertIn("målgruppen", self.diarie("search", "malgrupper", "--loose"))

    def test_search_names(self):
        """a word that names a huvudman means its reports first; one that names an insats too, where it does not stand in the text"""
        self.file_report(text="Deltagarna har provat på keramik.")
        self.file_report("Räkna med mig", "Hudiksvalls kommun", "Här har vi också provat på keramik.")
        hit, = self.lines("search", "vad skrev Hudiksvall om keramik")
        self.assertEqual(hit["insats"], "Räkna med mig")
        self.assertEqual({h["insats"] for h in self.lines("search", "keramik")}, {"Räkna med mig", "Från skola till arbete"})
        self.diarie("search", "Hudiksvall xylofon", status=1)
        self.file_report(text="Deltagarna har provat på keramik i Hudiksvall.")
        self.assertEqual([h["insats"] for h in self.lines("search", "vad skrev hudiksvall om keramik")], ["Räkna med mig", "Från skola till arbete"])
        self.assertEqual(len(self.lines("search", "vad skrev hudiksvall om keramik", "-n", "1")), 1)

    def file_quarters(self):
        """Two reports of one insats; the older one has the higher number."""
        new = self.file_report(text="Vi har börjat. Nu är vi tolv.")["diarienummer"]
        path = self.write("r.docx", docx(REPORT.format(insats="Från skola till arbete", huvudman="Gävle kommun",
            text="Vi har börjat. Då var vi sju.").replace("1 januari - 31 mars 2026", "1 oktober - 31 december 2025")))
        old, = self.lines("file", path, "--arrived", "2026-04-15")
        return old["diarienummer"], new

    def test_show_by_name(self):
        """show takes an insats too: its newest report, or that of a quarter"""
        old, new = self.file_quarters()
        self.assertEqual(self.lines("show", "skola till")[0]["diarienummer"], new)
        self.assertEqual(self.lines("show", "skola till", "-q", "2025-Q4")[0]["diarienummer"], old)
        self.diarie("show", "skola till", "-q", "2025-Q3", status=1)
        self.assertIn("för det kvartalet", self.said)
        self.assertIn("2.1  Aktiviteter", self.diarie("show", "skola till"))

    def test_diff(self):
        """diff marks what is new since the quarter before, whatever their numbers"""
        old, new = self.file_quarters()
        answer, = self.lines("diff", "skola till")
        self.assertEqual((answer["fore"], answer["efter"]), (old, new))
        self.assertEqual(answer["avsnitt"]["2.1"], [{"ar": "kvar", "text": "Vi har börjat."}, {"ar": "borta", "text": "Då var vi sju."},
                                                    {"ar": "nytt", "text": "Nu är vi tolv."}])
        out = self.diarie("diff", new)
        self.assertIn("  + Nu är vi tolv.\n", out)
        self.assertIn("  - Då var vi sju.\n", out)
        self.assertIn("nytt: Nu är vi tolv.", self.diarie("diff", new, old, "--plain").replace("borta: Nu", "nytt: Nu"))
        self.diarie("diff", old, status=1)

    def test_post(self):
        """post lists what came in on a day or in a week, in the public's words"""
        number = self.file_report()["diarienummer"]
        self.diarie("protect", number, "-p", "21 kap. 1 § OSL", "-b", "AKH", "--public-sender", "En kommun")
        one, = self.lines("post", "--day", "2026-04-14")
        self.assertEqual((one["diarienummer"], one["datum"], one["motpart"], one["anmarkning"]),
                         (number, "2026-04-14", "En kommun", "sekretessmarkerad"))
        self.assertEqual(self.lines("post", "--day", "2026-04-16", "--week"), [one])
        self.assertEqual(self.lines("post"), [])
        self.assertIn("vecka 16", self.diarie("post", "--week", "--day", "2026-04-14"))
        self.assertIn("Inget kom in", self.diarie("post"))

    def test_person(self):
        """person finds every place where somebody stands: contact, report, text, log"""
        number = self.file_report(text="Anna Exempel har ringt.")["diarienummer"]
        found = {(t["var"], t["vad"]) for t in self.lines("person", "anna", "exempel")}
        self.assertEqual(found, {("uppgiftslämnare", number), ("rapporttext", f"{number}, 2.1")})
        self.assertIn(("kontakt", "Från skola till arbete, Gävle kommun"),
                      {(t["var"], t["vad"]) for t in self.lines("person", "ANNA@gavle.example")})
        self.diarie("person", "Ingen Alls", status=1)
        self.diarie("person", "An", status=2)

    def test_release(self):
        """release writes a copy with words, sections and personnummer masked, logs it, and touches nothing"""
        text = "Lisa Prov, 19121212-1212, började 20250701 - 20250930. Lisa prov trivs."
        number = self.file_report(text=text)["diarienummer"]
        before = self.diarie("show", number, "--json")
        words = ("release", number, "lisa prov", "--by", "AKH", "-s", "2.2", "-o")
        self.diarie(*words, self.path("copy.txt"), status=2)
        self.assertFalse(os.path.exists(self.path("copy.txt")))
        self.diarie(*words, self.path("copy.txt"), "-p", "21 kap. 1 § OSL")
        with open(self.path("copy.txt"), encoding="utf-8") as file:
            copy = file.read()
        self.assertIn("█████, █████, började 20250701 - 20250930. █████ trivs.", copy)
        self.assertNotIn("möten har hållits", copy)
        self.assertIn("21 kap. 1 § OSL", copy)
        self.assertIn("kopia utlämnad", self.diarie("log", number))
        self.assertEqual(json.loads(before)["avsnitt"], self.lines("show", number)[0]["avsnitt"])
        self.diarie("release", number, "Lisa Provv", "--by", "AKH", "-p", "x", "-o", "-", status=2)

    def test_release_disguised(self):
        """what is to be masked is masked however it is written: over a line's end, with odd spaces, a soft hyphen or letters in parts"""
        ways = ("Åsa Prov", "ÅSA  PROV", "A\u030asa Prov", "Åsa\u00a0Prov", "Å\u00adsa Pr\u200bov", "Åsa\n\nProv", "Åsa\u202fProv")
        numbers = ("19121212-1212", "19121212\u20111212", "121212+1212", "191212121212", "1912-12-12-1212", "19121212 - 1212", "19121272-1212",
                   "19121212\u00a01212", "1912\u00ad12121212")
        number = self.file_report(text="Före. " + ". ".join((*ways, *numbers)) + ". Efter 2025-01-01 - 2025-03-31.")["diarienummer"]
        copy = self.diarie("release", number, "åsa prov", "--by", "AKH", "-p", "21 kap. 1 § OSL", "-o", "-")
        plain = re.sub(r"[\u00ad\u200b]", "", unicodedata.normalize("NFC", copy)).lower()
        self.assertNotRegex(plain, r"åsa|prov|1212")
        self.assertIn("Efter 2025-01-01 - 2025-03-31.", copy)
        self.assertIn("ur handlingens text", copy)
        self.diarie("release", number, " ", "--by", "AKH", "-p", "x", "-o", "-", status=2)

    def test_release_holds_nothing_else(self):
        """the copy of a report with the word in text, comments, properties and a picture is plain text without any of it"""
        word = "Hemligalisa"
        path = self.write("r.docx", docx(REPORT.format(insats="Räkna med mig", huvudman="Hudiksvalls kommun", text=f"{word} trivs.")))
        with zipfile.ZipFile(path, "a") as archive:
            for name in ("docProps/core.xml", "word/comments.xml", "word/media/image1.png", f"word/{word}.xml"):
                archive.writestr(name, f"<a>{word}</a>")
        number = self.lines("file", path, "--arrived", "2026-04-14")[0]["diarienummer"]
        self.diarie("release", number, word.upper(), "--by", "AKH", "-p", "21 kap. 1 § OSL", "-o", self.path("kopia.txt"))
        with open(self.path("kopia.txt"), "rb") as file:
            copy = file.read()
        self.assertNotIn(word.lower(), copy.decode().lower())
        self.assertNotRegex(copy, rb"[\x00-\x08\x0b-\x1f]|PK|rapport\.docx|r\.docx")
        self.assertEqual(os.stat(self.path("kopia.txt")).st_mode & 0o777, 0o600)

    def test_annul(self):
        """annul needs a reason; the number stays, marked"""
        number = self.file_report()["diarienummer"]
        self.diarie("annul", number, status=2)
        self.diarie("annul", number, "--reason", "fel insats")
        self.assertEqual(self.lines("list")[0]["makulerad"], "fel insats")
        self.assertIn("makulerad", self.diarie("list"))
        self.assertNotEqual(self.file_report(text="Ny.")["diarienummer"], number)

    def test_correct(self):
        """the day of arrival can be corrected, with a reason; never to a day that has not come"""
        number = self.file_report()["diarienummer"]
        self.diarie("correct", number, "--arrived", "2026-04-13", status=2)
        self.diarie("correct", number, "--reason", "x", status=2)
        self.diarie("correct", number, "--arrived", "2026-05-01", "--reason", "x", status=2)
        self.diarie("correct", number, "--arrived", "2026-04-16", "--reason", "låg i skräpposten")
        self.assertEqual(self.lines("show", number)[0]["inkom"], "2026-04-16")
        self.assertIn("låg i skräpposten", self.diarie("log", number))

    def test_protect(self):
        """secrecy is noted with provision and name, and the public list says something else"""
        number = self.file_report()["diarienummer"]
        self.diarie("protect", number, status=2)
        self.diarie("protect", number, "--provision", "21 kap. 1 § OSL", "--by", "Eva Exempel",
                    "--public-sender", "en kommun", "--public-subject", "kvartalsrapport")
        public, = self.lines("list", "--public")
        self.assertEqual((public["motpart"], public["arendemening"]), ("en kommun", "kvartalsrapport"))
        self.assertIn("Eva Exempel", self.lines("show", number)[0]["sekretess"])

    def test_unreadable(self):
        """a file that is not there ends with 66; the others are filed"""
        path = self.write("r.docx", docx(REPORT.format(insats="Räkna med mig", huvudman="Hudiksvalls kommun", text="Ja.")))
        self.diarie("file", self.path("borta.docx"), path, status=66)
        self.assertIn("borta.docx", self.said)
        self.assertEqual(len(self.lines("list")), 1)

    def test_chosen(self):
        """a report for an unknown insats waits in review, unless a person says whose it is"""
        self.assertEqual(self.file_report("Okänt äventyr", "Månens kommun")["utfall"], "granskas")
        filed = self.file_report("Okänt äventyr", "Månens kommun", "Mer text.", "--insats", "Räkna med mig")
        self.assertEqual((filed["utfall"], filed["insats"]), ("diariefort", "Räkna med mig"))
        self.file_and_fail("Trisam")
        self.assertIn("--huvudman", self.said)

    def file_and_fail(self, insats):
        self.diarie("file", self.path("rapport.docx"), "--insats", insats, status=2)


class Reread(Cli):
    """Readings that an older reader left behind: made by hand in the database."""

    def setUp(self):
        super().setUp()
        self.register()
        self.number = self.file_report(text="Vi har börjat bygga broar.")["diarienummer"]
        self.other = self.file_report("Räkna med mig", "Hudiksvalls kommun", text="Allt går bra.")["diarienummer"]

    def database(self, *statements):
        with contextlib.closing(sqlite3.connect(self.path("data", "diarie.db"))) as db, db:
            for statement, values in statements:
                db.execute(statement, values)

    def make_old(self):
        self.database(("UPDATE rapport SET lasare = '0', json = replace(json, 'Vi har börjat bygga broar.', 'Vi har börjat.') WHERE handling_id = 1", ()),
                      ("UPDATE rapport SET json = replace(json, '\"Från skola till arbete\"', '\"Fran skola\"') WHERE handling_id = 1", ()))

    def test_nothing_new(self):
        """what is read as before is neither listed nor stored"""
        again = self.lines("reread")
        self.assertEqual([(one["diarienummer"], one["utfall"], one["sparad"], one["andringar"]) for one in again],
                         [(self.number, "oforandrad", False, []), (self.other, "oforandrad", False, [])])
        self.assertEqual(self.diarie("reread"), "2 handlingar lästa, 0 läses på ett annat sätt än förut.\n")
        self.assertEqual(len(self.lines("show", self.number)[0]["historik"]), 1)

    def test_dry_run(self):
        """a dry run lists each field and section that would change, and changes nothing"""
        self.make_old()
        before = self.lines("show", self.number)
        out = self.diarie("reread", "--dry-run")
        for part in (self.number, "insats: Fran skola → Från skola till arbete", "avsnitt.2.1: 3 ord → 5 ord", "kvar där den är diarieförd",
                     "2 handlingar lästa, 1 läses på ett annat sätt", "Kör om utan --dry-run"):
            self.assertIn(part, out)
        self.assertNotIn(self.other, out)
        self.assertEqual(self.lines("show", self.number), before)

    def test_stored(self):
        """the new reading replaces the old one: fields, text, search, log; original, number and quarter stay"""
        self.make_old()
        before = self.lines("show", self.number)[0]
        one, = self.lines("reread", self.number)
        self.assertEqual((one["utfall"], one["sparad"], one["lasare_fore"]), ("andrad", True, "0"))
        self.assertEqual({change["falt"]: (change["fore"], change["efter"]) for change in one["andringar"]},
                         {"insats": ("Fran skola", "Från skola till arbete"), "avsnitt.2.1": ("3 ord", "5 ord")})
        self.assertIn("kvar där den är diarieförd", one["obs"])
        after = self.lines("show", self.number)[0]
        self.assertEqual(after["avsnitt"]["2.1"], "Vi har börjat bygga broar.")
        self.assertEqual(after["lasare"], one["lasare"])
        for key in ("diarienummer", "insats", "huvudman", "kvartal", "inkom", "filer", "version"):
            self.assertEqual(after[key], before[key], key)
        self.assertRegex(after["historik"][-1], r"läst om, läsare 0 → \S+ insats, avsnitt.2.1 \(3 ord → 5 ord\)$")
        self.assertNotIn("broar", " ".join(after["historik"]))
        self.assertEqual(len(self.lines("search", "broar")), 1)
        self.assertFalse(self.lines("reread", self.number)[0]["sparad"])
        self.diarie("check", "--offline", "--deep")

    def test_worse(self):
        """where the original is no longer read as a report the old reading stays, and the status says so"""
        os.makedirs(self.path("forms-dir", "forms"))
        shutil.copytree(os.path.join(BUILD, "conf", "letters"), self.path("forms-dir", "letters"))
        self.write("forms-dir/forms/annan.form", "[form]\nnamn = Annan\ntyp = kvartalsrapport\ngäller-från = 2024-01-01\ntitel = Helt annat\n"
            "[fält insats]\netikett = Verksamhet\n[fält period]\netikett = Tid\n[avsnitt 9]\nrubrik = Sammanfattning av läget\n")
        before = self.lines("show", self.number)
        one, = self.lines("reread", self.number, status=65, DIARIE_DATA_DIR=self.path("forms-dir"))
        self.assertEqual((one["utfall"], one["sparad"]), ("behallen", False))
        self.assertIn("något annat än en rapport", one["obs"])
        self.assertEqual(self.lines("show", self.number), before)

    def test_unknown(self):
        """a number that is nobody's is refused"""
        self.diarie("reread", "SFX 26-99.1", status=1)

    def test_repeated_text(self):
        """text that was in the last report too is remarked on, for people and in JSON"""
        text = "Vi har träffat sju deltagare i Gävle under hela våren. Samarbetet med regionen fungerar bra och fördjupas."
        self.file_report("Trisam", "Sandvikens kommun", text=text)
        later = REPORT.replace("1 januari - 31 mars 2026", "1 april - 30 juni 2026").format(
            insats="Trisam", huvudman="Sandvikens kommun", text=text)
        filed, = self.lines("file", self.write("q2.docx", docx(later)))
        remarks = [(r["kod"], r["text"]) for r in self.lines("show", filed["diarienummer"])[0]["rapport"]["anmarkningar"]]
        self.assertIn(("upprepad-text", "2.1 är till 100 % samma text som förra kvartalet."), remarks)
        self.assertIn("2.1 är till 100 % samma text som förra kvartalet.", self.diarie("show", filed["diarienummer"]))
        self.assertEqual(self.lines("reread", filed["diarienummer"])[0]["utfall"], "oforandrad")


class Review(Cli):
    def setUp(self):
        super().setUp()
        self.register()
        self.file_report("Okänt äventyr", "Månens kommun")

    def test_list(self):
        """what waits has an id, a reason and a command for the next step; status counts it"""
        one, = self.lines("review")
        self.assertTrue(one["id"] > 0 and one["skal"])
        self.assertEqual(one["rapport"]["insats"], "Okänt äventyr")
        self.assertEqual(self.lines("review", "list"), [one])
        self.assertEqual(self.lines("review", "show", str(one["id"])), [one])
        self.assertIn("diarie review file", self.diarie("review", "show", str(one["id"])))
        self.assertEqual(self.lines("status")[0]["granskas"], 1)
        self.assertIn("diarie review", self.diarie("status"))

    def test_decide(self):
        """a person files it; the name is learnt and the next one finds its way"""
        wanted = str(self.lines("review")[0]["id"])
        self.diarie("review", "file", wanted, status=2)
        filed, = self.lines("review", "file", wanted, "--insats", "Räkna med mig", "--quarter", "2026-Q1")
        self.assertEqual((filed["utfall"], filed["insats"]), ("diariefort", "Räkna med mig"))
        self.assertEqual(self.lines("review"), [])
        self.assertIn("Inget väntar", self.diarie("review"))
        again = self.file_report("Okänt äventyr", "Hudiksvalls kommun", "En ny text med mer i.")
        self.assertEqual((again["utfall"], again["insats"]), ("version", "Räkna med mig"))

    def test_walk(self):
        """walking through takes an answer for each; without an answer, or with a wrong one, all stays"""
        def walk(answers):
            return subprocess.run([DIARIE, "-c", self.config, "review", "walk"], input=answers, capture_output=True, text=True,
                                  env=self.environment(), timeout=60)
        for answers in ("", "h\n", "q\n", "9\n", "a\n\n", "vad?\n"):
            done = walk(answers)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("Okänt äventyr", done.stdout)
            self.assertEqual(len(self.lines("review")), 1, answers)
        self.assertIn("--huvudman", walk("trisam\n").stdout)
        walk("a\nprov\n")
        self.assertEqual(self.lines("review"), [])

    def at_terminal(self, keys, *words):
        """What a terminal shows while KEYS are pressed, each once its prompt has come."""
        main, side = pty.openpty()
        process = subprocess.Popen([DIARIE, "-c", self.config, *words], stdin=side, stdout=side, stderr=side,
                                   env=self.environment(TERM="xterm", NO_COLOR="1", DIARIE_PAGER=""))
        os.close(side)
        out, waiting = b"", list(keys)
        with contextlib.suppress(OSError):
            while piece := os.read(main, 65536):
                out += piece
                if waiting and re.search(rb"\n(> |Insats: |Varf\S+\? |Kvartal[^\n]*: )$", out):
                    os.write(main, waiting.pop(0).encode())
        process.wait()
        os.close(main)
        self.assertEqual((process.returncode, waiting), (0, []), out.decode())
        return out.decode().replace("\r\n", "\n")

    def test_keys(self):
        """at a terminal one key decides; what was learnt is said; u takes it back, and it waits again"""
        self.diarie("review", "dismiss", str(self.lines("review")[0]["id"]), "--reason", "prov")
        self.file_report("Räkna med oss", "Månens kommun")
        number = re.compile(r"SFX 26-\d+\.\d+")
        out = self.at_terminal("1", "review")
        filed = number.search(out).group()
        self.assertIn("lärde mig: 'Räkna med oss' är ett annat namn på Räkna med mig", out)
        self.assertIn("1 beslut. Inget väntar längre.", out)
        self.assertIn("Räkna med oss", self.diarie("insats", "show", "Räkna med mig"))
        self.assertIn(filed, self.diarie("review", "undo"))
        self.assertNotIn("Räkna med oss", self.diarie("insats", "show", "Räkna med mig"))
        self.assertEqual([h["makulerad"] for h in self.lines("list")], ["ångrat beslut i granskningen"])
        again, = self.lines("review")
        self.file_report("Okänt äventyr två", "Månens kommun", "Annan text.")
        out = self.at_terminal("1u1i", "review")
        self.assertEqual(len(number.findall(out)), 3)
        self.assertIn("2 beslut. Inget väntar längre.", out)
        self.assertEqual([bool(h["makulerad"]) for h in self.lines("list")], [True, True, False])
        self.assertEqual(again["rapport"]["insats"], "Räkna med oss")

    def test_keys_more(self):
        """other keys: the text, the help, a name; an arrow key decides nothing; q and Ctrl-D end"""
        out = self.at_terminal(["t", "?", "\x1b[A", "q"], "review")
        self.assertIn("2.1  Aktiviteter", out)
        self.assertIn("ångra ditt senaste beslut", out)
        self.assertIn("0 beslut. 1 väntar fortfarande.", out)
        self.assertIn("1 väntar fortfarande", self.at_terminal(["\x04"], "review"))
        self.assertIn("Trisam (Sandvikens kommun)", self.at_terminal(["n", "trisam / sandviken\n"], "review"))

    def test_version_is_told(self):
        """where the reporter's quarter has a report already, the walk says that it becomes a new version"""
        self.file_report("Räkna med mig", "Hudiksvalls kommun", "Den första.")
        self.file_report("Räkna med oss", "Månens kommun", "Den andra.")
        self.assertRegex(self.at_terminal(["h", "1"], "review"), r"1: SFX 26-\d+\.1 finns redan: det blir en ny version")

    def test_undo_nothing(self):
        """undo without a decision ends with 1; a dismissal can be undone too"""
        self.diarie("review", "undo", status=1)
        self.diarie("review", "undo", "999", status=1)
        wanted = str(self.lines("review")[0]["id"])
        self.diarie("review", "dismiss", wanted, "--reason", "prov")
        self.diarie("review", "undo", wanted)
        self.assertEqual(len(self.lines("review")), 1)

    def test_walk_by_name(self):
        """an insats may be named, with its huvudman after a stroke"""
        done = subprocess.run([DIARIE, "-c", self.config, "review", "walk"], input="trisam / sandviken\n", capture_output=True,
                              text=True, env=self.environment(), timeout=60)
        self.assertRegex(done.stdout, r"SFX 26-\d+\.\d+  Trisam \(Sandvikens kommun\)")

    def test_walk_files(self):
        """a candidate is chosen by its number"""
        self.diarie("review", "dismiss", str(self.lines("review")[0]["id"]), "--reason", "prov")
        self.file_report("Räkna med oss", "Månens kommun")
        one, = self.lines("review")
        self.assertEqual(one["forslag"][0]["insats"], "Räkna med mig")
        done = subprocess.run([DIARIE, "-c", self.config, "review", "walk"], input="1\n", capture_output=True, text=True,
                              env=self.environment(), timeout=60)
        self.assertRegex(done.stdout, r"SFX 26-\d+\.\d+  Räkna med mig")
        self.assertEqual(self.lines("review"), [])

    def test_dismiss(self):
        """dismissing needs a reason and an id that waits"""
        wanted = str(self.lines("review")[0]["id"])
        self.diarie("review", "dismiss", wanted, status=2)
        self.diarie("review", "dismiss", "999", "--reason", "x", status=1)
        self.diarie("review", "show", "abc", status=2)
        self.diarie("review", "dismiss", wanted, "--reason", "prov")
        self.assertEqual(self.lines("review"), [])


class Letters(Cli):
    def setUp(self):
        super().setUp()
        self.register()

    def test_letter(self):
        """letter lists every letter and prints one as it would go: filled, no braces, 72 columns; what is made up is said"""
        listed = self.diarie("letter")
        for name in sorted(name[:-4] for name in os.listdir(os.path.join(SOURCES, "conf", "letters"))):
            self.assertRegex(listed, rf"(?m)^{name} +\S")
            text = self.diarie("letter", "show", name, "--for", "Räkna med mig")
            self.assertNotRegex(text, r"[{}]|\[\]|\(\)")
            for line in text.splitlines()[3:]:
                self.assertTrue(len(line) <= 72 or line.startswith(("diarie ", "http")), line)
        notice = self.diarie("letter", "show", "forhand", "--for", "Räkna med mig")
        self.assertEqual(self.said, "")
        self.assertIn("måndag 17 augusti 2026", notice)
        self.assertIn("Till: per@hudik.example", notice)
        self.diarie("letter", "show", "olasbar")
        self.assertIn("orsak", self.said)
        whole = self.lines("letter", "show", "paminnelse-1", "--for", "Räkna med mig")[0]
        self.assertEqual((whole["brev"], whole["pahittat"]), ("paminnelse-1", None))
        self.diarie("letter", "show", "brev", status=1)
        self.diarie("letter", "show", "forhand", "--for", "Ingen sådan", status=1)

    def test_remind_show(self):
        """remind --show prints each letter whole, with the reminders before it counted"""
        out = self.diarie("remind", "--show", "--until", "2026-04-24")
        self.assertIn("    Ämne: Påminnelse om kvartalsrapporten: Räkna med mig", out)
        self.assertIn("påmint en gång tidigare", out)

    def test_today(self):
        """the dry run shows whom the daemon would write to today, and why"""
        letters = self.lines("remind", "--dry-run")
        mine = [l for l in letters if l["insats"] == "Räkna med mig"]
        self.assertEqual([(l["datum"], l["brev"], l["till"]) for l in mine],
                         [("2026-04-20", "påminnelse", ["per@hudik.example", "eva@hudik.example"])])
        self.assertTrue(mine[0]["skal"])
        self.assertIn("måndag 20 april 2026", self.diarie("remind", "--dry-run"))

    def test_until(self):
        """day by day until a date: reminders 1 and 2, the chief, each once and on open days"""
        letters = [l for l in self.lines("remind", "--dry-run", "--until", "2026-06-30") if l["insats"] == "Räkna med mig"
                   and l["kvartal"] == "2026-Q1"]
        self.assertEqual([l["steg"] for l in letters], [1, 2, 100])
        self.assertEqual([l["datum"] for l in letters], ["2026-04-20", "2026-04-24", "2026-05-04"])
        self.assertEqual(letters[-1]["till"], ["chef@finsam.example"])

    def test_nothing_is_written(self):
        """a dry run leaves no trace"""
        before = self.lines("remind", "--dry-run", "--until", "2026-06-30")
        self.assertEqual(self.lines("remind", "--dry-run", "--until", "2026-06-30"), before)
        self.assertEqual(self.lines("outbox"), [])

    def test_no_letters(self):
        """on a day without letters the next one is told"""
        out = self.diarie("remind", "--dry-run", DIARIE_NOW="2026-04-19T10:00:00+02:00")
        self.assertIn("Inga brev går idag", out)
        self.assertIn("Nästa är", out)

    def test_nobody_to_write_to(self):
        """a reporter without an address is named, and is not the next to be written to"""
        out = self.diarie("remind", "--dry-run", DIARIE_NOW="2026-04-19T10:00:00+02:00")
        self.assertNotIn("till Grön väg", out)
        self.assertRegex(self.diarie("remind", "--dry-run"), r"adress saknas[^\n]*\n  Grön väg \(Ockelbo kommun\)")

    def test_pause(self):
        """pause holds the letters back, and status says so until resume"""
        self.diarie("pause", "--reason", "semester")
        self.assertIn("diarie resume", self.diarie("status"))
        self.diarie("remind", "--dry-run")
        self.assertIn("hålls inne", self.said)
        self.assertTrue(json.loads(self.diarie("health", "--json", status=1))["paus"])
        self.diarie("resume")
        self.assertNotIn("diarie resume", self.diarie("status"))

    def test_calendar(self):
        """the calendar tells moved days, and Easter in the way"""
        days = {d["kvartal"]: d for d in self.lines("calendar", "--year", "2028")}
        self.assertEqual(list(days), ["2027-Q4", "2028-Q1", "2028-Q2", "2028-Q3"])
        self.assertEqual((days["2028-Q1"]["datum"], days["2028-Q1"]["forfallodag"]), ("2028-04-15", "2028-04-18"))
        self.assertIn("flyttad från lördag 15 april 2028", self.diarie("calendar", "--year", "2028"))
        self.assertIn("påminnelser 17 april, 24 april", self.diarie("calendar"))

    def test_outbox(self):
        """an empty outbox says so; an id that is nobody's ends with 1"""
        self.assertIn("Inga brev väntar", self.diarie("outbox"))
        self.diarie("outbox", "resend", "7", status=1)
        self.diarie("outbox", "cancel", "x", status=1)


class Care(Cli):
    def setUp(self):
        super().setUp()
        self.register()

    @unittest.skipUnless(os.path.exists(os.path.join(BUILD, "diaried")), "diaried is not built here")
    def test_check(self):
        """check tries everything and ends with 0; as JSON a line for each trial"""
        out = self.diarie("check")
        self.assertIn("Allt är i ordning", out)
        self.assertNotIn("✗", out)
        trials = {t["prov"]: t["bra"] for t in self.lines("check", "--deep")}
        self.assertEqual(trials, dict.fromkeys(("installningar", "formular", "brev", "databas", "logg", "brevlada",
                                                "utgaende"), True))

    def test_check_finds(self):
        """check says what is wrong and what to do, and ends with 1"""
        shutil.rmtree(self.path("in"))
        out = self.diarie("check", status=1)
        self.assertRegex(out, r"(?m)^✗ brevlåda")
        self.assertIn("[mailbox]", out)

    def test_check_data(self):
        """a broken form or letter is named with file and line, and nothing of it reaches standard error"""
        source = os.path.join(BUILD, "conf")
        shutil.copytree(source, self.path("conf"))
        for name, title in (("forms/kvartalsrapport.form", "formulär"), ("letters/kvitto.txt", "brev")):
            path = self.path("conf", name)
            os.chmod(path, 0o644)
            os.chmod(os.path.dirname(path), 0o755)
            with open(path, encoding="utf-8") as file:
                whole = file.read()
            with open(path, "w", encoding="utf-8") as file:
                file.write(whole + "\n[trasig {okant}\n")
            out = self.diarie("check", "--offline", status=1, DIARIE_DATA_DIR=self.path("conf"))
            self.assertRegex(out, rf"(?m)^✗ {title}")
            self.assertIn(f"{path}:", out.replace("\n                 ", ""))
            self.assertEqual(self.said, "")
            with open(path, "w", encoding="utf-8") as file:
                file.write(whole)

    def test_form_check(self):
        """form check tells every mistake with file and line, in Swedish; 0 for a good one, 65 for a bad one, 66 for none"""
        good = os.path.join(BUILD, "conf", "forms", "kvartalsrapport.form")
        self.assertEqual(self.diarie("form", "check", good), f"{good}: i ordning\n")
        bad = self.write("bad.form", "[form]\nnamn = A\nfärg = blå\nfä\x1b[31mrg = blå\n[fält skonummer]\netikett = Sko\n[fält insats]\nslag = tid\n")
        out = self.diarie("form", "check", bad, good, status=65)
        self.assertEqual([line.split(":")[1] for line in out.splitlines()], ["3", "4", "5", "8", " i ordning"])
        self.assertIn(f"{bad}:3: 'färg' är ingen nyckel i [form]; rätta den eller ta bort raden\n", out)
        self.assertNotIn("\x1b", out)
        told = self.lines("form", "check", good, bad, status=65)
        self.assertEqual([(one["bra"], [fault["rad"] for fault in one["fel"]]) for one in told], [(True, []), (False, [3, 4, 5, 8])])
        self.diarie("form", "check", self.path("none.form"), status=66)
        self.assertIn("UTF-8", self.diarie("form", "check", self.write("latin.form", "[form]\nnamn = Vår\n".encode("latin-1")), status=65))
        self.assertIn("form", self.diarie("form", "check", self.write("tom.form", ""), status=65))
        os.makedirs(self.path("conf2", "forms"))
        shutil.copy(bad, self.path("conf2", "forms", "bad.form"))
        out = self.diarie("check", "--offline", status=1, DIARIE_DATA_DIR=self.path("conf2"))
        self.assertEqual(out.count("bad.form:"), 4)

    def test_check_servers(self):
        """servers that do not answer are told in Swedish, with what to look at"""
        with open(self.config, encoding="utf-8") as file:
            text = file.read()
        text = text.replace(f"url = maildir://{self.path('in')}", "url = imap://a@127.0.0.1:1/INBOX\ntls = none")
        text = text.replace(f"url = maildir://{self.path('out')}", "url = smtp://127.0.0.1:1\ntls = none")
        self.write("diarie.conf", text)
        wrong = {t["prov"]: t["text"] for t in self.lines("check", status=1) if not t["bra"]}
        self.assertIn("Lösenordet till brevlådan saknas", wrong["brevlada"])
        os.mkdir(self.path("credentials"))
        with open(os.open(self.path("credentials", "imap.password"), os.O_CREAT | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            file.write("hemligt\n")
        wrong = {t["prov"]: t["text"] for t in self.lines("check", status=1) if not t["bra"]}
        self.assertIn("Servern går inte att nå", wrong["brevlada"])
        if os.path.exists(os.path.join(BUILD, "diaried")):
            self.assertIn("Servern går inte att nå", wrong["utgaende"])

    def test_check_damage(self):
        """a changed original is found by check --deep"""
        import sqlite3
        self.file_report()
        with sqlite3.connect(self.path("data", "diarie.db")) as db:
            tables = [t for t, in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
            for trigger in tables:
                db.execute(f'DROP TRIGGER "{trigger}"')
            column = next(c for c in db.execute("PRAGMA table_info(innehall)") if c[2] == "BLOB")[1]
            db.execute(f'UPDATE innehall SET "{column}" = zeroblob(length("{column}"))')
        db.close()
        wrong = [t["prov"] for t in self.lines("check", "--deep", "--offline", status=1) if not t["bra"]]
        self.assertEqual(wrong, ["databas"])

    def test_check_config(self):
        """a bad configuration ends check with 78"""
        with open(self.config, "a", encoding="utf-8") as file:
            file.write("fel = ja\n")
        self.assertIn("✗ inställningar", self.diarie("check", status=78))

    def test_backup(self):
        """a copy is a register of its own; the register itself cannot be overwritten"""
        number = self.file_report()["diarienummer"]
        self.diarie("backup", self.path("kopia.db"))
        self.diarie("backup", self.path("data", "diarie.db"), status=2)
        os.mkfifo(self.path("ror"))
        self.diarie("backup", self.path("ror"), status=2)
        self.assertIn("finns redan", self.said)
        with open(self.config, encoding="utf-8") as file:
            text = file.read().replace(self.path("data", "diarie.db"), self.path("kopia.db"))
        copy = self.write("kopia.conf", text)
        os.chmod(copy, 0o600)
        self.assertEqual(json.loads(self.diarie("health", "--json", status=1))["senaste_kopia"], NOW)
        done = self.run_bare("list", "--json", "--config", copy)
        self.assertEqual(json.loads(done.stdout)["diarienummer"], number)

    def test_log(self):
        """the log tells who did what; -n cuts it, an unknown object ends with 1"""
        self.file_report()
        entries = self.lines("log", "-n", "0")
        self.assertGreater(len(entries), 1)
        self.assertEqual(set(entries[0]), {"tid", "vem", "vad", "om", "detalj"})
        self.assertEqual(self.lines("log", "-n", "1"), entries[-1:])
        self.assertIn("hel", self.diarie("log", "--verify"))
        self.assertNotIn("\\u000A", self.diarie("log", "--verify"))
        whole = json.loads(self.diarie("log", "--verify", "--json"))
        self.assertEqual((whole["hel"], whole["rader"], len(whole["sista"])), (True, len(entries), 64))
        self.diarie("log", "SFX 31-9.9", status=1)

    def test_health(self):
        """health is not well before any mail was fetched"""
        state = json.loads(self.diarie("health", "--json", status=1))
        self.assertEqual((state["frisk"], state["senaste_hamtning"], state["brev_ovissa"]), (False, None, 0))


class Extract(Cli):
    def test_document(self):
        """extract needs no configuration and gives the contract's line"""
        path = self.write("r.docx", docx(REPORT.format(insats="Räkna med mig", huvudman="Hudiksvalls kommun", text="Ja.")))
        done = self.run_bare("extract", "--json", path)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        told = json.loads(done.stdout)
        self.assertEqual((told["file"], told["type"], told["insats"], told["period"]["kvartal"], told["error"]),
                         (path, "kvartalsrapport", "Räkna med mig", "2026-Q1", None))
        self.assertIn("Räkna med mig", self.run_bare("extract", path).stdout.decode())

    def test_text(self):
        """--text gives a document's words in the order in which they are read, and says why there are none"""
        page = "<html><body><p>Våren</p><ul><li>ett<li>två</ul><table><tr><td>Mål<td>Utfall<tr><td>12<td>9</table><p>Slut</p></body></html>"
        done = self.run_bare("extract", "--text", self.write("a.html", page.encode()))
        self.assertEqual((done.returncode, done.stdout.decode(), done.stderr), (0, "Våren\n\n- ett\n- två\n\nMål\tUtfall\n12\t9\n\nSlut\n", b""))
        both = self.run_bare("extract", "-t", self.write("b.docx", b"PK\x03\x04 half"), self.write("c.txt", b"Hej \xe5"))
        self.assertEqual((both.returncode, both.stdout.decode()), (65, "Hej å\n"))
        self.assertIn("b.docx", both.stderr.decode())
        mail = self.run_bare("extract", "-t", self.write("m.eml", b"From: a@b.example\nTo: c@d.example\nSubject: x\n\nHej\n"))
        self.assertEqual(mail.returncode, 65)
        self.assertIn("mejl", mail.stderr.decode())

    def test_order_and_errors(self):
        """a line for each file in its order; one that cannot be read ends with 65"""
        good = self.write("a.docx", docx(REPORT.format(insats="Räkna med mig", huvudman="Hudiksvalls kommun", text="Ja.")))
        bad = self.write("b.docx", b"PK\x03\x04 this is no archive")
        done = self.run_bare("--json", "extract", bad, good)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(done.returncode, 65)
        self.assertEqual([line["file"] for line in lines], [bad, good])
        self.assertIn(lines[0]["error"]["kod"], ("skadad", "format"))
        self.assertIsNone(lines[1]["error"])

    def test_mail(self):
        """a mail gives a line for each report with its part; one without a report is ovrigt"""
        from email.message import EmailMessage
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "anna@gavle.example", "kontakt@finsam.example", "Rapport"
        mail.set_content("Hej! Här kommer rapporten.")
        plain = self.write("tom.eml", mail.as_bytes())
        mail.add_attachment(docx(REPORT.format(insats="Räkna med mig", huvudman="Hudiksvalls kommun", text="Ja.")),
                            maintype="application", subtype="octet-stream", filename="rapport.docx")
        done = self.run_bare("extract", "--json", self.write("full.eml", mail.as_bytes()), plain)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([(l["type"], l["part"]) for l in lines], [("kvartalsrapport", "rapport.docx"), ("ovrigt", None)])

    def told(self, name, content):
        """[(type, part)] of a file"""
        done = self.run_bare("extract", "--json", self.write(name, content))
        return [(line["type"], line.get("part")) for line in map(json.loads, done.stdout.splitlines())]

    def test_outlook(self):
        """a mail that Outlook saved is opened: by itself, attached to a mail, within another, and with the report as its text"""
        from email.message import EmailMessage
        text = REPORT.format(insats="Räkna med mig", huvudman="Hudiksvalls kommun", text="Ja.")
        report = docx(text)
        alone = outlook.message(text="Hej!", files=[("Rapport för våren.docx", report), ("logga.png", b"\x89PNG\r\n" + b"x" * 900)])
        self.assertEqual(self.told("a.msg", alone), [("kvartalsrapport", "Rapport för våren.docx")])
        pdf = outlook.message(files=[("r.pdf", reports.pdf(reports.Report("Bron", "Lillåns kommun", "Q1 2026")))])
        self.assertEqual(self.told("p.msg", pdf), [("kvartalsrapport", "r.pdf")])
        open_period = docx(text.replace("1 januari - 31 mars 2026", "våren"))
        asked = self.run_bare("extract", "--json", self.write("s.msg", outlook.message(subject="Kvartalsrapport Q2 2025", files=[("r.docx", open_period)])))
        self.assertEqual(json.loads(asked.stdout)["period"]["kvartal"], "2025-Q2") # its subject is a witness, as any mail's
        nested = outlook.message(text="VB", mails=[outlook.entries(text="Hej!", files=[("inuti.docx", report)])])
        self.assertEqual(self.told("b.msg", nested), [("kvartalsrapport", "inuti.docx")])
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "anna@gavle.example", "kontakt@finsam.example", "Rapport"
        mail.set_content("Se bifogat brev.")
        mail.add_attachment(alone, maintype="application", subtype="vnd.ms-outlook", filename="VB Rapport.msg")
        self.assertEqual(self.told("c.eml", mail.as_bytes()), [("kvartalsrapport", "Rapport för våren.docx")])
        lines = "\r\n\r\n".join(re.sub("<[^>]+>", "", line) for line in text.split("</w:p>"))
        self.assertEqual(self.told("d.msg", outlook.message(text=lines)), [("kvartalsrapport", None)])
        self.assertEqual(self.told("e.msg", outlook.message(text="Hej!")), [("ovrigt", None)])

    def test_outlook_cut(self):
        """a mail that Outlook saved and that was cut or has circles in its tables is no report and no crash"""
        whole = outlook.message(text="Hej!", files=[("a.txt", b"hej")])
        for cut in range(512, len(whole), 512):
            self.assertIn(self.told("a.msg", whole[:cut]), ([("ovrigt", None)], [(None, None)]))
        circle = bytearray(whole)
        circle[-512:] = b"\0" * 512
        self.assertIn(self.told("a.msg", bytes(circle)), ([("ovrigt", None)], [(None, None)]))

    def test_missing(self):
        """a name that cannot be read is told on standard error, exit status 66, after the others"""
        good = self.write("a.txt", "Hej\n")
        done = self.run_bare("extract", "--json", self.path("borta.docx"), self.folder, good)
        self.assertEqual(done.returncode, 66)
        self.assertEqual([json.loads(line)["file"] for line in done.stdout.splitlines()], [good])
        self.assertIn("borta.docx", done.stderr.decode())

    def test_many(self):
        """seventy files, more than two helpers are given at a time, are answered in the order of the words, with one that is missing and one that is too large among them"""
        names = [self.write(f"{i}.txt", "Hej! " * (20000 if i % 7 == 0 else 1)) for i in range(70)]
        os.truncate(names[33], 3 << 30)
        os.remove(names[40])
        done = self.run_bare("extract", "--json", *names)
        self.assertEqual(done.returncode, 66)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([line["file"] for line in lines], names[:40] + names[41:])
        self.assertEqual([os.path.basename(line["file"]) for line in lines if line["error"]], ["33.txt"])
        self.assertEqual(done.stderr.decode().count("40.txt"), 1)

    def test_too_large(self):
        """a file larger than anything that is read has its line, for-stor, without being read"""
        path = self.write("stor.docx", "")
        os.truncate(path, 3 << 30)
        good = self.write("a.txt", "Hej\n")
        done = self.run_bare("extract", "--json", path, good)
        self.assertEqual(done.returncode, 65, done.stderr)
        self.assertEqual([(json.loads(line)["error"] or {}).get("kod") for line in done.stdout.splitlines()], ["for-stor", None])


class Arrows(unittest.TestCase):
    def test_libraries(self):
        """diarie links no parser, no curl and no IMAP library"""
        out = subprocess.run(["readelf", "-d", DIARIE], capture_output=True, text=True, check=True).stdout
        for library in ("poppler", "libxml2", "libzip", "libetpan", "libcurl", "gmime"):
            self.assertNotIn(library, out)


if __name__ == "__main__":
    tap.run()
