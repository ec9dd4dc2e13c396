/* Logging in at both servers, with a password or with a token that is renewed where a server no longer takes it. */
#include <diarie/daemon.h>

#include <string.h>

gboolean
di_login_is_by_token(const char *auth)
{
	return g_strcmp0(auth, "oauth2") == 0;
}

/* Every IMAP server wants one; a server that sends for us may not. */
DiSecret *
di_login_password(const DiConfig *config, GError **error)
{
	g_autoptr(GError) local = NULL;
	DiSecret *password = di_secret_load("imap.password", config->mailbox.password_file, &local);

	g_autofree char *path = di_secret_path_beside(config->path, "imap.password");

	if (!password && !local && !di_login_is_by_token(config->mailbox.auth) && !g_str_has_prefix(config->mailbox.url, "maildir:"))
		g_set_error(&local, DI_ERROR, DI_ERROR_CONFIG, "%s: [mailbox]: there is no password; write it, on one line, into '%s' (mode 600), "
			"or name its file in password_file", config->path, path);
	if (local)
		g_propagate_error(error, g_steal_pointer(&local));
	return password;
}

/* A token that was accepted before may have been revoked, or have ended by the server's clock: another one, once. */
DiMailbox *
di_login_mailbox(const DiConfig *config, DiTokens *tokens, const DiSecret *password, GError **error)
{
	g_autoptr(GError) refused = NULL;
	DiMailbox *mailbox;

	if (!di_login_is_by_token(config->mailbox.auth) || g_str_has_prefix(config->mailbox.url, "maildir:"))
		return di_mailbox_open(config, password, error);
	password = di_tokens_get(tokens, error);
	mailbox = password ? di_mailbox_open(config, password, &refused) : NULL;
	if (mailbox || !password)
		return mailbox;
	if (g_error_matches(refused, DI_ERROR, DI_ERROR_DENIED) && di_tokens_drop(tokens)) {
		password = di_tokens_get(tokens, error);
		return password ? di_mailbox_open(config, password, error) : NULL;
	}
	g_propagate_error(error, g_steal_pointer(&refused));
	return NULL;
}

/* The sender, made where there is none yet, with a token that holds. */
gboolean
di_login_sender(DiHouse *house, GError **error)
{
	const DiSecret *password = house->outgoing_password;
	gboolean by_token = di_login_is_by_token(house->config->outgoing.auth) && house->tokens;

	if (by_token) {
		password = di_tokens_get(house->tokens, error);
		if (!password)
			return FALSE;
	}
	if (!house->sender)
		house->sender = di_sender_new(house->config, password, error);
	else if (by_token)
		di_sender_set_password(house->sender, password);
	if (house->sender)
		di_sender_watch(house->sender, house->stopping, house->alive);
	return house->sender != NULL;
}

/* The last letter was stopped at the login: is there a newer token to try it with, at once? */
gboolean
di_login_sender_again(DiHouse *house)
{
	return di_sender_login_refused(house->sender) && house->tokens && di_login_is_by_token(house->config->outgoing.auth) &&
		di_tokens_drop(house->tokens) && di_login_sender(house, NULL);
}
