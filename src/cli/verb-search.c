/* diarie search: words in the reports' text, each hit with its passage. */
#include "verbs.h"

#include <stdio.h>
#include <string.h>

/* The registry puts what was hit between these. */
static const char hit_begin[] = "\u2068", hit_end[] = "\u2069";

static void
print_json(const DiHit *hit)
{
	DiJson *json = di_json_new();

	di_json_object_begin(json, NULL);
	di_json_string(json, "diarienummer", hit->diarienummer);
	di_json_string(json, "insats", hit->insats);
	di_json_string(json, "huvudman", hit->huvudman);
	di_json_quarter(json, "kvartal", hit->quarter);
	di_json_string(json, "avsnitt", hit->section);
	di_json_string(json, "text", hit->snippet);
	di_json_object_end(json);
	di_print_json(json);
}

/* TEXT wrapped, without the marks, cleaned, with what stood between them in bold. */
static char *
mark_hits(const DiCli *cli, const char *text)
{
	g_autofree char *squeezed = di_text_squeeze(text);
	g_autofree char *wrapped = di_text_wrap(squeezed, cli->screen.columns ? MIN(cli->screen.columns, 80) : 80, 4);
	g_auto(GStrv) pieces = g_strsplit(wrapped, hit_begin, -1);
	GString *out = g_string_new(NULL);

	for (guint i = 0; pieces[i]; i++) {
		char *end = i > 0 ? strstr(pieces[i], hit_end) : NULL;
		g_autofree char *hit = g_strndup(pieces[i], end ? (gsize)(end - pieces[i]) : 0);
		g_autofree char *clean_hit = di_text_visible(hit, TRUE);
		g_autofree char *styled = di_styled(&cli->screen, DI_STYLE_BOLD, clean_hit);
		g_autofree char *rest = di_text_visible(end ? end + strlen(hit_end) : pieces[i], TRUE);

		g_string_append_printf(out, "%s%s", styled, rest);
	}
	g_strchomp(out->str);
	return g_string_free(out, FALSE);
}

static void
print_hit(const DiCli *cli, const DiHit *hit)
{
	g_autofree char *quarter = di_quarter_is_set(hit->quarter) ? di_quarter_format(hit->quarter) : g_strdup("");
	g_autofree char *insats = di_insats_title(hit->insats, hit->huvudman);
	g_autofree char *title = g_strdup_printf("%s  %s  %s%s%s", hit->diarienummer, insats, quarter,
		hit->section ? "  " : "", hit->section ? hit->section : "");
	g_autofree char *fitted = cli->screen.columns ? di_text_fit(title, cli->screen.columns, FALSE) : g_strdup(title);
	g_autofree char *text = mark_hits(cli, hit->snippet ? hit->snippet : "");

	di_print_heading(cli, fitted);
	printf("%s\n", text);
}

/* Nothing was found: what else could be tried. */
static void
explain_nothing(DiCli *cli, const char *words, DiFilter filter)
{
	g_autoptr(GPtrArray) loosely = NULL, everywhere = NULL;

	di_complain("inget avsnitt innehåller '%s'", words);
	everywhere = di_registry_search(cli->registry, words, &(DiFilter){.loose = filter.loose}, 1, NULL);
	if (everywhere && everywhere->len) {
		di_complain("utan urvalet (--quarter, --insats …) finns det träffar");
		return;
	}
	filter.loose = TRUE;
	loosely = di_registry_search(cli->registry, words, &filter, 1, NULL);
	if (loosely && loosely->len)
		di_complain("med --loose, så att a och o träffar å, ä och ö, finns det träffar");
}

int
di_verb_search(DiCli *cli, GError **error)
{
	g_autofree char *words = g_strjoinv(" ", (char **)cli->args->words->pdata);
	DiFilter filter = {
		.quarter = di_args_quarter(cli->args, "quarter"),
		.year = di_args_count(cli->args, "year", 0),
		.insats = di_args_text(cli->args, "insats"),
		.huvudman = di_args_text(cli->args, "huvudman"),
		.section = di_args_text(cli->args, "section"),
		.loose = di_args_flag(cli->args, "loose"),
	};
	guint most = (guint)di_args_count(cli->args, "most", 20);
	g_autoptr(GPtrArray) hits = di_registry_search(cli->registry, words, &filter, most, error);

	if (!hits)
		return DI_EXIT_NO;
	for (guint i = 0; i < hits->len; i++) {
		if (cli->args->json)
			print_json(hits->pdata[i]);
		else
			print_hit(cli, hits->pdata[i]);
	}
	if (!hits->len)
		explain_nothing(cli, words, filter);
	else if (hits->len == most && !cli->args->json)
		di_say("De %u bästa träffarna; fler med -n ANTAL.", most);
	return hits->len ? DI_EXIT_DONE : DI_EXIT_NO;
}
