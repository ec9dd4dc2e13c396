"""Makes the PDFs of this folder that are written by hand: python3 make.py, in this folder.

The others come from programs, and say in their .reason which."""
ESCAPES = {"(": r"\(", ")": r"\)", "\\": r"\\"}


def string(text):
    """A PDF string in WinAnsi."""
    return "(" + "".join(ESCAPES.get(c, c) for c in text) + ")"


def utf16(text):
    return "<FEFF" + text.encode("utf-16-be").hex() + ">"


class Pdf:
    def __init__(self):
        self.objects = ["<</Type/Catalog/Pages 2 0 R>>", "", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
                        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>"]
        self.pages = []

    def add(self, text):
        self.objects.append(text)
        return len(self.objects)

    def page(self, content, extra=""):
        number = self.add("<</Length %d>>stream\n%s\nendstream" % (len(content.encode("cp1252")), content))
        self.pages.append(self.add("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R%s"
                                   "/Resources<</Font<</F 3 0 R/B 4 0 R>>>>>>" % (number, extra)))
        return self.pages[-1]

    def write(self, name):
        self.objects[1] = "<</Type/Pages/Count %d/Kids[%s]>>" % (len(self.pages), " ".join("%d 0 R" % p for p in self.pages))
        out, places = b"%PDF-1.7\n", []
        for i, text in enumerate(self.objects):
            places.append(len(out))
            out += ("%d 0 obj\n%s\nendobj\n" % (i + 1, text)).encode("cp1252")
        xref = len(out)
        out += ("xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)).encode()
        out += "".join("%010d 00000 n \n" % place for place in places).encode()
        out += ("trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, xref)).encode()
        with open(name, "wb") as file:
            file.write(out)


def line(x, y, text, font="F", size=11):
    return "BT /%s %g Tf %g %g Td %s Tj ET" % (font, size, x, y, string(text))


def fields():
    pdf = Pdf()
    content = [line(70, 760, "Kvartalsrapport", "B", 20), line(70, 720, "Diarienummer", "B"), line(300, 720, "Signatur", "B"),
               line(70, 670, "Insatsens namn"), line(70, 630, "2.1 Aktiviteter", "B"), line(70, 560, "Slutrapport:"),
               line(70, 530, "Huvudman:")]
    widgets = [("dnr", "[70 695 200 713]", "/FT/Tx/V" + utf16("XFG 25-4")), ("signatur", "[300 695 400 713]", "/FT/Tx"),
               ("insats", "[200 665 500 683]", "/FT/Tx/V" + utf16("Språkcafé – Söderby")),
               ("a21", "[70 580 500 625]", "/FT/Tx/Ff 4096/V" + utf16("Vi har träffats varje vecka.\r\rLokalen är bra.")),
               ("slut", "[200 555 212 567]", "/FT/Btn/V/Ja/AS/Ja/AP<</N<</Ja 5 0 R/Off 5 0 R>>>>"),
               ("huvudman", "[200 525 400 543]", "/FT/Ch/Ff 131072/Opt[(Norrby)(Sunnanby)]/V(Sunnanby)")]
    pdf.add("<</Type/XObject/Subtype/Form/BBox[0 0 12 12]/Length 0>>stream\n\nendstream")
    numbers = [len(pdf.objects) + 1 + i for i in range(len(widgets))]
    for name, area, value in widgets:
        pdf.add("<</Type/Annot/Subtype/Widget/T(%s)/Rect%s/DA(/F 10 Tf)/F 4%s>>" % (name, area, value))
    kids = " ".join("%d 0 R" % n for n in numbers)
    pdf.page("\n".join(content), "/Annots[%s]" % kids)
    pdf.objects[0] = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[%s]/DA(/F 10 Tf)/DR<</Font<</F 3 0 R>>>>>>>>" % kids
    pdf.write("falt.pdf")


def nested_fields():
    """Fields below others, as Adobe's designer writes them, and one that names itself as its parent."""
    pdf = Pdf()
    first = len(pdf.objects) + 1
    form, insats, own = ("%d 0 R" % (first + i) for i in range(3))
    pdf.add("<</T(form1[0])/Kids[%s]>>" % insats)
    widget = "<</Type/Annot/Subtype/Widget/FT/Tx/T(%s)/Parent %s/V%s/Rect%s/DA(/F 10 Tf)/F 4>>"
    pdf.add(widget % ("insats[0]", form, utf16("Ringen i Norrby"), "[200 665 500 683]"))
    pdf.add(widget % ("huvudman", own, utf16("Norrby kommun"), "[200 625 500 643]"))
    pdf.page("\n".join([line(70, 670, "Insatsens namn"), line(70, 630, "Huvudman")]), "/Annots[%s %s]" % (insats, own))
    pdf.objects[0] = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[%s %s]/DA(/F 10 Tf)/DR<</Font<</F 3 0 R>>>>>>>>" % (form, own)
    pdf.write("falt-i-falt.pdf")


def hidden():
    pdf = Pdf()
    pdf.page("\n".join([line(70, 760, "Dnr: XFG 25-4"), "1 1 1 rg", line(70, 740, "Dnr: XFG 99-9"), "0 g",
                        line(70, 720, "Det syns."), line(700, 700, "utanför sidan"), line(70, 690, "pytteliten", "F", 0.5),
                        "0.1 0.1 0.4 rg 60 640 400 20 re f 1 1 1 rg", line(70, 645, "Vitt på mörk botten", "B"), "0 g"]))
    pdf.write("dold-text.pdf")


def on_dark():
    """White type that is seen, on grounds in colour, and some that is not: on white, and on a white box over a coloured one."""
    pdf = Pdf()
    pdf.page("\n".join(["0.1 0.1 0.4 rg 60 740 400 20 re f 60 700 400 20 re f 1 1 1 rg 200 700 100 20 re f", line(70, 745, "Mål"),
                        line(270, 745, "Utfall"), line(70, 705, "Syns"), line(205, 705, "Syns inte"), line(70, 660, "Inte detta heller"),
                        "0 g", line(70, 640, "Det här är svart.")]))
    pdf.write("mork-botten.pdf")


def on_its_head():
    pdf = Pdf()
    # A label that was put in the wrong way round, below upright text.
    pdf.page("\n".join([line(70, 700, "Stående text på sidan."), "q -1 0 0 -1 400 600 cm", line(0, 0, "Den här raden står på huvudet"), "Q"]))
    pdf.write("pa-huvudet.pdf")


def rotated():
    pdf = Pdf()
    # A landscape page as programs write it: turned content on a page that is turned back.
    lines = ["0 1 -1 0 595 0 cm", line(70, 500, "Liggande sida", "B", 16), line(70, 470, "Insatsens namn"), line(320, 470, "Må bra i Norrby"),
             line(70, 450, "Huvudman"), line(320, 450, "Norrby kommun")]
    pdf.page("\n".join(lines), "/Rotate 90")
    pdf.write("liggande.pdf")


def turned():
    pdf = Pdf()
    # A landscape page that nobody turned, and an upright page with a note up its margin.
    pdf.page("\n".join(["0 1 -1 0 595 0 cm", line(70, 500, "Liggande sida", "B", 16), line(70, 470, "Gruppen har tagit en"),
                        line(70, 456, "tur till fjällen."), line(70, 430, "Antal träffar"), line(320, 430, "9")]))
    pdf.page("\n".join([line(70, 700, "Stående sida med text."), "q 0 1 -1 0 40 300 cm", line(0, 0, "Mall 2024 version 3", "F", 8), "Q",
                        line(70, 686, "Och en rad till.")]))
    pdf.write("vriden.pdf")
    pdf = Pdf()
    pdf.page("\n".join([line(70, 700, "Sidan är vänd upp och ned.", "B", 16), line(70, 670, "Insatsens namn:"), line(200, 670, "Må bra i Norrby"),
                        line(70, 650, "Huvudman:"), line(200, 650, "Norrby kommun")]), "/Rotate 180")
    pdf.write("upp-och-ned.pdf")


def columns():
    pdf = Pdf()
    left = ["Projektet i Norrby började i mars med en", "träff i hembygdsgården. Det kom tjugo", "personer och flera av dem har fortsatt",
            "att delta. Under sommaren byggdes ett", "uthus om till verkstad, och i den arbetar", "nu fem personer varje dag i veckan."]
    right = ["I Sunnanby har arbetet gått trögare. Den", "lokal som vi räknade med såldes, och en", "ny fick sökas i närheten av stationen. I",
             "september var den klar, och sedan dess", "har gruppen vuxit till tolv deltagare som", "träffas två dagar i veckan efter lunch."]
    content = [line(70, 780, "Två orter", "B", 18)]
    # Drawn from the bottom of the right column: the order in the file says nothing.
    content += [line(310, 660 + 14 * i, text) for i, text in enumerate(reversed(right))]
    content += [line(70, 660 + 14 * i, text) for i, text in enumerate(reversed(left))]
    pdf.page("\n".join(content))
    pdf.write("spalter.pdf")


def typed():
    """A flat form that somebody filled in with a viewer's typewriter: annotations with appearances of their own, one of them hidden."""
    pdf = Pdf()
    content = [line(70, 760, "Insatsens namn"), line(70, 720, "2.1 Aktiviteter", "B")]
    typed_here = [(200, 756, "Växtkraft", 4), (70, 700, "Vi har odlat ärtor.", 4), (70, 660, "dold", 6)]
    notes = []
    for x, y, text, flags in typed_here:
        look = "BT /F 11 Tf 2 4 Td %s Tj ET" % string(text)
        form = pdf.add("<</Type/XObject/Subtype/Form/BBox[0 0 300 16]/Resources<</Font<</F 3 0 R>>>>/Length %d>>stream\n%s\nendstream"
                       % (len(look.encode("cp1252")), look))
        notes.append(pdf.add("<</Type/Annot/Subtype/FreeText/Rect[%d %d %d %d]/Contents%s/DA(/F 11 Tf)/F %d/AP<</N %d 0 R>>>>"
                             % (x, y, x + 300, y + 16, utf16(text), flags, form)))
    pdf.page("\n".join(content), "/Annots[%s]" % " ".join("%d 0 R" % n for n in notes))
    pdf.write("skrivmaskin.pdf")


def browsers_font():
    """A Type 3 font as browsers write it: its scale fits no sign by which a size could be guessed, and no name says what it is."""
    pdf = Pdf()
    signs = " abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.,0123456789"
    widths = {c: 250 if c in " ijl.,I" else 780 if c in "mwMW" else 640 if c.isupper() else 530 for c in signs}
    empty = pdf.add("<</Length 9>>stream\n500 0 d0 \nendstream")
    chars = "".join("/g%d %d 0 R" % (ord(c), empty) for c in signs)
    names = " ".join("%d/g%d" % (ord(c), ord(c)) for c in signs)
    font = pdf.add("<</Type/Font/Subtype/Type3/FontMatrix[.001 0 0 .001 0 0]/FontBBox[0 -200 1000 800]/CharProcs<<%s>>"
                   "/Encoding<</Differences[%s]>>/FirstChar 0/LastChar 255/ToUnicode %d 0 R/Widths[%s]/Resources<<>>>>" % (
                       chars + "/g255 %d 0 R" % empty, names + " 255/g255", len(pdf.objects) + 2,
                       " ".join(str(widths.get(chr(i), 1400)) for i in range(256))))
    maps = "\n".join("<%02X> <%04X>" % (ord(c), ord(c)) for c in signs)
    cmap = ("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def 1 begincodespacerange <00> <FF> "
            "endcodespacerange %d beginbfchar\n%s\nendbfchar endcmap end end" % (len(signs), maps))
    pdf.add("<</Length %d>>stream\n%s\nendstream" % (len(cmap), cmap))
    rows = [(70, 760, "Odling och kompost", 20), (70, 720, "Vi har vattnat alla kompostrader i det stora huset under hela kvartalet, och sedan har vi", 11),
            (70, 705, "skrivit om dem i en bok som alla i huset kan ta fram och prova.", 11), (70, 675, "Sedan kom hela gruppen hem igen.", 11)]
    place = pdf.page("\n".join(line(x, y, text, "T", size) for x, y, text, size in rows))
    pdf.objects[place - 1] = pdf.objects[place - 1].replace("/Font<<", "/Font<</T %d 0 R" % font)
    pdf.write("webblasarens-typsnitt.pdf")


def picture_of(pdf, content, matrix):
    """A page with CONTENT and a grey picture that MATRIX places."""
    image = pdf.add("<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\nz\nendstream")
    place = pdf.page("\n".join(["q %s cm /I Do Q" % matrix] + content))
    pdf.objects[place - 1] = pdf.objects[place - 1].replace("/Resources<<", "/Resources<</XObject<</I %d 0 R>>" % image)


def scanned():
    """What a scanner made, with the footer of the program that gathered the pages; and a short letter under a logo."""
    pdf = Pdf()
    for number in (1, 2):
        picture_of(pdf, [line(250, 20, "Sida %d (2)" % number, "F", 8)], "595 0 0 842 0 0")
    pdf.write("skannad-med-sidfot.pdf")
    pdf = Pdf()
    picture_of(pdf, [line(70, 700, "Rapporten kommer i morgon.")], "200 0 0 90 70 730")
    pdf.write("brev-med-logga.pdf")


for make in (fields, nested_fields, hidden, on_dark, on_its_head, rotated, turned, columns, typed, scanned, browsers_font):
    make()
