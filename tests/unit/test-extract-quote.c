/* Where the letters begin that a mail quotes: a report pasted above, below or between them is read without their words. */
#include "../../src/extract/reading.h"
#include "blocks.h"
#include "table.h"

static const struct Row {
	const char *sentence, *blocks, *expected; /* the blocks' numbers, from 0 */
} rows[] = {
	/* clang-format off */
	{"a mail that quotes nothing", "P Hej!\nP 2.1 Aktiviteter\nP Vi har odlat.\n", ""},
	{"Outlook's header in one paragraph", "P Hej!\nP Från: Lina Lod <lina@lillan.example>\\nSkickat: den 1 april 2026 08:00\\nTill: Sten\\nÄmne: Rapport\nP Hej Sten!\n", "1"},
	{"the same on lines of their own", "P Hej!\nP Från: Lina Lod\nP Skickat: den 1 april 2026 08:00\nP Till: Sten\nP Hej Sten!\n", "1"},
	{"in English", "P Hej!\nP From: Lina Lod\\nSent: Wednesday\\nTo: Sten\\nSubject: x\n", "1"},
	{"Gmail's line, also where the address is on the next", "P Hej!\nP Den ons 1 apr. 2026 kl 08:00 skrev Lina Lod <lina@lillan.example>:\nP > Hej\nP Den tors 2 apr. 2026 skrev Lina Lod <\\nlina@lillan.example>:\n", "1 2 3"},
	{"lines with an arrow", "P Hej!\nP > Hej\nP > igen\nP Svar.\nP > Mer\n", "1 4"},
	{"an original message", "P Hej!\nP -----Ursprungligt meddelande-----\nP x\n", "1"},
	{"a report may tell who wrote what, and from when", "P Den 4 maj skrev vi avtal med kommunen:\nP Från: januari\nP Från: 1 mars\\nTill: 4 maj\nP On Monday we wrote the plan.\n", ""},
	{"a table is no letter", "C 1,0,0|Från: a\nC 1,1,0|Till: b\nC 1,2,0|Datum: c\n", ""},
	/* clang-format on */
};

static void
check(void **state)
{
	const struct Row *row = *state;
	g_autoptr(DiDocument) document = document_of_blocks(row->blocks);
	g_autoptr(GArray) starts = di_extract_letters(document);
	g_autoptr(GString) got = g_string_new(NULL);

	for (guint i = 0; i < starts->len; i++)
		g_string_append_printf(got, "%s%u", i ? " " : "", g_array_index(starts, guint, i));
	assert_string_equal(got->str, row->expected);
}

int
main(void)
{
	ADD_ROWS(rows, check);
	return run_table("extract-quote");
}
