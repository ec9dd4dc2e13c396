/* Some refusals say nothing about the letter or its recipient. */
#include "refusal.h"

#include <string.h>

gboolean
di_refusal_is_about_login(int code)
{
	return code == 530 || code == 534 || code == 535 || code == 538;
}

gboolean
di_refusal_is_about_address(const char *reply)
{
	static const char *const others[] = {"5.2.1", "5.4.1", "5.4.4", "5.4.310"};
	g_autofree char *status = strlen(reply) > 4 ? g_strndup(reply + 4, strspn(reply + 4, "0123456789.")) : g_strdup("");

	if (g_str_has_prefix(status, "5.1."))
		return !g_str_equal(status, "5.1.7") && !g_str_equal(status, "5.1.8");
	for (guint i = 0; i < G_N_ELEMENTS(others); i++)
		if (g_str_equal(status, others[i]))
			return TRUE;
	return FALSE;
}
