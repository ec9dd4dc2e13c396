/* The device code flow (RFC 8628): a person opens an address elsewhere, types a code, and consents once; what is stored then is
 * the refresh token. Legal order: ask for a code, show it, poll until the answer is one. */
#include "parts.h"

#include <string.h>

enum { SLOWER_S = 5, LIFE_MOST_S = 3600 };

typedef struct {
	const DiConfig *config;
	char *token_url, *device_url, *scope, *store;
} Login;

static void
login_clear(Login *login)
{
	g_free(login->token_url);
	g_free(login->device_url);
	g_free(login->scope);
	g_free(login->store);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Login, login_clear)

static gboolean
ask_for_code(const Login *login, DiTokenAnswer *answer, GError **error)
{
	g_autoptr(DiTokenForm) form = di_token_form_new();
	g_auto(DiReply) reply = {0};

	di_token_form_add(form, "client_id", login->config->oauth2.client_id);
	di_token_form_add(form, "scope", login->scope);
	if (!di_token_post(login->device_url, login->config->oauth2.ca_file, form, &reply, error))
		return FALSE;
	di_token_read(&reply, form, answer);
	if (answer->kind == DI_TOKEN_GOOD && !answer->device_code) {
		answer->kind = DI_TOKEN_NONSENSE;
		answer->said = g_strdup("no device code");
	}
	return di_token_explain(answer, login->device_url, error);
}

/* FALSE: ask again, or (ERROR) it is over. */
static gboolean
poll_once(const Login *login, const DiSecret *code, DiTokenAnswer *answer, GError **error)
{
	g_autoptr(DiTokenForm) form = di_token_form_new();
	g_autoptr(DiSecret) secret = NULL;
	g_auto(DiReply) reply = {0};
	g_autoptr(GError) unreached = NULL;

	di_token_form_add(form, "grant_type", "urn:ietf:params:oauth:grant-type:device_code");
	di_token_form_add(form, "client_id", login->config->oauth2.client_id);
	di_token_form_add(form, "device_code", di_secret_text(code));
	secret = di_secret_load("oauth2.secret", login->config->oauth2.secret_file, error);
	if (!secret && error && *error)
		return FALSE;
	if (secret)
		di_token_form_add(form, "client_secret", di_secret_text(secret));
	if (!di_token_post(login->token_url, login->config->oauth2.ca_file, form, &reply, &unreached)) {
		if (unreached->code != DI_ERROR_TEMPORARY)
			g_propagate_error(error, g_steal_pointer(&unreached));
		answer->kind = DI_TOKEN_SLOWER; /* RFC 8628, 3.5: back off where the connection fails */
		return FALSE;
	}
	di_token_read(&reply, form, answer);
	if (answer->kind == DI_TOKEN_GOOD || answer->kind == DI_TOKEN_REFUSED || answer->kind == DI_TOKEN_NONSENSE)
		return di_token_explain(answer, login->token_url, error);
	return FALSE;
}

static gboolean
keep(const Login *login, const DiTokenAnswer *answer, GError **error)
{
	DI_AUTO_FD lock = -1;

	if (!answer->refresh) {
		g_set_error(error, DI_ERROR, DI_ERROR_DENIED, "'%s' gave no refresh token; is offline_access in the scope?",
			login->token_url);
		return FALSE;
	}
	lock = di_store_lock(login->store, error);
	return lock >= 0 && di_store_write(login->store, answer->refresh, error);
}

static gboolean
wait_for_consent(const Login *login, const DiTokenAnswer *asked, GError **error)
{
	int interval_s = MAX(asked->interval_s, 1);
	gint64 end_us = g_get_monotonic_time() + (gint64)MIN(asked->life_s, LIFE_MOST_S) * G_USEC_PER_SEC;

	while (g_get_monotonic_time() < end_us) {
		g_auto(DiTokenAnswer) answer = {0};
		g_autoptr(GError) over = NULL;

		g_usleep((gulong)interval_s * G_USEC_PER_SEC);
		if (poll_once(login, asked->device_code, &answer, &over))
			return keep(login, &answer, error);
		if (over) {
			g_propagate_error(error, g_steal_pointer(&over));
			return FALSE;
		}
		interval_s += answer.kind == DI_TOKEN_SLOWER ? SLOWER_S : 0;
	}
	g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "nobody consented before the code expired; run: diarie login");
	return FALSE;
}

gboolean
di_token_login(const DiConfig *config, DiDeviceShow show, gpointer user, GError **error)
{
	g_auto(Login) login = {config, di_token_url(config), di_token_device_url(config), di_token_scope(config),
		di_store_path(config)};
	g_auto(DiTokenAnswer) asked = {0};

	if (config->oauth2.grant != DI_GRANT_DEVICE) {
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "[oauth2] grant is not device: there is nothing to log in for");
		return FALSE;
	}
	if (!*login.device_url) {
		g_set_error(error, DI_ERROR, DI_ERROR_CONFIG, "%s: [oauth2] device_url: write the address that gives device codes",
			config->path);
		return FALSE;
	}
	if (!ask_for_code(&login, &asked, error))
		return FALSE;
	show(asked.address, asked.user_code, asked.life_s, user);
	return wait_for_consent(&login, &asked, error);
}
