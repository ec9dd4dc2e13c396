"""What a user would reach for instead: pandoc, docx2txt or pdftotext -layout and regular expressions for headings, labels, dates
and periods. The script knows the form's headings by number and by words, and takes its printed instructions out where they stand unchanged.

    make compare CORPUS=FOLDER     FOLDER holds documents/, truth.jsonl and score.py; default ../shared/corpus

Prints the summary line of the scorer for diarie and for each of the others, over the same documents.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

BUILD = os.environ.get("top_builddir", ".")
LABELS = {"insats": r"Insatsens namn", "huvudman": r"Huvudman för insatsen", "signatur": r"Signatur"}
FORM = os.path.join(os.environ.get("top_srcdir", os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")), "conf", "forms", "kvartalsrapport.form")
NUMBER = re.compile(r"\b([A-Z]{2,6}) ?(\d\d)[-–](\d+(?:\.\d+)?)")
PERIOD = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)\s*[-–]\s*(\d{4})-?(\d\d)-?(\d\d)")
MONTHS = "januari februari mars april maj juni juli augusti september oktober november december".split()
IN_WORDS = re.compile(r"1 ({0})(?: (\d{{4}}))?\s*[-–]\s*(\d\d) ({0}) (\d{{4}})".format("|".join(MONTHS)))
QUARTER = re.compile(r"(?i)\b(?:kvartal|Q) ?([1-4])[ ,]+(\d{4})")
PERSON = re.compile(r"(\d{4}-?\d\d-?\d\d)[\s|]+(\w[\w-]+(?: \w[\w-]+)+)")


def read_form():
    """{"2.1": (headings, instructions)}"""
    form, inside = {}, None
    with open(FORM, encoding="utf-8") as file:
        for line in file:
            key, _, value = (part.strip() for part in line.partition("="))
            if line.startswith("["):
                inside = form.setdefault(line.split()[1].rstrip("]"), ([], [])) if line.startswith("[avsnitt") else None
            elif inside and key in ("rubrik", "instruktion"):
                inside[key == "instruktion"].append(value)
    return form


SECTIONS = read_form()
WORDS = {heading.lower(): key for key, (headings, _) in SECTIONS.items() for heading in headings}
HEADING = re.compile(r"(?mi)^[ \t*#|>]*(?:(2\.[1-6])[ .:)][^\n]{0,8}?)?(" + "|".join(re.escape(word) for word in sorted(WORDS, key=len, reverse=True)) + r")?(?:\b|$)")

# name: (endings that it reads, command that prints text)
TOOLS = {
    "pandoc": ((".docx", ".odt", ".rtf", ".htm"), ["pandoc", "-t", "plain", "--wrap=none"]),
    "docx2txt": ((".docx",), ["docx2txt"]),
    "pdftotext": ((".pdf",), ["pdftotext", "-layout"]),
}


def text_of(tool, path):
    endings, command = TOOLS[tool]
    if not path.endswith(endings):
        return None
    after = ["-"] if tool in ("docx2txt", "pdftotext") else []
    run = subprocess.run([*command, path, *after], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60, check=False)
    return run.stdout.decode("utf-8", "replace") if run.returncode == 0 and run.stdout.strip() else None


def after_label(text, label):
    found = re.search(label + r"\s*:?\s*\n*\s*(\S.*)", text)
    return found.group(1).strip() if found else None


def line_for(tool, path):
    """The contract's line as half an hour's script would give it."""
    text = text_of(tool, path)
    line = {"file": os.path.basename(path), "type": "ovrigt", "avsnitt": {}, "error": None}
    if text is None:
        return dict(line, type=None, error={"kod": "format", "text": ""})
    places = [place for place in HEADING.finditer(text) if place[1] or place[2]]
    if len({place[1] or WORDS[place[2].lower()] for place in places}) < 3:
        return line
    line.update(type="kvartalsrapport", **{key: after_label(text, label) for key, label in LABELS.items()})
    number = NUMBER.search(text)
    line["diarienummer"] = f"{number[1]} {number[2]}-{number[3]}" if number else None
    line["period"] = period_of(text)
    end_of_last = text.find("Uppgiftslämnare", places[-1].end())
    end_of_last = end_of_last if end_of_last >= 0 else len(text)
    line["uppgiftslamnare"] = [{"datum": iso(day), "namn": name.strip()} for day, name in PERSON.findall(text[end_of_last:])]
    for i, place in enumerate(places):
        key, end = place[1] or WORDS[place[2].lower()], places[i + 1].start() if i + 1 < len(places) else end_of_last
        answer = text[place.end():end]
        for instruction in SECTIONS[key][1]:
            answer = re.sub(r"\s+".join(re.escape(word) for word in instruction.split()), "", answer)
        line["avsnitt"].setdefault(key, answer.strip(" \n\t:*.|"))
    return line


def iso(day):
    plain = day.replace("-", "")
    return f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"


def period_of(text):
    period, words, quarter = PERIOD.search(text), IN_WORDS.search(text), QUARTER.search(text)
    if period:
        first, last = "-".join(period.groups()[:3]), "-".join(period.groups()[3:])
    elif words:
        first = f"{words[2] or words[5]}-{MONTHS.index(words[1]) + 1:02}-01"
        last = f"{words[5]}-{MONTHS.index(words[4]) + 1:02}-{words[3]}"
    elif quarter:
        n = int(quarter[1])
        first, last = f"{quarter[2]}-{3 * n - 2:02}-01", f"{quarter[2]}-{3 * n:02}-{30 if n in (2, 3) else 31}"
    else:
        return None
    start = int(first[5:7])
    whole = start % 3 == 1 and int(last[5:7]) == start + 2 and first[:4] == last[:4]
    return {"from": first, "to": last, "kvartal": f"{first[:4]}-Q{start // 3 + 1}" if whole else None}


def score(corpus, truth, output):
    run = subprocess.run([sys.executable, os.path.join(corpus, "score.py"), truth, output], stdout=subprocess.PIPE, text=True, check=False)
    return run.stdout.strip().splitlines()[-1]


def main(corpus):
    documents = os.path.join(corpus, "documents")
    with open(os.path.join(corpus, "truth.jsonl"), encoding="utf-8") as file:
        truth = [line for line in file if line.strip()]
    with tempfile.TemporaryDirectory() as folder:
        for tool, (endings, command) in TOOLS.items():
            names = sorted(name for name in os.listdir(documents) if name.endswith(endings))
            if not shutil.which(command[0]) or not names:
                continue
            part, theirs, ours = (os.path.join(folder, name) for name in ("truth", "theirs", "ours"))
            with open(part, "w", encoding="utf-8") as file:
                file.writelines(line for line in truth if json.loads(line)["file"] in names)
            with open(theirs, "w", encoding="utf-8") as file:
                file.writelines(json.dumps(line_for(tool, os.path.join(documents, name))) + "\n" for name in names)
            with open(ours, "w", encoding="utf-8") as file:
                subprocess.run([os.path.join(BUILD, "diarie"), "extract", "--json", *(os.path.join(documents, name) for name in names)],
                               stdout=file, check=False)
            print(f"{len(names)} documents ({', '.join(endings)})")
            print(f"  diarie     {score(corpus, part, ours)}\n  {tool:<10} {score(corpus, part, theirs)}")


if __name__ == "__main__":
    main(sys.argv[1])
