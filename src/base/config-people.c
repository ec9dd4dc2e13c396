/* Whose an address is, by the settings. */
#include <diarie/base.h>

#include <string.h>

static gboolean
is_listed(char **addresses, const char *address)
{
	for (char **one = addresses; one && *one; one++)
		if (g_ascii_strcasecmp(*one, address) == 0)
			return TRUE;
	return FALSE;
}

gboolean
di_config_is_mailbox(const DiConfig *config, const char *address)
{
	const char *open = config->outgoing.from ? strrchr(config->outgoing.from, '<') : NULL;
	const char *own = open ? open + 1 : config->outgoing.from;
	gsize length = own ? strcspn(own, ">") : 0;

	return address && length && strlen(address) == length && g_ascii_strncasecmp(own, address, length) == 0;
}

gboolean
di_config_is_staff(const DiConfig *config, const char *address)
{
	return address && is_listed(config->outgoing.staff, address);
}

gboolean
di_config_is_ours(const DiConfig *config, const char *address)
{
	return address && (di_config_is_staff(config, address) || is_listed(config->outgoing.chief, address) || di_config_is_mailbox(config, address));
}
