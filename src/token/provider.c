/* Where each provider gives tokens, and what is asked for (DOMAIN: Microsoft 365, Google). */
#include "parts.h"

#include <string.h>

#define MICROSOFT "https://login.microsoftonline.com/%s/oauth2/v2.0/"

/* clang-format off */
static const struct {
	const char *token_url, *device_url; /* %s: the tenant */
	const char *scope, *device_scope;
} providers[] = {
	[DI_OAUTH_MICROSOFT] = {MICROSOFT "token", MICROSOFT "devicecode",
		"https://outlook.office365.com/.default",
		"https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access"},
	[DI_OAUTH_GOOGLE]    = {"https://oauth2.googleapis.com/token", "", "https://mail.google.com/", "https://mail.google.com/"},
	[DI_OAUTH_OTHER]     = {"", "", "", ""},
};
/* clang-format on */

/* GIVEN, else FORMAT with the tenant in it. The tenant holds nothing that could end a path: config.c. */
static char *
address(const DiConfig *config, const char *given, const char *format)
{
	const char *mark = strstr(format, "%s");

	if (*given || !mark)
		return g_strdup(*given ? given : format);
	return g_strdup_printf("%.*s%s%s", (int)(mark - format), format, config->oauth2.tenant, mark + 2);
}

char *
di_token_url(const DiConfig *config)
{
	return address(config, config->oauth2.token_url, providers[config->oauth2.provider].token_url);
}

char *
di_token_device_url(const DiConfig *config)
{
	return address(config, config->oauth2.device_url, providers[config->oauth2.provider].device_url);
}

char *
di_token_scope(const DiConfig *config)
{
	gboolean by_person = config->oauth2.grant == DI_GRANT_DEVICE;

	if (*config->oauth2.scope)
		return g_strdup(config->oauth2.scope);
	return g_strdup(by_person ? providers[config->oauth2.provider].device_scope : providers[config->oauth2.provider].scope);
}

static char *
user_of(const char *url)
{
	g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_HAS_PASSWORD, NULL);

	return g_strdup(uri && g_uri_get_user(uri) ? g_uri_get_user(uri) : "");
}

char *
di_token_subject(const DiConfig *config)
{
	g_autofree char *mailbox = user_of(config->mailbox.url);

	if (*config->oauth2.subject)
		return g_strdup(config->oauth2.subject);
	return *mailbox ? g_steal_pointer(&mailbox) : user_of(config->outgoing.url);
}
