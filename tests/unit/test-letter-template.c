/* The templates' language: each rule, and each mistake with its place and remedy. */
#include <diarie/letter.h>
#include "../../src/letter/template.h"
#include "table.h"

#include <glib/gstdio.h>
#include <string.h>

/* A kind of letter that knows little, for the rules. */
static const DiLetterKind kind = {"prov", "insats", "namn lista telefon dnr"};

static GHashTable *
values_of(const char *insats, const char *namn, const char *lista)
{
	GHashTable *values = g_hash_table_new(g_str_hash, g_str_equal);

	g_hash_table_insert(values, (gpointer)(guintptr) "insats", (gpointer)(guintptr)insats);
	g_hash_table_insert(values, (gpointer)(guintptr) "namn", (gpointer)(guintptr)namn);
	g_hash_table_insert(values, (gpointer)(guintptr) "lista", (gpointer)(guintptr)lista);
	return values;
}

static const struct FillRow {
	const char *sentence, *body, *insats, *namn, *lista, *expected;
} fills[] = {
	{"a placeholder is filled", "Om {insats}.", "Steget", "", "", "Om Steget.\n"},
	{"a line with an empty placeholder is left out", "A {insats}\nHej {namn}\nB", "Steget", "", "", "A Steget\nB\n"},
	{"a placeholder without a value counts as empty", "A {insats}\nRing {telefon}\nB", "Steget", "", "", "A Steget\nB\n"},
	{"a value of blanks counts as empty", "A {insats}\nHej {namn}\nB", "Steget", " \t\n ", "", "A Steget\nB\n"},
	{"what a line leaves of doubled empty lines becomes one", "A {insats}\n\n{namn}\n\nB", "Steget", "", "", "A Steget\n\nB\n"},
	{"empty lines at both ends go", "\n\n{insats}\n\n{namn}\n\n", "Steget", "", "", "Steget\n"},
	{"one empty line stays one", "A\n\n{insats}", "Steget", "", "", "A\n\nSteget\n"},
	{"a list has several lines", "{insats}:\n{lista}\nslut", "Steget", "", "- ett\n- två", "Steget:\n- ett\n- två\nslut\n"},
	{"a list's last line end adds no line", "{insats}:\n{lista}\nslut", "Steget", "", "- ett\n", "Steget:\n- ett\nslut\n"},
	{"an empty list leaves its line out", "{insats}:\n{lista}\nslut", "Steget", "", "", "Steget:\nslut\n"},
	{"a passage stays where its value is filled", "{insats}{?namn}, {namn}{/namn}!", "Steget", "Maja", "", "Steget, Maja!\n"},
	{"a passage goes where its value is empty", "{insats}{?namn}, {namn}{/namn}!", "Steget", "", "", "Steget!\n"},
	{"the other passage stays where it is empty", "{insats}{!namn} utan namn{/namn}", "Steget", "", "", "Steget utan namn\n"},
	{"the other passage goes where it is filled", "{insats}{!namn} utan namn{/namn}", "Steget", "Maja", "", "Steget\n"},
	{"a passage may hold lines, and its marks' lines vanish", "{insats}\n{?namn}\nHej\n{namn}\n{/namn}\nslut", "Steget", "Maja", "",
		"Steget\nHej\nMaja\nslut\n"},
	{"a passage of lines goes whole", "{insats}\n{?namn}\nHej\n{namn}\n{/namn}\nslut", "Steget", "", "", "Steget\nslut\n"},
	{"a passage over a line end joins what is around it", "A {insats}{?namn} x\ny {/namn}B", "Steget", "", "", "A StegetB\n"},
	{"passages nest", "{insats}{?namn} a{?lista} b{/lista} c{/namn} d", "Steget", "Maja", "", "Steget a c d\n"},
	{"a passage within one that goes, goes", "{insats}{?namn} a{!lista} b{/lista} c{/namn} d", "Steget", "", "", "Steget d\n"},
	{"the same passage may stand within itself", "{insats}{?namn}a{?namn}b{/namn}c{/namn}d", "X", "", "", "Xd\n"},
	{"an empty placeholder in a passage that goes does not count", "{insats}{?namn} {telefon}{/namn}!", "Steget", "", "", "Steget!\n"},
	{"a number of one takes the first word", "{lista:rapport|rapporter} av {insats}", "Steget", "", "1", "rapport av Steget\n"},
	{"any other number takes the second", "{lista:rapport|rapporter} av {insats}", "Steget", "", "21", "rapporter av Steget\n"},
	{"a noun without its number leaves its line out", "{insats}\n{lista:rapport|rapporter}", "Steget", "", "", "Steget\n"},
	{"marks in a value mean nothing", "Om {insats}.", "{?namn}{x}", "Maja", "", "Om {?namn}{x}.\n"},
	{"a value is one line", "Om {insats}.", "Ste\r\nget\n\n  två", "", "", "Om Ste get två.\n"},
	{"what steers a terminal is shown", "Om {insats}.", "a\x1b[2Jb\xe2\x80\xae", "", "", "Om a\\u001B[2Jb\\u202E.\n"},
	{"in a list too", "{insats}\n{lista}", "Steget", "", "- a\x07\n- b", "Steget\n- a\\u0007\n- b\n"},
	{"bytes that are no UTF-8 are replaced", "Om {insats}.", "f\xf6r", "", "", "Om f\xef\xbf\xbdr.\n"},
	{"a long line is broken, with the space of a soft break",
		"{insats} aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff ggggggggg hhhh", "X", "", "",
		"X aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff ggggggggg \nhhhh\n"},
	{"a line of 72 columns stays whole",
		"{insats} aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff ggggggggg", "X", "", "",
		"X aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff ggggggggg\n"},
	{"a list item goes on under its text",
		"{insats}\n- aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff ggggggggg hhhh", "X", "", "",
		"X\n- aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff ggggggggg\n  hhhh\n"},
	{"a numbered item goes on under its text",
		"{insats}\n10. aaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff ggggggggg hhhh", "X", "", "",
		"X\n10. aaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff ggggggggg\n    hhhh\n"},
	{"a long word is never cut",
		"{insats} https://finsam.example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b", "X", "", "",
		"X \nhttps://finsam.example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa \nb\n"},
	{"a day is not parted from its month",
		"{insats} aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff gggg 15 april", "X", "", "",
		"X aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff gggg \n15 april\n"},
	{"a telephone number is not parted",
		"{insats} aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffff 0550-12 34 56.", "X", "", "",
		"X aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffff 0550-12 34 56.\n"},
	{"a telephone number goes whole to the next line",
		"{insats} aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffff gg 0550-12 34 56.", "X", "", "",
		"X aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffff gg \n0550-12 34 56.\n"},
	{"a day in brackets is not parted from its month",
		"{insats} aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff ggg (1 januari)", "X", "", "",
		"X aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff ggg \n(1 januari)\n"},
	{"a year may end a line",
		"{insats} aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff gggg 2026 xx", "X", "", "",
		"X aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff gggg 2026 \nxx\n"},
	{"a long row of numbers is broken all the same",
		"{insats}\n1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34", "X", "", "",
		"X\n1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 \n22 23 24 25 26 27 28 29 30 31 32 33 34\n"},
	{"an indented line keeps its place", "{insats}\n   under", "X", "", "", "X\n   under\n"},
};

static void
check_fill(void **state)
{
	const struct FillRow *row = *state;
	g_autofree char *text = g_strdup_printf("Ämne: Prov\n\n%s", row->body);
	g_autoptr(GHashTable) values = values_of(row->insats, row->namn, row->lista);
	g_autoptr(GError) error = NULL;
	g_autoptr(DiTemplate) template = di_template_parse(&kind, "prov.txt", text, &error);
	g_autoptr(DiLetterText) letter = NULL;

	assert_non_null(template);
	letter = di_template_render(template, values);
	assert_string_equal(letter->subject, "Prov");
	assert_string_equal(letter->body, row->expected);
}

static const struct SubjectRow {
	const char *sentence, *subject, *insats, *expected;
} subjects[] = {
	{"a subject is filled", "Om {insats} [{dnr}]", "Steget", "Om Steget []"},
	{"a passage in a subject", "Om {insats}{?dnr} [{dnr}]{/dnr}", "Steget", "Om Steget"},
	{"an empty value in a subject leaves only itself out", "Om {namn} {insats}", "Steget", "Om Steget"},
	{"a subject is one line", "Om {insats}", "a\nBcc: b@c.example", "Om a Bcc: b@c.example"},
};

static void
check_subject(void **state)
{
	const struct SubjectRow *row = *state;
	g_autofree char *text = g_strdup_printf("Ämne:   %s\n\nText", row->subject);
	g_autoptr(GHashTable) values = values_of(row->insats, "", "");
	g_autoptr(GError) error = NULL;
	g_autoptr(DiTemplate) template = di_template_parse(&kind, "prov.txt", text, &error);
	g_autoptr(DiLetterText) letter = NULL;

	assert_non_null(template);
	letter = di_template_render(template, values);
	assert_string_equal(letter->subject, row->expected);
}

static const struct MistakeRow {
	const char *sentence, *text, *expected;
} mistakes[] = {
	{"no subject", "Hej {insats}", "prov.txt:1: the first line is not the subject; write 'Ämne: …'"},
	{"an empty file", "", "prov.txt:1: the first line is not the subject; write 'Ämne: …'"},
	{"an empty subject", "Ämne:  \n\n{insats}", "prov.txt:1: the subject is empty; write it after 'Ämne:'"},
	{"text right below the subject", "Ämne: a\n{insats}",
		"prov.txt:2: the line after the subject must be empty; put an empty line there"},
	{"no text", "Ämne: {insats}\n", "prov.txt:1: there is no text below the subject; write the letter there"},
	{"an unknown placeholder, with the likely one", "Ämne: a\n\n{insats}\nHej {nam}",
		"prov.txt:4: the letter 'prov' knows no placeholder {nam}; perhaps {namn} is meant"},
	{"an unknown passage", "Ämne: a\n\n{insats}{?dmr}x{/dmr}",
		"prov.txt:3: the letter 'prov' knows no placeholder {dmr}; perhaps {dnr} is meant"},
	{"an unclosed passage", "Ämne: a\n\n{insats}\n{?namn}x\n\ny",
		"prov.txt:4: the passage {?namn} is never closed; write {/namn} where it ends"},
	{"an unclosed passage in the subject", "Ämne: {!dnr}a\n\n{insats}{/dnr}",
		"prov.txt:1: the passage {!dnr} is never closed; write {/dnr} where it ends"},
	{"a passage closed that was never opened", "Ämne: a\n\n{insats}{/namn}",
		"prov.txt:3: {/namn} closes a passage that was never opened; write {?namn} before it"},
	{"passages that cross", "Ämne: a\n\n{insats}\n{?namn}a{?dnr}b{/namn}c{/dnr}",
		"prov.txt:4: {/namn} stands inside the passage {?dnr} of line 4; write {/dnr} first"},
	{"a brace that is not closed", "Ämne: a\n\n{insats} {namn",
		"prov.txt:3: a lone '{'; placeholders are written {insats}, other braces cannot be used"},
	{"a brace that was not opened", "Ämne: a\n\n{insats} namn}",
		"prov.txt:3: a lone '}'; placeholders are written {insats}, other braces cannot be used"},
	{"a needed placeholder that is missing", "Ämne: a\n\nHej {namn}",
		"prov.txt:1: the letter never says {insats}; put it where it belongs"},
};

static void
check_mistake(void **state)
{
	const struct MistakeRow *row = *state;
	g_autoptr(GError) error = NULL;
	g_autoptr(DiTemplate) template = di_template_parse(&kind, "prov.txt", row->text, &error);

	assert_null(template);
	assert_true(g_error_matches(error, DI_ERROR, DI_ERROR_CONFIG));
	assert_string_equal(error->message, row->expected);
}

static const struct IdRow {
	const char *sentence, *key, *from, *expected;
} ids[] = {
	{"the domain of a sender with a name", "1/2026-Q1/1", "Förbundet <Kontakt@Finsam.Example>",
		"diarie.prov.123fd0bb7a894505546f589ad1a44925@finsam.example"},
	{"the domain of a bare sender", "1/2026-Q1/1", "kontakt@finsam.example",
		"diarie.prov.123fd0bb7a894505546f589ad1a44925@finsam.example"},
	{"another key, another id", "1/2026-Q1/2", "kontakt@finsam.example",
		"diarie.prov.3b2d07b7a2d427cadfb23471754c2e25@finsam.example"},
};

static void
check_id(void **state)
{
	const struct IdRow *row = *state;
	g_autofree char *id = di_letter_message_id("prov", row->key, row->from);

	assert_string_equal(id, row->expected);
}

static void
a_long_value_is_cut(void **state G_GNUC_UNUSED)
{
	g_autofree char *value = g_strnfill(10000, 'x');
	g_autoptr(GHashTable) values = values_of(value, "", "");
	g_autoptr(DiTemplate) template = di_template_parse(&kind, "prov.txt", "Ämne: {insats}\n\n{insats}", NULL);
	g_autoptr(DiLetterText) letter = di_template_render(template, values);

	assert_int_equal(strlen(letter->body), 301);
	assert_int_equal(g_utf8_strlen(letter->subject, -1), 200);
}

/* Copies the letters of the source tree; the caller changes one. */
static char *
copy_letters(void)
{
	g_autofree char *source = g_build_filename(g_getenv("top_srcdir"), "conf", "letters", NULL);
	char *folder = g_dir_make_tmp("diarie-letters-XXXXXX", NULL);

	for (const char *const *name = di_letters_names(); *name; name++) {
		g_autofree char *file = g_strconcat(*name, ".txt", NULL);
		g_autofree char *from = g_build_filename(source, file, NULL);
		g_autofree char *to = g_build_filename(folder, file, NULL);
		g_autofree char *text = NULL;

		assert_true(g_file_get_contents(from, &text, NULL, NULL));
		assert_true(g_file_set_contents(to, text, -1, NULL));
	}
	return folder;
}

static void
remove_letters(const char *folder)
{
	for (const char *const *name = di_letters_names(); *name; name++) {
		g_autofree char *file = g_strconcat(*name, ".txt", NULL);
		g_autofree char *path = g_build_filename(folder, file, NULL);

		g_unlink(path);
	}
	g_rmdir(folder);
}

static void
a_missing_file_is_named(void **state G_GNUC_UNUSED)
{
	g_autofree char *folder = copy_letters();
	g_autofree char *path = g_build_filename(folder, "kvitto.txt", NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(DiLetters) letters = NULL;

	g_unlink(path);
	letters = di_letters_load(folder, &error);
	assert_null(letters);
	assert_true(g_error_matches(error, DI_ERROR, DI_ERROR_CONFIG));
	assert_non_null(strstr(error->message, path));
	assert_non_null(strstr(error->message, "reinstall"));
	remove_letters(folder);
}

/* Edited with Notepad: byte order mark, CRLF, windows-1252. */
static void
a_file_from_windows_is_read(void **state G_GNUC_UNUSED)
{
	g_autofree char *folder = copy_letters();
	g_autofree char *path = g_build_filename(folder, "kvitto.txt", NULL);
	g_autoptr(GHashTable) values = values_of("Steget", "", "");
	g_autoptr(GError) error = NULL;
	g_autoptr(DiLetters) letters = NULL;
	g_autoptr(DiLetterText) text = NULL;

	assert_true(g_file_set_contents(path, "\xc4mne: Tack f\xf6r {insats}\r\n\r\nNr {rapport_dnr}\r\nHej d\xe5\r\n", -1, NULL));
	letters = di_letters_load(folder, &error);
	assert_non_null(letters);
	text = di_letters_render(letters, "kvitto", values, &error);
	assert_string_equal(text->subject, "Tack för Steget");
	assert_string_equal(text->body, "Hej då\n");
	remove_letters(folder);
}

static void
an_unknown_letter_is_our_own_mistake(void **state G_GNUC_UNUSED)
{
	g_autofree char *folder = copy_letters();
	g_autoptr(GHashTable) values = values_of("Steget", "", "");
	g_autoptr(GError) error = NULL;
	g_autoptr(DiLetters) letters = di_letters_load(folder, &error);

	assert_non_null(letters);
	assert_null(di_letters_render(letters, "finns-inte", values, &error));
	assert_true(g_error_matches(error, DI_ERROR, DI_ERROR_INTERNAL));
	remove_letters(folder);
}

int
main(void)
{
	ADD_ROWS(fills, check_fill);
	ADD_ROWS(subjects, check_subject);
	ADD_ROWS(mistakes, check_mistake);
	ADD_ROWS(ids, check_id);
	ADD_TEST(a_long_value_is_cut);
	ADD_TEST(a_missing_file_is_named);
	ADD_TEST(a_file_from_windows_is_read);
	ADD_TEST(an_unknown_letter_is_our_own_mistake);
	return run_table("letter-template");
}
