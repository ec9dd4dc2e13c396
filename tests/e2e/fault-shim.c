/* LD_PRELOAD: stands before each call by which a program changes or tells the world, and counts.
 *
 * SHIM_KILL=N       the process dies (SIGKILL) before its Nth call of any kind; SHIM_NOTE: a file that gets "CALL\n" first
 * SHIM_AT=N         the Nth write or sync of a file below SHIM_ROOT fails with SHIM_ERRNO, with SHIM_LASTING all after it too;
 *                   leaves the file SHIM_ROOT.hit where it did
 * SHIM_RECORD=FILE  what was done to files below SHIM_ROOT, in order, is appended to FILE: a line of JSON-like words
 *                   "KIND NUMBER NUMBER PATH-LENGTH PATH" and then NUMBER bytes of data (see power.py)
 * SHIM_CLOCK=FILE   the wall clock stands as many seconds from the real one as FILE says */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static long calls, below_calls;

#define REAL(name) __typeof__(name) *real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static long
number_of(const char *name)
{
	const char *text = getenv(name);

	return text ? atol(text) : 0;
}

/* By the kernel itself: nothing of ours is counted or recorded. */
static void
put(const char *path, int flags, const void *bytes, size_t size)
{
	long fd = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);

	if (fd < 0)
		return;
	syscall(SYS_write, fd, bytes, size);
	syscall(SYS_close, fd);
}

/* Every call comes by here before it is made. */
static void
die_here(const char *call)
{
	const char *note = getenv("SHIM_NOTE");
	char line[64];

	if (__atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED) != number_of("SHIM_KILL"))
		return;
	snprintf(line, sizeof line, "%s\n", call);
	if (note)
		put(note, O_APPEND, line, strlen(line));
	raise(SIGKILL); /* tgkill: diarie-mailbox's filter lets it pass */
}

static int
is_below(const char *path)
{
	const char *root = getenv("SHIM_ROOT");

	return root && strncmp(path, root, strlen(root)) == 0;
}

static int
path_of(int fd, char *path, size_t size)
{
	char link[64];
	ssize_t length;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	length = readlink(link, path, size - 1);
	path[length > 0 ? length : 0] = '\0';
	return length > 0;
}

static int
must_fail(const char *call, int fd)
{
	long at = number_of("SHIM_AT");
	char path[4096], hit[4200];

	die_here(call);
	if (!at || !getenv("SHIM_ERRNO") || !path_of(fd, path, sizeof path) || !is_below(path))
		return 0;
	below_calls++;
	if (below_calls != at && !(getenv("SHIM_LASTING") && below_calls > at))
		return 0;
	snprintf(hit, sizeof hit, "%s.hit", getenv("SHIM_ROOT"));
	put(hit, 0, "", 0);
	errno = atoi(getenv("SHIM_ERRNO"));
	return 1;
}

static void
record(const char *kind, const char *path, long long at, const void *bytes, size_t size)
{
	const char *file = getenv("SHIM_RECORD");
	int saved = errno, length;
	char *text;

	if (!file || !is_below(path))
		return;
	text = malloc(strlen(path) + size + 128);
	length = sprintf(text, "%s %lld %zu %zu %s\n", kind, at, size, strlen(path), path);
	memcpy(text + length, bytes, size);
	put(file, O_APPEND, text, (size_t)length + size);
	free(text);
	errno = saved;
}

static void
record_fd(const char *kind, int fd, long long at, const void *bytes, size_t size)
{
	char path[4096];

	if (getenv("SHIM_RECORD") && path_of(fd, path, sizeof path))
		record(kind, path, at, bytes, size);
}

/* Where a write without a place begins: the end for O_APPEND. */
static long long
place_of(int fd)
{
	struct stat about;

	if (!getenv("SHIM_RECORD"))
		return 0;
	if ((fcntl(fd, F_GETFL) & O_APPEND) && fstat(fd, &about) == 0)
		return about.st_size;
	return lseek(fd, 0, SEEK_CUR);
}

ssize_t
write(int fd, const void *bytes, size_t size)
{
	REAL(write);
	long long at = place_of(fd);
	ssize_t done;

	if (fd == STDERR_FILENO)
		return real(fd, bytes, size);
	if (must_fail("write", fd))
		return -1;
	done = real(fd, bytes, size);
	if (done > 0)
		record_fd("write", fd, at, bytes, (size_t)done);
	return done;
}

ssize_t
pwrite64(int fd, const void *bytes, size_t size, off64_t at)
{
	REAL(pwrite64);
	ssize_t done;

	if (must_fail("pwrite", fd))
		return -1;
	done = real(fd, bytes, size, at);
	if (done > 0)
		record_fd("write", fd, at, bytes, (size_t)done);
	return done;
}

ssize_t
pwrite(int fd, const void *bytes, size_t size, off_t at)
{
	return pwrite64(fd, bytes, size, at);
}

int
fsync(int fd)
{
	REAL(fsync);
	int done = must_fail("fsync", fd) ? -1 : real(fd);

	if (done == 0)
		record_fd("sync", fd, 0, "", 0);
	return done;
}

int
fdatasync(int fd)
{
	REAL(fdatasync);
	int done = must_fail("fdatasync", fd) ? -1 : real(fd);

	if (done == 0)
		record_fd("sync", fd, 0, "", 0);
	return done;
}

int
ftruncate64(int fd, off64_t size)
{
	REAL(ftruncate64);
	int done = must_fail("ftruncate", fd) ? -1 : real(fd, size);

	if (done == 0)
		record_fd("truncate", fd, size, "", 0);
	return done;
}

int
ftruncate(int fd, off_t size)
{
	return ftruncate64(fd, size);
}

/* A file or folder that was not there before. */
static void
record_new(const char *kind, const char *path, int was_there)
{
	if (!was_there)
		record(kind, path, 0, "", 0);
}

static int
is_there(const char *path)
{
	return syscall(SYS_faccessat, AT_FDCWD, path, F_OK, 0) == 0;
}

static int
open_as(int flags, mode_t mode, const char *path)
{
	int was_there = flags & O_CREAT ? is_there(path) : 1;
	int fd;

	if (flags & (O_CREAT | O_TRUNC))
		die_here("open");
	fd = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
	if (fd >= 0)
		record_new("create", path, was_there);
	if (fd >= 0 && was_there && (flags & O_TRUNC))
		record("truncate", path, 0, "", 0);
	return fd;
}

int
open64(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list more;

	va_start(more, flags);
	if (flags & (O_CREAT | __O_TMPFILE))
		mode = va_arg(more, mode_t);
	va_end(more);
	return open_as(flags, mode, path);
}

int
open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list more;

	va_start(more, flags);
	if (flags & (O_CREAT | __O_TMPFILE))
		mode = va_arg(more, mode_t);
	va_end(more);
	return open_as(flags, mode, path);
}

int
mkdir(const char *path, mode_t mode)
{
	REAL(mkdir);
	int done;

	die_here("mkdir");
	done = real(path, mode);
	if (done == 0)
		record("mkdir", path, 0, "", 0);
	return done;
}

int
unlink(const char *path)
{
	REAL(unlink);
	int done;

	die_here("unlink");
	done = real(path);
	if (done == 0)
		record("unlink", path, 0, "", 0);
	return done;
}

int
rename(const char *from, const char *to)
{
	REAL(rename);
	int done;

	die_here("rename");
	done = real(from, to);
	if (done == 0)
		record("rename", from, 0, to, strlen(to));
	return done;
}

int
renameat2(int from_fd, const char *from, int to_fd, const char *to, unsigned int flags)
{
	REAL(renameat2);
	int done;

	die_here("rename");
	done = real(from_fd, from, to_fd, to, flags);
	if (done == 0)
		record("rename", from, 0, to, strlen(to));
	return done;
}

ssize_t
send(int fd, const void *bytes, size_t size, int flags)
{
	REAL(send);

	die_here("send");
	return real(fd, bytes, size, flags);
}

ssize_t
sendto(int fd, const void *bytes, size_t size, int flags, const struct sockaddr *to, socklen_t length)
{
	REAL(sendto);

	die_here("send");
	return real(fd, bytes, size, flags, to, length);
}

ssize_t
sendmsg(int fd, const struct msghdr *message, int flags)
{
	REAL(sendmsg);

	die_here("sendmsg");
	return real(fd, message, flags);
}

ssize_t
writev(int fd, const struct iovec *parts, int n)
{
	REAL(writev);

	die_here("writev");
	return real(fd, parts, n);
}

static long
clock_offset(void)
{
	const char *path = getenv("SHIM_CLOCK");
	char text[32] = "";
	long fd = path ? syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0) : -1;

	if (fd < 0)
		return 0;
	syscall(SYS_read, fd, text, sizeof text - 1);
	syscall(SYS_close, fd);
	return atol(text);
}

int
clock_gettime(clockid_t which, struct timespec *time)
{
	int done = (int)syscall(SYS_clock_gettime, which, time);

	if (done == 0 && which == CLOCK_REALTIME)
		time->tv_sec += clock_offset();
	return done;
}

int
gettimeofday(struct timeval *restrict time, void *restrict zone)
{
	int done = (int)syscall(SYS_gettimeofday, time, zone);

	if (done == 0)
		time->tv_sec += clock_offset();
	return done;
}
