/* diarie export --fgs: one case, whole, as a package for the archive. */
#include "verbs.h"

#include <diarie/export.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* "SFG 25-13.2" → "25-13.2" */
static char *
folder_of(const char *number)
{
	const char *space = strrchr(number, ' ');

	return g_strcanon(g_strdup(space ? space + 1 : number), G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS ".-_", '_');
}

/* "2026-04-15 08:01 …" in a line of the history; DI_TIME_NONE: not that */
static DiTime
time_of_line(const DiCli *cli, const char *line)
{
	g_autofree char *day = g_strndup(line, 10);
	DiDate date = di_date_parse(day);
	int hour, minute;

	if (date == DI_DATE_NONE || sscanf(line + 10, " %2d:%2d", &hour, &minute) != 2)
		return DI_TIME_NONE;
	return di_date_at(date, hour, minute, di_cli_timezone(cli));
}

static void
note_time(DiTime *last, const char *moment)
{
	*last = MAX(*last, moment ? di_time_parse(moment) : DI_TIME_NONE);
}

static void
fill_record(const DiCli *cli, DiSipRecord *record, DiHandling *handling, DiTime *last)
{
	const char *dot = strrchr(handling->diarienummer, '.');
	DiTime midnight = di_date_at(handling->arrived, 0, 0, di_cli_timezone(cli));

	record->number = g_strdup(handling->diarienummer);
	record->folder = folder_of(handling->diarienummer);
	record->running = dot ? (int)g_ascii_strtoll(dot + 1, NULL, 10) : 0;
	record->kind = g_strdup(di_kind_word(handling->kind));
	record->title = g_strdup(handling->arendemening);
	record->party = g_strdup(handling->motpart);
	record->moment = handling->arrived_at ? g_strdup(handling->arrived_at) : di_time_format(midnight, di_cli_timezone(cli));
	record->registered = g_strdup(handling->registered);
	record->registered_by = g_strdup(handling->handlaggare);
	record->secrecy = g_strdup(handling->sekretess);
	record->annulled = g_strdup(handling->annulled);
	record->replaced_by = g_strdup(handling->replaced_by);
	record->disposed = handling->disposed ? g_strconcat("Gallrad ", handling->disposed, NULL) : NULL;
	record->history = g_strdupv(handling->history);
	note_time(last, handling->registered);
	for (char **line = handling->history; line && *line; line++)
		*last = MAX(*last, time_of_line(cli, *line));
}

/* Every file of the document, and the mail in which it came. */
static gboolean
add_files(DiCli *cli, DiSipRecord *record, const DiHandling *handling, GError **error)
{
	if (handling->disposed)
		return TRUE;
	for (guint i = 0; i < handling->files->len; i++) {
		const DiFileInfo *file = handling->files->pdata[i];
		g_autoptr(GBytes) bytes = di_handling_original(cli->registry, handling->id, i, error);

		if (!bytes)
			return FALSE;
		di_sip_add_file(record, file->namn, file->typ, record->moment, bytes);
	}
	if (handling->mail_id) {
		g_autoptr(DiMailRow) mail = di_mail_get(cli->registry, handling->mail_id, error);

		if (!mail)
			return FALSE;
		di_sip_add_file(record, "mejlet.eml", "message/rfc822", record->moment, mail->raw);
	}
	return TRUE;
}

static gboolean
add_documents(DiCli *cli, DiSip *package, char **numbers, DiTime *last, GError **error)
{
	for (; *numbers; numbers++) {
		g_autoptr(DiHandling) handling = di_handling_get(cli->registry, *numbers, error);
		DiSipRecord *record;

		if (!handling)
			return FALSE;
		record = di_sip_add(package);
		fill_record(cli, record, handling, last);
		if (!add_files(cli, record, handling, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
add_letters(DiCli *cli, DiSip *package, DiTime *last, GError **error)
{
	g_autoptr(GPtrArray) list = di_sent_list(cli->registry, package->number, error);

	for (guint i = 0; list && i < list->len; i++) {
		const DiSentLetter *letter = list->pdata[i];
		g_autoptr(GError) local = NULL;
		g_autoptr(GBytes) bytes = di_sent_bytes(cli->registry, package->number, letter->number, &local);
		DiSipRecord *record;

		if (!bytes && !g_error_matches(local, DI_ERROR, DI_ERROR_NOT_FOUND)) {
			g_propagate_error(error, g_steal_pointer(&local));
			return FALSE;
		}
		record = di_sip_add(package);
		record->outgoing = TRUE;
		record->running = letter->number;
		record->number = g_strdup_printf("%s ut %d", package->number, letter->number);
		record->folder = g_strdup_printf("ut-%d", letter->number);
		record->kind = g_strdup(letter->kind);
		record->title = g_strdup(letter->subject);
		record->party = g_strdup(letter->to);
		record->moment = g_strdup(letter->sent);
		note_time(last, letter->sent);
		if (bytes)
			di_sip_add_file(record, "brevet.eml", "message/rfc822", record->moment, bytes);
		else
			record->disposed = g_strdup("Brevets text är gallrad");
	}
	return list != NULL;
}

static char *
huvudman_of(DiCli *cli, gint64 insats_id)
{
	g_autoptr(GPtrArray) list = di_insats_list(cli->registry, NULL);
	GString *names = g_string_new(NULL);

	for (guint i = 0; list && i < list->len; i++) {
		const DiInsats *insats = list->pdata[i];

		if (insats->insats_id == insats_id)
			g_string_append_printf(names, "%s%s", names->len ? ", " : "", insats->row.huvudman);
	}
	return g_string_free(names, FALSE);
}

static DiSip *
gather(DiCli *cli, const DiCase *one, GError **error)
{
	g_autoptr(DiSip) package = di_sip_new();
	DiTime last = di_time_parse(one->opened);

	package->number = g_strdup(one->number);
	package->insats = g_strdup(one->insats);
	package->huvudman = huvudman_of(cli, one->insats_id);
	package->year = one->year;
	package->is_open = di_args_flag(cli->args, "open");
	package->opened = g_strdup(one->opened);
	package->agency = g_strdup(cli->config->diarium.forbund);
	package->software_version = g_strdup(PACKAGE_VERSION);
	if (!add_documents(cli, package, one->documents, &last, error) || !add_letters(cli, package, &last, error))
		return NULL;
	package->changed = di_time_format(last, di_cli_timezone(cli));
	return g_steal_pointer(&package);
}

static gboolean
is_settled(DiStatus status)
{
	return status != DI_STATUS_VANTAS && status != DI_STATUS_FORSENAD && status != DI_STATUS_GRANSKAS;
}

/* The quarters of the case's year from which something may still come, "2025-Q2, 2025-Q4"; "": none. NULL and ERROR. */
static char *
open_quarters(DiCli *cli, const DiCase *one, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (int n = 1; n <= 4; n++) {
		g_autoptr(GPtrArray) owed = di_registry_owed(cli->registry, (DiQuarter){one->year, n}, error);
		gboolean is_open = FALSE;

		if (!owed)
			return NULL;
		for (guint i = 0; i < owed->len; i++) {
			const DiOwed *row = owed->pdata[i];

			is_open |= row->insats_id == one->insats_id && !is_settled(di_owed_status(row, cli->today));
		}
		if (is_open)
			g_string_append_printf(text, "%s%d-Q%d", text->len ? ", " : "", one->year, n);
	}
	return g_strdup(text->str);
}

static gboolean
may_go(DiCli *cli, const DiCase *one, GError **error)
{
	g_autofree char *quarters = NULL;

	if (di_args_flag(cli->args, "open"))
		return TRUE;
	quarters = open_quarters(cli, one, error);
	if (quarters && *quarters)
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE,
			"ärendet %s är inte avslutat: %s saknas eller granskas. 'diarie insats excuse' avskriver det som inte kommer; "
			"--open tar ut ärendet som det är", one->number, quarters);
	else if (quarters && one->year >= cli->year)
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "ärendet %s är inte avslutat: %d är inte slut. --open tar ut det som det är",
			one->number, one->year);
	else
		return quarters != NULL;
	return FALSE;
}

/* The files on the disk */

typedef struct {
	const DiCli *cli;
	char *root;
	guint n;
	GHashTable *sums; /* path → SHA-256 of what should lie there */
} Disk;

static gboolean
put(const char *path, GBytes *bytes, gpointer user, GError **error)
{
	Disk *disk = user;
	g_autofree char *whole = g_build_filename(disk->root, path, NULL), *folder = g_path_get_dirname(whole);

	if (g_mkdir_with_parents(folder, 0700) != 0)
		return di_error_set_errno(error, errno, "kan inte skapa mappen", folder);
	disk->n++;
	g_hash_table_insert(disk->sums, g_strdup(whole), di_sha256(bytes));
	return di_cli_write_new(disk->cli, whole, bytes, error);
}

/* What lies on the disk now is read once more and compared. */
static gboolean
verify(const Disk *disk, GError **error)
{
	GHashTableIter iter;
	gpointer path, sum;

	g_hash_table_iter_init(&iter, disk->sums);
	while (g_hash_table_iter_next(&iter, &path, &sum)) {
		g_autoptr(GBytes) bytes = di_cli_read(path, error);
		g_autofree char *now = bytes ? di_sha256(bytes) : NULL;

		if (!now)
			return FALSE;
		if (!g_str_equal(now, sum)) {
			g_set_error(error, DI_ERROR, DI_ERROR_IO, "%s blev inte som den skrevs; är disken hel?", (const char *)path);
			return FALSE;
		}
	}
	return TRUE;
}

static gboolean
write_package(DiCli *cli, const DiSip *package, const char *folder, GError **error)
{
	g_autofree char *name = di_sip_name(package), *root = g_build_filename(folder, name, NULL);
	g_autoptr(GHashTable) sums = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	Disk disk = {.cli = cli, .root = root, .sums = sums};

	if (g_mkdir_with_parents(folder, 0700) != 0)
		return di_error_set_errno(error, errno, "kan inte skapa mappen", folder);
	if (mkdir(root, 0700) != 0)
		return di_error_set_errno(error, errno, "kan inte skapa mappen", root);
	if (!di_sip_write(package, put, &disk, error) || !verify(&disk, error) ||
		!di_registry_log(cli->registry, "arkivpaket uttaget", package->number, name, error))
		return FALSE;
	if (!cli->args->json)
		di_say("%s är skrivet: %u handlingar och brev, %u filer. Kontrollsummorna stämmer.", root, package->records->len, disk.n);
	return TRUE;
}

int
di_fgs_export(DiCli *cli, const char *arende, const char *folder, GError **error)
{
	g_autofree char *number = NULL;
	g_autoptr(DiCase) one = NULL;
	g_autoptr(DiSip) package = NULL;

	if (!folder || g_str_equal(folder, "-")) {
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "ange i vilken mapp paketet ska skrivas: --output MAPP");
		return DI_EXIT_NO;
	}
	if (!di_cli_write_too(cli, error))
		return DI_EXIT_NO;
	number = di_cli_case(cli, arende, error);
	one = number ? di_case_get(cli->registry, number, error) : NULL;
	if (!one || !may_go(cli, one, error))
		return DI_EXIT_NO;
	di_busy(cli, "ställer samman paketet");
	package = gather(cli, one, error);
	return package && write_package(cli, package, folder, error) ? DI_EXIT_DONE : DI_EXIT_NO;
}
