/* Header values that are safe whatever was put in. Private to this room; knows no GMime. */
#pragma once

#include <diarie/letter.h>

/* One line of valid UTF-8 without controls or direction marks, at most 200 characters. TEXT may be NULL. */
char *di_header_clean(const char *text);
/* TEXT (cleaned) as it stands behind "NAME:", folded with LF and a space: as it is where it is plain
 * ASCII, else as encoded words (RFC 2047) of at most 75 octets. */
char *di_header_text(const char *name, const char *text);
/* The same for "Name <address>"; ADDRESS must have passed di_text_address, the name may be NULL. */
char *di_header_mailbox(const char *header, const char *name, const char *address);
/* The id without its angle brackets, or NULL if it is none that can be repeated safely. */
char *di_header_message_id(const char *text);

/* quoted.c: TEXT, lines ended by LF, as quoted-printable; no line is longer than 76 octets (RFC 2045, 6.7). */
char *di_quoted_printable(const char *text);
