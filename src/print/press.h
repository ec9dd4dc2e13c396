/* What the files that set a paper share. All measures are points. */
#pragma once

#include <diarie/print.h>

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#define PAGE_WIDTH 595.28 /* A4 */
#define PAGE_HEIGHT 841.89
#define LEFT 71.0
#define TOP 64.0
#define BOTTOM (PAGE_HEIGHT - 76.0)
#define TEXT_WIDTH (PAGE_WIDTH - 2 * LEFT)
#define PARAGRAPH_GAP 3.5
#define FOOT (PAGE_HEIGHT - 52.0)

typedef struct {
	const DiPaper *paper;
	PangoContext *context;
	cairo_surface_t *surface;
	cairo_t *cr;      /* NULL: only measured, to know how many pages there will be */
	double y;         /* where the next thing begins */
	int page, pages;  /* from 1; pages 0: not known yet */
	int outline[4];   /* the last bookmark of each level */
} Press;

typedef struct {
	double size;
	gboolean bold;
	guint32 colour; /* 0xRRGGBB */
} Face;
enum { COLOUR_TEXT = 0x1b1b1b, COLOUR_SOFT = 0x545454, COLOUR_LINE = 0xc9c9c9, COLOUR_HEAD = 0xf2f4f6, COLOUR_RULE = 0x1f3a5f };
guint32 press_tone(DiTone tone);

/* press.c */

PangoLayout *press_layout(const Press *press, const char *text, Face face, double width); /* WIDTH 0: on one line */
double press_height(PangoLayout *layout);
double press_width(PangoLayout *layout);
void press_begin(const Press *press, const char *tag);
void press_end(const Press *press, const char *tag);
void press_turn(Press *press);                   /* to a new page */
void press_need(Press *press, double height);    /* to a new page unless so much is left */
void press_fill(const Press *press, guint32 colour, double x, double y, double width, double height);
void press_frame(const Press *press, double x, double y, double width, double height);
/* One line of LAYOUT with its top at Y. */
void press_line(const Press *press, PangoLayout *layout, int line, Face face, double x, double y);
double press_line_height(PangoLayout *layout, int line);
/* What stands above it: a new paragraph must not look like one that goes on. */
double press_line_gap(PangoLayout *layout, int line);
typedef struct {
	double x;       /* from LEFT */
	gboolean bar;   /* a bar at the left, as beside a quote */
	const char *tag;
} Flow;
/* All of LAYOUT from press->y on, over as many pages as it needs. */
void press_flow(Press *press, PangoLayout *layout, Face face, Flow flow);

/* table.c */
void press_table(Press *press, const DiPaperBlock *block);
void press_rows(Press *press, const GPtrArray *lines, guint *at); /* of a quote; *at is left at the last of them */

/* bars.c */
void press_bars(Press *press, const DiPaperBlock *block);
