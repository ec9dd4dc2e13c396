/* A search for the reporter of a report: between match.c, which weighs, and match-words.c, which says why. */
#pragma once

#include "private.h"

#include <stdbool.h>

typedef struct {
	const DiReporter *reporter;
	double name;          /* 0–1, the best of its names */
	double who;           /* similarity of huvudman; -1: unknown */
	double sum;
	bool name_sure, name_likely, name_exact, sender, domain, number, thread, blank, outside;
} Candidate;

typedef struct {
	DiRegistry *registry;
	const DiClues *clues;
	char *folded_name, *sender;
	guint name_hash;
	guint64 sender_mark;
	GRefString *domain;    /* of SENDER, interned, with the @; NULL: none, or one that says nothing */
	DiWords *name, *huvudman;
	Candidate *all;        /* of every reporter */
	GPtrArray *candidates; /* Candidate in ALL */
} Search;

/* match-words.c: Swedish, for staff */

/* What speaks for it. */
char *di_match_signs(const Candidate *c);
/* What does not agree, for people to see; the decision stands. */
char *di_match_disagreements(const Search *search, const Candidate *c);
