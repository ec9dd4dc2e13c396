/* inbox: the part of the register that holds mails, as they were fetched. Opened by registry.h. */
#pragma once

#include <diarie/registry.h>

/* mail.c: what has been fetched */

typedef struct {
	const char *account, *folder; /* account: user@host of the URL, never with a password */
	guint32 uidvalidity, uid;
	gboolean junk;               /* FOLDER is the junk folder */
} DiMailAt;
/* Commits the raw mail in state "hamtat". The same bytes again only add the place; a place that held another mail holds this one. IS_NEW_OUT may be NULL. */
gboolean di_mail_add(DiRegistry *registry, GBytes *raw, const DiMailAt *at, DiTime internal_date,
	gint64 *mail_id_out, gboolean *is_new_out, GError **error);
/* The highest UID whose fetch is committed; 0: none (or UIDVALIDITY is another: then everything is looked at again). */
gboolean di_mail_last_uid(DiRegistry *registry, const char *account, const char *folder, guint32 uidvalidity,
	guint32 *uid_out, GError **error);
/* Is the mail of that number the one that was fetched from there? Not if the server gives it another date (DI_TIME_NONE: unknown). */
gboolean di_mail_is_known(DiRegistry *registry, const DiMailAt *at, DiTime internal_date, gboolean *known_out, GError **error);
/* Ids in state "hamtat", oldest first, at most MOST; of those that wait for their attachment only where that is over at WAITED
 * (DI_TIME_NONE: none of them); not those that were put off. GArray of gint64. */
GArray *di_mail_pending(DiRegistry *registry, DiTime waited, guint most, GError **error);
/* Takes those out of IDS for which the disk has no room now (twice their parts), so that they hold up no smaller ones. WHY_OUT: of the first of them;
 * NULL: there is room for all. */
gboolean di_mail_leave_large(DiRegistry *registry, GArray *ids, GError **why_out, GError **error);
typedef struct {
	gint64 id;
	GBytes *raw;
	DiTime internal_date, fetched;
	guint attempts;
	gboolean from_junk;
	gboolean waited; /* for its attachment */
	gboolean was_put_off; /* its reader died before */
	guint interrupted;    /* how often somebody else had killed it */
	gboolean is_heavy;    /* heavy.c */
} DiMailRow;
/* What the mail is known by for ever, in a register that was put back too: the SHA-256 of its bytes, hexadecimal. NULL and ERROR. */
char *di_mail_hash(DiRegistry *registry, gint64 mail_id, GError **error);
DiMailRow *di_mail_get(DiRegistry *registry, gint64 mail_id, GError **error);
void di_mail_row_free(DiMailRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiMailRow, di_mail_row_free)
/* Commits that an attempt begins and says how many there have been, this one counted. */
gboolean di_mail_attempt(DiRegistry *registry, gint64 mail_id, guint *attempts_out, GError **error);
/* The same for N mails in one commit, but only where it is the first; BEGUN_OUT says where it was. A mail whose
 * reader never came to it, since the process died, has lost one chance and no more. */
gboolean di_mail_attempt_first(DiRegistry *registry, const gint64 *mail_ids, guint n, gboolean *begun_out, GError **error);
/* Takes back the attempt that begun last, of N mails in one commit, where they still wait: what went wrong had nothing to do with them. */
gboolean di_mail_attempt_back(DiRegistry *registry, const gint64 *mail_ids, guint n, GError **error);
typedef enum {
	DI_MAIL_DIARIEFORT, /* something in it was filed, or was already */
	DI_MAIL_GRANSKAS,   /* a person must look */
	DI_MAIL_IGNORERAT,   /* a machine's mail, ours, or one without any attachment from nobody we know */
} DiMailState;
typedef struct {
	const char *from_address, *from_name, *subject, *message_id, *in_reply_to;
	char *const *references;
	const char *machine;  /* why no answer may go; NULL */
	DiTime arrived;       /* inkom: by the rule of DOMAIN.md 1.2 */
	const char *arrived_rule; /* "received", "internaldate", "hamtat" */
	const char *reason;   /* Swedish, for review: why a person must look; NULL otherwise */
} DiMailFacts;
/* GRANSKAS: makes the row in review (with REASON) unless filing made one for this mail already. */
gboolean di_mail_settle(DiRegistry *registry, gint64 mail_id, DiMailState state, const DiMailFacts *facts, GError **error);
/* The reason of what was passed over because it came in before [mailbox] since. */
#define DI_MAIL_FROM_BEFORE "Mejlet kom in före den dag som diariet började läsa brevlådan."
#define DI_MAIL_TOO_LARGE "Det är större än vad som hämtas. Öppna det i brevlådan, spara rapporten och diarieför den med diarie file."
/* Mails are read that came in on SINCE or later (DI_DATE_NONE: all). Where that day was another when this was last told, those that were
 * passed over and came in on it or later wait again, unless they were destroyed by a decision. N_OUT: how many. */
gboolean di_mail_read_since(DiRegistry *registry, DiDate since, guint *n_out, GError **error);
/* How many are passed over. */
guint di_mail_from_before(DiRegistry *registry);
typedef struct {
	DiMailAt at;
	DiTime internal_date;     /* DI_TIME_NONE: not known */
	guint64 size_bytes;       /* as the server tells it; 0: it does not */
	const char *why;          /* Swedish, for review */
	const DiMailFacts *facts; /* its header's, without a reason; NULL: it could not be had */
	gboolean is_from_before;  /* it came in before [mailbox] since: passed over */
} DiUnfetched;
/* A mail that is not fetched (too large): noted once, for review unless it is passed over. */
gboolean di_mail_add_unfetched(DiRegistry *registry, const DiUnfetched *mail, GError **error);
typedef struct {
	gint64 place_id;
	guint32 uidvalidity, uid;
	DiMailState state;
} DiMove;
/* hurdle.c: mails that cannot be fetched: the session broke at them, or the server had nothing for them. They stay unknown (di_mail_add
 * makes them known, and ends all this), and where they lie. One with UID 0 stands for those of its folder that the server counts, and does
 * not list. */
enum { DI_HURDLE_TRIES_MOST = 3 }; /* sessions that broke at it, before a person is told and it rests */
typedef struct {
	guint32 uid;
	guint tries;           /* that failed */
	DiTime next;           /* not to be asked for before; 1970: now (a rest of more than two days was noted by a clock that stood wrong) */
} DiHurdle;
/* Those of a folder: GArray of DiHurdle, by UID. */
GArray *di_hurdle_list(DiRegistry *registry, const char *account, const char *folder, guint32 uidvalidity, GError **error);
/* A try failed, with this mail among those that were asked for. After the third (IS_SURE: at once) it waits in review for a person and
 * RESTS: an hour, after the next try two, at most a day. */
gboolean di_hurdle_add(DiRegistry *registry, const DiUnfetched *mail, gboolean is_sure, gboolean *rests_out, GError **error);
/* It has come (UID 0: all are listed again): nobody need look at it any more. */
gboolean di_hurdle_over(DiRegistry *registry, const DiMailAt *at, GError **error);
/* It lies there no longer (a person has moved it, and will say so in review). The same of all under another UIDVALIDITY. */
gboolean di_hurdle_gone(DiRegistry *registry, const DiMailAt *at, GError **error);
gboolean di_hurdle_renumbered(DiRegistry *registry, const char *account, const char *folder, guint32 uidvalidity, GError **error);
/* How many wait for a person, of those first tried at SINCE or later, and not by a clock that stood wrong (DI_TIME_NONE: all). */
gboolean di_hurdle_count(DiRegistry *registry, DiTime since, guint *n_out, GError **error);

/* retry.c: mails whose reader died */

enum {
	DI_MAIL_ATTEMPTS_MOST = 3,    /* a mail that killed its reader so often goes to review, and stops nobody */
	DI_MAIL_INTERRUPTED_MOST = 8, /* so often it is nobody's fault that the reader was killed */
};
/* The reader of MAIL_ID died: its next attempt is minutes away, at REST_S_OUT (0: it has had its attempts). IS_INTERRUPTED: somebody else killed
 * the reader, the kernel for want of memory: that takes no attempt, the first DI_MAIL_INTERRUPTED_MOST times. */
gboolean di_mail_put_off(DiRegistry *registry, gint64 mail_id, gboolean is_interrupted, int *rest_s_out, GError **error);
/* It is laid before a person. */
gboolean di_mail_given_up(DiRegistry *registry, gint64 mail_id, GError **error);
/* Those that were given up, and that no person has decided about, wait for one more attempt, an hour later, two, four, at most a day; eight
 * times. */
gboolean di_mail_retry_due(DiRegistry *registry, GError **error);
/* It has been read: nobody need look any more because it was not. */
gboolean di_mail_retry_over(DiRegistry *registry, gint64 mail_id, GError **error);
/* How many wait for their next attempt. */
gboolean di_mail_retry_waiting(DiRegistry *registry, guint *n_out, GError **error);

/* heavy.c: mails that take their reader long, so that they wait until all others have been read. They are not among those that are pending. */
/* The attempt that found it out is taken back. */
gboolean di_heavy_set(DiRegistry *registry, gint64 mail_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Ids in the order in which they are to be read: first those that a contact or colleague may have sent; whoever has sent most is last. */
GArray *di_heavy_list(DiRegistry *registry, GError **error);

/* unread.c: whose the mails may be that no reader could read yet. Whom one may come from, as a contact or a colleague, counts as one from whom
 * something is in review. */
/* Ids of those whose header nobody has looked at since their last try, at most MOST. GArray of gint64. */
GArray *di_unread_unknown(DiRegistry *registry, guint most, GError **error);
/* By its header. ADDRESS "": it says nothing that could be used; NULL: it cannot be read, or the mail may be anybody's. */
gboolean di_unread_set_sender(DiRegistry *registry, gint64 mail_id, const char *address, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* How many are there that nobody's alone may be: strangers', and anybody's, these for a day after they came, also where they wait for a person
 * by then. */
gboolean di_unread_strangers(DiRegistry *registry, guint *n_out, GError **error);

/* waiting.c: mails that came before their attachment. They stay in state "hamtat" until UNTIL, or until one with the same Message-ID
 * from the same address replaces them; the reporters for whom the sender writes are not reminded meanwhile. */
gboolean di_mail_wait(DiRegistry *registry, gint64 mail_id, const DiMailFacts *facts, DiTime until, GError **error);
typedef struct {
	gint64 mail_id; /* 0: none */
	DiTime arrived, until;
} DiWaiting;
/* The mail that MAIL_ID, with this Message-ID from this address, replaces: it waits, or lies before a person. */
gboolean di_mail_replaces(DiRegistry *registry, gint64 mail_id, const char *message_id, const char *from_address,
	DiWaiting *waiting_out, GError **error);
/* OLD_ID is done with; a person need not look at it any more. */
gboolean di_mail_replace(DiRegistry *registry, gint64 old_id, gint64 mail_id, GError **error);
/* Under which numbers such mails lie in a folder. GArray of guint32, ascending. */
GArray *di_mail_waiting_uids(DiRegistry *registry, const char *account, const char *folder, guint32 uidvalidity, GError **error);

/* Settled mails of ACCOUNT and FOLDER that lie where they lay. GArray of DiMove. */
GArray *di_mail_moves(DiRegistry *registry, const char *account, const char *folder, guint32 uidvalidity, GError **error);
gboolean di_mail_moved(DiRegistry *registry, gint64 place_id, GError **error);
/* Has this Message-ID gone out from here? Gives the outbox id, or 0. */
gboolean di_mail_is_answer_to_ours(DiRegistry *registry, const char *in_reply_to, char *const *references,
	gint64 *outgoing_id_out, GError **error);

typedef struct {
	gint64 insats_id, rapportor_id, handling_id; /* 0: none */
	DiQuarter quarter;
	gboolean is_question; /* to staff, about what waits */
	gboolean is_request;  /* to a reporter, to complete a report */
	guint n_reports;      /* that it asks for; where there are several, no reporter and no quarter is named above */
} DiLetterAbout;
/* What one of our letters was about. */
gboolean di_outbox_subject(DiRegistry *registry, gint64 outgoing_id, DiLetterAbout *about_out, GError **error);

/* Remembers that the letter of KIND and KEY, to staff, asks about all that waits in review now. */
gboolean di_review_note_asked(DiRegistry *registry, const char *kind, const char *key, GError **error);
/* gint64: the rows of review that a letter asked about. None: it asked about nothing, or is older than that we remember it. The caller's. */
GArray *di_review_asked_by(DiRegistry *registry, gint64 outgoing_id, GError **error);
/* The same by the number in "[SFG 26-1.1]" of SUBJECT; left alone where there is none. */
gboolean di_handling_subject(DiRegistry *registry, const char *subject, DiLetterAbout *about, GError **error);
