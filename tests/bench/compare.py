"""What a user would reach for instead: pandoc, docx2txt or pdftotext -layout and a regular expression for the headings.

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
HEADING = re.compile(r"(?m)^\s*[*#]*\s*(2\.[1-6])[ .:].*$")
NUMBER = re.compile(r"\b([A-Z]{2,6}) ?(\d\d)[-–](\d+(?:\.\d+)?)")
PERIOD = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)\s*[-–]\s*(\d{4})-?(\d\d)-?(\d\d)")

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
    places = list(HEADING.finditer(text))
    if len(places) < 3:
        return line
    line.update(type="kvartalsrapport", uppgiftslamnare=[], **{key: after_label(text, label) for key, label in LABELS.items()})
    number, period = NUMBER.search(text), PERIOD.search(text)
    line["diarienummer"] = f"{number[1]} {number[2]}-{number[3]}" if number else None
    if period:
        line["period"] = {"from": "-".join(period.groups()[:3]), "to": "-".join(period.groups()[3:])}
    for i, place in enumerate(places):
        end = places[i + 1].start() if i + 1 < len(places) else len(text)
        line["avsnitt"].setdefault(place[1], text[place.end():end].split("Uppgiftslämnare")[0].strip())
    return line


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
