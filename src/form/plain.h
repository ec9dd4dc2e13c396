/* A text or a form's words prepared for comparing: what plain.c makes, fuzzy.c measures and among.c chooses among. */
#pragma once

#include "internal.h"

enum {
	PATTERN_MAX = 400,
	WINDOW_FIRST = 32, /* characters; each window is twice the one before, the last is all */
	WINDOWS = 6,
	PAIR_BYTES = 64,
	PATTERN_WORDS = (PATTERN_MAX + 63) / 64,
	KNOWN = 0x100, /* beyond the letters of Swedish the pattern is searched */
};

/* Which pairs of letters occur, each hashed to a bit. */
typedef struct {
	guint8 byte[PAIR_BYTES];
} Pairs;

typedef struct {
	guint16 end; /* the character after it */
	guint8 byte, bit;
} Pair;

typedef struct {
	guint32 c : 31;
	guint32 is_capital : 1;
} Sign;

typedef struct {
	Pairs pairs[WINDOWS]; /* of the first 32, 64 … characters */
	guint window; /* the last of them in which there is anything */
	guint n, next; /* NEXT: the byte of the text at which it goes on */
	Sign at[]; /* as many as were asked for */
} Plain;

/* A text is matched with many patterns in turn, by each section of each form, and the patterns are the same for every
 * text: both are remembered. What is remembered counts only if it was made of these very bytes. */
typedef struct {
	char *bytes; /* of the text, as far as it was read: SIZE, with its NUL where that was reached */
	gsize size;
	guint max; /* characters that were asked for; G_MAXUINT: it has no more */
	Plain *plain;
} Remembered;

/* What a form prints, prepared for comparing. */
typedef struct {
	Remembered text;
	guint n, n_pairs, words;
	Pair *pairs; /* each once; the last ends beyond the pattern */
	guint8 row_of[KNOWN]; /* a character's place in ROWS; 0: it is not there */
	guint64 *rows; /* the places at which it stands, WORDS each */
	gboolean is_known; /* there is no character in it beyond KNOWN */
} Pattern;

/* plain.c */

const Pattern *pattern_of(const char *text);
/* As many characters of TEXT as MAX. Every section asks for all lines of a report once more; a short one touches few pages. */
const Plain *plain_text(const char *text, guint max);
/* The bytes of TEXT behind which its first N characters for comparing end; the last of them is no space. */
gsize plain_bytes_of(const char *text, guint n);

/* fuzzy.c */

/* One comparison: as long as it may succeed, at most MOST edits, within REACH characters of the text. */
typedef struct {
	const Pattern *pattern;
	double least;
	guint most, reach;
} Search;

Search search_for(const Pattern *pattern, double least);
/* An edit takes away two pairs at most: of those of PATTERN that end at END_OUT at the latest, and so must stand within the text's WINDOW, a text
 * may lack so many; one that lacks more is further away than LEAST allows. FALSE: it may lack them all. */
gboolean search_needs_pairs(const Search *search, guint window, guint *end_out, guint *lacking_out);
