/* diarie.conf, read from one table of settings. A key that no row of the table knows is an error. */
#include <diarie/base.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CONFIG_MAX_BYTES = 1 << 20, PACE_USUAL = -1, PACE_MICROSOFT_S = 3 };

/* A parser stores VALUE at FIELD; FALSE with a REMEDY (what to write instead) if it cannot be used. */
typedef gboolean (*Parser)(const char *value, void *field, const char **remedy);

static gboolean
parse_text(const char *value, void *field, const char **remedy G_GNUC_UNUSED)
{
	char **text = field;

	g_free(*text);
	*text = g_strdup(value);
	return TRUE;
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
	*(int *)field = PACE_USUAL;
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
parse_timezone(const char *value, void *field, const char **remedy)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(value);

	*remedy = "write a name such as Europe/Stockholm (the package tzdata has them)";
	return zone && parse_text(value, field, remedy);
}

#define AT(member) G_STRUCT_OFFSET(DiConfig, member)
#define NEEDED ((const char *)-1) /* there is no default */

/* clang-format off */
static const struct Setting {
	const char *section, *key;
	Parser parse;
	gsize offset;
	const char *preset;
} settings[] = {
	{"diarium",   "database",      parse_needed,          AT(diarium.database),            "/var/lib/diarie/diarie.db"},
	{"diarium",   "forbund",       parse_needed,          AT(diarium.forbund),             NEEDED},
	{"diarium",   "prefix",        parse_prefix,          AT(diarium.prefix),              "SFG"},
	{"diarium",   "numbering",     parse_numbering,       AT(diarium.numbering),           "arende"},
	{"diarium",   "signatur",      parse_needed,          AT(diarium.signatur),            "DIA"},
	{"mailbox",   "url",           parse_mailbox_url,     AT(mailbox.url),                 NEEDED},
	{"mailbox",   "password_file", parse_text,            AT(mailbox.password_file),       ""},
	{"mailbox",   "tls",           parse_tls,             AT(mailbox.tls_required),        "required"},
	{"mailbox",   "auth",          parse_auth,            AT(mailbox.auth),                "password"},
	{"mailbox",   "junk",          parse_yes,             AT(mailbox.junk),                "yes"},
	{"mailbox",   "ca_file",       parse_text,            AT(mailbox.ca_file),             ""},
	{"mailbox",   "processed",     parse_text,            AT(mailbox.processed),           "Diariefört"},
	{"mailbox",   "review",        parse_text,            AT(mailbox.review),              "Granskas"},
	{"mailbox",   "poll",          parse_poll,            AT(mailbox.poll_s),              "300"},
	{"mailbox",   "since",         parse_day,             AT(mailbox.since),               ""},
	{"outgoing",  "url",           parse_outgoing_url,    AT(outgoing.url),                NEEDED},
	{"outgoing",  "tls",           parse_tls,             AT(outgoing.tls_required),       "required"},
	{"outgoing",  "password_file", parse_text,            AT(outgoing.password_file),      ""},
	{"outgoing",  "auth",          parse_auth,            AT(outgoing.auth),               "password"},
	{"outgoing",  "ca_file",       parse_text,            AT(outgoing.ca_file),            ""},
	{"outgoing",  "pace",          parse_pace,            AT(outgoing.pace_s),             ""},
	{"outgoing",  "from",          parse_from,            AT(outgoing.from),               NEEDED},
	{"outgoing",  "staff",         parse_addresses,       AT(outgoing.staff),              ""},
	{"outgoing",  "chief",         parse_addresses,       AT(outgoing.chief),              ""},
	{"outgoing",  "hourly",        parse_hourly,          AT(outgoing.hourly),             "50"},
	{"outgoing",  "receipts",      parse_yes,             AT(outgoing.receipts),           "yes"},
	{"oauth2",    "provider",      parse_provider,        AT(oauth2.provider),             "microsoft"},
	{"oauth2",    "grant",         parse_grant,           AT(oauth2.grant),                ""},
	{"oauth2",    "tenant",        parse_id,              AT(oauth2.tenant),               ""},
	{"oauth2",    "client_id",     parse_id,              AT(oauth2.client_id),            ""},
	{"oauth2",    "secret_file",   parse_text,            AT(oauth2.secret_file),          ""},
	{"oauth2",    "secret_expires", parse_day,            AT(oauth2.secret_expires),       ""},
	{"oauth2",    "certificate_file", parse_text,         AT(oauth2.certificate_file),     ""},
	{"oauth2",    "key_file",      parse_text,            AT(oauth2.key_file),             ""},
	{"oauth2",    "algorithm",     parse_algorithm,       AT(oauth2.algorithm),            "PS256"},
	{"oauth2",    "account_file",  parse_text,            AT(oauth2.account_file),         ""},
	{"oauth2",    "subject",       parse_text,            AT(oauth2.subject),              ""},
	{"oauth2",    "token_file",    parse_text,            AT(oauth2.token_file),           ""},
	{"oauth2",    "scope",         parse_text,            AT(oauth2.scope),                ""},
	{"oauth2",    "token_url",     parse_https,           AT(oauth2.token_url),            ""},
	{"oauth2",    "device_url",    parse_https,           AT(oauth2.device_url),           ""},
	{"oauth2",    "ca_file",       parse_text,            AT(oauth2.ca_file),              ""},
	{"reminders", "due",           parse_due,             AT(reminders.due),      "Q1 04-15, Q2 08-15, Q3 10-15, Q4 01-31"},
	{"reminders", "slutrapport",   parse_days,            AT(reminders.slutrapport_days),  "60"},
	{"reminders", "before",        parse_days,            AT(reminders.before_workdays),   "10"},
	{"reminders", "after",         parse_reminders_after, 0,                               "2, 7"},
	{"reminders", "escalate",      parse_days,            AT(reminders.escalate_workdays), "12"},
	{"reminders", "hours",         parse_hours,           AT(reminders.hours),         "08-16"},
	{"reminders", "quiet",         parse_reminders_quiet, 0,                               "07-01..07-31, 12-20..01-06"},
	{"reminders", "timezone",      parse_timezone,        AT(reminders.timezone),          "Europe/Stockholm"},
	{"letters",   "kontaktperson", parse_text,            AT(letters.kontaktperson),       ""},
	{"letters",   "telefon",       parse_text,            AT(letters.telefon),             ""},
	{"letters",   "mall_url",      parse_text,            AT(letters.mall_url),            ""},
	{"letters",   "blankett",      parse_text,            AT(letters.blankett),            ""},
	{"letters",   "slutblankett",  parse_text,            AT(letters.slutblankett),        ""},
	{"page",      "file",          parse_text,            AT(page.file),                   ""},
	{"letters",   "styrelsemote",  parse_text,            AT(letters.styrelsemote),        ""},
};
/* clang-format on */

const char *
di_config_default_path(void)
{
	return DI_SYSCONF_DIR "/diarie/diarie.conf";
}

void
di_config_free(DiConfig *config)
{
	if (!config)
		return;
	for (guint i = 0; i < G_N_ELEMENTS(settings); i++) {
		void *field = (char *)config + settings[i].offset;

		if (settings[i].parse == parse_addresses)
			g_strfreev(*(char ***)field);
		else if (settings[i].parse == parse_text || settings[i].parse == parse_needed ||
			settings[i].parse == parse_prefix || settings[i].parse == parse_auth ||
			settings[i].parse == parse_from || settings[i].parse == parse_mailbox_url ||
			settings[i].parse == parse_outgoing_url || settings[i].parse == parse_timezone ||
			settings[i].parse == parse_id || settings[i].parse == parse_https)
			g_free(*(char **)field);
	}
	g_free(config->path);
	g_free(config->reminders.after_workdays);
	g_free(config->reminders.quiet);
	g_free(config);
}

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

typedef struct {
	GKeyFile *keys;
	const char *path, *text;
} Source;

static void
set_error_at(GError **error, const Source *source, const char *section, const char *key, const char *what)
{
	int line = line_of(source->text, section, key);

	if (line == 0)
		line = line_of(source->text, section, NULL);
	g_set_error(error, DI_ERROR, DI_ERROR_CONFIG, "%s:%d: [%s]%s%s: %s", source->path, line, section,
		key ? " " : "", key ? key : "", what);
}

static gboolean
is_known(const char *section, const char *key)
{
	for (guint i = 0; i < G_N_ELEMENTS(settings); i++)
		if (g_str_equal(settings[i].section, section) && (!key || g_str_equal(settings[i].key, key)))
			return TRUE;
	return FALSE;
}

static gboolean
refuse_unknown(const Source *source, GError **error)
{
	g_auto(GStrv) sections = g_key_file_get_groups(source->keys, NULL);

	for (char **section = sections; *section; section++) {
		g_auto(GStrv) keys = g_key_file_get_keys(source->keys, *section, NULL, NULL);

		if (!is_known(*section, NULL)) {
			set_error_at(error, source, *section, NULL,
				"unknown section; see diarie.conf(5) for those there are");
			return FALSE;
		}
		for (char **key = keys; *key; key++) {
			if (!is_known(*section, *key)) {
				set_error_at(error, source, *section, *key,
					"unknown key; check its spelling against diarie.conf(5)");
				return FALSE;
			}
		}
	}
	return TRUE;
}

static gboolean
apply(const struct Setting *setting, const Source *source, DiConfig *config, GError **error)
{
	g_autofree char *given = g_key_file_get_string(source->keys, setting->section, setting->key, NULL);
	const char *value = given ? g_strstrip(given) : setting->preset;
	const char *remedy = "";
	g_autofree char *what = NULL;

	if (value == NEEDED) {
		what = g_strdup_printf("the key is missing; add it to section [%s]", setting->section);
		set_error_at(error, source, setting->section, setting->key, what);
		return FALSE;
	}
	if (setting->parse(value, (char *)config + setting->offset, &remedy))
		return TRUE;
	what = g_strdup_printf("'%s' cannot be used; %s", value, remedy);
	set_error_at(error, source, setting->section, setting->key, what);
	return FALSE;
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
check_url(const Source *source, const char *section, const char *url, gboolean tls_required, GError **error)
{
	g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED, NULL);

	if (!uri) {
		set_error_at(error, source, section, "url", "it is no URL; write @ in the user name as %40");
		return FALSE;
	}
	if (g_uri_get_password(uri)) {
		set_error_at(error, source, section, "url",
			"the password must not stand in the URL; put it in a file and name that in password_file");
		return FALSE;
	}
	if (!tls_required && !g_str_has_prefix(url, "maildir:") && !is_loopback(url)) {
		set_error_at(error, source, section, "tls",
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
check_user(const Source *source, const char *section, const char *auth, const char *url, GError **error)
{
	g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED, NULL);

	if (!needs_token(auth, url) || (uri && g_uri_get_user(uri) && *g_uri_get_user(uri)))
		return TRUE;
	set_error_at(error, source, section, "url", "auth = oauth2 needs the mailbox's address in it; write "
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
check_oauth2(const Source *source, DiConfig *config, GError **error)
{
	DiOauthProvider provider = config->oauth2.provider;

	if (config->outgoing.pace_s == PACE_USUAL)
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
		set_error_at(error, source, "oauth2", oauth2_needs[i].key, oauth2_needs[i].what);
		return FALSE;
	}
	if (provider == DI_OAUTH_OTHER && (!*config->oauth2.token_url || !*config->oauth2.scope)) {
		set_error_at(error, source, "oauth2", *config->oauth2.token_url ? "scope" : "token_url",
			"provider = other needs both scope and token_url");
		return FALSE;
	}
	return check_user(source, "mailbox", config->mailbox.auth, config->mailbox.url, error) &&
		check_user(source, "outgoing", config->outgoing.auth, config->outgoing.url, error);
}

static gboolean
check_whole(const Source *source, DiConfig *config, GError **error)
{
	return check_url(source, "mailbox", config->mailbox.url, config->mailbox.tls_required, error) &&
		check_url(source, "outgoing", config->outgoing.url, config->outgoing.tls_required, error) &&
		check_oauth2(source, config, error);
}

/* Whoever can write the configuration can have letters sent in the förbund's name. */
static gboolean
check_mode(const char *path, GError **error)
{
	struct stat info;

	if (stat(path, &info) < 0) {
		g_set_error(error, DI_ERROR, DI_ERROR_CONFIG, "cannot read the configuration '%s': %s; name another with --config",
			path, g_strerror(errno));
		return FALSE;
	}
	if (info.st_mode & 022) {
		g_set_error(error, DI_ERROR, DI_ERROR_CONFIG,
			"the configuration '%s' can be written by others; run: chmod go-w %s", path, path);
		return FALSE;
	}
	return TRUE;
}

static gboolean
parse_all(const Source *source, DiConfig *config, GError **error)
{
	if (!refuse_unknown(source, error))
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(settings); i++)
		if (!apply(&settings[i], source, config, error))
			return FALSE;
	return check_whole(source, config, error);
}

DiConfig *
di_config_load(const char *path, GError **error)
{
	g_autoptr(DiConfig) config = g_new0(DiConfig, 1);
	g_autoptr(GKeyFile) keys = g_key_file_new();
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(GError) local = NULL;
	g_autofree char *text = NULL;
	Source source = {keys, path, NULL};

	if (!check_mode(path, error))
		return NULL;
	bytes = di_file_read(path, CONFIG_MAX_BYTES, &local);
	if (!bytes) {
		g_set_error(error, DI_ERROR, DI_ERROR_CONFIG, "the configuration %s", local->message);
		return NULL;
	}
	text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	source.text = text;
	if (!g_key_file_load_from_data(keys, text, strlen(text), G_KEY_FILE_NONE, &local)) {
		g_set_error(error, DI_ERROR, DI_ERROR_CONFIG, "%s: %s; a line is 'key = value', '[section]' or '# comment'",
			path, local->message);
		return NULL;
	}
	config->path = g_strdup(path);
	return parse_all(&source, config, error) ? g_steal_pointer(&config) : NULL;
}

DiDate
di_config_due(const DiConfig *config, DiQuarter quarter)
{
	int i = quarter.number - 1;
	int month = config->reminders.due[0][i];
	/* a due date before the end of its quarter belongs to the next year: Q4 is due in January */
	int year = month > quarter.number * 3 ? quarter.year : quarter.year + 1;
	DiDate date = di_date_from_ymd(year, month, config->reminders.due[1][i]);

	if (date == DI_DATE_NONE) /* 29 February in another year */
		date = di_date_from_ymd(year, month, 28);
	return di_workday_on_or_after(date);
}

gboolean
di_config_is_quiet(const DiConfig *config, DiDate date)
{
	int year, month, day;

	di_date_to_ymd(date, &year, &month, &day);
	for (guint i = 0; i < config->reminders.n_quiet; i++) {
		const DiQuiet *quiet = &config->reminders.quiet[i];
		int at = month * 100 + day;
		int from = quiet->from_month * 100 + quiet->from_day;
		int to = quiet->to_month * 100 + quiet->to_day;

		if (from <= to ? at >= from && at <= to : at >= from || at <= to)
			return TRUE;
	}
	return FALSE;
}
