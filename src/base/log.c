/* One entry an event, to the journal by way of a sink or to standard error. */
#include <diarie/base.h>

#include <stdio.h>
#include <stdlib.h>

/* An entry that waits for the end of what it tells of. */
typedef struct {
	DiLogLevel level;
	char *message;
	GArray *fields; /* DiLogField, whose names are static; the last one is empty */
} Held;

static DiLogSink sink;
static DiLogLevel limit = DI_LOG_INFO;
static GPtrArray *held;  /* Held; NULL: none yet */
static GArray *marks;    /* guint: of HELD, when each hold began */

static void
write_to_stderr(DiLogLevel level, const char *message, const DiLogField *fields G_GNUC_UNUSED)
{
	if (getenv("JOURNAL_STREAM"))
		fprintf(stderr, "<%d>%s\n", (int)level, message);
	else
		fprintf(stderr, "%s: %s\n", g_get_prgname() ? g_get_prgname() : "diarie", message);
}

void
di_log_set_sink(DiLogSink new_sink)
{
	sink = new_sink;
}

void
di_log_set_level(DiLogLevel most_verbose)
{
	limit = most_verbose;
}

static void
write_entry(DiLogLevel level, const char *message, const DiLogField *fields)
{
	(sink ? sink : write_to_stderr)(level, message, fields);
}

static void
held_free(gpointer data)
{
	Held *entry = data;

	for (guint i = 0; i < entry->fields->len; i++)
		g_free((char *)(guintptr)g_array_index(entry->fields, DiLogField, i).value);
	g_array_unref(entry->fields);
	g_free(entry->message);
	g_free(entry);
}

static void
keep(DiLogLevel level, const char *message, const DiLogField *fields)
{
	Held *entry = g_new0(Held, 1);

	entry->level = level;
	entry->message = g_strdup(message);
	entry->fields = g_array_new(TRUE, TRUE, sizeof(DiLogField));
	for (; fields->name; fields++) {
		DiLogField copy = {fields->name, g_strdup(fields->value)};

		g_array_append_val(entry->fields, copy);
	}
	g_ptr_array_add(held, entry);
}

void
di_log_hold(void)
{
	if (!held) {
		held = g_ptr_array_new_with_free_func(held_free);
		marks = g_array_new(FALSE, FALSE, sizeof(guint));
	}
	g_array_append_val(marks, held->len);
}

void
di_log_release(gboolean happened)
{
	guint mark;

	g_return_if_fail(marks && marks->len > 0);
	mark = g_array_index(marks, guint, marks->len - 1);
	g_array_set_size(marks, marks->len - 1);
	if (!happened)
		g_ptr_array_set_size(held, (gint)mark);
	if (marks->len > 0)
		return;
	for (guint i = 0; i < held->len; i++) {
		const Held *entry = held->pdata[i];

		write_entry(entry->level, entry->message, &g_array_index(entry->fields, DiLogField, 0));
	}
	g_ptr_array_set_size(held, 0);
}

static gboolean
is_held(DiLogLevel level)
{
	return marks && marks->len > 0 && (level == DI_LOG_NOTICE || level == DI_LOG_INFO);
}

static void
log_valist(DiLogLevel level, const DiLogField *fields, const char *format, va_list arguments)
{
	static const DiLogField none[] = {{NULL, NULL}};
	g_autofree char *raw = g_strdup_vprintf(format, arguments);
	g_autofree char *message = di_text_visible(raw, FALSE);

	(is_held(level) ? keep : write_entry)(level, message, fields ? fields : none);
}

void
di_log(DiLogLevel level, const char *format, ...)
{
	va_list arguments;

	if (level > limit)
		return;
	va_start(arguments, format);
	log_valist(level, NULL, format, arguments);
	va_end(arguments);
}

void
di_log_fields(DiLogLevel level, const DiLogField *fields, const char *format, ...)
{
	va_list arguments;

	if (level > limit)
		return;
	va_start(arguments, format);
	log_valist(level, fields, format, arguments);
	va_end(arguments);
}
