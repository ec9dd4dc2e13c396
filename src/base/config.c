/* diarie.conf, read from one table of settings. A key that no row of the table knows is an error. */
#include "config-check.h"
#include "config-value.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CONFIG_MAX_BYTES = 1 << 20 };

#define AT(member) G_STRUCT_OFFSET(DiConfig, member)
#define NEEDED ((const char *)-1) /* there is no default */

/* clang-format off */
static const struct Setting {
	const char *section, *key;
	const DiValueKind *kind;
	gsize offset;
	const char *preset;
} settings[] = {
	{"diarium",   "database",        &di_value_needed,         AT(diarium.database),           "/var/lib/diarie/diarie.db"},
	{"diarium",   "forbund",         &di_value_needed,         AT(diarium.forbund),            NEEDED},
	{"diarium",   "prefix",          &di_value_prefix,         AT(diarium.prefix),             "SFG"},
	{"diarium",   "numbering",       &di_value_numbering,      AT(diarium.numbering),          "arende"},
	{"diarium",   "signatur",        &di_value_needed,         AT(diarium.signatur),           "DIA"},
	{"mailbox",   "url",             &di_value_mailbox_url,    AT(mailbox.url),                NEEDED},
	{"mailbox",   "password_file",   &di_value_text,           AT(mailbox.password_file),      ""},
	{"mailbox",   "tls",             &di_value_tls,            AT(mailbox.tls_required),       "required"},
	{"mailbox",   "auth",            &di_value_auth,           AT(mailbox.auth),               "password"},
	{"mailbox",   "junk",            &di_value_yes,            AT(mailbox.junk),               "yes"},
	{"mailbox",   "ca_file",         &di_value_text,           AT(mailbox.ca_file),            ""},
	{"mailbox",   "processed",       &di_value_folder,         AT(mailbox.processed),          "Diariefört"},
	{"mailbox",   "review",          &di_value_folder,         AT(mailbox.review),             "Granskas"},
	{"mailbox",   "memory",          &di_value_folder,         AT(mailbox.memory),             "Diariets minne"},
	{"mailbox",   "poll",            &di_value_poll,           AT(mailbox.poll_s),             "300"},
	{"mailbox",   "since",           &di_value_day,            AT(mailbox.since),              ""},
	{"outgoing",  "url",             &di_value_outgoing_url,   AT(outgoing.url),               NEEDED},
	{"outgoing",  "tls",             &di_value_tls,            AT(outgoing.tls_required),      "required"},
	{"outgoing",  "password_file",   &di_value_text,           AT(outgoing.password_file),     ""},
	{"outgoing",  "auth",            &di_value_auth,           AT(outgoing.auth),              "password"},
	{"outgoing",  "ca_file",         &di_value_text,           AT(outgoing.ca_file),           ""},
	{"outgoing",  "pace",            &di_value_pace,           AT(outgoing.pace_s),            ""},
	{"outgoing",  "from",            &di_value_from,           AT(outgoing.from),              NEEDED},
	{"outgoing",  "staff",           &di_value_addresses,      AT(outgoing.staff),             ""},
	{"outgoing",  "chief",           &di_value_addresses,      AT(outgoing.chief),             ""},
	{"outgoing",  "hourly",          &di_value_hourly,         AT(outgoing.hourly),            "50"},
	{"outgoing",  "receipts",        &di_value_yes,            AT(outgoing.receipts),          "yes"},
	{"oauth2",    "provider",        &di_value_provider,       AT(oauth2.provider),            "microsoft"},
	{"oauth2",    "grant",           &di_value_grant,          AT(oauth2.grant),               ""},
	{"oauth2",    "tenant",          &di_value_id,             AT(oauth2.tenant),              ""},
	{"oauth2",    "client_id",       &di_value_id,             AT(oauth2.client_id),           ""},
	{"oauth2",    "secret_file",     &di_value_text,           AT(oauth2.secret_file),         ""},
	{"oauth2",    "secret_expires",  &di_value_day,            AT(oauth2.secret_expires),      ""},
	{"oauth2",    "certificate_file", &di_value_text,           AT(oauth2.certificate_file),    ""},
	{"oauth2",    "key_file",        &di_value_text,           AT(oauth2.key_file),            ""},
	{"oauth2",    "algorithm",       &di_value_algorithm,      AT(oauth2.algorithm),           "PS256"},
	{"oauth2",    "account_file",    &di_value_text,           AT(oauth2.account_file),        ""},
	{"oauth2",    "subject",         &di_value_text,           AT(oauth2.subject),             ""},
	{"oauth2",    "token_file",      &di_value_text,           AT(oauth2.token_file),          ""},
	{"oauth2",    "scope",           &di_value_text,           AT(oauth2.scope),               ""},
	{"oauth2",    "token_url",       &di_value_https,          AT(oauth2.token_url),           ""},
	{"oauth2",    "device_url",      &di_value_https,          AT(oauth2.device_url),          ""},
	{"oauth2",    "ca_file",         &di_value_text,           AT(oauth2.ca_file),             ""},
	{"reminders", "due",             &di_value_due,            AT(reminders.due),              "Q1 04-15, Q2 08-15, Q3 10-15, Q4 01-31"},
	{"reminders", "slutrapport",     &di_value_days,           AT(reminders.slutrapport_days), "60"},
	{"reminders", "before",          &di_value_days,           AT(reminders.before_workdays),  "10"},
	{"reminders", "after",           &di_value_after,          0,                              "2, 7"},
	{"reminders", "escalate",        &di_value_days,           AT(reminders.escalate_workdays), "12"},
	{"reminders", "hours",           &di_value_hours,          AT(reminders.hours),            "08-16"},
	{"reminders", "quiet",           &di_value_quiet,          0,                              "07-01..07-31, 12-20..01-06"},
	{"reminders", "timezone",        &di_value_timezone,       AT(reminders.timezone),         "Europe/Stockholm"},
	{"reminders", "board",           &di_value_board,          0,                              ""},
	{"reminders", "board_before",    &di_value_days,           AT(reminders.board_workdays),   "10"},
	{"reminders", "steering",        &di_value_days,           AT(reminders.steering_workdays), "0"},
	{"reminders", "steering_after",  &di_value_days,           AT(reminders.steering_after),   "0"},
	{"reminders", "steering_section", &di_value_text,           AT(reminders.steering_section), "2.6"},
	{"reminders", "approve",         &di_value_approve,        AT(reminders.approve),          "usual"},
	{"reminders", "together",        &di_value_yes,            AT(reminders.together),         "yes"},
	{"letters",   "kontaktperson",   &di_value_text,           AT(letters.kontaktperson),      ""},
	{"letters",   "telefon",         &di_value_text,           AT(letters.telefon),            ""},
	{"letters",   "mall_url",        &di_value_text,           AT(letters.mall_url),           ""},
	{"letters",   "blankett",        &di_value_text,           AT(letters.blankett),           ""},
	{"letters",   "slutblankett",    &di_value_text,           AT(letters.slutblankett),       ""},
	{"letters",   "styrelsemote",    &di_value_text,           AT(letters.styrelsemote),       ""},
	{"page",      "file",            &di_value_text,           AT(page.file),                  ""},
	{"paper",     "template",        &di_value_text,           AT(paper.template),             ""},
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
	for (guint i = 0; i < G_N_ELEMENTS(settings); i++)
		if (settings[i].kind->clear)
			settings[i].kind->clear((char *)config + settings[i].offset);
	g_free(config->path);
	g_free(config);
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
refuse_unknown(const DiConfigSource *source, GError **error)
{
	g_auto(GStrv) sections = g_key_file_get_groups(source->keys, NULL);

	for (char **section = sections; *section; section++) {
		g_auto(GStrv) keys = g_key_file_get_keys(source->keys, *section, NULL, NULL);

		if (!is_known(*section, NULL)) {
			di_config_set_error(error, source, *section, NULL,
				"unknown section; see diarie.conf(5) for those there are");
			return FALSE;
		}
		for (char **key = keys; *key; key++) {
			if (!is_known(*section, *key)) {
				di_config_set_error(error, source, *section, *key,
					"unknown key; check its spelling against diarie.conf(5)");
				return FALSE;
			}
		}
	}
	return TRUE;
}

static gboolean
apply(const struct Setting *setting, const DiConfigSource *source, DiConfig *config, GError **error)
{
	g_autofree char *given = g_key_file_get_string(source->keys, setting->section, setting->key, NULL);
	const char *value = given ? g_strstrip(given) : setting->preset;
	const char *remedy = "";
	g_autofree char *what = NULL;

	if (value == NEEDED) {
		what = g_strdup_printf("the key is missing; add it to section [%s]", setting->section);
		di_config_set_error(error, source, setting->section, setting->key, what);
		return FALSE;
	}
	if (setting->kind->parse(value, (char *)config + setting->offset, &remedy))
		return TRUE;
	what = g_strdup_printf("'%s' cannot be used; %s", value, remedy);
	di_config_set_error(error, source, setting->section, setting->key, what);
	return FALSE;
}

/* Whoever can write the configuration can have letters sent in the förbund's name. */
static gboolean
check_writers(const char *path, DiTime *written_out, GError **error)
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
	if (info.st_uid != 0 && info.st_uid != geteuid()) { /* its owner may write it whenever he likes */
		g_set_error(error, DI_ERROR, DI_ERROR_CONFIG,
			"the configuration '%s' belongs to another user (%u), who can write it; run: chown root %s", path,
			(guint)info.st_uid, path);
		return FALSE;
	}
	*written_out = (DiTime)info.st_mtime * DI_SECOND;
	return TRUE;
}

/* An old editor saves "förbund" in Latin-1; a key that is quoted in a message must be readable there. */
static gboolean
check_utf8(const char *text, const char *path, GError **error)
{
	const char *bad;
	int line = 1;

	if (g_utf8_validate(text, -1, &bad))
		return TRUE;
	for (const char *at = text; at < bad; at++)
		line += *at == '\n';
	g_set_error(error, DI_ERROR, DI_ERROR_CONFIG, "%s:%d: a letter that is not UTF-8; save the file as UTF-8", path, line);
	return FALSE;
}

static gboolean
parse_all(const DiConfigSource *source, DiConfig *config, GError **error)
{
	if (!refuse_unknown(source, error))
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(settings); i++)
		if (!apply(&settings[i], source, config, error))
			return FALSE;
	return di_config_check(source, config, error);
}

DiConfig *
di_config_load(const char *path, GError **error)
{
	g_autoptr(DiConfig) config = g_new0(DiConfig, 1);
	g_autoptr(GKeyFile) keys = g_key_file_new();
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(GError) local = NULL;
	g_autofree char *text = NULL;
	DiConfigSource source = {keys, path, NULL, DI_TIME_NONE};

	if (!check_writers(path, &source.written, error))
		return NULL;
	bytes = di_file_read(path, CONFIG_MAX_BYTES, &local);
	if (!bytes) {
		g_set_error(error, DI_ERROR, DI_ERROR_CONFIG, "the configuration %s", local->message);
		return NULL;
	}
	text = di_text_copy(bytes);
	source.text = text;
	if (!check_utf8(text, path, error))
		return NULL;
	if (!g_key_file_load_from_data(keys, text, strlen(text), G_KEY_FILE_NONE, &local)) {
		g_set_error(error, DI_ERROR, DI_ERROR_CONFIG, "%s: %s; a line is 'key = value', '[section]' or '# comment'",
			path, local->message);
		return NULL;
	}
	config->path = g_strdup(path);
	return parse_all(&source, config, error) ? g_steal_pointer(&config) : NULL;
}
