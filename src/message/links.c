/* Links to files in somebody's cloud: the report is not in the mail then, and is never fetched. */
#include "message-internal.h"

#include <string.h>

/* Ends of host names, and what the path must begin with. */
static const struct Cloud {
	const char *host, *path;
} clouds[] = {
	/* clang-format off */
	{"sharepoint.com",    ""},
	{"1drv.ms",           ""},
	{"onedrive.live.com", ""},
	{"onedrive.com",      ""},
	{"drive.google.com",  ""},
	{"docs.google.com",   ""},
	{"dropbox.com",       ""},
	{"icloud.com",        "/iclouddrive"},
	/* clang-format on */
};

static gboolean
is_host_byte(char c)
{
	return g_ascii_isalnum(c) || c == '.' || c == '-';
}

static gboolean
is_cloud(const char *host, gsize length)
{
	for (guint i = 0; i < G_N_ELEMENTS(clouds); i++) {
		gsize own = strlen(clouds[i].host);
		const char *end = host + length;

		if (length >= own && g_ascii_strncasecmp(end - own, clouds[i].host, own) == 0 &&
			(length == own || end[-(gssize)own - 1] == '.') &&
			g_ascii_strncasecmp(end, clouds[i].path, strlen(clouds[i].path)) == 0)
			return TRUE;
	}
	return FALSE;
}

/* Where the next host name begins; Outlook's "safe links" carry the real one escaped within them. */
static const char *
next_host(const char *text)
{
	for (const char *at = strpbrk(text, ":%"); at; at = strpbrk(at + 1, ":%")) {
		if (g_str_has_prefix(at, "://"))
			return at + strlen("://");
		if (g_ascii_strncasecmp(at, "%3A%2F%2F", strlen("%3A%2F%2F")) == 0)
			return at + strlen("%3A%2F%2F");
	}
	return NULL;
}

gboolean
di_links_to_cloud(const char *text)
{
	for (const char *host = next_host(text); host; host = next_host(host)) {
		gsize length = 0;

		while (is_host_byte(host[length]))
			length++;
		if (length > 0 && is_cloud(host, length))
			return TRUE;
	}
	return FALSE;
}
