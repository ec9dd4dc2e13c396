"""More of what a stranger may send, beside hostile.py: rarer tricks of each format, and long texts that a rule could stumble over."""
import base64
import bz2
import lzma
import struct
import sys
import zlib

import reports
from hostile import MIB, TEXT, W, archive, attached, bomb, docx, docx_parts, encoded, head, page_pdf, paragraph, parts_of, pdf, raw_archive, stored, stream, with_document, write

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relations(*rows):
    text = "".join(f'<Relationship Id="r{i}" Type="{OFFICE}/{kind}" Target="{target}"/>' for i, (kind, target) in enumerate(rows))
    return f'<?xml version="1.0"?><Relationships xmlns="{RELATIONS}">{text}</Relationships>'.encode()


def odt(content, **more):
    names = ("office", "text", "table", "style", "draw")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{"drawing" if name == "draw" else name}:1.0"' for name in names)
    whole = f'<office:document-content {spaces}><office:body><office:text>{content}</office:text></office:body></office:document-content>'
    return archive([("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", whole.encode()), *more.items()])


def zips():
    good = docx()
    document = docx_parts()["word/document.xml"]
    yield "zip-bzip2-bomb", with_document(bz2.compress(bytes(200 * MIB), 9), 0, 200 * MIB, 12)
    yield "zip-lzma-bomb", with_document(b"\x09\x14\x05\x00" + lzma.compress(bytes(64 * MIB), format=lzma.FORMAT_ALONE)[:5] + b"x" * 1000, 0, 64 * MIB, 14)
    for method in (1, 6, 9, 93, 95):
        yield f"zip-method-{method}", with_document(b"\x28\xb5\x2f\xfd" + b"\xff" * 1000, 1, MIB, method)
    yield "zip-many-disks", good[:-18] + struct.pack("<HHHHIIH", 7, 7, 1, 65535, 100, 0, 0)
    yield "zip-64-lies", good[:-22] + struct.pack("<IQHHIIQQQQ", 0x06064b50, 44, 45, 45, 0, 0, 1 << 62, 1 << 62, 1 << 63, 1 << 62) + \
        struct.pack("<IIQI", 0x07064b50, 0, (1 << 63) - 1, 1) + struct.pack("<IHHHHIIH", 0x06054b50, 0, 0, 0xffff, 0xffff, 0xffffffff, 0xffffffff, 0)
    yield "zip-directory-outside", good[:-6] + struct.pack("<IH", 0xfffffff0, 0)
    yield "zip-no-entries-said", good[:-14] + struct.pack("<HH", 0, 0) + good[-10:]
    yield "zip-junk-before", b"MZ" + bytes(3 * MIB) + good
    yield "zip-junk-behind", good + bytes(3 * MIB)
    yield "zip-pdf-polyglot", b"%PDF-1.4\n" + good
    yield "zip-two-formats", archive([("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<a/>"), *docx_parts().items()])
    yield "zip-folder-as-part", archive([*((name, data) for name, data in docx_parts().items() if name != "word/document.xml"), ("word/document.xml/", b"")])
    yield "zip-backslashes", archive([(name.replace("/", "\\"), data) for name, data in docx_parts().items()])
    yield "zip-other-case", archive([(name.upper(), data) for name, data in docx_parts().items()])
    yield "zip-long-name", raw_archive(stored(docx_parts()) + stored({"n" * 65000: b"x"}))
    yield "zip-name-steers", raw_archive(stored(docx_parts()) + stored({"\x1b]0;ha\x07\u202e.xml": b"x"}))
    yield "zip-local-says-other", with_document(zlib.compress(document)[2:-4], zlib.crc32(document), len(document)).replace(b"\x14\x00\x00\x00\x08\x00", b"\x14\x00\x00\x00\x00\x00", 1)
    yield "zip-bomb-media", docx(**{f"word/media/{i}.bin": bytes(8 * MIB) for i in range(12)})


def xmls():
    document = docx_parts()["word/document.xml"].decode()
    yield "xml-version-2", docx(document=document.replace('version="1.0"', 'version="2.0"').encode())
    yield "xml-ebcdic", docx(document=document.replace("UTF-8", "EBCDIC-CP-US").encode())
    yield "xml-encoding-unknown", docx(document=document.replace("UTF-8", "x" * 5000).encode())
    yield "xml-utf16-says-utf8", docx(document=document.encode("utf-16"))
    yield "xml-utf32", docx(document=document.encode("utf-32"))
    yield "xml-overlong-utf8", docx(document=document.replace("Kulturlyftet", "K\x01").encode().replace(b"\x01", b"\xc0\xaf\xed\xa0\x80\xf8\x88\x80\x80\x80"))
    yield "xml-references", docx(paragraph("&#0;&#xD800;&#x110000;&#99999999999999;"))
    yield "xml-cdata-10-mib", docx(b"<w:p><w:r><w:t><![CDATA[" + b"]" * (10 * MIB) + b"]]></w:t></w:r></w:p>")
    yield "xml-runs-300000", docx(b"<w:p>" + b"<w:r><w:t>a</w:t></w:r>" * 300000 + b"</w:p>")
    yield "xml-prefixes", docx(b'<x:p xmlns:x="http://schemas.openxmlformats.org/wordprocessingml/2006/main">' * 200 + b"</x:p>" * 200)
    yield "xml-unknown-prefix", docx(b"<q:p><q:r>x</q:r></q:p>")


def words():
    yield "docx-span-lies", docx(b'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2147483647"/><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>' * 100)
    yield "docx-numbers-lie", docx(b'<w:p><w:pPr><w:numPr><w:ilvl w:val="-2147483648"/><w:numId w:val="2147483647"/></w:numPr></w:pPr></w:p>' * 100, **{
        "word/numbering.xml": f'<w:numbering {W}>'.encode() + b'<w:abstractNum w:abstractNumId="2147483647"><w:numStyleLink w:val="a"/><w:styleLink w:val="a"/>'
        b'<w:lvl w:ilvl="0"><w:start w:val="2147483647"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%1%1%1%9%0%"/></w:lvl></w:abstractNum>'
        b'<w:num w:numId="2147483647"><w:abstractNumId w:val="2147483647"/></w:num></w:numbering>'})
    yield "docx-changes-nested", docx(b"<w:p>" + b"<w:ins><w:del><w:moveFrom><w:moveTo>" * 60 + b"<w:r><w:t>x</w:t></w:r>" + b"</w:moveTo></w:moveFrom></w:del></w:ins>" * 60 + b"</w:p>")
    yield "docx-controls-nested", docx(b"<w:sdt><w:sdtContent>" * 120 + paragraph("x") + b"</w:sdtContent></w:sdt>" * 120)
    yield "docx-fields-open", docx(b'<w:p><w:fldSimple w:instr="HYPERLINK">' * 120 + b"</w:fldSimple></w:p>" * 120)
    yield "docx-symbols", docx(b'<w:p>' + b'<w:r><w:sym w:font="Wingdings" w:char="FFFFFFFF"/><w:sym w:char="-1"/></w:r>' * 20000 + b"</w:p>")
    yield "docx-alt-chunk", docx(b'<w:altChunk r:id="r0"/>' + paragraph("x"), **{"word/_rels/document.xml.rels": relations(("aFChunk", "../../../etc/passwd"))})
    yield "docx-main-elsewhere", docx(**{"_rels/.rels": relations(("officeDocument", "/../../../../etc/passwd"))})
    yield "docx-main-in-circles", docx(**{"_rels/.rels": relations(("officeDocument", "_rels/.rels"))})
    yield "docx-header-is-body", docx(**{"word/_rels/document.xml.rels": relations(*[("header", "document.xml"), ("footnotes", "document.xml"), ("footer", "document.xml")] * 200)})
    yield "docx-footnotes-nest", docx(b'<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>' * 5000, **{
        "word/footnotes.xml": f'<w:footnotes {W}><w:footnote w:id="1"><w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p></w:footnote></w:footnotes>'.encode(),
        "word/_rels/document.xml.rels": relations(("footnotes", "footnotes.xml"))})
    yield "docx-macros", docx(**{"word/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 4096})
    yield "odt-lists-nested", odt("<text:list><text:list-item>" * 120 + "<text:p>x</text:p>" + "</text:list-item></text:list>" * 120)
    yield "odt-repeats", odt('<table:table><table:table-row table:number-rows-repeated="2147483647"><table:table-cell table:number-columns-repeated="2147483647"/>'
                             "</table:table-row></table:table><text:p>" + '<text:s text:c="-5"/><text:tab/>' * 1000 + "</text:p>")
    yield "odt-style-loop", odt('<text:p text:style-name="a">x</text:p>' * 100, **{
        "styles.xml": b'<office:document-styles xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0">'
        b'<office:styles><style:style style:name="a" style:family="paragraph" style:parent-style-name="b"/><style:style style:name="b" style:family="paragraph" '
        b'style:parent-style-name="a"/></office:styles></office:document-styles>'})


def texts():
    """Honest XML whose text a rule could read for ever."""
    rows = {
        "combining": "a" + "\u0301" * 200000, "expands": "\ufdfa" * 100000, "joined": "\U0001f468\u200d" * 50000, "directions": "\u202e\u2066" * 100000,
        "dots": "." * 500000, "digits": "1" * 500000, "dates": "2026-01-01" * 50000, "months": "1 januari - " * 40000, "brackets": "(" * 300000,
        "spaces": " \u00a0\u2003" * 150000, "hyphens": "a-" * 200000, "colons": "Insats: " * 50000, "numbers": "SFG 26-1.1 " * 50000,
        "dashes": "kvartal 1 – 2 – 3 – 2026 " * 20000, "amounts": "1 000 000 " * 50000, "one-word": "å" * 500000,
    }
    for name, text in rows.items():
        yield f"text-{name}", docx(document=docx_parts()["word/document.xml"].replace(b"Kulturlyftet", text.encode(), 1))
    lines = {"labels": "Period: 1 januari - 31 mars 2026", "headings": "2.1 Beskriv insatsens arbete", "titles": "Kvartalsrapport", "signatures": "2026-04-10 Karin Påhitt",
             "insatser": "Namn på insatsen: Kulturlyftet", "questions": "Klicka eller tryck här för att ange text."}
    for name, line in lines.items():
        yield f"lines-{name}", docx(paragraph(line) * 15000)
        yield f"cells-{name}", docx(b"<w:tbl>" + (b"<w:tr>" + (b"<w:tc>" + paragraph(line) + b"</w:tc>") * 2 + b"</w:tr>") * 5000 + b"</w:tbl>")


def pdfs():
    good = reports.pdf(reports.Report("Kulturlyftet", "Åsbergs kommun", "kvartal 1 2026"))
    bad = b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /ToUnicode 6 0 R /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo " \
        b"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>"
    text = b"BT /F1 12 Tf 72 700 Td <0001000200030004> Tj ET"
    yield "pdf-cmap-ranges", page_pdf(text, more={5: bad, 6: stream(b"1 beginbfrange <0000> <FFFF> <0000> endbfrange " * 3000)})
    yield "pdf-cmap-long", page_pdf(text, more={5: bad, 6: stream(b"1 beginbfchar <0001> <" + b"0041" * 200000 + b"> endbfchar")})
    yield "pdf-cmap-itself", page_pdf(text, more={5: bad, 6: stream(b"/X usecmap", b"/UseCMap 6 0 R")})
    yield "pdf-cmap-steers", page_pdf(text, more={5: bad, 6: stream(b"4 beginbfchar <0001> <001B> <0002> <202E> <0003> <D800> <0004> <FFFE> endbfchar")})
    yield "pdf-type3-itself", page_pdf(TEXT, more={5: b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] /FirstChar 75 /LastChar 75 /Widths [1] "
                                                   b"/Encoding << /Differences [75 /K] >> /CharProcs << /K 6 0 R >> /Resources << /Font << /F1 5 0 R >> >> >>", 6: stream(TEXT)})
    yield "pdf-font-garbage", page_pdf(TEXT, more={5: b"<< /Type /Font /Subtype /TrueType /BaseFont /X /FontDescriptor << /Type /FontDescriptor /FontFile2 6 0 R >> >>",
                                                   6: stream(b"\x00\x01\x00\x00\xff\xff" + b"glyf" * 50000)})
    yield "pdf-sizes", page_pdf(b"BT /F1 1e38 Tf 1e38 0 0 1e38 1e38 -1e38 Tm 1e38 Tz 1e38 Tc -1e38 TL (x) Tj T* (y) Tj /F1 -0 Tf (z) Tj ET")
    yield "pdf-strings-nested", page_pdf(b"BT /F1 9 Tf " + b"(" * 200000 + b"x" + b")" * 200000 + b" Tj ET")
    yield "pdf-inline-image", page_pdf(b"BI /W 99999 /H 99999 /BPC 8 /CS /RGB ID " + b"x" * 100000)
    yield "pdf-marked-deep", page_pdf(b"/Span << /ActualText (ha) >> BDC " * 200000 + TEXT)
    yield "pdf-filters-500", page_pdf(b"", contents=b"<< /Length 3 /Filter [" + b"/ASCIIHexDecode " * 500 + b"] >>\nstream\n00>\nendstream")
    yield "pdf-predictor", page_pdf(b"", contents=stream(b"x" * 1000, b"/DecodeParms << /Predictor 15 /Columns 2147483647 /Colors 32 /BitsPerComponent 16 >>"))
    yield "pdf-lzw", page_pdf(b"", contents=b"<< /Length 60000 /Filter /LZWDecode >>\nstream\n" + b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01" * 6000 + b"\nendstream")
    yield "pdf-run-lengths", page_pdf(b"", contents=b"<< /Length 1000000 /Filter [/RunLengthDecode /RunLengthDecode] >>\nstream\n" + b"\x81\x81" * 500000 + b"\nendstream")
    catalog = b"<< /Type /Catalog /Pages 2 0 R %s >>"
    yield "pdf-form-parents", page_pdf(TEXT, more={1: catalog % b"/AcroForm << /Fields [6 0 R] /DR 6 0 R >>", 6: b"<< /FT /Tx /T (a) /Parent 6 0 R /Kids [6 0 R 6 0 R] /V 6 0 R >>"})
    yield "pdf-xfa", page_pdf(TEXT, more={1: catalog % b"/AcroForm << /XFA 6 0 R /Fields [] >>", 6: stream(b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>')})
    yield "pdf-structure-loop", page_pdf(TEXT, more={1: catalog % b"/StructTreeRoot 6 0 R /MarkInfo << /Marked true >>", 6: b"<< /Type /StructTreeRoot /K [6 0 R 6 0 R] /ParentTree 6 0 R /Kids [6 0 R] >>"})
    yield "pdf-names-loop", page_pdf(TEXT, more={1: catalog % b"/Names << /Dests 6 0 R /EmbeddedFiles 6 0 R >> /PageLabels 6 0 R", 6: b"<< /Kids [6 0 R 6 0 R] /Limits [(a) (z)] >>"})
    yield "pdf-annotations-loop", pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
                                       3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents [" + b"4 0 R " * 20000 + b"] /Annots [3 0 R 3 0 R] >>", 4: stream(b"q Q ")})
    yield "pdf-xref-stream", good[:good.rindex(b"xref\n0")] + b"9 0 obj\n" + stream(b"\xff" * 3000, b"/Type /XRef /W [8 8 8] /Index [-1 2147483647] /Size 2147483647 /Root 1 0 R /Prev 0") + \
        b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % good.rindex(b"xref\n0")
    yield "pdf-updates-2000", good + b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\nxref\n0 0\ntrailer\n<< /Size 9 /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF\n" * 2000
    yield "pdf-linearized-lies", b"%PDF-1.4\n1 0 obj\n<< /Linearized 1 /L 2147483647 /H [2147483647 1] /O 9 /E 2147483647 /N 2147483647 /T 2147483647 >>\nendobj\n" + good[9:]
    yield "pdf-pattern", page_pdf(b"/Pattern cs /P scn 0 0 595 842 re f " + TEXT, b"/Font << /F1 5 0 R >> /Pattern << /P 6 0 R >>",
                                  more={6: stream(b"0 0 1 1 re f", b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.0001 /YStep 0.0001 /Resources << >>")})


def picture_pdf(width, height, filters, data):
    """A page that is one picture and nothing else, as a scanner makes them."""
    return page_pdf(b"595 0 0 842 0 0 cm /I Do", b"/XObject << /I 6 0 R >>", more={
        6: b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter %s /Length %d >>\nstream\n%s\nendstream" %
        (width, height, filters, len(data), data)})


def png(width, height, rows):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def tiff(entries, after=0):
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries) + struct.pack("<I", after)


def pictures():
    jpeg = b"\xff\xd8\xff\xc0\0\x11\x08\xff\xff\xff\xff\x03\x01\x22\0\x02\x11\x01\x03\x11\x01\xff\xda\0\x0c\x03\x01\0\x02\x11\x03\x11\0\x3f\0" + b"\xab" * 5000
    yield "png-30000-square", png(30000, 30000, bytes((30000 // 8 + 1) * 30000))
    yield "png-2-giga-square", png(0x7fffffff, 0x7fffffff, bytes(1000))
    yield "png-half", png(3000, 3000, bytes(1000))
    yield "png-no-size", png(0, 0, b"")
    yield "jpeg-65535-square", jpeg
    yield "jpeg-markers", b"\xff\xd8" + b"\xff\xe1\0\x02" * 200000 + jpeg[2:]
    yield "tiff-loop", tiff([(256, 4, 1, 1000), (257, 4, 1, 1000), (273, 4, 1, 8), (279, 4, 1, 100)], 8)
    yield "tiff-strips", tiff([(256, 4, 1, 1 << 31), (257, 4, 1, 1 << 31), (258, 3, 1, 8), (259, 3, 1, 5), (273, 4, 0x7fffffff, 8), (279, 4, 0x7fffffff, 8)])
    yield "tiff-ccitt", tiff([(256, 4, 1, 60000), (257, 4, 1, 60000), (258, 3, 1, 1), (259, 3, 1, 4), (273, 4, 1, 100), (278, 4, 1, 60000), (279, 4, 1, 1 << 30)]) + b"\xff" * 1000
    yield "scan-ccitt", picture_pdf(60000, 60000, b"/CCITTFaxDecode /DecodeParms << /K -1 /Columns 60000 /Rows 60000 >>", b"\xff" * 1000).replace(b"/BitsPerComponent 8", b"/BitsPerComponent 1")
    yield "scan-jbig2", picture_pdf(60000, 60000, b"/JBIG2Decode", b"\0\0\0\0\x30\0\x01\0\0\0\x13\0\0\xea\x60\0\0\xea\x60\0\0\0\0\0\0\0\0\0\0\0" + b"\xff" * 1000)
    yield "scan-jpx", picture_pdf(60000, 60000, b"/JPXDecode", b"\0\0\0\x0cjP  \r\n\x87\n" + b"\xff\x4f\xff\x51\0\x2f\0\0\0\0\xea\x60\0\0\xea\x60" + bytes(200))
    yield "scan-jpeg", picture_pdf(65535, 65535, b"/DCTDecode", jpeg)
    yield "scan-flate", picture_pdf(8000, 8000, b"/FlateDecode", zlib.compress(bytes(64 * 10 ** 6), 9))
    yield "bmp", b"BM" + struct.pack("<IHHI", 100, 0, 0, 54) + struct.pack("<IiiHHIIiiII", 40, 1 << 30, -(1 << 30), 1, 32, 0, 0, 0, 0, 0, 0)


def olds():
    sector = struct.pack("<I", 1) * 128
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3e, 3, 0xfffe, 9, 6) + bytes(6)
    yield "ole-difat-loop", ole + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 1, 1, 0, 0xffff) + sector * 40
    yield "ole-big-sectors", ole[:30] + struct.pack("<H", 31) + ole[32:] + bytes(512)
    yield "rtf-fonts-100000", b"{\\rtf1{\\fonttbl" + b"".join(b"{\\f%d\\fcharset%d A;}" % (i, i % 300) for i in range(100000)) + b"}x}"
    yield "rtf-rows", b"{\\rtf1 " + b"\\trowd\\cellx2147483647\\itap2147483647 x\\cell\\nestcell\\row" * 20000 + b"}"
    yield "rtf-unicode", b"{\\rtf1\\ansi\\ansicpg99999\\uc2147483647 " + b"\\u-2147483648?\\u55296?\\'zz\\'" * 20000 + b"}"
    yield "rtf-fields", b"{\\rtf1 " + b"{\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt " * 20000 + b"x" + b"}}" * 20000 + b"}"
    yield "rtf-picture", b"{\\rtf1 {\\pict\\pngblip " + b"89504e47" * 500000 + b"}}"
    yield "html-entities", b"<html><body>" + b"&#xFFFFFFFF;&#0;&nosuch;&amp" * 50000 + b"</body></html>"
    yield "html-comment", b"<html><body><!--" + b"-" * (3 * MIB)
    yield "html-tables", b"<html><body>" + b"<table><tr><td>" * 20000 + b"x"
    yield "html-style", b"<html><style>" + b"a{b:c}" * 500000 + b"</style><body>x</body></html>"
    yield "html-breaks", b"<html><body>" + b"<br>" * 500000
    yield "html-scripts", b"<html><body><script>" + b"<" * MIB + b"</scr"
    yield "txt-no-lines", b"Kvartalsrapport " * 200000
    yield "txt-lines", b"2.1\n" * 500000
    yield "txt-utf16", ("\ufeff" + "Period: \u202e" * 50000).encode("utf-16-le")


def documents():
    for makers in (zips, xmls, words, texts, pdfs, pictures, olds):
        yield from makers()


def tnef(level, kind, size, data):
    return struct.pack("<BII", level, kind, size) + data + struct.pack("<H", sum(data) & 0xffff)


def mails():
    """(name, bytes)"""
    plain = attached(b"; filename=r.docx")
    signature = b"\x78\x9f\x3e\x22\x01\x00"

    def made(name, body, **fields):
        return name, head(name, **fields) + body

    def winmail(name, data):
        return made(name, attached(b"; filename=winmail.dat", data).replace(reports.DOCX_TYPE.encode(), b"application/ms-tnef"))

    yield winmail("tnef-length-lies", signature + struct.pack("<BII", 2, 0x0006800f, 0xffffffff) + b"x" * 1000)
    yield winmail("tnef-properties-lie", signature + tnef(1, 0x00069003, 12, struct.pack("<III", 0x7fffffff, 0x3701000d, 0x7fffffff)))
    yield winmail("tnef-many", signature + tnef(2, 0x00069002, 4, b"abcd") * 50000)
    yield winmail("tnef-name-steers", signature + tnef(2, 0x00069002, 14, bytes(14)) + tnef(2, 0x00018010, 30, b"..\\..\\r.docx\0\x1b]0;ha\x07".ljust(30, b"\0")) +
                  tnef(2, 0x0006800f, 4, b"PK\3\4"))
    yield made("smime-depth", b"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
               base64.encodebytes(b"\x30\x80" * 100000).replace(b"\n", b"\r\n"))
    yield made("smime-length-lies", b"Content-Type: application/pkcs7-mime; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
               base64.encodebytes(b"\x30\x88\xff\xff\xff\xff\xff\xff\xff\xff" + b"x" * 1000).replace(b"\n", b"\r\n"))
    yield made("pgp-encrypted", b'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="g"\r\n\r\n--g\r\n\r\nVersion: 1\r\n--g--\r\n')
    yield made("mime-parameters", b"Content-Type: text/plain" + b"".join(b";\r\n a%d=b" % i for i in range(50000)) + b"\r\n\r\nx\r\n")
    yield made("mime-type-steers", b"Content-Type: \x1b]0;ha\x07/=?utf-8?B?" + b"\xff" * 100 + b"\r\n\r\nx\r\n")
    yield made("mime-base64-one-a-line", attached(b"; filename=r.docx", body=b"\r\n".join(b"%c" % byte for byte in base64.b64encode(docx()))))
    yield made("mime-qp-soft", b"Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=\r\n" * 500000)
    yield made("mime-alternatives", b'Content-Type: multipart/alternative; boundary="g"\r\n\r\n' + b"--g\r\nContent-Type: text/html\r\n\r\n<p>x\r\n" * 1500 + b"--g--\r\n")
    yield made("mime-same-boundary", b'Content-Type: multipart/mixed; boundary="g"\r\n\r\n' + b'--g\r\nContent-Type: multipart/mixed; boundary="g"\r\n\r\n' * 300 + b"--g--\r\n")
    yield made("mime-html-links", b"Content-Type: text/html\r\n\r\n" + b'<a href="https://192.0.2.1/x?y=%1B%5B">x</a>' * 50000)
    yield made("mime-calendar", b"Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 100000)
    yield made("mime-language-lies", plain.replace(b"attachment; filename=r.docx", b"attachment; filename*=x-unknown'sv'%FF%FE%00%80.docx"))
    yield made("mime-word-in-word", plain, subject=encoded("=?utf-8?B?" + "PT91dGYtOD9CPw==" * 500))
    yield made("head-words-open", plain, subject=b"=?utf-8?q?" * 20000)
    yield made("head-dates", plain, more=b"Date: Mon, 99 Foo 999999999999 99:99:99 +9999\r\nResent-Date: \r\n" * 100)
    yield made("head-authentication", plain, more=b"Authentication-Results: mx.finsam.example; " + b"dmarc=pass (" * 20000 + b"\r\n")
    yield made("head-reply-to-1000", plain, more=b"Reply-To: " + b", ".join(b"a%d@annan.example" % i for i in range(1000)) + b"\r\n")
    yield made("head-reply-to-steers", plain, more=b"Reply-To: \"x\\\r\n\" <a@annan.example>\r\nReturn-Path: <\x1b@x\r\n")
    yield made("report-100000-recipients", b'Content-Type: multipart/report; report-type=delivery-status; boundary="g"\r\n\r\n--g\r\nContent-Type: message/delivery-status\r\n\r\n' +
               b"Reporting-MTA: dns; x\r\n\r\n" + b"Final-Recipient: rfc822; moa@asberg.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n" * 50000 + b"--g--\r\n")
    yield made("report-steers", b'Content-Type: multipart/report; report-type=delivery-status; boundary="g"\r\n\r\n--g\r\nContent-Type: message/delivery-status\r\n\r\n'
               b"Final-Recipient: rfc822; \x1b]0;ha\x07\xe2\x80\xae@asberg.example\r\nAction: failed\r\nStatus: 5.\x1b.1\r\n\r\n--g--\r\n")
    yield made("mime-uu-huge", b"Content-Type: text/plain\r\n\r\nbegin 644 r.docx\r\n" + b"M" + b"`" * 60 + b"\r\n" + b"`\r\nend\r\n" * 20000)
    yield made("mime-cut-in-header", b"Content-Type: multipart/mixed; boundary=\"g\"\r\n\r\n--g\r\nContent-Disposition: attachment; filename=\"r")
    yield made("mime-zip-of-mail", attached(b"; filename=r.zip", archive([(f"{i}.eml", head("x") + plain) for i in range(60)])))
    yield made("mime-mail-in-mail", parts_of(60, b"Content-Type: message/rfc822\r\n\r\n" + head("y") + plain))
    yield made("mime-bomb-attached", attached(b"; filename=r.docx", with_document(*bomb(64 * MIB))))


if __name__ == "__main__":
    write(sys.argv[1], (("document", documents()), ("mail", mails())))
