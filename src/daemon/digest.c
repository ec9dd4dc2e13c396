/* The weekly letter to staff, which always comes, and the question when something new waits for them. */
#include <diarie/daemon.h>

#include <string.h>

typedef struct {
	GString *review, *overdue, *arrived, *expected, *planned, *bounced, *uncertain, *put_off, *away, *new_contacts, *homeless;
	guint n_review, n_overdue, n_arrived, n_expected;
} Digest;

static void
add_line(GString *list, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void
add_line(GString *list, const char *format, ...)
{
	va_list arguments;

	if (list->len)
		g_string_append_c(list, '\n');
	g_string_append(list, "- ");
	va_start(arguments, format);
	g_string_append_vprintf(list, format, arguments);
	va_end(arguments);
}

static void
digest_clear(Digest *digest)
{
	g_string_free(digest->review, TRUE);
	g_string_free(digest->overdue, TRUE);
	g_string_free(digest->arrived, TRUE);
	g_string_free(digest->expected, TRUE);
	g_string_free(digest->planned, TRUE);
	g_string_free(digest->bounced, TRUE);
	g_string_free(digest->uncertain, TRUE);
	g_string_free(digest->put_off, TRUE);
	g_string_free(digest->away, TRUE);
	g_string_free(digest->new_contacts, TRUE);
	g_string_free(digest->homeless, TRUE);
}

enum { DAYS_AHEAD = 7 };

/* Somebody owes a report, and no letter can reach them. */
static gboolean
is_homeless(const DiOwed *owed)
{
	for (guint i = 0; i < owed->contacts->len; i++) {
		const DiContact *contact = owed->contacts->pdata[i];

		if (!contact->bounces && contact->address && *contact->address)
			return FALSE;
	}
	return owed->expected && owed->arrived == DI_DATE_NONE && !owed->excused && !owed->in_review;
}

/* What would go to the reporter in the week to come, if nothing arrives. */
static void
collect_planned(Digest *digest, const DiHouse *house, const DiOwed *owed, DiDate today)
{
	DiDecision *next = di_reminder_next(owed, house->config, di_clock_now());
	DiDate day = next ? di_date_of_time(next->not_before, house->config->reminders.timezone) : DI_DATE_NONE;
	g_autofree char *when = next ? di_date_swedish_weekday(day) : NULL;

	if (is_homeless(owed))
		add_line(digest->homeless, "%s, %s", owed->insats, owed->huvudman);
	else if (next && day <= today + DAYS_AHEAD)
		add_line(digest->planned, "%s: %s, %s", when, owed->insats, owed->huvudman);
	di_decision_free(next);
}

/* "inte påmind", "1 påminnelse", "2 påminnelser" */
static char *
reminded(const DiOwed *owed)
{
	guint n = di_owed_reminders_sent(owed);

	return n ? g_strdup_printf("%u %s", n, n == 1 ? "påminnelse" : "påminnelser") : g_strdup("inte påmind");
}

static void
collect_owed(Digest *digest, const DiOwed *owed, DiDate today)
{
	g_autofree char *due = di_date_swedish(di_owed_last_day(owed));
	g_autofree char *times = reminded(owed);

	switch (di_owed_status(owed, today)) {
	case DI_STATUS_FORSENAD:
		digest->n_overdue++;
		add_line(digest->overdue, "%s, %s: skulle ha kommit %s, %s", owed->insats, owed->huvudman, due, times);
		break;
	case DI_STATUS_VANTAS:
		digest->n_expected++;
		add_line(digest->expected, "%s, %s: senast %s", owed->insats, owed->huvudman, due);
		break;
	case DI_STATUS_INKOMMEN:
	case DI_STATUS_SEN:
		if (owed->arrived > today - 7) {
			digest->n_arrived++;
			add_line(digest->arrived, "%s: %s, %s", owed->rapport, owed->insats, owed->huvudman);
		}
		break;
	case DI_STATUS_GRANSKAS:
	case DI_STATUS_DISPENS:
	case DI_STATUS_INGEN:
		break;
	}
	for (guint i = 0; i < owed->contacts->len; i++) {
		const DiContact *contact = owed->contacts->pdata[i];

		if (contact->bounces && contact->address && !strstr(digest->bounced->str, contact->address))
			add_line(digest->bounced, "%s (%s)", contact->address, owed->insats);
	}
}

/* "karin@… är borta till 4 maj 2026; Olle Övning (olle@…) svarar under tiden" */
static gboolean
collect_away(DiHouse *house, DiDate today, Digest *digest, GError **error)
{
	g_autoptr(GPtrArray) list = di_absence_list(house->registry, today, error);

	for (guint i = 0; list && i < list->len; i++) {
		const DiAbsence *one = list->pdata[i];
		g_autofree char *back = di_date_swedish(one->back);
		g_autofree char *other = !one->substitute ? NULL
			: one->substitute_name ? g_strdup_printf("%s (%s)", one->substitute_name, one->substitute)
					       : g_strdup(one->substitute);

		add_line(digest->away, "%s%s%s%s%s", one->address, *back ? ": åter " : ": frånvarande, oklart hur länge", back,
			other ? ", hänvisar till " : "", other ? other : "");
	}
	return list != NULL;
}

/* "karin@… sedan torsdag 16 april 2026: 452 4.2.2 mailbox full" */
static gboolean
collect_put_off(DiHouse *house, Digest *digest, GError **error)
{
	g_autoptr(GPtrArray) list = di_outbox_put_off(house->registry, di_clock_now() - DI_PUT_OFF_S * DI_SECOND, error);

	for (guint i = 0; list && i < list->len; i++) {
		const DiPutOff *one = list->pdata[i];
		g_autofree char *since = di_date_swedish_weekday(di_date_of_time(one->since, house->config->reminders.timezone));

		add_line(digest->put_off, "%s sedan %s%s%s", one->to_address, since, one->reply ? ": " : "", one->reply ? one->reply : "");
	}
	return list != NULL;
}

static gboolean
collect_new_contacts(DiHouse *house, DiDate today, Digest *digest, GError **error)
{
	g_autoptr(GPtrArray) list = di_contact_proposals(house->registry, today - 7, error);

	for (guint i = 0; list && i < list->len; i++) {
		const DiContactProposal *one = list->pdata[i];

		add_line(digest->new_contacts, "%s%s%s%s rapporterar för %s, %s", one->name ? one->name : "", one->name ? " (" : "",
			one->address, one->name ? ")" : "", one->insats, one->huvudman);
	}
	return list != NULL;
}

static gboolean
collect(DiHouse *house, DiQuarter quarter, DiDate today, Digest *digest, GError **error)
{
	g_autoptr(GPtrArray) owed = di_registry_owed(house->registry, quarter, error);
	g_autoptr(GPtrArray) reviews = owed ? di_review_list(house->registry, error) : NULL;
	g_autoptr(GPtrArray) uncertain = reviews ? di_outbox_list(house->registry, "oviss", error) : NULL;

	if (!uncertain || !collect_put_off(house, digest, error) || !collect_away(house, today, digest, error) || !collect_new_contacts(house, today, digest, error))
		return FALSE;
	for (guint i = 0; i < uncertain->len; i++) {
		const DiOutboxRow *row = uncertain->pdata[i];

		add_line(digest->uncertain, "nr %" G_GINT64_FORMAT " till %s: %s", row->id, row->to_address, row->subject ? row->subject : "");
	}
	for (guint i = 0; i < owed->len; i++) {
		collect_owed(digest, owed->pdata[i], today);
		collect_planned(digest, house, owed->pdata[i], today);
	}
	for (guint i = 0; i < reviews->len; i++) {
		const DiReview *review = reviews->pdata[i];

		digest->n_review++;
		if (review->proposal.kind == DI_PROPOSAL_END) /* asked by us */
			add_line(digest->review, "nr %" G_GINT64_FORMAT ": %s", review->id, review->reason);
		else
			add_line(digest->review, "nr %" G_GINT64_FORMAT " från %s: %s", review->id, review->from ? review->from : "okänd",
				review->reason ? review->reason : "");
	}
	return TRUE;
}

static void
set_list(GHashTable *values, const char *list_name, const GString *list, const char *count_name, guint count)
{
	g_autofree char *number = g_strdup_printf("%u", count);

	di_values_set(values, list_name, list->str);
	di_values_set(values, count_name, count ? number : "");
}

static char *
summary(const Digest *digest)
{
	const char *late = digest->n_overdue == 1 ? "försenad" : "försenade";

	if (digest->n_review == 0 && digest->n_overdue == 0)
		return g_strdup("allt är i ordning");
	if (digest->n_review == 0)
		return g_strdup_printf("%u %s", digest->n_overdue, late);
	if (digest->n_overdue == 0)
		return g_strdup_printf("%u att granska", digest->n_review);
	return g_strdup_printf("%u att granska, %u %s", digest->n_review, digest->n_overdue, late);
}

static GHashTable *
digest_values(const DiHouse *house, const Digest *digest, DiQuarter quarter, DiDate today)
{
	GHashTable *values = di_values_new(house->config);
	g_autofree char *week = g_strdup_printf("%d", di_date_week(today));
	g_autofree char *due = di_date_swedish_weekday(di_config_due(house->config, quarter));
	g_autofree char *text = g_strdup_printf("kvartal %d %d", quarter.number, quarter.year);
	g_autofree char *in_short = summary(digest);
	g_autofree char *fetched = di_time_format(di_clock_now(), house->config->reminders.timezone);
	g_autofree char *copied = di_registry_state_get(house->registry, "senaste-kopia");

	DiDate end = house->tokens ? di_tokens_expires(house->tokens) : DI_DATE_NONE;
	g_autofree char *ends = end == DI_DATE_NONE ? NULL : di_date_swedish(end);

	fetched[16] = '\0'; /* to the minute */
	fetched[10] = ' ';
	di_values_set_period(values, quarter);
	di_values_set(values, "vecka", week);
	di_values_set(values, "senast", due);
	di_values_set(values, "kvartal_text", text);
	di_values_set(values, "sammanfattning", in_short);
	di_values_set(values, "tid", fetched);
	set_list(values, "lista_granskas", digest->review, "antal_att_gora", digest->n_review);
	set_list(values, "lista_forsenade", digest->overdue, "antal_forsenade", digest->n_overdue);
	set_list(values, "lista_inkomna", digest->arrived, "antal_inkomna", digest->n_arrived);
	set_list(values, "lista_vantas", digest->expected, "antal_vantas", digest->n_expected);
	di_values_set(values, "lista_planerade", digest->planned->str);
	di_values_set(values, "lista_studsar", digest->bounced->str);
	di_values_set(values, "lista_ovissa", digest->uncertain->str);
	di_values_set(values, "lista_uppskjutna", digest->put_off->str);
	di_values_set(values, "lista_utan_adress", digest->homeless->str);
	di_values_set(values, "lista_borta", digest->away->str);
	di_values_set(values, "lista_kontakter", digest->new_contacts->str);
	di_values_set(values, "tid_kopia", copied);
	di_values_set(values, "utgar", ends);
	return values;
}

static gboolean
has_staff(const DiHouse *house)
{
	return house->config->outgoing.staff && house->config->outgoing.staff[0];
}

/* Once a week, on the first occasion after Monday's opening. */
static gboolean
weekly(DiHouse *house, const Digest *digest, DiQuarter quarter, DiDate today, GError **error)
{
	g_autoptr(GHashTable) values = digest_values(house, digest, quarter, today);
	DiDate monday = today - (di_date_weekday(today) - 1);
	g_autofree char *key = di_date_format(monday);
	g_autofree char *last = di_registry_state_get(house->registry, "veckobrev");

	if (g_strcmp0(last, key) == 0)
		return TRUE;
	return di_post_to_staff(house, "veckobrev", key, values, error) &&
		di_registry_state_set(house->registry, "veckobrev", key, error);
}

/* At most once a day, when something that staff have not been told of waits in review. */
static gboolean
question(DiHouse *house, const Digest *digest, DiQuarter quarter, DiDate today, GError **error)
{
	g_autoptr(GPtrArray) reviews = di_review_list(house->registry, error);
	g_autofree char *told = di_registry_state_get(house->registry, "granskas-berattat");
	g_autofree char *day = di_date_format(today);
	g_autofree char *newest = NULL, *due = di_quarter_format(quarter);
	g_autoptr(GHashTable) values = NULL;
	gint64 last = 0;

	if (!reviews)
		return FALSE;
	for (guint i = 0; i < reviews->len; i++)
		last = MAX(last, ((const DiReview *)reviews->pdata[i])->id);
	if (last <= (told ? g_ascii_strtoll(told, NULL, 10) : 0))
		return TRUE;
	newest = g_strdup_printf("%" G_GINT64_FORMAT, last);
	values = di_values_new(house->config);
	set_list(values, "lista", digest->review, "antal", digest->n_review);
	di_values_set(values, "exempel", newest);
	di_values_set(values, "kvartal", due);
	set_list(values, "lista_granskas", digest->review, "antal_att_gora", digest->n_review);
	return di_post_to_staff(house, "fraga", day, values, error) &&
		di_registry_state_set(house->registry, "granskas-berattat", newest, error);
}

static gboolean
write_all(DiHouse *house, DiDate today, GError **error)
{
	DiQuarter quarter = di_quarter_add(di_quarter_of(today), -1);
	Digest digest = {.review = g_string_new(NULL), .overdue = g_string_new(NULL), .arrived = g_string_new(NULL),
		.expected = g_string_new(NULL), .planned = g_string_new(NULL), .bounced = g_string_new(NULL),
		.uncertain = g_string_new(NULL), .put_off = g_string_new(NULL), .away = g_string_new(NULL), .new_contacts = g_string_new(NULL),
		.homeless = g_string_new(NULL)};
	gboolean done = collect(house, quarter, today, &digest, error) && question(house, &digest, quarter, today, error) &&
		weekly(house, &digest, quarter, today, error);

	digest_clear(&digest);
	return done;
}

/* Staff work in July, too: the weeks without letters are the reporters'. */
static gboolean
is_office_time(const DiConfig *config, DiTime now)
{
	const char *timezone = config->reminders.timezone;
	int hour = di_time_hour(now, timezone);

	return di_workday_is(di_date_of_time(now, timezone)) && hour >= config->reminders.hours[0] && hour < config->reminders.hours[1];
}

gboolean
di_digest_run(DiHouse *house, DiCycle *cycle G_GNUC_UNUSED, GError **error)
{
	const char *timezone = house->config->reminders.timezone;
	DiTime now = di_clock_now();

	if (!has_staff(house) || !is_office_time(house->config, now))
		return TRUE;
	if (!di_registry_begin(house->registry, error))
		return FALSE;
	if (write_all(house, di_date_of_time(now, timezone), error))
		return di_registry_commit(house->registry, error);
	di_registry_rollback(house->registry);
	return FALSE;
}
