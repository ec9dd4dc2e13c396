/* What a document is by its content. The order is that of certainty: signatures at the very
 * beginning, then containers by what lies in them, then words, and text only when nothing else fits. */
#include "document-internal.h"

#include <diarie/ole.h>

#include <string.h>

static const char *const format_words[] = {
	[DI_FORMAT_MESSAGE] = "eml",
	[DI_FORMAT_DOCX] = "docx",
	[DI_FORMAT_ODT] = "odt",
	[DI_FORMAT_PDF] = "pdf",
	[DI_FORMAT_RTF] = "rtf",
	[DI_FORMAT_DOC] = "doc",
	[DI_FORMAT_HTML] = "html",
	[DI_FORMAT_TXT] = "txt",
	[DI_FORMAT_ZIP] = "zip",
	[DI_FORMAT_XLSX] = "xlsx",
	[DI_FORMAT_OLE_ENCRYPTED] = "docx",
	[DI_FORMAT_IMAGE] = "bild",
	[DI_FORMAT_MSG] = "msg",
	[DI_FORMAT_TNEF] = "tnef",
	[DI_FORMAT_PAGES] = "pages",
	[DI_FORMAT_HEIC] = "heic",
};

const char *
di_format_word(DiFormat format)
{
	return format_words[format];
}

static gboolean
has_at(const char *bytes, size_t size, size_t at, const char *what, size_t what_size)
{
	return at + what_size <= size && memcmp(bytes + at, what, what_size) == 0;
}
#define HAS_AT(at, literal) has_at(bytes, size, (at), (literal), sizeof(literal) - 1)

static gboolean
contains(const char *bytes, size_t size, const char *what, size_t what_size)
{
	return size >= what_size && memmem(bytes, size, what, what_size) != NULL;
}

/* zip: the names in it are read from their headers without unpacking; a file that was cut short has
 * no directory at its end, but its local headers still tell what it was meant to be. */

typedef struct {
	gboolean content_types, word, workbook, other_office, pages, content, manifest;
} ZipNames;

static gboolean
name_begins(const char *name, size_t size, const char *prefix)
{
	size_t length = strlen(prefix);

	return size >= length && g_ascii_strncasecmp(name, prefix, length) == 0;
}

static void
see_name(ZipNames *names, const char *name, size_t size)
{
	names->content_types |= name_begins(name, size, "[Content_Types].xml");
	names->word |= name_begins(name, size, "word/");
	names->workbook |= name_begins(name, size, "xl/");
	names->other_office |= name_begins(name, size, "ppt/") || name_begins(name, size, "visio/");
	names->pages |= name_begins(name, size, "Index/Document.iwa") || name_begins(name, size, "Index.zip") ||
		name_begins(name, size, "buildVersionHistory.plist");
	names->content |= name_begins(name, size, "content.xml");
	names->manifest |= name_begins(name, size, "META-INF/manifest.xml");
}

/* SIGNATURE's headers, whose name length is at LENGTH_AT and whose name follows at NAME_AT. */
static void
see_names(ZipNames *names, const char *bytes, size_t size, const char *signature, size_t length_at, size_t name_at)
{
	const char *at = bytes, *end = bytes + size;

	for (int n = 0; n < 10000; n++) {
		size_t length;

		at = memmem(at, (size_t)(end - at), signature, 4);
		if (!at || (size_t)(end - at) < name_at)
			return;
		length = (guchar)at[length_at] | (size_t)(guchar)at[length_at + 1] << 8;
		if (length > (size_t)(end - at) - name_at)
			return;
		see_name(names, at + name_at, length);
		at += name_at + length;
	}
}

static const char *
zip_directory(const char *bytes, size_t size)
{
	size_t from = size > 66000 ? size - 66000 : 0;
	guint32 offset;

	for (size_t at = size >= 22 ? size - 22 : 0; at > from; at--) {
		if (!HAS_AT(at, "PK\x05\x06"))
			continue;
		memcpy(&offset, bytes + at + 16, sizeof offset);
		offset = GUINT32_FROM_LE(offset);
		return offset < at ? bytes + offset : NULL;
	}
	return NULL;
}

static gboolean
is_other_odf(const char *bytes, size_t size)
{
	return contains(bytes, size, "opendocument.spreadsheet", 24) || contains(bytes, size, "opendocument.presentation", 25) ||
		contains(bytes, size, "opendocument.graphics", 21);
}

static DiFormat
sniff_zip(const char *bytes, size_t size)
{
	static const char odf[] = "mimetypeapplication/vnd.oasis.opendocument.text";
	const char *directory = zip_directory(bytes, size);
	ZipNames names = {0};

	if (has_at(bytes, size, 30, odf, sizeof odf - 1))
		return DI_FORMAT_ODT;
	if (HAS_AT(30, "mimetypeapplication/vnd.oasis.opendocument."))
		return DI_FORMAT_UNKNOWN;
	if (directory)
		see_names(&names, directory, size - (size_t)(directory - bytes), "PK\x01\x02", 28, 46);
	else
		see_names(&names, bytes, size, "PK\x03\x04", 26, 30);
	if (names.word)
		return DI_FORMAT_DOCX;
	if (names.workbook)
		return DI_FORMAT_XLSX;
	if (names.other_office)
		return DI_FORMAT_UNKNOWN;
	if (names.pages)
		return DI_FORMAT_PAGES;
	if (names.content && names.manifest) /* somebody packed it again, and its type no longer comes first */
		return is_other_odf(bytes, size) ? DI_FORMAT_UNKNOWN : DI_FORMAT_ODT;
	return names.content_types ? DI_FORMAT_DOCX : DI_FORMAT_ZIP;
}

/* OLE2: is there a directory entry of this name? Entries are 128 bytes and lie at multiples of it. */
static gboolean
ole_has(const char *bytes, size_t size, const char *ascii_name)
{
	char wide[64] = {0};
	size_t length = strlen(ascii_name) * 2;
	const char *at = bytes;

	for (size_t i = 0; ascii_name[i]; i++)
		wide[2 * i] = ascii_name[i];
	while ((at = memmem(at, size - (size_t)(at - bytes), wide, length + 2)) != NULL) {
		if ((at - bytes) % 128 == 0)
			return TRUE;
		at += 2;
	}
	return FALSE;
}

/* A mail of Outlook's has its properties in the root; a document may hold such a mail as an object. */
static gboolean
is_outlook_mail(const char *bytes, size_t size)
{
	g_autoptr(DiOle) ole = NULL;

	if (!ole_has(bytes, size, "__properties_version1.0"))
		return FALSE;
	ole = di_ole_open((DiSpan){(const guint8 *)bytes, size});
	return ole && di_ole_find(ole, DI_OLE_ROOT, "__properties_version1.0") != DI_OLE_NONE;
}

static DiFormat
sniff_ole(const char *bytes, size_t size)
{
	if (is_outlook_mail(bytes, size))
		return DI_FORMAT_MSG;
	if (ole_has(bytes, size, "EncryptedPackage"))
		return DI_FORMAT_OLE_ENCRYPTED;
	if (ole_has(bytes, size, "Workbook") ||
		ole_has(bytes, size, "PowerPoint Document"))
		return DI_FORMAT_UNKNOWN;
	return ole_has(bytes, size, "WordDocument") ? DI_FORMAT_DOC : DI_FORMAT_UNKNOWN;
}

/* As telephones of Apple's take them; nothing here opens them. */
static gboolean
is_heic(const char *bytes, size_t size)
{
	return HAS_AT(4, "ftyphei") || HAS_AT(4, "ftyphev") || HAS_AT(4, "ftypmif1") || HAS_AT(4, "ftypmsf1") || HAS_AT(4, "ftypavif");
}

static gboolean
is_image(const char *bytes, size_t size)
{
	return HAS_AT(0, "\xff\xd8\xff") || HAS_AT(0, "\x89PNG\r\n") || HAS_AT(0, "GIF8") ||
		HAS_AT(0, "II*\0") || HAS_AT(0, "MM\0*") || HAS_AT(8, "WEBPVP8") ||
		(HAS_AT(0, "BM") && HAS_AT(6, "\0\0\0\0"));
}

/* Mail: from the first line to the first empty one everything is a header field, and at least two of
 * them are fields that only mails have. A text that begins with "Datum: …" is none. */

static const char *const mail_fields[] = {"received", "return-path", "from", "to", "subject", "date", "message-id",
	"mime-version", "content-type", "delivered-to", "reply-to", "x-mailer", "cc", "dkim-signature",
	"authentication-results", "thread-topic", "x-ms-has-attach", "content-transfer-encoding"};

/* The length of the field's name at the start of LINE; 0: the line is no field. */
static size_t
field_name_length(const char *line, size_t length)
{
	size_t n = 0;

	while (n < length && line[n] > ' ' && line[n] < 0x7f && line[n] != ':')
		n++;
	return n > 0 && n < length && line[n] == ':' ? n : 0;
}

static gboolean
is_mail_field(const char *line, size_t name_length)
{
	for (size_t i = 0; i < G_N_ELEMENTS(mail_fields); i++) {
		if (strlen(mail_fields[i]) == name_length && g_ascii_strncasecmp(line, mail_fields[i], name_length) == 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean
is_mail(const char *bytes, size_t size)
{
	size_t at = HAS_AT(0, "\xef\xbb\xbf") ? 3 : 0;
	int fields = 0, known = 0;

	while (at < size && known < 4) {
		const char *line = bytes + at;
		const char *end = memchr(line, '\n', size - at);
		size_t length = end ? (size_t)(end - line) : size - at;
		size_t name = field_name_length(line, length);

		at += length + 1;
		if (fields == 0 && length > 5 && memcmp(line, "From ", 5) == 0)
			continue; /* the line between mails in an mbox */
		if (length == 0 || line[0] == '\r')
			break;
		if (fields > 0 && (line[0] == ' ' || line[0] == '\t'))
			continue;
		if (name == 0)
			return FALSE;
		fields++;
		known += is_mail_field(line, name);
	}
	return known >= 2;
}

static size_t
skip_white(const char *bytes, size_t size, size_t at)
{
	while (at < size && (g_ascii_isspace(bytes[at]) || bytes[at] == '\0'))
		at++;
	return at;
}

static gboolean
begins_with_tag(const char *bytes, size_t size, size_t at, const char *tag)
{
	size_t length = strlen(tag);

	if (at + length >= size || g_ascii_strncasecmp(bytes + at, tag, length) != 0)
		return FALSE;
	return !g_ascii_isalnum(bytes[at + length]);
}

/* Markup: HTML if one of its elements comes first (comments aside), unknown if it is other XML. */
static DiFormat
sniff_markup(const char *bytes, size_t size, size_t at)
{
	static const char *const tags[] = {"<!doctype html", "<html", "<head", "<body", "<title", "<meta", "<table",
		"<div", "<p", "<font", "<span", "<br", "<h1", "<h2", "<style", "<b", "<center"};
	size_t window = MIN(size - at, 4096);

	while (HAS_AT(at, "<!--")) {
		const char *end = memmem(bytes + at, size - at, "-->", 3);

		if (!end)
			return DI_FORMAT_UNKNOWN;
		at = skip_white(bytes, size, (size_t)(end - bytes) + 3);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(tags); i++) {
		if (begins_with_tag(bytes, size, at, tags[i]))
			return DI_FORMAT_HTML;
	}
	if (!HAS_AT(at, "<?xml") && !HAS_AT(at, "<!DOCTYPE"))
		return DI_FORMAT_TXT;
	if (contains(bytes + at, MIN(size - at, 16384), "<office:document ", 17) &&
	    contains(bytes + at, MIN(size - at, 16384), "application/vnd.oasis.opendocument.text", 39))
		return DI_FORMAT_ODT; /* flat: one file of XML */
	return contains(bytes + at, MIN(window, size - at), "<html", 5) ? DI_FORMAT_HTML : DI_FORMAT_UNKNOWN;
}

static gboolean
is_utf16(const char *bytes, size_t size)
{
	size_t zeros[2] = {0, 0}, look = MIN(size, 1024);

	if (HAS_AT(0, "\xff\xfe") || HAS_AT(0, "\xfe\xff"))
		return size % 2 == 0 && !HAS_AT(2, "\0\0\0");
	for (size_t i = 0; i < look; i++)
		zeros[i % 2] += bytes[i] == '\0';
	return look >= 16 && (zeros[0] == 0 || zeros[1] == 0) && zeros[0] + zeros[1] > look / 3;
}

/* Do the bytes decode as text? Control characters that no text editor writes say no. */
static gboolean
is_text(const char *bytes, size_t size)
{
	size_t look = MIN(size, 65536), ink = 0;

	for (size_t i = 0; i < look; i++) {
		guchar c = (guchar)bytes[i];

		if (c < 0x20 && !strchr("\t\n\v\f\r\x1a\x1b", c))
			return FALSE;
		if (c == '\0')
			return FALSE;
		ink += c > 0x20;
	}
	return ink > 0;
}

/* A page may hold control characters: LibreOffice writes its own marks of form fields into it. */
static gboolean
is_page(const char *bytes, size_t size)
{
	size_t at = skip_white(bytes, size, HAS_AT(0, "\xef\xbb\xbf") ? 3 : 0);

	return begins_with_tag(bytes, size, at, "<!doctype html") || begins_with_tag(bytes, size, at, "<html");
}

static DiFormat
sniff_text(const char *bytes, size_t size)
{
	size_t at = HAS_AT(0, "\xef\xbb\xbf") ? 3 : 0;

	if (is_mail(bytes, size))
		return DI_FORMAT_MESSAGE;
	at = skip_white(bytes, size, at);
	if (HAS_AT(at, "{\\rtf"))
		return DI_FORMAT_RTF;
	if (HAS_AT(at, "<"))
		return sniff_markup(bytes, size, at);
	return DI_FORMAT_TXT;
}

DiFormat
di_format_sniff(const char *bytes, size_t size)
{
	if (size == 0)
		return DI_FORMAT_UNKNOWN;
	if (HAS_AT(0, "PK\x03\x04") || HAS_AT(0, "PK\x05\x06"))
		return sniff_zip(bytes, size);
	if (HAS_AT(0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
		return sniff_ole(bytes, size);
	if (HAS_AT(0, "\x78\x9f\x3e\x22"))
		return DI_FORMAT_TNEF;
	if (is_image(bytes, size))
		return DI_FORMAT_IMAGE;
	if (is_heic(bytes, size))
		return DI_FORMAT_HEIC;
	if (HAS_AT(0, "{\\rtf"))
		return DI_FORMAT_RTF;
	if (is_text(bytes, size) && is_mail(bytes, size))
		return DI_FORMAT_MESSAGE;
	if (contains(bytes, MIN(size, 1024), "%PDF-", 5))
		return DI_FORMAT_PDF;
	if (is_utf16(bytes, size))
		return DI_FORMAT_TXT;
	if (is_page(bytes, size))
		return DI_FORMAT_HTML;
	return is_text(bytes, size) ? sniff_text(bytes, size) : DI_FORMAT_UNKNOWN;
}
