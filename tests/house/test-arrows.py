"""The arrows of ARCHITECTURE.md: which rooms may include which doors, and what each program links."""
import os
import re
import subprocess
import sys
import unittest

SOURCES = os.environ.get("top_srcdir", os.path.join(os.path.dirname(__file__), "..", ".."))
BUILD = os.environ.get("top_builddir", SOURCES)
sys.path.insert(0, os.path.join(SOURCES, "tests", "e2e"))
import tap

BASE = {"archive", "base", "bytes", "report", "owed", "ole", "zipped"}
# room: the doors it may open besides its own and those of base
ARROWS = {
    "base": set(),
    "document": set(),
    "message": set(),
    "form": {"document"},  # the blocks that enter it
    "extract": {"message", "document", "form"},
    "mailbox": set(),
    "worker": {"mailbox", "extract", "form", "message", "document"},  # the words of the dialogues, no functions
    "registry": {"inbox", "outbox"},  # a part of its own door
    "letter": set(),
    "reminder": set(),
    "page": set(),
    "export": set(),
    "paper": set(),
    "packet": {"paper"},
    "print": {"paper"},
    "token": set(),
    "daemon": {"page", "registry", "inbox", "outbox", "reminder", "letter", "token", "worker"},
    "cli": {"export", "packet", "page", "paper", "registry", "inbox", "outbox", "reminder", "letter", "worker"},
}
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]diarie/([a-z]+)\.h[>"]', re.MULTILINE)

PARSERS = {"libpoppler", "libpoppler-glib", "libxml2", "libzip", "libetpan", "libgmime-3.0", "libtesseract", "libytnef", "libexpat", "libpango-1.0", "libcairo"}
SLOW = {"libjson-glib-1.0", "libgio-2.0"}  # they bring a dozen others into every start
# program: libraries that it must not link
BARRED = {
    "diaried": SLOW | {"libsystemd", "libpoppler", "libpoppler-glib", "libxml2", "libzip", "libetpan"},
    "diarie": PARSERS | SLOW | {"libcurl-gnutls", "libcurl", "libgnutls"},
    "diarie-mailbox": (PARSERS - {"libetpan"}) | {"libsqlite3", "libgnutls"},
    "diarie-extract": SLOW | {"libgobject-2.0", "libzip", "libseccomp", "libxml2", "libcurl-gnutls", "libcurl", "libetpan", "libsqlite3", "libgnutls"},
}


def doors_included(path):
    with open(path, encoding="utf-8") as file:
        return set(INCLUDE.findall(file.read()))


def doors_reached(door):
    """A door and all that it includes itself."""
    seen, todo = set(), {door}
    while todo:
        name = todo.pop()
        seen.add(name)
        todo |= doors_included(os.path.join(SOURCES, "include", "diarie", name + ".h")) - seen
    return seen


class Arrows(unittest.TestCase):
    def test_rooms(self):
        """each room includes only the doors that the architecture allows"""
        wrong = []
        for room, allowed in ARROWS.items():
            folder = os.path.join(SOURCES, "src", room)
            for name in sorted(os.listdir(folder)):
                if not name.endswith((".c", ".h")):
                    continue
                for door in doors_included(os.path.join(folder, name)) - BASE - {room} - allowed:
                    wrong.append(f"src/{room}/{name} includes diarie/{door}.h")
        self.assertEqual(wrong, [])

    def test_every_room_is_in_the_table(self):
        """no room of src is missing from the table"""
        rooms = {name for name in os.listdir(os.path.join(SOURCES, "src")) if os.path.isdir(os.path.join(SOURCES, "src", name))}
        self.assertEqual(rooms, set(ARROWS))

    def test_doors(self):
        """no door includes its way round the table"""
        wrong = [f"{room}.h reaches {door}.h" for room, allowed in ARROWS.items() if room != "base"
                 for door in doors_reached(room) - BASE - {room} - allowed]
        self.assertEqual(wrong, [])


class Links(unittest.TestCase):
    def needed(self, program):
        path = os.path.join(BUILD, program)
        text = subprocess.run(["readelf", "-d", path], stdout=subprocess.PIPE, check=True, text=True).stdout
        found = {name.split(".so")[0] for name in re.findall(r"\(NEEDED\).*\[(.+)\]", text)}
        self.assertTrue(found)
        return found

    def test_programs(self):
        """no program links a library that its room may not know"""
        wrong = [f"{program} links {name}" for program, barred in BARRED.items() for name in sorted(self.needed(program) & barred)]
        self.assertEqual(wrong, [])


if __name__ == "__main__":
    tap.run()
