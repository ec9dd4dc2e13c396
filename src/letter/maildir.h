/* Delivery to a Maildir instead of a server. Private to this room. */
#pragma once

#include <diarie/letter.h>

/* Makes PATH with its cur, new and tmp. */
gboolean di_maildir_prepare(const char *path, GError **error);
/* REPLY_OUT as di_sender_send. */
DiSendOutcome di_maildir_deliver(const char *path, GBytes *mail, char **reply_out);
