"""systemd's own judgement of the units: exposure below the limit, nothing unknown in them."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCES = os.environ.get("top_srcdir", os.path.join(os.path.dirname(__file__), "..", ".."))
sys.path.insert(0, os.path.join(SOURCES, "tests", "e2e"))
import tap

LIMIT = 1.2  # systemd 252 --offline
UNITS = {"diaried.service": "diaried.service.in", "diaried@exempel.service": "diaried@.service.in"}


def filled(template):
    with open(os.path.join(SOURCES, "systemd", template), encoding="utf-8") as file:
        return file.read().replace("@sbindir@", "/usr/sbin").replace("@sysconfdir@", "/etc")


@unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not installed")
class Units(unittest.TestCase):
    def test_exposure(self):
        """each unit is exposed no more than the limit"""
        for name, template in UNITS.items():
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, name)
                with open(path, "w", encoding="utf-8") as file:
                    file.write(filled(template))
                run = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager", path],
                                     stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
                found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", run.stdout)
                self.assertIsNotNone(found, run.stdout)
                self.assertLessEqual(float(found.group(1)), LIMIT)
                self.assertNotIn("Unknown", run.stdout)

    def test_alike(self):
        """the template differs from the single unit only in names"""
        single = filled("diaried.service.in").splitlines()
        several = [line.replace(" for %i", "").replace("/%i.conf", "/diarie.conf").replace("credentials/%i.", "credentials/")
                   .replace("diarie/%i", "diarie") for line in filled("diaried@.service.in").splitlines()]
        self.assertEqual(single, several)


if __name__ == "__main__":
    tap.run()
