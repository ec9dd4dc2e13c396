/* What lies in a mail that was read. */
#include <diarie/daemon.h>

gboolean
di_contents_is_report(const DiReport *report)
{
	return report->fault == DI_FAULT_NONE &&
		(report->kind == DI_KIND_KVARTALSRAPPORT || report->kind == DI_KIND_SLUTRAPPORT);
}

guint
di_contents_reports(const DiAnswer *answer)
{
	guint n = 0;

	for (guint i = 0; i < answer->reports->len; i++)
		n += (guint)di_contents_is_report(answer->reports->pdata[i]);
	return n;
}

gboolean
di_contents_has_attachment(const DiAnswer *answer)
{
	for (guint i = 0; i < answer->parts->len; i++) {
		const DiMailPart *part = answer->parts->pdata[i];

		if (!part->is_text && !part->is_inline_image)
			return TRUE;
	}
	return FALSE;
}

GArray *
di_contents_originals(const DiAnswer *answer, const DiReport *report)
{
	GArray *originals = g_array_new(FALSE, TRUE, sizeof(DiOriginal));

	for (guint i = 0; i < answer->parts->len; i++) {
		const DiMailPart *part = answer->parts->pdata[i];
		gboolean is_copy = report->copies && part->name &&
			g_strv_contains((const char *const *)report->copies, part->name);
		DiOriginal original = {part->name, part->type, part->bytes};

		if ((int)i == report->part_index)
			g_array_prepend_val(originals, original);
		else if (is_copy)
			g_array_append_val(originals, original);
	}
	return originals;
}

char *
di_contents_reason(const DiReport *report)
{
	const char *name = report->part ? report->part : "mejlets text";

	if (report->fault != DI_FAULT_NONE)
		return g_strdup_printf("%s: %s", name, report->fault_text ? report->fault_text : di_fault_text(report->fault));
	if (di_contents_is_report(report))
		return g_strdup_printf("%s ligger i en studs, ett mejl som inte kom fram. Läs vems och till vem.", name);
	if (report->kind == DI_KIND_ARSBILAGA)
		return g_strdup_printf("%s är en årsbilaga. Läs in den med: diarie insats import FIL", name);
	return g_strdup_printf("%s är ingen kvartalsrapport.", name);
}
