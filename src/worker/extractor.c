/* The callers' side of diarie-extract.
 *
 * new → (start → finish)* → free; the helper is started by the first start, and again after it died.
 * Nothing that comes back is believed: not the frame (base/frame.c), not the answer (answer.c), not
 * that the helper keeps its own deadline. */
#include "extractor.h"

#include <diarie/extract-wire.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

static DiExtractor *
new_helper(const char *program, const char *forms_dir, const char *option, guint wall_ms)
{
	DiExtractor *extractor = g_new0(DiExtractor, 1);

	extractor->program = g_strdup(program);
	extractor->forms_dir = forms_dir ? g_strdup(forms_dir) : di_path_data("forms");
	extractor->option = option;
	extractor->wall_ms = wall_ms;
	extractor->control = extractor->answer = extractor->parts = -1;
	return extractor;
}

DiExtractor *
di_extractor_new_with_program(const char *program, const char *forms_dir, DiExtractorLife life)
{
	static const char *const options[] = {[DI_EXTRACTOR_KEPT] = "--kept", [DI_EXTRACTOR_ONCE] = "--once"};
	DiExtractor *extractor = new_helper(program, forms_dir, options[life], DI_EXTRACT_WALL_MS);

	extractor->is_once = life == DI_EXTRACTOR_ONCE;
	extractor->ocr = new_helper(program, forms_dir, "--ocr", DI_EXTRACT_OCR_WALL_MS);
	return extractor;
}

DiExtractor *
di_extractor_new(const char *forms_dir, DiExtractorLife life)
{
	g_autofree char *program = di_path_helper("diarie-extract");

	return di_extractor_new_with_program(program, forms_dir, life);
}

void
di_extractor_free(DiExtractor *extractor)
{
	if (!extractor)
		return;
	di_extractor_stop(extractor);
	di_extractor_forget(extractor);
	di_extractor_forget_dead(extractor);
	di_answer_free(extractor->first);
	g_clear_error(&extractor->failure);
	di_extractor_free(extractor->ocr);
	g_free(extractor->program);
	g_free(extractor->forms_dir);
	g_free(extractor);
}

void
di_extractor_drop(DiExtractor *extractor)
{
	di_extractor_kill(extractor);
	g_clear_pointer(&extractor->first, di_answer_free);
	g_clear_error(&extractor->failure);
	if (extractor->ocr)
		di_extractor_drop(extractor->ocr);
}

void
di_extractor_rest(DiExtractor *extractor, int idle_s)
{
	if (extractor->pid > 0 && !extractor->is_asked &&
		g_get_monotonic_time() - extractor->used_us >= (gint64)idle_s * G_USEC_PER_SEC)
		di_extractor_stop(extractor);
	if (extractor->ocr)
		di_extractor_rest(extractor->ocr, idle_s);
}

gboolean
di_extractor_ready(DiExtractor *extractor, GError **error)
{
	return (extractor->pid > 0 || di_extractor_spawn(extractor, error)) && di_extractor_wait_ready(extractor, error);
}

void
di_extractor_be_patient(DiExtractor *extractor, gboolean is_patient)
{
	extractor->is_patient = is_patient;
}

void
di_extractor_be_brief(DiExtractor *extractor, gboolean is_brief)
{
	extractor->is_brief = is_brief;
}

/* Asking */

static GVariant *
new_ask(const DiExtractor *extractor, const char *file_name, DiTime arrived, const char *timezone)
{
	const GArray *avoided = extractor->avoided;
	g_autofree char *name = g_utf8_make_valid(file_name ? file_name : "", -1);
	GVariant *list = g_variant_new_fixed_array(G_VARIANT_TYPE("(uu)"), avoided ? avoided->data : NULL, avoided ? avoided->len : 0,
		sizeof(DiExtractAvoided));

	return g_variant_ref_sink(g_variant_new("(tssxu@a(uu))", extractor->id + 1, name, timezone ? timezone : "", arrived,
		di_extractor_cpu_s(extractor), list));
}

static gboolean
send_ask(DiExtractor *extractor, GVariant *ask, const int *fds, GError **error)
{
	if (extractor->pid <= 0 && !di_extractor_spawn(extractor, error))
		return FALSE;
	if (di_frame_send(extractor->control, DI_EXTRACT_ASK, g_variant_get_data(ask), g_variant_get_size(ask),
			fds, 3, extractor->is_ready ? error : NULL))
		return TRUE;
	if (!extractor->is_ready)
		di_extractor_cannot_start(extractor, error);
	return FALSE;
}

/* A helper that died while it was idle shows only now: once more with a new one. */
static gboolean
send_ask_twice(DiExtractor *extractor, GVariant *ask, const int *fds, GError **error)
{
	gboolean was_running = extractor->pid > 0;
	g_autoptr(GError) first = NULL;

	if (send_ask(extractor, ask, fds, &first))
		return TRUE;
	if (extractor->pid > 0)
		di_extractor_kill(extractor);
	if (was_running)
		return send_ask(extractor, ask, fds, error);
	g_propagate_error(error, g_steal_pointer(&first));
	return FALSE;
}

gboolean
di_extractor_ask(DiExtractor *extractor, GBytes *bytes, const char *file_name, DiTime arrived, const char *timezone, GError **error)
{
	g_autoptr(GVariant) ask = new_ask(extractor, file_name, arrived, timezone);
	DI_AUTO_FD document = di_fd_sealed("diarie-document", bytes, error);
	DI_AUTO_FD parts = memfd_create("diarie-parts", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	DI_AUTO_FD ours = -1;
	DI_AUTO_FD theirs = -1;
	int pair[2];

	g_return_val_if_fail(!extractor->is_asked, FALSE);
	if (document < 0)
		return FALSE;
	if (parts < 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
		g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "cannot make a socket pair or memory file: %s",
			g_strerror(errno));
		return FALSE;
	}
	ours = pair[0];
	theirs = pair[1];
	if (!send_ask_twice(extractor, ask, (int[]){document, theirs, parts}, error))
		return FALSE;
	extractor->id++;
	extractor->is_asked = TRUE;
	extractor->answer = di_fd_steal(&ours);
	extractor->parts = di_fd_steal(&parts);
	extractor->deadline_us = di_extractor_ask_deadline(extractor);
	if (extractor->ocr) {
		extractor->document = g_bytes_ref(bytes);
		extractor->name = g_strdup(file_name);
		extractor->timezone = g_strdup(timezone);
		extractor->arrived = arrived;
	}
	return TRUE;
}

gboolean
di_extractor_start(DiExtractor *extractor, GBytes *bytes, const char *file_name, DiTime arrived,
	const char *timezone, GError **error)
{
	di_extractor_forget_dead(extractor); /* of an ask that was dropped */
	return di_extractor_ask(extractor, bytes, file_name, arrived, timezone, error);
}

/* What came back */

typedef struct {
	int status;
	guint cpu_ms;
} Ended;

static gboolean
receive_ended(DiExtractor *extractor, Ended *ended_out, GError **error)
{
	g_auto(DiFrame) frame = {.fds = {-1, -1, -1, -1}};
	g_autoptr(GVariant) ended = NULL;
	guint64 id;

	if (!di_frame_receive(extractor->control, DI_EXTRACTOR_CONTROL_BYTES, extractor->deadline_us, &frame, error))
		return FALSE;
	ended = g_variant_ref_sink(
		g_variant_new_from_bytes(G_VARIANT_TYPE(DI_EXTRACT_ENDED_TYPE), frame.payload, FALSE));
	g_variant_get(ended, DI_EXTRACT_ENDED_TYPE, &id, &ended_out->status, &ended_out->cpu_ms);
	if (frame.type == DI_EXTRACT_ENDED && id == extractor->id)
		return TRUE;
	g_set_error(error, DI_ERROR, DI_ERROR_PROTOCOL, "diarie-extract speaks out of turn");
	return FALSE;
}

/* Out of memory is an abort in poppler and GLib, or the kernel's SIGKILL; SIGALRM is the helper's word for its own deadline. */
static DiFault
fault_of(const DiExtractor *extractor, const Ended *ended)
{
	if (WIFEXITED(ended->status))
		return WEXITSTATUS(ended->status) == 0 ? DI_FAULT_NONE : DI_FAULT_KRASCH;
	switch (WTERMSIG(ended->status)) {
	case SIGXCPU:
	case SIGALRM:
		return DI_FAULT_TID;
	case SIGKILL:
		return ended->cpu_ms >= di_extractor_cpu_most_ms(extractor) ? DI_FAULT_TID : DI_FAULT_FOR_STOR;
	case SIGABRT:
	case SIGXFSZ:
		return DI_FAULT_FOR_STOR;
	default:
		return DI_FAULT_KRASCH;
	}
}

/* Killed by neither its limits nor its helper's clock: by the kernel, for want of memory, or by a person. */
static gboolean
is_interrupted(const DiExtractor *extractor, const Ended *ended)
{
	return WIFSIGNALED(ended->status) && WTERMSIG(ended->status) == SIGKILL && ended->cpu_ms < di_extractor_cpu_most_ms(extractor);
}

/* Nobody may change it any more once it is sealed; a writer that still maps it makes that fail. */
static GBytes *
take_parts(DiExtractor *extractor)
{
	g_autoptr(GMappedFile) map = NULL;

	if (fcntl(extractor->parts, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) < 0)
		return NULL;
	map = g_mapped_file_new_from_fd(extractor->parts, FALSE, NULL);
	return map ? g_mapped_file_get_bytes(map) : NULL;
}

/* Read while the child is still ending: its parts can no longer change. NULL: it is none. */
static DiAnswer *
read_answer(DiExtractor *extractor, DiFrame *frame)
{
	g_autoptr(GBytes) parts = frame->payload && frame->type == DI_EXTRACT_ANSWER ? take_parts(extractor) : NULL;

	return parts ? di_answer_parse(g_steal_pointer(&frame->payload), parts, NULL) : NULL;
}

/* ANSWER counts only if its child ended well. */
static DiAnswer *
judge(const DiExtractor *extractor, DiAnswer *answer, const Ended *ended)
{
	DiFault fault = fault_of(extractor, ended);

	if (!answer || fault != DI_FAULT_NONE) {
		di_answer_free(answer);
		answer = di_answer_new(fault == DI_FAULT_NONE ? DI_FAULT_KRASCH : fault);
	}
	answer->cpu_ms = ended->cpu_ms;
	answer->is_interrupted = is_interrupted(extractor, ended);
	return answer;
}

/* The end of a helper that was started for one document: there is no server that would tell of it. */
static gboolean
wait_ended(DiExtractor *extractor, Ended *ended_out, GError **error)
{
	DI_AUTO_FD watch = pidfd_open(extractor->pid, 0);
	gint64 left_us = extractor->deadline_us - g_get_monotonic_time();
	struct pollfd ends = {.fd = watch, .events = POLLIN};
	struct rusage usage;

	if (watch < 0 || poll(&ends, 1, (int)CLAMP(left_us / 1000 + 1, 0, G_MAXINT)) <= 0) {
		g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "no end in time");
		return FALSE;
	}
	while (wait4(extractor->pid, &ended_out->status, 0, &usage) < 0)
		if (errno != EINTR)
			return di_error_set_errno(error, errno, "cannot wait for", extractor->program);
	extractor->pid = 0;
	di_fd_clear(&extractor->control);
	ended_out->cpu_ms = (guint)((usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 +
		(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000);
	return TRUE;
}

/* The helper itself is gone, or does not keep its own deadline. EX_OSERR is its word for a machine on which it cannot work. It holds no document, and no
 * document can reach it or its second: who killed one of them (EX_TEMPFAIL: the second), or stopped it, was somebody else. Where there is no server the
 * reader is the document's own. */
static DiAnswer *
without_end(DiExtractor *extractor, const GError *trouble, GError **error)
{
	gboolean is_late = g_error_matches(trouble, DI_ERROR, DI_ERROR_TEMPORARY);
	int status = is_late ? di_extractor_kill(extractor) : di_extractor_stop(extractor);

	di_extractor_forget(extractor);
	if (status != EX_OSERR) {
		DiAnswer *answer = di_answer_new(is_late ? DI_FAULT_TID : DI_FAULT_KRASCH);

		answer->is_interrupted = is_late ? !extractor->is_once : status < 0 || status == EX_TEMPFAIL;
		return answer;
	}
	di_extractor_cannot_confine(extractor, error);
	return NULL;
}

/* A document held pictures of text: once more where they can be read. */
static void
start_reading_pictures(DiExtractor *extractor)
{
	g_autoptr(GError) error = NULL;

	di_extractor_forget_dead(extractor->ocr);
	extractor->ocr->avoided = extractor->avoided ? g_array_ref(extractor->avoided) : NULL;
	if (!di_extractor_ask(extractor->ocr, extractor->document, extractor->name, extractor->arrived, extractor->timezone, &error))
		di_log(DI_LOG_DEBUG, "scanned pages are not read: %s", error->message);
}

/* Where pictures cannot be read, or hold nothing better, the first answer stands. */
static DiAnswer *
read_pictures(DiExtractor *extractor, DiAnswer *first)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(DiAnswer) second = di_extractor_finish(extractor->ocr, &error);

	if (!second) {
		di_log(DI_LOG_DEBUG, "scanned pages are not read: %s", error->message);
		return first;
	}
	second->cpu_ms += first->cpu_ms;
	if (second->is_interrupted && extractor->is_patient) { /* reading pictures needs the most memory of all */
		di_answer_free(first);
		return g_steal_pointer(&second);
	}
	if (!di_answer_is_better(second, first)) {
		first->cpu_ms = second->cpu_ms;
		return first;
	}
	di_answer_free(first);
	return g_steal_pointer(&second);
}

/* This helper's answer; NULL: FAILURE. It waits for it, and for its child's end. AT_OUT: what the child was at that did not answer. */
static DiAnswer *
hear_answer(DiExtractor *extractor, guint32 *at_out)
{
	g_auto(DiFrame) frame = {.fds = {-1, -1, -1, -1}};
	g_autoptr(GError) trouble = NULL;
	g_autoptr(DiAnswer) answer = NULL;
	gboolean has_answered;
	Ended ended = {0};

	if (!di_extractor_wait_ready(extractor, &extractor->failure))
		return NULL;
	/* No answer is an answer too: how the child ended says why. */
	if (!di_frame_receive(extractor->answer, DI_EXTRACT_ANSWER_MAX, extractor->deadline_us, &frame, NULL))
		frame = (DiFrame){.fds = {-1, -1, -1, -1}};
	di_fd_clear(&extractor->answer); /* one that still writes sees it closed */
	has_answered = frame.payload != NULL;
	answer = read_answer(extractor, &frame);
	*at_out = answer ? 0 : has_answered ? DI_EXTRACT_AT_MAIL : di_extractor_at(extractor); /* parts lie over it, in an answer that lies */
	if (!(extractor->is_once ? wait_ended : receive_ended)(extractor, &ended, &trouble))
		return without_end(extractor, trouble, &extractor->failure);
	return judge(extractor, g_steal_pointer(&answer), &ended);
}

/* FIRST or FAILURE; or neither, where the same is asked once more. */
static void
take_first(DiExtractor *extractor)
{
	guint32 at = 0;
	DiAnswer *answer = hear_answer(extractor, &at);

	if (!answer && extractor->dead) { /* our machine's trouble with the second try: what the first one told stands */
		g_clear_error(&extractor->failure);
		answer = g_steal_pointer(&extractor->dead);
	}
	extractor->first = answer ? di_extractor_or_again(extractor, answer, at) : NULL;
	if (!extractor->first || !extractor->ocr || !di_answer_lacks_text(extractor->first))
		return;
	if (extractor->is_brief)
		extractor->first->is_cut_short = TRUE;
	else
		start_reading_pictures(extractor);
}

static gboolean
is_taken(const DiExtractor *extractor)
{
	return extractor->first || extractor->failure;
}

static gboolean
reads_pictures(const DiExtractor *extractor)
{
	return extractor->ocr && extractor->ocr->is_asked;
}

int
di_extractor_fd(const DiExtractor *extractor)
{
	return is_taken(extractor) && reads_pictures(extractor) ? extractor->ocr->answer : extractor->answer;
}

static gboolean
is_readable(int fd)
{
	struct pollfd watch = {.fd = fd, .events = POLLIN};

	return poll(&watch, 1, 0) > 0;
}

/* When the helper has told of the end, all of the answer is there. One longer than a socket holds is not told to have ended before it is
 * taken: that is left to who may wait. */
static gboolean
is_come(DiExtractor *extractor, gboolean may_wait)
{
	if (g_get_monotonic_time() >= extractor->deadline_us || (may_wait && is_readable(extractor->answer)))
		return TRUE;
	if (!extractor->is_ready && is_readable(extractor->control) && !di_extractor_wait_ready(extractor, &extractor->failure))
		return TRUE;
	return extractor->is_ready && is_readable(extractor->control);
}

gboolean
di_extractor_is_read(DiExtractor *extractor, gboolean may_wait)
{
	if (!is_taken(extractor)) {
		if (!is_come(extractor, may_wait))
			return FALSE;
		if (!is_taken(extractor))
			take_first(extractor);
		if (!is_taken(extractor))
			return FALSE;
	}
	return !reads_pictures(extractor) || di_extractor_is_read(extractor->ocr, may_wait);
}

DiAnswer *
di_extractor_finish(DiExtractor *extractor, GError **error)
{
	DiAnswer *answer;

	g_return_val_if_fail(extractor->is_asked || is_taken(extractor), NULL);
	while (!is_taken(extractor))
		take_first(extractor);
	if (extractor->failure)
		g_propagate_error(error, g_steal_pointer(&extractor->failure));
	answer = g_steal_pointer(&extractor->first);
	if (answer && reads_pictures(extractor))
		answer = read_pictures(extractor, answer);
	di_extractor_forget(extractor);
	di_extractor_forget_dead(extractor);
	extractor->used_us = g_get_monotonic_time();
	return answer;
}

DiAnswer *
di_extractor_run(DiExtractor *extractor, GBytes *bytes, const char *file_name, DiTime arrived,
	const char *timezone, GError **error)
{
	if (!di_extractor_start(extractor, bytes, file_name, arrived, timezone, error))
		return NULL;
	return di_extractor_finish(extractor, error);
}
