/* What a refusal (5yz) is about: pure rules, in a table (README.md). */
#pragma once

#include <diarie/letter.h>

/* The server wants another login or none at all: it is the configuration that is wrong, not the letter. */
gboolean di_refusal_is_about_login(int code);
/* What was said last. */
typedef enum {
	DI_STAGE_GREETING = 1 << 0, /* until the login is done */
	DI_STAGE_MAIL = 1 << 1,
	DI_STAGE_RCPT = 1 << 2,
	DI_STAGE_TEXT = 1 << 3, /* DATA, or the text and its dot */
} DiStage;
/* By the enhanced code (RFC 3463) of REPLY, the whole line, which begins with 5yz; where it has none, by the stage. */
DiRefusal di_refusal_of(DiStage stage, const char *reply);
