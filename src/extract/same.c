/* The same report in two formats is one: a DOCX and the PDF made from it lie in one mail, or a mail
 * carries a copy of what it forwards. The better read stays; the other's name is kept.
 *
 * Sections are compared by their words (twice the common ones over all): linear, and blind to how a
 * format breaks lines and draws bullets. */
#include <diarie/extract.h>

#include <string.h>

static const double section_alike = 0.85, name_alike = 0.75;
static const double alike_in_one_document = 1.0; /* read by one reader: another word is another report */

static GHashTable *
count_words(const char *text, guint *n_out)
{
	g_autofree char *folded = di_text_fold(text);
	g_auto(GStrv) words = g_strsplit_set(folded, " \n\t.,;:!?()\"-", -1);
	GHashTable *counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

	*n_out = 0;
	for (guint i = 0; words[i]; i++) {
		guint *seen = g_hash_table_lookup(counts, words[i]);

		if (!*words[i])
			continue;
		if (!seen) {
			seen = g_new0(guint, 1);
			g_hash_table_insert(counts, g_strdup(words[i]), seen);
		}
		(*seen)++;
		(*n_out)++;
	}
	return counts;
}

static double
words_in_common(const char *a, const char *b)
{
	guint n_a, n_b, common = 0;
	g_autoptr(GHashTable) in_a = count_words(a, &n_a);
	g_autoptr(GHashTable) in_b = count_words(b, &n_b);
	GHashTableIter at;
	gpointer word, count;

	g_hash_table_iter_init(&at, in_a);
	while (g_hash_table_iter_next(&at, &word, &count)) {
		const guint *here = count, *there = g_hash_table_lookup(in_b, word);

		common += there ? MIN(*here, *there) : 0;
	}
	return n_a + n_b == 0 ? 1.0 : 2.0 * common / (n_a + n_b);
}

/* All text that a report has in its sections, or in an appendix its outcomes. */
static char *
whole_text(const DiReport *report)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < report->sections->len; i++) {
		const DiSection *section = report->sections->pdata[i];

		g_string_append_printf(out, "%s\n", section->text);
	}
	for (guint i = 0; i < report->outcomes->len; i++) {
		const DiOutcome *outcome = report->outcomes->pdata[i];

		g_string_append_printf(out, "%s\n%s\n", outcome->namn ? outcome->namn : "",
			outcome->resultat ? outcome->resultat : "");
	}
	return g_string_free(out, FALSE);
}

static gboolean
may_be_equal(const char *a, const char *b)
{
	return !a || !b || !*a || !*b || di_text_similarity(a, b) >= name_alike;
}

static gboolean
is_same_period(const DiPeriod *a, const DiPeriod *b)
{
	return (a->from == b->from || a->from == DI_DATE_NONE || b->from == DI_DATE_NONE) &&
		(a->to == b->to || a->to == DI_DATE_NONE || b->to == DI_DATE_NONE);
}

/* The same insats and period, as far as they say? */
static gboolean
is_about_the_same(const DiReport *a, const DiReport *b)
{
	return a->fault == DI_FAULT_NONE && b->fault == DI_FAULT_NONE && a->kind == b->kind && a->kind != DI_KIND_OVRIGT &&
		is_same_period(&a->period, &b->period) && may_be_equal(a->insats, b->insats) &&
		(!a->diarienummer || !b->diarienummer || g_str_equal(a->diarienummer, b->diarienummer));
}

static gboolean
is_same(const DiReport *a, const DiReport *b)
{
	g_autofree char *text_a = NULL, *text_b = NULL;

	if (!is_about_the_same(a, b))
		return FALSE;
	text_a = whole_text(a);
	text_b = whole_text(b);
	return words_in_common(text_a, text_b) >= (a->part_index == b->part_index ? alike_in_one_document : section_alike);
}

/* How faithful a format is, where two were read equally well. */
static int
format_rank(const char *format)
{
	static const char *const ranks[] = {"txt", "html", "doc", "rtf", "pdf", "odt", "docx"};

	for (guint i = 0; i < G_N_ELEMENTS(ranks); i++)
		if (g_strcmp0(format, ranks[i]) == 0)
			return (int)i;
	return -1;
}

static int
how_well_read(const DiReport *report)
{
	int score = 0;

	score += report->insats ? 1 : 0;
	score += report->huvudman ? 1 : 0;
	score += report->diarienummer ? 1 : 0;
	score += report->period.from != DI_DATE_NONE && report->period.to != DI_DATE_NONE ? 1 : 0;
	score += report->persons->len > 0 ? 1 : 0;
	score += (int)report->outcomes->len;
	for (guint i = 0; i < report->sections->len; i++) {
		const DiSection *section = report->sections->pdata[i];

		score += *section->text ? 2 : 1;
	}
	return score * 10 + format_rank(report->format);
}

static void
add_copies(DiReport *kept, const DiReport *other)
{
	g_autoptr(GStrvBuilder) names = NULL;

	if (!other->part && !other->copies) /* both stand in one document */
		return;
	names = g_strv_builder_new();

	for (guint i = 0; kept->copies && kept->copies[i]; i++)
		g_strv_builder_add(names, kept->copies[i]);
	if (other->part)
		g_strv_builder_add(names, other->part);
	for (guint i = 0; other->copies && other->copies[i]; i++)
		g_strv_builder_add(names, other->copies[i]);
	g_strfreev(kept->copies);
	kept->copies = g_strv_builder_end(names);
}

void
di_extract_join_copies(GPtrArray *reports)
{
	for (guint i = 0; i < reports->len; i++) {
		for (guint k = i + 1; k < reports->len;) {
			DiReport *a = reports->pdata[i], *b = reports->pdata[k];

			if (!is_same(a, b)) {
				k++;
				continue;
			}
			if (how_well_read(b) > how_well_read(a)) {
				reports->pdata[i] = b;
				reports->pdata[k] = a;
			}
			add_copies(reports->pdata[i], reports->pdata[k]);
			g_ptr_array_remove_index(reports, k);
		}
	}
}

void
di_extract_doubt_rivals(GPtrArray *reports)
{
	for (guint i = 0; i < reports->len; i++) {
		for (guint k = 0; k < reports->len; k++) {
			if (k == i || !is_about_the_same(reports->pdata[i], reports->pdata[k]))
				continue;
			di_report_add_remark(reports->pdata[i], DI_REMARK_SEVERAL, "Dokumentet innehåller flera rapporter om samma kvartal.");
			break;
		}
	}
}
