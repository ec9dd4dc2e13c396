/* The matrix of status: a line for each reporter, a column for each quarter, with one mark for one state everywhere.
 *
 * The quarter that was asked for has its state in words and a remark; those before it have a mark alone. */
#include "verbs.h"

#include <stdio.h>

/* From so many columns on, quarters are written with their year, and more of them are shown. */
enum { WIDE = 140, BEFORE = 3, BEFORE_WIDE = 7, COLUMNS_MAX = 16, REMARK_NARROW = 21 };

typedef struct {
	const char *mark, *word, *one, *several; /* for the table, and for counting: "1 inkommen", "2 inkomna" */
	DiStyle style;
} Look;

static const Look looks[] = {
	[DI_STATUS_INKOMMEN] = {"✓", "inkommen", "inkommen", "inkomna", DI_STYLE_GOOD},
	[DI_STATUS_SEN] = {"✓", "inkom sent", "sent inkommen", "sent inkomna", DI_STYLE_GOOD},
	[DI_STATUS_VANTAS] = {"·", "väntas", "väntas", "väntas", DI_STYLE_PLAIN},
	[DI_STATUS_FORSENAD] = {"✗", "försenad", "försenad", "försenade", DI_STYLE_BAD},
	[DI_STATUS_GRANSKAS] = {"?", "granskas", "att granska", "att granska", DI_STYLE_NOTICE},
	[DI_STATUS_DISPENS] = {"–", "dispens", "med dispens", "med dispens", DI_STYLE_DIM},
	[DI_STATUS_INGEN] = {" ", "ingen", "utan rapport", "utan rapport", DI_STYLE_DIM},
};

/* What needs somebody first stands first. */
static const int urgency[] = {
	[DI_STATUS_GRANSKAS] = 0, [DI_STATUS_FORSENAD] = 1, [DI_STATUS_VANTAS] = 2, [DI_STATUS_SEN] = 3,
	[DI_STATUS_INKOMMEN] = 3, [DI_STATUS_DISPENS] = 4, [DI_STATUS_INGEN] = 5,
};

guint
di_matrix_before(const DiCli *cli)
{
	return cli->screen.columns >= WIDE ? BEFORE_WIDE : BEFORE;
}

/* A reporter, and its place in the list of each quarter. */
typedef struct {
	const DiOwed *owed;
	guint place;
} Reporter;

static const DiOwed *
same_reporter(const GPtrArray *list, guint place, const DiOwed *owed)
{
	const DiOwed *other = place < list->len ? list->pdata[place] : NULL;

	return other && other->rapportor_id == owed->rapportor_id ? other : NULL;
}

static int
by_urgency(gconstpointer a, gconstpointer b, gpointer today)
{
	const DiOwed *first = ((const Reporter *)a)->owed, *second = ((const Reporter *)b)->owed;
	DiDate day = *(const DiDate *)today;
	int difference = urgency[di_owed_status(first, day)] - urgency[di_owed_status(second, day)];

	if (difference == 0)
		difference = di_text_compare(first->insats, second->insats);
	return difference ? difference : di_text_compare(first->huvudman, second->huvudman);
}

/* A narrow screen has one column for all the marks, a wide one and plain text one for each quarter. */
static gboolean
is_narrow(const DiCli *cli)
{
	return cli->screen.columns && cli->screen.columns < WIDE;
}

/* "6 dagar, 2 påminnelser" */
static char *
note_overdue(const DiCli *cli, const DiOwed *owed)
{
	g_autofree char *days = di_counted((guint)MAX(cli->today - di_owed_last_day(owed), 0), "dag", "dagar");
	guint n = di_owed_reminders_sent(owed);
	g_autofree char *sent = n ? di_counted(n, "påminnelse", "påminnelser") : g_strdup("inte påmind");

	return g_strdup_printf("%s, %s", days, sent);
}

static char *
note_expected(const DiCli *cli, const DiOwed *owed)
{
	gboolean later = di_owed_last_day(owed) > owed->due;
	g_autofree char *day = di_day_short(di_owed_last_day(owed), cli->year);
	gboolean final = owed->kind == DI_KIND_SLUTRAPPORT;

	if (!later && !final)
		return g_strdup("");
	return g_strdup_printf("%s%s%s", final ? "slutrapport " : "", later ? "anstånd till " : "", day);
}

static char *
note_come_in(const DiCli *cli, const DiOwed *owed)
{
	g_autofree char *day = is_narrow(cli) ? g_strdup("") : di_day_short(owed->arrived, cli->year);
	g_autofree char *empty = owed->saknas && owed->saknas[0] ? g_strjoinv(", ", owed->saknas) : NULL;

	return g_strdup_printf("%s%s%s%s", day, empty && *day ? ", " : "", empty ? empty : "", empty ? " tom" : "");
}

static char *
note(const DiCli *cli, const DiOwed *owed, DiStatus status)
{
	switch (status) {
	case DI_STATUS_INKOMMEN:
	case DI_STATUS_SEN:
		return note_come_in(cli, owed);
	case DI_STATUS_FORSENAD:
		return note_overdue(cli, owed);
	case DI_STATUS_VANTAS:
		return note_expected(cli, owed);
	case DI_STATUS_GRANSKAS:
	case DI_STATUS_DISPENS:
	case DI_STATUS_INGEN:
		break;
	}
	return g_strdup("");
}

static char *
marked(const DiCli *cli, DiStatus status, const char *word)
{
	if (cli->screen.plain)
		return g_strdup(*word ? word : looks[status].word);
	return g_strconcat(looks[status].mark, *word ? " " : "", word, NULL);
}

typedef struct {
	char *cells[COLUMNS_MAX];
	DiStyle styles[COLUMNS_MAX];
	guint n;
} Line;

static void
add_cell(Line *line, DiStyle style, char *text)
{
	line->styles[line->n] = style;
	line->cells[line->n++] = text;
}

static void
finish_line(DiTable *table, Line *line)
{
	di_table_row_styled(table, line->styles, (const char *const *)line->cells);
	for (guint i = 0; i < line->n; i++)
		g_free(line->cells[i]);
	line->n = 0;
}

static DiStatus
status_before(const DiCli *cli, const DiStanding *standing, guint q, const DiOwed *owed, guint place)
{
	const DiOwed *before = same_reporter(standing->owed[q], place, owed);

	return before ? di_owed_status(before, cli->today) : DI_STATUS_INGEN;
}

/* One cell: "✓✗✓", in the style of the worst of them. */
static void
add_marks_together(const DiCli *cli, Line *line, const DiStanding *standing, const DiOwed *owed, guint place)
{
	GString *marks = g_string_new(NULL);
	DiStatus worst = DI_STATUS_INGEN;

	for (guint q = 0; q + 1 < standing->n; q++) {
		DiStatus status = status_before(cli, standing, q, owed, place);

		g_string_append(marks, looks[status].mark);
		if (urgency[status] < urgency[worst])
			worst = status;
	}
	add_cell(line, looks[worst].style, g_string_free(marks, FALSE));
}

static void
add_marks(const DiCli *cli, Line *line, const DiStanding *standing, const DiOwed *owed, guint place)
{
	if (is_narrow(cli)) {
		add_marks_together(cli, line, standing, owed, place);
		return;
	}
	for (guint q = 0; q + 1 < standing->n; q++) {
		DiStatus status = status_before(cli, standing, q, owed, place);

		add_cell(line, looks[status].style, status == DI_STATUS_INGEN ? g_strdup("") : marked(cli, status, ""));
	}
}

/* Number and remark; on a narrow screen in one column, so that a long remark has the room of both. */
static void
add_remark(const DiCli *cli, Line *line, const DiOwed *owed, DiStatus status)
{
	g_autofree char *text = note(cli, owed, status);
	gboolean together = is_narrow(cli);

	add_cell(line, DI_STYLE_PLAIN, together ? g_strdup("") : g_strdup(owed->rapport));
	add_cell(line, DI_STYLE_PLAIN, together && owed->rapport ? g_strdup_printf("%s %s", owed->rapport, text) : g_strdup(text));
}

static void
add_reporter(const DiCli *cli, DiTable *table, const DiStanding *standing, const DiOwed *owed, guint place)
{
	DiStatus status = di_owed_status(owed, cli->today);
	Line line = {0};

	add_cell(&line, looks[status].style, marked(cli, status, looks[status].word));
	add_cell(&line, DI_STYLE_PLAIN, g_strdup(owed->insats));
	add_cell(&line, DI_STYLE_PLAIN, g_strdup(owed->huvudman));
	add_marks(cli, &line, standing, owed, place);
	add_remark(cli, &line, owed, status);
	finish_line(table, &line);
}

/* Which quarters the marks are of, and what they mean. */
static void
print_legend(const DiStanding *standing)
{
	g_autofree char *first = di_quarter_format(standing->quarters[0]);
	g_autofree char *last = di_quarter_format(standing->quarters[standing->n - 2]);

	if (standing->n == 2)
		printf("Före: %s", last);
	else
		printf("Före: %s till %s", first, last);
	printf("; ✓ inkommen, ✗ saknas, ? granskas, – dispens\n");
}

/* TITLES_OUT: what the columns' titles point to. */
static guint
name_columns(const DiCli *cli, const DiStanding *standing, DiColumn *columns, char **titles_out)
{
	guint n = 0;

	columns[n++] = (DiColumn){"Status", 0};
	columns[n++] = (DiColumn){"Insats", 16};
	columns[n++] = (DiColumn){"Huvudman", 8};
	if (is_narrow(cli))
		columns[n++] = (DiColumn){standing->n > 1 ? "Före" : "", 0};
	for (guint q = 0; q + 1 < standing->n && !is_narrow(cli); q++) {
		titles_out[q] = di_quarter_format(standing->quarters[q]);
		columns[n++] = (DiColumn){titles_out[q], 0};
	}
	columns[n++] = (DiColumn){is_narrow(cli) ? "" : "Nummer", 0};
	columns[n++] = (DiColumn){"", is_narrow(cli) ? REMARK_NARROW : 12};
	return n;
}

/* Array of Reporter. */
static GArray *
sorted_by_urgency(const DiCli *cli, const GPtrArray *owed)
{
	GArray *sorted = g_array_new(FALSE, FALSE, sizeof(Reporter));

	for (guint i = 0; i < owed->len; i++) {
		Reporter reporter = {owed->pdata[i], i};

		if (di_owed_status(reporter.owed, cli->today) != DI_STATUS_INGEN)
			g_array_append_val(sorted, reporter);
	}
	g_array_sort_with_data(sorted, by_urgency, (gpointer)(uintptr_t)&cli->today);
	return sorted;
}

void
di_matrix_print_quarter(const DiCli *cli, const DiStanding *standing)
{
	DiColumn columns[COLUMNS_MAX] = {0};
	char *titles[COLUMNS_MAX] = {0};
	g_autoptr(DiTable) table = di_table_new(columns, name_columns(cli, standing, columns, titles));
	g_autoptr(GArray) sorted = sorted_by_urgency(cli, standing->owed[standing->n - 1]);

	for (guint i = 0; i < sorted->len; i++) {
		const Reporter *reporter = &g_array_index(sorted, Reporter, i);

		add_reporter(cli, table, standing, reporter->owed, reporter->place);
	}
	if (sorted->len)
		di_print_table(cli, table, 0);
	if (sorted->len && standing->n > 1 && !cli->screen.plain)
		print_legend(standing);
	for (guint q = 0; q < COLUMNS_MAX; q++)
		g_free(titles[q]);
}

/* "3 rapporter: 1 inkommen, 2 försenade."; those that owe nothing are no reports */
void
di_matrix_print_counts(const DiCli *cli, const GPtrArray *owed)
{
	static const DiStatus order[] = {DI_STATUS_INKOMMEN, DI_STATUS_SEN, DI_STATUS_FORSENAD, DI_STATUS_GRANSKAS,
		DI_STATUS_VANTAS, DI_STATUS_DISPENS, DI_STATUS_INGEN};
	guint counts[DI_STATUS_LAST + 1] = {0}, total = 0;
	g_autoptr(GString) line = g_string_new(NULL);

	for (guint i = 0; i < owed->len; i++)
		counts[di_owed_status(owed->pdata[i], cli->today)]++;
	for (guint i = 0; i < G_N_ELEMENTS(order); i++) {
		const Look *look = &looks[order[i]];
		guint n = counts[order[i]];

		if (!n)
			continue;
		g_string_append_printf(line, "%s%u %s", line->len ? ", " : "", n, n == 1 ? look->one : look->several);
		total += order[i] == DI_STATUS_INGEN ? 0 : n;
	}
	if (line->len)
		di_print_passage(cli, 0, "\n%u %s: %s.", total, total == 1 ? "rapport" : "rapporter", line->str);
}

/* A year's cell says more than a mark: how late it came, or how long it has been missing. */
static char *
year_cell(const DiCli *cli, const DiOwed *owed, DiStatus status)
{
	const char *one = is_narrow(cli) ? "d" : "dag", *several = is_narrow(cli) ? "d" : "dagar";
	g_autofree char *days = NULL;

	if (status == DI_STATUS_INGEN)
		return g_strdup("");
	if (status == DI_STATUS_FORSENAD)
		days = di_counted((guint)(cli->today - di_owed_last_day(owed)), one, several);
	else if (status == DI_STATUS_SEN)
		days = di_counted((guint)(owed->first_arrived - di_owed_last_day(owed)), one, several);
	if (!days)
		return marked(cli, status, "");
	if (cli->screen.plain)
		return g_strdup_printf("%s %s", looks[status].word, days);
	return g_strdup_printf("%s %s", looks[status].mark, days);
}

static gboolean
owes_this_year(const DiCli *cli, const DiStanding *standing, guint place, const DiOwed *owed)
{
	for (guint q = 0; q < standing->n; q++) {
		const DiOwed *one = same_reporter(standing->owed[q], place, owed);

		if (one && di_owed_status(one, cli->today) != DI_STATUS_INGEN)
			return TRUE;
	}
	return FALSE;
}

/* "18 av 20" under each quarter */
static void
add_sums(const DiCli *cli, DiTable *table, const DiStanding *standing)
{
	Line line = {0};

	add_cell(&line, DI_STYLE_BOLD, g_strdup("Inkomna"));
	add_cell(&line, DI_STYLE_PLAIN, g_strdup(""));
	for (guint q = 0; q < standing->n; q++) {
		guint here = 0, all = 0;

		for (guint i = 0; i < standing->owed[q]->len; i++) {
			DiStatus status = di_owed_status(standing->owed[q]->pdata[i], cli->today);

			here += status == DI_STATUS_INKOMMEN || status == DI_STATUS_SEN;
			all += status != DI_STATUS_INGEN && status != DI_STATUS_DISPENS;
		}
		add_cell(&line, DI_STYLE_BOLD, all ? g_strdup_printf("%u av %u", here, all) : g_strdup(""));
	}
	finish_line(table, &line);
}

void
di_matrix_print_year(const DiCli *cli, const DiStanding *standing)
{
	static const DiColumn columns[] = {{"Insats", 16}, {"Huvudman", 8}, {"Q1", 0}, {"Q2", 0}, {"Q3", 0}, {"Q4", 0}};
	g_autoptr(DiTable) table = di_table_new(columns, G_N_ELEMENTS(columns));
	const GPtrArray *reporters = standing->owed[standing->n - 1];
	g_autofree char *title = g_strdup_printf("Rapporterna för %d.", standing->quarters[0].year);

	di_print_heading(cli, title);
	fputc('\n', stdout);
	for (guint i = 0; i < reporters->len; i++) {
		const DiOwed *first = reporters->pdata[i];
		Line line = {0};

		if (!owes_this_year(cli, standing, i, first))
			continue;
		add_cell(&line, DI_STYLE_PLAIN, g_strdup(first->insats));
		add_cell(&line, DI_STYLE_PLAIN, g_strdup(first->huvudman));
		for (guint q = 0; q < standing->n; q++) {
			const DiOwed *owed = same_reporter(standing->owed[q], i, first);
			DiStatus status = owed ? di_owed_status(owed, cli->today) : DI_STATUS_INGEN;

			add_cell(&line, looks[status].style, year_cell(cli, owed, status));
		}
		finish_line(table, &line);
	}
	add_sums(cli, table, standing);
	di_print_table(cli, table, 0);
	if (!cli->screen.plain)
		printf("\n✓ inkommen (så sent)   ✗ saknas (så länge)   ? granskas   · väntas   – dispens\n");
}
