/* The keeper of one access token: fetched, renewed in time, dropped where a mail server refuses it.
 *
 *	none ── get ──► held ── four fifths of its life, or dropped ──► none
 *	  └─ failed ──► waiting (Retry-After, or 30 s doubled; an hour where it was refused for good) ──► none
 *
 * Time is counted on CLOCK_BOOTTIME: a wall clock that is set does not make a token older, a machine that slept does. */
#include "parts.h"

#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { WAIT_FIRST_S = 30, WAIT_MOST_S = 3600, REFUSED_S = 3600, CERTIFICATE_MAX = 64 * 1024 };

struct DiTokens {
	const DiConfig *config;
	char *url, *scope, *store;
	DiSecret *secret; /* of the application; NULL: none */
	DiSigner *signer; /* NULL: none */
	DiAccount *account;
	DiSecret *access, *unstored; /* UNSTORED: a refresh token that could not be written yet */
	gint64 renew_us, ends_us;    /* of ACCESS */
	gint64 wait_until_us;
	guint failures, given;       /* GIVEN: how often ACCESS was handed out */
	char *refusal;
	GError *why;                 /* of the last failure */
	struct timespec store_seen;  /* the stored token's time when it was refused */
};

static gint64
boot_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

void
di_tokens_free(DiTokens *tokens)
{
	if (!tokens)
		return;
	di_secret_free(tokens->secret);
	di_secret_free(tokens->access);
	di_secret_free(tokens->unstored);
	di_signer_free(tokens->signer);
	di_account_free(tokens->account);
	g_clear_error(&tokens->why);
	g_free(tokens->refusal);
	g_free(tokens->url);
	g_free(tokens->scope);
	g_free(tokens->store);
	g_free(tokens);
}

/* Setting up */

static gboolean
load_account(DiTokens *tokens, GError **error)
{
	const DiConfig *config = tokens->config;
	g_autoptr(GError) local = NULL;
	g_autoptr(DiSecret) json = di_secret_load_text("oauth2.account", config->oauth2.account_file, &local);

	if (!json && !local)
		g_set_error(&local, DI_ERROR, DI_ERROR_CONFIG, "%s: [oauth2] account_file: write where the key file of the "
			"service account lies", config->path);
	if (json)
		tokens->account = di_account_parse(json, "account_file", &local);
	if (tokens->account)
		tokens->signer = di_signer_new(tokens->account->key, NULL, tokens->account->key_id, DI_SIGN_RS256, "account_file", &local);
	if (!tokens->signer) {
		g_propagate_error(error, g_steal_pointer(&local));
		return FALSE;
	}
	if (!*config->oauth2.token_url && *tokens->account->token_url) {
		g_free(tokens->url);
		tokens->url = g_strdup(tokens->account->token_url);
	}
	return TRUE;
}

static gboolean
load_key(DiTokens *tokens, GError **error)
{
	const DiConfig *config = tokens->config;
	g_autoptr(DiSecret) key = di_secret_load_text("oauth2.key", config->oauth2.key_file, error);
	g_autoptr(GBytes) certificate = key ? di_file_read(config->oauth2.certificate_file, CERTIFICATE_MAX, error) : NULL;

	if (!key && error && !*error)
		g_set_error(error, DI_ERROR, DI_ERROR_CONFIG, "%s: [oauth2] key_file: a certificate needs its private key",
			config->path);
	if (!certificate)
		return FALSE;
	tokens->signer = di_signer_new(key, certificate, "", config->oauth2.algorithm, "key_file", error);
	return tokens->signer != NULL;
}

/* The application proves itself by a certificate, which goes first, or a secret; the device code flow needs neither. */
static gboolean
load_application(DiTokens *tokens, GError **error)
{
	const DiConfig *config = tokens->config;
	g_autoptr(GError) local = NULL;

	if (*config->oauth2.certificate_file)
		return load_key(tokens, error);
	tokens->secret = di_secret_load("oauth2.secret", config->oauth2.secret_file, &local);
	if (!tokens->secret && !local && config->oauth2.grant == DI_GRANT_CLIENT)
		g_set_error(&local, DI_ERROR, DI_ERROR_CONFIG, "%s: [oauth2] secret_file: write where the application's secret lies, "
			"or certificate_file and key_file", config->path);
	if (!local)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&local));
	return FALSE;
}

DiTokens *
di_tokens_new(const DiConfig *config, GError **error)
{
	g_autoptr(DiTokens) tokens = g_new0(DiTokens, 1);
	GError *local = NULL;

	tokens->config = config;
	tokens->url = di_token_url(config);
	tokens->scope = di_token_scope(config);
	tokens->store = di_store_path(config);
	if (config->oauth2.grant == DI_GRANT_SERVICE ? load_account(tokens, &local) : load_application(tokens, &local))
		return g_steal_pointer(&tokens);
	g_propagate_error(error, local);
	return NULL;
}

DiDate
di_tokens_expires(const DiTokens *tokens)
{
	DiDate told = tokens->config->oauth2.secret_expires;
	DiDate written = tokens->signer ? di_signer_expires(tokens->signer) : DI_DATE_NONE;

	if (told == DI_DATE_NONE || written == DI_DATE_NONE)
		return told == DI_DATE_NONE ? written : told;
	return MIN(told, written);
}

/* Asking */

static gboolean
add_proof(const DiTokens *tokens, DiTokenForm *form, GError **error)
{
	g_autofree char *claims = NULL, *assertion = NULL;

	if (tokens->secret)
		di_token_form_add(form, "client_secret", di_secret_text(tokens->secret));
	if (!tokens->signer)
		return TRUE;
	claims = di_claims_client(tokens->config->oauth2.client_id, tokens->url, di_clock_now());
	assertion = di_signer_sign(tokens->signer, claims, error);
	if (!assertion)
		return FALSE;
	di_token_form_add(form, "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
	di_token_form_add(form, "client_assertion", assertion);
	explicit_bzero(assertion, strlen(assertion));
	return TRUE;
}

static gboolean
fill_service(const DiTokens *tokens, DiTokenForm *form, GError **error)
{
	g_autofree char *subject = di_token_subject(tokens->config);
	g_autofree char *claims = di_claims_service(tokens->account->email, subject, tokens->scope, tokens->url, di_clock_now());
	g_autofree char *assertion = di_signer_sign(tokens->signer, claims, error);

	if (!assertion)
		return FALSE;
	di_token_form_add(form, "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
	di_token_form_add(form, "assertion", assertion);
	explicit_bzero(assertion, strlen(assertion));
	return TRUE;
}

static gboolean
fill(const DiTokens *tokens, const DiSecret *refresh, DiTokenForm *form, GError **error)
{
	if (tokens->account)
		return fill_service(tokens, form, error);
	di_token_form_add(form, "grant_type", refresh ? "refresh_token" : "client_credentials");
	di_token_form_add(form, "client_id", tokens->config->oauth2.client_id);
	di_token_form_add(form, "scope", tokens->scope);
	if (refresh)
		di_token_form_add(form, "refresh_token", di_secret_text(refresh));
	return add_proof(tokens, form, error);
}

/* One question; how it was answered, and for how long to leave the server in peace. */
static gboolean
ask(DiTokens *tokens, const DiSecret *refresh, DiTokenAnswer *answer, int *wait_s, GError **error)
{
	g_autoptr(DiTokenForm) form = di_token_form_new();
	g_auto(DiReply) reply = {0};

	if (!fill(tokens, refresh, form, error) ||
		!di_token_post(tokens->url, tokens->config->oauth2.ca_file, form, &reply, error))
		return FALSE;
	*wait_s = reply.retry_after_s;
	di_token_read(&reply, form, answer);
	if (answer->kind == DI_TOKEN_GOOD && !answer->access) {
		answer->kind = DI_TOKEN_NONSENSE;
		answer->said = g_strdup("no access token");
	}
	return di_token_explain(answer, tokens->url, error);
}

static void
hold(DiTokens *tokens, DiTokenAnswer *answer, gint64 asked_us)
{
	di_secret_free(tokens->access);
	tokens->access = g_steal_pointer(&answer->access);
	tokens->given = 0;
	tokens->renew_us = asked_us + (gint64)answer->life_s * G_USEC_PER_SEC / 5 * 4;
	tokens->ends_us = asked_us + (gint64)answer->life_s * G_USEC_PER_SEC;
}

static gboolean
store(DiTokens *tokens, GError **error)
{
	if (tokens->unstored && !di_store_write(tokens->store, tokens->unstored, error))
		return FALSE;
	g_clear_pointer(&tokens->unstored, di_secret_free);
	return TRUE;
}

static struct timespec
store_time(const DiTokens *tokens)
{
	struct stat info;

	return stat(tokens->store, &info) == 0 ? info.st_mtim : (struct timespec){0, 0};
}

/* With the stored consent. The token that comes in its place is written before anything is done with the answer: the old one
 * may be dead from now on. */
static gboolean
fetch_by_consent(DiTokens *tokens, DiTokenAnswer *answer, int *wait_s, GError **error)
{
	DI_AUTO_FD lock = di_store_lock(tokens->store, error);
	g_autoptr(DiSecret) refresh = NULL;

	if (lock < 0 || !store(tokens, error))
		return FALSE;
	tokens->store_seen = store_time(tokens);
	refresh = di_store_read(tokens->store, error);
	if (!refresh || !ask(tokens, refresh, answer, wait_s, error))
		return FALSE;
	if (answer->refresh && strcmp(di_secret_text(answer->refresh), di_secret_text(refresh)) != 0)
		tokens->unstored = g_steal_pointer(&answer->refresh);
	return store(tokens, error);
}

static void
note_failure(DiTokens *tokens, GError *why, int told_s)
{
	gboolean for_good = why->code == DI_ERROR_DENIED || why->code == DI_ERROR_CONFIG;
	int usual_s = for_good ? REFUSED_S : (int)di_clock_rest(WAIT_FIRST_S, tokens->failures, WAIT_MOST_S);

	tokens->failures++;
	tokens->wait_until_us = boot_us() + (gint64)MAX(usual_s, told_s) * G_USEC_PER_SEC;
	g_clear_error(&tokens->why);
	tokens->why = why;
	g_free(tokens->refusal);
	tokens->refusal = for_good ? g_strdup(why->message) : NULL;
}

static gboolean
fetch(DiTokens *tokens)
{
	g_auto(DiTokenAnswer) answer = {0};
	GError *why = NULL;
	gint64 asked_us = boot_us();
	int told_s = 0;
	gboolean good = tokens->config->oauth2.grant == DI_GRANT_DEVICE ? fetch_by_consent(tokens, &answer, &told_s, &why)
									 : ask(tokens, NULL, &answer, &told_s, &why);

	if (!good) {
		note_failure(tokens, why, told_s);
		return FALSE;
	}
	hold(tokens, &answer, asked_us);
	tokens->failures = 0;
	tokens->wait_until_us = 0;
	g_clear_error(&tokens->why);
	g_clear_pointer(&tokens->refusal, g_free);
	return TRUE;
}

gboolean
di_tokens_is_consented_anew(const DiTokens *tokens)
{
	struct timespec stored = store_time(tokens);

	return tokens->refusal && tokens->config->oauth2.grant == DI_GRANT_DEVICE &&
		(stored.tv_sec != tokens->store_seen.tv_sec || stored.tv_nsec != tokens->store_seen.tv_nsec);
}

int
di_tokens_wait_s(const DiTokens *tokens)
{
	gint64 left_us = tokens->wait_until_us - boot_us();

	if (di_tokens_is_consented_anew(tokens)) /* that is worth a question */
		return 0;
	return left_us > 0 ? (int)(left_us / G_USEC_PER_SEC) + 1 : 0;
}

const DiSecret *
di_tokens_get(DiTokens *tokens, GError **error)
{
	gint64 now_us = boot_us();
	gboolean fresh = tokens->access && now_us < tokens->renew_us;
	int wait_s = fresh ? 0 : di_tokens_wait_s(tokens);

	if (!fresh && wait_s == 0)
		fresh = fetch(tokens);
	if (!fresh && (!tokens->access || now_us >= tokens->ends_us)) {
		g_clear_pointer(&tokens->access, di_secret_free);
		g_propagate_error(error, g_error_copy(tokens->why));
		if (wait_s > 0)
			g_prefix_error(error, "no new question for %d seconds, because ", wait_s);
		return NULL;
	}
	tokens->given++;
	return tokens->access;
}

gboolean
di_tokens_drop(DiTokens *tokens)
{
	gboolean was_accepted = tokens->given > 1;

	g_clear_pointer(&tokens->access, di_secret_free);
	return was_accepted;
}

const char *
di_tokens_refusal(const DiTokens *tokens)
{
	return tokens->refusal;
}
