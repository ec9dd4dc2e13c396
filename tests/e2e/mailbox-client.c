/* A worker for tests: opens a mailbox as diaried does and obeys the lines on standard input. Each line
 * is answered by lines of which the last is "ok …" or "error CODE TEMPORARY text".
 *
 *   mailbox-client CONFIG
 *   select FOLDER | list ABOVE | fetch LIMIT FOLDER-TO-WRITE-IN UID… | bench UID-ABOVE | move FOLDER UID… | wait MS | wait MS stop | remark */
#include <diarie/worker.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	const char *folder;
	guint n, stop_after;
	guint64 bytes;
} Writing;

static gboolean
write_mail(guint32 uid, GBytes *bytes, gboolean too_large, gpointer user, GError **error)
{
	Writing *writing = user;
	g_autofree char *name = g_strdup_printf("%u", uid);
	g_autofree char *path = g_build_filename(writing->folder, name, NULL);

	printf("mail %u %s %zu\n", uid, too_large ? "large" : bytes ? "whole" : "gone", bytes ? g_bytes_get_size(bytes) : 0);
	if (bytes && !g_file_set_contents(path, g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes), error))
		return FALSE;
	return ++writing->n != writing->stop_after;
}

static gboolean
count_mail(guint32 uid G_GNUC_UNUSED, GBytes *bytes, gboolean too_large G_GNUC_UNUSED, gpointer user, GError **error G_GNUC_UNUSED)
{
	Writing *writing = user;

	writing->n += bytes != NULL;
	writing->bytes += bytes ? g_bytes_get_size(bytes) : 0;
	return TRUE;
}

static GArray *
uids_of(char **words)
{
	GArray *uids = g_array_new(FALSE, FALSE, sizeof(guint32));

	for (; *words; words++) {
		guint32 uid = (guint32)strtoul(*words, NULL, 10);

		g_array_append_val(uids, uid);
	}
	return uids;
}

static gboolean
do_select(DiMailbox *mailbox, char **words, GError **error)
{
	guint32 uidvalidity = 0;

	if (!di_mailbox_select(mailbox, words[0] ? words[0] : "", &uidvalidity, error))
		return FALSE;
	printf("uidvalidity %u\n", uidvalidity);
	return TRUE;
}

static gboolean
do_list(DiMailbox *mailbox, char **words, GError **error)
{
	g_autoptr(GArray) entries = di_mailbox_list(mailbox, (guint32)strtoul(words[0], NULL, 10), error);

	for (guint i = 0; entries && i < entries->len; i++) {
		const DiMailEntry *entry = &g_array_index(entries, DiMailEntry, i);

		printf("entry %u %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT "\n", entry->uid, entry->size_bytes,
			entry->internal_date / DI_SECOND);
	}
	return entries != NULL;
}

static gboolean
do_fetch(DiMailbox *mailbox, char **words, GError **error)
{
	Writing writing = {.folder = words[1], .stop_after = (guint)(getenv("STOP_AFTER") ? atoi(getenv("STOP_AFTER")) : 0)};
	g_autoptr(GArray) uids = uids_of(words + 2);

	return di_mailbox_fetch(mailbox, (const guint32 *)(const void *)uids->data, uids->len, strtoull(words[0], NULL, 10), write_mail,
		&writing, error);
}

static gboolean
do_bench(DiMailbox *mailbox, char **words, GError **error)
{
	g_autoptr(GArray) entries = di_mailbox_list(mailbox, (guint32)strtoul(words[0], NULL, 10), error);
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(guint32));
	Writing counting = {0};
	gint64 began_us;
	double spent_s;

	for (guint i = 0; entries && i < entries->len; i++)
		g_array_append_val(uids, g_array_index(entries, DiMailEntry, i).uid);
	began_us = g_get_monotonic_time();
	if (!entries || !di_mailbox_fetch(mailbox, (const guint32 *)(const void *)uids->data, uids->len, 1 << 30, count_mail, &counting, error))
		return FALSE;
	spent_s = (double)(g_get_monotonic_time() - began_us) / 1e6;
	printf("fetched %u %" G_GUINT64_FORMAT " %.0f\n", counting.n, counting.bytes, counting.n / spent_s);
	return TRUE;
}

static gboolean
do_move(DiMailbox *mailbox, char **words, GError **error)
{
	g_autoptr(GArray) uids = uids_of(words + 1);
	g_autofree gboolean *moved = g_new0(gboolean, uids->len + 1);

	if (!di_mailbox_move(mailbox, (const guint32 *)(const void *)uids->data, uids->len, words[0], moved, error))
		return FALSE;
	for (guint i = 0; i < uids->len; i++)
		printf("moved %u %s\n", g_array_index(uids, guint32, i), moved[i] ? "yes" : "no");
	return TRUE;
}

static gboolean
do_wait(DiMailbox *mailbox, char **words, GError **error)
{
	gboolean news = FALSE;

	if (!di_mailbox_wait_begin(mailbox, atoi(words[0]), error))
		return FALSE;
	printf("waiting\n");
	fflush(stdout);
	if (!words[1]) {
		struct pollfd watch = {.fd = di_mailbox_fd(mailbox), .events = POLLIN};

		poll(&watch, 1, -1);
	}
	if (!di_mailbox_wait_end(mailbox, &news, error))
		return FALSE;
	printf("news %s\n", news ? "yes" : "no");
	return TRUE;
}

static gboolean
do_remark(DiMailbox *mailbox, char **words G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
	printf("remark %s\n", di_mailbox_remark(mailbox) ? di_mailbox_remark(mailbox) : "-");
	return TRUE;
}

static const struct {
	const char *word;
	int least;
	gboolean (*run)(DiMailbox *mailbox, char **words, GError **error);
} verbs[] = {
	{"select", 0, do_select}, {"list", 1, do_list}, {"fetch", 2, do_fetch}, {"bench", 1, do_bench},
	{"move", 1, do_move}, {"wait", 1, do_wait}, {"remark", 0, do_remark},
};

static void
conclude(gboolean good, GError *error)
{
	if (good)
		printf("ok\n");
	else
		printf("error %d %s %s\n", error->code, di_error_is_temporary(error) ? "temporary" : "final", error->message);
	fflush(stdout);
	g_clear_error(&error);
}

static void
obey(DiMailbox *mailbox, const char *line)
{
	g_auto(GStrv) words = g_strsplit(line, " ", -1);

	for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++) {
		GError *error = NULL;
		gboolean good;

		if (!g_str_equal(words[0], verbs[i].word) || (int)g_strv_length(words) <= verbs[i].least)
			continue;
		good = verbs[i].run(mailbox, words + 1, &error);
		conclude(good, error);
		return;
	}
	printf("error -1 final no such verb\n");
	fflush(stdout);
}

int
main(int argc, char **argv)
{
	GError *error = NULL;
	g_autoptr(DiConfig) config = argc > 1 ? di_config_load(argv[1], &error) : NULL;
	g_autoptr(DiSecret) password = config ? di_secret_load(NULL, config->mailbox.password_file, &error) : NULL;
	g_autoptr(DiMailbox) mailbox = !error && config ? di_mailbox_open(config, password, &error) : NULL;
	char line[65536];

	conclude(mailbox != NULL, error);
	while (mailbox && fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\n")] = '\0';
		obey(mailbox, line);
	}
	return mailbox ? 0 : 1;
}
