/* Lists of a legacy Word document ([MS-DOC] 2.9.131 LSTF, 2.9.150 LVL, 2.9.133 LFO): like
 * numbering.xml in binary. Overrides within an LFO are not looked at. */
#include "doc.h"

#include "docx.h"

#include <string.h>

#define LEVELS 9
#define MAX_LISTS 2000
#define MAX_NUMBER_CHARACTERS 100

typedef struct {
	int start, format;
	gunichar2 text[MAX_NUMBER_CHARACTERS]; /* characters 0–8 stand for the number of that level */
	int length;
} Level;
typedef struct {
	guint32 id;
	Level levels[LEVELS];
	int counts[LEVELS];
	gboolean counting[LEVELS];
} List;
struct DiDocLists {
	GPtrArray *lists; /* List */
	GArray *overrides; /* guint32: the id of each LFO's list */
	const List *last;  /* of the paragraph before, at LAST_AT; NULL: it was no item */
	int last_at;
};

static size_t
read_level(Level *level, DiSpan from, size_t at)
{
	size_t papx = di_span_u8(from, at + 25), chpx = di_span_u8(from, at + 24);
	size_t text = at + 28 + papx + chpx;
	int length = di_span_u16(from, text);

	level->start = (int)MIN(di_span_u32(from, at), 100000U);
	level->format = di_span_u8(from, at + 4);
	level->length = MIN(length, MAX_NUMBER_CHARACTERS);
	for (int i = 0; i < level->length; i++)
		level->text[i] = di_span_u16(from, text + 2 + (size_t)i * 2);
	return text + 2 + (size_t)length * 2;
}

/* PLCFLST is followed by the levels of all its lists, nine each, or one for a simple list. */
DiDocLists *
di_doc_lists_new(DiSpan from, DiSpan overrides)
{
	DiDocLists *lists = g_new0(DiDocLists, 1);
	size_t count = MIN(di_span_u16(from, 0), MAX_LISTS);
	size_t at = 2 + count * 28;

	lists->lists = g_ptr_array_new_with_free_func(g_free);
	lists->overrides = g_array_new(FALSE, FALSE, sizeof(guint32));
	for (size_t i = 0; i < count && at < from.size; i++) {
		List *list = g_new0(List, 1);
		gboolean simple = di_span_u8(from, 2 + i * 28 + 26) & 1;

		list->id = di_span_u32(from, 2 + i * 28);
		for (int level = 0; level < (simple ? 1 : LEVELS); level++)
			at = read_level(&list->levels[level], from, at);
		g_ptr_array_add(lists->lists, list);
	}
	count = MIN(di_span_u32(overrides, 0), MAX_LISTS);
	for (size_t i = 0; i < count; i++) {
		guint32 id = di_span_u32(overrides, 4 + i * 16);

		g_array_append_val(lists->overrides, id);
	}
	return lists;
}

void
di_doc_lists_free(DiDocLists *lists)
{
	if (!lists)
		return;
	g_ptr_array_unref(lists->lists);
	g_array_unref(lists->overrides);
	g_free(lists);
}

static List *
find(const DiDocLists *lists, int number)
{
	guint32 id;

	if (number < 1 || number > (int)lists->overrides->len)
		return NULL;
	id = g_array_index(lists->overrides, guint32, number - 1);
	for (guint i = 0; i < lists->lists->len; i++) {
		List *list = lists->lists->pdata[i];

		if (list->id == id)
			return list;
	}
	return NULL;
}

static const char *
format_word(int nfc)
{
	static const char *const words[] = {"decimal", "upperRoman", "lowerRoman", "upperLetter", "lowerLetter"};

	return nfc >= 0 && nfc < (int)G_N_ELEMENTS(words) ? words[nfc] : nfc == 22 ? "decimalZero" : "decimal";
}

static char *
draw(const List *list, int at)
{
	const Level *level = &list->levels[at];
	g_autoptr(GString) marker = g_string_new(NULL);

	if (level->format == 23)
		return g_strdup("-");
	for (int i = 0; i < level->length; i++) {
		gunichar2 c = level->text[i];

		if (c < LEVELS) {
			int number = list->counting[c] ? list->counts[c] : list->levels[c].start;
			g_autofree char *text = di_list_number(number, format_word(list->levels[c].format));

			g_string_append(marker, text);
		} else if (c >= ' ' && (c < 0xd800 || c > 0xdfff)) {
			g_string_append_unichar(marker, c);
		}
	}
	g_strstrip(marker->str);
	return *marker->str ? g_strdup(marker->str) : NULL;
}

/* Does LIST, of which nothing has been counted, go on where the item just above left off? LibreOffice saves the items of one list as
 * lists of their own that look the same, all from 1; whoever wrote them saw one. */
static gboolean
goes_on(const DiDocLists *lists, const List *list, int at)
{
	const Level *level = &list->levels[at], *above = lists->last ? &lists->last->levels[at] : NULL;

	return above && lists->last != list && lists->last_at == at && !list->counting[at] && level->start == 1 &&
		level->format == above->format && level->length == above->length &&
		memcmp(level->text, above->text, (gsize)level->length * sizeof level->text[0]) == 0;
}

void
di_doc_lists_pause(DiDocLists *lists)
{
	if (lists)
		lists->last = NULL;
}

char *
di_doc_lists_next(DiDocLists *lists, int number, int at)
{
	List *list = find(lists, number);

	if (!list)
		return NULL;
	at = CLAMP(at, 0, LEVELS - 1);
	if (goes_on(lists, list, at)) {
		list->counts[at] = lists->last->counts[at];
		list->counting[at] = TRUE;
	}
	lists->last = list;
	lists->last_at = at;
	list->counts[at] = list->counting[at] ? MIN(list->counts[at] + 1, 1000000) : list->levels[at].start;
	list->counting[at] = TRUE;
	for (int i = at + 1; i < LEVELS; i++)
		list->counting[i] = FALSE;
	return draw(list, at);
}
