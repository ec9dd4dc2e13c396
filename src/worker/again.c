/* A mail that killed its reader is read once more without the part that did, then without all of that part's kind, at last without anything
 * but its header: a sound report is not lost with the drawing beside it, and staff hear at least who wrote. */
#include "extractor.h"

#include <diarie/extract-wire.h>
#include <diarie/mailbox.h>

#include <unistd.h>

enum { AVOIDED_MAX = 3 };

guint32
di_extractor_at(const DiExtractor *extractor)
{
	guint32 at;

	if (pread(extractor->parts, &at, sizeof at, 0) != sizeof at || at >= DI_EXTRACT_AT_LAST)
		return 0;
	return at;
}

static gboolean
is_avoided(const GArray *avoided, guint32 at)
{
	for (guint i = 0; i < avoided->len; i++)
		if (g_array_index(avoided, DiExtractAvoided, i).at == at)
			return TRUE;
	return FALSE;
}

/* FALSE: nothing is left that could be avoided. */
static gboolean
avoid(DiExtractor *extractor, guint32 at, DiFault fault)
{
	DiExtractAvoided avoided = {at, fault};

	if (!extractor->avoided)
		extractor->avoided = g_array_new(FALSE, FALSE, sizeof(DiExtractAvoided));
	if (is_avoided(extractor->avoided, DI_EXTRACT_AT_MAIL))
		return FALSE;
	if (extractor->avoided->len >= AVOIDED_MAX || is_avoided(extractor->avoided, at))
		avoided.at = DI_EXTRACT_AT_MAIL;
	g_array_append_val(extractor->avoided, avoided);
	return TRUE;
}

gboolean
di_extractor_start_header(DiExtractor *extractor, GBytes *bytes, const char *timezone, GError **error)
{
	g_autoptr(GBytes) head = g_bytes_new_from_bytes(bytes, 0, MIN(g_bytes_get_size(bytes), DI_MAILBOX_HEAD_MAX));

	di_extractor_forget_dead(extractor);
	(void)!avoid(extractor, DI_EXTRACT_AT_MAIL, DI_FAULT_FOR_STOR);
	return di_extractor_ask(extractor, head, NULL, DI_TIME_NONE, timezone, error);
}

static gboolean
ask_again(DiExtractor *extractor)
{
	g_autoptr(GBytes) document = g_bytes_ref(extractor->document);
	g_autofree char *name = g_strdup(extractor->name);
	g_autofree char *timezone = g_strdup(extractor->timezone);
	g_autoptr(GError) error = NULL;

	di_extractor_forget(extractor);
	if (di_extractor_ask(extractor, document, name, extractor->arrived, timezone, &error))
		return TRUE;
	di_log(DI_LOG_DEBUG, "what is beside a heavy attachment is not read: %s", error->message);
	return FALSE;
}

DiAnswer *
di_extractor_or_again(DiExtractor *extractor, DiAnswer *answer, guint32 at)
{
	gboolean is_dead = answer->fault != DI_FAULT_NONE;

	if (extractor->dead)
		answer->cpu_ms += extractor->dead->cpu_ms;
	if (is_dead && extractor->is_brief && !answer->is_interrupted && (at != 0 || answer->fault == DI_FAULT_TID)) {
		answer->is_cut_short = TRUE;
		return answer;
	}
	if (is_dead && extractor->document && at != 0 && !(answer->is_interrupted && extractor->is_patient) && avoid(extractor, at, answer->fault)) {
		if (extractor->dead)
			answer->fault = extractor->dead->fault; /* the first one had the most time */
		di_answer_free(extractor->dead);
		extractor->dead = answer;
		if (ask_again(extractor))
			return NULL;
		return g_steal_pointer(&extractor->dead);
	}
	if (is_dead && extractor->dead)
		answer->fault = extractor->dead->fault;
	return answer;
}

void
di_extractor_forget_dead(DiExtractor *extractor)
{
	g_clear_pointer(&extractor->avoided, g_array_unref);
	g_clear_pointer(&extractor->dead, di_answer_free);
}

/* One that reads pictures has a document's time in all, however often it is asked without what it died of. */
guint
di_extractor_cpu_s(const DiExtractor *extractor)
{
	guint spent_s = extractor->dead ? extractor->dead->cpu_ms / 1000 : 0;

	if (extractor->is_brief)
		return DI_EXTRACT_BRIEF_CPU_S;
	if (extractor->wall_ms != DI_EXTRACT_OCR_WALL_MS || !extractor->dead)
		return 0;
	return spent_s + DI_EXTRACT_AGAIN_CPU_S < DI_EXTRACT_OCR_CPU_S ? DI_EXTRACT_OCR_CPU_S - spent_s : DI_EXTRACT_AGAIN_CPU_S;
}

guint
di_extractor_cpu_most_ms(const DiExtractor *extractor)
{
	guint most_s = extractor->avoided ? DI_EXTRACT_AGAIN_CPU_S : DI_EXTRACT_CPU_S;

	return (extractor->is_brief ? MIN(most_s, DI_EXTRACT_BRIEF_CPU_S) : most_s) * 1000;
}
