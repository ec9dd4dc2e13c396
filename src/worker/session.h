/* session.c: the helper's life and its frames; mailbox.c is what is said in them. */
#pragma once

#include <diarie/mailbox.h>
#include <diarie/worker.h>

typedef struct {
	char *program;
	pid_t pid; /* 0: ended, or somebody else's */
	DiFd control;
} DiSession;

gboolean di_session_start(DiSession *session, GError **error);
/* Closing its descriptor tells it to go; after GRACE tries of a millisecond it is killed. How it ended. */
int di_session_end(DiSession *session, int grace);
/* Sends a question. QUESTION may be floating. */
gboolean di_session_ask(DiSession *session, guint32 type, GVariant *question, GError **error);
/* The next frame before DEADLINE. FALSE: FAILED (its words, made harmless), a lie, or death (DI_ERROR_TEMPORARY). */
gboolean di_session_hear(DiSession *session, gint64 deadline_us, DiFrame *frame, GError **error);
/* The payload, if it is of TYPE through and through; NULL: a lie. */
GVariant *di_session_read(DiSession *session, const DiFrame *frame, const char *type, GError **error);
/* DONE, and nothing before it. */
gboolean di_session_hear_done(DiSession *session, gint64 deadline_us, GError **error);
/* One frame of KIND with a payload of TYPE, then DONE. */
GVariant *di_session_hear_one(DiSession *session, guint32 kind, const char *type, gint64 deadline_us, GError **error);
/* What cannot be: the helper is killed, ERROR is DI_ERROR_PROTOCOL. Returns FALSE. */
gboolean di_session_lied(DiSession *session, const char *what, GError **error);
