/* diarie review: what waits for a person, and the person's decision. */
#include "verbs.h"

#include <stdio.h>
#include <stdlib.h>

static const char *
review_insats(const DiReview *review)
{
	return review->report ? review->report->insats : NULL;
}

static void
write_match(const DiMatch *match, DiJson *json)
{
	di_json_object_begin(json, NULL);
	di_json_string(json, "insats", match->insats);
	di_json_string(json, "huvudman", match->huvudman);
	di_json_double(json, "sakerhet", match->certainty);
	di_json_string(json, "skal", match->reason);
	di_json_object_end(json);
}

static void
print_json(const DiReview *review)
{
	DiJson *json = di_json_new();

	di_json_object_begin(json, NULL);
	di_json_int(json, "id", review->id);
	di_json_string(json, "skal", review->reason);
	di_json_date(json, "inkom", review->arrived);
	di_json_string(json, "fran", review->from);
	di_json_string(json, "amne", review->subject);
	di_json_string(json, "fil", review->file_name);
	if (review->report)
		di_report_write_json(review->report, review->file_name, FALSE, json, "rapport");
	else
		di_json_null(json, "rapport");
	di_json_array_begin(json, "forslag");
	for (guint i = 0; review->candidates && i < review->candidates->len; i++)
		write_match(review->candidates->pdata[i], json);
	di_json_array_end(json);
	di_json_object_end(json);
	di_print_json(json);
}

/* Two lines each: what it is, and why it waits. */
static void
print_list(const DiCli *cli, const GPtrArray *reviews)
{
	for (guint i = 0; i < reviews->len; i++) {
		const DiReview *review = reviews->pdata[i];
		g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, review->id);
		g_autofree char *arrived = di_day_short(review->arrived, cli->year);
		const char *what = review_insats(review);
		g_autofree char *line = NULL;

		if (!what)
			what = review->file_name ? review->file_name : review->subject;
		line = g_strdup_printf("%s  %s%s%s", arrived, what ? what : "", review->from ? ", från " : "",
			review->from ? review->from : "");
		di_print_beside(cli, DI_STYLE_NOTICE, id, 5, line);
		di_print_passage(cli, 5, "%s", review->reason ? review->reason : "");
	}
	printf("\nTitta närmare:  diarie review show ID\n");
	printf("Bestäm:         diarie review file ID, eller: diarie review dismiss ID\n");
	printf("Godta förslag:  diarie review accept ID\n");
	printf("En i taget:     diarie review walk\n");
}

int
di_verb_review_list(DiCli *cli, GError **error)
{
	g_autoptr(GPtrArray) reviews = di_review_list(cli->registry, error);

	if (!reviews)
		return DI_EXIT_NO;
	if (cli->args->json)
		for (guint i = 0; i < reviews->len; i++)
			print_json(reviews->pdata[i]);
	else if (reviews->len)
		print_list(cli, reviews);
	else
		di_say("Inget väntar på granskning.");
	return DI_EXIT_DONE;
}

static gboolean
review_id(const DiCli *cli, gint64 *id_out, GError **error)
{
	const char *word = di_cli_word(cli, 0);

	if (g_ascii_string_to_signed(word, 10, 1, G_MAXINT64, id_out, NULL))
		return TRUE;
	g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "'%s' är inget id; 'diarie review' visar vilka som väntar", word);
	return FALSE;
}

static DiReview *
get_review(DiCli *cli, GError **error)
{
	g_autoptr(GError) local = NULL;
	gint64 id;
	DiReview *review;

	if (!review_id(cli, &id, error))
		return NULL;
	review = di_review_get(cli->registry, id, &local);
	if (review)
		return review;
	if (!local || g_error_matches(local, DI_ERROR, DI_ERROR_NOT_FOUND))
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "inget med id %s väntar; 'diarie review' visar vad som gör det",
			di_cli_word(cli, 0));
	else
		g_propagate_error(error, g_steal_pointer(&local));
	return NULL;
}

static void
add_pair(DiTable *table, const char *name, const char *value)
{
	if (value && *value)
		di_table_row(table, DI_STYLE_PLAIN, (const char *const[]){name, value});
}

static void
print_facts(const DiCli *cli, const DiReview *review)
{
	static const DiColumn columns[] = {{NULL, 0}, {NULL, 20}};
	g_autoptr(DiTable) table = di_table_new(columns, G_N_ELEMENTS(columns));
	g_autofree char *arrived = review->arrived == DI_DATE_NONE ? NULL : di_date_swedish_weekday(review->arrived);
	const DiReport *report = review->report;
	g_autofree char *period = report && report->period.from != DI_DATE_NONE && report->period.to != DI_DATE_NONE
		? di_date_swedish_range(report->period.from, report->period.to) : NULL;

	add_pair(table, "Från", review->from);
	add_pair(table, "Ämne", review->subject);
	add_pair(table, "Fil", review->file_name);
	add_pair(table, "Inkom", arrived);
	if (report) {
		add_pair(table, "Slag", di_kind_title(report->kind));
		add_pair(table, "Insats", report->insats);
		add_pair(table, "Huvudman", report->huvudman);
		add_pair(table, "Period", period);
		add_pair(table, "Nummer", report->diarienummer);
	}
	di_print_table(cli, table, 2);
}

/* What speaks for each stands below it: cut off it would help nobody. */
static void
print_candidates(const DiCli *cli, const GPtrArray *candidates)
{
	if (!candidates || !candidates->len)
		return;
	fputc('\n', stdout);
	di_print_heading(cli, "Det kan vara");
	for (guint i = 0; i < candidates->len; i++) {
		const DiMatch *match = candidates->pdata[i];

		di_print_passage(cli, 2, "%u  %3d %%  %s, %s", i + 1, (int)(match->certainty * 100), match->insats, match->huvudman);
		di_print_passage(cli, 12, "%s", match->reason);
	}
}

void
di_review_print(const DiCli *cli, const DiReview *review)
{
	g_autofree char *title = g_strdup_printf("Granskning %" G_GINT64_FORMAT, review->id);
	g_autofree char *reason = di_passage(&cli->screen, review->reason ? review->reason : "", 2);

	di_print_heading(cli, title);
	fputs(reason, stdout);
	fputc('\n', stdout);
	print_facts(cli, review);
	for (guint i = 0; review->report && i < review->report->remarks->len; i++) {
		const DiRemark *remark = review->report->remarks->pdata[i];

		if (i == 0) {
			fputc('\n', stdout);
			di_print_heading(cli, "Anmärkningar");
		}
		di_print_passage(cli, 2, "- %s", remark->text);
	}
	print_candidates(cli, review->candidates);
}

static void
print_all_commands(const DiReview *review)
{
	gboolean has_quarter = review->report && di_quarter_is_set(review->proposal.quarter); /* none either where it is in doubt */

	if (review->proposal.kind != DI_PROPOSAL_NONE)
		printf("\nGodta:      diarie review accept %" G_GINT64_FORMAT, review->id);
	printf("\nDiarieför:  diarie review file %" G_GINT64_FORMAT " --insats NAMN%s\n", review->id,
		has_quarter ? "" : " --quarter KVARTAL");
	printf("Avfärda:    diarie review dismiss %" G_GINT64_FORMAT " --reason TEXT\n", review->id);
}

static void
print_commands(const DiReview *review)
{
	if (review->proposal.kind != DI_PROPOSAL_END) {
		print_all_commands(review);
		return;
	}
	printf("\nJa, den har slutat:   diarie review accept %" G_GINT64_FORMAT "\n", review->id);
	printf("Nej, den fortsätter:  diarie review dismiss %" G_GINT64_FORMAT " --reason TEXT\n", review->id);
}

int
di_verb_review_show(DiCli *cli, GError **error)
{
	g_autoptr(DiReview) review = get_review(cli, error);

	if (!review)
		return DI_EXIT_NO;
	if (cli->args->json)
		print_json(review);
	else {
		di_review_print(cli, review);
		print_commands(review);
	}
	return DI_EXIT_DONE;
}

/* What the person did not say is taken from the review where it is certain there; else it is asked for. */
static gboolean
complete(const DiReview *review, gint64 *insats_id, gint64 *rapportor_id, DiQuarter quarter, GError **error)
{
	const DiMatch *best = review->candidates && review->candidates->len == 1 ? review->candidates->pdata[0] : NULL;
	gboolean says_quarter = review->report && (review->report->kind == DI_KIND_SLUTRAPPORT || di_quarter_is_set(di_report_quarter(review->report)));

	if (!*insats_id && best) {
		*insats_id = best->insats_id;
		*rapportor_id = best->rapportor_id;
	}
	if (!*insats_id)
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "vilken insats gäller det? Ange --insats NAMN");
	else if (!di_quarter_is_set(quarter) && !says_quarter)
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "vilket kvartal gäller det? Ange --quarter, till exempel 2026-Q1");
	else
		return TRUE;
	return FALSE;
}

int
di_verb_review_file(DiCli *cli, GError **error)
{
	g_autoptr(DiReview) review = get_review(cli, error);
	const char *name = di_args_text(cli->args, "insats");
	g_autoptr(DiInsats) insats = NULL;
	g_autoptr(DiFiled) filed = NULL;
	DiQuarter quarter = di_args_quarter(cli->args, "quarter");
	gint64 insats_id = 0, rapportor_id = 0;

	if (!review)
		return DI_EXIT_NO;
	if (name) {
		insats = di_cli_insats(cli, name, di_args_text(cli->args, "huvudman"), TRUE, error);
		if (!insats)
			return DI_EXIT_NO;
		insats_id = insats->insats_id;
		rapportor_id = insats->rapportor_id;
	}
	if (!complete(review, &insats_id, &rapportor_id, quarter, error))
		return DI_EXIT_NO;
	filed = di_review_file(cli->registry, review->id, insats_id, rapportor_id, quarter,
		!di_args_flag(cli->args, "no-learn"), error);
	if (!filed)
		return DI_EXIT_NO;
	di_print_filed(cli, review->file_name, filed);
	return DI_EXIT_DONE;
}

int
di_verb_review_dismiss(DiCli *cli, GError **error)
{
	g_autoptr(DiReview) review = get_review(cli, error);
	const char *reason = di_args_text(cli->args, "reason");

	if (!review)
		return DI_EXIT_NO;
	if (!reason || !*reason) {
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "varför? Ange --reason TEXT; det står sedan i loggen");
		return DI_EXIT_NO;
	}
	if (!di_review_dismiss(cli->registry, review->id, reason, error))
		return DI_EXIT_NO;
	if (!cli->args->json)
		di_say("Avfärdad: %s. Originalet finns kvar.", review->file_name ? review->file_name : "handlingen");
	return DI_EXIT_DONE;
}
