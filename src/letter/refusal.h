/* What a refusal is about: pure rules. */
#pragma once

#include <glib.h>

/* The server wants another login or none at all: it is the configuration that is wrong, not the letter. */
gboolean di_refusal_is_about_login(int code);
/* Does a refusal of RCPT say that nobody has the address? By its enhanced code (RFC 3463): 5.1.x is about the address, but for 5.1.7 and 5.1.8,
 * which are about the sender's; a mailbox that is shut; and Exchange Online's word for one it does not know. A server that refuses all
 * recipients, because it will not relay or likes us not, says 5.7.1 or nothing: that tells nothing about this one. One without enhanced codes has to say in
 * words that it does not know the person; or it is 521 or 556, a domain that takes no mail at all (RFC 7504). */
gboolean di_refusal_is_about_address(const char *reply);
/* The same of a refusal after the dot, where Exchange Online says it: the codes that are about nothing but the one recipient. */
gboolean di_refusal_names_nobody(const char *reply);
