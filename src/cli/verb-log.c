/* diarie log, backup: what happened, and a copy of it all. */
#include "verbs.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

typedef struct {
	char *time, *actor, *what, *object, *detail;
} Entry;

static void
entry_free(gpointer data)
{
	Entry *entry = data;

	g_free(entry->time);
	g_free(entry->actor);
	g_free(entry->what);
	g_free(entry->object);
	g_free(entry->detail);
	g_free(entry);
}

typedef struct {
	GQueue *entries;
	guint most; /* 0: all */
} Tail;

static gboolean
keep_newest(const char *time, const char *actor, const char *what, const char *object, const char *detail, gpointer user)
{
	Tail *tail = user;
	Entry *entry = g_new0(Entry, 1);

	*entry = (Entry){g_strdup(time), g_strdup(actor), g_strdup(what), g_strdup(object), g_strdup(detail)};
	g_queue_push_tail(tail->entries, entry);
	if (tail->most && tail->entries->length > tail->most)
		entry_free(g_queue_pop_head(tail->entries));
	return TRUE;
}

static void
print_json(const Entry *entry)
{
	DiJson *json = di_json_new();

	di_json_object_begin(json, NULL);
	di_json_string(json, "tid", entry->time);
	di_json_string(json, "vem", entry->actor);
	di_json_string(json, "vad", entry->what);
	di_json_string(json, "om", entry->object);
	di_json_string(json, "detalj", entry->detail);
	di_json_object_end(json);
	di_print_json(json);
}

static void
print_entries(const DiCli *cli, const Tail *tail)
{
	static const DiColumn columns[] = {{"Tid", 0}, {"Vem", 0}, {"Vad", 20}, {"Om", 10}, {"", 14}};
	g_autoptr(DiTable) table = di_table_new(columns, G_N_ELEMENTS(columns));

	for (GList *at = tail->entries->head; at; at = at->next) {
		const Entry *entry = at->data;
		g_autofree char *time = g_strndup(entry->time ? entry->time : "", 16);

		if (strlen(time) > 10)
			time[10] = ' ';
		if (cli->args->json)
			print_json(entry);
		else
			di_table_row(table, DI_STYLE_PLAIN,
				(const char *const[]){time, entry->actor, entry->what, entry->object, entry->detail});
	}
	if (!cli->args->json)
		di_print_table(cli, table, 0);
}

/* The log names things as they are named in the register: a normal number, an insats' own name. */
static char *
object_of(DiCli *cli)
{
	const char *word = di_cli_word(cli, 0);
	g_autofree char *whole = NULL, *number = NULL;
	g_autoptr(DiInsats) insats = NULL;

	if (!word)
		return NULL;
	whole = di_cli_number(cli, word);
	number = di_diarienummer_normalise(whole, NULL);
	if (number)
		return g_steal_pointer(&number);
	insats = di_insats_find(cli->registry, word, NULL);
	return g_strdup(insats ? insats->row.namn : word);
}

/* Each entry carries a hash over itself and the one before: a change behind the program's back shows. The last hash is for whoever
 * wants to keep it elsewhere: what is taken away after it shows by that alone. */
static int
verify(DiCli *cli, GError **error)
{
	GError *failure = NULL;
	gint64 broken = 0, last = 0;
	g_autofree char *link = NULL;
	gboolean whole;

	di_busy(cli, "räknar om loggens kontrollsummor");
	whole = di_registry_log_verify(cli->registry, &broken, &failure);

	if (failure || !di_registry_log_head(cli->registry, &last, &link, &failure)) {
		g_propagate_error(error, failure);
		return DI_EXIT_NO;
	}
	if (cli->args->json) {
		DiJson *json = di_json_new();

		di_json_object_begin(json, NULL);
		di_json_bool(json, "hel", whole);
		di_json_int(json, "rader", last);
		di_json_string(json, "sista", link);
		di_json_object_end(json);
		di_print_json(json);
	} else if (whole) {
		di_say("Loggen är hel: ingen rad har ändrats eller tagits bort. Den har %" G_GINT64_FORMAT " rader; den sistas kontrollsumma är", last);
		di_say("%s", link);
	}
	if (!whole)
		di_complain("rad %" G_GINT64_FORMAT " i loggen har ändrats eller tagits bort; jämför med en säkerhetskopia", broken);
	return whole ? DI_EXIT_DONE : DI_EXIT_NO;
}

int
di_verb_log(DiCli *cli, GError **error)
{
	g_autofree char *object = object_of(cli);
	GQueue entries = G_QUEUE_INIT;
	Tail tail = {&entries, (guint)di_args_count(cli->args, "lines", 30)};
	gboolean fine;
	guint n;

	if (di_args_flag(cli->args, "verify"))
		return verify(cli, error);
	fine = di_registry_log_each(cli->registry, object, keep_newest, &tail, error);
	n = entries.length;
	if (fine && n)
		print_entries(cli, &tail);
	else if (fine && object)
		di_complain("loggen säger inget om '%s'", object);
	g_queue_clear_full(&entries, entry_free);
	return fine && (n || !object) ? DI_EXIT_DONE : DI_EXIT_NO;
}

static gboolean
is_same_file(const char *a, const char *b)
{
	struct stat first, second;

	return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_dev == second.st_dev &&
		first.st_ino == second.st_ino;
}

/* For the weekly letter and `diarie health`. A copy that somebody may only read is still a copy. */
static void
note_copied(const DiCli *cli)
{
	g_autoptr(DiRegistry) registry = di_registry_open(cli->config, DI_REGISTRY_WRITE, NULL);
	g_autofree char *now = di_time_format(di_clock_now(), di_cli_timezone(cli));

	if (!registry || !di_registry_state_set(registry, "senaste-kopia", now, NULL))
		di_complain("kopian är gjord, men det gick inte att anteckna det i diariet");
}

int
di_verb_backup(DiCli *cli, GError **error)
{
	const char *path = di_cli_word(cli, 0);
	struct stat made;

	if (is_same_file(path, cli->config->diarium.database)) {
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "'%s' är diariet självt; ange en annan fil för kopian", path);
		return DI_EXIT_NO;
	}
	if (!di_cli_may_replace(cli, path, "SQLite format 3", error))
		return DI_EXIT_NO;
	di_busy(cli, "kopierar diariet");
	if (!di_registry_backup(cli->registry, path, di_busy_at, error))
		return DI_EXIT_NO;
	note_copied(cli);
	if (!cli->args->json && stat(path, &made) == 0) {
		g_autofree char *size = di_size_short(made.st_size);

		di_say("Kopian ligger i %s (%s), och loggen över skickade brev i %s.skickat.", path, size, path);
	}
	return DI_EXIT_DONE;
}
