"""Figures of whole programs, beside the peers that happen to be installed: medians of interleaved rounds, and ratios.

    make bench            everything; prints a table and writes bench.json
    bench.py --quick      few rounds and small inputs, to see that nothing here has rotted
"""
import argparse
import json
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "e2e"))
import reports
import servers
from house import BUILD, House, eventually, memory_mib

WORDS = ("Gruppen har träffats varje vecka och arbetat med planering studiebesök praktik och samtal om vardagen "
         "Samarbetet mellan kommunen regionen och myndigheterna fungerar bra enligt deltagarna").split()
SYLLABLES = "ba da fö re sta ning ver kom mun ar bet prak tik håll sam skap del ta gar mål sur ser".split()
ROWS = []


def long_report(paragraphs, insats="Bron till arbete", salt=0):
    """PARAGRAPHS of some sixty words a section, the same every time."""
    def text(number):
        return " ".join(WORDS[(number * 7 + i * 5 + salt) % len(WORDS)] for i in range(60)) + "."
    answers = {key: [text(number * 100 + i) for i in range(paragraphs)] for number, key in enumerate(reports.HEADINGS)}
    return reports.Report(insats, "Storbäckens kommun", "1 januari - 31 mars 2026", answers=answers)


def varied(report, seed=3):
    """The same REPORT in words that do not return in every paragraph: what is remembered of one helps less with the next."""
    chance = random.Random(seed)
    words = WORDS + ["".join(chance.choice(SYLLABLES) for _ in range(chance.randrange(2, 5))) for _ in range(3000)]

    def sentence():
        return " ".join(words[min(int(chance.expovariate(1 / 400)), len(words) - 1)] for _ in range(12)).capitalize() + "."
    report.answers = {key: [" ".join(sentence() for _ in range(5)) for _ in texts] for key, texts in report.answers.items()}
    return report


def as_word(report):
    """REPORT as Word saves it: text in runs of some words, each with its marks of revision, font, size and language."""
    chance = random.Random(5)
    marks = [f"00{chance.randrange(1 << 24):06X}" for _ in range(40)]
    font = '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/>'
    size = '<w:sz w:val="22"/><w:szCs w:val="22"/>'

    def run(text, bold=False):
        words, out = text.split(" "), []
        while words:
            n = chance.randrange(2, 14)
            piece, words = " ".join(words[:n]) + (" " if words[n:] else ""), words[n:]
            out.append(f'<w:r w:rsidR="{chance.choice(marks)}" w:rsidRPr="{chance.choice(marks)}"><w:rPr>{font}{"<w:b/><w:bCs/>" if bold else ""}{size}'
                       f'<w:lang w:val="sv-SE"/></w:rPr><w:t xml:space="preserve">{piece}</w:t></w:r>')
        return "".join(out)

    def paragraph(style, text):
        mark = {"title": "Heading1", "heading": "Heading2"}.get(style)
        own = f'<w:pStyle w:val="{mark}"/>' if mark else '<w:spacing w:after="120" w:line="276" w:lineRule="auto"/>'
        runs = run(text[0], True) + (run(" " + text[1]) if text[1] else "") if style == "section" else run(text, style == "label")
        return (f'<w:p w:rsidR="{chance.choice(marks)}" w:rsidRDefault="{chance.choice(marks)}" w:rsidP="{chance.choice(marks)}">'
                f"<w:pPr>{own}<w:rPr>{font}{size}</w:rPr></w:pPr>{runs if text else ''}</w:p>")
    return reports.package("".join(paragraph(style, text) for style, text in report.lines()))


def noise(seed, size=40000):
    """Bytes that do not compress, the same for the same SEED: they fill a mail up as a picture would."""
    return random.Random(seed).randbytes(size)


def timed(command):
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=False)
    return (time.perf_counter() - began) * 1000


def spent(command):
    """Milliseconds of the processor, by COMMAND and all that it started: a busy machine does not make them more."""
    with open(os.devnull, "r+b") as null:
        process = subprocess.Popen(command, stdin=null, stdout=null, stderr=null)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return (used.ru_utime + used.ru_stime) * 1000


def spent_warm(file, turns):
    """The same for a reading of FILE by a warm worker: what TURNS more of them cost."""
    used = []
    for n in (1, 1 + turns):
        with Warm(file) as warm:
            for _ in range(n):
                warm()
        used.append(warm.cpu_ms())
    return (used[1] - used[0]) / turns


class Warm:
    """A program of tests/bench with WORDS that does its work once for each line it gets, and says how many milliseconds that took:
    the extractor that the daemon keeps (bench-worker), or what such a one is measured by."""

    def __init__(self, *words, program="bench-worker"):
        self.process = subprocess.Popen([os.path.join(BUILD, "tests", "bench", program), *words], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def __call__(self):
        print(file=self.process.stdin, flush=True)
        return float(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        _, status, self.used = os.wait4(self.process.pid, 0)  # with all that it started and waited for
        self.process.returncode = os.waitstatus_to_exitcode(status)
        if self.process.returncode:
            raise SystemExit(f"{self.process.args[0]} failed")

    def cpu_ms(self):
        """Of the processor, by this and its helpers, when all is over."""
        return (self.used.ru_utime + self.used.ru_stime) * 1000


def peak(file):
    """The most memory (MiB) that the extractor held at any time, or a child of its that read FILE."""
    with subprocess.Popen([os.path.join(BUILD, "tests", "bench", "bench-worker"), "--peak", file], stdout=subprocess.PIPE, text=True) as worker:
        return float(worker.stdout.readline())


def compare(what, ours, peers, rounds):
    """Medians in milliseconds of OURS and of each of PEERS {name: command}, in turn, after one round that does not count.
    A command is a list, or something that runs it and says how long it took."""
    commands = {"diarie": ours, **{name: command for name, command in peers.items() if shutil.which(command[0])}}
    times = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            spent = command() if callable(command) else timed(command)
            if turn:
                times[name].append(spent)
    medians = {name: statistics.median(spent) for name, spent in times.items()}
    row = {"what": what, "unit": "ms", "diarie": round(medians.pop("diarie"), 2)}
    row.update({name: {"ms": round(value, 2), "ratio": round(row["diarie"] / value, 2)} for name, value in medians.items()})
    tell(row)


def compare_spent(what, ours, peers, rounds):
    """The same in the processor's time, medians and least values: what a busy machine does not make longer."""
    commands = {"diarie": ours, **{name: command for name, command in peers.items() if shutil.which(command[0])}}
    times = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            used = spent(command)
            if turn:
                times[name].append(used)
    median, least = ({name: round(of(all_times), 2) for name, all_times in times.items()} for of in (statistics.median, min))
    row = {"what": f"{what}, processor", "unit": "ms", "diarie": median.pop("diarie"), "least": least["diarie"]}
    row.update({name: {"ms": value, "least": least[name], "ratio": round(row["diarie"] / value, 2)} for name, value in median.items()})
    tell(row)


def compare_processor(what, ours, warm_file, peer, rounds):
    """Medians and least values of the processor's time: OURS as a process, a warm worker on WARM_FILE, and PEER, in turn."""
    if not shutil.which(peer[0]):
        return
    runs = {"whole process": lambda: spent(ours), "warm worker": lambda: spent_warm(warm_file, 5), "peer": lambda: spent(peer)}
    times = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            times[name].append(run())
    median, least = ({name: round(of(all_times), 2) for name, all_times in times.items()} for of in (statistics.median, min))
    for name in ("whole process", "warm worker"):
        tell({"what": f"{what}, {name}, processor", "unit": "ms", "diarie": median[name], "least": least[name],
              peer[0]: {"ms": median["peer"], "least": least["peer"], "ratio": round(median[name] / median["peer"], 2)}})


def tell(row):
    ROWS.append(row)
    cpu = f"{row['cpu_ms']} of the processor  " if "cpu_ms" in row else ""
    peers = cpu + "  ".join(f"{name} {value['ms']} ms (ratio {value['ratio']})" for name, value in row.items() if isinstance(value, dict))
    print(f"{row['what']:<52} {row['diarie']:>9} {row['unit']:<9} {peers}", flush=True)


def reading(folder, rounds, quick):
    program = os.path.join(BUILD, "diarie")
    for pages, paragraphs in ((8, 7),) if quick else ((8, 7), (300, 270)):
        report = long_report(paragraphs)
        names = {kind: os.path.join(folder, f"{pages}.{kind}") for kind in ("docx", "pdf")}
        for kind, make in (("docx", reports.docx), ("pdf", reports.pdf)):
            with open(names[kind], "wb") as file:
                file.write(make(report))
        some = max(min(3, rounds), rounds // (4 if pages > 100 else 1))
        compare(f"extract, DOCX of {pages} pages, whole process", [program, "extract", "--json", names["docx"]],
                {"docx2txt": ["docx2txt", names["docx"], "-"], "pandoc": ["pandoc", names["docx"], "-t", "plain"]}, some)
        compare(f"extract, PDF of {pages} pages, whole process", [program, "extract", "--json", names["pdf"]],
                {"pdftotext": ["pdftotext", names["pdf"], "-"]}, some)
        with Warm(names["docx"]) as warm:
            compare(f"DOCX of {pages} pages, by a warm worker", warm, {"docx2txt": ["docx2txt", names["docx"], "-"]}, some)
        with Warm(names["pdf"]) as warm:
            compare(f"PDF of {pages} pages, by a warm worker", warm, {"pdftotext": ["pdftotext", names["pdf"], "-"]}, some)
        processor(folder, program, names, pages, some)
        for kind, name in names.items():
            tell({"what": f"{kind.upper()} of {pages} pages, peak memory of the worker", "unit": "MiB", "diarie": round(peak(name), 1)})
    many = [os.path.join(folder, f"many-{i}.docx") for i in range(10 if quick else 100)]
    for i, name in enumerate(many):
        with open(name, "wb") as file:
            file.write(reports.docx(long_report(7, salt=i)))
    spent = statistics.median(timed([program, "extract", "--json", *many]) for _ in range(3))
    tell({"what": f"extract, {len(many)} DOCX in one call", "unit": "a second", "diarie": round(len(many) / spent * 1000)})


def processor(folder, program, names, pages, rounds):
    """Three DOCX of the same length: a few words again and again in one run a paragraph; other words; those as Word saves them."""
    kinds = {"the same words, one run": names["docx"]}
    for kind, make in (("other words, one run", reports.docx), ("other words, runs as Word's", as_word)):
        kinds[kind] = os.path.join(folder, f"{pages}-{len(kinds)}.docx")
        with open(kinds[kind], "wb") as file:
            file.write(make(varied(long_report(7 if pages == 8 else 270))))
    for kind, name in kinds.items():
        compare_processor(f"DOCX, {pages} p., {kind}", [program, "extract", "--json", name], name, ["docx2txt", name, "-"], rounds)
    compare_processor(f"PDF, {pages} p.", [program, "extract", "--json", names["pdf"]], names["pdf"], ["pdftotext", names["pdf"], "-"], rounds)


def cage(folder, rounds):
    """What the cage costs a document: the walls (the same helper without them), and all that comes with it (the same work inside one
    process, which no stranger's document ever gets). Medians of the differences of one turn."""
    helper, bare = os.path.join(BUILD, "diarie-extract"), os.path.join(BUILD, "tests", "bench", "diarie-extract-open")
    for kind, make in (("docx", reports.docx), ("pdf", reports.pdf)):
        name = os.path.join(folder, f"cage.{kind}")
        with open(name, "wb") as file:
            file.write(make(long_report(7)))
        forms = os.path.join(BUILD, "conf", "forms")
        for how, ours, without in (("walls, one started for it", (name, helper, "once"), ((name, bare, "once"), "bench-worker")),
                                   ("walls, a kept one", (name, helper), ((name, bare), "bench-worker")),
                                   ("all, a kept one", (name, helper), ((forms, name), "bench-inside"))):
            with Warm(*ours) as caged, Warm(*without[0], program=without[1]) as free:
                turns = [(caged(), free()) for _ in range(rounds + 3)]
            wall = statistics.median(one - other for one, other in turns[3:])
            tell({"what": f"cage, {kind.upper()} of 8 pages: {how}", "unit": "ms", "diarie": round(wall, 2),
                  "cpu_ms": round((caged.cpu_ms() - free.cpu_ms()) / len(turns), 2),
                  "without": {"ms": round(statistics.median(other for _, other in turns), 2),
                              "ratio": round(statistics.median(one / other for one, other in turns), 2)}})


def line_mails(count):
    """COUNT mails of some 60 KB, each with a report of an insats of its own, and the register that knows them."""
    register = "namn;huvudman;start;slut;kontakt\n" + "".join(f"Insats {i};Kommun {i};2025-01-01;;kontakt{i}@kommun.example\n" for i in range(count))
    raws = []
    for i in range(count):
        report = long_report(4, insats=f"Insats {i}", salt=i)
        report.huvudman = f"Kommun {i}"
        raws.append(reports.mail(f"kontakt{i}@kommun.example", f"Rapport {i}", [("rapport.docx", reports.docx(report)), ("bild.bin", noise(i))]))
    return register, raws


def line(folder, quick):
    """Waiting mails, each with a report, from Dovecot over TLS: fetched, read, filed and answered; then stored alone, beside mbsync. The
    receipts go to a Maildir for the first figure, so that it holds no server of ours that is written in Python, and to one for the second."""
    if servers.available():
        return
    count = 50 if quick else int(os.environ.get("DIARIE_BENCH_MAILS", "5000"))
    register, raws = line_mails(count)
    size = sum(map(len, raws)) // count // 1000
    with servers.Dovecot() as dovecot:
        dovecot.append_many(raws)
        for _ in range(1 if quick else 3):
            stored(folder, dovecot, register, count)
        for how in ("a Maildir", "a server"):
            filed(dovecot, register, raws, f"{count} mails of {size} KB fetched, read, filed, answered to {how}", how == "a server")


def filed(dovecot, register, raws, what, by_server):
    """One cycle of the daemon. The mails are put back after it."""
    with servers.SmtpSink() as sink, House(dovecot, sink if by_server else None, register, outgoing={"hourly": 10000, "staff": ""}) as house:
        before, began = ticks(dovecot.process.pid), time.perf_counter()
        process = subprocess.Popen([os.path.join(BUILD, "diaried"), "--config", house.config, "--once"], stderr=subprocess.DEVNULL,
                                   env=house.environment("2026-04-14T10:00:00+02:00"))
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        answered = len(sink.mails) if by_server else len(house.letters())
        if status or len(house.filed()) != len(raws) or answered != len(raws):
            raise SystemExit(f"exit {status}: {len(house.filed())} filed, {answered} answered of {len(raws)}")
        tell({"what": what, "unit": "a second", "diarie": round(len(raws) / wall, 1)})
        tell({"what": "  the processor's time for each", "unit": "ms",
              "diarie": round((used.ru_utime + used.ru_stime) * 1000 / len(raws), 2)})
    with dovecot.client() as session:
        session.select(servers.utf7("Diariefört"))
        session.uid("MOVE", "1:*", "INBOX")


def stored(folder, dovecot, register, count):
    """Fetched and committed, and no more: what mbsync does, beside mbsync."""
    with House(dovecot, None, register) as house:
        began = time.perf_counter()
        subprocess.run([os.path.join(BUILD, "tests", "bench", "bench-fetch"), house.config], check=True)
        ours = count / (time.perf_counter() - began)
    theirs = synced(folder, dovecot, count)
    tell({"what": f"{count} mails fetched and stored", "unit": "a second", "diarie": round(ours, 1)})
    if theirs:
        tell({"what": "  the same by mbsync", "unit": "a second", "diarie": round(theirs, 1)})


def synced(folder, dovecot, count):
    """Mails a second by mbsync into a Maildir; None: it is not here."""
    if not shutil.which("mbsync"):
        return None
    store, settings = os.path.join(folder, "mbsync"), os.path.join(folder, "mbsyncrc")
    os.makedirs(store)
    with open(settings, "w", encoding="utf-8") as file:
        file.write(f"IMAPAccount far\nHost localhost\nPort {dovecot.tls_port}\nUser {dovecot.user}\nPass \"{dovecot.password}\"\nSSLType IMAPS\n"
                   f"CertificateFile {dovecot.ca}\nAuthMechs LOGIN\n\nIMAPStore far\nAccount far\n\nMaildirStore near\nInbox {store}/INBOX\nPath {store}/\n\n"
                   f"Channel one\nFar :far:INBOX\nNear :near:INBOX\nCreate Near\nSync Pull New\nSyncState *\n")
    began = time.perf_counter()
    subprocess.run(["mbsync", "-c", settings, "one"], check=True, stdout=subprocess.DEVNULL)
    spent = time.perf_counter() - began
    found = len(os.listdir(os.path.join(store, "INBOX", "new"))) + len(os.listdir(os.path.join(store, "INBOX", "cur")))
    shutil.rmtree(store)
    if found != count:
        raise SystemExit(f"mbsync stored {found} of {count}")
    return count / spent


def ticks(pid):
    """Milliseconds of the processor, by a process and all below it, with those that they waited for."""
    spent, left = 0, [pid]
    while left:
        one = left.pop()
        left += children_of(one)
        try:
            with open(f"/proc/{one}/stat", encoding="utf-8") as file:
                spent += sum(int(word) for word in file.read().rsplit(")", 1)[1].split()[11:15])
        except FileNotFoundError:
            pass
    return spent * 1000 / os.sysconf("SC_CLK_TCK")


def ten_thousand(rounds, quick):
    """The command line on a register with many filed reports."""
    count = 200 if quick else 10000
    insatser = 100  # twenty-five years of quarters: a period before 1990 is not believed
    register = "namn;huvudman;start;slut;kontakt\n" + "".join(f"Insats {i};Kommun {i};1990-01-01;;k{i}@kommun.example\n" for i in range(insatser))
    with House(register=register, mailbox={"poll": 300}, outgoing={"receipts": "no", "staff": ""}) as house:
        fill(house, count, insatser)
        program, database = os.path.join(BUILD, "diarie"), house.settings["diarium"]["database"]
        number = house.filed()[-1]["diarienummer"]
        peer = {"sqlite3": ["sqlite3", "-readonly", database, "SELECT 1"]}
        os.environ["DIARIE_NOW"] = "2026-04-14T10:00:00+02:00"
        for what, words in (("status", ["status"]), ("show", ["show", number]), ("list", ["list"]),
                            ("list of a quarter", ["list", "--quarter", "2026-Q1"]), ("list of all", ["list", "--all"]), ("page", ["page"]),
                            ("completion", ["complete", "--", "--config", house.config, "show", "26-"]), ("export as CSV", ["export"])):
            command = [program, "--config", house.config, *words]
            compare(f"{what}, {count} filed reports", command, peer, rounds)
            compare_spent(f"{what}, {count} filed reports", command, peer, rounds)
        searches(house, database, count, rounds)
        del os.environ["DIARIE_NOW"]


def searches(house, database, count, rounds):
    """Ours, which finds every form of a word, beside notmuch with the same texts as mails, which is asked for words that begin so."""
    peers = {"sqlite3": ["sqlite3", "-readonly", database, "SELECT 1"]}
    if shutil.which("notmuch"):
        os.environ["NOTMUCH_CONFIG"] = notmuch_of(house.folder, database)
        subprocess.run(["notmuch", "new"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for what, word, begins in (("a word in many sections", "praktiken", "praktik*"), ("a word in none", "vargbacken", "vargback*"),
                               ("two words", "möten gruppernas", "möt* grupp*")):
        theirs = {"notmuch": ["notmuch", "search", "--limit=20", begins]}
        compare_spent(f"search: {what}, {count} filed reports", [os.path.join(BUILD, "diarie"), "--config", house.config, "search", *word.split()],
                      {**peers, **theirs}, rounds)


def notmuch_of(folder, database):
    """The sections of each document as one mail, and notmuch's settings for them."""
    mails, settings = os.path.join(folder, "notmuch"), os.path.join(folder, "notmuchrc")
    for part in ("cur", "new", "tmp"):
        os.makedirs(os.path.join(mails, part))
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as base:
        for number, name, text in base.execute("SELECT h.id, h.diarienummer, group_concat(a.text, char(10)) FROM handling h "
                                               "JOIN avsnitt a ON a.handling_id = h.id GROUP BY h.id"):
            with open(os.path.join(mails, "cur", f"{number}:2,S"), "w", encoding="utf-8") as file:
                file.write(f"From: a@kommun.example\nTo: b@finsam.example\nSubject: Rapport {name}\nDate: Mon, 5 Jan 2026 10:00:00 +0100\n"
                           f"Message-ID: <{number}@kommun.example>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
                           f"Content-Transfer-Encoding: 8bit\n\n{text}\n")
    with open(settings, "w", encoding="utf-8") as file:
        file.write(f"[database]\npath={mails}\n[user]\nname=A\nprimary_email=a@finsam.example\n[new]\ntags=inbox\n")
    return settings


def fill(house, count, insatser):
    """COUNT reports through the main line, a quarter at a time, backwards."""
    quarter = 0
    for first in range(0, count, 1000):
        for i in range(first, min(first + 1000, count)):
            insats, back = i % insatser, i // insatser
            year, number = 2026 - (back // 4), 4 - back % 4
            report = long_report(1, insats=f"Insats {insats}", salt=i)
            report.huvudman, report.period = f"Kommun {insats}", f"Q{number} {year}"
            house.put(reports.mail(f"k{insats}@kommun.example", f"Rapport {i}", [("rapport.docx", reports.docx(report))]))
        house.once("2026-12-30T10:00:00+01:00", expect=None)
        quarter += 1
    found = len(house.filed())
    if found < count * 0.99:
        raise SystemExit(f"only {found} of {count} reports were filed")


def idle(quick):
    """Memory of the daemon and its helpers with an IDLE connection open: just after a mail, and when the extractor has left."""
    if servers.available():
        return
    with servers.Dovecot() as dovecot, servers.SmtpSink() as sink, House(dovecot, sink) as house:
        house.start()
        house.wait_told("post")
        dovecot.append(reports.mail("Karin <karin@storbacken.example>", "Rapport", [("r.docx", reports.docx(long_report(7)))]))
        eventually(lambda: house.filed())
        time.sleep(1)
        tell_memory("just after a mail, the extractor included", house.daemon.pid)
        if not quick and eventually(lambda: len(children_of(house.daemon.pid)) == 1, timeout=100):
            tell_memory("at rest", house.daemon.pid)


def tell_memory(when, pid):
    share, alone = memory_mib([pid, *children_of(pid)])
    tell({"what": f"memory {when}, all processes (PSS)", "unit": "MiB", "diarie": round(share, 1)})
    tell({"what": f"memory {when}, if nobody shared a library", "unit": "MiB", "diarie": round(alone, 1)})


def children_of(pid):
    return [int(word) for word in subprocess.run(["pgrep", "-P", str(pid)], stdout=subprocess.PIPE, text=True, check=False).stdout.split()]


def pss(pid):
    total = 0
    for one in [pid, *children_of(pid)]:
        with open(f"/proc/{one}/smaps_rollup", encoding="ascii") as file:
            total += next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
    return total / 1024


def growth(folder, sizes, rounds):
    """One more of each thing with so many reports behind it, and the command line on such a register. No curve may be steeper than
    the logarithm; what a search reads is bounded."""
    program = os.path.join(BUILD, "diarie")
    os.environ["DIARIE_NOW"] = "1942-12-14T10:00:00+01:00"
    for size in sizes:
        database, settings = os.path.join(folder, f"{size}.db"), os.path.join(folder, f"{size}.conf")
        lines = subprocess.run([os.path.join(BUILD, "tests", "bench", "bench-growth"), str(size), database], stdout=subprocess.PIPE, text=True,
                               check=True).stdout.splitlines()
        for what, value, unit in (line.split("\t") for line in lines):
            tell({"what": f"{size} reports: {what}", "unit": unit, "diarie": float(value)})
        with open(settings, "w", encoding="utf-8") as file:
            file.write(f"[diarium]\ndatabase = {database}\nforbund = Exempel\nprefix = SFE\n[mailbox]\nurl = maildir://{folder}/in\n"
                       f"[outgoing]\nurl = maildir://{folder}/out\nfrom = Exempel <a@finsam.example>\nstaff = b@finsam.example\n")
        os.chmod(settings, 0o600)
        peer = {"sqlite3": ["sqlite3", "-readonly", database, "SELECT 1"]}
        for words in (["status", "--quarter", "1940-Q1"], ["list"], ["show", "SFE 26-7.1"], ["search", "vargbacken"]):
            compare(f"{words[0]}, {size} reports of 1,000 insatser", [program, "--config", settings, *words], peer, rounds)
        os.remove(database)
    del os.environ["DIARIE_NOW"]


def spent_ms(pid):
    """Of the processor, by a daemon, its helpers, and all that these waited for."""
    ticks = 0
    for one in [pid, *children_of(pid)]:
        with open(f"/proc/{one}/stat", encoding="utf-8") as file:
            ticks += sum(int(word) for word in file.read().rsplit(")", 1)[1].split()[11:15])
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


def many(count, mails):
    """COUNT förbund on this machine, each with a folder of one Dovecot: what they hold at rest, and a burst on the due day, until each
    report is filed and its receipt went."""
    if servers.available():
        return
    with servers.Dovecot() as dovecot, servers.SmtpSink() as sink:
        houses = []
        with dovecot.client() as session:
            for i in range(count):
                session.create(f"Forbund{i}")
        try:
            for i in range(count):
                register = "namn;huvudman;start;slut;kontakt\n" + "".join(
                    f"Insats {n};Kommun {n};2025-01-01;;k{n}@kommun.example\n" for n in range(-(-mails // count)))
                houses.append(House(dovecot, sink, register, mailbox={"url": dovecot.url(folder=f"Forbund{i}"), "junk": "no"}))
                houses[-1].start(now="2026-04-14T10:00:00+02:00")
                houses[-1].wait_told("post", timeout=120)
            at_rest(houses, 20 if count >= 80 else 1)
            burst(dovecot, sink, houses, mails)
        finally:
            for house in houses:
                house.__exit__()


def at_rest(houses, seconds):
    time.sleep(min(seconds, 5))
    before = sum(spent_ms(house.daemon.pid) for house in houses)
    tell({"what": f"{len(houses)} instances at rest (PSS)", "unit": "MiB", "diarie": round(sum(pss(house.daemon.pid) for house in houses), 1)})
    time.sleep(seconds)
    tell({"what": f"{len(houses)} instances at rest, the processor's time in {seconds} s", "unit": "ms",
          "diarie": round(sum(spent_ms(house.daemon.pid) for house in houses) - before, 1)})


def burst(dovecot, sink, houses, mails):
    raws = []
    for i in range(mails):
        number = i // len(houses)
        report = long_report(4, insats=f"Insats {number}", salt=i)
        report.huvudman = f"Kommun {number}"
        raws.append(reports.mail(f"k{number}@kommun.example", f"Rapport {i}", [("rapport.docx", reports.docx(report)), ("bild.bin", noise(i))]))
    before, began = sum(spent_ms(house.daemon.pid) for house in houses), time.perf_counter()
    for i, house in enumerate(houses):
        dovecot.append_many(raws[i::len(houses)], folder=f"Forbund{i}")
    if not eventually(lambda: len(sink.mails) >= mails, timeout=1800, step=0.2):
        raise SystemExit(f"only {len(sink.mails)} of {mails} receipts came")
    wall = time.perf_counter() - began
    tell({"what": f"a burst of {mails} mails to {len(houses)} instances, filed and answered", "unit": "s", "diarie": round(wall, 1)})
    tell({"what": "the processor's time for each of them (without Dovecot)", "unit": "ms",
          "diarie": round((sum(spent_ms(house.daemon.pid) for house in houses) - before) / mails, 2)})
    tell({"what": f"{len(houses)} instances just after it (PSS)", "unit": "MiB", "diarie": round(sum(pss(house.daemon.pid) for house in houses), 1)})


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--million", action="store_true", help="the growth of a register up to 1,008,000 reports: long, and many GB in TMPDIR")
    options = parser.parse_args()
    rounds = 1 if options.quick else options.rounds
    sizes = (100, 200) if options.quick else (100, 10000, 1008000) if options.million else (100, 10000)
    with tempfile.TemporaryDirectory() as folder:
        for name, step in (("reading", lambda: reading(folder, rounds, options.quick)), ("cage", lambda: cage(folder, rounds * 5)),
                           ("growth", lambda: growth(folder, sizes, rounds)), ("many", lambda: many(*((3, 6) if options.quick else (80, 2000)))),
                           ("line", lambda: line(folder, options.quick)), ("status", lambda: ten_thousand(rounds, options.quick)),
                           ("idle", lambda: idle(options.quick))):
            if options.only in name:
                step()
    with open("bench.json", "w", encoding="utf-8") as file:
        json.dump(ROWS, file, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main()
