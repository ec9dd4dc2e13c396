/* What this process gives up: memory beyond a ceiling, core files, being looked into; and, once the
 * connection stands, files, programs and new sockets. A server that makes libetpan stumble (it does,
 * README.md) then gets a process that can do nothing but talk to that server. */
#include "source.h"

#include <errno.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>

/* 25 MiB before any work; a list at its ceiling (32 MiB) costs libetpan some ten times as much */
#define ADDRESS_SPACE_BYTES ((rlim_t)512 << 20)

static gboolean
limit(int what, rlim_t most, const char *name, GError **error)
{
	struct rlimit both = {most, most};

	return setrlimit((__rlimit_resource_t)what, &both) == 0 ||
		di_error_set_errno(error, errno, "cannot limit", name);
}

gboolean
di_limits_start(GError **error)
{
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return di_error_set_errno(error, errno, "cannot give up", "privileges");
#ifndef DI_SANITIZERS
	if (!limit(RLIMIT_AS, ADDRESS_SPACE_BYTES, "memory", error))
		return FALSE;
#endif
	return limit(RLIMIT_CORE, 0, "core files", error);
}
