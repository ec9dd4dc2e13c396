/* Post boxes that anybody can have: an address there says nothing about where one works. */
#include "private.h"

#include <string.h>

/* What the internet and mail providers that Swedes have, or had, give their customers. */
static const char *const providers[] = {"aol.com", "bahnhof.se", "bredband.net", "bredband2.com", "bredband2.se", "comhem.se",
	"fastmail.com", "fastmail.fm", "glocalnet.net", "gmail.com", "googlemail.com", "halebop.se", "hey.com", "home.se", "icloud.com",
	"mac.com", "mail.com", "mailbox.org", "me.com", "msn.com", "ownit.nu", "passagen.se", "pm.me", "posteo.net",
	"proton.me", "protonmail.ch", "protonmail.com", "rocketmail.com", "spray.se", "swipnet.se", "tele2.se", "telia.com", "tuta.com",
	"tuta.io", "tutanota.com", "tutanota.de", "utfors.se", "ymail.com", "zohomail.com", "zohomail.eu", NULL};

/* Those with an address in each country: hotmail.com, hotmail.se, yahoo.co.uk. */
static const char *const families[] = {"gmx", "hotmail", "live", "outlook", "yahoo", "yandex", NULL};

enum { COUNTRY_MAX = 6 }; /* "co.uk" */

static gboolean
is_of_family(const char *domain)
{
	const char *dot = strchr(domain, '.');
	g_autofree char *first = dot ? g_strndup(domain, (gsize)(dot - domain)) : NULL;

	return first && strlen(dot + 1) <= COUNTRY_MAX && g_strv_contains(families, first);
}

gboolean
di_provider_has(const char *domain)
{
	for (const char *within = domain; within; within = strchr(within, '.')) {
		within += *within == '.';
		if (g_strv_contains(providers, within) || is_of_family(within))
			return TRUE;
	}
	return FALSE;
}
