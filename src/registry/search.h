/* A question, taken apart: what search.c asks the index, and what passage.c looks for in a text. */
#pragma once

#include <diarie/base.h>

typedef struct {
	GPtrArray *stems;   /* char*; several: in a row */
	gboolean begins;    /* a longer word that begins so counts too */
} DiTerm;

typedef struct {
	GPtrArray *terms;   /* DiTerm; all are needed */
	gboolean loose;     /* a and o find å, ä and ö too */
} DiQuestion;

/* question.c */
DiQuestion *di_question_new(const char *words, gboolean loose); /* no terms where WORDS holds no word */
void di_question_free(DiQuestion *question);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiQuestion, di_question_free)
/* In FTS5's language. BEGINNINGS: what only begins as a word of it will do, too. */
char *di_question_expression(const DiQuestion *question, gboolean beginnings);

/* passage.c: the part of TEXT that answers QUESTION best, some 24 words, what was hit between U+2068 and U+2069. */
char *di_passage_of(const char *text, const DiQuestion *question);
