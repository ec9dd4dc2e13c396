/* A person's own words: when the report comes, what was wrong with its period, until when an absent person is away. Only what is
 * said clearly is understood; everything else is for a person to read. */
#include "reply.h"

#include <string.h>

enum { LINES_MAX = 40, LINE_CHARS_MAX = 300, BODY_BYTES_MAX = 64 * 1024 };

/* Where the answered mail begins. Folded. */
static const char *const quotes[] = {
	"^>",
	"^-{2,} ?(?:ursprungligt|original|vidarebefordrat|forwarded)",
	"^_{10,}$",
	"^(?:från|from|avsändare): .*",
	"^(?:den|on|mån|tis|ons|tors?|fre|lör|sön)\\b.* (?:skrev|wrote)\\b.*:?$",
	"^(?:skickat från min|skickad från min|sent from my|hämta outlook|get outlook)\\b",
	"^--$",
};

static gboolean
begins_quote(const char *folded)
{
	for (guint i = 0; i < G_N_ELEMENTS(quotes); i++)
		if (di_pattern_matches(quotes[i], folded))
			return TRUE;
	return FALSE;
}

static char **
own_lines(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autoptr(GStrvBuilder) own = g_strv_builder_new();
	guint n = 0;

	for (char **line = lines; *line && n < LINES_MAX; line++) {
		g_autofree char *squeezed = di_text_squeeze(*line);
		g_autofree char *cut = di_text_cut(squeezed, LINE_CHARS_MAX);
		g_autofree char *folded = di_text_fold(cut);

		if (begins_quote(folded))
			break;
		if (!*cut)
			continue;
		g_strv_builder_add(own, cut);
		n++;
	}
	return g_strv_builder_end(own);
}

/* "period: …" on a line of its own */
static DiPeriod
period_line(char *const *lines)
{
	for (char *const *line = lines; *line; line++) {
		const char *colon = strchr(*line, ':');
		g_autofree char *word = colon ? g_strndup(*line, (gsize)(colon - *line)) : NULL;
		g_autofree char *folded = word ? di_text_fold(word) : NULL;
		DiPeriod period;

		if (folded && g_str_equal(folded, "period") && di_period_parse(colon + 1, &period))
			return period;
	}
	return DI_PERIOD_NONE;
}

/* Words that speak of handing in, of more time, and of not doing so. */
#define COMING "\\b(?:kommer|skickar|skicka|lämnar|lämna|levererar|sänder|mejlar|mailar|får|får ni|hinner|klar|färdig|inlämnad|inskickad|ska komma)\\b"
#define MORE_TIME "\\b(?:anstånd|uppskov|mer tid|längre tid|förlängd tid|förlängning|respit|dröjer|försenad|försenas|behöver (?:till|tills|tiden)|skjuta (?:upp|fram)|senare|vecka till|veckor till)\\b"
#define NOT "\\b(?:inte|ej|aldrig|omöjligt|svårt)\\b"

static const char UNTIL_CUT_SHORT[] = "\\bt ?\\. ?o ?\\. ?m\\b\\.?";
static const char BETWEEN_CLAUSES[] = "(?<=[a-zåäö)])[.!?](?= |$)|[;]|, (?=men|utan|så|och|vi|den|rapporten)| men | utan ";

/* Sentences, and within them clauses: what is denied in one clause may be promised in the next. */
static char **
clauses_of(char *const *lines)
{
	g_autofree char *joined = g_strjoinv(" ", (char **)(guintptr)lines);
	g_autofree char *text = di_text_fold(joined);
	g_autofree char *folded = g_regex_replace_literal(di_pattern(UNTIL_CUT_SHORT), text, -1, 0, "tom", 0, NULL);

	return g_regex_split(di_pattern(BETWEEN_CLAUSES), folded, 0);
}

static void
gather_days(GArray *days, const char *clause, DiDate today)
{
	g_autoptr(GArray) found = di_when_days(clause, today);

	for (guint i = 0; i < found->len; i++) {
		DiDate day = g_array_index(found, DiDate, i);
		gboolean known = FALSE;

		for (guint k = 0; k < days->len; k++)
			known |= g_array_index(days, DiDate, k) == day;
		if (!known)
			g_array_append_val(days, day);
	}
}

/* The one day that the clauses about handing in name; several, or one that has passed, is none. */
static void
read_promise(DiReply *reply, DiDate today)
{
	g_auto(GStrv) clauses = clauses_of(reply->lines);
	g_autoptr(GArray) days = g_array_new(FALSE, FALSE, sizeof(DiDate));

	for (char **clause = clauses; *clause; clause++) {
		gboolean more = di_pattern_matches(MORE_TIME, *clause);

		reply->asks_time |= more || (di_pattern_matches(COMING, *clause) && di_pattern_matches(NOT, *clause));
		if ((di_pattern_matches(COMING, *clause) && !di_pattern_matches(NOT, *clause)) || more)
			gather_days(days, *clause, today);
	}
	if (days->len == 1 && g_array_index(days, DiDate, 0) >= today)
		reply->promised = g_array_index(days, DiDate, 0);
}

#define RETURNS "(?:åter(?:kommer)?|tillbaka|back|return(?:ing)?|på plats igen)"
#define LASTS "(?:till och med|tom|fram till|till|until)"

/* "åter den 5 maj" names the first day back, "till och med 4 maj" the day before it. */
static void
read_absence(DiReply *reply, DiDate today)
{
	g_auto(GStrv) clauses = clauses_of(reply->lines);

	for (char **clause = clauses; *clause && reply->back == DI_DATE_NONE; clause++) {
		gboolean returns = di_pattern_matches(RETURNS, *clause), lasts = di_pattern_matches("\\b" LASTS " ?\\w", *clause);
		g_autoptr(GArray) days = returns || lasts ? di_when_days(*clause, today) : NULL;
		DiDate last = days && days->len ? g_array_index(days, DiDate, 0) : DI_DATE_NONE;

		for (guint i = 0; days && i < days->len; i++)
			last = MAX(last, g_array_index(days, DiDate, i));
		if (last != DI_DATE_NONE && last >= today)
			reply->back = returns ? last : last + 1;
	}
}

/* "Kontakta Olle Övning, olle@…": the words with capitals before the address, if any. */
static char *
name_before(const char *line, gsize at)
{
	g_autofree char *before = g_strndup(line, at);
	static const char pattern[] = "(?:(?:Kontakta|Mejla|Maila|Ring|Hej|Fråga|Skriv) )?(\\p{Lu}[\\p{L}-]+(?: \\p{Lu}[\\p{L}-]+)+)[^\\p{L}]{0,3}(?:på |via |e-post:? ?|mejl:? ?)?[^\\p{L}]{0,3}$";
	g_autoptr(GMatchInfo) match = NULL;

	return g_regex_match(di_pattern(pattern), before, 0, &match) ? g_match_info_fetch(match, 1) : NULL;
}

static void
read_substitute(DiReply *reply, const char *sender)
{
	const GRegex *address_in_text = di_pattern("[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}");

	for (char **line = reply->lines; *line && !reply->substitute; line++) {
		g_autoptr(GMatchInfo) match = NULL;

		for (g_regex_match(address_in_text, *line, 0, &match); g_match_info_matches(match) && !reply->substitute;
			g_match_info_next(match, NULL)) {
			g_autofree char *word = g_match_info_fetch(match, 0);
			g_autofree char *address = di_text_address(word);
			int from = 0;

			if (!address || (sender && g_ascii_strcasecmp(address, sender) == 0))
				continue;
			g_match_info_fetch_pos(match, 0, &from, NULL);
			reply->substitute_name = name_before(*line, (gsize)from);
			reply->substitute = g_steal_pointer(&address);
		}
	}
}

DiReply *
di_reply_read(const char *text, DiDate today, const char *sender)
{
	DiReply *reply = g_new0(DiReply, 1);

	reply->promised = reply->back = DI_DATE_NONE;
	reply->lines = own_lines(text);
	reply->period = period_line(reply->lines);
	if (today != DI_DATE_NONE) {
		read_promise(reply, today);
		read_absence(reply, today);
	}
	read_substitute(reply, sender);
	return reply;
}

/* A sentence of each kind, that leads past every expression but the rarest. */
void
di_reply_warm(void)
{
	static const char words[] = "Vi hinner tyvärr inte. Jag kommer med den på fredag.\nÅter till dess: kontakta Prov Prov, prov@kommun.example\n";
	g_autoptr(DiReply) reply = di_reply_read(words, di_date_from_ymd(2026, 4, 14), NULL);

	(void)reply;
}

void
di_reply_free(DiReply *reply)
{
	if (!reply)
		return;
	g_strfreev(reply->lines);
	g_free(reply->substitute);
	g_free(reply->substitute_name);
	g_free(reply);
}

static char *
text_of_html(GBytes *bytes)
{
	g_autoptr(DiDocument) document = di_document_read(DI_FORMAT_HTML, bytes);
	GString *text = g_string_new(NULL);

	for (guint i = 0; document->fault == DI_FAULT_NONE && i < document->blocks->len; i++) {
		const DiBlock *block = document->blocks->pdata[i];

		g_string_append_printf(text, "%s\n", block->text ? block->text : "");
	}
	return g_string_free(text, FALSE);
}

char *
di_reply_body(const DiMessage *message)
{
	GBytes *html = NULL;

	for (guint i = 0; i < message->parts->len; i++) {
		const DiPart *part = message->parts->pdata[i];
		gsize size;
		const char *bytes = g_bytes_get_data(part->bytes, &size);

		if (!part->is_text || part->depth > 0 || size == 0 || size > BODY_BYTES_MAX)
			continue;
		if (!g_str_equal(part->type, "text/html"))
			return g_strndup(bytes, size);
		if (!html)
			html = part->bytes;
	}
	return html ? text_of_html(html) : NULL;
}
