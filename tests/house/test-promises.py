"""SECURITY.md says of each threat which test holds it: each of them is there, is run by `make check`, and no row goes without."""
import os
import re
import sys
import unittest

SOURCES = os.environ.get("top_srcdir", os.path.join(os.path.dirname(__file__), "..", ".."))
sys.path.insert(0, os.path.join(SOURCES, "tests", "e2e"))
import tap

PROGRAM = re.compile(r"`(tests/[\w/-]+(?:\.py)?)`(?: \(([^)]*)\))?")
NAME = re.compile(r'`([^`]+)`|"([^"]+)"')
LEAST = 40


def read(*parts):
    with open(os.path.join(SOURCES, *parts), encoding="utf-8") as file:
        return file.read()


def rows():
    """(threat, what holds it, the cell that names tests)"""
    cells = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in read("SECURITY.md").splitlines() if line.startswith("| ")]
    return [row for row in cells if row[0] != "threat" and not set(row[0]) <= {"-"}]


def file_of(program):
    return program if program.endswith(".py") else program + ".c"


class Promises(unittest.TestCase):
    def test_rows(self):
        """each row has three cells, and names a test with at least one of its rows"""
        for row in rows():
            with self.subTest(row[0]):
                self.assertEqual(len(row), 3)
                self.assertTrue([names for _, names in PROGRAM.findall(row[2]) if NAME.search(names)], row[2])
        tap.note(f"{len(rows())} threats")
        self.assertGreaterEqual(len(rows()), LEAST)

    def test_tests(self):
        """each test that is named is there, in the program that is named"""
        named = 0
        for row in rows():
            for program, names in PROGRAM.findall(row[2]):
                with self.subTest(program=program, threat=row[0]):
                    text = read(file_of(program))
                    for code, sentence in NAME.findall(names):
                        named += 1
                        wanted = f"def {code}(" if program.endswith(".py") else f"ADD_TEST({code})"
                        self.assertIn(f'{{"{sentence}"' if sentence else wanted, text)
        tap.note(f"{named} rows of tests named")

    def test_run(self):
        """each program that is named is one of `make check`"""
        listed = "".join(read("tests", room, "Makemodule.am") for room in ("e2e", "house", "misbehave"))
        with open(os.path.join(SOURCES, "Makefile.am"), encoding="utf-8") as file:
            listed += file.read()
        for folder, _, names in os.walk(os.path.join(SOURCES, "src")):
            listed += "".join(open(os.path.join(folder, name), encoding="utf-8").read() for name in names if name == "Makemodule.am")
        for row in rows():
            for program, _ in PROGRAM.findall(row[2]):
                self.assertIn(program, listed, row[0])


if __name__ == "__main__":
    tap.run()
