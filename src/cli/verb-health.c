/* diarie health: does the daemon do its work? For monitoring: 0 well, 1 not. */
#include "verbs.h"

#include <stdio.h>

enum { FAILED_DAYS = 30 }; /* a letter that did not arrive is nobody's work after that: a sign that is always red shows nothing */
enum { PENDING_MOST = 100000, MISSING_SHOWN = 5, ENDS_SOON_DAYS = 7 };

typedef struct {
	DiTime fetched, copied;  /* DI_TIME_NONE: never */
	DiTime failing;          /* since when the mailbox cannot be read; DI_TIME_NONE: it can */
	char *trouble;           /* why, as the program or the server said it; NULL */
	gboolean stale, paused, behind, elsewhere;
	char *clock;             /* why the daemon does not believe the machine's; NULL: it does */
	char *access_refused;    /* by the provider, in its words; NULL: it is not */
	DiDate access_ends;      /* of the secret or certificate; DI_DATE_NONE: not known, or a password */
	guint unapproved;        /* letters that wait for a person's first word */
	guint pending, review, uncertain, refused, waiting;
	guint put_off;           /* letters that the server has put off for a day or more */
	DiTime put_off_since;
	char *put_off_reply;     /* its last words; NULL */
	char *move;              /* why filed mails cannot be moved to their folders; NULL: they can */
	char *junk;              /* why the junk folder cannot be read; NULL: it can */
	guint missing;           /* documents that letters have told, and that are not in the register */
	char *missing_numbers;   /* some of theirs */
	guint unfetched;         /* mails that lie in the mailbox and cannot be fetched */
} Health;

static void
count_letters(const GPtrArray *rows, Health *health)
{
	for (guint i = 0; rows && i < rows->len; i++) {
		const char *state = ((const DiOutboxRow *)rows->pdata[i])->state;

		if (g_strcmp0(state, "oviss") == 0)
			health->uncertain++;
		else if (g_strcmp0(state, "avvisad") != 0 && g_strcmp0(state, "studsad") != 0 && g_strcmp0(state, "avstod") != 0)
			health->waiting++;
	}
}

/* A small fact that is empty where all is well. */
static char *
fact(const DiCli *cli, const char *name)
{
	g_autofree char *text = di_registry_state_get(cli->registry, name);

	return text && *text ? g_steal_pointer(&text) : NULL;
}

/* What the daemon noted when it could not read the mailbox. */
static void
look_at_fetching(const DiCli *cli, Health *health)
{
	g_autofree char *failing = di_registry_state_get(cli->registry, "hamtning-fel-sedan");

	health->failing = failing && *failing ? di_time_parse(failing) : DI_TIME_NONE;
	health->trouble = fact(cli, "hamtning-fel");
}

/* "3 1776124800 1776128400 why" (daemon/junk.c) */
static void
look_at_junk(const DiCli *cli, Health *health)
{
	g_autofree char *text = fact(cli, DI_STATE_JUNK_FAILS);
	g_auto(GStrv) words = g_strsplit(text ? text : "", " ", 4);

	if (cli->config->mailbox.junk && g_strv_length(words) == 4 && g_ascii_strtoull(words[0], NULL, 10) >= DI_JUNK_TRIES_MOST)
		health->junk = g_strdup(words[3]);
}

static void
look_at_access(DiCli *cli, Health *health)
{
	g_autofree char *ends = di_registry_state_get(cli->registry, "inloggning-utgar");

	health->access_refused = fact(cli, "inloggning-nekad");
	health->access_ends = ends ? di_date_parse(ends) : DI_DATE_NONE;
}

static gboolean
look_at_put_off(const DiCli *cli, Health *health, GError **error)
{
	g_autoptr(GPtrArray) list = di_outbox_put_off(cli->registry, di_clock_now() - DI_PUT_OFF_S * DI_SECOND, error);
	const DiPutOff *oldest = list && list->len ? list->pdata[0] : NULL;

	health->put_off = list ? list->len : 0;
	health->put_off_since = oldest ? oldest->since : DI_TIME_NONE;
	health->put_off_reply = oldest ? g_strdup(oldest->reply) : NULL;
	return list != NULL;
}

static gboolean
look_at_missing(const DiCli *cli, Health *health, GError **error)
{
	g_autoptr(GPtrArray) numbers = di_told_missing(cli->registry, error);

	if (!numbers)
		return FALSE;
	health->missing = numbers->len;
	g_ptr_array_set_size(numbers, (int)MIN(numbers->len, MISSING_SHOWN));
	g_ptr_array_add(numbers, NULL);
	health->missing_numbers = g_strjoinv(", ", (char **)numbers->pdata);
	return TRUE;
}

static gboolean
ends_soon(const DiCli *cli, const Health *health)
{
	return health->access_ends != DI_DATE_NONE && health->access_ends - cli->today <= ENDS_SOON_DAYS;
}

static gboolean
look(DiCli *cli, Health *health, GError **error)
{
	g_autofree char *copied = di_registry_state_get(cli->registry, "senaste-kopia");
	g_autofree char *paused = di_registry_state_get(cli->registry, "paus");
	g_autofree char *elsewhere = di_registry_state_get(cli->registry, DI_STATE_ELSEWHERE);
	g_autofree char *unapproved = di_registry_state_get(cli->registry, DI_STATE_APPROVAL_WAITS);
	g_autoptr(GArray) pending = di_mail_pending(cli->registry, di_clock_now(), PENDING_MOST, error);
	g_autoptr(GArray) heavy = pending ? di_heavy_list(cli->registry, error) : NULL;
	g_autoptr(GPtrArray) rows = heavy ? di_outbox_list(cli->registry, NULL, error) : NULL;

	if (!rows)
		return FALSE;
	health->fetched = di_cli_fetched(cli, &health->stale);
	health->copied = di_time_parse(copied);
	health->paused = paused && *paused;
	health->elsewhere = elsewhere != NULL;
	health->unapproved = unapproved ? (guint)g_ascii_strtoull(unapproved, NULL, 10) : 0;
	health->clock = fact(cli, "klocka-fel");
	look_at_fetching(cli, health);
	look_at_junk(cli, health);
	health->move = fact(cli, DI_STATE_MOVE_FAILS);
	look_at_access(cli, health);
	health->pending = pending->len + heavy->len;
	health->review = di_review_count(cli->registry);
	count_letters(rows, health);
	return di_outbox_failed(cli->registry, di_clock_now() - FAILED_DAYS * 86400 * DI_SECOND, &health->refused, error) &&
		look_at_put_off(cli, health, error) && look_at_missing(cli, health, error) && di_hurdle_count(cli->registry, DI_TIME_NONE, &health->unfetched, error) && di_outbox_is_behind_sent_log(cli->registry, &health->behind, error);
}

static gboolean
is_well(const DiCli *cli, const Health *health)
{
	return !health->stale && !health->paused && !health->elsewhere && !health->unapproved && !health->clock && !health->behind && !health->uncertain && !health->refused && !health->put_off && !health->unfetched && !health->missing && !health->junk && !health->move &&
		!health->access_refused && !ends_soon(cli, health);
}

/* ISO 8601; NULL: never. */
static char *
moment(const DiCli *cli, DiTime time)
{
	return time == DI_TIME_NONE ? NULL : di_time_format(time, di_cli_timezone(cli));
}

static void
print_json(const DiCli *cli, const Health *health)
{
	DiJson *json = di_json_new();
	g_autofree char *fetched = moment(cli, health->fetched), *failing = moment(cli, health->failing);
	g_autofree char *copied = moment(cli, health->copied), *put_off = moment(cli, health->put_off_since);
	g_auto(GStrv) held = di_held_words(di_cli_held(cli));

	di_json_object_begin(json, NULL);
	di_json_bool(json, "frisk", is_well(cli, health));
	di_json_string(json, "senaste_hamtning", fetched);
	di_json_string(json, "hamtning_fel_sedan", failing);
	di_json_string(json, "hamtning_fel", health->trouble);
	di_json_string(json, "senaste_kopia", copied);
	di_json_int(json, "mejl_vantar", health->pending);
	di_json_int(json, "mejl_ej_hamtade", health->unfetched);
	di_json_string(json, "skrappost_fel", health->junk);
	di_json_string(json, "flytt_fel", health->move);
	di_json_int(json, "granskas", health->review);
	di_json_int(json, "brev_vantar", health->waiting);
	di_json_int(json, "brev_ovissa", health->uncertain);
	di_json_int(json, "brev_avvisade", health->refused);
	di_json_int(json, "brev_skjuts_upp", health->put_off);
	di_json_string(json, "brev_skjuts_upp_sedan", put_off);
	di_json_string(json, "brev_skjuts_upp_svar", health->put_off_reply);
	di_json_string(json, "inloggning_nekad", health->access_refused);
	di_json_date(json, "inloggning_utgar", health->access_ends);
	di_json_strv(json, "paminnelser_halls", (const char *const *)held);
	di_json_bool(json, "paus", health->paused);
	di_json_int(json, "brev_ej_godkanda", health->unapproved);
	di_json_string(json, "klocka_fel", health->clock);
	di_json_bool(json, "efter_sandloggen", health->behind);
	di_json_int(json, "nummer_saknas", health->missing);
	di_json_bool(json, "annan_dator", health->elsewhere);
	di_json_object_end(json);
	di_print_json(json);
}

static void
print_line(const DiCli *cli, gboolean well, const char *text)
{
	g_autofree char *mark = di_styled(&cli->screen, well ? DI_STYLE_GOOD : DI_STYLE_BAD, well ? "✓" : "✗");

	printf("%s %s\n", mark, text);
}

static void
print_count(const DiCli *cli, guint n, gboolean matters, const char *one, const char *several, const char *remedy)
{
	g_autofree char *counted = di_counted(n, one, several);
	g_autofree char *line = n && remedy ? g_strdup_printf("%s (%s)", counted, remedy) : g_strdup(counted);

	print_line(cli, !n || !matters, line);
}

static void
print_missing(const DiCli *cli, const Health *health)
{
	g_autofree char *counted = di_counted(health->missing, "handling", "handlingar");
	g_autofree char *line = g_strdup_printf("%s som brev har nämnt saknas i diariet, och deras insatser påminns inte: %s%s (flytta mejlen till inkorgen, eller diarie resume --missing)",
		counted, health->missing_numbers, health->missing > MISSING_SHOWN ? " …" : "");

	if (health->missing)
		print_line(cli, FALSE, line);
}

/* A missing copy is no illness of the daemon's, but somebody should know. */
static void
print_copied(const DiCli *cli, const Health *health)
{
	g_autofree char *when = moment(cli, health->copied);
	g_autofree char *line = when ? g_strdup_printf("säkerhetskopian togs senast %.10s %.5s", when, when + 11)
		: g_strdup("ingen säkerhetskopia är tagen (diarie backup FIL)");

	print_line(cli, TRUE, line);
}

static void
print_access(const DiCli *cli, const Health *health)
{
	g_autofree char *day = health->access_ends == DI_DATE_NONE ? NULL : di_date_swedish(health->access_ends);
	g_autofree char *line = day ? g_strdup_printf("inloggningen till e-posten gäller till %s", day) : NULL;

	if (health->access_refused)
		print_line(cli, FALSE, "e-posttjänsten släpper inte in diariet (diarie check)");
	if (line)
		print_line(cli, !ends_soon(cli, health), line);
}

/* Where fetching fails now: since when. Why is told in Swedish by diarie check, which tries it. */
static void
print_failing(const DiCli *cli, const Health *health)
{
	g_autofree char *since = moment(cli, health->failing);
	g_autofree char *line = since ? g_strdup_printf("brevlådan går inte att läsa sedan %.10s %.5s (diarie check säger varför)", since, since + 11) : NULL;

	if (line)
		print_line(cli, FALSE, line);
}

/* The server neither takes them nor refuses them for good. */
static void
print_put_off(const DiCli *cli, const Health *health)
{
	gint64 days = health->put_off ? (di_clock_now() - health->put_off_since) / (DI_PUT_OFF_S * DI_SECOND) : 0;
	g_autofree char *line = g_strdup_printf("%u brev har inte gått att skicka på %d dygn%s%s", health->put_off, (int)days,
		health->put_off_reply ? ": " : " (diarie outbox)", health->put_off_reply ? health->put_off_reply : "");

	if (health->put_off)
		print_line(cli, FALSE, line);
}

/* What this comes of is told above. */
static void
print_held(const DiCli *cli)
{
	g_autofree char *why = di_cli_held_why(cli);
	g_autofree char *line = why ? g_strdup_printf("ingen påminns just nu: %s", why) : NULL;

	if (line)
		di_print_beside(cli, DI_STYLE_BAD, "✗", 2, line);
}

static void
print_health(const DiCli *cli, const Health *health)
{
	g_autofree char *when = moment(cli, health->fetched);
	g_autofree char *fetched = when ? g_strdup_printf("brevlådan lästes senast %.10s %.5s", when, when + 11)
		: g_strdup("brevlådan har aldrig lästs; är diaried igång? (systemctl status diaried)");

	print_line(cli, !health->stale, fetched);
	print_failing(cli, health);
	if (health->junk)
		print_line(cli, FALSE, "skräppostmappen går inte att läsa, bara inkorgen; titta själv i den (diarie check)");
	if (health->move)
		print_line(cli, FALSE, "diarieförda mejl går inte att flytta ur inkorgen (diarie check)");
	print_count(cli, health->pending, FALSE, "mejl väntar på att läsas", "mejl väntar på att läsas", NULL);
	if (health->unfetched)
		print_count(cli, health->unfetched, TRUE, "mejl går inte att hämta", "mejl går inte att hämta", "diarie review");
	print_count(cli, health->review, FALSE, "handling väntar på granskning", "handlingar väntar på granskning",
		"diarie review");
	print_count(cli, health->waiting, FALSE, "brev väntar på att skickas", "brev väntar på att skickas", NULL);
	print_put_off(cli, health);
	print_count(cli, health->uncertain, TRUE, "ovisst brev", "ovissa brev", "diarie outbox");
	print_count(cli, health->refused, TRUE, "brev kom inte fram", "brev kom inte fram", "diarie outbox");
	print_copied(cli, health);
	print_access(cli, health);
	if (health->unapproved)
		print_line(cli, FALSE, "de första breven väntar på ett ja (diarie remind --show, diarie remind --approve)");
	if (health->paused)
		print_line(cli, FALSE, "alla brev hålls inne (diarie resume)");
	if (health->clock)
		print_line(cli, FALSE, "alla brev hålls inne: datorns klocka går inte att lita på (ställ den, eller diarie resume om den går rätt)");
	if (health->elsewhere)
		print_line(cli, FALSE, "registret hör till en annan dator, så här läses inget och inga brev går (diarie resume, när diaried där är stoppad)");
	if (health->behind)
		print_line(cli, FALSE, "diariet är äldre än loggen över skickade brev; är det återställt? (diarie resume --sent-log)");
	print_missing(cli, health);
	print_held(cli);
}

int
di_verb_health(DiCli *cli, GError **error)
{
	Health health = {0};
	gboolean well;

	if (!look(cli, &health, error))
		return DI_EXIT_NO;
	if (cli->args->json)
		print_json(cli, &health);
	else
		print_health(cli, &health);
	well = is_well(cli, &health);
	g_free(health.clock);
	g_free(health.access_refused);
	g_free(health.trouble);
	g_free(health.junk);
	g_free(health.move);
	g_free(health.missing_numbers);
	g_free(health.put_off_reply);
	return well ? DI_EXIT_DONE : DI_EXIT_NO;
}
