/* The lists behind seccomp's filters, and libseccomp's translation of them for the kernel. This runs while diarie is built
 * (filter-print.c writes what comes out as tables), since libseccomp takes half a millisecond of every start; where the
 * build is for another machine it runs in the program itself (filter.c).
 *
 * A child has an allow-list: anything else ends it with SIGSYS. What libraries ask in passing (is there a file, how many
 * processors) is answered with an error instead: they go on without. The server has a deny-list: it loads libraries, forks and
 * ends children, but never opens a socket, runs a program or looks into another process. */
#include "filter-make.h"

#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])
enum { EMPTY_PATH = 0x1000 }; /* AT_EMPTY_PATH */

static const int child_may[] = {
	/* its three descriptors */
	SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(sendmsg), SCMP_SYS(lseek),
	SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(poll), SCMP_SYS(ppoll),
	/* memory, but none that can be run (below) */
	SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(futex),
	/* clocks, chance, its own name */
	SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(getrandom), SCMP_SYS(getpid),
	SCMP_SYS(gettid), SCMP_SYS(sched_yield),
	/* its end */
	SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(restart_syscall),
};

static const int child_is_told_no[] = {
	/* files: iconv, poppler and the locale look for some in passing */
	SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
	SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(statx),
	SCMP_SYS(statfs), SCMP_SYS(fstatfs), SCMP_SYS(getcwd), SCMP_SYS(getdents64), SCMP_SYS(fcntl),
	SCMP_SYS(ioctl), SCMP_SYS(fadvise64),
	/* the machine and its limits: qsort asks for the memory, GLib for processors */
	SCMP_SYS(getrlimit), SCMP_SYS(sysinfo), SCMP_SYS(uname), SCMP_SYS(sched_getaffinity),
	/* who it is */
	SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(getppid),
	/* signals: it may not catch what ends it */
	SCMP_SYS(rt_sigaction), SCMP_SYS(sigaltstack),
};

static const int server_may_not[] = {
	/* the network */
	SCMP_SYS(socket), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen), SCMP_SYS(accept), SCMP_SYS(accept4),
	/* other programs and processes */
	SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev), SCMP_SYS(process_madvise), SCMP_SYS(pidfd_getfd), SCMP_SYS(kcmp),
	/* files changed */
	SCMP_SYS(creat), SCMP_SYS(rename), SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(unlink),
	SCMP_SYS(unlinkat), SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(mknod), SCMP_SYS(mknodat), SCMP_SYS(link),
	SCMP_SYS(linkat), SCMP_SYS(symlink), SCMP_SYS(symlinkat), SCMP_SYS(truncate), SCMP_SYS(chmod),
	SCMP_SYS(fchmod), SCMP_SYS(fchmodat), SCMP_SYS(chown), SCMP_SYS(fchown), SCMP_SYS(fchownat),
	/* the system */
	SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(pivot_root), SCMP_SYS(chroot), SCMP_SYS(unshare),
	SCMP_SYS(setns), SCMP_SYS(bpf), SCMP_SYS(perf_event_open), SCMP_SYS(userfaultfd), SCMP_SYS(keyctl),
	SCMP_SYS(add_key), SCMP_SYS(request_key), SCMP_SYS(io_uring_setup), SCMP_SYS(personality),
	SCMP_SYS(init_module), SCMP_SYS(finit_module), SCMP_SYS(kexec_load), SCMP_SYS(reboot),
};

static int
add_all(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t n)
{
	int failed = 0;

	for (size_t i = 0; i < n && !failed; i++)
		failed = seccomp_rule_add(filter, action, calls[i], 0);
	return failed;
}

/* Calls that are right with some arguments only. */
static const struct Condition {
	int call;
	uint32_t action;
	struct scmp_arg_cmp argument;
} conditions[] = {
	/* clang-format off */
	/* memory that can be run: PCRE2 asks for it, and matches without when told no */
	{SCMP_SYS(mmap),       SCMP_ACT_ALLOW,         SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)},
	{SCMP_SYS(mmap),       SCMP_ACT_ERRNO(EACCES), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC)},
	{SCMP_SYS(mprotect),   SCMP_ACT_ALLOW,         SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)},
	{SCMP_SYS(mprotect),   SCMP_ACT_ERRNO(EACCES), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC)},
	/* glibc's fstat(); with a path it would look at files */
	{SCMP_SYS(prlimit64),  SCMP_ACT_ERRNO(EACCES), SCMP_A0(SCMP_CMP_NE, 0)},
	{SCMP_SYS(prlimit64),  SCMP_ACT_ERRNO(EACCES), SCMP_A1(SCMP_CMP_NE, RLIMIT_CPU)},
	{SCMP_SYS(newfstatat), SCMP_ACT_ALLOW,         SCMP_A3(SCMP_CMP_MASKED_EQ, EMPTY_PATH, EMPTY_PATH)},
	{SCMP_SYS(newfstatat), SCMP_ACT_ERRNO(EACCES), SCMP_A3(SCMP_CMP_MASKED_EQ, EMPTY_PATH, 0)},
	/* clang-format on */
};

static int
add_conditions(scmp_filter_ctx filter)
{
	int failed = 0;

	for (size_t i = 0; i < COUNT(conditions) && !failed; i++)
		failed = seccomp_rule_add(filter, conditions[i].action, conditions[i].call, 1, conditions[i].argument);
	if (!failed)
		failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 2,
			SCMP_A0(SCMP_CMP_EQ, DI_OWN_PID_MARK), SCMP_A2(SCMP_CMP_EQ, SIGABRT));
	if (!failed) /* its own soft limit of time, which is raised from page to page below the hard one */
		failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2,
			SCMP_A0(SCMP_CMP_EQ, 0), SCMP_A1(SCMP_CMP_EQ, RLIMIT_CPU));
	return failed;
}

static int
fill_child(scmp_filter_ctx filter)
{
	int failed = add_all(filter, SCMP_ACT_ALLOW, child_may, COUNT(child_may));

	if (!failed)
		failed = add_all(filter, SCMP_ACT_ERRNO(EACCES), child_is_told_no, COUNT(child_is_told_no));
	if (!failed)
		failed = add_conditions(filter);
	return failed;
}

static int
fill_server(scmp_filter_ctx filter)
{
	return add_all(filter, SCMP_ACT_KILL_PROCESS, server_may_not, COUNT(server_may_not));
}

static int
make(uint32_t otherwise, int (*fill)(scmp_filter_ctx filter), int fd)
{
	scmp_filter_ctx filter = seccomp_api_set(3) == 0 ? seccomp_init(otherwise) : NULL; /* 3: a process may be killed, not asked of this kernel */
	int failed = filter ? seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2) : -ENOMEM;

	if (!failed)
		failed = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	if (!failed)
		failed = fill(filter);
	if (!failed)
		failed = seccomp_export_bpf(filter, fd);
	if (filter)
		seccomp_release(filter);
	return failed;
}

int
di_filter_make_child(int fd)
{
	return make(SCMP_ACT_KILL_PROCESS, fill_child, fd);
}

int
di_filter_make_server(int fd)
{
	return make(SCMP_ACT_ALLOW, fill_server, fd);
}
