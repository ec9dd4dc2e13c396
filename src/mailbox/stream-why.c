/* Why a connection was not opened, or a login refused: which code, whose fault, what to do. */
#include "stream.h"

#include <string.h>

/* Servers refuse a right password too, for a while. */
static gboolean
is_for_a_while(const char *said)
{
	static const char *const words[] = {"[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]", "throttled",
		"Backoff", "try again", "too many"};
	g_autofree char *folded = g_ascii_strdown(said, -1);

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		g_autofree char *word = g_ascii_strdown(words[i], -1);

		if (strstr(folded, word))
			return TRUE;
	}
	return FALSE;
}

/* "A002 NO [AUTHENTICATIONFAILED] Authentication failed." without what is libcurl's own */
static char *
server_text(const DiOpening *opening, const char *password)
{
	g_autofree char *hidden = di_secret_hide(opening->said, password);
	g_autofree char *text = di_text_from_bytes(hidden, -1);
	g_autofree char *line = di_text_squeeze(text);
	const char *from = line;

	for (int i = 0; i < 2 && strchr(from, ' '); i++)
		from = strchr(from, ' ') + 1;
	return di_text_visible(*from ? from : "the login was refused", FALSE);
}

/* Which code and which remedy for what libcurl says */
static const struct {
	CURLcode curl;
	DiErrorCode code;
	const char *sentence, *remedy;
} reasons[] = {
	{CURLE_PEER_FAILED_VERIFICATION, DI_ERROR_PROTOCOL, "cannot trust",
		"no password was sent; check the server's certificate, its name, and ca_file in [mailbox]"},
	{CURLE_SSL_CACERT_BADFILE, DI_ERROR_CONFIG, "cannot check", "check ca_file in [mailbox]"},
	{CURLE_USE_SSL_FAILED, DI_ERROR_PROTOCOL, "cannot trust",
		"it offers no STARTTLS, and no password was sent; write imaps:// in url in [mailbox]"},
	{CURLE_SSL_CONNECT_ERROR, DI_ERROR_TEMPORARY, "cannot speak TLS with",
		"no password was sent; check host, port and imaps:// or imap:// in url in [mailbox]"},
	{CURLE_COULDNT_RESOLVE_HOST, DI_ERROR_TEMPORARY, "cannot find", "check url in [mailbox] and the name service"},
	{CURLE_OK, DI_ERROR_TEMPORARY, "cannot reach", "tried again later"},
};

static const char *
remedy(const DiSourceOptions *options)
{
	return g_strcmp0(options->auth, "oauth2") ? "check password_file and the user in url in [mailbox]"
						  : "check the user in url in [mailbox], and that the application may read that mailbox";
}

/* "AUTH=PLAIN LOGINDISABLED" of all that it can do */
static char *
logins_of(const char *offers)
{
	g_autofree char *text = di_text_from_bytes(offers, -1), *line = di_text_squeeze(text), *visible = di_text_visible(line, FALSE);
	g_auto(GStrv) words = g_strsplit(visible, " ", -1);
	GString *logins = g_string_new(NULL);

	for (guint i = 0; words[i]; i++)
		if (g_str_has_prefix(words[i], "AUTH=") || g_str_equal(words[i], "LOGINDISABLED"))
			g_string_append_printf(logins, "%s%s", logins->len ? " " : "", words[i]);
	return g_string_free(logins, FALSE);
}

/* libcurl asked for none, for the server has no way of logging in that fits what we have. */
static void
explain_no_way(const DiOpening *opening, const DiSourceUrl *url, const DiSourceOptions *options, GError **error)
{
	g_autofree char *logins = logins_of(opening->offers);

	g_set_error(error, DI_ERROR, DI_ERROR_DENIED, "cannot log in to '%s' as '%s': the server offers no login by %s (%s%s); check url and auth in [mailbox]",
		url->host, url->user, g_strcmp0(options->auth, "oauth2") ? "password" : "token", *logins ? "it offers " : "nor any other", logins);
}

void
di_stream_explain(CURLcode code, const DiOpening *opening, const DiSourceUrl *url, const DiSourceOptions *options, GError **error)
{
	g_autofree char *why = di_text_visible(*opening->why ? opening->why : curl_easy_strerror(code), FALSE);
	gsize i = 0;

	if (code == CURLE_LOGIN_DENIED && !opening->asked) {
		explain_no_way(opening, url, options, error);
		return;
	}
	if (code == CURLE_LOGIN_DENIED) {
		g_autofree char *said = server_text(opening, options->password);
		gboolean passing = is_for_a_while(said);

		g_set_error(error, DI_ERROR, (gint)(passing ? DI_ERROR_TEMPORARY : DI_ERROR_DENIED),
			"cannot log in to '%s' as '%s': %s; %s", url->host, url->user, said,
			passing ? "tried again later" : remedy(options));
		return;
	}
	while (reasons[i].curl != CURLE_OK && reasons[i].curl != code)
		i++;
	g_set_error(error, DI_ERROR, (gint)reasons[i].code, "%s '%s' port %u for '%s': %s; %s", reasons[i].sentence,
		url->host, url->port, url->user, why, reasons[i].remedy);
}
