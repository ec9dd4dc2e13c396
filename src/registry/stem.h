/* Words for searching, the same for what is indexed and for what is asked. */
#pragma once

#include <diarie/base.h>

typedef struct {
	char text[64 * 6 + 1]; /* small letters, other languages' accents gone; at most 64 letters */
	gsize start, end;      /* where it stands, in bytes */
} DiStemWord;
/* The next word of TEXT from *AT on, which moves behind it; letters and digits, soft hyphens left out. FALSE: no more. */
gboolean di_stem_next_word(const char *text, gsize size, gsize *at, DiStemWord *word_out);
/* Takes Swedish endings off WORD, in place. */
void di_stem_swedish(char *word);
/* WORD with a and o for å, ä and ö; as large a buffer. TRUE: it had any. */
gboolean di_stem_without_dots(const char *word, char *plain_out);
/* Is it a word that says nothing by itself: "och", "som"? */
gboolean di_stem_is_stop_word(const char *word);
