/* The lines of a table that nobody drew → its rows: of all the ways to share them out, the one in which labels and answers stand best
 * beside each other. */
#include "pdf-side.h"

#include <math.h>

#define MERGED_MAX 4    /* blocks that are one label */
#define OFF_MAX 1.8     /* ems: a label further off is as bad, */
#define OFF_TOP 3.0     /* where labels stand at the top */
#define TITLED_MIN 2
#define COST_MAX 1.2    /* ems a row: what stands worse is no such table */

/* How the lines are shared out: row by row, from the last one back. */
typedef struct {
	float cost;
	guint8 labels, lines; /* of the last row */
} Step;

/* How labels stand beside their answers: at the top or in the middle, and how many ems lower; margins of paragraphs push one side. */
typedef struct {
	gboolean in_middle;
	double lower;
} Way;

static const Way ways[] = {{FALSE, 0}, {TRUE, 0}, {FALSE, -0.6}, {FALSE, -1.1}, {FALSE, -1.6}, {FALSE, 0.6}, {TRUE, 0.7}, {TRUE, 1.2},
	{TRUE, -0.7}, {TRUE, -1.2}};

/* Does line J of the answers go on with the one above it? Widely spaced ones do if that is full. */
static gboolean
is_within_paragraph(const Side *side, guint j)
{
	double pitch = j > 0 && j < side->right->len ? answer(side, j)->base - answer(side, j - 1)->base : G_MAXDOUBLE;

	return pitch < 1.45 * side->em || (pitch < side->pitch && answer(side, j - 1)->x1 > side->right_x1 - 8 * side->em);
}

static gboolean
has_titles(const Side *side)
{
	return side->titled + (goes_on(side) ? 1 : 0) >= TITLED_MIN;
}

/* Blocks I to I + A as one label. Where titles are bold or numbered, what is neither is what stands below one: an instruction. */
static double
cost_of_labels(const Side *side, guint i, guint a)
{
	double cost = 0;

	if (!has_titles(side))
		return 1.2 * (a - 1);
	if (!label(side, i)->titled && !(i == 0 && side->at_top))
		cost = 1.2;
	for (guint k = i + 1; k < i + a; k++)
		cost += label(side, k)->titled ? 3 : 0.1;
	return cost;
}

/* How badly a row of A labels and B lines behind I and J fits, in ems; negative: not at all. */
static double
cost_of(const Side *side, const Way *way, guint i, guint j, guint a, guint b)
{
	double before = bottom_before(side, i, j), em = side->em, off, words;

	if ((a > 0 && label(side, i)->y0 < before - 0.35 * em) || (b > 0 && answer(side, j)->y0 < before - 0.35 * em))
		return -1;
	/* No row begins or ends within a paragraph. */
	words = (b > 0 && j > 0 && answer(side, j)->lower ? 1.5 : 0) + (b > 0 && is_within_paragraph(side, j + b) ? 1.5 : 0);
	if (a == 0)
		return words + 0.2;
	words += cost_of_labels(side, i, a);
	if (b == 0)
		return words + 0.4;
	off = !way->in_middle ? label(side, i)->y0 - answer(side, j)->y0
			      : (label(side, i)->y0 + label(side, i + a - 1)->y1 - answer(side, j)->y0 - answer(side, j + b - 1)->y1) / 2;
	/* A row that goes on overleaf may stand anyhow, above all one that lacks its title. */
	if (i == 0 && j == 0 && side->at_top && has_titles(side) && !label(side, 0)->titled)
		return 0.2 + words;
	return MIN(fabs(off / em - way->lower), way->in_middle ? OFF_MAX : OFF_TOP) + 0.1 * fabs(way->lower) + words;
}

static Step *
step_at(Step *steps, const Side *side, guint i, guint j)
{
	return &steps[i * (side->right->len + 1) + j];
}

static void
try_steps(Step *steps, const Side *side, const Way *way, guint i, guint j)
{
	float so_far = step_at(steps, side, i, j)->cost;
	guint fewest = i == 0 && j == 0 && side->at_top ? 0 : 1;

	for (guint a = fewest; a <= MERGED_MAX && i + a <= side->left->len; a++) {
		for (guint b = a == 0 ? 1 : 0; j + b <= side->right->len && b < 250; b++) {
			Step *to = step_at(steps, side, i + a, j + b);
			double cost = cost_of(side, way, i, j, a, b);

			if (i + a < side->left->len && b > 0 && answer(side, j + b - 1)->y1 > label(side, i + a)->y0 + 0.4 * side->em)
				break; /* no more: rows do not overlap */
			if (cost >= 0 && so_far + cost < to->cost)
				*to = (Step){.cost = (float)(so_far + cost), .labels = (guint8)a, .lines = (guint8)b};
		}
	}
}

/* The best way to share out all lines; NULL: there is none. */
static Step *
share_out(const Side *side, const Way *way)
{
	guint n = (side->left->len + 1) * (side->right->len + 1);
	Step *steps = g_new(Step, n);

	for (guint i = 0; i < n; i++)
		steps[i] = (Step){.cost = G_MAXFLOAT};
	steps[0].cost = 0;
	for (guint i = 0; i <= side->left->len; i++)
		for (guint j = 0; j <= side->right->len; j++)
			if (step_at(steps, side, i, j)->cost < G_MAXFLOAT)
				try_steps(steps, side, way, i, j);
	if (step_at(steps, side, side->left->len, side->right->len)->cost < G_MAXFLOAT)
		return steps;
	g_free(steps);
	return NULL;
}

/* The rows from the first on. */
static GArray *
shares_of(const Side *side, Step *steps)
{
	GArray *shares = g_array_new(FALSE, FALSE, sizeof(Share));
	guint i = side->left->len, j = side->right->len;

	while (i > 0 || j > 0) {
		const Step *step = step_at(steps, side, i, j);
		Share share = {i - step->labels, step->labels, j - step->lines, step->lines};

		g_array_prepend_val(shares, share);
		i = share.label;
		j = share.line;
	}
	return shares;
}

/* Rows that have both sides; of a table that goes on from the page before they need not. */
static guint
rows_with_both(const Side *side, const GArray *shares)
{
	guint n = goes_on(side) ? 1 : 0;

	for (guint i = 0; i < shares->len; i++) {
		const Share *share = &g_array_index(shares, Share, i);

		n += share->labels > 0 && share->lines > 0 ? 1 : 0;
	}
	return n;
}

gboolean
di_pdf_is_plain(const Side *side, const GArray *shares)
{
	for (guint i = 0; i < shares->len; i++) {
		const Share *share = &g_array_index(shares, Share, i);

		if (share->labels == 0 || share->lines == 0 || fabs(label(side, share->label)->head - answer(side, share->line)->head) > 0.2 * side->em)
			return FALSE;
		for (guint j = share->line + 1; j < share->line + share->lines; j++)
			if (answer(side, j)->y0 - answer(side, j - 1)->y1 > 0.8 * side->em)
				return FALSE;
	}
	return TRUE;
}

/* The better of both ways, if it is good enough for a table. */
GArray *
di_pdf_find_shares(const Side *side)
{
	GArray *best = NULL;
	double least = G_MAXDOUBLE;

	for (guint w = 0; w < G_N_ELEMENTS(ways); w++) {
		g_autofree Step *steps = share_out(side, &ways[w]);
		g_autoptr(GArray) shares = steps ? shares_of(side, steps) : NULL;
		guint n = shares ? rows_with_both(side, shares) : 0;
		double cost = n > 0 ? (double)step_at(steps, side, side->left->len, side->right->len)->cost / n : G_MAXDOUBLE;

		if (cost > COST_MAX || cost >= least)
			continue;
		least = cost;
		g_clear_pointer(&best, g_array_unref);
		best = g_steal_pointer(&shares);
	}
	return best;
}
