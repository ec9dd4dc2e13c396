/* Is a report small enough to be sent? Asked where it was read, so that one attachment that says too much does not take the
 * answer about all the others with it. */
#include "report-limits.h"

#include <diarie/report.h>

#include <string.h>

/* Counts TEXT (NULL: nothing) down from LEFT. */
static gboolean
takes(const char *text, gsize max, gsize *left)
{
	gsize size = text ? strlen(text) : 0;

	if (size > max || size > *left)
		return FALSE;
	*left -= size;
	return TRUE;
}

static gboolean
takes_list(char **list, gsize max, gsize *left)
{
	guint n = 0;

	for (; list && list[n]; n++)
		if (!takes(list[n], max, left))
			return FALSE;
	return n <= LIST_MAX;
}

static gboolean
takes_scalars(const DiReport *report, gsize *left)
{
	const char *scalars[] = {report->part, report->form, report->blankett, report->diarienummer, report->signatur, report->insats, report->huvudman,
		report->fault_text};

	for (guint i = 0; i < G_N_ELEMENTS(scalars); i++)
		if (!takes(scalars[i], SCALAR_MAX, left))
			return FALSE;
	return takes_list(report->copies, SCALAR_MAX, left);
}

static gboolean
takes_sections(const GPtrArray *sections, gsize *left)
{
	for (guint i = 0; i < sections->len; i++)
		if (!takes(((const DiSection *)sections->pdata[i])->text, TEXT_MAX, left))
			return FALSE;
	return sections->len <= SECTIONS_MAX;
}

static gboolean
takes_persons(const GPtrArray *persons, gsize *left)
{
	for (guint i = 0; i < persons->len; i++)
		if (!takes(((const DiPerson *)persons->pdata[i])->name, SCALAR_MAX, left))
			return FALSE;
	return persons->len <= PERSONS_MAX;
}

static gboolean
takes_remarks(const GPtrArray *remarks, gsize *left)
{
	for (guint i = 0; i < remarks->len; i++)
		if (!takes(((const DiRemark *)remarks->pdata[i])->text, SCALAR_MAX, left))
			return FALSE;
	return remarks->len <= REMARKS_MAX;
}

static gboolean
takes_evidence(const GPtrArray *evidence, gsize *left)
{
	for (guint i = 0; i < evidence->len; i++) {
		const DiEvidence *one = evidence->pdata[i];

		if (!takes(one->place, SCALAR_MAX, left) || !takes(one->rule, SCALAR_MAX, left))
			return FALSE;
	}
	return evidence->len <= EVIDENCE_MAX;
}

static gboolean
takes_outcomes(const GPtrArray *outcomes, gsize *left)
{
	for (guint i = 0; i < outcomes->len; i++) {
		const DiOutcome *one = outcomes->pdata[i];

		if (!takes(one->namn, SCALAR_MAX, left) || !takes(one->inriktning, SCALAR_MAX, left) || !takes(one->huvudman, SCALAR_MAX, left) ||
			!takes(one->syfte, TEXT_MAX, left) || !takes(one->resultat, TEXT_MAX, left) || !takes(one->kommentar, TEXT_MAX, left) ||
			!takes_list(one->mal, TEXT_MAX, left) || !takes_list(one->samverkansparter, SCALAR_MAX, left))
			return FALSE;
	}
	return outcomes->len <= OUTCOMES_MAX;
}

gboolean
di_report_fits(const DiReport *report, gsize *left_bytes)
{
	gsize left = *left_bytes;

	if (!takes_scalars(report, &left) || !takes_sections(report->sections, &left) || !takes_persons(report->persons, &left) ||
		!takes_remarks(report->remarks, &left) || !takes_evidence(report->evidence, &left) || !takes_outcomes(report->outcomes, &left))
		return FALSE;
	*left_bytes = left;
	return TRUE;
}
