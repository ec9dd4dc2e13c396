/* diarie review at a terminal, and review walk: one after another, a key for each. What was decided last can be taken back. */
#include "verbs.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

typedef enum { WALK_NEXT, WALK_AGAIN, WALK_BACK, WALK_END, WALK_FAILED } Step;

typedef struct {
	DiCli *cli;
	GArray *decided; /* gint64 ids, the last one last */
	guint done;
} Walk;

static DiQuarter
quarter_read(const DiReview *review)
{
	return review->report ? di_report_quarter(review->report) : DI_QUARTER_NONE;
}

/* What there is already from the reporter of MATCH for the quarter: then it becomes another version, which counts if it came in later. */
static char *
already_there(DiCli *cli, const DiMatch *match, const DiReview *review)
{
	DiQuarter quarter = quarter_read(review);
	g_autoptr(GPtrArray) owed = di_quarter_is_set(quarter) ? di_registry_owed(cli->registry, quarter, NULL) : NULL;

	for (guint i = 0; owed && i < owed->len; i++) {
		const DiOwed *one = owed->pdata[i];

		if (one->rapportor_id == match->rapportor_id && one->rapport)
			return g_strdup_printf(one->arrived > review->arrived ? "%s kom in senare och gäller: det blir en äldre version"
				: "%s finns redan: det blir en ny version", one->rapport);
	}
	return NULL;
}

/* The beginning of what was written, so that one sees what it is about. */
static void
print_beginning(const DiCli *cli, const DiReview *review)
{
	for (guint i = 0; review->report && i < review->report->sections->len; i++) {
		const DiSection *section = review->report->sections->pdata[i];
		g_autofree char *squeezed = di_text_squeeze(section->text), *cut = NULL;

		if (!*squeezed)
			continue;
		cut = di_text_cut(squeezed, 220);
		fputc('\n', stdout);
		di_print_heading(cli, "Början av texten");
		di_print_passage(cli, 2, "%s: %s%s", section->key, cut, strlen(cut) < strlen(squeezed) ? "…" : "");
		return;
	}
}

static void
print_versions(DiCli *cli, const DiReview *review)
{
	for (guint i = 0; review->candidates && i < review->candidates->len; i++) {
		g_autofree char *there = already_there(cli, review->candidates->pdata[i], review);

		if (there)
			di_print_passage(cli, 2, "%u: %s", i + 1, there);
	}
}

static void
print_keys(const Walk *walk, const DiReview *review)
{
	guint n = review->candidates ? review->candidates->len : 0;

	fputc('\n', stdout);
	if (review->proposal.kind != DI_PROPOSAL_NONE)
		printf(review->proposal.kind == DI_PROPOSAL_END ? "g ja, den har slutat  i nej, den fortsätter  " : "g godta  ");
	if (n)
		printf("%s diarieför  ", n == 1 ? "1" : "siffra");
	printf("%sh hoppa över%s  ? mer\n", review->proposal.kind == DI_PROPOSAL_END ? "" : "n annan insats  i ingen rapport  ",
		walk->decided->len ? "  u ångra" : "");
}

static void
print_all_keys(void)
{
	printf("siffra   diarieför på det förslaget; namnet och avsändaren lärs in\n"
		"g        godta det som föreslås: avsändaren, mer tid, en annan period, att insatsen har slutat\n"
		"n        skriv namnet på en annan insats; med flera huvudmän: namn / huvudman\n"
		"i        det är ingen rapport: avfärda, originalet finns kvar\n"
		"a        avfärda av ett annat skäl\n"
		"h        hoppa över, den får vänta (också mellanslag och Enter)\n"
		"t        visa hela texten\n"
		"u        ångra ditt senaste beslut\n"
		"q        sluta\n");
}

static void
note_decided(Walk *walk, gint64 id)
{
	g_array_append_val(walk->decided, id);
	walk->done++;
}

static Step
file_under(Walk *walk, const DiReview *review, gint64 insats_id, gint64 rapportor_id, GError **error)
{
	DiQuarter quarter = quarter_read(review);
	gboolean is_question = review->proposal.kind == DI_PROPOSAL_END;
	g_autofree char *answer = is_question || di_quarter_is_set(quarter) ? NULL : di_ask_line("Kvartal (till exempel 2026-Q1): ");
	g_autoptr(DiFiled) filed = NULL;

	if (is_question) {
		di_say("Det är en fråga: har insatsen slutat? Svara g eller i.");
		return WALK_AGAIN;
	}
	if (answer)
		quarter = di_quarter_parse(answer);
	if (!di_quarter_is_set(quarter)) {
		di_say("Det är inget kvartal; den får vänta.");
		return WALK_NEXT;
	}
	filed = di_review_file(walk->cli->registry, review->id, insats_id, rapportor_id, quarter, TRUE, error);
	if (!filed)
		return WALK_FAILED;
	di_print_filed(walk->cli, review->file_name, filed);
	if (review->proposal.kind == DI_PROPOSAL_NONE)
		note_decided(walk, review->id);
	return WALK_NEXT;
}

/* "trisam / region": an insats, and where there are several its huvudman after a stroke */
static Step
file_under_name(Walk *walk, const DiReview *review, const char *answer, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(answer, "/", 2);
	const char *huvudman = parts[0] && parts[1] ? g_strstrip(parts[1]) : NULL;
	g_autoptr(GError) local = NULL;
	g_autoptr(DiInsats) insats = di_cli_insats(walk->cli, g_strstrip(parts[0]), huvudman, TRUE, &local);

	if (insats)
		return file_under(walk, review, insats->insats_id, insats->rapportor_id, error);
	di_print_passage(walk->cli, 0, "Den får vänta: %s", local->message);
	return WALK_NEXT;
}

/* Letters follow from it, so it is none of those that u takes back; but for an insats's end. */
static Step
accept(Walk *walk, const DiReview *review, GError **error)
{
	if (review->proposal.kind == DI_PROPOSAL_NONE) {
		di_say("Det finns inget förslag att godta.");
		return WALK_AGAIN;
	}
	if (!di_review_do_accept(walk->cli, review->id, error))
		return WALK_FAILED;
	if (review->proposal.kind == DI_PROPOSAL_END)
		note_decided(walk, review->id);
	else
		walk->done++;
	return WALK_NEXT;
}

static Step
ask_for_name(Walk *walk, const DiReview *review, GError **error)
{
	g_autofree char *answer = di_ask_line("Insats: ");

	if (!answer)
		return WALK_END;
	return *answer ? file_under_name(walk, review, answer, error) : WALK_AGAIN;
}

static Step
dismiss(Walk *walk, const DiReview *review, const char *reason, GError **error)
{
	g_autofree char *asked = reason ? NULL : di_ask_line("Varför? ");

	if (!reason && (!asked || !*asked)) {
		di_say("Utan skäl får den vänta.");
		return WALK_NEXT;
	}
	if (!di_review_dismiss(walk->cli->registry, review->id, reason ? reason : asked, error))
		return WALK_FAILED;
	di_say(review->proposal.kind == DI_PROPOSAL_END ? "Avfärdat: insatsen fortsätter." : "Avfärdad. Originalet finns kvar.");
	if (review->proposal.kind != DI_PROPOSAL_SENDER)
		note_decided(walk, review->id);
	return WALK_NEXT;
}

static void
say_undone(const DiCli *cli, gint64 id, const char *number)
{
	if (number)
		di_print_passage(cli, 0, "Ångrat: %s är makulerad, det som lärdes in är glömt, och granskning %" G_GINT64_FORMAT
			" väntar igen.", number, id);
	else
		di_say("Ångrat: granskning %" G_GINT64_FORMAT " väntar igen.", id);
}

static Step
undo_last(Walk *walk, GError **error)
{
	g_autofree char *number = NULL;
	gint64 id;

	if (!walk->decided->len) {
		di_say("Här finns inget att ångra; 'diarie review undo ID' ångrar äldre beslut.");
		return WALK_AGAIN;
	}
	id = g_array_index(walk->decided, gint64, walk->decided->len - 1);
	if (!di_review_undo(walk->cli->registry, id, &number, error))
		return WALK_FAILED;
	g_array_set_size(walk->decided, walk->decided->len - 1);
	walk->done--;
	say_undone(walk->cli, id, number);
	return WALK_BACK;
}

static Step
show_text(const Walk *walk, const DiReview *review)
{
	g_autoptr(GHashTable) titles = di_section_titles(review->report);

	for (guint i = 0; review->report && i < review->report->sections->len; i++) {
		const DiSection *section = review->report->sections->pdata[i];
		g_autofree char *title = di_section_title(titles, section->key);

		fputc('\n', stdout);
		di_print_heading(walk->cli, title);
		di_print_passage(walk->cli, 2, "%s", *section->text ? section->text : "(tomt)");
	}
	if (!review->report || !review->report->sections->len)
		di_say("Ingen text lästes ur det.");
	return WALK_AGAIN;
}

static Step
answer_with(Walk *walk, const DiReview *review, const char *answer, GError **error)
{
	guint n = review->candidates ? review->candidates->len : 0;
	gint64 choice = 0;

	if (n && g_ascii_string_to_signed(answer, 10, 1, n, &choice, NULL)) {
		const DiMatch *match = review->candidates->pdata[choice - 1];

		return file_under(walk, review, match->insats_id, match->rapportor_id, error);
	}
	if (g_utf8_strlen(answer, -1) > 1)
		return file_under_name(walk, review, answer, error);
	switch (*answer) {
	case '\0': case ' ': case 'h': return WALK_NEXT;
	case 'q': return WALK_END;
	case 'g': return accept(walk, review, error);
	case 'n': return ask_for_name(walk, review, error);
	case 'i': return dismiss(walk, review, review->proposal.kind == DI_PROPOSAL_END ? "insatsen fortsätter" : "ingen rapport", error);
	case 'a': return dismiss(walk, review, NULL, error);
	case 't': return show_text(walk, review);
	case 'u': return undo_last(walk, error);
	default:
		print_all_keys();
		return WALK_AGAIN;
	}
}

static Step
one(Walk *walk, const DiReview *review, guint place, guint all, GError **error)
{
	Step step = WALK_AGAIN;

	printf("%u av %u\n", place, all);
	di_review_print(walk->cli, review);
	print_versions(walk->cli, review);
	print_beginning(walk->cli, review);
	while (step == WALK_AGAIN) {
		g_autofree char *answer = NULL;

		print_keys(walk, review);
		answer = di_ask_key("> ");
		step = answer ? answer_with(walk, review, answer, error) : WALK_END;
	}
	fputc('\n', stdout);
	return step;
}

static void
print_end(const Walk *walk)
{
	guint left = di_review_count(walk->cli->registry);
	g_autofree char *done = di_counted(walk->done, "beslut", "beslut");

	if (!left)
		di_say("%s. Inget väntar längre.", done);
	else
		di_say("%s. %u väntar fortfarande.", done, left);
}

/* The list is read anew for each: taking a decision back puts one in again, before those that were passed over. */
static int
walk_through(Walk *walk, GError **error)
{
	g_autoptr(GHashTable) passed = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	Step step = WALK_NEXT;

	while (step == WALK_NEXT || step == WALK_BACK) {
		g_autoptr(GPtrArray) reviews = di_review_list(walk->cli->registry, error);
		const DiReview *next = NULL;
		guint place = 0;

		for (guint i = 0; reviews && i < reviews->len && !next; i++) {
			const DiReview *candidate = reviews->pdata[i];

			if (!g_hash_table_contains(passed, &candidate->id))
				next = candidate;
			place = i + 1;
		}
		if (!next)
			return reviews ? DI_EXIT_DONE : DI_EXIT_NO;
		step = one(walk, next, place, reviews->len, error);
		if (step == WALK_NEXT)
			g_hash_table_add(passed, g_memdup2(&next->id, sizeof next->id));
		else if (step == WALK_BACK)
			g_hash_table_remove_all(passed);
	}
	return step == WALK_FAILED ? DI_EXIT_NO : DI_EXIT_DONE;
}

int
di_verb_review_walk(DiCli *cli, GError **error)
{
	Walk walk = {.cli = cli, .decided = g_array_new(FALSE, FALSE, sizeof(gint64))};
	int status = DI_EXIT_DONE;

	if (!di_review_count(cli->registry))
		di_say("Inget väntar på granskning.");
	else {
		status = walk_through(&walk, error);
		if (status == DI_EXIT_DONE)
			print_end(&walk);
	}
	g_array_unref(walk.decided);
	return status;
}

int
di_verb_review(DiCli *cli, GError **error)
{
	return di_cli_talks(cli) ? di_verb_review_walk(cli, error) : di_verb_review_list(cli, error);
}

int
di_verb_review_undo(DiCli *cli, GError **error)
{
	const char *word = di_cli_word(cli, 0);
	g_autoptr(GError) local = NULL;
	g_autofree char *number = NULL;
	gint64 id = 0;

	if (word && !g_ascii_string_to_signed(word, 10, 1, G_MAXINT64, &id, NULL)) {
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "'%s' är inget id", word);
		return DI_EXIT_NO;
	}
	if (!word)
		id = di_review_last_decided(cli->registry);
	if (!id || !di_review_undo(cli->registry, id, &number, &local)) {
		if (g_error_matches(local, DI_ERROR, DI_ERROR_USAGE))
			g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "beslutet kan inte ångras: någon kan redan ha fått brev om det. "
				"Makulera handlingen (diarie annul) eller ge nytt anstånd (diarie insats excuse)");
		else if (local && !g_error_matches(local, DI_ERROR, DI_ERROR_NOT_FOUND))
			g_propagate_error(error, g_steal_pointer(&local));
		else
			g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "det finns inget beslut att ångra");
		return DI_EXIT_NO;
	}
	if (!cli->args->json)
		say_undone(cli, id, number);
	return DI_EXIT_DONE;
}
