/* The receipt reads back what was understood of a report: the same values whether it is sent or shown. */
#include <diarie/letter.h>

#include <string.h>

enum { STRANGERS_MAX = 10 }; /* reports of unknown senders that one letter names */

static void
set_day(GHashTable *values, const char *name, DiDate date)
{
	g_autofree char *day = date == DI_DATE_NONE ? NULL : di_date_swedish_on(date);

	di_values_set(values, name, day);
}

static void
set_span(GHashTable *values, const DiReceipt *receipt)
{
	g_autofree char *period = NULL;

	if (di_quarter_is_set(receipt->quarter)) {
		di_values_set_period(values, receipt->quarter);
	} else if (receipt->period.from != DI_DATE_NONE && receipt->period.to != DI_DATE_NONE) {
		period = di_date_swedish_range(receipt->period.from, receipt->period.to);
		di_values_set(values, "period", period);
	}
}

/* "2.3 och 2.6" */
static char *
numbers_of(const char *const *sections)
{
	GString *text = g_string_new(NULL);
	guint n = sections ? g_strv_length((char **)(guintptr)sections) : 0;

	for (guint i = 0; i < n; i++)
		g_string_append_printf(text, "%s%s", i == 0 ? "" : i + 1 == n ? " och " : ", ", sections[i]);
	return g_string_free(text, FALSE);
}

/* The line that an answer may hold to correct the period, with the period itself as the example. */
static void
set_correction(GHashTable *values, const DiReceipt *receipt)
{
	DiPeriod period = receipt->period;
	g_autofree char *from = NULL, *to = NULL, *line = NULL;

	if (di_quarter_is_set(receipt->quarter))
		period = (DiPeriod){di_quarter_first_day(receipt->quarter), di_quarter_last_day(receipt->quarter)};
	if (period.from == DI_DATE_NONE || period.to == DI_DATE_NONE)
		return;
	from = di_date_format(period.from);
	to = di_date_format(period.to);
	line = g_strdup_printf("period: %s–%s", from, to);
	di_values_set(values, "rattelse", line);
}

GHashTable *
di_values_of_receipt(const DiConfig *config, const DiReceipt *receipt)
{
	GHashTable *values = di_values_new(config);
	gboolean final = receipt->kind == DI_KIND_SLUTRAPPORT; /* its form has other headings; nothing is said to lack */
	g_autofree char *missing = di_values_missing(final ? NULL : receipt->saknas);
	g_autofree char *empty = numbers_of(final ? NULL : receipt->saknas);
	gboolean other = receipt->wanted != DI_KIND_NONE && receipt->wanted != receipt->kind;

	di_values_set(values, "insats", receipt->insats);
	di_values_set(values, "huvudman", receipt->huvudman);
	di_values_set(values, "dnr", receipt->arende);
	di_values_set(values, "rapport_dnr", receipt->diarienummer);
	di_values_set(values, "slag", di_values_kind(receipt->kind));
	di_values_set(values, "saknas", missing);
	di_values_set(values, "tomma", empty);
	di_values_set(values, "okand", receipt->stranger);
	di_values_set(values, "ersatter", receipt->replaces);
	di_values_set(values, "senare", receipt->later);
	di_values_set(values, "i_stallet", other && receipt->wanted == DI_KIND_SLUTRAPPORT ? "slutrapporten" : "");
	di_values_set_name(values, receipt->name);
	set_day(values, "inkom", receipt->arrived);
	if (receipt->ends != DI_DATE_NONE) {
		g_autofree char *end = di_date_swedish(receipt->ends);

		di_values_set(values, "slut", end);
	}
	set_span(values, receipt);
	set_correction(values, receipt);
	return values;
}

/* "- Bron, Näs kommun: kvartalsrapporten för 1 januari–31 mars 2026 (SFG 26-1.2), punkt 2.6 är tom" */
static void
add_line(GString *list, const DiConfig *config, const DiReceipt *receipt)
{
	g_autoptr(GHashTable) values = di_values_of_receipt(config, receipt);
	const char *period = g_hash_table_lookup(values, "period"), *missing = g_hash_table_lookup(values, "saknas");

	g_string_append_printf(list, "%s- %s%s%s: %s", list->len ? "\n" : "", receipt->insats, receipt->huvudman ? ", " : "",
		receipt->huvudman ? receipt->huvudman : "", di_values_kind(receipt->kind));
	if (period && *period)
		g_string_append_printf(list, " för %s", period);
	g_string_append_printf(list, " (%s)", receipt->diarienummer);
	if (receipt->replaces)
		g_string_append_printf(list, ", ersätter %s", receipt->replaces);
	if (missing && *missing)
		g_string_append_printf(list, ", %s", missing);
	if (receipt->stranger)
		g_string_append_printf(list, ", från %s", receipt->stranger);
	if (receipt->counts)
		g_string_append(list, ", räknas nu som inkommen");
}

GHashTable *
di_values_of_receipts(const DiConfig *config, const DiReceipt *receipts, guint n)
{
	GHashTable *values = di_values_new(config);
	g_autofree char *many = di_values_number(n);
	g_autoptr(GString) list = g_string_new(NULL);
	gboolean any = FALSE;

	for (guint i = 0; i < n; i++) {
		add_line(list, config, &receipts[i]);
		any |= receipts[i].kind != DI_KIND_SLUTRAPPORT && receipts[i].saknas && receipts[i].saknas[0];
	}
	di_values_set(values, "antal", many);
	di_values_set(values, "lista", list->str);
	di_values_set(values, "saknas", any ? "ja" : "");
	di_values_set_name(values, receipts[0].name);
	set_day(values, "inkom", receipts[0].arrived);
	return values;
}

GHashTable *
di_values_of_strangers(const DiConfig *config, const DiReceipt *receipts, guint n)
{
	GHashTable *values = di_values_new(config);
	g_autofree char *many = g_strdup_printf("%u", n), *rest = n > STRANGERS_MAX ? di_values_number(n - STRANGERS_MAX) : NULL;
	g_autoptr(GString) list = g_string_new(NULL);
	gboolean any = FALSE;

	for (guint i = 0; i < n; i++) {
		if (i < STRANGERS_MAX)
			add_line(list, config, &receipts[i]);
		any |= !receipts[i].counts;
	}
	if (rest)
		g_string_append_printf(list, "\n- och %s till", rest);
	di_values_set(values, "antal", many);
	di_values_set(values, "flera", n > 1 ? "ja" : "");
	di_values_set(values, "vantar", any ? "ja" : "");
	di_values_set(values, "lista", list->str);
	di_values_set_name(values, receipts[0].name);
	return values;
}
