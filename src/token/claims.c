/* What an assertion says. Its life is ten minutes, five of them before now: the other side's clock may differ from ours. */
#include "parts.h"

enum { BEFORE_S = 300, AFTER_S = 300 };

static void
add_times(DiJson *json, DiTime now)
{
	di_json_int(json, "iat", now / DI_SECOND - BEFORE_S);
	di_json_int(json, "exp", now / DI_SECOND + AFTER_S);
}

/* RFC 7523, 3; Microsoft: "aud" is the token URL, "jti" is used once. */
char *
di_claims_client(const char *client_id, const char *token_url, DiTime now)
{
	g_autofree char *id = g_uuid_string_random();
	DiJson *json = di_json_new();

	di_json_object_begin(json, NULL);
	di_json_string(json, "aud", token_url);
	di_json_string(json, "iss", client_id);
	di_json_string(json, "sub", client_id);
	di_json_string(json, "jti", id);
	di_json_int(json, "nbf", now / DI_SECOND - BEFORE_S);
	add_times(json, now);
	di_json_object_end(json);
	return di_json_finish(json);
}

/* Google: "sub" is the person in whose name the account speaks (domain-wide delegation). */
char *
di_claims_service(const char *account, const char *subject, const char *scope, const char *token_url, DiTime now)
{
	DiJson *json = di_json_new();

	di_json_object_begin(json, NULL);
	di_json_string(json, "iss", account);
	di_json_string(json, "sub", subject);
	di_json_string(json, "scope", scope);
	di_json_string(json, "aud", token_url);
	add_times(json, now);
	di_json_object_end(json);
	return di_json_finish(json);
}
