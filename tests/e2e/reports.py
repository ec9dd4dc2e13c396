"""Reports as reporters send them: the quarterly form as DOCX and PDF, and mails that carry it. Standard library only.

Everything is made from text in this file, the same bytes every time. All names are invented.
"""
import datetime
import email.message
import email.policy
import email.utils
import hashlib
import io
import re
import zipfile

HEADINGS = {
    "2.1": ("2.1 Aktiviteter:", "Beskriv kortfattat vilka aktiviteter som har genomförts och/eller påbörjats."),
    "2.2": ("2.2 Avvikelser från planering (ekonomi, tidsplan, aktiviteter numerära mål etc) samt åtgärder:", ""),
    "2.3": ("2.3 Brukarmedverkan:", "Beskriv hur målgruppen/brukarna involverats och gjorts delaktiga i insatsen samt om och "
            "hur detta påverkat insatsens genomförande."),
    "2.4": ("2.4 Insatsens mål samt delmål:", "Vilka mål/delmål är uppfyllda? Bedömning om insatsens mål/delmål kommer att uppnås?"),
    "2.5": ("2.5 Sammanfattande bedömning:", "Vad går bra och mindre bra i arbetet? Framgångsfaktorer, systemfel som påverkar "
            "utfallet. Hur arbetar ni för att åtgärda eventuella problem."),
    "2.6": ("2.6 Styrgruppen /Mysam-gruppens analys av utfall för kvartalsrapport:", "(måluppfyllelse, budget, avvikelser, plan för "
            "implementering m.m)"),
}

ANSWERS = {
    "2.1": ["Gruppen har träffats varje onsdag i föreningens lokal. Tolv personer har deltagit.",
            "Två studiebesök har gjorts hos företag på orten."],
    "2.2": ["Starten sköts upp två veckor. Budgeten hålls."],
    "2.3": ["Deltagarna har valt vilka teman som tas upp under våren."],
    "2.4": ["Bedömningen är att målen kommer att nås under året."],
    "2.5": ["Samarbetet mellan parterna fungerar bra. Fler praktikplatser behövs."],
    "2.6": ["Styrgruppen har läst rapporten och har inget att tillägga."],
}


MONTHS = {"mars": 3, "juni": 6, "september": 9, "december": 12}


def soon_after(period):
    """the tenth of the month after a quarter's last day: when a person signs a report of it"""
    quarter = re.search(r"kvartal ([1-4]) (\d{4})$", period)
    words = re.search(r"(mars|juni|september|december) (\d{4})$", period)
    days = re.search(r"(\d{4})-(03|06|09|12)-\d\d$", period)
    if quarter:
        months = int(quarter[2]) * 12 + int(quarter[1]) * 3
    elif words:
        months = int(words[2]) * 12 + MONTHS[words[1]]
    elif days:
        months = int(days[1]) * 12 + int(days[2])
    else:
        return "2026-04-10"
    return f"{months // 12}-{months % 12 + 1:02d}-10"


class Report:
    """One quarterly report; sections that ANSWERS lacks are left empty in the form."""

    def __init__(self, insats, huvudman, period, name="Karin Påhitt", date=None, answers=None, number="", final=False):
        date = date or soon_after(period)
        self.insats, self.huvudman, self.period = insats, huvudman, period
        self.name, self.date, self.number, self.final = name, date, number, final
        self.answers = ANSWERS if answers is None else answers

    def lines(self):
        """(style, text): title, heading, label, text, in the order of the form"""
        kind = "Slutrapport" if self.final else "Kvartalsrapport"
        yield "title", kind
        yield "text", "Insats för samverkansmedel"
        yield "label", "Diarienummer"
        yield "text", self.number
        yield "label", "Signatur"
        yield "text", ""
        yield "label", "Ankomstdatum"
        yield "text", ""
        yield "heading", "1. Allmänna uppgifter"
        yield "label", "Insatsens namn"
        yield "text", self.insats
        yield "label", "Huvudman för insatsen"
        yield "text", self.huvudman
        yield "label", f"{kind}en gäller för perioden"
        yield "text", self.period
        yield "heading", "2. Aktivitetsrapport - resultat, utfall och nulägesanalys"
        for key, (title, instruction) in HEADINGS.items():
            yield "section", (title, instruction)
            for paragraph in self.answers.get(key, []):
                yield "text", paragraph
        yield "heading", "3. Uppgiftslämnare"


def _escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _run(text, bold=False):
    return f'<w:r>{"<w:rPr><w:b/></w:rPr>" if bold else ""}<w:t xml:space="preserve">{_escape(text)}</w:t></w:r>'


def _paragraph(style, text):
    if style == "section":
        return f'<w:p>{_run(text[0], True)}{_run(" " + text[1]) if text[1] else ""}</w:p>'
    mark = {"title": "Heading1", "heading": "Heading2"}.get(style)
    properties = f'<w:pPr><w:pStyle w:val="{mark}"/></w:pPr>' if mark else ""
    return f"<w:p>{properties}{_run(text, style == 'label') if text else ''}</w:p>"


def _cells(*texts):
    return "<w:tr>" + "".join(f"<w:tc><w:p>{_run(text)}</w:p></w:tc>" for text in texts) + "</w:tr>"


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = f"""<w:styles {W}>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
</w:styles>"""
TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>
</Types>"""
RELS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/>
</Relationships>"""


def package(body, styles=""):
    """A DOCX whose body is BODY (WordprocessingML); STYLES in place of the usual ones."""
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELS.format("officeDocument", "word/document.xml"),
        "word/_rels/document.xml.rels": RELS.format("styles", "styles.xml"),
        "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>" if styles else STYLES,
        "word/document.xml": f"<w:document {W}><w:body>{body}<w:sectPr/></w:body></w:document>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), '<?xml version="1.0" encoding="UTF-8"?>\n' + text,
                             zipfile.ZIP_DEFLATED)
    return out.getvalue()


def docx(*several):
    """A report as Word saves it; several of them stand below each other in one document."""
    body = ""
    for report in several:
        body += "".join(_paragraph(style, text) for style, text in report.lines())
        body += f"<w:tbl>{_cells('Datum', 'Namn')}{_cells(report.date, report.name)}</w:tbl><w:p/>"
    return package(body)


def minutes():
    """Minutes of a meeting: a DOCX that is no report."""
    lines = [("title", "Minnesanteckningar"), ("text", "Möte med styrgruppen den 3 mars 2026"), ("heading", "Närvarande"),
             ("text", "Karin Påhitt, Olle Övning och Moa Skiss"), ("heading", "Beslut"),
             ("text", "Gruppen träffas igen i maj. Var och en läser underlaget före mötet.")]
    return package("".join(_paragraph(style, text) for style, text in lines))


def _wrapped(text, width=88):
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    yield line


def pdf(*several):
    """The same form as a PDF: Helvetica, one column, as many pages as it takes. Each report begins on a page of its own."""
    return _pdf_file([page for report in several for page in _pages(report)])


def _pages(report):
    rows = []  # (font, size, x, space above, text)
    for style, text in report.lines():
        if style == "section":
            for i, line in enumerate(_wrapped(" ".join(filter(None, text)), 84)):
                rows.append(("F2" if i == 0 else "F1", 11, 72, 20 if i == 0 else 14, line))
        elif style in ("title", "heading", "label"):
            rows.append(("F2", {"title": 20, "heading": 14, "label": 11}[style], 72, 24, text))
        else:
            for i, line in enumerate(_wrapped(text)):
                rows.append(("F1", 11, 72, 16 if i == 0 else 14, line))
    rows += [("F2", 11, 72, 20, ("Datum", "Namn")), ("F1", 11, 72, 16, (report.date, report.name))]
    pages, y = [[]], 800
    for font, size, x, above, text in rows:
        y -= above
        if y < 60:
            pages.append([])
            y = 780
        for i, piece in enumerate(text if isinstance(text, tuple) else (text,)):
            quoted = piece.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
            pages[-1].append(f"BT /{font} {size} Tf {x + i * 150} {y} Td ({quoted}) Tj ET")
    return ["\n".join(page).encode("cp1252") for page in pages]


def _pdf_file(streams):
    count = len(streams)
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>",
               b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, b" ".join(b"%d 0 R" % (5 + 2 * i) for i in range(count)))]
    for name in (b"Helvetica", b"Helvetica-Bold"):
        objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>" % name)
    for i, stream in enumerate(streams):
        objects.append(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
                       b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>" % (6 + 2 * i))
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def mail(sender, subject, attachments=(), text="Hej!\n\nHär kommer kvartalsrapporten.\n\nHälsningar\n", when="2026-04-14T08:00:00+00:00",
         message_id=None, headers=(), to="kontakt@finsam.example", received=True):
    """A mail as bytes (CRLF). ATTACHMENTS: (name, bytes); WHEN is the server's own trace, not the Date field."""
    moment = datetime.datetime.fromisoformat(when)
    stamp = hashlib.sha256(repr((sender, subject, when, text, attachments)).encode()).hexdigest()[:24]
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    if received:
        message["Received"] = f"from mx.kommun.example (mx.kommun.example [192.0.2.25]) by mx.finsam.example with ESMTPS; {email.utils.format_datetime(moment)}"
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = "Mon, 05 Jan 2026 10:00:00 +0100"
    if message_id is not False:
        message["Message-ID"] = message_id or f"<{stamp}@kommun.example>"
    for name, value in headers:
        message[name] = value
    message.set_content(text)
    for name, content in attachments:
        main, sub = (DOCX_TYPE if name.endswith(".docx") else "application/pdf" if name.endswith(".pdf")
                     else "application/octet-stream").split("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    if attachments:
        message.set_boundary(f"=-{stamp}")
    return message.as_bytes()
