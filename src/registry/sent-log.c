/* The sent log: a line for each letter that went, beside the database and not in it. It knows what a register that was put back
 * from an older copy has forgotten; and each line names the log's last entry, so that a log cut off at its end shows. */
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A line that a full disk or a power cut has cut
 * short is closed with TORN before the next: it is read no more, and no other with it. */
#define TORN " !\n"

#define RESTORE_LOOKED "aterstalld-last" /* the mark of the copy for which the folders were looked through */

enum {
	LOG_MAX_BYTES = 1 << 30,
	NEWEST_BYTES = 256 << 10, /* a thousand lines and more */
};

static char *
log_path(DiRegistry *registry)
{
	return g_strconcat(registry->config->diarium.database, ".skickat", NULL);
}

static gboolean
ends_torn(int fd)
{
	char last = '\n';

	return lseek(fd, -1, SEEK_END) >= 0 && read(fd, &last, 1) == 1 && last != '\n';
}

static gboolean
append_synced(const char *path, const char *line, mode_t mode, GError **error)
{
	DI_AUTO_FD fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode);
	g_autofree char *text = NULL;

	if (fd < 0)
		return di_error_set_errno(error, errno, "cannot open the sent log", path);
	text = g_strconcat(ends_torn(fd) ? TORN : "", line, NULL);
	if (!di_fd_write_all(fd, text, strlen(text), error)) {
		g_prefix_error(error, "the sent log '%s': ", path);
		return FALSE;
	}
	return fsync(fd) == 0 || di_error_set_errno(error, errno, "cannot write the sent log", path);
}

/* The log's last entry, as "12:3f0a…". */
static char *
anchor_of(DiRegistry *registry, GError **error)
{
	g_autofree char *link = NULL;
	gint64 entry = 0;

	return di_registry_log_head(registry, &entry, &link, error) ? g_strdup_printf("%" G_GINT64_FORMAT ":%s", entry, link) : NULL;
}

/* Line: moment, Message-ID, recipient, the log's last entry, the numbers that the letter told (told.c). Written before the outcome is committed: if we die between the two, the
 * line says at the next start that the letter went. */
gboolean
di_sent_log_add(DiRegistry *registry, gint64 id, DiTime now, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_OUT_ENVELOPE, error, "i", id);
	g_autofree char *path = log_path(registry), *line = NULL, *anchor = anchor_of(registry, error);
	g_autofree char *told = anchor ? di_told_word(registry, id, now, error) : NULL;
	g_autofree char *time = di_time_format(now, registry->config->reminders.timezone);
	gboolean is_new = !g_file_test(path, G_FILE_TEST_EXISTS);
	struct stat about;

	if (!told || di_db_step(registry, stmt, error) <= 0)
		return FALSE;
	line = g_strdup_printf("%s %s %s %s%s%s\n", time, di_col_borrow(stmt, 0), di_col_borrow(stmt, 1), anchor, *told ? " " : "", told);
	if (stat(registry->config->diarium.database, &about) != 0)
		return di_error_set_errno(error, errno, "cannot look at", registry->config->diarium.database);
	return append_synced(path, line, about.st_mode & 0660, error) && (!is_new || di_folder_sync_of(path, error));
}

static void
line_free(gpointer data)
{
	DiSentLine *line = data;

	g_free(line->message_id);
	g_free(line->link);
	g_free(line->to_address);
	g_free(line->told);
	g_free(line);
}

/* NULL: the line was cut short, or its bytes never came to the disk. Lines of earlier versions end with the recipient, or
 * the entry. */
static DiSentLine *
read_line(const char *text)
{
	g_auto(GStrv) words = g_strsplit(text, " ", 6);
	guint n = g_strv_length(words);
	DiSentLine *line;
	char *end = NULL;

	if (n < 3 || n > 5 || g_str_equal(words[n - 1], "!") || strchr(text, '\1'))
		return NULL;
	line = g_new0(DiSentLine, 1);
	line->sent = di_time_parse(words[0]);
	line->message_id = g_strdup(words[1]);
	line->to_address = g_strdup(words[2]);
	line->entry = n > 3 ? g_ascii_strtoll(words[3], &end, 10) : 0;
	line->link = end && *end == ':' ? g_strdup(end + 1) : NULL;
	line->told = n > 4 ? g_strdup(words[4]) : NULL;
	return line;
}

/* From START on. NUL bytes, which a power cut can leave, become \1: a string would end at them. */
static char *
read_text(int fd, const char *path, gsize start, GError **error)
{
	g_autoptr(GBytes) bytes = lseek(fd, (off_t)start, SEEK_SET) < 0 ? NULL : di_fd_read_all(fd, LOG_MAX_BYTES, error);
	const char *from;
	char *text;
	gsize size;

	if (!bytes) {
		g_prefix_error(error, "the sent log '%s': ", path);
		return NULL;
	}
	from = g_bytes_get_data(bytes, &size);
	text = g_malloc(size + 1);
	for (gsize i = 0; i < size; i++)
		text[i] = from[i] ? from[i] : '\1';
	text[size] = '\0';
	return text;
}

/* Where to begin: after what was accepted, and no further from the end than MOST. A file that is shorter than what was accepted is a
 * new one. */
static gsize
begin_at(gsize size, gsize offset, gsize most)
{
	gsize start = offset <= size ? offset : 0;

	return most && size - start > most ? size - most : start;
}

GPtrArray *
di_sent_log_read(DiRegistry *registry, gsize offset, gsize most, gsize *size_out, GError **error)
{
	g_autofree char *path = log_path(registry), *text = NULL;
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(line_free);
	DI_AUTO_FD fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	g_auto(GStrv) lines = NULL;
	gboolean cut;
	off_t size;
	gsize start;

	*size_out = 0;
	if (fd < 0 && errno == ENOENT)
		return g_steal_pointer(&found);
	size = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);
	if (size < 0) {
		di_error_set_errno(error, errno, "cannot read the sent log", path);
		return NULL;
	}
	*size_out = (gsize)size;
	start = begin_at((gsize)size, offset, most);
	cut = start > 0 && start != offset;
	text = read_text(fd, path, start, error);
	lines = text ? g_strsplit(text, "\n", -1) : NULL;
	for (guint i = cut ? 1 : 0; lines && lines[i] && lines[i + 1]; i++) { /* what follows the last newline was not finished */
		DiSentLine *line = read_line(lines[i]);

		if (line)
			g_ptr_array_add(found, line);
	}
	return text ? g_steal_pointer(&found) : NULL;
}

gsize
di_sent_log_accepted(DiRegistry *registry)
{
	g_autofree char *text = di_registry_state_get(registry, "sandlogg-godkand");

	return text ? (gsize)g_ascii_strtoull(text, NULL, 10) : 0;
}

gboolean
di_outbox_is_behind_sent_log(DiRegistry *registry, gboolean *behind_out, GError **error)
{
	gsize size = 0;
	/* a restored backup lacks the newest: the log's end is enough, however long it has grown */
	g_autoptr(GPtrArray) lines = di_sent_log_read(registry, di_sent_log_accepted(registry), NEWEST_BYTES, &size, error);

	if (!lines)
		return FALSE;
	*behind_out = FALSE;
	for (guint i = lines->len; i-- > 0 && !*behind_out && lines->len - i <= 1000;) {
		const DiSentLine *line = lines->pdata[i];
		gint64 known = 0;

		if (!di_db_int(registry, STMT_OUT_WENT, &known, error, "s", line->message_id))
			return FALSE;
		*behind_out = known == 0;
	}
	return TRUE;
}

gboolean
di_outbox_accept_sent_log(DiRegistry *registry, guint *went_out, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	gsize size = 0;
	g_autoptr(GPtrArray) lines = transaction ? di_sent_log_read(registry, 0, 0, &size, error) : NULL;
	g_autofree char *offset = g_strdup_printf("%zu", size);

	return lines && di_registry_state_set(registry, "sandlogg-godkand", offset, error) &&
		di_registry_log(registry, "sändloggen godkänd", "", offset, error) && di_outbox_settle_went(registry, went_out, error) && di_transaction_commit(&transaction, error);
}

/* Whole lines from OFFSET on, for a copy that is kept elsewhere. */
char *
di_sent_log_text(DiRegistry *registry, gsize offset, gsize most, gsize *next_out, GError **error)
{
	g_autofree char *path = log_path(registry), *text = NULL;
	DI_AUTO_FD fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	off_t size = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
	char *end;

	*next_out = offset;
	if ((fd < 0 && errno != ENOENT) || size < 0) {
		di_error_set_errno(error, errno, "cannot read the sent log", path);
		return NULL;
	}
	if (size == 0 || offset == (gsize)size)
		return g_strdup("");
	*next_out = begin_at((gsize)size, offset, 0);
	text = read_text(fd, path, *next_out, error);
	if (!text)
		return NULL;
	if (strlen(text) > most)
		text[most] = '\0';
	end = strrchr(text, '\n');
	end = end ? end + 1 : text;
	*end = '\0';
	*next_out += (gsize)(end - text);
	return g_steal_pointer(&text);
}

gboolean
di_sent_log_copy(DiRegistry *registry, const char *path, GError **error)
{
	gsize size = 0;
	g_autofree char *text = di_sent_log_text(registry, 0, LOG_MAX_BYTES, &size, error);
	DI_AUTO_FD fd = text ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600) : -1;

	if (!text)
		return FALSE;
	if (fd < 0)
		return di_error_set_errno(error, errno, "cannot write the copy of the sent log", path);
	return di_fd_write_all(fd, text, strlen(text), error);
}

/* Those of LINES that the file lacks, as they are to be added to it. Each is looked at: they come from elsewhere. */
static gboolean
missing_lines(DiRegistry *registry, const char *lines, GString *missing, guint *news_out, GError **error)
{
	gsize next = 0;
	g_autofree char *text = di_sent_log_text(registry, 0, LOG_MAX_BYTES, &next, error);
	g_autoptr(GHashTable) there = g_hash_table_new(g_str_hash, g_str_equal);
	g_auto(GStrv) have = g_strsplit(text ? text : "", "\n", -1), come = g_strsplit(lines, "\n", -1);

	for (char **one = have; *one; one++)
		g_hash_table_add(there, *one);
	for (char **one = come; text && *one; one++) {
		DiSentLine *line = g_hash_table_add(there, *one) ? read_line(*one) : NULL;
		gint64 known = 0;
		gboolean good = !line || di_db_int(registry, STMT_OUT_WENT, &known, error, "s", line->message_id);

		if (good && line) {
			g_string_append_printf(missing, "%s\n", *one);
			*news_out += known == 0;
		}
		g_clear_pointer(&line, line_free);
		if (!good)
			return FALSE;
	}
	return text != NULL;
}

gboolean
di_sent_log_take(DiRegistry *registry, const char *lines, guint *news_out, GError **error)
{
	g_autofree char *path = log_path(registry);
	g_autoptr(GString) missing = g_string_new(NULL);
	struct stat about;

	*news_out = 0;
	if (!missing_lines(registry, lines, missing, news_out, error))
		return FALSE;
	if (missing->len == 0)
		return TRUE;
	if (stat(registry->config->diarium.database, &about) != 0)
		return di_error_set_errno(error, errno, "cannot look at", registry->config->diarium.database);
	return append_synced(path, missing->str, about.st_mode & 0660, error) && di_folder_sync_of(path, error);
}

/* The length of the sent log is the mark of the copy: nothing is added to it before a person has accepted what it says. *MARK_OUT NULL: the register
 * was not put back. */
static gboolean
restore_mark(DiRegistry *registry, char **mark_out, GError **error)
{
	gsize size = di_sent_log_accepted(registry);
	g_autoptr(GPtrArray) lines = NULL;
	gboolean behind;

	if (!di_outbox_is_behind_sent_log(registry, &behind, error))
		return FALSE;
	lines = behind ? di_sent_log_read(registry, size, 1, &size, error) : NULL;
	*mark_out = size > 0 ? g_strdup_printf("%zu", size) : NULL;
	return lines || !behind;
}

gboolean
di_restore_must_look(DiRegistry *registry, gboolean *must_out, GError **error)
{
	g_autofree char *looked = di_registry_state_get(registry, RESTORE_LOOKED), *mark = NULL;

	if (!restore_mark(registry, &mark, error))
		return FALSE;
	*must_out = mark && g_strcmp0(mark, looked) != 0;
	return TRUE;
}

gboolean
di_restore_looked(DiRegistry *registry, GError **error)
{
	g_autofree char *mark = NULL;

	return restore_mark(registry, &mark, error) && di_registry_state_set(registry, RESTORE_LOOKED, mark, error);
}
