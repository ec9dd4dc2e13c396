/* The worker's answer: what is as agreed comes through, what lies is refused whole. */
#include <diarie/extract-wire.h>
#include <diarie/worker.h>
#include "table.h"

#include <string.h>

#define PARTS "hejrapport"
#define SHA_HEJ "9c478bf63e9500cb5db1e85ece82f18c8eb9e52e2f9135acd7f10972c8d563ba"
#define REPORT "{\"type\":\"ovrigt\",\"avsnitt\":{},\"del\":null}"
#define ANSWER(kind, mail, parts, reports) \
	"{\"lasare\":\"1\",\"slag\":\"" kind "\",\"format\":\"eml\",\"meddelande\":" mail ",\"delar\":[" parts \
	"],\"rapporter\":[" reports "]}"
#define PART(offset, size, sha, rest) \
	"{\"namn\":\"a.txt\",\"typ\":\"text/plain\",\"offset\":" offset ",\"storlek\":" size ",\"sha256\":\"" sha "\"" rest "}"
#define DOCUMENT(parts) ANSWER("dokument", "null", parts, REPORT)

static DiAnswer *
parse(const char *json, GError **error)
{
	g_autoptr(GBytes) bytes = g_bytes_new(json, strlen(json)); /* no final NUL */
	g_autoptr(GBytes) parts = g_bytes_new_static(PARTS, strlen(PARTS));

	return di_answer_parse(g_steal_pointer(&bytes), parts, error);
}

static const struct Row {
	const char *sentence, *given;
	gboolean is_right;
} rows[] = {
	/* clang-format off */
	{"a document with one report", DOCUMENT(""), TRUE},
	{"a part that is what it says", DOCUMENT(PART("0", "3", SHA_HEJ, "")), TRUE},
	{"unknown keys are ignored", "{\"nytt\":[1],\"lasare\":\"1\",\"slag\":\"dokument\",\"rapporter\":[" REPORT "]}", TRUE},
	{"nothing at all", "", FALSE},
	{"no JSON", "hej", FALSE},
	{"a list instead of an object", "[]", FALSE},
	{"no version of the reader", "{\"slag\":\"dokument\",\"rapporter\":[" REPORT "]}", FALSE},
	{"a document without a report", ANSWER("dokument", "null", "", ""), FALSE},
	{"a message that says it is a document", ANSWER("dokument", "{}", "", REPORT), FALSE},
	{"a document that says it is a message", ANSWER("meddelande", "null", "", REPORT), FALSE},
	{"a message that is a number", ANSWER("meddelande", "7", "", ""), FALSE},
	{"a part with another hash", DOCUMENT(PART("0", "4", SHA_HEJ, "")), FALSE},
	{"a part without a hash", DOCUMENT("{\"offset\":0,\"storlek\":3}"), FALSE},
	{"a part that ends outside", DOCUMENT(PART("8", "3", SHA_HEJ, "")), FALSE},
	{"a part that begins outside", DOCUMENT(PART("11", "0", SHA_HEJ, "")), FALSE},
	{"a part with a negative offset", DOCUMENT(PART("-1", "3", SHA_HEJ, "")), FALSE},
	{"a part with a negative size", DOCUMENT(PART("0", "-3", SHA_HEJ, "")), FALSE},
	{"offset and size that overflow together", DOCUMENT(PART("9", "9223372036854775807", SHA_HEJ, "")), FALSE},
	{"a part over another", DOCUMENT(PART("0", "3", SHA_HEJ, "") "," PART("0", "3", SHA_HEJ, "")), FALSE},
	{"a part within one that is not there", DOCUMENT(PART("0", "3", SHA_HEJ, ",\"foralder\":0")), FALSE},
	{"a part below the bottom", DOCUMENT(PART("0", "3", SHA_HEJ, ",\"djup\":100000")), FALSE},
	{"an offset that is a text", DOCUMENT(PART("\"0\"", "3", SHA_HEJ, "")), FALSE},
	{"a yes that is a number", DOCUMENT(PART("0", "3", SHA_HEJ, ",\"text\":1")), FALSE},
	{"a report that points to no part", ANSWER("dokument", "null", "", "{\"type\":\"ovrigt\",\"del\":0}"), FALSE},
	{"a report of an unknown kind", ANSWER("dokument", "null", "", "{\"type\":\"faktura\"}"), FALSE},
	{"a report that is a text", ANSWER("dokument", "null", "", "\"hej\""), FALSE},
	{"bytes that are no UTF-8", "{\"lasare\":\"\xff\"}", FALSE},
	{"a list of senders that is a text", ANSWER("meddelande", "{\"fran\":\"x\"}", "", ""), FALSE},
	/* clang-format on */
};

static void
check(void **state)
{
	const struct Row *row = *state;
	g_autoptr(GError) error = NULL;
	g_autoptr(DiAnswer) answer = parse(row->given, &error);

	if (row->is_right)
		assert_null(error);
	else
		assert_true(g_error_matches(error, DI_ERROR, DI_ERROR_PROTOCOL));
	assert_int_equal(answer != NULL, row->is_right);
}

static void
nesting_is_measured_before_it_is_parsed(void **state G_GNUC_UNUSED)
{
	g_autoptr(GString) deep = g_string_new("{\"lasare\":");
	g_autoptr(GError) error = NULL;

	for (int i = 0; i < 1000000; i++)
		g_string_append_c(deep, '[');
	assert_null(parse(deep->str, &error));
	assert_non_null(error);
}

static void
a_message_comes_through_clean(void **state G_GNUC_UNUSED)
{
	g_autoptr(DiAnswer) answer = parse(
		ANSWER("meddelande",
			"{\"fran\":[{\"adress\":\"a@b.example\",\"namn\":\"Eva\\r\\nBcc: x\"}],\"amne\":\"Rap\\u0007port\\u202e 1\","
			"\"datum\":5,\"mottaget\":[{\"av\":\"mx.b.example\",\"tid\":7},{\"av\":null,\"tid\":null}],"
			"\"till\":[\"c@d.example\"],\"maskin\":\"list\",\"gav_upp\":true,\"varfor\":\"för djupt\"}",
			"{\"namn\":\"../..\\\\x/rapport.docx\",\"typ\":\"a/b\",\"offset\":0,\"storlek\":3,\"sha256\":\"" SHA_HEJ
			"\",\"text\":true}",
			""),
		NULL);
	const DiMailPart *part;

	assert_non_null(answer);
	assert_int_equal(answer->mail->n_from, 1);
	assert_string_equal(answer->mail->from[0].name, "Eva Bcc: x");
	assert_string_equal(answer->mail->subject, "Rap port 1");
	assert_int_equal(answer->mail->received, 7);
	assert_int_equal(answer->mail->n_received, 2);
	assert_true(answer->mail->received_at[1] == DI_TIME_NONE);
	assert_string_equal(answer->mail->to[0], "c@d.example");
	assert_string_equal(answer->mail->machine, "list");
	assert_true(answer->mail->gave_up);
	part = answer->parts->pdata[0];
	assert_string_equal(part->name, "rapport.docx");
	assert_int_equal(g_bytes_get_size(part->bytes), 3);
	assert_true(part->is_text);
}

/* A text is handed on as UTF-8; a name never leads anywhere. */
static const struct PartRow {
	const char *sentence, *name, *bytes, *expected; /* NULL: refused; "": no name */
} part_rows[] = {
	{"a text with Swedish letters", "a.txt", "å", "a.txt"},
	{"a text that is no UTF-8", "a.txt", "\xff\xfe", NULL},
	{"a text that ends within a letter", "a.txt", "\xc3", NULL},
	{"a name with folders before it", "/etc/../a.txt", "x", "a.txt"},
	{"the folder itself", ".", "x", ""},
	{"the folder above", "..", "x", ""},
	{"the folder above, in the other system's words", "a\\\\..", "x", ""},
	{"a folder", "a/", "x", ""},
};

static void
check_part(void **state)
{
	const struct PartRow *row = *state;
	g_autoptr(GBytes) parts = g_bytes_new_static(row->bytes, strlen(row->bytes));
	g_autofree char *hash = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, parts);
	g_autofree char *text = g_strdup_printf("{\"lasare\":\"1\",\"slag\":\"dokument\",\"format\":\"eml\",\"meddelande\":null,\"delar\":[{\"namn\":\"%s\","
		"\"typ\":\"text/plain\",\"offset\":0,\"storlek\":%zu,\"sha256\":\"%s\",\"text\":true}],\"rapporter\":[" REPORT "]}", row->name, strlen(row->bytes), hash);
	g_autoptr(GBytes) json = g_bytes_new(text, strlen(text));
	g_autoptr(DiAnswer) answer = di_answer_parse(g_steal_pointer(&json), parts, NULL);
	const DiMailPart *part;

	assert_int_equal(answer != NULL, row->expected != NULL);
	if (!answer)
		return;
	part = answer->parts->pdata[0];
	assert_string_equal(part->name ? part->name : "", row->expected);
}

int
main(void)
{
	ADD_ROWS(rows, check);
	ADD_ROWS(part_rows, check_part);
	ADD_TEST(nesting_is_measured_before_it_is_parsed);
	ADD_TEST(a_message_comes_through_clean);
	return run_table("worker-answer");
}
