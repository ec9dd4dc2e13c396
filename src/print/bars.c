/* Bars: a line for each row, with the figures in them. */
#include "press.h"

#define LABEL 60.0
#define BAR 15.0
#define STEP 19.0
#define LEAST 14.0 /* room for two figures */

static const Face label_face = {9.2, FALSE, COLOUR_TEXT}, dark = {9.2, TRUE, COLOUR_TEXT}, bright = {9.2, TRUE, 0xffffff};

/* Told apart by how light they are, as in src/page/colours.css: in print without colours, and by those who do not see red or green. */
static void
write_ground(const Press *press, DiTone tone, double x, double y, double width, double height)
{
	static const guint32 grounds[] = {[DI_TONE_NONE] = 0xf0f0f0, [DI_TONE_IN] = 0x4fae78, [DI_TONE_LATE] = 0xf3d27a, [DI_TONE_WAIT] = 0xf0f0f0,
		[DI_TONE_OVERDUE] = 0x8c1a13, [DI_TONE_REVIEW] = 0xf0f0f0};

	press_fill(press, grounds[tone], x, y, width, height);
	press_frame(press, x, y, width, height);
}

static void
write_key(Press *press, const DiPaperBlock *block)
{
	double x = LEFT;

	press_begin(press, "P");
	for (guint i = 0; i < block->columns->len; i++) {
		const DiPaperColumn *column = &g_array_index(block->columns, DiPaperColumn, i);
		g_autoptr(PangoLayout) layout = press_layout(press, column->title, label_face, 0);

		write_ground(press, column->tone, x, press->y + 3, 7, 7);
		press_line(press, layout, 0, label_face, x + 10, press->y);
		x += press_width(layout) + 24;
	}
	press_end(press, "P");
	press->y += 18;
}

static double
share(const DiPaperBlock *block, guint row, guint series, guint all, double room)
{
	guint count = di_paper_count_at(block, row, series), small = 0, others = 0;
	double width = TEXT_WIDTH - LABEL;

	for (guint i = 0; i < block->columns->len; i++) {
		guint its = di_paper_count_at(block, row, i);

		if (its && its * width / all < LEAST)
			small++;
		else
			others += its;
	}
	if (count * width / all < LEAST)
		return count ? MIN(LEAST, room) : 0;
	return MIN(count * (width - small * LEAST) / others, room);
}

static void
write_bar(Press *press, const DiPaperBlock *block, guint row)
{
	g_autoptr(PangoLayout) label = press_layout(press, di_paper_cell_at(block, row, 0)->text, label_face, 0);
	double x = LEFT + LABEL;
	guint all = 0;

	for (guint i = 0; i < block->columns->len; i++)
		all += di_paper_count_at(block, row, i);
	press_begin(press, "TR");
	press_begin(press, "TH");
	press_line(press, label, 0, label_face, LEFT, press->y + 1);
	press_end(press, "TH");
	for (guint i = 0; i < block->columns->len && all; i++) {
		double width = share(block, row, i, all, LEFT + TEXT_WIDTH - x);
		g_autofree char *figure = g_strdup_printf("%u", di_paper_count_at(block, row, i));
		DiTone tone = g_array_index(block->columns, DiPaperColumn, i).tone;
		Face face = tone == DI_TONE_OVERDUE ? bright : dark;
		g_autoptr(PangoLayout) layout = press_layout(press, figure, face, 0);

		if (width <= 0)
			continue;
		write_ground(press, tone, x, press->y, width, BAR);
		press_begin(press, "TD");
		press_line(press, layout, 0, face, x + 4, press->y + 1);
		press_end(press, "TD");
		x += width;
	}
	press_end(press, "TR");
	press->y += STEP;
}

void
press_bars(Press *press, const DiPaperBlock *block)
{
	static const Face face = {10.5, FALSE, COLOUR_TEXT};
	g_autoptr(PangoLayout) about = press_layout(press, block->text, face, TEXT_WIDTH);

	press_need(press, 40 + STEP * MIN(block->rows->len, 12));
	press_flow(press, about, face, (Flow){0, FALSE, "P"});
	press->y += 4;
	write_key(press, block);
	press_begin(press, "Table");
	for (guint i = 0; i < block->rows->len; i++) {
		press_need(press, STEP);
		write_bar(press, block, i);
	}
	press_end(press, "Table");
	press->y += 8;
}
