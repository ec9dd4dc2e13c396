#!/usr/bin/env python3
"""The example that contrib/try plays: settings, a register of insatser, and mails in a Maildir.

    try-mails.py FOLDER           makes it all there
    try-mails.py --print MAILDIR  prints the mails of a Maildir as a reader sees them
"""
import email
import email.policy
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "e2e"))
sys.dont_write_bytecode = True
import reports

CONFIG = """# Exempel: ett litet förbund med en brevlåda på den här datorn
[diarium]
database = {0}/diarie.db
forbund = Samordningsförbund Exempel
prefix = SFE

[mailbox]
url = maildir://{0}/brevlada

[outgoing]
url = maildir://{0}/utgaende
from = Samordningsförbund Exempel <kontakt@finsam.example>
staff = handlaggare@finsam.example
chief = chef@finsam.example

[letters]
kontaktperson = Hanna Handläggare
telefon = 000-00 00 00
mall_url = https://finsam.example/mallar
"""

REGISTER = """namn;huvudman;start;slut;kontakt;alias
Bron till arbete;Storbäckens kommun;2025-01-01;2026-12-31;karin.pahitt@storbacken.example;
Nystart 55+;Furulunda kommun;2025-09-01;;lina.latsasson@furulunda.example;Nystart
Kulturlyftet;Åsbergs kommun;2024-09-01;2026-08-31;moa.skiss@asberg.example;
Digital delaktighet;Vikmans kommun;2026-01-01;;olle.ovning@vikman.example;
"""


def mails():
    bron = reports.Report("Bron till arbete", "Storbäckens kommun", "1 januari - 31 mars 2026")
    nystart = reports.Report("Nystart 55+", "Furulunda kommun", "20260101 - 20260331", "Lina Låtsasson", "2026-04-13",
                             {k: v for k, v in reports.ANSWERS.items() if k != "2.6"})
    unknown = reports.Report("Ett helt annat projekt", "Bergsnäs kommun", "2026-01-01 – 2026-03-31", "Stig Mönster")
    yield reports.mail("Karin Påhitt <karin.pahitt@storbacken.example>", "Kvartalsrapport Bron till arbete",
                       [("Kvartalsrapport Q1.docx", reports.docx(bron))], when="2026-04-10T07:12:00+00:00")
    yield reports.mail("Lina Låtsasson <lina.latsasson@furulunda.example>", "Rapport kvartal 1",
                       [("Nystart kvartal 1.pdf", reports.pdf(nystart))], when="2026-04-13T13:40:00+00:00")
    yield reports.mail("Moa Skiss <moa.skiss@asberg.example>", "Anteckningar från mötet",
                       [("minnesanteckningar.docx", reports.minutes())], "Hej!\n\nHär är anteckningarna.\n", "2026-04-09T08:00:00+00:00")
    yield reports.mail("Stig Mönster <stig.monster@bergsnas.example>", "Vår rapport",
                       [("rapport.docx", reports.docx(unknown))], when="2026-04-13T06:30:00+00:00")
    yield reports.mail("Olle Övning <olle.ovning@vikman.example>", "Autosvar: Snart dags för kvartalsrapporten", (),
                       "Jag är ledig till den 20 april.\n", "2026-04-02T06:30:00+00:00", headers=[("Auto-Submitted", "auto-replied")])


def make(folder, register=REGISTER, mails=()):
    for name in ("brevlada", "utgaende"):
        for part in ("new", "cur", "tmp"):
            os.makedirs(os.path.join(folder, name, part))
    with open(os.path.join(folder, "diarie.conf"), "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o640)) as file:
        file.write(CONFIG.format(folder))
    with open(os.path.join(folder, "insatser.csv"), "w", encoding="utf-8") as file:
        file.write(register)
    for number, raw in enumerate(mails, 1):
        with open(os.path.join(folder, "brevlada", "new", f"{1776000000 + number}.M{number}.exempel"), "wb") as file:
            file.write(raw)


def show(folder):
    names = sorted(os.path.join(folder, part, name) for part in ("new", "cur") for name in os.listdir(os.path.join(folder, part)))
    letters = []
    for path in names:
        with open(path, "rb") as file:
            letters.append(email.message_from_binary_file(file, policy=email.policy.default))
    for letter in sorted(letters, key=lambda m: (m["Date"].datetime, m["Message-ID"])):
        print("-" * 72)
        for name in ("Date", "To", "Subject"):
            print(f"{name}: {letter[name]}")
        print()
        print(letter.get_content().rstrip())
    print("-" * 72)
    print(f"{len(letters)} mejl")


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "--print":
        show(sys.argv[2])
    elif len(sys.argv) == 2:
        make(os.path.abspath(sys.argv[1]), mails=mails())
    else:
        sys.exit(__doc__)
