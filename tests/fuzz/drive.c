/* A small engine for the fuzz targets where libFuzzer is not at hand: changes the seeds in many ways,
 * always the same ones for the same number, and calls the target with each.
 *
 *	fuzz-message [-seconds=N] [-seed=N] FILE-OR-FOLDER…
 *
 * The last input is kept in a file, so that one that kills the target is there afterwards. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INPUT_MAX = 1 << 16, CHANGES_MAX = 8 };

typedef struct {
	GPtrArray *seeds; /* GBytes */
	GRand *chance;
	int seconds;
	guint32 seed;
} Drive;

/* What means something in mails, JSON and archives. */
static const char *const words[] = {"\r\n", "\n\n", "--", "\"", "{", "[", "]", "}", "\\u0000", "-1", "9223372036854775807",
	"boundary=", "Content-Type: multipart/mixed; boundary=g\n", "Content-Transfer-Encoding: base64\n", "=?utf-8?Q?", "?=",
	"filename*0*=", "begin 644 a\n", "end\n", "message/rfc822", "charset=utf-7", "format=flowed", "\xff\xfe", "null"};

static void
add_seed(Drive *drive, const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	GBytes *bytes = dir ? NULL : di_file_read(path, INPUT_MAX, NULL);
	const char *name;

	if (bytes)
		g_ptr_array_add(drive->seeds, bytes);
	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *inner = g_build_filename(path, name, NULL);

		add_seed(drive, inner);
	}
}

static guint
below(Drive *drive, guint n)
{
	return n > 1 ? (guint)g_rand_int_range(drive->chance, 0, (gint32)n) : 0;
}

static void
splice(Drive *drive, GByteArray *input, const guint8 *piece, gsize size)
{
	guint at = below(drive, input->len + 1);
	guint tail = input->len - at;

	size = MIN(size, INPUT_MAX - MIN(input->len, INPUT_MAX));
	g_byte_array_set_size(input, input->len + (guint)size);
	memmove(input->data + at + size, input->data + at, tail);
	memcpy(input->data + at, piece, size);
}

static void
change(Drive *drive, GByteArray *input)
{
	guint what = below(drive, 6), at = below(drive, input->len);
	const char *word = words[below(drive, G_N_ELEMENTS(words))];
	GBytes *other = drive->seeds->pdata[below(drive, drive->seeds->len)];
	gsize size;
	const guint8 *piece = g_bytes_get_data(other, &size);
	guint from = below(drive, (guint)size), some = 1 + below(drive, 512);

	if (what == 0 && input->len > 0)
		input->data[at] ^= (guint8)(1 << below(drive, 8));
	else if (what == 1 && input->len > 0)
		input->data[at] = (guint8)below(drive, 256);
	else if (what == 2 && input->len > 0)
		g_byte_array_remove_range(input, at, MIN(some / 8 + 1, input->len - at));
	else if (what == 3 && size > 0)
		splice(drive, input, piece + from, MIN(some, size - from));
	else if (what == 4)
		splice(drive, input, (const guint8 *)word, strlen(word));
	else if (input->len > 0)
		g_byte_array_set_size(input, at);
}

static void
run_one(Drive *drive, const char *last)
{
	GBytes *seed = drive->seeds->pdata[below(drive, drive->seeds->len)];
	g_autoptr(GByteArray) input = g_byte_array_new();
	gsize size;
	const guint8 *bytes = g_bytes_get_data(seed, &size);

	g_byte_array_append(input, bytes, (guint)size);
	for (guint n = below(drive, CHANGES_MAX) + 1; n > 0; n--)
		change(drive, input);
	if (last && !g_file_set_contents(last, (const char *)input->data, input->len, NULL))
		last = NULL;
	LLVMFuzzerTestOneInput(input->data, input->len);
}

static void
take_argument(Drive *drive, const char *argument)
{
	if (g_str_has_prefix(argument, "-seconds="))
		drive->seconds = atoi(argument + strlen("-seconds="));
	else if (g_str_has_prefix(argument, "-seed="))
		drive->seed = (guint32)atoi(argument + strlen("-seed="));
	else
		add_seed(drive, argument);
}

int
main(int argc, char **argv)
{
	Drive drive = {.seeds = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref), .seconds = 5, .seed = 1};
	const char *last = g_getenv("FUZZ_LAST");
	guint64 n = 0;
	gint64 end_us;

	for (int i = 1; i < argc; i++)
		take_argument(&drive, argv[i]);
	if (drive.seeds->len == 0) {
		fputs("no seeds: name files or folders\n", stderr);
		return 2;
	}
	for (guint i = 0; i < drive.seeds->len; i++) {
		gsize size;
		const guint8 *bytes = g_bytes_get_data(drive.seeds->pdata[i], &size);

		LLVMFuzzerTestOneInput(bytes, size);
	}
	drive.chance = g_rand_new_with_seed(drive.seed);
	end_us = g_get_monotonic_time() + drive.seconds * G_USEC_PER_SEC;
	for (; g_get_monotonic_time() < end_us; n++)
		run_one(&drive, last);
	printf("%s: %u seeds, %" G_GUINT64_FORMAT " inputs in %d s, none fatal\n", argv[0], drive.seeds->len, n, drive.seconds);
	g_rand_free(drive.chance);
	g_ptr_array_unref(drive.seeds);
	return 0;
}
