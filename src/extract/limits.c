/* What one child may use: memory, processor time, output, descriptors; and the walls put together. */
#include "walls.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

static const DiExtractLimits usual = {
	.cpu_s = DI_EXTRACT_CPU_S,
	.wall_ms = DI_EXTRACT_WALL_MS,
	.memory_bytes = DI_EXTRACT_MEMORY_BYTES,
};

void
di_limits_set(const DiExtractLimits *limits)
{
	const struct Limit {
		__rlimit_resource_t resource;
		rlim_t soft, hard;
	} table[] = {
		/* clang-format off */
#if !defined(DI_SANITIZERS) && !defined(DI_COVERAGE)
		{RLIMIT_AS,     limits->memory_bytes,  limits->memory_bytes},
		{RLIMIT_NOFILE, 0,                     0},
		{RLIMIT_NPROC,  0,                     0},
#endif
		{RLIMIT_CPU,    limits->page_cpu_s ? MIN(limits->page_cpu_s, limits->cpu_s) : limits->cpu_s, limits->cpu_s + 1}, /* SIGXCPU, then SIGKILL */
		{RLIMIT_FSIZE,  DI_EXTRACT_PARTS_MAX,  DI_EXTRACT_PARTS_MAX},
		{RLIMIT_CORE,   0,                     0},
		/* clang-format on */
	};

	for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
		struct rlimit limit = {table[i].soft, table[i].hard};

		if (setrlimit(table[i].resource, &limit) < 0)
			_exit(EX_OSERR);
	}
}

DiWalls *
di_walls_new(const DiExtractLimits *limits, GError **error)
{
	g_autoptr(DiWalls) walls = g_new0(DiWalls, 1);
	g_autoptr(GError) trouble = NULL;

	walls->limits = limits ? *limits : usual;
	walls->landlock_abi = di_landlock_abi();
	if (!di_filter_open(&walls->child, &walls->server, &trouble)) {
		g_propagate_error(error, g_steal_pointer(&trouble));
		return NULL;
	}
	return g_steal_pointer(&walls);
}

void
di_walls_free(DiWalls *walls)
{
	if (!walls)
		return;
	di_filter_clear(&walls->child);
	di_filter_clear(&walls->server);
	g_free(walls);
}

/* The second wall: where the kernel has none, the filter alone must stand, and it always does. */
static void
raise_landlock(const DiWalls *walls, DiLandlockKept kept)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		_exit(EX_OSERR);
#ifndef DI_COVERAGE /* counters are written when a child ends */
	if (walls->landlock_abi > 0 && !di_landlock_raise(walls->landlock_abi, kept, NULL))
		_exit(EX_OSERR);
#else
	(void)walls;
	(void)kept;
#endif
}

static void
raise_filter(const DiFilter *filter)
{
#if !defined(DI_SANITIZERS) && !defined(DI_COVERAGE)
	if (!di_filter_raise(filter))
		_exit(EX_OSERR);
#else
	(void)filter;
#endif
}

/* Libraries are still to be loaded, and it ends its children by signal. */
void
di_walls_raise_for_server(const DiWalls *walls)
{
	raise_landlock(walls, DI_LANDLOCK_KEEP_READING | DI_LANDLOCK_KEEP_SIGNALS);
	raise_filter(&walls->server);
}

/* In this order: Landlock needs a descriptor, the limits a call that the filter refuses. */
void
di_walls_raise_for_child(const DiWalls *walls)
{
#ifndef DI_SANITIZERS /* the leak checker traces its own process */
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		_exit(EX_OSERR);
#endif
	raise_landlock(walls, DI_LANDLOCK_KEEP_NOTHING);
	di_limits_set(&walls->limits);
	raise_filter(&walls->child);
}
