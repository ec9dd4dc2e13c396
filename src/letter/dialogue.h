/* One transaction with the outgoing server, as far as it has come, read along in libcurl's debug stream. Private to this room. */
#pragma once

#include "watch.h"

#include <curl/curl.h>

enum { DI_REPLY_MAX = 300 }; /* characters */

typedef struct {
	const guint8 *bytes;
	gsize size, offset;
	char offers[DI_REPLY_MAX]; /* what the server says after AUTH in its greeting: "PLAIN LOGIN" */
	gboolean auth_begun; /* AUTH was said */
	gboolean mail_begun; /* MAIL was said */
	gboolean at_recipient; /* RCPT was said, and DATA not */
	gboolean data_open;  /* the server said 354 */
	gboolean text_given; /* libcurl was told that the text has ended: the dot may be on its way */
	gboolean is_over;    /* QUIT was said: what follows decides nothing */
	int code;            /* of the last whole reply; 0: none */
	int final_code;      /* of the reply to the dot; 0: none */
	GString *reply;
	DiWatch *watch;
	char *given_up;      /* why it was; NULL: it was not */
} DiDialogue;

/* WATCH lives as long as the dialogue. */
void di_dialogue_begin(DiDialogue *dialogue, DiWatch *watch);
void di_dialogue_clear(DiDialogue *dialogue);

/* For CURLOPT_DEBUGFUNCTION, _READFUNCTION and _XFERINFOFUNCTION; the last argument is the dialogue. */
int di_dialogue_listen(CURL *curl, curl_infotype type, char *data, size_t size, void *user_data);
size_t di_dialogue_give_text(char *buffer, size_t size, size_t count, void *user_data);
int di_dialogue_look_up(void *user_data, curl_off_t to_come, curl_off_t come, curl_off_t to_go, curl_off_t gone);

DiSendOutcome di_dialogue_outcome(const DiDialogue *dialogue);
/* Nothing was said that decides. */
gboolean di_dialogue_is_silence(const DiDialogue *dialogue, DiSendOutcome outcome);
/* Does the refusal say that nobody has the recipient's address? There is one recipient a transaction: what is said after the dot is about it, too. */
gboolean di_dialogue_is_about_address(const DiDialogue *dialogue);
/* What we call ourselves: the machine's name if it is a whole one, else the domain of MAIL_FROM. */
char *di_dialogue_own_name(const char *mail_from);
