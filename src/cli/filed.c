/* Says what became of a report, to whoever filed it. */
#include "verbs.h"

#include <stdio.h>

static const char *const words[] = {
	[DI_FILED_NEW] = "diariefort",
	[DI_FILED_VERSION] = "version",
	[DI_FILED_OLDER] = "aldre",
	[DI_FILED_DUPLICATE] = "dubblett",
	[DI_FILED_REVIEW] = "granskas",
};

static void
print_json(const char *file, const DiFiled *filed)
{
	DiJson *json = di_json_new();

	di_json_object_begin(json, NULL);
	di_json_string(json, "file", file);
	di_json_string(json, "utfall", words[filed->as]);
	di_json_string(json, "diarienummer", filed->diarienummer);
	di_json_string(json, "gallande", filed->later);
	di_json_string(json, "arende", filed->arende);
	di_json_string(json, "insats", filed->insats);
	di_json_string(json, "huvudman", filed->huvudman);
	di_json_string(json, "type", di_kind_word(filed->kind));
	di_json_quarter(json, "kvartal", filed->quarter);
	di_json_date(json, "inkom", filed->arrived);
	di_json_strv(json, "saknas", (const char *const *)filed->saknas);
	di_json_string(json, "skal", filed->reason);
	di_json_string(json, "nytt_alias", filed->learnt_alias);
	di_json_string(json, "ny_kontakt", filed->learnt_contact);
	di_json_object_end(json);
	di_print_json(json);
}

static char *
outcome(const DiFiled *filed)
{
	g_autofree char *earlier = di_date_swedish(filed->earlier);

	switch (filed->as) {
	case DI_FILED_NEW:
		break;
	case DI_FILED_VERSION:
		return g_strdup(": en ny version");
	case DI_FILED_OLDER:
		return g_strdup_printf(": en äldre version: %s kom in senare och gäller", filed->later);
	case DI_FILED_DUPLICATE:
		return filed->earlier == DI_DATE_NONE ? g_strdup(": fanns redan, inget nytt diariefördes")
			: g_strdup_printf(": fanns redan sedan den %s, inget nytt diariefördes", earlier);
	case DI_FILED_REVIEW:
		return g_strdup_printf("till granskning: %s", filed->reason ? filed->reason : "inget var säkert");
	}
	return g_strdup("");
}

void
di_print_filed(const DiCli *cli, const char *file, const DiFiled *filed)
{
	g_autofree char *title = di_insats_title(filed->insats, filed->huvudman);
	g_autofree char *quarter = di_quarter_is_set(filed->quarter) ? di_quarter_format(filed->quarter)
		: g_strdup(di_kind_title(filed->kind));

	g_autofree char *what = outcome(filed);

	if (cli->args->json) {
		print_json(file, filed);
		return;
	}
	if (filed->as == DI_FILED_REVIEW)
		di_print_passage(cli, 0, "%s", what);
	else
		di_print_passage(cli, 0, "%s  %s, %s%s", filed->diarienummer, title, quarter, what);
	if (filed->saknas && filed->saknas[0]) {
		g_autofree char *missing = g_strjoinv(", ", filed->saknas);

		di_say("    tomt: %s", missing);
	}
	if (filed->as == DI_FILED_REVIEW)
		di_say("    nästa steg: diarie review");
	else if (filed->reason)
		di_say("    matchad på: %s", filed->reason);
	if (filed->learnt_alias)
		di_print_passage(cli, 4, "lärde mig: '%s' är ett annat namn på %s", filed->learnt_alias, filed->insats);
	if (filed->learnt_contact)
		di_print_passage(cli, 4, "lärde mig: %s skriver för %s", filed->learnt_contact, title);
}
