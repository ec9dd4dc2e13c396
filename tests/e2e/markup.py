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
