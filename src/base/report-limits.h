/* What a report may hold at most, as JSON: kept by who writes one (report-limits.c), demanded by who reads one (report-read.c). */
#pragma once

enum {
	SECTIONS_MAX = 64,
	PERSONS_MAX = 200,
	REMARKS_MAX = 500,
	OUTCOMES_MAX = 200,
	EVIDENCE_MAX = 500,
	LIST_MAX = 500,
	SCALAR_MAX = 4096,
	TEXT_MAX = 1 << 20,
};
