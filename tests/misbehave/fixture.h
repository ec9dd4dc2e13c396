/* Reports of an invented förbund, as text and as mail, for the tests that run the real worker. */
#pragma once

#include <diarie/worker.h>

#include <string.h>

#define REPORT_TEXT \
	"Kvartalsrapport\n\nInsatsens namn: Bron till arbete\nHuvudman: Påhitta kommun\n" \
	"Period: 2026-01-01 - 2026-03-31\n\n2.1 Aktiviteter\nVi har ordnat två träffar för handläggare.\n\n" \
	"2.2 Avvikelser från planering\nInga avvikelser.\n\n2.3 Brukarmedverkan\nTolv deltagare har varit med i planeringen.\n\n" \
	"2.4 Insatsens mål samt delmål\nMålen är uppfyllda.\n\n2.5 Sammanfattande bedömning\nDet går bra.\n"
#define REPORT_BODY(headers) \
	"From: Eva Påhitt <eva@kommun.example>\nSubject: Kvartalsrapport\nMIME-Version: 1.0\n" headers \
	"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" REPORT_TEXT

/* The same tests are built twice: with the server, and with a helper that is alone. */
#ifdef ALONE
static const DiExtractorLife life = DI_EXTRACTOR_ONCE;
#else
static const DiExtractorLife life = DI_EXTRACTOR_SHARED;
#endif

static inline DiExtractor *
extractor_of(const char *program)
{
	g_autofree char *path = g_build_filename(g_getenv("top_builddir"), program, NULL);
	g_autofree char *forms = g_build_filename(g_getenv("top_srcdir"), "conf", "forms", NULL);

	return di_extractor_new_with_program(path, forms, life);
}

static inline DiAnswer *
run_text(DiExtractor *extractor, const char *text, GError **error)
{
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));

	return di_extractor_run(extractor, bytes, "rapport.txt", DI_TIME_NONE, "Europe/Stockholm", error);
}
