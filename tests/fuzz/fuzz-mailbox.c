/* Any bytes as what diarie-mailbox says: no crash, no hang, nothing that was not asked for. */
#include "fuzz.h"
#include <diarie/worker.h>

#include <sys/socket.h>
#include <unistd.h>

static gboolean
check_mail(guint32 uid, GBytes *bytes, gboolean too_large, gpointer user, GError **error G_GNUC_UNUSED)
{
	guint32 *last = user;

	if ((uid != 5 && uid != 7 && uid != 9) || uid <= *last || (bytes && g_bytes_get_size(bytes) > (too_large ? 65536 : 1000)))
		g_error("a mail that was not asked for");
	*last = uid;
	return TRUE;
}

static void
check_list(DiMailbox *mailbox)
{
	g_autoptr(GArray) entries = di_mailbox_list(mailbox, 4, NULL);

	for (guint i = 0; entries && i < entries->len; i++)
		if (g_array_index(entries, DiMailEntry, i).uid <= (i ? g_array_index(entries, DiMailEntry, i - 1).uid : 4))
			g_error("a UID out of order");
}

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize size)
{
	static const guint32 uids[] = {5, 7, 9};
	gboolean moved[3], news;
	guint32 uidvalidity, last = 0;
	int pair[2];
	g_autoptr(DiMailbox) mailbox = NULL;

	if (size > 100000 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return 0;
	mailbox = di_mailbox_on(pair[0]);
	if (!di_fd_write_all(pair[1], bytes, size, NULL))
		g_error("the socket is too small");
	shutdown(pair[1], SHUT_WR);
	(void)di_mailbox_select(mailbox, "", &uidvalidity, NULL);
	check_list(mailbox);
	(void)di_mailbox_fetch(mailbox, uids, G_N_ELEMENTS(uids), 1000, check_mail, &last, NULL);
	(void)di_mailbox_move(mailbox, uids, G_N_ELEMENTS(uids), "x", moved, NULL);
	if (di_mailbox_wait_begin(mailbox, 10, NULL))
		(void)di_mailbox_wait_end(mailbox, &news, NULL);
	close(pair[1]);
	return 0;
}
