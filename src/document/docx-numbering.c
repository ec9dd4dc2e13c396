/* numbering.xml: the numbers that Word draws before paragraphs and that are nowhere in the text.
 *
 * A paragraph names a num; a num points to an abstract num, whose nine levels say how they count and
 * look; a num may override levels. Paragraphs of all nums of one abstract num count together, unless a
 * num says where it starts: then the count begins anew where that num is met first. */
#include "docx.h"

#include <string.h>

#define LEVELS 9

typedef struct {
	gboolean defined, legal;
	int start, restart; /* restart: −1 after any higher level, 0 never, n after level n */
	char *format, *text, *style_id;
} Level;
typedef struct {
	Level levels[LEVELS];
	char *style_link, *num_style_link;
	int counts[LEVELS]; /* the last number drawn */
	gboolean counting[LEVELS];
} Abstract;
typedef struct {
	int abstract_id;
	int start[LEVELS]; /* −1: no override */
	gboolean started[LEVELS];
	Level *levels; /* overrides, or NULL */
} Num;
struct DiDocxNumbering {
	GHashTable *abstracts, *nums; /* by id */
};

static void
clear_levels(Level *levels)
{
	for (int i = 0; i < LEVELS; i++) {
		g_free(levels[i].format);
		g_free(levels[i].text);
		g_free(levels[i].style_id);
	}
}

static void
free_abstract(gpointer data)
{
	Abstract *abstract = data;

	clear_levels(abstract->levels);
	g_free(abstract->style_link);
	g_free(abstract->num_style_link);
	g_free(abstract);
}

static void
free_num(gpointer data)
{
	Num *num = data;

	if (num->levels)
		clear_levels(num->levels);
	g_free(num->levels);
	g_free(num);
}

DiDocxNumbering *
di_docx_numbering_new(void)
{
	DiDocxNumbering *numbering = g_new0(DiDocxNumbering, 1);

	numbering->abstracts = g_hash_table_new_full(NULL, NULL, NULL, free_abstract);
	numbering->nums = g_hash_table_new_full(NULL, NULL, NULL, free_num);
	return numbering;
}

void
di_docx_numbering_free(DiDocxNumbering *numbering)
{
	if (!numbering)
		return;
	g_hash_table_unref(numbering->abstracts);
	g_hash_table_unref(numbering->nums);
	g_free(numbering);
}

typedef struct {
	DiDocxNumbering *numbering;
	Abstract *abstract;
	Num *num;
	Level *level;
	int override; /* the level that is being overridden; −1: none */
	int skip;
} Reader;

static void
open_abstract(Reader *reader, const DiXmlAttributes *attributes)
{
	int id = di_xml_attribute_int(attributes, "abstractNumId", -1);

	reader->abstract = g_new0(Abstract, 1);
	g_hash_table_replace(reader->numbering->abstracts, GINT_TO_POINTER(id), reader->abstract);
}

static void
open_num(Reader *reader, const DiXmlAttributes *attributes)
{
	int id = di_xml_attribute_int(attributes, "numId", -1);

	reader->num = g_new0(Num, 1);
	reader->num->abstract_id = -1;
	for (int i = 0; i < LEVELS; i++)
		reader->num->start[i] = -1;
	g_hash_table_replace(reader->numbering->nums, GINT_TO_POINTER(id), reader->num);
}

static void
open_level(Reader *reader, const DiXmlAttributes *attributes)
{
	int at = di_xml_attribute_int(attributes, "ilvl", -1);
	Level *levels;

	reader->level = NULL;
	if (at < 0 || at >= LEVELS || (!reader->abstract && !reader->num))
		return;
	if (reader->num && !reader->num->levels)
		reader->num->levels = g_new0(Level, LEVELS);
	levels = reader->num ? reader->num->levels : reader->abstract->levels;
	reader->level = &levels[at];
	if (reader->level->defined)
		return;
	reader->level->defined = TRUE;
	reader->level->start = 0; /* ECMA-376 17.9.25: a level without w:start starts at 0 */
	reader->level->restart = -1;
}

static void
set_string(char **to, const DiXmlAttributes *attributes)
{
	g_free(*to);
	*to = di_xml_attribute_dup(attributes, "val");
}

static void
set_level(Level *level, int token, const DiXmlAttributes *attributes)
{
	if (token == W_START)
		level->start = di_xml_attribute_int(attributes, "val", 1);
	else if (token == W_NUM_FMT)
		set_string(&level->format, attributes);
	else if (token == W_LVL_TEXT)
		set_string(&level->text, attributes);
	else if (token == W_P_STYLE)
		set_string(&level->style_id, attributes);
	else if (token == W_IS_LGL)
		level->legal = di_xml_attribute_on(attributes, "val");
	else if (token == W_LVL_RESTART)
		level->restart = di_xml_attribute_int(attributes, "val", -1);
}

static void
set_num(Reader *reader, int token, const DiXmlAttributes *attributes)
{
	if (token == W_ABSTRACT_NUM_ID)
		reader->num->abstract_id = di_xml_attribute_int(attributes, "val", -1);
	else if (token == W_LVL_OVERRIDE)
		reader->override = di_xml_attribute_int(attributes, "ilvl", -1);
	else if (token == W_START_OVERRIDE && reader->override >= 0 && reader->override < LEVELS)
		reader->num->start[reader->override] = di_xml_attribute_int(attributes, "val", 1);
}

static void
on_begin(gpointer user, int token, const DiXmlAttributes *attributes)
{
	Reader *reader = user;

	if (reader->skip > 0 || token == W_SKIPPED || token == W_FALLBACK || token == W_P_PR || token == W_R_PR) {
		reader->skip++;
		return;
	}
	if (token == W_ABSTRACT_NUM)
		open_abstract(reader, attributes);
	else if (token == W_NUM)
		open_num(reader, attributes);
	else if (token == W_LVL)
		open_level(reader, attributes);
	else if (reader->level)
		set_level(reader->level, token, attributes);
	else if (reader->num)
		set_num(reader, token, attributes);
	else if (reader->abstract && token == W_STYLE_LINK)
		set_string(&reader->abstract->style_link, attributes);
	else if (reader->abstract && token == W_NUM_STYLE_LINK)
		set_string(&reader->abstract->num_style_link, attributes);
}

static void
on_end(gpointer user, int token)
{
	Reader *reader = user;

	if (reader->skip > 0)
		reader->skip--;
	else if (token == W_LVL)
		reader->level = NULL;
	else if (token == W_NUM)
		reader->num = NULL;
	else if (token == W_ABSTRACT_NUM)
		reader->abstract = NULL;
	else if (token == W_LVL_OVERRIDE)
		reader->override = -1;
}

gboolean
di_docx_numbering_read(DiDocxNumbering *numbering, DiZip *zip, const char *name)
{
	static const DiXmlHandler handler = {on_begin, on_end, NULL};
	Reader reader = {.numbering = numbering, .override = -1};

	return di_xml_read_part(zip, name, &di_docx_words, &handler, &reader, NULL);
}

/* An abstract num that points to a numbering style stands for the one that the style is made of. */
static Abstract *
find_abstract(DiDocxNumbering *numbering, int id)
{
	Abstract *abstract = g_hash_table_lookup(numbering->abstracts, GINT_TO_POINTER(id));
	GHashTableIter iter;
	gpointer other;

	if (!abstract || !abstract->num_style_link)
		return abstract;
	g_hash_table_iter_init(&iter, numbering->abstracts);
	while (g_hash_table_iter_next(&iter, NULL, &other)) {
		if (g_strcmp0(((Abstract *)other)->style_link, abstract->num_style_link) == 0)
			return other;
	}
	return abstract;
}

static const Level *
level_of(const Num *num, const Abstract *abstract, int at)
{
	if (num->levels && num->levels[at].defined)
		return &num->levels[at];
	return &abstract->levels[at];
}

static int
linked_level(const Num *num, const Abstract *abstract, const char *style_id)
{
	for (int i = 0; style_id && i < LEVELS; i++) {
		if (g_strcmp0(level_of(num, abstract, i)->style_id, style_id) == 0)
			return i;
	}
	return 0;
}

static int
start_of(const Num *num, const Abstract *abstract, int at)
{
	return num->start[at] >= 0 ? num->start[at] : level_of(num, abstract, at)->start;
}

static void
count(Num *num, Abstract *abstract, int at)
{
	if (num->start[at] >= 0 && !num->started[at])
		abstract->counting[at] = FALSE;
	num->started[at] = TRUE;
	if (abstract->counting[at])
		abstract->counts[at] = MIN(abstract->counts[at] + 1, 1000000);
	else
		abstract->counts[at] = start_of(num, abstract, at);
	abstract->counting[at] = TRUE;
	for (int i = at + 1; i < LEVELS; i++) {
		int restart = level_of(num, abstract, i)->restart;

		if (restart < 0 || (restart > 0 && at < restart))
			abstract->counting[i] = FALSE;
	}
}

static void
append_number(GString *marker, const Num *num, const Abstract *abstract, int at, gboolean legal)
{
	const char *format = level_of(num, abstract, at)->format;
	int number = abstract->counting[at] ? abstract->counts[at] : start_of(num, abstract, at);
	g_autofree char *text = di_list_number(number, legal ? "decimal" : format);

	g_string_append(marker, text);
}

static char *
draw(const Num *num, const Abstract *abstract, int at)
{
	const Level *level = level_of(num, abstract, at);
	g_autoptr(GString) marker = g_string_new(NULL);

	if (g_strcmp0(level->format, "bullet") == 0)
		return g_strdup("-");
	for (const char *c = level->text ? level->text : ""; *c && marker->len < 200; c++) {
		if (c[0] == '%' && c[1] >= '1' && c[1] <= '9')
			append_number(marker, num, abstract, *++c - '1', level->legal);
		else
			g_string_append_c(marker, *c);
	}
	g_strstrip(marker->str);
	return *marker->str ? g_strdup(marker->str) : NULL;
}

char *
di_docx_numbering_next(DiDocxNumbering *numbering, int num_id, int level, const char *style_id, int *level_out)
{
	Num *num = g_hash_table_lookup(numbering->nums, GINT_TO_POINTER(num_id));
	Abstract *abstract = num ? find_abstract(numbering, num->abstract_id) : NULL;

	if (!abstract)
		return NULL;
	if (level < 0)
		level = linked_level(num, abstract, style_id);
	level = CLAMP(level, 0, LEVELS - 1);
	*level_out = level;
	count(num, abstract, level);
	return draw(num, abstract, level);
}
