/* One way out tried and nothing else: what `diarie check` and `diarie login` start, because `diarie` links no network. */
#include <diarie/daemon.h>

#include <stdio.h>
#include <string.h>

/* Both need a token only where [oauth2] is used for them. */
static DiTokens *
tokens_for(const DiConfig *config, const char *auth, GError **error)
{
	return di_login_is_by_token(auth) ? di_tokens_new(config, error) : NULL;
}

static gboolean
try_token(const DiConfig *config, GError **error)
{
	g_autoptr(DiTokens) tokens = di_tokens_new(config, error);

	return tokens && di_tokens_get(tokens, error);
}

/* As the first move would: a name that the server does not take is best known before a mail is filed. */
static gboolean
make_folder(DiMailbox *mailbox, const char *folder, GError **error)
{
	gboolean none;

	return !*folder || di_mailbox_move(mailbox, NULL, 0, folder, &none, error);
}

static gboolean
try_mailbox(const DiConfig *config, GError **error)
{
	g_autoptr(GError) local = NULL;
	g_autoptr(DiTokens) tokens = tokens_for(config, config->mailbox.auth, &local);
	g_autoptr(DiSecret) password = local ? NULL : di_login_password(config, &local);
	g_autoptr(DiMailbox) mailbox = local ? NULL : di_login_mailbox(config, tokens, password, &local);
	guint32 uidvalidity;

	if (mailbox && di_mailbox_select(mailbox, "", &uidvalidity, &local) && make_folder(mailbox, config->mailbox.processed, &local) &&
		make_folder(mailbox, config->mailbox.review, &local))
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&local));
	return FALSE;
}

static gboolean
try_outgoing(const DiConfig *config, GError **error)
{
	g_autoptr(GError) local = NULL;
	g_autoptr(DiTokens) tokens = tokens_for(config, config->outgoing.auth, &local);
	g_autoptr(DiSecret) password = local || tokens ? NULL : di_secret_load("smtp.password", config->outgoing.password_file, &local);
	const DiSecret *proof = tokens ? di_tokens_get(tokens, &local) : password;
	g_autoptr(DiSender) sender = local ? NULL : di_sender_new(config, proof, &local);

	if (sender && di_sender_check(sender, &local))
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&local));
	return FALSE;
}

/* Three lines for `diarie login`, which says them to a person. */
static void
show(const char *address, const char *code, int seconds, gpointer user G_GNUC_UNUSED)
{
	printf("%s\n%s\n%d\n", address, code, seconds);
	fflush(stdout);
}

static gboolean
log_in(const DiConfig *config, GError **error)
{
	return di_token_login(config, show, NULL, error);
}

gboolean
di_check_run(const DiConfig *config, const char *what, GError **error)
{
	static const struct {
		const char *what;
		gboolean (*run)(const DiConfig *config, GError **error);
	} ways[] = {{"token", try_token}, {"mailbox", try_mailbox}, {"outgoing", try_outgoing}, {"login", log_in}};

	for (gsize i = 0; i < G_N_ELEMENTS(ways); i++)
		if (g_str_equal(ways[i].what, what))
			return ways[i].run(config, error);
	g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "nothing is called '%s'; write token, mailbox or outgoing", what);
	return FALSE;
}
