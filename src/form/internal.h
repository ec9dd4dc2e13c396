/* What the files of this room share: the description of a form, lines, and the fuzzy match.
 *
 * A form is data (form.c). The blocks of a document become lines (line.c); each line is marked as
 * label, heading, text of the form or the reporter's words (mark.c); then fields (field.c),
 * sections (section.c), persons (person.c) or the records of an årsbilaga (outcome.c) are taken. */
#pragma once

#include <diarie/form.h>

typedef struct Among Among; /* among.c */

/* form.c */

typedef enum { SORT_TEXT, SORT_DATE, SORT_PERIOD, SORT_NUMBER, SORT_PERSONS, SORT_AMOUNT, SORT_LIST } FieldSort;
typedef enum { PLACE_SAME = 1, PLACE_RIGHT = 2, PLACE_BELOW = 4, PLACE_NEXT = 8, PLACE_ALL = 15 } FieldPlace;
typedef enum { PERIOD_QUARTER = 1, PERIOD_TERTIAL = 2, PERIOD_HALF = 4, PERIOD_YEAR = 8, PERIOD_OTHER = 16 } PeriodKind;

typedef struct {
	char *key;
	GPtrArray *labels; /* char*, as printed, with variants */
	GPtrArray *tags;   /* char*, names of content controls and form fields */
	FieldSort sort;
	guint places;      /* FieldPlace */
	gboolean by_forbund, required;
} FormField;

typedef struct {
	char *key;               /* "2.1"; for a part its number: "2" */
	GPtrArray *headings;     /* char*, without the number */
	GPtrArray *instructions; /* char*, a sentence each */
	guint32 letters;         /* those that headings begin with: LETTER_BIT of each */
	gsize longest;           /* heading, bytes */
	char *filled_from, *filled_to; /* lines between which the förbund itself wrote; NULL: it does not */
	gboolean wished;         /* an empty one is worth a remark */
} FormSection;

typedef struct {
	char *name, *edition; /* "Kvartalsrapport", "2024-01-01" */
	char *forbund;
	DiKind kind;
	GPtrArray *titles, *foreign; /* char*: what the form is called; titles of what it is not */
	GPtrArray *texts, *footers, *boxes, *prompts;
	gsize longest_footer, longest_box, longest_prompt; /* bytes */
	GPtrArray *fields;          /* FormField */
	Among *printed, *labelled; /* of all texts; of all fields' labels in their order */
	GPtrArray *sections, *parts; /* FormSection */
	Among *headed_sections, *headed_parts; /* of their headings in their order */
	char *persons_part;         /* the part that holds uppgiftslämnare; NULL: none */
	char *record_key;           /* the field that opens each record of an årsbilaga; NULL: none */
	guint periods;              /* PeriodKind */
} Form;

struct DiForms {
	GPtrArray *forms; /* Form */
};

const FormField *form_field(const Form *form, const char *key);

/* forms.c */

Form *form_new(void);
/* FORM, when all of it is read, with what is asked of every line. */
Form *form_index(Form *form);
void form_free(gpointer form);

/* fuzzy.c */

/* å, ä, ö and their like, whose capitals stand 32 before them; × and ÷ stay what they are. */
static inline gboolean
is_latin_capital(gunichar c)
{
	return c - 0xc0 < 0x1f && c != 0xd7;
}

/* Nearly all of a text: letters, figures and signs of ASCII, and the letters of U+00C0 to U+00FF. 0: anything else. */
static inline gunichar
usual_character(const char *at)
{
	guchar first = (guchar)at[0], second;

	if (first < 0x80)
		return first > ' ' ? first : 0;
	second = first == 0xc3 ? (guchar)at[1] : 0;
	return second >= 0x80 && second < 0xc0 ? second + 0x40u : 0;
}

/* g_regex_replace_literal that never gives NULL. No regex here is compiled with G_REGEX_OPTIMIZE:
 * that asks for executable memory, which the worker's walls refuse. */
char *regex_replace(const GRegex *regex, const char *text, const char *with);

/* How well TEXT begins with PATTERN, 0…1, letter case, dashes, quotes and white space aside; the
 * match ends between words. Worse than LEAST is 0, and found out sooner. END_OUT: bytes of TEXT that it covers. */
double fuzzy_prefix(const char *text, const char *pattern, double least, gsize *end_out);
/* Is all of TEXT the beginning of PATTERN (cut short)? REST_OUT: byte in PATTERN where it stops. */
gboolean fuzzy_is_cut(const char *text, const char *pattern, gsize *rest_out);

/* among.c: many beginnings that are asked for together */

Among *among_new(void);
void among_free(Among *among);
/* BEGINNING (borrowed, and never changed) with what fuzzy_prefix() would be given as LEAST. Before the first question. */
void among_add(Among *among, const char *beginning, double least);
/* Of each beginning, in the order in which they were added, whether TEXT may begin with it: 0 where fuzzy_prefix() would surely say 0, too. Good until
 * the next question. NULL: it begins with none. */
const guint8 *among_ask(Among *among, const char *text);

/* words.c */

/* Share of words in order that A and B have in common, of the longer one. Less than LEAST may be told as 0. */
double fuzzy_words(const char *a, const char *b, double least);

/* period.c */

typedef struct {
	DiPeriod period;
	int quarter; /* 1–4 where only the quarter without a year is said; else 0 */
} PeriodHint;
gboolean period_parse_hint(const char *text, PeriodHint *hint_out);
/* "2019-09-01 -": an end that is open */
gboolean period_parse_open(const char *text, DiPeriod *period_out);
/* The one period that stands somewhere within TEXT (a file name, a subject line). */
gboolean period_find(const char *text, PeriodHint *hint_out);

/* date.c */

typedef struct {
	int year, month, day; /* 0: not said */
} DatePart;
/* A whole text as a date in which year or month may be missing. */
gboolean date_part_parse(const char *folded, DatePart *part_out);
DiDate date_part_day(const DatePart *part);
int year_of_digits(const char *digits);
/* The number at the front of DIGITS, at most eight figures. */
int digits_value(const char *digits);
/* A date at the beginning of TEXT; END_OUT the byte after it. */
DiDate date_prefix(const char *text, gsize *end_out);

/* amount.c */

/* "1 296 tkr" → 1296, "270 000 kr" → 270, "1,3 mnkr" → 1300; DI_AMOUNT_NONE: not certain. TKR:
 * the label said that the figure is in thousands. */
gint64 amount_parse_tkr(const char *text, gboolean tkr);

/* name.c */

gboolean name_is_likely(const char *text);
/* A few letters, as the förbund signs its stamp. */
gboolean stamp_is_likely(const char *text);
/* The names in one cell: taken apart where each part is a name, else one. NULL-ended. */
char **name_split(const char *text);
/* "a, b och c" → {a, b, c}: organisations of an årsbilaga, at commas only outside brackets */
char **party_split(const char *text);

/* line.c */

#define TEXT_NEEDS 0.85 /* how well a sentence that the form prints must fit */

typedef enum {
	MARK_TEXT,    /* the reporter's */
	MARK_FORM,    /* the form's own words, page furniture: left out */
	MARK_LABEL,
	MARK_PART,
	MARK_SECTION,
	MARK_TITLE,
} Mark;

typedef struct {
	const DiBlock *block;
	const char *text; /* the line; placeholders are ""; the end of the block's text where it is that, else OWN or its end */
	char *own;
	Mark mark;
	const FormField *field;
	const FormSection *section; /* also the part */
	gsize rest;    /* byte in text where heading or label ends and something else may begin */
	gboolean used; /* a value was taken from it, or it is a heading's second half */
	gboolean first; /* the block's first line: it carries the marker */
	gboolean may_be_numbered; /* by its marker or its text: set by line_begins() */
	gunichar letter; /* the small one of its first character behind blanks: the same */
	const FormSection *inside; /* the section the line stands in; NULL: none */
	const FormSection *answers; /* a control of ours says so; NULL: none does */
	gboolean persons; /* in the part of uppgiftslämnare */
} Line;

/* The body of a document as lines: furniture, notes and the form's boxes out; blocks with several
 * labels or headings taken apart. */
GPtrArray *lines_of(const DiDocument *document, const Form *form);
/* Of SIZE bytes of TEXT, which are copied unless the block keeps them. */
Line *add_line(GPtrArray *lines, const DiBlock *block, const char *text, gsize size, gboolean first);
char *line_place(const Line *line);
/* Surely more than LEAST letters of ASCII? Asked of every line, so a last piece of it is not looked at. */
gboolean has_more_letters(const char *text, gsize least);
gboolean text_is_empty_answer(const Form *form, const char *text);
/* Notes how LINE begins: each section asks that of all lines. */
void line_begins(Line *line);
#define LETTER_BIT(c) ((guint32)1 << ((c) & 31))
/* Does the block's own number (drawn or written) read KEY? AFTER_OUT: byte after it. */
gboolean number_leads(const char *text, const char *marker, const char *key, gsize *after_out);

/* split.c: a line for each label or heading that TEXT of BLOCK holds */

#define WHOLE_HEADING_NEEDS 0.95 /* how well one must fit that is looked for without regard to the rest of its line */

void add_split(GPtrArray *lines, const Form *form, const DiBlock *block, const char *text);
/* A table of contents in cells is the form's. */
void mark_contents(const Form *form, GPtrArray *lines);

/* mark.c */

typedef struct {
	guint titles, foreign, labels, own_labels, sections, parts;
	guint weak; /* sections found by their words alone */
	gboolean foreign_first; /* the first title of all is another paper's */
} FormScore;
void mark_lines(const Form *form, GPtrArray *lines, FormScore *score_out);
/* title.c: the titles alone, counted in SCORE, the form's own marked. */
void mark_titles(const Form *form, GPtrArray *lines, FormScore *score);
gboolean is_form_title(const Form *form, const char *text);
/* several.c: after mark_lines; the blocks at which the form begins once more (DiBlock, not owned), in their order. */
GPtrArray *form_starts(const DiForms *forms, const Form *form, GPtrArray *lines);
/* ours.c: after mark_lines; what a form that we filled in says of itself. */
void mark_ours(const Form *form, GPtrArray *lines, FormScore *score);
/* What each line stands in, after mark_lines. */
void mark_regions(const Form *form, GPtrArray *lines);

/* label.c */

gboolean signs_only(const char *text);
/* How well a label's words must fit: the shortest hardly allow for an error. */
double label_needs(const char *label);
const FormField *label_at(const Form *form, const char *text, gsize *end_out, char **label_out);

/* value.c */

/* Without the punctuation around it; "" for what is no answer. */
char *value_clean(const Form *form, const char *text);
/* Could VALUE be one of FIELD? An empty value always. */
gboolean value_fits(const FormField *field, const char *value);

/* field.c, section.c, person.c, outcome.c, witness.c */

/* PERIOD_TEXT_OUT: what stood where the period should, also when it could not be read. NULL: nothing. */
void take_fields(const Form *form, GPtrArray *lines, DiReport *report, char **period_text_out);
void take_sections(const Form *form, GPtrArray *lines, DiReport *report);
void take_persons(const Form *form, GPtrArray *lines, DiReport *report);
/* Returns how many records (insatser) were found. */
guint take_outcomes(const Form *form, const DiDocument *document, GPtrArray *lines, DiReport *report);
void weigh_witnesses(const Form *form, DiReport *report, const char *period_text, const DiFormHints *hints);
void remark_contents(const Form *form, DiReport *report, const DiFormHints *hints);
/* instruction.c: how many bytes of TEXT from FROM on are SECTION's instruction. CARRY is what a
 * line before left of one, for the next line; may hold NULL. */
gsize instruction_skip(const FormSection *section, const char *text, gsize from, const char **carry);
/* Is TEXT nothing but what the form prints? Stricter than the other, for lines behind the reporter's first. */
gboolean instruction_is_all(const FormSection *section, const char *text, const char **carry);

/* heading.c */
gboolean is_instructed(const FormSection *section, const char *rest);
gsize own_heading(const FormSection *section, const char *text);
/* Both: where the heading of LINE ends, whose known words end at REST. */
gsize added_to_instructed(const FormSection *section, const Line *line, gsize rest);
gsize added_to_heading(const Line *line, gsize rest);
gsize continued_length(const char *rest);
