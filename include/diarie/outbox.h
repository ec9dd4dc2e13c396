/* outbox: the part of the register that holds letters, sent once (ARCHITECTURE.md, "Exactly once"). Opened by registry.h. */
#pragma once

#include <diarie/registry.h>

/* outbox.c */

typedef struct {
	gint64 rapportor_id;
	DiQuarter quarter;
	DiKind kind; /* what is owed: a notice of the quarterly report is none of the final one */
} DiAsked; /* a report that a letter of the ladder asks for */

typedef struct {
	const char *kind;       /* "kvitto" (before all others), "okand", "forhand", "paminnelse", "eskalering", "fraga", "veckobrev", "olasbar", … */
	const char *key;        /* UNIQUE with kind: says what it is about; the same again adds nothing */
	const char *to_name, *to_address, *subject, *message_id;
	GBytes *mail;           /* finished; NULL: planned, the daemon composes it from `values` */
	const char *template_name, *values_json; /* for a planned one */
	gint64 insats_id, rapportor_id, handling_id, mail_id;
	DiQuarter quarter;
	int step;               /* for reminders; −1 */
	const DiAsked *asked;   /* the reports whose step it takes; each step is taken once for an address. None where step is −1 */
	guint n_asked;
	DiTime not_before;      /* DI_TIME_NONE: at once */
	gboolean at_most_once;  /* a reminder: never again where the outcome is unknown */
} DiOutgoing;
/* ADDED_OUT FALSE: it was there already, or a step of a report that it asks for is taken; then nothing is added. */
gboolean di_outbox_add(DiRegistry *registry, const DiOutgoing *outgoing, gboolean *added_out, GError **error);
typedef struct {
	gint64 id;
	char *kind, *key, *to_name, *to_address, *subject, *message_id, *template_name, *values_json, *state, *reply;
	GBytes *mail;
	guint attempts, uncertain; /* in all, and those of which nobody knows whether the letter went */
	gboolean at_most_once;
	DiTime not_before, changed;
	gint64 insats_id, rapportor_id, handling_id;
	DiQuarter quarter;
	int step;
} DiOutboxRow;
void di_outbox_row_free(DiOutboxRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiOutboxRow, di_outbox_row_free)
/* Those in state "planerad" (to be composed). */
GPtrArray *di_outbox_planned(DiRegistry *registry, GError **error);
gboolean di_outbox_compose(DiRegistry *registry, gint64 id, GBytes *mail, const char *subject, const char *message_id, GError **error);
/* The next that may be sent at NOW and whose retry time has come; NULL without ERROR: none. */
DiOutboxRow *di_outbox_next(DiRegistry *registry, DiTime now, GError **error);
/* The same without reminders (at_most_once): for a day on which the mailbox, in which the report may lie, was not read. */
DiOutboxRow *di_outbox_next_but_reminders(DiRegistry *registry, DiTime now, GError **error);
/* Letters over the limits of di_outbox_begin are passed over by di_outbox_next.
 * Commits the intent; to be called before connecting. Refuses (DI_ERROR_TEMPORARY) over 3 letters a day to one address or 50 an hour in all;
 * of the three, one of kind "okand" or "olasbar", which strangers may cause, is never the last; an alarm goes beside them. */
gboolean di_outbox_begin(DiRegistry *registry, gint64 id, DiTime now, GError **error);
typedef enum { DI_OUTBOX_SKICKAD, DI_OUTBOX_VANTAR, DI_OUTBOX_AVVISAD, DI_OUTBOX_OVISS, DI_OUTBOX_STUDSAD, DI_OUTBOX_AVSTOD } DiOutboxState;
/* Commits the outcome; SKICKAD also adds a line, synced, to the sent log beside the database. */
gboolean di_outbox_end(DiRegistry *registry, gint64 id, DiOutboxState state, const char *reply, DiTime now, DiTime retry_at, GError **error);
/* Commits that nobody knows whether ROW (as before the attempt) went: a receipt waits to go once more (same Message-ID), a reminder,
 * and a receipt of which it was not known before, becomes OVISS. STATE_OUT says which. */
gboolean di_outbox_uncertain(DiRegistry *registry, const DiOutboxRow *row, const char *reply, DiTime now, DiTime retry_at,
	DiOutboxState *state_out, GError **error);
/* At start: what was begun and never ended is uncertain in the same way, unless the sent log says that it went. */
gboolean di_outbox_recover(DiRegistry *registry, DiTime now, GError **error);
/* Is the sent log ahead of the database (restored from an old backup)? Then nothing may be sent. */
gboolean di_outbox_is_behind_sent_log(DiRegistry *registry, gboolean *behind_out, GError **error);
/* Lines of the sent log from OFFSET on (a log that is shorter is a new one: from its beginning), whole ones, at most MOST bytes; "": none. NEXT_OUT: where
 * those after them begin. */
char *di_sent_log_text(DiRegistry *registry, gsize offset, gsize most, gsize *next_out, GError **error);
/* Adds those of LINES that the sent log lacks. NEWS_OUT: of how many the register does not know that they went. */
gboolean di_sent_log_take(DiRegistry *registry, const char *lines, guint *news_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A person has looked: what the sent log says up to now is accepted, letters may go again. Those that waited in the copy and went since,
 * as the log says, have gone: WENT_OUT of them. */
gboolean di_outbox_accept_sent_log(DiRegistry *registry, guint *went_out, GError **error);
/* told.c: numbers of documents that letters have told and no document has, in a register that was put back from an older copy: array of char *,
 * without those that a person has accepted as lost. Not even the mailbox's folders may have had them. */
GPtrArray *di_told_missing(DiRegistry *registry, GError **error);
/* Of which insatser those are, into INSATSER (gint64, maybe several times); UNKNOWN_OUT: of how many nobody can tell. */
gboolean di_told_missing_insatser(DiRegistry *registry, const GPtrArray *missing, GArray *insatser, guint *unknown_out, GError **error);
/* Accepts them; N_OUT: how many. */
gboolean di_told_missing_accept(DiRegistry *registry, guint *n_out, GError **error);
/* Was the register put back from an older copy, and the mailbox's folders have not been looked through for what came after it? Whether a person has
 * accepted the sent log already makes no difference. */
gboolean di_restore_must_look(DiRegistry *registry, gboolean *must_out, GError **error);
gboolean di_restore_looked(DiRegistry *registry, GError **error);
/* Marks the letter with this Message-ID as bounced if it went to RECIPIENT, and its contact. FOUND_OUT. */
gboolean di_outbox_bounced(DiRegistry *registry, const char *message_id, const char *recipient, gboolean for_good,
	gboolean *found_out, GError **error);
/* Letter ID was refused because nobody has RECIPIENT: marks its contact. */
gboolean di_outbox_refused(DiRegistry *registry, gint64 id, const char *recipient, GError **error);
/* How many letters did not arrive (refused, or came back) since SINCE, and matter still. */
gboolean di_outbox_failed(DiRegistry *registry, DiTime since, guint *n_out, GError **error);
GPtrArray *di_outbox_list(DiRegistry *registry, const char *state, GError **error); /* NULL: all that are not sent */
typedef struct {
	DiTime since; /* the server put it off for the first time, and has not taken it yet */
	char *to_address, *reply;
} DiPutOff;
/* Letters that the server has put off (4yz, no connection) since BEFORE or longer: DiPutOff, the oldest first. */
GPtrArray *di_outbox_put_off(DiRegistry *registry, DiTime before, GError **error);
/* A day: what has waited so long for the server is a person's matter. */
enum { DI_PUT_OFF_S = 24 * 3600 };
/* Letters of every state about a document, or about its reporter and quarter; `mail` is NULL. */
GPtrArray *di_outbox_about(DiRegistry *registry, gint64 handling_id, GError **error);
/* Letters of every state about what a reporter owes for QUARTER, also where nothing has come; `mail` is NULL. */
GPtrArray *di_outbox_of_report(DiRegistry *registry, gint64 rapportor_id, DiQuarter quarter, GError **error);
/* step.c: the ledger. The reports that a letter asks for: DiAsked. Empty where it is none of the ladder. */
GArray *di_outbox_asked(DiRegistry *registry, gint64 letter_id, GError **error);
/* Has any letter of the ladder ever been made? */
gboolean di_outbox_has_begun(DiRegistry *registry, gboolean *begun_out, GError **error);
/* Calls back letters of the ladder about a reporter's quarter that have not gone: they keep their row and REASON,
 * and the steps that they took, also those of other reports in the same letter, are open again. */
gboolean di_outbox_cancel(DiRegistry *registry, gint64 rapportor_id, DiQuarter quarter, const char *reason, GError **error);
/* The same for steps below STEP alone: a later one is decided, or the day that the notice told of has passed. */
gboolean di_outbox_cancel_below(DiRegistry *registry, gint64 rapportor_id, DiQuarter quarter, int step, const char *reason, GError **error);
/* The same for those that ask for something else than KIND, which is owed now: the insats's last day has been moved. */
gboolean di_outbox_cancel_other(DiRegistry *registry, gint64 rapportor_id, DiQuarter quarter, DiKind kind, GError **error);
/* The same for what waits for somebody who is not, or no longer, a contact of all the reports that it asks for: who is now is asked anew. The
 * chief's letters stay. */
gboolean di_outbox_cancel_astray(DiRegistry *registry, GError **error);
/* overtaken.c: letters that wait, and would be untrue or one too many when they go. They keep their row, and why. In the caller's transaction. */
/* Before an answer of kind "olasbar" to ADDRESS is added: of those that wait no more stay than may go in a day, this one counted. */
gboolean di_outbox_overtake_unreadable(DiRegistry *registry, gint64 rapportor_id, const char *address, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same before ADDRESS is told that a report came again. (Receipts of versions go, each with its number: whoever sends the fourth within a day is
 * not answered before a person has looked, di_filing_doubt_many.) */
gboolean di_outbox_overtake_again(DiRegistry *registry, gint64 rapportor_id, DiQuarter quarter, const char *address, GError **error)
	G_GNUC_WARN_UNUSED_RESULT;

/* stranger.c: reports of unknown senders, as their contact is told of them in letters of kind "okand" */

typedef struct {
	gint64 handling_id, insats_id, rapportor_id;
	char *diarienummer, *insats, *huvudman;
	char *from;      /* the sender's address; NULL */
	DiKind kind;
	DiQuarter quarter;
	gboolean counts; /* staff have approved it meanwhile */
	GPtrArray *contacts; /* DiContact: the reporter's */
} DiStranger;
/* MAY_OUT FALSE: such a letter waits for ADDRESS, or has begun within a day. */
gboolean di_stranger_may_tell(DiRegistry *registry, const char *address, DiTime now, gboolean *may_out, GError **error);
/* The document's contact is told of it later, together with others. */
gboolean di_stranger_put_off(DiRegistry *registry, gint64 handling_id, GError **error);
/* DiStranger: what was put off and not told of yet, in the order in which it came. */
GPtrArray *di_stranger_untold(DiRegistry *registry, GError **error);
/* The letter of kind "okand" with KEY tells of the document. */
gboolean di_stranger_told(DiRegistry *registry, gint64 handling_id, const char *key, GError **error);
/* A person's word about one letter: send it (again), or do not. DI_ERROR_NOT_FOUND where its state does not allow it. */
gboolean di_outbox_resend(DiRegistry *registry, gint64 id, const char *reason, GError **error);
gboolean di_outbox_withdraw(DiRegistry *registry, gint64 id, const char *reason, GError **error);
/* Writes down a reminder step decided against. */
gboolean di_outbox_skip(DiRegistry *registry, const DiOutgoing *outgoing, const char *reason, GError **error);
