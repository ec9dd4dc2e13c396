/* One mail for each trap: what real programs and gateways make of names, encodings, nesting. */
#include <diarie/message.h>
#include "../../src/message/message-internal.h"
#include "table.h"

#include <string.h>

#define HEAD "From: Eva <eva@kommun.example>\nSubject: Rapport\nMIME-Version: 1.0\n"
#define MIXED(parts) HEAD "Content-Type: multipart/mixed; boundary=g\n\n" parts "--g--\n"
#define PART(headers, body) "--g\n" headers "\n\n" body "\n"
#define NAMED(disposition) MIXED(PART("Content-Type: application/pdf\nContent-Disposition: attachment; " disposition, "x"))
#define BODY(headers, text) HEAD headers "\n" text

/* Every part as "depth:parent:type:name:bytes", those of the mail's own text with a "t" in front. */
static char *
dump_parts(const DiMessage *message)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < message->parts->len; i++) {
		const DiPart *part = message->parts->pdata[i];
		gsize size;
		const char *bytes = g_bytes_get_data(part->bytes, &size);

		g_string_append_printf(out, "%s%s%d:%d:%s:%s:%.*s|", part->is_text ? "t" : "",
			part->is_inline_image ? "i" : "", part->depth, part->parent, part->type,
			part->name ? part->name : "-", (int)size, bytes ? bytes : "");
	}
	return g_string_free(out, FALSE);
}

static DiMessage *
read_text(const char *given)
{
	g_autoptr(GBytes) bytes = g_bytes_new(given, strlen(given));

	return di_message_read(bytes);
}

static const struct Row {
	const char *sentence, *given, *expected;
} part_rows[] = {
	/* clang-format off */
	{"a plain mail", BODY("", "hej\n"), "t0:-1:text/plain:-:hej\n|"},
	{"no MIME-Version", "From: a@b.example\nContent-Type: text/html\n\n<p>hej", "t0:-1:text/html:-:<p>hej|"},
	{"CRLF", "From: a@b.example\r\nSubject: x\r\n\r\nhej\r\nhopp\r\n", "t0:-1:text/plain:-:hej\nhopp\n|"},
	{"an mbox line first", "From a@b Mon Jan  5 08:00:00 2026\n" BODY("", "hej"), "t0:-1:text/plain:-:hej|"},
	{"CR CR LF", "From: a@b.example\r\r\nSubject: x\r\r\n\r\r\nhej\r\r\nhopp\r\r\n", "t0:-1:text/plain:-:hej\nhopp\n|"},
	{"CR CR LF, after what our server wrote", "X-Our: x\r\nFrom: a@b.example\r\r\nSubject: x\r\r\n\r\r\nhej\r\r\n\r\r\nhopp", "t0:-1:text/plain:-:hej\n\nhopp|"},
	{"CR in a text and one in a subject", "From: a@b.example\r\nSubject: x\rTo: y\r\n\r\nhej\r\rFrom: c\r\n", "t0:-1:text/plain:-:hej\n\nFrom: c\n|"},
	{"a byte order mark before the header", "\xef\xbb\xbf" BODY("", "hej"), "t0:-1:text/plain:-:hej|"},
	{"RFC 2231 name", NAMED("filename*=utf-8''%C3%A5rs.pdf"), "0:-1:application/pdf:års.pdf:x|"},
	{"RFC 2231 in latin-1 with a language", NAMED("filename*=iso-8859-1'sv'%E5r.pdf"), "0:-1:application/pdf:år.pdf:x|"},
	{"RFC 2231 in pieces", NAMED("filename*0*=utf-8''%C3%A5r;\n filename*1=\"sbilaga\"; filename*2=.pdf"), "0:-1:application/pdf:årsbilaga.pdf:x|"},
	{"RFC 2047 in a name", NAMED("filename=\"=?utf-8?Q?=C3=A5r.pdf?=\""), "0:-1:application/pdf:år.pdf:x|"},
	{"RFC 2047 split over two words", NAMED("filename=\"=?utf-8?Q?=C3=A5?=\n =?utf-8?Q?r.pdf?=\""), "0:-1:application/pdf:år.pdf:x|"},
	{"a raw UTF-8 name", NAMED("filename=\"\xc3\xa5r.pdf\""), "0:-1:application/pdf:år.pdf:x|"},
	{"a raw latin-1 name", NAMED("filename=\"\xe5r.pdf\""), "0:-1:application/pdf:år.pdf:x|"},
	{"a decomposed name from macOS", NAMED("filename=\"a\xcc\x8ar.pdf\""), "0:-1:application/pdf:år.pdf:x|"},
	{"an unquoted name with spaces", NAMED("filename=Kvartal mars 2026.pdf"), "0:-1:application/pdf:Kvartal mars 2026.pdf:x|"},
	{"a name with folders", NAMED("filename=\"..\\\\..\\\\etc/passwd.pdf\""), "0:-1:application/pdf:passwd.pdf:x|"},
	{"line ends in a name", NAMED("filename*=utf-8''rap%0D%0ABcc:%20x.pdf"), "0:-1:application/pdf:rap Bcc: x.pdf:x|"},
	{"an override of direction in a name", NAMED("filename*=utf-8''a%E2%80%AEfdp.exe"), "0:-1:application/pdf:afdp.exe:x|"},
	{"a name in Content-Type only", MIXED(PART("Content-Type: application/pdf; name=\"a.pdf\"", "x")), "0:-1:application/pdf:a.pdf:x|"},
	{"a text that is an attachment", MIXED(PART("Content-Type: text/plain; name=a.txt\nContent-Disposition: inline", "x")), "0:-1:text/plain:a.txt:x|"},
	{"a logo", MIXED(PART("Content-Type: image/png\nContent-ID: <l@x>", "x")), "i0:-1:image/png:-:x|"},
	{"an unclosed boundary", HEAD "Content-Type: multipart/mixed; boundary=g\n\n" PART("Content-Type: text/plain", "hej"), "t0:-1:text/plain:-:hej\n|"},
	{"base64", BODY("Content-Transfer-Encoding: base64\n", "aGVq\n"), "t0:-1:text/plain:-:hej|"},
	{"base64 with padding in the middle", BODY("Content-Transfer-Encoding: base64\n", "aA==ZWo=\n"), "t0:-1:text/plain:-:hej|"},
	{"base64 with junk", BODY("Content-Transfer-Encoding: base64\n", "a!G*V\nq"), "t0:-1:text/plain:-:hej|"},
	{"base64 without its padding", BODY("Content-Transfer-Encoding: base64\n", "aGVqIQ"), "t0:-1:text/plain:-:hej!|"},
	{"the encoding given twice", BODY("Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64\n", "aGVq"), "t0:-1:text/plain:-:hej|"},
	{"quoted-printable", BODY("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n", "=C3=A5r=\nligen"), "t0:-1:text/plain:-:årligen|"},
	{"latin-1 that is windows-1252", BODY("Content-Type: text/plain; charset=iso-8859-1\n", "\x93\xe5\x94"), "t0:-1:text/plain:-:“å”|"},
	{"UTF-8 that says it is latin-1", BODY("Content-Type: text/plain; charset=iso-8859-1\n", "\xc3\xa5"), "t0:-1:text/plain:-:å|"},
	{"eight bits and no character set", BODY("", "\xe5"), "t0:-1:text/plain:-:å|"},
	{"an unknown character set", BODY("Content-Type: text/plain; charset=x-okand\n", "\xe5"), "t0:-1:text/plain:-:å|"},
	{"windows-1251 as declared", BODY("Content-Type: text/plain; charset=windows-1251\n", "\xc4\xe0"), "t0:-1:text/plain:-:Да|"},
	{"UTF-7 as declared", BODY("Content-Type: text/plain; charset=utf-7\n", "+AOU-r"), "t0:-1:text/plain:-:år|"},
	{"quoted-printable whose lines got blanks at their ends", BODY("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n", "=c3=A5r= \t\r\nligen  \r\n= och =\n"), "t0:-1:text/plain:-:årligen\n= och |"},
	{"UTF-16 in base64", BODY("Content-Type: text/plain; charset=utf-16le\nContent-Transfer-Encoding: base64\n", "5QByAA=="), "t0:-1:text/plain:-:år|"},
	{"flowed text is whole lines", BODY("Content-Type: text/plain; format=flowed\n", "en lång \nrad\n\n> citat \n> mer\n-- \nEva"), "t0:-1:text/plain:-:en lång rad\n\n> citat mer\n-- \nEva|"},
	{"flowed text with DelSp", BODY("Content-Type: text/plain; format=flowed; delsp=yes\n", "en lå \nng rad"), "t0:-1:text/plain:-:en lång rad|"},
	{"uuencode in a text", BODY("", "Hej\nbegin 644 a.txt\n#:&5J\n`\nend\nslut"), "t0:-1:text/plain:-:Hej\nslut\n|0:-1:application/octet-stream:a.txt:hej|"},
	{"\"begin\" in a sentence is none", BODY("", "begin 644 nothing\nof the kind"), "t0:-1:text/plain:-:begin 644 nothing\nof the kind|"},
	{"a forwarded mail", MIXED(PART("Content-Type: message/rfc822", "From: x@y.example\nContent-Type: multipart/mixed; boundary=h\n\n--h\nContent-Type: application/pdf; name=a.pdf\n\nx\n--h--")), "1:-1:application/pdf:a.pdf:x|"},
	{"a forwarded mail in base64", MIXED(PART("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64", "RnJvbTogYUBiLmV4YW1wbGUKQ29udGVudC1UeXBlOiBhcHBsaWNhdGlvbi9wZGY7IG5hbWU9YS5wZGYKCng=")),
		"0:-1:message/rfc822:-:From: a@b.example\nContent-Type: application/pdf; name=a.pdf\n\nx|1:0:application/pdf:a.pdf:x|"},
	{"a clear signature", HEAD "Content-Type: multipart/signed; boundary=g; protocol=\"application/pkcs7-signature\"\n\n"
		PART("Content-Type: application/pdf; name=a.pdf", "x") PART("Content-Type: application/pkcs7-signature; name=smime.p7s", "s") "--g--\n",
		"0:-1:application/pdf:a.pdf:x|0:-1:application/pkcs7-signature:smime.p7s:s|"},
	/* clang-format on */
};

static void
check_parts(void **state)
{
	const struct Row *row = *state;
	g_autoptr(DiMessage) message = read_text(row->given);
	g_autofree char *parts = NULL;

	assert_non_null(message);
	parts = dump_parts(message);
	assert_string_equal(parts, row->expected);
	assert_false(message->gave_up);
	assert_false(message->is_encrypted);
}

static const struct Row given_up_rows[] = {
	/* clang-format off */
	{"winmail.dat that is none", MIXED(PART("Content-Type: application/ms-tnef; name=winmail.dat", "x")), "winmail.dat"},
	{"message/partial", BODY("Content-Type: message/partial; number=1; total=2; id=x\n", "x"), "message/partial"},
	{"external-body", BODY("Content-Type: message/external-body; access-type=URL\n", "Content-Type: a/b\n\n"), "message/partial"},
	{"base64 that is something else", MIXED(PART("Content-Type: a/b\nContent-Transfer-Encoding: base64", "((((((((((((((((((((((((((((((((((((((((aGVq")), "avkodas"},
	{"a multipart without any part", HEAD "Content-Type: multipart/mixed; boundary=g\n\nhej\n", "skiljas"},
	{"a forwarded mail that is empty", MIXED(PART("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64", "")), "bifogat brev"},
	{"a PKCS#7 part that is none", BODY("Content-Type: application/pkcs7-mime; name=smime.p7m\n", "hej"), "S/MIME"},
	/* clang-format on */
};

static void
check_given_up(void **state)
{
	const struct Row *row = *state;
	g_autoptr(DiMessage) message = read_text(row->given);

	assert_non_null(message);
	assert_true(message->gave_up);
	assert_non_null(strstr(message->gave_up_why, row->expected));
}

/* The sender's lines end by CR: who it is, as "from|subject", and nothing more is believed. */
#define CR_MAIL "From: Eva <eva@kommun.example>\rTo: b@b.example\rSubject: =?utf-8?Q?=C3=85r?=\r rapport\rContent-Type: text/plain\r\rhej\rFrom: c@c.example\r"
static const struct Row cr_rows[] = {
	/* clang-format off */
	{"all lines end by CR", CR_MAIL, "eva@kommun.example|År rapport"},
	{"those that our server did not write", "Received: by mx.finsam.example;\r\n Tue, 14 Apr 2026 08:00:00 +0000\r\n" CR_MAIL, "eva@kommun.example|År rapport"},
	{"and the mail has a second header", "Received: x\n" CR_MAIL "\n\nFrom: d@d.example\n\nhej\n", "eva@kommun.example|År rapport"},
	{"those of the header alone", "From: eva@kommun.example\rTo: b@b.example\rSubject: x\r\rhej\nhopp\n\nhej\n", "eva@kommun.example|x"},
	{"and the empty line is CR LF", "From: eva@kommun.example\rTo: b@b.example\rSubject: x\r\n\r\nhej\n", "eva@kommun.example|x"},
	{"LF CR", "From: eva@kommun.example\n\rTo: b@b.example\n\rSubject: x\n\r\n\rhej\n\r", "eva@kommun.example|x"},
	{"two senders are none", "From: eva@kommun.example\r\nX: y\rFrom: c@c.example\rSubject: x\r\r\r\n", "-|x"},
	/* clang-format on */
};

static void
check_cr(void **state)
{
	const struct Row *row = *state;
	g_autoptr(DiMessage) message = read_text(row->given);
	g_autofree char *told = NULL;

	assert_non_null(message);
	assert_true(message->gave_up);
	assert_int_equal(message->parts->len, 0);
	told = g_strdup_printf("%s|%s", message->from->len == 1 ? ((const DiMailAddress *)message->from->pdata[0])->address : "-", message->subject);
	assert_string_equal(told, row->expected);
}

static const struct Row encrypted_rows[] = {
	/* clang-format off */
	{"PGP/MIME", HEAD "Content-Type: multipart/encrypted; boundary=g\n\n" PART("Content-Type: application/pgp-encrypted", "Version: 1") "--g--", ""},
	{"PGP in the text", BODY("", "-----BEGIN PGP MESSAGE-----\nx"), ""},
	{"Microsoft's rpmsg", MIXED(PART("Content-Type: application/x-microsoft-rpmsg-message; name=message.rpmsg", "x")), ""},
	{"S/MIME enveloped", BODY("Content-Type: application/pkcs7-mime; name=smime.p7m\nContent-Transfer-Encoding: base64\n", "MA0GCSqGSIb3DQEHA6AA"), ""},
	/* clang-format on */
};

static void
check_encrypted(void **state)
{
	const struct Row *row = *state;
	g_autoptr(DiMessage) message = read_text(row->given);

	assert_non_null(message);
	assert_true(message->is_encrypted);
}

/* ContentInfo { signedData, [0] SignedData { 1, {}, { data, [0] OCTET STRING } } }, definite and indefinite */
static const struct Signed {
	const char *sentence;
	const char *der;
	gsize size;
} signed_rows[] = {
#define DER(text) text, sizeof text - 1
	/* clang-format off */
	{"an opaque signature with definite lengths", DER("\x30\x43\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x36\x30\x34\x02\x01\x01\x31\x00"
		"\x30\x2d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x20\x04\x1e" "Content-Type: text/plain\n\nhej\n")},
	{"an opaque signature in pieces of indefinite length", DER("\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80\x30\x80\x02\x01\x01\x31\x00"
		"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x80\x24\x80\x04\x0e" "Content-Type: " "\x04\x10" "text/plain\n\nhej\n"
		"\0\0\0\0\0\0\0\0\0\0\0\0")},
	/* clang-format on */
};

static void
check_signed(void **state)
{
	const struct Signed *row = *state;
	g_autoptr(GString) mail = g_string_new(
		HEAD "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\n\n");
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(DiMessage) message = NULL;
	const DiPart *inner;

	g_string_append_len(mail, row->der, (gssize)row->size);
	bytes = g_bytes_new(mail->str, mail->len);
	message = di_message_read(bytes);
	assert_int_equal(message->parts->len, 2);
	inner = message->parts->pdata[1];
	assert_true(inner->is_text);
	assert_int_equal(inner->parent, 0);
	assert_memory_equal(g_bytes_get_data(inner->bytes, NULL), "hej", 3);
	assert_false(message->is_encrypted);
}

/* Cut at every byte, the walk over DER never reads past the end (the sanitizers watch). */
static void
a_signature_cut_anywhere_is_no_harm(void **state G_GNUC_UNUSED)
{
	for (gsize n = 0; n < signed_rows[1].size; n++) {
		g_autoptr(GString) mail = g_string_new(HEAD "Content-Type: application/pkcs7-mime\n\n");
		g_autoptr(GBytes) bytes = NULL;
		g_autoptr(DiMessage) message = NULL;

		g_string_append_len(mail, signed_rows[1].der, (gssize)n);
		bytes = g_bytes_new(mail->str, mail->len);
		message = di_message_read(bytes);
		assert_non_null(message);
	}
}

/* winmail.dat, put together here: title cut to 8.3, the long name among the properties */

static void
append_le(GString *out, guint32 value, int bytes)
{
	for (int i = 0; i < bytes; i++)
		g_string_append_c(out, (char)(value >> 8 * i & 0xff));
}

static void
append_attribute(GString *out, guint32 id, const char *value, gsize size)
{
	g_string_append_c(out, 2);
	append_le(out, id, 4);
	append_le(out, (guint32)size, 4);
	g_string_append_len(out, value, (gssize)size);
	append_le(out, 0, 2); /* the checksum is not looked at */
}

static GString *
tnef_new(void)
{
	static const char properties[] =
		"\x03\0\0\0" "\x03\0\x05\x37" "\x01\0\0\0" /* method: by value */
		"\x1f\0\x01\x80" "0123456789abcdef" "\x01\0\0\0" "\x03\0\0\0" "abc\0" "\x01\0\0\0" "\x02\0\0\0" "x\0\0\0"
		"\x1f\0\x07\x37" "\x01\0\0\0" "\x16\0\0\0" "\xe5\0r\0s\0r\0a\0p\0p\0.\0p\0d\0f\0\0";
	GString *tnef = g_string_new(NULL);

	append_le(tnef, 0x223e9f78, 4);
	append_le(tnef, 1, 2);
	append_attribute(tnef, 0x00089006, "\0\0\1\0", 4); /* version */
	append_attribute(tnef, 0x00069002, "x", 1);
	append_attribute(tnef, 0x00018010, "\xe5RSRA~1.PDF", 12);
	append_attribute(tnef, 0x0006800f, "hej", 3);
	append_attribute(tnef, 0x00069005, properties, sizeof properties - 1);
	append_attribute(tnef, 0x00069002, "x", 1);
	append_attribute(tnef, 0x00018010, "a.txt", 6);
	append_attribute(tnef, 0x0006800f, "hopp", 4);
	return tnef;
}

static DiMessage *
read_tnef(const GString *tnef, gsize size)
{
	g_autoptr(GString) mail = g_string_new(HEAD "Content-Type: application/ms-tnef; name=winmail.dat\n\n");
	g_autoptr(GBytes) bytes = NULL;

	g_string_append_len(mail, tnef->str, (gssize)size);
	bytes = g_bytes_new(mail->str, mail->len);
	return di_message_read(bytes);
}

static void
winmail_dat_is_opened(void **state G_GNUC_UNUSED)
{
	g_autoptr(GString) tnef = tnef_new();
	g_autoptr(DiMessage) message = read_tnef(tnef, tnef->len);
	const DiPart *first, *second;

	assert_false(message->gave_up);
	assert_int_equal(message->parts->len, 3);
	first = message->parts->pdata[1];
	second = message->parts->pdata[2];
	assert_string_equal(first->name, "årsrapp.pdf");
	assert_memory_equal(g_bytes_get_data(first->bytes, NULL), "hej", 3);
	assert_int_equal(first->depth, 1);
	assert_int_equal(first->parent, 0);
	assert_string_equal(second->name, "a.txt");
}

static void
winmail_dat_cut_anywhere_is_noted(void **state G_GNUC_UNUSED)
{
	g_autoptr(GString) tnef = tnef_new();
	int not_noted = 0;

	for (gsize n = 0; n < tnef->len; n++) {
		g_autoptr(DiMessage) message = read_tnef(tnef, n);

		assert_in_range(message->parts->len, 1, 2);
		not_noted += !message->gave_up;
	}
	assert_in_range(not_noted, 1, 4); /* only where the cut is between two attributes, and an attachment is whole */
}

/* The example of [MS-OXRTFCP] 4.1.1: references into the window that RTF begins with, and into itself. */
#define SPEC_RTF "\x2d\0\0\0\x2b\0\0\0\x4c\x5a\x46\x75\xf1\xc5\xc7\xa7\x03\x00\x0a\x00\x72\x63\x70\x67\x31\x32\x35\x42\x32\x0a\xf3\x20" \
	"\x68\x65\x6c\x09\x00\x20\x62\x77\x05\xb0\x6c\x64\x7d\x0a\x80\x0f\xa0"
#define SPEC_TEXT "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"

static void
compressed_rtf_is_unpacked(void **state G_GNUC_UNUSED)
{
	g_autoptr(GBytes) rtf = di_lzfu_open((const guint8 *)SPEC_RTF, sizeof SPEC_RTF - 1);
	gsize size;
	const char *text = g_bytes_get_data(rtf, &size);

	assert_int_equal(size, strlen(SPEC_TEXT));
	assert_memory_equal(text, SPEC_TEXT, size);
	for (gsize n = 0; n < sizeof SPEC_RTF - 1; n++) {
		g_autofree guint8 *cut = g_memdup2(SPEC_RTF, n);
		g_autoptr(GBytes) less = di_lzfu_open(cut, n);

		assert_true(!less || g_bytes_get_size(less) <= strlen(SPEC_TEXT));
	}
}

/* As Exchange writes it ([MS-OXRTFEX] 2.1.3): tags, text, what is for RTF readers alone, and a letter by its code. */
static void
a_page_that_is_packed_into_rtf_is_taken_out(void **state G_GNUC_UNUSED)
{
	static const char page[] = "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 \\deff0{\\fonttbl{\\f0\\fswiss Arial;}}{\\colortbl;\\red0;}\n"
		"{\\*\\htmltag19 <html>}{\\*\\htmltag64 <p class=\\'e5>}\\htmlrtf {\\htmlrtf0 V\\'e5ren \\u8211?2026 \\{x\\}{\\*\\htmltag84 &nbsp;}\\htmlrtf \\'a0\\par}\\htmlrtf0 "
		"{\\*\\htmltag72 </p>}{\\*\\annat bort}\\par\n{\\*\\htmltag27 </html>}}";
	static const char wanted[] = "<html><p class=å>Våren –2026 {x}&nbsp;</p>\n</html>";
	g_autoptr(GBytes) packed = g_bytes_new_static(page, sizeof page - 1), plain = g_bytes_new_static(SPEC_TEXT, sizeof SPEC_TEXT - 1);
	g_autofree char *html = di_rtf_html(packed), *none = di_rtf_html(plain);

	assert_string_equal(html, wanted);
	assert_null(none);
	for (gsize n = 0; n < sizeof page - 1; n++) {
		g_autoptr(GBytes) cut = g_bytes_new(page, n);
		g_autofree char *part = di_rtf_html(cut);

		assert_true(!part || strlen(part) <= sizeof wanted);
	}
}

static void
part_free(gpointer data)
{
	DiPart *part = data;

	g_free(part->name);
	g_free(part->type);
	g_bytes_unref(part->bytes);
	g_free(part);
}

static void
winmail_dat_as_a_file_gives_its_text_too(void **state G_GNUC_UNUSED)
{
	static const char properties[] = "\1\0\0\0" "\x02\x01\x09\x10" "\1\0\0\0" "\x31\0\0\0" SPEC_RTF "\0\0\0";
	g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(part_free);
	g_autoptr(GString) tnef = g_string_new(NULL), files = tnef_new();
	g_autoptr(GBytes) bytes = NULL;
	const DiPart *text;

	append_le(tnef, 0x223e9f78, 4);
	append_le(tnef, 1, 2);
	append_attribute(tnef, 0x00069003, properties, sizeof properties - 1);
	g_string_append_len(tnef, files->str + 6, (gssize)files->len - 6);
	bytes = g_bytes_new(tnef->str, tnef->len);
	assert_true(di_message_open_tnef(bytes, 1, 4, parts));
	assert_int_equal(parts->len, 3);
	assert_string_equal(((const DiPart *)parts->pdata[0])->name, "årsrapp.pdf");
	text = parts->pdata[2];
	assert_string_equal(text->name, DI_MAIL_TEXT_RTF);
	assert_int_equal(g_bytes_get_size(text->bytes), strlen(SPEC_TEXT));
	assert_int_equal(text->parent, 4);
}

static const struct Row no_mail_rows[] = {
	{"nothing", "", ""},
	{"a text without a header", "Hej!\n\nHär är rapporten.\n", ""},
	{"a number", "4711", ""},
};

static void
check_no_mail(void **state)
{
	const struct Row *row = *state;
	g_autoptr(DiMessage) message = read_text(row->given);

	assert_null(message);
}

/* Bombs */

static void
nesting_is_bounded_and_noted(void **state G_GNUC_UNUSED)
{
	g_autoptr(GString) mail = g_string_new("From: a@b.example\n");
	g_autoptr(DiMessage) message = NULL;

	for (int i = 0; i < 5000; i++)
		g_string_append_printf(mail, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
	g_string_append(mail, "Content-Type: text/plain\n\nhej\n");
	message = read_text(mail->str);
	assert_non_null(message);
	assert_true(message->gave_up);
}

static void
parts_are_bounded_and_the_first_are_kept(void **state G_GNUC_UNUSED)
{
	g_autoptr(GString) mail = g_string_new(HEAD "Content-Type: multipart/mixed; boundary=g\n\n");
	g_autoptr(DiMessage) message = NULL;

	for (int i = 0; i < 5000; i++)
		g_string_append(mail, PART("Content-Type: a/b", "x"));
	message = read_text(mail->str);
	assert_true(message->gave_up);
	assert_in_range(message->parts->len, 1900, 2000);
}

static void
a_huge_header_is_cut_and_the_body_read(void **state G_GNUC_UNUSED)
{
	g_autoptr(GString) mail = g_string_new(HEAD);
	g_autoptr(DiMessage) message = NULL;

	for (int i = 0; i < 200000; i++)
		g_string_append_printf(mail, "X-F%d: x\n", i);
	g_string_append(mail, "\nhej");
	message = read_text(mail->str);
	assert_true(message->gave_up);
	assert_int_equal(message->parts->len, 1);
	assert_string_equal(message->subject, "Rapport");
}

static void
a_boundary_that_gmime_refuses_is_noted(void **state G_GNUC_UNUSED)
{
	g_autofree char *boundary = g_strnfill(5000, 'b');
	g_autofree char *filler = g_strnfill(20000, 'x');
	g_autofree char *mail = g_strdup_printf(HEAD "Content-Type: multipart/mixed; boundary=%s\n\n--%s\n"
		"Content-Type: application/pdf; name=a.pdf\n\n%s\n--%s--\n", boundary, boundary, filler, boundary);
	g_autoptr(DiMessage) message = read_text(mail);
	const DiPart *part = message->parts->len > 0 ? message->parts->pdata[0] : NULL;

	assert_true(message->gave_up || (part && g_bytes_get_size(part->bytes) >= 20000));
}

/* Headers */

static void
headers_come_out_clean(void **state G_GNUC_UNUSED)
{
	g_autoptr(DiMessage) message = read_text(
		"Return-Path: <eva@kommun.example>\n"
		"Authentication-Results: mx.forbund.example; dmarc=pass header.from=kommun.example\n"
		"Received: from post.forbund.example (post [10.0.0.1]) by imap.forbund.example with LMTP; Mon, 5 Jan 2026 08:00:02 +0100\n"
		"Authentication-Results: post.forbund.example;\n spf=pass\n"
		"Received: from out.kommun.example by post.forbund.example; Mon, 5 Jan 2026 08:00:01 +0100\n"
		"Authentication-Results: mx.forbund.example; dmarc=pass header.from=bank.example\n"
		"Received: from x by out.kommun.example; Mon, 5 Jan 2026 07:59:00 +0100\n"
		"From: =?utf-8?Q?Eva=0D=0ABcc=3A_x=40y.example?= <eva@kommun.example>\n"
		"To: kontakt@forbund.example, Grupp: a@b.example, c@d.example;\n"
		"Reply-To: svar@kommun.example\n"
		"Subject: =?utf-8?B?UmFwDQpCY2M6IHg=?= =?iso-8859-1?Q?_f=F6r_Q1?=\n"
		"Message-ID: <1@kommun.example>\nIn-Reply-To: Ert brev <2@forbund.example>\n"
		"References: <0@forbund.example>\n <2@forbund.example>\n"
		"Date: Mon, 5 Jan 2026 07:58:00 +0100\n\nhej\n");
	const DiMailAddress *from = message->from->pdata[0];
	const DiReceived *received = message->received->pdata[0];

	assert_int_equal(message->from->len, 1);
	assert_string_equal(from->address, "eva@kommun.example");
	assert_string_equal(from->name, "Eva Bcc: x@y.example");
	assert_int_equal(message->to->len, 3);
	assert_string_equal(message->subject, "Rap Bcc: x för Q1");
	assert_string_equal(message->message_id, "<1@kommun.example>");
	assert_string_equal(message->in_reply_to, "<2@forbund.example>");
	assert_string_equal(message->references[1], "<2@forbund.example>");
	assert_int_equal(message->received->len, 3);
	assert_string_equal(received->by_host, "imap.forbund.example");
	assert_true(received->time == di_time_parse("2026-01-05T08:00:02+01:00"));
	assert_true(message->date == di_time_parse("2026-01-05T07:58:00+01:00"));
	assert_int_equal(g_strv_length(message->authentication), 2);
	assert_non_null(strstr(message->authentication[0], "kommun.example"));
	assert_string_equal(message->authentication[1], "post.forbund.example; spf=pass");
	assert_string_equal(message->return_path, "eva@kommun.example");
	assert_null(di_message_machine(message));
}

/* The hop by which a stranger's mail came in: what stands below it vouches for nobody and sets no day of arrival. */
static const struct HopRow {
	const char *sentence, *from; /* of the second Received, newest first */
	gboolean is_ours;
} hop_rows[] = {
	{"our own filter, by its name", "filter.forbund.example (filter.forbund.example [192.0.2.7])", TRUE},
	{"our own filter, without a name in DNS", "filter.forbund.example (unknown [10.1.2.3])", TRUE},
	{"this machine", "localhost (localhost [127.0.0.1])", TRUE},
	{"Exchange's own, by its address alone", "AM0P.forbund.example (2603:10a6:20b:74::22)", TRUE},
	{"a stranger", "mail.elak.example (mail.elak.example [203.0.113.9])", FALSE},
	{"a stranger who calls himself ours, without a name in DNS", "mx.forbund.example (unknown [203.0.113.9])", FALSE},
	{"a stranger who calls himself ours, with his own name", "mx.forbund.example (dsl.elak.example [203.0.113.9])", FALSE},
	{"a stranger whose name may be forged", "mx.forbund.example (mx.forbund.example [203.0.113.9] (may be forged))", FALSE},
	{"a stranger who calls himself this machine", "localhost (unknown [203.0.113.9])", FALSE},
	{"a stranger, as qmail writes", "unknown (HELO mx.forbund.example) ([203.0.113.9])", FALSE},
	{"a stranger, as Exim writes", "[203.0.113.9] (helo=mx.forbund.example)", FALSE},
};

static void
check_hop(void **state)
{
	const struct HopRow *row = *state;
	g_autofree char *text = g_strdup_printf(
		"Received: from mx.forbund.example (mx.forbund.example [10.0.0.1]) by imap.forbund.example; Mon, 5 Jan 2026 08:00:02 +0100\n"
		"Received: from %s by mx.forbund.example; Mon, 5 Jan 2026 08:00:01 +0100\n"
		"Authentication-Results: mx.forbund.example; dmarc=pass header.from=forbund.example\n"
		"Received: from x.forbund.example by mx.forbund.example; Thu, 1 Jan 2026 08:00:00 +0100\n"
		"From: anna@forbund.example\n\nhej\n", row->from);
	g_autoptr(DiMessage) message = read_text(text);
	const DiReceived *hop = message->received->pdata[1], *below = message->received->pdata[2];

	assert_false(hop->is_beyond);
	assert_int_equal(below->is_beyond, !row->is_ours);
	assert_int_equal(g_strv_length(message->authentication), row->is_ours ? 1 : 0);
}

static void
a_delivery_report_says_which_letter_did_not_arrive(void **state G_GNUC_UNUSED)
{
	g_autoptr(DiMessage) message = read_text(
		"Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nSubject: Undelivered\n"
		"Content-Type: multipart/report; report-type=delivery-status; boundary=g\n\n"
		PART("Content-Type: text/plain", "Sorry")
		PART("Content-Type: message/delivery-status", "Reporting-MTA: dns; mx.example\n\n"
			"Final-Recipient: rfc822; sen@kommun.example\nAction: delayed\nStatus: 4.4.1\n\n"
			"Original-Recipient: rfc822;eva@kommun.example\nFinal-Recipient: rfc822; eva@annan.example\n"
			"Action: failed\nStatus: 5.1.1\n")
		PART("Content-Type: text/rfc822-headers", "From: kontakt@forbund.example\nMessage-ID: <brev-1@forbund.example>\nSubject: x")
		"--g--\n");

	assert_true(message->is_delivery_report);
	assert_string_equal(message->bounced_recipient, "eva@kommun.example");
	assert_string_equal(message->bounced_action, "failed");
	assert_string_equal(message->bounced_status, "5.1.1");
	assert_string_equal(message->bounced_message_id, "<brev-1@forbund.example>");
	assert_string_equal(di_message_machine(message), "bounce");
}

/* What servers write that do not write RFC 3464. */
#define COPY "Return-Path: <kontakt@forbund.example>\nReceived: from diarie by mx.forbund.example; Mon, 5 Jan 2026 08:00:00 +0100\n" \
	"From: =?utf-8?q?F=C3=B6rbundet?= <kontakt@forbund.example>\nTo: Eva Ek\n <eva@kommun.example>\nSubject: x\nMessage-ID: <brev-1@forbund.example>\n\nHej!\n"
static const struct WordsRow {
	const char *sentence, *header, *words;
	gboolean for_good;
} words_rows[] = {
	/* clang-format off */
	{"qmail", "Return-Path: <>\nFrom: MAILER-DAEMON@mx.kommun.example\nSubject: failure notice\n",
		"Hi. This is the qmail-send program at mx.kommun.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n"
		"This is a permanent error; I've given up. Sorry it didn't work out.\n\n<eva@kommun.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
		"--- Below this line is a copy of the message.\n\n", TRUE},
	{"Exim, before it wrote reports", "From: Mail Delivery System <Mailer-Daemon@mx.kommun.example>\nX-Failed-Recipients: eva@kommun.example\n"
		"Auto-Submitted: auto-replied\nSubject: Mail delivery failed: returning message to sender\n",
		"This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\n"
		"recipients. This is a permanent error. The following address(es) failed:\n\n  eva@kommun.example\n    SMTP error from remote mail server after "
		"RCPT TO:<eva@kommun.example>:\n    550 5.1.1 unknown user\n\n------ This is a copy of the message, including all the headers. ------\n\n", TRUE},
	{"a gateway that quotes the server alone", "From: postmaster@kommun.example\nSubject: Undeliverable: x\n", "Your message was refused:\n\n"
		"host mail.kommun.example said: 554 relay refused\n\n", TRUE},
	{"Exim waits", "From: Mail Delivery System <Mailer-Daemon@mx.kommun.example>\nAuto-Submitted: auto-replied\n"
		"Subject: Warning: message 1abc delayed 24 hours\n", "A message that you sent has not yet been delivered to one or more of its\n"
		"recipients after more than 24 hours. 550 came once.\n\n", FALSE},
	{"no reason", "From: MAILER-DAEMON@mx.kommun.example\nSubject: Returned mail\n", "Something happened.\n\n", FALSE},
	{"a person who quotes the whole letter", "From: Eva <eva@kommun.example>\nSubject: Re: x\n", "Ert brev säger permanent error:\n\n", FALSE},
	/* clang-format on */
};

static void
check_words(void **state)
{
	const struct WordsRow *row = *state;
	g_autofree char *text = g_strconcat(row->header, "\n", row->words, COPY, NULL);
	g_autoptr(DiMessage) message = read_text(text);

	assert_false(message->is_delivery_report);
	if (!row->for_good) {
		assert_null(message->bounced_message_id);
		return;
	}
	assert_non_null(di_message_machine(message));
	assert_string_equal(message->bounced_message_id, "<brev-1@forbund.example>");
	assert_string_equal(message->bounced_recipient, "eva@kommun.example");
	assert_int_equal(message->bounced_status[0], '5');
}

static void
a_delivery_report_with_the_whole_letter(void **state G_GNUC_UNUSED)
{
	g_autoptr(DiMessage) message = read_text(
		"From: MAILER-DAEMON@mx.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=g\n\n"
		PART("Content-Type: message/delivery-status", "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822;a@b.example\nAction: failed\nStatus: 5.0.0")
		PART("Content-Type: message/rfc822", "Message-ID: <brev-2@forbund.example>\nFrom: x@y.example\n\nhej") "--g--\n");

	assert_string_equal(message->bounced_message_id, "<brev-2@forbund.example>");
	assert_string_equal(message->bounced_recipient, "a@b.example");
}

static const struct Row link_rows[] = {
	{"SharePoint", "https://kommun.sharepoint.com/:w:/s/x", "yes"},
	{"OneDrive's short links", "<a href=\"https://1drv.ms/w/s!x\">", "yes"},
	{"within a safe link", "https://x.protection.outlook.example/?url=https%3A%2F%2Fkommun.sharepoint.com%2Fs", "yes"},
	{"another site", "https://www.kommun.example/sharepoint.com", "no"},
	{"a name that only ends so", "https://notsharepoint.com/x", "no"},
	{"the word alone", "ligger på sharepoint.com", "no"},
};

static void
check_link(void **state)
{
	const struct Row *row = *state;
	g_autofree char *mail = g_strconcat(BODY("", ""), row->given, NULL);
	g_autoptr(DiMessage) message = read_text(mail);

	assert_string_equal(message->has_cloud_link ? "yes" : "no", row->expected);
}

#define HEADED(header, part) "From: a@b.example\n" header "Content-Type: multipart/mixed; boundary=g\n\n" PART("Content-Type: text/plain", "Hej!") part "--g--\n"
#define SCAN_MAIL "Subject: ATP Scan In Progress\nContent-Type: text/html\n\n<p>https://x.sharepoint.com/a</p>"
#define NOTHING ""

/* What the server says about the attachment, and how many parts there are besides. */
static const struct {
	const char *sentence, *given, *said;
	guint parts;
} attachment_rows[] = {
	{"a stand-in, by its subject", HEADED("", PART("Content-Type: message/rfc822", SCAN_MAIL)), "granskas", 1},
	{"a stand-in, by its name", HEADED("", PART("Content-Type: message/rfc822; name=\"Safe Attachments Scan In Progress.eml\"", "Subject: x\n\nx")),
		"granskas", 1},
	{"a stand-in, by its disposition", HEADED("", PART("Content-Type: message/rfc822\nContent-Disposition: attachment; filename=\"ATP Scan In Progress.eml\"",
		"Subject: x\n\nx")), "granskas", 1},
	{"a stand-in that is a file", HEADED("", PART("Content-Type: application/octet-stream; name=\"ATP Scan In Progress.eml\"", SCAN_MAIL)), "granskas", 1},
	{"whatever the field says", HEADED("X-MS-Has-Attach: yes\n", PART("Content-Type: message/rfc822", SCAN_MAIL)), "granskas", 1},
	{"an ordinary mail within the mail", HEADED("", PART("Content-Type: message/rfc822", "Subject: Rapport\n\nx")), NULL, 2},
	{"Exchange says that there is one", HEADED("X-MS-Has-Attach: yes\n", NOTHING), "ja", 1},
	{"Exchange says that there is none", HEADED("X-MS-Has-Attach:\n", NOTHING), "nej", 1},
	{"nobody says anything", HEADED("", NOTHING), NULL, 1},
};

static void
check_attachment(void **state)
{
	const __typeof__(attachment_rows[0]) *row = *state;
	g_autoptr(DiMessage) message = read_text(row->given);

	assert_int_equal(g_strcmp0(message->attachment, row->said), 0);
	assert_int_equal(message->parts->len, row->parts);
	assert_false(message->has_cloud_link);
	assert_false(message->gave_up);
}

int
main(void)
{
	di_message_warm_up();
	ADD_ROWS(part_rows, check_parts);
	ADD_ROWS(given_up_rows, check_given_up);
	ADD_ROWS(cr_rows, check_cr);
	ADD_ROWS(encrypted_rows, check_encrypted);
	ADD_ROWS(signed_rows, check_signed);
	ADD_ROWS(no_mail_rows, check_no_mail);
	ADD_ROWS(link_rows, check_link);
	ADD_ROWS(attachment_rows, check_attachment);
	ADD_TEST(a_signature_cut_anywhere_is_no_harm);
	ADD_TEST(winmail_dat_is_opened);
	ADD_TEST(compressed_rtf_is_unpacked);
	ADD_TEST(a_page_that_is_packed_into_rtf_is_taken_out);
	ADD_TEST(winmail_dat_as_a_file_gives_its_text_too);
	ADD_TEST(winmail_dat_cut_anywhere_is_noted);
	ADD_TEST(nesting_is_bounded_and_noted);
	ADD_TEST(parts_are_bounded_and_the_first_are_kept);
	ADD_TEST(a_huge_header_is_cut_and_the_body_read);
	ADD_TEST(a_boundary_that_gmime_refuses_is_noted);
	ADD_ROWS(hop_rows, check_hop);
	ADD_TEST(headers_come_out_clean);
	ADD_TEST(a_delivery_report_says_which_letter_did_not_arrive);
	ADD_TEST(a_delivery_report_with_the_whole_letter);
	ADD_ROWS(words_rows, check_words);
	return run_table("message-read");
}
