/* diarie page: who has reported, as one HTML file for those who would rather look than type. */
#include "verbs.h"

#include <diarie/page.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static GPtrArray *
ask(gpointer user, DiQuarter quarter, GError **error)
{
	return di_registry_owed(user, quarter, error);
}

int
di_verb_page(DiCli *cli, GError **error)
{
	const char *path = di_args_text(cli->args, "output");
	g_autofree char *page = NULL;

	di_busy(cli, "ställer samman sidan");
	page = di_page_make(cli->config, di_clock_now(), di_review_count(cli->registry), ask, cli->registry, error);
	di_busy_over();
	if (!page)
		return DI_EXIT_NO;
	if (!path || g_str_equal(path, "-"))
		return di_fd_write_all(STDOUT_FILENO, page, strlen(page), error) ? DI_EXIT_DONE : DI_EXIT_NO;
	if (!di_cli_may_replace(cli, path, DI_PAGE_BEGINS, error) ||
		!g_file_set_contents_full(path, page, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0644, error))
		return DI_EXIT_NO;
	di_say("%s är skriven.", path);
	return DI_EXIT_DONE;
}
