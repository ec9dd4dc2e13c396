/* worker: the callers' side of diarie-extract and diarie-mailbox. Starts them, bounds them, and
 * checks whatever comes back as if a stranger had sent it. Knows neither documents nor IMAP. */
#pragma once

#include <diarie/base.h>
#include <diarie/report.h>

/* extractor.c */

typedef struct DiExtractor DiExtractor;

typedef struct {
	char *address, *name;
} DiMailPerson;

typedef struct { /* what message.h's DiMessage says, after the journey */
	DiMailPerson *from;        /* NULL: none */
	guint n_from;              /* how many senders the mail claims */
	char *reply_to, *subject, *message_id, *in_reply_to;
	char **references;
	char **to;
	DiTime date;
	DiTime received;           /* of the topmost Received field; DI_TIME_NONE */
	char **received_by;        /* by_host of each Received, newest first */
	gint64 *received_at;       /* same length */
	guint n_received;
	char **authentication;
	char *machine;             /* why it must not be answered; NULL: a person's mail */
	char *diarie_id;
	gboolean is_delivery_report, is_disposition, is_encrypted, has_cloud_link;
	char *attachment;          /* what a server says about it: "granskas", "ja", "nej"; NULL */
	char *bounced_message_id, *bounced_recipient, *bounced_action, *bounced_status;
	gboolean gave_up;
	char *gave_up_why;
	/* the writer's own words, without what is quoted and signed; NULL: none. What follows is read out of them. */
	char **lines;
	DiDate promised;           /* the day on which the report is to come; DI_DATE_NONE */
	gboolean asks_time;
	DiPeriod corrected;        /* a line "period: …"; DI_PERIOD_NONE */
	DiDate back;               /* an absent person's first day back; DI_DATE_NONE */
	char *substitute, *substitute_name;
} DiMail;

typedef struct {
	char *name, *type;
	char *sha256;   /* computed by us over bytes, hexadecimal */
	GBytes *bytes;
	gboolean is_text, is_inline_image;
	int depth, parent;
} DiMailPart;

typedef struct {
	char *reader;       /* its version */
	char *format;
	DiMail *mail;       /* NULL: a document, not a message */
	GPtrArray *parts;   /* DiMailPart */
	GPtrArray *reports; /* DiReport; part_index points into parts */
	DiFault fault;      /* of the worker as a whole: KRASCH, TID, FOR_STOR; NONE otherwise */
	gboolean is_interrupted; /* with a fault: somebody else killed the reader (the kernel, for want of memory). It may not be the document */
	gboolean is_cut_short;   /* it takes longer than a brief ask may: to be asked again, at length (di_extractor_be_brief) */
	guint cpu_ms;
} DiAnswer;
/* Was REPORT, one of ANSWER's, read from a file that holds other reports, too? */
gboolean di_answer_is_shared(const DiAnswer *answer, const DiReport *report);

typedef enum {
	DI_EXTRACTOR_SHARED, /* one helper for all documents, which opens what they need */
	DI_EXTRACTOR_KEPT,   /* the same, with everything opened at its start: for very many */
	DI_EXTRACTOR_ONCE,   /* a helper for each document: the quickest for one or two */
} DiExtractorLife;

/* FORMS_DIR NULL: di_path_data("forms"). The helper starts at the first call, and again after it ended. */
DiExtractor *di_extractor_new(const char *forms_dir, DiExtractorLife life);
/* The same with another program in diarie-extract's place: for tests that misbehave. */
DiExtractor *di_extractor_new_with_program(const char *program, const char *forms_dir, DiExtractorLife life);
void di_extractor_free(DiExtractor *extractor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiExtractor, di_extractor_free)
/* One document or message. A worker that died, lied or took too long is an answer with a fault;
 * ERROR is for what is our own machine's trouble (cannot start the helper: DI_ERROR_TEMPORARY).
 * ARRIVED, FILE_NAME: hints for the period; may be DI_TIME_NONE, NULL. */
DiAnswer *di_extractor_run(DiExtractor *extractor, GBytes *bytes, const char *file_name, DiTime arrived,
	const char *timezone, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same in two steps, so that the next one is read while this one is filed. At most one is under way. */
gboolean di_extractor_start(DiExtractor *extractor, GBytes *bytes, const char *file_name, DiTime arrived,
	const char *timezone, GError **error) G_GNUC_WARN_UNUSED_RESULT;
DiAnswer *di_extractor_finish(DiExtractor *extractor, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Instead of start: of a mail that could not be read, or fetched whole, nothing but the header, of which BYTES may hold more or less; at
 * most 64 KiB are looked at. The answer has no parts, and its mail has gave_up. */
gboolean di_extractor_start_header(DiExtractor *extractor, GBytes *bytes, const char *timezone, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Of the asks that follow: is one that is interrupted left to the caller, who asks again later (TRUE), or asked again at once without what it
 * was at (FALSE, as at first)? */
void di_extractor_be_patient(DiExtractor *extractor, gboolean is_patient);
/* Of the asks that follow: brief ones (TRUE) have a second, for one that takes longer holds up all others. What cannot be read whole within it, or has
 * pictures of text to be read, is cut short: an answer with a fault, or with what was read without the pictures. FALSE, as at first: all the
 * time that there is. */
void di_extractor_be_brief(DiExtractor *extractor, gboolean is_brief);
/* Starts the helper, unless it runs, and waits until it can read. An error is our own machine's trouble, never a document's. */
gboolean di_extractor_ready(DiExtractor *extractor, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Has all of the answer come, so that finish does not wait? Scanned pages are read by a second helper before it has. The descriptor is
 * readable when it is time to ask again. MAY_WAIT: for the rest of an answer that has begun to come (a long one comes only so). */
gboolean di_extractor_is_read(DiExtractor *extractor, gboolean may_wait);
int di_extractor_fd(const DiExtractor *extractor);
/* Instead of finish: nobody waits any longer for what was started. Its helpers are killed, and started anew by the next start. */
void di_extractor_drop(DiExtractor *extractor);
/* Ends the helpers that have been idle for IDLE_S seconds. */
void di_extractor_rest(DiExtractor *extractor, int idle_s);
void di_answer_free(DiAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiAnswer, di_answer_free)

/* Is there a report in it that holds pictures of text only? */
gboolean di_answer_lacks_text(const DiAnswer *answer);
/* Were more reports read in it than in OTHER? */
gboolean di_answer_is_better(const DiAnswer *answer, const DiAnswer *other);

/* check-form.c: what is wrong with a form's description */

typedef struct {
	int line;
	char *text; /* Swedish: what is wrong and what to do */
} DiFormFault;
void di_form_fault_free(gpointer fault);
/* All mistakes in BYTES, a *.form file, found by diarie-extract; empty: none. DI_ERROR_TEMPORARY: it could not be asked. */
GPtrArray *di_extractor_check_form(GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* fill.c: the förbund's own form, filled in */

/* TEMPLATE, a DOCX, with VALUES (key → text) in its marked places and IDENTITY in a property of its own. DI_ERROR_DATA: Swedish, what is wrong
 * with the template. */
/* A copy of DOCUMENT, a DOCX or PDF, with VALUES ("diarienummer", "signatur", "ankomstdatum") in its boxes or on its first page.
 * DI_ERROR_DATA: Swedish, why not. */
GBytes *di_extractor_stamp(GBytes *document, GHashTable *values, GError **error);
GBytes *di_extractor_fill(GBytes *template, const char *identity, GHashTable *values, GError **error);
/* TEMPLATE, a DOCX, with VALUES in its marked places and TEXT (the XML that di_paper_word makes) where it says {innehall}. Errors as above. */
GBytes *di_extractor_bind(GBytes *template, GHashTable *values, const char *text, GError **error);

/* text.c: the words of DOCUMENT in the order in which they are read: cells of a row parted by tabs, an empty line between paragraphs.
 * DI_ERROR_DATA: Swedish, why there are none. */
char *di_extractor_text(GBytes *document, GError **error);

/* print.c */

/* PAPER, as di_paper_pack makes it, as a PDF, by diarie-print. DI_ERROR_CONFIG: it was not built. */
GBytes *di_printer_run(GBytes *paper, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* answer.c: the JSON of extract-wire.h, read as if a stranger had sent it */

/* JSON is taken, and read where it lies. PARTS: what lies in the parts descriptor. Anything that is not as agreed (types, ranges, hashes,
 * nesting, UTF-8) is DI_ERROR_PROTOCOL; strings come out without control characters. */
DiAnswer *di_answer_parse(GBytes *json, GBytes *parts, GError **error) G_GNUC_WARN_UNUSED_RESULT;
DiAnswer *di_answer_new(DiFault fault); /* nothing but the fault */

/* mailbox.c: a session in diarie-mailbox. See mailbox.h for the dialogue. */

typedef struct DiMailbox DiMailbox;
typedef struct {
	guint32 uid;
	guint64 size_bytes;
	DiTime internal_date;
} DiMailEntry;

/* Starts diarie-mailbox and logs in as CONFIG's [mailbox] says. A refused login is DI_ERROR_DENIED, a
 * server that cannot be reached DI_ERROR_TEMPORARY; texts name server, user and remedy. */
DiMailbox *di_mailbox_open(const DiConfig *config, const DiSecret *password, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A session with whoever answers on CONTROL (taken over), without a helper: for tests and fuzzing. */
DiMailbox *di_mailbox_on(int control);
void di_mailbox_close(DiMailbox *mailbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiMailbox, di_mailbox_close)
/* While a session is waited for, IS_STOPPING is asked four times a second: TRUE ends the session, and the call fails with
 * DI_ERROR_TEMPORARY. NULL, as at first: nobody is asked. */
void di_mailbox_stop_when(gboolean (*is_stopping)(void));
/* Selects FOLDER ("" is the one the URL names, "\\Junk" the one flagged so; no such: DI_ERROR_NOT_FOUND)
 * and gives its UIDVALIDITY. */
gboolean di_mailbox_select(DiMailbox *mailbox, const char *folder, guint32 *uidvalidity_out, GError **error);
/* Entries with a UID above ABOVE, ascending: GArray of DiMailEntry. Sizes are hints; 0: not told. */
GArray *di_mailbox_list(DiMailbox *mailbox, guint32 above_uid, GError **error);
/* How many mails the last list of a whole folder (above 0) lacks of those that the server says it holds, also when asked again. */
guint32 di_mailbox_missing(const DiMailbox *mailbox);
/* What staff should know of this server (it cannot move mails, say); NULL: nothing. Valid until close. */
const char *di_mailbox_remark(const DiMailbox *mailbox);
/* Called for each mail in the order asked. BYTES NULL: the mail is gone, or the server gave nothing for it in three tries (it is still
 * listed then). TOO_LARGE: it was not fetched; BYTES are at most the 64 KiB in which its header lies, or NULL. Return FALSE to stop; with
 * ERROR the fetch fails. */
typedef gboolean (*DiMailboxEach)(guint32 uid, GBytes *bytes, gboolean too_large, gpointer user, GError **error);
/* LIMIT_BYTES 0: headers only. */
gboolean di_mailbox_fetch(DiMailbox *mailbox, const guint32 *uids, guint n_uids, guint64 limit_bytes,
	DiMailboxEach each, gpointer user, GError **error);
/* The same in steps, so that other work is done while mails come: begin → more* → end. Nothing else is asked between. More takes what has
 * come, without waiting (di_mailbox_fd is readable then); end waits for the rest, and has the error of all. EACH is called by both. */
gboolean di_mailbox_fetch_begin(DiMailbox *mailbox, const guint32 *uids, guint n_uids, guint64 limit_bytes,
	DiMailboxEach each, gpointer user, GError **error);
/* Has it begun, and is there more to come? */
gboolean di_mailbox_is_fetching(const DiMailbox *mailbox);
void di_mailbox_fetch_more(DiMailbox *mailbox);
gboolean di_mailbox_fetch_end(DiMailbox *mailbox, GError **error);
/* Moves to FOLDER (made if absent, and subscribed; N_UIDS 0: that alone). MOVED_OUT (n_uids long) says which really moved; gone ones count as not moved, without error. */
gboolean di_mailbox_move(DiMailbox *mailbox, const guint32 *uids, guint n_uids, const char *folder,
	gboolean *moved_out, GError **error);
/* Puts MAIL, one of our own with CRLF line ends, into FOLDER (made if absent, and subscribed), as read. The folder that is selected stays so. */
gboolean di_mailbox_keep(DiMailbox *mailbox, const char *folder, GBytes *mail, GError **error);
/* Waits for new mail by IDLE, or for the poll interval where the server has none, at most TIMEOUT_MS.
 * The descriptor below can be watched instead: readable when something came or the wait ended. */
gboolean di_mailbox_wait_begin(DiMailbox *mailbox, int timeout_ms, GError **error);
gboolean di_mailbox_wait_end(DiMailbox *mailbox, gboolean *news_out, GError **error);
int di_mailbox_fd(const DiMailbox *mailbox);
