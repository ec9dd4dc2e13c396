/* One letter of the ladder into the outbox: to one person, about one report or several, with the form for each. */
#include <diarie/daemon.h>

#include <string.h>

typedef struct {
	DiHouse *house;
	const DiReminderLetter *letter;
	GPtrArray *owed;      /* const DiOwed *, in the letter's order */
	GArray *asked;        /* DiAsked */
	GPtrArray *names;     /* of the forms */
	GArray *forms;        /* DiAttachment, whose names and bytes are in NAMES and BYTES */
	GPtrArray *bytes;
	GPtrArray *references;
	char *number;         /* of the case, where the letter is about one report */
} Ask;

static void
ask_clear(Ask *ask)
{
	g_ptr_array_unref(ask->owed);
	g_array_unref(ask->asked);
	g_ptr_array_unref(ask->names);
	g_array_unref(ask->forms);
	g_ptr_array_unref(ask->bytes);
	g_ptr_array_unref(ask->references);
	g_free(ask->number);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Ask, ask_clear)

static void
unref_bytes(gpointer bytes)
{
	g_bytes_unref(bytes);
}

static void
ask_init(Ask *ask, DiHouse *house, const DiReminderLetter *letter)
{
	ask->house = house;
	ask->letter = letter;
	ask->owed = g_ptr_array_new();
	ask->asked = g_array_new(FALSE, FALSE, sizeof(DiAsked));
	ask->names = g_ptr_array_new_with_free_func(g_free);
	ask->forms = g_array_new(FALSE, FALSE, sizeof(DiAttachment));
	ask->bytes = g_ptr_array_new_with_free_func(unref_bytes);
	ask->references = g_ptr_array_new_with_free_func(g_free);
	ask->number = NULL;
}

/* The letters of the ladder that went before about the same reports: this one stands in their thread. */
static void
add_thread(Ask *ask, const DiOwed *owed)
{
	for (guint i = 0; i < owed->done->len; i++) {
		const DiStepDone *done = owed->done->pdata[i];

		if (done->sent && done->step < ask->letter->step && done->step < DI_STEP_ESCALATE && done->message_id &&
			!g_ptr_array_find_with_equal_func(ask->references, done->message_id, g_str_equal, NULL))
			g_ptr_array_add(ask->references, g_strdup(done->message_id));
	}
}

static gboolean
add_form(Ask *ask, const DiOwed *owed, GError **error)
{
	char *name = NULL;
	GBytes *bytes = NULL;
	DiAttachment form;

	if (!di_blank_of_owed(ask->house, owed, &name, &bytes, error))
		return FALSE;
	if (!bytes)
		return TRUE;
	g_ptr_array_add(ask->names, name);
	g_ptr_array_add(ask->bytes, bytes);
	form = (DiAttachment){name, bytes};
	g_array_append_val(ask->forms, form);
	return TRUE;
}

/* The first letter opens the case, so that its number stands in the subject of all that follows. */
static gboolean
add_report(Ask *ask, const DiDecision *decision, GError **error)
{
	const DiOwed *owed = decision->owed;
	DiAsked asked = {owed->rapportor_id, owed->quarter, owed->kind};

	g_clear_pointer(&ask->number, g_free);
	if (!di_case_open(ask->house->registry, owed->insats_id, owed->quarter.year, &ask->number, error))
		return FALSE;
	g_ptr_array_add(ask->owed, (gpointer)(guintptr)owed);
	g_array_append_val(ask->asked, asked);
	if (decision->step == DI_STEP_ESCALATE)
		return TRUE;
	add_thread(ask, owed);
	return decision->step == DI_STEP_STEERING || add_form(ask, owed, error);
}

/* The key says what the letter is about and whom it goes to: the same letter made again has the same. */
static char *
key_of(const Ask *ask)
{
	GString *key = g_string_new(NULL);

	for (guint i = 0; i < ask->owed->len; i++) {
		const DiOwed *owed = ask->owed->pdata[i];
		g_autofree char *quarter = di_quarter_format(owed->quarter);

		g_string_append_printf(key, "%s%" G_GINT64_FORMAT "/%s/%s", i ? "+" : "", owed->rapportor_id, quarter,
			di_kind_word(owed->kind));
	}
	g_string_append_printf(key, "/%d/%s", ask->letter->step, ask->letter->address);
	return g_string_free(key, FALSE);
}

static DiDate
earliest_day(const GPtrArray *owed)
{
	DiDate first = di_owed_last_day(owed->pdata[0]);

	for (guint i = 1; i < owed->len; i++)
		first = MIN(first, di_owed_last_day(owed->pdata[i]));
	return first;
}

/* The form goes with the letter, filled in, instead of the address where an empty one lies. */
static GHashTable *
values_of(const Ask *ask)
{
	const DiConfig *config = ask->house->config;
	gboolean several = ask->owed->len > 1;
	GHashTable *values = several ? di_values_of_several(config, (const DiOwed *const *)ask->owed->pdata, ask->owed->len,
			  ask->letter->step)
				     : di_values_of_owed(config, ask->owed->pdata[0]);

	if (!several)
		di_values_set(values, "dnr", ask->number);
	if (ask->letter->step != DI_STEP_ESCALATE)
		di_values_set_name(values, ask->letter->name);
	di_values_set_steering(values, config, earliest_day(ask->owed),
		di_date_of_time(di_clock_now(), config->reminders.timezone));
	if (ask->forms->len == ask->owed->len) {
		di_values_set(values, "blankett", "ja");
		di_values_set(values, "mall_url", "");
	}
	return values;
}

static gboolean
post(Ask *ask, GError **error)
{
	const DiReminderLetter *letter = ask->letter;
	const DiOwed *first = ask->owed->pdata[0];
	g_autoptr(GHashTable) values = values_of(ask);
	g_autofree char *key = key_of(ask);
	guint n = ask->references->len;
	DiPost post = {
		.template_name = ask->owed->len > 1 ? di_letter_of_several(letter->step) : di_letter_of_step(first->kind, letter->step),
		.kind = di_letter_kind_of_step(letter->step), .key = key, .to_name = letter->name, .to_address = letter->address,
		.values = values, .at_most_once = TRUE, .not_before = letter->not_before, .insats_id = first->insats_id,
		.rapportor_id = first->rapportor_id, .quarter = first->quarter, .step = letter->step,
		.asked = (const DiAsked *)(const void *)ask->asked->data, .n_asked = ask->asked->len,
		.attachments = (const DiAttachment *)(const void *)ask->forms->data, .n_attachments = ask->forms->len,
		.in_reply_to = n ? ask->references->pdata[n - 1] : NULL,
	};

	g_ptr_array_add(ask->references, NULL);
	post.references = (const char *const *)ask->references->pdata;
	return di_post_add(ask->house, &post, NULL, error);
}

gboolean
di_ask(DiHouse *house, const DiReminderLetter *letter, GError **error)
{
	g_auto(Ask) ask;

	ask_init(&ask, house, letter);
	for (guint i = 0; i < letter->decisions->len; i++)
		if (!add_report(&ask, letter->decisions->pdata[i], error))
			return FALSE;
	return post(&ask, error);
}
