/* What the files of this room know of each other. A source is an IMAP server or a Maildir; serve.c
 * asks it what the dialogue asks (mailbox.h), and never knows which of the two it is. */
#pragma once

#include <diarie/mailbox.h>

/* url.c: the [mailbox] url of diarie.conf */

typedef struct {
	char *maildir; /* the path of maildir:///path, and nothing else is set */
	char *host, *user;
	char *folder; /* UTF-8; "INBOX" where the URL names none */
	guint port;
	gboolean implicit_tls;
	gboolean is_loopback;
} DiSourceUrl;
/* Reads imaps://user@host:port/folder, imap://…, maildir:///path. Control characters and everything
 * else that does not belong there: DI_ERROR_CONFIG. */
gboolean di_source_url_parse(const char *text, DiSourceUrl *url_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void di_source_url_clear(DiSourceUrl *url);

/* utf7.c: folder names on the wire (RFC 3501, 5.1.3) */

/* Modified UTF-7 of a UTF-8 NAME. Empty, over 255 bytes, invalid or with control characters (which
 * would be commands of their own): DI_ERROR_DATA. */
char *di_utf7_encode(const char *name, GError **error);
/* Back again; NULL if WIRE is no modified UTF-7. */
char *di_utf7_decode(const char *wire);

/* limits.c: what this process gives up. Numbers: README.md */

gboolean di_limits_start(GError **error);     /* first of all */
gboolean di_limits_connected(GError **error); /* when the connection stands: no files, programs, new sockets */

/* sink.c in serve.c: where fetched mails go */

typedef struct DiSink DiSink;
struct DiSink {
	/* FALSE without ERROR: the worker has heard enough. */
	gboolean (*begin)(DiSink *sink, guint32 uid, guint64 size_hint, GError **error);
	gboolean (*data)(DiSink *sink, const void *bytes, gsize size, GError **error);
	gboolean (*end)(DiSink *sink, DiMailboxEnd how, GError **error);
};

/* A mail as LIST tells it. */
typedef struct {
	guint32 uid;
	guint64 size_bytes;   /* 0: the server does not tell it */
	DiTime internal_date; /* DI_TIME_NONE: likewise */
} DiListed;

typedef struct DiSource DiSource;
typedef struct {
	gboolean (*select)(DiSource *source, const char *folder, guint32 *uidvalidity_out, GError **error);
	/* GArray of DiListed, ascending. *MISSING_OUT: of a whole folder (above 0), how many more the server says that it holds. */
	gboolean (*list)(DiSource *source, guint32 above_uid, GArray *listed, guint32 *missing_out, GError **error);
	/* Mails that are gone get no begin. */
	gboolean (*fetch)(DiSource *source, const guint32 *uids, guint n, guint64 limit_bytes, DiSink *sink,
		GError **error);
	/* MOVED: GArray of guint32. FOLDER is made where it is not there, also when N is 0. */
	gboolean (*move)(DiSource *source, const guint32 *uids, guint n, const char *folder, GArray *moved,
		GError **error);
	/* A mail of our own, with CRLF line ends; FOLDER is made if absent. */
	gboolean (*keep)(DiSource *source, const char *folder, const void *bytes, gsize size, GError **error);
	gboolean (*wait)(DiSource *source, guint32 timeout_ms, gboolean *news_out, GError **error);
	/* What staff should know of this source; NULL: nothing. */
	const char *(*remark)(DiSource *source);
	void (*free)(DiSource *source);
} DiSourceKind;
struct DiSource {
	const DiSourceKind *kind;
};

typedef struct {
	const char *url, *password, *auth, *ca_file;
	gboolean tls_required;
	guint connect_s, command_s; /* for the connection with its login; for the answer to a command */
	guint idle_s;               /* IDLE is said again after so long */
	guint poll_s;               /* between looks where there is no IDLE */
} DiSourceOptions;
/* DI_ERROR_DENIED, _TEMPORARY, _PROTOCOL (a server that cannot be trusted), _CONFIG */
DiSource *di_imap_open(const DiSourceUrl *url, const DiSourceOptions *options, GError **error);
DiSource *di_maildir_open(const DiSourceUrl *url, const DiSourceOptions *options, GError **error);
