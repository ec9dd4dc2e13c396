/* What the files of a package share. */
#pragma once

#include <diarie/export.h>

typedef struct {
	char *id;      /* xsd:ID */
	char *path;    /* relative to the METS document that lists it */
	char *type, *created, *sha256;
	gint64 size;
} Listed;

/* A name as an xsd:ID and a UUID (RFC 9562, version 8, made of a SHA-256): the same for the same WHAT. */
char *package_uuid(const DiSip *package, const char *what);
char *package_id(const DiSip *package, const char *what); /* "uuid-…" */
/* "25-13.2/fil1.docx": where FILE number N of RECORD lies below data/ */
char *package_file_path(const DiSipRecord *record, guint n);

char *erms_write(const DiSip *package);
/* GROUPS of Listed, with the word for their use: of the whole package, and of its one representation. */
char *mets_write_root(const DiSip *package, const GPtrArray *documentation, const GPtrArray *representation);
char *mets_write_representation(const DiSip *package, const GPtrArray *data);
