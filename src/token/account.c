/* The key file that Google gives for a service account: JSON with an address, a private key in PEM and its id. */
#include "parts.h"

#include <diarie/json-read.h>
#include <string.h>

enum { WORD_MAX = 2048, KEY_MAX = 32 * 1024 };

void
di_account_free(DiAccount *account)
{
	if (!account)
		return;
	g_free(account->email);
	g_free(account->key_id);
	g_free(account->token_url);
	di_secret_free(account->key);
	g_free(account);
}

static char *
word(DiJsonReader *reader, const DiJsonValue *object, const char *key)
{
	const char *text = di_json_text(reader, di_json_get(object, key), WORD_MAX);

	return g_strdup(text ? text : "");
}

static DiAccount *
take(const DiJsonValue *object)
{
	DiJsonReader reader = {NULL};
	g_autoptr(DiAccount) account = g_new0(DiAccount, 1);
	const char *kind = di_json_text(&reader, di_json_get(object, "type"), WORD_MAX);
	const char *key = di_json_text(&reader, di_json_get(object, "private_key"), KEY_MAX);

	account->email = word(&reader, object, "client_email");
	account->key_id = word(&reader, object, "private_key_id");
	account->token_url = word(&reader, object, "token_uri");
	account->key = key ? di_secret_new(key) : NULL;
	if (reader.wrong || g_strcmp0(kind, "service_account") != 0 || !account->key || !*account->email ||
		(*account->token_url && !g_str_has_prefix(account->token_url, "https://")))
		return NULL;
	return g_steal_pointer(&account);
}

DiAccount *
di_account_parse(const DiSecret *json, const char *name, GError **error)
{
	const char *text = di_secret_text(json);
	g_autoptr(DiJsonTree) tree = di_json_parse(text, strlen(text), NULL);
	const DiJsonValue *root = tree ? di_json_root(tree) : NULL;
	DiAccount *account = root && root->kind == DI_JSON_OBJECT ? take(root) : NULL;

	if (!account)
		g_set_error(error, DI_ERROR, DI_ERROR_CONFIG,
			"'%s' is no key file of a service account (JSON with type, client_email and private_key); "
			"make one in Google Cloud and name it in account_file in [oauth2]", name);
	return account;
}
