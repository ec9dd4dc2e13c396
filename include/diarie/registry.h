/* registry: the diarium. Everything that is kept lies here, in one SQLite file (ARCHITECTURE.md). Knows neither
 * mail servers nor documents.
 *
 * One DiRegistry a thread. Writing calls join the transaction that di_registry_begin opened, or make one of
 * their own. A second writer waits (busy_timeout 10 s), then DI_ERROR_BUSY. */
#pragma once

#include <diarie/owed.h>

/* registry.c: open, upgrade, transactions */

typedef struct DiRegistry DiRegistry;
typedef enum {
	DI_REGISTRY_READ,    /* for status, list, show: makes and upgrades nothing; no such file: DI_ERROR_NOT_FOUND */
	DI_REGISTRY_WRITE,   /* made, with its folder, if absent; older schema upgraded in place */
	DI_REGISTRY_DAEMON,  /* as WRITE, and holds the instance lock for life; taken: DI_ERROR_BUSY */
} DiRegistryMode;
/* CONFIG gives path, prefix, numbering; kept by reference and must outlive the registry. */
DiRegistry *di_registry_open(const DiConfig *config, DiRegistryMode mode, GError **error);
void di_registry_close(DiRegistry *registry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiRegistry, di_registry_close)
/* Gives back the memory that only busy moments need: pages of the database that can be read again. */
void di_registry_rest(DiRegistry *registry);
/* DI_ERROR_IO: the file was removed, or a copy has taken its place. Each outermost transaction asks; so does whoever is about to act on what it holds. */
gboolean di_registry_is_in_place(DiRegistry *registry, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean di_registry_begin(DiRegistry *registry, GError **error);
gboolean di_registry_commit(DiRegistry *registry, GError **error);
void di_registry_rollback(DiRegistry *registry);
/* Who is acting, for the log: "diaried", or the login name of staff. */
void di_registry_set_actor(DiRegistry *registry, const char *actor);

/* insats.c: the register of insatser */

typedef struct {
	int ar;                           /* 0: nobody says which; then it is not kept */
	gint64 budget_tkr, utfall_tkr;    /* DI_AMOUNT_NONE: not given */
	char *resultat, *kommentar;       /* as the appendix has them; NULL */
} DiPlanYear;
typedef struct {
	char *inriktning, *syfte;         /* NULL: not known */
	char **mal, **samverkansparter;   /* never NULL */
	GPtrArray *years;                 /* DiPlanYear, ascending */
} DiPlan; /* what the yearly appendix says of one reporter's insats */
void di_plan_free(DiPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiPlan, di_plan_free)
const DiPlanYear *di_plan_year(const DiPlan *plan, int ar); /* NULL: none */
/* plan.c: what is registered; empty where nothing is. */
DiPlan *di_insats_plan(DiRegistry *registry, gint64 rapportor_id, GError **error);

typedef struct {
	char *namn, *huvudman;
	char *diarienummer;      /* case number, normalised, or NULL */
	DiDate start, slut;      /* DI_DATE_NONE: open */
	GPtrArray *kontakter;    /* DiContact */
	char **alias;            /* NULL: none */
	DiPlan *plan;            /* from an appendix; NULL: none */
	gboolean loose;          /* from an appendix: huvudman may be a longer or shorter form of the one there is */
} DiInsatsRow;               /* one line of the CSV: one reporting organisation of one insats */
void di_insats_row_free(DiInsatsRow *row);
/* CSV as in CONTRACT.md. Mistakes: DI_ERROR_DATA "line N: …". Array of DiInsatsRow. */
GPtrArray *di_insats_csv_parse(const char *bytes, gsize size, GError **error);
/* The same from a report of kind ÅRSBILAGA: name, huvudman, period, and what else it says of each. YEAR: of its money
 * where the document names none; 0: what it names elsewhere, or none. */
GPtrArray *di_insats_rows_from_report(const DiReport *report, int year);
typedef struct {
	GPtrArray *added, *changed, *left; /* char*: Swedish lines for people, with the name */
	/* Of a CSV: reports are expected of them, but they are not in it; contacts that stay where it gives none; new rows that look like one
	 * who is registered and not in it, with what to do. */
	GPtrArray *missing, *kept, *doubtful;
	int ar;                            /* the year of the money below; 0: the rows say nothing of money, or of several years */
	gint64 budget_tkr, utfall_tkr;     /* sums over the rows */
} DiImport;
void di_import_free(DiImport *import);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiImport, di_import_free)
typedef enum {
	DI_IMPORT_DRY_RUN = 1 << 0, /* change nothing, say what would be changed */
	DI_IMPORT_NEW = 1 << 1,     /* new rows are new, whatever they look like */
} DiImportHow; /* 0: neither */
/* Adds and changes, never removes. The same rows again change nothing. Nothing is changed where a row is doubtful, unless DI_IMPORT_NEW. */
DiImport *di_insats_import(DiRegistry *registry, const GPtrArray *rows, DiImportHow how, GError **error);
typedef struct {
	gint64 insats_id, rapportor_id;
	DiInsatsRow row;
	char **arenden; /* "SFG 24-11", one for each year there is */
	gboolean expects_reports;
} DiInsats;
GPtrArray *di_insats_list(DiRegistry *registry, GError **error); /* DiInsats, by name and huvudman */
GPtrArray *di_insats_outlines(DiRegistry *registry, GError **error); /* the same without contacts, aliases and numbers of cases */
GPtrArray *di_insats_reporters(DiRegistry *registry, gint64 insats_id, GError **error); /* the same of one insats, whole, by huvudman */
/* The insats (its first reporter) that TEXT means: number, name, alias or an unambiguous part of one. */
DiInsats *di_insats_find(DiRegistry *registry, const char *text, GError **error);
/* The insats and reporter of which ADDRESS is a contact; of several, the one that runs longest. NULL without ERROR: nobody's. */
DiInsats *di_insats_of_contact(DiRegistry *registry, const char *address, GError **error);
void di_insats_free(DiInsats *insats);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiInsats, di_insats_free)
/* Excuses HUVUDMAN's report (NULL: all reporters) for QUARTER: UNTIL DI_DATE_NONE: altogether. */
gboolean di_insats_excuse(DiRegistry *registry, gint64 insats_id, const char *huvudman, DiQuarter quarter,
	DiDate until, const char *reason, GError **error);
gboolean di_insats_add_alias(DiRegistry *registry, gint64 insats_id, const char *alias, GError **error);
/* rename.c: a new name for it; cases, documents, letters and steps stay, and the old name is an alias. DI_ERROR_USAGE, in Swedish: somebody else has it. */
gboolean di_insats_rename(DiRegistry *registry, const DiInsats *insats, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same for the huvudman of that one reporter. */
gboolean di_insats_rename_huvudman(DiRegistry *registry, const DiInsats *insats, const char *huvudman, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether reports are expected of it at all (some insatser are run by the förbund itself). */
gboolean di_insats_set_expected(DiRegistry *registry, gint64 insats_id, gboolean expected, GError **error);

/* case.c: one case whole */

typedef struct {
	gint64 insats_id;
	char *number, *insats;
	int year;          /* that its reports are about */
	char *opened;      /* moment, ISO 8601 */
	char **documents;  /* their numbers, in order */
} DiCase;
void di_case_free(DiCase *one);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiCase, di_case_free)
/* NUMBER normalised, without a document's. DI_ERROR_NOT_FOUND. */
DiCase *di_case_get(DiRegistry *registry, const char *number, GError **error);
/* Those whose numbers begin with PREFIX, at most MOST, in the order of the text: their numbers and insatser alone. Array of DiCase. */
GPtrArray *di_case_list(DiRegistry *registry, const char *prefix, guint most, GError **error);

/* dispose.c: destruction by a decision (gallring). Text goes: letters' bodies; mails that became no document; documents with their
 * originals, mails and readings. The register's own rows stay, with number, day, parties, subject, size and SHA-256: a mail that is
 * still in a mailbox is known and not filed again. Never touched: what waits for a person, and documents of the running year's cases. */

typedef enum { DI_DISPOSE_LETTERS, DI_DISPOSE_MAILS, DI_DISPOSE_DOCUMENTS } DiDisposeWhat;
const char *di_dispose_word(DiDisposeWhat what); /* "brev", "mejl", "handlingar" */
typedef struct {
	gint64 id;
	char *object;  /* "SFG 25-13.2", "SFG 25-13 ut 3", "mejl 17" */
	DiDate day;
	char *matter;  /* as the public may see it; NULL */
	gint64 size_bytes;
} DiDisposable;
/* What could be destroyed: all that is older than BEFORE. Array of DiDisposable. */
GPtrArray *di_dispose_list(DiRegistry *registry, DiDisposeWhat what, DiDate before, GError **error);
/* "3-9f2c41ab": how many things, and a mark of which ones, of the day and of the decision. Another list has another. */
char *di_dispose_mark(DiDisposeWhat what, DiDate before, const char *decision, const GPtrArray *list);
/* Destroys it, in one transaction, if its mark is still EXPECTED (else DI_ERROR_USAGE); writes the protocol into the database and the
 * log, and hands it out. Copies of the database, backups among them, are not reached. */
gboolean di_dispose_run(DiRegistry *registry, DiDisposeWhat what, DiDate before, const char *decision, const char *expected,
	char **protocol_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
typedef struct {
	gint64 id;
	char *decision, *what, *before, *done, *by, *protocol; /* done: moment */
	guint n;
} DiDisposal;
GPtrArray *di_dispose_done(DiRegistry *registry, GError **error); /* DiDisposal, oldest first */

/* match.c: whose report is it? */

typedef struct {
	gint64 insats_id, rapportor_id; /* 0: not certain */
	char *insats, *huvudman;
	double certainty;       /* 0–1 */
	char *reason;           /* Swedish: "namn och huvudman", "ärendenummer SFG 25-13 och avsändare" … or why it is open */
	GPtrArray *candidates;  /* DiMatch without candidates, best first, at most 5 */
} DiMatch;
void di_match_free(DiMatch *match);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiMatch, di_match_free)
DiMatch *di_registry_match(DiRegistry *registry, const DiReport *report, const char *sender_address,
	gint64 answers_outgoing_id, GError **error);

/* arende.c: the case of an insats and reporting year is opened when first needed: by the first letter that names it, or the
 * first document. NUMBER_OUT: NULL where numbers are a series. */
gboolean di_case_open(DiRegistry *registry, gint64 insats_id, int year, char **number_out, GError **error);
/* The number that it has, or would have if AHEAD others were opened before it. Nothing is written. */
gboolean di_case_foresee(DiRegistry *registry, gint64 insats_id, int year, guint ahead, gboolean *is_open_out, char **number_out, GError **error);
/* The highest number of the running year that letters have told, where the register was put back from an older copy: new ones begin after
 * it. NUMBER_OUT NULL: it was not, or none was told. */
gboolean di_case_told_last(DiRegistry *registry, char **number_out, GError **error);

/* filing.c: a report becomes a handling, once */

typedef struct {
	const char *name, *type;
	GBytes *bytes;
} DiOriginal;
typedef struct {
	gint64 mail_id;           /* 0: filed by hand from a file */
	const DiReport *report;
	const DiOriginal *originals; /* the file that was read first, then its copies */
	guint n_originals;
	const char *sender_address, *sender_name; /* NULL */
	const char *subject;      /* of the mail; a number in it is a hint as one in the report is; NULL */
	DiDate arrived;
	DiTime moment;            /* the same of a mail, to the second; 0: the mail's row tells it */
	const char *reader;
	gint64 insats_id, rapportor_id; /* chosen by a person; 0: by di_registry_match. The insats alone: its reporter by the signs */
	DiQuarter quarter;        /* chosen by a person; none: the report's */
	gboolean from_staff;      /* sent on by the förbund itself: known, whoever it is */
	gboolean verified;        /* our server vouches for the sender */
	gboolean trusted;         /* FALSE: forged or from junk: to review whatever it says */
	gboolean is_shared;       /* its file holds other reports, too: the same bytes are not the same report */
	gint64 answers_outgoing_id;
} DiFiling;
typedef enum {
	DI_FILED_NEW,       /* first report for its quarter */
	DI_FILED_VERSION,   /* a changed report for a quarter that has one */
	DI_FILED_OLDER,     /* the same, but the one that is there came in later, and counts */
	DI_FILED_DUPLICATE, /* the same bytes, or the same content: nothing new was made; handling is the earlier one */
	DI_FILED_REVIEW,    /* nothing certain: it waits in review */
} DiFiledAs;
typedef struct {
	DiFiledAs as;
	gint64 handling_id;
	gint64 review_id;   /* only for review */
	char *diarienummer; /* NULL for review */
	char *insats, *huvudman, *arende;
	gint64 insats_id, rapportor_id;
	DiKind kind;
	DiQuarter quarter;
	DiPeriod period;
	DiDate arrived, earlier; /* earlier: of the duplicate */
	char *replaces;     /* number of the version before; NULL: none */
	char *later;        /* of an older one: number of the version that counts; NULL */
	DiKind wanted;      /* what is owed for the quarter */
	DiDate ends;        /* the insats's last day; DI_DATE_NONE: open */
	char **saknas;
	char *reason;       /* match reason, or why it waits */
	gboolean waits;     /* filed, but the sender is unknown: it counts when a person has approved it (review_id) */
	gboolean unknown_sender; /* of a duplicate: though somebody is registered */
	char *learnt_alias, *learnt_contact; /* by a person's decision; NULL: none */
	GPtrArray *contacts; /* DiContact: the reporter's */
} DiFiled;
void di_filed_free(DiFiled *filed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiFiled, di_filed_free)
DiFiled *di_registry_file(DiRegistry *registry, const DiFiling *filing, GError **error);
/* Something that is no report, or could not be read, but must not be lost: kept with its originals, in review with REASON. */
gboolean di_registry_keep_for_review(DiRegistry *registry, const DiFiling *filing, const char *reason, gint64 *review_id_out, GError **error);

/* review.c: what waits for a person */

typedef enum {
	DI_PROPOSAL_NONE,
	DI_PROPOSAL_SENDER,    /* the report of an unknown sender counts, and the sender becomes a contact */
	DI_PROPOSAL_EXTENSION, /* more time, until `until` */
	DI_PROPOSAL_PERIOD,    /* the document is about `period` */
	DI_PROPOSAL_END,       /* the final report's insats has ended: `until` is its last day; period.from stood in the register before */
} DiProposalKind;
typedef struct {
	DiProposalKind kind;
	gint64 rapportor_id, handling_id; /* 0: none */
	DiQuarter quarter;                /* that is owed */
	DiPeriod period;
	DiDate until;
} DiProposal; /* what accepting would do */

typedef struct {
	gint64 id, mail_id;
	char *reason, *from, *from_name, *subject, *file_name;
	DiProposal proposal;
	char *insats, *huvudman; /* of the proposal; NULL */
	DiDate arrived;
	DiReport *report;       /* NULL: none was read */
	GPtrArray *candidates;  /* DiMatch */
} DiReview;
void di_review_free(DiReview *review);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiReview, di_review_free)
GPtrArray *di_review_list(DiRegistry *registry, GError **error);
DiReview *di_review_get(DiRegistry *registry, gint64 review_id, GError **error);
/* A person's decision: file it under this insats, reporter and quarter; learns the name as alias and the sender as contact where LEARN. */
DiFiled *di_review_file(DiRegistry *registry, gint64 review_id, gint64 insats_id, gint64 rapportor_id,
	DiQuarter quarter, gboolean learn, GError **error);
/* Does what is proposed. What was accepted comes back. Nothing proposed: DI_ERROR_USAGE. */
DiReview *di_review_accept(DiRegistry *registry, gint64 review_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A mail without a document, in review with a proposal. FILING: who sent it, when; no originals are needed. */
gboolean di_review_propose(DiRegistry *registry, const DiFiling *filing, const char *reason, const DiProposal *proposal,
	gint64 *review_id_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Takes a decision (filed or dismissed) back: what it made is annulled (NUMBER_OUT; NULL: nothing was made), what it taught is
 * forgotten, and it waits again. DI_ERROR_NOT_FOUND: nothing was decided about it; DI_ERROR_USAGE: it had a proposal (but that an insats has ended), and people may
 * have been told. */
gboolean di_review_undo(DiRegistry *registry, gint64 review_id, char **number_out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* What the acting person decided last; 0: nothing. */
gint64 di_review_last_decided(DiRegistry *registry);
/* Of an unknown sender's report: it is annulled with REASON. */
gboolean di_review_dismiss(DiRegistry *registry, gint64 review_id, const char *reason, GError **error);

/* sent.c: letters that went, in their cases */

typedef struct {
	char *arende;      /* number of its case */
	int number;        /* the so-manieth outgoing one of its case */
	char *kind, *to, *subject, *sent, *state; /* sent: moment, ISO 8601 */
} DiSentLetter;
GPtrArray *di_sent_list(DiRegistry *registry, const char *arende, GError **error); /* DiSentLetter; ARENDE normalised; NULL: of all */
GBytes *di_sent_bytes(DiRegistry *registry, const char *arende, int number, GError **error); /* DI_ERROR_NOT_FOUND */

/* contact.c: who is written to */

typedef struct {
	gint64 insats_id, rapportor_id;
	char *insats, *huvudman, *name, *address; /* name NULL: not known */
	DiDate arrived; /* the newest report from there */
} DiContactProposal;
/* Senders of reports that count, SINCE or later, who are no contacts of the reporter. Array of DiContactProposal. */
GPtrArray *di_contact_proposals(DiRegistry *registry, DiDate since, GError **error);
/* Of each reporter whose contact ADDRESS is: who has its letters when ADDRESS does not work (NULL: nobody). Array of DiContactProposal. */
GPtrArray *di_contact_instead(DiRegistry *registry, const char *address, GError **error);
/* A contact is added (NAME NULL: none), or named anew and trusted to work again. ADDED_OUT FALSE: it was there. */
gboolean di_contact_add(DiRegistry *registry, gint64 rapportor_id, const char *name, const char *address, gboolean *added_out, GError **error);
/* DI_ERROR_NOT_FOUND: the reporter has no such contact. */
gboolean di_contact_remove(DiRegistry *registry, gint64 rapportor_id, const char *address, GError **error);

/* reading.c: the sections that were left empty; a NULL-terminated array */
char **di_reading_empty_sections(const DiReport *report);

/* absence.c: who is away, as out-of-office answers said it */

typedef struct {
	char *address;
	DiDate back;       /* first day back; DI_DATE_NONE: not said */
	char *substitute, *substitute_name; /* NULL: not said */
	DiDate arrived;
} DiAbsence;
enum { DI_ABSENCE_OPEN_DAYS = 14 }; /* so long one without an end is shown */
/* Of an address that is no contact nothing is noted. */
gboolean di_absence_note(DiRegistry *registry, const DiAbsence *absence, GError **error);
/* Those who are away on TODAY. Array of DiAbsence. */
GPtrArray *di_absence_list(DiRegistry *registry, DiDate today, GError **error);
void di_absence_free(gpointer absence);

/* find.c: every question the CLI can ask */

/* All that is owed for QUARTER, expected or not, with what came in and what was done. Array of DiOwed by insats, huvudman. */
GPtrArray *di_registry_owed(DiRegistry *registry, DiQuarter quarter, GError **error);
/* The same, for who only wants the status of each (di_owed_status): without contacts, letters, cases, and sections that were left empty.
 * Where LIKE is given, what this room said of another quarter: the same reporters in the same order, whose names stand there alone. */
GPtrArray *di_registry_stood(DiRegistry *registry, const GPtrArray *like, DiQuarter quarter, GError **error);
guint di_review_count(DiRegistry *registry);

typedef struct {
	char *namn, *typ, *sha256;
	gint64 storlek;
} DiFileInfo;
typedef struct {
	gint64 id;
	char *diarienummer, *arende, *insats, *huvudman, *motpart, *arendemening, *riktning, *handlaggare;
	DiKind kind;
	DiQuarter quarter;
	DiPeriod period;
	DiDate arrived;
	char *registered;       /* ISO 8601 with offset */
	int version;            /* 1, 2 … of the same report */
	char *motpart_offentlig, *arendemening_offentlig; /* what the public list shows (OSL 5:2) */
	char *sekretess;        /* "21 kap. 1 § OSL, 2026-04-15, beslutad av NAMN"; NULL: none noted */
	char *replaced_by;      /* diarienummer of the newer version; NULL */
	char *annulled;         /* makulerad: the reason; NULL */
	char *match_reason, *reader, *message_id, *from, *subject;
	DiReport *report;       /* only from di_handling_get, as all that follows */
	GPtrArray *files;       /* DiFileInfo; the one that was read first */
	char **history;         /* lines "2026-04-15 08:01 diaried: …" */
	gint64 mail_id;         /* 0: filed by hand */
	char *arrived_at;       /* moment at which the mail arrived, ISO 8601; NULL */
	char *arrived_rule;     /* by which rule: "received", "internaldate", "hamtat" (neither was to be had); NULL */
	char *machine;          /* why the mail may not be answered; NULL */
	char *disposed;         /* "2036-02-03 enligt beslut SFG 36-4": text and originals were destroyed then; NULL: they are there */
	char *sender;           /* also in lists: "okand" (waits for approval), "oregistrerad", "godkand", "avvisad"; NULL: known */
} DiHandling;
void di_handling_free(DiHandling *handling);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiHandling, di_handling_free)
typedef struct {
	DiQuarter quarter;      /* none: all */
	int year;               /* 0: all */
	const char *one_insats; /* a whole name, which spares looking at all others; NULL */
	const char *insats, *huvudman; /* parts of names; NULL */
	guint newest;           /* at most so many, the newest numbers, where nothing above is said; 0: all */
	const char *section;    /* "2.1"; NULL. For searching alone, as what follows */
	gboolean loose;         /* a and o find å, ä and ö too */
} DiFilter;
/* Calls EACH for every filed document, newest number last. Stops when it returns FALSE. */
guint di_handling_count(DiRegistry *registry);
typedef gboolean (*DiHandlingEach)(const DiHandling *handling, gpointer user);
gboolean di_handling_each(DiRegistry *registry, const DiFilter *filter, DiHandlingEach each, gpointer user, GError **error);
/* By number as anybody writes it. DI_ERROR_NOT_FOUND. */
DiHandling *di_handling_get(DiRegistry *registry, const char *diarienummer, GError **error);
/* Numbers that begin with PREFIX ("SFG 26-"), at most MOST, in the order of the text. */
char **di_handling_numbers(DiRegistry *registry, const char *prefix, guint most, GError **error);
/* FILE_NO from 0. */
GBytes *di_handling_original(DiRegistry *registry, gint64 handling_id, guint file_no, GError **error);
gboolean di_handling_annul(DiRegistry *registry, const char *diarienummer, const char *reason, GError **error);
/* A new reading over the old one: fields, sections and their index, in one transaction, with DETAIL in the log. Original,
 * number, insats, quarter, period and day of arrival stay. A remark "upprepad-text" is added, as at filing, for each section
 * of which half or more stood in the same reporter's report before it. */
gboolean di_handling_reread(DiRegistry *registry, const DiHandling *handling, const DiReport *report, const char *reader,
	const char *detail, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Notes secrecy (OSL 5:5: provision, date, who decided) and what the public list says instead. NULL: unchanged. */
gboolean di_handling_protect(DiRegistry *registry, const char *diarienummer, const char *provision,
	const char *decided_by, const char *motpart_offentlig, const char *arendemening_offentlig, GError **error);
/* A person corrects the day of arrival; the old day and the reason stay in the log. */
gboolean di_handling_correct_arrival(DiRegistry *registry, const char *diarienummer, DiDate arrived, const char *reason,
	GError **error);
typedef struct {
	char *diarienummer, *insats, *huvudman, *section, *snippet; /* the passage, hits between U+2068 and U+2069 */
	DiQuarter quarter;
} DiHit;
void di_hit_free(DiHit *hit);
/* Sections in which all WORDS stand, with whatever Swedish endings, or as the beginnings of longer words; what is in
 * quotation marks in a row. Words such as "och" count only in a row or alone. Where no section holds all of them, a word that
 * stands in the name of an insats or huvudman means its reports. The best first; array of DiHit. */
GPtrArray *di_registry_search(DiRegistry *registry, const char *words, const DiFilter *filter, guint most, GError **error);

/* public.c: what the public, and a person, may ask for */

typedef struct {
	DiDate date;
	char *number;    /* of the document, or the case of a letter; NULL: none */
	char *direction; /* "in", "ut" */
	char *party, *matter; /* as the public may see them (OSL 5:2) */
	char *remark;    /* "makulerad", "sekretessmarkerad"; NULL */
} DiPostItem;
/* What came in and went out from FROM to TO, both included: documents by number, then letters. Array of DiPostItem. */
GPtrArray *di_post_list(DiRegistry *registry, DiDate from, DiDate to, GError **error);
typedef struct {
	char *where;  /* "kontakt", "mejl", "motpart", "uppgiftslämnare", "rapporttext", "brev", "granskning", "frånvaro", "logg" */
	char *when;   /* ISO 8601, a day or a moment; NULL */
	char *object; /* number, insats, subject */
	char *text;   /* what stands there; NULL: in the text of the object */
} DiTrace;
/* Every place of the register in which NAME_OR_ADDRESS stands, whatever its capitals (GDPR article 15). Array of DiTrace. */
GPtrArray *di_person_traces(DiRegistry *registry, const char *name_or_address, GError **error);

/* log.c: append-only */

typedef gboolean (*DiLogEach)(const char *time, const char *actor, const char *what, const char *object, const char *detail, gpointer user);
gboolean di_registry_log(DiRegistry *registry, const char *what, const char *object, const char *detail, GError **error);
gboolean di_registry_log_each(DiRegistry *registry, const char *object, DiLogEach each, gpointer user, GError **error);
/* Each entry carries a hash over itself and the one before, and each line of the sent log names the entry that was the last. TRUE: the
 * chain is whole, and as long as the sent log knows; else the first broken or missing entry's number (0 and ERROR set: could not
 * read). What is not seen: the last entries taken away that are younger than the last letter. */
gboolean di_registry_log_verify(DiRegistry *registry, gint64 *broken_out, GError **error);
/* The last entry's number and hash, for whoever wants to keep them elsewhere; 0 and "" of an empty log. Free LINK_OUT. */
gboolean di_registry_log_head(DiRegistry *registry, gint64 *entry_out, char **link_out, GError **error);
DiTime di_registry_log_last(DiRegistry *registry); /* of the last entry; DI_TIME_NONE */

/* state.c: small facts that outlive a process ("senaste-hamtning", "paus", "klocka-godkand") */

#define DI_STATE_JUNK_FAILS "skrappost-fel"            /* tries, since when and until when in seconds, why: the junk folder breaks each session */
#define DI_STATE_MOVE_FAILS "flytt-fel"                /* why mails cannot be moved to their folders; unset: they can */
enum { DI_JUNK_TRIES_MOST = 3 }; /* then it is left alone for a while, and `diarie health` says so */
#define DI_STATE_APPROVED "brev-godkanda"              /* the moment at which a person let the first letters go */
#define DI_STATE_ELSEWHERE "dator-annan" /* this machine is not the one that the register was kept on: nothing is done; unset: it is */
#define DI_STATE_APPROVAL_WAITS "brev-vantar-godkannande" /* how many letters wait for that; empty: none */
char *di_registry_state_get(DiRegistry *registry, const char *name); /* NULL: not set */
gboolean di_registry_state_set(DiRegistry *registry, const char *name, const char *value, GError **error);

/* held.c: why nobody was reminded in the daemon's last cycle; bits */
typedef enum {
	DI_HELD_MAILBOX = 1 << 0,   /* it was not read to its end */
	DI_HELD_CLOCK = 1 << 1,     /* the machine's is not believed */
	DI_HELD_NUMBERS = 1 << 2,   /* documents that letters have told are missing */
	DI_HELD_UNFETCHED = 1 << 3, /* a mail cannot be fetched, and staff have not had a day to look */
	DI_HELD_UNREAD = 1 << 4,    /* a mail that may be anybody's could not be read yet */
	DI_HELD_JUNK = 1 << 5,      /* the junk folder cannot be read, and staff have not had a day to look */
	DI_HELD_MEMORY = 1 << 6,    /* the folder that remembers which letters went could not be looked at */
} DiHeld;
guint di_held_get(DiRegistry *registry);
gboolean di_held_set(DiRegistry *registry, guint held, GError **error);
char **di_held_words(guint held); /* for JSON; the caller frees it */

/* care.c */

/* integrity_check, foreign keys; DEEP: every original's SHA-256. Problems as Swedish lines; an empty array: well. */
GPtrArray *di_registry_check(DiRegistry *registry, gboolean deep, GError **error);
typedef void (*DiHowFar)(guint done, guint all);
/* A consistent copy while others write, by SQLite's backup interface; written aside, synced, renamed; beside it, as PATH.skickat, one of the sent log. HOW_FAR is told now and then, of
 * pages; NULL. */
gboolean di_registry_backup(DiRegistry *registry, const char *path, DiHowFar how_far, GError **error);

/* mails and letters have doors of their own */
#include <diarie/inbox.h>
#include <diarie/outbox.h>
