/* What diarie-mailbox may say, and what is taken for a lie. Frames come from memory; then the helper is gone. */
#include <diarie/mailbox.h>
#include <diarie/worker.h>
#include "table.h"

#include <signal.h>

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct {
	guint32 type;
	const char *payload; /* a GVariant as text; of DATA: the bytes themselves; NULL: nothing at all */
} Said;

#define DONE {DI_MAILBOX_DONE, "()"}
#define FAILED(text) {DI_MAILBOX_FAILED, text}
#define MAIL(text) {DI_MAILBOX_MAIL, text}
#define DATA(bytes) {DI_MAILBOX_DATA, bytes}
#define END(text) {DI_MAILBOX_END, text}
enum { FRAMES = 12 };

static int
session_that_says(const Said *said, int pair[2])
{
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	for (int i = 0; i < FRAMES && said[i].type; i++) {
		g_autoptr(GVariant) payload = NULL;

		if (said[i].type == DI_MAILBOX_DATA) {
			assert_true(di_frame_send(pair[1], said[i].type, said[i].payload, strlen(said[i].payload), NULL, 0, NULL));
			continue;
		}
		payload = g_variant_parse(NULL, said[i].payload, NULL, NULL, NULL);
		assert_true(di_frame_send(pair[1], said[i].type, g_variant_get_data(payload), g_variant_get_size(payload), NULL, 0, NULL));
	}
	shutdown(pair[1], SHUT_WR);
	return pair[0];
}

/* FETCH of 5, 7, 9 with a limit of 10 bytes: "uid=bytes;", "uid gone;", "uid large;", "uid large=bytes;" – or the error's code. */
static const struct FetchRow {
	const char *sentence, *expected;
	int code;
	Said said[FRAMES];
} fetches[] = {
	{"all three", "5=abc;7=;x;9=z;", -1, {MAIL("(uint32 5, uint64 3)"), DATA("ab"), DATA("c"), END("(uint64 3, uint32 0)"),
		MAIL("(uint32 7, uint64 1)"), DATA(";x"), END("(uint64 2, uint32 1)"), MAIL("(uint32 9, uint64 9)"), DATA("z"),
		END("(uint64 1, uint32 0)"), DONE}},
	{"those left out are gone", "5 gone;7=x;9 gone;", -1, {MAIL("(uint32 7, uint64 1)"), DATA("x"), END("(uint64 1, uint32 0)"), DONE}},
	{"gone in the middle, and empty", "5 gone;7 gone;9 gone;", -1, {MAIL("(uint32 5, uint64 9)"), DATA("x"), END("(uint64 1, uint32 3)"),
		MAIL("(uint32 7, uint64 9)"), END("(uint64 0, uint32 1)"), DONE}},
	{"too large", "5 large;7 gone;9 gone;", -1, {MAIL("(uint32 5, uint64 99)"), END("(uint64 0, uint32 2)"), DONE}},
	{"too large, and its beginning", "5 large=ab;7 gone;9 gone;", -1, {MAIL("(uint32 5, uint64 99)"), DATA("ab"), END("(uint64 2, uint32 2)"), DONE}},
	{"said to be whole, but over the limit", "5 large=12345678901;7 gone;9 gone;", -1, {MAIL("(uint32 5, uint64 3)"), DATA("12345678901"),
		END("(uint64 11, uint32 0)"), DONE}},
	{"a UID not asked for", NULL, DI_ERROR_PROTOCOL, {MAIL("(uint32 6, uint64 1)")}},
	{"an earlier UID", NULL, DI_ERROR_PROTOCOL, {MAIL("(uint32 7, uint64 0)"), END("(uint64 0, uint32 3)"), MAIL("(uint32 5, uint64 1)")}},
	{"the same UID twice", NULL, DI_ERROR_PROTOCOL, {MAIL("(uint32 7, uint64 0)"), END("(uint64 0, uint32 3)"), MAIL("(uint32 7, uint64 1)")}},
	{"bytes that do not add up", NULL, DI_ERROR_PROTOCOL, {MAIL("(uint32 5, uint64 3)"), DATA("ab"), END("(uint64 3, uint32 0)")}},
	{"bytes of no mail", NULL, DI_ERROR_PROTOCOL, {DATA("ab")}},
	{"an end of no mail", NULL, DI_ERROR_PROTOCOL, {END("(uint64 0, uint32 0)")}},
	{"an unknown end", NULL, DI_ERROR_PROTOCOL, {MAIL("(uint32 5, uint64 3)"), END("(uint64 0, uint32 4)")}},
	{"a mail in a mail", NULL, DI_ERROR_PROTOCOL, {MAIL("(uint32 5, uint64 3)"), MAIL("(uint32 7, uint64 3)")}},
	{"half a mail", NULL, DI_ERROR_PROTOCOL, {MAIL("(uint32 5, uint64 3)"), DATA("ab"), DONE}},
	{"an empty piece", NULL, DI_ERROR_PROTOCOL, {MAIL("(uint32 5, uint64 3)"), DATA("")}},
	{"another kind of answer", NULL, DI_ERROR_PROTOCOL, {{DI_MAILBOX_NEWS, "true"}}},
	{"a kind there is not", NULL, DI_ERROR_PROTOCOL, {{4711, "true"}}},
	{"another type", NULL, DI_ERROR_PROTOCOL, {MAIL("'no'")}},
	{"death", NULL, DI_ERROR_TEMPORARY, {MAIL("(uint32 5, uint64 3)"), DATA("ab")}},
	{"death at once", NULL, DI_ERROR_TEMPORARY, {{0}}},
	{"a failure is passed on", NULL, DI_ERROR_DENIED, {FAILED("(uint32 9, 'not you')")}},
	{"a failure there is not", NULL, DI_ERROR_PROTOCOL, {FAILED("(uint32 99, 'x')")}},
	{"a failure without words", NULL, DI_ERROR_PROTOCOL, {FAILED("uint32 9")}},
};

static gboolean
note(guint32 uid, GBytes *bytes, gboolean too_large, gpointer user, GError **error G_GNUC_UNUSED)
{
	GString *text = user;

	if (!bytes)
		g_string_append_printf(text, "%u %s;", uid, too_large ? "large" : "gone");
	else
		g_string_append_printf(text, "%u%s%.*s;", uid, too_large ? " large=" : "=", (int)g_bytes_get_size(bytes),
			(const char *)g_bytes_get_data(bytes, NULL));
	return TRUE;
}

static void
check_fetch(void **state)
{
	static const guint32 uids[] = {5, 7, 9};
	const struct FetchRow *row = *state;
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	int pair[2];
	g_autoptr(DiMailbox) mailbox = di_mailbox_on(session_that_says(row->said, pair));
	gboolean good = di_mailbox_fetch(mailbox, uids, G_N_ELEMENTS(uids), 10, note, text, &error);

	close(pair[1]);
	if (row->expected) {
		assert_true(good);
		assert_string_equal(text->str, row->expected);
		return;
	}
	assert_false(good);
	assert_int_equal(error->code, row->code);
}

/* One call of each other kind: what it gives, or the error's code. */
static const struct CallRow {
	const char *sentence;
	char call; /* s select, l list above 4, m move 5 and 7, w wait */
	const char *expected;
	int code;
	Said said[FRAMES];
} calls[] = {
	{"select", 's', "17", -1, {{DI_MAILBOX_SELECTED, "(uint32 17,)"}, DONE}},
	{"select with the wrong answer", 's', NULL, DI_ERROR_PROTOCOL, {{DI_MAILBOX_NEWS, "true"}, DONE}},
	{"select without an end", 's', NULL, DI_ERROR_TEMPORARY, {{DI_MAILBOX_SELECTED, "(uint32 17,)"}}},
	{"select that says DONE only", 's', NULL, DI_ERROR_PROTOCOL, {DONE}},
	{"select that is not there", 's', NULL, DI_ERROR_NOT_FOUND, {FAILED("(uint32 4, 'no')")}},
	{"a list in two frames", 'l', "5:1@2 9:3@4 ", -1, {{DI_MAILBOX_ENTRIES, "[(uint32 5, uint64 1, int64 2)]"},
		{DI_MAILBOX_ENTRIES, "[(uint32 9, uint64 3, int64 4)]"}, DONE}},
	{"an empty list", 'l', "", -1, {DONE}},
	{"a list that lacks some", 'l', "5:1@2 lacks 3", -1, {{DI_MAILBOX_ENTRIES, "[(uint32 5, uint64 1, int64 2)]"}, {DI_MAILBOX_MISSING, "uint32 3"}, DONE}},
	{"a list that lacks no number", 'l', NULL, DI_ERROR_PROTOCOL, {{DI_MAILBOX_MISSING, "'three'"}, DONE}},
	{"a list below", 'l', NULL, DI_ERROR_PROTOCOL, {{DI_MAILBOX_ENTRIES, "[(uint32 4, uint64 1, int64 2)]"}, DONE}},
	{"a list in disorder", 'l', NULL, DI_ERROR_PROTOCOL, {{DI_MAILBOX_ENTRIES, "[(uint32 9, uint64 1, int64 2), (uint32 8, uint64 1, int64 2)]"}, DONE}},
	{"a list that goes back in its second frame", 'l', NULL, DI_ERROR_PROTOCOL, {{DI_MAILBOX_ENTRIES, "[(uint32 9, uint64 1, int64 2)]"},
		{DI_MAILBOX_ENTRIES, "[(uint32 9, uint64 1, int64 2)]"}, DONE}},
	{"moved one", 'm', "01", -1, {{DI_MAILBOX_MOVED, "[uint32 7]"}, DONE}},
	{"moved others", 'm', "00", -1, {{DI_MAILBOX_MOVED, "[uint32 8, 9, 10]"}, DONE}},
	{"moved none", 'm', "00", -1, {{DI_MAILBOX_MOVED, "@au []"}, DONE}},
	{"news", 'w', "1", -1, {{DI_MAILBOX_NEWS, "true"}, DONE}},
	{"no news", 'w', "0", -1, {{DI_MAILBOX_NEWS, "false"}, DONE}},
	{"news that is no truth value", 'w', NULL, DI_ERROR_PROTOCOL, {{DI_MAILBOX_NEWS, "byte 7"}, DONE}},
};

static gboolean
list_above_four(DiMailbox *mailbox, GString *text, GError **error)
{
	g_autoptr(GArray) entries = di_mailbox_list(mailbox, 4, error);

	for (guint i = 0; entries && i < entries->len; i++) {
		const DiMailEntry *entry = &g_array_index(entries, DiMailEntry, i);

		g_string_append_printf(text, "%u:%" G_GUINT64_FORMAT "@%" G_GINT64_FORMAT " ", entry->uid, entry->size_bytes, entry->internal_date);
	}
	if (di_mailbox_missing(mailbox) > 0)
		g_string_append_printf(text, "lacks %u", di_mailbox_missing(mailbox));
	return entries != NULL;
}

static gboolean
call(DiMailbox *mailbox, char which, GString *text, GError **error)
{
	static const guint32 uids[] = {5, 7};
	gboolean moved[2], news;
	guint32 uidvalidity;
	gboolean good = FALSE;

	switch (which) {
	case 's':
		good = di_mailbox_select(mailbox, "", &uidvalidity, error);
		if (good)
			g_string_append_printf(text, "%u", uidvalidity);
		break;
	case 'l':
		good = list_above_four(mailbox, text, error);
		break;
	case 'm':
		good = di_mailbox_move(mailbox, uids, 2, "x", moved, error);
		if (good)
			g_string_append_printf(text, "%d%d", moved[0], moved[1]);
		break;
	default:
		good = di_mailbox_wait_begin(mailbox, 10, error) && di_mailbox_wait_end(mailbox, &news, error);
		if (good)
			g_string_append_printf(text, "%d", news);
	}
	return good;
}

static void
check_call(void **state)
{
	const struct CallRow *row = *state;
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(GError) again = NULL;
	int pair[2];
	g_autoptr(DiMailbox) mailbox = di_mailbox_on(session_that_says(row->said, pair));
	gboolean good = call(mailbox, row->call, text, &error);

	close(pair[1]);
	if (row->expected) {
		assert_true(good);
		assert_string_equal(text->str, row->expected);
		return;
	}
	assert_false(good);
	assert_int_equal(error->code, row->code);
	assert_false(call(mailbox, row->call, text, &again)); /* of no use any more, or nobody there */
	assert_true(di_error_is_temporary(again));
}

static gboolean
stop_at_first(guint32 uid G_GNUC_UNUSED, GBytes *bytes G_GNUC_UNUSED, gboolean too_large G_GNUC_UNUSED, gpointer user, GError **error)
{
	g_string_append_c(user, '!');
	g_set_error(error, DI_ERROR, DI_ERROR_IO, "disk full");
	return FALSE;
}

/* The caller's own error comes out, it is called once, and what was under way is heard to its end. */
static void
a_caller_may_stop(void **state G_GNUC_UNUSED)
{
	static const guint32 uids[] = {5, 7};
	static const Said said[FRAMES] = {MAIL("(uint32 5, uint64 1)"), DATA("a"), END("(uint64 1, uint32 0)"),
		MAIL("(uint32 7, uint64 1)"), DATA("b"), END("(uint64 1, uint32 0)"), DONE, {DI_MAILBOX_SELECTED, "(uint32 17,)"}, DONE};
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	int pair[2];
	g_autoptr(DiMailbox) mailbox = di_mailbox_on(session_that_says(said, pair));
	guint32 uidvalidity = 0;

	assert_false(di_mailbox_fetch(mailbox, uids, G_N_ELEMENTS(uids), 10, stop_at_first, text, &error));
	assert_int_equal(error->code, DI_ERROR_IO);
	assert_string_equal(text->str, "!");
	assert_true(di_mailbox_select(mailbox, "", &uidvalidity, NULL));
	assert_int_equal(uidvalidity, 17);
	close(pair[1]);
}

/* A mail that never ends, past its limit: three pieces, of which the limit leaves room for one. */
static gpointer
flood(gpointer user)
{
	int *fd = user;
	g_autofree char *piece = g_strnfill(DI_MAILBOX_DATA_MAX, 'x');
	g_autoptr(GVariant) mail = g_variant_ref_sink(g_variant_new("(ut)", 5, G_GUINT64_CONSTANT(1)));

	if (di_frame_send(*fd, DI_MAILBOX_MAIL, g_variant_get_data(mail), g_variant_get_size(mail), NULL, 0, NULL))
		while (di_frame_send(*fd, DI_MAILBOX_DATA, piece, DI_MAILBOX_DATA_MAX, NULL, 0, NULL))
			continue;
	return NULL;
}

static void
a_mail_without_end_is_refused(void **state G_GNUC_UNUSED)
{
	static const guint32 uids[] = {5};
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	int pair[2];
	GThread *flooder;
	DiMailbox *mailbox;

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	signal(SIGPIPE, SIG_IGN);
	flooder = g_thread_new("flood", flood, &pair[1]);
	mailbox = di_mailbox_on(pair[0]);
	assert_false(di_mailbox_fetch(mailbox, uids, G_N_ELEMENTS(uids), 10, note, text, &error));
	assert_int_equal(error->code, DI_ERROR_PROTOCOL);
	assert_non_null(strstr(error->message, "more bytes than asked for"));
	assert_string_equal(text->str, "");
	di_mailbox_close(mailbox);
	g_thread_join(flooder);
	close(pair[1]);
}

/* Of one that turned out to be too large at its end, too: the rest is not kept. */
static void
of_a_large_one_the_beginning_is_told(void **state G_GNUC_UNUSED)
{
	static const guint32 uids[] = {5};
	g_autofree char *piece = g_strnfill(DI_MAILBOX_HEAD_MAX + 1, 'x');
	const Said said[FRAMES] = {MAIL("(uint32 5, uint64 1)"), DATA(piece), END("(uint64 65537, uint32 0)"), DONE};
	g_autoptr(GString) text = g_string_new(NULL);
	int pair[2];
	g_autoptr(DiMailbox) mailbox = di_mailbox_on(session_that_says(said, pair));

	assert_true(di_mailbox_fetch(mailbox, uids, G_N_ELEMENTS(uids), 10, note, text, NULL));
	assert_int_equal(text->len, strlen("5 large=;") + DI_MAILBOX_HEAD_MAX);
	close(pair[1]);
}

/* Words from a server cannot draw on a terminal or in the log. */
static void
words_are_made_harmless(void **state G_GNUC_UNUSED)
{
	static const Said said[FRAMES] = {FAILED("(uint32 6, 'a\\u001b[2Jb\\nc')")};
	g_autoptr(GError) error = NULL;
	int pair[2];
	g_autoptr(DiMailbox) mailbox = di_mailbox_on(session_that_says(said, pair));
	guint32 uidvalidity = 0;

	assert_false(di_mailbox_select(mailbox, "", &uidvalidity, &error));
	assert_null(strchr(error->message, '\x1b'));
	assert_null(strchr(error->message, '\n'));
	close(pair[1]);
}

int
main(void)
{
	ADD_ROWS(fetches, check_fetch);
	ADD_ROWS(calls, check_call);
	ADD_TEST(a_caller_may_stop);
	ADD_TEST(a_mail_without_end_is_refused);
	ADD_TEST(of_a_large_one_the_beginning_is_told);
	ADD_TEST(words_are_made_harmless);
	return run_table("worker-mailbox");
}
