/* What the verbs share inside the room. */
#pragma once

#include <diarie/cli.h>
#include <diarie/registry.h>
#include <diarie/worker.h>

struct DiCli {
	DiArgs *args;
	DiConfig *config;     /* NULL unless the verb needs it */
	DiRegistry *registry; /* NULL unless the verb needs it */
	gboolean writes;      /* the registry is open for writing */
	DiScreen screen;
	DiDate today;
	int year;             /* this year */
};

extern const DiVerb di_verbs[];

typedef struct {
	const char *verb, *command, *about; /* ABOUT NULL: it speaks for itself; VERB NULL ends the table */
} DiExample;
extern const DiExample di_examples[]; /* verb-help.c */

/* Exit statuses that are no error */
enum { DI_EXIT_DONE = 0, DI_EXIT_NO = 1 };

/* common.c */

/* Does a person sit there and answer? */
gboolean di_cli_talks(const DiCli *cli);
const char *di_cli_timezone(const DiCli *cli);
const char *di_cli_word(const DiCli *cli, guint n); /* NULL: not given */
/* Cleans and prints; the text must not hold more than one line unless KEEP_LINES is wanted: then use di_passage. */
void di_say(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* The same to standard error, with "diarie: " in front. */
void di_complain(const char *format, ...) G_GNUC_PRINTF(1, 2);
void di_print_json(DiJson *json); /* takes JSON; a line */
void di_print_heading(const DiCli *cli, const char *text);
/* TEXT wrapped at the screen's width; cleaned. */
void di_print_passage(const DiCli *cli, int indent, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* LEFT, so many columns wide and styled, with RIGHT wrapped beside it. */
void di_print_beside(const DiCli *cli, DiStyle style, const char *left, int left_width, const char *right);
void di_print_table(const DiCli *cli, const DiTable *table, int indent);
/* The insats and reporter that --insats/--huvudman or a word mean. DI_ERROR_NOT_FOUND or DI_ERROR_USAGE in Swedish,
 * with what was meant instead. */
DiInsats *di_cli_insats(DiCli *cli, const char *text, const char *huvudman, gboolean one_reporter, GError **error);
/* "Namn (Huvudman)" or "Namn" */
char *di_insats_title(const char *insats, const char *huvudman);
const char *di_kind_title(DiKind kind); /* "Kvartalsrapport" */
char *di_quarter_title(DiQuarter quarter); /* "kvartal 1 2026" */
/* The quarter that is being reported: the last one that has ended. */
DiQuarter di_quarter_reported(DiDate today);
/* Reads FILE whole; DI_ERROR_NO_INPUT in Swedish. */
GBytes *di_cli_read(const char *path, GError **error);

/* held.c */

/* When the mailbox was last read to its end; DI_TIME_NONE: never. STALE_OUT: too long ago, or never. */
DiTime di_cli_fetched(const DiCli *cli, gboolean *stale_out);
/* DiHeld: as the daemon noted it, and where it has not read the mailbox for hours. */
guint di_cli_held(const DiCli *cli);
/* Why nobody is reminded just now, in Swedish, a part of a line; NULL: who is late is reminded. */
char *di_cli_held_why(const DiCli *cli);

/* TEXT with the förbund's prefix where a number was written without: "26-11.1". */
char *di_cli_number(const DiCli *cli, const char *text); /* verb-show.c */
/* The filed document that NUMBER means, however it is written; DI_ERROR_NOT_FOUND in Swedish, with what there is. */
DiHandling *di_cli_handling(DiCli *cli, const char *number, GError **error); /* verb-show.c */
/* The same, or the newest report (that counts) of the insats that TEXT means, of --quarter and --huvudman where given. */
DiHandling *di_cli_report(DiCli *cli, const char *text, GError **error); /* verb-show.c */
/* The keys that `list` and `show` have in common. */
void di_handling_write_keys(const DiHandling *handling, DiJson *json); /* verb-list.c */

/* The outbox's word for a state, in staff's words. */
const char *di_letter_state(const char *state, DiStyle *style_out); /* verb-outbox.c */

/* Every mistake in every *.form of FOLDER, "file:line: text", one a line; "": none. */
char *di_forms_installed_faults(const char *folder); /* verb-form.c */

/* verb-letter.c: the letter NAME as it would go, INDENT spaces in; TO NULL: nobody to send it to. */
gboolean di_letter_print(const char *name, GHashTable *values, const char *to, int indent, GError **error);

/* verb-why.c: where a reading came from, how the document was placed, and its letters */

/* What a file of a document is called: NAME, or that it was the text of the mail (NULL, ""). Not to be freed. */
const char *di_file_shown(const char *name);
gboolean di_why_print(DiCli *cli, const DiHandling *handling, GError **error);
/* What has been written to INSATS about a report that has not come, what goes next, and what keeps it. FALSE without ERROR: it owes none. */
gboolean di_why_owed(DiCli *cli, const DiInsats *insats, DiQuarter quarter, GError **error);
/* The key "varfor". */
gboolean di_why_write(DiCli *cli, const DiHandling *handling, DiJson *json, GError **error);

/* ahead.c: documents read by two helpers */

typedef struct {
	const char *file;
	DiAnswer *answer;        /* NULL: why, is in one of the next two */
	GError *unread, *failed; /* the file's trouble; our own machine's */
} DiFileAsked;
typedef struct DiAhead DiAhead;

DiAhead *di_ahead_new(const DiCli *cli); /* for all words of the call */
void di_ahead_free(DiAhead *ahead);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiAhead, di_ahead_free)
/* The next of them in their order, N_OUT of them, valid until the next call; NULL: there are no more. Nothing is being read when it
 * returns. Stops where a helper failed. */
DiFileAsked *di_ahead_read(DiAhead *ahead, guint *n_out);

/* progress.c: a line about what takes longer than a second, on a terminal only, never with --quiet or --plain */

void di_busy(const DiCli *cli, const char *what); /* from now on; WHAT is static: "läser dokumentet" */
void di_busy_at(guint done, guint all);           /* how far, where that is known */
void di_busy_wipe(void);                          /* before other lines are printed; it comes again */
void di_busy_over(void);                          /* for good; main does so when a verb ends */

/* keys.c: answers from a person: one key on a terminal, a line elsewhere */

/* A line, stripped; NULL: there will be no more. */
char *di_ask_line(const char *prompt);
/* On a terminal the key that was pressed, as text; elsewhere a line. NULL: there will be no more. */
char *di_ask_key(const char *prompt);

/* Does what a mail proposes, tells the reporter where a letter follows, and says so. */
gboolean di_review_do_accept(DiCli *cli, gint64 id, GError **error); /* verb-accept.c */
void di_review_print(const DiCli *cli, const DiReview *review); /* verb-review.c */

/* matrix.c: who owes what, a line for each reporter and a column for each quarter */

enum { DI_STANDING_MAX = 8 };
typedef struct {
	DiQuarter quarters[DI_STANDING_MAX]; /* one after another */
	GPtrArray *owed[DI_STANDING_MAX];    /* DiOwed of that quarter, in the same order in each; names in the last */
	guint n;
} DiStanding;
/* How many quarters before the one asked for there is room for. */
guint di_matrix_before(const DiCli *cli);
/* The last quarter in words, those before it as marks. */
void di_matrix_print_quarter(const DiCli *cli, const DiStanding *standing);
void di_matrix_print_year(const DiCli *cli, const DiStanding *standing);
void di_matrix_print_counts(const DiCli *cli, const GPtrArray *owed);

/* remedy.c: what a failure at a server means, and what mends it */

typedef enum { DI_REMEDY_TOKEN, DI_REMEDY_MAILBOX, DI_REMEDY_OUTGOING } DiRemedyStep;
/* From the exit status and words of `diaried --check`. Static; COMMANDS_OUT: what to type or click, one each, no empty ones; to be freed. */
const char *di_remedy(const DiConfig *config, DiRemedyStep step, int status, const char *said, char ***commands_out);

/* verb-check.c: where the program diaried lies; NULL: nowhere. */
char *di_cli_daemon(void);

/* verb-fgs.c: --fgs ÄRENDE -o MAPP: one case as a package for the archive */
int di_fgs_export(DiCli *cli, const char *arende, const char *folder, GError **error);
/* verb-sent.c: the number of the case that WORD, a number or an insats, means; of an insats its newest. */
char *di_cli_case(DiCli *cli, const char *word, GError **error);
/* main.c: for a verb that reads, but must write for once. */
gboolean di_cli_write_too(DiCli *cli, GError **error);

/* verb-blank.c: can the form PATH be filled in? DI_ERROR_DATA: Swedish, why not. */
/* told.c: a letter to a reporter, which the daemon writes and sends. TO_OUT: its address, OWED's; NULL: there is none, or the same was
 * asked for before. */
typedef struct {
	const char *letter, *key; /* template, which is also the kind; what it is about */
	const char *from;         /* who asked for it: is told if that is a contact. NULL: the first contact is */
	GHashTable *values;       /* the recipient's name is added */
	gint64 handling_id, mail_id; /* 0: none */
} DiTelling;
gboolean di_tell_reporter(DiCli *cli, const DiOwed *owed, const DiTelling *telling, const char **to_out, GError **error);
gboolean di_blank_try(const DiCli *cli, const char *path, GError **error);
/* A letter of STEP about OWED that would carry its forms says so, as when it is sent. */
void di_blank_tell(const DiCli *cli, GHashTable *values, const DiOwed *const *owed, guint n, int step);
/* pager.c: what is read at leisure goes through a pager, on a terminal. 0: none was started. */

pid_t di_pager_begin(const DiCli *cli);
void di_pager_end(pid_t pager);

/* hand-out.c */

typedef struct DiPaper DiPaper;
/* Writes PAPER as --as, or the ending of --output, wants it; NAME: of the file, without ending, where none is given. Says where it lies. */
gboolean di_paper_hand_out(DiCli *cli, const DiPaper *paper, const char *name, GError **error);
/* Can a paper be put into the template that is set? DI_ERROR_DATA: Swedish, why not. */
gboolean di_paper_try(const DiCli *cli, GError **error);

/* new-file.c: an existing file is left alone: somebody may have written in it. Readable by its owner only. PATH "-": standard output. */
gboolean di_cli_write_new(const DiCli *cli, const char *path, GBytes *bytes, GError **error);
/* May what BEGINS so take the place of PATH (di_file_may_replace)? DI_ERROR_USAGE in Swedish. */
gboolean di_cli_may_replace(const DiCli *cli, const char *path, const char *begins, GError **error);
/* The same as write_new, where those bytes do not stand there already. */
gboolean di_cli_write_again(const DiCli *cli, const char *path, GBytes *bytes, GError **error);

/* titles.c: what the sections of a report's form are called ("2.1" → "Aktiviteter"), and what they are about ("2.2" → "avvikelse") */

GHashTable *di_section_titles(const DiReport *report);
GHashTable *di_section_themes(const DiReport *report);
char *di_section_title(GHashTable *titles, const char *key); /* "2.1  Aktiviteter" */

/* compare.c: two texts, sentence by sentence */

typedef enum { DI_PASSAGE_KEPT, DI_PASSAGE_NEW, DI_PASSAGE_GONE } DiPassageIs;
typedef struct {
	DiPassageIs is;
	char *text; /* one sentence, white space squeezed */
} DiPassage;
GPtrArray *di_compare(const char *before, const char *after); /* DiPassage, in reading order */

/* filed.c: says what became of a report */

void di_print_filed(const DiCli *cli, const char *file, const DiFiled *filed);

/* verb-*.c */

int di_verb_status(DiCli *cli, GError **error);
int di_verb_list(DiCli *cli, GError **error);
int di_verb_show(DiCli *cli, GError **error);
int di_verb_manual(DiCli *cli, GError **error);
int di_verb_complete(DiCli *cli, GError **error);
int di_verb_post(DiCli *cli, GError **error);
int di_verb_person(DiCli *cli, GError **error);
int di_verb_release(DiCli *cli, GError **error);
int di_verb_diff(DiCli *cli, GError **error);
int di_verb_search(DiCli *cli, GError **error);
int di_verb_review_list(DiCli *cli, GError **error);
int di_verb_review(DiCli *cli, GError **error);
int di_verb_review_undo(DiCli *cli, GError **error);
int di_verb_review_walk(DiCli *cli, GError **error);
int di_verb_review_show(DiCli *cli, GError **error);
int di_verb_review_file(DiCli *cli, GError **error);
int di_verb_review_accept(DiCli *cli, GError **error);
int di_verb_review_dismiss(DiCli *cli, GError **error);
int di_verb_form_check(DiCli *cli, GError **error);
int di_verb_form_fill(DiCli *cli, GError **error);
int di_verb_dispose(DiCli *cli, GError **error);
int di_verb_dispose_list(DiCli *cli, GError **error);
int di_verb_dispose_show(DiCli *cli, GError **error);
int di_verb_export(DiCli *cli, GError **error);
int di_verb_appendix(DiCli *cli, GError **error);
int di_verb_board(DiCli *cli, GError **error);
int di_verb_page(DiCli *cli, GError **error);
int di_verb_reread(DiCli *cli, GError **error);
int di_verb_file(DiCli *cli, GError **error);
int di_verb_extract(DiCli *cli, GError **error);
int di_verb_insats_list(DiCli *cli, GError **error);
int di_verb_insats_show(DiCli *cli, GError **error);
int di_verb_insats_import(DiCli *cli, GError **error);
int di_verb_request(DiCli *cli, GError **error);
int di_verb_insats_excuse(DiCli *cli, GError **error);
int di_verb_insats_contact(DiCli *cli, GError **error);
int di_verb_insats_alias(DiCli *cli, GError **error);
int di_verb_insats_rename(DiCli *cli, GError **error);
int di_verb_insats_expect(DiCli *cli, GError **error);
int di_verb_letter_list(DiCli *cli, GError **error);
int di_verb_letter_sent(DiCli *cli, GError **error);
int di_verb_letter_show(DiCli *cli, GError **error);
int di_verb_remind(DiCli *cli, GError **error);
int di_verb_login(DiCli *cli, GError **error);
int di_verb_check(DiCli *cli, GError **error);
int di_verb_backup(DiCli *cli, GError **error);
int di_verb_log(DiCli *cli, GError **error);
int di_verb_outbox_list(DiCli *cli, GError **error);
int di_verb_outbox_resend(DiCli *cli, GError **error);
int di_verb_outbox_cancel(DiCli *cli, GError **error);
int di_verb_pause(DiCli *cli, GError **error);
int di_verb_resume(DiCli *cli, GError **error);
int di_verb_health(DiCli *cli, GError **error);
int di_verb_correct(DiCli *cli, GError **error);
int di_verb_protect(DiCli *cli, GError **error);
int di_verb_calendar(DiCli *cli, GError **error);
int di_verb_annul(DiCli *cli, GError **error);
int di_verb_help(DiCli *cli, GError **error);
