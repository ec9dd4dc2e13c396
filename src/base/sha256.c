/* SHA-256 of whole originals. GLib takes three times as long as nettle, which uses the processor's own instructions; and each mail is
 * hashed as it came, and its parts twice. */
#include <diarie/base.h>

#include <nettle/sha2.h>

/* nettle's, once something is to be hashed */
static struct {
	__typeof__(sha256_init) *init;
	__typeof__(sha256_update) *update;
	__typeof__(sha256_digest) *digest;
} nettle;

#define NAME_OF(function) NAME_OF_EXPANDED(function) /* nettle's header gives its names another beginning */
#define NAME_OF_EXPANDED(function) #function

static void
open_nettle(void)
{
	void *library = di_library_open(NETTLE_SONAME);

	nettle.init = di_library_find(library, NAME_OF(sha256_init));
	nettle.update = di_library_find(library, NAME_OF(sha256_update));
	nettle.digest = di_library_find(library, NAME_OF(sha256_digest));
}

char *
di_sha256(GBytes *bytes)
{
	static const char digits[] = "0123456789abcdef";
	guint8 digest[SHA256_DIGEST_SIZE];
	struct sha256_ctx context;
	gsize size;
	const guint8 *data = g_bytes_get_data(bytes, &size);
	char *text = g_malloc(2 * SHA256_DIGEST_SIZE + 1);

	if (!nettle.init)
		open_nettle();
	nettle.init(&context);
	nettle.update(&context, size, data);
	nettle.digest(&context, sizeof digest, digest);
	for (gsize i = 0; i < sizeof digest; i++) {
		text[2 * i] = digits[digest[i] >> 4];
		text[2 * i + 1] = digits[digest[i] & 15];
	}
	text[2 * SHA256_DIGEST_SIZE] = '\0';
	return text;
}
