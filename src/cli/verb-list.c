/* diarie list: a line for each filed document. */
#include "verbs.h"

#include <stdio.h>

static const DiColumn staff_columns[] = {{"Nummer", 0}, {"Inkom", 0}, {"Kvartal", 0}, {"Insats", 16}, {"Huvudman", 8},
	{"", 9}};
static const DiColumn public_columns[] = {{"Nummer", 0}, {"Inkom", 0}, {"", 0}, {"Från", 12}, {"Gäller", 16}};

/* What a person can take in; scripts (--json, --plain) get all. */
enum { NEWEST = 100 };

typedef struct {
	const DiCli *cli;
	DiTable *table; /* NULL: JSON */
	gboolean is_public;
	guint n;
} Listing;

/* What the law asks of a register, in its public twins, and nothing else. */
static void
write_public(const DiHandling *handling, DiJson *json)
{
	di_json_string(json, "diarienummer", handling->diarienummer);
	di_json_string(json, "arende", handling->arende);
	di_json_date(json, "inkom", handling->arrived);
	di_json_string(json, "riktning", handling->riktning);
	di_json_string(json, "motpart", handling->motpart_offentlig);
	di_json_string(json, "arendemening", handling->arendemening_offentlig);
}

static void
write_period(const DiHandling *handling, DiJson *json)
{
	if (handling->period.from == DI_DATE_NONE && handling->period.to == DI_DATE_NONE) {
		di_json_null(json, "period");
		return;
	}
	di_json_object_begin(json, "period");
	di_json_date(json, "from", handling->period.from);
	di_json_date(json, "to", handling->period.to);
	di_json_quarter(json, "kvartal", di_quarter_of_period(handling->period.from, handling->period.to));
	di_json_object_end(json);
}

void
di_handling_write_keys(const DiHandling *handling, DiJson *json)
{
	di_json_string(json, "diarienummer", handling->diarienummer);
	di_json_string(json, "arende", handling->arende);
	di_json_date(json, "inkom", handling->arrived);
	di_json_string(json, "riktning", handling->riktning);
	di_json_string(json, "motpart", handling->motpart);
	di_json_string(json, "arendemening", handling->arendemening);
	di_json_string(json, "sekretess", handling->sekretess);
	di_json_string(json, "type", di_kind_word(handling->kind));
	di_json_string(json, "insats", handling->insats);
	di_json_string(json, "huvudman", handling->huvudman);
	di_json_quarter(json, "kvartal", handling->quarter);
	write_period(handling, json);
	di_json_string(json, "registrerad", handling->registered);
	di_json_string(json, "handlaggare", handling->handlaggare);
	di_json_int(json, "version", handling->version);
	di_json_string(json, "ersatt_av", handling->replaced_by);
	di_json_string(json, "makulerad", handling->annulled);
	di_json_string(json, "avsandare", handling->sender);
}

static void
print_line(const Listing *listing, const DiHandling *handling)
{
	DiJson *json = di_json_new();

	di_json_object_begin(json, NULL);
	if (listing->is_public)
		write_public(handling, json);
	else
		di_handling_write_keys(handling, json);
	di_json_object_end(json);
	di_print_json(json);
}

static char *
remark(const DiHandling *handling)
{
	if (handling->annulled)
		return g_strdup("makulerad");
	if (g_strcmp0(handling->sender, "okand") == 0)
		return g_strdup("väntar: okänd avsändare");
	if (handling->replaced_by)
		return g_strdup("ersatt");
	if (handling->kind == DI_KIND_SLUTRAPPORT)
		return g_strdup("slutrapport");
	return handling->version > 1 ? g_strdup_printf("version %d", handling->version) : g_strdup("");
}

static void
add_row(const Listing *listing, const DiHandling *handling)
{
	g_autofree char *arrived = di_date_format(handling->arrived);
	g_autofree char *quarter = di_quarter_is_set(handling->quarter) ? di_quarter_format(handling->quarter) : g_strdup("");
	g_autofree char *text = remark(handling);
	DiStyle style = handling->annulled || handling->replaced_by ? DI_STYLE_DIM : DI_STYLE_PLAIN;

	if (listing->is_public)
		di_table_row(listing->table, style, (const char *const[]){handling->diarienummer, arrived,
			handling->riktning, handling->motpart_offentlig, handling->arendemening_offentlig});
	else
		di_table_row(listing->table, style, (const char *const[]){handling->diarienummer, arrived, quarter,
			handling->insats, handling->huvudman, text});
}

static gboolean
each(const DiHandling *handling, gpointer user)
{
	Listing *listing = user;

	listing->n++;
	if (listing->table)
		add_row(listing, handling);
	else
		print_line(listing, handling);
	return TRUE;
}

/* At the end, where whoever read to it looks. */
static void
say_how_many(const DiCli *cli, const Listing *listing, guint newest)
{
	guint all = newest && listing->n == newest ? di_handling_count(cli->registry) : listing->n;

	if (all > listing->n)
		printf("\nDe %u senaste av %u handlingar. --all visar alla, --year 2025 ett år, --insats NAMN en insats.\n", listing->n, all);
	else
		printf("\n%u %s.\n", listing->n, listing->n == 1 ? "handling" : "handlingar");
}

static int
finish(const DiCli *cli, const Listing *listing, gboolean filtered, guint newest)
{
	if (!listing->n && filtered) {
		di_complain("inget sådant är diariefört; 'diarie list' utan tillval visar allt");
		return DI_EXIT_NO;
	}
	if (cli->args->json)
		return DI_EXIT_DONE;
	if (!listing->n) {
		di_say("Inget är diariefört än.");
		return DI_EXIT_DONE;
	}
	di_print_table(cli, listing->table, 0);
	say_how_many(cli, listing, newest);
	return DI_EXIT_DONE;
}

int
di_verb_list(DiCli *cli, GError **error)
{
	DiFilter filter = {
		.quarter = di_args_quarter(cli->args, "quarter"),
		.year = di_args_count(cli->args, "year", 0),
		.insats = di_args_text(cli->args, "insats"),
		.huvudman = di_args_text(cli->args, "huvudman"),
	};
	gboolean is_public = di_args_flag(cli->args, "public");
	gboolean filtered = di_quarter_is_set(filter.quarter) || filter.year || filter.insats || filter.huvudman;
	g_autoptr(DiTable) table = NULL;
	Listing listing = {.cli = cli, .is_public = is_public};

	if (!cli->args->json && !cli->screen.plain && !di_args_flag(cli->args, "all"))
		filter.newest = NEWEST;
	if (!cli->args->json)
		table = is_public ? di_table_new(public_columns, G_N_ELEMENTS(public_columns))
			: di_table_new(staff_columns, G_N_ELEMENTS(staff_columns));
	listing.table = table;
	if (!di_handling_each(cli->registry, &filter, each, &listing, error))
		return DI_EXIT_NO;
	return finish(cli, &listing, filtered, filter.newest);
}
