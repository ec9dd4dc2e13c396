/* A local Maildir (with Maildir++ folders, as Dovecot lays them out) as a source of mails. */
#include "maildir-uids.h"
#include "stream.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE_BYTES = 256 * 1024 };

typedef struct {
	DiSource source;
	char *root;
	guint poll_s;
	guint32 top_uid; /* the highest one listed: what is above is news */
	char *listed;    /* the folder that was listed last; NULL: none yet */
	guint32 listed_top_uid;
	DiMaildirUids *uids; /* of the selected folder; NULL: none */
} DiMaildir;

/* Maildir++: "A/B" is the folder ".A.B" beside new/ and cur/. */
static char *
folder_path(const DiMaildir *maildir, const char *folder, GError **error)
{
	g_autofree char *wire = NULL;
	g_autofree char *name = NULL;

	if (!*folder || g_str_equal(folder, "INBOX"))
		return g_strdup(maildir->root);
	wire = di_utf7_encode(g_str_equal(folder, "\\Junk") ? "Junk" : folder, error);
	if (!wire)
		return NULL;
	name = g_strconcat(".", wire, NULL);
	g_strdelimit(name, "/", '.');
	if (strstr(name, "..") || g_str_has_suffix(name, ".")) {
		g_set_error(error, DI_ERROR, DI_ERROR_DATA, "'%s' is no name for a folder of a Maildir", folder);
		return NULL;
	}
	return g_build_filename(maildir->root, name, NULL);
}

static gboolean
rescan(DiMaildir *maildir, const char *path, GError **error)
{
	DiMaildirUids *uids = di_maildir_scan(path, error);

	if (!uids)
		return FALSE;
	di_maildir_uids_free(maildir->uids);
	maildir->uids = uids;
	return TRUE;
}

static gboolean
select_folder(DiSource *source, const char *folder, guint32 *uidvalidity_out, GError **error)
{
	DiMaildir *maildir = (DiMaildir *)source;
	g_autofree char *path = folder_path(maildir, folder, error);

	if (!path)
		return FALSE;
	if (!g_file_test(path, G_FILE_TEST_IS_DIR)) {
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "the Maildir '%s' has no folder '%s'", maildir->root, folder);
		return FALSE;
	}
	if (!rescan(maildir, path, error))
		return FALSE;
	*uidvalidity_out = maildir->uids->uidvalidity;
	/* what came between the last listing and this is news still */
	maildir->top_uid = g_strcmp0(maildir->listed, path) == 0 ? MIN(maildir->listed_top_uid, maildir->uids->next_uid - 1)
								 : maildir->uids->next_uid - 1;
	return TRUE;
}

static char *
file_of(const DiMaildir *maildir, const DiMaildirMail *mail)
{
	return g_build_filename(maildir->uids->path, mail->place, NULL);
}

static gboolean
list(DiSource *source, guint32 above_uid, GArray *listed, guint32 *missing_out, GError **error)
{
	DiMaildir *maildir = (DiMaildir *)source;
	g_autofree char *path = g_strdup(maildir->uids->path);

	*missing_out = 0;
	if (!rescan(maildir, path, error))
		return FALSE;
	maildir->top_uid = MAX(above_uid, maildir->uids->next_uid - 1);
	g_free(maildir->listed);
	maildir->listed = g_strdup(path);
	maildir->listed_top_uid = maildir->top_uid;
	for (guint i = 0; i < maildir->uids->mails->len; i++) {
		const DiMaildirMail *mail = &g_array_index(maildir->uids->mails, DiMaildirMail, i);
		g_autofree char *file = file_of(maildir, mail);
		struct stat info;

		if (mail->uid > above_uid && lstat(file, &info) == 0) {
			DiListed one = {mail->uid, (guint64)info.st_size, (DiTime)info.st_mtim.tv_sec * DI_SECOND};

			g_array_append_val(listed, one);
		}
	}
	return TRUE;
}

/* The mail's file, also where another program has given it flags meanwhile. -1 without ERROR: it is gone. */
static int
open_mail(DiMaildir *maildir, guint32 uid, GError **error)
{
	for (int tries = 0; tries < 2; tries++) {
		const DiMaildirMail *mail = di_maildir_find(maildir->uids, uid);
		g_autofree char *file = mail ? file_of(maildir, mail) : NULL;
		int fd = mail ? open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK) : -1;
		g_autofree char *path = g_strdup(maildir->uids->path);

		if (fd >= 0)
			return fd;
		if (mail && errno != ENOENT) {
			di_error_set_errno(error, errno, "cannot read the mail", file);
			return -1;
		}
		if (tries == 0 && !rescan(maildir, path, error))
			return -1;
	}
	return -1;
}

/* SIZE: of the file. Of one over the limit only its beginning, in which the header lies. */
static gboolean
pass_on(int fd, guint64 size, guint64 limit_bytes, DiSink *sink, GError **error)
{
	gsize piece_bytes = size > limit_bytes ? DI_MAILBOX_HEAD_MAX : PIECE_BYTES;
	g_autofree char *piece = g_malloc(piece_bytes);
	guint64 total = 0;

	for (;;) {
		ssize_t n = read(fd, piece, piece_bytes);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return di_error_set_errno(error, errno, "cannot read", "a mail");
		if (n == 0)
			return sink->end(sink, DI_MAILBOX_WHOLE, error);
		total += (guint64)n;
		if (!sink->data(sink, piece, (gsize)n, error))
			return FALSE;
		if (MAX(size, total) > limit_bytes)
			return sink->end(sink, DI_MAILBOX_TOO_LARGE, error);
	}
}

static gboolean
fetch(DiSource *source, const guint32 *uids, guint n, guint64 limit_bytes, DiSink *sink, GError **error)
{
	DiMaildir *maildir = (DiMaildir *)source;

	for (guint i = 0; i < n; i++) {
		GError *failure = NULL;
		DI_AUTO_FD fd = open_mail(maildir, uids[i], &failure);
		struct stat info;
		gboolean good;

		if (failure) {
			g_propagate_error(error, failure);
			return FALSE;
		}
		if (fd < 0 || fstat(fd, &info) < 0)
			continue; /* gone */
		if (!sink->begin(sink, uids[i], (guint64)info.st_size, &failure)) {
			if (failure)
				g_propagate_error(error, failure);
			return failure == NULL;
		}
		good = pass_on(fd, (guint64)info.st_size, limit_bytes, sink, error);
		if (!good)
			return FALSE;
	}
	return TRUE;
}

static gboolean
make_folder(const char *path, GError **error)
{
	static const char *const subs[] = {"tmp", "new", "cur"};

	for (gsize i = 0; i < G_N_ELEMENTS(subs); i++) {
		g_autofree char *sub = g_build_filename(path, subs[i], NULL);

		if (g_mkdir_with_parents(sub, 0700) < 0)
			return di_error_set_errno(error, errno, "cannot make the folder", sub);
	}
	return TRUE;
}

/* Dovecot and others show a folder by this file, and those they are told of in `subscriptions`. */
static gboolean
announce_folder(const DiMaildir *maildir, const char *path, GError **error)
{
	g_autofree char *mark = g_build_filename(path, "maildirfolder", NULL);
	g_autofree char *list_file = g_build_filename(maildir->root, "subscriptions", NULL);
	g_autofree char *name = g_path_get_basename(path);
	g_autofree char *line = g_strconcat(name + 1, "\n", NULL);
	DI_AUTO_FD fd = open(mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	DI_AUTO_FD subscriptions = open(list_file, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0)
		return di_error_set_errno(error, errno, "cannot make", mark);
	return subscriptions < 0 || di_fd_write_all(subscriptions, line, strlen(line), error);
}

static gboolean
have_folder(const DiMaildir *maildir, const char *path, GError **error)
{
	return g_file_test(path, G_FILE_TEST_IS_DIR) || (make_folder(path, error) && announce_folder(maildir, path, error));
}

/* "cur/NAME:2,FLAGS": a mail from new/ has no flags yet. */
static char *
place_in(const char *path, const DiMaildirMail *mail)
{
	g_autofree char *name = g_path_get_basename(mail->place);
	g_autofree char *whole = strchr(name, ':') ? g_strdup(name) : g_strconcat(name, ":2,", NULL);

	return g_build_filename(path, "cur", whole, NULL);
}

static gboolean
move_one(DiMaildir *maildir, guint32 uid, const char *path, gboolean *moved, GError **error)
{
	*moved = FALSE;
	for (int tries = 0; tries < 2; tries++) {
		const DiMaildirMail *mail = di_maildir_find(maildir->uids, uid);
		g_autofree char *from = mail ? file_of(maildir, mail) : NULL;
		g_autofree char *to = mail ? place_in(path, mail) : NULL;
		g_autofree char *home = g_strdup(maildir->uids->path);

		*moved = mail && renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0;
		if (*moved)
			return TRUE;
		if (mail && errno != ENOENT)
			return di_error_set_errno(error, errno, "cannot move the mail to", to);
		if (tries == 0 && !rescan(maildir, home, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
move(DiSource *source, const guint32 *uids, guint n, const char *folder, GArray *moved, GError **error)
{
	DiMaildir *maildir = (DiMaildir *)source;
	g_autofree char *path = folder_path(maildir, folder, error);
	g_autofree char *home = g_strdup(maildir->uids->path);

	if (!path || !have_folder(maildir, path, error))
		return FALSE;
	for (guint i = 0; i < n; i++) {
		gboolean done;

		if (!move_one(maildir, uids[i], path, &done, error))
			return FALSE;
		if (done)
			g_array_append_val(moved, uids[i]);
	}
	return moved->len == 0 || rescan(maildir, home, error);
}

static gboolean
write_synced(const char *path, const void *bytes, gsize size, GError **error)
{
	DI_AUTO_FD fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return di_error_set_errno(error, errno, "cannot keep a note as", path);
	return di_fd_write_all(fd, bytes, size, error) && (fsync(fd) == 0 || di_error_set_errno(error, errno, "cannot keep a note as", path));
}

/* Written in tmp, synced, and put into cur: a person need not read it. */
static gboolean
keep(DiSource *source, const char *folder, const void *bytes, gsize size, GError **error)
{
	const DiMaildir *maildir = (DiMaildir *)source;
	g_autofree char *path = folder_path(maildir, folder, error);
	g_autofree char *unique = g_uuid_string_random();
	g_autofree char *aside = path ? g_build_filename(path, "tmp", unique, NULL) : NULL;
	g_autofree char *name = g_strconcat(unique, ":2,S", NULL);
	g_autofree char *place = path ? g_build_filename(path, "cur", name, NULL) : NULL;

	if (!path || !have_folder(maildir, path, error) || !write_synced(aside, bytes, size, error))
		return FALSE;
	return g_rename(aside, place) == 0 || di_error_set_errno(error, errno, "cannot keep a note in", place);
}

/* Waits for a change in new/ or cur/, a frame from the worker, or UNTIL. TRUE: the worker calls. */
static gboolean
sleep_until(int notify, gint64 until_us)
{
	struct pollfd watch[2] = {{.fd = DI_MAILBOX_FD, .events = POLLIN | POLLRDHUP}, {.fd = notify, .events = POLLIN}};
	gint64 left_ms = (until_us - g_get_monotonic_time()) / 1000 + 1;

	if (left_ms > 0)
		poll(watch, notify < 0 ? 1 : 2, (int)MIN(left_ms, G_MAXINT));
	return watch[0].revents != 0;
}

static int
watch_folder(const char *path)
{
	DI_AUTO_FD notify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	g_autofree char *fresh = g_build_filename(path, "new", NULL);
	g_autofree char *seen = g_build_filename(path, "cur", NULL);

	if (notify < 0 || inotify_add_watch(notify, fresh, IN_MOVED_TO | IN_CREATE) < 0 ||
		inotify_add_watch(notify, seen, IN_MOVED_TO | IN_CREATE) < 0)
		return -1;
	return di_fd_steal(&notify);
}

static gboolean
wait_for_news(DiSource *source, guint32 timeout_ms, gboolean *news_out, GError **error)
{
	DiMaildir *maildir = (DiMaildir *)source;
	gint64 end_us = g_get_monotonic_time() + (gint64)timeout_ms * 1000;
	g_autofree char *path = g_strdup(maildir->uids->path);
	DI_AUTO_FD notify = watch_folder(path);
	gboolean called = FALSE;
	char events[4096];

	for (;;) {
		gint64 now_us = g_get_monotonic_time();

		if (!rescan(maildir, path, error))
			return FALSE;
		*news_out = maildir->uids->next_uid - 1 > maildir->top_uid;
		if (*news_out || called || now_us >= end_us)
			return TRUE;
		called = sleep_until(notify, MIN(end_us, now_us + (gint64)maildir->poll_s * G_USEC_PER_SEC));
		while (notify >= 0 && read(notify, events, sizeof events) > 0)
			continue;
	}
}

static const char *
remark(DiSource *source G_GNUC_UNUSED)
{
	return NULL;
}

static void
free_maildir(DiSource *source)
{
	DiMaildir *maildir = (DiMaildir *)source;

	di_maildir_uids_free(maildir->uids);
	g_free(maildir->listed);
	g_free(maildir->root);
	g_free(maildir);
}

static const DiSourceKind kind = {
	.select = select_folder,
	.list = list,
	.fetch = fetch,
	.move = move,
	.keep = keep,
	.wait = wait_for_news,
	.remark = remark,
	.free = free_maildir,
};

DiSource *
di_maildir_open(const DiSourceUrl *url, const DiSourceOptions *options, GError **error)
{
	g_autofree char *cur = g_build_filename(url->maildir, "cur", NULL);
	DiMaildir *maildir;

	if (!g_file_test(cur, G_FILE_TEST_IS_DIR)) {
		g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY,
			"'%s' is no Maildir (it has no folder 'cur'); check url in [mailbox] and the rights of the folder",
			url->maildir);
		return NULL;
	}
	maildir = g_new0(DiMaildir, 1);
	maildir->source.kind = &kind;
	maildir->root = g_strdup(url->maildir);
	maildir->poll_s = options->poll_s;
	return &maildir->source;
}
