/* Questions about all that is owed for a quarter. */
#include <diarie/owed.h>

const DiOwed *
di_owed_find(const GPtrArray *owed, gint64 rapportor_id)
{
	for (guint i = 0; i < owed->len; i++) {
		const DiOwed *one = owed->pdata[i];

		if (one->rapportor_id == rapportor_id)
			return one;
	}
	return NULL;
}

gboolean
di_owed_has_report(const GPtrArray *owed)
{
	for (guint i = 0; i < owed->len; i++)
		if (((const DiOwed *)owed->pdata[i])->rapport)
			return TRUE;
	return FALSE;
}

guint
di_owed_first_kept(GPtrArray *const *owed, guint n)
{
	guint first = 0;

	while (first + 1 < n && !di_owed_has_report(owed[first]))
		first++;
	return first;
}

const char *
di_punctuality_words(DiPunctuality punctuality)
{
	static const char *const words[DI_PUNCTUALITIES] = {"i tid", "sent", "väntas eller granskas", "saknas"};

	return words[punctuality];
}

static int
punctuality_of(DiStatus status)
{
	switch (status) {
	case DI_STATUS_INKOMMEN:
		return DI_PUNCTUAL_IN_TIME;
	case DI_STATUS_SEN:
		return DI_PUNCTUAL_LATE;
	case DI_STATUS_VANTAS:
	case DI_STATUS_GRANSKAS:
		return DI_PUNCTUAL_OPEN;
	case DI_STATUS_FORSENAD:
		return DI_PUNCTUAL_MISSING;
	case DI_STATUS_DISPENS:
	case DI_STATUS_INGEN:
	default:
		return -1;
	}
}

guint
di_owed_count(const GPtrArray *owed, DiDate today, guint counts[DI_PUNCTUALITIES])
{
	guint all = 0;

	for (int i = 0; i < DI_PUNCTUALITIES; i++)
		counts[i] = 0;
	for (guint i = 0; i < owed->len; i++) {
		int punctuality = punctuality_of(di_owed_status(owed->pdata[i], today));

		if (punctuality < 0)
			continue;
		counts[punctuality]++;
		all++;
	}
	return all;
}
