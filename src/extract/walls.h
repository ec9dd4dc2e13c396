/* The walls' parts; only server.c and the walls themselves include this. */
#pragma once

#include <diarie/extract.h>

#include <linux/filter.h>

typedef struct {
	struct sock_filter *rules;
	unsigned short n;
} DiFilter;

struct DiWalls {
	DiFilter child, server;
	int landlock_abi; /* 0: the kernel has none */
	DiExtractLimits limits;
};

/* limits.c: of the calling process. Ends it where one cannot be set. */
void di_limits_set(const DiExtractLimits *limits);

/* filter.c: seccomp, raised in each child */
gboolean di_filter_open(DiFilter *child_out, DiFilter *server_out, GError **error);
gboolean di_filter_raise(const DiFilter *filter);
void di_filter_clear(DiFilter *filter);

/* child.c: the end of a process behind the walls. What would be tidied at exit (by libraries, by the leak checker) is left: it would
 * open files, which is forbidden here. */
void di_child_leave(int status) G_GNUC_NORETURN;
/* With this status: it met a PDF and has nothing to read it with. */
enum { DI_CHILD_LACKS_PDF = 99 };
