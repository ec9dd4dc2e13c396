/* libpoppler itself as an engine: see pdf-engine.h. Nothing is thrown to the caller but std::bad_alloc, which ends the
 * child as it is meant to. */
#include "pdf-upright.h"

#include <Annot.h>
#include <GfxFont.h>
#include <Form.h>
#include <Gfx.h>
#include <GlobalParams.h>
#include <PDFDoc.h>
#include <Page.h>
#include <Stream.h>
#include <TextOutputDev.h>
#include <UTF.h>
#include <goo/GooString.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace {

struct TextRelease {
	void operator()(TextPage *text) const { text->decRefCnt(); }
};

struct Document {
	explicit Document(BaseStream *stream) : doc(stream) { }

	PDFDoc doc;
	std::string producer, keywords;
	Page *page = nullptr;
	std::vector<DiPdfChar> characters;
	Upright upright;
};

void
be_silent(ErrorCategory, Goffset, const char *)
{
}

void
append_utf8(std::string &out, Unicode c)
{
	if (c < 0x80) {
		out += static_cast<char>(c);
	} else if (c < 0x800) {
		out += static_cast<char>(0xc0 | (c >> 6));
		out += static_cast<char>(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		out += static_cast<char>(0xe0 | (c >> 12));
		out += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
		out += static_cast<char>(0x80 | (c & 0x3f));
	} else if (c < 0x110000) {
		out += static_cast<char>(0xf0 | (c >> 18));
		out += static_cast<char>(0x80 | ((c >> 12) & 0x3f));
		out += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
		out += static_cast<char>(0x80 | (c & 0x3f));
	}
}

std::string
utf8(const GooString *string)
{
	std::string out;
	Unicode *characters = nullptr;
	int n = string ? TextStringToUCS4(string->toStr(), &characters) : 0;

	for (int i = 0; i < n; i++)
		append_utf8(out, characters[i]);
	gfree(characters);
	return out;
}

void
init()
{
	static GlobalParamsIniter held(be_silent);
}

void *
open(const void *bytes, size_t size, int *locked_out)
{
	init();
	auto *start = const_cast<char *>(static_cast<const char *>(bytes));
	auto document = std::make_unique<Document>(new MemStream(start, 0, static_cast<Goffset>(size), Object(objNull)));

	if (document->doc.isOk())
		return document.release();
	*locked_out = document->doc.getErrorCode() == errEncrypted;
	return nullptr;
}

void
close(void *document)
{
	delete static_cast<Document *>(document);
}

int
n_pages(void *document)
{
	return static_cast<Document *>(document)->doc.getNumPages();
}

const char *
producer(void *data)
{
	auto *document = static_cast<Document *>(data);

	document->producer = utf8(document->doc.getDocInfoProducer().get());
	return document->producer.c_str();
}

const char *
keywords(void *data)
{
	auto *document = static_cast<Document *>(data);

	document->keywords = utf8(document->doc.getDocInfoKeywords().get());
	return document->keywords.c_str();
}

int
page(void *data, int index, double *width_out, double *height_out)
{
	auto *document = static_cast<Document *>(data);
	Page *found = document->doc.getPage(index + 1);

	document->page = found;
	if (!found)
		return 0;
	bool lying = found->getRotate() == 90 || found->getRotate() == 270;
	*width_out = lying ? found->getCropHeight() : found->getCropWidth();
	*height_out = lying ? found->getCropWidth() : found->getCropHeight();
	return 1;
}

/* Form fields */

std::string
choice_value(const FormWidgetChoice *widget)
{
	std::string value;

	for (int i = 0; i < widget->getNumChoices() && i < 10000; i++) {
		if (!widget->isSelected(i))
			continue;
		if (!value.empty())
			value += ", ";
		value += utf8(widget->getChoice(i));
	}
	return value.empty() && widget->hasEdit() ? utf8(widget->getEditChoice()) : value;
}

bool
field_value(FormWidget *widget, std::string &value)
{
	switch (widget->getType()) {
	case formText:
		value = utf8(static_cast<FormWidgetText *>(widget)->getContent());
		return true;
	case formChoice:
		value = choice_value(static_cast<FormWidgetChoice *>(widget));
		return true;
	case formButton:
		if (static_cast<FormWidgetButton *>(widget)->getButtonType() == formButtonPush)
			return false;
		value = static_cast<FormWidgetButton *>(widget)->getState() ? "ja" : "";
		return true;
	case formSignature:
	case formUndef:
		break;
	}
	return false;
}

/* A field is called by its own name: poppler's fully qualified one goes round for ever where a field is its own parent. */
void
fields(void *data, DiPdfTakeField *take, void *user)
{
	auto *document = static_cast<Document *>(data);
	auto widgets = document->page->getFormWidgets();
	const PDFRectangle *crop = document->page->getCropBox();

	for (int i = widgets ? widgets->getNumWidgets() : 0; i > 0; i--) {
		FormWidget *widget = widgets->getWidget(i - 1);
		std::string name, value;
		DiPdfEntry entry = {};

		if (!field_value(widget, value))
			continue;
		name = utf8(widget->getPartialName());
		widget->getRect(&entry.x0, &entry.y0, &entry.x1, &entry.y1);
		entry.x0 -= crop->x1;
		entry.x1 -= crop->x1;
		entry.y0 -= crop->y1;
		entry.y1 -= crop->y1;
		entry.name = name.c_str();
		entry.value = value.c_str();
		take(user, &entry);
	}
}

/* Text */

bool
is_white(const TextWord *word)
{
	double red, green, blue;

	word->getColor(&red, &green, &blue);
	return di_pdf_is_white(red, green, blue);
}

void
add_word(Document *document, const TextWord *word)
{
	const GooString *known = nullptr;
	DiPdfChar one = {};

	one.has_style = 1;
	one.size = word->getFontSize();
	one.white = static_cast<unsigned char>(is_white(word));
	for (int i = 0; i < word->getLength(); i++) {
		const GooString *font = word->getFontName(i);

		if (font != known)
			one.bold = static_cast<unsigned char>(font && di_pdf_is_bold(font->c_str()));
		known = font;
		one.c = *word->getChar(i);
		word->getCharBBox(i, &one.x0, &one.y0, &one.x1, &one.y1);
		if (one.c != 0)
			document->characters.push_back(one);
	}
}

void
add_white(Document *document, char c)
{
	DiPdfChar one = {};

	one.c = static_cast<uint32_t>(c);
	document->characters.push_back(one);
}

void
add_line(Document *document, const TextLine *line)
{
	for (const TextWord *word = line->getWords(); word; word = word->nextWord()) {
		add_word(document, word);
		if (word->hasSpaceAfter() && word->nextWord())
			add_white(document, ' ');
	}
	add_white(document, '\n');
}

/* What somebody typed on top of the page ("skrivmaskin" in a viewer) is an annotation with an appearance of its own. */
bool
is_typed(Annot *annot)
{
	return annot->getType() == Annot::typeFreeText && !(annot->getFlags() & (Annot::flagHidden | Annot::flagNoView));
}

bool
has_typed(Page *page)
{
	for (Annot *annot : page->getAnnots()->getAnnots()) /* parsed already, for the fields */
		if (is_typed(annot))
			return true;
	return false;
}

/* poppler's own reading of a page; its lines meanwhile. */
class Reader : public TextOutputDev
{
public:
	explicit Reader(Drawn *lines) : TextOutputDev(nullptr, true, 0, false, false), drawn(lines) { drawn->begin(); }
	void stroke(GfxState *state) override { drawn->stroke(state); }
	void fill(GfxState *state) override { drawn->fill(state); }
	void eoFill(GfxState *state) override { drawn->fill(state); }

private:
	Drawn *drawn;
};

TextPage *
text_of(Page *page, Drawn *drawn)
{
	Reader device(drawn);
	std::unique_ptr<Gfx> gfx(page->createGfx(&device, 72, 72, 0, false, true, -1, -1, -1, -1, false, nullptr, nullptr));

	page->display(gfx.get());
	for (Annot *annot : page->getAnnots()->getAnnots())
		if (is_typed(annot))
			annot->draw(gfx.get(), false);
	device.endPage();
	return device.takeText();
}

void
read_by_poppler(Document *document)
{
	std::unique_ptr<TextPage, TextRelease> text(text_of(document->page, &document->upright.drawn));

	document->characters.clear();
	for (const TextFlow *flow = text->getFlows(); flow; flow = flow->getNext())
		for (const TextBlock *block = flow->getBlocks(); block; block = block->getNext())
			for (const TextLine *line = block->getLines(); line; line = line->getNext())
				add_line(document, line);
}

/* White type is hidden, but not where it stands on a coloured ground: what was filled before, in device space. */
struct Ground {
	double x0, y0, x1, y1;
	bool white;
};

class Grounds : public OutputDev
{
public:
	std::vector<Ground> grounds;

	bool upsideDown() override { return true; }
	bool useDrawChar() override { return true; }
	bool interpretType3Chars() override { return false; }
	void fill(GfxState *state) override { add(state); }
	void eoFill(GfxState *state) override { add(state); }

private:
	static const size_t GROUNDS_MAX = 20000;
	static const int CORNERS_MAX = 40; /* more make a drawing */

	void add(GfxState *state)
	{
		const GfxPath *path = state->getPath();
		Ground ground = {1e9, 1e9, -1e9, -1e9, false};
		double x0, y0, x1, y1;
		GfxRGB rgb;

		if (path->getNumSubpaths() != 1 || path->getSubpath(0)->getNumPoints() > CORNERS_MAX ||
			state->getFillOpacity() < 0.3 || grounds.size() >= GROUNDS_MAX)
			return;
		for (int i = 0; i < path->getSubpath(0)->getNumPoints(); i++) {
			state->transform(path->getSubpath(0)->getX(i), path->getSubpath(0)->getY(i), &x0, &y0);
			ground.x0 = std::min(ground.x0, x0);
			ground.y0 = std::min(ground.y0, y0);
			ground.x1 = std::max(ground.x1, x0);
			ground.y1 = std::max(ground.y1, y0);
		}
		state->getClipBBox(&x0, &y0, &x1, &y1);
		state->getFillRGB(&rgb);
		ground.white = di_pdf_is_white(colToDbl(rgb.r), colToDbl(rgb.g), colToDbl(rgb.b));
		grounds.push_back({std::max(ground.x0, x0), std::max(ground.y0, y0), std::min(ground.x1, x1),
			std::min(ground.y1, y1), ground.white});
	}
};

bool
stands_on_colour(const std::vector<Ground> &grounds, const DiPdfChar &one)
{
	double x = (one.x0 + one.x1) / 2, y = (one.y0 + one.y1) / 2;

	for (size_t i = grounds.size(); i > 0; i--) {
		const Ground &ground = grounds[i - 1];

		if (x > ground.x0 && x < ground.x1 && y > ground.y0 && y < ground.y1)
			return !ground.white;
	}
	return false;
}

/* Drawn once more only where there is white type at all. */
void
show_white(Document *document)
{
	Grounds device;

	if (std::none_of(document->characters.begin(), document->characters.end(),
			[](const DiPdfChar &one) { return one.white && !one.bold; }))
		return;
	std::unique_ptr<Gfx> gfx(
		document->page->createGfx(&device, 72, 72, 0, false, true, -1, -1, -1, -1, false, nullptr, nullptr));
	document->page->display(gfx.get());
	for (DiPdfChar &one : document->characters)
		if (one.white && stands_on_colour(device.grounds, one))
			one.white = 0;
}

bool
is_strange(void *data)
{
	return static_cast<Upright *>(data)->is_strange();
}

bool
read_upright(Document *document)
{
	Upright *device = &document->upright;

	device->begin(document->characters);
	std::unique_ptr<Gfx> gfx(
		document->page->createGfx(device, 72, 72, 0, false, true, -1, -1, -1, -1, false, is_strange, device));
	document->page->display(gfx.get());
	return device->finish();
}

const DiPdfChar *
characters(void *data, int thorough, size_t *n_out)
{
	auto *document = static_cast<Document *>(data);

	if (thorough || has_typed(document->page) || !read_upright(document))
		read_by_poppler(document);
	show_white(document);
	*n_out = document->characters.size();
	return document->characters.data();
}

const DiPdfRule *
rules(void *data, size_t *n_out)
{
	const std::vector<DiPdfRule> &lines = static_cast<Document *>(data)->upright.drawn.lines();

	*n_out = lines.size();
	return lines.data();
}

/* Pictures */

class Lookout : public OutputDev
{
public:
	double page_area = 0; /* of the page in square pixels */
	int found = 0;

	/* What is drawn is the unit square, as the state places it. */
	void see(GfxState *state)
	{
		const double *at = state->getCTM();
		double area = std::fabs(at[0] * at[3] - at[1] * at[2]);

		found = std::max(found, area >= DI_PDF_PICTURE_SHARE * page_area ? 2 : 1);
	}
	bool upsideDown() override { return true; }
	bool useDrawChar() override { return false; }
	bool interpretType3Chars() override { return false; }
	void drawImageMask(GfxState *state, Object *, Stream *, int, int, bool, bool, bool) override { see(state); }
	void setSoftMaskFromImageMask(GfxState *state, Object *, Stream *, int, int, bool, bool, double *) override { see(state); }
	void drawImage(GfxState *state, Object *, Stream *, int, int, GfxImageColorMap *, bool, const int *, bool) override
	{
		see(state);
	}
	void drawMaskedImage(GfxState *state, Object *, Stream *, int, int, GfxImageColorMap *, bool, Stream *, int, int, bool,
		bool) override
	{
		see(state);
	}
	void drawSoftMaskedImage(GfxState *state, Object *, Stream *, int, int, GfxImageColorMap *, bool, Stream *, int, int,
		GfxImageColorMap *, bool) override
	{
		see(state);
	}
};

bool
has_found(void *data)
{
	return static_cast<Lookout *>(data)->found > 1;
}

int
has_images(void *data)
{
	Page *page = static_cast<Document *>(data)->page;
	Lookout device;
	const PDFRectangle *box = page->getCropBox();

	device.page_area = std::fabs((box->x2 - box->x1) * (box->y2 - box->y1));
	std::unique_ptr<Gfx> gfx(
		page->createGfx(&device, 72, 72, 0, false, true, -1, -1, -1, -1, false, has_found, &device));

	page->display(gfx.get());
	return device.found;
}

} // namespace

extern "C" __attribute__((visibility("default"))) const DiPdfEngine di_pdf_engine = {
	DI_PDF_ENGINE_VERSION, init, open, close, n_pages, producer, keywords, page, fields, characters, has_images, rules,
};
