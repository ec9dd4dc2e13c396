/* The finished mail: whatever bytes are put in, exactly the expected header fields come out, and the
 * body survives. `--write FILE` writes one letter for a reader that is not ours (tests/e2e/test-send.py). */
#include <diarie/letter.h>
#include "table.h"

#include <gmime/gmime.h>
#include <string.h>

static const char *const thread[] = {"forst@kommunen.example", "<fraga@kommunen.example>", NULL};

static DiEnvelope
envelope_preset(void)
{
	return (DiEnvelope){
		.from = "Samordningsförbund Exempel <kontakt@finsam.example>",
		.to_name = "Örjan Åkerström, Ödegaard",
		.to_address = "orjan@kommunen.example",
		.message_id = "diarie.kvitto.0123456789abcdef@finsam.example",
		.date = di_time_parse("2026-04-17T08:00:00+02:00"),
		.timezone = "Europe/Stockholm",
		.in_reply_to = "<fraga@kommunen.example>",
		.references = thread,
		.is_reply = TRUE,
		.diarie_id = "diarie.kvitto.0123456789abcdef@finsam.example",
	};
}

static GBytes *
compose(const DiEnvelope *envelope, const char *subject, const char *body)
{
	g_autofree char *own_subject = g_strdup(subject);
	g_autofree char *own_body = g_strdup(body);
	DiLetterText text = {own_subject, own_body};
	g_autoptr(GError) error = NULL;
	GBytes *mail = di_letter_compose(envelope, &text, &error);

	assert_non_null(mail);
	return mail;
}

static GMimeMessage *
parse(GBytes *mail)
{
	gsize size;
	const void *bytes = g_bytes_get_data(mail, &size);
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, size);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);

	g_object_unref(parser);
	g_object_unref(stream);
	return message;
}

/* The names of the fields as they stand in the bytes, unfolded by hand: not GMime's opinion of its own work. */
static char *
field_names(GBytes *mail)
{
	gsize size;
	const char *bytes = g_bytes_get_data(mail, &size);
	g_autofree char *text = g_strndup(bytes, size);
	char *end = strstr(text, "\r\n\r\n");
	g_auto(GStrv) lines = NULL;
	GString *names = g_string_new(NULL);

	assert_non_null(end);
	*end = '\0';
	lines = g_strsplit(text, "\r\n", -1);
	for (char **line = lines; *line; line++) {
		assert_in_range(strlen(*line), 1, 998);
		assert_null(strpbrk(*line, "\r\n"));
		for (const char *c = *line; *c; c++)
			assert_true(((guchar)*c >= 0x20 && (guchar)*c < 0x7f) || *c == '\t');
		if (**line != ' ' && **line != '\t')
			g_string_append_printf(names, "%.*s ", (int)strcspn(*line, ":"), *line);
	}
	return g_string_free(names, FALSE);
}

#define FIELDS \
	"From To Subject Date Message-Id In-Reply-To References Auto-Submitted X-Auto-Response-Suppress " \
	"X-Loop X-Diarie-Id Content-Language MIME-Version Content-Type Content-Transfer-Encoding "

/* Every encoded word fits in 75 octets (RFC 2047 2). */
static void
check_words(GBytes *mail)
{
	gsize size;
	const char *bytes = g_bytes_get_data(mail, &size);
	g_autofree char *text = g_strndup(bytes, size);

	for (char *word = strstr(text, "=?"); word; word = strstr(word + 2, "=?")) {
		const char *charset = strchr(word + 2, '?');
		const char *encoding = charset ? strchr(charset + 1, '?') : NULL;
		const char *end = encoding ? strstr(encoding + 1, "?=") : NULL;

		if (end && encoding - charset == 2)
			assert_in_range(end + 2 - word, 0, 75);
	}
}

static const struct Row {
	const char *sentence, *given, *expected; /* as subject and name, and read again */
} rows[] = {
	{"plain words", "Tack", "Tack"},
	{"Swedish words", "Påminnelse om kvartalsrapporten: Öster och Väster", "Påminnelse om kvartalsrapporten: Öster och Väster"},
	{"CR LF and a header of somebody's own", "Tack\r\nBcc: alla@kommunen.example", "Tack Bcc: alla@kommunen.example"},
	{"LF alone", "Tack\nBcc: alla@kommunen.example", "Tack Bcc: alla@kommunen.example"},
	{"CR alone", "Tack\rBcc: alla@kommunen.example", "Tack Bcc: alla@kommunen.example"},
	{"an empty line and a body of somebody's own", "Tack\r\n\r\nHej", "Tack Hej"},
	{"a terminal's steering", "Tack\x1b[31m!\x07", "Tack[31m!"},
	{"C1 controls", "Tack\xc2\x9b!\xc2\x85", "Tack!"},
	{"direction overrides", "rapport\xe2\x80\xae" "fdp.exe\xe2\x81\xa6", "rapportfdp.exe"},
	{"line and paragraph separators", "a\xe2\x80\xa8" "b\xe2\x80\xa9", "ab"},
	{"bytes that are no UTF-8", "f\xf6r", "f\xef\xbf\xbdr"},
	{"tabs and doubled spaces", "  a \t b  ", "a b"},
	{"something that looks like an encoded word", "=?utf-8?q?Bcc:_x?=", "=?utf-8?q?Bcc:_x?="},
	{"an encoded line end", "a=?utf-8?q?=0D=0ABcc:_x?=b", "a=?utf-8?q?=0D=0ABcc:_x?=b"},
	{"quotes, brackets and commas", "Åsa \"x\" <a@b.example>, (Bo); c", "Åsa \"x\" <a@b.example>, (Bo); c"},
	{"a backslash", "a\\b \\\"", "a\\b \\\""},
	{"emoji and combining marks", "e\xcc\x81 \xf0\x9f\x98\x80 slut", "e\xcc\x81 \xf0\x9f\x98\x80 slut"},
	{"Chinese without a space", "报告报告报告报告报告报告报告报告报告报告报告报告报告报告报告报告报告报告",
		"报告报告报告报告报告报告报告报告报告报告报告报告报告报告报告报告报告报告"},
};

static char *
subject_of(GMimeMessage *message)
{
	return g_strdup(g_mime_message_get_subject(message));
}

static char *
name_of(GMimeMessage *message)
{
	InternetAddressList *list = g_mime_message_get_addresses(message, GMIME_ADDRESS_TYPE_TO);
	InternetAddress *address;

	assert_int_equal(internet_address_list_length(list), 1);
	address = internet_address_list_get_address(list, 0);
	assert_string_equal(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address)), "orjan@kommunen.example");
	return g_strdup(internet_address_get_name(address));
}

static void
check_header(void **state)
{
	const struct Row *row = *state;
	DiEnvelope envelope = envelope_preset();
	g_autoptr(GBytes) mail = NULL;
	g_autofree char *fields = NULL;
	g_autofree char *subject = NULL;
	g_autofree char *name = NULL;
	GMimeMessage *message;

	envelope.to_name = envelope.diarie_id = row->given;
	mail = compose(&envelope, row->given, "Hej!\n");
	fields = field_names(mail);
	check_words(mail);
	message = parse(mail);
	subject = subject_of(message);
	name = name_of(message);
	g_object_unref(message);
	assert_string_equal(fields, FIELDS);
	assert_string_equal(subject, row->expected);
	assert_string_equal(name, row->expected);
}

static void
check_long(const char *unit)
{
	DiEnvelope envelope = envelope_preset();
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GBytes) mail = NULL;
	g_autofree char *fields = NULL;
	g_autofree char *subject = NULL;
	g_autofree char *name = NULL;
	GMimeMessage *message;

	while (text->len < 10000)
		g_string_append(text, unit);
	envelope.to_name = envelope.diarie_id = text->str;
	mail = compose(&envelope, text->str, "Hej!\n");
	fields = field_names(mail);
	check_words(mail);
	message = parse(mail);
	subject = subject_of(message);
	name = name_of(message);
	g_object_unref(message);
	assert_string_equal(fields, FIELDS);
	assert_in_range(g_utf8_strlen(subject, -1), 190, 200);
	assert_memory_equal(text->str, subject, strlen(subject));
	assert_memory_equal(text->str, name, strlen(name));
}

static void
ten_thousand_characters_are_cut(void **state G_GNUC_UNUSED)
{
	check_long("x");
	check_long("å");
	check_long("ord ");
	check_long("åäö ");
	check_long("\xf0\x9f\x98\x80");
}

static const struct BodyRow {
	const char *sentence, *given, *expected;
} bodies[] = {
	{"plain lines", "Hej!\n\nSlut\n", "Hej!\n\nSlut\n"},
	{"Swedish lines", "Åäö – ”citat”\n", "Åäö – ”citat”\n"},
	{"a soft break keeps its space", "en rad \nsom går vidare\n", "en rad \nsom går vidare\n"},
	{"a lone dot", ".\n..\n", ".\n..\n"},
	{"an equals sign", "a=b =C3\n", "a=b =C3\n"},
	{"a line that begins with From gains a space", "From oss\n", " From oss\n"},
	{"a quoted line gains a space", "> x\n", " > x\n"},
	{"an indented line stays", "   x\n", "   x\n"},
	{"controls are shown", "a\x1b[2Jb\rc\n", "a\\u001B[2Jb\\u000Dc\n"},
	{"no text at all", "", ""},
	{"a text without its last line end gains one", "slut", "slut\n"},
};

static char *
text_of(GMimeMessage *message)
{
	GMimeObject *part = g_mime_message_get_mime_part(message);
	GMimeDataWrapper *content = g_mime_part_get_content(GMIME_PART(part));
	GMimeStream *stream = g_mime_stream_mem_new();
	const GByteArray *bytes;
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	g_mime_data_wrapper_write_to_stream(content, stream);
	bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	text = g_strndup(bytes->data ? (const char *)bytes->data : "", bytes->len);
	g_object_unref(stream);
	lines = g_strsplit(text, "\r\n", -1);
	return g_strjoinv("\n", lines);
}

static void
check_body(void **state)
{
	const struct BodyRow *row = *state;
	DiEnvelope envelope = envelope_preset();
	g_autoptr(GBytes) mail = compose(&envelope, "Tack", row->given);
	GMimeMessage *message = parse(mail);
	g_autofree char *text = text_of(message);

	g_object_unref(message);
	assert_string_equal(text, row->expected);
}

static void
a_long_line_of_text_is_folded_and_survives(void **state G_GNUC_UNUSED)
{
	g_autofree char *line = g_strnfill(5000, 'x');
	DiEnvelope envelope = envelope_preset();
	g_autoptr(GBytes) mail = compose(&envelope, "Tack", line);
	g_autofree char *whole = g_strndup(g_bytes_get_data(mail, NULL), g_bytes_get_size(mail));
	g_auto(GStrv) lines = g_strsplit(whole, "\r\n", -1);
	GMimeMessage *message = parse(mail);
	g_autofree char *text = text_of(message);

	g_object_unref(message);
	assert_int_equal(strspn(text, "x"), 5000);
	assert_string_equal(text + 5000, "\n");
	for (char **each = lines; *each; each++)
		assert_in_range(strlen(*each), 0, 78);
}

static void
the_same_letter_has_the_same_bytes(void **state G_GNUC_UNUSED)
{
	DiEnvelope envelope = envelope_preset();
	g_autoptr(GBytes) first = compose(&envelope, "Tack för rapporten", "Hej på er!\n");
	g_autoptr(GBytes) second = compose(&envelope, "Tack för rapporten", "Hej på er!\n");

	assert_true(g_bytes_equal(first, second));
}

static char *
header_of(const DiEnvelope *envelope, const char *name)
{
	g_autoptr(GBytes) mail = compose(envelope, "Tack", "Hej!\n");
	GMimeMessage *message = parse(mail);
	const char *value = g_mime_object_get_header(GMIME_OBJECT(message), name);
	char *copy;

	if (!value) /* GMime gives what begins with Content- to the part */
		value = g_mime_object_get_header(g_mime_message_get_mime_part(message), name);
	copy = g_strdup(value ? value : "");
	g_object_unref(message);
	return copy;
}

static void
check_value(const DiEnvelope *envelope, const char *name, const char *expected)
{
	g_autofree char *value = header_of(envelope, name);

	assert_string_equal(value, expected);
}

static void
marks_tell_other_machines_what_this_is(void **state G_GNUC_UNUSED)
{
	DiEnvelope envelope = envelope_preset();

	check_value(&envelope, "Auto-Submitted", "auto-replied");
	envelope.is_reply = FALSE;
	check_value(&envelope, "Auto-Submitted", "auto-generated");
	check_value(&envelope, "X-Auto-Response-Suppress", "OOF, AutoReply, DR, RN, NRN");
	check_value(&envelope, "X-Loop", "kontakt@finsam.example");
	check_value(&envelope, "X-Diarie-Id", "diarie.kvitto.0123456789abcdef@finsam.example");
	check_value(&envelope, "Content-Language", "sv");
	check_value(&envelope, "Message-Id", "<diarie.kvitto.0123456789abcdef@finsam.example>");
}

static void
the_date_has_the_offset_of_its_day(void **state G_GNUC_UNUSED)
{
	DiEnvelope envelope = envelope_preset();

	check_value(&envelope, "Date", "Fri, 17 Apr 2026 08:00:00 +0200");
	envelope.date = di_time_parse("2026-01-19T08:00:00+01:00");
	check_value(&envelope, "Date", "Mon, 19 Jan 2026 08:00:00 +0100");
	envelope.date = di_time_parse("2026-10-25T01:30:00Z");
	check_value(&envelope, "Date", "Sun, 25 Oct 2026 02:30:00 +0100");
}

static const struct ThreadRow {
	const char *sentence, *given, *expected;
} threads[] = {
	{"an id with brackets", "<a@b.example>", "<a@b.example>"},
	{"an id without brackets", "a@b.example", "<a@b.example>"},
	{"Outlook's id", "<AM0PR0402MB3XYZ$1@AM0PR0402.eurprd04.prod.outlook.example>",
		"<AM0PR0402MB3XYZ$1@AM0PR0402.eurprd04.prod.outlook.example>"},
	{"no id", NULL, ""},
	{"an id with a header of somebody's own", "<a@b.example>\r\nBcc: <c@d.example>", ""},
	{"an id of several words", "<a@b.example> <c@d.example>", ""},
	{"an id with other letters", "<å@b.example>", ""},
	{"an id without a domain", "<abc>", ""},
	{"an empty id", "<>", ""},
};

static void
check_thread(void **state)
{
	const struct ThreadRow *row = *state;
	const char *references[] = {row->given, NULL};
	DiEnvelope envelope = envelope_preset();

	envelope.in_reply_to = row->given;
	envelope.references = references;
	check_value(&envelope, "In-Reply-To", row->expected);
	check_value(&envelope, "References", row->expected);
}

static void
a_long_thread_keeps_its_beginning_and_its_end(void **state G_GNUC_UNUSED)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	DiEnvelope envelope = envelope_preset();
	g_autofree char *value = NULL;
	g_auto(GStrv) words = NULL;

	for (int i = 0; i < 100; i++)
		g_ptr_array_add(ids, g_strdup_printf("nr%d@kommunen.example", i));
	g_ptr_array_add(ids, NULL);
	envelope.references = (const char *const *)ids->pdata;
	value = header_of(&envelope, "References");
	words = g_strsplit_set(value, " \t\n", -1);
	assert_string_equal(words[0], "<nr0@kommunen.example>");
	assert_non_null(strstr(value, "<nr99@kommunen.example>"));
	assert_null(strstr(value, "<nr50@kommunen.example>"));
}

static const struct AddressRow {
	const char *sentence, *to, *from;
	int code;
} addresses[] = {
	{"a recipient with a second one behind it", "a@b.example, c@d.example", "kontakt@finsam.example", DI_ERROR_DATA},
	{"a recipient with a line end", "a@b.example\r\nBcc: c@d.example", "kontakt@finsam.example", DI_ERROR_DATA},
	{"a recipient that is a name", "Maja", "kontakt@finsam.example", DI_ERROR_DATA},
	{"no recipient", NULL, "kontakt@finsam.example", DI_ERROR_DATA},
	{"a sender that is a name", "a@b.example", "Förbundet", DI_ERROR_CONFIG},
};

static void
check_address(void **state)
{
	const struct AddressRow *row = *state;
	DiEnvelope envelope = envelope_preset();
	char subject[] = "Tack", body[] = "Hej!\n";
	DiLetterText text = {subject, body};
	g_autoptr(GError) error = NULL;

	envelope.to_address = row->to;
	envelope.from = row->from;
	assert_null(di_letter_compose(&envelope, &text, &error));
	assert_true(g_error_matches(error, DI_ERROR, row->code));
}

static int
write_letter(const char *path)
{
	DiEnvelope envelope = envelope_preset();
	char subject[] = "Snart dags för kvartalsrapporten: Från skola till arbete – sammanhållet stöd till unga vuxna i hela "
			 "regionen [SFG 26-11]";
	char body[] = "Hej!\n\nEn rad som är bruten \nmjukt.\n- punkt\n  indragen\n";
	DiLetterText text = {subject, body};
	g_autoptr(GBytes) mail = di_letter_compose(&envelope, &text, NULL);

	return mail && g_file_set_contents(path, g_bytes_get_data(mail, NULL), (gssize)g_bytes_get_size(mail), NULL) ? 0 : 1;
}

/* RFC 2045, 6.7: no line of the body is longer than 76 octets, wherever it is folded and however it ends. */
static void
no_line_of_the_body_is_too_long(void **state G_GNUC_UNUSED)
{
	static const char *const words[] = {"x", "ä", "=", " ", "x ä"};
	DiEnvelope envelope = envelope_preset();

	for (guint i = 0; i < G_N_ELEMENTS(words); i++)
		for (guint n = 1; n < 160; n++) {
			g_autoptr(GString) body = g_string_new(NULL);
			g_autoptr(GBytes) mail = NULL;
			g_auto(GStrv) lines = NULL;
			g_autofree char *read = NULL;
			GMimeMessage *message;

			for (guint j = 0; j < n; j++)
				g_string_append(body, words[i]);
			g_string_append(body, " \nslut\n");
			mail = compose(&envelope, "Ämne", body->str);
			lines = g_strsplit(strstr(g_bytes_get_data(mail, NULL), "\r\n\r\n"), "\r\n", -1);
			for (char **line = lines; *line; line++)
				assert_in_range(strlen(*line), 0, 76);
			message = parse(mail);
			read = text_of(message);
			assert_string_equal(read, body->str);
			g_object_unref(message);
		}
}

int
main(int argc, char **argv)
{
	if (argc == 3 && g_str_equal(argv[1], "--write"))
		return write_letter(argv[2]);
	ADD_ROWS(rows, check_header);
	ADD_ROWS(bodies, check_body);
	ADD_ROWS(threads, check_thread);
	ADD_ROWS(addresses, check_address);
	ADD_TEST(ten_thousand_characters_are_cut);
	ADD_TEST(a_long_line_of_text_is_folded_and_survives);
	ADD_TEST(the_same_letter_has_the_same_bytes);
	ADD_TEST(marks_tell_other_machines_what_this_is);
	ADD_TEST(the_date_has_the_offset_of_its_day);
	ADD_TEST(a_long_thread_keeps_its_beginning_and_its_end);
	ADD_TEST(no_line_of_the_body_is_too_long);
	return run_table("letter-compose");
}
