/* Which letters have gone stands in the sent log beside the register. Where both are put back together (a snapshot of the machine, a disk's image, a
 * lost log), nothing on this machine knows better: letters would go twice, and numbers be given twice. So the mailbox remembers, too: each
 * round in which letters went leaves a mail of our own in a folder of ours, with the lines of the sent log, and what the log lacks is
 * taken from there before anything is decided. Then all is as where the register alone was put back (sent-log.c, restore.c).
 *
 * The notes are signed by a key that the register and its copies hold, so that another register's, and what anybody lays there, count for nothing. They
 * decide nothing by themselves: a folder that is emptied, or cannot be written, leaves all as it was before there were any. */
#include <diarie/daemon.h>

#include <string.h>

#define KEY "minne-nyckel"
#define KEPT "minne-till"  /* so many bytes of the sent log are kept */
#define SEEN "minne-sett"  /* "UIDVALIDITY UID": notes were read up to that one */
#define FAILED "minne-fel" /* so many looks in a row that failed */
#define REFUSED "minne-nekat" /* why the last note could not be kept; unset: it was */

#define BEGIN "[diarie 1]"
#define END "[slut]"

enum {
	NOTE_BYTES = 128 << 10,
	MAIL_BYTES = 1 << 20,
	LINE_CHARS = 64,
	FAILURES_MOST = 3,  /* then no reminder waits for the folder any longer */
	REST_S = 3600,      /* after a note that was refused */
	FAILURES_STEP = 16, /* and only each so-manieth session asks for it */
};

static char *
key_of(DiHouse *house, GError **error)
{
	g_autofree char *key = di_registry_state_get(house->registry, KEY);

	if (key)
		return g_steal_pointer(&key);
	key = g_uuid_string_random();
	return di_registry_state_set(house->registry, KEY, key, error) ? g_steal_pointer(&key) : NULL;
}

static char *
signature(const char *key, const char *lines)
{
	return g_compute_hmac_for_string(G_CHECKSUM_SHA256, (const guchar *)key, strlen(key), lines, -1);
}

/* Servers write mails anew (Exchange does): nothing that any of the ways to encode a text would change. */
static char *
armoured(const char *key, const char *lines)
{
	g_autofree char *mark = signature(key, lines), *whole = g_strconcat(mark, "\n", lines, NULL);
	g_autofree char *encoded = g_base64_encode((const guchar *)whole, strlen(whole));
	GString *text = g_string_new(NULL);

	g_strdelimit(encoded, "+", '-');
	g_strdelimit(encoded, "/", '_');
	g_strdelimit(encoded, "=", '\0');
	for (gsize at = 0, length = strlen(encoded); at < length; at += LINE_CHARS)
		g_string_append_printf(text, "%.*s\n", LINE_CHARS, encoded + at);
	return g_string_free(text, FALSE);
}

/* The lines in MAIL; NULL: it is no note of this register's. */
static char *
read_note(const char *key, GBytes *mail)
{
	gsize size, n = 0;
	const char *data = g_bytes_get_data(mail, &size);
	const char *begin = g_strstr_len(data, (gssize)size, BEGIN);
	const char *end = begin ? g_strstr_len(begin, (gssize)(size - (gsize)(begin - data)), END) : NULL;
	g_autoptr(GString) encoded = g_string_new(NULL);
	g_autofree char *mark = NULL, *text = NULL, *right = NULL;
	g_autofree guchar *bytes = NULL;

	for (const char *c = end ? begin + strlen(BEGIN) : NULL; c && c < end; c++)
		if (g_ascii_isalnum(*c) || *c == '-' || *c == '_')
			g_string_append_c(encoded, *c == '-' ? '+' : *c == '_' ? '/' : *c);
	while (encoded->len % 4)
		g_string_append_c(encoded, '=');
	bytes = g_base64_decode(encoded->str, &n);
	text = g_strndup((const char *)bytes, n);
	if (!strchr(text, '\n'))
		return NULL;
	mark = g_strndup(text, (gsize)(strchr(text, '\n') - text));
	right = signature(key, strchr(text, '\n') + 1);
	return g_str_equal(mark, right) ? g_strdup(strchr(text, '\n') + 1) : NULL;
}

typedef struct {
	DiHouse *house;
	const char *key;
	GString *lines;
} Reading;

static gboolean
take_note(guint32 uid G_GNUC_UNUSED, GBytes *bytes, gboolean too_large, gpointer user, GError **error G_GNUC_UNUSED)
{
	Reading *reading = user;
	g_autofree char *lines = bytes && !too_large ? read_note(reading->key, bytes) : NULL;

	di_house_alive(reading->house);
	if (lines)
		g_string_append(reading->lines, lines);
	return TRUE;
}

static gboolean
fetch_notes(Reading *reading, const GArray *entries, GError **error)
{
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(guint32));

	for (guint i = 0; i < entries->len; i++)
		g_array_append_val(uids, g_array_index(entries, DiMailEntry, i).uid);
	return di_mailbox_fetch(reading->house->mailbox, &g_array_index(uids, guint32, 0), uids->len, MAIL_BYTES, take_note, reading, error);
}

/* Letters that somebody else has sent in this register's name while we were at work, or after it was known that it is behind. */
static gboolean
tell_two(DiHouse *house, guint n, GError **error)
{
	if (!di_elsewhere_seen(house, error))
		return FALSE;
	g_set_error(error, DI_ERROR, DI_ERROR_BUSY, "%u letters have been sent by another machine, which is at work with a copy of this register: stop one "
		"of the two, and run 'diarie resume' (and 'diarie resume --sent-log') on the other", n);
	return FALSE;
}

/* LINES are added to the sent log first: should we end here, they are known from then on. */
static gboolean
take_over(DiHouse *house, const char *lines, const char *seen, GError **error)
{
	gboolean behind = FALSE;
	guint news = 0;

	if (!di_outbox_is_behind_sent_log(house->registry, &behind, error) || !di_sent_log_take(house->registry, lines, &news, error) ||
		!di_registry_state_set(house->registry, SEEN, seen, error))
		return FALSE;
	if (news > 0 && (behind || house->memory_seen))
		return tell_two(house, news, error);
	if (news > 0)
		di_log(DI_LOG_ERR, "the mailbox remembers %u letters that neither the register nor its sent log knows: both were put back from an older copy", news);
	return TRUE;
}

static gboolean
look(DiHouse *house, const char *noted, GError **error)
{
	g_autofree char *key = key_of(house, error), *seen = NULL;
	g_autoptr(GString) lines = g_string_new(NULL);
	Reading reading = {.house = house, .key = key, .lines = lines};
	g_auto(GStrv) words = g_strsplit(noted ? noted : "0 0", " ", 2);
	g_autoptr(GArray) entries = NULL;
	guint32 uidvalidity = 0, above = 0;

	if (!key || !di_mailbox_select(house->mailbox, house->config->mailbox.memory, &uidvalidity, error))
		return FALSE;
	if (g_ascii_strtoull(words[0], NULL, 10) == uidvalidity && words[1])
		above = (guint32)g_ascii_strtoull(words[1], NULL, 10);
	entries = di_mailbox_list(house->mailbox, above, error);
	if (!entries)
		return FALSE;
	if (entries->len == 0)
		return TRUE;
	seen = g_strdup_printf("%u %u", uidvalidity, g_array_index(entries, DiMailEntry, entries->len - 1).uid);
	return fetch_notes(&reading, entries, error) && take_over(house, lines->str, seen, error);
}

/* A register that has never read its mailbox has nothing there; and where nothing lay before, only we put something. */
static gboolean
has_none(const DiHouse *house, const char *noted)
{
	g_autofree char *fetched = noted ? NULL : di_registry_state_get(house->registry, "senaste-hamtning");

	return !noted && (house->memory_seen || !fetched);
}

/* The folder keeps no report from being read: the work goes on in another session, and only reminders wait, for a while. */
static gboolean
forgive(DiHouse *house, guint failures, const GError *trouble, GError **error)
{
	g_autofree char *text = g_strdup_printf("%u", failures + 1);

	g_clear_pointer(&house->mailbox, di_mailbox_close);
	if (di_house_is_stopping(house)) /* that was us */
		return TRUE;
	house->memory_unsure = failures + 1 < FAILURES_MOST;
	di_log(DI_LOG_WARNING, "the folder '%s' cannot be read: %s", house->config->mailbox.memory, trouble->message);
	return di_registry_state_set(house->registry, FAILED, text, error);
}

static gboolean
is_left_alone(guint failures)
{
	return failures >= FAILURES_MOST && failures % FAILURES_STEP != 0;
}

gboolean
di_memory_look(DiHouse *house, GError **error)
{
	g_autofree char *noted = di_registry_state_get(house->registry, SEEN), *failed = di_registry_state_get(house->registry, FAILED);
	guint failures = failed ? (guint)g_ascii_strtoull(failed, NULL, 10) : 0;
	g_autoptr(GError) local = NULL;

	house->memory_unsure = FALSE;
	if (!*house->config->mailbox.memory || has_none(house, noted))
		return TRUE;
	if (is_left_alone(failures)) {
		g_autofree char *text = g_strdup_printf("%u", failures + 1);

		return di_registry_state_set(house->registry, FAILED, text, error);
	}
	if (!look(house, noted, &local)) {
		if (g_error_matches(local, DI_ERROR, DI_ERROR_BUSY)) {
			g_propagate_error(error, g_steal_pointer(&local));
			return FALSE;
		}
		if (!g_error_matches(local, DI_ERROR, DI_ERROR_NOT_FOUND)) /* nothing has ever been kept there, or somebody has taken it away */
			return forgive(house, failures, local, error);
	}
	house->memory_seen = TRUE;
	return !failed || di_registry_state_set(house->registry, FAILED, NULL, error);
}

static GBytes *
compose(DiHouse *house, const char *lines, gsize from, GError **error)
{
	const char *sender = house->config->outgoing.from, *open = strrchr(sender, '<');
	g_autofree char *own = open ? g_strndup(open + 1, strcspn(open + 1, ">")) : g_strdup(sender);
	g_autofree char *key = key_of(house, error), *armour = key ? armoured(key, lines) : NULL;
	g_autofree char *what = armour ? g_strdup_printf("%zu %s", from, armour) : NULL;
	g_autofree char *id = what ? di_letter_message_id("anteckning", what, sender) : NULL;
	g_autofree char *day = di_date_format(di_date_of_time(di_clock_now(), house->config->reminders.timezone));
	DiEnvelope envelope = {.from = sender, .to_address = own, .message_id = id, .date = di_clock_now(),
		.timezone = house->config->reminders.timezone, .diarie_id = id};
	g_autoptr(DiLetterText) text = g_new0(DiLetterText, 1);

	if (!key)
		return NULL;
	text->subject = g_strdup_printf("Diariets anteckning %s", day);
	text->body = g_strdup_printf("Diariets egen anteckning om brev som har skickats. Flytta den inte,\n"
		"och ta inte bort den: om registret en dag kommer tillbaka ur en gammal\n"
		"kopia visar den vilka brev och nummer som redan har skickats.\n\n" BEGIN "\n%s" END "\n", armour);
	return di_letter_compose(&envelope, text, error);
}

/* NEXT: where the lines that are not kept yet begin, once these are. */
static gboolean
keep_some(DiHouse *house, const char *lines, gsize from, gsize next, GError **error)
{
	g_autoptr(GBytes) mail = compose(house, lines, from, error);
	g_autofree char *kept = g_strdup_printf("%zu", next), *noted = di_registry_state_get(house->registry, SEEN);

	return mail && di_mailbox_keep(house->mailbox, house->config->mailbox.memory, mail, error) &&
		di_registry_state_set(house->registry, KEPT, kept, error) && di_registry_state_set(house->registry, REFUSED, NULL, error) &&
		(noted || di_registry_state_set(house->registry, SEEN, "0 0", error));
}

/* The letters have gone and are known; only this second memory of them fails. Told once in a row. */
static gboolean
let_be(DiHouse *house, const GError *trouble, GError **error)
{
	g_autofree char *noted = di_registry_state_get(house->registry, REFUSED);

	house->memory_rests_until_us = g_get_monotonic_time() + (gint64)REST_S * G_USEC_PER_SEC;
	if (trouble->code != DI_ERROR_DENIED)
		g_clear_pointer(&house->mailbox, di_mailbox_close);
	if (g_strcmp0(noted, trouble->message) == 0 || di_house_is_stopping(house))
		return TRUE;
	di_log(DI_LOG_WARNING, "the mailbox does not remember the letters that went: %s", trouble->message);
	return di_registry_state_set(house->registry, REFUSED, trouble->message, error);
}

gboolean
di_memory_keep(DiHouse *house, GError **error)
{
	g_autofree char *kept = di_registry_state_get(house->registry, KEPT);
	gsize from = kept ? (gsize)g_ascii_strtoull(kept, NULL, 10) : 0, next;

	while (*house->config->mailbox.memory && house->mailbox && g_get_monotonic_time() >= house->memory_rests_until_us && !di_house_is_stopping(house)) {
		g_autofree char *lines = di_sent_log_text(house->registry, from, NOTE_BYTES, &next, error);
		g_autoptr(GError) trouble = NULL;

		if (!lines || !*lines)
			return lines != NULL;
		if (!keep_some(house, lines, from, next, &trouble))
			return let_be(house, trouble, error);
		from = next;
	}
	return TRUE;
}
