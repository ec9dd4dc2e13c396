/* What the files of this room share and nobody else sees. */
#pragma once

#include <diarie/registry.h>
#include <sqlite3.h>

#include "fulltext.h"
#include "statements.h"

/* A letter as the sent log knows it. */
typedef struct {
	DiTime when; /* the last time; DI_TIME_NONE: it did not go */
	gint64 times;
} DiWent;

/* told.c: numbers that the sent log knows to have been told. Empty where the register was not put back from an older copy. */
typedef struct {
	GHashTable *numbers; /* what it was given to → the number */
	GHashTable *went;    /* "Message-ID recipient" of each letter → DiWent */
	GHashTable *tops;    /* "SFE 26" → the highest number, "SFE 26-2" → its highest document */
	gboolean all_found;   /* each of the numbers was on a document, or accepted as lost */
} DiTold;

enum { DI_HEADER_BYTES = 100 }; /* of the database's file */
enum { DI_LEVELS = 8 }; /* transactions within each other whose statements are kept */

struct DiRegistry {
	const DiConfig *config;
	sqlite3 *db;
	char *actor;
	DiFd lock;                            /* the instance lock; -1: not ours */
	DiTime looked;                        /* checked.c: when every page was looked at; 0: not by a daemon, or damage was met since */
	guint64 inode;                        /* of the file then */
	guint depth;                          /* of nested transactions; 0: none */
	gboolean read_only, is_ready;         /* READY: it was opened to the end */
	GPtrArray *names;                     /* names.c: DiReporter; NULL: to be read */
	gint64 names_version;
	gint64 may_begin;                     /* outbox.c: so many letters may begin before those of the last hour are counted again */
	gboolean is_watched;                  /* place.c: its file's header, as it was when data_version was HEADER_VERSION; 0: not known */
	guint8 header[DI_HEADER_BYTES];
	gint64 header_version;
	DiTold *told;                         /* told.c; NULL: not looked at */
	GHashTable *allowed;                  /* search.c: the sections that may be ranked, while it asks; NULL: all */
	GArray *unindexed;                    /* reading.c: gint64, the sections that this transaction added and has not indexed; NULL: none */
	sqlite3_stmt *prepared[STMT_COUNT];   /* NULL until first used */
	sqlite3_stmt *levels[2][DI_LEVELS];   /* transaction.c: that begin a level, and that end it well; NULL until first used */
};

/* db.c: statements. A statement is bound by a text of types, one letter a value:
 *   i gint64   n int or enum   s const char* or NULL   b GBytes* or NULL   d DiDate   q DiQuarter   t DiTime
 * None-values of d, q and t, and NULL, become SQL NULL. */

/* The statement, bound and ready to be stepped; it belongs to the registry. Give it to DI_QUERY. */
sqlite3_stmt *di_db_query(DiRegistry *registry, DiStatement which, GError **error, const char *types, ...);
void di_db_done(sqlite3_stmt **stmt);
/* DI_QUERY stmt = di_db_query(…); resets the statement where its scope ends. */
#define DI_QUERY __attribute__((cleanup(di_db_done))) sqlite3_stmt *
/* 1: a row; 0: no more; -1: ERROR is set. STMT NULL: -1, ERROR was set by di_db_query. */
int di_db_step(DiRegistry *registry, sqlite3_stmt *stmt, GError **error);
/* Runs a statement that gives no rows. */
gboolean di_db_run(DiRegistry *registry, DiStatement which, GError **error, const char *types, ...)
	G_GNUC_WARN_UNUSED_RESULT;
/* gint64, the first column of each row of STMT. NULL: a failure. The caller's. */
GArray *di_db_ids(DiRegistry *registry, sqlite3_stmt *stmt, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The first column of the first row, 0 where there is no row or NULL. */
gboolean di_db_int(DiRegistry *registry, DiStatement which, gint64 *value_out, GError **error, const char *types, ...)
	G_GNUC_WARN_UNUSED_RESULT;
/* The first column of each row about ID; NULL and ERROR. */
char **di_db_texts(DiRegistry *registry, DiStatement which, gint64 id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Text that stands in no statement: pragmas and savepoints. */
gboolean di_db_exec(DiRegistry *registry, const char *sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Sets ERROR from the connection: "WHAT: reason; remedy". Returns FALSE. */
gboolean di_db_fail(DiRegistry *registry, GError **error, const char *what);
gint64 di_db_last_id(DiRegistry *registry);
int di_db_changes(DiRegistry *registry);

const char *di_col_borrow(sqlite3_stmt *stmt, int column); /* until the next step; NULL for NULL */
char *di_col_text(sqlite3_stmt *stmt, int column);
gint64 di_col_int(sqlite3_stmt *stmt, int column);
gsize di_col_size(sqlite3_stmt *stmt, int column); /* of bytes, without reading them */
DiDate di_col_date(sqlite3_stmt *stmt, int column);
DiQuarter di_col_quarter(sqlite3_stmt *stmt, int column);
GBytes *di_col_bytes(sqlite3_stmt *stmt, int column);
/* A moment that was written by 't'. */
DiTime di_col_time(sqlite3_stmt *stmt, int column);

/* Rolls back where its scope ends, unless it was committed. */
typedef DiRegistry *DiTransaction;
void di_transaction_end(DiTransaction *transaction);
#define DI_TRANSACTION __attribute__((cleanup(di_transaction_end))) DiTransaction
DiRegistry *di_transaction_begin(DiRegistry *registry, GError **error); /* NULL and ERROR */
gboolean di_transaction_commit(DiTransaction *transaction, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* checked.c: a large register that was looked through not long ago, and that nobody has written to since its daemon ended well. The note of that
 * is taken away: to be asked once, before anything is written. */
gboolean di_checked_is_fresh(DiRegistry *registry) G_GNUC_WARN_UNUSED_RESULT;
/* The daemon has ended, with its database closed and its lock held still. */
void di_checked_note(const DiRegistry *registry);

/* reading.c: the sections that the transaction has added, into the index, before it is committed */
gboolean di_reading_index(DiRegistry *registry, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void di_reading_index_nothing(DiRegistry *registry); /* they were taken back */

/* place.c */
/* From now on di_registry_is_in_place sees that the file is overwritten, too. */
void di_place_watch(DiRegistry *registry);
/* Before the database is opened for writing: what belongs to the one before it is put aside. */
gboolean di_place_prepare(const DiConfig *config, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* schema.c */
gboolean di_schema_upgrade(DiRegistry *registry, GError **error);
/* Is the file one of ours, not newer, and (for readers) not older? */
gboolean di_schema_check(DiRegistry *registry, gboolean may_upgrade, GError **error);

/* sent-log.c */
typedef struct {
	char *message_id;
	gint64 entry; /* the log's last one when the letter went; 0: not said */
	char *link;   /* its hash; NULL */
	DiTime sent;
	char *to_address;
	char *told;   /* the numbers that the letter told, for told.c; NULL */
} DiSentLine;
/* Appends the line of a letter and syncs it; for good when this returns. */
gboolean di_sent_log_add(DiRegistry *registry, gint64 id, DiTime now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* DiSentLine after the first OFFSET bytes, of the last MOST bytes alone (0: all); SIZE_OUT: of the whole file. No file: none.
 * NULL and ERROR. */
GPtrArray *di_sent_log_read(DiRegistry *registry, gsize offset, gsize most, gsize *size_out, GError **error);
/* Its whole lines, into a file of their own, which is not synced. */
gboolean di_sent_log_copy(DiRegistry *registry, const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gsize di_sent_log_accepted(DiRegistry *registry); /* so many bytes a person has accepted (di_outbox_accept_sent_log) */

/* The word of the sent log for a letter that goes: "" where no number was ever given. NULL and ERROR. */
char *di_told_word(DiRegistry *registry, gint64 letter_id, DiTime now, GError **error);
/* The free number that WHAT (a document's key, "insats/year" of a case) had before the register was put back. NUMBER_OUT NULL: none. */
gboolean di_told_number(DiRegistry *registry, const char *what, char **number_out, GError **error);
/* The highest number that was told of SERIES ("SFE 26") or case ("SFE 26-2"); 0: none. */
gboolean di_told_top(DiRegistry *registry, const char *series, int *top_out, GError **error);
/* How the letter with MESSAGE_ID (bare) went to TO, as the register that was put back may have forgotten. */
gboolean di_told_went(DiRegistry *registry, const char *message_id, const char *to, DiWent *went_out, GError **error);
void di_told_free(DiTold *told);

/* content.c: bytes, once for each SHA-256 */
char *di_content_hash(GBytes *bytes);
gboolean di_content_store(DiRegistry *registry, GBytes *bytes, gint64 *content_id_out, GError **error);
/* The same for a new document's files: bytes that were destroyed by a decision and have come in again are there again. (A mail that
 * was destroyed is not: the same bytes are the same mail, which was dealt with.) */
gboolean di_content_keep(DiRegistry *registry, GBytes *bytes, gint64 *content_id_out, GError **error);

/* arende.c: numbers */
typedef struct {
	gint64 arende_id;
	char *arende;        /* NULL in a series */
	char *diarienummer;
	DiDiarienummer number;
} DiAllocated;
void di_allocated_clear(DiAllocated *allocated);
/* The case of INSATS and YEAR (opened if there is none) and the next number in it or in the series. Inside a
 * transaction: the number is given when that commits, and never before or again. */
/* KEY: of the document (di_filing_key). A register that was put back gives nothing a number that was told of something else. */
gboolean di_arende_allocate(DiRegistry *registry, gint64 insats_id, int year, const char *key, DiAllocated *allocated_out, GError **error);
/* Takes a case number from the register. TAKEN_OUT FALSE: the year's case has another number already (EXISTING_OUT). */
gboolean di_arende_adopt(DiRegistry *registry, gint64 insats_id, const char *diarienummer, gboolean *added_out,
	char **existing_out, GError **error);

/* version.c: which version counts, after anything has changed about HANDLING_ID or another of its report. */
gboolean di_version_order(DiRegistry *registry, gint64 handling_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* plan.c */
DiPlan *di_plan_new(void);
void di_plan_year_free(gpointer year);
/* YEAR: of its money, where the outcome names none; 0: then it is not kept. */
DiPlan *di_plan_of_outcome(const DiOutcome *outcome, int year);
/* Inside a transaction. What PLAN does not say stays; CHANGES gets a Swedish word for each thing that was written. */
gboolean di_plan_write(DiRegistry *registry, gint64 rapportor_id, const DiPlan *plan, GPtrArray *changes, GError **error);

/* similar.c: do two names mean the same? */
typedef struct DiWords DiWords;   /* the words of a name that carry meaning */
DiWords *di_words_of_name(const char *name);
DiWords *di_words_of_huvudman(const char *huvudman);
void di_words_free(DiWords *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiWords, di_words_free)
/* A bit for each two letters that follow one another in a word, or for its only one. Whatever is alike has a pair in common: a slip of the
 * pen leaves one in a word of six letters, and so it does in each half of a compound. */
typedef struct {
	guint64 bits[2]; /* 0: no word */
} DiPairs;
DiPairs di_words_pairs(const DiWords *words);
typedef struct {
	double score;       /* 0–1 */
	gboolean sure;      /* alike enough without further signs */
	gboolean likely;    /* alike enough if another sign agrees */
} DiAlike;
/* A word of B that is also in WEAK_B (places; NULL: none) weighs little. */
DiAlike di_words_match(const DiWords *a, const DiWords *b, const DiWords *weak_b);
/* 0–1, -1 where one of them says nothing. The smaller one within the larger is enough. */
double di_huvudman_similarity(const DiWords *a, const DiWords *b);

/* names.c: the register, read once */
typedef struct {
	char *folded;
	guint hash;           /* of FOLDED */
	DiWords *words;
} DiName; /* an insats's name, or an alias */
/* What each report looks at of every reporter stands first, and together. */
typedef struct {
	DiPairs words_pairs, names_pairs; /* of WORDS, and of all NAMES */
	DiDate start, slut;
	guint64 address_marks; /* a bit for each: where di_names_mark() is none of them, so is the address */
	GRefString *domain;   /* of all addresses, interned, with the @; NULL: none, or more than one */
	gint64 insats_id, rapportor_id;
	DiWords *words;       /* of huvudman */
	GPtrArray *names;     /* DiName; the insats's own is the first */
	GPtrArray *addresses; /* char*, folded */
	char *insats, *huvudman;
	char *folded;         /* huvudman */
	guint folded_hash;
} DiReporter;
guint64 di_names_mark(const char *address);
/* Belongs to the registry; until the next call of this room. */
const GPtrArray *di_names_get(DiRegistry *registry, GError **error);
void di_names_forget(DiRegistry *registry);
/* Of REPORTERS; NULL: it is none of them. */
const DiReporter *di_names_reporter(const GPtrArray *reporters, gint64 rapportor_id);

/* match.c */
typedef struct {
	const char *number;   /* in the report, as read */
	const char *insats, *huvudman;
	gint64 only_insats_id; /* a person has chosen the insats; 0: not */
	DiPeriod period;
	const char *sender;
	const char *subject;
	gint64 answers_outgoing_id;
	const char *blank;     /* identity of the form that it was written in; NULL */
} DiClues;
DiMatch *di_match_clues(DiRegistry *registry, const DiClues *clues, GError **error);

/* left-out.c */
typedef struct {
	const DiInsatsRow *row;
	gint64 insats_id, rapportor_id;
	gboolean added;
} DiImported; /* one row, and whose it was */
/* Writes into IMPORT who of BEFORE (DiInsats, as they were before the import) is not in the file, and which rows are doubtful. */
void di_import_look(DiRegistry *registry, const GPtrArray *before, const GArray *imported, DiImport *import);

/* insats.c */
GPtrArray *di_insats_contacts(DiRegistry *registry, gint64 rapportor_id, GError **error); /* DiContact */
gboolean di_insats_add_contact(DiRegistry *registry, gint64 rapportor_id, const char *name, const char *address,
	const char *source, gboolean *added_out, GError **error);
gboolean di_insats_learn_alias(DiRegistry *registry, gint64 insats_id, const char *alias, const char *source,
	gboolean *added_out, GError **error);
/* learn.c: what a report calls an insats, before it is learnt unasked. */
gboolean di_insats_may_learn(DiRegistry *registry, gint64 insats_id, const char *alias, gboolean *may_out, GError **error);
DiContact *di_contact_new(const char *name, const char *address, gboolean bounces);
void di_contact_free(gpointer contact);

/* filing.c */
/* What a review row and a file by hand have in common. */
gboolean di_filing_decide(DiRegistry *registry, const DiFiling *filing, gint64 review_id, DiFiled **filed_out, GError **error);
/* earlier.c: the same for a Word file and the PDF made from it. Where nothing was written under any heading, the bytes tell. */
char *di_filing_key(const DiFiling *filing);

/* reading.c */
char *di_filing_reading_json(const DiReport *report);
/* The reading of a document, over any that there was. */
gboolean di_reading_store(DiRegistry *registry, gint64 handling_id, const DiReport *report, const char *reader,
	GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* repeat.c: REPORT as JSON, with a remark for each section that mostly repeats the report before it. NULL: ERROR is set. */
char *di_repeat_json(DiRegistry *registry, gint64 handling_id, const DiReport *report, GError **error);

/* outbox.c */
/* In a register that was put back: letters that wait in it, or of which it knows no good end, and that went since, have gone: N_OUT. */
gboolean di_outbox_settle_went(DiRegistry *registry, guint *n_out, GError **error);
char *di_outbox_bare_id(const char *message_id); /* without < and > */

/* provider.c: is DOMAIN (folded), or one that it lies within, one at which anybody may have an address? */
gboolean di_provider_has(const char *domain);

/* May SENDER (folded) report for OWNER: as a contact or colleague, there or where another of REPORTERS has the same organisation? */
gboolean di_sender_is_known(const char *sender, const DiReporter *owner, const GPtrArray *reporters);
/* … or for any of REPORTERS? */
gboolean di_sender_is_anybodys_contact(const char *sender, const GPtrArray *reporters);
#define DI_UNREAD_ANYBODY "?" /* in place of an address: the mail may be anybody's */
/* unread.c: who wrote mails that were fetched and could not be read yet. GPtrArray of char*, folded: those whose address says anything */
GPtrArray *di_unread_senders(DiRegistry *registry, GError **error);

/* sender.c: the report of an unknown sender counts, or is annulled with REASON */
gboolean di_sender_approve(DiRegistry *registry, gint64 handling_id, GError **error);
gboolean di_sender_refuse(DiRegistry *registry, gint64 handling_id, const char *reason, GError **error);

/* final.c: has the insats of a final report ended? */

/* Asks staff, once, where the report counts and the register has no last day, or a later one. */
gboolean di_final_ask(DiRegistry *registry, gint64 handling_id, GError **error);
/* What was asked about the document is needless, for REASON (Swedish). */
gboolean di_final_drop(DiRegistry *registry, gint64 handling_id, const char *reason, GError **error);
gboolean di_final_end(DiRegistry *registry, const DiReview *review, GError **error);
/* The same taken back, before the review is open again. Does nothing for one that proposed something else. */
gboolean di_final_undo(DiRegistry *registry, gint64 review_id, GError **error);

/* step.c: the steps that the new letter takes. TAKEN_OUT FALSE: one of them is taken already, so the letter must not be */
gboolean di_step_take(DiRegistry *registry, gint64 letter_id, const DiOutgoing *outgoing, gboolean *taken_out, GError **error);
/* Where a letter that was called back has kept O's Message-ID, since it may have gone before, O takes its row, whose steps are open.
 * ID_OUT 0: none has */
gboolean di_step_make_again(DiRegistry *registry, const DiOutgoing *o, gint64 not_before_s, gint64 *id_out, GError **error);

/* overtaken.c: a report of this reporter was filed, out of MAIL_ID (0: by hand): what waits to tell that a mail before it could not be read does not go */
gboolean di_outbox_overtake_by_report(DiRegistry *registry, gint64 rapportor_id, gint64 mail_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* sent.c: a letter that went, in its case */
gboolean di_sent_register(DiRegistry *registry, gint64 id, GError **error);

/* proposal.c */
DiProposalKind di_proposal_kind(const char *word); /* NULL: none */
gboolean di_proposal_set(DiRegistry *registry, gint64 review_id, const DiProposal *proposal, GError **error);

/* mail.c: a mail that could not be fetched, before a person; it has no place yet. In a transaction */
gboolean di_mail_lay_before(DiRegistry *registry, const DiUnfetched *mail, gint64 *mail_id_out, GError **error);

/* review.c */
gboolean di_review_close(DiRegistry *registry, gint64 review_id, const char *decision, const char *reason, gint64 handling_id,
	GError **error);
/* What of a mail waits need nobody see any more. */
gboolean di_review_over(DiRegistry *registry, gint64 mail_id, const char *reason, GError **error);
/* Once nothing of a mail waits any longer, the mail itself is settled too. */
gboolean di_review_settle_mail(DiRegistry *registry, gint64 mail_id, const char *state, GError **error);
gboolean di_review_add(DiRegistry *registry, const DiFiling *filing, const char *reason, const DiMatch *match,
	gint64 *review_id_out, GError **error);
gboolean di_review_of_mail(DiRegistry *registry, gint64 mail_id, gint64 *review_id_out, GError **error);
/* What waits of FILING's mail has its sender and subject, where they are known only now. */
gboolean di_review_name(DiRegistry *registry, const DiFiling *filing, GError **error);
