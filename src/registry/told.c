/* What letters have told. Each line of the sent log holds those of its letter and what they were given to, so that a register
 * that was put back from an older copy gives none of them to anything else, and gives the same report, or the case of the same
 * insats and year, its own again; and so that no reminder goes a second time. Looked at where a number is given or a letter made, and only in a register that
 * was put back. */
#include "private.h"

#include <string.h>

#define ACCEPTED "saknade-nummer-godkanda" /* "SFE 26-2.1,SFE 26-2.2": a person has said that these are lost */

enum { MARK_CHARS = 16 };

/* What a number was given to, not to be read by anybody else: beginning of a SHA-256. */
static char *
mark_of(const char *what)
{
	char *mark = g_compute_checksum_for_string(G_CHECKSUM_SHA256, what, -1);

	mark[MARK_CHARS] = '\0';
	return mark;
}

/* The running year's last number stands in each line too: so far had they been given. */
char *
di_told_word(DiRegistry *registry, gint64 letter_id, DiTime now, GError **error)
{
	int year, month, day, got;
	g_autoptr(GString) word = g_string_new(NULL);
	DI_QUERY stmt = NULL;

	di_date_to_ymd(di_date_of_time(now, registry->config->reminders.timezone), &year, &month, &day);
	stmt = di_db_query(registry, STMT_OUT_TOLD, error, "isn", letter_id, registry->config->diarium.prefix, year);
	while ((got = di_db_step(registry, stmt, error)) > 0) {
		const char *what = di_col_borrow(stmt, 1);
		g_autofree char *mark = what ? mark_of(what) : NULL;

		g_string_append_printf(word, "%s%s%s%s", word->len ? "," : "", di_col_borrow(stmt, 0), mark ? "=" : "", mark ? mark : "");
	}
	g_strdelimit(word->str, " ", '_');
	return got == 0 ? g_strdup(word->str) : NULL;
}

/* "SFE 26": the series that NUMBER is of; "SFE 26-2": the case that a document's is of. */
static char *
series_of(const char *number)
{
	const char *end = strrchr(number, '.') ? strrchr(number, '.') : strrchr(number, '-');

	return end ? g_strndup(number, (gsize)(end - number)) : NULL;
}

static void
raise_top(GHashTable *tops, const char *number, int value)
{
	char *series = series_of(number);

	if (value > GPOINTER_TO_INT(g_hash_table_lookup(tops, series)))
		g_hash_table_replace(tops, series, GINT_TO_POINTER(value));
	else
		g_free(series);
}

/* "SFE_26-2.1=0123456789abcdef", or without the mark. */
static void
take_one(DiTold *told, char *text)
{
	char *mark = strchr(text, '=');
	DiDiarienummer number;

	if (mark)
		*mark++ = '\0';
	g_strdelimit(text, "_", ' ');
	if (!di_diarienummer_parse(text, &number))
		return;
	raise_top(told->tops, text, number.document ? number.document : number.number);
	if (number.document) {
		g_autofree char *its_case = series_of(text);

		raise_top(told->tops, its_case, number.number);
	}
	if (mark)
		g_hash_table_replace(told->numbers, g_strdup(mark), g_strdup(text));
}

static void
take_letter(DiTold *told, const DiSentLine *line)
{
	char *letter = g_strconcat(line->message_id, " ", line->to_address, NULL);
	const DiWent *before = g_hash_table_lookup(told->went, letter);
	DiWent went = {.when = line->sent, .times = before ? before->times + 1 : 1};

	g_hash_table_replace(told->went, letter, g_memdup2(&went, sizeof went));
}

static gboolean
take_lines(DiRegistry *registry, DiTold *told, GError **error)
{
	gsize size = 0;
	g_autoptr(GPtrArray) lines = di_sent_log_read(registry, 0, 0, &size, error);

	for (guint i = 0; lines && i < lines->len; i++) {
		const DiSentLine *line = lines->pdata[i];
		g_auto(GStrv) each = g_strsplit(line->told ? line->told : "", ",", -1);

		if (line->sent != DI_TIME_NONE)
			take_letter(told, line);
		for (char **one = each; *one; one++)
			take_one(told, *one);
	}
	return lines != NULL;
}

void
di_told_free(DiTold *told)
{
	if (!told)
		return;
	g_hash_table_unref(told->numbers);
	g_hash_table_unref(told->tops);
	g_hash_table_unref(told->went);
	g_free(told);
}

/* Once a process: a register is put back while none is at work. One that a person has accepted as put back stays one, for
 * mails may be moved back to the inbox later still. */
static const DiTold *
told_of(DiRegistry *registry, GError **error)
{
	gboolean put_back = di_sent_log_accepted(registry) > 0;
	DiTold *told;

	if (registry->told)
		return registry->told;
	if (!put_back && !di_outbox_is_behind_sent_log(registry, &put_back, error))
		return NULL;
	told = g_new0(DiTold, 1);
	told->numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	told->went = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	told->tops = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	if (put_back && !take_lines(registry, told, error)) {
		di_told_free(told);
		return NULL;
	}
	return registry->told = told;
}

gboolean
di_told_number(DiRegistry *registry, const char *what, char **number_out, GError **error)
{
	const DiTold *told = told_of(registry, error);
	g_autofree char *mark = mark_of(what);
	const char *number = told ? g_hash_table_lookup(told->numbers, mark) : NULL;
	gint64 taken = 0;

	if (!told || (number && !di_db_int(registry, STMT_NUMBER_TAKEN, &taken, error, "s", number)))
		return FALSE;
	*number_out = number && !taken ? g_strdup(number) : NULL;
	return TRUE;
}

gboolean
di_told_top(DiRegistry *registry, const char *series, int *top_out, GError **error)
{
	const DiTold *told = told_of(registry, error);

	*top_out = told ? GPOINTER_TO_INT(g_hash_table_lookup(told->tops, series)) : 0;
	return told != NULL;
}

gboolean
di_told_went(DiRegistry *registry, const char *message_id, const char *to, DiWent *went_out, GError **error)
{
	const DiTold *told = told_of(registry, error);
	g_autofree char *letter = g_strconcat(message_id, " ", to, NULL);
	const DiWent *went = told ? g_hash_table_lookup(told->went, letter) : NULL;

	*went_out = went ? *went : (DiWent){.when = DI_TIME_NONE};
	return told != NULL;
}

/* Where cases have numbers, one without a document's is a case's: those are opened again when they are needed. */
static gboolean
is_of_document(const DiRegistry *registry, const char *text)
{
	DiDiarienummer number;

	return di_diarienummer_parse(text, &number) && (number.document || registry->config->diarium.numbering != DI_NUMBERING_ARENDE);
}

static int
by_text(gconstpointer a, gconstpointer b)
{
	return di_text_compare(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
di_told_missing(DiRegistry *registry, GError **error)
{
	const DiTold *told = told_of(registry, error);
	g_autofree char *accepted = told && g_hash_table_size(told->numbers) ? di_registry_state_get(registry, ACCEPTED) : NULL;
	g_auto(GStrv) lost = g_strsplit(accepted ? accepted : "", ",", -1);
	g_autoptr(GPtrArray) missing = g_ptr_array_new_with_free_func(g_free);
	GHashTableIter each;
	gpointer number;

	if (!told)
		return NULL;
	if (told->all_found)
		return g_steal_pointer(&missing);
	g_hash_table_iter_init(&each, told->numbers);
	while (g_hash_table_iter_next(&each, NULL, &number)) {
		gint64 taken = 0;

		if (!is_of_document(registry, number) || g_strv_contains((const char *const *)lost, number) ||
			g_ptr_array_find_with_equal_func(missing, number, g_str_equal, NULL))
			continue;
		if (!di_db_int(registry, STMT_NUMBER_TAKEN, &taken, error, "s", number))
			return NULL;
		if (!taken)
			g_ptr_array_add(missing, g_strdup(number));
	}
	registry->told->all_found = missing->len == 0; /* a number that a document has is never taken from it */
	g_ptr_array_sort(missing, by_text);
	return g_steal_pointer(&missing);
}

/* "SFE 26-2" of INSATS_ID, which has no such case now: is that what letters called its case of one of the years about which it can be? */
static gboolean
was_case_of(DiRegistry *registry, gint64 insats_id, const char *number, gboolean *is_out, GError **error)
{
	DiDiarienummer parsed;

	*is_out = FALSE;
	for (int back = -1; di_diarienummer_parse(number, &parsed) && back <= 1 && !*is_out; back++) {
		DI_QUERY stmt = di_db_query(registry, STMT_CASE_WHAT, error, "in", insats_id, 2000 + parsed.year % 100 + back);
		int got = 0;

		while (!*is_out && (got = di_db_step(registry, stmt, error)) > 0) {
			g_autofree char *mark = mark_of(di_col_borrow(stmt, 0));

			*is_out = g_strcmp0(g_hash_table_lookup(registry->told->numbers, mark), number) == 0;
		}
		if (got < 0)
			return FALSE;
	}
	return TRUE;
}

/* Whose case has that number, or had it; 0: nobody knows. */
static gboolean
insats_of_case(DiRegistry *registry, const char *number, gint64 *insats_out, GError **error)
{
	const GPtrArray *names = di_names_get(registry, error);

	if (!names || !di_db_int(registry, STMT_INSATS_BY_CASE, insats_out, error, "s", number))
		return FALSE;
	for (guint i = 0; i < names->len && !*insats_out; i++) {
		gint64 id = ((const DiReporter *)names->pdata[i])->insats_id;
		gboolean is;

		if (!was_case_of(registry, id, number, &is, error))
			return FALSE;
		*insats_out = is ? id : 0;
	}
	return TRUE;
}

gboolean
di_told_missing_insatser(DiRegistry *registry, const GPtrArray *missing, GArray *insatser, guint *unknown_out, GError **error)
{
	*unknown_out = 0;
	for (guint i = 0; i < missing->len; i++) {
		const char *number = missing->pdata[i];
		g_autofree char *its_case = strchr(number, '.') ? series_of(number) : NULL;
		gint64 id = 0;

		if (its_case && !insats_of_case(registry, its_case, &id, error))
			return FALSE;
		if (id)
			g_array_append_val(insatser, id);
		else
			++*unknown_out;
	}
	return TRUE;
}

gboolean
di_told_missing_accept(DiRegistry *registry, guint *n_out, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autoptr(GPtrArray) missing = transaction ? di_told_missing(registry, error) : NULL;
	g_autofree char *accepted = missing ? di_registry_state_get(registry, ACCEPTED) : NULL;
	g_autofree char *text = NULL, *all = NULL;

	if (!missing)
		return FALSE;
	*n_out = missing->len;
	if (missing->len == 0)
		return TRUE;
	g_ptr_array_add(missing, NULL);
	text = g_strjoinv(",", (char **)missing->pdata);
	all = accepted && *accepted ? g_strconcat(accepted, ",", text, NULL) : g_strdup(text);
	return di_registry_state_set(registry, ACCEPTED, all, error) &&
		di_registry_log(registry, "saknade nummer godkända", NULL, text, error) && di_transaction_commit(&transaction, error);
}
