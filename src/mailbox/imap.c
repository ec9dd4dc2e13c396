/* An IMAP session: begun, asked for its capabilities, a folder selected, its failures explained.
 * Legal order: begin; then select; then list, fetch, move, wait in any order. */
#include "imap.h"

#include <string.h>

enum { TEXT_MAX = 300 };

/* Results after which both sides still agree where they are: success and a plain NO. */
gboolean
di_imap_in_step(const DiImap *imap, int rc)
{
	static const int lost[] = {MAILIMAP_ERROR_BAD_STATE, MAILIMAP_ERROR_STREAM, MAILIMAP_ERROR_PARSE,
		MAILIMAP_ERROR_CONNECTION_REFUSED, MAILIMAP_ERROR_MEMORY, MAILIMAP_ERROR_FATAL, MAILIMAP_ERROR_PROTOCOL,
		MAILIMAP_ERROR_DONT_ACCEPT_CONNECTION, MAILIMAP_ERROR_NEEDS_MORE_DATA};

	for (gsize i = 0; i < G_N_ELEMENTS(lost); i++)
		if (rc == lost[i])
			return FALSE;
	return !di_stream_broken(imap->stream);
}

static char *
server_text(const DiImap *imap)
{
	g_autofree char *text = di_text_from_bytes(imap->session->imap_response ? imap->session->imap_response : "", -1);
	g_autofree char *line = di_text_squeeze(text);
	g_autofree char *shown = di_text_visible(line, FALSE);

	return di_text_cut(shown, TEXT_MAX);
}

/* "Request is throttled. Suggested Backoff Time: 299961 milliseconds" (Exchange) */
static gboolean
asks_for_patience(const char *said)
{
	return strstr(said, "Suggested Backoff Time") || strstr(said, "throttled") || strstr(said, "[UNAVAILABLE]");
}

gboolean
di_imap_check(DiImap *imap, int rc, DiErrorCode code, const char *doing, GError **error)
{
	g_autofree char *said = NULL;
	const char *broken = di_stream_broken(imap->stream);
	gboolean in_step = di_imap_in_step(imap, rc);

	if (in_step && rc <= MAILIMAP_NO_ERROR_NON_AUTHENTICATED)
		return TRUE;
	said = broken ? g_strdup("") : server_text(imap); /* libetpan keeps the last text, of another command maybe */
	if (!in_step && !broken) {
		broken = rc == MAILIMAP_ERROR_FATAL ? "the server said BYE" : "the server's answer cannot be understood";
		code = rc == MAILIMAP_ERROR_FATAL ? DI_ERROR_TEMPORARY : DI_ERROR_PROTOCOL;
		di_stream_break(imap->stream, broken);
	} else if (broken) {
		code = DI_ERROR_TEMPORARY;
	}
	if (asks_for_patience(said))
		code = DI_ERROR_TEMPORARY;
	g_set_error(error, DI_ERROR, (gint)code, "cannot %s at '%s' as '%s': %s%s%s", doing, imap->host, imap->user,
		broken ? broken : "the server refused", *said ? ": " : "", said);
	return FALSE;
}

gboolean
di_imap_ready(DiImap *imap, gsize answer_bytes, GError **error)
{
	const char *broken = di_stream_broken(imap->stream);

	if (broken) {
		g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "the connection to '%s' is gone: %s; log in again",
			imap->host, broken);
		return FALSE;
	}
	di_stream_expect(imap->stream, imap->command_s, answer_bytes);
	return TRUE;
}

static gboolean
has(const DiImap *imap, const char *capability)
{
	return mailimap_has_extension(imap->session, capability);
}

/* What is offered before the login differs from what is offered after it (Exchange). */
static gboolean
ask_capabilities(DiImap *imap, GError **error)
{
	struct mailimap_capability_data *data = NULL;
	int rc;

	if (!di_imap_ready(imap, DI_IMAP_ANSWER_BYTES, error))
		return FALSE;
	rc = mailimap_capability(imap->session, &data);
	if (data)
		mailimap_capability_data_free(data);
	if (!di_imap_check(imap, rc, DI_ERROR_PROTOCOL, "ask what the server can do", error))
		return FALSE;
	imap->has_move = has(imap, "MOVE");
	imap->has_uidplus = has(imap, "UIDPLUS");
	imap->has_idle = has(imap, "IDLE");
	return TRUE;
}

gboolean
di_imap_noop(DiImap *imap, GError **error)
{
	return di_imap_ready(imap, DI_IMAP_ANSWER_BYTES, error) &&
		di_imap_check(imap, mailimap_noop(imap->session), DI_ERROR_TEMPORARY, "look for changes", error);
}

/* What came between the last listing and this SELECT is news still; of a folder that was not listed, only what comes from now on. */
static guint32
top_known(const DiImap *imap, const struct mailimap_selection_info *info)
{
	if (g_strcmp0(imap->listed, imap->selected) == 0 && imap->listed_uidvalidity == info->sel_uidvalidity)
		return imap->listed_top_uid;
	return info->sel_uidnext > 0 ? info->sel_uidnext - 1 : 0;
}

static gboolean
select_wire(DiImap *imap, const char *wire, guint32 *uidvalidity_out, GError **error)
{
	g_autofree char *name = di_utf7_decode(wire);
	g_autofree char *doing = g_strdup_printf("open the folder '%s'", name ? name : wire);
	const struct mailimap_selection_info *info;

	if (!di_imap_ready(imap, DI_IMAP_ANSWER_BYTES, error) ||
		!di_imap_check(imap, mailimap_select(imap->session, wire), DI_ERROR_NOT_FOUND, doing, error))
		return FALSE;
	info = imap->session->imap_selection_info;
	if (!info || info->sel_uidvalidity == 0) {
		g_set_error(error, DI_ERROR, DI_ERROR_PROTOCOL, "cannot %s at '%s': the server gives no UIDVALIDITY",
			doing, imap->host);
		return FALSE;
	}
	g_free(imap->selected);
	imap->selected = g_strdup(wire);
	imap->top_uid = top_known(imap, info);
	*uidvalidity_out = info->sel_uidvalidity;
	return TRUE;
}

gboolean
di_imap_select_again(DiImap *imap, GError **error)
{
	g_autofree char *wire = g_strdup(imap->selected);
	const struct mailimap_selection_info *info = imap->session->imap_selection_info;
	guint32 before = info ? info->sel_uidvalidity : 0, now;

	if (!select_wire(imap, wire, &now, error))
		return FALSE;
	if (now == before)
		return TRUE;
	g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "the folder at '%s' was rebuilt while it was listed; tried again later", imap->host);
	return FALSE;
}

static gboolean
select_named(DiImap *imap, const char *wire, const char *folder G_GNUC_UNUSED, gpointer uidvalidity_out, GError **error)
{
	return select_wire(imap, wire, uidvalidity_out, error);
}

gboolean
di_imap_select(DiSource *source, const char *folder, guint32 *uidvalidity_out, GError **error)
{
	DiImap *imap = (DiImap *)source;

	g_clear_pointer(&imap->selected, g_free);
	return di_imap_by_any_name(imap, folder, select_named, uidvalidity_out, error);
}

static const char *
remark(DiSource *source)
{
	const DiImap *imap = (DiImap *)source;

	if (!imap->has_move && !imap->has_uidplus)
		return "the server can neither move mails nor remove single ones (MOVE, UIDPLUS): they are copied, and "
			"stay where they were";
	return NULL;
}

static void
free_source(DiSource *source)
{
	di_imap_end((DiImap *)source);
}

static const DiSourceKind kind = {
	.select = di_imap_select,
	.list = di_imap_list,
	.fetch = di_imap_fetch,
	.move = di_imap_move,
	.keep = di_imap_keep,
	.wait = di_imap_wait,
	.remark = remark,
	.free = free_source,
};

/* libetpan says LOGOUT on its own when a session is freed; it waits two seconds at most. */
void
di_imap_end(DiImap *imap)
{
	if (!imap)
		return;
	di_stream_expect(imap->stream, 2, DI_IMAP_ANSWER_BYTES);
	mailimap_free(imap->session);
	di_stream_free(imap->stream);
	g_free(imap->host);
	g_free(imap->user);
	g_free(imap->home);
	g_free(imap->selected);
	g_free(imap->listed);
	g_free(imap);
}

DiImap *
di_imap_begin(DiStream *stream, const char *host, const char *user, const char *home, guint command_s, GError **error)
{
	DiImap *imap = g_new0(DiImap, 1);
	int rc;

	imap->source.kind = &kind;
	imap->stream = stream;
	imap->host = g_strdup(host);
	imap->user = g_strdup(user);
	imap->home = g_strdup(home);
	imap->command_s = command_s;
	mmap_string_set_ceil((size_t)1 << 30); /* never a temporary file: RLIMIT_AS is the limit */
	imap->session = mailimap_new(0, NULL);
	g_assert(imap->session);
	di_stream_expect(stream, command_s, DI_IMAP_ANSWER_BYTES);
	rc = mailimap_connect(imap->session, di_stream_mailstream(stream));
	if (di_imap_check(imap, rc, DI_ERROR_PROTOCOL, "begin a session", error) && ask_capabilities(imap, error))
		return imap;
	di_imap_end(imap);
	return NULL;
}

DiSource *
di_imap_open(const DiSourceUrl *url, const DiSourceOptions *options, GError **error)
{
	g_autofree char *home = di_utf7_encode(url->folder, error);
	DiStream *stream = home ? di_stream_connect(url, options, error) : NULL;
	DiImap *imap = stream ? di_imap_begin(stream, url->host, url->user, home, options->command_s, error) : NULL;

	if (!imap)
		return NULL;
	imap->idle_s = options->idle_s;
	imap->poll_s = options->poll_s;
	return &imap->source;
}
