/* Hands a mail to the server with libcurl, one recipient a transaction.
 *
 *	connect ── EHLO ── STARTTLS ── AUTH ── MAIL ── RCPT ── DATA 354 ── text ── dot ── reply
 *	└────────────── later ──────────────┘ └─ 4xx later, 5xx refused ─┘ │      └ uncertain ┘└ decides
 *	                                                                   └ later: without the dot nothing is sent
 *
 * libcurl's own result does not tell these apart (it gives the same code for 451 and 550, and for a
 * connection that broke before and after the text), so the dialogue is read along in its debug stream. */
#include "maildir.h"
#include "refusal.h"
#include "watch.h"

#include <curl/curl.h>
#include <string.h>
#include <sys/socket.h>

enum {
	REPLY_MAX = 300, /* characters */
};

struct DiSender {
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
};

/* One transaction, as far as it has come. */
typedef struct {
	const guint8 *bytes;
	gsize size, offset;
	char offers[REPLY_MAX]; /* what the server says after AUTH in its greeting: "PLAIN LOGIN" */
	gboolean auth_begun; /* AUTH was said */
	gboolean mail_begun; /* MAIL was said */
	gboolean at_recipient; /* RCPT was said, and DATA not */
	gboolean data_open;  /* the server said 354 */
	gboolean text_given; /* libcurl was told that the text has ended: the dot may be on its way */
	gboolean is_over;    /* QUIT was said: what follows decides nothing */
	int code;            /* of the last whole reply; 0: none */
	int final_code;      /* of the reply to the dot; 0: none */
	GString *reply;
	DiWatch *watch;
	char *given_up;      /* why it was; NULL: it was not */
} Dialogue;

/* What we call ourselves: the machine's name if it is a whole one, else the sender's domain. */
static char *
ehlo_name(const char *mail_from)
{
	const char *name = g_get_host_name();
	gboolean is_fit = strchr(name, '.') && strlen(name) <= 253;

	for (const char *c = name; *c; c++)
		is_fit = is_fit && (g_ascii_isalnum(*c) || *c == '.' || *c == '-');
	return g_strdup(is_fit ? name : strchr(mail_from, '@') + 1);
}

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
	g_autofree char *name = ehlo_name(sender->mail_from);
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
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !(sender->curl = curl_easy_init())) {
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

void
di_sender_free(DiSender *sender)
{
	if (!sender)
		return;
	if (sender->curl)
		curl_easy_cleanup(sender->curl);
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

/* One line of the server's: "250-SIZE" goes on, "250 OK" ends a reply. */
static void
hear_line(Dialogue *dialogue, const char *line, gsize length)
{
	int code;

	if (length < 3 || !g_ascii_isdigit(line[0]) || !g_ascii_isdigit(line[1]) || !g_ascii_isdigit(line[2]))
		return;
	if (length > 9 && g_ascii_strncasecmp(line + 4, "AUTH ", 5) == 0)
		g_strlcpy(dialogue->offers, line + 9, MIN(length - 9 + 1, sizeof dialogue->offers));
	if (length > 3 && line[3] == '-')
		return;
	code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
	if (dialogue->data_open)
		dialogue->final_code = code;
	dialogue->data_open = dialogue->data_open || (dialogue->mail_begun && code == 354);
	dialogue->code = code;
	g_string_truncate(dialogue->reply, 0);
	g_string_append_len(dialogue->reply, line, (gssize)length);
	di_watch_heard(dialogue->watch);
}

static int
listen_along(CURL *curl G_GNUC_UNUSED, curl_infotype type, char *data, size_t size, void *user_data)
{
	Dialogue *dialogue = user_data;

	if (type == CURLINFO_HEADER_OUT && size >= 5 && g_ascii_strncasecmp(data, "EHLO ", 5) == 0)
		*dialogue->offers = '\0';
	if (type == CURLINFO_HEADER_OUT && size >= 5 && g_ascii_strncasecmp(data, "AUTH ", 5) == 0)
		dialogue->auth_begun = TRUE;
	if (type == CURLINFO_HEADER_OUT && size >= 5 && g_ascii_strncasecmp(data, "MAIL ", 5) == 0)
		dialogue->mail_begun = TRUE;
	if (type == CURLINFO_HEADER_OUT && size >= 5 && !dialogue->is_over && g_ascii_strncasecmp(data, "QUIT", 4) != 0)
		dialogue->at_recipient = g_ascii_strncasecmp(data, "RCPT ", 5) == 0;
	if (type == CURLINFO_HEADER_OUT && size >= 4 && g_ascii_strncasecmp(data, "QUIT", 4) == 0)
		dialogue->is_over = TRUE;
	if (type == CURLINFO_DATA_OUT)
		di_watch_heard(dialogue->watch);
	if (type == CURLINFO_HEADER_IN && !dialogue->is_over)
		hear_line(dialogue, data, size - (size > 0 && data[size - 1] == '\n') -
			(size > 1 && data[size - 1] == '\n' && data[size - 2] == '\r'));
	return 0;
}

static size_t
give_text(char *buffer, size_t size, size_t count, void *user_data)
{
	Dialogue *dialogue = user_data;
	gsize part = MIN(size * count, dialogue->size - dialogue->offset);

	memcpy(buffer, dialogue->bytes + dialogue->offset, part);
	dialogue->offset += part;
	dialogue->text_given = dialogue->offset == dialogue->size;
	return part;
}

/* libcurl calls it whenever something happens, and once a second. */
static int
look_up(void *user_data, curl_off_t to_come G_GNUC_UNUSED, curl_off_t come G_GNUC_UNUSED, curl_off_t to_go G_GNUC_UNUSED,
	curl_off_t gone G_GNUC_UNUSED)
{
	Dialogue *dialogue = user_data;

	if (!dialogue->given_up)
		dialogue->given_up = di_watch_give_up(dialogue->watch, dialogue->text_given);
	return dialogue->given_up != NULL;
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
prepare(DiSender *sender, Dialogue *dialogue, char *failure)
{
	CURL *curl = sender->curl;

	curl_easy_reset(curl);
	set_security(sender);
	curl_easy_setopt(curl, CURLOPT_URL, sender->url);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)sender->watch.patience.connect_s);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)sender->watch.patience.whole_s);
	curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L); /* what is given up does not wait for the name's resolver */
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, look_up);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, dialogue);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, failure);
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, listen_along);
	curl_easy_setopt(curl, CURLOPT_DEBUGDATA, dialogue);
	dialogue->watch = &sender->watch;
	di_watch_begin(dialogue->watch);
}

static DiSendOutcome
judge(const Dialogue *dialogue)
{
	int code = dialogue->data_open ? dialogue->final_code : dialogue->code;

	if (dialogue->data_open && code == 0)
		return dialogue->text_given ? DI_SENT_UNCERTAIN : DI_SENT_LATER;
	if (dialogue->data_open && code >= 200 && code < 300)
		return DI_SENT;
	if (dialogue->data_open && code < 400)
		return DI_SENT_UNCERTAIN;
	if (dialogue->mail_begun && code >= 500 && code < 600 && !di_refusal_is_about_login(code))
		return DI_SENT_REFUSED;
	return DI_SENT_LATER;
}

static gboolean
is_silence(const Dialogue *dialogue, DiSendOutcome outcome)
{
	int code = dialogue->data_open ? dialogue->final_code : dialogue->code;

	return outcome == DI_SENT_UNCERTAIN ? code == 0 : outcome == DI_SENT_LATER && code < 400;
}

/* libcurl asked for no login: the server has no way that fits what we have. */
static char *
no_way_in(const DiSender *sender, const Dialogue *dialogue)
{
	return g_strdup_printf("the server offers no login by %s (%s%s)", sender->by_token ? "token" : "password",
		*dialogue->offers ? "it offers AUTH " : "nor any other", dialogue->offers);
}

/* The server's words where they decided, libcurl's where nothing was said. */
static char *
explain(const DiSender *sender, const Dialogue *dialogue, DiSendOutcome outcome, CURLcode result, const char *failure)
{
	gboolean no_way = result == CURLE_LOGIN_DENIED && !dialogue->auth_begun;
	gboolean spoke = outcome == DI_SENT || outcome == DI_SENT_REFUSED || dialogue->code >= 400;
	const char *text = spoke && dialogue->reply->len ? dialogue->reply->str
		: dialogue->given_up ? dialogue->given_up : *failure ? failure : curl_easy_strerror(result);
	g_autofree char *offered = no_way ? no_way_in(sender, dialogue) : NULL;
	g_autofree char *hidden = di_secret_hide(offered ? offered : text, sender->password ? di_secret_text(sender->password) : NULL);
	g_autofree char *visible = di_text_visible(hidden, FALSE);

	return di_text_cut(visible, REPLY_MAX);
}

/* libcurl keeps a connection that broke or hangs after the dot, takes it for alive, and would wait two
 * minutes for its farewell. Shut for good first, it goes at once. */
static void
renew_connection(DiSender *sender)
{
	curl_socket_t fd = CURL_SOCKET_BAD;

	if (curl_easy_getinfo(sender->curl, CURLINFO_ACTIVESOCKET, &fd) == CURLE_OK && fd != CURL_SOCKET_BAD)
		(void)shutdown(fd, SHUT_RDWR);
	curl_easy_cleanup(sender->curl);
	sender->curl = curl_easy_init();
	if (!sender->curl)
		g_error("cannot start libcurl again: out of memory");
}

static DiSendOutcome
transact(DiSender *sender, const char *address, Dialogue *dialogue, char **reply_out)
{
	CURL *curl = sender->curl;
	struct curl_slist *recipients = curl_slist_append(NULL, address);
	char failure[CURL_ERROR_SIZE] = "";
	DiSendOutcome outcome;
	CURLcode result;

	prepare(sender, dialogue, failure);
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, sender->mail_from);
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_text);
	curl_easy_setopt(curl, CURLOPT_READDATA, dialogue);
	curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)dialogue->size);
	result = curl_easy_perform(curl);
	outcome = judge(dialogue);
	sender->login_refused = result == CURLE_LOGIN_DENIED || (outcome == DI_SENT_LATER && di_refusal_is_about_login(dialogue->code));
	sender->is_nobody = outcome == DI_SENT_REFUSED && dialogue->at_recipient && di_refusal_is_about_address(dialogue->reply->str);
	sender->met_silence = is_silence(dialogue, outcome) && !sender->login_refused;
	*reply_out = explain(sender, dialogue, outcome, result, failure);
	g_free(dialogue->given_up);
	if (outcome == DI_SENT_UNCERTAIN)
		renew_connection(sender);
	curl_easy_reset(sender->curl);
	curl_slist_free_all(recipients);
	return outcome;
}

DiSendOutcome
di_sender_send(DiSender *sender, const char *to_address, GBytes *mail, char **reply_out)
{
	g_autofree char *address = di_text_address(to_address);
	g_autoptr(GString) reply = g_string_new(NULL);
	Dialogue dialogue = {.reply = reply};

	sender->is_nobody = FALSE;
	sender->met_silence = FALSE;
	if (!address) {
		*reply_out = g_strdup("not an address");
		return DI_SENT_REFUSED;
	}
	if (sender->maildir)
		return di_maildir_deliver(sender->maildir, mail, reply_out);
	dialogue.bytes = g_bytes_get_data(mail, &dialogue.size);
	return transact(sender, address, &dialogue, reply_out);
}

static gboolean
set_check_error(const DiSender *sender, const Dialogue *dialogue, CURLcode result, const char *why, GError **error)
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

gboolean
di_sender_check(DiSender *sender, GError **error)
{
	g_autoptr(GString) reply = g_string_new(NULL);
	Dialogue dialogue = {.reply = reply};
	char failure[CURL_ERROR_SIZE] = "";
	g_autofree char *why = NULL;
	CURLcode result;

	if (sender->maildir)
		return di_maildir_prepare(sender->maildir, error);
	prepare(sender, &dialogue, failure);
	curl_easy_setopt(sender->curl, CURLOPT_NOBODY, 1L);
	curl_easy_setopt(sender->curl, CURLOPT_CUSTOMREQUEST, "NOOP");
	result = curl_easy_perform(sender->curl);
	sender->login_refused = result == CURLE_LOGIN_DENIED;
	curl_easy_reset(sender->curl);
	if (result == CURLE_OK && sender->password && sender->user && !dialogue.auth_begun)
		result = CURLE_LOGIN_DENIED; /* libcurl goes on without where no AUTH is offered */
	if (result == CURLE_OK)
		return TRUE;
	why = explain(sender, &dialogue, DI_SENT_LATER, result, failure);
	g_free(dialogue.given_up);
	return set_check_error(sender, &dialogue, result, why, error);
}
