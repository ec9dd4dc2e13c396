/* The token endpoint's answer (RFC 6749, 5.1 and 5.2; RFC 8628, 3.2), read as if a stranger had written it. */
#include "parts.h"

#include <diarie/json-read.h>
#include <string.h>

enum {
	TOKEN_MAX = 32 * 1024,
	WORD_MAX = 4096,
	SAID_MAX = 300,         /* characters */
	LIFE_USUAL_S = 600,     /* where the server does not say */
	LIFE_MOST_S = 24 * 3600,
	INTERVAL_USUAL_S = 5,   /* RFC 8628, 3.2 */
};

void
di_token_answer_clear(DiTokenAnswer *answer)
{
	di_secret_free(answer->access);
	di_secret_free(answer->refresh);
	di_secret_free(answer->device_code);
	g_free(answer->said);
	g_free(answer->user_code);
	g_free(answer->address);
	*answer = (DiTokenAnswer){0};
}

/* RFC 6749, appendix A.12: visible ASCII. In XOAUTH2 a control character would be a field of its own. */
static DiSecret *
token_of(DiJsonReader *reader, const DiJsonValue *object, const char *key)
{
	const char *text = di_json_text(reader, di_json_get(object, key), TOKEN_MAX);

	if (!text || !*text)
		return NULL;
	for (const char *c = text; *c; c++) {
		if (*c > 0x20 && *c < 0x7f)
			continue;
		di_json_blame(reader, "a token with characters that no token has");
		return NULL;
	}
	return di_secret_new(text);
}

/* Some servers write numbers as texts. */
static int
seconds_of(DiJsonReader *reader, const DiJsonValue *object, const char *key, int missing)
{
	const DiJsonValue *value = di_json_get(object, key);
	gint64 number = value && value->kind == DI_JSON_TEXT ? g_ascii_strtoll(value->text, NULL, 10)
							     : di_json_get_int(reader, object, key, missing);

	return (int)CLAMP(number, 0, LIFE_MOST_S);
}

static char *
word_of(DiJsonReader *reader, const DiJsonValue *object, const char *key)
{
	const char *text = di_json_text(reader, di_json_get(object, key), WORD_MAX);

	return text ? di_text_visible(text, FALSE) : NULL;
}

/* What Microsoft adds for its own people: "… Trace ID: … Correlation ID: … Timestamp: …" */
static void
cut_traces(char *text)
{
	static const char *const marks[] = {"Trace ID:", "\r", "\n"};

	for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
		char *found = strstr(text, marks[i]);

		if (found)
			*found = '\0';
	}
	g_strchomp(text);
}

/* A server may say what it was told: none of FORM's longer values comes through. */
static gboolean
echoes(const char *text, const DiTokenForm *form)
{
	g_auto(GStrv) pairs = g_strsplit(di_token_form_text(form), "&", -1);
	gboolean found = FALSE;

	for (char **pair = pairs; *pair; pair++) {
		const char *equals = strchr(*pair, '=');
		g_autofree char *value = g_uri_unescape_string(equals ? equals + 1 : "", NULL);
		gboolean is_secret = g_str_has_prefix(*pair, "client_secret=") || g_str_has_prefix(*pair, "refresh_token=") ||
			g_str_has_prefix(*pair, "assertion=") || g_str_has_prefix(*pair, "client_assertion=") ||
			g_str_has_prefix(*pair, "device_code=");

		found = found || (is_secret && value && *value && strstr(text, value));
		explicit_bzero(*pair, strlen(*pair));
		if (value)
			explicit_bzero(value, strlen(value));
	}
	return found;
}

static char *
said_of(DiJsonReader *reader, const DiJsonValue *object, const DiTokenForm *form)
{
	const char *code = di_json_text(reader, di_json_get(object, "error"), WORD_MAX);
	const char *more = di_json_text(reader, di_json_get(object, "error_description"), WORD_MAX);
	g_autofree char *joined = g_strdup_printf("%s%s%s", code ? code : "", more && *more ? ": " : "", more ? more : "");
	g_autofree char *line = NULL, *shown = NULL;

	cut_traces(joined);
	if (echoes(joined, form))
		return g_strdup(code && !echoes(code, form) ? code : "an error that repeats our secret");
	line = di_text_squeeze(joined);
	shown = di_text_visible(line, FALSE);
	return di_text_cut(shown, SAID_MAX);
}

static DiTokenKind
kind_of_error(long status, const char *code)
{
	static const struct {
		const char *code;
		DiTokenKind kind;
	} known[] = {
		{"authorization_pending", DI_TOKEN_PENDING},
		{"slow_down", DI_TOKEN_SLOWER},
		{"temporarily_unavailable", DI_TOKEN_LATER},
		{"server_error", DI_TOKEN_LATER},
	};

	if (status == 429 || status >= 500 || status == 408)
		return DI_TOKEN_LATER;
	for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
		if (g_strcmp0(known[i].code, code) == 0)
			return known[i].kind;
	return DI_TOKEN_REFUSED;
}

static void
read_error(DiJsonReader *reader, const DiJsonValue *object, const DiReply *reply, const DiTokenForm *form, DiTokenAnswer *answer)
{
	answer->kind = kind_of_error(reply->status, di_json_text(reader, di_json_get(object, "error"), WORD_MAX));
	answer->said = said_of(reader, object, form);
}

static void
read_good(DiJsonReader *reader, const DiJsonValue *object, DiTokenAnswer *answer)
{
	const char *type = di_json_text(reader, di_json_get(object, "token_type"), WORD_MAX);

	answer->kind = DI_TOKEN_GOOD;
	answer->access = token_of(reader, object, "access_token");
	answer->refresh = token_of(reader, object, "refresh_token");
	answer->device_code = token_of(reader, object, "device_code");
	answer->user_code = word_of(reader, object, "user_code");
	answer->address = word_of(reader, object, "verification_uri");
	if (!answer->address)
		answer->address = word_of(reader, object, "verification_url"); /* Google's spelling */
	answer->life_s = seconds_of(reader, object, "expires_in", LIFE_USUAL_S);
	answer->interval_s = seconds_of(reader, object, "interval", INTERVAL_USUAL_S);
	if (answer->access && type && g_ascii_strcasecmp(type, "Bearer") != 0)
		di_json_blame(reader, "a token that is no bearer token");
	if (!answer->access && !(answer->device_code && answer->user_code && answer->address))
		di_json_blame(reader, "no token in the answer");
}

/* An answer that is no JSON: a proxy's page, an overloaded server's. */
static void
read_other(const DiReply *reply, const char *why, DiTokenAnswer *answer)
{
	di_token_answer_clear(answer);
	answer->kind = reply->status == 429 || reply->status >= 500 || reply->status == 408 ? DI_TOKEN_LATER : DI_TOKEN_NONSENSE;
	answer->said = g_strdup_printf("HTTP status %ld, %s", reply->status, why);
}

void
di_token_read(const DiReply *reply, const DiTokenForm *form, DiTokenAnswer *answer_out)
{
	const char *text = di_secret_text(reply->body);
	g_autoptr(DiJsonTree) tree = di_json_parse(text, strlen(text), NULL);
	DiJsonReader reader = {NULL};
	const DiJsonValue *root = tree ? di_json_root(tree) : NULL;
	const DiJsonValue *object = root && root->kind == DI_JSON_OBJECT ? root : NULL;

	*answer_out = (DiTokenAnswer){0};
	if (!object)
		read_other(reply, "no JSON", answer_out);
	else if (di_json_get(object, "error"))
		read_error(&reader, object, reply, form, answer_out);
	else if (reply->status == 200)
		read_good(&reader, object, answer_out);
	else
		read_other(reply, "without a reason", answer_out);
	if (reader.wrong)
		read_other(reply, reader.wrong, answer_out);
}

gboolean
di_token_explain(const DiTokenAnswer *answer, const char *url, GError **error)
{
	if (answer->kind == DI_TOKEN_GOOD)
		return TRUE;
	if (answer->kind == DI_TOKEN_LATER)
		g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "'%s' gives no token now: %s; tried again later", url, answer->said);
	else if (answer->kind == DI_TOKEN_NONSENSE)
		g_set_error(error, DI_ERROR, DI_ERROR_PROTOCOL, "'%s' answers nonsense: %s; check token_url in [oauth2]", url, answer->said);
	else
		g_set_error(error, DI_ERROR, DI_ERROR_DENIED, "'%s' refuses us a token: %s", url,
			answer->said);
	return FALSE;
}
