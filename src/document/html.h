/* The files that read HTML and what they share. */
#pragma once

#include "flow.h"

/* html-style.c: what a style attribute says that matters here */

typedef struct {
	int bold, hidden; /* −1: not said */
	int size_pt10;    /* 0: not said */
	int size_percent; /* 0: not said */
	gboolean spacer;  /* Word's gap of no-break spaces after a number that it has drawn as text */
} DiHtmlStyle;
DiHtmlStyle di_html_style(const char *attribute);

/* html-body.c */

typedef struct DiHtmlBody DiHtmlBody;
DiHtmlBody *di_html_body_new(DiDocument *document, DiFlow *flow);
void di_html_body_free(DiHtmlBody *body);
/* Names in lower case; each begin has its end. ATTRIBUTES: name, value, …, NULL; or NULL. */
void di_html_body_begin(DiHtmlBody *body, const char *name, const char *const *attributes);
void di_html_body_end(DiHtmlBody *body);
void di_html_body_text(DiHtmlBody *body, const char *text, size_t size);
