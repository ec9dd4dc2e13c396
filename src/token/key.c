/* Signs with an RSA key, as JWS wants it (RFC 7515, 7518): PS256 or RS256. The library is GnuTLS, because libcurl's GnuTLS
 * flavour has it in the process already; it reads PEM and X.509, which nettle below it does not. */
#include "parts.h"

#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <string.h>

enum { BITS_LEAST = 2048, KEY_ID_BYTES = 64, DER_MAX = 16 * 1024 };

struct DiSigner {
	gnutls_privkey_t key;
	DiSignAlgorithm algorithm;
	char *thumbprint; /* of the certificate; NULL: none */
	char *key_id;
	DiDate expires;
};

/* clang-format off */
static const struct {
	const char *name, *thumbprint; /* words of the header */
	gnutls_sign_algorithm_t sign;
	gnutls_digest_algorithm_t digest; /* of the thumbprint */
} algorithms[] = {
	[DI_SIGN_PS256] = {"PS256", "x5t#S256", GNUTLS_SIGN_RSA_PSS_RSAE_SHA256, GNUTLS_DIG_SHA256},
	[DI_SIGN_RS256] = {"RS256", "x5t",      GNUTLS_SIGN_RSA_SHA256,          GNUTLS_DIG_SHA1},
};
/* clang-format on */

void
di_signer_free(DiSigner *signer)
{
	if (!signer)
		return;
	gnutls_privkey_deinit(signer->key);
	g_free(signer->thumbprint);
	g_free(signer->key_id);
	g_free(signer);
}

/* RFC 7515, appendix C */
static char *
base64url(const void *bytes, gsize size)
{
	char *text = g_base64_encode(bytes, size);

	for (char *c = text; *c; c++)
		*c = *c == '+' ? '-' : *c == '/' ? '_' : *c == '=' ? '\0' : *c;
	return text;
}

static gboolean
fails(GError **error, const char *name, const char *what, int code)
{
	g_set_error(error, DI_ERROR, DI_ERROR_CONFIG, "cannot use '%s': %s%s%s; see [oauth2] in diarie.conf(5)", name, what,
		code ? ": " : "", code ? gnutls_strerror(code) : "");
	return FALSE;
}

/* gnutls_datum_t is not const, and promises nothing about it; it is only read. */
static gnutls_datum_t
datum(const void *bytes, gsize size)
{
	union {
		const void *in;
		unsigned char *out;
	} cast = {.in = bytes};

	return (gnutls_datum_t){cast.out, (unsigned)size};
}

static gboolean
load_key(DiSigner *signer, const DiSecret *key, const char *name, GError **error)
{
	gnutls_datum_t pem = datum(di_secret_text(key), strlen(di_secret_text(key)));
	unsigned bits = 0;
	int code = gnutls_privkey_import_x509_raw(signer->key, &pem, GNUTLS_X509_FMT_PEM, NULL, 0);

	if (code < 0)
		return fails(error, name, "it is no private key in PEM without a passphrase", code);
	if (gnutls_privkey_get_pk_algorithm(signer->key, &bits) != GNUTLS_PK_RSA || bits < BITS_LEAST)
		return fails(error, name, "it must be an RSA key of 2048 bits or more", 0);
	return TRUE;
}

static char *
thumbprint_of(gnutls_x509_crt_t certificate, gnutls_digest_algorithm_t digest)
{
	unsigned char bytes[64];
	size_t size = sizeof bytes;

	return gnutls_x509_crt_get_fingerprint(certificate, digest, bytes, &size) < 0 ? NULL : base64url(bytes, size);
}

static gboolean
fits(const DiSigner *signer, gnutls_x509_crt_t certificate)
{
	unsigned char ours[KEY_ID_BYTES] = {0}, theirs[KEY_ID_BYTES] = {0};
	size_t n_ours = sizeof ours, n_theirs = sizeof theirs;
	gnutls_pubkey_t key;
	int code;

	if (gnutls_pubkey_init(&key) < 0)
		return FALSE;
	code = gnutls_pubkey_import_privkey(key, signer->key, 0, 0);
	if (code >= 0)
		code = gnutls_pubkey_get_key_id(key, GNUTLS_KEYID_USE_SHA256, ours, &n_ours);
	if (code >= 0)
		code = gnutls_x509_crt_get_key_id(certificate, GNUTLS_KEYID_USE_SHA256, theirs, &n_theirs);
	gnutls_pubkey_deinit(key);
	return code >= 0 && n_ours == n_theirs && memcmp(ours, theirs, n_ours) == 0;
}

static gboolean
take_certificate(DiSigner *signer, GBytes *pem, const char *name, GError **error)
{
	gsize size;
	const void *bytes = g_bytes_get_data(pem, &size);
	gnutls_datum_t text = datum(bytes, size);
	gnutls_x509_crt_t certificate;
	gboolean good;
	int code = gnutls_x509_crt_init(&certificate);

	if (code < 0)
		return fails(error, name, "no memory for it", code);
	code = gnutls_x509_crt_import(certificate, &text, GNUTLS_X509_FMT_PEM);
	good = code >= 0 ? fits(signer, certificate) || fails(error, name, "the key is not that of the certificate", 0)
			 : fails(error, name, "its certificate_file is no certificate in PEM", code);
	if (good) {
		signer->thumbprint = thumbprint_of(certificate, algorithms[signer->algorithm].digest);
		signer->expires = di_date_of_time((DiTime)gnutls_x509_crt_get_expiration_time(certificate) * DI_SECOND, NULL);
	}
	gnutls_x509_crt_deinit(certificate);
	return good;
}

DiSigner *
di_signer_new(const DiSecret *key, GBytes *certificate, const char *key_id, DiSignAlgorithm algorithm, const char *name,
	GError **error)
{
	g_autoptr(DiSigner) signer = g_new0(DiSigner, 1);

	signer->algorithm = algorithm;
	signer->key_id = g_strdup(key_id);
	signer->expires = DI_DATE_NONE;
	if (gnutls_privkey_init(&signer->key) < 0)
		g_error("out of memory");
	if (!load_key(signer, key, name, error) || (certificate && !take_certificate(signer, certificate, name, error)))
		return NULL;
	return g_steal_pointer(&signer);
}

DiDate
di_signer_expires(const DiSigner *signer)
{
	return signer->expires;
}

static char *
header(const DiSigner *signer)
{
	DiJson *json = di_json_new();

	di_json_object_begin(json, NULL);
	di_json_string(json, "alg", algorithms[signer->algorithm].name);
	di_json_string(json, "typ", "JWT");
	if (signer->thumbprint)
		di_json_string(json, algorithms[signer->algorithm].thumbprint, signer->thumbprint);
	else if (*signer->key_id)
		di_json_string(json, "kid", signer->key_id);
	di_json_object_end(json);
	return di_json_finish(json);
}

char *
di_signer_sign(const DiSigner *signer, const char *claims, GError **error)
{
	g_autofree char *head = header(signer);
	g_autofree char *first = base64url(head, strlen(head));
	g_autofree char *second = base64url(claims, strlen(claims));
	g_autofree char *signed_part = g_strconcat(first, ".", second, NULL);
	gnutls_datum_t data = datum(signed_part, strlen(signed_part)), signature = {0};
	g_autofree char *third = NULL;
	int code = gnutls_privkey_sign_data2(signer->key, algorithms[signer->algorithm].sign, 0, &data, &signature);

	if (code < 0) {
		g_set_error(error, DI_ERROR, DI_ERROR_INTERNAL, "cannot sign with the key of [oauth2]: %s", gnutls_strerror(code));
		return NULL;
	}
	third = base64url(signature.data, signature.size);
	gnutls_free(signature.data);
	return g_strconcat(signed_part, ".", third, NULL);
}
