/* The kinds of value that a setting in diarie.conf has. A kind is one row here and one in config-value.c. */
#pragma once

#include <diarie/base.h>

enum { DI_PACE_USUAL = -1 }; /* [outgoing] pace is not given: as the server at the other end wants it */

typedef struct {
	/* Stores VALUE at FIELD, which owns what it needs; FALSE, with REMEDY (what to write instead), if it cannot be used. */
	gboolean (*parse)(const char *value, void *field, const char **remedy);
	void (*clear)(void *field); /* NULL where the field holds nothing of its own */
} DiValueKind;

extern const DiValueKind di_value_needed, di_value_prefix, di_value_numbering, di_value_mailbox_url, di_value_text, di_value_folder,
	di_value_tls, di_value_auth, di_value_yes, di_value_poll, di_value_day, di_value_outgoing_url,
	di_value_pace, di_value_from, di_value_addresses, di_value_hourly, di_value_provider,
	di_value_grant, di_value_id, di_value_algorithm, di_value_https, di_value_due, di_value_days,
	di_value_after, di_value_hours, di_value_quiet, di_value_timezone, di_value_board,
	di_value_approve;
