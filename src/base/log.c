/* One entry an event, to the journal by way of a sink or to standard error. */
#include <diarie/base.h>

#include <stdio.h>
#include <stdlib.h>

static DiLogSink sink;
static DiLogLevel limit = DI_LOG_INFO;

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
log_valist(DiLogLevel level, const DiLogField *fields, const char *format, va_list arguments)
{
	static const DiLogField none[] = {{NULL, NULL}};
	g_autofree char *raw = g_strdup_vprintf(format, arguments);
	g_autofree char *message = di_text_visible(raw, FALSE);

	(sink ? sink : write_to_stderr)(level, message, fields ? fields : none);
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
