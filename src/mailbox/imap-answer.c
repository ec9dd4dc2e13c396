/* What a FETCH answer holds. Servers send what nobody asked for, in any order: everything is found by
 * its UID and its kind. */
#include "imap.h"

#include <time.h>

struct mailimap_set *
di_imap_set(const guint32 *uids, guint n)
{
	struct mailimap_set *set = mailimap_set_new_empty();

	g_assert(set);
	for (guint i = 0; i < n;) {
		guint last = i;

		while (last + 1 < n && uids[last + 1] == uids[last] + 1)
			last++;
		if (mailimap_set_add_interval(set, uids[i], uids[last]) != MAILIMAP_NO_ERROR)
			g_error("out of memory");
		i = last + 1;
	}
	return set;
}

static const struct mailimap_msg_att_static *
item_of_kind(const struct mailimap_msg_att *answer, int kind)
{
	for (clistiter *at = clist_begin(answer->att_list); at; at = clist_next(at)) {
		const struct mailimap_msg_att_item *item = clist_content(at);

		if (item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC && item->att_data.att_static->att_type == kind)
			return item->att_data.att_static;
	}
	return NULL;
}

guint32
di_imap_uid_of(const struct mailimap_msg_att *answer)
{
	const struct mailimap_msg_att_static *item = item_of_kind(answer, MAILIMAP_MSG_ATT_UID);

	return item ? item->att_data.att_uid : 0;
}

DiTime
di_imap_time(const struct mailimap_date_time *date)
{
	struct tm fields = {.tm_year = date->dt_year - 1900, .tm_mon = date->dt_month - 1, .tm_mday = date->dt_day,
		.tm_hour = date->dt_hour, .tm_min = date->dt_min, .tm_sec = date->dt_sec};
	int zone = ABS(date->dt_zone);
	gint64 offset_s = ((gint64)(zone / 100) * 60 + zone % 100) * 60;

	if (date->dt_year < 1970 || date->dt_year > 9999 || date->dt_month < 1 || date->dt_month > 12 || zone > 1400)
		return DI_TIME_NONE;
	return ((gint64)timegm(&fields) - (date->dt_zone < 0 ? -offset_s : offset_s)) * DI_SECOND;
}

gboolean
di_imap_listed_of(const struct mailimap_msg_att *answer, DiListed *listed_out)
{
	const struct mailimap_msg_att_static *size = item_of_kind(answer, MAILIMAP_MSG_ATT_RFC822_SIZE);
	const struct mailimap_msg_att_static *date = item_of_kind(answer, MAILIMAP_MSG_ATT_INTERNALDATE);
	guint32 uid = di_imap_uid_of(answer);

	if (uid == 0)
		return FALSE;
	listed_out->uid = uid;
	listed_out->size_bytes = size ? size->att_data.att_rfc822_size : 0;
	listed_out->internal_date = date && date->att_data.att_internal_date ?
		di_imap_time(date->att_data.att_internal_date) : DI_TIME_NONE;
	return TRUE;
}

const struct mailimap_msg_att_body_section *
di_imap_body_of(clist *answers, guint32 uid, guint32 origin, gboolean *there_out)
{
	*there_out = FALSE;
	for (clistiter *at = clist_begin(answers); at; at = clist_next(at)) {
		const struct mailimap_msg_att *answer = clist_content(at);
		const struct mailimap_msg_att_static *item;

		if (di_imap_uid_of(answer) != uid)
			continue;
		*there_out = TRUE;
		item = item_of_kind(answer, MAILIMAP_MSG_ATT_BODY_SECTION);
		if (item && item->att_data.att_body_section->sec_origin_octet == origin)
			return item->att_data.att_body_section;
	}
	return NULL;
}
