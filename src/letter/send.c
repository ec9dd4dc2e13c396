/* Hands a mail to the server with libcurl, one recipient a transaction.
 *
 *	connect ── EHLO ── STARTTLS ── AUTH ── MAIL ── RCPT ── DATA 354 ── text ── dot ── reply
 *	└────────────── later ──────────────┘ └─ 4xx later, 5xx refused ─┘ │      └ uncertain ┘└ decides
 *	                                                                   └ later: without the dot nothing is sent
 *
 * libcurl's own result does not tell these apart (it gives the same code for 451 and 550, and for a
 * connection that broke before and after the text), so the dialogue is read along in its debug stream (dialogue.c).
 * begin → drive … → end; nothing of a letter moves but in drive. */
#include "dialogue.h"
#include "maildir.h"
#include "refusal.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>

enum {
	WATCHED_MOST = 4,
	STEP_MS = 1000,
};

struct DiSender {
	CURLM *multi;  /* holds the connection from letter to letter */
	CURL *curl;
	char *url;     /* with the name for EHLO as its path */
	char *host;    /* for messages */
	char *user;    /* NULL: no login */
	char *ca_file; /* NULL: the system's */
	char *mail_from;
	char *maildir; /* not NULL: nothing else is used */
	DiSecret *password;
	gboolean by_token; /* PASSWORD is an access token */
	gboolean login_refused; /* in the last transaction */
	gboolean is_nobody;     /* in the last transaction: the recipient */
	gboolean met_silence;   /* in the last transaction: nothing was said that decides */
	gboolean tls_required;
	DiWatch watch;

	/* the letter that has begun */
	gboolean is_begun, is_under_way;
	GBytes *mail;
	struct curl_slist *recipients;
	DiDialogue dialogue;
	char failure[CURL_ERROR_SIZE];
	DiSendOutcome outcome; /* when it is no longer under way */
	char *said;
};

static char *
address_of(const char *from)
{
	const char *open = strrchr(from, '<');
	g_autofree char *inner = open ? g_strndup(open + 1, strcspn(open + 1, ">")) : g_strdup(from);

	return di_text_address(inner);
}

static gboolean
read_url(DiSender *sender, const char *url, GError **error)
{
	g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED, error);
	g_autofree char *name = di_dialogue_own_name(sender->mail_from);
	const char *host = uri ? g_uri_get_host(uri) : NULL;
	gboolean is_ipv6 = host && strchr(host, ':');

	if (!uri) {
		g_prefix_error(error, "[outgoing] url '%s': ", url);
		return FALSE;
	}
	if (!host || !*host) {
		g_set_error(error, DI_ERROR, DI_ERROR_CONFIG, "[outgoing] url '%s' names no server; write smtps://user@server",
			url);
		return FALSE;
	}
	sender->host = g_strdup(host);
	sender->user = g_uri_get_user(uri) ? g_uri_unescape_string(g_uri_get_user(uri), NULL) : NULL;
	sender->url = g_uri_get_port(uri) > 0
		? g_strdup_printf("%s://%s%s%s:%d/%s", g_uri_get_scheme(uri), is_ipv6 ? "[" : "", host, is_ipv6 ? "]" : "",
			g_uri_get_port(uri), name)
		: g_strdup_printf("%s://%s%s%s/%s", g_uri_get_scheme(uri), is_ipv6 ? "[" : "", host, is_ipv6 ? "]" : "", name);
	return TRUE;
}

static gboolean
set_up(DiSender *sender, const DiConfig *config, GError **error)
{
	g_autoptr(GUri) uri = NULL;

	if (g_str_has_prefix(config->outgoing.url, "maildir://")) {
		sender->maildir = g_uri_unescape_string(config->outgoing.url + strlen("maildir://"), NULL);
		return TRUE;
	}
	sender->mail_from = address_of(config->outgoing.from);
	if (!sender->mail_from) {
		g_set_error(error, DI_ERROR, DI_ERROR_CONFIG,
			"'%s' is no sender; write from = Name <address@example.se> in [outgoing]", config->outgoing.from);
		return FALSE;
	}
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !(sender->curl = curl_easy_init()) || !(sender->multi = curl_multi_init())) {
		g_set_error(error, DI_ERROR, DI_ERROR_INTERNAL, "cannot start libcurl");
		return FALSE;
	}
	return read_url(sender, config->outgoing.url, error);
}

DiSender *
di_sender_new(const DiConfig *config, const DiSecret *password, GError **error)
{
	DiSender *sender = g_new0(DiSender, 1);

	sender->tls_required = config->outgoing.tls_required;
	sender->password = password ? di_secret_new(di_secret_text(password)) : NULL;
	sender->by_token = g_strcmp0(config->outgoing.auth, "oauth2") == 0;
	sender->watch = (DiWatch)DI_WATCH_UNTOLD;
	if (config->outgoing.ca_file && *config->outgoing.ca_file)
		sender->ca_file = g_strdup(config->outgoing.ca_file);
	if (set_up(sender, config, error))
		return sender;
	di_sender_free(sender);
	return NULL;
}

static void
forget_letter(DiSender *sender)
{
	if (sender->is_under_way)
		curl_multi_remove_handle(sender->multi, sender->curl);
	sender->is_begun = sender->is_under_way = FALSE;
	g_clear_pointer(&sender->mail, g_bytes_unref);
	g_clear_pointer(&sender->recipients, curl_slist_free_all);
	g_clear_pointer(&sender->said, g_free);
	di_dialogue_clear(&sender->dialogue);
}

void
di_sender_free(DiSender *sender)
{
	if (!sender)
		return;
	forget_letter(sender);
	if (sender->curl)
		curl_easy_cleanup(sender->curl);
	if (sender->multi)
		curl_multi_cleanup(sender->multi);
	di_secret_free(sender->password);
	g_free(sender->url);
	g_free(sender->host);
	g_free(sender->user);
	g_free(sender->ca_file);
	g_free(sender->mail_from);
	g_free(sender->maildir);
	g_free(sender);
}

void
di_sender_set_password(DiSender *sender, const DiSecret *password)
{
	di_secret_free(sender->password);
	sender->password = di_secret_new(di_secret_text(password));
}

gboolean
di_sender_login_refused(const DiSender *sender)
{
	return sender->login_refused;
}

gboolean
di_sender_is_nobody(const DiSender *sender)
{
	return sender->is_nobody;
}

gboolean
di_sender_met_silence(const DiSender *sender)
{
	return sender->met_silence;
}

void
di_sender_set_patience(DiSender *sender, const DiSenderPatience *patience)
{
	sender->watch.patience = *patience;
}

void
di_sender_watch(DiSender *sender, gboolean (*is_stopping)(void), void (*alive)(void))
{
	sender->watch.is_stopping = is_stopping;
	sender->watch.alive = alive;
}

static void
set_login(DiSender *sender)
{
	CURL *curl = sender->curl;

	curl_easy_setopt(curl, CURLOPT_USERNAME, sender->user);
	if (sender->by_token) {
		curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, di_secret_text(sender->password));
		curl_easy_setopt(curl, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2;AUTH=OAUTHBEARER");
	} else {
		curl_easy_setopt(curl, CURLOPT_PASSWORD, di_secret_text(sender->password));
		curl_easy_setopt(curl, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN"); /* an Exchange of one's own offers LOGIN alone */
	}
}

static void
set_security(DiSender *sender)
{
	CURL *curl = sender->curl;

	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_USE_SSL, sender->tls_required ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_NONE);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	if (sender->ca_file) {
		curl_easy_setopt(curl, CURLOPT_CAINFO, sender->ca_file);
		curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	}
	if (di_text_is_loopback(sender->host))
		curl_easy_setopt(curl, CURLOPT_PROXY, "");
	if (sender->password && sender->user)
		set_login(sender);
}

/* Forgets the last transaction; a connection that is open stays so. */
static void
prepare(DiSender *sender)
{
	CURL *curl = sender->curl;

	di_dialogue_clear(&sender->dialogue);
	di_dialogue_begin(&sender->dialogue, &sender->watch);
	*sender->failure = '\0';
	curl_easy_reset(curl);
	set_security(sender);
	curl_easy_setopt(curl, CURLOPT_URL, sender->url);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)sender->watch.patience.connect_s);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)sender->watch.patience.whole_s);
	curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L); /* what is given up does not wait for the name's resolver */
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, di_dialogue_look_up);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &sender->dialogue);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, sender->failure);
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, di_dialogue_listen);
	curl_easy_setopt(curl, CURLOPT_DEBUGDATA, &sender->dialogue);
}

/* libcurl asked for no login: the server has no way that fits what we have. */
static char *
no_way_in(const DiSender *sender, const DiDialogue *dialogue)
{
	return g_strdup_printf("the server offers no login by %s (%s%s)", sender->by_token ? "token" : "password",
		*dialogue->offers ? "it offers AUTH " : "nor any other", dialogue->offers);
}

/* The server's words where they decided, libcurl's where nothing was said. */
static char *
explain(const DiSender *sender, DiSendOutcome outcome, CURLcode result)
{
	const DiDialogue *dialogue = &sender->dialogue;
	gboolean no_way = result == CURLE_LOGIN_DENIED && !dialogue->auth_begun;
	gboolean spoke = outcome == DI_SENT || outcome == DI_SENT_REFUSED || dialogue->code >= 400;
	const char *text = spoke && dialogue->reply->len ? dialogue->reply->str
		: dialogue->given_up ? dialogue->given_up : *sender->failure ? sender->failure : curl_easy_strerror(result);
	g_autofree char *offered = no_way ? no_way_in(sender, dialogue) : NULL;
	g_autofree char *hidden = di_secret_hide(offered ? offered : text, sender->password ? di_secret_text(sender->password) : NULL);
	g_autofree char *visible = di_text_visible(hidden, FALSE);

	return di_text_cut(visible, DI_REPLY_MAX);
}

/* libcurl keeps a connection that broke or hangs after the dot, takes it for alive, and would wait two
 * minutes for its farewell. Shut for good first, it goes at once. */
static void
renew_connection(DiSender *sender)
{
	curl_socket_t fd = CURL_SOCKET_BAD;

	if (curl_easy_getinfo(sender->curl, CURLINFO_ACTIVESOCKET, &fd) == CURLE_OK && fd != CURL_SOCKET_BAD)
		(void)shutdown(fd, SHUT_RDWR);
	curl_multi_remove_handle(sender->multi, sender->curl);
	curl_easy_cleanup(sender->curl);
	curl_multi_cleanup(sender->multi);
	sender->curl = curl_easy_init();
	sender->multi = curl_multi_init();
	if (!sender->curl || !sender->multi)
		g_error("cannot start libcurl again: out of memory");
}

/* FOR_GOOD: with the connection. */
static void
leave(DiSender *sender, gboolean for_good)
{
	sender->is_under_way = FALSE;
	if (for_good)
		renew_connection(sender); /* it asks the handle, while that is still one of the multi's */
	else
		curl_multi_remove_handle(sender->multi, sender->curl);
	curl_easy_reset(sender->curl);
}

/* Does what can be done without waiting. TRUE: it has ended, with RESULT_OUT. */
static gboolean
perform(DiSender *sender, CURLcode *result_out)
{
	int running = 0, left = 0;
	const CURLMsg *message;

	if (curl_multi_perform(sender->multi, &running) != CURLM_OK) {
		*result_out = CURLE_OUT_OF_MEMORY;
		return TRUE;
	}
	message = running ? NULL : curl_multi_info_read(sender->multi, &left);
	if (message)
		*result_out = message->data.result;
	return message != NULL;
}

static void
conclude(DiSender *sender, CURLcode result)
{
	const DiDialogue *dialogue = &sender->dialogue;
	DiSendOutcome outcome = di_dialogue_outcome(dialogue);

	sender->outcome = outcome;
	sender->login_refused = result == CURLE_LOGIN_DENIED || (outcome == DI_SENT_LATER && di_refusal_is_about_login(dialogue->code));
	sender->is_nobody = outcome == DI_SENT_REFUSED && di_dialogue_is_about_address(dialogue);
	sender->met_silence = di_dialogue_is_silence(dialogue, outcome) && !sender->login_refused;
	sender->said = explain(sender, outcome, result);
	leave(sender, outcome == DI_SENT_UNCERTAIN);
}

static void
begin_transaction(DiSender *sender, const char *address)
{
	CURL *curl = sender->curl;

	prepare(sender);
	sender->dialogue.bytes = g_bytes_get_data(sender->mail, &sender->dialogue.size);
	sender->recipients = curl_slist_append(NULL, address);
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, sender->mail_from);
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, sender->recipients);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, di_dialogue_give_text);
	curl_easy_setopt(curl, CURLOPT_READDATA, &sender->dialogue);
	curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)sender->dialogue.size);
	sender->is_under_way = curl_multi_add_handle(sender->multi, curl) == CURLM_OK;
	if (!sender->is_under_way)
		conclude(sender, CURLE_OUT_OF_MEMORY);
}

void
di_sender_begin(DiSender *sender, const char *to_address, GBytes *mail)
{
	g_autofree char *address = di_text_address(to_address);

	g_return_if_fail(!sender->is_begun);
	sender->is_begun = TRUE;
	sender->is_nobody = FALSE;
	sender->met_silence = FALSE;
	sender->mail = g_bytes_ref(mail);
	if (address && !sender->maildir) {
		begin_transaction(sender, address);
		return;
	}
	if (address)
		sender->outcome = di_maildir_deliver(sender->maildir, mail, &sender->said);
	else {
		sender->outcome = DI_SENT_REFUSED;
		sender->said = g_strdup("not an address");
	}
}

/* Waits for the server, for one of WATCHED, or for the time. */
static void
wait_for_any(DiSender *sender, struct pollfd *watched, guint n, int timeout_ms)
{
	struct curl_waitfd others[WATCHED_MOST];

	g_return_if_fail(n <= WATCHED_MOST);
	for (guint i = 0; i < n; i++)
		others[i] = (struct curl_waitfd){.fd = watched[i].fd, .events = CURL_WAIT_POLLIN};
	if (curl_multi_poll(sender->multi, others, n, timeout_ms, NULL) != CURLM_OK)
		return;
	for (guint i = 0; i < n; i++)
		watched[i].revents = others[i].revents ? POLLIN : 0;
}

gboolean
di_sender_drive(DiSender *sender, struct pollfd *watched, guint n, int timeout_ms)
{
	CURLcode result = CURLE_OK;
	gboolean is_over;

	for (guint i = 0; i < n; i++)
		watched[i].revents = 0;
	if (!sender->is_under_way)
		return TRUE;
	is_over = perform(sender, &result);
	if (!is_over) {
		wait_for_any(sender, watched, n, timeout_ms);
		is_over = perform(sender, &result);
	}
	if (is_over)
		conclude(sender, result);
	return is_over;
}

DiSendOutcome
di_sender_end(DiSender *sender, char **reply_out)
{
	while (!di_sender_drive(sender, NULL, 0, STEP_MS))
		continue;
	*reply_out = g_steal_pointer(&sender->said);
	forget_letter(sender);
	return sender->outcome;
}

DiSendOutcome
di_sender_send(DiSender *sender, const char *to_address, GBytes *mail, char **reply_out)
{
	di_sender_begin(sender, to_address, mail);
	return di_sender_end(sender, reply_out);
}

static gboolean
set_check_error(const DiSender *sender, const DiDialogue *dialogue, CURLcode result, const char *why, GError **error)
{
	switch ((int)result) {
	case CURLE_LOGIN_DENIED:
		g_set_error(error, DI_ERROR, DI_ERROR_DENIED,
			"cannot log in to '%s' as '%s': %s; check url%s in [outgoing]%s", sender->host, sender->user ? sender->user : "", why,
			!dialogue->auth_begun ? " and auth" : sender->by_token ? "" : " and password_file",
			dialogue->auth_begun && sender->by_token ? ", and that the application may send as that user" : "");
		break;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
		g_set_error(error, DI_ERROR, DI_ERROR_PROTOCOL,
			"the certificate of '%s' is not trusted: %s; if it is the server's own, name it in ca_file in [outgoing]",
			sender->host, why);
		break;
	case CURLE_USE_SSL_FAILED:
		g_set_error(error, DI_ERROR, DI_ERROR_PROTOCOL,
			"'%s' offers no STARTTLS: %s; use smtps:// in [outgoing] or another server", sender->host, why);
		break;
	default:
		g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "cannot reach the server '%s': %s; check url in [outgoing]",
			sender->host, why);
	}
	return FALSE;
}

/* The whole of what was prepared, at once. */
static CURLcode
run(DiSender *sender)
{
	CURLcode result = CURLE_OUT_OF_MEMORY;

	if (curl_multi_add_handle(sender->multi, sender->curl) != CURLM_OK)
		return result;
	while (!perform(sender, &result))
		wait_for_any(sender, NULL, 0, STEP_MS);
	leave(sender, FALSE);
	return result;
}

gboolean
di_sender_check(DiSender *sender, GError **error)
{
	g_autofree char *why = NULL;
	CURLcode result;

	if (sender->maildir)
		return di_maildir_prepare(sender->maildir, error);
	prepare(sender);
	curl_easy_setopt(sender->curl, CURLOPT_NOBODY, 1L);
	curl_easy_setopt(sender->curl, CURLOPT_CUSTOMREQUEST, "NOOP");
	result = run(sender);
	sender->login_refused = result == CURLE_LOGIN_DENIED;
	if (result == CURLE_OK && sender->password && sender->user && !sender->dialogue.auth_begun)
		result = CURLE_LOGIN_DENIED; /* libcurl goes on without where no AUTH is offered */
	if (result == CURLE_OK)
		return TRUE;
	why = explain(sender, DI_SENT_LATER, result);
	return set_check_error(sender, &sender->dialogue, result, why, error);
}
