/* The [mailbox] url: which server and user, or which Maildir. */
#include "source.h"

#include <string.h>

enum { IMAP_PORT = 143, IMAPS_PORT = 993 };

void
di_source_url_clear(DiSourceUrl *url)
{
	g_clear_pointer(&url->maildir, g_free);
	g_clear_pointer(&url->host, g_free);
	g_clear_pointer(&url->user, g_free);
	g_clear_pointer(&url->folder, g_free);
}

static gboolean
has_controls(const char *text)
{
	for (; *text; text = di_utf8_next(text))
		if (g_unichar_iscntrl(g_utf8_get_char(text)))
			return TRUE;
	return FALSE;
}

/* Percent signs undone; NULL for control characters, which would be commands of their own on the wire. */
static char *
plain(const char *escaped)
{
	g_autofree char *text = g_uri_unescape_string(escaped ? escaped : "", NULL);

	if (!text || !g_utf8_validate(text, -1, NULL) || has_controls(text))
		return NULL;
	return g_steal_pointer(&text);
}

static gboolean
is_host(const char *host)
{
	return host && *host && strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:") == strlen(host);
}

static gboolean
refuse(GError **error, const char *text, const char *why)
{
	g_set_error(error, DI_ERROR, DI_ERROR_CONFIG,
		"'%s' is no mailbox: %s; check url in [mailbox]", text, why);
	return FALSE;
}

static gboolean
take_server(GUri *uri, const char *text, DiSourceUrl *url, GError **error)
{
	const char *path = g_uri_get_path(uri);

	url->implicit_tls = g_str_equal(g_uri_get_scheme(uri), "imaps");
	url->user = plain(g_uri_get_userinfo(uri));
	if (!url->user || !*url->user)
		return refuse(error, text, "write the user before the server, its @ as %40");
	if (!is_host(g_uri_get_host(uri)))
		return refuse(error, text, "there is no server name in it");
	url->host = g_strdup(g_uri_get_host(uri));
	url->is_loopback = di_text_is_loopback(url->host);
	url->port = g_uri_get_port(uri) > 0 ? (guint)g_uri_get_port(uri) : url->implicit_tls ? IMAPS_PORT : IMAP_PORT;
	url->folder = plain(path && path[0] && path[1] ? path + 1 : "INBOX");
	return url->folder || refuse(error, text, "the folder name cannot be read");
}

static gboolean
take_maildir(GUri *uri, const char *text, DiSourceUrl *url, GError **error)
{
	url->maildir = plain(g_uri_get_path(uri));
	if (!url->maildir || url->maildir[0] != '/' || !url->maildir[1])
		return refuse(error, text, "write maildir:///path with a whole path");
	url->folder = g_strdup("INBOX");
	return TRUE;
}

gboolean
di_source_url_parse(const char *text, DiSourceUrl *url_out, GError **error)
{
	g_autoptr(GUri) uri = g_uri_parse(text, G_URI_FLAGS_ENCODED, NULL);
	DiSourceUrl url = {0};
	gboolean good;

	if (!uri)
		return refuse(error, text, "it is no URL");
	if (g_str_equal(g_uri_get_scheme(uri), "maildir"))
		good = take_maildir(uri, text, &url, error);
	else if (g_str_equal(g_uri_get_scheme(uri), "imaps") || g_str_equal(g_uri_get_scheme(uri), "imap"))
		good = take_server(uri, text, &url, error);
	else
		good = refuse(error, text, "write imaps://, imap:// or maildir:///");
	if (good)
		*url_out = url;
	else
		di_source_url_clear(&url);
	return good;
}
