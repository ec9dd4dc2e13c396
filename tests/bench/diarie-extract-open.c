/* diarie-extract without its walls: in place of limits.c, so that nothing of Landlock, seccomp or limits is even linked. Only for
 * measuring what the walls cost (bench.py: cage); never installed, and to be fed nothing but what the bench made itself. */
#include "src/extract/walls.h"

#include <string.h>
#include <sysexits.h>

DiWalls *
di_walls_new(const DiExtractLimits *limits, GError **error G_GNUC_UNUSED)
{
	DiWalls *walls = g_new0(DiWalls, 1);

	walls->limits = limits ? *limits : (DiExtractLimits){.wall_ms = DI_EXTRACT_WALL_MS};
	return walls;
}

void
di_walls_free(DiWalls *walls)
{
	g_free(walls);
}

void
di_walls_raise_for_server(const DiWalls *walls G_GNUC_UNUSED)
{
}

void
di_walls_raise_for_child(const DiWalls *walls G_GNUC_UNUSED)
{
}

int
main(int argc, char **argv)
{
	if (argc != 3)
		return EX_USAGE;
	return di_extract_serve(argv[1], strcmp(argv[2], "--once") == 0 ? DI_EXTRACT_ONCE : DI_EXTRACT_KEPT);
}
