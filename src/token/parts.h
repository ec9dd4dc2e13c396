/* What the files of this room know of each other: settings → a grant's form → one POST → an answer, judged. */
#pragma once

#include <diarie/token.h>

/* provider.c: where tokens come from, and the scope asked for. All are the caller's to free. */

char *di_token_url(const DiConfig *config);
char *di_token_device_url(const DiConfig *config); /* "": the provider has none that serves mail */
char *di_token_scope(const DiConfig *config);
/* In whose name a service account speaks: subject, else the user of the mailbox's or outgoing server's URL. */
char *di_token_subject(const DiConfig *config);

/* key.c: an RSA key that signs (GnuTLS) */

typedef struct DiSigner DiSigner;
/* CERTIFICATE may be NULL: then there is no thumbprint in the header, and KEY_ID stands there ("": nothing does). A key that
 * is not the certificate's, not RSA or shorter than 2048 bits: DI_ERROR_CONFIG, with NAME. */
DiSigner *di_signer_new(const DiSecret *key, GBytes *certificate, const char *key_id, DiSignAlgorithm algorithm, const char *name,
	GError **error);
void di_signer_free(DiSigner *signer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiSigner, di_signer_free)
/* The last day of the certificate; DI_DATE_NONE: there is none. */
DiDate di_signer_expires(const DiSigner *signer);
/* A JWT (RFC 7519) over CLAIMS, a JSON object. */
char *di_signer_sign(const DiSigner *signer, const char *claims, GError **error);

/* claims.c: what is signed. NOW is the wall clock's: the other side compares it with its own. */

char *di_claims_client(const char *client_id, const char *token_url, DiTime now);
char *di_claims_service(const char *account, const char *subject, const char *scope, const char *token_url, DiTime now);

/* account.c: Google's key file of a service account */

typedef struct {
	char *email, *key_id, *token_url; /* token_url: "" where the file has none */
	DiSecret *key;
} DiAccount;
DiAccount *di_account_parse(const DiSecret *json, const char *name, GError **error);
void di_account_free(DiAccount *account);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiAccount, di_account_free)

/* form.c: application/x-www-form-urlencoded, wiped when freed */

typedef struct DiTokenForm DiTokenForm;
DiTokenForm *di_token_form_new(void);
void di_token_form_add(DiTokenForm *form, const char *name, const char *value);
const char *di_token_form_text(const DiTokenForm *form);
void di_token_form_free(DiTokenForm *form);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiTokenForm, di_token_form_free)

/* post.c: one HTTPS request (libcurl) */

typedef struct {
	long status;
	int retry_after_s; /* 0: the server said nothing */
	DiSecret *body;
} DiReply;
void di_reply_clear(DiReply *reply);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DiReply, di_reply_clear)
/* DI_ERROR_TEMPORARY: not reached, or no answer in time; _PROTOCOL: not to be trusted, or an answer over 64 KiB. */
gboolean di_token_post(const char *url, const char *ca_file, const DiTokenForm *form, DiReply *reply_out, GError **error);

/* answer.c: what it said, read as if a stranger had written it */

typedef enum {
	DI_TOKEN_GOOD,
	DI_TOKEN_LATER,   /* 429, 5xx, temporarily_unavailable */
	DI_TOKEN_PENDING, /* authorization_pending: the person has not consented yet */
	DI_TOKEN_SLOWER,  /* slow_down: so, but ask more seldom */
	DI_TOKEN_REFUSED, /* a person must mend something */
	DI_TOKEN_NONSENSE,
} DiTokenKind;
typedef struct {
	DiTokenKind kind;
	DiSecret *access, *refresh; /* NULL: none */
	int life_s;
	char *said;                 /* error and description, one line, cleaned; NULL where kind is GOOD */
	DiSecret *device_code;
	char *user_code, *address;  /* of a device code */
	int interval_s;
} DiTokenAnswer;
/* What REPLY means. SAID never holds what FORM sent (a server may echo it). */
void di_token_read(const DiReply *reply, const DiTokenForm *form, DiTokenAnswer *answer_out);
void di_token_answer_clear(DiTokenAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DiTokenAnswer, di_token_answer_clear)
/* ERROR for an answer that is not good, from HOST's. Returns FALSE. */
gboolean di_token_explain(const DiTokenAnswer *answer, const char *url, GError **error);

/* store.c: the refresh token, one line in a private file beside the database */

char *di_store_path(const DiConfig *config);
/* Two programs must not use one refresh token at once: held until the descriptor closes. -1 and ERROR: IO. */
int di_store_lock(const char *path, GError **error);
/* DI_ERROR_DENIED: there is none yet. */
DiSecret *di_store_read(const char *path, GError **error);
/* Whole or not at all, and there after a power cut. */
gboolean di_store_write(const char *path, const DiSecret *token, GError **error);
