/* daemon: one cycle — fetch → extract → file → move → remind → send — and the loop that says when.
 *
 * di_cycle_run is the whole work; `diaried --once` runs it once, the daemon again and again. The order makes a
 * crash harmless (ARCHITECTURE.md, "Exactly once"): commit first, then touch the mailbox, then send. */
#pragma once

#include <diarie/letter.h>
#include <diarie/registry.h>
#include <diarie/reminder.h>
#include <diarie/token.h>
#include <diarie/worker.h>

/* house.c: what one daemon holds open */

/* What this session has seen of a folder. */
typedef struct {
	guint32 uidvalidity, top_uid;
	guint n;       /* mails there when all of it was looked at last */
	gint64 at_us;  /* that, g_get_monotonic_time */
} DiLooked;

typedef struct {
	DiConfig *config;
	DiRegistry *registry;
	DiLetters *letters;
	DiExtractor *extractor, *second; /* the second one helps where many mails wait */
	DiSecret *mailbox_password, *outgoing_password; /* NULL: none */
	DiTokens *tokens;      /* NULL: both servers take a password */
	DiMailbox *mailbox;    /* NULL: not connected */
	DiLooked looked[2];    /* at the folder, at junk */
	DiSender *sender;      /* NULL: not made yet */
	char *page_hash;       /* of the overview page that was written last; NULL: none yet */
	gint64 sent_us;        /* g_get_monotonic_time of the last letter; 0: none yet */
	gint64 letters_rest_until_us; /* monotonic: the outgoing server is left alone until then, after it was silent. 0: no longer */
	guint silences;        /* letters in a row to which it said nothing */
	gboolean told_elsewhere; /* the register belongs to another machine, and that was said */
	gboolean memory_unsure; /* that could not be looked at just now: nobody is reminded */
	gboolean memory_seen;  /* what the mailbox remembers was looked at in this process */
	gint64 memory_rests_until_us; /* monotonic: a note could not be kept there, and none is tried until then. 0: no longer */
	GArray *held;          /* ids (gint64) of insatser of which reports are known to be missing here: they are not reminded */
	gboolean restore_seen; /* was the register put back from a copy? Looked at: nothing is left to be done for it */
	gboolean unsettled;    /* a letter began, and its outcome could not be written */
	DiOutboxRow *letter;   /* given to SENDER, its outcome not taken yet; NULL: none is under way */
	DiTime letter_began;
	char *account;         /* of the mailbox: user@host (user@host/folder if it is not the inbox), or the path */
	char *trouble;         /* why the mailbox could not be read the last time; NULL: it could */
	gint64 mail_rests_until_us; /* monotonic: the mailbox is left alone until then, after it failed. 0: no longer */
	gboolean is_service;   /* runs until told to stop, and not once at a person's word */
	void (*alive)(void);   /* called from where the work is; feeds the watchdog. NULL: nobody listens */
	gboolean (*stopping)(void); /* TRUE: end at the next safe point. NULL: never */
} DiHouse;

/* Loads letters, passwords and the registry for CONFIG (taken over). A database that another daemon holds is DI_ERROR_BUSY. */
DiHouse *di_house_open(DiConfig *config, GError **error);
void di_house_close(DiHouse *house);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiHouse, di_house_close)
void di_house_alive(const DiHouse *house);
gboolean di_house_is_stopping(const DiHouse *house);

/* cycle.c */

typedef enum {
	DI_LETTERS_UNKNOWN, /* nobody has looked in this cycle */
	DI_LETTERS_GO,
	DI_LETTERS_NONE,    /* none waits that may go now */
	DI_LETTERS_HELD,    /* until di_send_run looks again */
	DI_LETTERS_REFUSED  /* the login: until the next cycle */
} DiLetterState;

typedef struct {
	guint fetched, filed, to_review, moved, decided, sent;
	gboolean fetched_all;   /* every mail that lay there has been fetched in this cycle */
	gboolean complete;      /* the mailbox was read to its end and nothing is left undone */
	guint doubts;           /* DiHeld: why nobody is reminded, though the mailbox was read to its end and the clock is right */
	guint unread;           /* mails whose reader died, and that are read again in some minutes */
	gboolean again;         /* a mail that takes its reader long was read: what follows of it, and the next one, are for a next cycle, at once */
	gboolean elsewhere;     /* the register is kept on another machine: nothing was done */
	gboolean clock_wrong;   /* the machine's clock jumped: nothing is decided by it, no letter goes */
	gboolean read_failed;   /* mails could not be read and filed while others were fetched: not tried again in this cycle */
	gboolean mail_failed;   /* the mailbox could not be read, or mails wait for a later try */
	gboolean move_failed;   /* what is filed could not be moved to its folder; nothing else waits for it */
	gboolean mail_rested;   /* the mailbox was not asked: its time has not come */
	gboolean send_failed;   /* a letter that could go now did not */
	gboolean refused;       /* no token is to be had until a person has mended something */
	DiLetterState letters;
} DiCycle;
/* Runs every step. A step that must be tried again later is logged and noted in CYCLE_OUT; an error is for what makes going on
 * senseless (database, disk). */
gboolean di_cycle_run(DiHouse *house, DiCycle *cycle_out, GError **error);
/* Again and again, until nothing is left that takes long. */
gboolean di_cycle_run_all(DiHouse *house, DiCycle *cycle_out, GError **error);

/* The steps, in their order. Each may be repeated at any time. */
/* elsewhere.c: is the register kept on another machine? */
gboolean di_elsewhere_check(DiHouse *house, gboolean *elsewhere_out, GError **error);
/* Another one is at work with a copy: from the next cycle on it is, until a person has said which of them goes on. */
gboolean di_elsewhere_seen(DiHouse *house, GError **error);
gboolean di_fetch_run(DiHouse *house, DiCycle *cycle, GError **error);  /* fetch.c */
gboolean di_round_run(DiHouse *house, DiCycle *cycle, GError **error);  /* round.c */
/* What waits, as di_round_run does it, while the session fetches: what comes meanwhile is taken from it. A trouble that another cycle may
 * not meet is logged and noted in CYCLE. */
gboolean di_round_meanwhile(DiHouse *house, DiCycle *cycle, GError **error);
/* The mail alone, with all the time that a mail may take. */
gboolean di_round_heavy(DiHouse *house, DiCycle *cycle, gint64 mail_id, GError **error);
gboolean di_move_run(DiHouse *house, DiCycle *cycle, GError **error);   /* move.c */
gboolean di_remind_run(DiHouse *house, DiCycle *cycle, GError **error); /* remind.c */
gboolean di_digest_run(DiHouse *house, DiCycle *cycle, GError **error); /* digest.c */
gboolean di_send_run(DiHouse *house, DiCycle *cycle, GError **error);   /* send.c */
gboolean di_heavy_run(DiHouse *house, DiCycle *cycle, GError **error);  /* heavy.c */
/* As poll() on N ≤ 4 descriptors for input, and meanwhile receipts and other letters that are no reminders go out, as in di_send_run. Outside
 * transactions. Their troubles are left to di_send_run. */
void di_send_wait(DiHouse *house, DiCycle *cycle, struct pollfd *watched, guint n, int timeout_ms);
/* Brings a letter that is under way to its end; no other begins. Before anything that may take long. */
void di_send_finish(DiHouse *house, DiCycle *cycle);

/* page.c: the overview page, where one is configured */
gboolean di_page_run(DiHouse *house, GError **error);

/* handle.c: what becomes of one mail, in one transaction, or as a part of the caller's, which it leaves as it was if it fails. ANSWER NULL:
 * the mail has killed its reader too often. */

gboolean di_handle_mail(DiHouse *house, DiCycle *cycle, const DiMailRow *row, const DiAnswer *answer, GError **error);

/* header.c: of a mail that cannot be read, or fetched, whole: who wrote it, about what, and when it came */

/* The header at the beginning of BYTES, read by the extractor, which must be idle. ANSWER_OUT: with a mail and no parts, or NULL where that
 * cannot be read either. An error is our machine's trouble. */
gboolean di_header_read(DiHouse *house, GBytes *bytes, DiAnswer **answer_out, GError **error);
/* What the register keeps of ANSWER, NULL or without a mail allowed; without a reason. Points into it. */
DiMailFacts di_header_facts(const DiAnswer *answer, DiTime internal_date);

/* unread.c: may mails that no reader could read yet be a report that a reminder would ask for? CYCLE is told. The extractor must be idle. */
gboolean di_unread_look(DiHouse *house, DiCycle *cycle, GError **error);
/* Who wrote the mail with this header (NULL allowed), for di_unread_set_sender. Points into it. */
const char *di_unread_sender(const DiHouse *house, const DiAnswer *header);

/* contents.c: what lies in a mail that was read */

/* A quarter's report, or the final one, that could be read. */
gboolean di_contents_is_report(const DiReport *report);
guint di_contents_reports(const DiAnswer *answer); /* how many of them */
gboolean di_contents_has_attachment(const DiAnswer *answer);
/* The file REPORT was read from, and its copies in other formats (DiOriginal), which point into ANSWER. The caller frees the array. */
GArray *di_contents_originals(const DiAnswer *answer, const DiReport *report);
/* Why a person must see what is no report, or none to be filed by itself. Swedish; the caller frees it. */
char *di_contents_reason(const DiReport *report);

/* machines.c: by DiMail.machine, which may be NULL */

/* Why a person must see it; NULL: nobody must. Swedish. */
const char *di_machine_reason(const char *machine);
/* Servers put such marks on people's mail, too. */
gboolean di_machine_may_be_person(const char *machine);
/* No machine, or nothing but a subject and a file says so: what brings a report with it has its receipt. */
gboolean di_machine_may_report(const char *machine);

/* late.c: a mail that came before its attachment */

/* What this mail replaces is done with; ARRIVED becomes the day of that one where it is earlier. UNTIL_OUT: the mail waits so long
 * for its attachment; DI_TIME_NONE: it does not. In the caller's transaction. ANSWER: with a mail, or nothing happens. */
gboolean di_late_look(DiHouse *house, const DiMailRow *row, const DiAnswer *answer, DiTime *arrived, DiTime *until_out, GError **error);

/* clock.c: has the machine's clock jumped (back, or more than two days ahead)? Not where DIARIE_NOW replaces it. It is logged, and
 * stays so until the clock is right again or a person has run `diarie resume`. */
gboolean di_clock_check(DiHouse *house, gboolean *wrong_out, GError **error);

/* arrival.c: pure rules about one mail */

/* When the mail came in (förvaltningslagen 22 §; NJA 2024 s. 3): the oldest Received in the unbroken chain of the receiving
 * organisation's own hosts, else INTERNAL_DATE; never Date:. RULE_OUT: "received" or "internaldate" (static). */
DiTime di_arrival_time(const DiMail *mail, DiTime internal_date, const char **rule_out);
/* Before the day from which mails are read ([mailbox] since)? */
gboolean di_arrival_is_before(const DiConfig *config, DiTime arrived);
/* Does the receiving server say that the sender is forged (dmarc=fail, compauth=fail)? */
gboolean di_arrival_is_forged(const DiMail *mail);
/* Does it vouch for the sender (dmarc=pass or compauth=pass for the address's own domain; DOMAIN.md 3.5)? */
gboolean di_arrival_is_verified(const DiMail *mail);

/* post.c: a letter into the outbox, finished to the last byte */

typedef struct {
	const char *template_name, *kind, *key;
	const char *to_name, *to_address;
	GHashTable *values;
	const char *in_reply_to;           /* NULL */
	const char *const *references;     /* NULL */
	gboolean is_reply, at_most_once;
	const DiAttachment *attachments;   /* as in DiEnvelope */
	guint n_attachments;
	DiTime not_before;
	gint64 insats_id, rapportor_id, handling_id, mail_id;
	DiQuarter quarter;
	int step;
	const DiAsked *asked;              /* as in DiOutgoing */
	guint n_asked;
} DiPost;
/* Joins the caller's transaction. The same kind and key again adds nothing. An address that is none is noted in the log and skipped. */
gboolean di_post_add(DiHouse *house, const DiPost *post, gboolean *added_out, GError **error);

/* blank.c: the förbund's form, filled in for what is owed. BYTES_OUT NULL: none is configured, or (logged) it cannot be used now: a
 * letter never waits for its form. */
gboolean di_blank_of_owed(DiHouse *house, const DiOwed *owed, char **name_out, GBytes **bytes_out, GError **error);

/* approval-rule.c: is a person asked before the first letter of all? */
gboolean di_approval_is_asked(DiApprove setting, gboolean is_service, gboolean is_rehearsal);
/* approval.c: must LETTERS (DiReminderLetter) wait for that? Then staff are asked, once a week, and nothing is written down. */
gboolean di_approval_must_wait(DiHouse *house, const GPtrArray *letters, gboolean *wait_out, GError **error);

/* ask.c: one letter of the ladder, with its forms, into the outbox */
gboolean di_ask(DiHouse *house, const DiReminderLetter *letter, GError **error);

/* One letter to each of [outgoing] staff; the template's name is also the kind. Of a kind that says how everything stands
 * (veckobrev, fraga, larm …), those that still wait are withdrawn: the new one says what they said. */
gboolean di_post_to_staff(DiHouse *house, const char *template_name, const char *key, GHashTable *values, GError **error);
/* Letters of KIND that wait do not go, for REASON (Swedish). */
gboolean di_post_withdraw(DiHouse *house, const char *kind, const char *reason, GError **error);

/* login.c: with a password or a token */

gboolean di_login_is_by_token(const char *auth);
/* The mailbox's; NULL without ERROR where none is needed. */
DiSecret *di_login_password(const DiConfig *config, GError **error);
/* TOKENS may be NULL where [mailbox] auth is a password. */
DiMailbox *di_login_mailbox(const DiConfig *config, DiTokens *tokens, const DiSecret *password, GError **error);
gboolean di_login_sender(DiHouse *house, GError **error);
gboolean di_login_sender_again(DiHouse *house);

/* patience.c */

/* For how many seconds a server asks to be left in peace, by its words; 0: it does not. At most an hour. */
int di_patience_s(const char *said);
/* For how many seconds a server that was silent so many times in a row is left alone: a minute, two, four …, at most an hour. */
int di_patience_silent_s(guint times);

/* check.c: one way out, tried by itself */

/* WHAT: "token", "mailbox" (login and folder), "outgoing" (login, no letter); "login": the device code flow, which prints
 * address, code and seconds on three lines and waits for the consent. */
gboolean di_check_run(const DiConfig *config, const char *what, GError **error);

/* access.c: the login by token, as staff see it */

/* Notes for `diarie health` whether it is refused, and its last day; letters to staff about either. Every cycle. */
gboolean di_access_note(DiHouse *house, GError **error);

/* alarm.c: a letter to staff, once a day, while the mailbox has not been read for a day */

gboolean di_alarm_failed(DiHouse *house, GError **error); /* a round could not read the mailbox to its end */
gboolean di_alarm_over(DiHouse *house, GError **error);   /* a round could */
/* The outgoing server has put letters off for a day: the log says it, once a day. */
gboolean di_alarm_put_off(DiHouse *house, GError **error);

/* answer.c: the letters that a handled mail brings */

gboolean di_answer_receipt(DiHouse *house, gint64 mail_id, const DiAnswer *answer, const GPtrArray *filed, GError **error);
/* REASON NULL: nothing is told. */
gboolean di_answer_unreadable(DiHouse *house, gint64 mail_id, const DiAnswer *answer, const char *reason, DiTime arrived, GError **error);
/* bounce.c: a mail that tells of a letter which did not arrive. Did it fail for good? Must a person read of which, since it tells of one of
 * ours, and not certainly enough to be believed (MAIL: di_answer_bounce knows none)? */
gboolean di_bounce_is_for_good(const DiMail *mail);
gboolean di_bounce_is_for_person(DiHouse *house, const DiMail *mail, gboolean *is_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Marks the contact and tells staff, where it is about a letter of ours (OURS_OUT) and for good. */
gboolean di_answer_bounce(DiHouse *house, const DiAnswer *answer, gboolean *ours_out, GError **error);
/* The same for letter ROW, which the server refused with REPLY because nobody has its address; nothing where that is no contact's. */
gboolean di_answer_refused(DiHouse *house, const DiOutboxRow *row, const char *reply, GError **error);

/* strangers.c: what reports of unknown senders their contact is told of later, together */

/* The first of DiContact whom letters reach; NULL: none. */
const DiContact *di_contact_first(const GPtrArray *contacts);
/* Writes the letters whose day has come. */
gboolean di_strangers_run(DiHouse *house, GError **error);

/* memory.c: what the mailbox remembers of the letters that went */

/* Takes over what the sent log beside the register lacks. Where another machine is at work with a copy of this register: DI_ERROR_BUSY, and the
 * next cycle does nothing (elsewhere.c). With the session open, before anything is fetched; then another folder may be selected, or the session closed, where it
 * broke at this. */
gboolean di_memory_look(DiHouse *house, GError **error);
/* Keeps there what the sent log says since the last time. That it cannot be kept is logged, and no error. */
gboolean di_memory_keep(DiHouse *house, GError **error);

/* restore.c: where the register was put back from an older copy, and once for that copy: moves what may have come after it from our folders back to where
 * mail comes in. With the session open, before anything is fetched; another folder may be selected then. */
gboolean di_restore_run(DiHouse *house, GError **error);

/* junk.c: the junk folder, where each session breaks */

/* Is it left alone now? */
gboolean di_junk_rests(const DiHouse *house);
/* It broke within a day: the report that a reminder would ask for may lie there. */
gboolean di_junk_is_news(const DiHouse *house);
/* RESTS_OUT FALSE: it is tried again in the next round. */
gboolean di_junk_broke(DiHouse *house, const char *why, gboolean *rests_out, GError **error);
gboolean di_junk_works(DiHouse *house, GError **error);

/* planned.c: writes the letters that staff have asked for */
gboolean di_planned_run(DiHouse *house, GError **error);

/* words.c: what a person says in a mail without a report */

/* Lays what the words ask for before staff. DONE_OUT FALSE: they propose nothing that is clear. */
gboolean di_words_propose(DiHouse *house, const DiFiling *filing, const DiMail *mail, gboolean *done_out, GError **error);
gboolean di_words_note_absence(DiHouse *house, const DiMail *mail, DiDate arrived, GError **error);

/* desk.c: what staff answer to a question */

gboolean di_desk_is_answer(DiHouse *house, const DiMail *mail, gboolean *is_out, GError **error);
/* DONE_OUT FALSE: nothing was understood, or the sender is not vouched for. */
gboolean di_desk_obey(DiHouse *house, gint64 mail_id, const DiMail *mail, gboolean *done_out, GError **error);

/* unreadable.c: why it could not be read, as the sender is told; NULL: nothing that the sender could mend */

char *di_unreadable_attachment(const DiAnswer *answer);
char *di_unreadable_mail(const DiMail *mail); /* of one without an attachment */
/* Something scans the attachment on the way to us, and has not let it through. */
gboolean di_unreadable_is_held_back(const DiMail *mail);
gboolean di_mail_holds_document(const DiAnswer *answer);

/* loop.c: diaried's main(); an exit status */
int di_daemon_main(int argc, char **argv);

/* service.c: what systemd asks of a service; nothing happens where no systemd started it */

void di_service_tell(const char *state);   /* as sd_notify(3): "READY=1" and the like */
gint64 di_service_watchdog_us(void);       /* within which WATCHDOG=1 must be told again; 0: never */
/* A connected datagram socket: '/' begins a path, '@' an abstract name. -1: nobody is there. */
int di_datagram_open(const char *path);

/* journal.c */

#define DI_JOURNAL_SOCKET "/run/systemd/journal/socket"
/* Entries with fields, where standard error is the journal's. */
void di_journal_use(const char *socket_path);
