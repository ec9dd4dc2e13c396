/* When a mail came in, and whether its sender is who it says: pure rules over the server's own traces. */
#include <diarie/daemon.h>

#include <string.h>

/* The last two labels of a host: what one organisation's servers share. Points into HOST. */
static const char *
organisation(const char *host)
{
	const char *last = strrchr(host, '.');
	const char *at = last;

	while (at && at > host && at[-1] != '.')
		at--;
	return at ? at : host;
}

static gboolean
is_same_organisation(const char *a, const char *b)
{
	return a && b && g_ascii_strcasecmp(organisation(a), organisation(b)) == 0;
}

/* A trace may not be younger than the moment at which the server stored the mail. */
#define CLOCK_SKEW (DI_SECOND * 3600)

DiTime
di_arrival_time(const DiMail *mail, DiTime internal_date, const char **rule_out)
{
	DiTime oldest = DI_TIME_NONE;

	for (guint i = 0; mail && i < mail->n_received; i++) {
		if (!is_same_organisation(mail->received_by[i], mail->received_by[0]))
			break;
		if (mail->received_at[i] != DI_TIME_NONE && (oldest == DI_TIME_NONE || mail->received_at[i] < oldest))
			oldest = mail->received_at[i];
	}
	if (oldest == DI_TIME_NONE || (internal_date != DI_TIME_NONE && oldest > internal_date + CLOCK_SKEW)) {
		*rule_out = "internaldate";
		return internal_date;
	}
	*rule_out = "received";
	return oldest;
}

/* RFC 8601; Exchange writes the field without an authserv-id and adds compauth (DOMAIN.md 3.5). */
gboolean
di_arrival_is_forged(const DiMail *mail)
{
	g_autofree char *newest = NULL;

	if (!mail || !mail->authentication || !mail->authentication[0])
		return FALSE;
	newest = g_ascii_strdown(mail->authentication[0], -1);
	return strstr(newest, "dmarc=fail") || strstr(newest, "compauth=fail");
}

gboolean
di_arrival_is_verified(const DiMail *mail)
{
	const char *address = mail && mail->n_from == 1 && mail->from ? mail->from->address : NULL;
	const char *at = address ? strrchr(address, '@') : NULL;
	g_autofree char *newest = NULL, *own = NULL;
	const char *claimed;
	gsize length;

	if (!at || !mail->authentication || !mail->authentication[0] || di_arrival_is_forged(mail))
		return FALSE;
	newest = g_ascii_strdown(mail->authentication[0], -1);
	own = g_ascii_strdown(at + 1, -1);
	claimed = strstr(newest, "header.from=");
	length = strlen(own);
	return (strstr(newest, "dmarc=pass") || strstr(newest, "compauth=pass")) && claimed &&
		strncmp(claimed + strlen("header.from="), own, length) == 0 &&
		!g_ascii_isalnum(claimed[strlen("header.from=") + length]) && claimed[strlen("header.from=") + length] != '.';
}
