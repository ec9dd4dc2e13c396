"""What the tests of pages and papers ask of HTML. Standard library only."""
import html.parser
import re

VOID = {"meta", "link", "br", "hr", "img", "input", "rect", "path", "circle", "line"}


class Page(html.parser.HTMLParser):
    """Tags in balance, ids once, every link within the page at home, headings without a gap."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.links, self.levels, self.attributes, self.text, self.wrong = [], [], [], [], [], [], []
        self.tags = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)
        self.attributes += [(tag, *pair) for pair in attrs]
        self.ids += [value for name, value in attrs if name == "id"]
        self.links += [value for name, value in attrs if name == "href"]
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))

    def handle_startendtag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, *pair) for pair in attrs]

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append((tag, self.getpos()))

    def handle_data(self, data):
        self.text.append(data)


def colours(css, scope):
    found = re.search(scope + r"[^{]*\{\s*(?::root \{)?([^}]*)\}", css, re.DOTALL).group(1)
    return dict(re.findall(r"--(\w+): (#\w+)", found))


def contrast(a, b):
    """WCAG 2.2: relative luminance."""
    def light(colour):
        digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
        parts = [int(digits[i:i + 2], 16) / 255 for i in (0, 2, 4)]
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    high, low = sorted((light(a), light(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


# What our pages are made of, as HTML allows it: element → where it may stand, and what it may carry beside GLOBAL.
GLOBAL = {"class", "id", "aria-label", "aria-labelledby", "aria-hidden", "role", "tabindex", "lang"}
FLOW = {"body", "main", "section", "div", "header", "footer", "nav", "figure", "blockquote", "li", "td", "th"}
PHRASE = FLOW | {"p", "h1", "h2", "h3", "h4", "span", "strong", "code", "a", "figcaption"}
ELEMENTS = {
    "html": ({None}, set()), "head": ({"html"}, set()), "body": ({"html"}, set()), "title": ({"head"}, set()), "style": ({"head"}, set()),
    "meta": ({"head"}, {"charset", "name", "content"}), "header": (FLOW, set()), "main": ({"body"}, set()), "footer": (FLOW, set()),
    "nav": (FLOW, set()), "section": (FLOW, set()), "div": (FLOW, set()), "p": (FLOW, set()), "h1": (FLOW, set()), "h2": (FLOW, set()),
    "h3": (FLOW, set()), "h4": (FLOW, set()), "ul": (FLOW, set()), "ol": (FLOW, {"start"}), "li": ({"ul", "ol"}, {"value"}), "figure": (FLOW, set()),
    "figcaption": ({"figure"}, set()), "blockquote": (FLOW, set()), "table": (FLOW, set()), "thead": ({"table"}, set()),
    "tbody": ({"table"}, set()), "tr": ({"thead", "tbody"}, set()), "th": ({"tr"}, {"scope"}), "td": ({"tr"}, {"colspan"}),
    "a": (PHRASE, {"href"}), "span": (PHRASE, set()), "strong": (PHRASE, set()), "code": (PHRASE, set()), "br": (PHRASE, set()),
    "svg": (FLOW, {"viewbox"}), "text": ({"svg"}, {"x", "y"}), "rect": ({"svg"}, {"x", "y", "width", "height"}),
}
NUMBERS = {"x", "y", "width", "height", "tabindex", "start", "value", "colspan"}


class Strict(html.parser.HTMLParser):
    """Balance, nesting, attributes, numbers, ids, stray signs: whatever is not known to be right is wrong."""

    def __init__(self, text):
        super().__init__(convert_charrefs=False)
        self.open, self.ids, self.wrong = [], [], []
        if not text.startswith("<!DOCTYPE html>\n"):
            self.wrong.append("no doctype")
        self.feed(text)
        self.close()
        self.wrong += [f"open at the end: {tag}" for tag in self.open]
        self.wrong += [f"id twice: {one}" for one in set(self.ids) if self.ids.count(one) > 1]

    def say(self, what):
        self.wrong.append(f"{self.getpos()}: {what}")

    def handle_starttag(self, tag, attrs):
        parents, own = ELEMENTS.get(tag, (set(), set()))
        parent = self.open[-1] if self.open else None
        if parent not in parents:
            self.say(f"{tag} in {parent}")
        for name, value in attrs:
            if name not in GLOBAL | own or not value:
                self.say(f"{tag} {name}={value}")
            elif name in NUMBERS and not re.fullmatch(r"-?\d+(\.\d+)?", value) or name == "viewbox" and not re.fullmatch(r"0 0 \d+ \d+", value):
                self.say(f"{name} is no number: {value}")
        if len({name for name, _ in attrs}) != len(attrs):
            self.say(f"attribute twice: {tag}")
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.say(f"</{tag}>")

    def handle_data(self, data):
        if self.open[-1:] != ["style"] and re.search(r"[<>&\x00-\x08\x0b-\x1f\x7f-\x9f]", data):
            self.say(f"stray sign in {data[:20]!r}")
        elif data.strip() and self.open[-1:] and self.open[-1] in {"html", "head", "table", "thead", "tbody", "tr", "ul", "ol", "svg"}:
            self.say(f"text in {self.open[-1]}")

    def handle_entityref(self, name):
        if name not in {"lt", "gt", "amp", "quot", "apos"}:
            self.say(f"&{name};")


def strict(text):
    return Strict(text).wrong
