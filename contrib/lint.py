#!/usr/bin/env python3
"""Our own rules for the sources, beside those of the compilers. Prints each breach; exit status 1 if there is one.

    lint.py FOLDER     the top of the sources
"""
import os
import re
import subprocess
import sys

FUNCTION_LINES = 60
FILE_LINES = 500
BARRED = [
    (re.compile(r"\b(strcpy|strcat|sprintf|vsprintf|gets|system|popen|atoi|mktemp|tmpnam)\s*\("), "a call that knows no bounds"),
    (re.compile(r"\bgoto\b"), "goto"),
    (re.compile(r"\b(time|gettimeofday|g_get_real_time|g_date_time_new_now\w*)\s*\("), "time but from the clock in base"),
    (re.compile(r"\bprintf\(\s*[a-z_]+\s*\)"), "a format that is no literal"),
    (re.compile(r"/(home|root|work)/"), "a path of one machine"),
    (re.compile(r"\b(TODO|FIXME|XXX)\b"), "unfinished work"),
]
MAY_ASK_TIME = {"src/base/clock.c"}


def sources(top):
    listed = subprocess.run(["git", "-C", top, "ls-files", "src", "include"], stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    return [name for name in listed if name.endswith((".c", ".h"))]


def functions(lines):
    """(name, first line, length) of each function: its opening brace and its closing one stand first on their lines."""
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{" and number > 1:
            start = number
        elif line == "}" and start:
            yield lines[start - 2].split("(")[0], start, number - start + 1
            start = None


def breaches(top, name):
    with open(os.path.join(top, name), encoding="utf-8") as file:
        lines = file.read().splitlines()
    if len(lines) > FILE_LINES:
        yield 1, f"{len(lines)} lines; at most {FILE_LINES}"
    for function, number, length in functions(lines):
        if length > FUNCTION_LINES:
            yield number, f"{function} has {length} lines; at most {FUNCTION_LINES}"
    for number, line in enumerate(lines, 1):
        code = re.sub(r'"(\\.|[^"\\])*"', '""', line)
        for pattern, what in BARRED:
            if pattern.search(code) and not (what.startswith("time") and name in MAY_ASK_TIME):
                yield number, what


def main(top):
    found = [f"{name}:{number}: {what}" for name in sources(top) for number, what in breaches(top, name)]
    print("\n".join(found) or "no breach of our own rules")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "."))
