/* What several verbs need: lines, headings, the insats that somebody means. */
#include "verbs.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MAX_BYTES = 256 << 20 };

const char *
di_cli_timezone(const DiCli *cli)
{
	return cli->config ? cli->config->reminders.timezone : "Europe/Stockholm";
}

gboolean
di_cli_talks(const DiCli *cli)
{
	return !cli->args->json && !cli->screen.plain && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

const char *
di_cli_word(const DiCli *cli, guint n)
{
	return n + 1 < cli->args->words->len ? cli->args->words->pdata[n] : NULL;
}

static void
print_clean(FILE *to, const char *before, const char *format, va_list list)
{
	g_autofree char *text = g_strdup_vprintf(format, list);
	g_autofree char *clean = di_text_visible(text, FALSE);

	di_busy_wipe();
	fprintf(to, "%s%s\n", before, clean);
}

void
di_say(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	print_clean(stdout, "", format, list);
	va_end(list);
}

void
di_complain(const char *format, ...)
{
	va_list list;

	fflush(stdout);
	va_start(list, format);
	print_clean(stderr, "diarie: ", format, list);
	va_end(list);
}

void
di_print_json(DiJson *json)
{
	g_autofree char *line = di_json_finish(json);

	di_busy_wipe();
	fputs(line, stdout);
	fputc('\n', stdout);
}

void
di_print_heading(const DiCli *cli, const char *text)
{
	g_autofree char *clean = di_text_visible(text, FALSE);
	g_autofree char *styled = di_styled(&cli->screen, DI_STYLE_BOLD, clean);

	di_busy_wipe();
	fputs(styled, stdout);
	fputc('\n', stdout);
}

void
di_print_passage(const DiCli *cli, int indent, const char *format, ...)
{
	g_autofree char *text = NULL;
	g_autofree char *passage = NULL;
	va_list list;

	va_start(list, format);
	text = g_strdup_vprintf(format, list);
	va_end(list);
	passage = di_passage(&cli->screen, text, indent);
	di_busy_wipe();
	fputs(passage, stdout);
}

void
di_print_beside(const DiCli *cli, DiStyle style, const char *left, int left_width, const char *right)
{
	g_autofree char *clean = di_text_visible(left, FALSE);
	g_autofree char *fitted = di_text_fit(clean, left_width, TRUE);
	g_autofree char *styled = di_styled(&cli->screen, style, fitted);
	g_autofree char *passage = di_passage(&cli->screen, right, left_width);

	di_busy_wipe();
	printf("%s%s", styled, strlen(passage) > (gsize)left_width ? passage + left_width : "\n");
}

void
di_print_table(const DiCli *cli, const DiTable *table, int indent)
{
	g_autofree char *text = di_table_format(table, &cli->screen, indent);

	di_busy_wipe();
	fputs(text, stdout);
}

char *
di_insats_title(const char *insats, const char *huvudman)
{
	if (!insats)
		return g_strdup("(okänd insats)");
	if (!huvudman || !*huvudman)
		return g_strdup(insats);
	return g_strdup_printf("%s (%s)", insats, huvudman);
}

const char *
di_kind_title(DiKind kind)
{
	static const char *const titles[] = {
		[DI_KIND_NONE] = "Oläst",
		[DI_KIND_KVARTALSRAPPORT] = "Kvartalsrapport",
		[DI_KIND_SLUTRAPPORT] = "Slutrapport",
		[DI_KIND_ARSBILAGA] = "Årsbilaga",
		[DI_KIND_OVRIGT] = "Övrigt",
	};

	return titles[kind];
}

char *
di_quarter_title(DiQuarter quarter)
{
	if (!di_quarter_is_set(quarter))
		return g_strdup("");
	return g_strdup_printf("kvartal %d %d", quarter.number, quarter.year);
}

DiQuarter
di_quarter_reported(DiDate today)
{
	return di_quarter_add(di_quarter_of(today), -1);
}

/* Why a file that somebody named cannot be read, as they would say it. */
static const char *
obstacle(const char *path, const GError *why)
{
	if (g_file_test(path, G_FILE_TEST_IS_DIR))
		return "det är en mapp";
	if (access(path, F_OK) != 0)
		return "filen finns inte";
	if (access(path, R_OK) != 0)
		return "du får inte läsa den";
	return why->message;
}

GBytes *
di_cli_read(const char *path, GError **error)
{
	g_autoptr(GError) local = NULL;
	GBytes *bytes = di_file_read(path, FILE_MAX_BYTES, &local);

	if (g_error_matches(local, DI_ERROR, DI_ERROR_DATA))
		g_set_error(error, DI_ERROR, DI_ERROR_DATA, "%s: filen är större än %d MiB", path, FILE_MAX_BYTES >> 20);
	else if (!bytes)
		g_set_error(error, DI_ERROR, DI_ERROR_NO_INPUT, "%s: %s", path, obstacle(path, local));
	return bytes;
}

static gboolean
holds(const char *text, const char *part)
{
	g_autofree char *folded = di_text_fold(text ? text : "");
	g_autofree char *wanted = di_text_fold(part);

	return strstr(folded, wanted) != NULL;
}

/* The name in the register that is most like TEXT. */
static const char *
likely_name(const GPtrArray *insatser, const char *text)
{
	const char *best = NULL;
	double most = 0.45;

	for (guint i = 0; i < insatser->len; i++) {
		const DiInsats *insats = insatser->pdata[i];
		double likeness = di_text_similarity(insats->row.namn, text);

		if (likeness > most) {
			most = likeness;
			best = insats->row.namn;
		}
	}
	return best;
}

static void
explain_unknown(DiCli *cli, const char *text, const GError *why, GError **error)
{
	g_autoptr(GPtrArray) insatser = di_insats_outlines(cli->registry, NULL);
	const char *likely = insatser ? likely_name(insatser, text) : NULL;

	if (likely)
		g_set_error(error, DI_ERROR, why->code, "ingen insats heter '%s'; menade du '%s'?", text, likely);
	else
		g_set_error(error, DI_ERROR, why->code,
			"ingen insats heter '%s', eller så passar flera; 'diarie insats list' visar dem som finns", text);
}

static DiInsats *
pick_reporter(GPtrArray *insatser, const char *huvudman, guint *n_out)
{
	DiInsats *found = NULL;

	*n_out = 0;
	for (guint i = 0; i < insatser->len; i++) {
		DiInsats *insats = insatser->pdata[i];

		if (huvudman && !holds(insats->row.huvudman, huvudman))
			continue;
		if (!found)
			found = insats;
		(*n_out)++;
	}
	return found;
}

static DiInsats *
choose_reporter(DiCli *cli, DiInsats *insats, const char *huvudman, gboolean one_reporter, GError **error)
{
	g_autoptr(GPtrArray) all = di_insats_reporters(cli->registry, insats->insats_id, error);
	DiInsats *picked;
	guint n;

	if (!all)
		return NULL;
	picked = pick_reporter(all, huvudman, &n);
	if (!picked) {
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND,
			"insatsen '%s' har ingen huvudman som heter '%s'; 'diarie insats show' visar vilka den har",
			insats->row.namn, huvudman);
		return NULL;
	}
	if (n > 1 && one_reporter) {
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE,
			"insatsen '%s' har %u huvudmän som rapporterar; välj en med --huvudman NAMN", insats->row.namn, n);
		return NULL;
	}
	g_ptr_array_set_free_func(all, NULL);
	for (guint i = 0; i < all->len; i++)
		if (all->pdata[i] != picked)
			di_insats_free(all->pdata[i]);
	return picked;
}

DiInsats *
di_cli_insats(DiCli *cli, const char *text, const char *huvudman, gboolean one_reporter, GError **error)
{
	g_autoptr(GError) local = NULL;
	g_autoptr(DiInsats) insats = di_insats_find(cli->registry, text, &local);

	if (!insats && (!local || g_error_matches(local, DI_ERROR, DI_ERROR_NOT_FOUND) ||
		g_error_matches(local, DI_ERROR, DI_ERROR_USAGE))) {
		GError not_found = {.code = local ? local->code : DI_ERROR_NOT_FOUND};

		explain_unknown(cli, text, &not_found, error);
		return NULL;
	}
	if (!insats) {
		g_propagate_error(error, g_steal_pointer(&local));
		return NULL;
	}
	if (!huvudman && !one_reporter)
		return g_steal_pointer(&insats);
	return choose_reporter(cli, insats, huvudman, one_reporter, error);
}
