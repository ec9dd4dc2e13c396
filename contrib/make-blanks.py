#!/usr/bin/env python3
"""Makes the sample forms in conf/blanketter and the template in conf/papers: DOCX with marked places, as a förbund would draw its own in
Word. Run by hand when they change; the same bytes every time. Standard library only."""
import os
import sys
import zipfile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
TYPES = f"""<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="{OFFICE}.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="{OFFICE}.styles+xml"/>
<Override PartName="/word/footer1.xml" ContentType="{OFFICE}.footer+xml"/>
</Types>"""
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
STYLES = f"""<w:styles {W}>
<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="22"/><w:lang w:val="sv-SE"/></w:rPr></w:rPrDefault>
<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:after="40"/></w:pPr><w:rPr><w:b/><w:sz w:val="40"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="320"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="28"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="240" w:after="40"/><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Help"><w:name w:val="Ledtext"/><w:basedOn w:val="Normal"/><w:pPr><w:keepNext/></w:pPr><w:rPr><w:i/><w:color w:val="595959"/><w:sz w:val="20"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Footer"><w:name w:val="footer"/><w:basedOn w:val="Normal"/><w:rPr><w:sz w:val="18"/></w:rPr></w:style>
</w:styles>"""

SECTIONS = {
    "kvartalsrapport": [
        ("2.1", "Aktiviteter:", "Beskriv kortfattat vilka aktiviteter som har genomförts och/eller påbörjats."),
        ("2.2", "Avvikelser från planering (ekonomi, tidsplan, aktiviteter numerära mål etc) samt åtgärder:", ""),
        ("2.3", "Brukarmedverkan:", "Beskriv hur målgruppen/brukarna involverats och gjorts delaktiga i insatsen samt om och hur detta "
                                    "påverkat insatsens genomförande."),
        ("2.4", "Insatsens mål samt delmål:", "Vilka mål/delmål är uppfyllda? Bedömning om insatsens mål/delmål kommer att uppnås?"),
        ("2.5", "Sammanfattande bedömning:", "Vad går bra och mindre bra i arbetet? Framgångsfaktorer, systemfel som påverkar utfallet. "
                                             "Hur arbetar ni för att åtgärda eventuella problem."),
        ("2.6", "Styrgruppen/Mysam-gruppens analys av utfall för kvartalsrapport:", "(måluppfyllelse, budget, avvikelser, plan för "
                                                                                    "implementering m.m)"),
    ],
    "slutrapport": [
        ("2.1", "Genomförda aktiviteter:", "Beskriv de aktiviteter som genomförts under hela insatsen."),
        ("2.2", "Måluppfyllelse och resultat:", "Redovisa resultat i förhållande till mål och delmål."),
        ("2.3", "Målgruppens delaktighet:", "På vilket sätt har målgruppen deltagit?"),
        ("2.4", "Implementering och spridning:", "Hur tas resultatet om hand efter insatsens slut?"),
        ("2.5", "Lärdomar och rekommendationer:", "Vad skulle ni göra annorlunda?"),
        ("2.6", "Ekonomiskt utfall:", "Redovisa totalt utfall mot budget."),
    ],
}


def run(text, bold=False):
    return f'<w:r>{"<w:rPr><w:b/></w:rPr>" if bold else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(text, style="", bold=False):
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{run(text, bold) if text else ''}</w:p>"


def table(*rows):
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="808080"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    columns = len(rows[0])
    width = 9070 // columns
    body = "".join("<w:tr>" + "".join(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{paragraph(text, bold=i == 0)}</w:tc>'
                                      for text in row) + "</w:tr>" for i, row in enumerate(rows))
    return (f'<w:tbl><w:tblPr><w:tblW w:w="{width * columns}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders></w:tblPr><w:tblGrid>'
            + f'<w:gridCol w:w="{width}"/>' * columns + f"</w:tblGrid>{body}</w:tbl>")


def blank(kind, period, part, goals):
    """KIND's form: the label of its period, the title of its second part, the section in which the förbund writes the goals"""
    yield paragraph(kind.capitalize(), "Title")
    yield paragraph("Insats för samverkansmedel")
    yield table(("Diarienummer", "Signatur", "Ankomstdatum"), ("", "", ""))
    yield paragraph("1. Allmänna uppgifter", "Heading1")
    for label, mark in (("Insatsens namn", "{insats}"), ("Huvudman för insatsen", "{huvudman}"),
                        (period, "{period}")):
        yield paragraph(label, bold=True)
        yield paragraph(mark)
    yield paragraph(f"2. {part}", "Heading1")
    for number, title, instruction in SECTIONS[kind]:
        yield paragraph(f"{number} {title}", "Heading2")
        if instruction:
            yield paragraph(instruction, "Help")
        if number == goals:
            yield paragraph("{mal}")
        yield paragraph("{" + number + "}")
    yield paragraph("3. Uppgiftslämnare", "Heading1")
    yield table(("Datum", "Namn"), ("", ""), ("", ""))
    yield paragraph("")


def paper():
    """the template of what the board gets: its title, and {innehall} where the text goes"""
    yield paragraph("{forbund}", "Author")
    yield paragraph("{titel}", "Title")
    yield paragraph("{om}", "Subtitle")
    yield paragraph("{innehall}")


PAPER_STYLES = STYLES.replace('w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/>'
                              '<w:spacing w:before="320"/>',
                              'w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/>'
                              '<w:pBdr><w:top w:val="single" w:sz="12" w:space="6" w:color="1F3A5F"/></w:pBdr><w:spacing w:before="560"/>')
PAPER_STYLES = PAPER_STYLES.replace('<w:b/><w:sz w:val="28"/>', '<w:b/><w:color w:val="1F3A5F"/><w:sz w:val="32"/>')
PAPER_STYLES = PAPER_STYLES.replace('<w:spacing w:before="240" w:after="40"/><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/></w:rPr>',
                                    '<w:spacing w:before="320" w:after="60"/><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/><w:sz w:val="26"/></w:rPr>')
PAPER_STYLES = PAPER_STYLES.replace('<w:style w:type="paragraph" w:styleId="Help">', """<w:style w:type="paragraph" w:styleId="Heading3"><w:name w:val="heading 3"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="200" w:after="40"/><w:outlineLvl w:val="2"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Subtitle"><w:name w:val="Subtitle"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:after="240"/></w:pPr><w:rPr><w:color w:val="545454"/></w:rPr></w:style>
<w:style w:type="paragraph" w:customStyle="1" w:styleId="Author"><w:name w:val="Avsändare"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:after="40"/></w:pPr><w:rPr><w:b/><w:color w:val="545454"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Help">""")


def field(name):
    return f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {name} </w:instrText></w:r>' \
           f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("1")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'


PAPER_FOOTER = f'<w:p><w:pPr><w:pStyle w:val="Footer"/><w:tabs><w:tab w:val="right" w:pos="9070"/></w:tabs></w:pPr>{run("{titel}")}' \
               f'<w:r><w:tab/></w:r>{run("Sida ")}{field("PAGE")}{run(" av ")}{field("NUMPAGES")}</w:p>'


def write(path, body, styles=STYLES, footer=paragraph("{forbund} · Rapporten ska vara hos oss senast {senast}.", "Footer")):
    page = '<w:sectPr><w:footerReference r:id="rId2" w:type="default"/><w:pgSz w:w="11906" w:h="16838"/>' \
           '<w:pgMar w:top="1418" w:right="1418" w:bottom="1134" w:left="1418" w:header="709" w:footer="567" w:gutter="0"/></w:sectPr>'
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELS.format(f'<Relationship Id="rId1" Type="{RELATION}/officeDocument" Target="word/document.xml"/>'),
        "word/_rels/document.xml.rels": RELS.format(f'<Relationship Id="rId1" Type="{RELATION}/styles" Target="styles.xml"/>'
                                                    f'<Relationship Id="rId2" Type="{RELATION}/footer" Target="footer1.xml"/>'),
        "word/styles.xml": styles,
        "word/footer1.xml": f'<w:ftr {W}>{footer}</w:ftr>',
        "word/document.xml": f'<w:document {W} xmlns:r="{RELATION}"><w:body>{"".join(body)}{page}</w:body></w:document>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), XML + text, zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    conf = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "conf") if len(sys.argv) < 2 else sys.argv[1]
    write(os.path.join(conf, "blanketter", "kvartalsrapport.docx"),
          blank("kvartalsrapport", "Kvartalsrapporten gäller för perioden", "Aktivitetsrapport - resultat, utfall och nulägesanalys", "2.4"))
    write(os.path.join(conf, "blanketter", "slutrapport.docx"),
          blank("slutrapport", "Slutrapporten gäller för perioden", "Genomförande och resultat", "2.2"))
    write(os.path.join(conf, "papers", "paper.docx"), paper(), PAPER_STYLES, PAPER_FOOTER)
