/* page: what is owed and what has come in → one HTML page for those who would rather look than type. Knows no registry and
 * no clock; the same facts give the same bytes. Holds no text of any report. */
#pragma once

#include <diarie/owed.h>

enum { DI_PAGE_QUARTERS = 8 };
typedef struct {
	const char *forbund;
	DiTime made;
	const char *timezone;
	DiDate today;
	DiQuarter quarters[DI_PAGE_QUARTERS]; /* one after another; the last is the one being reported */
	DiDate due[DI_PAGE_QUARTERS];
	const GPtrArray *owed[DI_PAGE_QUARTERS]; /* DiOwed of that quarter, the same reporters in the same order in each */
	guint n;
	guint in_review; /* how many things wait for a person */
} DiPage;

#define DI_PAGE_BEGINS "<!DOCTYPE html>"
/* A whole HTML document: no script, nothing from elsewhere, light and dark, printable. */
char *di_page_write(const DiPage *page);

/* gather.c: the same from whoever knows what is owed, for the eight quarters up to the one that is being reported, without those before
 * the register was kept. ASK: array of DiOwed, the same reporters in the same order for every quarter; NULL with ERROR. */
typedef GPtrArray *(*DiPageAsk)(gpointer user, DiQuarter quarter, GError **error);
char *di_page_make(const DiConfig *config, DiTime now, guint in_review, DiPageAsk ask, gpointer user, GError **error);
