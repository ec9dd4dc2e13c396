/* The walls around the setting of a paper: what stands in it came from strangers, and pango, cairo and fontconfig read it. Landlock
 * leaves the folders of fonts, to be read; a filter leaves what reading, memory, threads and the answer need. Anything else is
 * refused with EPERM, not by death: libraries ask for this and that and live without it. */
#include "press.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>

/* Where fonts, their settings and their caches are. There is no HOME here, so none of a person's own are looked for. */
static const char *const font_folders[] = {"/usr", "/etc/fonts", "/var/cache/fontconfig", NULL};

static const int allowed[] = {
	/* reading: which files is Landlock's to say, and that they are not written openat's flags (below) */
	SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(readv), SCMP_SYS(lseek), SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(newfstatat),
	SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(statx), SCMP_SYS(statfs), SCMP_SYS(fstatfs), SCMP_SYS(access), SCMP_SYS(faccessat),
	SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getdents64), SCMP_SYS(getcwd), SCMP_SYS(fcntl),
	SCMP_SYS(fadvise64),
	/* the answer */
	SCMP_SYS(write), SCMP_SYS(writev),
	/* memory (never executable: below) */
	SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
	/* pango's threads */
	SCMP_SYS(futex), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity),
	SCMP_SYS(gettid), SCMP_SYS(getpid), SCMP_SYS(exit),
	/* time, chance, the machine */
	SCMP_SYS(clock_gettime), SCMP_SYS(clock_nanosleep), SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(getrandom),
	SCMP_SYS(sysinfo), SCMP_SYS(uname), SCMP_SYS(restart_syscall),
	/* ending, also badly */
	SCMP_SYS(exit_group), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(tgkill),
};

/* Calls that are right with some arguments only. */
static const struct Condition {
	int call;
	struct scmp_arg_cmp argument;
} conditions[] = {
	{SCMP_SYS(open), SCMP_A1(SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY)},
	{SCMP_SYS(openat), SCMP_A2(SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY)},
	{SCMP_SYS(mmap), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)},
	{SCMP_SYS(mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)},
	{SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)},
	{SCMP_SYS(prctl), SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME)},
	{SCMP_SYS(prlimit64), SCMP_A2(SCMP_CMP_EQ, 0)}, /* asked, not set */
};

/* Where the kernel has none, the filter alone must stand. */
static gboolean
raise_landlock(void)
{
	int abi = di_landlock_abi();

	return abi == 0 || di_landlock_raise(abi, DI_LANDLOCK_KEEP_NOTHING, font_folders);
}

static int
fill(scmp_filter_ctx filter)
{
	int failed = seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2); /* a tree, not a list */

	for (gsize i = 0; i < G_N_ELEMENTS(allowed) && !failed; i++)
		failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
	for (gsize i = 0; i < G_N_ELEMENTS(conditions) && !failed; i++)
		failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, conditions[i].call, 1, conditions[i].argument);
	if (!failed) /* its flags lie in memory, which no filter sees: glibc takes clone instead */
		failed = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
	return failed;
}

static int
raise_filter(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int failed = filter ? fill(filter) : -ENOMEM;

	if (!failed)
		failed = seccomp_load(filter);
	if (filter)
		seccomp_release(filter);
	return failed;
}

gboolean
di_print_walls(GError **error)
{
	int failed = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ? -errno : 0;

#if defined(DI_SANITIZERS) || defined(DI_COVERAGE)
	(void)raise_landlock;
	(void)raise_filter;
#else
	if (!failed && !raise_landlock())
		failed = -errno;
	if (!failed)
		failed = raise_filter();
#endif
	if (failed)
		g_set_error(error, DI_ERROR, DI_ERROR_INTERNAL, "cannot raise the walls around diarie-print: %s", g_strerror(-failed));
	return !failed;
}
