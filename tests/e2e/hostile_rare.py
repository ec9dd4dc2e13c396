"""Still more of what a stranger may send, beside hostile.py and hostile_more.py: small files whose every number lies."""
import base64
import gzip
import hashlib
import io
import struct
import sys
import zipfile

import reports
from hostile import MIB, TEXT, archive, attached, docx, docx_parts, encoded, head, page_pdf, paragraph, pdf, stored, raw_archive, stream, write
from hostile_more import odt, relations, tiff, tnef

END, FREE, FAT = 0xfffffffe, 0xffffffff, 0xfffffffd
SECTOR = 512


# Word's old format: an OLE container whose streams follow one another

def ole(streams, lie_in_table=None, lie_in_folder=None):
    """STREAMS: (name, bytes). The liars get the table of sectors (a list), the folder (a bytearray)."""
    header = bytearray(SECTOR)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3e, 3, 0xfffe, 9, 6)
    struct.pack_into("<9I", header, 44, 1, 1, 0, 4096, END, 0, END, 0, 0)
    struct.pack_into("<108I", header, 80, *[FREE] * 108)
    n_folder = (len(streams) + 4) // 4
    table, entries, data = {0: FAT}, [("Root Entry", 5, END, 0)], b""
    table.update({1 + i: 2 + i if i + 1 < n_folder else END for i in range(n_folder)})
    for name, content in streams:
        content = content.ljust(max(4096, -(-len(content) // SECTOR) * SECTOR), b"\0")
        first, count = max(table) + 1, len(content) // SECTOR
        table.update({first + i: first + i + 1 if i + 1 < count else END for i in range(count)})
        entries.append((name, 2, first, len(content)))
        data += content
    sectors = [table.get(i, FREE) for i in range(128)]
    if lie_in_table:
        lie_in_table(sectors)
    folder = bytearray()
    for i, (name, kind, first, size) in enumerate(entries):
        text = name.encode("utf-16-le") + b"\0\0"
        right = i + 1 if 0 < i < len(entries) - 1 else FREE
        folder += text.ljust(64, b"\0")[:64] + struct.pack("<HBBIII", len(text), kind, 1, FREE, right, FREE if i else 1) + bytes(36) + struct.pack("<IQ", first, size)
    folder = bytearray(folder.ljust(n_folder * SECTOR, b"\0"))
    if lie_in_folder:
        lie_in_folder(folder)
    return bytes(header) + struct.pack("<128I", *sectors) + bytes(folder) + data


def word_stream(flags=0, characters=1000, at=0, size=100):
    """The beginning of a Word file: where the table of pieces lies."""
    text = bytearray(4096)
    struct.pack_into("<HH", text, 0, 0xa5ec, 0x00c1)
    struct.pack_into("<H", text, 10, flags)
    struct.pack_into("<H", text, 32, 14)
    struct.pack_into("<H", text, 62, 22)
    struct.pack_into("<I", text, 76, characters & 0xffffffff)
    struct.pack_into("<H", text, 152, 93)
    struct.pack_into("<II", text, 418, at, size)
    return bytes(text)


def docs():
    pieces = b"\x02" + struct.pack("<IIIHIH", 16, 0, 0x7fffffff, 0, 0x40000000, 0)
    back = b"\x02" + struct.pack("<IIII", 28, 100, 50, 0) + bytes(16)
    rows = {"plain": (word_stream(), pieces), "characters-most": (word_stream(characters=0x7fffffff), pieces), "characters-negative": (word_stream(characters=-1), pieces),
            "pieces-outside": (word_stream(at=0xfffffff0), pieces), "pieces-huge": (word_stream(size=0xffffffff), pieces), "pieces-back": (word_stream(), back),
            "properties-for-ever": (word_stream(size=4000), b"\1\0\0" * 1300), "encrypted": (word_stream(flags=0x100), pieces), "flags": (word_stream(flags=0xffff), pieces)}
    for name, (text, table) in rows.items():
        yield f"doc-{name}", ole([("WordDocument", text), ("0Table", table), ("1Table", table)])
    good = [("WordDocument", word_stream()), ("1Table", pieces)]
    yield "doc-sector-in-itself", ole(good, lambda table: table.__setitem__(slice(2, 30), [2] * 28))
    yield "doc-two-sectors", ole(good, lambda table: table.__setitem__(slice(2, 4), [3, 2]))
    yield "doc-folder-in-itself", ole(good, None, lambda folder: struct.pack_into("<III", folder, 128 + 68, 1, 1, 1))
    yield "doc-stream-of-exabytes", ole(good, None, lambda folder: struct.pack_into("<Q", folder, 128 + 120, 1 << 62))
    yield "doc-is-a-workbook", ole([("Workbook", b"\x09\x08\x10\0" * 100)])
    yield "doc-locked-docx", ole([("EncryptedPackage", struct.pack("<Q", 1 << 62) + b"x" * 4000), ("EncryptionInfo", b"\4\0\4\0" + b"<x>" * 100)])
    yield "msg-lies", ole([("__properties_version1.0", b"\xff" * 4096), ("__substg1.0_0037001F", ("ämne\u202e\x1b" * 200).encode("utf-16-le")), ("__substg1.0_1000001F", b"\xff\xd8" * 3000)])


def pdfs():
    fonts = b"/Font << /F1 5 0 R >> "
    for name, space in (("indexed", b"[/Indexed 6 0 R 255 6 0 R]"), ("separation", b"[/Separation /A 6 0 R 6 0 R]"), ("icc", b"[/ICCBased 6 0 R]"), ("pattern", b"[/Pattern 6 0 R]")):
        yield f"pdf-{name}-itself", page_pdf(b"/C cs 0.1 sc 0 0 9 9 re f " + TEXT, fonts + b"/ColorSpace << /C " + space + b" >>",
                                             more={6: stream(b"x", b"/N 4 /Alternate 6 0 R /ColorSpace " + space)})
    shading = fonts + b"/Shading << /S << /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 1 1] /Function 6 0 R >> >>"
    yield "pdf-function-itself", page_pdf(b"/S sh " + TEXT, shading, more={6: b"<< /FunctionType 3 /Domain [0 1] /Functions [6 0 R 6 0 R] /Bounds [0.5] /Encode [0 1 0 1] >>"})
    yield "pdf-function-sampled", page_pdf(b"/S sh " + TEXT, shading, more={6: stream(
        b"x", b"/FunctionType 0 /Domain [0 1 0 1 0 1 0 1] /Range [0 1 0 1 0 1] /Size [60000 60000 60000 60000] /BitsPerSample 32")})
    mask = b"/ExtGState << /G << /SMask << /S /Luminosity /G 6 0 R >> >> >>"
    yield "pdf-mask-itself", page_pdf(b"/G gs " + TEXT, fonts + mask, more={6: stream(b"/G gs", b"/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Group << /S /Transparency >> /Resources << " + mask + b" >>")})
    good = reports.pdf(reports.Report("Kulturlyftet", "Åsbergs kommun", "kvartal 1 2026"))
    before = good[:good.rindex(b"xref\n0")]
    chain = b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, stream(b"%d 0 <<>>" % (n + 1), b"/Type /ObjStm /N 1 /First 6 /Extends %d 0 R" % (n + 1))) for n in range(20, 2000))
    yield "pdf-object-streams-chain", before + chain + b"trailer\n<< /Root 20 0 R /Size 9999 >>\nstartxref\n0\n%%EOF"
    yield "pdf-object-stream-of-2-giga", before + b"20 0 obj\n" + stream(b"1 0 " * 100, b"/Type /ObjStm /N 2147483647 /First 2147483647") + b"\nendobj\ntrailer\n<< /Root 1 0 R /Size 99 >>\nstartxref\n0\n%%EOF"
    yield "pdf-table-of-2-giga", before + b"xref\n0 2147483647\n0000000000 65535 f \ntrailer\n<< /Root 1 0 R /Size 2147483647 >>\nstartxref\n%d\n%%%%EOF" % len(before)
    yield "pdf-kids-deep", pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", 5000: b"<< /Type /Page /MediaBox [0 0 9 9] >>",
                                **{i: b"<< /Type /Pages /Count 1 /Kids [%d 0 R] /Parent %d 0 R >>" % (i + 1, i - 1) for i in range(2, 5000)}})
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /Annots [7 0 R] >>"
    field = b"<< /FT /%s /T (a) /Rect [0 0 9 9] /Subtype /Widget /Type /Annot %s >>"
    for name, kind, value in (("utf16", b"Tx", b"/V <FEFF" + b"D800" * 50000 + b">"), ("choices", b"Ch", b"/Ff 131072 /V (b) /Opt [" + b"(x) " * 100000 + b"]"), ("itself", b"Tx", b"/V 7 0 R /Parent 7 0 R")):
        yield f"pdf-field-{name}", page_pdf(TEXT, more={1: b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R] >> >>", 3: page, 7: field % (kind, value)})
    for name, words in (("JBIG2Decode", b"\0\0\0\0\x30\0\1\0\0\0\x13" + b"\xff" * 60), ("JPXDecode", b"\xff\x4f\xff\x51" + b"\xff" * 200), ("DCTDecode", b"\xff\xd8\xff\xda" + b"\xff\0" * 20000)):
        yield f"pdf-text-in-{name}", page_pdf(b"", contents=b"<< /Length %d /Filter /%s >>\nstream\n%s\nendstream" % (len(words), name.encode(), words))
    yield "pdf-length-negative", good.replace(b"/Length ", b"/Length -")


def linked():
    """document.xml is said to be a link."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, content in docx_parts().items():
            entry = zipfile.ZipInfo(name)
            if name == "word/document.xml":
                entry.create_system, entry.external_attr, content = 3, 0o120777 << 16, b"/etc/passwd"
            target.writestr(entry, content)
    return out.getvalue()


def wordy(size, number=0):
    """A report with so much in one section, of words that do not repeat themselves."""
    text = " ".join(hashlib.sha256(b"%d %d" % (number, n)).hexdigest() for n in range(size // 65))
    return reports.docx(reports.Report("Kulturlyftet", "Åsbergs kommun", "kvartal 1 2026", answers={"2.1": [text]}))


def packages():
    parts = docx_parts()
    types = "[Content_Types].xml"
    yield "zip-link", linked()
    yield "zip-names-with-dots", archive([(name + ".", content) for name, content in parts.items()])
    yield "zip-names-from-the-root", archive([("/" + name, content) for name, content in parts.items()])
    yield "docx-is-a-workbook", archive([(types, b"<Types/>"), ("xl/workbook.xml", b"<workbook/>")])
    yield "docx-is-a-show", archive([(types, b"<Types/>"), ("ppt/presentation.xml", b"<p/>")])
    yield "docx-without-types", archive([(name, content) for name, content in parts.items() if name != types])
    for name in (types, "_rels/.rels", "word/styles.xml", "word/numbering.xml", "word/_rels/document.xml.rels"):
        yield f"docx-doctype-in-{name.split('/')[-1].strip('[].').replace('.', '-')}", docx(**{name: b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'})
    yield "docx-escaped-way-out", docx(**{"_rels/.rels": relations(("officeDocument", "..%2f..%2f..%2fetc/passwd"))})
    yield "docx-xinclude", docx(b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>' + paragraph("x"))
    yield "docx-strict-lie", docx(document=parts["word/document.xml"].replace(b"schemas.openxmlformats.org/wordprocessingml/2006/main", b"purl.oclc.org/ooxml/wordprocessingml/main"))
    yield "odt-is-a-sheet", archive([("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"<a/>")])
    yield "odt-changes", odt("<text:tracked-changes>" + '<text:changed-region text:id="a"><text:deletion><text:p>x</text:p></text:deletion></text:changed-region>' * 5000 +
                             "</text:tracked-changes>" + '<text:p><text:change text:change-id="a"/></text:p>' * 5000)
    yield "docx-section-2-mib", wordy(2 * MIB)
    yield "zip-reports-9-mib", archive([(f"{n}.docx", wordy(MIB - 5000, n)) for n in range(9)])
    yield "gzip-of-docx", gzip.compress(docx())
    yield "tiff-of-tiles", tiff([(256, 4, 1, 1 << 30), (257, 4, 1, 1 << 30), (322, 4, 1, 16), (323, 4, 1, 16), (324, 4, 1 << 20, 8), (325, 4, 1 << 20, 8), (258, 3, 1, 8), (259, 3, 1, 1)])
    for name, words in (("7z", b"7z\xbc\xaf\x27\x1c"), ("rar", b"Rar!\x1a\x07\1\0"), ("heic", b"\0\0\0\x18ftypheic"), ("webp", b"RIFF\xff\xff\xff\x7fWEBPVP8L"), ("emf", b"\1\0\0\0\x6c\0\0\0"), ("wmf", b"\xd7\xcd\xc6\x9a")):
        yield name, words + b"\xff" * 1000


def documents():
    for makers in (docs, pdfs, packages):
        yield from makers()


def der(kind, content):
    size = len(content)
    return bytes([kind]) + (bytes([size]) if size < 128 else b"\x84" + struct.pack(">I", size)) + content


def signed(content):
    """CMS signed-data without a signature."""
    data, whole = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01", b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
    return der(0x30, whole + der(0xa0, der(0x30, b"\2\1\1" + der(0x31, b"") + der(0x30, data + der(0xa0, der(4, content))) + der(0x31, b""))))


def smime(content):
    return b"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(signed(content)).replace(b"\n", b"\r\n")


def mails():
    """(name, bytes)"""
    plain = attached(b"; filename=r.docx")
    daemon = b"MAILER-DAEMON@annan.example"

    def made(name, body, **fields):
        return name, head(name, **fields) + body

    names = ("r.docx.", "r.docx ", "con.docx", "..", "...", "r.docx/", "r\\..\\..\\x.docx", "\u202excod.exe", "r.docx\t.exe", ".docx", "r.docx::$DATA", "-rf.docx", "$(id).docx", "`id`.docx", "%s%n.docx", "=cmd.docx")
    for number, name in enumerate(names):
        yield made(f"name-{number}", attached(b"; filename*=utf-8''" + b"".join(b"%%%02X" % byte for byte in name.encode())))
    for charset in ("utf-16", "utf-32", "utf-7", "cp037", "iso-2022-jp", "iso-2022-kr", "hz-gb-2312", "utf-8;utf-16", "gb18030", "tscii"):
        yield made(f"charset-{charset.replace(';', '-')}", b'Content-Type: text/plain; charset="' + charset.encode() + b'"\r\n\r\n' + "Hej å \u202e".encode("utf-16-le") * 500 + b"\x1b$B\x1b(B~{+AGA-" * 500)
    for number, mark in enumerate((b"a b ", b"'()+_,-./:=?", b"x" * 71, b"\xe5", b"g--", b"--")):
        yield made(f"boundary-{number}", b'Content-Type: multipart/mixed; boundary="' + mark + b'"\r\n\r\n--' + mark + b"\r\nContent-Disposition: attachment; filename=r.docx\r\n\r\nPK\r\n--" + mark + b"--\r\n")
    yield made("boundary-twice", b"Content-Type: multipart/mixed; boundary=a; boundary=b\r\n\r\n--a\r\n\r\nx\r\n--b\r\nContent-Disposition: attachment; filename=r.docx\r\n\r\nPK\r\n--b--\r\n")
    deep = plain
    for _ in range(12):
        deep = smime(deep)
    yield made("smime-in-smime", deep)
    yield made("smime-good", smime(plain))
    signature = b"\x78\x9f\x3e\x22\x01\x00"
    for name, data in (("level", tnef(9, 0x0006800f, 4, b"abcd") * 1000), ("values", tnef(1, 0x00069003, 16, struct.pack("<IIII", 1, 0x3701101e, 0x7fffffff, 0x7fffffff))),
                       ("packed", tnef(1, 0x00069003, 32, struct.pack("<8I", 1, 0x10090102, 1, 16, 0x7fffffff, 0x7fffffff, 0x75465a4c, 0)))):
        yield made(f"tnef-{name}", attached(b"; filename=winmail.dat", signature + data).replace(reports.DOCX_TYPE.encode(), b"application/ms-tnef"))
    for number, sender in enumerate((b"=?utf-8?q?karin=40storbacken=2Eexample?= <x@elak.example>", b"(karin@storbacken.example) x@elak.example (y)", b"<@a.example,@b.example:moa@asberg.example>",
                                     b"moa@asberg.example\0@elak.example", b'"moa@asberg.example> <x"@elak.example', b"a" * 5000 + b"@asberg.example")):
        yield made(f"from-{number}", plain, sender=sender)
    yield made("head-groups", plain, more=b"Cc: " + b"a:" * 300000)
    yield made("head-groups-folded", plain, more=b"Reply-To: " + b"a:\r\n " * 300000)
    yield made("head-groups-inside", b"Content-Type: message/rfc822\r\n\r\nFrom: " + b"Lar: " * 300000 + b"\r\n\r\nx\r\n")
    yield "head-breaks-off", made("head-breaks-off", b"S")[1]
    yield made("head-name-5000", plain, more=b"x" * 5000 + b": y\r\n")
    yield "head-first-name-long", b"Receive" + b"ceive" * 60 + b"d: from x\r\n" + made("", plain)[1]
    yield made("head-folded-bomb", plain, more=b"X-A: x" + b"\r\n " * 100000 + b"y\r\n")
    yield made("head-results-open", plain, more=b"Authentication-Results: x; " + b"(" * 100000 + b"\r\n")
    yield made("head-results-quoted", plain, more=b"Authentication-Results: x; " + b'"\\"' * 50000 + b"; dmarc=pass\r\n")
    yield made("head-received-open", plain, more=b"Received: from a (" + b"(" * 100000 + b"unknown [ by x\r\n")
    yield made("head-name-2231-10000", attached(b"".join(b";\r\n filename*%d*=%%41" % i for i in range(10000))))
    yield made("bounce-of-50000", b"Content-Type: text/plain\r\n\r\nThis is a permanent error\r\n\r\n" + b"Message-ID: <a@b>\r\nTo: x\r\n\r\n" * 50000, sender=daemon)
    yield made("bounce-of-one-long", b"Content-Type: text/plain\r\n\r\npermanent error\r\n\r\n" + b"X: y\r\n" * 100000 + b"Message-ID: <a@b>\r\nTo: moa@asberg.example\r\n", sender=daemon)
    yield made("zip-names-out", attached(b"; filename=a.zip", raw_archive(stored({"../../../r.docx": docx(), "/etc/r.docx": docx(), "c:\\r.docx": docx(), "\u202excod": docx()}))).replace(
        reports.DOCX_TYPE.encode(), b"application/zip"))
    yield made("subject-steers", plain, subject=encoded("Rapport\x1b]0;ha\x07\u202e\r\nBcc: x@elak.example"))


if __name__ == "__main__":
    write(sys.argv[1], (("document", documents()), ("mail", mails())))
