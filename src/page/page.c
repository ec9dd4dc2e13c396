/* The whole page. */
#include "html.h"

#include "page-style.h"

char *
di_page_write(const DiPage *page)
{
	GString *out = g_string_new(DI_PAGE_BEGINS "\n<html lang=\"sv\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"robots\" content=\"noindex\">\n");
	g_autofree char *made = di_time_format(page->made, page->timezone);
	g_autofree char *day = di_date_swedish_weekday(di_date_of_time(page->made, page->timezone));
	g_autofree char *hour = g_strndup(made + 11, 5);

	di_markup_add(out, "<title>Kvartalsrapporter – %s</title>\n<style>\n", page->forbund);
	g_string_append(out, page_style);
	g_string_append(out, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#huvud\">Till innehållet</a>\n");
	di_markup_add(out, "<header><h1>Kvartalsrapporter</h1>\n<p>%s. Läget %s klockan %s.</p></header>\n<main id=\"huvud\">\n", page->forbund, day, hour);
	write_summary(page, out);
	write_tasks(page, out);
	write_matrix(page, out);
	write_chart(page, out);
	write_insatser(page, out);
	g_string_append(out, "</main>\n<footer><p>Sidan är gjord av diariet och innehåller ingen text ur rapporterna.</p></footer>\n</body>\n</html>\n");
	return g_string_free(out, FALSE);
}
