/* The life of diarie-mailbox: the worker's questions on descriptor 3, one at a time, until it closes it.
 * The dialogue is told in mailbox.h. */
#include "source.h"

#include <poll.h>
#include <string.h>
#include <sysexits.h>

enum { QUESTION_MAX = 4 * 1024 * 1024, ENTRIES_AT_ONCE = 2000, TEXT_MAX = 1000 };

typedef struct {
	DiSource *source;
	gboolean selected;
	gboolean worker_lost; /* a frame could not be sent */
} Server;

/* Answers */

static gboolean
tell(Server *server, guint32 type, GVariant *payload, GError **error)
{
	g_autoptr(GVariant) whole = g_variant_ref_sink(payload);

	if (di_frame_send(DI_MAILBOX_FD, type, g_variant_get_data(whole), g_variant_get_size(whole), NULL, 0, error))
		return TRUE;
	server->worker_lost = TRUE;
	return FALSE;
}

static GVariant *
uids_variant(const GArray *uids)
{
	return g_variant_new_fixed_array(G_VARIANT_TYPE_UINT32, uids->data, uids->len, sizeof(guint32));
}

/* Questions: each reads its payload, tells what there is, and leaves DONE or FAILED to the loop. */

static guint
number_or(GVariantDict *words, const char *key, guint fallback)
{
	guint32 number;

	return g_variant_dict_lookup(words, key, "u", &number) && number > 0 ? number : fallback;
}

static gboolean
answer_open(Server *server, GVariant *question, GError **error)
{
	g_auto(GVariantDict) words = G_VARIANT_DICT_INIT(question);
	const char *url = "", *password = "", *auth = "password", *ca_file = "", *tls = "required";
	DiSourceUrl parsed;
	DiSourceOptions options;

	if (server->source) {
		g_set_error(error, DI_ERROR, DI_ERROR_PROTOCOL, "the mailbox is open already");
		return FALSE;
	}
	g_variant_dict_lookup(&words, "url", "&s", &url);
	g_variant_dict_lookup(&words, "password", "&s", &password);
	g_variant_dict_lookup(&words, "auth", "&s", &auth);
	g_variant_dict_lookup(&words, "ca_file", "&s", &ca_file);
	g_variant_dict_lookup(&words, "tls", "&s", &tls);
	options = (DiSourceOptions){.url = url, .password = password, .auth = auth, .ca_file = ca_file,
		.tls_required = !g_str_equal(tls, "none"), .connect_s = number_or(&words, "connect_s", 30),
		.command_s = number_or(&words, "command_s", 60), .idle_s = number_or(&words, "idle_s", 540),
		.poll_s = number_or(&words, "poll_s", 300)};
	if (!di_source_url_parse(url, &parsed, error))
		return FALSE;
	server->source = parsed.maildir ? di_maildir_open(&parsed, &options, error) : di_imap_open(&parsed, &options, error);
	if (server->source && !parsed.maildir && !di_limits_connected(error)) {
		server->source->kind->free(server->source);
		server->source = NULL;
	}
	di_source_url_clear(&parsed);
	if (!server->source)
		return FALSE;
	return tell(server, DI_MAILBOX_OPENED, g_variant_new("(ms)", server->source->kind->remark(server->source)), error);
}

static gboolean
answer_select(Server *server, GVariant *question, GError **error)
{
	guint32 uidvalidity;

	server->selected = server->source->kind->select(server->source, g_variant_get_string(question, NULL),
		&uidvalidity, error);
	return server->selected && tell(server, DI_MAILBOX_SELECTED, g_variant_new("(u)", uidvalidity), error);
}

static gboolean
answer_list(Server *server, GVariant *question, GError **error)
{
	g_autoptr(GArray) listed = g_array_new(FALSE, FALSE, sizeof(DiListed));
	guint32 missing;

	if (!server->source->kind->list(server->source, g_variant_get_uint32(question), listed, &missing, error))
		return FALSE;
	for (guint at = 0; at < listed->len; at += ENTRIES_AT_ONCE) {
		GVariantBuilder entries;

		g_variant_builder_init(&entries, G_VARIANT_TYPE("a(utx)"));
		for (guint i = at; i < MIN(at + ENTRIES_AT_ONCE, listed->len); i++) {
			const DiListed *one = &g_array_index(listed, DiListed, i);

			g_variant_builder_add(&entries, "(utx)", one->uid, one->size_bytes, one->internal_date);
		}
		if (!tell(server, DI_MAILBOX_ENTRIES, g_variant_builder_end(&entries), error))
			return FALSE;
	}
	return missing == 0 || tell(server, DI_MAILBOX_MISSING, g_variant_new_uint32(missing), error);
}

/* The sink of FETCH: frames. The worker says STOP (or is gone) where it has heard enough. */
typedef struct {
	DiSink sink;
	Server *server;
	guint64 sent_bytes;
} FrameSink;

static gboolean
sink_begin(DiSink *sink, guint32 uid, guint64 size_hint, GError **error)
{
	FrameSink *frames = (FrameSink *)sink;
	struct pollfd control = {.fd = DI_MAILBOX_FD, .events = POLLIN};

	if (poll(&control, 1, 0) > 0)
		return FALSE;
	frames->sent_bytes = 0;
	return tell(frames->server, DI_MAILBOX_MAIL, g_variant_new("(ut)", uid, size_hint), error);
}

static gboolean
sink_data(DiSink *sink, const void *bytes, gsize size, GError **error)
{
	FrameSink *frames = (FrameSink *)sink;

	frames->sent_bytes += size;
	if (di_frame_send(DI_MAILBOX_FD, DI_MAILBOX_DATA, bytes, size, NULL, 0, error))
		return TRUE;
	frames->server->worker_lost = TRUE;
	return FALSE;
}

static gboolean
sink_end(DiSink *sink, DiMailboxEnd how, GError **error)
{
	FrameSink *frames = (FrameSink *)sink;

	return tell(frames->server, DI_MAILBOX_END, g_variant_new("(tu)", frames->sent_bytes, (guint32)how), error);
}

static gboolean
answer_fetch(Server *server, GVariant *question, GError **error)
{
	FrameSink frames = {.sink = {sink_begin, sink_data, sink_end}, .server = server};
	g_autoptr(GVariant) asked = NULL;
	const guint32 *uids;
	guint64 limit_bytes;
	gsize n;

	g_variant_get(question, "(@aut)", &asked, &limit_bytes);
	uids = g_variant_get_fixed_array(asked, &n, sizeof(guint32));
	return server->source->kind->fetch(server->source, uids, (guint)n, limit_bytes, &frames.sink, error);
}

static gboolean
answer_move(Server *server, GVariant *question, GError **error)
{
	g_autoptr(GArray) moved = g_array_new(FALSE, FALSE, sizeof(guint32));
	g_autoptr(GVariant) asked = NULL;
	const guint32 *uids;
	const char *folder;
	gsize n;

	g_variant_get(question, "(@au&s)", &asked, &folder);
	uids = g_variant_get_fixed_array(asked, &n, sizeof(guint32));
	if (!server->source->kind->move(server->source, uids, (guint)n, folder, moved, error))
		return FALSE;
	return tell(server, DI_MAILBOX_MOVED, uids_variant(moved), error);
}

static gboolean
answer_keep(Server *server, GVariant *question, GError **error)
{
	g_autoptr(GVariant) mail = NULL;
	const char *folder;
	const void *bytes;
	gsize size;

	g_variant_get(question, "(&s@ay)", &folder, &mail);
	bytes = g_variant_get_fixed_array(mail, &size, 1);
	return server->source->kind->keep(server->source, folder, bytes, size, error);
}

static gboolean
answer_wait(Server *server, GVariant *question, GError **error)
{
	gboolean news = FALSE;

	return server->source->kind->wait(server->source, g_variant_get_uint32(question), &news, error) &&
		tell(server, DI_MAILBOX_NEWS, g_variant_new_boolean(news), error);
}

/* clang-format off */
static const struct {
	guint32 type;
	const char *payload;
	gboolean (*answer)(Server *server, GVariant *question, GError **error);
	gboolean needs_open, needs_folder;
} questions[] = {
	{DI_MAILBOX_OPEN,   "a{sv}",  answer_open,   FALSE, FALSE},
	{DI_MAILBOX_SELECT, "s",      answer_select, TRUE,  FALSE},
	{DI_MAILBOX_LIST,   "u",      answer_list,   TRUE,  TRUE},
	{DI_MAILBOX_FETCH,  "(aut)",  answer_fetch,  TRUE,  TRUE},
	{DI_MAILBOX_MOVE,   "(aus)",  answer_move,   TRUE,  TRUE},
	{DI_MAILBOX_KEEP,   "(say)",  answer_keep,   TRUE,  FALSE},
	{DI_MAILBOX_WAIT,   "u",      answer_wait,   TRUE,  TRUE},
};
/* clang-format on */

static gboolean
answer(Server *server, const DiFrame *frame, GError **error)
{
	for (gsize i = 0; i < G_N_ELEMENTS(questions); i++) {
		g_autoptr(GVariant) question = NULL;

		if (questions[i].type != frame->type)
			continue;
		question = g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(questions[i].payload), frame->payload, FALSE));
		if (!g_variant_is_normal_form(question) || (questions[i].needs_open && !server->source) ||
			(questions[i].needs_folder && !server->selected))
			break;
		return questions[i].answer(server, question, error);
	}
	g_set_error(error, DI_ERROR, DI_ERROR_PROTOCOL, "question %u makes no sense here", frame->type);
	return FALSE;
}

static gboolean
conclude(Server *server, const GError *failure)
{
	g_autofree char *shown = failure ? di_text_visible(failure->message, FALSE) : NULL;
	g_autofree char *text = shown ? di_text_cut(shown, TEXT_MAX) : NULL;

	if (failure)
		return tell(server, DI_MAILBOX_FAILED, g_variant_new("(us)", (guint32)failure->code, text), NULL);
	return tell(server, DI_MAILBOX_DONE, g_variant_new("()"), NULL);
}

static int
say_why(const GError *error)
{
	di_log(DI_LOG_ERR, "%s", error->message);
	return di_error_exit_status(error);
}

int
di_mailbox_serve(void)
{
	Server server = {0};
	g_autoptr(GError) error = NULL;

	if (!di_limits_start(&error))
		return say_why(error);
	while (!server.worker_lost) {
		g_auto(DiFrame) frame = {.fds = {-1, -1, -1, -1}};
		g_autoptr(GError) failure = NULL;

		if (!di_frame_receive(DI_MAILBOX_FD, QUESTION_MAX, -1, &frame, NULL))
			break;
		if (frame.type == DI_MAILBOX_STOP)
			continue; /* what it was to stop had ended by itself */
		answer(&server, &frame, &failure);
		if (!server.worker_lost && !conclude(&server, failure))
			break;
	}
	if (server.source)
		server.source->kind->free(server.source);
	return EX_OK;
}
