"""A letter as a second parser reads it (Python's email package), and as a reader of plain text wants it. Standard library only.

    wellformed.faults(raw) → [what is wrong]; nothing where all is well
"""
import email
import email.header
import email.policy
import re

WIDTH = 72
ONCE = ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Auto-Submitted", "X-Auto-Response-Suppress", "X-Diarie-Id")
ANSWERS = ("kvitto", "olasbar")
IDENT = re.compile(r"<[^<>@\s]+@[^<>@\s]+>")
MACHINERY = ("null", "{", "}", "%s", "SQLite", "diaried", "Message-ID", "(er)", "NULL", "  ")


def header_faults(raw, letter):
    head = raw.split(b"\r\n\r\n", 1)[0]
    for name in ONCE:
        if len(letter.get_all(name, [])) != 1:
            yield f"{name}: {len(letter.get_all(name, []))} times"
    for line in head.split(b"\r\n"):
        if len(line) > 78 and b" " in line.split(b": ", 1)[-1].strip():  # an identity cannot be folded
            yield f"a header line of {len(line)} octets"
        if any(octet > 126 or (octet < 32 and octet != 9) for octet in line):
            yield f"octets that are not ASCII in {line!r}"
    for name, value in letter.items():
        if getattr(value, "defects", ()):
            yield f"{name}: {value.defects}"
    if not IDENT.fullmatch(letter["Message-ID"] or ""):
        yield f"Message-ID {letter['Message-ID']!r}"
    if letter["Date"].datetime is None or letter["Date"].datetime.tzinfo is None:
        yield f"Date {letter['Date']!r}"
    for name in ("In-Reply-To", "References"):
        if name in letter and not all(IDENT.fullmatch(one) for one in letter[name].split()):
            yield f"{name} {letter[name]!r}"
    if "In-Reply-To" in letter and letter["In-Reply-To"].strip() not in (letter["References"] or ""):
        yield "In-Reply-To is not in References"
    if len(letter["To"].addresses) != 1 or len(letter["From"].addresses) != 1:
        yield "not one sender and one recipient"
    if letter["Auto-Submitted"] != ("auto-replied" if letter["Message-ID"].split(".")[1] in ANSWERS else "auto-generated"):
        yield f"Auto-Submitted {letter['Auto-Submitted']!r}"


def line_faults(raw):
    if b"\r\n\r\n" not in raw or not raw.endswith(b"\r\n"):
        yield "no body, or no end of its last line"
    if re.search(rb"(?<!\r)\n|\r(?!\n)|\0", raw):
        yield "a bare CR, LF or NUL"
    longest = max(len(line) for line in raw.split(b"\r\n\r\n", 1)[-1].split(b"\r\n"))
    if longest > 76:  # of quoted-printable and base64
        yield f"a line of {longest} octets"


def part_faults(letter):
    texts = [part for part in letter.walk() if part.get_content_type() == "text/plain" and part.get_content_disposition() != "attachment"]
    others = [part for part in letter.walk() if part not in texts and not part.is_multipart()]
    for part in letter.walk():
        if part.defects:
            yield f"{part.get_content_type()}: {part.defects}"
    if len(texts) != 1:
        yield f"{len(texts)} texts"
    elif (texts[0].get_content_charset(), texts[0]["Content-Type"].params.get("format")) != ("utf-8", "flowed"):
        yield f"{texts[0]['Content-Type']}"
    for part in others:
        if part.get_content_disposition() != "attachment" or not part.get_filename() or not part.get_content():
            yield f"an attachment without name or content: {part['Content-Type']}"


def text_faults(text):
    lines = text.splitlines()
    for line in lines:
        if len(line.rstrip(" ")) > WIDTH and not re.search(r"https?://|diarie \w+", line):
            yield f"{len(line)} columns: {line!r}"
    if "\n\n\n" in text.replace(" \n", "\n") or text.startswith("\n"):
        yield "an empty line too many"
    if "\t" in text or re.search(r"[\x00-\x09\x0b-\x1f\x7f\ufffd]", text):
        yield "a control character"
    whole = re.sub(r" \n", " ", text)
    for words in MACHINERY:
        if words in whole.replace("    ", "") and not (words == "  " and re.search(r"^ +", whole, re.M)):
            yield f"machinery: {words!r}"


def faults(raw):
    letter = email.message_from_bytes(raw, policy=email.policy.default)
    found = list(line_faults(raw)) + list(header_faults(raw, letter)) + list(part_faults(letter))
    return found + list(text_faults(letter.get_body(("plain",)).get_content().replace("\r\n", "\n")))


def attachments(raw):
    """[(name, bytes)]"""
    letter = email.message_from_bytes(raw, policy=email.policy.default)
    return [(part.get_filename(), part.get_content()) for part in letter.iter_attachments()]
