/* diarie release: a copy for handing out, with what is secret masked. The original is not touched. */
#include "verbs.h"

#include <stdio.h>
#include <string.h>

/* WORD whatever its capitals, dashes and quotation marks; its spaces may be a line's or paragraph's end. */
static GRegex *
regex_of(const char *word)
{
	static const char *const alike[] = {"-\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "\"\u201c\u201d\u201e«»", "'\u2018\u2019´"};
	g_autofree char *read = di_text_as_read(word);
	g_autoptr(GString) pattern = g_string_new(NULL);

	for (const char *at = g_strstrip(read); *at; at = di_utf8_next(at)) {
		g_autofree char *one = g_strndup(at, (gsize)(di_utf8_next(at) - at)), *safe = g_regex_escape_string(one, -1);
		const char *class = NULL;

		for (guint i = 0; i < G_N_ELEMENTS(alike); i++)
			class = strstr(alike[i], one) ? alike[i] : class;
		if (g_unichar_isspace(g_utf8_get_char(at)))
			g_string_append(pattern, g_str_has_suffix(pattern->str, "+") ? "" : "[\\s\\p{Z}]+");
		else if (class)
			g_string_append_printf(pattern, "[%s%s]", *class == '-' ? "\\" : "", class);
		else
			g_string_append(pattern, safe);
	}
	return g_regex_new(pattern->str, G_REGEX_CASELESS, 0, NULL);
}

static char *
masked(const DiCli *cli, const char *text, guint *n_inout)
{
	char *now = di_mask_numbers(text, n_inout);

	for (guint i = 1; di_cli_word(cli, i); i++) {
		g_autoptr(GRegex) regex = regex_of(di_cli_word(cli, i));
		g_autofree char *before = now;

		now = di_mask(before, regex, n_inout);
	}
	return now;
}

static gboolean
is_left_out(const DiCli *cli, const char *key)
{
	const char *list = di_args_text(cli->args, "sections");
	g_auto(GStrv) keys = list ? g_strsplit_set(list, ", ", -1) : NULL;

	return keys && g_strv_contains((const char *const *)keys, key);
}

static void
add_line(GString *copy, const DiCli *cli, const char *name, const char *value, guint *n)
{
	g_autofree char *safe = masked(cli, value ? value : "", n);

	if (*safe)
		g_string_append_printf(copy, "%s: %s\n", name, safe);
}

static void
add_sections(GString *copy, const DiCli *cli, const DiHandling *handling, guint *n)
{
	g_autoptr(GHashTable) titles = di_section_titles(handling->report);

	for (guint i = 0; i < handling->report->sections->len; i++) {
		const DiSection *section = handling->report->sections->pdata[i];
		g_autofree char *title = di_section_title(titles, section->key);
		g_autofree char *safe = NULL;

		if (is_left_out(cli, section->key) && *section->text) {
			safe = g_strdup(DI_MASK);
			(*n)++;
		} else
			safe = masked(cli, section->text, n);
		g_string_append_printf(copy, "\n%s\n\n%s\n", title, *safe ? safe : "(tomt)");
	}
}

static char *
make_copy(const DiCli *cli, const DiHandling *handling, guint *n_masked)
{
	GString *copy = g_string_new(NULL);
	const char *provision = di_args_text(cli->args, "provision");
	g_autofree char *arrived = di_date_format(handling->arrived), *today = di_date_format(cli->today);
	g_autofree char *title = g_strdup_printf("%s  %s", handling->diarienummer, di_kind_title(handling->kind));

	g_string_append_printf(copy, "%s\nKopia för utlämnande %s\n"
		"Avskrift ur handlingens text: bilder, kommentarer, filnamn och filens egenskaper följer inte med.\n\n%s\n",
		cli->config->diarium.forbund, today, title);
	add_line(copy, cli, "Inkom", arrived, n_masked);
	add_line(copy, cli, "Från", handling->motpart_offentlig, n_masked);
	add_line(copy, cli, "Gäller", handling->arendemening_offentlig, n_masked);
	add_sections(copy, cli, handling, n_masked);
	if (*n_masked)
		g_string_append_printf(copy, "\n%s: uppgiften lämnas inte ut%s%s.\n", DI_MASK, provision ? ", " : "", provision ? provision : "");
	return g_string_free(copy, FALSE);
}

/* A word that is nowhere was probably mistyped, and what it should have masked stands there for all to see. */
static gboolean
stands_somewhere(const DiHandling *handling, const char *word)
{
	g_autoptr(GRegex) regex = regex_of(word);
	g_autoptr(GString) all = g_string_new(handling->motpart_offentlig);
	g_autofree char *read = NULL;

	g_string_append_printf(all, "\n%s", handling->arendemening_offentlig);
	for (guint i = 0; i < handling->report->sections->len; i++)
		g_string_append_printf(all, "\n%s", ((const DiSection *)handling->report->sections->pdata[i])->text);
	read = di_text_as_read(all->str);
	return regex && *g_regex_get_pattern(regex) && g_regex_match(regex, read, 0, NULL);
}

static gboolean
words_are_there(const DiCli *cli, const DiHandling *handling, GError **error)
{
	for (guint i = 1; di_cli_word(cli, i); i++) {
		if (stands_somewhere(handling, di_cli_word(cli, i)))
			continue;
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "'%s' står inte i %s; inget har skrivits. Stavas det på annat sätt där?",
			di_cli_word(cli, i), handling->diarienummer);
		return FALSE;
	}
	return TRUE;
}

/* Logged first: what has left the house must not be missing from the log. */
static gboolean
hand_out(DiCli *cli, const DiHandling *handling, const char *path, GError **error)
{
	guint n = 0;
	g_autofree char *copy = make_copy(cli, handling, &n);
	const char *provision = di_args_text(cli->args, "provision"), *by = di_args_text(cli->args, "by");
	g_autofree char *detail = g_strdup_printf("%u maskeringar%s%s, beslutat av %s", n, provision ? " enligt " : "",
		provision ? provision : "", by);
	g_autoptr(GBytes) bytes = g_bytes_new_static(copy, strlen(copy));

	if (n && !provision) {
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "%u uppgifter maskeras; ange bestämmelsen: --provision '21 kap. 1 § OSL'", n);
		return FALSE;
	}
	if (!di_registry_log(cli->registry, "kopia utlämnad", handling->diarienummer, detail, error) || !di_cli_write_new(cli, path, bytes, error))
		return FALSE;
	if (!g_str_equal(path, "-") && !cli->args->json)
		di_say("Kopian av %s med %u maskeringar ligger i %s. Läs igenom den innan den lämnas ut.", handling->diarienummer, n, path);
	return TRUE;
}

int
di_verb_release(DiCli *cli, GError **error)
{
	const char *path = di_args_text(cli->args, "output"), *by = di_args_text(cli->args, "by");
	DiHandling *handling;
	gboolean done;

	if (!path || !by) {
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "ange vart kopian ska skrivas och vem som har beslutat: -o FIL --by NAMN");
		return DI_EXIT_NO;
	}
	handling = di_cli_handling(cli, di_cli_word(cli, 0), error);
	if (!handling)
		return DI_EXIT_NO;
	done = words_are_there(cli, handling, error) && hand_out(cli, handling, path, error);
	di_handling_free(handling);
	return done ? DI_EXIT_DONE : DI_EXIT_NO;
}
