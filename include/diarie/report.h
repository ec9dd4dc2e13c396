/* What travels through the house: a report as it was read, and the words of the contract for it.
 *
 * Made by `form`, carried as JSON out of the worker, checked again by `worker`, filed by `registry`.
 * Plain structs; each has a free function that takes NULL and half-built objects. */
#pragma once

#include <diarie/base.h>
#include <diarie/json-read.h>

/* report.c */

typedef enum {
	DI_KIND_NONE, /* null: could not be read */
	DI_KIND_KVARTALSRAPPORT,
	DI_KIND_SLUTRAPPORT,
	DI_KIND_ARSBILAGA,
	DI_KIND_OVRIGT,
	DI_KIND_LAST = DI_KIND_OVRIGT,
} DiKind;
const char *di_kind_word(DiKind kind); /* "kvartalsrapport"; NULL for NONE */
gboolean di_kind_from_word(const char *word, DiKind *kind_out);

/* Why a document could not be read: CONTRACT.md's error codes. */
typedef enum {
	DI_FAULT_NONE,
	DI_FAULT_LOSENORD,
	DI_FAULT_SKADAD,
	DI_FAULT_FOR_STOR,
	DI_FAULT_FORMAT,
	DI_FAULT_TID,
	DI_FAULT_KRASCH,
	DI_FAULT_TEXT_SAKNAS,
	DI_FAULT_LAST = DI_FAULT_TEXT_SAKNAS,
} DiFault;
const char *di_fault_word(DiFault fault); /* "losenord"; NULL for NONE */
gboolean di_fault_from_word(const char *word, DiFault *fault_out);
const char *di_fault_text(DiFault fault); /* one Swedish sentence for staff */

typedef struct {
	DiDate from, to; /* DI_DATE_NONE: open or unknown */
} DiPeriod;
#define DI_PERIOD_NONE ((DiPeriod){DI_DATE_NONE, DI_DATE_NONE})

typedef struct {
	DiDate date; /* DI_DATE_NONE: not given */
	char *name;
} DiPerson; /* uppgiftslämnare */

typedef struct {
	char *code; /* "avsnitt-tomt" */
	char *text; /* Swedish, for staff; no report text */
} DiRemark; /* anmärkning */

typedef struct {
	char *key;  /* "2.1" */
	char *text; /* as CONTRACT.md says of avsnitt; "" if left empty */
} DiSection; /* avsnitt */

typedef struct {
	char *field; /* contract key, or "avsnitt.2.1" */
	char *place; /* "sida 2", "stycke 14", "fält Insats", "filnamnet" */
	char *rule;  /* the rule that read it, in Swedish: "etikett 'Insatsens namn', värdet under" */
} DiEvidence; /* belägg */

typedef struct {
	char *namn, *inriktning;
	DiPeriod period;
	char *syfte;
	char **mal;
	gint64 budget_tkr, utfall_tkr; /* DI_AMOUNT_NONE: not given */
	int ar;                        /* the year that the amounts are about, as their labels say; 0: they do not */
	char *huvudman;
	char **samverkansparter;
	char *resultat, *kommentar;
} DiOutcome; /* one insats of an årsbilaga */
#define DI_AMOUNT_NONE INT64_MIN

typedef struct {
	char *part;     /* name of the attachment; NULL: the document itself or the mail's own text */
	char **copies;  /* names of the same report in other formats; NULL: none */
	int part_index; /* into the parts of the message; -1: none */
	char *format;   /* "docx", "pdf", …; NULL if unknown */
	DiKind kind;
	char *form;     /* the form's name and edition, as in its .form file; NULL: none */
	char *blankett;  /* whose form it is, as di_blank_identity() wrote it into the form that was sent out; NULL: not one of those */
	char *diarienummer; /* normalised */
	char *signatur;
	DiDate ankomstdatum;
	char *insats, *huvudman;
	DiPeriod period;
	GPtrArray *sections; /* DiSection, in the form's order; absent heading: absent entry */
	GPtrArray *persons;  /* DiPerson */
	GPtrArray *remarks;  /* DiRemark */
	GPtrArray *outcomes; /* DiOutcome; only for årsbilaga */
	GPtrArray *evidence; /* DiEvidence */
	DiFault fault;
	char *fault_text; /* Swedish; NULL: di_fault_text */
} DiReport;

DiReport *di_report_new(void); /* arrays empty, dates and amounts none */
void di_report_free(DiReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiReport, di_report_free)
GPtrArray *di_reports_new(DiReport *first); /* of DiReport, which it frees; FIRST is taken over (NULL: empty) */
void di_report_add_section(DiReport *report, const char *key, const char *text);
void di_report_take_section(DiReport *report, const char *key, char *text); /* TEXT becomes the report's */
const DiSection *di_report_section(const DiReport *report, const char *key); /* NULL: heading not found */
void di_report_add_person(DiReport *report, DiDate date, const char *name);
void di_report_add_remark(DiReport *report, const char *code, const char *text_format, ...) G_GNUC_PRINTF(3, 4);
gboolean di_report_has_remark(const DiReport *report, const char *code);
/* The document holds several reports that a person must tell apart: not filed by itself. */
#define DI_REMARK_SEVERAL "flera-rapporter"
void di_report_add_evidence(DiReport *report, const char *field, const char *place, const char *rule);
DiOutcome *di_report_add_outcome(DiReport *report); /* the report's */
/* The calendar quarter of the report's period, or none. */
DiQuarter di_report_quarter(const DiReport *report);

/* number.c */

/* Prefix, space, two-digit year, hyphen, number without leading zeros, "." and document number where
 * there is one: "SFG 24-11.1". Understands dashes of every kind, missing or extra spaces, "Dnr:" in
 * front, leading zeros, a four-digit year. NULL where TEXT is no number. PREFIX NULL: any 2–6 capitals. */
char *di_diarienummer_normalise(const char *text, const char *prefix);
typedef struct {
	char prefix[8];
	int year;     /* 2024 */
	int number;   /* 11 */
	int document; /* 1; 0: none */
} DiDiarienummer;
gboolean di_diarienummer_parse(const char *normalised, DiDiarienummer *number_out);

/* blank.c: the identity of a form that was filled in for one reporter and quarter: "SFG:15:2026-Q1" */

char *di_blank_identity(const char *prefix, gint64 rapportor_id, DiQuarter quarter);
/* FALSE: it is none, or another förbund's than PREFIX's. */
gboolean di_blank_parse(const char *identity, const char *prefix, gint64 *rapportor_id_out, DiQuarter *quarter_out);

/* report-limits.c, report-write.c, report-read.c */

/* Writes CONTRACT.md's object for REPORT as one JSON object; FILE is the name printed as "file"
 * (NULL: left out). WITH_PART: also "part" and "kopior" (a report found in a message). Extra keys:
 * "form", "belagg" (evidence). Each section, person and so on is checked by the reader below. */
void di_report_write_json(const DiReport *report, const char *file, gboolean with_part, DiJson *json, const char *key);
/* Is REPORT within the reader's limits below, and no more than *LEFT_BYTES of text (counted down where it is)? */
gboolean di_report_fits(const DiReport *report, gsize *left_bytes);
/* Reads such an object as if a stranger had written it: types, lengths, keys, dates, UTF-8, no
 * control characters but \n and \t; limits: 64 sections of 1 MiB, 200 persons, 500 remarks, 200
 * outcomes. A JSON text nested deeper than 16 is refused before it is parsed. DI_ERROR_PROTOCOL.
 * Unknown keys are ignored. */
DiReport *di_report_parse_json(const char *json, gssize size, GError **error);
/* The same for a value that has been parsed already. */
DiReport *di_report_from_value(const DiJsonValue *object, GError **error);
