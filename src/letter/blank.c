/* What the förbund's own form is filled in with before it is sent out: {insats}, {huvudman} … in the DOCX. */
#include <diarie/letter.h>

#include <string.h>

enum { NAME_MAX_CHARACTERS = 80 }; /* a file's name has 255 bytes */

/* Numbered, between two lines by which the reading knows that these are the förbund's words, not the reporter's
 * ("ifyllt" in the form's description), also where the document came back as PDF. */
static char *
goals_text(const char *const *goals)
{
	GString *text = g_string_new(NULL);

	if (!goals || !goals[0])
		return g_string_free(text, FALSE);
	g_string_append(text, "Insatsens mål enligt överenskommelsen:");
	for (guint i = 0; goals[i]; i++)
		g_string_append_printf(text, "\n%u. %s", i + 1, goals[i]);
	g_string_append(text, "\nEr bedömning:");
	return g_string_free(text, FALSE);
}

static GHashTable *
values_of(const DiConfig *config, const DiOwed *owed, const char *const *goals)
{
	GHashTable *values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	DiDate first = MAX(di_quarter_first_day(owed->quarter), owed->insats_from);
	DiDate last = di_quarter_last_day(owed->quarter);
	g_autofree char *goals_said = goals_text(goals);
	g_autofree char *kvartal = di_quarter_format(owed->quarter);
	g_autofree char *senast = di_date_swedish_weekday(di_owed_last_day(owed));
	g_autofree char *period = NULL;

	if (owed->insats_from == DI_DATE_NONE)
		first = di_quarter_first_day(owed->quarter);
	if (owed->insats_to != DI_DATE_NONE)
		last = MIN(last, owed->insats_to);
	period = di_date_swedish_range(first, last);
	di_values_set(values, "forbund", config->diarium.forbund);
	di_values_set(values, "insats", owed->insats);
	di_values_set(values, "huvudman", owed->huvudman);
	di_values_set(values, "dnr", owed->arende);
	di_values_set(values, "kvartal", kvartal);
	di_values_set(values, "period", period);
	di_values_set(values, "senast", senast);
	di_values_set(values, "mal", goals_said);
	return values;
}

const char *
di_blank_template(const DiConfig *config, DiKind kind)
{
	return kind == DI_KIND_SLUTRAPPORT ? config->letters.slutblankett : config->letters.blankett;
}

static char *
file_name(const DiOwed *owed)
{
	g_autofree char *kvartal = di_quarter_format(owed->quarter);
	g_autofree char *visible = di_text_visible(owed->insats, FALSE);
	g_autofree char *insats = di_text_cut(visible, NAME_MAX_CHARACTERS);
	const char *word = owed->kind == DI_KIND_SLUTRAPPORT ? "Slutrapport" : "Kvartalsrapport";

	for (char *at = insats; *at; at++)
		if (strchr("/\\:*?\"<>|", *at) || (guchar)*at < ' ')
			*at = '-';
	return g_strdup_printf("%s %s %s.docx", word, kvartal, insats);
}

DiBlank *
di_blank_new(const DiConfig *config, const DiOwed *owed, const char *const *goals)
{
	DiBlank *blank = g_new0(DiBlank, 1);

	blank->identity = di_blank_identity(config->diarium.prefix, owed->rapportor_id, owed->quarter);
	blank->file_name = file_name(owed);
	blank->values = values_of(config, owed, goals);
	return blank;
}

void
di_blank_free(DiBlank *blank)
{
	if (!blank)
		return;
	g_free(blank->identity);
	g_free(blank->file_name);
	g_hash_table_unref(blank->values);
	g_free(blank);
}
