/* Of what strangers send their contact hears at once, once; of the rest together, a day later. So nobody can have us fill somebody's inbox, nor push
 * her own receipt to the end of the day's letters. */
#include <diarie/daemon.h>

/* The untold reports that go to one address, in their order. */
typedef struct {
	const DiContact *contact;
	GPtrArray *reports; /* DiStranger, the list's */
} Group;

static void
group_free(gpointer data)
{
	Group *group = data;

	g_ptr_array_unref(group->reports);
	g_free(group);
}

const DiContact *
di_contact_first(const GPtrArray *contacts)
{
	for (guint i = 0; i < contacts->len; i++) {
		const DiContact *contact = contacts->pdata[i];

		if (!contact->bounces && contact->address && *contact->address)
			return contact;
	}
	return NULL;
}

/* Where no letter reaches anybody the report waits, untold, until one does. */
static void
sort_in(GHashTable *groups, DiStranger *report)
{
	const DiContact *contact = di_contact_first(report->contacts);
	g_autofree char *folded = contact ? di_text_fold(contact->address) : NULL;
	Group *group = folded ? g_hash_table_lookup(groups, folded) : NULL;

	if (!contact)
		return;
	if (!group) {
		group = g_new0(Group, 1);
		*group = (Group){contact, g_ptr_array_new()};
		g_hash_table_insert(groups, g_steal_pointer(&folded), group);
	}
	g_ptr_array_add(group->reports, report);
}

static DiReceipt
receipt_of(const DiStranger *report, const char *name)
{
	return (DiReceipt){
		.name = name,
		.insats = report->insats,
		.huvudman = report->huvudman,
		.diarienummer = report->diarienummer,
		.stranger = report->from,
		.counts = report->counts,
		.kind = report->kind,
		.quarter = report->quarter,
		.period = DI_PERIOD_NONE,
		.arrived = DI_DATE_NONE,
		.ends = DI_DATE_NONE,
	};
}

/* Where all are the same reporter's, an answer is about it. */
static gboolean
is_one_reporters(const GPtrArray *reports)
{
	const DiStranger *first = reports->pdata[0];

	for (guint i = 1; i < reports->len; i++)
		if (((const DiStranger *)reports->pdata[i])->rapportor_id != first->rapportor_id)
			return FALSE;
	return TRUE;
}

static gboolean
post(DiHouse *house, const Group *group, GError **error)
{
	g_autoptr(GArray) receipts = g_array_new(FALSE, FALSE, sizeof(DiReceipt));
	g_autoptr(GHashTable) values = NULL;
	const DiStranger *first = group->reports->pdata[0], *last = group->reports->pdata[group->reports->len - 1];
	gboolean one = is_one_reporters(group->reports);
	DiPost letter = {.template_name = "okanda", .kind = "okand", .key = last->diarienummer, .to_name = group->contact->name,
		.to_address = group->contact->address, .not_before = DI_TIME_NONE, .insats_id = one ? first->insats_id : 0,
		.rapportor_id = one ? first->rapportor_id : 0, .step = -1};

	for (guint i = 0; i < group->reports->len; i++) {
		DiReceipt receipt = receipt_of(group->reports->pdata[i], group->contact->name);

		g_array_append_val(receipts, receipt);
	}
	letter.values = values = di_values_of_strangers(house->config, (const DiReceipt *)(const void *)receipts->data, receipts->len);
	if (!di_post_add(house, &letter, NULL, error))
		return FALSE;
	for (guint i = 0; i < group->reports->len; i++)
		if (!di_stranger_told(house->registry, ((const DiStranger *)group->reports->pdata[i])->handling_id, letter.key, error))
			return FALSE;
	return TRUE;
}

static gboolean
post_due(DiHouse *house, GHashTable *groups, GError **error)
{
	GHashTableIter iter;
	gpointer group;

	g_hash_table_iter_init(&iter, groups);
	while (g_hash_table_iter_next(&iter, NULL, &group)) {
		gboolean may = FALSE;

		if (!di_stranger_may_tell(house->registry, ((const Group *)group)->contact->address, di_clock_now(), &may, error) ||
			(may && !post(house, group, error)))
			return FALSE;
	}
	return TRUE;
}

gboolean
di_strangers_run(DiHouse *house, GError **error)
{
	g_autoptr(GPtrArray) untold = di_stranger_untold(house->registry, error);
	g_autoptr(GHashTable) groups = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, group_free);

	if (!untold || untold->len == 0)
		return untold != NULL;
	for (guint i = 0; i < untold->len; i++)
		sort_in(groups, untold->pdata[i]);
	if (!di_registry_begin(house->registry, error))
		return FALSE;
	if (post_due(house, groups, error))
		return di_registry_commit(house->registry, error);
	di_registry_rollback(house->registry);
	return FALSE;
}
