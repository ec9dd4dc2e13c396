/* Says what became of a report, to whoever filed it. */
#include "verbs.h"

#include <stdio.h>

static const char *const words[] = {
	[DI_FILED_NEW] = "diariefort",
	[DI_FILED_VERSION] = "version",
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
	di_json_string(json, "arende", filed->arende);
	di_json_string(json, "insats", filed->insats);
	di_json_string(json, "huvudman", filed->huvudman);
	di_json_string(json, "type", di_kind_word(filed->kind));
	di_json_quarter(json, "kvartal", filed->quarter);
	di_json_date(json, "inkom", filed->arrived);
	di_json_strv(json, "saknas", (const char *const *)filed->saknas);
	di_json_string(json, "skal", filed->reason);
	di_json_object_end(json);
	di_print_json(json);
}

static void
print_filed_as(const DiFiled *filed, const char *title, const char *quarter)
{
	const char *number = filed->diarienummer ? filed->diarienummer : "";
	g_autofree char *earlier = di_date_format(filed->earlier);

	switch (filed->as) {
	case DI_FILED_NEW:
		di_say("%s  %s, %s", number, title, quarter);
		break;
	case DI_FILED_VERSION:
		di_say("%s  %s, %s: en ny version", number, title, quarter);
		break;
	case DI_FILED_DUPLICATE:
		di_say("%s  %s, %s: fanns redan%s%s, inget nytt diariefördes", number, title, quarter, *earlier ? " sedan " : "",
			earlier);
		break;
	case DI_FILED_REVIEW:
		di_say("till granskning: %s", filed->reason ? filed->reason : "inget var säkert");
		break;
	}
}

void
di_print_filed(const DiCli *cli, const char *file, const DiFiled *filed)
{
	g_autofree char *title = di_insats_title(filed->insats, filed->huvudman);
	g_autofree char *quarter = di_quarter_is_set(filed->quarter) ? di_quarter_format(filed->quarter)
		: g_strdup(di_kind_title(filed->kind));

	if (cli->args->json) {
		print_json(file, filed);
		return;
	}
	print_filed_as(filed, title, quarter);
	if (filed->saknas && filed->saknas[0]) {
		g_autofree char *missing = g_strjoinv(", ", filed->saknas);

		di_say("    tomt: %s", missing);
	}
	if (filed->as == DI_FILED_REVIEW)
		di_say("    nästa steg: diarie review");
	else if (filed->reason)
		di_say("    matchad på: %s", filed->reason);
}
