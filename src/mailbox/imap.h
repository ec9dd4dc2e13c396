/* imap.c and its sisters: one session over one DiStream, spoken by libetpan. */
#pragma once

#include "stream.h"

#define DI_IMAP_ANSWER_BYTES ((gsize)4 << 20) /* ceiling for ordinary answers */
#define DI_IMAP_WINDOW_BYTES ((gsize)1 << 20) /* of a mail at a time */

typedef struct {
	DiSource source;
	DiStream *stream;
	mailimap *session;
	char *host, *user;
	char *home;      /* the folder of the URL, as on the wire */
	guint naming;    /* of other folders, learnt from refusals (imap-folder.c) */
	char delimiter;  /* between folder and subfolder; NUL: not known */
	char *selected;  /* as on the wire; NULL: none */
	guint32 top_uid; /* the highest one listed in it: what is above is news */
	char *listed;    /* the folder that was listed last, as on the wire; NULL: none yet */
	guint32 listed_uidvalidity, listed_top_uid;
	guint command_s, idle_s, poll_s;
	gboolean has_move, has_uidplus, has_idle;
} DiImap;

/* imap.c */

/* A session over STREAM (taken over, also on failure), its capabilities asked. For tests: with a canned stream. */
DiImap *di_imap_begin(DiStream *stream, const char *host, const char *user, const char *home, guint command_s,
	GError **error);
void di_imap_end(DiImap *imap);
/* Before every command: FALSE if the connection is gone already. */
gboolean di_imap_ready(DiImap *imap, gsize answer_bytes, GError **error);
/* Was RC success? If not, ERROR says so: CODE for a plain NO, DI_ERROR_TEMPORARY for a connection that went or a
 * server that asks for patience, DI_ERROR_PROTOCOL for an answer nobody understands. */
gboolean di_imap_check(DiImap *imap, int rc, DiErrorCode code, const char *doing, GError **error);
/* Does the connection still stand after RC? */
gboolean di_imap_in_step(const DiImap *imap, int rc);
gboolean di_imap_select(DiSource *source, const char *folder, guint32 *uidvalidity_out, GError **error);
/* The folder that is selected, from the beginning; DI_ERROR_TEMPORARY where its numbers are others by now. */
gboolean di_imap_select_again(DiImap *imap, GError **error);
gboolean di_imap_noop(DiImap *imap, GError **error);

/* imap-folder.c */

/* What FOLDER is called on the wire, as far as is known; NULL and DI_ERROR_NOT_FOUND where no folder is flagged \Junk. */
char *di_imap_folder(DiImap *imap, const char *folder, GError **error);
typedef gboolean (*DiImapAttempt)(DiImap *imap, const char *wire, const char *folder, gpointer user, GError **error);
/* ATTEMPT by each name that FOLDER may have, until it is not refused (DI_ERROR_NOT_FOUND, _DENIED); ERROR is of the first. */
gboolean di_imap_by_any_name(DiImap *imap, const char *folder, DiImapAttempt attempt, gpointer user, GError **error);
/* Made and subscribed, unless it is there. DI_ERROR_DENIED: it may not be made. */
gboolean di_imap_make_folder(DiImap *imap, const char *folder, GError **error);

/* imap-answer.c: what a FETCH answer holds; everything not asked for is passed over */

struct mailimap_set *di_imap_set(const guint32 *uids, guint n);
guint32 di_imap_uid_of(const struct mailimap_msg_att *answer);
/* FALSE unless the answer has a UID. No size, no date: 0, DI_TIME_NONE. */
gboolean di_imap_listed_of(const struct mailimap_msg_att *answer, DiListed *listed_out);
/* The body part that begins at ORIGIN in the answer for UID; NULL: none. *THERE_OUT: the mail was mentioned at all. */
const struct mailimap_msg_att_body_section *di_imap_body_of(clist *answers, guint32 uid, guint32 origin,
	gboolean *there_out);
DiTime di_imap_time(const struct mailimap_date_time *date);

/* imap-mend.c */

/* For di_stream_mend, while sizes and dates are asked for: those that libetpan cannot read are told no more. */
void di_imap_mend_listed(char *lines, gsize size);

/* imap-list.c */

/* UID FETCH SET (WHAT); both are freed. ANSWERS_OUT: to be freed by mailimap_fetch_list_free. */
gboolean di_imap_uid_fetch(DiImap *imap, struct mailimap_set *set, struct mailimap_fetch_type *what, gsize answer_bytes,
	clist **answers_out, GError **error);
gboolean di_imap_list(DiSource *source, guint32 above_uid, GArray *listed, guint32 *missing_out, GError **error);
/* Those of UIDS that are there now, with sizes: a hash of GUINT_TO_POINTER(uid) to DiListed. */
GHashTable *di_imap_present(DiImap *imap, const guint32 *uids, guint n, GError **error);

/* imap-fetch.c */
gboolean di_imap_fetch(DiSource *source, const guint32 *uids, guint n, guint64 limit_bytes, DiSink *sink, GError **error);

/* imap-keep.c */
gboolean di_imap_keep(DiSource *source, const char *folder, const void *bytes, gsize size, GError **error);

/* imap-move.c */
gboolean di_imap_move(DiSource *source, const guint32 *uids, guint n, const char *folder, GArray *moved, GError **error);

/* imap-wait.c */
gboolean di_imap_wait(DiSource *source, guint32 timeout_ms, gboolean *news_out, GError **error);
