/* maildir-uids.c: stable numbers for the files of a Maildir, kept in `.diarie-uids` in it. */
#pragma once

#include "source.h"

typedef struct {
	char *path; /* the folder that holds new/ and cur/ */
	guint32 uidvalidity, next_uid;
	GArray *mails;      /* DiMaildirMail, ascending by uid */
} DiMaildirUids;

typedef struct {
	guint32 uid;
	char *unique; /* the file's name up to its flags */
	char *place;  /* "new/NAME" or "cur/NAME", as it was seen last */
} DiMaildirMail;

/* Reads the numbers and the folders, numbers what is new in order of arrival, writes the numbers again if
 * they changed. Two programs may do so at once. */
DiMaildirUids *di_maildir_scan(const char *path, GError **error);
/* NULL: gone. */
const DiMaildirMail *di_maildir_find(const DiMaildirUids *uids, guint32 uid);
void di_maildir_uids_free(DiMaildirUids *uids);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiMaildirUids, di_maildir_uids_free)
