/* Folder names on the wire, and the [mailbox] url. */
#include "../../src/mailbox/source.h"
#include "table.h"

static const struct NameRow {
	const char *sentence, *name, *wire;
} names[] = {
	{"ASCII stays", "INBOX", "INBOX"},
	{"an ampersand is doubled up", "A & B", "A &- B"},
	{"a Swedish letter", "Diariefört", "Diarief&APY-rt"},
	{"Exchange's junk folder", "Skräppost", "Skr&AOQ-ppost"},
	{"one at the start, one at the end", "Åtgärdå", "&AMU-tg&AOQ-rd&AOU-"},
	{"three in a row", "åäö", "&AOUA5AD2-"},
	{"RFC 3501's own example", "~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"},
	{"beyond the first plane", "x😀y", "x&2D3eAA-y"},
	{"a hyphen after letters", "ö-ö", "&APY--&APY-"},
	{"both kinds side by side", "&ö&", "&-&APY-&-"},
	{"a tilde and quotes stay", "~\"\\", "~\"\\"},
};

static void
check_name(void **state)
{
	const struct NameRow *row = *state;
	g_autoptr(GError) error = NULL;
	g_autofree char *wire = di_utf7_encode(row->name, &error);
	g_autofree char *name = di_utf7_decode(row->wire);

	assert_null(error);
	assert_string_equal(wire, row->wire);
	assert_string_equal(name, row->name);
}

static const struct RefusedRow {
	const char *sentence, *name;
} refused_names[] = {
	{"an empty name is refused", ""},
	{"a line feed would be a command", "INBOX\r\nA1 DELETE INBOX"},
	{"a NUL's neighbours: other controls", "a\x01"},
	{"DEL", "a\x7f"},
	{"C1 controls", "a\xc2\x85"},
	{"invalid UTF-8", "\xff"},
};

static void
check_refused_name(void **state)
{
	const struct RefusedRow *row = *state;
	g_autoptr(GError) error = NULL;

	assert_null(di_utf7_encode(row->name, &error));
	assert_int_equal(error->code, DI_ERROR_DATA);
}

static const struct RefusedRow refused_wires[] = {
	{"an ampersand without an end", "a&AOQ"},
	{"a letter outside the alphabet", "a&A/Q-"},
	{"raw UTF-8", "ä"},
	{"bits left over", "&AOR-"},
	{"half a character", "&AO-"},
	{"half a pair", "&2D0-"},
};

static void
check_refused_wire(void **state)
{
	const struct RefusedRow *row = *state;
	g_autofree char *name = di_utf7_decode(row->name);

	assert_null(name);
}

static void
long_names_are_refused(void **state G_GNUC_UNUSED)
{
	g_autofree char *name = g_strnfill(256, 'a');
	g_autoptr(GError) error = NULL;

	assert_null(di_utf7_encode(name, &error));
	assert_int_equal(error->code, DI_ERROR_DATA);
}

static const struct UrlRow {
	const char *sentence, *text;
	const char *host, *user, *folder, *maildir; /* all NULL: refused */
	guint port;
	gboolean implicit_tls, is_loopback;
} urls[] = {
	{"as the manual writes it", "imaps://kontakt%40finsam.example@imap.example.se/INBOX", "imap.example.se",
		"kontakt@finsam.example", "INBOX", NULL, 993, TRUE, FALSE},
	{"no folder is INBOX", "imaps://a@b.example", "b.example", "a", "INBOX", NULL, 993, TRUE, FALSE},
	{"a slash alone is INBOX", "imap://a@b.example/", "b.example", "a", "INBOX", NULL, 143, FALSE, FALSE},
	{"a port and a Swedish folder", "imap://a@localhost:1430/Inl%C3%A4mnat%20nu", "localhost", "a", "Inlämnat nu", NULL,
		1430, FALSE, TRUE},
	{"a folder in a folder", "imaps://a@b.example/Rapporter/2026", "b.example", "a", "Rapporter/2026", NULL, 993, TRUE, FALSE},
	{"loopback by number", "imap://a@127.0.0.9/", "127.0.0.9", "a", "INBOX", NULL, 143, FALSE, TRUE},
	{"loopback by number, version 6", "imap://a@[::1]:9/", "::1", "a", "INBOX", NULL, 9, FALSE, TRUE},
	{"a name that looks like loopback", "imap://a@127.0.0.1.example/", "127.0.0.1.example", "a", "INBOX", NULL, 143, FALSE, FALSE},
	{"another one", "imap://a@localhost.example/", "localhost.example", "a", "INBOX", NULL, 143, FALSE, FALSE},
	{"a Maildir", "maildir:///srv/mail/b%C3%A5t", NULL, NULL, "INBOX", "/srv/mail/båt", 0, FALSE, FALSE},
	{"no user", "imaps://b.example/", NULL, NULL, NULL, NULL, 0, FALSE, FALSE},
	{"no host", "imaps://a@/INBOX", NULL, NULL, NULL, NULL, 0, FALSE, FALSE},
	{"another scheme", "pop3://a@b.example/", NULL, NULL, NULL, NULL, 0, FALSE, FALSE},
	{"a line feed in the user", "imaps://a%0d%0ab@b.example/", NULL, NULL, NULL, NULL, 0, FALSE, FALSE},
	{"a line feed in the folder", "imaps://a@b.example/x%0ay", NULL, NULL, NULL, NULL, 0, FALSE, FALSE},
	{"a NUL in the folder", "imaps://a@b.example/x%00y", NULL, NULL, NULL, NULL, 0, FALSE, FALSE},
	{"a Maildir without a path", "maildir:///", NULL, NULL, NULL, NULL, 0, FALSE, FALSE},
	{"nothing", "", NULL, NULL, NULL, NULL, 0, FALSE, FALSE},
};

static void
same(const char *given, const char *expected)
{
	if (expected)
		assert_string_equal(given, expected);
	else
		assert_null(given);
}

static void
check_url(void **state)
{
	const struct UrlRow *row = *state;
	g_autoptr(GError) error = NULL;
	DiSourceUrl url;

	if (!row->folder) {
		assert_false(di_source_url_parse(row->text, &url, &error));
		assert_int_equal(error->code, DI_ERROR_CONFIG);
		return;
	}
	assert_true(di_source_url_parse(row->text, &url, &error));
	same(url.host, row->host);
	same(url.user, row->user);
	same(url.folder, row->folder);
	same(url.maildir, row->maildir);
	assert_int_equal(url.port, row->port);
	assert_int_equal(url.implicit_tls, row->implicit_tls);
	assert_int_equal(url.is_loopback, row->is_loopback);
	di_source_url_clear(&url);
}

int
main(void)
{
	ADD_ROWS(names, check_name);
	ADD_ROWS(refused_names, check_refused_name);
	ADD_ROWS(refused_wires, check_refused_wire);
	ADD_TEST(long_names_are_refused);
	ADD_ROWS(urls, check_url);
	return run_table("mailbox-names");
}
