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

/* A trace may not be younger than the moment at which the server stored the mail, nor of a clock that had lost its battery. */
#define CLOCK_SKEW (DI_SECOND * 3600)
#define OLDEST (G_GINT64_CONSTANT(946684800) * DI_SECOND) /* the year 2000 */

DiTime
di_arrival_time(const DiMail *mail, DiTime internal_date, const char **rule_out)
{
	DiTime oldest = DI_TIME_NONE;

	for (guint i = 0; mail && i < mail->n_received; i++) {
		if (!is_same_organisation(mail->received_by[i], mail->received_by[0]))
			break;
		if (mail->received_at[i] != DI_TIME_NONE && mail->received_at[i] >= OLDEST && (oldest == DI_TIME_NONE || mail->received_at[i] < oldest))
			oldest = mail->received_at[i];
	}
	if (oldest == DI_TIME_NONE || (internal_date != DI_TIME_NONE && oldest > internal_date + CLOCK_SKEW)) {
		*rule_out = "internaldate";
		return internal_date;
	}
	*rule_out = "received";
	return oldest;
}

/* The first run on an old mailbox must not answer its past ([mailbox] since). */
gboolean
di_arrival_is_before(const DiConfig *config, DiTime arrived)
{
	return config->mailbox.since != DI_DATE_NONE && arrived != DI_TIME_NONE &&
		di_date_of_time(arrived, config->reminders.timezone) < config->mailbox.since;
}

/* The results, folded, without comments and quoted texts: there stand the sender's own words ("dmarc=pass"@anybody.example). */
static char **
results_of(const char *field)
{
	g_autoptr(GString) bare = g_string_new(NULL);
	int depth = 0;
	gboolean quoted = FALSE;

	for (const char *at = field; *at; at++) {
		if (*at == '\\' && at[1] && (quoted || depth > 0))
			at++;
		else if (*at == '"' && depth == 0)
			quoted = !quoted;
		else if (!quoted && (*at == '(' || (*at == ')' && depth > 0)))
			depth += *at == '(' ? 1 : -1;
		else if (!quoted && depth == 0)
			g_string_append_c(bare, g_ascii_tolower(*at));
	}
	return g_strsplit(bare->str, ";", -1);
}

static const char *
skip_space(const char *at)
{
	return at + strspn(at, " \t\r\n");
}

/* "dmarc / 1 = fail": RFC 8601, 2.2, allows white space around each word, and a version. */
static gboolean
is_failed(const char *result, const char *method)
{
	const char *at = skip_space(result);

	if (!g_str_has_prefix(at, method))
		return FALSE;
	at = skip_space(at + strlen(method));
	if (*at == '/') {
		at = skip_space(at + 1);
		at = skip_space(at + strspn(at, "0123456789"));
	}
	return *at == '=' && g_str_has_prefix(skip_space(at + 1), "fail");
}

/* RFC 8601; Exchange writes the field without an authserv-id and adds compauth (DOMAIN.md 3.5). A server may write several, one
 * for each thing it tried: one that says "forged" is enough, wherever in the field it stands. */
gboolean
di_arrival_is_forged(const DiMail *mail)
{
	for (char **field = mail ? mail->authentication : NULL; field && *field; field++) {
		g_autofree char *folded = g_ascii_strdown(*field, -1);
		g_auto(GStrv) results = results_of(*field);

		if (strstr(folded, "dmarc=fail") || strstr(folded, "compauth=fail"))
			return TRUE;
		for (char **result = results; *result; result++)
			if (is_failed(*result, "dmarc") || is_failed(*result, "compauth"))
				return TRUE;
	}
	return FALSE;
}

static const char *
result_named(char **results, const char *method)
{
	for (; *results; results++)
		if (g_str_has_prefix(g_strstrip(*results), method))
			return *results + strlen(method);
	return NULL;
}

/* Is the From that the result is about of DOMAIN? */
static gboolean
is_about(const char *result, const char *domain)
{
	const char *claimed = strstr(result, "header.from=");
	g_autofree char *value = claimed ? g_strndup(claimed + strlen("header.from="), strcspn(claimed, " \t") - strlen("header.from=")) : NULL;
	const char *at = value ? strrchr(value, '@') : NULL;

	return value && g_str_equal(at ? at + 1 : value, domain);
}

gboolean
di_arrival_is_verified(const DiMail *mail)
{
	const char *address = mail && mail->n_from == 1 && mail->from ? mail->from->address : NULL;
	const char *at = address ? strrchr(address, '@') : NULL;
	g_autofree char *own = at ? g_ascii_strdown(at + 1, -1) : NULL;

	if (!own || di_arrival_is_forged(mail))
		return FALSE;
	for (char **field = mail->authentication; field && *field; field++) {
		g_auto(GStrv) results = results_of(*field);
		const char *dmarc = result_named(results, "dmarc="), *whole = result_named(results, "compauth=");

		if (dmarc || whole) /* the newest that says anything of it is our own server's */
			return dmarc && is_about(dmarc, own) && (g_str_has_prefix(dmarc, "pass ") || (whole && g_str_has_prefix(whole, "pass")));
	}
	return FALSE;
}
