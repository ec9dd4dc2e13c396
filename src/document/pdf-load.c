/* The bytes of a PDF → pages of words and form fields, through whichever engine there is (pdf-engine.h).
 *
 * di_pdf_warm_up comes before the sandbox closes: what poppler loads late could not be loaded afterwards
 * and would be missing in silence. */
#include "pdf.h"

#include <dlfcn.h>
#include <string.h>

#define MAX_FIELDS 1000 /* a page */
#define SCAN_WORDS_MAX 40 /* as many as a program writes on a scanned page: its number, a footer, a stamp */

static const DiPdfEngine *engine; /* NULL: none is open yet */

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

/* poppler's three thousand symbols are looked for in its own library first, not in all that the program links: 0.5 ms.
 * The sanitizers must come before everything else. */
#ifdef DI_SANITIZERS
#define HOW_TO_OPEN (RTLD_NOW | RTLD_LOCAL)
#else
#define HOW_TO_OPEN (RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND)
#endif

const DiPdfEngine *
di_pdf_engine_core(void)
{
	g_autofree char *path = di_path_helper(DI_PDF_MODULE);
	void *module = dlopen(path, HOW_TO_OPEN);
	const DiPdfEngine *found = module ? dlsym(module, DI_PDF_ENGINE_SYMBOL) : NULL;

	if (found && found->version == DI_PDF_ENGINE_VERSION)
		return found;
	di_log(DI_LOG_DEBUG, "PDFs are read by poppler-glib, for %s cannot be used", path);
	return NULL;
}

void
di_pdf_use_engine(const DiPdfEngine *chosen)
{
	engine = chosen;
}

static gboolean
open_engine(void)
{
	if (!engine)
		engine = di_pdf_engine_core();
	if (!engine)
		engine = di_pdf_engine_glib();
	return engine != NULL;
}

void
di_pdf_warm_up(void)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static(tiny_pdf, sizeof tiny_pdf - 1);
	g_autoptr(DiDocument) document = NULL;

	if (open_engine())
		engine->init();
	document = di_pdf_read(bytes);
}

/* Adobe's forms number what may be repeated: "insats[0]" is insats. */
static char *
plain_name(const char *name)
{
	const char *bracket = strrchr(name, '[');

	if (!bracket || bracket == name || bracket[1 + strspn(bracket + 1, "0123456789")] != ']')
		return g_strdup(name);
	return g_strndup(name, (gsize)(bracket - name));
}

static void
take_field(void *user, const DiPdfEntry *entry)
{
	DiPdfPage *page = user;
	DiPdfField *field;

	if (page->fields->len >= MAX_FIELDS)
		return;
	field = g_new0(DiPdfField, 1);
	field->value = di_text_from_bytes(entry->value, -1);
	field->name = plain_name(entry->name);
	/* The area's y grows upwards, that of text downwards. */
	field->x0 = entry->x0;
	field->x1 = entry->x1;
	field->y0 = page->height - entry->y1;
	field->y1 = page->height - entry->y0;
	g_ptr_array_add(page->fields, field);
}

static void
take_rules(void *source, DiPdfPage *page)
{
	size_t n = 0;
	const DiPdfRule *rules = engine->rules(source, &n);

	for (size_t i = 0; i < n; i++) {
		DiPdfRule rule = di_pdf_turn_rule(page, rules[i]);

		g_array_append_val(page->rules, rule);
	}
}

/* Returns how many characters the page had. */
static size_t
read_page(void *source, DiPdfPage *page, DiPdfKinds *kinds)
{
	const DiPdfChar *characters;
	size_t n = 0;
	int pictures = 0;

	engine->fields(source, take_field, page);
	characters = engine->characters(source, FALSE, &n);
	if (n > 0)
		di_pdf_write_words(page, kinds, characters, n);
	take_rules(source, page);
	if (page->words->len < SCAN_WORDS_MAX)
		pictures = engine->has_images(source);
	page->has_images = pictures > 0 && page->words->len == 0;
	page->is_scan = pictures > 1;
	return n;
}

static gboolean
read_pages(void *source, DiPdfLayout *layout, DiDocument *document)
{
	int n = engine->n_pages(source);
	size_t characters = 0, words = 0;

	document->pages = n;
	if (n > DI_PDF_MAX_PAGES) {
		di_document_fail(document, DI_FAULT_FOR_STOR, "Dokumentet har fler än 500 sidor.");
		return FALSE;
	}
	for (int i = 0; i < n; i++) {
		double width = 0, height = 0;
		DiPdfPage *page;

		if (!engine->page(source, i, &width, &height))
			continue;
		page = di_pdf_page_new(i + 1, width, height);
		g_ptr_array_add(layout->pages, page);
		characters += read_page(source, page, &layout->kinds);
		words += page->words->len;
		if (characters > DI_PDF_MAX_CHARACTERS || words > DI_PDF_MAX_WORDS) {
			di_document_fail(document, DI_FAULT_FOR_STOR, "Dokumentet har mer än 4 MiB text.");
			return FALSE;
		}
	}
	return TRUE;
}

gboolean
di_pdf_load(GBytes *bytes, DiPdfLayout *layout, DiDocument *document)
{
	gsize size;
	const void *data = g_bytes_get_data(bytes, &size);
	int is_locked = 0;
	gboolean done;
	void *source;

	if (!open_engine()) {
		di_document_fail(document, DI_FAULT_FORMAT, "Stöd för pdf saknas på den här datorn.");
		return FALSE;
	}
	source = engine->open(data, size, &is_locked);
	if (!source) {
		di_document_fail(document, is_locked ? DI_FAULT_LOSENORD : DI_FAULT_SKADAD, NULL);
		return FALSE;
	}
	/* Chrome and wkhtmltopdf draw bullets as pictures. */
	layout->bullets_drawn = g_str_has_prefix(engine->producer(source), "Skia/") ||
				g_str_has_prefix(engine->producer(source), "Qt ");
	di_identity_take(document, engine->keywords(source));
	done = read_pages(source, layout, document);
	engine->close(source);
	return done;
}
