/* The first step of a cycle alone: every mail that waits, fetched and committed. What is left to do with them is not done.
 *
 *     bench-fetch CONFIG */
#include <diarie/daemon.h>

int
main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(DiConfig) config = argc == 2 ? di_config_load(argv[1], &error) : NULL;
	g_autoptr(DiHouse) house = NULL;
	DiCycle cycle = {.read_failed = TRUE}; /* so that none is read meanwhile */

	di_secret_look_beside(argc == 2 ? argv[1] : NULL);
	house = config ? di_house_open(g_steal_pointer(&config), &error) : NULL;
	if (house && di_fetch_run(house, &cycle, &error))
		return 0;
	g_printerr("bench-fetch: %s\n", error ? error->message : "which configuration?");
	return 1;
}
