/* What a server says, from memory: the session that comes of it. Tags are libetpan's: 1, 2, 3 … in order. */
#include "../../src/mailbox/imap.h"
#include "table.h"

#include <string.h>

#define BEGIN "* CAPABILITY IMAP4rev1 UIDPLUS MOVE IDLE\r\n1 OK done\r\n"
#define SELECT BEGIN "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 10] x\r\n2 OK [READ-WRITE] done\r\n"
#define LIST SELECT "3 OK noop\r\n"

/* Begins, selects, and lists above 4: "uid:size@seconds …", or the error's code. */
static const struct ListRow {
	const char *sentence, *answer, *expected;
	int code;
} lists[] = {
	{"nothing new", LIST "4 OK done\r\n", "", -1},
	{"two mails", LIST "* 2 FETCH (UID 5 RFC822.SIZE 100 INTERNALDATE \"15-Apr-2026 08:00:00 +0200\")\r\n"
		"* 3 FETCH (UID 9 RFC822.SIZE 0 INTERNALDATE \" 1-Jan-2026 00:00:00 -0130\")\r\n4 OK done\r\n",
		"5:100@1776232800 9:0@1767231000", -1},
	{"attributes in another order", LIST "* 2 FETCH (INTERNALDATE \"15-Apr-2026 08:00:00 +0000\" FLAGS (\\Seen) RFC822.SIZE 1 UID 5)\r\n"
		"4 OK done\r\n", "5:1@1776240000", -1},
	{"lower UIDs are passed over", LIST "* 3 FETCH (UID 4 RFC822.SIZE 100)\r\n4 OK done\r\n", "", -1},
	{"unasked flags are passed over", LIST "* 2 FETCH (FLAGS (\\Seen))\r\n* 9 EXISTS\r\n* 2 FETCH (UID 4 FLAGS ())\r\n4 OK done\r\n", "", -1},
	{"a mail without a size is there", LIST "* 2 FETCH (UID 5 INTERNALDATE \"15-Apr-2026 08:00:00 +0200\")\r\n4 OK done\r\n", "5:0@1776232800", -1},
	{"what unasked flags say hides no size", LIST "* 2 FETCH (UID 5 FLAGS ())\r\n* 2 FETCH (UID 5 RFC822.SIZE 7)\r\n* 2 FETCH (UID 5 FLAGS (\\Seen))\r\n4 OK done\r\n", "5:7", -1},
	{"a date that is NIL is none, and the others have theirs", LIST "* 2 FETCH (UID 5 RFC822.SIZE 10 INTERNALDATE NIL)\r\n"
		"* 3 FETCH (UID 9 RFC822.SIZE 20 INTERNALDATE \"15-Apr-2026 08:00:00 +0200\")\r\n4 OK done\r\n", "5:10 9:20@1776232800", -1},
	{"an empty one", LIST "* 2 FETCH (INTERNALDATE \"\" UID 5 RFC822.SIZE 10)\r\n4 OK done\r\n", "5:10", -1},
	{"one of a mail", LIST "* 2 FETCH (UID 5 INTERNALDATE \"Wed, 15 Apr 2026 08:00:00 +0200\" RFC822.SIZE 10)\r\n4 OK done\r\n", "5:10", -1},
	{"one of no month", LIST "* 2 FETCH (UID 5 INTERNALDATE \"15-Xyz-2026 08:00:00 +0200\" RFC822.SIZE 10)\r\n4 OK done\r\n", "5:10", -1},
	{"one that is cut off", LIST "* 2 FETCH (UID 5 INTERNALDATE \"15-Apr-2026)\r\n* 3 FETCH (UID 9 RFC822.SIZE 2)\r\n4 OK done\r\n", NULL, DI_ERROR_PROTOCOL},
	{"a day of one digit, without the space", LIST "* 2 FETCH (UID 5 INTERNALDATE \"5-Apr-2026 08:00:00 +0200\" RFC822.SIZE 10)\r\n4 OK done\r\n",
		"5:10@1775368800", -1},
	{"a size that is NIL is none", LIST "* 2 FETCH (UID 5 RFC822.SIZE NIL INTERNALDATE \"15-Apr-2026 08:00:00 +0200\")\r\n4 OK done\r\n", "5:0@1776232800", -1},
	{"one of nothing at all", LIST "* 2 FETCH (UID 5 RFC822.SIZE )\r\n* 3 FETCH (UID 9 rfc822.size \"7\")\r\n4 OK done\r\n", "5:0 9:0", -1},
	{"twice the same, and in disorder", LIST "* 3 FETCH (UID 9 RFC822.SIZE 2)\r\n* 2 FETCH (UID 5 RFC822.SIZE 1)\r\n"
		"* 3 FETCH (UID 9 RFC822.SIZE 2)\r\n4 OK done\r\n", "5:1 9:2", -1},
	{"NO is worth another try", LIST "4 NO later\r\n", NULL, DI_ERROR_TEMPORARY},
	{"no such folder", BEGIN "2 NO [NONEXISTENT] no such\r\n", NULL, DI_ERROR_NOT_FOUND},
	{"no UIDVALIDITY", BEGIN "* 3 EXISTS\r\n2 OK done\r\n", NULL, DI_ERROR_PROTOCOL},
	{"another tag", LIST "9 OK done\r\n", NULL, DI_ERROR_PROTOCOL},
	{"BYE", LIST "* BYE going\r\n", NULL, DI_ERROR_TEMPORARY},
	{"the end in the middle", LIST "* 2 FETCH (UID 5 RFC8", NULL, DI_ERROR_TEMPORARY},
	{"the end at once", "", NULL, DI_ERROR_TEMPORARY},
	{"throttled", LIST "4 NO Request is throttled. Suggested Backoff Time: 12 milliseconds\r\n", NULL, DI_ERROR_TEMPORARY},
	{"throttled at SELECT", BEGIN "2 NO Request is throttled. Suggested Backoff Time: 12 milliseconds\r\n", NULL, DI_ERROR_TEMPORARY},
};

static char *
listing(const GArray *listed)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < listed->len; i++) {
		const DiListed *one = &g_array_index(listed, DiListed, i);

		g_string_append_printf(text, "%s%u:%" G_GUINT64_FORMAT, i ? " " : "", one->uid, one->size_bytes);
		if (one->internal_date != DI_TIME_NONE)
			g_string_append_printf(text, "@%" G_GINT64_FORMAT, one->internal_date / DI_SECOND);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void
check_list(void **state)
{
	const struct ListRow *row = *state;
	g_autofree char *exact = g_memdup2(row->answer, strlen(row->answer) + 1);
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) listed = g_array_new(FALSE, FALSE, sizeof(DiListed));
	g_autofree char *text = NULL;
	guint32 uidvalidity = 0, missing = 99;
	DiImap *imap = di_imap_begin(di_stream_canned(exact, strlen(row->answer)), "host", "user", "INBOX", 60, &error);
	gboolean good = imap && di_imap_select(&imap->source, "", &uidvalidity, &error) &&
		di_imap_list(&imap->source, 4, listed, &missing, &error);

	if (row->expected) {
		assert_true(good);
		assert_int_equal(uidvalidity, 7);
		assert_int_equal(missing, 0);
		text = listing(listed);
		assert_string_equal(text, row->expected);
	} else {
		assert_false(good);
		assert_int_equal(error->code, row->code);
	}
	di_imap_end(imap);
}

/* The whole folder, of three mails: "uid:size …", and how many the server counts and does not list; NULL: it is no answer. */
#define ONE "* 1 FETCH (UID 4 RFC822.SIZE 1)\r\n"
#define TWO "* 2 FETCH (UID 5 RFC822.SIZE 2)\r\n"
#define THREE "* 3 FETCH (UID 9 RFC822.SIZE 3)\r\n"
#define AGAIN(tag, validity) "* 3 EXISTS\r\n* OK [UIDVALIDITY " validity "] x\r\n" tag " OK done\r\n"
static const struct WholeRow {
	const char *sentence, *answer, *expected;
	guint32 missing;
} wholes[] = {
	{"all of them", LIST ONE TWO THREE "4 OK done\r\n", "4:1 5:2 9:3", 0},
	{"one is expunged meanwhile", LIST ONE "* 2 EXPUNGE\r\n* 2 FETCH (UID 9 RFC822.SIZE 3)\r\n4 OK done\r\n", "4:1 9:3", 0},
	{"one is expunged meanwhile, which is said later", LIST ONE THREE "4 OK done\r\n* 2 EXPUNGE\r\n5 OK noop\r\n", "4:1 9:3", 0},
	{"all are expunged meanwhile", LIST "4 OK done\r\n* 3 EXPUNGE\r\n* 2 EXPUNGE\r\n* 1 EXPUNGE\r\n5 OK noop\r\n", "", 0},
	{"one comes meanwhile", LIST ONE TWO THREE "* 4 EXISTS\r\n4 OK done\r\n", "4:1 5:2 9:3", 0},
	{"one is left out, once", LIST ONE THREE "4 OK done\r\n5 OK noop\r\n" AGAIN("6", "7") ONE TWO THREE "7 OK done\r\n8 OK done\r\n", "4:1 5:2 9:3", 0},
	{"one was expunged, which is never said", LIST ONE THREE "4 OK done\r\n5 OK noop\r\n* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n6 OK done\r\n"
		ONE "* 2 FETCH (UID 9 RFC822.SIZE 3)\r\n7 OK done\r\n8 OK done\r\n", "4:1 9:3", 0},
	{"one is left out, and has a UID all the same", LIST ONE THREE "4 OK done\r\n5 OK noop\r\n" AGAIN("6", "7") ONE THREE "7 OK done\r\n"
		"* 1 FETCH (UID 4)\r\n* 2 FETCH (UID 5)\r\n* 3 FETCH (UID 9)\r\n8 OK done\r\n", "4:1 5:0 9:3", 0},
	{"one is left out each time", LIST ONE THREE "4 OK done\r\n5 OK noop\r\n" AGAIN("6", "7") ONE THREE "7 OK done\r\n8 OK done\r\n9 OK noop\r\n"
		AGAIN("10", "7") ONE THREE "11 OK done\r\n12 OK done\r\n13 OK noop\r\n", "4:1 9:3", 1},
	{"all are left out each time", LIST "4 OK done\r\n5 OK noop\r\n" AGAIN("6", "7") "7 OK done\r\n8 OK done\r\n9 OK noop\r\n"
		AGAIN("10", "7") "11 OK done\r\n12 OK done\r\n13 OK noop\r\n", NULL, 3},
	{"the folder is another when it is opened again", LIST ONE THREE "4 OK done\r\n5 OK noop\r\n" AGAIN("6", "8"), NULL, 0},
};

static void
check_whole(void **state)
{
	const struct WholeRow *row = *state;
	g_autoptr(GArray) listed = g_array_new(FALSE, FALSE, sizeof(DiListed));
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	guint32 uidvalidity, missing = 99;
	DiImap *imap = di_imap_begin(di_stream_canned(row->answer, strlen(row->answer)), "host", "user", "INBOX", 60, &error);
	gboolean good = di_imap_select(&imap->source, "", &uidvalidity, &error) && di_imap_list(&imap->source, 0, listed, &missing, &error);

	assert_int_equal(good, row->expected != NULL);
	if (good) {
		text = listing(listed);
		assert_string_equal(text, row->expected);
		assert_int_equal(missing, row->missing);
	} else {
		assert_int_equal(error->code, DI_ERROR_TEMPORARY);
	}
	di_imap_end(imap);
}

/* FETCH of UID 5 and 9, limit 1,000: "uid[bytes]how …" */
#define PRESENT SELECT "* 2 FETCH (UID 5 RFC822.SIZE 3)\r\n* 3 FETCH (UID 9 RFC822.SIZE 4)\r\n3 OK done\r\n"
#define FIVE "* 2 FETCH (UID 5 BODY[]<0> {3}\r\nabc)\r\n"
#define NINE "* 3 FETCH (UID 9 BODY[]<0> {4}\r\ndefg)\r\n"

static const struct FetchRow {
	const char *sentence, *answer, *expected;
} fetches[] = {
	{"two mails in an answer", PRESENT FIVE NINE "4 OK done\r\n", "5[abc]0 9[defg]0 "},
	{"in the other order", PRESENT NINE FIVE "4 OK done\r\n", "5[abc]0 9[defg]0 "},
	{"one is gone before", SELECT "* 3 FETCH (UID 9 RFC822.SIZE 4)\r\n3 OK done\r\n4 OK done\r\n" NINE "5 OK done\r\n", "9[defg]0 "},
	{"both are gone", SELECT "3 OK done\r\n4 OK done\r\n", ""},
	{"one has no size", SELECT "* 2 FETCH (UID 5)\r\n* 3 FETCH (UID 9 RFC822.SIZE 4)\r\n3 OK done\r\n" FIVE NINE "4 OK done\r\n", "5[abc]0 9[defg]0 "},
	{"one is listed only where no size is asked for", SELECT "* 3 FETCH (UID 9 RFC822.SIZE 4)\r\n3 OK done\r\n* 2 FETCH (UID 5)\r\n4 OK done\r\n"
		FIVE NINE "5 OK done\r\n", "5[abc]0 9[defg]0 "},
	{"one without a size is asked for three times before it is empty", SELECT "* 2 FETCH (UID 5)\r\n3 OK done\r\n4 OK done\r\n5 OK done\r\n6 OK done\r\n"
		FIVE "7 OK done\r\n", "5[abc]0 "},
	{"a third one is passed over", PRESENT FIVE "* 1 FETCH (UID 4 BODY[]<0> {1}\r\nX)\r\n" NINE "4 OK done\r\n", "5[abc]0 9[defg]0 "},
	{"one vanishes meanwhile", PRESENT NINE "4 OK done\r\n5 OK done\r\n6 OK done\r\n7 OK done\r\n", "5[]3 9[defg]0 "},
	{"one is empty for good", PRESENT NINE "* 2 FETCH (UID 5 BODY[]<0> NIL)\r\n4 OK done\r\n* 2 FETCH (UID 5 BODY[]<0> \"\")\r\n5 OK done\r\n"
		"* 2 FETCH (UID 5 BODY[]<0> \"\")\r\n6 OK done\r\n* 2 FETCH (UID 5 BODY[]<0> \"\")\r\n7 OK done\r\n", "5[]1 9[defg]0 "},
	{"a short one is asked for the rest", PRESENT "* 2 FETCH (UID 5 BODY[]<0> {1}\r\na)\r\n" NINE "4 OK done\r\n"
		"* 2 FETCH (UID 5 BODY[]<1> {2}\r\nbc)\r\n5 OK done\r\n", "5[abc]0 9[defg]0 "},
	{"a quoted string will do", PRESENT "* 2 FETCH (UID 5 BODY[]<0> \"abc\")\r\n" NINE "4 OK done\r\n", "5[abc]0 9[defg]0 "},
	{"one over the limit", SELECT "* 2 FETCH (UID 5 RFC822.SIZE 1001)\r\n* 3 FETCH (UID 9 RFC822.SIZE 4)\r\n3 OK done\r\n"
		"* 2 FETCH (UID 5 BODY[HEADER]<0> {2}\r\nab)\r\n4 OK done\r\n" NINE "5 OK done\r\n", "5[ab]2 9[defg]0 "},
};

typedef struct {
	DiSink sink;
	GString *text;
} TextSink;

static gboolean
text_begin(DiSink *sink, guint32 uid, guint64 hint G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
	g_string_append_printf(((TextSink *)sink)->text, "%u[", uid);
	return TRUE;
}

static gboolean
text_data(DiSink *sink, const void *bytes, gsize size, GError **error G_GNUC_UNUSED)
{
	g_string_append_len(((TextSink *)sink)->text, bytes, (gssize)size);
	return TRUE;
}

static gboolean
text_end(DiSink *sink, DiMailboxEnd how, GError **error G_GNUC_UNUSED)
{
	g_string_append_printf(((TextSink *)sink)->text, "]%d ", (int)how);
	return TRUE;
}

static void
check_fetch(void **state)
{
	static const guint32 uids[] = {5, 9};
	const struct FetchRow *row = *state;
	g_autoptr(GError) error = NULL;
	TextSink sink = {{text_begin, text_data, text_end}, g_string_new(NULL)};
	guint32 uidvalidity;
	DiImap *imap = di_imap_begin(di_stream_canned(row->answer, strlen(row->answer)), "host", "user", "INBOX", 60, &error);

	assert_non_null(imap);
	assert_true(di_imap_select(&imap->source, "", &uidvalidity, &error));
	assert_true(di_imap_fetch(&imap->source, uids, G_N_ELEMENTS(uids), 1000, &sink.sink, &error));
	assert_string_equal(sink.text->str, row->expected);
	g_string_free(sink.text, TRUE);
	di_imap_end(imap);
}

static const struct DateRow {
	const char *sentence;
	struct mailimap_date_time date;
	DiTime expected;
} dates[] = {
	{"summer time", {15, 4, 2026, 8, 0, 0, 200}, 1776232800 * DI_SECOND},
	{"west of Greenwich", {31, 12, 2025, 22, 30, 0, -130}, 1767225600 * DI_SECOND},
	{"month 13", {1, 13, 2026, 0, 0, 0, 0}, DI_TIME_NONE},
	{"the year 0", {1, 1, 0, 0, 0, 0, 0}, DI_TIME_NONE},
	{"a zone there is not", {1, 1, 2026, 0, 0, 0, 9900}, DI_TIME_NONE},
};

static void
check_date(void **state)
{
	const struct DateRow *row = *state;

	assert_int_equal(di_imap_time(&row->date), row->expected);
}

int
main(void)
{
	ADD_ROWS(lists, check_list);
	ADD_ROWS(wholes, check_whole);
	ADD_ROWS(fetches, check_fetch);
	ADD_ROWS(dates, check_date);
	return run_table("mailbox-answers");
}
