/* Stable numbers for the files of a Maildir.
 *
 * `.diarie-uids` is a line "diarie-uids 1 UIDVALIDITY NEXT" and then "UID UNIQUE" for each mail. It is
 * written aside and renamed, under a lock. Where it is missing or damaged all mails get new numbers and
 * the folder a new UIDVALIDITY, which tells the caller so. */
#include "maildir-uids.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define UIDS_FILE ".diarie-uids"
enum { UIDS_FILE_MAX = 64 * 1024 * 1024 };

typedef struct {
	char *unique, *place;
	gint64 arrived_ns;
} Found;

static void
clear_mail(gpointer data)
{
	DiMaildirMail *mail = data;

	g_free(mail->unique);
	g_free(mail->place);
}

static void
free_found(gpointer data)
{
	Found *found = data;

	g_free(found->unique);
	g_free(found->place);
	g_free(found);
}

void
di_maildir_uids_free(DiMaildirUids *uids)
{
	if (!uids)
		return;
	g_array_free(uids->mails, TRUE);
	g_free(uids->path);
	g_free(uids);
}

const DiMaildirMail *
di_maildir_find(const DiMaildirUids *uids, guint32 uid)
{
	guint low = 0, high = uids->mails->len;

	while (low < high) {
		guint middle = low + (high - low) / 2;
		const DiMaildirMail *mail = &g_array_index(uids->mails, DiMaildirMail, middle);

		if (mail->uid == uid)
			return mail;
		if (mail->uid < uid)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* What is in new/ and cur/ now: unique name → Found. */
static gboolean
look_into(const char *path, const char *sub, GHashTable *found, GError **error)
{
	g_autofree char *folder = g_build_filename(path, sub, NULL);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	if (!dir) {
		int saved = errno;

		return di_error_set_errno(error, saved, "cannot read the Maildir", folder);
	}
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *file = g_build_filename(folder, name, NULL);
		struct stat info;
		Found *one;

		if (name[0] == '.' || strpbrk(name, " \n\r") || lstat(file, &info) < 0 || !S_ISREG(info.st_mode))
			continue;
		one = g_new0(Found, 1);
		one->unique = g_strndup(name, strcspn(name, ":"));
		one->place = g_build_filename(sub, name, NULL);
		one->arrived_ns = (gint64)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;
		g_hash_table_replace(found, one->unique, one);
	}
	return TRUE;
}

static void
add_mail(DiMaildirUids *uids, guint32 uid, Found *found)
{
	DiMaildirMail mail = {uid, g_strdup(found->unique), g_strdup(found->place)};

	g_array_append_val(uids->mails, mail);
}

/* The lines of the file whose mails are still there; they leave FOUND. LOST_OUT: how many are not. FALSE: no such file, or damaged. */
static gboolean
take_known(DiMaildirUids *uids, const char *text, GHashTable *found, guint *lost_out)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	guint32 last = 0;

	if (!lines[0] || sscanf(lines[0], "diarie-uids 1 %u %u", &uids->uidvalidity, &uids->next_uid) != 2 ||
		uids->uidvalidity == 0 || uids->next_uid == 0)
		return FALSE;
	for (char **line = lines + 1; *line && **line; line++) {
		char *space;
		guint64 uid = g_ascii_strtoull(*line, &space, 10);
		Found *known;

		if (*space != ' ' || uid <= last || uid >= uids->next_uid)
			return FALSE;
		last = (guint32)uid;
		known = g_hash_table_lookup(found, space + 1);
		if (known) {
			add_mail(uids, last, known);
			known->arrived_ns = -1; /* numbered */
		} else {
			(*lost_out)++;
		}
	}
	return TRUE;
}

static int
by_arrival(gconstpointer a, gconstpointer b)
{
	const Found *left = *(Found *const *)a, *right = *(Found *const *)b;

	if (left->arrived_ns != right->arrived_ns)
		return left->arrived_ns < right->arrived_ns ? -1 : 1;
	return strcmp(left->unique, right->unique);
}

/* Returns how many got a number. */
static guint
number_new(DiMaildirUids *uids, GHashTable *found)
{
	g_autoptr(GPtrArray) fresh = g_ptr_array_new();
	GHashTableIter at;
	gpointer value;

	g_hash_table_iter_init(&at, found);
	while (g_hash_table_iter_next(&at, NULL, &value))
		if (((Found *)value)->arrived_ns >= 0)
			g_ptr_array_add(fresh, value);
	g_ptr_array_sort(fresh, by_arrival);
	for (guint i = 0; i < fresh->len; i++)
		add_mail(uids, uids->next_uid++, g_ptr_array_index(fresh, i));
	return fresh->len;
}

static gboolean
save(const DiMaildirUids *uids, const char *file, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *aside = g_strconcat(file, ".new", NULL);
	DI_AUTO_FD fd = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return di_error_set_errno(error, errno, "cannot keep the numbers of mails in", aside);
	g_string_append_printf(text, "diarie-uids 1 %u %u\n", uids->uidvalidity, uids->next_uid);
	for (guint i = 0; i < uids->mails->len; i++) {
		const DiMaildirMail *mail = &g_array_index(uids->mails, DiMaildirMail, i);

		g_string_append_printf(text, "%u %s\n", mail->uid, mail->unique);
	}
	if (!di_fd_write_all(fd, text->str, text->len, error))
		return FALSE;
	if (fsync(fd) < 0 || g_rename(aside, file) < 0)
		return di_error_set_errno(error, errno, "cannot keep the numbers of mails in", file);
	/* or a power cut brought back older numbers, and the next mail got one that is known for another */
	return di_folder_sync(uids->path, error);
}

static int
lock(const char *file, GError **error)
{
	g_autofree char *name = g_strconcat(file, ".lock", NULL);
	DI_AUTO_FD fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0 || flock(fd, LOCK_EX) < 0) {
		di_error_set_errno(error, errno, "cannot lock the numbers of mails with", name);
		return -1;
	}
	return di_fd_steal(&fd);
}

static void
begin_anew(DiMaildirUids *uids, GHashTable *found)
{
	GHashTableIter at;
	gpointer value;

	g_array_set_size(uids->mails, 0);
	uids->uidvalidity = g_random_int() | 1; /* the clock could say twice the same, and then hide what was numbered anew */
	uids->next_uid = 1;
	g_hash_table_iter_init(&at, found);
	while (g_hash_table_iter_next(&at, NULL, &value))
		((Found *)value)->arrived_ns = ABS(((Found *)value)->arrived_ns);
}

DiMaildirUids *
di_maildir_scan(const char *path, GError **error)
{
	g_autofree char *file = g_build_filename(path, UIDS_FILE, NULL);
	g_autoptr(GHashTable) found = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_found);
	g_autoptr(DiMaildirUids) uids = g_new0(DiMaildirUids, 1);
	g_autoptr(GBytes) bytes = NULL;
	g_autofree char *text = NULL;
	DI_AUTO_FD locked = -1;
	guint lost = 0;
	gboolean known;

	uids->path = g_strdup(path);
	uids->mails = g_array_new(FALSE, FALSE, sizeof(DiMaildirMail));
	g_array_set_clear_func(uids->mails, clear_mail);
	if (!look_into(path, "new", found, error) || !look_into(path, "cur", found, error))
		return NULL;
	locked = lock(file, error);
	if (locked < 0)
		return NULL;
	bytes = di_file_read(file, UIDS_FILE_MAX, NULL);
	text = bytes ? di_text_copy(bytes) : g_strdup("");
	known = take_known(uids, text, found, &lost);
	if (!known)
		begin_anew(uids, found);
	/* what is gone loses its number, so that it is a new mail where it comes back */
	if ((number_new(uids, found) > 0 || lost > 0 || !known) && !save(uids, file, error))
		return NULL;
	return g_steal_pointer(&uids);
}
