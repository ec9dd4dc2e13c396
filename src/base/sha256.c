/* SHA-256 of whole originals. GLib takes three times as long as nettle, which uses the processor's own instructions; and each mail is
 * hashed as it came, and its parts twice. */
#include <diarie/base.h>

#include <nettle/sha2.h>

char *
di_sha256(GBytes *bytes)
{
	static const char digits[] = "0123456789abcdef";
	guint8 digest[SHA256_DIGEST_SIZE];
	struct sha256_ctx context;
	gsize size;
	const guint8 *data = g_bytes_get_data(bytes, &size);
	char *text = g_malloc(2 * SHA256_DIGEST_SIZE + 1);

	sha256_init(&context);
	sha256_update(&context, size, data);
	sha256_digest(&context, sizeof digest, digest);
	for (gsize i = 0; i < sizeof digest; i++) {
		text[2 * i] = digits[digest[i] >> 4];
		text[2 * i + 1] = digits[digest[i] & 15];
	}
	text[2 * SHA256_DIGEST_SIZE] = '\0';
	return text;
}
