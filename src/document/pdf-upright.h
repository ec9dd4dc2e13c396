/* Ordinary upright type of a page, gathered as it is drawn. See pdf-upright.cc. */
#pragma once

#include "pdf-drawn.h"

#include <GfxFont.h>
#include <GfxState.h>
#include <OutputDev.h>

#include <memory>
#include <vector>

class Upright : public OutputDev
{
public:
	/* Before each page, whose characters go to OUT. */
	void begin(std::vector<DiPdfChar> &out);
	/* After the page was drawn. False: something stands on it that only poppler's own reading settles. */
	bool finish();
	bool is_strange() const { return strange; }
	Drawn drawn; /* meanwhile */

	bool upsideDown() override { return true; }
	bool useDrawChar() override { return true; }
	bool interpretType3Chars() override { return false; }
	bool needNonText() override { return false; }
	void startPage(int number, GfxState *state, XRef *xref) override;
	void restoreState(GfxState *state) override { updateFont(state); }
	void updateFont(GfxState *state) override;
	void drawChar(GfxState *state, double x, double y, double dx, double dy, double origin_x, double origin_y,
		CharCode code, int n_bytes, const Unicode *unicode, int n) override;
	void stroke(GfxState *state) override { drawn.stroke(state); }
	void fill(GfxState *state) override { drawn.fill(state); }
	void eoFill(GfxState *state) override { drawn.fill(state); }
	void beginActualText(GfxState *state, const GooString *text) override;
	void endActualText(GfxState *state) override;

private:
	struct Font {
		std::shared_ptr<GfxFont> font;
		unsigned char bold;
	};
	/* What stands together on one line without a gap. */
	struct Word {
		size_t first, n; /* of glyphs */
		double x0, x1, y0, y1, base, size;
		unsigned char white;
	};
	struct Glyph {
		double x0;
		uint32_t c;
		unsigned char bold;
	};
	/* Words of nearly the same height, from left to right. */
	struct Bucket {
		size_t begin, end; /* of the order; begin moves on */
	};

	/* Type that is drawn and stands for another text. */
	struct Spoken {
		bool open, drawn;
		double x0, y0, x1, y1;
		std::vector<Unicode> text;
	};

	void draw(GfxState *state, double x, double y, double dx, double dy, CharCode code, const Unicode *unicode, int n);
	bool goes_on(double x, double base);
	void begin_word(GfxState *state, double x, double base);
	void add(double x, double dx, Unicode c);
	bool is_doubled(const Word &word, size_t at, size_t end) const;
	bool has_doubled() const;
	void sort_words();
	size_t bucket_of(double base) const;
	size_t first_of_line();
	size_t next_of_line(const Word &start, const Word &last);
	void take_line(size_t at);
	void take(size_t at);
	void put_word(const Word &word);
	void put_white(char c);

	std::vector<DiPdfChar> *out = nullptr;
	std::vector<Font> fonts;
	std::vector<Word> words;
	std::vector<Glyph> glyphs;
	Spoken spoken = {};
	std::vector<uint32_t> order;     /* words by bucket, then from left to right */
	std::vector<Bucket> buckets;
	std::vector<unsigned char> taken; /* of the order */
	size_t lowest = 0;               /* bucket that may hold a word that is not taken */
	double width = 0, height = 0;    /* of the page */
	double size = 0;                 /* of the current font, on the page */
	double ascent = 0, descent = 0;
	unsigned char bold = 0;
	bool open = false;               /* the last word still grows */
	bool strange = false;
};
