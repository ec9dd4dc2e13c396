/* Text cleaned, compared, shown and fitted; diarienummer normalised. */
#include <diarie/bytes.h>
#include <diarie/report.h>
#include "table.h"

static const struct BytesRow {
	const char *sentence, *given, *expected;
} bytes[] = {
	{"UTF-8 stays", "Gävle", "Gävle"},
	{"windows-1252 is recognised", "G\xe4vle \x96 Hudiksvall", "Gävle – Hudiksvall"},
	{"an old Mac's letters are recognised within words", "R\x8aknar p\x8c v\x8arlden, sl\x8apper \x9a" "ppningen", "Räknar på världen, släpper öppningen"},
	{"so are those of DOS", "\x99rnsk\x94ldsvik h\x86ller v\x84l", "Örnsköldsvik håller väl"},
	{"signs of windows-1252 at the edges of words are no letters", "\x84" "citat\x94 och \x86x \x96 \x8a" "Koda\x94 b\xe4st", "„citat” och †x – ŠKoda” bäst"},
	{"one damaged byte among UTF-8 leaves the rest as it is", "Gävle – Åsa – Malmö \xe4r", "Gävle – Åsa – Malmö är"},
	{"a decomposed å becomes one letter", "A\xcc\x8asa", "Åsa"},
	{"a byte order mark goes", "\xef\xbb\xbfx", "x"},
	{"CRLF and CR become LF", "a\r\nb\rc", "a\nb\nc"},
	{"controls go, tab stays", "a\x01\x1b[31mb\tc\x7f", "a[31mb\tc"},
	{"nothing", "", ""},
};

static void
check_bytes(void **state)
{
	const struct BytesRow *row = *state;
	g_autofree char *text = di_text_from_bytes(row->given, -1);

	assert_string_equal(text, row->expected);
}

static void
bytes_without_final_nul(void **state G_GNUC_UNUSED)
{
	g_autofree char *exact = g_memdup2("ab\0cd", 5);
	g_autofree char *text = di_text_from_bytes(exact, 5);

	assert_string_equal(text, "abcd");
}

static const struct VisibleRow {
	const char *sentence, *given;
	gboolean keep_lines;
	const char *expected;
} visibles[] = {
	{"an escape is shown", "a\x1b[2Jb", FALSE, "a\\u001B[2Jb"},
	{"a line end is shown", "a\nb", FALSE, "a\\u000Ab"},
	{"a line end is kept where lines are", "a\nb", TRUE, "a\nb"},
	{"a direction override is shown", "a\xe2\x80\xae" "b", TRUE, "a\\u202Eb"},
	{"a direction isolate is shown", "a\xe2\x81\xa6" "b", TRUE, "a\\u2066b"},
	{"a line separator is shown", "a\xe2\x80\xa8" "b", TRUE, "a\\u2028b"},
	{"a mark stays", "✓ inkommen", FALSE, "✓ inkommen"},
	{"a broken mark is replaced", "\xe2\x9c", FALSE, "\xef\xbf\xbd\xef\xbf\xbd"},
	{"C1 is shown", "a\xc2\x9b" "b", TRUE, "a\\u009Bb"},
	{"Swedish stays", "ÅÄÖ – é", FALSE, "ÅÄÖ – é"},
	{"invalid UTF-8 is replaced", "a\xff", FALSE, "a\xef\xbf\xbd"},
};

static void
check_visible(void **state)
{
	const struct VisibleRow *row = *state;
	g_autofree char *text = di_text_visible(row->given, row->keep_lines);

	assert_string_equal(text, row->expected);
}

static const struct FitRow {
	const char *sentence, *given;
	int columns;
	gboolean fill;
	const char *expected;
} fits[] = {
	{"short text is filled", "Åsa", 5, TRUE, "Åsa  "},
	{"long text is cut", "Hudiksvall", 5, TRUE, "Hudi…"},
	{"exactly enough", "Gävle", 5, TRUE, "Gävle"},
	{"a combining mark takes no room", "A\xcc\x8asa", 3, TRUE, "A\xcc\x8asa"},
	{"no filling", "a", 5, FALSE, "a"},
};

static void
check_fit(void **state)
{
	const struct FitRow *row = *state;
	g_autofree char *text = di_text_fit(row->given, row->columns, row->fill);

	assert_string_equal(text, row->expected);
}

static const struct AddressRow {
	const char *sentence, *given, *expected;
} addresses[] = {
	{"an address; its domain in small letters", "Namn@Exempel.SE", "Namn@exempel.se"},
	{"plus and dots", "a.b+c@x.example", "a.b+c@x.example"},
	{"no domain", "namn@", NULL},
	{"no dot in the domain", "namn@localhost", NULL},
	{"a line end", "a@x.se\r\nBcc: b@y.se", NULL},
	{"a space", "a b@x.se", NULL},
	{"two addresses", "a@x.se,b@y.se", NULL},
	{"angle brackets", "<a@x.se>", NULL},
	{"two signs", "a@b@x.se", NULL},
	{"nothing", "", NULL},
};

static void
check_address(void **state)
{
	const struct AddressRow *row = *state;
	g_autofree char *address = di_text_address(row->given);

	if (row->expected)
		assert_string_equal(address, row->expected);
	else
		assert_null(address);
}

static const struct NumberRow {
	const char *sentence, *given, *prefix, *expected;
} numbers[] = {
	{"a case", "SFG 25-13", "SFG", "SFG 25-13"},
	{"a document in a case, with an en dash", "SFG 24–11.1", "SFG", "SFG 24-11.1"},
	{"no space", "SFG25-7", "SFG", "SFG 25-7"},
	{"Dnr in front and a leading zero", "Dnr: SFG 25-007", "SFG", "SFG 25-7"},
	{"four digits for the year", "SFG 2025-13", "SFG", "SFG 25-13"},
	{"small letters", "sfg 25-13", "SFG", "SFG 25-13"},
	{"spaces round the dash", "SFG 25 - 13", "SFG", "SFG 25-13"},
	{"in a sentence", "Rapport [SFG 26-11.3] från oss", "SFG", "SFG 26-11.3"},
	{"a full stop after it", "Se SFG 25-13.", "SFG", "SFG 25-13"},
	{"any prefix", "KSF 25-13", NULL, "KSF 25-13"},
	{"Dnr is no prefix", "Dnr 25-13", NULL, NULL},
	{"another prefix", "KSF 25-13", "SFG", NULL},
	{"a date is none", "2025-04-15", "SFG", NULL},
	{"a date after the prefix is none", "SFG 2025-04-15", "SFG", NULL},
	{"a telephone number is none", "070-084 04 00", NULL, NULL},
	{"number nought is none", "SFG 25-0", "SFG", NULL},
	{"nothing", "", "SFG", NULL},
};

static void
check_number(void **state)
{
	const struct NumberRow *row = *state;
	g_autofree char *number = di_diarienummer_normalise(row->given, row->prefix);

	if (row->expected)
		assert_string_equal(number, row->expected);
	else
		assert_null(number);
}

static void
similarity_is_between_nought_and_one(void **state G_GNUC_UNUSED)
{
	assert_true(di_text_similarity("Räkna med mig", "räkna  med mig") > 0.999);
	assert_true(di_text_similarity("Räkna med mig", "Räkna med mig!") > 0.9);
	assert_true(di_text_similarity("Räkna med mig", "Trisam") < 0.4);
	assert_true(di_text_similarity("", "") > 0.999);
	assert_true(di_text_similarity("", "x") < 0.001);
}

static void
wrapping_keeps_words_whole(void **state G_GNUC_UNUSED)
{
	g_autofree char *text = di_text_wrap("ett två tre fyra\nfem", 9, 2);

	assert_string_equal(text, "  ett två\n  tre\n  fyra\n  fem");
}

static const struct {
	const char *sentence, *first, *second;
} orders[] = {
	{"å, ä and ö come last, in this order", "zon", "åk"},
	{"å before ä", "ås", "äs"},
	{"ä before ö", "ärm", "öra"},
	{"capitals stand with small letters", "Bo", "cykel"},
	{"capital Å too", "Zon", "Åk"},
	{"é stands with e", "idé", "ido"},
	{"the shorter one first", "Räkna", "Räkna med mig"},
	{"a space before letters", "Räkna med", "Räknade"},
};

static void
check_order(void **state)
{
	const typeof(orders[0]) *row = *state;

	assert_int_equal(di_text_compare(row->first, row->second), -1);
	assert_int_equal(di_text_compare(row->second, row->first), 1);
	assert_int_equal(di_text_compare(row->first, row->first), 0);
}

/* It is done in pieces: a letter whose ring follows it is one letter also where a piece ends. */
static void
long_text_is_composed_across_its_pieces(void **state G_GNUC_UNUSED)
{
	for (guint before = 4090; before < 4100; before++) {
		g_autofree char *fill = g_strnfill(before, 'x');
		g_autofree char *text = g_strconcat(fill, "a\xcc\x8a", fill, "o\xcc\x88", NULL), *nfc = di_text_nfc(text, -1);
		g_autofree char *expected = g_strconcat(fill, "å", fill, "ö", NULL);

		assert_string_equal(nfc, expected);
	}
	assert_null(di_text_nfc("\xff", 1));
}

/* Bytes at which UTF-8's rules change, three in a row, wherever a piece of 32 may end in them. */
static void
bytes_are_utf8_exactly_where_glib_says_so(void **state G_GNUC_UNUSED)
{
	static const char edges[] = "\0a\x7f\x80\x8f\x90\x9f\xa0\xbf\xc0\xc1\xc2\xc3\xdf\xe0\xe1\xec\xed\xee\xef\xf0\xf4\xf5\xff";
	enum { N = sizeof edges - 1 };

	for (guint before = 60; before < 100; before++) {
		char text[140];

		memset(text, 'x', sizeof text);
		memcpy(text + 40, "\xc3\xa5\xe2\x80\x93\xf0\x9f\x98\x80", 9);
		for (guint i = 0; i < N * N * N; i++) {
			gsize size = before + 3 + i % 2 * 36;
			char row[3] = {edges[i / N / N], edges[i / N % N], edges[i % N]};

			memcpy(text + before, row, sizeof row);
			if (di_bytes_are_utf8(text, size) != g_utf8_validate_len(text, size, NULL))
				fail_msg("%02x %02x %02x behind %u bytes, of %zu", (guchar)row[0], (guchar)row[1], (guchar)row[2], before, (size_t)size);
		}
	}
	assert_true(di_bytes_are_utf8("", 0));
}

static inline guint8
is_pair(guint8 byte, guint8 next)
{
	return (guint8)(byte == ' ') & (guint8)(next == ' ');
}

static void
bytes_before_something_are_counted_in_pieces_and_behind_them(void **state G_GNUC_UNUSED)
{
	for (gsize at = 0; at < 100; at++) {
		g_autofree char *text = g_strnfill(100, 'x');

		text[at] = ' ';
		assert_int_equal(di_bytes_before(text, 100, is_pair), 100);
		if (at + 1 < 100)
			text[at + 1] = ' ';
		assert_int_equal(di_bytes_before(text, 100, is_pair), at + 1 < 100 ? at : 100);
	}
}

/* FIPS 180-4's examples, and what fills blocks of 64 bytes to the brim. */
static const struct { const char *name, *text; gsize times; const char *wanted; } sums[] = {
	{"SHA-256 of nothing", "", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
	{"SHA-256 of abc", "abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
	{"SHA-256 of a million a", "a", 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
};

static void
check_sum(void **state)
{
	const typeof(sums[0]) *row = *state;
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GBytes) whole = NULL;
	g_autofree char *sum = NULL;

	for (gsize i = 0; i < row->times; i++)
		g_string_append(text, row->text);
	whole = g_bytes_new(text->str, text->len);
	sum = di_sha256(whole);
	assert_string_equal(sum, row->wanted);
}

int
main(void)
{
	ADD_ROWS(sums, check_sum);
	ADD_ROWS(bytes, check_bytes);
	ADD_ROWS(visibles, check_visible);
	ADD_ROWS(fits, check_fit);
	ADD_ROWS(orders, check_order);
	ADD_ROWS(addresses, check_address);
	ADD_ROWS(numbers, check_number);
	ADD_TEST(bytes_without_final_nul);
	ADD_TEST(similarity_is_between_nought_and_one);
	ADD_TEST(long_text_is_composed_across_its_pieces);
	ADD_TEST(bytes_are_utf8_exactly_where_glib_says_so);
	ADD_TEST(bytes_before_something_are_counted_in_pieces_and_behind_them);
	ADD_TEST(wrapping_keeps_words_whole);
	return run_table("base-text");
}
