/* A register in a temporary folder, with a clock that stands where the test puts it. */
#pragma once

#include <diarie/registry.h>
#include <glib/gstdio.h>
#include <string.h>

#include "table.h"

typedef struct {
	char *folder, *database;
	DiConfig *config;
	DiRegistry *registry;
} Fixture;

static inline void
fixture_now(const char *iso)
{
	di_clock_set(di_time_parse(iso));
}

static inline void
fixture_configure(Fixture *f, const char *numbering)
{
	g_autofree char *path = g_build_filename(f->folder, "diarie.conf", NULL);
	g_autofree char *text = g_strdup_printf("[diarium]\ndatabase = %s\nforbund = Samordningsförbund Exempel\nprefix = SFE\n"
		"numbering = %s\n[mailbox]\nurl = maildir:///nowhere\n[outgoing]\nurl = maildir:///nowhere\n"
		"from = Samordningsförbund Exempel <kontakt@finsam.example>\nstaff = handlaggare@finsam.example\n",
		f->database, numbering);
	g_autoptr(GError) error = NULL;

	assert_true(g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
	g_clear_pointer(&f->registry, di_registry_close); /* it refers to the configuration */
	di_config_free(f->config);
	f->config = di_config_load(path, &error);
	if (error)
		fail_msg("%s", error->message);
}

static inline void
fixture_reopen(Fixture *f, DiRegistryMode mode)
{
	g_autoptr(GError) error = NULL;

	di_registry_close(f->registry);
	f->registry = di_registry_open(f->config, mode, &error);
	if (error)
		fail_msg("%s", error->message);
}

static inline Fixture *
fixture_new(void)
{
	Fixture *f = g_new0(Fixture, 1);

	f->folder = g_dir_make_tmp("diarie-registry-XXXXXX", NULL);
	assert_non_null(f->folder);
	f->database = g_build_filename(f->folder, "data", "diarie.db", NULL);
	fixture_now("2026-04-15T08:00:00+02:00");
	fixture_configure(f, "arende");
	fixture_reopen(f, DI_REGISTRY_WRITE);
	return f;
}

static inline void
fixture_remove(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *inner = g_build_filename(path, name, NULL);

		fixture_remove(inner);
	}
	(void)g_remove(path);
}

static inline void
fixture_free(Fixture *f)
{
	di_registry_close(f->registry);
	di_config_free(f->config);
	fixture_remove(f->folder);
	g_free(f->folder);
	g_free(f->database);
	g_free(f);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Fixture, fixture_free)

/* Lines of CSV without their header. */
static inline DiImport *
fixture_import(Fixture *f, const char *lines)
{
	g_autofree char *text = g_strconcat("namn;huvudman;diarienummer;start;slut;kontakt;alias\n", lines, NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows = di_insats_csv_parse(text, strlen(text), &error);
	DiImport *import;

	if (!rows)
		fail_msg("%s", error->message);
	import = di_insats_import(f->registry, rows, 0, &error);
	if (!import)
		fail_msg("%s", error->message);
	return import;
}

static inline void
fixture_register(Fixture *f, const char *lines)
{
	di_import_free(fixture_import(f, lines));
}

static inline DiReport *
fixture_report(const char *insats, const char *huvudman, const char *quarter)
{
	DiReport *report = di_report_new();
	DiQuarter q = di_quarter_parse(quarter ? quarter : "");

	report->kind = DI_KIND_KVARTALSRAPPORT;
	report->format = g_strdup("docx");
	report->insats = g_strdup(insats);
	report->huvudman = g_strdup(huvudman);
	if (di_quarter_is_set(q)) {
		report->period = (DiPeriod){di_quarter_first_day(q), di_quarter_last_day(q)};
		di_report_add_person(report, di_quarter_last_day(q) + 10, "Karin Påhitt");
	}
	di_report_add_section(report, "2.1", "Vi har träffat sju nya deltagare i Sjövik.");
	di_report_add_section(report, "2.6", "");
	return report;
}

/* Files REPORT with one original made of BYTES. */
static inline DiFiled *
fixture_file(Fixture *f, const DiReport *report, const char *bytes, const char *sender)
{
	g_autoptr(GBytes) content = g_bytes_new(bytes, strlen(bytes));
	DiOriginal original = {.name = "rapport.docx", .type = "application/x-test", .bytes = content};
	DiFiling filing = {.report = report, .originals = &original, .n_originals = 1, .sender_address = sender,
		.arrived = di_date_of_time(di_clock_now(), "Europe/Stockholm"), .reader = "test 1", .trusted = TRUE};
	g_autoptr(GError) error = NULL;
	DiFiled *filed = di_registry_file(f->registry, &filing, &error);

	if (!filed)
		fail_msg("%s", error->message);
	return filed;
}
