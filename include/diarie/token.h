/* token: settings in, access tokens out (OAuth 2.0, RFC 6749): for mail servers that take no passwords.
 *
 * Knows the [oauth2] section and one HTTPS address, nothing of mail. Tokens, secrets and keys live in memory only, wiped when
 * freed; the one thing written is the refresh token of the device code flow, before the access token beside it is given out.
 * Who asks: `daemon`, one thread. A call may take half a minute. */
#pragma once

#include <diarie/base.h>

/* token.c */

typedef struct DiTokens DiTokens;
/* Loads what [oauth2] names: the credential oauth2.secret, oauth2.key or oauth2.account, else secret_file, key_file or
 * account_file. CONFIG must outlive it. DI_ERROR_CONFIG: a file is missing, open to others, or no key. */
DiTokens *di_tokens_new(const DiConfig *config, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void di_tokens_free(DiTokens *tokens);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiTokens, di_tokens_free)
/* An access token, fetched where there is none or four fifths of its life have passed; valid until the next call. One that still
 * holds is given where no newer one can be had. After a failure the server is left in peace for a while (di_tokens_wait_s), and
 * the call fails at once. DI_ERROR_TEMPORARY: not reached, 429, 5xx; _PROTOCOL: not to be trusted; _DENIED: refused for good (a
 * wrong or expired secret, no consent: a person must mend it), for an hour; _IO: the refresh token could not be stored. */
const DiSecret *di_tokens_get(DiTokens *tokens, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A mail server has refused the token: the next call fetches another. TRUE: that is worth doing at once, because the token had
 * been accepted before (it was revoked, or a clock is wrong). */
gboolean di_tokens_drop(DiTokens *tokens);
/* For how many seconds asking is senseless; 0: ask. */
int di_tokens_wait_s(const DiTokens *tokens);
/* Has a person consented (diarie login) since the last refusal? */
gboolean di_tokens_is_consented_anew(const DiTokens *tokens);
/* The last answer was a refusal for good: what it said; NULL: it was not. */
const char *di_tokens_refusal(const DiTokens *tokens);
/* The last day of the secret (as [oauth2] says) or the certificate; DI_DATE_NONE: not known. */
DiDate di_tokens_expires(const DiTokens *tokens);

/* device.c: a person's consent, given in a browser (RFC 8628) */

/* What to tell the person: the address to open, the code to type there, for how long both hold. */
typedef void (*DiDeviceShow)(const char *address, const char *code, int seconds, gpointer user);
/* Asks for a code, shows it, waits for the consent, stores the refresh token. DI_ERROR_USAGE: grant is not device;
 * _DENIED: refused; _TEMPORARY: nobody came in time. */
gboolean di_token_login(const DiConfig *config, DiDeviceShow show, gpointer user, GError **error);
