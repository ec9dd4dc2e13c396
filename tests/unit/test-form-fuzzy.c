/* How well a text begins with a form's words, held against the plain table of edit distances; and many such questions as one. */
#include "../../src/form/internal.h"
#include "table.h"

#include <string.h>

enum { TURNS = 4000, PATTERNS = 40, LENGTH_MAX = 700 };
static const double leasts[] = {0.62, 0.75, 0.84, 0.85, 0.9, 0.95, 0.99};

static void
add_words(GString *text, GRand *random, guint words)
{
	for (guint i = 0; i < words; i++) {
		if (text->len)
			g_string_append_c(text, ' ');
		for (int letters = g_rand_int_range(random, 1, 10); letters > 0; letters--)
			g_string_append_c(text, "eeaantrsldkmiog"[g_rand_int_range(random, 0, 15)]);
	}
}

/* PATTERN with some EDITS, and other words behind it. */
static char *
edited(const char *pattern, GRand *random, guint edits)
{
	GString *text = g_string_new(pattern);

	for (guint i = 0; i < edits && text->len > 1; i++) {
		gssize at = g_rand_int_range(random, 0, (int)text->len);

		if (g_rand_boolean(random))
			g_string_erase(text, at, 1);
		if (g_rand_boolean(random))
			g_string_insert_c(text, at, "enatdr"[g_rand_int_range(random, 0, 6)]);
	}
	add_words(text, random, (guint)g_rand_int_range(random, 0, 30));
	return g_string_free(text, FALSE);
}

/* Does a word end before TEXT's byte J? */
static gboolean
ends_word(const char *text, gsize j)
{
	return text[j - 1] != ' ' && (!text[j] || text[j] == ' ');
}

static double
by_table(const char *text, const char *pattern, double least)
{
	gsize n = strlen(pattern), best = n, row[LENGTH_MAX];
	double score;

	for (gsize i = 0; i <= n; i++)
		row[i] = i;
	for (gsize j = 1; j <= strlen(text); j++) {
		gsize diagonal = row[0];

		row[0] = j;
		for (gsize i = 1; i <= n; i++) {
			gsize change = diagonal + (pattern[i - 1] != text[j - 1]);

			diagonal = row[i];
			row[i] = MIN(change, MIN(row[i], row[i - 1]) + 1);
		}
		if (ends_word(text, j))
			best = MIN(best, row[n]);
	}
	score = 1.0 - (double)best / (double)n;
	return best >= n || score < least ? 0 : score;
}

/* Several spaces in a row, and those at the ends, are none for fuzzy_prefix(). */
static char *
some_pattern(GRand *random)
{
	GString *text = g_string_new(NULL);

	add_words(text, random, (guint)g_rand_int_range(random, 1, 3) * (guint)g_rand_int_range(random, 1, 12));
	return g_string_free(text, FALSE);
}

static void
a_beginning_fits_as_well_as_the_table_of_distances_says(void **state G_GNUC_UNUSED)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(7);
	guint fits = 0;

	for (guint turn = 0; turn < TURNS; turn++) {
		g_autofree char *pattern = some_pattern(random);
		g_autofree char *rough = edited(pattern, random, (guint)g_rand_int_range(random, 0, (int)strlen(pattern) / 2 + 1));
		g_autofree char *text = di_text_squeeze(rough);
		double least = leasts[turn % G_N_ELEMENTS(leasts)];
		gsize end = 0;
		double found = fuzzy_prefix(text, pattern, least, &end), wanted = by_table(text, pattern, least);

		fits += found > 0;
		if (ABS(found - wanted) > 1e-9)
			fail_msg("'%s' begins with '%s' at %.2f: %f, and not %f", text, pattern, least, found, wanted);
		if (found > 0 && !ends_word(text, end))
			fail_msg("'%s' begins with '%s' to byte %zu", text, pattern, (size_t)end);
	}
	assert_in_range(fits, TURNS / 8, TURNS); /* or nothing was tried */
}

static void
many_beginnings_are_refused_only_where_each_would_be(void **state G_GNUC_UNUSED)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(8);
	g_autoptr(GPtrArray) patterns = g_ptr_array_new_with_free_func(g_free);
	Among *among = among_new();
	guint refused = 0, fits = 0;

	for (guint i = 0; i < PATTERNS; i++) {
		g_ptr_array_add(patterns, some_pattern(random));
		among_add(among, g_ptr_array_index(patterns, i), leasts[i % G_N_ELEMENTS(leasts)]);
	}
	for (guint turn = 0; turn < TURNS / 4; turn++) {
		const char *from = g_ptr_array_index(patterns, turn % PATTERNS);
		g_autofree char *text = edited(from, random, (guint)g_rand_int_range(random, 0, (int)strlen(from) / 4 + 1));
		const guint8 *may = among_ask(among, text);

		for (guint i = 0; i < PATTERNS; i++) {
			gsize end = 0;
			double score = fuzzy_prefix(text, g_ptr_array_index(patterns, i), leasts[i % G_N_ELEMENTS(leasts)], &end);

			refused += !may || !may[i];
			fits += score > 0;
			if (score > 0 && (!may || !may[i]))
				fail_msg("'%s' was refused for '%s'", (const char *)g_ptr_array_index(patterns, i), text);
		}
	}
	assert_in_range(fits, TURNS / 8, TURNS);
	assert_in_range(refused, TURNS / 4 * PATTERNS / 2, TURNS / 4 * PATTERNS);
	among_free(among);
}

int
main(void)
{
	ADD_TEST(a_beginning_fits_as_well_as_the_table_of_distances_says);
	ADD_TEST(many_beginnings_are_refused_only_where_each_would_be);
	return run_table("form-fuzzy");
}
