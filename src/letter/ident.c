/* Message-IDs that follow from what a letter is about: the same letter made again has the same. */
#include <diarie/letter.h>

#include <string.h>

/* The domain of "Name <local@domain>" or "local@domain", in lower case. */
static char *
domain_of(const char *from)
{
	const char *at = strrchr(from, '@');
	gsize length = at ? strcspn(at + 1, "> \t") : 0;

	return length > 0 ? g_ascii_strdown(at + 1, (gssize)length) : g_strdup("localhost");
}

char *
di_letter_message_id(const char *kind, const char *key, const char *from)
{
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, key, -1);
	g_autofree char *domain = domain_of(from);

	hash[32] = '\0';
	return g_strdup_printf("diarie.%s.%s@%s", kind, hash, domain);
}
