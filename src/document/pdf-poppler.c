/* The bytes of a PDF → pages of words and form fields, by poppler-glib.
 *
 * Poppler is opened with dlopen, because loading it costs 10 ms that a DOCX must not pay, and read
 * through a table of function pointers. di_pdf_warm_up comes before the sandbox closes: what poppler
 * loads late (iconv for form values) could not be loaded afterwards and would be missing in silence. */
#include "pdf.h"

#include <dlfcn.h>
#include <iconv.h>
#include <math.h>
#include <poppler.h>
#include <string.h>

#define MAX_FIELDS 1000 /* a page */

/* clang-format off */
#define FUNCTIONS(X) \
	X(poppler_document_new_from_bytes) X(poppler_document_get_n_pages) X(poppler_document_get_page) \
	X(poppler_document_get_producer) X(poppler_error_quark) \
	X(poppler_page_get_size) X(poppler_page_get_text) X(poppler_page_get_text_layout) \
	X(poppler_page_get_text_attributes) X(poppler_page_free_text_attributes) \
	X(poppler_page_get_form_field_mapping) X(poppler_page_free_form_field_mapping) \
	X(poppler_page_get_image_mapping) X(poppler_page_free_image_mapping) \
	X(poppler_form_field_get_field_type) X(poppler_form_field_get_name) X(poppler_form_field_get_partial_name) \
	X(poppler_form_field_text_get_text) X(poppler_form_field_button_get_button_type) \
	X(poppler_form_field_button_get_state) X(poppler_form_field_choice_get_n_items) \
	X(poppler_form_field_choice_is_item_selected) X(poppler_form_field_choice_get_item) \
	X(poppler_form_field_choice_get_text)
/* clang-format on */

#define MEMBER(name) __typeof__(name) *name;
static struct {
	gboolean loaded;
	FUNCTIONS(MEMBER)
} lib;

/* A page with one text field: reading it loads all that poppler loads late. */
static const char tiny_pdf[] =
	"%PDF-1.4\n"
	"1 0 obj<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]/DA(/F 9 Tf)/DR<</Font<</F 4 0 R>>>>>>>>endobj\n"
	"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 6 0 R/Annots[5 0 R]"
	"/Resources<</Font<</F 4 0 R>>>>>>endobj\n"
	"4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n"
	"5 0 obj<</Type/Annot/Subtype/Widget/FT/Tx/T(namn)/V(\376\377\000\345)/Rect[10 10 90 30]/DA(/F 9 Tf)/P 3 0 R>>endobj\n"
	"6 0 obj<</Length 29>>stream\nBT /F 9 Tf 9 99 Td(ett)Tj ET \nendstream endobj\n"
	"trailer<</Root 1 0 R>>\n";

static gboolean
load_library(void)
{
	void *handle;

	if (lib.loaded)
		return TRUE;
	handle = dlopen(POPPLER_GLIB_SONAME, RTLD_NOW | RTLD_LOCAL);
	if (!handle) {
		di_log(DI_LOG_DEBUG, "cannot load %s: %s", POPPLER_GLIB_SONAME, dlerror());
		return FALSE;
	}
#define FETCH(name) \
	lib.name = (__typeof__(lib.name))dlsym(handle, #name); \
	if (!lib.name) \
		return FALSE;
	FUNCTIONS(FETCH)
	lib.loaded = TRUE;
	return TRUE;
}

void
di_pdf_warm_up(void)
{
	static const char *const charsets[] = {"UTF-16", "UTF-16BE", "UTF-16LE"};
	g_autoptr(GBytes) bytes = g_bytes_new_static(tiny_pdf, sizeof tiny_pdf - 1);
	g_autoptr(DiDocument) document = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(charsets); i++) {
		iconv_t converter = iconv_open("UTF-8", charsets[i]);

		if (converter != (iconv_t)-1)
			iconv_close(converter);
	}
	document = di_pdf_read(bytes);
}

static gboolean
is_bold(const char *font)
{
	static const char *const signs[] = {"bold", "black", "heavy", "demi", "cmbx", "sfbx", "ecbx", "-bd", "lmbx"};
	g_autofree char *name = font ? g_ascii_strdown(font, -1) : NULL;

	for (size_t i = 0; name && i < G_N_ELEMENTS(signs); i++) {
		if (strstr(name, signs[i]))
			return TRUE;
	}
	return FALSE;
}

/* White type that is not bold: bold white stands on a dark ground (a table's head); other white type is hidden. */
static gboolean
is_white(const PopplerTextAttributes *attributes)
{
	return attributes->color.red > 0xf800 && attributes->color.green > 0xf800 && attributes->color.blue > 0xf800;
}

static gboolean
is_off_page(const PopplerRectangle *r, const DiPdfPage *page)
{
	double x = (r->x1 + r->x2) / 2, y = (r->y1 + r->y2) / 2;

	return !(x >= 0 && y >= 0 && x <= page->width && y <= page->height);
}

/* The value of a field is shown by its widget; poppler gives some of these as text, too. */
static gboolean
is_field_text(const PopplerRectangle *r, const DiPdfPage *page)
{
	double x = (r->x1 + r->x2) / 2, y = (r->y1 + r->y2) / 2;

	for (guint i = 0; i < page->fields->len; i++) {
		const DiPdfField *field = page->fields->pdata[i];

		if (field->value[0] && x > field->x0 && x < field->x1 && y > field->y0 && y < field->y1)
			return TRUE;
	}
	return FALSE;
}

/* Type that runs upwards or downwards: a note in the margin, or a landscape page that nobody turned. */
typedef enum { LEVEL, UPWARDS, DOWNWARDS } Turn;

static Turn
turn_of(const PopplerRectangle *one, const PopplerRectangle *next)
{
	double size = MAX(fabs(one->x2 - one->x1), fabs(one->y2 - one->y1));
	double dx = next->x1 - one->x1, dy = next->y1 - one->y1;

	if (fabs(dx) > 0.12 * size || fabs(dy) < 0.15 * size || fabs(dy) > 2 * size)
		return LEVEL;
	return dy < 0 ? UPWARDS : DOWNWARDS;
}

/* How each character stands, beside its neighbours; NULL: all of them level. *MOST_OUT: the page's way. */
static char *
find_turns(const char *text, const PopplerRectangle *rectangles, guint n, Turn *most_out)
{
	g_autofree char *turns = g_malloc0(n + 1);
	guint counts[3] = {0}, i = 0;

	for (const char *c = text; *c && i + 1 < n; c = di_utf8_next(c), i++) {
		const char *after = di_utf8_next(c);
		guint next = i + (*after == ' ' ? 2 : 1); /* a digit may stand alone */
		Turn turn;

		if (g_ascii_isspace(*c) || *after == '\n' || !*after || next >= n)
			continue;
		turn = turn_of(&rectangles[i], &rectangles[next]);
		counts[turn]++;
		if (turn != LEVEL)
			turns[i] = turns[next] = (char)turn;
	}
	*most_out = counts[UPWARDS] > counts[DOWNWARDS] ? UPWARDS : DOWNWARDS;
	if (counts[*most_out] <= counts[LEVEL])
		*most_out = LEVEL;
	return counts[UPWARDS] + counts[DOWNWARDS] > 0 ? g_steal_pointer(&turns) : NULL;
}

/* The place of R on the page as a person would hold it to read it. */
static PopplerRectangle
turned(const PopplerRectangle *r, const DiPdfPage *page, Turn turn)
{
	if (turn == UPWARDS)
		return (PopplerRectangle){page->height - r->y2, r->x1, page->height - r->y1, r->x2};
	if (turn == DOWNWARDS)
		return (PopplerRectangle){r->y1, page->width - r->x2, r->y2, page->width - r->x1};
	return *r;
}

typedef struct {
	const PopplerTextAttributes *attributes;
	gboolean bold, white;
	double size; /* 0: unknown */
} Style;

static void
set_style(Style *style, const PopplerTextAttributes *attributes)
{
	style->attributes = attributes;
	style->bold = is_bold(attributes->font_name);
	style->white = is_white(attributes) && !style->bold;
	style->size = attributes->font_size;
}

static void
write_glyph(DiPdfWriter *writer, const DiPdfPage *page, gunichar c, const PopplerRectangle *at, const Style *style,
	Turn turn)
{
	PopplerRectangle r = turned(at, page, turn);

	di_pdf_writer_glyph(writer, &(DiPdfGlyph){
		.c = c, .x0 = r.x1, .y0 = r.y1, .x1 = r.x2, .y1 = r.y2, .bold = style->bold,
		.size = style->size > 0 ? style->size : r.y2 - r.y1,
		.hidden = style->white || (style->attributes && style->size < 1.5) || is_off_page(at, page) ||
			  is_field_text(at, page)});
}

static void
write_words(DiPdfPage *page, const char *text, const PopplerRectangle *rectangles, guint n, GList *attributes)
{
	DiPdfWriter *writer = di_pdf_writer_new(page);
	const GList *at = attributes;
	Style style = {0};
	Turn most = LEVEL;
	g_autofree char *turns = find_turns(text, rectangles, n, &most);
	guint i = 0;

	for (const char *c = text; *c && i < n; c = di_utf8_next(c), i++) {
		while (at && ((const PopplerTextAttributes *)at->data)->end_index < (int)i)
			at = at->next;
		if (at && at->data != style.attributes)
			set_style(&style, at->data);
		/* What stands across the way of the page is a note in the margin. */
		if (!turns || (Turn)turns[i] == most || g_ascii_isspace(*c))
			write_glyph(writer, page, g_utf8_get_char(c), &rectangles[i], &style, most);
	}
	di_pdf_writer_free(writer);
	if (most != LEVEL) {
		double width = page->width;

		page->width = page->height;
		page->height = width;
	}
}

static char *
choice_value(PopplerFormField *field)
{
	GString *value = g_string_new(NULL);
	int n = lib.poppler_form_field_choice_get_n_items(field);

	for (int i = 0; i < n && i < 10000; i++) {
		g_autofree char *item = NULL;

		if (!lib.poppler_form_field_choice_is_item_selected(field, i))
			continue;
		item = lib.poppler_form_field_choice_get_item(field, i);
		if (value->len > 0)
			g_string_append(value, ", ");
		g_string_append(value, item ? item : "");
	}
	if (value->len == 0) {
		g_autofree char *typed = lib.poppler_form_field_choice_get_text(field);

		g_string_append(value, typed ? typed : "");
	}
	return g_string_free(value, FALSE);
}

/* NULL: a field that holds no answer (a push button, a signature). */
static char *
field_value(PopplerFormField *field)
{
	PopplerFormFieldType type = lib.poppler_form_field_get_field_type(field);
	g_autofree char *text = NULL;

	if (type == POPPLER_FORM_FIELD_TEXT) {
		text = lib.poppler_form_field_text_get_text(field);
		return di_text_from_bytes(text ? text : "", -1);
	}
	if (type == POPPLER_FORM_FIELD_CHOICE)
		return choice_value(field);
	if (type == POPPLER_FORM_FIELD_BUTTON &&
	    lib.poppler_form_field_button_get_button_type(field) != POPPLER_FORM_BUTTON_PUSH)
		return g_strdup(lib.poppler_form_field_button_get_state(field) ? "ja" : "");
	return NULL;
}

static void
read_fields(PopplerPage *source, DiPdfPage *page)
{
	GList *mapping = lib.poppler_page_get_form_field_mapping(source);

	for (const GList *at = mapping; at && page->fields->len < MAX_FIELDS; at = at->next) {
		const PopplerFormFieldMapping *one = at->data;
		g_autofree char *value = field_value(one->field);
		DiPdfField *field;

		if (!value)
			continue;
		field = g_new0(DiPdfField, 1);
		field->value = g_steal_pointer(&value);
		field->name = lib.poppler_form_field_get_name(one->field);
		if (!field->name)
			field->name = lib.poppler_form_field_get_partial_name(one->field);
		/* The area's y grows upwards, that of text downwards. */
		field->x0 = one->area.x1;
		field->x1 = one->area.x2;
		field->y0 = page->height - one->area.y2;
		field->y1 = page->height - one->area.y1;
		g_ptr_array_add(page->fields, field);
	}
	lib.poppler_page_free_form_field_mapping(mapping);
}

static gboolean
has_images(PopplerPage *source)
{
	GList *mapping = lib.poppler_page_get_image_mapping(source);
	gboolean found = mapping != NULL;

	lib.poppler_page_free_image_mapping(mapping);
	return found;
}

/* Returns how many bytes of text the page had. */
static size_t
read_page(PopplerPage *source, DiPdfPage *page)
{
	g_autofree char *text = NULL;
	g_autofree PopplerRectangle *rectangles = NULL;
	GList *attributes;
	guint n = 0;

	read_fields(source, page);
	text = lib.poppler_page_get_text(source);
	if (!text || !text[0] || !lib.poppler_page_get_text_layout(source, &rectangles, &n)) {
		page->has_images = has_images(source);
		return 0;
	}
	attributes = lib.poppler_page_get_text_attributes(source);
	write_words(page, text, rectangles, n, attributes);
	lib.poppler_page_free_text_attributes(attributes);
	if (page->words->len == 0)
		page->has_images = has_images(source);
	return strlen(text);
}

static gboolean
read_pages(PopplerDocument *source, DiPdfLayout *layout, DiDocument *document)
{
	int n = lib.poppler_document_get_n_pages(source);
	size_t text_bytes = 0, words = 0;

	document->pages = n;
	if (n > DI_PDF_MAX_PAGES) {
		di_document_fail(document, DI_FAULT_FOR_STOR, "Dokumentet har fler än 500 sidor.");
		return FALSE;
	}
	for (int i = 0; i < n; i++) {
		PopplerPage *one = lib.poppler_document_get_page(source, i);
		DiPdfPage *page;
		double width = 0, height = 0;

		if (!one)
			continue;
		lib.poppler_page_get_size(one, &width, &height);
		page = di_pdf_page_new(i + 1, width, height);
		g_ptr_array_add(layout->pages, page);
		text_bytes += read_page(one, page);
		words += page->words->len;
		g_object_unref(one); /* frees the page's text, which poppler keeps */
		if (text_bytes > DI_PDF_MAX_TEXT_BYTES || words > DI_PDF_MAX_WORDS) {
			di_document_fail(document, DI_FAULT_FOR_STOR, "Dokumentet har mer än 4 MiB text.");
			return FALSE;
		}
	}
	return TRUE;
}

static gboolean
draws_bullets(PopplerDocument *source)
{
	g_autofree char *producer = lib.poppler_document_get_producer(source);

	return producer && g_str_has_prefix(producer, "Skia/");
}

gboolean
di_pdf_load(GBytes *bytes, DiPdfLayout *layout, DiDocument *document)
{
	g_autoptr(GError) error = NULL;
	PopplerDocument *source;
	gboolean done;

	if (!load_library()) {
		di_document_fail(document, DI_FAULT_FORMAT, "Stöd för pdf saknas på den här datorn.");
		return FALSE;
	}
	source = lib.poppler_document_new_from_bytes(bytes, NULL, &error);
	if (!source) {
		gboolean locked = g_error_matches(error, lib.poppler_error_quark(), POPPLER_ERROR_ENCRYPTED);

		di_document_fail(document, locked ? DI_FAULT_LOSENORD : DI_FAULT_SKADAD, NULL);
		return FALSE;
	}
	layout->bullets_drawn = draws_bullets(source);
	done = read_pages(source, layout, document);
	g_object_unref(source);
	return done;
}
