/* diarie dispose: what a decision allows to be destroyed, shown; and destroyed, when the person has said so with the mark of that list. */
#include "verbs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static gboolean
wanted(const DiCli *cli, DiDisposeWhat *what_out, GError **error)
{
	const char *word = di_args_text(cli->args, "what");

	for (int what = DI_DISPOSE_LETTERS; word && what <= DI_DISPOSE_DOCUMENTS; what++) {
		if (g_str_equal(word, di_dispose_word((DiDisposeWhat)what))) {
			*what_out = (DiDisposeWhat)what;
			return TRUE;
		}
	}
	g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "ange vad som ska gallras: --what brev, mejl eller handlingar");
	return FALSE;
}

/* A decision, a day that has passed, and a place for the protocol once it is meant. */
static gboolean
is_ready(const DiCli *cli, GError **error)
{
	const char *lacks = NULL;

	if (!di_args_text(cli->args, "decision"))
		lacks = "ange beslutets nummer: --decision NUMMER. Utan beslut får ingenting gallras";
	else if (di_args_date(cli->args, "before") == DI_DATE_NONE)
		lacks = "ange en dag: --before DATUM. Bara det som är äldre gallras";
	else if (di_args_date(cli->args, "before") > cli->today)
		lacks = "dagen i --before får inte ligga framåt i tiden";
	else if (di_args_text(cli->args, "confirm") && !di_args_text(cli->args, "output"))
		lacks = "ange vart protokollet ska skrivas: --output FIL";
	if (lacks)
		g_set_error_literal(error, DI_ERROR, DI_ERROR_USAGE, lacks);
	return !lacks;
}

static void
write_one(const DiDisposable *one, const char *mark)
{
	DiJson *json = di_json_new();

	di_json_object_begin(json, NULL);
	di_json_string(json, "foremal", one->object);
	di_json_date(json, "dag", one->day);
	di_json_string(json, "galler", one->matter);
	di_json_int(json, "storlek", one->size_bytes);
	di_json_string(json, "bekraftelse", mark);
	di_json_object_end(json);
	di_print_json(json);
}

static void
print_list(const DiCli *cli, const GPtrArray *list)
{
	static const DiColumn columns[] = {{"", 0}, {"Dag", 0}, {"Gäller", 16}, {"", 0}};
	g_autoptr(DiTable) table = di_table_new(columns, G_N_ELEMENTS(columns));

	for (guint i = 0; i < list->len; i++) {
		const DiDisposable *one = list->pdata[i];
		g_autofree char *day = di_date_format(one->day), *size = di_size_short(one->size_bytes);

		di_table_row(table, DI_STYLE_PLAIN, (const char *const[]){one->object, day, one->matter, size});
	}
	di_print_table(cli, table, 0);
}

/* Nothing is destroyed: what would be, and what to type. */
static int
show(DiCli *cli, DiDisposeWhat what, GError **error)
{
	DiDate before = di_args_date(cli->args, "before");
	g_autoptr(GPtrArray) list = di_dispose_list(cli->registry, what, before, error);
	g_autofree char *day = di_date_format(before), *decision = NULL, *mark = NULL;

	if (!list)
		return DI_EXIT_NO;
	mark = di_dispose_mark(what, before, di_args_text(cli->args, "decision"), list);
	for (guint i = 0; i < list->len && cli->args->json; i++)
		write_one(list->pdata[i], mark);
	if (cli->args->json)
		return DI_EXIT_DONE;
	if (!list->len) {
		di_say("Inget är äldre än %s och kan gallras.", day);
		return DI_EXIT_NO;
	}
	print_list(cli, list);
	decision = g_shell_quote(di_args_text(cli->args, "decision"));
	di_print_passage(cli, 0, "\n%u %s skulle gallras. Inget är gallrat än. Det går inte att ångra: texten förstörs, raderna i diariet står kvar. "
		"Gör så här, om beslutet omfattar allt ovan. Talet efter --confirm gäller just den här listan:", list->len, di_dispose_word(what));
	printf("\n  diarie dispose --what %s --before %s --decision %s --confirm %s -o protokoll.txt\n", di_dispose_word(what), day, decision,
		mark);
	return DI_EXIT_DONE;
}

/* Made before anything is destroyed: a protocol that cannot be written must stop it. */
static int
make_file(const char *path, GError **error)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		(void)di_error_set_errno(error, errno, "kan inte skriva protokollet", path);
	return fd;
}

static gboolean
fill_file(int fd, const char *path, const char *protocol, GError **error)
{
	return di_fd_write_all(fd, protocol, strlen(protocol), error) &&
		(fsync(fd) == 0 || di_error_set_errno(error, errno, "kan inte skriva", path));
}

/* The mark was taken from a list that may be another since. N_OUT: how many things. */
static gboolean
is_that_list(DiCli *cli, DiDisposeWhat what, guint *n_out, GError **error)
{
	DiDate before = di_args_date(cli->args, "before");
	g_autoptr(GPtrArray) list = di_dispose_list(cli->registry, what, before, error);
	g_autofree char *mark = list ? di_dispose_mark(what, before, di_args_text(cli->args, "decision"), list) : NULL;

	if (!list)
		return FALSE;
	*n_out = list->len;
	if (g_str_equal(mark, di_args_text(cli->args, "confirm")))
		return TRUE;
	g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "inget är gallrat: '%s' hör inte till listan som den är nu (%u %s); se efter en gång till utan --confirm",
		di_args_text(cli->args, "confirm"), list->len, di_dispose_word(what));
	return FALSE;
}

static int
destroy(DiCli *cli, DiDisposeWhat what, GError **error)
{
	const char *path = di_args_text(cli->args, "output");
	guint n = 0;
	g_autofree char *protocol = NULL;
	DI_AUTO_FD fd = -1;

	di_busy(cli, "gallrar");
	if (!di_cli_write_too(cli, error) || !is_that_list(cli, what, &n, error))
		return DI_EXIT_NO;
	fd = make_file(path, error);
	if (fd < 0)
		return DI_EXIT_NO;
	if (!di_dispose_run(cli->registry, what, di_args_date(cli->args, "before"), di_args_text(cli->args, "decision"),
		    di_args_text(cli->args, "confirm"), &protocol, error)) {
		(void)unlink(path);
		g_prefix_error(error, "inget är gallrat: ");
		return DI_EXIT_NO;
	}
	if (!fill_file(fd, path, protocol, error)) {
		g_prefix_error(error, "%u %s är gallrade, och protokollet ligger i diariet (diarie dispose list), men inte i filen: ", n,
			di_dispose_word(what));
		return DI_EXIT_NO;
	}
	di_say("%u %s är gallrade. Protokollet ligger i %s och i diariet (diarie dispose list).", n, di_dispose_word(what), path);
	di_print_passage(cli, 0, "Äldre säkerhetskopior innehåller fortfarande det gallrade, och mejlen kan ligga kvar i brevlådans mappar.");
	return DI_EXIT_DONE;
}

int
di_verb_dispose(DiCli *cli, GError **error)
{
	DiDisposeWhat what = DI_DISPOSE_LETTERS;

	if (!wanted(cli, &what, error) || !is_ready(cli, error))
		return DI_EXIT_NO;
	return di_args_text(cli->args, "confirm") ? destroy(cli, what, error) : show(cli, what, error);
}

static void
write_done(const DiDisposal *one)
{
	DiJson *json = di_json_new();

	di_json_object_begin(json, NULL);
	di_json_int(json, "id", one->id);
	di_json_string(json, "beslut", one->decision);
	di_json_string(json, "slag", one->what);
	di_json_string(json, "fore", one->before);
	di_json_string(json, "utford", one->done);
	di_json_string(json, "utford_av", one->by);
	di_json_int(json, "antal", one->n);
	di_json_object_end(json);
	di_print_json(json);
}

int
di_verb_dispose_list(DiCli *cli, GError **error)
{
	static const DiColumn columns[] = {{"Id", 0}, {"Utfört", 0}, {"Av", 0}, {"Beslut", 0}, {"Gallrat", 12}};
	g_autoptr(GPtrArray) list = di_dispose_done(cli->registry, error);
	g_autoptr(DiTable) table = di_table_new(columns, G_N_ELEMENTS(columns));

	for (guint i = 0; list && i < list->len; i++) {
		const DiDisposal *one = list->pdata[i];
		g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, one->id), *day = g_strndup(one->done, 10);
		g_autofree char *text = g_strdup_printf("%u %s före %s", one->n, one->what, one->before);

		if (cli->args->json)
			write_done(one);
		else
			di_table_row(table, DI_STYLE_PLAIN, (const char *const[]){id, day, one->by, one->decision, text});
	}
	if (list && !cli->args->json && list->len)
		di_print_table(cli, table, 0);
	else if (list && !cli->args->json)
		di_say("Inget har gallrats.");
	return list ? DI_EXIT_DONE : DI_EXIT_NO;
}

int
di_verb_dispose_show(DiCli *cli, GError **error)
{
	g_autoptr(GPtrArray) list = di_dispose_done(cli->registry, error);
	gint64 id = g_ascii_strtoll(di_cli_word(cli, 0), NULL, 10);

	for (guint i = 0; list && i < list->len; i++) {
		const DiDisposal *one = list->pdata[i];

		if (one->id != id)
			continue;
		g_autofree char *clean = di_text_visible(one->protocol, TRUE);

		fputs(clean, stdout);
		return DI_EXIT_DONE;
	}
	if (list)
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "det finns inget protokoll %s; 'diarie dispose list' visar dem som finns",
			di_cli_word(cli, 0));
	return DI_EXIT_NO;
}
