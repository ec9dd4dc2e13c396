/* Words for searching: which forms of a word are one, which are not, and that a search finds them. */
#include "registry-fixture.h"
#include "../../src/registry/stem.h"
#include "table.h"

#include <string.h>

static char *
stem_of(const char *text)
{
	DiStemWord word;
	gsize at = 0;

	assert_true(di_stem_next_word(text, strlen(text), &at, &word));
	di_stem_swedish(word.text);
	return g_strdup(word.text);
}

static const struct Family {
	const char *sentence, *words; /* all have one stem */
} families[] = {
	{"deltagare in its forms", "deltagare Deltagaren deltagarna deltagarnas DELTAGARE"},
	{"a neuter word", "resultat resultatet resultaten resultatens"},
	{"a word that ends in s after a consonant", "insats insatsen insatser insatserna insatsernas"},
	{"a word in -en", "kommun kommuner kommunen kommunerna kommunernas"},
	{"a word in -e", "möte möten mötet mötena"},
	{"a word in -ing", "avvikning avvikningar avvikningen avvikningarna"},
	{"a word in -het", "svårighet svårigheter svårigheten svårigheternas"},
	{"a verb", "arbetar arbetade arbeta arbetat"},
	{"a word in -else", "avvikelse avvikelser avvikelsen avvikelserna"},
	{"a soft hyphen and an accent", "kafé kafe ka\xc2\xad" "fé"},
};

static void
family_has_one_stem(void **state)
{
	const struct Family *family = *state;
	g_auto(GStrv) words = g_strsplit(family->words, " ", -1);
	g_autofree char *first = stem_of(words[0]);

	for (guint i = 1; words[i]; i++) {
		g_autofree char *stem = stem_of(words[i]);

		if (!g_str_equal(stem, first))
			fail_msg("%s: %s is not %s", words[i], stem, first);
	}
}

static const struct Pair {
	const char *sentence, *one, *other;
} strangers[] = {
	{"å and a are two letters", "mål", "mal"},
	{"ö and o are two letters", "möte", "mote"},
	{"short words keep what they are", "åren", "åre"},
	{"another word", "praktik", "praktisk"},
	{"digits count", "2024", "2025"},
};

static void
strangers_have_two(void **state)
{
	const struct Pair *pair = *state;
	g_autofree char *one = stem_of(pair->one), *other = stem_of(pair->other);

	assert_string_not_equal(one, other);
}

/* No stem takes an ending any more, whatever letters come. */
static void
a_stem_is_its_own_stem(void **state G_GNUC_UNUSED)
{
	static const char *const letters[] = {"a", "e", "n", "r", "s", "t", "h", "d", "o", "å", "ö", "l", "i", "g"};
	g_autoptr(GRand) dice = g_rand_new_with_seed(7);

	for (guint i = 0; i < 20000; i++) {
		g_autoptr(GString) word = g_string_new(NULL);
		g_autofree char *copy = NULL;

		for (int n = g_rand_int_range(dice, 1, 14); n > 0; n--)
			g_string_append(word, letters[g_rand_int_range(dice, 0, G_N_ELEMENTS(letters))]);
		copy = g_strdup(word->str);
		di_stem_swedish(copy);
		assert_true(g_str_has_prefix(word->str, copy));
		assert_true(*copy);
		assert_true(strlen(copy) == strlen(word->str) || g_utf8_strlen(copy, -1) >= 1);
	}
}

static void
words_are_found_in_any_bytes(void **state G_GNUC_UNUSED)
{
	static const char bytes[] = "\xff" "bra\xc3" " \xe2\x82" "ny\0tt";
	DiStemWord word;
	gsize at = 0;
	g_autoptr(GString) all = g_string_new(NULL);

	while (di_stem_next_word(bytes, sizeof bytes - 1, &at, &word))
		g_string_append_printf(all, "%s %zu-%zu;", word.text, word.start, word.end);
	assert_string_equal(all->str, "bra 1-4;ny 8-10;tt 11-13;");
}

static void
a_long_word_is_cut(void **state G_GNUC_UNUSED)
{
	g_autofree char *text = g_strnfill(100000, 'w');
	DiStemWord word;
	gsize at = 0;

	assert_true(di_stem_next_word(text, 100000, &at, &word));
	assert_int_equal(strlen(word.text), 64);
	assert_int_equal(word.end, 100000);
	assert_false(di_stem_next_word(text, 100000, &at, &word));
}

/* One report, and what finds it. */
static const struct Search {
	const char *sentence, *words;
	gboolean loose;
	guint hits;
} searches[] = {
	{"another form of the word", "platsernas", FALSE, 1},
	{"the beginning of a longer word", "praktik", FALSE, 1},
	{"words that say nothing are left out", "vad skrev Gävle om praktik", FALSE, 1},
	{"a word that says nothing, alone, is looked for", "och", FALSE, 1},
	{"words in a row", "\"två nya platser\"", FALSE, 1},
	{"a row has its words in whatever form", "\"nya platserna\"", FALSE, 1},
	{"a row is not the beginning of a word", "\"två ny plats i\"", FALSE, 0},
	{"all words are needed", "praktik cirkus", FALSE, 0},
	{"å ä ö are letters of their own", "gavle malet", FALSE, 0},
	{"and found without dots on request", "gavle malet", TRUE, 1},
	{"on request dots are no hindrance either", "gävle målet", TRUE, 1},
	{"FTS5's language means nothing", "NOT praktik*", FALSE, 0},
	{"a number", "24-11", FALSE, 1},
};

static void
search_finds(void **state)
{
	const struct Search *search = *state;
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiReport) report = fixture_report("Bron", NULL, "2026-Q1");
	g_autoptr(DiFiled) filed = NULL;
	g_autoptr(GPtrArray) hits = NULL;
	DiFilter filter = {.loose = search->loose};

	fixture_register(f, "Bron;Näs;;;;;\n");
	di_report_add_section(report, "2.5", "Deltagare i Gävle har fått två nya platser för praktikanter och nått målen, se SFE 24-11.");
	filed = fixture_file(f, report, "ett", NULL);
	hits = di_registry_search(f->registry, search->words, &filter, 10, NULL);
	assert_int_equal(hits->len, search->hits);
}

static DiFiled *
file_text(Fixture *f, const char *insats, const char *quarter, const char *text)
{
	g_autoptr(DiReport) report = fixture_report(insats, NULL, quarter);

	di_report_add_section(report, "2.5", text);
	return fixture_file(f, report, text, NULL);
}

static void
the_best_comes_first(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiFiled) little = NULL, much = NULL, begins = NULL;
	g_autoptr(GPtrArray) hits = NULL;

	fixture_register(f, "Bron;Näs;;;;;\nVal;Näs;;;;;\nTåg;Näs;;;;;\n");
	much = file_text(f, "Bron", "2026-Q1", "Praktik, praktik och åter praktik.");
	little = file_text(f, "Val", "2026-Q1", "En lång text om annat, där ordet praktik nämns en enda gång.");
	begins = file_text(f, "Tåg", "2026-Q1", "En lång text om annat, där bara praktikplats nämns en gång här.");
	hits = di_registry_search(f->registry, "praktiken", NULL, 10, NULL);
	assert_int_equal(hits->len, 3);
	assert_string_equal(((DiHit *)hits->pdata[0])->diarienummer, much->diarienummer);
	assert_string_equal(((DiHit *)hits->pdata[1])->diarienummer, little->diarienummer);
	assert_string_equal(((DiHit *)hits->pdata[2])->diarienummer, begins->diarienummer);
	assert_non_null(strstr(((DiHit *)hits->pdata[2])->snippet, "\u2068praktikplats\u2069"));
}

static void
a_filter_lets_through_its_own(void **state G_GNUC_UNUSED)
{
	static const struct { DiFilter filter; guint hits; } rows[] = {
		{{.insats = "bro"}, 2}, {{.quarter = {2026, 1}}, 2}, {{.insats = "bro", .quarter = {2025, 4}}, 1},
		{{.huvudman = "vik"}, 1}, {{.section = "2.5"}, 3}, {{.section = "2.6"}, 0}, {{.year = 2026}, 3}, {{.insats = "x"}, 0},
	};
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(GPtrArray) none = NULL;
	g_autoptr(DiFiled) one = NULL, two = NULL, three = NULL;

	fixture_register(f, "Bron;Näs;;;;;\nVal;Vik;;;;;\n");
	one = file_text(f, "Bron", "2026-Q1", "praktik ett");
	two = file_text(f, "Bron", "2025-Q4", "praktik två");
	three = file_text(f, "Val", "2026-Q1", "praktik tre");
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) hits = di_registry_search(f->registry, "praktik", &rows[i].filter, 10, NULL);

		if (hits->len != rows[i].hits)
			fail_msg("row %zu: %u", i, hits->len);
	}
	assert_true(di_handling_annul(f->registry, three->diarienummer, "fel", NULL));
	none = di_registry_search(f->registry, "tre", NULL, 10, NULL);
	assert_int_equal(none->len, 0);
}

int
main(void)
{
	ADD_ROWS(families, family_has_one_stem);
	ADD_ROWS(strangers, strangers_have_two);
	ADD_TEST(a_stem_is_its_own_stem);
	ADD_TEST(words_are_found_in_any_bytes);
	ADD_TEST(a_long_word_is_cut);
	ADD_ROWS(searches, search_finds);
	ADD_TEST(the_best_comes_first);
	ADD_TEST(a_filter_lets_through_its_own);
	return run_table("registry-stem");
}
