/* The yearly appendix "Mål och resultat": a table for each insats, labels to the left, as the förbund has always drawn it and as
 * conf/forms/arsbilaga.form reads it. Read back, it gives the same report. */
#include <diarie/packet.h>

#include <string.h>

static char *
period_words(DiPeriod period)
{
	g_autofree char *from = di_date_format(period.from), *to = di_date_format(period.to);

	if (!*from && !*to)
		return g_strdup("");
	return *to ? g_strdup_printf("%s – %s", from, to) : g_strdup_printf("%s –", from);
}

/* "1 296 tkr", with spaces that do not break */
static char *
amount_words(gint64 tkr)
{
	g_autofree char *digits = tkr == DI_AMOUNT_NONE ? NULL : g_strdup_printf("%" G_GINT64_FORMAT, ABS(tkr));
	gsize length = digits ? strlen(digits) : 0;
	GString *text;

	if (!digits)
		return g_strdup("");
	text = g_string_new(tkr < 0 ? "-" : "");
	for (gsize i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0)
			g_string_append(text, "\u00a0");
		g_string_append_c(text, digits[i]);
	}
	g_string_append(text, "\u00a0tkr");
	return g_string_free(text, FALSE);
}

static char *
goals_words(char *const *goals)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; goals && goals[i]; i++)
		g_string_append_printf(text, "%s%u. %s", i ? "\n" : "", i + 1, goals[i]);
	return g_string_free(text, FALSE);
}

/* Paragraphs are lines of a cell. */
static char *
lines_of(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
	GString *out = g_string_new(NULL);

	for (guint i = 0; lines[i]; i++)
		if (*lines[i])
			g_string_append_printf(out, "%s%s", out->len ? "\n" : "", lines[i]);
	return g_string_free(out, FALSE);
}

static void
add_row(DiPaperBlock *table, const char *label, const char *value)
{
	di_paper_row(table);
	di_paper_cell(table, DI_TONE_NONE, "%s", label);
	di_paper_cell(table, DI_TONE_NONE, "%s", value ? value : "");
}

static void
write_insats(const DiOutcome *outcome, int year, DiPaper *paper)
{
	g_autofree char *title = g_strdup_printf("%s, %s", outcome->namn, outcome->huvudman ? outcome->huvudman : "");
	DiPaperBlock *table = di_paper_table(paper, DI_PAPER_RECORD, title);
	g_autofree char *period = period_words(outcome->period), *goals = goals_words(outcome->mal);
	g_autofree char *budget = amount_words(outcome->budget_tkr), *spent = amount_words(outcome->utfall_tkr);
	g_autofree char *budget_label = g_strdup_printf("Budget %d", year), *spent_label = g_strdup_printf("Utfall %d", year);
	g_autofree char *parties = outcome->samverkansparter ? g_strjoinv(", ", outcome->samverkansparter) : NULL;
	g_autofree char *aim = lines_of(outcome->syfte), *result = lines_of(outcome->resultat), *judged = lines_of(outcome->kommentar);

	di_paper_column(table, "", 0, DI_TONE_NONE); /* a label on two lines is read as two */
	di_paper_column(table, "", 1, DI_TONE_NONE);
	add_row(table, "Insatsnamn", outcome->namn);
	add_row(table, "Inriktning - Uppföljning Finsam", outcome->inriktning);
	add_row(table, "Period", period);
	add_row(table, "Syfte", aim);
	add_row(table, "Mål", goals);
	add_row(table, budget_label, budget);
	add_row(table, spent_label, spent);
	add_row(table, "Huvudman för insats", outcome->huvudman);
	add_row(table, "Samverkansparter", parties);
	add_row(table, "Resultat", result);
	add_row(table, "Kommentar måluppfyllelse", judged);
}

DiPaper *
di_appendix_paper(const DiReport *report, int year, const char *forbund, DiTime made)
{
	g_autofree char *title = g_strdup_printf("Bilaga 1 Mål och resultat av insatser finansierade av %s %d", forbund, year);
	DiPaper *paper = di_paper_new(title, "", forbund, made);

	for (guint i = 0; i < report->outcomes->len; i++) {
		if (i)
			di_paper_page(paper);
		write_insats(report->outcomes->pdata[i], year, paper);
	}
	return paper;
}
