/* A letter's text as it was parsed. Private to this room. */
#pragma once

#include <diarie/letter.h>

typedef enum {
	DI_NODE_TEXT,   /* as it stands; no line end */
	DI_NODE_LINE,   /* the end of a line */
	DI_NODE_VALUE,  /* {name} */
	DI_NODE_NOUN,   /* {name:one|several}: the word that goes with the number */
	DI_NODE_IF,     /* {?name} */
	DI_NODE_UNLESS, /* {!name} */
	DI_NODE_END,    /* {/name} */
} DiNodeKind;

typedef struct {
	DiNodeKind kind;
	char *text; /* the text or the name */
	char *one, *several; /* of a NOUN; NULL otherwise */
	int line;   /* where it stands in the file, from 1 */
} DiNode;

typedef struct {
	char *name;
	GPtrArray *subject, *body; /* DiNode; passages are closed and do not cross */
} DiTemplate;

/* kinds.c: which letters there are, and which placeholders each knows */

typedef struct {
	const char *name;
	const char *needs; /* must stand in the text: names between spaces */
	const char *knows; /* may stand there besides those */
} DiLetterKind;
/* Ends with a NULL name. */
extern const DiLetterKind di_letter_kinds[];
/* May PLACEHOLDER stand in a letter of this kind? */
gboolean di_letter_kind_knows(const DiLetterKind *kind, const char *placeholder);
/* A placeholder whose value may be several lines. */
gboolean di_letter_is_list(const char *placeholder);
/* A placeholder whose value must stay on one line, however long: it is copied and pasted. */
gboolean di_letter_is_whole(const char *placeholder);

/* template.c */

DiTemplate *di_template_parse(const DiLetterKind *kind, const char *path, const char *text, GError **error);
void di_template_free(DiTemplate *template);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiTemplate, di_template_free)
const DiTemplate *di_letters_find(const DiLetters *letters, const char *name);

/* render.c */

DiLetterText *di_template_render(const DiTemplate *template, GHashTable *values);
