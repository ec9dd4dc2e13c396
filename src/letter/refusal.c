/* Some refusals say nothing about the letter or its recipient. */
#include "refusal.h"

#include <string.h>

gboolean
di_refusal_is_about_login(int code)
{
	return code == 530 || code == 534 || code == 535 || code == 538;
}

/* The enhanced code behind the code; "" where there is none. */
static char *
status_of(const char *reply)
{
	return strlen(reply) > 4 ? g_strndup(reply + 4, strspn(reply + 4, "0123456789.")) : g_strdup("");
}

/* What servers without enhanced codes say (Exim, qmail's kin, older gateways). "Relay not permitted" and "rcpthosts" are about us. */
static gboolean
says_unknown(const char *reply)
{
	static const char *const words[] = {"no such user", "no such recipient", "no such mailbox", "no such address", "no such person", "user unknown",
		"unknown user", "unknown recipient", "recipient unknown", "unknown local part", "unknown address", "address unknown", "unrouteable address",
		"unroutable address", "user not local", "not local;", "user not found", "recipient not found", "mailbox not found", "no mailbox",
		"does not exist", "doesn't exist", "invalid recipient", "invalid mailbox"};
	g_autofree char *folded = g_ascii_strdown(reply, -1);

	for (guint i = 0; i < G_N_ELEMENTS(words); i++)
		if (strstr(folded, words[i]))
			return TRUE;
	return FALSE;
}

gboolean
di_refusal_is_about_address(const char *reply)
{
	static const char *const others[] = {"5.2.1", "5.4.1", "5.4.4", "5.4.310", NULL};
	g_autofree char *status = status_of(reply);

	if (g_str_has_prefix(reply, "521") || g_str_has_prefix(reply, "556"))
		return TRUE;
	if (g_str_has_prefix(status, "5.1."))
		return !g_str_equal(status, "5.1.7") && !g_str_equal(status, "5.1.8");
	return g_strv_contains(others, status) || (!strchr(status, '.') && says_unknown(reply));
}

gboolean
di_refusal_names_nobody(const char *reply)
{
	static const char *const codes[] = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", NULL};
	g_autofree char *status = status_of(reply);

	return g_strv_contains(codes, status);
}
