/* What must be in memory before a document may be read, since its reader can open nothing: forms, walls, libraries. */
#include "reply.h"
#include "server.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum { PEEK_BYTES = 4096, END_BYTES = 65536 };

/* GLib ends a process that is out of memory with SIGTRAP, like one with a bug of its own; the callers
 * are to know the difference: abort() says too large. */
static void
log_and_tell_memory_apart(const char *domain, GLogLevelFlags level, const char *message, gpointer user)
{
	if ((level & G_LOG_LEVEL_ERROR) && message && strstr(message, "failed to allocate"))
		abort();
	g_log_default_handler(domain, level, message, user);
}

int
di_ready_prepare(DiReady *ready, const char *forms_dir, const DiExtractLimits *limits, GError **error)
{
	g_log_set_default_handler(log_and_tell_memory_apart, NULL);
	if (ready->wants_ocr && !di_document_warm_up_ocr())
		return EX_UNAVAILABLE; /* nobody's fault: it is not installed */
	ready->forms = di_forms_load(forms_dir, error);
	if (!ready->forms)
		return EX_CONFIG;
	ready->walls = di_walls_new(limits, error);
	return ready->walls ? 0 : EX_OSERR;
}

void
di_ready_clear(DiReady *ready)
{
	g_clear_pointer(&ready->forms, di_forms_free);
	g_clear_pointer(&ready->walls, di_walls_free);
	g_clear_pointer(&ready->held, g_time_zone_unref);
	g_clear_pointer(&ready->timezone, g_free);
}

static gboolean
has_word(const char *bytes, size_t size, const char *word)
{
	return memmem(bytes, size, word, strlen(word)) != NULL;
}

/* "Name: value" on the first line: mails begin so. An mbox line or a byte order mark may stand before. */
static gboolean
begins_like_mail(const char *bytes, size_t size)
{
	size_t i = size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	size_t start = i;

	while (i < size && (g_ascii_isalnum(bytes[i]) || bytes[i] == '-'))
		i++;
	return i > start && i < size && (bytes[i] == ':' || (i == start + 4 && bytes[i] == ' '));
}

/* A zip that is a package by the name of its first entry: DOCX, ODT, a sheet; no archive of files. */
static gboolean
is_package(const char *bytes, size_t size)
{
	static const char *const first[] = {"[Content_Types].xml", "_rels/.rels", "mimetypeapplication/vnd.oasis"};

	for (size_t i = 0; size > 64 && memcmp(bytes, "PK\x03\x04", 4) == 0 && i < G_N_ELEMENTS(first); i++)
		if (strncmp(bytes + 30, first[i], strlen(first[i])) == 0)
			return TRUE;
	return FALSE;
}

static gboolean
is_ole(const char *bytes, size_t size)
{
	return size >= 8 && memcmp(bytes, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) == 0;
}

/* By the name of its main stream, and none of a mail's. */
static gboolean
is_legacy_word(const char *bytes, size_t size)
{
	static const char word[] = "W\0o\0r\0d\0D\0o\0c", mail[] = "_\0_\0s\0u\0b\0s\0t\0g";

	return is_ole(bytes, size) && memmem(bytes, size, word, sizeof word) && !memmem(bytes, size, mail, sizeof mail);
}

/* "%PDF-1.4: x" could be the first field of a mail. */
static gboolean
is_pdf(const char *bytes, size_t size)
{
	const char *colon = memchr(bytes, ':', MIN(size, 16));

	return size >= 16 && memcmp(bytes, "%PDF-", 5) == 0 && !colon;
}

/* What must be opened before the document may be read. Only what surely needs less is given less; nothing is parsed here. */
typedef struct {
	gboolean pdf, mail, charsets, is_pdf;
} Needs;

static Needs
needs_of(const char *bytes, size_t size)
{
	if (is_package(bytes, size) || is_legacy_word(bytes, size))
		return (Needs){0};
	if (is_ole(bytes, size)) /* may be a mail that Outlook saved, with anything attached */
		return (Needs){TRUE, TRUE, TRUE, FALSE};
	if (is_pdf(bytes, size))
		return (Needs){TRUE, FALSE, FALSE, TRUE};
	if (size >= 2 && memcmp(bytes, "PK", 2) == 0)
		return (Needs){TRUE, TRUE, TRUE, FALSE};
	if (size >= 4 && memcmp(bytes, "\x78\x9f\x3e\x22", 4) == 0) /* winmail.dat: the same */
		return (Needs){TRUE, TRUE, TRUE, FALSE};
	return (Needs){has_word(bytes, size, "%PDF-") || begins_like_mail(bytes, size), TRUE, TRUE, FALSE};
}

/* What the rooms compile at first use (expressions, tables) is compiled here once instead of in every child. */
void
di_warm_forms(DiReady *ready)
{
	static const char tiny[] =
		"{\\rtf1 Kvartalsrapport\\par Diarienummer: SFG 26-1.1\\par Insatsens namn: Prov\\par Huvudman: Prov\\par "
		"Period: 2026-01-01 - 2026-03-31\\par 2.1 Aktiviteter\\par Prov.\\par - prov\\par Uppgiftsl\\u228?mnare\\par "
		"\\trowd\\cellx1\\cellx2\\intbl Datum\\cell Namn\\cell\\row\\trowd\\cellx1\\cellx2\\intbl 2026-04-01\\cell Prov Prov\\cell\\row"
		"\\trowd\\cellx1\\cellx2\\intbl Befattning\\cell Prov\\cell\\row\\pard Budget: 100 tkr\\par}";
	g_autoptr(GBytes) bytes = g_bytes_new_static(tiny, sizeof tiny - 1);
	g_autoptr(DiDocument) document = di_document_read(DI_FORMAT_RTF, bytes);
	DiFormHints hints = {.file_name = "Rapport Q1 2026.docx", .subject = "Rapport jan-mars 2026",
		.arrived = di_time_parse("2026-04-02T08:00:00Z"), .timezone = "Europe/Stockholm"};
	g_autoptr(DiReport) report = ready->has_forms ? NULL : di_form_mine(ready->forms, document, &hints);

	(void)report;
	if (ready->has_mail && !ready->has_forms)
		di_reply_warm();
	ready->has_forms = TRUE;
}

/* Poppler takes 5 ms to load, GMime 2 ms: a server that was not told to do so waits until they are needed. */
static void
warm(DiReady *ready, Needs needs)
{
	needs.charsets |= needs.mail;
	needs.pdf &= !ready->lacks_pdf;
	if (needs.charsets && !ready->has_charsets)
		di_document_warm_up(FALSE);
	if (needs.pdf && !ready->has_pdf)
		di_document_warm_up_pdf();
	if (needs.mail && !ready->has_mail)
		di_message_warm_up();
	ready->has_pdf |= needs.pdf;
	ready->has_charsets |= needs.charsets;
	ready->has_mail |= needs.mail;
}

void
di_warm_all(DiReady *ready)
{
	warm(ready, (Needs){TRUE, TRUE, TRUE, FALSE});
	di_warm_forms(ready);
}

/* A package's directory stands at its end, and names the pages and texts that a DOCX may hold inside itself (w:altChunk). */
static gboolean
holds_pages(int document_fd)
{
	static const char *const endings[] = {".htm", ".HTM", ".xhtml", ".txt", ".rtf"};
	g_autofree char *end = g_malloc(END_BYTES);
	off_t size = lseek(document_fd, 0, SEEK_END);
	ssize_t n = size > 0 ? pread(document_fd, end, END_BYTES, MAX(size - END_BYTES, 0)) : 0;

	for (size_t i = 0; n > 0 && i < G_N_ELEMENTS(endings); i++)
		if (has_word(end, (size_t)n, endings[i]))
			return TRUE;
	return FALSE;
}

gboolean
di_warm_for(DiReady *ready, int document_fd)
{
	char peek[PEEK_BYTES];
	ssize_t n = pread(document_fd, peek, sizeof peek, 0);
	Needs needs = needs_of(peek, n > 0 ? (size_t)n : 0);

	needs.charsets |= n > 0 && !needs.charsets && is_package(peek, (size_t)n) && holds_pages(document_fd);
	warm(ready, needs);
	return !needs.is_pdf || !ready->lacks_pdf;
}

void
di_warm_timezone(DiReady *ready, const DiAsk *ask)
{
	const char *wanted = *ask->timezone ? ask->timezone : "Europe/Stockholm";

	if (ask->arrived == DI_TIME_NONE || g_strcmp0(ready->timezone, wanted) == 0)
		return;
	g_clear_pointer(&ready->held, g_time_zone_unref);
	g_free(ready->timezone);
	ready->timezone = g_strdup(wanted);
	ready->held = g_time_zone_new_identifier(wanted);
}
