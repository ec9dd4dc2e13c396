/* What staff answer to a question by mail: "12: SFG 26-11", "12: inte en rapport", "12: ja". Believed only from an address of theirs
 * that the receiving server vouches for, and only in answer to a question of ours; what was done is told in return. */
#include <diarie/daemon.h>

#include <string.h>

typedef struct {
	DiHouse *house;
	const DiMail *mail;
	GArray *asked; /* gint64: what the letter asked about; empty: an older one, of which that is not known */
	GString *done; /* lines for the answer */
} Desk;

gboolean
di_desk_is_answer(DiHouse *house, const DiMail *mail, gboolean *is_out, GError **error)
{
	const char *address = mail->n_from == 1 && mail->from ? mail->from->address : NULL;
	DiLetterAbout about = {0};
	gint64 outgoing = 0;

	*is_out = FALSE;
	if (mail->machine || !di_config_is_staff(house->config, address))
		return TRUE;
	if (!di_mail_is_answer_to_ours(house->registry, mail->in_reply_to, mail->references, &outgoing, error) ||
		(outgoing && !di_outbox_subject(house->registry, outgoing, &about, error)))
		return FALSE;
	*is_out = about.is_question;
	return TRUE;
}

static void
tell(Desk *desk, gint64 id, const char *format, ...) G_GNUC_PRINTF(3, 4);

static void
tell(Desk *desk, gint64 id, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list arguments;

	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_string_append_printf(desk->done, "%s- nr %" G_GINT64_FORMAT ": %s", desk->done->len ? "\n" : "", id, text);
}

/* A wrong number or an order that does not decide is told; only what is broken ends the round. */
static gboolean
is_told(Desk *desk, gint64 id, GError *local, GError **error)
{
	if (g_error_matches(local, DI_ERROR, DI_ERROR_NOT_FOUND)) {
		tell(desk, id, "gick inte, numret väntar inte längre på granskning eller så finns insatsen inte");
	} else if (g_error_matches(local, DI_ERROR, DI_ERROR_USAGE)) {
		tell(desk, id, "gick inte, det avgör inte vilken huvudman eller vilket kvartal det gäller. "
			"Skriv insatsens namn och kvartalet, som 2026-Q1, eller använd diarie review show");
	} else {
		g_propagate_error(error, local);
		return FALSE;
	}
	g_error_free(local);
	return TRUE;
}

static gboolean
dismiss(Desk *desk, gint64 id, GError **error)
{
	g_autofree char *reason = g_strdup_printf("inte en rapport, enligt mejl från %s", desk->mail->from->address);
	GError *local = NULL;

	if (!di_review_dismiss(desk->house->registry, id, reason, &local))
		return is_told(desk, id, local, error);
	tell(desk, id, "avförd, inte en rapport");
	return TRUE;
}

/* "nej" to what is proposed. It is no answer to "is this a report?": that an unknown sender's is none has to be said in so many words. */
static gboolean
decline(Desk *desk, gint64 id, GError **error)
{
	GError *local = NULL;
	g_autoptr(DiReview) review = di_review_get(desk->house->registry, id, &local);
	g_autofree char *reason = g_strdup_printf("inte godtaget, enligt mejl från %s", desk->mail->from->address);

	if (review && (review->proposal.kind == DI_PROPOSAL_NONE || review->proposal.kind == DI_PROPOSAL_SENDER)) {
		tell(desk, id, "gick inte, skriv vad som ska göras: inte en rapport, eller insatsens namn");
		return TRUE;
	}
	if (!review || !di_review_dismiss(desk->house->registry, id, reason, &local))
		return is_told(desk, id, local, error);
	tell(desk, id, "%s", review->proposal.kind == DI_PROPOSAL_END ? "insatsen fortsätter" : "förslaget är inte godtaget");
	return TRUE;
}

/* The reporter is told of the new day, as when it is accepted at the terminal. */
static gboolean
tell_reporter(Desk *desk, const DiReview *review, GError **error)
{
	g_autoptr(GPtrArray) owed = di_registry_owed(desk->house->registry, review->proposal.quarter, error);
	g_autofree char *key = g_strdup_printf("granskning/%" G_GINT64_FORMAT, review->id);

	for (guint i = 0; owed && i < owed->len; i++) {
		const DiOwed *one = owed->pdata[i];
		g_autoptr(GHashTable) values = NULL;
		DiPost post = {.template_name = "anstand", .kind = "anstand", .key = key, .to_name = review->from_name,
			.to_address = review->from, .not_before = DI_TIME_NONE, .insats_id = one->insats_id,
			.rapportor_id = one->rapportor_id, .quarter = one->quarter, .step = -1};

		if (one->rapportor_id != review->proposal.rapportor_id)
			continue;
		values = di_values_of_owed(desk->house->config, one);
		di_values_set_name(values, review->from_name);
		post.values = values;
		return di_post_add(desk->house, &post, NULL, error);
	}
	return owed != NULL;
}

static gboolean
accept(Desk *desk, gint64 id, GError **error)
{
	GError *local = NULL;
	g_autoptr(DiReview) review = di_review_accept(desk->house->registry, id, &local);

	if (!review)
		return is_told(desk, id, local, error);
	tell(desk, id, "förslaget är godtaget");
	return review->proposal.kind != DI_PROPOSAL_EXTENSION || tell_reporter(desk, review, error);
}

/* What the report in row ID calls its insats. The caller's; NULL: it does not say. */
static char *
said_insats(const Desk *desk, gint64 id)
{
	g_autoptr(DiReview) review = di_review_get(desk->house->registry, id, NULL);

	return review && review->report ? g_strdup(review->report->insats) : NULL;
}

/* "SFG 26-11", "Bron till arbete", either with a quarter behind it; or a quarter alone, of the insats that the report in row ID names. */
static DiInsats *
find_insats(const Desk *desk, gint64 id, const char *order, DiQuarter *quarter_out, GError **error)
{
	const char *space = strrchr(order, ' ');
	DiQuarter quarter = di_quarter_parse(space ? space + 1 : order);
	gboolean has_quarter = di_quarter_is_set(quarter);
	g_autofree char *name = !has_quarter ? g_strdup(order) : space ? g_strndup(order, (gsize)(space - order)) : said_insats(desk, id);

	*quarter_out = quarter;
	return di_insats_find(desk->house->registry, name ? name : "", error);
}

static gboolean
file(Desk *desk, gint64 id, const char *order, GError **error)
{
	DiQuarter quarter = DI_QUARTER_NONE;
	GError *local = NULL;
	g_autoptr(DiInsats) insats = find_insats(desk, id, order, &quarter, &local);
	g_autoptr(DiFiled) filed = insats ? di_review_file(desk->house->registry, id, insats->insats_id, 0, quarter, TRUE, &local) : NULL;

	if (!filed)
		return is_told(desk, id, local, error);
	tell(desk, id, "diarieförd som %s för %s, %s%s%s%s", filed->diarienummer, filed->insats, filed->huvudman,
		filed->later ? "; det är en äldre version, " : "", filed->later ? filed->later : "", filed->later ? " gäller" : "");
	return TRUE;
}

static gboolean
is_word(const char *folded, const char *const *words)
{
	g_autofree char *bare = g_strdup(folded);
	gsize length = strlen(bare);

	while (length > 0 && strchr(".! ", bare[length - 1]))
		bare[--length] = '\0';
	return g_strv_contains(words, bare);
}

static const char *const no[] = {"inte en rapport", "ingen rapport", "inte rapport", "avför", "avfärda", NULL};
static const char *const yes[] = {"ja", "godta", "godtas", "ok", "okej", NULL};
static const char *const declined[] = {"nej", NULL};

static gboolean
obey(Desk *desk, gint64 id, const char *order, GError **error)
{
	g_autofree char *folded = di_text_fold(order);

	if (is_word(folded, no))
		return dismiss(desk, id, error);
	if (is_word(folded, declined))
		return decline(desk, id, error);
	return is_word(folded, yes) ? accept(desk, id, error) : file(desk, id, order, error);
}

/* "nr 12: SFG 26-11": ID_OUT and what follows. NULL: no number. */
static const char *
numbered_order(const char *line, gint64 *id_out)
{
	const char *at = g_str_has_prefix(line, "nr ") || g_str_has_prefix(line, "Nr ") ? line + 3 : line;
	char *end = NULL;

	*id_out = g_ascii_strtoll(at, &end, 10);
	return end != at && (*end == ':' || *end == ')') && end[1] ? end + 1 + strspn(end + 1, " ") : NULL;
}

static gboolean
was_asked(const Desk *desk, gint64 id)
{
	gboolean known = desk->asked->len == 0;

	for (guint i = 0; i < desk->asked->len && !known; i++)
		known = g_array_index(desk->asked, gint64, i) == id;
	return known;
}

/* Rows may have come since the letter: an order is about what that asked, or a slip of the finger decides on another sender's report. */
static gboolean
obey_numbered(Desk *desk, gint64 id, const char *order, GError **error)
{
	if (was_asked(desk, id))
		return obey(desk, id, order, error);
	tell(desk, id, "inget är gjort, numret stod inte i brevet som du svarade på");
	return TRUE;
}

/* A line without a number that decides something: neither a greeting nor a name. */
static gboolean
is_order(const Desk *desk, gint64 id, const char *line)
{
	g_autofree char *folded = di_text_fold(line);
	g_autoptr(DiInsats) insats = NULL;
	DiQuarter quarter;

	if (is_word(folded, no) || is_word(folded, yes) || is_word(folded, declined))
		return TRUE;
	insats = find_insats(desk, id, line, &quarter, NULL);
	return insats != NULL;
}

/* An answer without any number is about the only thing that the letter asked; where it asked nothing, "ok" is a word of thanks. */
static gboolean
obey_bare(Desk *desk, GError **error)
{
	gint64 only = desk->asked->len == 1 ? g_array_index(desk->asked, gint64, 0) : 0;

	for (char **line = desk->mail->lines; desk->asked->len > 0 && line && *line; line++) {
		if (!is_order(desk, only, *line))
			continue;
		if (only)
			return obey(desk, only, *line, error);
		g_string_append(desk->done, "- inget är gjort, svaret säger inte vilket nummer det gäller");
		return TRUE;
	}
	return TRUE;
}

static gboolean
obey_lines(Desk *desk, GError **error)
{
	gboolean numbered = FALSE;

	for (char **line = desk->mail->lines; line && *line; line++) {
		gint64 id = 0;
		const char *order = numbered_order(*line, &id);

		numbered = numbered || order;
		if (order && !obey_numbered(desk, id, order, error))
			return FALSE;
	}
	return numbered || obey_bare(desk, error);
}

/* Tells staff what became of their orders. */
static gboolean
answer(Desk *desk, gint64 mail_id, GError **error)
{
	g_autoptr(GHashTable) values = di_values_new(desk->house->config);
	g_autofree char *key = g_strdup_printf("mejl/%" G_GINT64_FORMAT, mail_id);
	const char *const thread[] = {desk->mail->message_id, NULL};
	DiPost post = {.template_name = "besked", .kind = "besked", .key = key, .to_name = desk->mail->from->name,
		.to_address = desk->mail->from->address, .values = values, .in_reply_to = desk->mail->message_id,
		.references = desk->mail->message_id ? thread : NULL, .is_reply = TRUE, .not_before = DI_TIME_NONE, .mail_id = mail_id,
		.step = -1};

	di_values_set(values, "lista", desk->done->str);
	return di_post_add(desk->house, &post, NULL, error);
}

gboolean
di_desk_obey(DiHouse *house, gint64 mail_id, const DiMail *mail, gboolean *done_out, GError **error)
{
	g_autoptr(GString) done = g_string_new(NULL);
	g_autoptr(GArray) asked = NULL;
	Desk desk = {house, mail, NULL, done};
	gint64 outgoing = 0;

	*done_out = FALSE;
	if (!di_arrival_is_verified(mail))
		return TRUE;
	if (!di_mail_is_answer_to_ours(house->registry, mail->in_reply_to, mail->references, &outgoing, error))
		return FALSE;
	desk.asked = asked = di_review_asked_by(house->registry, outgoing, error);
	if (!asked)
		return FALSE;
	if (!obey_lines(&desk, error))
		return FALSE;
	*done_out = done->len > 0;
	return !*done_out || answer(&desk, mail_id, error);
}
