/* The identity of a form that the förbund filled in and sent: whose, and for which quarter. It travels in the document, so
 * it is a hint like the others: what the reporter wrote may contradict it. */
#include <diarie/report.h>

#include <string.h>

char *
di_blank_identity(const char *prefix, gint64 rapportor_id, DiQuarter quarter)
{
	g_autofree char *word = di_quarter_format(quarter);

	return g_strdup_printf("%s:%" G_GINT64_FORMAT ":%s", prefix, rapportor_id, word);
}

gboolean
di_blank_parse(const char *identity, const char *prefix, gint64 *rapportor_id_out, DiQuarter *quarter_out)
{
	g_auto(GStrv) parts = g_strsplit(identity ? identity : "", ":", 4);
	guint64 id = 0;

	if (g_strv_length(parts) != 3 || strcmp(parts[0], prefix) != 0 ||
	    !g_ascii_string_to_unsigned(parts[1], 10, 1, G_MAXINT64, &id, NULL))
		return FALSE;
	*rapportor_id_out = (gint64)id;
	*quarter_out = di_quarter_parse(parts[2]);
	return di_quarter_is_set(*quarter_out);
}
