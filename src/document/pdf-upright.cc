/* Ordinary upright type of a page, gathered as it is drawn: characters → words → lines.
 *
 * poppler's own reading of a page (TextOutputDev) also finds columns, blocks and their order, which our geometry finds by
 * itself from the places alone; it is two thirds of the time that a PDF takes. So where a page holds nothing but upright
 * type from left to right, only what decides about words is done here, by poppler's measures: where a word ends, what
 * stands on one line, and where a gap is a space. Whatever else stands on a page (turned or Arabic type, accents on their
 * own, letters drawn twice, fonts made of drawings) makes it strange, and poppler's own reading is taken for that page.
 * A test reads with both. */
#include "pdf-upright.h"

#include <UTF.h>
#include <goo/GooString.h>

#include <algorithm>
#include <climits>
#include <cmath>

namespace {

/* In ems, as in poppler: a gap that ends a word, one that is a space, and how far a line may go up, down and back. */
const double WORD_BREAK = 0.1, SPACE = 0.03, SAME_LINE = 0.5, OVERLAP = -0.1, END_OF_LINE = 1.5;
/* Letters with a space between each two of them: poppler looks at the whole line. */
const double WIDE_SPACE = 0.4;
/* The same drawn twice, a little beside itself, is a kind of bold. */
const double TWICE_X = 0.1, TWICE_Y = 0.2;
const double BUCKET = 4;        /* points of height */
const size_t BUCKETS_AHEAD = 4;   /* a line begins at the leftmost word of so many: not with a raised number */
const double PAGE_MAX = 100000; /* points */
const size_t GLYPHS_MAX = 50000; /* poppler drops small ones from here on */
const size_t WORDS_MAX = 20000;

bool
is_space(Unicode c)
{
	return c == 0x20 || c == 0xa0 || (c >= 9 && c <= 13) || c == 0x85 || (c >= 0x2000 && c <= 0x200a) ||
	       c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

/* Accents that may belong to the letter beside them; scripts from right to left. */
bool
needs_company(Unicode c)
{
	if (c < 0xa0)
		return c == 0x5e || c == 0x60;
	return c == 0xa8 || c == 0xaf || c == 0xb4 || c == 0xb8 || (c >= 0x2b0 && c < 0x370) ||
	       (c >= 0x590 && c < 0x900) || (c >= 0x1ab0 && c < 0x1b00) || (c >= 0x1dc0 && c < 0x1e00) ||
	       (c >= 0x200c && c < 0x2010) || (c >= 0x202a && c < 0x202f) || (c >= 0x2066 && c < 0x2070) ||
	       (c >= 0x20d0 && c < 0x2100) || (c >= 0xfb1d && c < 0xfe00) || (c >= 0xfe20 && c < 0xff00) || c >= 0x10800;
}

bool
is_white(GfxState *state)
{
	GfxRGB rgb;

	if ((state->getRender() & 3) == 1)
		state->getStrokeRGB(&rgb);
	else
		state->getFillRGB(&rgb);
	return di_pdf_is_white(colToDbl(rgb.r), colToDbl(rgb.g), colToDbl(rgb.b));
}

} // namespace

void
Upright::begin(std::vector<DiPdfChar> &characters)
{
	out = &characters;
	fonts.clear();
	words.clear();
	glyphs.clear();
	drawn.begin();
	strange = open = spoken.open = false;
}

void
Upright::startPage(int, GfxState *state, XRef *)
{
	width = state->getPageWidth();
	height = state->getPageHeight();
	strange = !(width > 0 && width < PAGE_MAX && height > 0 && height < PAGE_MAX);
}

/* Drawing */

void
Upright::updateFont(GfxState *state)
{
	const std::shared_ptr<GfxFont> &font = state->getFont();

	size = state->getTransformedFontSize();
	if (!font)
		return;
	if (font->getType() == fontType3 || font->getWMode() != 0) {
		strange = true;
		return;
	}
	ascent = font->getAscent() * size;
	descent = font->getDescent() * size;
	for (const Font &known : fonts) {
		if (known.font == font) {
			bold = known.bold;
			return;
		}
	}
	bold = static_cast<unsigned char>(font->getName() && di_pdf_is_bold(font->getName()->c_str()));
	fonts.push_back({font, bold});
}

/* Does a glyph at X, BASE belong to the word before it? */
bool
Upright::goes_on(double x, double base)
{
	const Word &word = words.back();
	double gap = x - word.x1, step = x - glyphs.back().x0;

	if (std::fabs(step) < TWICE_X * word.size && std::fabs(base - word.base) < TWICE_Y * word.size)
		strange = true;
	return gap >= -WORD_BREAK * word.size && gap <= WORD_BREAK * word.size && std::fabs(base - word.base) <= 0.5 &&
	       size == word.size;
}

void
Upright::begin_word(GfxState *state, double x, double base)
{
	Word word = {};
	double m11, m12, m21, m22;

	state->getFontTransMat(&m11, &m12, &m21, &m22);
	if (!(m11 > 0 && m22 < 0 && std::fabs(m11 * m22) > std::fabs(m12 * m21) && size > 0 && ascent > descent))
		strange = true;
	word.first = glyphs.size();
	word.x0 = x;
	word.y0 = base - ascent;
	word.y1 = base - descent;
	word.base = base;
	word.size = size;
	word.white = static_cast<unsigned char>(is_white(state));
	words.push_back(word);
	open = true;
}

void
Upright::add(double x, double dx, Unicode c)
{
	Word &word = words.back();

	strange = strange || needs_company(c);
	glyphs.push_back({x, c, bold});
	word.x1 = x + dx;
	word.n++;
}

void
Upright::draw(GfxState *state, double x, double y, double dx, double dy, CharCode code, const Unicode *unicode, int n)
{
	double gap = state->getCharSpace() + (code == 0x20 ? state->getWordSpace() : 0);
	double x1, y1, w, h, gap_x = 0, gap_y = 0;

	if (strange)
		return;
	if (gap != 0)
		state->textTransformDelta(gap * state->getHorizScaling(), 0, &gap_x, &gap_y);
	state->transformDelta(dx - gap_x, dy - gap_y, &w, &h);
	state->transform(x, y, &x1, &y1);
	if (!(x1 + w >= 0 && x1 <= width && y1 + h >= 0 && y1 <= height))
		return;
	if (n == 1 && is_space(unicode[0])) {
		open = false;
		return;
	}
	if (w < 0 || std::fabs(h) > 0.001 * w || glyphs.size() > GLYPHS_MAX || words.size() > WORDS_MAX) {
		strange = true;
		return;
	}
	if (open && !goes_on(x1, y1))
		open = false;
	for (int i = 0; i < n; i++) {
		if (!open)
			begin_word(state, x1, y1);
		add(x1 + i * w / n, w / n, unicode[i]);
	}
}

void
Upright::drawChar(GfxState *state, double x, double y, double dx, double dy, double, double, CharCode code, int,
	const Unicode *unicode, int n)
{
	if (!spoken.open) {
		draw(state, x, y, dx, dy, code, unicode, n);
		return;
	}
	if (!spoken.drawn) {
		spoken.x0 = x;
		spoken.y0 = y;
	}
	spoken.drawn = true;
	spoken.x1 = x + dx;
	spoken.y1 = y + dy;
}

void
Upright::beginActualText(GfxState *, const GooString *text)
{
	Unicode *characters = nullptr;
	int n = TextStringToUCS4(text->toStr(), &characters);

	spoken.open = true;
	spoken.drawn = false;
	spoken.text.assign(characters, characters + std::max(n, 0));
	gfree(characters);
}

void
Upright::endActualText(GfxState *state)
{
	if (spoken.open && spoken.drawn)
		draw(state, spoken.x0, spoken.y0, spoken.x1 - spoken.x0, spoken.y1 - spoken.y0, 0, spoken.text.data(),
			static_cast<int>(spoken.text.size()));
	spoken.open = false;
}

/* Lines */

/* Is WORD drawn a second time, by one of the order from AT to END? */
bool
Upright::is_doubled(const Word &word, size_t at, size_t end) const
{
	double limit = word.x0 + TWICE_X * word.size;

	for (; at < end && words[order[at]].x0 < limit; at++) {
		const Word &other = words[order[at]];

		if (&other != &word && other.n == word.n && std::fabs(other.x0 - word.x0) < TWICE_X * word.size &&
		    std::fabs(other.base - word.base) < TWICE_Y * word.size &&
		    std::equal(&glyphs[word.first], &glyphs[word.first] + word.n, &glyphs[other.first],
			    [](const Glyph &a, const Glyph &b) { return a.c == b.c; }))
			return true;
	}
	return false;
}

/* Is some word drawn twice? The second one may stand in the bucket below. */
bool
Upright::has_doubled() const
{
	for (size_t i = 0; i < buckets.size(); i++) {
		size_t below = i + 1 < buckets.size() ? buckets[i + 1].begin : 0, end = below ? buckets[i + 1].end : 0;

		for (size_t at = buckets[i].begin; at < buckets[i].end; at++) {
			const Word &word = words[order[at]];

			while (below < end && words[order[below]].x0 <= word.x0 - TWICE_X * word.size)
				below++;
			if (is_doubled(word, at + 1, buckets[i].end) || is_doubled(word, below, end))
				return true;
		}
	}
	return false;
}

/* Heights outside of the page fall into its first and its last bucket. */
size_t
Upright::bucket_of(double base) const
{
	return static_cast<size_t>(std::min(std::max(base, 0.0), height) / BUCKET);
}

/* By bucket, then from left to right, as most words come already. */
void
Upright::sort_words()
{
	auto is_left = [this](uint32_t a, uint32_t b) { return words[a].x0 < words[b].x0; };
	size_t n = 0;

	buckets.assign(bucket_of(height) + 1, {0, 0});
	order.resize(words.size());
	taken.assign(words.size(), 0);
	for (const Word &word : words)
		buckets[bucket_of(word.base)].end++;
	for (Bucket &bucket : buckets) {
		size_t count = bucket.end;

		bucket.begin = bucket.end = n;
		n += count;
	}
	for (uint32_t i = 0; i < words.size(); i++)
		order[buckets[bucket_of(words[i].base)].end++] = i;
	for (const Bucket &bucket : buckets) {
		auto begin = order.begin() + static_cast<ptrdiff_t>(bucket.begin);
		auto end = order.begin() + static_cast<ptrdiff_t>(bucket.end);

		if (!std::is_sorted(begin, end, is_left))
			std::stable_sort(begin, end, is_left);
	}
	lowest = 0;
}

/* The place in the order of the word that the next line begins with; order.size(): none is left. */
size_t
Upright::first_of_line()
{
	size_t best = order.size();

	while (lowest < buckets.size() && buckets[lowest].begin == buckets[lowest].end)
		lowest++;
	for (size_t i = lowest; i < buckets.size() && i < lowest + BUCKETS_AHEAD; i++) {
		size_t at = buckets[i].begin;

		if (at < buckets[i].end && (best == order.size() || words[order[at]].x0 < words[order[best]].x0))
			best = at;
	}
	return best;
}

size_t
Upright::next_of_line(const Word &start, const Word &last)
{
	double reach = SAME_LINE * start.size, limit = last.x1 + END_OF_LINE * start.size;
	size_t from = bucket_of(start.base - reach), to = bucket_of(start.base + reach), best = order.size();

	for (size_t i = from; i <= to; i++) {
		for (size_t at = buckets[i].begin; at < buckets[i].end; at++) {
			const Word &word = words[order[at]];

			if (word.x0 >= limit)
				break;
			if (taken[at] || std::fabs(word.base - start.base) > reach)
				continue;
			if (word.x0 < last.x1 + OVERLAP * start.size) {
				strange = strange || word.x1 > last.x0; /* one stands on the other */
				continue;
			}
			limit = word.x0;
			best = at;
			break;
		}
	}
	return best;
}

void
Upright::take(size_t at)
{
	Bucket &bucket = buckets[bucket_of(words[order[at]].base)];

	taken[at] = 1;
	while (bucket.begin < bucket.end && taken[bucket.begin])
		bucket.begin++;
	put_word(words[order[at]]);
}

void
Upright::take_line(size_t at)
{
	const Word &start = words[order[at]];
	const Word *last = &start;
	bool lone = start.n == 1, wide = false;

	take(at);
	for (at = next_of_line(start, *last); at < order.size(); at = next_of_line(start, *last)) {
		const Word &word = words[order[at]];
		double gap = (word.x0 - last->x1) / start.size;

		if (gap >= SPACE)
			put_white(' ');
		else
			strange = strange || word.white != last->white; /* poppler gives both one colour */
		if (gap >= WIDE_SPACE) {
			strange = strange || (lone && wide);
			wide = false;
			lone = true;
		}
		wide = wide || (gap >= SPACE && gap < WIDE_SPACE);
		lone = lone && word.n == 1;
		take(at);
		last = &word;
	}
	put_white('\n');
	strange = strange || (lone && wide);
}

void
Upright::put_word(const Word &word)
{
	DiPdfChar one = {};

	one.y0 = word.y0;
	one.y1 = word.y1;
	one.size = word.size;
	one.white = word.white;
	one.has_style = 1;
	for (size_t i = 0; i < word.n; i++) {
		const Glyph &glyph = glyphs[word.first + i];

		one.x0 = glyph.x0;
		one.x1 = i + 1 < word.n ? glyphs[word.first + i + 1].x0 : word.x1;
		one.c = glyph.c;
		one.bold = glyph.bold;
		if (one.c != 0)
			out->push_back(one);
	}
}

void
Upright::put_white(char c)
{
	DiPdfChar one = {};

	one.c = static_cast<uint32_t>(c);
	out->push_back(one);
}

bool
Upright::finish()
{
	if (strange)
		return false;
	sort_words();
	strange = has_doubled();
	out->clear();
	for (size_t at = first_of_line(); at < order.size() && !strange; at = first_of_line())
		take_line(at);
	return !strange;
}
