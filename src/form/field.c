/* The values of the form's fields: behind the label, in the next cell, on the next line, in a control. */
#include "internal.h"

#include <string.h>

enum { QUEUE_MAX = 8, VALUES_MAX = 8 };

typedef struct {
	const Form *form;
	GPtrArray *lines;
	DiReport *report;
	char **values; /* one a field of the form; NULL: not found */
} Taker;

static guint
index_of(const Form *form, const FormField *field)
{
	guint i = 0;

	g_ptr_array_find(form->fields, field, &i);
	return i;
}

static gboolean
has_value(const Taker *taker, const FormField *field)
{
	const char *value = taker->values[index_of(taker->form, field)];

	return value && *value;
}

static void
put(Taker *taker, const FormField *field, const char *text, const Line *line, const char *rule)
{
	guint i = index_of(taker->form, field);
	g_autofree char *value = value_clean(taker->form, text), *place = NULL, *why = NULL;

	if (has_value(taker, field))
		return;
	g_free(taker->values[i]);
	taker->values[i] = field->sort == SORT_TEXT && !value_fits(field, value) ? g_strdup("") : g_steal_pointer(&value);
	if (!*taker->values[i])
		return;
	place = line_place(line);
	why = g_strdup_printf("etikett '%s', %s", (const char *)g_ptr_array_index(field->labels, 0), rule);
	di_report_add_evidence(taker->report, field->key, place, why);
}

/* Controls and form fields by their name */

static gboolean
tag_names(const FormField *field, const char *tag)
{
	g_autofree char *folded = di_text_fold(tag);

	if (strcmp(folded, field->key) == 0)
		return TRUE;
	for (guint i = 0; i < field->tags->len; i++)
		if (strcmp(folded, g_ptr_array_index(field->tags, i)) == 0)
			return TRUE;
	for (guint i = 0; i < field->labels->len; i++)
		if (di_text_similarity(folded, g_ptr_array_index(field->labels, i)) > 0.95)
			return TRUE;
	return FALSE;
}

static char *
control_value(const Line *line)
{
	const DiBlock *block = line->block;

	if (block->placeholder)
		return g_strdup("");
	if (block->value_at >= 0 && (gsize)block->value_at + (gsize)MAX(block->value_bytes, 0) <= strlen(block->text))
		return g_strndup(block->text + block->value_at, (gsize)MAX(block->value_bytes, 0));
	return g_strdup(block->text ? block->text : "");
}

static void
take_tagged(Taker *taker)
{
	for (guint i = 0; i < taker->lines->len; i++) {
		Line *line = g_ptr_array_index(taker->lines, i);

		if (!line->block->tag || line->inside || line->persons)
			continue;
		for (guint j = 0; j < taker->form->fields->len; j++) {
			const FormField *field = g_ptr_array_index(taker->form->fields, j);
			g_autofree char *value = NULL;

			if (!tag_names(field, line->block->tag))
				continue;
			value = control_value(line);
			put(taker, field, value, line, "värdet i fältet med det namnet");
			line->used = TRUE;
		}
	}
}

/* Cells */

static Line *
cell_at(const Taker *taker, const DiBlock *from, int row, int column)
{
	for (guint i = 0; i < taker->lines->len; i++) {
		Line *line = g_ptr_array_index(taker->lines, i);

		if (line->block->kind == DI_BLOCK_CELL && line->block->table == from->table &&
			line->block->row == row && line->block->column == column)
			return line;
	}
	return NULL;
}

/* The next cell in the row, wherever its column (merged cells leave gaps). */
static Line *
cell_right(const Taker *taker, const DiBlock *from)
{
	Line *best = NULL;

	for (guint i = 0; i < taker->lines->len; i++) {
		Line *line = g_ptr_array_index(taker->lines, i);
		const DiBlock *block = line->block;

		if (block->kind != DI_BLOCK_CELL || block->table != from->table || block->row != from->row || block->column <= from->column)
			continue;
		if (!best || block->column < best->block->column)
			best = line;
	}
	return best;
}

static gboolean
is_value(const Line *line)
{
	return line && line->mark == MARK_TEXT && !line->used;
}

static char *
cell_text(const Taker *taker, const Line *cell)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < taker->lines->len; i++) {
		Line *line = g_ptr_array_index(taker->lines, i);

		if (line->block->kind != DI_BLOCK_CELL || line->block->table != cell->block->table || line->mark != MARK_TEXT ||
			line->block->row != cell->block->row || line->block->column != cell->block->column)
			continue;
		g_string_append_printf(text, "%s%s", text->len ? " " : "", line->text);
		line->used = TRUE;
	}
	return g_string_free(text, FALSE);
}

/* What else stands in the label's own cell, up to the next label there. */
static gboolean
take_same_cell(Taker *taker, guint at)
{
	const Line *label = g_ptr_array_index(taker->lines, at);
	g_autoptr(GString) text = g_string_new(NULL);
	Line *first = NULL;

	for (guint i = at + 1; i < taker->lines->len; i++) {
		Line *line = g_ptr_array_index(taker->lines, i);

		if (line->mark != MARK_TEXT || line->block->table != label->block->table ||
			line->block->row != label->block->row || line->block->column != label->block->column)
			break;
		if (!*line->text && line->block->value_at < 0)
			continue;
		g_string_append_printf(text, "%s%s", text->len ? " " : "", line->text);
		line->used = TRUE;
		first = first ? first : line;
	}
	if (first)
		put(taker, label->field, text->str, first, "värdet i samma ruta");
	return first != NULL;
}

/* FALSE: there is no cell that could hold it. */
static gboolean
take_from_cells(Taker *taker, guint at)
{
	const Line *label = g_ptr_array_index(taker->lines, at);
	const FormField *field = label->field;
	Line *right = field->places & PLACE_RIGHT ? cell_right(taker, label->block) : NULL;
	Line *below = field->places & PLACE_BELOW ? cell_at(taker, label->block, label->block->row + 1, label->block->column) : NULL;
	g_autofree char *value = NULL;
	Line *chosen = NULL;

	if (take_same_cell(taker, at))
		return TRUE;
	if (is_value(right) && *right->text)
		chosen = right;
	else if (is_value(below) && (*below->text || !is_value(right)) && value_fits(field, below->text))
		chosen = below;
	else if (is_value(right))
		chosen = right;
	if (!chosen)
		return FALSE;
	if (chosen == right && !value_fits(field, right->text) && is_value(below) && value_fits(field, below->text))
		chosen = below;
	value = cell_text(taker, chosen);
	put(taker, field, value, chosen, chosen == right ? "värdet i rutan till höger" : "värdet i rutan under");
	return TRUE;
}

/* Lines: labels in a row, then values in a row */

typedef struct {
	Line *line;
	char *text; /* all of the line, or its share where values stand side by side */
} Value;

typedef struct {
	const FormField *labels[QUEUE_MAX];
	Value values[VALUES_MAX];
	guint n_labels, n_values;
} Queue;

static void
put_line(Taker *taker, const FormField *field, const Value *value)
{
	put(taker, field, value->text, value->line, "värdet på raden efter");
	value->line->used = TRUE;
}

static void
add_value(Queue *queue, Line *line, const char *text)
{
	if (queue->n_values < VALUES_MAX && *text)
		queue->values[queue->n_values++] = (Value){line, g_strdup(text)};
}

/* "SFG 25-13 AKH 2025-04-15": the stamp on one line, its gaps lost. FALSE: it is not that. */
static gboolean
add_stamp(Queue *queue, Line *line, const char *text)
{
	static GRegex *regex;
	g_autoptr(GMatchInfo) match = NULL;

	if (!regex)
		regex = g_regex_new("^((?:Dnr:? ?)?[A-ZÅÄÖ]{2,6} ?\\d{2,4} ?[-–] ?\\d+(?:\\.\\d+)?)(?: ([\\p{L}/-]{2,12}))?(?: (\\d{4}-\\d{2}-\\d{2}|\\d{8}|\\d{1,2}/\\d{1,2}[ -]\\d{2,4}))?$", 0, 0, NULL);
	if (!g_regex_match(regex, text, 0, &match) || g_match_info_get_match_count(match) < 3)
		return FALSE;
	for (int i = 1; i < g_match_info_get_match_count(match); i++) {
		g_autofree char *part = g_match_info_fetch(match, i);

		add_value(queue, line, part);
	}
	return TRUE;
}

/* "SFG 25-13\tAKH": values side by side for labels that stood side by side. */
static void
add_values(Queue *queue, Line *line)
{
	static GRegex *gap;
	g_auto(GStrv) parts = NULL;

	if (queue->n_labels < 2) {
		add_value(queue, line, line->text);
		return;
	}
	if (!gap)
		gap = g_regex_new("\\t\\s*| {3,}", 0, 0, NULL);
	if (add_stamp(queue, line, line->text))
		return;
	parts = g_regex_split(gap, line->text, 0);
	for (guint i = 0; parts[i]; i++)
		add_value(queue, line, g_strstrip(parts[i]));
}

static void
queue_clear(Queue *queue)
{
	for (guint i = 0; i < queue->n_values; i++)
		g_free(queue->values[i].text);
	*queue = (Queue){.n_labels = 0};
}

/* The field among LABELS that takes VALUE: one whose sort it fits, else the last label that takes any text. */
static guint
choose_label(const Queue *queue, const gboolean *taken, const char *value, gboolean last_first)
{
	guint best = QUEUE_MAX;

	for (guint i = 0; i < queue->n_labels; i++) {
		gboolean typed = queue->labels[i]->sort != SORT_TEXT;

		if (taken[i] || !value_fits(queue->labels[i], value))
			continue;
		if (typed)
			return i;
		if (best == QUEUE_MAX || last_first)
			best = i;
	}
	return best;
}

static gboolean
all_fit(const Queue *queue)
{
	if (queue->n_labels != queue->n_values)
		return FALSE;
	for (guint i = 0; i < queue->n_labels; i++)
		if (!value_fits(queue->labels[i], queue->values[i].text))
			return FALSE;
	return TRUE;
}

static void
put_joined(Taker *taker, Queue *queue)
{
	g_autoptr(GString) text = g_string_new(NULL);
	const FormField *field = queue->labels[0];
	PeriodHint hint;

	for (guint i = 0; i < queue->n_values; i++) {
		if (i > 0 && (field->by_forbund || (field->sort == SORT_PERIOD && period_parse_hint(text->str, &hint))))
			break;
		g_string_append_printf(text, "%s%s", i ? " " : "", queue->values[i].text);
		queue->values[i].line->used = TRUE;
	}
	put(taker, field, text->str, queue->values[0].line, "värdet på raden efter");
}

static void
resolve(Taker *taker, Queue *queue)
{
	gboolean taken[QUEUE_MAX] = {FALSE};

	if (queue->n_labels == 1 && queue->n_values > 0) {
		put_joined(taker, queue);
	} else if (all_fit(queue)) {
		for (guint i = 0; i < queue->n_labels; i++)
			put_line(taker, queue->labels[i], &queue->values[i]);
	} else {
		for (guint i = 0; i < queue->n_values; i++) {
			guint at = choose_label(queue, taken, queue->values[i].text, queue->n_values < queue->n_labels);

			if (at == QUEUE_MAX)
				continue;
			taken[at] = TRUE;
			put_line(taker, queue->labels[at], &queue->values[i]);
		}
	}
	queue_clear(queue);
}

/* "Diarienummer (fylls i av förbundet):" */
static gsize
aside_length(const char *rest)
{
	gsize spaces = strspn(rest, " :");
	const char *end = rest[spaces] == '(' ? strchr(rest, ')') : NULL;

	return end ? (gsize)(end + 1 - rest) : 0;
}

static gboolean
is_same_cell(const DiBlock *a, const DiBlock *b)
{
	return a->kind == DI_BLOCK_CELL && b->kind == DI_BLOCK_CELL && a->table == b->table && a->row == b->row && a->column == b->column;
}

/* Labels below each other in one cell, their values behind the last of them: a table within the cell, which the file's
 * format or its program took apart. */
static gboolean
is_among_labels(const Taker *taker, const Queue *queue, guint at)
{
	const Line *line = g_ptr_array_index(taker->lines, at);
	const Line *next = at + 1 < taker->lines->len ? g_ptr_array_index(taker->lines, at + 1) : NULL;
	const Line *before = at > 0 ? g_ptr_array_index(taker->lines, at - 1) : NULL;

	if (next && next->mark == MARK_LABEL && is_same_cell(line->block, next->block))
		return TRUE;
	return queue->n_labels > 0 && before && before->mark == MARK_LABEL && is_same_cell(line->block, before->block);
}

static void
meet_label(Taker *taker, Queue *queue, guint at)
{
	Line *line = g_ptr_array_index(taker->lines, at);
	const char *behind = line->text + line->rest + aside_length(line->text + line->rest);
	g_autofree char *rest = value_clean(taker->form, behind);
	gboolean prompt = text_is_empty_answer(taker->form, behind) && strspn(behind, " :\n\t") < strlen(behind);

	if (queue->n_values > 0)
		resolve(taker, queue);
	if (*rest && line->field->by_forbund && queue->n_labels > 0 && queue->n_labels < QUEUE_MAX && !value_fits(line->field, rest)) {
		queue->labels[queue->n_labels++] = line->field; /* "Diarienummer Signatur" over the number alone */
		add_value(queue, line, rest);
	} else if (*rest || prompt) {
		if (*rest)
			resolve(taker, queue);
		put(taker, line->field, rest, line, "värdet efter etiketten");
	} else if (line->block->kind == DI_BLOCK_CELL && !is_among_labels(taker, queue, at) && take_from_cells(taker, at)) {
		return;
	} else if (queue->n_labels < QUEUE_MAX && (line->field->places & (PLACE_NEXT | PLACE_BELOW)) && !has_value(taker, line->field)) {
		queue->labels[queue->n_labels++] = line->field;
	}
}

/* A cell beside labels is theirs by its place; one of a table without labels may be a line's value. */
static gboolean
is_in_label_table(const Taker *taker, const Line *line)
{
	for (guint i = 0; i < taker->lines->len && line->block->kind == DI_BLOCK_CELL; i++) {
		const Line *other = g_ptr_array_index(taker->lines, i);

		if (other->mark == MARK_LABEL && other->block->table == line->block->table)
			return TRUE;
	}
	return FALSE;
}

/* In the cell of the labels that wait, behind them, or in the one to the right. */
static gboolean
is_value_beside(const Line *label, const Line *line)
{
	const DiBlock *a = label ? label->block : NULL, *b = line->block;

	return a && line->mark == MARK_TEXT && !line->inside && !line->persons && !line->used && *line->text &&
	       a->kind == DI_BLOCK_CELL && b->kind == DI_BLOCK_CELL && a->table == b->table && a->row == b->row && b->column >= a->column;
}

static void
take_lines(Taker *taker)
{
	Queue queue = {.n_labels = 0};
	const Line *last = NULL; /* label */

	for (guint i = 0; i < taker->lines->len; i++) {
		Line *line = g_ptr_array_index(taker->lines, i);

		if (line->mark == MARK_LABEL) {
			meet_label(taker, &queue, i);
			last = line;
			continue;
		}
		if (queue.n_labels > 0 && is_value_beside(last, line)) {
			add_values(&queue, line);
			continue;
		}
		if (line->mark != MARK_TEXT || line->inside || line->persons)
			resolve(taker, &queue);
		else if (!line->used && !is_in_label_table(taker, line) && queue.n_labels > 0 &&
			!text_is_empty_answer(taker->form, line->text))
			add_values(&queue, line);
	}
	resolve(taker, &queue);
}

static const char *
value_of(const Taker *taker, const char *key)
{
	const FormField *field = form_field(taker->form, key);
	const char *value = field ? taker->values[index_of(taker->form, field)] : NULL;

	return value && *value ? value : NULL;
}

static void
fill_report(const Taker *taker, DiReport *report)
{
	const char *number = value_of(taker, "diarienummer"), *day = value_of(taker, "ankomstdatum");
	const char *period = value_of(taker, "period");

	report->insats = g_strdup(value_of(taker, "insats"));
	report->huvudman = g_strdup(value_of(taker, "huvudman"));
	report->signatur = g_strdup(value_of(taker, "signatur"));
	report->diarienummer = number ? di_diarienummer_normalise(number, NULL) : NULL;
	report->ankomstdatum = day ? di_form_date_parse(day) : DI_DATE_NONE;
	if (number && !report->diarienummer)
		di_report_add_remark(report, "diarienummer-oklart", "Det som står vid Diarienummer är inget diarienummer.");
	if (day && report->ankomstdatum == DI_DATE_NONE)
		di_report_add_remark(report, "ankomstdatum-oklart", "Det som står vid Ankomstdatum är inget säkert datum.");
	if (period && !di_period_parse(period, &report->period))
		di_report_add_remark(report, "period-oklar", "Perioden i rapporten går inte att läsa säkert.");
}

void
take_fields(const Form *form, GPtrArray *lines, DiReport *report, char **period_text_out)
{
	Taker taker = {.form = form, .lines = lines, .report = report};

	taker.values = g_new0(char *, form->fields->len + 1);
	take_tagged(&taker);
	take_lines(&taker);
	fill_report(&taker, report);
	*period_text_out = g_strdup(value_of(&taker, "period"));
	for (guint i = 0; i < form->fields->len; i++)
		g_free(taker.values[i]);
	g_free(taker.values);
}
