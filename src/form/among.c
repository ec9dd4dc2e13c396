/* Which of many beginnings may a text have? One question where each by itself would be asked of every line of a report.
 *
 * For each pair of letters there is a row with a byte for each beginning, 1 where it has that pair. The rows of the pairs that the text has are
 * added up, sixteen beginnings at once: a beginning that then has fewer than it needs is none (fuzzy.c says how many, and would find the same). */
#include "plain.h"

#include <string.h>

enum {
	LANES = 16,
	PAIRS = PAIR_BYTES * 8,
	WINDOWS_ASKED = 3, /* 128 characters: their pairs can be counted in a byte */
};

typedef guint8 Lanes __attribute__((vector_size(LANES), aligned(1)));

typedef struct {
	const char *text;
	double least;
} Beginning;

struct Among {
	guint n, n_lanes; /* beginnings; groups of LANES of them */
	guint window;     /* the first in which something can be said of each */
	GArray *beginnings; /* Beginning */
	guint64 known[PAIR_BYTES / 8]; /* the pairs that any of them has */
	guint16 row_of[PAIRS];
	Lanes *rows;  /* N_LANES each */
	Lanes *need, *sum;
};

Among *
among_new(void)
{
	Among *among = g_new0(Among, 1);

	among->beginnings = g_array_new(FALSE, FALSE, sizeof(Beginning));
	return among;
}

void
among_free(Among *among)
{
	if (!among)
		return;
	g_array_unref(among->beginnings);
	g_free(among->rows);
	g_free(among->need);
	g_free(among->sum);
	g_free(among);
}

void
among_add(Among *among, const char *beginning, double least)
{
	Beginning added = {beginning, least};

	g_array_append_val(among->beginnings, added);
	among->n++;
}

static guint8 *
row_of_pair(Among *among, const Pair *pair, guint *n_rows)
{
	guint bit = (guint)pair->byte * 8 + (guint)__builtin_ctz(pair->bit);

	if (!(among->known[bit / 64] >> bit % 64 & 1)) {
		among->known[bit / 64] |= (guint64)1 << bit % 64;
		among->row_of[bit] = (guint16)(*n_rows)++;
		among->rows = g_renew(Lanes, among->rows, *n_rows * among->n_lanes);
		memset(among->rows + among->row_of[bit] * among->n_lanes, 0, among->n_lanes * sizeof(Lanes));
	}
	return (guint8 *)(among->rows + among->row_of[bit] * among->n_lanes);
}

static Search
search_of(const Among *among, guint i)
{
	const Beginning *beginning = &g_array_index(among->beginnings, Beginning, i);

	return search_for(pattern_of(beginning->text), beginning->least);
}

/* Long ones are told by more of a text than short ones. Of what is told by none, nothing is said in any. */
static guint
window_for(const Among *among, guint i)
{
	Search search = search_of(among, i);
	guint end, lacking;

	for (guint window = 0; window < WINDOWS_ASKED; window++)
		if (search_needs_pairs(&search, window, &end, &lacking))
			return window;
	return 0;
}

/* Of the pairs that must stand within the window. */
static void
list_beginning(Among *among, guint i, guint *n_rows)
{
	Search search = search_of(among, i);
	guint end, lacking, n = 0;
	gboolean needs = search_needs_pairs(&search, among->window, &end, &lacking);

	for (const Pair *pair = search.pattern->pairs; needs && pair->end <= end; pair++, n++)
		row_of_pair(among, pair, n_rows)[i] = 1;
	((guint8 *)among->need)[i] = (guint8)(search.pattern->n == 0 ? G_MAXUINT8 : n > lacking ? n - lacking : 0);
}

static void
prepare(Among *among)
{
	guint n_rows = 0;

	among->n_lanes = (among->n + LANES - 1) / LANES;
	among->need = g_new(Lanes, among->n_lanes);
	among->sum = g_new(Lanes, among->n_lanes);
	memset(among->need, G_MAXUINT8, among->n_lanes * sizeof(Lanes)); /* what lies beyond the last is never enough */
	for (guint i = 0; i < among->n; i++)
		among->window = MAX(among->window, window_for(among, i));
	for (guint i = 0; i < among->n; i++)
		list_beginning(among, i, &n_rows);
}

static void
add_up(Among *among, const Pairs *pairs)
{
	memset(among->sum, 0, among->n_lanes * sizeof(Lanes));
	for (guint word = 0; word < G_N_ELEMENTS(among->known); word++) {
		guint64 there;

		memcpy(&there, pairs->byte + word * sizeof there, sizeof there);
		for (there = GUINT64_FROM_LE(there) & among->known[word]; there; there &= there - 1) {
			const Lanes *row = among->rows + among->row_of[word * 64 + (guint)__builtin_ctzll(there)] * among->n_lanes;

			for (guint i = 0; i < among->n_lanes; i++)
				among->sum[i] += row[i];
		}
	}
}

const guint8 *
among_ask(Among *among, const char *text)
{
	const Plain *plain;
	guint8 any = 0;

	if (!among->need)
		prepare(among);
	plain = plain_text(text, MIN(((guint)WINDOW_FIRST << among->window) + 2, 2 * PATTERN_MAX));
	add_up(among, &plain->pairs[MIN(among->window, plain->window)]);
	for (guint i = 0; i < among->n_lanes; i++)
		among->sum[i] = (Lanes)(among->sum[i] >= among->need[i]);
	for (guint i = 0; i < among->n; i++)
		any |= ((const guint8 *)among->sum)[i];
	return any ? (const guint8 *)among->sum : NULL;
}
