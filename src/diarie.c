#include <diarie/cli.h>

int
main(int argc, char **argv)
{
	return di_cli_main(argc, argv);
}
