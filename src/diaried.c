/* diaried: mailbox → diarium → receipts and reminders. See src/daemon. */
#include <diarie/daemon.h>

int
main(int argc, char **argv)
{
	return di_daemon_main(argc, argv);
}
