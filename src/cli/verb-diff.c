/* diarie diff: what a report says that the one before it did not. */
#include "verbs.h"

#include <stdio.h>
#include <string.h>

static const char *const words[] = {
	[DI_PASSAGE_KEPT] = "kvar",
	[DI_PASSAGE_NEW] = "nytt",
	[DI_PASSAGE_GONE] = "borta",
};

typedef struct {
	const DiHandling *after;
	DiQuarter quarter; /* of the best so far */
	int version;
	char *number;
} Before;

/* Versions are numbered as they were filed, and replaced as they came in: what counts, or has counted, stands in the place of the one before it. */
static gboolean
is_version_before(const DiHandling *handling, const DiHandling *after)
{
	gboolean counted = !after->annulled && g_strcmp0(after->sender, "okand") != 0;

	return counted ? g_strcmp0(handling->replaced_by, after->diarienummer) == 0 : handling->version < after->version;
}

static gboolean
is_before(const DiHandling *handling, const DiHandling *after)
{
	int order = di_quarter_compare(handling->quarter, after->quarter);

	if (handling->annulled || g_strcmp0(handling->insats, after->insats) != 0 || g_strcmp0(handling->huvudman, after->huvudman) != 0)
		return FALSE;
	return order < 0 || (order == 0 && is_version_before(handling, after));
}

/* The newest of those before it. Numbers do not tell: a late report has a high one. */
static gboolean
note_before(const DiHandling *handling, gpointer user)
{
	Before *before = user;

	int order = di_quarter_compare(handling->quarter, before->quarter);

	if (is_before(handling, before->after) && (order > 0 || (order == 0 && handling->version > before->version))) {
		before->quarter = handling->quarter;
		before->version = handling->version;
		g_free(before->number);
		before->number = g_strdup(handling->diarienummer);
	}
	return TRUE;
}

/* An earlier version of the same quarter where there is one, else the quarter before. */
static DiHandling *
find_before(DiCli *cli, const DiHandling *after, GError **error)
{
	DiFilter filter = {.one_insats = after->insats, .huvudman = after->huvudman};
	Before before = {.after = after};
	g_autofree char *number = NULL;

	if (!di_handling_each(cli->registry, &filter, note_before, &before, error))
		return NULL;
	number = before.number;
	if (number)
		return di_handling_get(cli->registry, number, error);
	g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "det finns ingen tidigare rapport att jämföra %s med", after->diarienummer);
	return NULL;
}

static const char *
text_of(const DiReport *report, const char *key)
{
	const DiSection *section = report ? di_report_section(report, key) : NULL;

	return section ? section->text : "";
}

static void
print_passage(const DiCli *cli, const DiPassage *passage)
{
	static const char *const marks[] = {[DI_PASSAGE_KEPT] = "  ", [DI_PASSAGE_NEW] = "+ ", [DI_PASSAGE_GONE] = "- "};
	static const DiStyle styles[] = {
		[DI_PASSAGE_KEPT] = DI_STYLE_DIM, [DI_PASSAGE_NEW] = DI_STYLE_GOOD, [DI_PASSAGE_GONE] = DI_STYLE_BAD};
	g_autofree char *text = di_passage(&cli->screen, passage->text, 4);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (guint i = 0; lines[i] && (lines[i][0] || lines[i + 1]); i++) {
		g_autofree char *line = g_strconcat(i ? "    " : "  ", i ? "" : marks[passage->is], strlen(lines[i]) > 4 ? lines[i] + 4 : "", NULL);
		g_autofree char *styled = di_styled(&cli->screen, styles[passage->is], line);

		printf("%s\n", cli->screen.plain && i == 0 ? lines[i] : styled);
	}
}

static void
print_section(const DiCli *cli, const char *title, const GPtrArray *passages)
{
	guint changed = 0;

	for (guint i = 0; i < passages->len; i++)
		changed += ((const DiPassage *)passages->pdata[i])->is != DI_PASSAGE_KEPT;
	fputc('\n', stdout);
	di_print_heading(cli, title);
	if (!changed) {
		di_say("%s", passages->len ? "  (som förut)" : "  (tomt, som förut)");
		return;
	}
	for (guint i = 0; i < passages->len; i++) {
		const DiPassage *passage = passages->pdata[i];

		if (cli->screen.plain)
			di_say("%s: %s", words[passage->is], passage->text);
		else
			print_passage(cli, passage);
	}
}

static void
write_section(DiJson *json, const char *key, const GPtrArray *passages)
{
	di_json_array_begin(json, key);
	for (guint i = 0; i < passages->len; i++) {
		const DiPassage *passage = passages->pdata[i];

		di_json_object_begin(json, NULL);
		di_json_string(json, "ar", words[passage->is]);
		di_json_string(json, "text", passage->text);
		di_json_object_end(json);
	}
	di_json_array_end(json);
}

/* The sections of both, those of AFTER in their order first. */
static GPtrArray *
keys_of_both(const DiReport *before, const DiReport *after)
{
	GPtrArray *keys = g_ptr_array_new();

	for (guint i = 0; i < after->sections->len; i++)
		g_ptr_array_add(keys, ((const DiSection *)after->sections->pdata[i])->key);
	for (guint i = 0; i < before->sections->len; i++) {
		char *key = ((const DiSection *)before->sections->pdata[i])->key;

		if (!di_report_section(after, key))
			g_ptr_array_add(keys, key);
	}
	return keys;
}

static void
print_json(const DiHandling *before, const DiHandling *after)
{
	g_autoptr(GPtrArray) keys = keys_of_both(before->report, after->report);
	DiJson *json = di_json_new();

	di_json_object_begin(json, NULL);
	di_json_string(json, "fore", before->diarienummer);
	di_json_string(json, "efter", after->diarienummer);
	di_json_object_begin(json, "avsnitt");
	for (guint i = 0; i < keys->len; i++) {
		g_autoptr(GPtrArray) passages = di_compare(text_of(before->report, keys->pdata[i]), text_of(after->report, keys->pdata[i]));

		write_section(json, keys->pdata[i], passages);
	}
	di_json_object_end(json);
	di_json_object_end(json);
	di_print_json(json);
}

static void
print_people(const DiCli *cli, const DiHandling *before, const DiHandling *after)
{
	g_autoptr(GPtrArray) keys = keys_of_both(before->report, after->report);
	g_autoptr(GHashTable) titles = di_section_titles(after->report);
	g_autofree char *insats = di_insats_title(after->insats, after->huvudman);
	g_autofree char *one = di_quarter_title(before->quarter), *other = di_quarter_title(after->quarter);
	g_autofree char *line = g_strdup_printf("%s (%s) jämförd med %s (%s)", after->diarienummer, other, before->diarienummer, one);

	di_print_heading(cli, insats);
	di_print_passage(cli, 0, "%s", line);
	if (!cli->screen.plain)
		di_say("+ nytt   - borta");
	for (guint i = 0; i < keys->len; i++) {
		g_autofree char *title = di_section_title(titles, keys->pdata[i]);
		g_autoptr(GPtrArray) passages = di_compare(text_of(before->report, keys->pdata[i]), text_of(after->report, keys->pdata[i]));

		print_section(cli, title, passages);
	}
}

int
di_verb_diff(DiCli *cli, GError **error)
{
	DiHandling *after = di_cli_report(cli, di_cli_word(cli, 0), error);
	DiHandling *before = NULL;

	if (!after)
		return DI_EXIT_NO;
	before = di_cli_word(cli, 1) ? di_cli_report(cli, di_cli_word(cli, 1), error) : find_before(cli, after, error);
	if (before && cli->args->json)
		print_json(before, after);
	else if (before)
		print_people(cli, before, after);
	di_handling_free(before);
	di_handling_free(after);
	return before ? DI_EXIT_DONE : DI_EXIT_NO;
}
