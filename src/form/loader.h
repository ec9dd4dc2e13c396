/* A form's description as it is read, line by line: form.c opens the groups, setting.c knows what may stand in them. */
#pragma once

#include "internal.h"

typedef struct {
	const char *name; /* of the file, for messages */
	int line;
	Form *form;
	FormField *field;
	FormSection *section;
	char *group;      /* "form", "falt", "avsnitt", "del", "texter" */
	gboolean is_lost; /* the group could not be opened: its lines say nothing */
	GPtrArray *mistakes; /* DiFormMistake: go on and collect them; NULL: the first one ends the reading */
} Loader;

/* Notes what is wrong with the line. FALSE, always. */
G_GNUC_PRINTF(3, 4) gboolean form_mistake(const Loader *loader, GError **error, const char *format, ...);

/* KEY = VALUE in the group that is open. */
gboolean form_set(Loader *loader, const char *key, const char *value, GError **error);
