/* A question, taken apart: what search.c asks the index, and what passage.c looks for in a text. */
#pragma once

#include "private.h"

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

/* named.c: whom a question names */

typedef struct {
	gint64 rapportor_id;
	char *insats, *huvudman;
	char *insats_stems, *huvudman_stems; /* of their words, each between two spaces */
} DiNamed;

/* Whose names a word is looked for in. Of huvudmän only a word counts that tells them apart ("kommun" does not). */
typedef enum { DI_NAMED_BY_HUVUDMAN, DI_NAMED_BY_ANY } DiNamedBy;

/* Array of DiNamed: every reporter. NULL: ERROR. */
GPtrArray *di_named_all(DiRegistry *registry, GError **error);
/* The words of QUESTION that name some of ALL (NULL: none), taken out of it, as stems: "vad skrev Hudiksvall om praktik". Those that are left are
 * looked for; a question of names alone stays as it is. */
GPtrArray *di_named_take(const GPtrArray *all, DiQuestion *question, DiNamedBy by);
/* Is every one of NAMES (stems) in the reporter's names? */
gboolean di_named_has(const DiNamed *named, const GPtrArray *names);
