/* One report on its way into the register: what filing.c and earlier.c share. */
#pragma once

#include "private.h"

typedef enum { DI_SENDER_KNOWN, DI_SENDER_UNKNOWN, DI_SENDER_UNREGISTERED } DiSenderIs;

typedef struct {
	DiRegistry *registry;
	const DiFiling *filing;
	const DiReport *report;
	gint64 review_id;      /* what a person decided on; 0: none */
	DiMatch *match;        /* NULL where a person chose */
	gint64 insats_id, rapportor_id;
	gboolean chosen;       /* by a person */
	char *insats, *huvudman, *reason;
	DiDate start, slut;
	DiKind kind;
	DiQuarter quarter;
	gboolean any_quarter;  /* it may be about another one than it says: no reminder meanwhile for any */
	char *key;             /* of what the reporter wrote */
	int version;
	gboolean has_versions; /* others of the report, that were not annulled */
	gint64 newest_id;      /* the newest of them */
	DiAllocated number;
	DiSenderIs sender;
} Work;

typedef struct {
	gint64 id;
	DiDate arrived;
	char *diarienummer;
	char *whose; /* id 0: it was filed on this insats, which is not the one it is about; NULL: on none */
} Earlier; /* what was filed before; id 0: nothing that counts as this report */
void di_earlier_clear(Earlier *earlier);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Earlier, di_earlier_clear)

/* Also learns how many versions there are, for the next. */
gboolean di_filing_find_earlier(Work *work, Earlier *earlier, GError **error);

/* version.c: once it is filed. FILED is told what it replaces, or which later one counts in its stead. */
gboolean di_version_place(const Work *work, DiFiled *filed, GError **error);

/* doubt.c */

/* Why a person must look, in Swedish; NULL: nothing stands in the way. EARLIER: what is there of it. */
gboolean di_filing_doubt(Work *work, const Earlier *earlier, char **why_out, GError **error);
/* A person has said whose it is: is that enough? DI_ERROR_USAGE, in Swedish, where the quarter must be said, too. */
gboolean di_filing_is_decided(Work *work, const Earlier *earlier, GError **error);

/* neighbour.c: why a person must look at a report for which there is one, where another insats of its sender's lacks its own: the form may have been
 * copied with its name left as it was. Such an insats is added to the candidates. */
gboolean di_filing_doubt_neighbour(Work *work, char **why_out, GError **error);

/* sender.c */

/* Sets work->sender: once the reporter is known. */
gboolean di_sender_judge(Work *work, GError **error);
gboolean di_sender_wait(Work *work, gint64 handling_id, gint64 *review_id_out, GError **error);
