/* The overview page, written when something on it has changed. A page that cannot be written holds nothing up. */
#include <diarie/daemon.h>
#include <diarie/page.h>
#include <unistd.h>

#include <string.h>

static GPtrArray *
ask(gpointer user, DiQuarter quarter, GError **error)
{
	return di_registry_owed(user, quarter, error);
}

static char *
make(DiHouse *house, DiTime now, GError **error)
{
	return di_page_make(house->config, now, di_review_count(house->registry), ask, house->registry, error);
}

/* The page as of midnight tells whether another one is due: not each round is news. */
static gboolean
is_news(DiHouse *house, GError **error)
{
	const char *timezone = house->config->reminders.timezone;
	DiTime midnight = di_date_at(di_date_of_time(di_clock_now(), timezone), 0, 0, timezone);
	g_autofree char *page = make(house, midnight, error), *hash = NULL;

	if (!page)
		return FALSE;
	hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, page, -1);
	if (g_strcmp0(hash, house->page_hash) == 0 && access(house->config->page.file, F_OK) == 0)
		return FALSE;
	g_free(house->page_hash);
	house->page_hash = g_steal_pointer(&hash);
	return TRUE;
}

static gboolean
put(const DiHouse *house, const char *page, GError **error)
{
	const char *path = house->config->page.file;

	if (di_file_may_replace(house->config, path, DI_PAGE_BEGINS))
		return g_file_set_contents_full(path, page, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0644, error);
	g_set_error(error, DI_ERROR, DI_ERROR_CONFIG, "'%s' is there, and is no page of ours", path);
	return FALSE;
}

gboolean
di_page_run(DiHouse *house, GError **error)
{
	g_autoptr(GError) local = NULL;
	g_autofree char *page = NULL;

	if (!*house->config->page.file)
		return TRUE;
	if (is_news(house, &local))
		page = make(house, di_clock_now(), &local);
	if (local) {
		g_propagate_error(error, g_steal_pointer(&local));
		return FALSE;
	}
	if (!page || put(house, page, &local))
		return TRUE;
	g_clear_pointer(&house->page_hash, g_free); /* the next round tries again */
	di_log(DI_LOG_WARNING, "the page cannot be written: %s; see file in [page], and ReadWritePaths= in the unit", local->message);
	return TRUE;
}
