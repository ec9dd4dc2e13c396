#!/usr/bin/env python3
"""A demonstration: twenty insatser over two years, as diaried would have filed them day by day.

    try-full.py FOLDER BUILD    makes it all in FOLDER with the programs in BUILD

Everything is invented, and the same every time.
"""
import datetime
import importlib.util
import os
import random
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tests", "e2e"))
sys.dont_write_bytecode = True
import reports

_spec = importlib.util.spec_from_file_location("try_mails", os.path.join(HERE, "try-mails.py"))
try_mails = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(try_mails)

# name; huvudmän; first day; last day; alias
INSATSER = """Bron till arbete;Storbäckens kommun;2024-01-01;2026-12-31;
Nystart 55+;Furulunda kommun;2024-03-01;;Nystart
Kulturlyftet;Åsbergs kommun;2024-01-01;2026-08-31;
Digital delaktighet;Vikmans kommun;2025-01-01;;
Från skola till arbete – sammanhållet stöd;Storbäckens kommun;2024-01-01;2026-12-31;Skola till arbete
Räkna med oss;Högnäs kommun;2024-01-01;;
Samverkansteam norr;Region Exempel|Högnäs kommun|Vikmans kommun;2024-01-01;;Team norr
Gröna steget;Lillsjö kommun;2024-04-01;2025-12-31;
Hållbar återgång;Region Exempel;2024-01-01;2026-06-30;
Unga framåt;Furulunda kommun;2024-01-01;;
Supported employment;Åsbergs kommun;2024-01-01;;SE-teamet
Hälsoskolan;Region Exempel;2024-07-01;;
Mellanrummet;Storbäckens kommun;2024-01-01;;
Etableringslotsen;Vikmans kommun;2024-01-01;2026-03-31;
Verkstan;Lillsjö kommun;2024-01-01;;
Kvinnor i rörelse;Högnäs kommun;2024-10-01;;
Rusta och matcha lokalt;Furulunda kommun;2024-01-01;;
Psykisk hälsa på jobbet;Region Exempel;2025-01-01;;
Öppna dörren;Åsbergs kommun;2024-01-01;;
Föräldrar på väg;Storbäckens kommun;2024-01-01;;
"""

PEOPLE = ("Karin Påhitt", "Lina Låtsasson", "Moa Skiss", "Olle Övning", "Stig Mönster", "Åsa Exempel", "Per Utkast", "Fatima Prov")

DID = ("Gruppen har träffats {n} gånger i {place}.", "{n} deltagare har kommit ut i praktik hos arbetsgivare på orten.",
       "Vi har genomfört {n} kartläggningssamtal tillsammans med handläggare från Försäkringskassan.",
       "Tre studiebesök har gjorts, bland annat på {work}.", "En ny handledare har börjat och introducerats i {place}.",
       "Praktikplatserna har blivit fler sedan {work} anslöt sig.", "En föräldragrupp har startat med {n} deltagare.",
       "Deltagarna har provat på arbete i {work} under ledning av handledaren.",
       "Vi har hållit en informationsträff för vårdcentralerna om hur man remitterar till insatsen.")
DEVIATED = ("Starten av grupp två sköts upp {n} veckor på grund av sjukdom. Budgeten hålls.", "Inga avvikelser att rapportera.",
            "Antalet deltagare är {n} färre än planerat, eftersom remisserna har kommit sent.",
            "Lokalen i {place} gick inte att använda; verksamheten flyttades tillfälligt till biblioteket.",
            "Kostnaden för tolk blev högre än beräknat.")
SHARED = ("Deltagarna har valt vilka teman som tas upp.", "En enkät visar att {n} av tjugo är mycket nöjda.",
          "Brukarrådet har träffats en gång och önskat fler träffar kvällstid.",
          "Målgruppen har varit med och planerat studiebesöket på {work}.")
GOALS = ("Målet om {n} deltagare per år bedöms kunna nås.", "Delmålet om egen försörjning är uppfyllt för {n} personer.",
         "Bedömningen är att målet om minskad sjukskrivning inte nås i år.", "{n} av deltagarna har gått vidare till arbete eller studier.")
JUDGED = ("Samarbetet mellan parterna fungerar bra. Fler praktikplatser behövs.",
          "Väntetiden till psykiatrin är ett systemfel som fördröjer deltagarnas steg mot arbete.",
          "Det som går bra är den täta kontakten med arbetsgivarna i {place}.",
          "Myndigheternas olika regelverk gör det svårt att hålla ihop planeringen.")
STEERED = ("Styrgruppen har läst rapporten och har inget att tillägga.",
           "Styrgruppen ser att insatsen bör implementeras i ordinarie verksamhet från årsskiftet.",
           "Styrgruppen vill följa budgeten noga nästa kvartal.")
PLACES = ("Storbäcken", "Furulunda", "Åsberg", "Vikmanshyttan", "Högnäs", "Lillsjö")
WORK = ("sågverket", "biblioteket", "storköket på sjukhuset", "bilverkstaden", "trädgårdsmästeriet", "återvinningscentralen")
QUARTERS = [(2024, 2), (2024, 3), (2024, 4), (2025, 1), (2025, 2), (2025, 3), (2025, 4), (2026, 1)]
MONTHS = "januari februari mars april maj juni juli augusti september oktober november december".split()
LAST = "2026-04-20T09:00:00+02:00"


def slug(text):
    plain = text.lower().translate(str.maketrans("åäöé", "aaoe"))
    return "".join(c if c.isalnum() else "." for c in plain).strip(".").replace("..", ".")


def insatser():
    for line in INSATSER.splitlines():
        name, huvudman, start, end, alias = line.split(";")
        yield name, huvudman.split("|"), start, end, alias


def contact(name, huvudman):
    person = PEOPLE[sum(map(ord, name + huvudman)) % len(PEOPLE)]
    return person, f"{slug(person)}@{slug(huvudman.replace(' kommun', ''))}.example"


def register():
    rows = ["namn;huvudman;start;slut;kontakt;alias"]
    for name, huvudman, start, end, alias in insatser():
        rows += [f"{name};{who};{start};{end};{contact(name, who)[1]};{alias}" for who in huvudman]
    return "\n".join(rows) + "\n"


def some(dice, sentences, least, most):
    chosen = dice.sample(sentences, min(len(sentences), dice.randint(least, most)))
    filled = [s.format(n=dice.randint(3, 14), place=dice.choice(PLACES), work=dice.choice(WORK)) for s in chosen]
    return [" ".join(filled[i:i + 2]) for i in range(0, len(filled), 2)]


def answers(dice):
    found = {"2.1": some(dice, DID, 2, 5), "2.2": some(dice, DEVIATED, 1, 1), "2.3": some(dice, SHARED, 1, 2),
             "2.4": some(dice, GOALS, 1, 3), "2.5": some(dice, JUDGED, 1, 3)}
    if dice.random() < 0.4:
        found["2.6"] = some(dice, STEERED, 1, 1)
    return found


def due(year, quarter):
    month, day = {1: (4, 15), 2: (8, 15), 3: (10, 15), 4: (1, 31)}[quarter]
    return datetime.date(year + (quarter == 4), month, day)


def period(year, quarter):
    first, last = quarter * 3 - 3, quarter * 3 - 1
    return f"1 {MONTHS[first]} - {31 if quarter in (1, 4) else 30} {MONTHS[last]} {year}"


def post(dice):
    """(day, mail) for everything that came in, in order."""
    last = datetime.date.fromisoformat(LAST[:10])
    found = []
    for year, quarter in QUARTERS:
        begins, ends = f"{year}-{quarter * 3 - 2:02}-01", f"{year}-{quarter * 3:02}-30"
        for name, huvudman, start, end, _ in insatser():
            for who in huvudman if start <= ends and (not end or end >= begins) else ():
                found += one(dice, name, who, year, quarter, bool(end) and end <= ends + "~")
    return sorted((row for row in found if row[0] <= last), key=lambda row: row[0])


def one(dice, name, who, year, quarter, final):
    """A reporter's quarter: mostly in time, sometimes late, seldom not at all; now and then twice or under another name."""
    day = due(year, quarter) - datetime.timedelta(days=dice.choice((1, 1, 2, 2, 3, 5, 6, 8, 9, 12, -1, -3, -9)))
    if (year, quarter) == QUARTERS[-1] and dice.random() < 0.25:
        return
    if dice.random() < 0.015:
        return
    person, address = contact(name, who)
    written = name if dice.random() > 0.02 else f"Projekt {name.split()[0]} {year}"
    report = reports.Report(written, who, period(year, quarter), person, str(day), answers(dice), final=final)
    kind = reports.pdf if dice.random() < 0.3 else reports.docx
    suffix = "pdf" if kind is reports.pdf else "docx"
    subject = f"Kvartalsrapport {quarter} {name}"
    yield day, reports.mail(f"{person} <{address}>", subject, [(f"Rapport Q{quarter} {year}.{suffix}", kind(report))],
                            when=f"{day}T{dice.randint(7, 14):02}:{dice.randint(0, 59):02}:00+00:00")
    if dice.random() < 0.05:
        report.answers = {**report.answers, "2.2": ["Rättad uppgift: budgeten hålls, men en aktivitet har flyttats till hösten."]}
        later = day + datetime.timedelta(days=2)
        yield later, reports.mail(f"{person} <{address}>", f"Rättad rapport {name}", [("Rättad rapport.docx", reports.docx(report))],
                                  when=f"{later}T08:30:00+00:00")


def others():
    """What is no report, and must wait for a person; the first mails of contrib/try."""
    yield datetime.date(2026, 4, 13), list(try_mails.mails())[2]
    yield datetime.date(2026, 4, 14), list(try_mails.mails())[3]


def run(build, folder, program, *words, now):
    done = subprocess.run([os.path.join(build, program), "--config", os.path.join(folder, "diarie.conf"), *words],
                          env={**os.environ, "DIARIE_NOW": now}, stdout=subprocess.DEVNULL, check=False)
    if done.returncode not in (0, 75):
        sys.exit(f"{program} {' '.join(words)}: {done.returncode}")


def deliver(folder, number, raw):
    with open(os.path.join(folder, "brevlada", "new", f"{1700000000 + number}.M{number}.exempel"), "wb") as file:
        file.write(raw)


def play(folder, build):
    """Day by day where something comes in, and on the working days after each due date for the reminders."""
    mails = sorted([*post(random.Random(2026)), *others()], key=lambda row: row[0])
    reminded = [due(*q) + datetime.timedelta(days=n) for q in QUARTERS for n in (-14, 1, 3, 9, 16)]
    days = sorted({day for day, _ in mails} | {day for day in reminded if str(day) < LAST[:10]})
    run(build, folder, "diarie", "insats", "import", os.path.join(folder, "insatser.csv"), now="2024-06-03T09:00:00+02:00")
    for i, day in enumerate(days):
        for number, (when, raw) in enumerate(mails):
            if when == day:
                deliver(folder, number, raw)
        run(build, folder, "diaried", "--once", now=f"{day}T15:00:00+00:00")
        print(f"\r{day}  {i + 1}/{len(days)}", end="", file=sys.stderr, flush=True)
    run(build, folder, "diaried", "--once", now=LAST)
    print("\r\x1b[K", end="", file=sys.stderr)


def main(folder, build):
    try_mails.make(folder, register(), ())
    play(folder, build)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))
