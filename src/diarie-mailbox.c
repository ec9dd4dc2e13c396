/* diarie-mailbox: one mailbox session for diaried and diarie; never run by a person. See mailbox.h. */
#include <diarie/mailbox.h>

int
main(void)
{
	return di_mailbox_serve();
}
