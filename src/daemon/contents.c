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
