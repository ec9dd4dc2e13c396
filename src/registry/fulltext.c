/* What SQLite's full-text index needs of us: how a text is taken apart into stems, and how well a section fits a question.
 *
 * Each word is indexed as its stem; where that has å, ä or ö, also without their dots, behind a "~". A question comes as stems
 * already (search.c), so it is only parted at its spaces. */
#include "fulltext.h"
#include "stem.h"

#include <string.h>

typedef int (*Emit)(void *context, int flags, const char *token, int size, int start, int end);

static int
make_tokenizer(void *context G_GNUC_UNUSED, const char **words G_GNUC_UNUSED, int n G_GNUC_UNUSED, Fts5Tokenizer **tokenizer_out)
{
	static char nothing; /* it needs no state, but may not be NULL */

	*tokenizer_out = (Fts5Tokenizer *)(gpointer)&nothing;
	return SQLITE_OK;
}

static void
free_tokenizer(Fts5Tokenizer *tokenizer G_GNUC_UNUSED)
{
}

static int
emit_question(const char *text, int size, void *context, Emit emit)
{
	int result = SQLITE_OK;

	for (int start = 0, end; start < size && result == SQLITE_OK; start = end + 1) {
		for (end = start; end < size && text[end] != ' '; end++)
			;
		if (end > start)
			result = emit(context, 0, text + start, end - start, start, end);
	}
	return result;
}

static int
emit_word(DiStemWord *word, void *context, Emit emit)
{
	char plain[sizeof word->text + 1] = "~";
	int result;

	di_stem_swedish(word->text);
	result = emit(context, 0, word->text, (int)strlen(word->text), (int)word->start, (int)word->end);
	if (result == SQLITE_OK && di_stem_without_dots(word->text, plain + 1))
		result = emit(context, FTS5_TOKEN_COLOCATED, plain, (int)strlen(plain), (int)word->start, (int)word->end);
	return result;
}

static int
tokenize(Fts5Tokenizer *tokenizer G_GNUC_UNUSED, void *context, int flags, const char *text, int size, Emit emit)
{
	DiStemWord word;
	gsize at = 0;
	int result = SQLITE_OK;

	if (flags & FTS5_TOKENIZE_QUERY)
		return emit_question(text, size, context, emit);
	while (result == SQLITE_OK && di_stem_next_word(text, (gsize)size, &at, &word))
		result = emit_word(&word, context, emit);
	return result;
}

static int
count_phrase(const Fts5ExtensionApi *api, Fts5Context *fts, int phrase)
{
	Fts5PhraseIter iterator;
	int column, place, n = 0;

	if (api->xPhraseFirst(fts, phrase, &iterator, &column, &place) != SQLITE_OK)
		return 0;
	for (; column >= 0; api->xPhraseNext(fts, &iterator, &column, &place))
		n++;
	return n;
}

/* How well a section fits: each phrase counts for more the oftener it stands there, but less and less so, and for more in a
 * short section. NULL for a section that is not among those allowed. BM25 without the rarity of words: for that FTS5 reads every section that holds them, which is slow. */
static void
rang(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *context, int n G_GNUC_UNUSED, sqlite3_value **values G_GNUC_UNUSED)
{
	static const double steep = 1.2, by_length = 0.75, usual_length = 100;
	GHashTable *const *allowed = api->xUserData(fts);
	gint64 row = api->xRowid(fts);
	int length = 0;
	double score = 0;

	if (allowed && *allowed && !g_hash_table_contains(*allowed, &row))
		return;
	if (api->xColumnSize(fts, 0, &length) != SQLITE_OK)
		length = (int)usual_length;
	for (int phrase = 0; phrase < api->xPhraseCount(fts); phrase++) {
		double often = count_phrase(api, fts, phrase);

		score += often * (steep + 1) / (often + steep * (1 - by_length + by_length * length / usual_length));
	}
	sqlite3_result_double(context, score);
}

gboolean
di_fulltext_register(sqlite3 *db, GHashTable **allowed)
{
	fts5_tokenizer tokenizer = {make_tokenizer, free_tokenizer, tokenize};
	fts5_api *api = NULL;
	sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &stmt, NULL) == SQLITE_OK) {
		sqlite3_bind_pointer(stmt, 1, (gpointer)&api, "fts5_api_ptr", NULL);
		sqlite3_step(stmt);
	}
	sqlite3_finalize(stmt);
	return api && api->xCreateTokenizer(api, "svenska", NULL, &tokenizer, NULL) == SQLITE_OK &&
		api->xCreateFunction(api, "rang", allowed, rang, NULL) == SQLITE_OK;
}
