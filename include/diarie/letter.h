/* letter: a template and values in, a mail out; sent with libcurl or written to a Maildir. Knows no registry. */
#pragma once

#include <diarie/owed.h>

#include <poll.h>

/* template.c: conf/letters/NAME.txt. First line "Ämne: …", an empty line, then the text.
 * {name} is a placeholder; a line whose placeholder is empty is left out (a {lista} may hold several
 * lines); what that leaves of doubled empty lines becomes one. {?name}…{/name} and {!name}…{/name}
 * keep a passage where the value is filled, respectively empty; passages nest. A line is a paragraph:
 * it is wrapped at 72 columns after filling, the continuation of a list item stands in, and a URL is
 * never cut. {antal:rapport|rapporter} says the first word where the number is 1, else the second. kinds.c says which placeholders each letter knows, and which it must say.
 *
 *	forbund kontaktperson telefon mall_url styrelsemote   from the configuration
 *	blankett         filled where the form is attached; then mall_url is empty
 *	namn epost       the recipient's name ("": "Hej!"), the address in question
 *	insats huvudman  names
 *	dnr rapport_dnr  number of the case, of the report
 *	kvartal period   "2026-Q1", "1 januari–31 mars 2026"
 *	slag             "kvartalsrapporten" or "slutrapporten"; empty: the letter says "rapporten"
 *	slut             the day on which the insats ends, "30 juni 2026"
 *	senast           the last day, after any anstånd: "onsdag 15 april 2026"
 *	punkt            number of the steering group's section, "2.6"
 *	styrgrupp        the last day for the steering group's reading, "tisdag 7 april 2026"
 *	inkom            "onsdag den 15 april 2026"
 *	saknas tomma     "punkt 2.6 är tom"; "2.6": sections left empty
 *	rattelse         the line that corrects a period: "period: 2026-01-01–2026-03-31"
 *	ersatter         number of the version that the new one replaces
 *	senare           number of the version that counts, where an older one was filed after it
 *	okand            address of the unknown sender whose report staff have to approve first
 *	exempel          number of something that waits for staff
 *	i_stallet        "slutrapporten" where a quarterly report came and the final one is owed
 *	paminnelser      how often reminders have reached them: "en gång", "två gånger"; empty: never
 *	orsak            a sentence: why it could not be read, why it came back
 *	kommando         what to type, a line of its own
 *	flera vantar     of the okanda: it tells of more than one; one of them waits for approval
 *	antal            a number with its noun where a letter puts it in the subject
 *	lista, lista_…   lines that begin with "- "
 *	vecka kvartal_text sammanfattning tid tid_kopia utgar antal_…   of the veckobrev (and utgar); empty ones leave their lines out */

typedef struct DiLetters DiLetters;
/* Loads and checks every template that diarie needs. Missing file, unknown placeholder, unclosed
 * passage: DI_ERROR_CONFIG with file, line and remedy. FOLDER NULL: di_path_data("letters"). */
DiLetters *di_letters_load(const char *folder, GError **error);
void di_letters_free(DiLetters *letters);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiLetters, di_letters_free)
/* Names: "forhand", "paminnelse-1", "paminnelse-2", "eskalering", "kvitto", "komplettering", "olasbar",
 * "veckobrev", "slut-forhand", "slut-paminnelse-1", "slut-paminnelse-2", "dubblett", "aldre", "okanda", "anstand", "studs", "fraga", "larm", "nekad", "utgar". */
const char *const *di_letters_names(void);
/* Must the letter NAME say PLACEHOLDER? */
gboolean di_letters_needs(const char *name, const char *placeholder);

typedef struct {
	char *subject; /* one line */
	char *body;    /* LF; a line that was broken ends with a space (RFC 3676); values are cleaned (di_text_visible) */
} DiLetterText;
/* VALUES: name → text. */
DiLetterText *di_letters_render(const DiLetters *letters, const char *name, GHashTable *values, GError **error);
void di_letter_text_free(DiLetterText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiLetterText, di_letter_text_free)

/* values.c: what letters are filled with */

/* Every letter's values from the configuration; name → text, both the table's. */
GHashTable *di_values_new(const DiConfig *config);
void di_values_set(GHashTable *values, const char *name, const char *text); /* NULL: "" */
void di_values_set_name(GHashTable *values, const char *name);              /* of a stranger; what is no name: "" */
/* NAME, if it may stand in a letter of ours; else NULL. */
const char *di_letter_name(const char *name);
void di_values_set_period(GHashTable *values, DiQuarter quarter);
/* For a letter that another program finishes. from_json: NULL where JSON is no object. */
char *di_values_to_json(GHashTable *values);
GHashTable *di_values_from_json(const char *json);
/* "punkt 2.6 är tom", "punkterna 2.3 och 2.6 är tomma" */
char *di_values_missing(const char *const *sections);
/* "kvartalsrapporten" or "slutrapporten"; static */
const char *di_values_kind(DiKind kind);
/* "en gång", "två gånger"; NULL for 0: never. The caller's. */
char *di_values_times(guint n);

/* steps.c: the ladder's letters, the same where they are sent and where they are shown */

/* The template of STEP when a report of KIND is owed, and the outbox's word for such letters; both static. */
const char *di_letter_of_step(DiKind kind, int step);
const char *di_letter_kind_of_step(int step);
/* "Förhandsmejl", "Påminnelse"; static */
const char *di_letter_title_of_step(int step);
/* The other way round; FALSE: NAME is no letter of the ladder. */
gboolean di_letter_step_of(const char *name, DiKind *kind_out, int *step_out);
GHashTable *di_values_of_owed(const DiConfig *config, const DiOwed *owed);
void di_values_set_board(GHashTable *values, const DiConfig *config, DiDate last_day);
/* The day by which the steering group should have read it, for a letter that goes on TODAY: nothing where none is set, or it has passed. */
void di_values_set_steering(GHashTable *values, const DiConfig *config, DiDate last_day, DiDate today);
/* The template of STEP for one person who owes several reports, and its values: OWED are N, at least two, each in a line of its
 * own. What is the same for all, the period and the last day, is said once instead. */
const char *di_letter_of_several(int step);
GHashTable *di_values_of_several(const DiConfig *config, const DiOwed *const *owed, guint n, int step);

/* blank.c: the förbund's own form, sent out filled in */

typedef struct {
	char *identity;     /* whose form it is: di_blank_identity() */
	char *file_name;    /* "Kvartalsrapport 2026-Q1 Bron.docx" */
	GHashTable *values; /* what its marked places say, name → text */
} DiBlank;
/* GOALS: of the insats; NULL: none known. */
DiBlank *di_blank_new(const DiConfig *config, const DiOwed *owed, const char *const *goals);
void di_blank_free(DiBlank *blank);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiBlank, di_blank_free)
/* Path of the form for a report of KIND; "": none is sent. */
const char *di_blank_template(const DiConfig *config, DiKind kind);

/* receipt.c: what was understood of a report */

typedef struct {
	const char *name;    /* the recipient's; NULL */
	const char *insats, *huvudman, *arende, *diarienummer;
	const char *stranger; /* address of an unknown sender whose report waits for approval; NULL */
	gboolean counts;     /* that has been approved meanwhile */
	const char *replaces; /* number of the version that this one replaces; NULL */
	const char *later;   /* number of the version that counts in its stead, since it came in later; NULL */
	DiKind kind, wanted; /* what came, and what is owed for the quarter; NONE: nothing is known of it */
	DiQuarter quarter;
	DiPeriod period;
	DiDate arrived, ends; /* ends: the last day of the insats; DI_DATE_NONE */
	const char *const *saknas;
} DiReceipt;
GHashTable *di_values_of_receipt(const DiConfig *config, const DiReceipt *receipt);
/* The same of N ≥ 1 reports that came in one mail, a line each; of the first what is the same for all. */
GHashTable *di_values_of_receipts(const DiConfig *config, const DiReceipt *receipts, guint n);
/* Of N ≥ 1 reports of unknown senders, which came in several mails. */
GHashTable *di_values_of_strangers(const DiConfig *config, const DiReceipt *receipts, guint n);
char *di_values_number(guint n); /* several.c: "två" … "tolv", else in digits */

/* compose.c: GMime */

typedef struct {
	const char *name;
	GBytes *bytes; /* a DOCX */
} DiAttachment;
typedef struct {
	const char *from;        /* as in the configuration: "Name <addr>" */
	const char *to_name, *to_address; /* one recipient; the address must pass di_text_address */
	const char *message_id;  /* without angle brackets; from di_letter_message_id */
	DiTime date;
	const char *timezone;
	const char *in_reply_to;       /* NULL */
	const char *const *references; /* NULL */
	gboolean is_reply;       /* auto-replied, else auto-generated */
	const char *diarie_id;   /* X-Diarie-Id */
	const DiAttachment *attachments; /* in their order */
	guint n_attachments;
} DiEnvelope;
/* The finished mail, CRLF line ends, 7-bit headers, text/plain utf-8 quoted-printable, deterministic. */
GBytes *di_letter_compose(const DiEnvelope *envelope, const DiLetterText *text, GError **error);
/* "diarie.KIND.<32 hex digits of SHA-256 of KEY>@DOMAIN", the domain of FROM. */
char *di_letter_message_id(const char *kind, const char *key, const char *from);

/* send.c: one recipient a transaction */

typedef enum {
	DI_SENT,          /* the server has taken it */
	DI_SENT_LATER,    /* not sent: try again later (connection, 4xx) */
	DI_SENT_REFUSED,  /* not sent: the server will never take it (5xx) */
	DI_SENT_UNCERTAIN /* the connection broke between the final dot and the reply */
} DiSendOutcome;
typedef struct DiSender DiSender;
DiSender *di_sender_new(const DiConfig *config, const DiSecret *password, GError **error);
void di_sender_free(DiSender *sender);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiSender, di_sender_free)
/* The access token has been renewed ([outgoing] auth = oauth2); a connection with the old one is left. */
void di_sender_set_password(DiSender *sender, const DiSecret *password);
/* Was the last letter or check stopped at the login? Then the letter was not begun. */
gboolean di_sender_login_refused(const DiSender *sender);
/* Was the last letter refused because nobody has the address? (Not by a folder, and not where the server likes us or the letter not.) */
gboolean di_sender_is_nobody(const DiSender *sender);
/* Was the last letter not sent, or not for certain, because the server said nothing to what was said last (it is not there, it broke off, it
 * is silent)? Then the next letter would most likely fare no better, and wait as long. */
gboolean di_sender_met_silence(const DiSender *sender);
/* How long to wait, in seconds; what stands behind holds unless told. */
typedef struct {
	int connect_s; /* 30: until the server takes letters */
	int silent_s;  /* 60: for one reply, before the letter's text has been given. After it the outcome is at stake: */
	int whole_s;   /* 120: for all of a transaction */
	int stop_s;    /* 30: for the last reply, once diarie is to stop */
} DiSenderPatience;
void di_sender_set_patience(DiSender *sender, const DiSenderPatience *patience);
/* While a letter is on its way both are called, about once a second; each may be NULL. IS_STOPPING says TRUE: a letter whose text has not
 * been given is given up at once, as DI_SENT_LATER; one whose text has been given waits for its reply (stop_s). */
void di_sender_watch(DiSender *sender, gboolean (*is_stopping)(void), void (*alive)(void));
/* The same in steps, so that other work can be done while a letter is on its way: begin, drive until it says TRUE, end. One letter at a time; its
 * MAIL is held until the end. A Maildir takes the letter at the beginning. */
void di_sender_begin(DiSender *sender, const char *to_address, GBytes *mail);
/* Does what is to be done for the letter; where that is nothing, waits up to TIMEOUT_MS for the server or for input from one of the N ≤ 4 WATCHED
 * (their revents are told; −1 is none). To be called once a second at least. TRUE, at once: what became of the letter is known. */
gboolean di_sender_drive(DiSender *sender, struct pollfd *watched, guint n, int timeout_ms);
/* Waits for what has not come yet. REPLY_OUT: as below. */
DiSendOutcome di_sender_end(DiSender *sender, char **reply_out);
/* REPLY_OUT: the server's last reply line, or what failed, cleaned; never NULL. Keeps the connection for the next. */
DiSendOutcome di_sender_send(DiSender *sender, const char *to_address, GBytes *mail, char **reply_out);
/* Connects and logs in without sending anything. */
gboolean di_sender_check(DiSender *sender, GError **error);
