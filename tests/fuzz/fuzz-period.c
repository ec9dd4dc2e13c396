/* The pure parsers of form: any text gives a sound answer or none. */
#include "fuzz.h"

#include "../../src/form/internal.h"

static void
check_period(const DiPeriod *period)
{
	g_assert_true(period->from != DI_DATE_NONE);
	g_assert_true(period->to == DI_DATE_NONE || period->from < period->to);
}

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize size)
{
	g_autofree char *text = di_text_from_bytes((const char *)bytes, (gssize)size);
	g_auto(GStrv) names = name_split(text), parties = party_split(text);
	DiPeriod period;
	PeriodHint hint;
	gsize end = 0;

	if (di_period_parse(text, &period) || period_parse_open(text, &period))
		check_period(&period);
	if (size < 300 && period_find(text, &hint) && hint.period.from != DI_DATE_NONE)
		check_period(&hint.period);
	(void)di_form_date_parse(text);
	if (date_prefix(text, &end) != DI_DATE_NONE)
		g_assert_true(end <= strlen(text));
	(void)amount_parse_tkr(text, TRUE);
	return 0;
}
