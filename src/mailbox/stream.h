/* stream.c: one connection. libcurl opens it, checks the certificate and logs in; libetpan reads and
 * writes through it. Every command has a deadline and a ceiling on what the server may say. */
#pragma once

#include "source.h"
#include <curl/curl.h>
#include <libetpan/libetpan.h>

typedef struct DiStream DiStream;

typedef enum { DI_STREAM_DATA, DI_STREAM_CONTROL, DI_STREAM_TIMEOUT, DI_STREAM_BROKEN } DiStreamEvent;

/* TCP, TLS, login. The texts of errors name server, user and remedy. */
DiStream *di_stream_connect(const DiSourceUrl *url, const DiSourceOptions *options, GError **error);
/* What a server would say, from memory; what is written is forgotten. For tests and fuzzing. */
DiStream *di_stream_canned(const void *bytes, gsize size);
/* libetpan's end. It belongs to the session that reads from it; freed with that. */
mailstream *di_stream_mailstream(DiStream *stream);
/* Before each command: so long and so much. */
void di_stream_expect(DiStream *stream, guint seconds, gsize bytes);
typedef void (*DiStreamMend)(char *lines, gsize size);
/* From now on whole lines of answers go through MEND before libetpan reads them; NULL: none do. A line of more than 16 KiB goes as it is. */
void di_stream_mend(DiStream *stream, DiStreamMend mend);
/* Waits for something to read from the server, or for a frame from the worker (CONTROL). */
DiStreamEvent di_stream_wait(DiStream *stream, gint64 timeout_ms);
/* Why nothing more comes: static; NULL: the connection stands. */
const char *di_stream_broken(const DiStream *stream);
void di_stream_break(DiStream *stream, const char *why);
void di_stream_free(DiStream *stream);
/* stream-why.c: what was heard while a connection was opened, and what it means */

#define DI_SERVER_TEXT_MAX 300
typedef struct {
	char said[DI_SERVER_TEXT_MAX]; /* the server's last line before the login failed */
	char offers[DI_SERVER_TEXT_MAX]; /* its last list of what it can do */
	gboolean asked; /* a login was begun */
	char why[CURL_ERROR_SIZE];
} DiOpening;
void di_stream_explain(CURLcode code, const DiOpening *opening, const DiSourceUrl *url, const DiSourceOptions *options, GError **error);

/* The worker has gone: nobody is left to work for. */
gboolean di_worker_gone(void);
/* The worker has said something, or has gone. */
gboolean di_worker_calls(void);
