/* Landlock: files, TCP ports, abstract sockets and signals that a process closes to itself, for good.
 *
 * The kernel's header may be older than the kernel and the other way round, so the ruleset is laid
 * out here and cut to what the running kernel says it knows (its ABI version). */
#include <diarie/base.h>

#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

enum { ASK_VERSION = 1, PATH_BENEATH = 1 }; /* LANDLOCK_CREATE_RULESET_VERSION, LANDLOCK_RULE_PATH_BENEATH */

struct Ruleset { /* struct landlock_ruleset_attr */
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

/* A folder that this machine has not needs no rule. */
static gboolean
keep_folder(int rules, const char *folder)
{
	DI_AUTO_FD fd = open(folder, O_PATH | O_CLOEXEC);
	const struct { /* struct landlock_path_beneath_attr */
		guint64 access;
		gint32 fd;
	} __attribute__((packed)) beneath = {reading_files, fd};

	if (fd < 0)
		return errno == ENOENT;
	return syscall(SYS_landlock_add_rule, rules, PATH_BENEATH, &beneath, 0) == 0;
}

gboolean
di_landlock_raise(int abi, DiLandlockKept kept, const char *const folders[])
{
	struct Ruleset closed = {0};
	DI_AUTO_FD fd = -1;

	for (guint i = 0; i < G_N_ELEMENTS(layers) && layers[i].abi <= abi; i++) {
		closed.files |= layers[i].files;
		closed.ports |= layers[i].ports;
		closed.scopes |= layers[i].scopes;
	}
	if (kept & DI_LANDLOCK_KEEP_READING)
		closed.files &= ~reading_files;
	if (kept & DI_LANDLOCK_KEEP_SIGNALS)
		closed.scopes &= ~signals;
	fd = (int)syscall(SYS_landlock_create_ruleset, &closed, abi >= 6 ? 24 : abi >= 4 ? 16 : 8, 0);
	if (fd < 0)
		return FALSE;
	for (; folders && *folders; folders++)
		if (!keep_folder(fd, *folders))
			return FALSE;
	return syscall(SYS_landlock_restrict_self, fd, 0) == 0;
}
