/* What settings must be to each other, and the error that names the line where they are not. */
#pragma once

#include <diarie/base.h>

/* The file being read; all borrowed. */
typedef struct {
	GKeyFile *keys;
	const char *path, *text;
	DiTime written; /* its last change */
} DiConfigSource;

/* Sets DI_ERROR_CONFIG: WHAT is wrong with SECTION's KEY (NULL: the section itself), at its line in SOURCE. */
void di_config_set_error(GError **error, const DiConfigSource *source, const char *section, const char *key, const char *what);

/* Checks the settings of CONFIG against each other, and fills in those that follow from others. */
gboolean di_config_check(const DiConfigSource *source, DiConfig *config, GError **error);
