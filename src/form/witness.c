/* What stands outside the text (file name, subject, time of arrival) as witnesses of the period, and
 * the remarks that staff should see. A witness never overrules the text. */
#include "internal.h"

#include <string.h>

static gboolean
same_period(const DiPeriod *a, const DiPeriod *b)
{
	return a->from == b->from && a->to == b->to;
}

/* A file name says the quarter and nothing of the year: complete it by the time of arrival. */
static gboolean
complete(const PeriodHint *hint, const DiFormHints *hints, DiPeriod *period_out)
{
	DiQuarter quarter;
	DiDate arrived;

	if (hint->period.from != DI_DATE_NONE) {
		*period_out = hint->period;
		return TRUE;
	}
	if (!hint->quarter || hints->arrived == DI_TIME_NONE || hints->arrived == 0)
		return FALSE;
	arrived = di_date_of_time(hints->arrived, hints->timezone);
	quarter = di_quarter_of(arrived);
	quarter.number = hint->quarter;
	while (di_quarter_last_day(quarter) > arrived + 20) /* a report comes after its quarter, or a little before its end */
		quarter.year--;
	if (arrived - di_quarter_last_day(quarter) > 200)
		return FALSE;
	*period_out = (DiPeriod){di_quarter_first_day(quarter), di_quarter_last_day(quarter)};
	return TRUE;
}

typedef struct {
	const char *where, *text;
	DiPeriod period;
	gboolean says;
} Witness;

static void
hear(Witness *witness, const DiFormHints *hints)
{
	PeriodHint hint = {.period = DI_PERIOD_NONE};

	witness->says = witness->text && period_find(witness->text, &hint) && complete(&hint, hints, &witness->period);
}

static gboolean
period_is_of_form(const Form *form, const DiPeriod *period)
{
	return form->periods != PERIOD_QUARTER || di_quarter_is_set(di_quarter_of_period(period->from, period->to));
}

static void
take_witness(const Form *form, DiReport *report, Witness *witnesses, guint n)
{
	const Witness *first = NULL;

	for (guint i = 0; i < n; i++) {
		if (!witnesses[i].says || !period_is_of_form(form, &witnesses[i].period))
			continue;
		if (first && !same_period(&first->period, &witnesses[i].period)) {
			di_report_add_remark(report, "period-oense", "%s och %s anger olika perioder.", first->where, witnesses[i].where);
			return;
		}
		first = first ? first : &witnesses[i];
	}
	if (!first)
		return;
	report->period = first->period;
	di_report_add_evidence(report, "period", first->where, "perioden står inte läsbart i texten");
	di_report_add_remark(report, "period-vittne", "Perioden är läst ur %s, inte ur rapporten.", first->where);
}

/* What the text itself says in part ("kvartal 3") is the first witness. */
void
weigh_witnesses(const Form *form, DiReport *report, const char *period_text, const DiFormHints *hints)
{
	Witness witnesses[] = {
		{.where = "periodfältet och ankomstdagen", .text = period_text},
		{.where = "ämnesraden", .text = hints ? hints->subject : NULL},
		{.where = "filnamnet", .text = hints ? hints->file_name : NULL},
	};

	if (!hints)
		return;
	for (guint i = 0; i < G_N_ELEMENTS(witnesses); i++)
		hear(&witnesses[i], hints);
	if (report->period.from == DI_DATE_NONE) {
		take_witness(form, report, witnesses, G_N_ELEMENTS(witnesses));
		return;
	}
	for (guint i = 1; i < G_N_ELEMENTS(witnesses); i++)
		if (witnesses[i].says && period_is_of_form(form, &witnesses[i].period) && !same_period(&witnesses[i].period, &report->period))
			di_report_add_remark(report, "period-oense", "Rapporten och %s anger olika perioder.", witnesses[i].where);
}

static const FormSection *
section_of(const Form *form, const char *key)
{
	for (guint i = 0; i < form->sections->len; i++) {
		const FormSection *section = g_ptr_array_index(form->sections, i);

		if (strcmp(section->key, key) == 0)
			return section;
	}
	return NULL;
}

static void
remark_sections(const Form *form, DiReport *report)
{
	for (guint i = 0; i < form->sections->len; i++) {
		const FormSection *section = g_ptr_array_index(form->sections, i);

		if (!di_report_section(report, section->key))
			di_report_add_remark(report, "avsnitt-saknas", "Rubriken %s finns inte i rapporten.", section->key);
	}
	for (guint i = 0; i < report->sections->len; i++) {
		const DiSection *section = g_ptr_array_index(report->sections, i);
		const FormSection *described = section_of(form, section->key);

		if (!*section->text && described && described->wished)
			di_report_add_remark(report, "avsnitt-tomt", "%s är inte ifyllt.", section->key);
	}
}

static void
remark_fields(const Form *form, DiReport *report)
{
	const struct {
		const char *key, *text;
		gboolean missing;
	} fields[] = {
		{"insats", "Insatsens namn är inte ifyllt.", !report->insats},
		{"huvudman", "Huvudman är inte ifylld.", !report->huvudman},
		{"period", "Perioden är inte ifylld.", report->period.from == DI_DATE_NONE},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
		const FormField *field = form_field(form, fields[i].key);

		if (fields[i].missing && field && field->required)
			di_report_add_remark(report, "falt-tomt", "%s", fields[i].text);
	}
}

static void
remark_dates(DiReport *report, const DiFormHints *hints)
{
	DiDate today = hints && hints->arrived != DI_TIME_NONE && hints->arrived != 0 ?
		di_date_of_time(hints->arrived, hints->timezone) : DI_DATE_NONE;

	for (guint i = 0; i < report->persons->len; i++) {
		const DiPerson *person = g_ptr_array_index(report->persons, i);

		if (person->date == DI_DATE_NONE)
			continue;
		if (today != DI_DATE_NONE && person->date > today) {
			di_report_add_remark(report, "daterad-framat", "En uppgiftslämnare har daterat rapporten efter dagen då den kom in.");
			return;
		}
		if (report->period.from != DI_DATE_NONE && person->date < report->period.from) {
			di_report_add_remark(report, "datum-gammalt", "En uppgiftslämnare har daterat rapporten före perioden. Datumet kan ha följt med från en äldre rapport.");
			return;
		}
	}
}

/* A case is opened in the year that is reported, or after it: a number of an earlier year is another report's. */
static gboolean
is_old_number(const DiReport *report)
{
	DiDiarienummer number;
	int year, month, day;

	if (!report->diarienummer || !di_diarienummer_parse(report->diarienummer, &number))
		return FALSE;
	di_date_to_ymd(report->period.from, &year, &month, &day);
	return number.year < year;
}

/* A number and date of arrival in a file that has just come in were there before: last quarter's file. */
static void
remark_stale(DiReport *report)
{
	if (report->period.from == DI_DATE_NONE)
		return;
	if (report->ankomstdatum != DI_DATE_NONE && report->ankomstdatum <= report->period.from)
		di_report_add_remark(report, "stampel-gammal", "Ankomstdatumet är äldre än perioden. Numret och datumet kan ha följt med från en äldre rapport.");
	else if (is_old_number(report))
		di_report_add_remark(report, "stampel-gammal", "Diarienumret är från ett år före perioden. Det kan ha följt med från en äldre rapport.");
}

/* Six digits, a sign, four digits: what the expression below would search every paragraph for. */
static gboolean
has_number_shape(const char *text)
{
	for (text += strcspn(text, "0123456789"); *text; text += strcspn(text, "0123456789")) {
		gsize digits = strspn(text, "0123456789");

		text += digits;
		if (digits >= 6 && (*text == '-' || *text == '+') && strspn(text + 1, "0123456789") >= 4)
			return TRUE;
	}
	return FALSE;
}

static gboolean
is_personal_number(const char *text)
{
	static GRegex *regex;
	g_autoptr(GMatchInfo) match = NULL;

	if (!has_number_shape(text))
		return FALSE;
	if (!regex)
		regex = g_regex_new("(?<![\\d-])(?:19|20)?(\\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01]|6[1-9]|[78]\\d|9[01])[-+](\\d{4})(?![\\d-])", 0, 0, NULL);
	return g_regex_match(regex, text, 0, &match);
}

/* What is told of somebody's life, a row for each first letter. A word may go on, or be the end of another. */
enum { WORDS_EACH = 10 };
static const char *const words_of_life[][WORDS_EACH] = {
	{"adhd", "abort", "asylsök", "autism"},
	{"beroendesjuk"},
	{"depression", "diagnos"},
	{"fängelse"},
	{"god man"},
	{"hemlös"},
	{"kriminalit"},
	{"missbruk"},
	{"psykos"},
	{"självmord", "självskad", "sjukskriven sedan", "skulder", "suicid", "skyddad boende", "skyddade boende", "skyddad identitet",
		"skyddade identitet"},
	{"trauma"},
	{"våldsutsatt"},
	{"ångest"},
};

enum { ROWS = G_N_ELEMENTS(words_of_life) };

/* Every third byte of a report is looked at with the two behind it: where a word stands, one of those is its first, second or third. A table
 * tells for each three bytes at which places of words they may be, a bit for each (Wu and Manber 1994). */
enum { STEP = 3, TABLE_BITS = 12, ALL_PLACES = (1 << STEP) - 1 };
static guint8 places_of[1 << TABLE_BITS];
static guint8 row_of_byte[256]; /* from 1; 0: no word begins so */

/* Of three bytes, of which there must be a fourth (a string's NUL is). Capitals, of å, ä and ö the second byte, stand where small letters do. */
static guint
index_of_three(const char *at)
{
	guint32 four;

	memcpy(&four, at, sizeof four);
	return (GUINT32_FROM_LE(four) & 0xdfdfdf) * 2654435761u >> (32 - TABLE_BITS);
}

/* Those at PLACE of WORD. Behind the end of a short one anything may stand. */
static void
learn_three(const char *word, guint place)
{
	char three[STEP + 1] = {word[place], word[place + 1], word[place + 2]};

	places_of[index_of_three(three)] |= (guint8)(1 << place);
	for (guint last = three[2] ? 0 : G_MAXUINT8; last > 0; last--) {
		three[2] = (char)last;
		places_of[index_of_three(three)] |= (guint8)(1 << place);
	}
}

static void
learn_words(void)
{
	for (guint i = 0; i < ROWS * WORDS_EACH; i++) {
		const char *word = words_of_life[i / WORDS_EACH][i % WORDS_EACH];

		if (!word)
			continue;
		row_of_byte[(guchar)*word] = row_of_byte[(guchar)*word & ~0x20] = (guint8)(1 + i / WORDS_EACH);
		for (guint place = 0; place < STEP; place++)
			learn_three(word, place);
	}
}

/* Of ASCII, and of the second byte of å, ä and ö. */
static char
small(const char *text, gsize i)
{
	guchar c = (guchar)text[i];

	return (char)((guint)c - 'A' < 26 || (c >= 0x80 && i > 0 && text[i - 1] == '\xc3') ? c | 0x20 : c);
}

static gsize
length_of(const char *word, const char *text)
{
	gsize n = 0;

	while (word[n] && small(text, n) == word[n])
		n++;
	return word[n] ? 0 : n;
}

/* The bytes of a word that begins at AT; 0: none does. */
static gsize
word_of_life(const char *at)
{
	const char *const *words = row_of_byte[(guchar)*at] ? words_of_life[row_of_byte[(guchar)*at] - 1] : NULL;
	gsize n = 0;

	for (guint i = 0; words && n == 0 && i < WORDS_EACH && words[i]; i++)
		n = length_of(words[i], at);
	return n;
}

/* How many stand so that AT is at one of PLACES of them, and begin at *FREE at the earliest, which is put behind the last of them. */
static guint
words_around(const char *at, guint places, const char **free)
{
	guint n = 0;

	for (guint place = STEP; place-- > 0;) {
		gsize length = places >> place & 1 && at - *free >= place ? word_of_life(at - place) : 0;

		n += length > 0;
		*free = length > 0 ? at - place + length : *free;
	}
	return n;
}

/* How many there are in TEXT, none within another. */
static guint
count_words_of_life(const char *text)
{
	const char *at = text, *end = text + strlen(text), *free = text;
	guint n = 0;

	if (!row_of_byte['a'])
		learn_words();
	for (; end - at > STEP; at += STEP) {
		guint places = places_of[index_of_three(at)];

		n += places ? words_around(at, places, &free) : 0;
	}
	return n + words_around(at, ALL_PLACES, &free);
}

/* Words about a single person's life, near words for one person. */
static gboolean
tells_of_one(const char *paragraph)
{
	static GRegex *one;

	if (count_words_of_life(paragraph) < 2)
		return FALSE;
	if (!one)
		one = g_regex_new("\\b(?:en|ett|exempel på en) (?:av våra )?(?:deltagare|person|kvinna|man|ungdom|tjej|kille|elev|individ)\\b|\\b(?:personen|deltagaren|individen|kvinnan|mannen|hon|han)\\b",
			G_REGEX_CASELESS, 0, NULL);
	return g_regex_match(one, paragraph, 0, NULL);
}

static void
remark_personal(DiReport *report)
{
	for (guint i = 0; i < report->sections->len; i++) {
		const DiSection *section = g_ptr_array_index(report->sections, i);
		g_auto(GStrv) paragraphs = NULL;

		if (has_number_shape(section->text) || count_words_of_life(section->text) >= 2) /* as few sections have */
			paragraphs = g_strsplit(section->text, "\n\n", -1);
		for (guint j = 0; paragraphs && paragraphs[j]; j++) {
			if (!is_personal_number(paragraphs[j]) && !tells_of_one(paragraphs[j]))
				continue;
			di_report_add_remark(report, "personuppgift", "%s kan innehålla uppgifter om en enskild deltagare. Läs innan rapporten lämnas ut.", section->key);
			break;
		}
	}
}

void
remark_contents(const Form *form, DiReport *report, const DiFormHints *hints)
{
	remark_fields(form, report);
	remark_sections(form, report);
	remark_dates(report, hints);
	remark_stale(report);
	remark_personal(report);
}
