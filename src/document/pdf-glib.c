/* poppler-glib as an engine: see pdf-engine.h.
 *
 * It is opened with dlopen, because loading it costs 7 ms that a DOCX must not pay, and read through a
 * table of function pointers. */
#include "pdf.h"

#include <dlfcn.h>
#include <iconv.h>
#include <poppler.h>
#include <string.h>

/* clang-format off */
#define FUNCTIONS(X) \
	X(poppler_document_new_from_bytes) X(poppler_document_get_n_pages) X(poppler_document_get_page) \
	X(poppler_document_get_producer) X(poppler_document_get_keywords) X(poppler_error_quark) \
	X(poppler_page_get_size) X(poppler_page_get_text) X(poppler_page_get_text_layout) \
	X(poppler_page_get_text_attributes) X(poppler_page_free_text_attributes) \
	X(poppler_page_get_form_field_mapping) X(poppler_page_free_form_field_mapping) \
	X(poppler_page_get_image_mapping) X(poppler_page_free_image_mapping) \
	X(poppler_form_field_get_field_type) X(poppler_form_field_get_partial_name) \
	X(poppler_form_field_text_get_text) X(poppler_form_field_button_get_button_type) \
	X(poppler_form_field_button_get_state) X(poppler_form_field_choice_get_n_items) \
	X(poppler_form_field_choice_is_item_selected) X(poppler_form_field_choice_get_item) \
	X(poppler_form_field_choice_get_text) X(g_object_unref)
/* clang-format on */

#define MEMBER(name) __typeof__(name) *name;
static struct {
	gboolean loaded;
	FUNCTIONS(MEMBER)
} lib;

typedef struct {
	PopplerDocument *source;
	char *producer, *keywords;
	PopplerPage *page;
	GList *attributes; /* of the page's text */
	GArray *characters; /* DiPdfChar */
} Document;

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

/* The values of fields are converted by iconv, which loads a module for that. */
static void
init(void)
{
	static const char *const charsets[] = {"UTF-16", "UTF-16BE", "UTF-16LE"};
	static iconv_t held[G_N_ELEMENTS(charsets)];

	for (size_t i = 0; i < G_N_ELEMENTS(charsets); i++)
		if (!held[i])
			held[i] = iconv_open("UTF-8", charsets[i]);
}

static void *
open_document(const void *data, size_t size, int *locked_out)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = g_bytes_new_static(data, size);
	PopplerDocument *source = lib.poppler_document_new_from_bytes(bytes, NULL, &error);
	Document *document;

	if (!source) {
		*locked_out = g_error_matches(error, lib.poppler_error_quark(), POPPLER_ERROR_ENCRYPTED);
		return NULL;
	}
	document = g_new0(Document, 1);
	document->source = source;
	document->characters = g_array_new(FALSE, FALSE, sizeof(DiPdfChar));
	return document;
}

static void
leave_page(Document *document)
{
	if (document->attributes)
		lib.poppler_page_free_text_attributes(document->attributes);
	document->attributes = NULL;
	g_clear_pointer(&document->page, lib.g_object_unref); /* frees the page's text, which poppler keeps */
}

static void
close_document(void *data)
{
	Document *document = data;

	leave_page(document);
	lib.g_object_unref(document->source);
	g_array_unref(document->characters);
	g_free(document->producer);
	g_free(document->keywords);
	g_free(document);
}

static int
n_pages(void *data)
{
	return lib.poppler_document_get_n_pages(((Document *)data)->source);
}

static const char *
producer(void *data)
{
	Document *document = data;

	if (!document->producer)
		document->producer = lib.poppler_document_get_producer(document->source);
	return document->producer ? document->producer : "";
}

static const char *
keywords(void *data)
{
	Document *document = data;

	if (!document->keywords)
		document->keywords = lib.poppler_document_get_keywords(document->source);
	return document->keywords ? document->keywords : "";
}

static int
page(void *data, int index, double *width_out, double *height_out)
{
	Document *document = data;

	leave_page(document);
	document->page = lib.poppler_document_get_page(document->source, index);
	if (!document->page)
		return 0;
	lib.poppler_page_get_size(document->page, width_out, height_out);
	return 1;
}

/* Form fields */

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
	char *text;

	if (type == POPPLER_FORM_FIELD_TEXT) {
		text = lib.poppler_form_field_text_get_text(field);
		return text ? text : g_strdup("");
	}
	if (type == POPPLER_FORM_FIELD_CHOICE)
		return choice_value(field);
	if (type == POPPLER_FORM_FIELD_BUTTON &&
	    lib.poppler_form_field_button_get_button_type(field) != POPPLER_FORM_BUTTON_PUSH)
		return g_strdup(lib.poppler_form_field_button_get_state(field) ? "ja" : "");
	return NULL;
}

static void
fields(void *data, DiPdfTakeField *take, void *user)
{
	GList *mapping = lib.poppler_page_get_form_field_mapping(((Document *)data)->page);

	for (const GList *at = mapping; at; at = at->next) {
		const PopplerFormFieldMapping *one = at->data;
		g_autofree char *value = field_value(one->field);
		g_autofree char *name = NULL;
		DiPdfEntry entry = {.value = value, .x0 = one->area.x1, .y0 = one->area.y1, .x1 = one->area.x2,
			.y1 = one->area.y2};

		if (!value)
			continue;
		name = lib.poppler_form_field_get_partial_name(one->field); /* why not the whole one: see pdf-core.cc */
		entry.name = name ? name : "";
		take(user, &entry);
	}
	lib.poppler_page_free_form_field_mapping(mapping);
}

/* Text */

static void
set_style(DiPdfChar *one, const PopplerTextAttributes *attributes)
{
	one->has_style = 1;
	one->bold = di_pdf_is_bold(attributes->font_name ? attributes->font_name : "") != 0;
	one->size = attributes->font_size;
	one->white = di_pdf_is_white(attributes->color.red / 65535.0, attributes->color.green / 65535.0,
		attributes->color.blue / 65535.0) != 0;
}

static void
add_characters(Document *document, const char *text, const PopplerRectangle *rectangles, guint n)
{
	const GList *at = document->attributes;
	const GList *styled = NULL;
	DiPdfChar one = {0};
	guint i = 0;

	for (const char *c = text; *c && i < n; c = di_utf8_next(c), i++) {
		while (at && ((const PopplerTextAttributes *)at->data)->end_index < (int)i)
			at = at->next;
		if (at && at != styled)
			set_style(&one, at->data);
		styled = at;
		one.c = g_utf8_get_char(c);
		one.x0 = rectangles[i].x1;
		one.y0 = rectangles[i].y1;
		one.x1 = rectangles[i].x2;
		one.y1 = rectangles[i].y2;
		g_array_append_val(document->characters, one);
	}
}

static const DiPdfChar *
characters(void *data, int thorough, size_t *n_out)
{
	Document *document = data;
	g_autofree char *text = lib.poppler_page_get_text(document->page);
	g_autofree PopplerRectangle *rectangles = NULL;
	guint n = 0;

	(void)thorough;
	g_array_set_size(document->characters, 0);
	if (text && text[0] && lib.poppler_page_get_text_layout(document->page, &rectangles, &n)) {
		document->attributes = lib.poppler_page_get_text_attributes(document->page);
		add_characters(document, text, rectangles, n);
	}
	*n_out = document->characters->len;
	return (const DiPdfChar *)(const void *)document->characters->data;
}

static int
has_images(void *data)
{
	PopplerPage *page = ((Document *)data)->page;
	GList *mapping = lib.poppler_page_get_image_mapping(page);
	double width = 0, height = 0;
	int found = 0;

	lib.poppler_page_get_size(page, &width, &height);
	for (const GList *at = mapping; at; at = at->next) {
		const PopplerRectangle *area = &((const PopplerImageMapping *)at->data)->area;
		double covered = (area->x2 - area->x1) * (area->y2 - area->y1);

		found = MAX(found, ABS(covered) >= DI_PDF_PICTURE_SHARE * width * height ? 2 : 1);
	}

	lib.poppler_page_free_image_mapping(mapping);
	return found;
}

/* The library tells nothing of lines. */
static const DiPdfRule *
rules(void *data, size_t *n_out)
{
	(void)data;
	*n_out = 0;
	return NULL;
}

static const DiPdfEngine engine = {
	DI_PDF_ENGINE_VERSION, init, open_document, close_document, n_pages, producer, keywords, page, fields, characters, has_images, rules,
};

const DiPdfEngine *
di_pdf_engine_glib(void)
{
	return load_library() ? &engine : NULL;
}
