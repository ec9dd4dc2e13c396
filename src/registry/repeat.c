/* Text that was in the reporter's last report too: a hint for whoever reads it, never a reason to stop.
 *
 * Sentences are compared folded, so that case, dashes and spaces do not matter; one in which a figure was changed is
 * another sentence. Those of fewer words than four ("Se ovan.") are nobody's copy and are not counted. */
#include "private.h"

#include <string.h>

enum {
	WORDS_OF_SENTENCE = 4, /* fewer are not counted */
	WORDS_AT_LEAST = 12,   /* fewer repeated ones are no remark */
	PER_CENT_AT_LEAST = 50,
	REMARKS_AT_MOST = 400, /* a report that has so many is not given more: its reader takes 500 */
};

static guint
count_words(const char *squeezed)
{
	guint n = *squeezed ? 1 : 0;

	for (; *squeezed; squeezed++)
		n += *squeezed == ' ';
	return n;
}

static gboolean
ends_sentence(const char *at)
{
	return *at == '\0' || *at == '\n' || (strchr(".!?", *at) && (at[1] == '\0' || g_ascii_isspace(at[1])));
}

/* List marks in front are no words of the sentence. */
static char *
fold_sentence(const char *begin, gsize length)
{
	g_autofree char *piece = g_strndup(begin, length);
	g_autofree char *folded = di_text_fold(piece);
	const char *at = folded;

	while (*at && !g_unichar_isalnum(g_utf8_get_char(at)))
		at = di_utf8_next(at);
	return g_strdup(at);
}

static GPtrArray *
sentences_of(const char *text)
{
	GPtrArray *sentences = g_ptr_array_new_with_free_func(g_free);
	const char *begin = text;

	for (const char *at = text;; at++) {
		g_autofree char *sentence = ends_sentence(at) ? fold_sentence(begin, (gsize)(at - begin)) : NULL;

		if (sentence && count_words(sentence) >= WORDS_OF_SENTENCE)
			g_ptr_array_add(sentences, g_steal_pointer(&sentence));
		if (ends_sentence(at))
			begin = at + 1;
		if (!*at)
			return sentences;
	}
}

static GHashTable *
sentences_before(DiRegistry *registry, gint64 earlier_id, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_SECTIONS_OF, error, "i", earlier_id);
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		g_autoptr(GPtrArray) sentences = sentences_of(di_col_borrow(stmt, 1));

		for (guint i = 0; i < sentences->len; i++)
			g_hash_table_add(known, g_strdup(sentences->pdata[i]));
	}
	return got == 0 ? g_steal_pointer(&known) : NULL;
}

/* How much of TEXT, by words, was there before; 0 where that is not worth a remark. */
static guint
repeated_per_cent(const char *text, GHashTable *known)
{
	g_autoptr(GPtrArray) sentences = sentences_of(text);
	guint all = 0, repeated = 0, per_cent;

	for (guint i = 0; i < sentences->len; i++) {
		guint words = count_words(sentences->pdata[i]);

		all += words;
		repeated += g_hash_table_contains(known, sentences->pdata[i]) ? words : 0;
	}
	per_cent = all ? 100 * repeated / all : 0;
	return repeated >= WORDS_AT_LEAST && per_cent >= PER_CENT_AT_LEAST ? per_cent : 0;
}

typedef struct {
	gint64 id;
	DiQuarter quarter, its; /* of the report, and of the earlier one */
} Before;

static gboolean
find_before(DiRegistry *registry, gint64 handling_id, Before *before, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_READING_BEFORE, error, "i", handling_id);
	int got = di_db_step(registry, stmt, error);

	if (got > 0) {
		before->id = di_col_int(stmt, 0);
		before->its = di_col_quarter(stmt, 1);
		before->quarter = di_col_quarter(stmt, 2);
	}
	return got >= 0;
}

static char *
name_before(const Before *before)
{
	if (di_quarter_compare(di_quarter_add(before->its, 1), before->quarter) == 0)
		return g_strdup("förra kvartalet");
	return g_strdup_printf("i rapporten för kvartal %d %d", before->its.number, before->its.year);
}

static guint
add_remarks(DiReport *report, const Before *before, GHashTable *known)
{
	g_autofree char *name = name_before(before);
	guint n = 0;

	for (guint i = 0; i < report->sections->len && report->remarks->len < REMARKS_AT_MOST; i++) {
		const DiSection *section = report->sections->pdata[i];
		guint per_cent = repeated_per_cent(section->text, known);

		if (!per_cent)
			continue;
		di_report_add_remark(report, "upprepad-text", "%s är till %u %% samma text som %s.", section->key, per_cent, name);
		n++;
	}
	return n;
}

char *
di_repeat_json(DiRegistry *registry, gint64 handling_id, const DiReport *report, GError **error)
{
	g_autofree char *json = di_filing_reading_json(report);
	g_autoptr(GHashTable) known = NULL;
	g_autoptr(DiReport) copy = NULL;
	Before before = {0};

	if (!find_before(registry, handling_id, &before, error))
		return NULL;
	if (!before.id)
		return g_steal_pointer(&json);
	known = sentences_before(registry, before.id, error);
	if (!known)
		return NULL;
	copy = di_report_parse_json(json, -1, NULL); /* the caller's stays as it was read */
	return copy && add_remarks(copy, &before, known) ? di_filing_reading_json(copy) : g_steal_pointer(&json);
}
