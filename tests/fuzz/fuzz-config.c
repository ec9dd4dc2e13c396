/* Any bytes as the configuration: it is taken whole or refused as a configuration, with a message that can be shown. */
#include "fuzz.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* What other rooms rely on without looking again. */
static void
must_be_usable(const DiConfig *config)
{
	if (!config->diarium.database || !config->diarium.prefix || !*config->diarium.prefix || !config->mailbox.url)
		g_error("a configuration without what it must have");
	if (config->reminders.hours[0] < 0 || config->reminders.hours[0] > config->reminders.hours[1] || config->reminders.hours[1] > 24)
		g_error("hours that are none");
	for (int quarter = 1; quarter <= 4; quarter++)
		if (di_config_due(config, (DiQuarter){2026, quarter}) == DI_DATE_NONE)
			g_error("a quarter without a due date");
	for (guint i = 0; i < config->reminders.n_board; i++)
		if (config->reminders.board[i] == DI_DATE_NONE)
			g_error("a meeting without a date");
}

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize size)
{
	DI_AUTO_FD file = memfd_create("config", MFD_CLOEXEC);
	g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", file);
	g_autoptr(GError) error = NULL;
	g_autoptr(DiConfig) config = NULL;

	if (file < 0 || fchmod(file, 0600) < 0 || !di_fd_write_all(file, (const char *)bytes, size, NULL))
		g_error("no file in memory can be made");
	config = di_config_load(path, &error);
	if (!config == !error)
		g_error("neither a configuration nor an error, or both");
	if (config)
		must_be_usable(config);
	if (error && (!g_error_matches(error, DI_ERROR, DI_ERROR_CONFIG) || !g_utf8_validate(error->message, -1, NULL)))
		g_error("an error of another kind: %s", error->message);
	return 0;
}
