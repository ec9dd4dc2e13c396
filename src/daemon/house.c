/* What one daemon holds open, and the order in which it is opened and closed. */
#include <diarie/daemon.h>

#include <string.h>

/* The account is part of the key under which a mail's place is remembered: user@host without what may change. Another folder than
 * the inbox is named too: on Exchange all folders can have one UIDVALIDITY. */
static char *
account_of(const char *url)
{
	g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_HAS_PASSWORD, NULL);
	const char *path = uri ? g_uri_get_path(uri) : "";
	gboolean is_inbox = path[0] == '\0' || path[1] == '\0' || g_ascii_strcasecmp(path, "/INBOX") == 0;

	if (g_str_has_prefix(url, "maildir:") || !uri)
		return g_strdup(url);
	return g_strdup_printf("%s@%s%s", g_uri_get_user(uri) ? g_uri_get_user(uri) : "", g_uri_get_host(uri), is_inbox ? "" : path);
}

static gboolean
load_passwords(DiHouse *house, GError **error)
{
	g_autoptr(GError) local = NULL;

	house->mailbox_password = di_login_password(house->config, &local);
	if (!local)
		house->outgoing_password =
			di_secret_load("smtp.password", house->config->outgoing.password_file, &local);
	if (!local && di_config_uses_oauth2(house->config))
		house->tokens = di_tokens_new(house->config, &local);
	if (!local)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&local));
	return FALSE;
}

DiHouse *
di_house_open(DiConfig *config, GError **error)
{
	g_autoptr(DiHouse) house = g_new0(DiHouse, 1);

	house->config = config;
	house->held = g_array_new(FALSE, FALSE, sizeof(gint64));
	house->account = account_of(config->mailbox.url);
	house->letters = di_letters_load(NULL, error);
	if (!house->letters || !load_passwords(house, error))
		return NULL;
	house->registry = di_registry_open(config, DI_REGISTRY_DAEMON, error);
	if (!house->registry)
		return NULL;
	di_registry_set_actor(house->registry, "diaried");
	house->extractor = di_extractor_new(NULL, DI_EXTRACTOR_KEPT);
	house->second = di_extractor_new(NULL, DI_EXTRACTOR_KEPT);
	if (!di_outbox_recover(house->registry, di_clock_now(), error))
		return NULL;
	return g_steal_pointer(&house);
}

void
di_house_close(DiHouse *house)
{
	if (!house)
		return;
	di_mailbox_close(house->mailbox);
	di_outbox_row_free(house->letter);
	di_sender_free(house->sender);
	di_tokens_free(house->tokens);
	di_extractor_free(house->extractor);
	di_extractor_free(house->second);
	di_registry_close(house->registry);
	di_letters_free(house->letters);
	di_secret_free(house->mailbox_password);
	di_secret_free(house->outgoing_password);
	di_config_free(house->config);
	g_clear_pointer(&house->held, g_array_unref);
	g_free(house->account);
	g_free(house->trouble);
	g_free(house->page_hash);
	g_free(house);
}

void
di_house_alive(const DiHouse *house)
{
	if (house->alive)
		house->alive();
}

gboolean
di_house_is_stopping(const DiHouse *house)
{
	return house->stopping && house->stopping();
}
