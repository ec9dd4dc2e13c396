/* What one setting of diarie.conf may be: a parser for each kind of value, and what frees it. */
#include "config-value.h"
#include "zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static gboolean
parse_text(const char *value, void *field, const char **remedy G_GNUC_UNUSED)
{
	char **text = field;

	g_free(*text);
	*text = g_strdup(value);
	return TRUE;
}

/* What diarie-mailbox takes for a folder's name (mailbox/utf7.c); a move is too late to hear of it, for the mail is filed by then. */
static gboolean
parse_folder(const char *value, void *field, const char **remedy)
{
	enum { BYTES_MOST = 255 };

	*remedy = "a folder's name has no control character (a tab is one), and at most 255 bytes";
	if (strlen(value) > BYTES_MOST || !g_utf8_validate(value, -1, NULL))
		return FALSE;
	for (const char *at = value; *at; at = di_utf8_next(at))
		if (g_unichar_iscntrl(g_utf8_get_char(at)))
			return FALSE;
	return parse_text(value, field, remedy);
}

static gboolean
parse_needed(const char *value, void *field, const char **remedy)
{
	*remedy = "it must not be empty";
	return *value && parse_text(value, field, remedy);
}

static gboolean
parse_prefix(const char *value, void *field, const char **remedy)
{
	gsize length = strlen(value);

	*remedy = "write two to six capital letters, such as SFG";
	for (const char *c = value; *c; c++)
		if (!g_ascii_isupper(*c))
			return FALSE;
	return length >= 2 && length <= 6 && parse_text(value, field, remedy);
}

static gboolean
parse_numbering(const char *value, void *field, const char **remedy)
{
	DiNumbering *numbering = field;

	*remedy = "write arende or serie";
	*numbering = g_str_equal(value, "serie") ? DI_NUMBERING_SERIE : DI_NUMBERING_ARENDE;
	return g_str_equal(value, "serie") || g_str_equal(value, "arende");
}

static gboolean
parse_approve(const char *value, void *field, const char **remedy)
{
	DiApprove *approve = field;

	*remedy = "write usual, yes or no";
	*approve = g_str_equal(value, "yes") ? DI_APPROVE_YES : g_str_equal(value, "no") ? DI_APPROVE_NO : DI_APPROVE_USUAL;
	return *approve != DI_APPROVE_USUAL || g_str_equal(value, "usual");
}

static gboolean
parse_yes(const char *value, void *field, const char **remedy)
{
	gboolean *yes = field;

	*remedy = "write yes or no";
	*yes = g_str_equal(value, "yes") || g_str_equal(value, "true");
	return *yes || g_str_equal(value, "no") || g_str_equal(value, "false");
}

static gboolean
parse_tls(const char *value, void *field, const char **remedy)
{
	gboolean *required = field;

	*remedy = "write required, or none for a server on this machine";
	*required = g_str_equal(value, "required");
	return *required || g_str_equal(value, "none");
}

static gboolean
parse_auth(const char *value, void *field, const char **remedy)
{
	*remedy = "write password, or oauth2 (and a section [oauth2])";
	return (g_str_equal(value, "password") || g_str_equal(value, "oauth2")) && parse_text(value, field, remedy);
}

/* A word of VALUES (in the order of the enum behind FIELD). */
static gboolean
parse_word(const char *value, const char *const *words, int *number)
{
	for (int i = 0; words[i]; i++) {
		*number = i;
		if (g_str_equal(value, words[i]))
			return TRUE;
	}
	return FALSE;
}

static gboolean
parse_provider(const char *value, void *field, const char **remedy)
{
	static const char *const words[] = {[DI_OAUTH_MICROSOFT] = "microsoft", [DI_OAUTH_GOOGLE] = "google",
		[DI_OAUTH_OTHER] = "other", NULL};

	*remedy = "write microsoft, google or other";
	return parse_word(value, words, field);
}

static gboolean
parse_grant(const char *value, void *field, const char **remedy)
{
	static const char *const words[] = {[DI_GRANT_CLIENT] = "client", [DI_GRANT_DEVICE] = "device",
		[DI_GRANT_SERVICE] = "service", NULL};

	*remedy = "write client, device or service, or nothing";
	if (*value)
		return parse_word(value, words, field);
	*(int *)field = DI_GRANT_USUAL;
	return TRUE;
}

static gboolean
parse_algorithm(const char *value, void *field, const char **remedy)
{
	static const char *const words[] = {[DI_SIGN_PS256] = "PS256", [DI_SIGN_RS256] = "RS256", NULL};

	*remedy = "write PS256 or RS256";
	return parse_word(value, words, field);
}

/* What becomes part of an address or of a request's header: nothing that could end it. */
static gboolean
parse_id(const char *value, void *field, const char **remedy)
{
	*remedy = "write letters, digits, dots, hyphens and underscores only";
	for (const char *c = value; *c; c++)
		if (!g_ascii_isalnum(*c) && !strchr(".-_", *c))
			return FALSE;
	return parse_text(value, field, remedy);
}

static gboolean
parse_https(const char *value, void *field, const char **remedy)
{
	g_autoptr(GUri) uri = *value ? g_uri_parse(value, G_URI_FLAGS_ENCODED, NULL) : NULL;

	*remedy = "write https://server/path";
	return (!*value || (uri && g_str_has_prefix(value, "https://") && g_uri_get_host(uri) && *g_uri_get_host(uri) &&
		!g_uri_get_userinfo(uri))) && parse_text(value, field, remedy);
}

static gboolean
parse_mailbox_url(const char *value, void *field, const char **remedy)
{
	*remedy = "write imaps://user%40example.se@server/INBOX, imap://… or maildir:///path";
	return (g_str_has_prefix(value, "imaps://") || g_str_has_prefix(value, "imap://") ||
		g_str_has_prefix(value, "maildir:///")) && parse_text(value, field, remedy);
}

static gboolean
parse_outgoing_url(const char *value, void *field, const char **remedy)
{
	*remedy = "write smtps://user%40example.se@server, smtp://… or maildir:///path";
	return (g_str_has_prefix(value, "smtps://") || g_str_has_prefix(value, "smtp://") ||
		g_str_has_prefix(value, "maildir:///")) && parse_text(value, field, remedy);
}

static gboolean
parse_number(const char *value, int least, int most, int *number)
{
	char *end = NULL;
	gint64 parsed = g_ascii_strtoll(value, &end, 10);

	if (!*value || *end || parsed < least || parsed > most)
		return FALSE;
	*number = (int)parsed;
	return TRUE;
}

static gboolean
parse_poll(const char *value, void *field, const char **remedy)
{
	*remedy = "write whole seconds, 5 to 86400";
	return parse_number(value, 5, 86400, field);
}

static gboolean
parse_pace(const char *value, void *field, const char **remedy)
{
	*remedy = "write whole seconds, 0 to 60, or nothing";
	if (*value)
		return parse_number(value, 0, 60, field);
	*(int *)field = DI_PACE_USUAL;
	return TRUE;
}

static gboolean
parse_day(const char *value, void *field, const char **remedy)
{
	DiDate *day = field;

	*remedy = "write a day such as 2026-01-01, or nothing";
	*day = di_date_parse(value);
	return !*value || *day != DI_DATE_NONE;
}

static gboolean
parse_hourly(const char *value, void *field, const char **remedy)
{
	*remedy = "write how many letters may go in an hour, such as 50";
	return parse_number(value, 1, 10000, field);
}

static gboolean
parse_days(const char *value, void *field, const char **remedy)
{
	*remedy = "write a whole number of days, 0 to 365";
	return parse_number(value, 0, 365, field);
}

static gboolean
parse_from(const char *value, void *field, const char **remedy)
{
	const char *open = strrchr(value, '<');
	g_autofree char *inner = open && g_str_has_suffix(value, ">")
		? g_strndup(open + 1, strlen(open) - 2) : g_strdup(value);
	g_autofree char *address = di_text_address(inner);

	*remedy = "write Name <address@example.se>";
	return address && parse_text(value, field, remedy);
}

static gboolean
parse_addresses(const char *value, void *field, const char **remedy)
{
	char ***addresses = field;
	g_auto(GStrv) words = g_strsplit(value, ",", -1);
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

	*remedy = "write addresses such as namn@example.se, separated by commas";
	for (char **word = words; *word; word++) {
		g_autofree char *address = di_text_address(g_strstrip(*word));

		if (!address && **word)
			return FALSE;
		if (address)
			g_strv_builder_add(builder, address);
	}
	g_strfreev(*addresses);
	*addresses = g_strv_builder_end(builder);
	return TRUE;
}

static gboolean
parse_month_day(const char *text, int *month, int *day)
{
	int used = 0;

	return sscanf(text, "%2d-%2d%n", month, day, &used) == 2 && !text[used] &&
		di_date_from_ymd(2024, *month, *day) != DI_DATE_NONE;
}

static gboolean
parse_due(const char *value, void *field, const char **remedy)
{
	int(*due)[4] = field; /* [0] months, [1] days */
	g_auto(GStrv) words = g_strsplit(value, ",", -1);

	*remedy = "write Q1 04-15, Q2 08-15, Q3 10-15, Q4 01-31";
	if (g_strv_length(words) != 4)
		return FALSE;
	for (int i = 0; i < 4; i++) {
		char *word = g_strstrip(words[i]);

		if (word[0] != 'Q' || word[1] != '1' + i || word[2] != ' ' ||
			!parse_month_day(g_strstrip(word + 3), &due[0][i], &due[1][i]))
			return FALSE;
	}
	return TRUE;
}

static gboolean
parse_after(const char *value, int **days_out, guint *n_out)
{
	g_auto(GStrv) words = g_strsplit(value, ",", -1);
	guint n = g_strv_length(words);
	g_autofree int *days = g_new0(int, n + 1);

	if (n == 1 && !*g_strstrip(words[0]))
		n = 0;
	for (guint i = 0; i < n; i++)
		if (!parse_number(g_strstrip(words[i]), 1, 365, &days[i]) || (i > 0 && days[i] <= days[i - 1]))
			return FALSE;
	g_free(*days_out);
	*days_out = g_steal_pointer(&days);
	*n_out = n;
	return TRUE;
}

static gboolean
parse_hours(const char *value, void *field, const char **remedy)
{
	int *hours = field; /* from, to */
	int used = 0;

	*remedy = "write 08-16";
	return sscanf(value, "%2d-%2d%n", &hours[0], &hours[1], &used) == 2 && !value[used] && hours[0] >= 0 &&
		hours[0] < hours[1] && hours[1] <= 24;
}

static gboolean
parse_one_quiet(char *text, DiQuiet *quiet)
{
	char *dots = strstr(text, "..");

	if (!dots)
		return FALSE;
	*dots = '\0';
	return parse_month_day(g_strstrip(text), &quiet->from_month, &quiet->from_day) &&
		parse_month_day(g_strstrip(dots + 2), &quiet->to_month, &quiet->to_day);
}

static gboolean
parse_quiet(const char *value, DiQuiet **quiet_out, guint *n_out)
{
	g_auto(GStrv) words = g_strsplit(value, ",", -1);
	guint n = g_strv_length(words);
	g_autofree DiQuiet *quiet = g_new0(DiQuiet, n + 1);

	if (n == 1 && !*g_strstrip(words[0]))
		n = 0;
	for (guint i = 0; i < n; i++)
		if (!parse_one_quiet(words[i], &quiet[i]))
			return FALSE;
	g_free(*quiet_out);
	*quiet_out = g_steal_pointer(&quiet);
	*n_out = n;
	return TRUE;
}

static gboolean
parse_reminders_after(const char *value, void *field, const char **remedy)
{
	DiConfig *config = field;

	*remedy = "write working days in rising order, such as 2, 7";
	return parse_after(value, &config->reminders.after_workdays, &config->reminders.n_after);
}

static gboolean
parse_reminders_quiet(const char *value, void *field, const char **remedy)
{
	DiConfig *config = field;

	*remedy = "write 07-01..07-31, 12-20..01-06";
	return parse_quiet(value, &config->reminders.quiet, &config->reminders.n_quiet);
}

static gboolean
parse_board(const char *value, void *field, const char **remedy)
{
	DiConfig *config = field;
	g_auto(GStrv) words = g_strsplit(value, ",", -1);
	g_autoptr(GArray) days = g_array_new(FALSE, FALSE, sizeof(DiDate));

	*remedy = "write the days of the meetings in rising order, such as 2026-04-28, 2026-09-15";
	for (char **word = words; *value && *word; word++) {
		DiDate day = di_date_parse(g_strstrip(*word));

		if (day == DI_DATE_NONE || (days->len && day <= g_array_index(days, DiDate, days->len - 1)))
			return FALSE;
		g_array_append_val(days, day);
	}
	g_free(config->reminders.board);
	config->reminders.n_board = days->len;
	config->reminders.board = (DiDate *)(void *)g_array_free(g_steal_pointer(&days), FALSE);
	return TRUE;
}

static gboolean
parse_timezone(const char *value, void *field, const char **remedy)
{
	g_autoptr(GTimeZone) zone = di_zone_load(value) ? NULL : g_time_zone_new_identifier(value);

	*remedy = "write a name such as Europe/Stockholm (the package tzdata has them)";
	return (zone || di_zone_load(value)) && parse_text(value, field, remedy);
}

static void
clear_text(void *field)
{
	g_free(*(char **)field);
}

static void
clear_addresses(void *field)
{
	g_strfreev(*(char ***)field);
}

static void
clear_after(void *field)
{
	DiConfig *config = field;

	g_free(config->reminders.after_workdays);
}

static void
clear_quiet(void *field)
{
	DiConfig *config = field;

	g_free(config->reminders.quiet);
}

static void
clear_board(void *field)
{
	DiConfig *config = field;

	g_free(config->reminders.board);
}

const DiValueKind di_value_needed = {parse_needed, clear_text};
const DiValueKind di_value_prefix = {parse_prefix, clear_text};
const DiValueKind di_value_numbering = {parse_numbering, NULL};
const DiValueKind di_value_mailbox_url = {parse_mailbox_url, clear_text};
const DiValueKind di_value_text = {parse_text, clear_text};
const DiValueKind di_value_folder = {parse_folder, clear_text};
const DiValueKind di_value_tls = {parse_tls, NULL};
const DiValueKind di_value_auth = {parse_auth, clear_text};
const DiValueKind di_value_yes = {parse_yes, NULL};
const DiValueKind di_value_poll = {parse_poll, NULL};
const DiValueKind di_value_day = {parse_day, NULL};
const DiValueKind di_value_outgoing_url = {parse_outgoing_url, clear_text};
const DiValueKind di_value_pace = {parse_pace, NULL};
const DiValueKind di_value_from = {parse_from, clear_text};
const DiValueKind di_value_addresses = {parse_addresses, clear_addresses};
const DiValueKind di_value_hourly = {parse_hourly, NULL};
const DiValueKind di_value_provider = {parse_provider, NULL};
const DiValueKind di_value_grant = {parse_grant, NULL};
const DiValueKind di_value_id = {parse_id, clear_text};
const DiValueKind di_value_algorithm = {parse_algorithm, NULL};
const DiValueKind di_value_https = {parse_https, clear_text};
const DiValueKind di_value_due = {parse_due, NULL};
const DiValueKind di_value_days = {parse_days, NULL};
const DiValueKind di_value_after = {parse_reminders_after, clear_after};
const DiValueKind di_value_hours = {parse_hours, NULL};
const DiValueKind di_value_quiet = {parse_reminders_quiet, clear_quiet};
const DiValueKind di_value_approve = {parse_approve, NULL};
const DiValueKind di_value_board = {parse_board, clear_board};
const DiValueKind di_value_timezone = {parse_timezone, clear_text};
