/* LD_PRELOAD: the SHIM_ATth write or sync of a file below SHIM_ROOT fails with SHIM_ERRNO, and with SHIM_LASTING all after it.
 * Leaves the file SHIM_ROOT.hit where it did. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long calls;

static int
is_below(int fd)
{
	const char *root = getenv("SHIM_ROOT");
	char link[64], path[4096];
	ssize_t length;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	length = readlink(link, path, sizeof path - 1);
	return root && length > 0 && strncmp(path, root, strlen(root)) == 0;
}

static int
must_fail(int fd)
{
	const char *at = getenv("SHIM_AT"), *number = getenv("SHIM_ERRNO"), *root = getenv("SHIM_ROOT");
	char path[4096];
	long wanted = at ? atol(at) : 0;
	int hit;

	if (!wanted || !number || !is_below(fd))
		return 0;
	calls++;
	if (calls != wanted && !(getenv("SHIM_LASTING") && calls > wanted))
		return 0;
	snprintf(path, sizeof path, "%s.hit", root);
	hit = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	if (hit >= 0)
		close(hit);
	errno = atoi(number);
	return 1;
}

#define NEXT(name, type) \
	static __typeof__(type) next; \
	if (!next) \
		next = (type)dlsym(RTLD_NEXT, name)

ssize_t
write(int fd, const void *bytes, size_t size)
{
	NEXT("write", ssize_t (*)(int, const void *, size_t));
	return must_fail(fd) ? -1 : next(fd, bytes, size);
}

ssize_t
pwrite(int fd, const void *bytes, size_t size, off_t at)
{
	NEXT("pwrite", ssize_t (*)(int, const void *, size_t, off_t));
	return must_fail(fd) ? -1 : next(fd, bytes, size, at);
}

ssize_t
pwrite64(int fd, const void *bytes, size_t size, off64_t at)
{
	NEXT("pwrite64", ssize_t (*)(int, const void *, size_t, off64_t));
	return must_fail(fd) ? -1 : next(fd, bytes, size, at);
}

int
fsync(int fd)
{
	NEXT("fsync", int (*)(int));
	return must_fail(fd) ? -1 : next(fd);
}

int
fdatasync(int fd)
{
	NEXT("fdatasync", int (*)(int));
	return must_fail(fd) ? -1 : next(fd);
}

int
ftruncate64(int fd, off64_t size)
{
	NEXT("ftruncate64", int (*)(int, off64_t));
	return must_fail(fd) ? -1 : next(fd, size);
}
