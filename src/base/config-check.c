/* What settings must be to each other: TLS but for this machine, no password in a URL, all that OAuth 2 needs. */
#include "config-check.h"
#include "config-value.h"

#include <string.h>

enum { PACE_MICROSOFT_S = 3 };

#define AT(member) G_STRUCT_OFFSET(DiConfig, member)

/* The line on which SECTION (and KEY in it, unless NULL) stands in TEXT; 0: nowhere. */
static int
line_of(const char *text, const char *section, const char *key)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autofree char *heading = g_strdup_printf("[%s]", section);
	gboolean inside = FALSE;

	for (int i = 0; lines[i]; i++) {
		char *line = g_strstrip(lines[i]);

		if (*line == '[')
			inside = g_str_equal(line, heading);
		if (inside && !key && *line == '[')
			return i + 1;
		if (inside && key && g_str_has_prefix(line, key)) {
			const char *rest = line + strlen(key);

			if (*rest == '=' || *rest == ' ' || *rest == '\t')
				return i + 1;
		}
	}
	return 0;
}

void
di_config_set_error(GError **error, const DiConfigSource *source, const char *section, const char *key, const char *what)
{
	int line = line_of(source->text, section, key);

	if (line == 0)
		line = line_of(source->text, section, NULL);
	g_set_error(error, DI_ERROR, DI_ERROR_CONFIG, "%s:%d: [%s]%s%s: %s", source->path, line, section,
		key ? " " : "", key ? key : "", what);
}

/* The host of scheme://user@host:port/path is this machine. */
static gboolean
is_loopback(const char *url)
{
	g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED, NULL);
	const char *host = uri ? g_uri_get_host(uri) : NULL;

	return host && di_text_is_loopback(host);
}

static gboolean
check_url(const DiConfigSource *source, const char *section, const char *url, gboolean tls_required, GError **error)
{
	g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED, NULL);

	if (!uri) {
		di_config_set_error(error, source, section, "url", "it is no URL; write @ in the user name as %40");
		return FALSE;
	}
	if (g_uri_get_password(uri)) {
		di_config_set_error(error, source, section, "url",
			"the password must not stand in the URL; put it in a file and name that in password_file");
		return FALSE;
	}
	if (!tls_required && !g_str_has_prefix(url, "maildir:") && !is_loopback(url)) {
		di_config_set_error(error, source, section, "tls",
			"none is allowed only for a server on this machine; write required");
		return FALSE;
	}
	return TRUE;
}

static gboolean
needs_token(const char *auth, const char *url)
{
	return g_str_equal(auth, "oauth2") && !g_str_has_prefix(url, "maildir:");
}

gboolean
di_config_uses_oauth2(const DiConfig *config)
{
	return needs_token(config->mailbox.auth, config->mailbox.url) || needs_token(config->outgoing.auth, config->outgoing.url);
}

/* A token says that we may; the user in the URL says into which mailbox. */
static gboolean
check_user(const DiConfigSource *source, const char *section, const char *auth, const char *url, GError **error)
{
	g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED, NULL);

	if (!needs_token(auth, url) || (uri && g_uri_get_user(uri) && *g_uri_get_user(uri)))
		return TRUE;
	di_config_set_error(error, source, section, "url", "auth = oauth2 needs the mailbox's address in it; write "
		"imaps://name%40example.se@server or smtp://name%40example.se@server");
	return FALSE;
}

/* What each way to a token cannot do without; secrets may come as credentials, and are asked for later. */
static const struct {
	DiOauthGrant grant;
	gboolean only_microsoft;
	gsize offset, instead; /* either of them */
	const char *key, *what;
} oauth2_needs[] = {
	{DI_GRANT_CLIENT, FALSE, AT(oauth2.client_id), 0, "client_id", "write the application's id (Entra: Application (client) ID)"},
	{DI_GRANT_CLIENT, TRUE, AT(oauth2.tenant), AT(oauth2.token_url), "tenant", "write the tenant's id or its domain"},
	{DI_GRANT_DEVICE, FALSE, AT(oauth2.client_id), 0, "client_id", "write the application's id (Entra: Application (client) ID)"},
	{DI_GRANT_DEVICE, TRUE, AT(oauth2.tenant), AT(oauth2.token_url), "tenant", "write the tenant's id or its domain"},
};

static const char *
text_at(const DiConfig *config, gsize offset)
{
	return *(char *const *)(const void *)((const char *)config + offset);
}

static gboolean
check_oauth2(const DiConfigSource *source, DiConfig *config, GError **error)
{
	DiOauthProvider provider = config->oauth2.provider;

	if (config->outgoing.pace_s == DI_PACE_USUAL)
		config->outgoing.pace_s = provider == DI_OAUTH_MICROSOFT && needs_token(config->outgoing.auth, config->outgoing.url)
			? PACE_MICROSOFT_S : 0;
	if (config->oauth2.grant == DI_GRANT_USUAL)
		config->oauth2.grant = provider == DI_OAUTH_GOOGLE ? DI_GRANT_SERVICE : DI_GRANT_CLIENT;
	if (!di_config_uses_oauth2(config))
		return TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(oauth2_needs); i++) {
		gboolean applies = oauth2_needs[i].grant == config->oauth2.grant &&
			(!oauth2_needs[i].only_microsoft || provider == DI_OAUTH_MICROSOFT);

		if (!applies || *text_at(config, oauth2_needs[i].offset) ||
			(oauth2_needs[i].instead && *text_at(config, oauth2_needs[i].instead)))
			continue;
		di_config_set_error(error, source, "oauth2", oauth2_needs[i].key, oauth2_needs[i].what);
		return FALSE;
	}
	if (provider == DI_OAUTH_OTHER && (!*config->oauth2.token_url || !*config->oauth2.scope)) {
		di_config_set_error(error, source, "oauth2", *config->oauth2.token_url ? "scope" : "token_url",
			"provider = other needs both scope and token_url");
		return FALSE;
	}
	return check_user(source, "mailbox", config->mailbox.auth, config->mailbox.url, error) &&
		check_user(source, "outgoing", config->outgoing.auth, config->outgoing.url, error);
}

/* Every mail would be passed over until then. A clock that stands wrong after a power cut must not end the service, which 78 does for good:
 * so the day on which the file was written has come, too. */
static gboolean
check_since(const DiConfigSource *source, const DiConfig *config, GError **error)
{
	DiDate today = di_date_of_time(MAX(di_clock_now(), source->written), config->reminders.timezone);
	g_autofree char *day = di_date_format(config->mailbox.since), *what = NULL;

	if (config->mailbox.since == DI_DATE_NONE || config->mailbox.since <= today)
		return TRUE;
	what = g_strdup_printf("'%s' has not come, and no mail would be read until then; write today or an earlier day", day);
	di_config_set_error(error, source, "mailbox", "since", what);
	return FALSE;
}

gboolean
di_config_check(const DiConfigSource *source, DiConfig *config, GError **error)
{
	return check_url(source, "mailbox", config->mailbox.url, config->mailbox.tls_required, error) &&
		check_url(source, "outgoing", config->outgoing.url, config->outgoing.tls_required, error) &&
		check_oauth2(source, config, error) && check_since(source, config, error);
}
