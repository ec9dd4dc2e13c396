/* Landlock: no file, no TCP port, no abstract socket, no signal to others.
 *
 * The kernel's header may be older than the kernel and the other way round, so the ruleset is laid
 * out here and cut to what the running kernel says it knows (its ABI version). */
#include "walls.h"

#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_restrict_self 446
#endif

enum { ASK_VERSION = 1 }; /* LANDLOCK_CREATE_RULESET_VERSION */

struct Ruleset {
	guint64 files, ports, scopes;
};

static const struct Layer {
	int abi;
	guint64 files, ports, scopes;
} layers[] = {
	/* clang-format off */
	{1, 0x1fff, 0, 0}, /* execute, write, read, list, remove, make */
	{2, 0x2000, 0, 0}, /* refer */
	{3, 0x4000, 0, 0}, /* truncate */
	{4, 0,      3, 0}, /* bind, connect */
	{5, 0x8000, 0, 0}, /* ioctl on devices */
	{6, 0,      0, 3}, /* abstract sockets, signals */
	/* clang-format on */
};
static const guint64 reading_files = 0x4 | 0x8; /* read a file, list a folder */
static const guint64 signals = 0x2;

int
di_landlock_abi(void)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, ASK_VERSION);

	return abi > 0 ? (int)abi : 0;
}

gboolean
di_landlock_close(int abi, gboolean reading)
{
	struct Ruleset rules = {0};
	DI_AUTO_FD fd = -1;

	for (guint i = 0; i < G_N_ELEMENTS(layers) && layers[i].abi <= abi; i++) {
		rules.files |= layers[i].files;
		rules.ports |= layers[i].ports;
		rules.scopes |= layers[i].scopes;
	}
	if (reading) { /* the server: libraries are still to be loaded, and it ends its children by signal */
		rules.files &= ~reading_files;
		rules.scopes &= ~signals;
	}
	fd = (int)syscall(SYS_landlock_create_ruleset, &rules, abi >= 6 ? 24 : abi >= 4 ? 16 : 8, 0);
	return fd >= 0 && syscall(SYS_landlock_restrict_self, fd, 0) == 0;
}
