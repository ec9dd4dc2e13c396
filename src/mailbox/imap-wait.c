/* Waiting for news: IDLE (RFC 2177) where the server has it, else a look now and then.
 *
 * The lines of IDLE are written and read here: libetpan 1.9.4 breaks off where the server says EXISTS
 * before "+", which servers do. IDLE is said again after nine minutes; it goes silent on some. */
#include "imap.h"

#include <stdlib.h>
#include <string.h>

#define TAG "idle1"

typedef enum { LINE_OTHER, LINE_NEWS, LINE_GONE, LINE_GO_ON, LINE_DONE, LINE_REFUSED, LINE_BYE } Line;

static Line
kind_of(const char *line)
{
	char *rest;

	if (line[0] == '+')
		return LINE_GO_ON;
	if (g_str_has_prefix(line, TAG " "))
		return g_ascii_strncasecmp(line + strlen(TAG) + 1, "OK", 2) == 0 ? LINE_DONE : LINE_REFUSED;
	if (g_ascii_strncasecmp(line, "* BYE", 5) == 0)
		return LINE_BYE;
	if (strncmp(line, "* ", 2) != 0 || !g_ascii_isdigit(line[2]))
		return LINE_OTHER;
	strtoul(line + 2, &rest, 10);
	if (g_ascii_strncasecmp(rest, " EXISTS", 7) == 0)
		return LINE_NEWS;
	if (g_ascii_strncasecmp(rest, " EXPUNGE", 8) == 0)
		return LINE_GONE;
	if (g_ascii_strncasecmp(rest, " RECENT", 7) == 0)
		return line[2] == '0' ? LINE_OTHER : LINE_NEWS;
	return LINE_OTHER;
}

static gboolean
write_line(DiImap *imap, const char *line)
{
	mailstream *mail = di_stream_mailstream(imap->stream);

	return mailstream_write(mail, line, strlen(line)) == (ssize_t)strlen(line) && mailstream_flush(mail) == 0;
}

static gboolean
lost(DiImap *imap, GError **error)
{
	di_stream_break(imap->stream, "the server closed the connection");
	g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "cannot wait for mail at '%s' as '%s': %s", imap->host,
		imap->user, di_stream_broken(imap->stream));
	return FALSE;
}

/* How many mails there are is told once: libetpan must know of what it does not read. */
static void
note_size(DiImap *imap, const char *line, Line kind)
{
	struct mailimap_selection_info *info = imap->session->imap_selection_info;

	if (!info)
		return;
	if (kind == LINE_GONE && info->sel_exists > 0)
		info->sel_exists--;
	if (kind == LINE_NEWS && strstr(line, "EXISTS"))
		info->sel_exists = (uint32_t)strtoul(line + 2, NULL, 10);
}

static gboolean
read_line(DiImap *imap, MMAPString *buffer, Line *line_out, GError **error)
{
	const char *line = mailstream_read_line_remove_eol(di_stream_mailstream(imap->stream), buffer);

	*line_out = line ? kind_of(line) : LINE_BYE;
	if (line)
		note_size(imap, line, *line_out);
	return *line_out != LINE_BYE || lost(imap, error);
}

/* Reads until one of the lines that END a step. News is noted on the way. */
static gboolean
read_until(DiImap *imap, MMAPString *buffer, gboolean (*ends)(Line), Line *line_out, gboolean *news, GError **error)
{
	do {
		if (!read_line(imap, buffer, line_out, error))
			return FALSE;
		if (*line_out == LINE_NEWS)
			*news = TRUE;
	} while (!ends(*line_out));
	return TRUE;
}

static gboolean
ends_start(Line line)
{
	return line == LINE_GO_ON || line == LINE_REFUSED || line == LINE_DONE;
}

static gboolean
ends_idle(Line line)
{
	return line == LINE_DONE || line == LINE_REFUSED;
}

/* Until news, the worker's next frame (*CALLED), or UNTIL. */
static gboolean
stay(DiImap *imap, MMAPString *buffer, gint64 until_us, gboolean *news, gboolean *called, GError **error)
{
	di_memory_rest();
	while (!*news && !*called) {
		gint64 left_ms = (until_us - g_get_monotonic_time()) / 1000;
		Line line;

		*called = di_worker_calls(); /* also where the server never stops talking */
		if (*called || left_ms < 0)
			return TRUE;
		switch (di_stream_wait(imap->stream, left_ms)) {
		case DI_STREAM_TIMEOUT:
			return TRUE;
		case DI_STREAM_CONTROL:
			*called = TRUE;
			break;
		case DI_STREAM_BROKEN:
			return lost(imap, error);
		case DI_STREAM_DATA:
			di_stream_expect(imap->stream, imap->command_s, DI_IMAP_ANSWER_BYTES);
			if (!read_line(imap, buffer, &line, error))
				return FALSE;
			*news = line == LINE_NEWS;
			break;
		}
	}
	return TRUE;
}

/* One IDLE. A server that refuses it in spite of its word is polled from now on. */
static gboolean
idle_once(DiImap *imap, gint64 until_us, gboolean *news, gboolean *called, GError **error)
{
	MMAPString *buffer = mmap_string_new("");
	gboolean good;
	Line line = LINE_OTHER;

	di_stream_expect(imap->stream, imap->command_s, DI_IMAP_ANSWER_BYTES);
	good = (write_line(imap, TAG " IDLE\r\n") || lost(imap, error)) &&
		read_until(imap, buffer, ends_start, &line, news, error);
	if (good && line != LINE_GO_ON) {
		imap->has_idle = FALSE;
	} else if (good) {
		good = stay(imap, buffer, until_us, news, called, error);
		di_stream_expect(imap->stream, imap->command_s, DI_IMAP_ANSWER_BYTES);
		good = good && (write_line(imap, "DONE\r\n") || lost(imap, error)) &&
			read_until(imap, buffer, ends_idle, &line, news, error);
	}
	mmap_string_free(buffer);
	return good;
}

/* Is there a mail above what was listed? IDLE cannot tell of what came before it. */
static gboolean
look(DiImap *imap, gboolean *news, GError **error)
{
	guint32 top = imap->top_uid;
	g_autoptr(GArray) listed = g_array_new(FALSE, FALSE, sizeof(DiListed));
	guint32 missing;

	if (!di_imap_list(&imap->source, top, listed, &missing, error))
		return FALSE;
	imap->top_uid = top;
	*news = *news || listed->len > 0;
	return TRUE;
}

/* Something said unasked wakes too; it is read with the next command. */
static gboolean
sleep_until(DiImap *imap, gint64 until_us, gboolean *called, GError **error)
{
	gint64 left_ms = (until_us - g_get_monotonic_time()) / 1000;
	DiStreamEvent event;

	di_memory_rest();
	event = di_stream_wait(imap->stream, MAX(left_ms, 0));
	*called = event == DI_STREAM_CONTROL;
	return event != DI_STREAM_BROKEN || lost(imap, error);
}

gboolean
di_imap_wait(DiSource *source, guint32 timeout_ms, gboolean *news_out, GError **error)
{
	DiImap *imap = (DiImap *)source;
	gint64 end_us = g_get_monotonic_time() + (gint64)timeout_ms * 1000;
	gboolean news = FALSE, called = FALSE, good = TRUE;

	if (!imap->selected) {
		g_set_error(error, DI_ERROR, DI_ERROR_INTERNAL, "cannot wait: no folder is selected");
		return FALSE;
	}
	while (good && !news && !called) {
		gint64 now_us = g_get_monotonic_time();
		gint64 step_us = (gint64)(imap->has_idle ? imap->idle_s : imap->poll_s) * G_USEC_PER_SEC;
		gint64 until_us = MIN(end_us, now_us + step_us);

		good = look(imap, &news, error);
		if (!good || news || now_us >= end_us)
			break;
		good = imap->has_idle ? idle_once(imap, until_us, &news, &called, error) :
			sleep_until(imap, until_us, &called, error);
	}
	*news_out = news;
	return good;
}
