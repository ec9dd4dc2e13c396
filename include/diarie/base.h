/* The ground floor: errors, log, clock, text, dates, working days, JSON, settings, frames.
 *
 * Knows nothing above it. Every function that can fail takes a GError and sets it in the domain
 * DI_ERROR; every text is UTF-8 in NFC unless a name says `bytes`. Strings that come back are the
 * caller's to free with g_free unless said otherwise. NULL is accepted by all free functions. */
#pragma once

#include <glib.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/types.h>

/* error.c: one domain, one table from code to exit status */

typedef enum {
	DI_ERROR_INTERNAL,   /* a bug of ours: EX_SOFTWARE */
	DI_ERROR_USAGE,      /* wrong words on the command line: 2 */
	DI_ERROR_CONFIG,     /* the configuration cannot be used: EX_CONFIG */
	DI_ERROR_DATA,       /* what came in cannot be used: EX_DATAERR */
	DI_ERROR_NOT_FOUND,  /* no such case, insats, file: 1 */
	DI_ERROR_NO_INPUT,   /* a file named by the user cannot be read: EX_NOINPUT */
	DI_ERROR_TEMPORARY,  /* try again later: EX_TEMPFAIL */
	DI_ERROR_BUSY,       /* another process has the database: EX_TEMPFAIL */
	DI_ERROR_PROTOCOL,   /* a server or helper said what it may not say: EX_TEMPFAIL */
	DI_ERROR_DENIED,     /* a login or file was refused: EX_NOPERM */
	DI_ERROR_IO,         /* reading or writing failed: EX_IOERR */
	DI_ERROR_NEWER,      /* the database was made by a newer diarie: EX_CONFIG */
	DI_ERROR_LAST = DI_ERROR_NEWER,
} DiErrorCode;

#define DI_ERROR (di_error_quark())
GQuark di_error_quark(void);
/* The exit status for ERROR, from sysexits.h or CONTRACT's 1 and 2. A foreign domain is EX_SOFTWARE. */
int di_error_exit_status(const GError *error);
/* Is it worth trying again later without anybody doing anything? */
gboolean di_error_is_temporary(const GError *error);
/* The same of errno: a disk that is full or read-only, a lack of memory. */
gboolean di_error_is_waited_for(int saved_errno);
/* Sets ERROR from errno: "WHAT 'OBJECT': reason". ENOENT, EACCES and what is waited for get their own codes. Returns FALSE. */
gboolean di_error_set_errno(GError **error, int saved_errno, const char *what, const char *object);

/* fd.c: descriptors that close themselves */

typedef int DiFd;
void di_fd_clear(DiFd *fd);
#define DI_AUTO_FD __attribute__((cleanup(di_fd_clear))) DiFd /* DI_AUTO_FD fd = -1; */
int di_fd_steal(DiFd *fd);
gboolean di_fd_write_all(int fd, const void *bytes, size_t size_bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* What was made, renamed or removed in FOLDER until now outlives a power cut. */
gboolean di_folder_sync(const char *folder, GError **error);
gboolean di_folder_sync_of(const char *path, GError **error); /* the same of the folder that PATH lies in */
/* All of a regular file or pipe, at most LIMIT_BYTES (more is DI_ERROR_DATA). */
GBytes *di_fd_read_all(int fd, size_t limit_bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* In hexadecimal. */
char *di_sha256(GBytes *bytes) G_GNUC_WARN_UNUSED_RESULT; /* sha256.c */
GBytes *di_file_read(const char *path, size_t limit_bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A memfd that holds BYTES and can no longer be written, grown or shrunk. -1 and ERROR on failure. */
int di_fd_sealed(const char *name, GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* library.c: a library that few calls of a program need, by the name it has at run time, and a function of it. Neither comes back without
 * it: a program that lacks one of its libraries ends with status 127, as the loader would end it. */
void *di_library_open(const char *soname);
void *di_library_find(void *library, const char *name);

/* log.c: journal or standard error. Rooms never log above debug; the daemon does, once an event. */

typedef enum { DI_LOG_ERR = 3, DI_LOG_WARNING = 4, DI_LOG_NOTICE = 5, DI_LOG_INFO = 6, DI_LOG_DEBUG = 7 } DiLogLevel;
typedef struct {
	const char *name;  /* a journal field: capitals, digits, underscore: "DIARIE_INSATS" */
	const char *value; /* NULL: the field is left out */
} DiLogField;
/* Where entries go. FIELDS ends with a NULL name. The default writes "<6>text" to standard error
 * when it is no terminal and JOURNAL_STREAM is set, else "diaried: text". */
typedef void (*DiLogSink)(DiLogLevel level, const char *message, const DiLogField *fields);
void di_log_set_sink(DiLogSink sink);
void di_log_set_level(DiLogLevel most_verbose);
/* Control characters in MESSAGE and values are made visible (di_text_visible). Never report text, never secrets. */
void di_log(DiLogLevel level, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* From here on entries of NOTICE and INFO, which tell what was done, wait until it is done: release writes them where it HAPPENED, else
 * forgets them. Holds nest as transactions do (registry begins and ends them). What troubles us is written at once. */
void di_log_hold(void);
void di_log_release(gboolean happened);
void di_log_fields(DiLogLevel level, const DiLogField *fields, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* clock.c: the only place that asks what time it is */

typedef gint64 DiTime; /* microseconds since 1970-01-01T00:00:00Z */
#define DI_SECOND ((DiTime)1000000)
#define DI_TIME_NONE ((DiTime)INT64_MIN)
/* The time now; DIARIE_NOW replaces it (and then it stands still). A malformed DIARIE_NOW ends the
 * program with EX_USAGE: tests must not run on the wrong day. */
DiTime di_clock_now(void);
gboolean di_clock_is_replaced(void);
/* Sets the clock for this process, as DIARIE_NOW does; DI_TIME_NONE takes the replacement away. For tests and dry runs. */
void di_clock_set(DiTime now);
/* "2026-04-20T08:00:00+02:00" or with Z; DI_TIME_NONE if it is nothing of the kind. */
DiTime di_time_parse(const char *iso);
/* ISO 8601 with seconds and the offset that holds in TIMEZONE ("Europe/Stockholm"; NULL: UTC). */
char *di_time_format(DiTime time, const char *timezone);
/* How long to leave in peace what has failed: FIRST, doubled so many TIMES (0: the first failure), at most MOST; in FIRST's unit. */
gint64 di_clock_rest(gint64 first, guint times, gint64 most);

/* date.c: civil days, quarters, and how they are written in Swedish */

typedef gint32 DiDate; /* days since 1970-01-01 */
#define DI_DATE_NONE INT32_MIN
/* DI_DATE_NONE unless it is a day of the Gregorian calendar, years 1900–2199. */
DiDate di_date_from_ymd(int year, int month, int day);
void di_date_to_ymd(DiDate date, int *year_out, int *month_out, int *day_out);
int di_date_weekday(DiDate date); /* 1 Monday … 7 Sunday (ISO 8601) */
int di_date_week(DiDate date);    /* ISO 8601 week number */
DiDate di_date_of_time(DiTime time, const char *timezone);
/* The instant at which HOUR:MINUTE is shown by clocks in TIMEZONE on DATE. */
DiTime di_date_at(DiDate date, int hour, int minute, const char *timezone);
int di_time_hour(DiTime time, const char *timezone);
/* "2026-04-15" and nothing around it, else DI_DATE_NONE */
DiDate di_date_parse(const char *iso);
/* "2026-04-15"; "" for DI_DATE_NONE. */
char *di_date_format(DiDate date);
/* "15 april 2026" */
char *di_date_swedish(DiDate date);
/* "onsdag 15 april 2026" */
char *di_date_swedish_weekday(DiDate date);
/* "onsdag den 15 april 2026": in the middle of a sentence */
char *di_date_swedish_on(DiDate date);
/* "1 januari–31 mars 2026"; both years where they differ */
char *di_date_swedish_range(DiDate from, DiDate to);
/* Month 1–12 by its Swedish name or an abbreviation of at least three letters ("jan", "sept."); 0: none. */
int di_month_from_swedish(const char *word);
const char *di_month_swedish(int month); /* "januari"; static */

typedef struct {
	int year;
	int number; /* 1–4; 0: none */
} DiQuarter;
#define DI_QUARTER_NONE ((DiQuarter){0, 0})
gboolean di_quarter_is_set(DiQuarter quarter);
int di_quarter_compare(DiQuarter a, DiQuarter b);
DiQuarter di_quarter_of(DiDate date);
DiQuarter di_quarter_add(DiQuarter quarter, int count);
DiDate di_quarter_first_day(DiQuarter quarter);
DiDate di_quarter_last_day(DiQuarter quarter);
/* "2025-Q1" (also "2025q1", "2025-q1"); DI_QUARTER_NONE otherwise */
DiQuarter di_quarter_parse(const char *text);
char *di_quarter_format(DiQuarter quarter);
/* The calendar quarter that FROM–TO is exactly; DI_QUARTER_NONE for any other period. */
DiQuarter di_quarter_of_period(DiDate from, DiDate to);

/* workday.c: lag 1989:253 (holidays) and lag 1930:173 2 § (Saturdays and three eves) */

DiDate di_easter(int year); /* Gregorian Easter Sunday */
/* A day on which offices are open: no Saturday, Sunday, holiday, midsommarafton, julafton, nyårsafton. */
gboolean di_workday_is(DiDate date);
/* Why a weekday is a day off: "långfredagen", "julafton"; NULL: it is a working day, or a Saturday or Sunday. Static. */
const char *di_workday_off_name(DiDate date);
/* DATE, or the first working day after it. */
DiDate di_workday_on_or_after(DiDate date);
/* COUNT working days after DATE (before it, if negative). 0: DATE itself. */
DiDate di_workday_add(DiDate date, int count);

/* landlock.c: what the calling process and all that it starts can no longer reach */

typedef enum {
	DI_LANDLOCK_KEEP_NOTHING = 0,
	DI_LANDLOCK_KEEP_READING = 1, /* files are read, folders listed, wherever they are */
	DI_LANDLOCK_KEEP_SIGNALS = 2, /* to processes outside */
} DiLandlockKept;
/* The version of Landlock in the running kernel; 0: it has none, and nothing of this can be raised. */
int di_landlock_abi(void);
/* Denies every file, TCP port, abstract socket and signal that version ABI (above 0) knows of, but what KEPT says and reading
 * beneath FOLDERS (NULL: none; the last is NULL), for good. The process must have PR_SET_NO_NEW_PRIVS. FALSE with errno set:
 * nothing was denied. */
gboolean di_landlock_raise(int abi, DiLandlockKept kept, const char *const folders[]);

/* mask.c: what must not be read, however it is written */

#define DI_MASK "█████"
/* As one would read it: letters whole (NFC), and no signs that take no room, behind which a word could hide. */
char *di_text_as_read(const char *text);
/* TEXT with DI_MASK for all that REGEX matches; N_INOUT counts. */
char *di_mask(const char *text, const GRegex *regex, guint *n_inout);
/* Personnummer and samordningsnummer, ten or twelve digits, with or without signs between; not two dates beside each other. As read. */
char *di_mask_numbers(const char *text, guint *n_inout);

/* text.c: Swedish text as people write it */

/* The next character of valid UTF-8. (GLib's macro casts const away, which -Wcast-qual refuses.) */
static inline const char *
di_utf8_next(const char *at)
{
	return at + g_utf8_skip[*(const guchar *)at];
}

/* The bytes as they are, up to the first NUL, as a string of the caller's: g_bytes_get_data() is NULL where there are none. */
char *di_text_copy(GBytes *bytes);
/* UTF-8 in NFC, CRLF and CR as LF, NUL and other C0 controls but tab and LF taken away. Not valid
 * UTF-8: as di_text_from_legacy reads it. SIZE may be -1 for a C string. Never NULL. */
char *di_text_from_bytes(const char *bytes, gssize size);
/* Bytes that are no UTF-8: windows-1252, or where the Swedish letters within words say so, an old Mac's or DOS's; where only
 * a few bytes of a long UTF-8 are damaged, those. Never NULL. */
char *di_text_from_legacy(const char *bytes, gsize size);
/* The character that BYTE is in windows-1252; U+FFFD: none. */
gunichar di_text_windows_1252(guchar byte);

/* transfer.c: RFC 2045 */

/* Goes on after padding in the middle, steps over junk, and does without the padding at the end. */
GBytes *di_decode_base64(const char *raw, gsize size);
/* Blanks that a server put at the end of a line are none (6.7, rule 3), not even after "="; hexadecimal digits may be small. */
GBytes *di_decode_quoted_printable(const char *raw, gsize size);
/* White space of every kind (also no-break) made one space, none at the ends. */
gboolean di_text_has_word(const char *text); /* a letter or figure, in any script */
char *di_text_squeeze(const char *text);
/* For comparing: NFC, case folded, soft hyphens and zero-width characters gone, every dash "-",
 * every quote '"', white space squeezed. å ä ö stay letters of their own. */
char *di_text_fold(const char *text);
/* 0 (nothing in common) … 1 (equal): edit distance in characters over the longer one, on folded text.
 * Texts longer than 2,000 characters are compared by their first 2,000. */
double di_text_similarity(const char *a, const char *b);
/* The first SIZE bytes of TEXT (negative: all) in NFC; NULL: they are no UTF-8. The caller frees. In pieces, since GLib's time for one text grows with the
 * square of what it composes; where 64 KiB hold no ASCII character, what stands across a piece's end is not composed. */
char *di_text_nfc(const char *text, gssize size);
/* For terminals, logs and letters: C0 (also \n if not KEEP_LINES), DEL, C1, bidi controls and
 * line/paragraph separators are shown as \uXXXX; invalid UTF-8 as U+FFFD. */
char *di_text_visible(const char *text, gboolean keep_lines);
/* The order of the Swedish alphabet (å, ä, ö last), whatever the locale; capitals and small letters together. */
int di_text_compare(const char *a, const char *b);
/* At most MAX characters, cut between characters. */
char *di_text_cut(const char *text, glong max);
/* "12 kB", "3,4 MB" */
char *di_size_short(gint64 size_bytes);
/* A single addr-spec of RFC 5321 length in the strict alphabet of RELIABILITY.md 2, or NULL. Lower-cased domain. */
char *di_text_address(const char *text);
/* Does HOST name this machine: localhost, 127.x.x.x as a number (not as the start of a name), ::1? */
gboolean di_text_is_loopback(const char *host);

/* columns.c: text on a terminal */

/* Columns on a terminal: combining marks 0, East Asian wide 2. */
int di_text_columns(const char *text);
/* At most COLUMNS wide, cut with "…" where longer, filled with spaces where FILL. */
char *di_text_fit(const char *text, int columns, gboolean fill);
void di_text_append_fit(GString *out, const char *text, int columns, gboolean fill);
/* Wrapped at COLUMNS, lines begin with INDENT spaces; existing line ends stay. */
char *di_text_wrap(const char *text, int columns, int indent);

/* markup.c: text into HTML and XML */

/* TEXT made harmless: control characters made visible, line ends too, markup escaped. NULL: nothing. */
void di_markup_text(GString *out, const char *text);
/* FORMAT is markup; every %s in it is text and is escaped, %d an int, %l a gint64; there are no other conversions, and no line ends in the text. */
void di_markup_add(GString *out, const char *format, ...);
/* The same for another way to write text, such as one that keeps line ends. */
void di_markup_format(GString *out, void (*text)(GString *, const char *), const char *format, va_list *values);

/* json.c: the one writer of JSON. Calls must nest rightly (a wrong nesting is a g_error). */

typedef struct DiJson DiJson;
DiJson *di_json_new(void);
void di_json_object_begin(DiJson *json, const char *key); /* KEY NULL: at the top or in an array */
void di_json_object_end(DiJson *json);
void di_json_array_begin(DiJson *json, const char *key);
void di_json_array_end(DiJson *json);
void di_json_string(DiJson *json, const char *key, const char *value); /* NULL: null. C0, DEL, C1 and bidi controls escaped. */
void di_json_int(DiJson *json, const char *key, gint64 value);
void di_json_double(DiJson *json, const char *key, double value);
void di_json_bool(DiJson *json, const char *key, gboolean value);
void di_json_null(DiJson *json, const char *key);
void di_json_date(DiJson *json, const char *key, DiDate date);           /* DI_DATE_NONE: null */
void di_json_quarter(DiJson *json, const char *key, DiQuarter quarter);  /* none: null */
void di_json_strv(DiJson *json, const char *key, const char *const *values); /* NULL: [] */
/* Text that is JSON already, of our own making, as a value. */
void di_json_raw(DiJson *json, const char *key, const char *value);
/* The text, one line, without a final newline; JSON is freed. */
char *di_json_finish(DiJson *json);
void di_json_free(DiJson *json);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiJson, di_json_free)

/* memory.c: for a process that has nothing to do for a while. What it has allocated and freed, and pages of its libraries that lie in
 * files, go back to the system: some forty calls, so not between one mail and the next. */
void di_memory_rest(void);

/* room.c: for a process that reads a document and leaves, and says so before it begins: what it allocates for a long one lies in large pages
 * where the kernel has them. Nothing is taken that is not used, but the heap never shrinks again. */
void di_room_allow(void);
/* TEXT_BYTES are about to be read, unpacked or received: as much memory at least. Does nothing where none was allowed. */
void di_room_for(guint64 text_bytes);

/* secret.c: bytes that are wiped when freed and never logged */

typedef struct DiSecret DiSecret;
/* One line from the credential CREDENTIAL in $CREDENTIALS_DIRECTORY (an empty one is none), else from the file PATH (its
 * last newline removed), else from where di_secret_look_beside said. A file must be a regular one that others cannot read. NULL
 * without ERROR where there is none and PATH is empty. */
DiSecret *di_secret_load(const char *credential, const char *path, GError **error);
/* The same for a whole text of several lines (a PEM key, a JSON file); at most 64 KiB. */
DiSecret *di_secret_load_text(const char *credential, const char *path, GError **error);
/* For a program that a person runs, to whom no service manager hands credentials: they are looked for where the units read them from. */
void di_secret_look_beside(const char *config_path);
/* Where that is: "credentials/imap.password" beside diarie.conf, "credentials/NAME.imap.password" beside NAME.conf. */
char *di_secret_path_beside(const char *config_path, const char *credential);
DiSecret *di_secret_new(const char *text);
const char *di_secret_text(const DiSecret *secret);
/* TEXT, somebody else's words, for a log: without SECRET (NULL: none) and without any word so long that it may be a token or its
 * base64. Servers repeat what they were told. */
char *di_secret_hide(const char *text, const char *secret);
void di_secret_free(DiSecret *secret);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiSecret, di_secret_free)

/* paths.c: where our own programs and data lie, installed or in a build tree */

/* diarie-extract or diarie-mailbox: beside the running program if it lies there, else in libexecdir. */
char *di_path_helper(const char *program);
/* "forms", "letters" or "papers": $DIARIE_DATA_DIR, else conf/ beside a program run from its build tree, else datadir. */
char *di_path_data(const char *folder);

/* frame.c: frames over a socket pair between our own programs */

#define DI_FRAME_MAX_FDS 4
typedef struct {
	guint32 type;
	GBytes *payload;
	int fds[DI_FRAME_MAX_FDS]; /* the receiver's; -1 where there is none */
} DiFrame;
void di_frame_clear(DiFrame *frame);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DiFrame, di_frame_clear)
/* Writes a header (length and type, 4 bytes little-endian each) and the payload; FDS go with the first byte. */
gboolean di_frame_send(int fd, guint32 type, const void *payload, size_t size_bytes, const int *fds,
	guint n_fds, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Reads one frame of at most LIMIT_BYTES before DEADLINE (g_get_monotonic_time; -1: for ever). End
 * of stream is DI_ERROR_PROTOCOL "closed"; deadline DI_ERROR_TEMPORARY; too long DI_ERROR_DATA. */
gboolean di_frame_receive(int fd, size_t limit_bytes, gint64 deadline_us, DiFrame *frame_out,
	GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* config.c: diarie.conf, read from one table of settings (CONTRACT.md) */

typedef enum { DI_NUMBERING_ARENDE, DI_NUMBERING_SERIE } DiNumbering;
typedef enum { DI_OAUTH_MICROSOFT, DI_OAUTH_GOOGLE, DI_OAUTH_OTHER } DiOauthProvider;
/* Ways to a token: as an application with a secret or certificate (RFC 6749, 4.4); with a person's consent, given once
 * (RFC 8628); as a service account in a person's name (RFC 7523). */
typedef enum { DI_GRANT_CLIENT, DI_GRANT_DEVICE, DI_GRANT_SERVICE, DI_GRANT_USUAL } DiOauthGrant;
typedef enum { DI_SIGN_PS256, DI_SIGN_RS256 } DiSignAlgorithm;
/* The usual: where diaried runs as a service; not where a person runs it once, nor where DIARIE_NOW makes it a rehearsal. */
typedef enum { DI_APPROVE_USUAL, DI_APPROVE_YES, DI_APPROVE_NO } DiApprove;
typedef struct {
	int from_month, from_day, to_month, to_day; /* first and last included; may pass the year's end */
} DiQuiet;

typedef struct {
	char *path; /* the file that was read */
	struct {
		char *database, *forbund, *prefix, *signatur;
		DiNumbering numbering;
	} diarium;
	struct {
		char *url, *password_file, *auth, *ca_file, *processed, *review, *memory;
		gboolean tls_required, junk;
		int poll_s;
		DiDate since; /* mails that came in before are stored, nothing more; DI_DATE_NONE: all count */
	} mailbox;
	struct {
		char *url, *password_file, *auth, *ca_file, *from;
		char **staff, **chief; /* addr-specs, checked */
		gboolean tls_required, receipts;
		int pace_s; /* between letters */
		int hourly; /* letters in an hour, whatever happens */
	} outgoing;
	struct { /* where tokens come from; used where an auth is "oauth2" */
		DiOauthProvider provider;
		DiOauthGrant grant; /* never DI_GRANT_USUAL once loaded */
		DiSignAlgorithm algorithm;
		char *tenant, *client_id, *secret_file, *certificate_file, *key_file, *account_file, *subject, *token_file;
		char *scope, *token_url, *device_url, *ca_file; /* empty: the provider's */
		DiDate secret_expires; /* DI_DATE_NONE: not told */
	} oauth2;
	struct {
		int due[2][4]; /* months, then days; index: quarter − 1 */
		int slutrapport_days, before_workdays, escalate_workdays;
		int *after_workdays;
		guint n_after;
		int hours[2]; /* from, to (excluded) */
		DiQuiet *quiet;
		guint n_quiet;
		char *timezone;
		DiApprove approve;     /* does the first letter of all wait for a person's word? */
		int steering_after;    /* working days after a report came without it that the steering group's section is asked for; 0: never */
		char *steering_section; /* "2.6" */
		gboolean together; /* one letter for a person who owes several reports */
		DiDate *board;     /* the board's meetings, rising; they set the due dates where there are any */
		guint n_board;
		int board_workdays;    /* so long before its meeting the board wants the reports */
		int steering_workdays; /* so long before the last day the steering group should have read; 0: nothing is said */
	} reminders;
	struct { /* values for the letters: DOMAIN.md section 6; empty ones drop their lines */
		char *kontaktperson, *telefon, *mall_url, *styrelsemote;
		char *blankett, *slutblankett; /* paths of the förbund's own forms; "": none is sent */
	} letters;
	struct {
		char *file; /* the overview page; "": none is written */
	} page;
	struct {
		char *template; /* the förbund's own for what the board gets, a DOCX; "": ours */
	} paper;
} DiConfig;

/* Reads PATH. Unknown keys, bad values, a file that its group or others may write, or that neither root
 * nor the caller owns: DI_ERROR_CONFIG, "FILE:LINE: [section] key: what is wrong; remedy". */
DiConfig *di_config_load(const char *path, GError **error);
void di_config_free(DiConfig *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiConfig, di_config_free)
/* Does the mailbox or the outgoing server log in with a token? */
gboolean di_config_uses_oauth2(const DiConfig *config);
/* replace.c: may what this program makes take the place of PATH? Where nothing lies there, or a plain file that is empty or BEGINS (at most 32 bytes) as what is
 * made does, and is no part of a register, no setting, no secret of CONFIG. Never a link or a device. */
gboolean di_file_may_replace(const DiConfig *config, const char *path, const char *begins);
/* Is ADDRESS (NULL: no) that of our own mailbox ([outgoing] from), one of staff, or any of both and the chief? Letter case does not matter. */
gboolean di_config_is_mailbox(const DiConfig *config, const char *address);
gboolean di_config_is_staff(const DiConfig *config, const char *address);
gboolean di_config_is_ours(const DiConfig *config, const char *address);
const char *di_config_default_path(void); /* "/etc/diarie/diarie.conf" */
/* The day on which the report for QUARTER is due, after any move from a day off. */
DiDate di_config_due(const DiConfig *config, DiQuarter quarter);
/* The board's meeting for which QUARTER's report is due; DI_DATE_NONE: none is listed, and [reminders] due holds. */
DiDate di_config_board(const DiConfig *config, DiQuarter quarter);
/* The first meeting after DATE; DI_DATE_NONE: none is listed. */
DiDate di_config_board_after(const DiConfig *config, DiDate date);
/* Is DATE within one of the quiet periods? */
gboolean di_config_is_quiet(const DiConfig *config, DiDate date);
